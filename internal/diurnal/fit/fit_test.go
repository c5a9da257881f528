package fit_test

import (
	"testing"
	"time"

	"bonafide/internal/diurnal"
	"bonafide/internal/diurnal/fit"
)

// day is somebody who works from nine to five of a clock that is so many hours ahead.
func day(ahead, late int) *diurnal.Hours {
	h := new(diurnal.Hours)
	for d := range 40 {
		for hour := 9 + late; hour < 17+late; hour++ {
			h.Add(time.Date(2026, 1, 5+d, hour-ahead, 30, 0, 0, time.UTC))
		}
	}
	return h
}

// TestLearn holds that a zone is found that nobody learned from lives in.
func TestLearn(t *testing.T) {
	t.Parallel()
	var known []*fit.Example
	for i, ahead := range []int{-8, -5, 0, 1, 2, 3} {
		known = append(known, fit.NewExample(day(ahead, i%2), diurnal.Zone{Offset: 2 * ahead}))
	}
	m := fit.Learn(known)
	if e := m.Infer(day(9, 0)); diurnal.Apart(e.Offset, 9) > 1 {
		t.Errorf("inferred %s instead of +9", diurnal.Signed(e.Offset))
	}
}
