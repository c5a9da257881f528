package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"bonafide/app"
	"bonafide/internal/hint"
	"bonafide/model"
	"bonafide/report"
)

// assessFlags are the flags of assess and demo.
type assessFlags struct {
	config     string
	format     string
	output     string
	failAt     string
	checkpoint string
	memory     int64
	workers    int
	quiet      bool
	plain      bool
	all        bool
}

func (f *assessFlags) add(c *cobra.Command) {
	c.Flags().StringVar(&f.config, "config", "", "settings `file` (default: bonafide.yaml in the first folder)")
	c.Flags().StringVar(&f.format, "format", "text", "text (for people), json, ndjson (a line for each person) or html (one page with the records)")
	c.Flags().StringVarP(&f.output, "output", "o", "-", "write the result to this `file` (- is standard output)")
	c.Flags().StringVar(&f.failAt, "fail-at", "case", "exit 1 when somebody is at or over this: case, never, or a probability such as 0.5")
	c.Flags().StringVar(&f.checkpoint, "checkpoint", "", "save the state to this `file` when interrupted, and take it up again")
	c.Flags().Int64Var(&f.memory, "memory", 256, "megabytes of events kept in memory before they go to a temporary file")
	c.Flags().IntVar(&f.workers, "workers", 0, "how many cores to use (default: all)")
	c.Flags().BoolVarP(&f.quiet, "quiet", "q", false, "nothing on standard error but errors")
	c.Flags().BoolVar(&f.plain, "no-color", false, "no colours, also on a terminal (as NO_COLOR does)")
	c.Flags().BoolVar(&f.all, "all", false, "text: list everybody, with every reason")
}

func newAssess(s streams) *cobra.Command {
	var f assessFlags
	c := &cobra.Command{
		Use:   "assess FOLDER|FILE...|-",
		Short: "Assess the people in a company's own exports",
		Long: `Assess reads exports of people, sign-ins, laptops, calls, parcels and VPN sessions,
in the formats their systems write, and ranks the people whose claims do not hold.

Name a folder, files, or - for standard input. What a file is, is told by its content,
never by its name; .gz, .zst and .zip are read as they are. One file is needed: the
people, with at least an id, a name and an e-mail address each. Every further file lets
more be checked. What could not be read is listed with file, line and reason.

bonafide.yaml in the folder says what the company approved and what is its own: offices,
VPN exits, remote-access tools, declared travel, names of columns.

Nothing leaves the machine. Nobody is accused: what is listed could not be verified, and
a person decides.

Exit codes:
  0  done, and nobody is at or over --fail-at (an open case, unless said otherwise)
  1  done, and somebody is
  2  wrong use or settings, or interrupted: nothing was assessed
  3  done, but some input could not be read; outranks 1`,
		Example: `  # everything in a folder, as text
  bonafide assess ./exports

  # one page to open in a browser; the text goes nowhere
  bonafide assess ./exports --format html --output report.html

  # single files, one of them from standard input
  zcat okta.jsonl.gz | bonafide assess people.csv shipping.csv -

  # for programs: the ids of open cases
  bonafide assess ./exports --format json | jq -r '.subjects[] | select(.open_case) | .id'

  # in a scheduled job: exit 1 from a probability of one half on
  bonafide assess ./exports --quiet --fail-at 0.5 --format json --output result.json

  # very large exports: less memory, and a state to take up after an interruption
  bonafide assess ./exports --memory 64 --checkpoint state.json`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return hint.With(errors.New("assess needs a folder or files"), "try: bonafide assess ./exports, or bonafide demo to see it work")
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error { return runAssess(c.Context(), s, f, args) },
	}
	f.add(c)
	return c
}

// runAssess assesses the paths and prints the result.
func runAssess(ctx context.Context, s streams, f assessFlags, paths []string) error {
	write, err := output{ctx, paths, f.plain, f.all}.writer(f.format)
	if err != nil {
		return err
	}
	if err := f.check(paths); err != nil {
		return err
	}
	reached, err := threshold(f.failAt)
	if err != nil {
		return err
	}
	result, err := assess(ctx, s, f, paths)
	if err != nil {
		return err
	}
	if err := writeTo(s, f.output, func(w io.Writer) error { return write(w, result) }); err != nil {
		return err
	}
	if !f.quiet {
		summarise(s, f, result.Assessment)
	}
	return verdict(result.Assessment, reached)
}

// check finds flags that cannot be meant.
func (f *assessFlags) check(paths []string) error {
	if f.memory < 1 {
		return hint.With(fmt.Errorf("--memory %d is no amount of memory", f.memory), "write megabytes, such as --memory 256")
	}
	if f.workers < 0 {
		return hint.With(fmt.Errorf("--workers %d is no number of cores", f.workers), "leave it out to use all")
	}
	if f.output == "-" {
		return nil
	}
	target, err := os.Stat(f.output)
	if err != nil {
		return nil // made later
	}
	if target.IsDir() {
		return hint.With(fmt.Errorf("--output %s is a folder", f.output), "name a file in it, such as "+filepath.Join(f.output, "report."+extension(f.format)))
	}
	for _, p := range paths {
		if in, err := os.Stat(p); err == nil && os.SameFile(in, target) {
			return hint.With(fmt.Errorf("--output %s would overwrite an input", f.output), "name another file")
		}
	}
	return nil
}

func extension(format string) string {
	if format == "text" {
		return "txt"
	}
	return format
}

