package jsonstream_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"bonafide/model"
	"bonafide/source"
	"bonafide/source/jsonstream"
)

// sink writes down what it is given.
type sink struct{ got []string }

func (s *sink) Record(r *model.Record) error {
	line := fmt.Sprintf("%d %s", r.Origin.Line, r.Raw)
	if len(r.Envelope) > 0 {
		line += " in " + string(r.Envelope)
	}
	s.got = append(s.got, line)
	return nil
}

func (s *sink) Problem(p source.Problem) {
	s.got = append(s.got, fmt.Sprintf("%d problem: %v", p.Line, p.Err))
}

func read(t testing.TB, set jsonstream.Settings, r io.Reader) []string {
	t.Helper()
	s := &sink{}
	if err := jsonstream.New(set).Read(context.Background(), "f", r, s); err != nil {
		t.Fatal(err)
	}
	return s.got
}

func TestRead(t *testing.T) {
	tests := []struct {
		name, in string
		set      jsonstream.Settings
		want     []string
	}{
		{name: "ndjson", in: "{\"a\":1}\n\n{\"b\":\"}\\\"{\"}\r\n{\"c\":[1,{}]}", want: []string{`1 {"a":1}`, `3 {"b":"}\"{"}`, `4 {"c":[1,{}]}`}},
		{name: "concatenated", in: `{"a":1}{"b":2} {"c":3}`, want: []string{`1 {"a":1}`, `1 {"b":2}`, `1 {"c":3}`}},
		{name: "array", in: "[\n {\"a\":1},\n {\"a\":2}\n]\n", want: []string{`2 {"a":1}`, `3 {"a":2}`}},
		{name: "pretty", in: "{\n \"a\": {\n  \"b\": \"x\"\n }\n}\n{\"c\":1}", want: []string{"1 {\n \"a\": {\n  \"b\": \"x\"\n }\n}", `6 {"c":1}`}},
		{name: "value", in: "{\"@odata.context\":\"x\",\n\"value\":[{\"a\":1},\n{\"a\":2}],\"next\":\"y\"}", want: []string{
			`2 {"a":1} in {"@odata.context":"x","next":"y"}`, `3 {"a":2} in {"@odata.context":"x","next":"y"}`,
		}},
		{name: "wrapped_first", in: `{"participants":[{"a":1}],"uuid":"u"}`, want: []string{`1 {"a":1} in {"uuid":"u"}`}},
		{name: "wrapped_only", in: `{"Records":[{"a":1},{"b":2}]}`, want: []string{`1 {"a":1} in {}`, `1 {"b":2} in {}`}},
		{name: "hits", in: `{"took":1,"hits":{"total":2,"hits":[{"_source":{"a":1}}]}}`, want: []string{`1 {"_source":{"a":1}} in {"took":1,"hits":{"total":2}}`}},
		{name: "answer_of_duo", in: `{"stat":"OK","response":{"authlogs":[{"a":1},{"a":2}],"metadata":{"total":2}}}`, want: []string{
			`1 {"a":1} in {"stat":"OK","response":{"metadata":{"total":2}}}`, `1 {"a":2} in {"stat":"OK","response":{"metadata":{"total":2}}}`,
		}},
		{name: "events_of_a_record", in: `{"id":{"x":1},"actor":{"y":1},"events":[{"a":1}]}`, want: []string{`1 {"id":{"x":1},"actor":{"y":1},"events":[{"a":1}]}`}},
		{name: "list_in_a_record", in: `{"EventName":"PutObject","Resources":[],"CloudTrailEvent":"{}"}`, want: []string{`1 {"EventName":"PutObject","Resources":[],"CloudTrailEvent":"{}"}`}},
		{name: "events_of_an_answer", in: `{"Events":[{"EventName":"a"},{"EventName":"b"}],"NextToken":"x"}`, want: []string{`1 {"EventName":"a"} in {"NextToken":"x"}`, `1 {"EventName":"b"} in {"NextToken":"x"}`}},
		{name: "list_of_numbers", in: `{"data":[1,2]}`, want: []string{`1 {"data":[1,2]}`}},
		{name: "pages", in: `[{"items":[{"a":1}]},{"items":[{"a":2}]}]`, want: []string{`1 {"a":1} in {}`, `1 {"a":2} in {}`}},
		{name: "empty_wrapper", in: `{"value":[]}`, want: nil},
		{name: "cut_string", in: "{\"a\":\"x\n{\"b\":2}\n", want: []string{"1 problem: not a complete JSON object", `2 {"b":2}`}},
		{name: "cut_number", in: "{\"a\":1\n{\"b\":2}\n", want: []string{"1 problem: not a complete JSON object", `2 {"b":2}`}},
		{name: "garbage", in: "# comment\n{\"a\":1}\n12\n{\"b\":2}", want: []string{`1 problem: not a JSON object: "# comment"`, `2 {"a":1}`, `3 problem: not a JSON object: "12"`, `4 {"b":2}`}},
		{name: "cut_at_the_end", in: "{\"a\":1}\n{\"b\":", want: []string{`1 {"a":1}`, "2 problem: the record is cut off"}},
		{name: "cut_wrapper", in: "{\"value\":[{\"a\":1},\n{\"a\":2},{\"a\"", want: []string{`1 {"a":1} in {}`, `2 {"a":2} in {}`, "2 problem: the record is cut off", "2 problem: the record is cut off"}},
		{name: "long_line", set: jsonstream.Settings{MaxRecord: 40}, in: `{"a":"` + strings.Repeat("x", 400_000) + "\"}\n{\"b\":2}\n", want: []string{"1 problem: the record is longer than the limit of 40 bytes", `2 {"b":2}`}},
		{name: "long_wrapper", set: jsonstream.Settings{Hold: 64}, in: `{"n":1,"value":[` + strings.Repeat(`{"a":"xxxxxxxxxx"},`, 3) + `{"a":1}]}{"b":1}`, want: []string{
			`1 {"a":"xxxxxxxxxx"} in {"n":1}`, `1 {"a":"xxxxxxxxxx"} in {"n":1}`, `1 {"a":"xxxxxxxxxx"} in {"n":1}`, `1 {"a":1} in {"n":1}`, `1 {"b":1}`,
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if d := cmp.Diff(tt.want, read(t, tt.set, strings.NewReader(tt.in))); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
			if tt.set != (jsonstream.Settings{}) {
				return
			}
			if d := cmp.Diff(tt.want, read(t, tt.set, iotest.OneByteReader(strings.NewReader(tt.in)))); d != "" {
				t.Errorf("byte by byte -want +got:\n%s", d)
			}
		})
	}
}

