package score_test

import (
	"encoding/json"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"bonafide/content"
	"bonafide/model"
	"bonafide/score"
)

func scorer(t testing.TB) (*score.Scorer, *score.Catalogue) {
	t.Helper()
	c, err := score.LoadCatalogue(content.FS())
	if err != nil {
		t.Fatal(err)
	}
	s, err := score.New(c, score.DefaultThresholds())
	if err != nil {
		t.Fatal(err)
	}
	return s, c
}

var now = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

func finding(id model.IndicatorID, about string) model.Finding {
	f := model.Finding{Indicator: id, Subject: "w-1", At: now, About: about, Reason: "because"}
	f.ID = f.Identify()
	return f
}

// TestPosteriorIsTheSumOfItsReasons draws any findings and checks, from the printed JSON
// alone, that prior plus reasons give the printed hypotheses.
func TestPosteriorIsTheSumOfItsReasons(t *testing.T) {
	s, c := scorer(t)
	ids := make([]model.IndicatorID, 0, len(c.Indicators))
	for id := range c.Indicators {
		ids = append(ids, id)
	}
	rapid.Check(t, func(t *rapid.T) {
		var findings []model.Finding
		for i := range rapid.IntRange(0, 25).Draw(t, "findings") {
			f := finding(rapid.SampledFrom(ids).Draw(t, "indicator"), fmt.Sprint(i))
			f.At = now.AddDate(0, 0, -rapid.IntRange(0, 900).Draw(t, "age"))
			if rapid.Bool().Draw(t, "is shared") {
				holders := rapid.IntRange(2, 300).Draw(t, "holders")
				f.Shared = &model.Shared{Kind: "egress_ip", Holders: holders, Population: 300}
			}
			findings = append(findings, f)
		}
		kind := rapid.SampledFrom([]model.SubjectKind{model.Worker, model.Candidate}).Draw(t, "kind")
		a, err := s.Assess(&model.Claims{ID: "w-1", Kind: kind}, findings, now)
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		repeat(t, text)
	})
}

// repeat computes the hypotheses from an assessment as printed.
func repeat(t *rapid.T, text []byte) {
	var a struct {
		Probability float64            `json:"probability"`
		Hypotheses  map[string]float64 `json:"hypotheses"`
		Prior       map[string]float64 `json:"prior_log_odds"`
		Reasons     []struct {
			LogLR map[string]float64 `json:"log_lr"`
		} `json:"reasons"`
	}
	if err := json.Unmarshal(text, &a); err != nil {
		t.Fatal(err)
	}
	odds, sum := map[string]float64{"genuine": 1}, 1.0
	for h, prior := range a.Prior {
		log := prior
		for _, r := range a.Reasons {
			log += r.LogLR[h]
		}
		odds[h] = math.Exp(log)
		sum += odds[h]
	}
	for h, o := range odds {
		if got, want := a.Hypotheses[h], o/sum; math.Abs(got-want) > 1e-9 {
			t.Fatalf("%s is printed as %g, but its reasons add up to %g", h, got, want)
		}
	}
	if want := (odds["proxy"] + odds["fabricated"]) / sum; math.Abs(a.Probability-want) > 1e-9 {
		t.Fatalf("probability is printed as %g, but its reasons add up to %g", a.Probability, want)
	}
}

func TestCases(t *testing.T) {
	s, _ := scorer(t)
	tests := []struct {
		name     string
		findings []model.Finding
		open     bool
		policy   string
	}{
		{name: "nothing_found"},
		{name: "farm_with_remote_control", findings: []model.Finding{
			finding("NET-07", "ip"), finding("EDR-01", "anydesk"), finding("EDR-02", "a+b"), finding("NET-01", "Astrill"),
		}, open: true},
		{name: "one_category_alone_never_opens", findings: []model.Finding{
			finding("EDR-01", "a"), finding("EDR-02", "b"), finding("EDR-03", "c"), finding("EDR-08", "d"), finding("EDR-26", "e"),
			finding("EDR-10", ""), finding("EDR-11", ""), finding("EDR-27", ""), finding("EDR-04", ""),
		}},
		{name: "undeclared_holiday_is_policy", findings: []model.Finding{finding("NET-08", "PT"), finding("NET-06", "")}, policy: "undisclosed_location"},
		{name: "one_fact_seen_five_ways_is_one_fact", findings: []model.Finding{
			finding("NET-02", "a"), finding("NET-04", "b"), finding("NET-13", "c"), finding("NET-18", "d"), finding("INT-08", "e"),
		}},
		{name: "privacy_vpn_and_jiggler", findings: []model.Finding{finding("NET-02", "Mullvad"), finding("EDR-21", "caffeine"), finding("NET-19", "")}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, err := s.Assess(&model.Claims{ID: "w-1", Kind: model.Worker}, tt.findings, now)
			if err != nil {
				t.Fatal(err)
			}
			if a.OpenCase != tt.open || a.PolicyMatter != tt.policy {
				t.Errorf("open case %v (probability %.3f), policy %q; want %v, %q", a.OpenCase, a.Probability, a.PolicyMatter, tt.open, tt.policy)
			}
		})
	}
}

