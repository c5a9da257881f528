// Package spool puts events in the order of their time, however they come in, in bounded
// memory: an external merge sort over compressed runs, which move to a temporary file when
// they outgrow memory. Start with New, one Writer per goroutine, then Events.
//
// Events with the same format, id, time and attributes are one event read twice
// (overlapping exports); the spool keeps the first by path and line and counts the others.
package spool

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"os"
	"sync"
	"time"

	"bonafide/model"
)

// Config sizes a spool. The zero Config is usable.
type Config struct {
	// Memory is how many bytes of compressed runs stay in memory; default 256 MiB.
	Memory int64
	// Run is how many bytes of encoded events a writer sorts at once; default 8 MiB.
	Run int
	// Dir is where the temporary file goes; default os.TempDir.
	Dir string
	// Digest asks for Digest to be computed.
	Digest bool
}

// Spool collects events and gives them back sorted. Writers may run at once; reading
// starts after all of them were closed.
type Spool struct {
	cfg Config

	mu      sync.Mutex
	words   []string // formats and paths, by number
	numbers map[string]uint32
	runs    []run
	held    int64
	file    *os.File
	gone    bool // the file's name was removed already
	size    int64
	events  int64
	digest  uint64

	first, last int64 // nanoseconds since 1970
}

// run is a sorted sequence of blocks, in memory or in the file.
type run struct {
	blocks []block
}

type block struct {
	data   []byte // compressed, nil when in the file
	offset int64
	length int
}

// New makes an empty spool. Close removes what it left on disk.
func New(cfg Config) *Spool {
	if cfg.Memory <= 0 {
		cfg.Memory = 256 << 20
	}
	if cfg.Run <= 0 {
		cfg.Run = 8 << 20
	}
	return &Spool{cfg: cfg, numbers: map[string]uint32{}}
}

// Writer gives a writer for one goroutine.
func (s *Spool) Writer() *Writer { return &Writer{spool: s} }

// Len is how many events were written by writers that flushed.
func (s *Spool) Len() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.events
}

// Digest is a checksum of all events that were flushed, whatever their order and whoever
// wrote them; 0 unless the Config asks for it.
func (s *Spool) Digest() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.digest
}

// Bounds are the times of the first and the last event that was flushed, zero for none.
func (s *Spool) Bounds() (first, last time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.events == 0 {
		return time.Time{}, time.Time{}
	}
	return time.Unix(0, s.first).UTC(), time.Unix(0, s.last).UTC()
}

// Close frees memory and removes the temporary file.
func (s *Spool) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runs = nil
	if s.file == nil {
		return nil
	}
	err := s.file.Close()
	if !s.gone {
		err = errors.Join(err, os.Remove(s.file.Name()))
	}
	s.file = nil
	if err != nil {
		return fmt.Errorf("spool: close: %w", err)
	}
	return nil
}

// number gives a format or path its number, the same for every writer.
func (s *Spool) number(word string) uint32 {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, ok := s.numbers[word]
	if !ok {
		n = uint32(len(s.words)) //nolint:gosec // as many as there are files
		s.words = append(s.words, word)
		s.numbers[word] = n
	}
	return n
}

// add keeps a sorted run of events, moving it to disk when memory is full.
func (s *Spool) add(r run, events int, digest uint64, first, last int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.events == 0 || first < s.first {
		s.first = first
	}
	if s.events == 0 || last > s.last {
		s.last = last
	}
	s.events += int64(events)
	s.digest += digest
	bytes := int64(0)
	for _, b := range r.blocks {
		bytes += int64(b.length)
	}
	if s.held+bytes > s.cfg.Memory {
		if err := s.store(&r); err != nil {
			return err
		}
	} else {
		s.held += bytes
	}
	s.runs = append(s.runs, r)
	return nil
}

// store moves a run's blocks to the temporary file.
func (s *Spool) store(r *run) error {
	if s.file == nil {
		f, err := os.CreateTemp(s.cfg.Dir, "bonafide-spool-*")
		if err != nil {
			return fmt.Errorf("spool: make temporary file: %w", err)
		}
		s.file = f
		// Where the system allows it the file goes now, so that nothing is left of it even
		// when the program is killed; elsewhere Close removes it.
		s.gone = os.Remove(f.Name()) == nil
	}
	for i, b := range r.blocks {
		if _, err := s.file.WriteAt(b.data, s.size); err != nil {
			return fmt.Errorf("spool: write %s: %w", s.file.Name(), err)
		}
		r.blocks[i] = block{offset: s.size, length: b.length}
		s.size += int64(b.length)
	}
	return nil
}

// load gives a block's compressed bytes.
func (s *Spool) load(b block) ([]byte, error) {
	if b.data != nil {
		return b.data, nil
	}
	data := make([]byte, b.length)
	if _, err := s.file.ReadAt(data, b.offset); err != nil {
		return nil, fmt.Errorf("spool: read %s: %w", s.file.Name(), err)
	}
	return data, nil
}

// word is the format or path with the given number.
func (s *Spool) word(n uint64) (string, error) {
	if n >= uint64(len(s.words)) {
		return "", errors.New("spool: damaged block: unknown word")
	}
	return s.words[n], nil
}

// compare orders events: by time, then format, id and content (so that copies meet), then
// where they were read.
func compare(a, b *model.Event) int {
	if c := compareContent(a, b); c != 0 {
		return c
	}
	return cmp.Or(cmp.Compare(a.Origin.Path, b.Origin.Path), cmp.Compare(a.Origin.Line, b.Origin.Line), cmp.Compare(a.Origin.Part, b.Origin.Part))
}

// compareContent is 0 for copies of one event: the same time, id and attributes. An id
// alone is not enough, since some systems give one twice.
func compareContent(a, b *model.Event) int {
	if c := a.Time.Compare(b.Time); c != 0 {
		return c
	}
	if c := cmp.Or(
		cmp.Compare(a.Format, b.Format), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Class, b.Class),
		cmp.Compare(a.Activity, b.Activity), cmp.Compare(a.Action, b.Action), cmp.Compare(a.Outcome, b.Outcome),
		cmp.Compare(a.FieldCount(), b.FieldCount()),
	); c != 0 {
		return c
	}
	next, stop := iter.Pull2(b.Fields())
	defer stop()
	for f, v := range a.Fields() {
		other, value, _ := next()
		if c := cmp.Or(cmp.Compare(f, other), cmp.Compare(v, value)); c != 0 {
			return c
		}
	}
	return 0
}
