package app

import (
	"os"
	"runtime/debug"
	"runtime/metrics"
	"sync/atomic"
)

// room lets the collection of garbage wait as long as there is memory that a run may use, and
// hurry when there is little: a company of ten thousand people is assessed in a gibibyte, and
// a small one without collecting much. Who sets GOGC has decided for themselves.
type room struct {
	calls atomic.Int64
	ours  bool
	now   atomic.Int64
}

// Bounds of the heap: how large it may grow before garbage is collected, as long as that is
// not less than half as much again, or more than four times as much again, as is in use.
const (
	roomBytes    = 704 << 20
	leastPercent = 50
	mostPercent  = 400
	usualPercent = 100 // Go's own, without GOGC
	// adjustEvery is after how many batches it is looked at what is in use.
	adjustEvery = 32
)

// makeRoom begins; done goes back to what is usual.
func makeRoom() *room {
	r := &room{}
	if r.ours = os.Getenv("GOGC") == ""; r.ours {
		debug.SetGCPercent(mostPercent)
		r.now.Store(mostPercent)
	}
	return r
}

func (r *room) done() {
	if r.ours {
		debug.SetGCPercent(usualPercent)
	}
}

// step is called for every batch, from any goroutine.
func (r *room) step() {
	if !r.ours || r.calls.Add(1)%adjustEvery != 0 {
		return
	}
	sample := [1]metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample[:])
	if sample[0].Value.Kind() != metrics.KindUint64 {
		return
	}
	percent := int64(percentFor(sample[0].Value.Uint64()))
	if was := r.now.Swap(percent); was != percent {
		debug.SetGCPercent(int(percent))
	}
}

// percentFor is by how much the heap may grow over what is in use, in steps of a tenth.
func percentFor(live uint64) int {
	if live == 0 {
		return mostPercent
	}
	percent := (roomBytes - int64(live)) * 100 / int64(live) //nolint:gosec // no heap is so large
	return int(max(leastPercent, min(mostPercent, percent/10*10)))
}
