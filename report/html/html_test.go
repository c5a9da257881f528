package html_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"bonafide/model"
	"bonafide/report/html"
)

func day(n int) time.Time { return time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC).AddDate(0, 0, n) }

// subject makes somebody up; every text that comes from outside holds mark.
func subject(i int, mark string, open bool) model.SubjectAssessment {
	first, last := day(0), day(30)
	s := model.SubjectAssessment{
		ID: model.SubjectID(fmt.Sprintf("w-%d%s", i, mark)), Kind: model.Worker, Name: fmt.Sprintf("Ann Example %d%s", i, mark),
		Probability: 0.02, Hypotheses: map[model.Hypothesis]float64{model.Genuine: 0.97, model.UndisclosedLocation: 0.01, model.Proxy: 0.02},
		Misuse: 0.005, Exposure: 0.7, Priority: 0.014,
		Prior: map[model.Hypothesis]float64{model.UndisclosedLocation: -3.4, model.MultipleJobs: -4.1, model.Proxy: -5.2, model.Fabricated: -5.2},
	}
	if !open {
		return s
	}
	s.OpenCase, s.Probability, s.Priority = true, 0.97, 0.68
	s.Hypotheses = map[model.Hypothesis]float64{model.Genuine: 0.02, model.UndisclosedLocation: 0.01, model.Proxy: 0.9, model.Fabricated: 0.07}
	for k := range 9 {
		lr := map[model.Hypothesis]float64{model.Proxy: 3 - float64(k)/4, model.Fabricated: 1, model.UndisclosedLocation: 0.5}
		if k == 3 {
			lr = map[model.Hypothesis]float64{model.Fabricated: -2, model.Proxy: -0.5}
		}
		if k == 4 {
			lr = map[model.Hypothesis]float64{model.UndisclosedLocation: -2}
		}
		s.Reasons = append(s.Reasons, model.Reason{
			Indicator: "NET-07" + model.IndicatorID(mark), Title: "A title" + mark, At: day(3 * k), Reason: "works from 192.0.2.7 on 3 days" + mark, Category: "network" + mark,
			LogLR: lr, Adjusted: "found before" + mark, Benign: "A shared flat." + mark, ID: "0123456789abcdef",
			Evidence: []model.Evidence{{Path: "logs/okta" + mark + ".jsonl", Line: int64(10 + k), Event: "e"}},
		})
	}
	s.NextChecks = []model.NextCheck{{Check: "call", Title: "Call back" + mark, ExpectedBits: 0.3, CostMinutes: 8}}
	s.Links = []model.Link{{Observable: "account:okta:00u" + mark, Reason: "the people file names it" + mark, Evidence: model.Evidence{Path: "people" + mark + ".csv", Line: 2}}}
	s.Places = []model.PlaceSeen{
		{Place: "Graz, AT" + mark, Lat: 47.07, Long: 15.44, Basis: "declaration"},
		{Place: "Lisbon, PT" + mark, Lat: 38.72, Long: -9.14, Basis: "sign-in record" + mark, Network: "vpn", Days: 12, First: &first, Last: &last},
	}
	return s
}

// made makes an assessment up.
func made(people, cases int, mark string) *model.Assessment {
	from, to := day(0), day(40)
	a := &model.Assessment{
		Schema: model.AssessmentSchema, GeneratedAt: day(50), Company: "Acme" + mark, From: &from, To: &to,
		Inputs: []model.Input{{
			Path: "okta" + mark + ".jsonl", Format: "okta/system_log", Records: 2000, Events: 1990, Rejected: 10, Attributes: []string{"column" + mark},
			Errors: []model.InputError{{Line: 3, Error: "not JSON" + mark, Hint: "copy it again" + mark}},
		}},
		Unassigned: []model.Unassigned{{Observable: "device:XYZ" + mark, Why: "no subject" + mark, Events: 3}},
		Notices:    []string{"a notice" + mark},
	}
	for i := range people {
		a.Subjects = append(a.Subjects, subject(i, mark, i < cases))
	}
	if people > 3 {
		ids := []model.SubjectID{a.Subjects[0].ID, a.Subjects[1].ID, a.Subjects[3].ID}
		a.Clusters = []model.Cluster{{ID: "c-1" + mark, Subjects: ids, Shared: []model.SharedThing{
			{Kind: "egress_ip", Value: "192.0.2.7" + mark, Rarity: 0.99, Subjects: ids},
			{Kind: "bssid", Value: "00:00:5e:00:53:01" + mark, Rarity: 0.99, Subjects: ids[:2]},
			{Kind: "bssid", Value: "00:00:5e:00:53:02" + mark, Rarity: 0.99, Subjects: ids[:2]},
		}}}
	}
	return a
}

