package simulate

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"
)

// Write makes the company of cfg and writes it to dir, which it creates; files of an earlier run are replaced. The
// ground truth goes beside the folder, never into it. Write stops early when ctx ends.
func Write(ctx context.Context, dir string, cfg Config) (Summary, error) {
	cfg, err := cfg.complete()
	if err != nil {
		return Summary{}, err
	}
	c, err := found(cfg)
	if err != nil {
		return Summary{}, err
	}
	c.cast()
	c.prepare()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return Summary{}, fmt.Errorf("simulate: %w", err)
	}
	sum := Summary{Seed: cfg.Seed, From: c.from, To: c.to, People: len(c.people)}
	if sum.Files, err = c.writeTables(dir); err != nil {
		return Summary{}, err
	}
	logs, err := c.writeLogs(ctx, dir)
	if err != nil {
		return Summary{}, err
	}
	sum.Files = append(sum.Files, logs...)
	for _, f := range sum.Files {
		sum.Records += f.Records
	}
	for _, p := range c.people {
		p.truth.settle()
		sum.Subjects = append(sum.Subjects, p.truth)
	}
	if cfg.TruthPath == "" {
		cfg.TruthPath = dir + "-truth.json"
	}
	return sum, sum.write(cfg.TruthPath)
}

// press is the set of open log files.
type press struct {
	c     *company
	lanes [lanes]*lane
	err   error
}

// put holds a record for its file if its time lies in the period; the first error is kept.
func (w *press) put(id laneID, at time.Time, record any) {
	if w.lanes[id] == nil || w.err != nil || at.Before(w.c.from) || !at.Before(w.c.to) {
		return
	}
	w.err = w.lanes[id].add(at, record)
}

// writeLogs writes the log files in two passes over the days, forward and, for what vendors export newest first, back.
func (c *company) writeLogs(ctx context.Context, dir string) ([]File, error) {
	forward, back := &press{c: c}, &press{c: c}
	for id := range lanes {
		l, err := openLane(dir, id)
		if err != nil {
			return nil, errors.Join(err, forward.finish(), back.finish())
		}
		if id.newestFirst() {
			back.lanes[id] = l
			continue
		}
		forward.lanes[id] = l
	}
	for day := -1; day <= c.cfg.Days && forward.err == nil; day++ {
		c.writeDay(ctx, forward, day)
		forward.flush(c.dayStart(day).Add(6 * time.Hour))
	}
	for day := c.cfg.Days; day >= -1 && back.err == nil; day-- {
		c.writeDay(ctx, back, day)
		back.flush(c.dayStart(day).Add(32 * time.Hour))
	}
	if err := errors.Join(forward.err, back.err, forward.finish(), back.finish()); err != nil {
		return nil, err
	}
	var files []File
	for id := range lanes {
		l := cmp.Or(forward.lanes[id], back.lanes[id])
		files = append(files, File{Path: l.path, Records: l.records})
	}
	slices.SortFunc(files, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	return files, nil
}

func (w *press) flush(mark time.Time) {
	for _, l := range w.lanes {
		if l != nil && w.err == nil {
			w.err = l.flush(mark)
		}
	}
}

func (w *press) finish() error {
	var errs []error
	for _, l := range w.lanes {
		if l != nil {
			errs = append(errs, l.finish())
		}
	}
	return errors.Join(errs...)
}

// writeDay lets everybody live through one day.
func (c *company) writeDay(ctx context.Context, w *press, day int) {
	if w.err = ctx.Err(); w.err != nil {
		return
	}
	back := w.lanes[vpnLane] != nil
	start := c.dayStart(day)
	for _, p := range c.people {
		for _, m := range p.moments {
			if !m.at.Before(start) && m.at.Before(start.AddDate(0, 0, 1)) {
				w.put(m.lane, m.at, m.record)
			}
		}
		today, on := c.workday(p, day)
		if back {
			if on {
				c.emitSignIns(w, p, day, today)
				c.emitLogins(w, p, day, today)
				c.emitVPN(w, p, day, today)
			}
			continue
		}
		c.emitHost(w, p, day, today)
		if on {
			c.emitOkta(w, p, day, today)
			c.emitWindows(w, p, day, today)
			c.emitGoogle(w, p, day, today)
			c.emitOCSF(w, p, day, today)
		}
	}
	if !back {
		c.emitMeetings(w, day)
	}
}
