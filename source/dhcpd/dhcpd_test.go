package dhcpd_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"bonafide/model"
	"bonafide/source"
	"bonafide/source/dhcpd"
)

type sink struct{ got []string }

func (s *sink) Record(r *model.Record) error {
	s.got = append(s.got, fmt.Sprintf("%d %s", r.Origin.Line, r.Raw))
	return nil
}

func (s *sink) Problem(p source.Problem) {
	s.got = append(s.got, fmt.Sprintf("%d problem: %v", p.Line, p.Err))
}

const first = `# The format of this file is documented in the dhcpd.leases(5) manual page.
authoring-byte-order little-endian;

lease 192.0.2.107 {
  starts 1 2026/11/16 09:00:00;
  ends 1 2026/11/16 10:00:00;
  binding state active;
  hardware ethernet 02:00:5e:10:00:07;
  uid "\001\002";
  set vendor-class-identifier = "MSFT 5.0";
  client-hostname "LT-BETA";
}
`

const told = `4 {"binding state":"active","client-hostname":"LT-BETA","ends":"2026/11/16 10:00:00","hardware ethernet":"02:00:5e:10:00:07","lease":"192.0.2.107","set vendor-class-identifier":"MSFT 5.0","starts":"2026/11/16 09:00:00","uid":"\\001\\002"}`

func TestRead(t *testing.T) {
	tests := []struct {
		name, in string
		want     []string
	}{
		{"lease", first, []string{told}},
		{"epoch_and_never", "lease 192.0.2.8 {\n  starts epoch 1794819600; # Mon Nov 16 09:00:00 2026\n  ends never;\n}\n", []string{`1 {"ends":"never","lease":"192.0.2.8","starts":"1794819600"}`}},
		{"other_blocks", "failover peer \"a\" state {\n  my state normal;\n}\nlease 192.0.2.8 {\n  on expiry {\n    client-hostname \"x\";\n  }\n  client-hostname \"y\";\n}\n", []string{`4 {"client-hostname":"y","lease":"192.0.2.8"}`}},
		{"cut", first + "lease 192.0.2.9 {\n  starts 1 2026/11", []string{told, "13 problem: the lease is cut off"}},
		{"no_end", "lease 192.0.2.8 {\n  starts 1 2026/11/16 09:00:00;\nlease 192.0.2.9 {\n}\n", []string{"1 problem: the lease does not end", `3 {"lease":"192.0.2.9"}`}},
		{"cut_inside_a_block", "lease 192.0.2.8 {\n  on expiry {\n" + "lease 192.0.2.9 {\n  ends never;\n}\n", []string{"1 problem: the lease does not end", `3 {"ends":"never","lease":"192.0.2.9"}`}},
		{"long_line", first + strings.Repeat("x", 2<<20), []string{told, "13 problem: the line is longer than 1048576 bytes"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := &sink{}
			if err := dhcpd.New().Read(context.Background(), "f", iotest.HalfReader(strings.NewReader(tt.in)), s); err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tt.want, s.got); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
		})
	}
}

func TestRecognize(t *testing.T) {
	for in, want := range map[string]bool{first: true, "# a list\nlease 192.0.2.1 {\n": true, "lease of a house\n": false, "# a comment\nid,name\n": false, "": false} {
		if got := dhcpd.New().Recognize("x", []byte(in)) > 0.5; got != want {
			t.Errorf("%.30q: %v", in, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(first)
	f.Add("lease 192.0.2.8 {\n on commit {\n}\n set a = \"\xff\";\n}\nlease {\nlease x {\n}")
	f.Fuzz(func(t *testing.T, in string) {
		s := &sink{}
		if err := dhcpd.New().Read(context.Background(), "f", strings.NewReader(in), s); err != nil {
			t.Fatal(err)
		}
		leases := 0
		for _, g := range s.got {
			if _, raw, _ := strings.Cut(g, " "); json.Valid([]byte(raw)) {
				leases++
			}
		}
		if leases > strings.Count(in, "lease") {
			t.Errorf("%d leases of %q", leases, in)
		}
	})
}
