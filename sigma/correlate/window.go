package correlate

import "time"

// match is one event or firing that a group counts.
type match struct {
	at   int64 // nanoseconds since 1970
	id   string
	mask uint64 // the steps it is
	more *more
}

// more is what only some matches have.
type more struct {
	ids     []string   // of a firing: the events it counted
	tuples  []string   // values to count
	numbers []float64  // values to aggregate
	carried [][]string // by plan.carry
}

func (m *match) tuples() []string {
	if m.more == nil {
		return nil
	}
	return m.more.tuples
}

func (m *match) numbers() []float64 {
	if m.more == nil {
		return nil
	}
	return m.more.numbers
}

// window is the matches of a group by time, in a ring.
type window struct {
	ring    []match
	head, n int
}

func (w *window) at(i int) *match {
	i += w.head
	if i >= len(w.ring) {
		i -= len(w.ring)
	}
	return &w.ring[i]
}

// push appends a match.
func (w *window) push(m match) {
	if w.n == len(w.ring) {
		ring := make([]match, max(1, 2*w.n))
		for i := range w.n {
			ring[i] = *w.at(i)
		}
		w.ring, w.head = ring, 0
	}
	w.n++
	*w.at(w.n - 1) = m
}

// insert puts a match behind those that are not later.
func (w *window) insert(m match) {
	w.push(m)
	for i := w.n - 1; i > 0 && w.at(i-1).at > m.at; i-- {
		*w.at(i) = *w.at(i - 1)
		*w.at(i - 1) = m
	}
}

// pop takes the oldest match away.
func (w *window) pop() match {
	m := *w.at(0)
	*w.at(0) = match{}
	w.n--
	if w.head++; w.head == len(w.ring) {
		w.head = 0
	}
	return m
}

// lookBack is how many matches of the same time are looked at for one that is the same:
// logs with coarse times have many, and looking at all of them would take their square.
const lookBack = 256

// has tells whether the event is counted already.
func (w *window) has(m *match) bool {
	if m.id == "" {
		return false
	}
	looked := 0
	for i := w.n - 1; i >= 0 && looked < lookBack; i-- {
		switch old := w.at(i); {
		case old.at < m.at:
			return false
		case old.at == m.at:
			if old.id == m.id {
				return true
			}
			looked++
		}
	}
	return false
}

// timed tells whether nanoseconds can hold a time and any timespan around it.
func timed(t time.Time) bool {
	year := t.UTC().Year()
	return year >= 1700 && year < 2200
}

func moment(at int64) time.Time { return time.Unix(0, at).UTC() }

// never is before all times.
const never = -1 << 63
