package main

import (
	"context"
	"testing"
)

// TestMisuseBenchmark: the stories are told and judged, and the honest ones are nobody's case.
func TestMisuseBenchmark(t *testing.T) {
	t.Parallel()
	r := &misuseReport{Stories: map[string]*misuseStory{}}
	if err := r.add(context.Background(), 9, 120); err != nil {
		t.Fatal(err)
	}
	people := 0
	for name, s := range r.Stories {
		people += s.People
		if !s.Theft && s.Open > 0 {
			t.Errorf("%s: %d honest people have a case", name, s.Open)
		}
	}
	if people != 120 {
		t.Errorf("%d of 120 people were judged", people)
	}
	if s := r.Stories["takes and sends away"]; s == nil || s.Watched != s.People {
		t.Errorf("who takes everything and sends it away: %+v", s)
	}
}
