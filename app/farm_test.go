package app_test

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"testing"

	"bonafide/app"
	"bonafide/simulate"
)

// TestTiesSurviveACut holds a company of farms, whose clusters come of what detectors tell at
// the end and in between, against the same run cut and resumed, and on three cores.
func TestTiesSurviveACut(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "company")
	cfg := simulate.Demo(43)
	cfg.People, cfg.Days, cfg.Stories = 60, 30, simulate.AskedStoryNames()
	if _, err := simulate.Write(context.Background(), dir, cfg); err != nil {
		t.Fatal(err)
	}
	want := assess(t, dir, func(o *app.Options) { o.Workers = 1 })
	for _, kind := range []string{"remote_id", "usb_serial", "typing", "bssid"} {
		if !bytes.Contains(want, []byte(`"kind": "`+kind+`"`)) {
			t.Errorf("nobody is tied by %s, so nothing is tested of it", kind)
		}
	}
	same(t, want, assess(t, dir, func(o *app.Options) { o.Workers = 3 }), "three workers")
	for _, cut := range []int64{2000, 9000} {
		var state bytes.Buffer
		_, err := app.Assess(context.Background(), app.Options{Paths: []string{dir}, Now: now(), Stop: cut, Checkpoint: &state})
		if !errors.Is(err, app.ErrInterrupted) {
			t.Fatalf("cut after %d events, the error is %v", cut, err)
		}
		same(t, want, assess(t, dir, func(o *app.Options) { o.Resume = &state }), "cut and resumed")
	}
}
