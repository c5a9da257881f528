package app

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"bonafide/internal/hint"
)

// checkpointSchema names the form of a saved state.
const checkpointSchema = "bonafide.checkpoint/v1"

// checkpointHead is the first line of a saved state; the keyed state follows.
type checkpointHead struct {
	Schema string `json:"schema"`
	// Run tells runs apart: the same inputs under the same settings.
	Run    string `json:"run"`
	Events int64  `json:"events"`
}

// errOtherRun says that a saved state is of other inputs or settings.
var errOtherRun = errors.New("the saved state is of other inputs or other settings")

// run names what is assessed: the same files with the same records under the same
// settings.
func (a *assessor) run() (string, error) {
	h := sha256.New()
	e := json.NewEncoder(h)
	for _, in := range a.collected.Inputs {
		if err := e.Encode([]any{in.Path, in.Format, in.Records, in.Events, in.Claims, in.Rejected}); err != nil {
			return "", err
		}
	}
	first, last := a.spool.Bounds()
	if err := e.Encode([]any{a.spool.Len(), first, last, a.settings.Text()}); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)[:16]), nil
}

// save writes the state down.
func (a *assessor) save() error {
	run, err := a.run()
	if err != nil {
		return err
	}
	if err := json.NewEncoder(a.Checkpoint).Encode(checkpointHead{checkpointSchema, run, a.runner.Position()}); err != nil {
		return hint.With(fmt.Errorf("the state cannot be saved: %w", err), "look whether the disk is full")
	}
	return a.runner.Snapshot(a.Checkpoint)
}

// takeUp reads a saved state.
func (a *assessor) takeUp() error {
	const afresh = "delete the file to start afresh, or name another one"
	in := bufio.NewReader(a.Resume)
	line, err := in.ReadBytes('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("the saved state cannot be read: %w", err)
	}
	var head checkpointHead
	if err := json.Unmarshal(line, &head); err != nil || head.Schema != checkpointSchema {
		return hint.With(errors.New("the file is no saved state of this program"), afresh)
	}
	run, err := a.run()
	if err != nil {
		return err
	}
	if head.Run != run {
		return hint.With(errOtherRun, "hand in the same files and settings again; or "+afresh)
	}
	if err := a.runner.Restore(in); err != nil {
		return hint.With(fmt.Errorf("the saved state cannot be taken up: %w", err), afresh)
	}
	return nil
}