func write(t *testing.T, a *model.Assessment, o html.Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := html.Write(&b, a, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestHostileTextsStayTexts(t *testing.T) {
	t.Parallel()
	for name, mark := range map[string]string{
		"element":   `<script>alert(1)</script>`,
		"attribute": `" onmouseover="alert(1)`,
		"single":    `' onfocus='alert(1)`,
		"close":     `</title></svg></style></details><img src=x onerror=alert(1)>`,
		"comment":   `<!--`,
		"template":  `{{.}}`,
		"url":       `javascript:alert(1)`,
		"control":   "\u202egnirts\x1b[31m\x00",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plain := write(t, made(6, 3, ""), html.Options{Excerpt: func(model.Evidence) string { return "text" }})
			got := write(t, made(6, 3, mark), html.Options{
				Excerpt: func(model.Evidence) string { return "text" + mark },
				Claims:  func(model.SubjectID) *model.Claims { return &model.Claims{Title: mark, Department: mark, Vendor: mark} },
			})
			for _, tag := range []string{"<script", "<style", "<svg", "<img", "<title", "<!--", "<details", "<a "} {
				if w, g := strings.Count(plain, tag), strings.Count(got, tag); w != g {
					t.Errorf("%d times %s instead of %d", g, tag, w)
				}
			}
			if m := regexp.MustCompile(`<[a-z]+[^<>"]*("[^"]*"[^<>"]*)*\s(on[a-z]+|style)\s*=`).FindString(got); m != "" {
				t.Errorf("an attribute that a page of ours has not: %s", m)
			}
			if strings.ContainsAny(got, "\u202e\x1b\x00") || strings.Contains(got, "ZgotmplZ") {
				t.Error("holds what may not be shown, or a filtered value")
			}
		})
	}
}

func TestPageNeedsNothingBesideIt(t *testing.T) {
	t.Parallel()
	got := write(t, made(6, 3, ""), html.Options{})
	if m := regexp.MustCompile(`(?i)(src|href|action|data|poster|srcset)\s*=\s*"?[^#"\s>][^"\s>]*|url\(|@import|https?://`).FindString(got); m != "" {
		t.Errorf("it refers to %q", m)
	}
	policy := regexp.MustCompile(`Content-Security-Policy" content="([^"]*)"`).FindStringSubmatch(got)
	if policy == nil {
		t.Fatal("no policy")
	}
	allowed := strings.ReplaceAll(strings.ReplaceAll(policy[1], "&#39;", "'"), "&#43;", "+")
	if !strings.Contains(allowed, "default-src 'none'") || strings.Contains(allowed, "unsafe") {
		t.Errorf("the policy is %s", allowed)
	}
	for _, tag := range []string{"style", "script"} {
		parts := regexp.MustCompile(`(?s)<`+tag+`>(.*?)</`+tag+`>`).FindAllStringSubmatch(got, -1)
		if len(parts) != 1 {
			t.Fatalf("%d times %s", len(parts), tag)
		}
		sum := sha256.Sum256([]byte(parts[0][1]))
		if !strings.Contains(allowed, base64.StdEncoding.EncodeToString(sum[:])) {
			t.Errorf("the policy does not allow our own %s", tag)
		}
	}
}

