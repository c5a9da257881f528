package spool

import (
	"container/heap"
	"unsafe"

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

// head is a run's next event. It is read in full when it is its turn, or when its time alone
// does not tell whose turn it is.
type head struct {
	time  int64
	text  string // the event as it was written
	words []string
	event model.Event
	read  bool // event is it
	err   error
	run   run
	block int
	raw   string // what is left of the current block
}

// whole is the event in full. When it cannot be read err says so.
func (h *head) whole() *model.Event {
	if !h.read {
		h.err = decode(h.text, h.words, &h.event)
		h.read = true
	}
	return &h.event
}

type heads []*head

func (h heads) Len() int      { return len(h) }
func (h heads) Swap(i, j int) { h[i], h[j] = h[j], h[i] }

// Less tells whether one event comes before another.
func (h heads) Less(i, j int) bool {
	if h[i].time != h[j].time {
		return h[i].time < h[j].time
	}
	return compare(h[i].whole(), h[j].whole()) < 0
}

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
	words := s.dictionary()
	for _, sorted := range s.runs {
		h := &head{run: sorted, words: words}
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
	for len(r.heads) > 0 && r.heads[0].time == e.Time.UnixNano() && compareContent(e, r.heads[0].whole()) == 0 {
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
	switch {
	case !top.read:
		if err := decode(top.text, top.words, e); err != nil {
			return err
		}
	case top.err != nil:
		return top.err
	default:
		*e, top.event = top.event, *e
	}
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

// advance goes to a run's next event and tells whether there was one.
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
		// The events of a block are parts of it, so each block has memory of its own.
		raw, err := s2.Decode(nil, data)
		if err != nil {
			return false, errDamaged
		}
		h.raw = unsafe.String(unsafe.SliceData(raw), len(raw))
	}
	d := decoder{text: h.raw}
	h.text, h.read, h.err = d.string(), false, nil
	h.raw = h.raw[d.at:]
	first := decoder{text: h.text}
	h.time = first.varint()
	if d.bad || first.bad {
		return false, errDamaged
	}
	return true, nil
}
