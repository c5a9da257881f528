package anydesk_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"bonafide/model"
	"bonafide/source"
	"bonafide/source/anydesk"
)

type sink struct{ got []string }

func (s *sink) Record(r *model.Record) error {
	s.got = append(s.got, fmt.Sprintf("%d %s", r.Origin.Line, r.Raw))
	return nil
}

func (s *sink) Problem(p source.Problem) {
	s.got = append(s.got, fmt.Sprintf("%d problem: %v", p.Line, p.Err))
}

const (
	sessions = "Incoming    2026-09-01, 15:04    Passwd                            1234567890    1234567890\r\n" +
		"Incoming    2026-09-02, 09:11    REJECTED    far end    1234567890\r\n\r\nIncoming    2026-09\r\n"
	trace = "   info 2026-09-01 13:04:51.153       gsvc   9656   4132   44              anynet.any_socket - Accept request from 1234567890 (via relay).\n" +
		"   info 2026-09-01 13:04:52.001       gsvc   9656   4132   44              anynet.any_socket - Logged in from 192.0.2.7:52134 on relay ab12cd34.\n" +
		"warning 2026-09-01 13:04:53.001      front   9656   4132   44                 app.settings - Something else.\n" +
		"   info 2026-09-01 13:05:00.001       back   9656   4132   44                 app.ctrl - Incoming session request: Far (End) (1234567890)\n" +
		"   info 2026-09-01 13:05:01.001       gsvc   9656   4132   44           anynet.relay_conn - External address: 198.51.100.7:61021.\n"
)

func TestRead(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, path, in string
		want           []string
	}{
		{"sessions", "/x/collected/LT-7/ProgramData/AnyDesk/connection_trace.txt", sessions, []string{
			`1 {"anydesk":"session","anydesk_host":"LT-7","by":"Passwd","name":"1234567890","peer":"1234567890","time":"2026-09-01 15:04:00"}`,
			`2 {"anydesk":"session","anydesk_host":"LT-7","by":"REJECTED","name":"far end","peer":"1234567890","time":"2026-09-02 09:11:00"}`,
			"4 problem: no session as AnyDesk writes it",
		}},
		{"trace", `LT-7/Users/ann/AppData/Roaming/AnyDesk/ad.trace`, trace, []string{
			`1 {"anydesk":"accepted","anydesk_host":"LT-7","peer":"1234567890","time":"2026-09-01T13:04:51.153Z"}`,
			`2 {"anydesk":"logged_in","anydesk_host":"LT-7","ip":"192.0.2.7","port":"52134","time":"2026-09-01T13:04:52.001Z"}`,
			`4 {"anydesk":"requested","anydesk_host":"LT-7","name":"Far (End)","peer":"1234567890","time":"2026-09-01T13:05:00.001Z"}`,
			`5 {"anydesk":"external_address","anydesk_host":"LT-7","own_ip":"198.51.100.7","port":"61021","time":"2026-09-01T13:05:01.001Z"}`,
		}},
		{"beside_the_host", "LT-9/ad_svc.trace", trace[:strings.Index(trace, "\n")], []string{
			`1 {"anydesk":"accepted","anydesk_host":"LT-9","peer":"1234567890","time":"2026-09-01T13:04:51.153Z"}`,
		}},
		{"long_line", "LT-9/ad.trace", strings.Repeat("x", 2<<20), []string{"1 problem: the line is longer than 1048576 bytes"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := &sink{}
			if err := anydesk.New().Read(context.Background(), c.path, iotest.HalfReader(strings.NewReader(c.in)), s); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, s.got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestHost tells the visited computer by the folders that a file was collected into, wherever
// the exports lie.
func TestHost(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"exports/LT-7/connection_trace.txt":                                   "LT-7",
		"/home/ann/exports/LT-7/connection_trace.txt":                         "LT-7",
		"/var/data/exports/LT-7/ad_svc.trace":                                 "LT-7",
		"/home/ann/exports/LT-7/C/ProgramData/AnyDesk/ad_svc.trace":           "LT-7",
		"/root/exports/LT-7/C%3A/Users/root/AppData/Roaming/AnyDesk/ad.trace": "LT-7",
		"/home/ann/exports/LT-7/home/home/.anydesk/connection_trace.txt":      "LT-7",
		"/home/ann/exports/LT-7/Users/root/AppData/Roaming/AnyDesk/ad.trace":  "LT-7",
		"/var/data/LT-7/var/log/anydesk.trace":                                "LT-7",
		"/home/ann/anydesk/LT-7/connection_trace.txt":                         "LT-7",
		"exports/LT-7/ProgramData/AnyDesk/connection_trace.txt":               "LT-7",
		`C:\Users\ann\exports\LT-7\connection_trace.txt`:                      "LT-7",
		`C:\ProgramData\AnyDesk\connection_trace.txt`:                         "",
		"/var/log/anydesk.trace":                                              "",
		"/home/ann/.anydesk/connection_trace.txt":                             "",
		"connection_trace.txt":                                                "",
	} {
		s := &sink{}
		line := "Incoming    2026-09-01, 15:04    Passwd    1234567890    1234567890\n"
		if strings.HasSuffix(path, ".trace") {
			line = "   info 2026-09-01 13:04:51.153       gsvc   9656   5124    3           anynet.any_socket - Client-ID: 1234567890\n"
		}
		if err := anydesk.New().Read(context.Background(), path, strings.NewReader(line), s); err != nil {
			t.Fatal(err)
		}
		if len(s.got) != 1 || !strings.Contains(s.got[0], fmt.Sprintf(`"anydesk_host":%q`, want)) {
			t.Errorf("%s: want %q, got %v", path, want, s.got)
		}
	}
}

func TestRecognize(t *testing.T) {
	t.Parallel()
	other := "   info 2026-09-01 13:04:53.001      front   9656   4132   44                 app.settings - Something else.\n"
	for in, want := range map[string]bool{
		sessions: true, trace: true, "* * * * * * * *\n" + trace: true, other + trace: true,
		other: false, "id,name\n1,Incoming\n": false, "Incoming mail 2026-09-01\n": false, "": false,
	} {
		if got := anydesk.New().Recognize("x", []byte(in)) > 0.5; got != want {
			t.Errorf("%.40q: %v", in, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(sessions)
	f.Add(trace)
	f.Fuzz(func(t *testing.T, in string) {
		s := &sink{}
		if err := anydesk.New().Read(context.Background(), "h/connection_trace.txt", strings.NewReader(in), s); err != nil {
			t.Fatal(err)
		}
		if lines := strings.Count(in, "\n") + 1; len(s.got) > lines {
			t.Errorf("%d records and problems of %d lines", len(s.got), lines)
		}
	})
}