// TestPageCanBeReadByAnybody checks what a program can check of that.
func TestPageCanBeReadByAnybody(t *testing.T) {
	t.Parallel()
	got := write(t, made(6, 3, ""), html.Options{})
	if !strings.Contains(got, `<html lang="en">`) || strings.Count(got, "<h1") != 1 || strings.Count(got, "<main") != 1 {
		t.Error("language, main heading or landmark")
	}
	level := 0
	for _, m := range regexp.MustCompile(`<h([1-6])`).FindAllStringSubmatch(got, -1) {
		n := int(m[1][0] - '0')
		if n > level+1 {
			t.Errorf("a heading of level %d after one of level %d", n, level)
		}
		level = n
	}
	for _, m := range regexp.MustCompile(`<svg[^>]*>`).FindAllString(got, -1) {
		if !strings.Contains(m, "aria-hidden") && !strings.Contains(m, `role="img"`) && m != `<svg width="480" height="260">` {
			t.Errorf("a drawing without words: %s", m)
		}
	}
	if images, titles := strings.Count(got, `role="img"`), strings.Count(got, `role="img"><title>`); images != titles {
		t.Errorf("%d drawings, %d with a title", images, titles)
	}
	ids := map[string]bool{}
	for _, m := range regexp.MustCompile(`\sid="([^"]*)"`).FindAllStringSubmatch(got, -1) {
		if ids[m[1]] {
			t.Errorf("two elements with the id %s", m[1])
		}
		ids[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`(?:href="#|aria-labelledby=")([^"]*)"`).FindAllStringSubmatch(got, -1) {
		if !ids[m[1]] {
			t.Errorf("a reference to #%s, which is not there", m[1])
		}
	}
	for _, th := range regexp.MustCompile(`<th[ >][^>]*>?`).FindAllString(got, -1) {
		if !strings.Contains(th, "scope=") {
			t.Errorf("a header that does not say of what: %s", th)
		}
	}
}

func TestSecretsAreNotShown(t *testing.T) {
	t.Parallel()
	got := write(t, made(2, 1, ` password=hunter2`), html.Options{
		Excerpt: func(model.Evidence) string { return `{"api_key":"hunter2","iban":"AT611904300234573201"}` },
	})
	reasons := got[strings.Index(got, `class="reasons"`):strings.Index(got, `class="links"`)]
	for _, m := range regexp.MustCompile(`(?s)<p class="text">.*?</p>|<pre>.*?</pre>`).FindAllString(reasons, -1) {
		if strings.Contains(m, "hunter2") || strings.Contains(m, "AT6119") {
			t.Errorf("shows a secret: %s", m)
		}
	}
}

func TestSameAssessmentSameBytes(t *testing.T) {
	t.Parallel()
	want := write(t, made(40, 20, ""), html.Options{})
	for range 3 {
		if write(t, made(40, 20, ""), html.Options{}) != want {
			t.Fatal("it differs from one run to the next")
		}
	}
}

func TestLargeCompaniesGiveSmallPages(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 600)
	a := made(10_000, 900, "")
	begin := time.Now()
	got := write(t, a, html.Options{Excerpt: func(model.Evidence) string { return long }})
	if n := len(got); n > 5<<20 {
		t.Errorf("%d bytes", n)
	}
	if !strings.Contains(got, "and 400 more, in the JSON report") {
		t.Error("those that are left out are not counted")
	}
	t.Logf("%d bytes in %v", len(got), time.Since(begin))
}

func TestEmptyAssessment(t *testing.T) {
	t.Parallel()
	got := write(t, &model.Assessment{Schema: model.AssessmentSchema}, html.Options{})
	if !strings.Contains(got, "Nobody has an open case") || strings.Contains(got, "NaN") {
		t.Error("an empty assessment reads badly")
	}
}

func TestCitedAreTheRecordsShown(t *testing.T) {
	t.Parallel()
	a := made(6, 2, "")
	cited := map[model.Evidence]bool{}
	for _, w := range html.Cited(a) {
		cited[w.Evidence] = true
		if len(w.Near) == 0 || w.Near[0] != "192.0.2.7" {
			t.Errorf("looks for %q", w.Near)
		}
	}
	write(t, a, html.Options{Excerpt: func(e model.Evidence) string {
		if !cited[e] {
			t.Errorf("%v is shown but not cited", e)
		}
		return ""
	}})
}
