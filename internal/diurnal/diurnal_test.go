package diurnal_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bonafide/internal/diurnal"
)

// lives is somebody who is active in these hours of their own clock, on working days and
// on weekends, with gaps as days have them.
func lives(zone string, days int, workday, weekend []int) *diurnal.Hours {
	l, err := time.LoadLocation(zone)
	if err != nil {
		panic(err)
	}
	r, h := rand.New(rand.NewPCG(7, 11)), new(diurnal.Hours)
	for d := range days {
		hours := workday
		if at := time.Date(2025, 1, 6+d, 12, 0, 0, 0, l); at.Weekday() == time.Saturday || at.Weekday() == time.Sunday {
			hours = weekend
		}
		for _, hour := range hours {
			if r.Float64() < 0.7 {
				h.Add(time.Date(2025, 1, 6+d, hour, r.IntN(60), 0, 0, l))
			}
		}
	}
	return h
}

func TestInfer(t *testing.T) {
	t.Parallel()
	office := []int{9, 10, 11, 13, 14, 15, 16, 17}
	for name, c := range map[string]struct {
		hours *diurnal.Hours
		want  float64 // offset in the season of most activity
		off   float64
	}{
		"office_hours_east":   {lives("Asia/Tokyo", 120, office, nil), 9, 1.5},
		"office_hours_west":   {lives("America/Chicago", 300, office, nil), -5, 1.5},
		"office_hours_south":  {lives("Australia/Sydney", 300, office, nil), 10, 2},
		"half_an_hour":        {lives("Asia/Kolkata", 200, office, nil), 5.5, 1.5},
		"split_day_of_carer":  {lives("Europe/Berlin", 300, []int{6, 7, 8, 9, 13, 14, 20, 21, 22}, []int{21}), 2, 2.5},
		"early_bird":          {lives("Europe/Berlin", 300, []int{6, 7, 8, 9, 10, 11, 12, 13}, nil), 2, 3},
		"night_owl":           {lives("America/New_York", 300, []int{12, 13, 14, 16, 17, 20, 21, 22, 23}, []int{14, 22, 23}), -4, 4},
		"part_timer_mornings": {lives("America/Denver", 200, []int{9, 10, 11, 12}, nil), -6, 3},
	} {
		m := diurnal.Shipped()
		e := m.Infer(c.hours)
		if d := diurnal.Apart(e.Offset, c.want); d > c.off {
			t.Errorf("%s: inferred %s, %.1f h from %s (95 %%: %s)", name, diurnal.Signed(e.Offset), d, diurnal.Signed(c.want), e.Arc(0.95))
		}
		if !e.Arc(0.99).Contains(e.Offset) {
			t.Errorf("%s: the likeliest offset %s lies outside %s", name, diurnal.Signed(e.Offset), e.Arc(0.99))
		}
		total := 0.0
		for _, g := range e.Guesses {
			total += g.Probability
		}
		if math.Abs(total-1) > 1e-9 {
			t.Errorf("%s: probabilities add up to %v", name, total)
		}
	}
}

func TestExcludes(t *testing.T) {
	t.Parallel()
	m := diurnal.Shipped()
	e := m.Infer(lives("Asia/Tokyo", 200, []int{9, 10, 11, 13, 14, 15, 16, 17}, nil))
	for zone, want := range map[string]bool{"Asia/Tokyo": false, "Asia/Shanghai": false, "America/Chicago": true, "America/New_York": true, "Europe/London": true} {
		l, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		claimed := diurnal.Claimed(l, time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC))
		if got := e.Excludes(claimed); got != want {
			t.Errorf("%s: excluded %v, want %v (95 %%: %s)", zone, got, want, e.Arc(0.95))
		}
	}
}

// TestFewHoursSayLittle holds that a handful of events excludes nothing.
func TestFewHoursSayLittle(t *testing.T) {
	t.Parallel()
	m := diurnal.Shipped()
	for _, h := range []*diurnal.Hours{{}, lives("Asia/Tokyo", 2, []int{10, 15}, nil)} {
		e := m.Infer(h)
		if a := e.Arc(0.95); a.To-a.From < 12 {
			t.Errorf("%d active hours: 95 %% are %s", h.Active(), a)
		}
		for o := -22; o <= 24; o++ {
			if p := e.Within(diurnal.Zone{Offset: o}, diurnal.Margin); p < 0.02 {
				t.Errorf("%d active hours leave UTC%s a probability of %.3f", h.Active(), diurnal.Signed(float64(o)/2), p)
			}
		}
	}
}