// summarise says on standard error what the result itself does not show where it goes.
func summarise(s streams, f assessFlags, a *model.Assessment) {
	if f.output != "-" {
		cases := 0
		for i := range a.Subjects {
			if a.Subjects[i].OpenCase {
				cases++
			}
		}
		_, _ = fmt.Fprintf(s.err, "wrote %s: %s, %s\n", f.output, report.Count(len(a.Subjects), "person", "people"), report.Count(cases, "open case", "open cases"))
	}
	if f.format == "text" && f.output == "-" {
		return
	}
	for _, n := range a.Notices {
		_, _ = fmt.Fprintf(s.err, "note: %s\n", n)
	}
	rejected, files := 0, 0
	for _, in := range a.Inputs {
		rejected += in.Rejected
		if in.Rejected > 0 {
			files++
		}
	}
	if rejected > 0 {
		_, _ = fmt.Fprintf(s.err, "note: %s in %s could not be read; the result lists each with its line and what to do\n",
			report.Count(rejected, "part", "parts"), report.Count(files, "file", "files"))
	}
}

// assess assesses the paths, showing how far it is.
func assess(ctx context.Context, s streams, f assessFlags, paths []string) (*app.Result, error) {
	if err := exist(paths); err != nil {
		return nil, err
	}
	progress := newProgress(s.err, f.quiet)
	options := app.Options{
		Paths: paths, Config: f.config, Stdin: s.in, Now: time.Now(), Workers: f.workers,
		Memory: f.memory << 20, Progress: progress.show,
	}
	result, err := assessWithCheckpoint(ctx, f.checkpoint, options)
	progress.end()
	return result, err
}

// exist makes sure that what was named is there.
func exist(paths []string) error {
	for _, p := range paths {
		_, err := os.Stat(p)
		switch {
		case p == "-" || err == nil:
		case errors.Is(err, fs.ErrNotExist):
			return hint.With(fmt.Errorf("there is no file or folder %q", p), missing(p))
		default:
			return hint.With(fmt.Errorf("%s: %w", p, errors.Unwrap(err)), "check the path and who may read it")
		}
	}
	return nil
}

// missing says what to do about a path that leads nowhere.
func missing(path string) string {
	folder := filepath.Dir(path)
	entries, err := os.ReadDir(folder)
	if err != nil {
		return fmt.Sprintf("there is no folder %q either; check the path", folder)
	}
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if near := hint.Nearest(filepath.Base(path), names); near != "" {
		return fmt.Sprintf("did you mean %s?", filepath.Join(folder, near))
	}
	return "check the path; to see it work without files of your own: bonafide demo"
}

// assessWithCheckpoint takes up and saves interrupted runs.
func assessWithCheckpoint(ctx context.Context, path string, o app.Options) (*app.Result, error) {
	if path == "" {
		return app.Assess(ctx, o)
	}
	saved, err := os.Open(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("checkpoint: %w", err)
	}
	if err == nil {
		defer func() { _ = saved.Close() }()
		o.Resume = saved
	}
	next := path + ".new"
	f, err := os.OpenFile(next, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, hint.With(fmt.Errorf("the state could not be saved: %w", err), "name a file in a folder that exists and may be written to")
	}
	o.Checkpoint = f
	result, err := app.Assess(ctx, o)
	closing := f.Close()
	switch {
	case errors.Is(err, app.ErrInterrupted) && closing == nil:
		if err := os.Rename(next, path); err != nil {
			return nil, fmt.Errorf("checkpoint: %w", err)
		}
		return nil, hint.With(err, "run the same command again to go on")
	case err == nil:
		_ = os.Remove(path)
	}
	_ = os.Remove(next)
	if err != nil && o.Resume != nil {
		return nil, fmt.Errorf("--checkpoint %s: %w", path, err)
	}
	return result, err
}

// threshold reads --fail-at into a test of one subject.
func threshold(text string) (func(*model.SubjectAssessment) bool, error) {
	switch text {
	case "case":
		return func(a *model.SubjectAssessment) bool { return a.OpenCase }, nil
	case "never":
		return func(*model.SubjectAssessment) bool { return false }, nil
	}
	p, err := strconv.ParseFloat(text, 64)
	if err != nil || p <= 0 || p > 1 {
		return nil, hint.With(fmt.Errorf("--fail-at %q is neither case, never nor a probability", text), "write --fail-at 0.5")
	}
	return func(a *model.SubjectAssessment) bool { return a.Probability >= p || a.OpenCase }, nil
}

// verdict gives the exit code.
func verdict(a *model.Assessment, reached func(*model.SubjectAssessment) bool) error {
	for _, in := range a.Inputs {
		if in.Rejected > 0 {
			return exit(exitIncomplete)
		}
	}
	for i := range a.Subjects {
		if reached(&a.Subjects[i]) {
			return exit(exitFound)
		}
	}
	return nil
}

// writeTo writes to a file or standard output. A file appears whole or not at all, and is
// for its owner alone, since results are about people.
func writeTo(s streams, path string, write func(io.Writer) error) error {
	if path == "-" {
		return write(s.out)
	}
	f, err := os.OpenFile(path+".part", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return hint.With(fmt.Errorf("the result cannot be written: %w", err), "name a file in a folder that exists and may be written to")
	}
	err = errors.Join(write(f), f.Close())
	if err == nil {
		err = os.Rename(path+".part", path)
	}
	if err != nil {
		_ = os.Remove(path + ".part")
		return hint.With(fmt.Errorf("the result cannot be written: %w", err), "look whether the disk is full")
	}
	return nil
}