// TestCounterEvidenceLowersOnlyWhatItSpeaksTo: the device at home says nothing against a
// proxy who keeps it there.
func TestCounterEvidenceLowersOnlyWhatItSpeaksTo(t *testing.T) {
	s, _ := scorer(t)
	ratio := func(findings ...model.Finding) (proxy, elsewhere float64) {
		a, err := s.Assess(&model.Claims{ID: "w-1", Kind: model.Worker}, findings, now)
		if err != nil {
			t.Fatal(err)
		}
		h := a.Hypotheses
		return h[model.Proxy] / h[model.Genuine], h[model.UndisclosedLocation] / h[model.Genuine]
	}
	proxy, elsewhere := ratio(finding("NET-01", "x"))
	proxyHome, elsewhereHome := ratio(finding("NET-01", "x"), finding("CTR-01", ""))
	if math.Abs(proxy-proxyHome) > 1e-9 {
		t.Errorf("proxy against genuine went from %g to %g", proxy, proxyHome)
	}
	if elsewhereHome >= elsewhere {
		t.Errorf("undisclosed location against genuine went from %g to %g", elsewhere, elsewhereHome)
	}
}

func TestDecayAndHubs(t *testing.T) {
	s, c := scorer(t)
	weight := func(f model.Finding) float64 {
		a, err := s.Assess(&model.Claims{ID: "w-1", Kind: model.Worker}, []model.Finding{f}, now)
		if err != nil {
			t.Fatal(err)
		}
		return a.Reasons[0].LogLR[model.Proxy]
	}
	old, fresh := finding("NET-02", "x"), finding("NET-02", "x")
	old.At = now.AddDate(0, 0, -90)
	if got, want := weight(old), weight(fresh)/2; math.Abs(got-want) > 1e-9 {
		t.Errorf("after 90 days a weak finding weighs %g, want %g", got, want)
	}
	link := finding("NET-07", "x")
	link.At = now.AddDate(-3, 0, 0)
	full := math.Log(float64(c.Indicators["NET-07"].LR[model.Proxy]))
	if got := weight(link); got != full {
		t.Errorf("a link of three years ago weighs %g, want %g", got, full)
	}
	link.Shared = &model.Shared{Kind: "egress_ip", Holders: 60, Population: 200}
	if got := weight(link); got > full*0.11 {
		t.Errorf("what 60 of 200 people share weighs %g of %g", got, full)
	}
	link.Shared = &model.Shared{Kind: "egress_ip", Holders: 6, Population: 40}
	if got := weight(link); got != full {
		t.Errorf("a farm of six in a small company weighs %g, want %g", got, full)
	}
}

// TestSurprise: an anomaly says more the further it lies above what is usual, up to a bound.
func TestSurprise(t *testing.T) {
	s, c := scorer(t)
	stated := math.Log(float64(c.Indicators["BEH-09"].Misuse))
	for sigma, times := range map[float64]float64{0: 1, 3: 1, 4: 1, 5: 25.0 / 16, 6: 2.25, 10: 2.5, 40: 2.5} {
		f := finding("BEH-09", "")
		f.Surprise = sigma
		a, err := s.Assess(&model.Claims{ID: "w-1", Kind: model.Worker}, []model.Finding{f}, now)
		if err != nil {
			t.Fatal(err)
		}
		if got := a.Reasons[0].MisuseLR / stated; math.Abs(got-times) > 1e-9 {
			t.Errorf("%g sigma count %g times, want %g", sigma, got, times)
		}
	}
}

// TestMisuseNeedsTwoCauses: whatever is taken, and however much, is one cause; that it was
// carried out and the traces wiped are others.
func TestMisuseNeedsTwoCauses(t *testing.T) {
	s, _ := scorer(t)
	open := func(ids ...model.IndicatorID) (bool, float64) {
		var findings []model.Finding
		for i, id := range ids {
			f := finding(id, string(rune('a'+i)))
			f.Surprise = 12
			findings = append(findings, f)
		}
		a, err := s.Assess(&model.Claims{ID: "w-1", Kind: model.Worker}, findings, now)
		if err != nil {
			t.Fatal(err)
		}
		return a.OpenCase, a.Misuse
	}
	if is, p := open("BEH-09", "BEH-13", "EXT-01", "BEH-09", "BEH-13"); is || p > 0.5 {
		t.Errorf("taking alone opens a case (%v) with misuse %g", is, p)
	}
	if is, p := open("BEH-09", "BEH-11", "BEH-27"); !is {
		t.Errorf("taking, carrying out and a chain of both open no case: misuse %g", p)
	}
}

