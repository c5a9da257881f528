// Package detecttest is the conformance suite that every detector passes. Start with Run.
package detecttest

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bonafide/detect"
	"bonafide/model"
)

// World is a small world for tests. It is a detect.World.
type World struct {
	People map[model.SubjectID]*model.Claims
	// Names are the parts of people's names, for SameName.
	Names map[model.SubjectID]string
	Firm  model.Company
}

// Claims are a person's claims.
func (w *World) Claims(id model.SubjectID) *model.Claims { return w.People[id] }

// SameName tells whether the names are equal.
func (w *World) SameName(id model.SubjectID, found string) (same, known bool) {
	name, ok := w.Names[id]
	return name == found, ok
}

// OneName tells whether two people bear one name.
func (w *World) OneName(a, b model.SubjectID) bool {
	return w.Names[a] != "" && w.Names[a] == w.Names[b]
}

// Company is the company.
func (w *World) Company() *model.Company { return &w.Firm }

// Population is how many people there are.
func (w *World) Population() int { return len(w.People) }

// Find runs a detector over the events and gives its findings.
func Find(t testing.TB, w detect.World, d detect.Detector, events ...model.Event) []model.Finding {
	t.Helper()
	r, err := detect.NewRunner(w, 1, d)
	if err != nil {
		t.Fatal(err)
	}
	r.Observe(events)
	r.Finish()
	return r.Findings()
}

// Indicators are the indicators of findings about a person, in the order of the findings.
func Indicators(findings []model.Finding, id model.SubjectID) []model.IndicatorID {
	var ids []model.IndicatorID
	for _, f := range findings {
		if f.Subject == id {
			ids = append(ids, f.Indicator)
		}
	}
	return ids
}

// Run checks what every detector owes, over the given events: a sound declaration, no
// finding that it does not declare, every finding with reason, time, subject and
// evidence, the same findings however many partitions there are, and the same when the run
// is cut anywhere and resumed from its snapshot.
func Run(t *testing.T, w detect.World, d detect.Detector, events []model.Event) {
	t.Helper()
	want := Find(t, w, d, events...)
	declared := map[model.IndicatorID]bool{}
	for _, id := range d.Declare().Indicators {
		declared[model.IndicatorID(id)] = true
	}
	for _, f := range want {
		if !declared[f.Indicator] {
			t.Errorf("%s was found, but is not declared", f.Indicator)
		}
		if f.Reason == "" || f.At.IsZero() || f.Subject == "" || len(f.Evidence) == 0 || f.ID != f.Identify() {
			t.Errorf("a finding lacks reason, time, subject, evidence or its own id: %+v", f)
		}
	}
	for _, partitions := range []int{2, 5} {
		r, err := detect.NewRunner(w, partitions, d)
		if err != nil {
			t.Fatal(err)
		}
		for i := range events {
			r.Observe(events[i : i+1])
		}
		r.Finish()
		if diff := cmp.Diff(want, r.Findings()); diff != "" {
			t.Errorf("%d partitions find something else (-want +got):\n%s", partitions, diff)
		}
	}
	for cut := 0; cut <= len(events); cut += max(1, len(events)/7) {
		if diff := cmp.Diff(want, resumed(t, w, d, events, cut)); diff != "" {
			t.Errorf("cut after %d of %d events, the rest finds something else (-want +got):\n%s", cut, len(events), diff)
		}
	}
}

// resumed runs the detector with its state written down and taken up in between.
func resumed(t *testing.T, w detect.World, d detect.Detector, events []model.Event, cut int) []model.Finding {
	t.Helper()
	first, err := detect.NewRunner(w, 2, d)
	if err != nil {
		t.Fatal(err)
	}
	first.Observe(events[:cut])
	var saved bytes.Buffer
	if err := first.Snapshot(&saved); err != nil {
		t.Fatal(err)
	}
	second, err := detect.NewRunner(w, 3, d)
	if err != nil {
		t.Fatal(err)
	}
	if err := second.Restore(&saved); err != nil {
		t.Fatal(err)
	}
	if second.Position() != int64(cut) {
		t.Errorf("position %d after %d events", second.Position(), cut)
	}
	second.Observe(events[cut:])
	second.Finish()
	return second.Findings()
}

// Series repeats an event once a step, with lines and ids of their own.
func Series(e model.Event, n int, step time.Duration) []model.Event {
	events := make([]model.Event, 0, n)
	for i := range n {
		next := Copy(&e)
		next.Time = e.Time.Add(time.Duration(i) * step)
		next.Origin.Line = e.Origin.Line + int64(i)
		next.ID = model.EventID(fmt.Sprintf("%s-%d", e.ID, i))
		events = append(events, next)
	}
	return events
}

// Copy copies an event with its attributes and facts.
func Copy(e *model.Event) model.Event {
	c := model.Event{
		ID: e.ID, Format: e.Format, Origin: e.Origin, Class: e.Class, Activity: e.Activity, Action: e.Action, Outcome: e.Outcome,
		Time: e.Time, Subject: e.Subject, Target: e.Target, Owner: e.Owner, Facts: e.Facts,
	}
	c.Matched.Rules = append([]int32(nil), e.Matched.Rules...)
	c.Matched.Texts = append([]model.MatchedText(nil), e.Matched.Texts...)
	c.Facts.Sightings = append([]model.Sighting(nil), e.Facts.Sightings...)
	c.Facts.Tools = append([]model.ToolMatch(nil), e.Facts.Tools...)
	c.Facts.Hardware = append([]model.HardwareMatch(nil), e.Facts.Hardware...)
	for f, v := range e.Fields() {
		c.Add(f, v)
	}
	return c
}
