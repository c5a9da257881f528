package correlate

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"bonafide/sigma"

	gocmp "github.com/google/go-cmp/cmp"
)

func epoch(seconds float64) time.Time {
	return time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(seconds * float64(time.Second)))
}

func some(r *rand.Rand, list []string, most int) []string {
	out := []string{}
	for _, i := range r.Perm(len(list))[:r.IntN(most+1)] {
		out = append(out, list[i])
	}
	return out
}

// randomConfig makes four rules and some correlations over them and over each other.
func randomConfig(r *rand.Rand) Config {
	var cfg Config
	refs := []string{}
	for i := range 4 {
		rule := &sigma.Rule{Meta: sigma.Meta{ID: fmt.Sprint("r", i)}}
		cfg.Rules = append(cfg.Rules, rule)
		refs = append(refs, rule.ID)
	}
	types := []sigma.CorrelationType{
		sigma.EventCount, sigma.ValueCount, sigma.Temporal, sigma.TemporalOrdered, sigma.ValueSum, sigma.ValueAvg, sigma.ValueMedian, sigma.ValuePercentile,
	}
	for i := range 1 + r.IntN(5) {
		c := &sigma.Correlation{Meta: sigma.Meta{ID: fmt.Sprint("c", i)}, Type: types[r.IntN(len(types))]}
		c.GroupBy = some(r, []string{"u", "h", "al"}, 2)
		c.Timespan = time.Duration(1+r.IntN(20)) * time.Second
		for range 1 + r.IntN(3) {
			c.Rules = append(c.Rules, refs[r.IntN(len(refs))])
		}
		c.Aliases = map[string]map[string]string{"al": {}}
		for _, ref := range c.Rules {
			c.Aliases["al"][ref] = []string{"u", "h"}[r.IntN(2)]
		}
		c.Percentile = float64(r.IntN(101))
		randomCondition(r, c)
		cfg.Correlations = append(cfg.Correlations, c)
		refs = append(refs, c.ID, c.ID)
	}
	r.Shuffle(len(cfg.Correlations), func(i, k int) {
		cfg.Correlations[i], cfg.Correlations[k] = cfg.Correlations[k], cfg.Correlations[i]
	})
	return cfg
}

func randomCondition(r *rand.Rand, c *sigma.Correlation) {
	ops := []sigma.Compare{
		sigma.GreaterOrEqual, sigma.GreaterOrEqual, sigma.GreaterOrEqual, sigma.Greater, sigma.Less, sigma.LessOrEqual, sigma.Equal, sigma.NotEqual,
	}
	bound := func() sigma.Bound {
		return sigma.Bound{Op: ops[r.IntN(len(ops))], Value: float64(1 + r.IntN(4))}
	}
	switch c.Type {
	case sigma.Temporal, sigma.TemporalOrdered:
		switch r.IntN(3) {
		case 0:
			c.Expr = randomExpr(r, c.Rules, 2)
			return
		case 1:
			return
		}
	case sigma.ValueCount:
		c.Fields = []string{"v", "n"}[:1+r.IntN(2)]
	case sigma.ValueSum, sigma.ValueAvg, sigma.ValueMedian, sigma.ValuePercentile:
		c.Fields = []string{"n"}
	}
	c.Bounds = append(c.Bounds, bound())
	if r.IntN(3) == 0 {
		c.Bounds = append(c.Bounds, bound())
	}
}

func randomExpr(r *rand.Rand, refs []string, depth int) sigma.Expr {
	if depth > 0 {
		parts := []sigma.Expr{randomExpr(r, refs, depth-1), randomExpr(r, refs, depth-1)}
		switch r.IntN(5) {
		case 0, 1:
			return &sigma.And{Of: parts}
		case 2:
			return &sigma.Or{Of: parts}
		case 3:
			return &sigma.Not{Of: parts[0]}
		}
	}
	return sigma.Ref{Name: refs[r.IntN(len(refs))]}
}

// randomEvents makes a sorted stream with many equal times; ids are in its order.
func randomEvents(r *rand.Rand, n int) []Event {
	events := make([]Event, n)
	now := 0.0
	for i := range events {
		now += float64(r.IntN(9)*r.IntN(3)) / 2
		fields := map[string][]string{
			"u": some(r, []string{"alice", "bob"}, 2), "h": some(r, []string{"h1", "alice"}, 2),
			"v": some(r, []string{"1", "2", "3", "x", "1:2"}, 2), "n": some(r, []string{"0.1", "2", "-1", "3e0", "x", "1e17"}, 2),
		}
		var rules []int
		for k := range 4 {
			if r.IntN(3) == 0 {
				rules = append(rules, k)
			}
		}
		events[i] = Event{
			Time: epoch(now), ID: fmt.Sprintf("e%04d", i), Rules: rules,
			Field: func(name string) []string { return fields[name] },
		}
	}
	return events
}