// TestBurstsCountOnce holds that many events in an hour are one piece of evidence.
func TestBurstsCountOnce(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	var one, many diurnal.Hours
	one.Add(at)
	for i := range 59 {
		many.Add(at.Add(time.Duration(i) * time.Minute))
	}
	if one.Active() != 1 || many.Active() != 1 || many.Days != 1 {
		t.Errorf("active in %d and %d hours on %d days", one.Active(), many.Active(), many.Days)
	}
}

func TestHoursSurviveJSON(t *testing.T) {
	t.Parallel()
	h := lives("Asia/Tokyo", 900, []int{9, 10, 11, 14, 15, 16, 22}, []int{12})
	text, err := json.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	if len(text) > 500 {
		t.Errorf("the state is %d bytes", len(text))
	}
	var back diurnal.Hours
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(h, &back); diff != "" {
		t.Errorf("it comes back changed (-want +got):\n%s", diff)
	}
	for _, broken := range []string{`{"counts":"AAEC"}`, `{"counts":"AAX"}`, `{"counts":"!"}`, `{"counts":7}`} {
		if err := json.Unmarshal([]byte(broken), new(diurnal.Hours)); err == nil {
			t.Errorf("%s is taken for counters", broken)
		}
	}
}

// TestMovers holds that who moves is known by the new place before long.
func TestMovers(t *testing.T) {
	t.Parallel()
	h := lives("America/Chicago", 300, []int{9, 10, 11, 14, 15, 16}, nil)
	l, _ := time.LoadLocation("Asia/Tokyo")
	for d := range 700 {
		for _, hour := range []int{9, 10, 11, 14, 15, 16} {
			h.Add(time.Date(2025, 12, 1+d, hour, 0, 0, 0, l))
		}
	}
	m := diurnal.Shipped()
	if e := m.Infer(h); diurnal.Apart(e.Offset, 9) > 2 {
		t.Errorf("after two years at +9 the hours are still taken for %s", diurnal.Signed(e.Offset))
	}
}

func TestClaimed(t *testing.T) {
	t.Parallel()
	for zone, want := range map[string]diurnal.Zone{
		"America/Chicago": {Offset: -12, Rule: diurnal.Northern}, "Europe/London": {Rule: diurnal.Northern}, "Asia/Kolkata": {Offset: 11},
		"Asia/Tokyo": {Offset: 18}, "Australia/Sydney": {Offset: 20, Rule: diurnal.Southern}, "America/St_Johns": {Offset: -7, Rule: diurnal.Northern}, "UTC": {},
	} {
		l, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := diurnal.Claimed(l, time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)); got != want {
			t.Errorf("%s: %+v, want %+v", zone, got, want)
		}
	}
}

func TestArc(t *testing.T) {
	t.Parallel()
	a := diurnal.Arc{From: 10, To: 14}
	for offset, want := range map[float64]bool{9.5: false, 10: true, 12: true, -11: true, -10: true, -9: false, 0: false} {
		if a.Contains(offset) != want {
			t.Errorf("%s contains %v: %v", a, offset, !want)
		}
	}
	for offset, want := range map[float64]string{9: "+9", -5: "-5", 5.5: "+5:30", -3.5: "-3:30", 0: "+0", 16: "-8"} {
		if got := diurnal.Signed(offset); got != want {
			t.Errorf("%v is written %s, want %s", offset, got, want)
		}
	}
}

func BenchmarkInfer(b *testing.B) {
	h := lives("America/Chicago", 60, []int{9, 10, 11, 13, 14, 15, 16, 17}, []int{12, 20})
	m := diurnal.Shipped()
	for b.Loop() {
		m.Infer(h)
	}
}

// TestFitsNeverHides holds that what fits at a glance is never excluded at a close look.
func TestFitsNeverHides(t *testing.T) {
	t.Parallel()
	m, r := diurnal.Shipped(), rand.New(rand.NewPCG(1, 9))
	fits := 0
	for range 300 {
		var workday []int
		for hour := range 24 {
			if r.Float64() < 0.3 {
				workday = append(workday, hour)
			}
		}
		h := lives("Europe/Berlin", 10+r.IntN(100), workday, nil)
		e := m.Infer(h)
		for o := -22; o <= 24; o += 2 {
			z := diurnal.Zone{Offset: o, Rule: diurnal.Rule(r.IntN(2))}
			if m.Fits(h, z) {
				fits++
				if e.Excludes(z) {
					t.Fatalf("UTC%s fits and is excluded: %v", diurnal.Signed(float64(o)/2), workday)
				}
			}
		}
	}
	if fits < 100 {
		t.Errorf("only %d claims fit", fits)
	}
}
