package table_test

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"bonafide/model"
	"bonafide/source"
	"bonafide/source/table"
)

type sink struct{ got []string }

func (s *sink) Record(r *model.Record) error {
	if len(s.got) == 0 {
		s.got = append(s.got, strings.Join(r.Header, "|")+string(r.Envelope))
	}
	s.got = append(s.got, fmt.Sprintf("%d %s", r.Origin.Line, strings.Join(r.Row, "|")))
	if len(r.Row) != len(r.Header) {
		s.got = append(s.got, "not in step")
	}
	return nil
}

func (s *sink) Problem(p source.Problem) {
	s.got = append(s.got, fmt.Sprintf("%d problem: %v", p.Line, p.Err))
}

func TestRead(t *testing.T) {
	tests := []struct {
		name, in string
		want     []string
	}{
		{"comma", "id,name\n1,Ann\n2,\"B, \"\"C\"\"\"\n", []string{"id|name", "2 1|Ann", `3 2|B, "C"`}},
		{"semicolon_crlf", "id;name\r\n1;Ann\r\n", []string{"id|name", "2 1|Ann"}},
		{"tab", "id\tname\n1\t\"a\nb\"\n2\tc", []string{"id|name", "2 1|a\nb", "4 2|c"}},
		{"bar", "id|name\n1|Ann\n", []string{"id|name", "2 1|Ann"}},
		{"short_and_long_rows", "id,name,x\n1,Ann\n2,Bob,,,\n3,a,b,c\n4,d,e\n", []string{"id|name|x", "2 1|Ann|", "3 2|Bob|", "4 problem: 4 values for 3 columns", "5 4|d|e"}},
		{"preamble", "Report: People\nCreated: today\n\nid,name,x\n1,Ann,y\n2,Bob,z\n", []string{`id|name|x{"Created":"today","Report":"People"}`, "5 1|Ann|y", "6 2|Bob|z"}},
		{"same_names", "id,,id\n1,2,3\n", []string{"id|column 2|id (2)", "2 1|2|3"}},
		{"open_quote", "id,name\n1,\"Ann\n2,Bob\n", []string{"2 problem: a quoted value does not end", "3 2|Bob"}},
		{
			"umbrella_without_a_header", `"2026-01-16 17:48:41","Ann Example (ann@example.com)","Ann Example (ann@example.com),LT-1","10.10.1.100","203.0.113.133","Allowed","1 (A)","NOERROR","relay-1.net.anydesk.com.","Chat,Allow List"` + "\n",
			[]string{
				"timestamp|policy identity|identities|internal ip|external ip|action|query type|response code|domain|categories|policy identity type|identity types|blocked categories|rule id|destination countries|organization id",
				"1 2026-01-16 17:48:41|Ann Example (ann@example.com)|Ann Example (ann@example.com),LT-1|10.10.1.100|203.0.113.133|Allowed|1 (A)|NOERROR|relay-1.net.anydesk.com.|Chat,Allow List||||||",
			},
		},
		{"quote_inside", "id,name\n1,5\" disk\n2,x\n", []string{"id|name", "2 1|5\" disk", "3 2|x"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, r := range []io.Reader{strings.NewReader(tt.in), iotest.OneByteReader(strings.NewReader(tt.in))} {
				s := &sink{}
				if err := table.New(table.Defaults()).Read(context.Background(), "f", r, s); err != nil {
					t.Fatal(err)
				}
				if d := cmp.Diff(tt.want, s.got); d != "" {
					t.Errorf("-want +got:\n%s", d)
				}
			}
		})
	}
}

func TestRecognize(t *testing.T) {
	s := table.New(table.Defaults())
	for in, want := range map[string]bool{
		"id,name\n1,2\n": true, "just some text\nof a letter, perhaps\n": false, "{\"a\":1,\"b\":2}": false, "1,2\n3,4\n": false, "": false,
	} {
		if got := s.Recognize("x", []byte(in)) > 0.3; got != want {
			t.Errorf("%q: %v", in, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("id,name\n1,\"a\nb\"\n")
	f.Add("a;b\r\n\"x\"\"\";2")
	f.Fuzz(func(t *testing.T, in string) {
		s := &sink{}
		_ = table.New(table.Settings{MaxRecord: 1 << 12}).Read(context.Background(), "f", strings.NewReader(in), s) //nolint:errcheck // any input may be refused
		for _, g := range s.got {
			if g == "not in step" {
				t.Errorf("a row is not as wide as the header: %q", in)
			}
		}
	})
}
