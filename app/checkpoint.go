package app

import (
	"bufio"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"bonafide/content"
	"bonafide/internal/hint"
	"bonafide/model"
)

// checkpointSchema names the form of a saved state.
const checkpointSchema = "bonafide.checkpoint/v1"

// checkpointHead is the first line of a saved state; the keyed state follows.
type checkpointHead struct {
	Schema string `json:"schema"`
	// Run tells runs apart: the same inputs under the same settings, by the same program.
	Run    string `json:"run"`
	Events int64  `json:"events"`
}

// errOtherRun says that a saved state is of another run.
var errOtherRun = errors.New("the saved state is of other inputs or other settings, or of another version of the program")

// run names what is assessed: the same files with the same records under the same
// settings, by the same program.
func (a *assessor) run() (string, error) {
	h := sha256.New()
	e := json.NewEncoder(h)
	for _, in := range a.collected.Inputs {
		if err := e.Encode([]any{in.Path, in.Format, in.Records, in.Events, in.Claims, in.Rejected}); err != nil {
			return "", err
		}
	}
	if err := e.Encode([]any{a.spool.Len(), a.spool.Digest(), a.settings.Text()}); err != nil {
		return "", err
	}
	for _, c := range a.claims() {
		if err := e.Encode(c); err != nil {
			return "", err
		}
	}
	if err := a.named(h); err != nil {
		return "", err
	}
	if err := program(h); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)[:16]), nil
}

// claims are all claims in an order that does not depend on who read them.
func (a *assessor) claims() []model.Claim {
	return slices.SortedFunc(slices.Values(a.collected.Claims), func(a, b model.Claim) int {
		return cmp.Or(
			cmp.Compare(a.Origin.Path, b.Origin.Path), cmp.Compare(a.Origin.Line, b.Origin.Line), cmp.Compare(a.Origin.Part, b.Origin.Part),
			cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Value, b.Value),
		)
	})
}

// named writes the files that the settings name.
func (a *assessor) named(w io.Writer) error {
	files := slices.Clone(a.settings.Mappings)
	for _, f := range a.settings.Feeds {
		files = append(files, f.Path)
	}
	for i := range files {
		files[i] = beside(a.Options, files[i])
	}
	for _, name := range append(files, ruleFiles(a.Options, a.settings)...) {
		f, err := os.Open(name)
		if err != nil {
			_, _ = fmt.Fprintln(w, filepath.Base(name), "missing") // which was told already
			continue
		}
		n, err := io.Copy(w, f)
		_ = f.Close()
		if err != nil {
			return fmt.Errorf("checkpoint: %s: %w", name, reason(err))
		}
		_, _ = fmt.Fprintln(w, filepath.Base(name), n)
	}
	return nil
}

// program writes what tells one build from another: its revision and its content. The
// versions of detectors are told apart by their state.
func program(w io.Writer) error {
	if build, ok := debug.ReadBuildInfo(); ok {
		_, _ = fmt.Fprintln(w, build.GoVersion, build.Main.Version)
		for _, s := range build.Settings {
			if strings.HasPrefix(s.Key, "vcs.") {
				_, _ = fmt.Fprintln(w, s.Key, s.Value)
			}
		}
	}
	return fs.WalkDir(content.FS(), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(content.FS(), path)
		_, _ = fmt.Fprintln(w, path, len(text))
		_, _ = w.Write(text)
		return err
	})
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