func mustNew(t testing.TB, cfg Config) *Engine {
	t.Helper()
	e, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func seeds(t *testing.T) uint64 {
	if testing.Short() {
		return 100
	}
	return 600
}

func TestAgainstOracle(t *testing.T) {
	firings, perType := 0, map[sigma.CorrelationType]int{}
	for seed := range seeds(t) {
		r := rand.New(rand.NewPCG(seed, 1))
		cfg := randomConfig(r)
		e, o := mustNew(t, cfg), newOracle(cfg.Rules, cfg.Correlations)
		for _, ev := range randomEvents(r, 120) {
			got, want := e.Observe(ev), o.observe(ev)
			if diff := gocmp.Diff(lines(want), lines(got)); diff != "" {
				t.Fatalf("seed %d, event %s: %s", seed, ev.ID, diff)
			}
			firings += len(got)
			for _, f := range got {
				perType[f.Correlation.Type]++
			}
			if r.IntN(40) == 0 {
				e.Advance(ev.Time)
			}
		}
		if e.Dropped() != (Dropped{}) {
			t.Fatalf("seed %d: %+v", seed, e.Dropped())
		}
	}
	t.Logf("%d firings: %v", firings, perType)
	if len(perType) != 8 {
		t.Error("some types never fired")
	}
}

// TestOrderOfArrivalDoesNotMatter shuffles events within the lateness.
func TestOrderOfArrivalDoesNotMatter(t *testing.T) {
	for seed := range seeds(t) / 3 {
		r := rand.New(rand.NewPCG(seed, 2))
		cfg := randomConfig(r)
		events := randomEvents(r, 100)
		var want []string
		sorted := mustNew(t, cfg)
		for _, ev := range events {
			want = append(want, lines(sorted.Observe(ev))...)
		}
		cfg.Lateness = 7 * time.Second
		late := make([]time.Duration, len(events))
		for i := range late {
			late[i] = time.Duration(r.IntN(8)) * time.Second
		}
		order := r.Perm(len(events))
		slices.SortStableFunc(order, func(a, b int) int {
			return events[a].Time.Add(late[a]).Compare(events[b].Time.Add(late[b]))
		})
		e := mustNew(t, cfg)
		var got []string
		for _, i := range order {
			got = append(got, lines(e.Observe(events[i]))...)
			if r.IntN(20) == 0 {
				e = resumed(t, e, cfg)
			}
		}
		got = append(got, lines(e.Flush())...)
		slices.Sort(got)
		slices.Sort(want)
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Fatalf("seed %d: %s", seed, diff)
		}
	}
}

// TestCutAndResume goes on with a restored engine every now and then, with limits that
// bite, so that what they do has to be the same.
func TestCutAndResume(t *testing.T) {
	for seed := range seeds(t) / 3 {
		r := rand.New(rand.NewPCG(seed, 3))
		cfg := randomConfig(r)
		if r.IntN(2) == 0 {
			cfg.MaxGroups, cfg.MaxPerGroup, cfg.MaxMatches = 1+r.IntN(4), 1+r.IntN(5), 4+r.IntN(20)
		}
		through, cut := mustNew(t, cfg), mustNew(t, cfg)
		for _, ev := range randomEvents(r, 100) {
			if r.IntN(10) == 0 { // late
				ev.Time = ev.Time.Add(-time.Duration(r.IntN(10)) * time.Second)
			}
			if diff := gocmp.Diff(lines(through.Observe(ev)), lines(cut.Observe(ev))); diff != "" {
				t.Fatalf("seed %d, event %s: %s", seed, ev.ID, diff)
			}
			if r.IntN(10) == 0 {
				cut = resumed(t, cut, cfg)
			}
			if through.Matches() != cut.Matches() || through.Groups() != cut.Groups() || through.Dropped() != cut.Dropped() {
				t.Fatalf("seed %d: %d matches in %d groups, %d in %d; %+v, %+v", seed, through.Matches(), through.Groups(), cut.Matches(), cut.Groups(), through.Dropped(), cut.Dropped())
			}
		}
	}
}

func resumed(t *testing.T, e *Engine, cfg Config) *Engine {
	t.Helper()
	state, err := e.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	next := mustNew(t, cfg)
	if err := next.Restore(state); err != nil {
		t.Fatal(err)
	}
	again, err := next.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(string(state), string(again)); diff != "" {
		t.Fatalf("the state changes by being saved: %s", diff)
	}
	return next
}
