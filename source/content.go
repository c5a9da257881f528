package source

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// headSize is how much of a file is looked at to tell what it is.
const headSize = 64 << 10

// notNeeded is what to do about files that are of another kind.
const notNeeded = "nothing is wrong with it; if it holds records, export them as CSV or JSON"

// content is a stream that is still to be told what it is.
type content struct {
	path  string
	r     io.Reader
	file  *os.File // the stream itself when it can be read at any place
	depth int      // how many archives it stands in
}

// content unpacks what is packed and hands the rest to the source that knows it.
func (r *Reader) content(ctx context.Context, c content, sink Sink) error {
	in := bufio.NewReaderSize(c.r, headSize)
	head, err := in.Peek(headSize)
	if len(head) == 0 {
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		sink.Problem(Problem{Path: c.path, Kind: Notice, Err: errors.New("the file is empty"), Hint: "export it again, or take it out if there was nothing to export"})
		return nil
	}
	packed := c
	packed.r = in
	switch {
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		return r.gzip(ctx, packed, sink)
	case bytes.HasPrefix(head, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		return r.zstd(ctx, packed, sink)
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return r.zip(ctx, packed, sink)
	}
	return r.plain(ctx, packed, head, sink)
}

// plain finds the source for unpacked content and runs it.
func (r *Reader) plain(ctx context.Context, c content, head []byte, sink Sink) error {
	if s := r.best(c.path, head, true); s != nil {
		in := c.r
		if c.file != nil {
			if _, err := c.file.Seek(0, io.SeekStart); err == nil {
				in = c.file
			}
		}
		return s.Read(ctx, c.path, in, sink)
	}
	what := foreign(c.path, head)
	if what == binaryFile {
		sink.Problem(Problem{
			Path: c.path, Err: errors.New("the file is neither text nor of a known kind: nothing of it was read"),
			Hint: "if it is an export, copy or export it again; else take it out of the folder",
		})
		return nil
	}
	if what != "" {
		sink.Problem(Problem{Path: c.path, Kind: Skipped, Err: fmt.Errorf("%s: not read yet", what), Hint: notNeeded})
		return nil
	}
	text, notice := decoded(c.r, head)
	if notice != "" {
		sink.Problem(Problem{Path: c.path, Kind: Notice, Err: errors.New(notice), Hint: "export the file as UTF-8 to be sure of every letter"})
	}
	mended := &mending{r: text}
	in := bufio.NewReaderSize(mended, headSize)
	start, err := in.Peek(headSize)
	if len(start) == 0 && err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if len(bytes.TrimSpace(start)) == 0 {
		sink.Problem(Problem{Path: c.path, Kind: Notice, Err: errors.New("the file is empty"), Hint: "export it again, or take it out if there was nothing to export"})
		return nil
	}
	s := r.best(c.path, start, false)
	if s == nil {
		sink.Problem(Problem{
			Path: c.path, Kind: Skipped, Err: errors.New("neither JSON nor a table: not read yet"),
			Hint: "export it as CSV or JSON",
		})
		return nil
	}
	err = s.Read(ctx, c.path, in, sink)
	if mended.count > 0 {
		sink.Problem(Problem{
			Path: c.path, Line: mended.first, Kind: Notice,
			Err: fmt.Errorf("%d bytes that are not UTF-8 were replaced", mended.count), Hint: "export the file as UTF-8",
		})
	}
	return err
}

// best is the source that is surest of the content, nil when none is.
func (r *Reader) best(path string, head []byte, binary bool) Source {
	var best Source
	sure := 0.0
	for _, s := range r.cfg.Sources {
		b, ok := s.(Binary)
		if (ok && b.Binary()) != binary {
			continue
		}
		if c := s.Recognize(path, head); c > sure {
			best, sure = s, c
		}
	}
	return best
}

func (r *Reader) gzip(ctx context.Context, c content, sink Sink) error {
	in := &counting{r: c.r}
	z, err := gzip.NewReader(in)
	if err != nil {
		return fmt.Errorf("gzip: %w", err)
	}
	defer z.Close() //nolint:errcheck // only read from
	return r.unpacked(ctx, c, z, in, sink)
}

func (r *Reader) zstd(ctx context.Context, c content, sink Sink) error {
	in := &counting{r: c.r}
	z, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(256<<20))
	if err != nil {
		return fmt.Errorf("zstd: %w", err)
	}
	defer z.Close()
	return r.unpacked(ctx, c, z, in, sink)
}

