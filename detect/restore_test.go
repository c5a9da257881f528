package detect_test

import (
	"bytes"
	"testing"

	"bonafide/detect"
	"bonafide/model"
	"bonafide/plugin"
)

// TestRestoreWantsTheSameDetectors: state of one more detector, or of one less, is of
// another program.
func TestRestoreWantsTheSameDetectors(t *testing.T) {
	declared := func(name string) detect.Detector {
		return &detect.Keyed[struct{}]{
			Declaration: plugin.Declaration{
				Name: name, Kind: plugin.Detector, Version: 1, Summary: "Nothing.", Indicators: []string{"NET-01"}, FalsePositives: "Nobody.",
			},
			Observe: func(*detect.Context, *struct{}, *model.Event) {},
		}
	}
	runner := func(names ...string) *detect.Runner {
		var list []detect.Detector
		for _, name := range names {
			list = append(list, declared(name))
		}
		r, err := detect.NewRunner(nil, 2, list...)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	var state bytes.Buffer
	if err := runner("one", "two").Snapshot(&state); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		names []string
		fits  bool
	}{{[]string{"one", "two"}, true}, {[]string{"one"}, false}, {[]string{"one", "two", "three"}, false}, {[]string{"one", "three"}, false}} {
		if err := runner(tt.names...).Restore(bytes.NewReader(state.Bytes())); (err == nil) != tt.fits {
			t.Errorf("state of one and two, restored for %v: %v", tt.names, err)
		}
	}
}
