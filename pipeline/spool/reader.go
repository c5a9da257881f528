package spool

import (
	"container/heap"
	"encoding/binary"

	"github.com/klauspost/compress/s2"

	"bonafide/model"
)

// Reader merges the runs. It is for one goroutine.
type Reader struct {
	spool  *Spool
	heads  heads
	copied model.Event // a copy of the event before
	// Duplicates counts, by path, the copies that were left out.
	Duplicates map[string]int
}

// head is a run's next event.
type head struct {
	event  model.Event
	run    run
	block  int
	raw    []byte // what is left of the current block
	buffer []byte
}

type heads []*head

func (h heads) Len() int           { return len(h) }
func (h heads) Less(i, j int) bool { return compare(&h[i].event, &h[j].event) < 0 }
func (h heads) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }

// Push is part of heap.Interface.
func (h *heads) Push(x any) { *h = append(*h, x.(*head)) } //nolint:forcetypeassert // only heads are pushed

// Pop is part of heap.Interface.
func (h *heads) Pop() any {
	old := *h
	last := old[len(old)-1]
	*h = old[:len(old)-1]
	return last
}

// Events starts reading, in order of time, from the first event. It is called once: what
// was read is let go.
func (s *Spool) Events() (*Reader, error) {
	r := &Reader{spool: s, Duplicates: map[string]int{}}
	for _, sorted := range s.runs {
		h := &head{run: sorted}
		ok, err := s.advance(h)
		if err != nil {
			return nil, err
		}
		if ok {
			r.heads = append(r.heads, h)
		}
	}
	heap.Init(&r.heads)
	return r, nil
}

// Next reads the next event into e and tells whether there was one.
func (r *Reader) Next(e *model.Event) (bool, error) {
	if len(r.heads) == 0 {
		return false, nil
	}
	if err := r.pop(e); err != nil {
		return false, err
	}
	for len(r.heads) > 0 && r.heads[0].event.Time.Equal(e.Time) && compareContent(e, &r.heads[0].event) == 0 {
		if err := r.pop(&r.copied); err != nil {
			return false, err
		}
		r.Duplicates[r.copied.Origin.Path]++
	}
	return true, nil
}

// pop moves the first of all events into e.
func (r *Reader) pop(e *model.Event) error {
	top := r.heads[0]
	*e, top.event = top.event, *e
	more, err := r.spool.advance(top)
	switch {
	case err != nil:
		return err
	case more:
		heap.Fix(&r.heads, 0)
	default:
		heap.Pop(&r.heads)
	}
	return nil
}

// advance reads a run's next event into its head and tells whether there was one.
func (s *Spool) advance(h *head) (bool, error) {
	for len(h.raw) == 0 {
		if h.block == len(h.run.blocks) {
			return false, nil
		}
		data, err := s.load(h.run.blocks[h.block])
		if err != nil {
			return false, err
		}
		h.run.blocks[h.block].data = nil // it is decoded now, and memory is wanted elsewhere
		h.block++
		if h.buffer, err = s2.Decode(h.buffer[:cap(h.buffer)], data); err != nil {
			return false, errDamaged
		}
		h.raw = h.buffer
	}
	n, width := binary.Uvarint(h.raw)
	if width <= 0 || n > uint64(len(h.raw)-width) { //nolint:gosec // never negative
		return false, errDamaged
	}
	from, to := width, width+int(n) //nolint:gosec // bounded above
	if err := s.decode(h.raw[from:to], &h.event); err != nil {
		return false, err
	}
	h.raw = h.raw[to:]
	return true, nil
}