func TestRecognize(t *testing.T) {
	for in, sure := range map[string]bool{"{\"a\":1}": true, " [\n{": true, "{": true, "a,b": false, "": false, "<x>": false} {
		if got := jsonstream.New(jsonstream.Defaults()).Recognize("x", []byte(in)); (got > 0.5) != sure {
			t.Errorf("%q: %v", in, got)
		}
	}
}

// FuzzRead checks that nothing panics, that every record is one whole object of the
// input, and that valid lines are all found.
func FuzzRead(f *testing.F) {
	f.Add([]byte("{\"a\":1}\n{\"b\":[{\"c\":\"}\"}]}"))
	f.Add([]byte(`{"value":[{"a":1},{"b":2}],"x":1}`))
	f.Add([]byte("[{\"a\":\"\n\"},{}]"))
	f.Add([]byte(`{"hits":{"hits":[{"a":1}]}}`))
	f.Fuzz(func(t *testing.T, in []byte) {
		s := &sink{}
		if err := jsonstream.New(jsonstream.Settings{MaxRecord: 1 << 16}).Read(context.Background(), "f", bytes.NewReader(in), s); err != nil {
			t.Fatal(err)
		}
		for _, got := range s.got {
			_, raw, _ := strings.Cut(got, " ")
			if raw[0] == '{' && !bytes.Contains(in, []byte(strings.SplitN(raw, " in {", 2)[0])) {
				t.Errorf("%q is not part of the input", raw)
			}
		}
		var v map[string]any
		if d := json.NewDecoder(bytes.NewReader(in)); d.Decode(&v) == nil && !d.More() && len(s.got) == 0 && !bytes.Contains(in, []byte("[")) {
			t.Errorf("nothing was read of %q", in)
		}
	})
}

type nothing struct{ n int }

func (s *nothing) Record(*model.Record) error { s.n++; return nil }
func (s *nothing) Problem(source.Problem)     {}

func BenchmarkRead(b *testing.B) {
	line := `{"actor":{"id":"00u1","type":"User","alternateId":"ann@example.com"},"client":{"userAgent":{"rawUserAgent":"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36"},"ipAddress":"192.0.2.1","geographicalContext":{"city":"Austin","geolocation":{"lat":30.2,"lon":-97.7}}},"eventType":"user.session.start","outcome":{"result":"SUCCESS"},"target":[{"id":"1","type":"AppInstance"},{"id":"2","type":"User"}]}` + "\n"
	text := strings.Repeat(line, 20_000)
	src := jsonstream.New(jsonstream.Defaults())
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if err := src.Read(context.Background(), "f", strings.NewReader(text), &nothing{}); err != nil {
			b.Fatal(err)
		}
	}
}
