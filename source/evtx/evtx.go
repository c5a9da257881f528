// Package evtx reads Windows event logs in their binary form and gives each event as the
// JSON object {"Event":{"System":…,"EventData":…}}, values written as Windows writes them.
// Start with New; a chunk is read in chunk.go, the binary XML of an event in binxml.go, its
// values in value.go. Damaged chunks and records are reported and passed over. It never
// trusts a length: what a log of strangers may cost is bounded.
package evtx

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"bonafide/model"
	"bonafide/plugin"
	"bonafide/source"
)

// spoolLimit is how large an event log may be that cannot be read at any place.
const spoolLimit = 16 << 30

// Source reads event logs.
type Source struct{}

// New makes the source.
func New() *Source { return &Source{} }

// Declare describes the source.
func (*Source) Declare() plugin.Declaration {
	return plugin.Declaration{
		Name: "evtx", Kind: plugin.Source, Version: 2,
		Summary: "Reads Windows event logs (EVTX).",
		Needs:   []string{"an .evtx file"},
	}
}

// Binary tells that event logs are no text.
func (*Source) Binary() bool { return true }

// Recognize tells by the file's signature.
func (*Source) Recognize(_ string, head []byte) float64 {
	if bytes.HasPrefix(head, []byte(fileMagic)) {
		return 1
	}
	return 0
}

// Read gives every event. Line is the event's record number in the log.
func (*Source) Read(ctx context.Context, path string, r io.Reader, sink source.Sink) error {
	in, ok := r.(io.ReadSeeker)
	if !ok {
		spooled, err := source.Spool(r, spoolLimit)
		if err != nil {
			return fmt.Errorf("evtx: %w", err)
		}
		defer spooled.Close() //nolint:errcheck // a temporary file
		in = spooled
	}
	l := &reading{path: path, sink: sink}
	size, err := in.Seek(0, io.SeekEnd)
	if err != nil {
		return fmt.Errorf("evtx: %w", err)
	}
	if size <= firstChunk {
		return errors.New("the event log is cut off: it holds no events")
	}
	for at := int64(firstChunk); at < size; at += chunkSize {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := l.chunk(in, at); err != nil {
			return err
		}
	}
	return nil
}

type reading struct {
	path string
	sink source.Sink
	last uint64
}

// chunk reads the chunk at an offset. The error is the sink's.
func (l *reading) chunk(in io.ReadSeeker, at int64) error {
	buf := make([]byte, chunkSize)
	if _, err := in.Seek(at, io.SeekStart); err != nil {
		l.problem(at, err)
		return nil
	}
	n, err := io.ReadFull(in, buf)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		l.problem(at, err)
		return nil
	}
	if !bytes.HasPrefix(buf, []byte(chunkMagic)) {
		if len(bytes.Trim(buf[:n], "\x00")) > 0 { // chunks that were never used are zero
			l.problem(at, errors.New("not a chunk of events"))
		}
		return nil
	}
	if n < len(buf) {
		l.problem(at, errors.New("the event log is cut off"))
	}
	return l.events(buf, at)
}

func (l *reading) event(r record, raw []byte) error {
	line := int64(r.id) //nolint:gosec // a count
	return l.sink.Record(&model.Record{Origin: model.Origin{Path: l.path, Line: line}, Syntax: model.SyntaxJSON, Raw: raw})
}

func (l *reading) problem(at int64, err error) {
	l.sink.Problem(source.Problem{
		Path: l.path, Line: int64(l.last), //nolint:gosec // a count
		Err: fmt.Errorf("chunk at byte %d: %w", at, err), Hint: "the events of this chunk are lost; copy the log again while it is not written to",
	})
}
