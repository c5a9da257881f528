package spool_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bonafide/model"
	"bonafide/model/ocsf"
	"bonafide/pipeline/spool"
)

var epoch = time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)

func event(line int, at time.Duration) model.Event {
	e := model.Event{
		ID: model.EventID(fmt.Sprint("id-", line)), Format: "okta/system_log", Origin: model.Origin{Path: "a.jsonl", Line: int64(line)},
		Class: ocsf.Authentication, Activity: ocsf.Logon, Action: "user.session.start", Outcome: model.Success, Time: epoch.Add(at),
	}
	e.Add(model.SrcIP, "192.0.2.1")
	e.Add(model.BSSID, "one")
	e.Add(model.BSSID, fmt.Sprint("two-", line))
	if line%3 == 0 {
		e.Matched = model.Matched{Rules: []int32{7, 300}, Texts: []model.MatchedText{{Field: 2, Text: "session"}, {Field: 200, Text: ""}}}
	}
	return e
}

// line is what an event says, for comparison.
func line(e *model.Event) string {
	s := fmt.Sprint(e.Time.Format(time.RFC3339Nano), e.Format, e.ID, e.Origin, e.Origin.Part, e.Class, e.Activity, e.Action, e.Outcome)
	for f, v := range e.Fields() {
		s += fmt.Sprint(" ", f, "=", v)
	}
	if len(e.Matched.Rules) > 0 {
		s += fmt.Sprint(e.Matched)
	}
	return s
}

func drain(t *testing.T, s *spool.Spool) ([]string, map[string]int) {
	t.Helper()
	r, err := s.Events()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	var e model.Event
	for {
		ok, err := r.Next(&e)
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			return lines, r.Duplicates
		}
		lines = append(lines, line(&e))
	}
}

// TestOrderIsTheSameHoweverEventsComeIn spreads shuffled events over writers, in memory
// and on disk.
func TestOrderIsTheSameHoweverEventsComeIn(t *testing.T) {
	var events []model.Event
	for i := range 3000 {
		events = append(events, event(i, time.Duration(i/3)*time.Second)) // three at a time
	}
	want := make([]string, 0, len(events))
	sorted := slices.Clone(events)
	slices.SortStableFunc(sorted, func(a, b model.Event) int {
		if c := a.Time.Compare(b.Time); c != 0 {
			return c
		}
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	for i := range sorted {
		want = append(want, line(&sorted[i]))
	}
	for _, cfg := range []spool.Config{{}, {Run: 1 << 10}, {Run: 1 << 10, Memory: 1, Dir: t.TempDir()}} {
		t.Run(fmt.Sprintf("run_%d_memory_%d", cfg.Run, cfg.Memory), func(t *testing.T) {
			s := spool.New(cfg)
			defer func() { _ = s.Close() }()
			rng := rand.New(rand.NewPCG(1, 2))
			writers := []*spool.Writer{s.Writer(), s.Writer(), s.Writer()}
			for _, i := range rng.Perm(len(events)) {
				if err := writers[rng.IntN(len(writers))].Add(&events[i]); err != nil {
					t.Fatal(err)
				}
			}
			for _, w := range writers {
				if err := w.Close(); err != nil {
					t.Fatal(err)
				}
			}
			got, duplicates := drain(t, s)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if len(duplicates) != 0 || s.Len() != int64(len(events)) {
				t.Errorf("%d duplicates and %d events", len(duplicates), s.Len())
			}
			first, last := s.Bounds()
			if !first.Equal(epoch) || !last.Equal(epoch.Add(999*time.Second)) {
				t.Errorf("bounds %v and %v", first, last)
			}
		})
	}
}

func TestCopiesCountOnce(t *testing.T) {
	s := spool.New(spool.Config{})
	defer func() { _ = s.Close() }()
	w := s.Writer()
	for _, path := range []string{"b.jsonl", "a.jsonl"} {
		for i := range 10 {
			e := event(i, time.Duration(i)*time.Second)
			e.Origin.Path = path
			if err := w.Add(&e); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	lines, duplicates := drain(t, s)
	if diff := cmp.Diff(map[string]int{"b.jsonl": 10}, duplicates); diff != "" || len(lines) != 10 {
		t.Errorf("%d events, duplicates (-want +got):\n%s", len(lines), diff)
	}
}

func TestEmpty(t *testing.T) {
	s := spool.New(spool.Config{})
	if lines, _ := drain(t, s); len(lines) != 0 {
		t.Errorf("an empty spool gave %d events", len(lines))
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func BenchmarkWriteAndRead(b *testing.B) {
	var events []model.Event
	for i := range 20000 {
		events = append(events, event(i, time.Duration(i)*time.Second))
	}
	for b.Loop() {
		s := spool.New(spool.Config{})
		w := s.Writer()
		for i := range events {
			if err := w.Add(&events[i]); err != nil {
				b.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			b.Fatal(err)
		}
		r, err := s.Events()
		if err != nil {
			b.Fatal(err)
		}
		var e model.Event
		for {
			ok, err := r.Next(&e)
			if err != nil {
				b.Fatal(err)
			}
			if !ok {
				break
			}
		}
	}
	b.ReportMetric(float64(len(events))*float64(b.N)/b.Elapsed().Seconds(), "events/s")
}
