package spool

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/klauspost/compress/s2"

	"bonafide/model"
)

// blockSize is how many encoded bytes are compressed together: small enough that a merge
// of many runs fits in memory, large enough to compress well.
const blockSize = 64 << 10

// Writer encodes events for one goroutine. Close it before reading.
type Writer struct {
	spool *Spool
	buf   []byte
	index []entry
	// packed is memory for compressing; what is kept is copied out of it, at its own size.
	packed []byte
	// digest sums the events since the last flush; scratch is memory for it.
	digest  uint64
	scratch []byte
	// The last words, since events of one file follow each other.
	format, path     string
	formatN, pathN   uint32
	formatOK, pathOK bool
}

type entry struct {
	time       int64
	start, end int
}

// Add keeps a copy of the event.
func (w *Writer) Add(e *model.Event) error {
	if !w.formatOK || w.format != e.Format {
		w.format, w.formatN, w.formatOK = e.Format, w.spool.number(e.Format), true
	}
	if !w.pathOK || w.path != e.Origin.Path {
		w.path, w.pathN, w.pathOK = e.Origin.Path, w.spool.number(e.Origin.Path), true
	}
	start := len(w.buf)
	w.buf = appendEvent(w.buf, e, w.formatN, w.pathN)
	if w.spool.cfg.Digest {
		w.digest += w.sum(e)
	}
	w.index = append(w.index, entry{e.Time.UnixNano(), start, len(w.buf)})
	if len(w.buf) >= w.spool.cfg.Run {
		return w.flush()
	}
	return nil
}

// sum is a checksum of one event. It does not depend on the numbers that words were given.
func (w *Writer) sum(e *model.Event) uint64 {
	w.scratch = appendText(appendText(w.scratch[:0], e.Format), e.Origin.Path)
	w.scratch = appendEvent(w.scratch, e, 0, 0)
	sum := sha256.Sum256(w.scratch)
	return binary.BigEndian.Uint64(sum[:])
}

// Close hands over what is left.
func (w *Writer) Close() error { return w.flush() }

// flush sorts what was added, compresses it and hands it over as a run.
func (w *Writer) flush() error {
	if len(w.index) == 0 {
		return nil
	}
	if err := w.sort(); err != nil {
		return err
	}
	var r run
	var raw []byte
	for i, at := range w.index {
		raw = binary.AppendUvarint(raw, uint64(at.end-at.start)) //nolint:gosec // never negative
		raw = append(raw, w.buf[at.start:at.end]...)
		if len(raw) >= blockSize || i == len(w.index)-1 {
			w.packed = s2.Encode(w.packed[:cap(w.packed)], raw)
			r.blocks = append(r.blocks, block{data: bytes.Clone(w.packed), length: len(w.packed)})
			raw = raw[:0]
		}
	}
	events, first, last := len(w.index), w.index[0].time, w.index[len(w.index)-1].time
	digest := w.digest
	w.buf, w.index, w.digest = w.buf[:0], w.index[:0], 0
	return w.spool.add(r, events, digest, first, last)
}

// sort orders the index. Whole events are decoded only where times are equal.
func (w *Writer) sort() error {
	var a, b model.Event
	var failed error
	slices.SortFunc(w.index, func(x, y entry) int {
		if x.time != y.time {
			if x.time < y.time {
				return -1
			}
			return 1
		}
		if err := w.spool.decode(w.buf[x.start:x.end], &a); err != nil {
			failed = err
		}
		if err := w.spool.decode(w.buf[y.start:y.end], &b); err != nil {
			failed = err
		}
		return compare(&a, &b)
	})
	if failed != nil {
		return fmt.Errorf("spool: sort: %w", failed)
	}
	return nil
}
