package spool

import (
	"container/heap"
	"encoding/binary"

	"github.com/klauspost/compress/s2"

	"bonafide/model"
)

// Reader merges the runs. It is for one goroutine.
type Reader struct {
	spool *Spool
	heads heads
	last  model.Event
	any   bool
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

// Events starts reading, in order of time, from the first event.
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
	for len(r.heads) > 0 {
		top := r.heads[0]
		*e, top.event = top.event, *e
		more, err := r.spool.advance(top)
		if err != nil {
			return false, err
		}
		if more {
			heap.Fix(&r.heads, 0)
		} else {
			heap.Pop(&r.heads)
		}
		if r.any && e.Time.Equal(r.last.Time) && e.ID == r.last.ID && e.Format == r.last.Format {
			r.Duplicates[e.Origin.Path]++
			continue
		}
		r.last.Time, r.last.ID, r.last.Format, r.any = e.Time, e.ID, e.Format, true
		return true, nil
	}
	return false, nil
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
