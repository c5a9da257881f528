package detect_test

import (
	"strconv"
	"testing"
	"time"

	"bonafide/detect"
	"bonafide/model"
	"bonafide/model/ocsf"
	"bonafide/plugin"
)

// TestEachThingKeepsItsState: however many things there are, so that keys are forgotten on
// the way, no two of them come to share a state, and none loses its own.
func TestEachThingKeepsItsState(t *testing.T) {
	type seen struct{ Times int }
	const many = 200_000 // more than a partition remembers keys of
	times := map[int]int{}
	d := &detect.Keyed[seen]{
		Declaration: plugin.Declaration{
			Name: "seen", Kind: plugin.Detector, Version: 1, Summary: "Counts.", Indicators: []string{"NET-01"}, FalsePositives: "Nobody.",
		},
		Things:  func(e *model.Event, add func(kind, value string)) { add("device", e.Text(model.DeviceUID)) },
		Observe: func(_ *detect.Context, s *seen, _ *model.Event) { s.Times++ },
		Finish:  func(_ *detect.Context, s *seen) { times[s.Times]++ },
	}
	r, err := detect.NewRunner(nil, 2, d)
	if err != nil {
		t.Fatal(err)
	}
	batch := make([]model.Event, 0, 1000)
	for turn := range 3 {
		for i := range many {
			device := i
			if turn == 1 { // the other way round
				device = many - 1 - i
			}
			e := model.Event{Class: ocsf.Authentication, Time: time.Unix(int64(turn*many+i), 0)}
			e.Add(model.DeviceUID, strconv.Itoa(device))
			if batch = append(batch, e); len(batch) == cap(batch) {
				r.Observe(batch)
				batch = batch[:0]
			}
		}
	}
	r.Finish()
	if len(times) != 1 || times[3] != many {
		t.Errorf("devices by how often each was counted: %v, want all %d three times", times, many)
	}
}
