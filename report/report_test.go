package report_test

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bonafide/model"
	"bonafide/report"
)

func TestRedact(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, want string }{
		"json":           {`{"user":"ann","password":"hunter2","ok":true}`, `{"user":"ann","password":"[not shown]","ok":true}`},
		"json_spaces":    {`{"api_key" : "a\"b" , "n":1}`, `{"api_key" : "[not shown]" , "n":1}`},
		"json_number":    {`{"account_number":12345678,"n":1}`, `{"account_number":"[not shown]","n":1}`},
		"json_cut_off":   {`{"client_secret":"abcdef`, `{"client_secret":"[not shown]"`},
		"json_in_json":   {`{"body":"{\"password\":\"hunter2\",\"n\":1}"}`, `{"body":"{\"password\":"[not shown]",\"n\":1}"}`},
		"pair":           {`user=ann pwd=hunter2 x=1`, `user=ann pwd=[not shown] x=1`},
		"pair_quoted":    {`iban="AT61 1904 3002 3457 3201" x=1`, `iban=[not shown] x=1`},
		"query":          {`GET /a?token=abc&x=1`, `GET /a?token=[not shown]&x=1`},
		"flag":           {`tool.exe --password hunter --api-key=abcdef -v`, `tool.exe --password [not shown] --api-key=[not shown] -v`},
		"bearer":         {`Authorization: Bearer abcdefghijklmnop`, `Authorization: [not shown]`},
		"aws":            {`key AKIAIOSFODNN7EXAMPLE used`, `key [not shown] used`},
		"github":         {`ghp_abcdefghijklmnopqrstuvwxyz0123456789`, `[not shown]`},
		"jwt":            {`"x":"eyJhbGciOi.eyJzdWIiOi.abc_-"`, `"x":"[not shown]"`},
		"url":            {`https://ann:hunter2@example.com/`, `https://ann:[not shown]@example.com/`},
		"iban_anywhere":  {`moved to DE89370400440532013000 today`, `moved to [not shown] today`},
		"ssn":            {`id 078-05-1120.`, `id [not shown].`},
		"hash_is_kept":   {`SHA256=55DE2ACC6DE562A0375DE7BDA40E3B41608BB9C80B677FCD22100DC989C189CE`, `SHA256=55DE2ACC6DE562A0375DE7BDA40E3B41608BB9C80B677FCD22100DC989C189CE`},
		"mac_is_kept":    {`20:e5:2a:54:8c:6e at 192.0.2.1`, `20:e5:2a:54:8c:6e at 192.0.2.1`},
		"kind_is_kept":   {`{"credentialType":"PASSWORD","authenticationStep":0}`, `{"credentialType":"PASSWORD","authenticationStep":0}`},
		"reason_is_kept": {`pushes are approved far from the sign-in on 32 days`, `pushes are approved far from the sign-in on 32 days`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, report.Redact(c.in)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestCleanAndColumns(t *testing.T) {
	t.Parallel()
	if got := report.Clean("a\x1b[31mb\u202ec\u200ed\ne\x00\xff"); got != "a[31mbcd e\ufffd" {
		t.Errorf("%q", got)
	}
	for text, want := range map[string]int{"": 0, "abc": 3, "é": 1, "e\u0301": 1, "李明": 4, "한": 2, "ﾊ": 1} {
		if got := report.Columns(text); got != want {
			t.Errorf("%q takes %d columns, not %d", text, got, want)
		}
	}
	for _, c := range []struct {
		text, want string
		columns    int
	}{{"abcdef", "abc…", 4}, {"李明李明", "李…", 4}, {"abc", "abc", 3}} {
		if got := report.Fit(c.text, c.columns); got != c.want {
			t.Errorf("%q in %d columns is %q, not %q", c.text, c.columns, got, c.want)
		}
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	for p, want := range map[float64]string{0: "< 1 %", 0.005: "< 1 %", 0.0123: "1 %", 0.5: "50 %", 0.994: "99 %", 0.9999: "> 99 %", 1: "> 99 %"} {
		if got := report.Percent(p); got != want {
			t.Errorf("%g is %q, not %q", p, got, want)
		}
	}
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567"} {
		if got := report.Thousands(n); got != want {
			t.Errorf("%d is %q, not %q", n, got, want)
		}
	}
	if got := report.Times(math.Log(20)) + report.Times(-math.Log(3)) + report.Times(0); got != "×20÷3.0×1.0" {
		t.Error(got)
	}
}

// TestStepsAddUp holds what is printed against the probability.
func TestStepsAddUp(t *testing.T) {
	t.Parallel()
	a := simulated(t)
	for i := range a.Subjects {
		s := &a.Subjects[i]
		prior, steps := report.Steps(s)
		printed, last := report.Hundredths(prior), prior
		for _, st := range steps {
			printed += st.Added()
			last = st.To
		}
		if printed != report.Hundredths(last) {
			t.Errorf("%s: what is printed adds up to %d, not %d", s.ID, printed, report.Hundredths(last))
		}
		if odds := s.Probability / s.Hypotheses[model.Genuine]; math.Abs(math.Log(odds)-last) > 1e-9 {
			t.Errorf("%s: ends at %g, not %g", s.ID, last, math.Log(odds))
		}
	}
	if !strings.Contains(report.Cite(model.Evidence{Path: `C:\logs\okta\a.jsonl`, Line: 7}), "okta/a.jsonl:7") {
		t.Error("citation")
	}
}
