package cli

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"time"

	"bonafide/app"
	"bonafide/internal/hint"
	"bonafide/model"
	"bonafide/sigma"
	"bonafide/sigma/match"
	"bonafide/sigma/pipeline"
	"bonafide/source"
)

// bench reads rules and events and measures.
func (f *benchFlags) bench(ctx context.Context, in io.Reader, rules string, paths []string) (*ruleBench, error) {
	b := &ruleBench{
		Schema: "bonafide.rule_bench/v1", LeftOut: []ruleProblem{}, Problems: []string{}, Matching: []benchRule{}, Tried: []benchRule{},
	}
	all, problems := openRules(rules).load()
	problems = append(problems, all.ApplyFilters()...)
	for _, p := range problems {
		if p.Severity == sigma.Error {
			b.leaveOut(p)
		}
	}
	b.Correlations = len(all.Correlations)
	events, err := f.read(ctx, in, paths, b)
	if err != nil {
		return nil, err
	}
	b.Layout = cmp.Or(f.layout, layoutOf(events[0]))
	m, list, err := f.compile(all.Rules, b)
	if err != nil {
		return nil, err
	}
	if b.Rules = len(list); b.Rules == 0 {
		return nil, noRules(rules)
	}
	events, err = f.count(m.Session(), list, events, b)
	if err != nil {
		return nil, err
	}
	b.time(ctx, f.seconds, m.Session(), f.source, events)
	return b, ctx.Err()
}

func (b *ruleBench) leaveOut(p sigma.Problem) {
	b.LeftOut = append(b.LeftOut, ruleProblem{p.Path, p.At.Line, p.At.Column, p.Rule, p.Severity, p.Text, p.Advice})
}

// read takes the events into memory; there is at least one.
func (f *benchFlags) read(ctx context.Context, in io.Reader, paths []string, b *ruleBench) ([][]byte, error) {
	reader, err := app.NewReader(in)
	if err != nil {
		return nil, err
	}
	s := &benchSink{bench: b, limit: int64(f.megabytes) * 1e6}
	if err := reader.Read(ctx, paths, s); err != nil {
		return nil, err
	}
	if len(s.events) == 0 {
		for _, p := range b.Problems {
			return nil, fmt.Errorf("no event can be read: %s", p)
		}
		return nil, hint.With(fmt.Errorf("there are no events in %q", paths), "they should be JSON objects or a Windows event log")
	}
	return s.events, nil
}

// benchSink takes the events of all files.
type benchSink struct {
	bench  *ruleBench
	limit  int64
	events [][]byte
}

// maxTold is how many problems of events are told.
const maxTold = 20

// Record keeps an event.
func (s *benchSink) Record(r *model.Record) error {
	switch {
	case r.Syntax != model.SyntaxJSON:
		s.bench.problem(r.Origin.String() + ": no JSON object")
	case s.bench.Bytes+int64(len(r.Raw)) > s.limit:
		s.bench.Unread++
	default:
		s.bench.Bytes += int64(len(r.Raw))
		s.events = append(s.events, bytes.Clone(r.Raw))
	}
	return nil
}

// Problem notes what cannot be read.
func (s *benchSink) Problem(p source.Problem) {
	switch p.Kind {
	case source.Skipped:
		s.bench.Skipped++
	case source.Broken:
		s.bench.problem(fmt.Sprintf("%s: %v", model.Origin{Path: p.Path, Line: p.Line}, p.Err))
	}
}

func (b *ruleBench) problem(text string) {
	switch n := len(b.Problems); {
	case n < maxTold:
		b.Problems = append(b.Problems, text)
	case n == maxTold:
		b.Problems = append(b.Problems, "and more like these")
	}
}

// compile prepares the rules and leaves out those that cannot be decided.
func (f *benchFlags) compile(rules []*sigma.Rule, b *ruleBench) (*match.Matcher, []*sigma.Rule, error) {
	c := match.Config{Rules: rules, Layout: pipeline.Layouts()[b.Layout], Routes: pipeline.Routes(), AnySource: f.anySource}
	start := time.Now()
	m, err := match.Compile(c)
	var many interface{ Unwrap() []error }
	if errors.As(err, &many) {
		for _, e := range many.Unwrap() {
			var p sigma.Problem
			if !errors.As(e, &p) {
				return nil, nil, err
			}
			b.leaveOut(p)
			c.Rules = slices.DeleteFunc(slices.Clone(c.Rules), func(r *sigma.Rule) bool { return r.Path == p.Path && r.At == p.At })
		}
		start = time.Now()
		m, err = match.Compile(c)
	}
	b.CompileMS = float64(time.Since(start).Microseconds()) / 1000
	return m, c.Rules, err
}

// count holds every event against the rules once, to see what happens and to drop events
// that cannot be used.
func (f *benchFlags) count(s *match.Session, rules []*sigma.Rule, events [][]byte, b *ruleBench) ([][]byte, error) {
	seen := make([]benchRule, len(rules))
	for i, r := range rules {
		seen[i] = benchRule{Rule: r.Key(), Title: r.Title, Path: r.Path}
	}
	var good [][]byte
	for _, e := range events {
		concerned, err := s.Applying(e, f.source)
		var matching []int
		if err == nil {
			if len(concerned) == 0 {
				b.Unconcerned++
			}
			matching, err = s.Match(e, f.source)
		}
		if err != nil {
			b.Bytes -= int64(len(e))
			b.problem(err.Error())
			continue
		}
		good = append(good, e)
		for _, i := range matching {
			seen[i].Matches++
			b.Matches++
		}
		for i := range s.Tried() {
			seen[i].Tried++
		}
	}
	if b.Events = len(good); b.Events == 0 {
		return nil, fmt.Errorf("no event can be read: %s", b.Problems[0])
	}
	b.Matching = most(seen, len(seen), func(r benchRule) int { return r.Matches })
	b.Tried = most(seen, 10, func(r benchRule) int { return r.Tried })
	return good, nil
}

// most gives the rules of which there is most, at most n and none of zero.
func most(list []benchRule, n int, of func(benchRule) int) []benchRule {
	out := slices.DeleteFunc(slices.Clone(list), func(r benchRule) bool { return of(r) == 0 })
	slices.SortStableFunc(out, func(x, y benchRule) int { return of(y) - of(x) })
	return out[:min(n, len(out))]
}

// time sends the events round on one core and takes the median round.
func (b *ruleBench) time(ctx context.Context, seconds float64, s *match.Session, of sigma.LogSource, events [][]byte) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	round := func() time.Duration {
		start := time.Now()
		for i, e := range events {
			_, _ = s.Match(e, of) // count left out what is an error
			if i&0xfff == 0 && ctx.Err() != nil {
				break
			}
		}
		return max(time.Since(start), 1)
	}
	round() // warm
	var took []time.Duration
	for start := time.Now(); len(took) == 0 || time.Since(start).Seconds() < seconds; {
		if ctx.Err() != nil {
			return
		}
		took = append(took, round())
	}
	slices.Sort(took)
	median := took[len(took)/2].Seconds()
	b.Rounds, b.PerSecond, b.MBPerSecond = len(took), float64(b.Events)/median, float64(b.Bytes)/1e6/median
}
