package pipeline

import (
	"context"
	"time"

	"bonafide/detect"
	"bonafide/enrich"
	"bonafide/model"
	"bonafide/pipeline/footprint"
	"bonafide/pipeline/spool"
)

// batchSize is how many events are enriched before detectors see them: enough to keep
// both sides busy, little enough to stay in cache.
const batchSize = 512

// Replay takes events out of a spool in the order of their time, through enrichment to
// the detectors.
type Replay struct {
	Spool  *spool.Spool
	Enrich *enrich.Chain
	Detect *detect.Runner
	// Skip leaves out the first events for the detectors, because they have seen them
	// before a restart; they are enriched all the same.
	Skip int64
	// Stop, if over 0, ends after so many events in all, as if interrupted.
	Stop int64
	// Footprint takes in every event, also those that Skip leaves out.
	Footprint *footprint.Footprint
	// Seen, if not nil, is shown every event in the order of their time, enriched. It must not
	// keep it.
	Seen func(*model.Event)
	// Progress, if not nil, is told how many events were seen so far.
	Progress func(events int64)
}

// Span is what was replayed.
type Span struct {
	First, Last time.Time
	Events      int64
	Duplicates  map[string]int // copies left out, by path
	Whole       bool           // the end was reached
}

// Run replays. When ctx ends it stops between two batches and gives ctx's error with the
// span so far, so that the detectors' state can be written down.
func (r Replay) Run(ctx context.Context) (Span, error) {
	events, err := r.Spool.Events()
	if err != nil {
		return Span{}, err
	}
	span := Span{Duplicates: events.Duplicates}
	free, full := make(chan []model.Event, 2), make(chan []model.Event, 1)
	free <- make([]model.Event, batchSize)
	free <- make([]model.Event, batchSize)
	detected := make(chan struct{})
	go func() {
		defer close(detected)
		for batch := range full {
			r.Detect.Observe(batch)
			free <- batch[:cap(batch)]
		}
	}()
	more := true
	for more && err == nil && ctx.Err() == nil {
		batch := <-free
		more, err = r.fill(events, &batch, &span)
		if err == nil && len(batch) > 0 {
			full <- batch
		} else {
			free <- batch[:cap(batch)]
		}
		if r.Progress != nil {
			r.Progress(span.Events)
		}
	}
	close(full)
	<-detected
	span.Whole = !more && err == nil && (r.Stop == 0 || span.Events < r.Stop)
	if err == nil {
		err = ctx.Err()
	}
	return span, err
}

// fill reads and enriches the next batch, and tells whether more may follow.
func (r Replay) fill(events *spool.Reader, batch *[]model.Event, span *Span) (bool, error) {
	n := 0
	for seen := 0; n < len(*batch) && seen < batchSize*8; seen++ { // a long Skip must not hold up an interrupt
		if r.Stop > 0 && span.Events >= r.Stop {
			*batch = (*batch)[:n]
			return false, nil
		}
		e := &(*batch)[n]
		ok, err := events.Next(e)
		if err != nil || !ok {
			*batch = (*batch)[:n]
			return false, err
		}
		r.Enrich.Enrich(e)
		r.Footprint.Observe(e)
		if r.Seen != nil {
			r.Seen(e)
		}
		if span.Events++; span.Events == 1 {
			span.First = e.Time
		}
		span.Last = e.Time
		if span.Events > r.Skip {
			n++
		}
	}
	*batch = (*batch)[:n]
	return true, nil
}
