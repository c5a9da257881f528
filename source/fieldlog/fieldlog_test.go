package fieldlog_test

import (
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
	"bonafide/source/fieldlog"
)

type sink struct{ got []string }

func (s *sink) Record(r *model.Record) error {
	if !json.Valid(r.Raw) {
		s.got = append(s.got, "not JSON")
	}
	s.got = append(s.got, fmt.Sprintf("%d %s", r.Origin.Line, r.Raw))
	return nil
}

func (s *sink) Problem(p source.Problem) {
	s.got = append(s.got, fmt.Sprintf("%d problem: %v", p.Line, p.Err))
}

const zeek = "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tdns\n#open\t2026-11-16-09-00-00\n" +
	"#fields\tts\tuid\tid.orig_h\tid.orig_p\tquery\tAA\tanswers\trtt\n#types\ttime\tstring\taddr\tport\tstring\tbool\tvector[string]\tinterval\n"

func TestRead(t *testing.T) {
	tests := []struct {
		name, in string
		limit    int
		want     []string
	}{
		{name: "zeek", in: zeek + "1794819600.123456\tCuid\t192.0.2.7\t53124\twww.example.com\tF\tx.example.com,198.51.100.1\t-\n" +
			"1794819601.0\tCuid\t192.0.2.7\t53125\ta\\x09\"b\tT\t(empty)\t0.5\n#close\t2026-11-16-10-00-00\n", want: []string{
			`9 {"_path":"dns","ts":1794819600.123456,"uid":"Cuid","id.orig_h":"192.0.2.7","id.orig_p":53124,"query":"www.example.com","AA":false,"answers":["x.example.com","198.51.100.1"]}`,
			`10 {"_path":"dns","ts":1794819601.0,"uid":"Cuid","id.orig_h":"192.0.2.7","id.orig_p":53125,"query":"a\u0009\"b","AA":true,"answers":[],"rtt":0.5}`,
		}},
		{name: "cut_line", in: zeek + "1794819600.1\tCuid\t192.0.2.7\n", want: []string{"9 problem: 3 values for 8 columns"}},
		{name: "without_columns", in: "#separator \\x09\na\tb\nc\td\n", want: []string{"2 problem: records stand above the line that names their columns"}},
		{name: "proxy", in: "#Software: SGOS\n#Fields: date time c-ip cs-username cs-method cs-host cs-bytes cs(User-Agent)\n" +
			"2026-11-16 09:00:00 192.0.2.7 ann PUT files.example.com 52428801 \"Mozilla/5.0 (X11; Linux)\"\n" +
			"2026-11-16 09:00:01 192.0.2.7 - GET files.example.com 0 -\n", want: []string{
			`3 {"date":"2026-11-16","time":"09:00:00","c-ip":"192.0.2.7","cs-username":"ann","cs-method":"PUT","cs-host":"files.example.com","cs-bytes":52428801,"cs(User-Agent)":"Mozilla/5.0 (X11; Linux)"}`,
			`4 {"date":"2026-11-16","time":"09:00:01","c-ip":"192.0.2.7","cs-method":"GET","cs-host":"files.example.com","cs-bytes":0}`,
		}},
		{name: "columns_change", in: "#Fields: a b\n1 x\n#Fields: b\ny\n", want: []string{`2 {"a":1,"b":"x"}`, `4 {"b":"y"}`}},
		{name: "no_line_end", in: "#Fields: a b\r\n1 x", want: []string{`2 {"a":1,"b":"x"}`}},
		{name: "long_line", limit: 20, in: "#Fields: a\n" + strings.Repeat("x", 100_000) + "\ny\n", want: []string{"2 problem: the line is longer than the limit of 20 bytes", `3 {"a":"y"}`}},
		{name: "long_last_line", limit: 20, in: "#Fields: a\n" + strings.Repeat("x", 100), want: []string{"2 problem: the line is longer than the limit of 20 bytes"}},
		{name: "numbers_that_are_none", in: "#fields\ta\tb\n#types\tcount\tdouble\n007\t1e5\n", want: []string{`3 {"a":"007","b":"1e5"}`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, r := range []io.Reader{strings.NewReader(tt.in), iotest.OneByteReader(strings.NewReader(tt.in))} {
				s := &sink{}
				if err := fieldlog.New(fieldlog.Settings{MaxRecord: tt.limit}).Read(context.Background(), "f", r, s); err != nil {
					t.Fatal(err)
				}
				if d := cmp.Diff(tt.want, s.got); d != "" {
					t.Errorf("-want +got:\n%s", d)
				}
			}
		})
	}
}

func TestReadFails(t *testing.T) {
	s := &sink{}
	if err := fieldlog.New(fieldlog.Settings{}).Read(context.Background(), "f", iotest.ErrReader(io.ErrUnexpectedEOF), s); err == nil {
		t.Error("a broken stream was read to its end")
	}
}

func TestRecognize(t *testing.T) {
	for in, want := range map[string]bool{
		zeek: true, "#Version: 1.0\n#Fields: date time\n": true, "# a comment\nid,name\n": false, "#fields only a comment": true, "id,name\n1,2\n": false, "": false,
	} {
		if got := fieldlog.New(fieldlog.Defaults()).Recognize("x", []byte(in)) > 0.5; got != want {
			t.Errorf("%.30q: %v", in, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(zeek + "1\t2\t3\t4\t5\t6\t7\t8\n")
	f.Add("#Fields: a b\n\"x\" y\n\x00 \"\n")
	f.Fuzz(func(t *testing.T, in string) {
		s := &sink{}
		if err := fieldlog.New(fieldlog.Settings{MaxRecord: 1 << 12}).Read(context.Background(), "f", strings.NewReader(strings.ToValidUTF8(in, "")), s); err != nil {
			t.Fatal(err)
		}
		for _, g := range s.got {
			if g == "not JSON" {
				t.Errorf("a line of %q became no JSON", in)
			}
		}
	})
}
