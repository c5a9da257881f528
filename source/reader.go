package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"bonafide/model"
)

// Limits guard against archives that are made to fill memory and disks.
type Limits struct {
	Entries  int   // files in one archive
	Ratio    int64 // bytes out for a byte in, once Free bytes are out
	Free     int64 // bytes out of one compressed file that nobody asks about
	Unpacked int64 // bytes out of one compressed file
}

// DefaultLimits hold where a Config gives none.
func DefaultLimits() Limits {
	return Limits{Entries: 100_000, Ratio: 500, Free: 256 << 20, Unpacked: 64 << 30}
}

// Config says what a Reader reads with.
type Config struct {
	Sources []Source
	Stdin   io.Reader // what "-" stands for
	Limits  Limits
	// Omit tells of files that are somebody else's to read, such as the settings file.
	// Nothing is reported of them. Nil omits none.
	Omit func(path string) bool
}

// Reader runs sources over files, folders, archives and standard input. It is safe for
// concurrent use.
type Reader struct{ cfg Config }

// NewReader checks the sources and makes a Reader.
func NewReader(cfg Config) (*Reader, error) {
	if len(cfg.Sources) == 0 {
		return nil, errors.New("source: no sources were given")
	}
	for _, s := range cfg.Sources {
		if err := s.Declare().Check(); err != nil {
			return nil, fmt.Errorf("source: %w", err)
		}
	}
	if cfg.Limits == (Limits{}) {
		cfg.Limits = DefaultLimits()
	}
	return &Reader{cfg}, nil
}

// Read reads everything below the paths, one file after the other in sorted order. "-"
// is standard input. What cannot be read goes to the sink as a Problem; the error is the
// sink's, or ctx's.
func (r *Reader) Read(ctx context.Context, paths []string, sink Sink) error {
	for f := range r.files(paths, sink.Problem) {
		if err := r.file(ctx, f, sink); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// Paths lists the files that Read would open, in its order.
func (r *Reader) Paths(paths []string) []string {
	return slices.Collect(r.files(paths, func(Problem) {}))
}

// files yields every file below the paths.
func (r *Reader) files(paths []string, problem func(Problem)) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		w := walk{reader: r, problem: problem, yield: yield, seen: make(map[string]bool)}
		for _, p := range paths {
			if p == "-" {
				if !yield(p) {
					return
				}
				continue
			}
			w.root, _ = filepath.EvalSymlinks(p) //nolint:errcheck // an error shows again below
			if !w.entry(p, true) {
				return
			}
		}
	}
}

// walk goes down folders.
type walk struct {
	reader  *Reader
	root    string // with links resolved; links may not lead out of it
	problem func(Problem)
	yield   func(string) bool
	seen    map[string]bool // real paths of folders, and of files that links led to
}

// entry visits a file or folder and reports false when nobody wants more.
func (w *walk) entry(path string, given bool) bool {
	name := filepath.Base(path)
	if !given && strings.HasPrefix(name, ".") {
		w.problem(Problem{Path: path, Kind: Skipped, Err: errors.New("hidden: not read"), Hint: "name it on the command line if it is wanted"})
		return true
	}
	if w.reader.cfg.Omit != nil && w.reader.cfg.Omit(path) {
		return true
	}
	link, err := os.Lstat(path)
	if err != nil {
		w.problem(Problem{Path: path, Err: plain(err), Hint: "check the path and who may read it"})
		return true
	}
	info, err := os.Stat(path)
	if err != nil {
		w.problem(Problem{Path: path, Err: fmt.Errorf("the link leads nowhere: %w", plain(err)), Hint: "copy what it points to into the folder, or take the link out"})
		return true
	}
	if link.Mode()&fs.ModeSymlink != 0 && !given && !w.allowed(path, info.IsDir()) {
		return true
	}
	switch {
	case info.IsDir():
		return w.folder(path)
	case info.Mode().IsRegular(), given:
		return w.yield(path)
	}
	w.problem(Problem{Path: path, Kind: Skipped, Err: fmt.Errorf("not a file: %s", info.Mode().Type()), Hint: "take it out of the folder"})
	return true
}

// allowed follows a link, unless it leads out of what was handed in or round in circles.
func (w *walk) allowed(path string, folder bool) bool {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		w.problem(Problem{Path: path, Err: plain(err), Hint: "check what the link points to"})
		return false
	}
	rel, err := filepath.Rel(w.root, real)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		w.problem(Problem{
			Path: path, Kind: Skipped, Err: errors.New("the link leads outside of the folder that was handed in: not followed"),
			Hint: "hand in what it points to as well",
		})
		return false
	}
	if !folder { // what the link names is met where it really stands
		w.problem(Problem{Path: path, Kind: Skipped, Err: fmt.Errorf("a link to %s, which is read itself", rel), Hint: "nothing to do: the file is read once"})
		return false
	}
	return true
}

func (w *walk) folder(path string) bool {
	real, err := filepath.EvalSymlinks(path)
	if err == nil && w.seen[real] {
		w.problem(Problem{Path: path, Kind: Skipped, Err: errors.New("this folder was read already: a link leads back to it"), Hint: "nothing to do: its files were read once"})
		return true
	}
	w.seen[real] = true
	entries, err := os.ReadDir(path)
	if err != nil {
		w.problem(Problem{Path: path, Err: plain(err), Hint: "check who may read the folder"})
		return true
	}
	for _, links := range []bool{false, true} { // folders themselves before links to them
		for _, e := range entries {
			if (e.Type()&fs.ModeSymlink != 0) == links && !w.entry(filepath.Join(path, e.Name()), false) {
				return false
			}
		}
	}
	return true
}

// file reads one file, or standard input.
func (r *Reader) file(ctx context.Context, path string, sink Sink) error {
	guard := &guarded{sink: sink}
	err := r.open(ctx, path, guard)
	switch {
	case guard.err != nil:
		return guard.err
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		sink.Problem(Problem{Path: path, Err: plain(err), Hint: "what stood before was read; check that the file is whole"})
	}
	return nil
}

func (r *Reader) open(ctx context.Context, path string, sink Sink) error {
	if path == "-" {
		if r.cfg.Stdin == nil {
			return errors.New("there is no standard input")
		}
		return r.content(ctx, content{path: path, r: r.cfg.Stdin}, sink)
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // only read from
	return r.content(ctx, content{path: path, r: f, file: f}, sink)
}

// guarded remembers the sink's own error, to tell it from the file's.
type guarded struct {
	sink Sink
	err  error
}

func (g *guarded) Record(r *model.Record) error {
	if g.err == nil {
		g.err = g.sink.Record(r)
	}
	return g.err
}

func (g *guarded) Problem(p Problem) { g.sink.Problem(p) }

// plain is the error without the path, which stands beside it already.
func plain(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}