// unpacked reads what a compressed stream holds, up to where it breaks or bursts.
func (r *Reader) unpacked(ctx context.Context, c content, out io.Reader, in *counting, sink Sink) error {
	if c.depth >= 2 {
		sink.Problem(Problem{Path: c.path, Err: errors.New("an archive in an archive in an archive: not opened"), Hint: "unpack it first"})
		return nil
	}
	u := &unpacking{r: out, in: in, limits: r.cfg.Limits}
	err := r.content(ctx, content{path: c.path, r: u, depth: c.depth + 1}, sink)
	if u.err != nil {
		sink.Problem(Problem{Path: c.path, Err: u.err, Hint: u.hint})
	}
	return err
}

// zip reads the files in an archive in sorted order.
func (r *Reader) zip(ctx context.Context, c content, sink Sink) error {
	f := c.file
	if f == nil {
		spooled, err := Spool(c.r, r.cfg.Limits.Unpacked)
		if err != nil {
			return fmt.Errorf("zip: %w", err)
		}
		defer spooled.Close() //nolint:errcheck // a temporary file
		f = spooled.File
	}
	info, err := f.Stat()
	if err != nil {
		return err
	}
	z, err := zip.NewReader(f, info.Size())
	if err != nil {
		return fmt.Errorf("zip: %w", err)
	}
	if what := document(z); what != "" {
		sink.Problem(Problem{Path: c.path, Kind: Skipped, Err: fmt.Errorf("%s: not read yet", what), Hint: notNeeded})
		return nil
	}
	if c.depth >= 2 {
		return r.unpacked(ctx, c, nil, nil, sink)
	}
	entries := slices.Clone(z.File)
	slices.SortStableFunc(entries, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	if len(entries) > r.cfg.Limits.Entries {
		sink.Problem(Problem{
			Path: c.path, Err: fmt.Errorf("the archive holds %d files; the first %d are read", len(entries), r.cfg.Limits.Entries),
			Hint: "hand in smaller archives",
		})
		entries = entries[:r.cfg.Limits.Entries]
	}
	for _, e := range entries {
		if err := r.member(ctx, c, e, sink); err != nil {
			return err
		}
	}
	return nil
}

// member reads one file of an archive. Only ctx's and the sink's errors end the rest.
func (r *Reader) member(ctx context.Context, c content, e *zip.File, sink Sink) error {
	if e.FileInfo().IsDir() {
		return nil
	}
	inner := c
	inner.path, inner.file = c.path+"/"+e.Name, nil
	for part := range strings.SplitSeq(e.Name, "/") {
		if strings.HasPrefix(part, ".") && part != "." && part != ".." || part == "__MACOSX" {
			sink.Problem(Problem{Path: inner.path, Kind: Skipped, Err: errors.New("hidden: not read"), Hint: "unpack it and name it on the command line if it is wanted"})
			return nil
		}
	}
	out, err := e.Open()
	if err != nil {
		sink.Problem(Problem{Path: inner.path, Err: err, Hint: "check that the archive is whole; encrypted archives are not read"})
		return nil
	}
	defer out.Close()                             //nolint:errcheck // only read from
	in := &counting{n: int64(e.CompressedSize64)} //nolint:gosec // a size
	err = r.unpacked(ctx, inner, out, in, sink)
	if g, ok := sink.(*guarded); ctx.Err() != nil || ok && g.err != nil {
		return err
	}
	if err != nil {
		sink.Problem(Problem{Path: inner.path, Err: plain(err), Hint: "what stood before was read; check that the archive is whole"})
	}
	return nil
}