// TestConclusiveButCommon: what much of the company shares is no conclusive fact about one.
func TestConclusiveButCommon(t *testing.T) {
	_, catalogue := scorer(t)
	open := func(holders int) bool {
		findings := []model.Finding{finding("INT-10", "disk"), finding("FAC-01", "place"), finding("INT-11", "name"), finding("BEH-05", "w-2")}
		for i := range findings {
			findings[i].Shared = &model.Shared{Kind: "disk", Holders: holders, Population: 100}
		}
		s, err := score.New(catalogue, score.Thresholds{OpenCase: 0.02, Misuse: 0.9})
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.Assess(&model.Claims{ID: "w-1", Kind: model.Worker}, findings, now)
		if err != nil {
			t.Fatal(err)
		}
		if got.Probability < 0.02 {
			t.Fatalf("shared by %d, the probability is %g: the test shows nothing", holders, got.Probability)
		}
		return got.OpenCase
	}
	if !open(2) {
		t.Error("a machine behind two people opens no case")
	}
	if open(60) {
		t.Error("a machine behind sixty of a hundred people opens a case on its own")
	}
}

func TestNextChecks(t *testing.T) {
	s, _ := scorer(t)
	a, err := s.Assess(&model.Claims{ID: "w-1", Kind: model.Worker}, []model.Finding{finding("NET-01", "x"), finding("EDR-01", "y")}, now)
	if err != nil {
		t.Fatal(err)
	}
	if len(a.NextChecks) != 3 {
		t.Fatalf("%d checks are proposed, want 3", len(a.NextChecks))
	}
	for i, c := range a.NextChecks {
		if c.ExpectedBits <= 0 || i > 0 && c.ExpectedBits/c.CostMinutes > a.NextChecks[i-1].ExpectedBits/a.NextChecks[i-1].CostMinutes {
			t.Errorf("checks are not in order of bits a minute: %+v", a.NextChecks)
		}
	}
	quiet, err := s.Assess(&model.Claims{ID: "w-1", Kind: model.Worker}, []model.Finding{
		finding("FAC-01", "x"), finding("EDR-13", "y"), finding("NET-01", "z"),
	}, now)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range quiet.NextChecks {
		if !quiet.OpenCase || c.Check == "ask_where_you_work" {
			t.Errorf("open case %v: %s is proposed, which tips them off", quiet.OpenCase, c.Check)
		}
	}
	known, err := s.Assess(&model.Claims{ID: "w-1", Kind: model.Worker}, []model.Finding{finding("APP-07", "x"), finding("NET-01", "z")}, now)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range known.NextChecks {
		if c.Check == "primary_source_employment" {
			t.Error("a check is proposed whose outcome is known")
		}
	}
	granted, err := s.Assess(&model.Claims{ID: "w-1", Kind: model.Worker, Accommodations: []string{"camera_off"}}, []model.Finding{finding("NET-01", "x")}, now)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range granted.NextChecks {
		if c.Check == "live_video_with_device_serial" {
			t.Error("a video call is proposed to somebody who need not use a camera")
		}
	}
}

func TestOrderOfFindingsDoesNotMatter(t *testing.T) {
	s, _ := scorer(t)
	findings := []model.Finding{finding("NET-01", "x"), finding("EDR-01", "y"), finding("NET-02", "z"), finding("NET-02", "q")}
	want, err := s.Assess(&model.Claims{ID: "w-1"}, findings, now)
	if err != nil {
		t.Fatal(err)
	}
	findings[0], findings[3], findings[1], findings[2] = findings[3], findings[0], findings[2], findings[1]
	got, err := s.Assess(&model.Claims{ID: "w-1"}, findings, now)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("another order gives another assessment (-want +got):\n%s", diff)
	}
}

func BenchmarkAssess(b *testing.B) {
	s, _ := scorer(b)
	findings := []model.Finding{finding("NET-01", "x"), finding("EDR-01", "y"), finding("NET-02", "z"), finding("NET-07", "q")}
	for b.Loop() {
		if _, err := s.Assess(&model.Claims{ID: "w-1"}, findings, now); err != nil {
			b.Fatal(err)
		}
	}
}
