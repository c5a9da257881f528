package pipeline

import (
	"context"
	"sync/atomic"

	"bonafide/model"
	"bonafide/normalize"
	"bonafide/pipeline/spool"
	"bonafide/source"
)

// Learner takes in the identifiers that events show together.
type Learner interface {
	Learn(e *model.Event)
}

// Matcher holds records against rules.
type Matcher interface {
	// Match notes in the event, in Matched, which rules its record matches. It keeps nothing
	// of the record.
	Match(r *model.Record, e *model.Event)
}

// Intake says what to collect from where.
type Intake struct {
	Reader    *source.Reader
	Paths     []string
	Normalize normalize.Config
	Spool     *spool.Spool
	// Learner makes a learner for each worker; they are used side by side.
	Learner func() Learner
	// Matcher, if not nil, makes a matcher for each worker.
	Matcher func() Matcher
	Workers int
	// Progress, if not nil, is told how many records were read so far, from any goroutine.
	Progress func(records int64)
}

// Collected is what the first two stages gave, besides the events in the spool.
type Collected struct {
	Claims   []model.Claim
	Grants   []model.Grant
	Inputs   []model.Input
	Coverage []normalize.FormatCount
	Learners []Learner
}

// Collect runs source and normalize over everything handed in: events go to the spool,
// claims and what could not be read come back.
func Collect(ctx context.Context, in Intake) (*Collected, error) {
	workers := make([]*collector, max(in.Workers, 1))
	runners := make([]*normalize.Runner, len(workers))
	for i := range workers {
		w := &collector{spool: in.Spool.Writer(), learner: in.Learner()}
		if in.Matcher != nil {
			w.matcher = in.Matcher()
		}
		runner, err := normalize.NewRunner(in.Normalize, w)
		if err != nil {
			return nil, err
		}
		workers[i], runners[i] = w, runner
	}
	var records atomic.Int64
	options := source.BatchOptions{Files: len(workers), Workers: len(workers)}
	err := in.Reader.ReadBatches(ctx, in.Paths, options, func(worker int, b *source.Batch) error {
		for i := range b.Problems {
			p := &b.Problems[i]
			runners[worker].Problem(p.Path, p.Line, p.Err, p.Hint, normalize.Loss(p.Kind))
		}
		for i := range b.Records {
			workers[worker].record = &b.Records[i]
			if err := runners[worker].Normalize(&b.Records[i]); err != nil {
				return err
			}
		}
		if n := records.Add(int64(len(b.Records))); in.Progress != nil {
			in.Progress(n)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	c := &Collected{Inputs: normalize.Inputs(runners...), Coverage: normalize.Coverage(runners...)}
	for _, w := range workers {
		if err := w.spool.Close(); err != nil {
			return nil, err
		}
		c.Claims = append(c.Claims, w.claims...)
		c.Grants = append(c.Grants, w.grants...)
		c.Learners = append(c.Learners, w.learner)
	}
	return c, nil
}

// collector is one worker's end of the second stage.
type collector struct {
	spool   *spool.Writer
	learner Learner
	matcher Matcher
	record  *model.Record // the one in hand, nil when it was held against the rules
	claims  []model.Claim
	grants  []model.Grant
}

// Event keeps an event. What rules say of a record stands in its first one.
func (c *collector) Event(e *model.Event) error {
	c.learner.Learn(e)
	if c.matcher != nil && c.record != nil {
		c.matcher.Match(c.record, e)
		c.record = nil
	}
	return c.spool.Add(e)
}

// Claim keeps a claim.
func (c *collector) Claim(claim model.Claim) error {
	c.claims = append(c.claims, claim)
	return nil
}

// Grant keeps an entitlement.
func (c *collector) Grant(g model.Grant) error {
	c.grants = append(c.grants, g)
	return nil
}
