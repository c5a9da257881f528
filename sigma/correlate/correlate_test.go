package correlate

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"bonafide/sigma"

	gocmp "github.com/google/go-cmp/cmp"
)

func twoRules() []*sigma.Rule {
	return []*sigma.Rule{{Meta: sigma.Meta{ID: "a", Name: "first"}}, {Meta: sigma.Meta{ID: "b", Name: "second"}}}
}

func atLeast(n float64) []sigma.Bound { return []sigma.Bound{{Op: sigma.GreaterOrEqual, Value: n}} }

func count(n float64, rules ...string) *sigma.Correlation {
	return &sigma.Correlation{
		Meta: sigma.Meta{ID: "c"}, Type: sigma.EventCount, Rules: rules, GroupBy: []string{"u"}, Timespan: 10 * time.Second, Bounds: atLeast(n),
	}
}

// step is an event: seconds, rules as letters, fields as "name=value", and the seconds
// and values at which something fires.
type step struct {
	at     float64
	rules  string
	fields string
	fires  string
}

func (s step) event(id int) Event {
	ev := Event{Time: epoch(s.at), ID: fmt.Sprint("e", id)}
	for _, c := range s.rules {
		ev.Rules = append(ev.Rules, int(c-'a'))
	}
	fields := map[string][]string{}
	for _, f := range strings.Fields(s.fields) {
		name, value, _ := strings.Cut(f, "=")
		fields[name] = append(fields[name], value)
	}
	ev.Field = func(name string) []string { return fields[name] }
	return ev
}

func TestObserve(t *testing.T) {
	for _, c := range []struct {
		name  string
		c     *sigma.Correlation
		steps []step
	}{
		{"both_ends_are_in_the_window", count(3, "a"), []step{
			{0, "a", "u=x", ""}, {5, "a", "u=x", ""}, {10, "a", "u=x", "x 3"},
		}},
		{"a_moment_later_is_out_of_it", count(3, "a"), []step{
			{0, "a", "u=x", ""}, {5, "a", "u=x", ""}, {10.001, "a", "u=x", ""},
		}},
		{"fires_again_after_it_was_false", count(2, "a"), []step{
			{0, "a", "u=x", ""}, {1, "a", "u=x", "x 2"}, {2, "a", "u=x", ""}, {20, "a", "u=x", ""}, {21, "a", "u=x", "x 2"},
		}},
		{"fires_again_after_a_timespan", count(2, "a"), []step{
			{0, "a", "u=x", ""}, {4, "a", "u=x", "x 2"}, {8, "a", "u=x", ""}, {12, "a", "u=x", ""}, {14, "a", "u=x", ""}, {14.5, "a", "u=x", "x 4"},
		}},
		{"groups_are_apart", count(2, "a"), []step{
			{0, "a", "u=x", ""}, {1, "a", "u=y", ""}, {2, "a", "u=y", "y 2"}, {3, "a", "u=X", ""}, {4, "a", "u=x", "x 2"},
		}},
		{"no_group_without_its_field", count(1, "a"), []step{{0, "a", "v=x", ""}, {1, "a", "u=", " 1"}}},
		{"an_event_counts_once", count(2, "a", "b"), []step{{0, "ab", "u=x", ""}, {1, "b", "u=x", "x 2"}}},
		{"several_values_are_several_groups", count(1, "a"), []step{{0, "a", "u=x u=y u=x", "x 1, y 1"}}},
		{"at_most", &sigma.Correlation{
			Meta: sigma.Meta{ID: "c"}, Type: sigma.EventCount, Rules: []string{"a"}, Timespan: 10 * time.Second,
			Bounds: []sigma.Bound{{Op: sigma.Greater, Value: 1}, {Op: sigma.LessOrEqual, Value: 2}},
		}, []step{{0, "a", "", ""}, {1, "a", "", " 2"}, {2, "a", "", ""}, {11, "a", "", ""}, {11.5, "a", "", ""}, {21, "a", "", ""}, {31, "a", "", " 2"}}},
		{"values", &sigma.Correlation{
			Meta: sigma.Meta{ID: "c"}, Type: sigma.ValueCount, Rules: []string{"a"}, Timespan: 10 * time.Second, Fields: []string{"v"}, Bounds: atLeast(3),
		}, []step{{0, "a", "v=1", ""}, {1, "a", "v=1 v=2", ""}, {2, "a", "w=3", ""}, {3, "a", "v=3", " 3"}}},
		{"tuples", &sigma.Correlation{
			Meta: sigma.Meta{ID: "c"}, Type: sigma.ValueCount, Rules: []string{"a"}, Timespan: 10 * time.Second, Fields: []string{"v", "w"}, Bounds: atLeast(2),
		}, []step{{0, "a", "v=1 w=11", ""}, {1, "a", "v=11", ""}, {2, "a", "v=11 w=1", " 2"}}},
		{"temporal", &sigma.Correlation{
			Meta: sigma.Meta{ID: "c"}, Type: sigma.Temporal, Rules: []string{"a", "b"}, Timespan: 10 * time.Second,
		}, []step{{0, "b", "", ""}, {1, "b", "", ""}, {11, "a", "", " 2"}}},
		{"temporal_by_one_event", &sigma.Correlation{
			Meta: sigma.Meta{ID: "c"}, Type: sigma.Temporal, Rules: []string{"a", "b"}, Timespan: 10 * time.Second,
		}, []step{{0, "ab", "", " 2"}}},
		{"ordered", &sigma.Correlation{
			Meta: sigma.Meta{ID: "c"}, Type: sigma.TemporalOrdered, Rules: []string{"a", "b"}, Timespan: 10 * time.Second,
		}, []step{{0, "b", "", ""}, {1, "a", "", ""}, {11, "b", "", " 2"}}},
		{"ordered_needs_two_events", &sigma.Correlation{
			Meta: sigma.Meta{ID: "c"}, Type: sigma.TemporalOrdered, Rules: []string{"a", "b"}, Timespan: 10 * time.Second,
		}, []step{{0, "ab", "", ""}, {0, "ab", "", " 2"}}},
		{"ordered_the_same_twice", &sigma.Correlation{
			Meta: sigma.Meta{ID: "c"}, Type: sigma.TemporalOrdered, Rules: []string{"a", "a", "b"}, Timespan: 10 * time.Second,
		}, []step{{0, "a", "", ""}, {1, "b", "", ""}, {2, "a", "", ""}, {3, "b", "", " 3"}}},
		{"condition_over_rules", &sigma.Correlation{
			Meta: sigma.Meta{ID: "c"}, Type: sigma.Temporal, Rules: []string{"first", "second"}, Timespan: 10 * time.Second,
			Expr: &sigma.And{Of: []sigma.Expr{sigma.Ref{Name: "a"}, &sigma.Not{Of: sigma.Ref{Name: "second"}}}},
		}, []step{{0, "b", "", ""}, {1, "a", "", ""}, {11, "a", "", " 1"}}},
		{"aliases", &sigma.Correlation{
			Meta: sigma.Meta{ID: "c"}, Type: sigma.Temporal, Rules: []string{"a", "b"}, Timespan: 10 * time.Second, GroupBy: []string{"ip"},
			Aliases: map[string]map[string]string{"ip": {"first": "src", "second": "dst"}},
		}, []step{{0, "a", "src=1 dst=2", ""}, {1, "b", "src=1 dst=2", ""}, {2, "b", "src=3 dst=1", "1 2"}}},
		{"sum", &sigma.Correlation{
			Meta: sigma.Meta{ID: "c"}, Type: sigma.ValueSum, Rules: []string{"a"}, Timespan: 10 * time.Second, Fields: []string{"v"}, Bounds: atLeast(0.3),
		}, []step{{0, "a", "v=1e17", " 1e+17"}, {11, "a", "v=0.1", ""}, {12, "a", "v=x", ""}, {13, "a", "v=0.25", " 0.35"}}},
		{"average", &sigma.Correlation{
			Meta: sigma.Meta{ID: "c"}, Type: sigma.ValueAvg, Rules: []string{"a"}, Timespan: 10 * time.Second, Fields: []string{"v"}, Bounds: atLeast(2),
		}, []step{{0, "a", "v=1", ""}, {1, "a", "v=4", " 2.5"}}},
		{"median", &sigma.Correlation{
			Meta: sigma.Meta{ID: "c"}, Type: sigma.ValueMedian, Rules: []string{"a"}, Timespan: 10 * time.Second, Fields: []string{"v"}, Bounds: atLeast(3),
		}, []step{{0, "a", "v=1", ""}, {1, "a", "v=9", " 5"}, {2, "a", "v=2", ""}, {3, "a", "v=4", " 3"}}},
		{"percentile_is_the_nearest_rank", &sigma.Correlation{
			Meta: sigma.Meta{ID: "c"}, Type: sigma.ValuePercentile, Percentile: 30, Rules: []string{"a"}, Timespan: 10 * time.Second, Fields: []string{"v"}, Bounds: atLeast(20),
		}, []step{{0, "a", "v=15", ""}, {1, "a", "v=20", ""}, {2, "a", "v=35", ""}, {3, "a", "v=40", " 20"}, {4, "a", "v=50", ""}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := mustNew(t, Config{Rules: twoRules(), Correlations: []*sigma.Correlation{c.c}})
			for i, s := range c.steps {
				var got []string
				for _, f := range e.Observe(s.event(i)) {
					got = append(got, strings.Join(f.Group, ",")+" "+strconv.FormatFloat(f.Value, 'g', -1, 64))
				}
				if diff := gocmp.Diff(s.fires, strings.Join(got, ", ")); diff != "" {
					t.Errorf("at %v: %s", s.at, diff)
				}
			}
		})
	}
}

func TestPercentileWithoutRounding(t *testing.T) {
	r := ranked{percent: 28}
	for i := range 25 {
		r.list = append(r.list, float64(i+1))
	}
	if got := r.value(0, 25); got != 7 { // 28 % of 25 is 7, but 28/100*25 is more
		t.Errorf("the percentile is %v", got)
	}
}

// TestChain is the specification's example: many failed log-ins by host, then one that
// succeeds, by user, a field that the first correlation does not group by.
func TestChain(t *testing.T) {
	many := count(2, "first")
	many.ID, many.GroupBy = "many", []string{"h"}
	then := &sigma.Correlation{
		Meta: sigma.Meta{ID: "then"}, Type: sigma.TemporalOrdered, Rules: []string{"many", "second"}, GroupBy: []string{"u"}, Timespan: time.Minute,
	}
	e := mustNew(t, Config{Rules: twoRules(), Correlations: []*sigma.Correlation{then, many}})
	var got []string
	for i, s := range []step{
		{0, "a", "h=h1 u=x", ""}, {1, "a", "h=h1 u=y", ""}, {2, "b", "u=z", ""}, {3, "b", "u=x", ""}, {61, "b", "u=y", ""},
	} {
		for _, f := range e.Observe(s.event(i)) {
			got = append(got, fmt.Sprint(line(f), " ", f.Silent))
		}
	}
	want := []string{
		`many ["h1"] 00:00:00 00:00:01 [e0 e1] 2 2 true`,
		`then ["x"] 00:00:01 00:00:03 [e0 e1 e3] 2 2 false`,
		`then ["y"] 00:00:01 00:01:01 [e0 e1 e4] 2 2 false`,
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if !e.Silent(0) || !e.Silent(1) || e.Silent(2) || e.Silent(-1) {
		t.Error("the rules are not silent")
	}
}

func TestGenerate(t *testing.T) {
	quiet, loud := count(2, "a", "b"), count(3, "a")
	loud.ID, loud.Generate = "d", true
	e := mustNew(t, Config{Rules: twoRules(), Correlations: []*sigma.Correlation{loud, quiet}})
	if e.Silent(0) || !e.Silent(1) {
		t.Errorf("got %v, %v", e.Silent(0), e.Silent(1))
	}
}

func TestNewRejects(t *testing.T) {
	edit := func(change func(c *sigma.Correlation)) []*sigma.Correlation {
		c := count(2, "a")
		change(c)
		return []*sigma.Correlation{c}
	}
	circle := []*sigma.Correlation{count(1, "d"), count(1, "c")}
	circle[1].ID = "d"
	double := []*sigma.Correlation{count(1, "a"), count(1, "a"), count(1, "c")}
	double[2].ID = "d"
	for want, list := range map[string][]*sigma.Correlation{
		`refers to "z", and no rule has`:  edit(func(c *sigma.Correlation) { c.Rules = []string{"z"} }),
		"in a circle: c -> d -> c":        circle,
		"in a circle: c -> c":             edit(func(c *sigma.Correlation) { c.Rules = []string{"c"} }),
		`refers to "c", and 2 rules have`: double,
		"refers to no rule":               edit(func(c *sigma.Correlation) { c.Rules = nil }),
		"has no condition":                edit(func(c *sigma.Correlation) { c.Bounds = nil }),
		"the timespan is 0s":              edit(func(c *sigma.Correlation) { c.Timespan = 0 }),
		`the type "near" is unknown`:      edit(func(c *sigma.Correlation) { c.Type = "near" }),
		"does not say of which field":     edit(func(c *sigma.Correlation) { c.Type = sigma.ValueCount }),
		"names 0 fields":                  edit(func(c *sigma.Correlation) { c.Type = sigma.ValueSum }),
		"percentile is 101":               edit(func(c *sigma.Correlation) { c.Type, c.Fields, c.Percentile = sigma.ValuePercentile, []string{"v"}, 101 }),
		`its condition names "b"`:         edit(func(c *sigma.Correlation) { c.Type, c.Expr = sigma.Temporal, sigma.Ref{Name: "b"} }),
		"condition holds a *sigma.Test":   edit(func(c *sigma.Correlation) { c.Type, c.Expr = sigma.Temporal, &sigma.Test{} }),
		"only a temporal correlation can": edit(func(c *sigma.Correlation) { c.Expr = sigma.Ref{Name: "a"} }),
		`the alias "u" stands for ["v" "w"]`: edit(func(c *sigma.Correlation) {
			c.Aliases = map[string]map[string]string{"u": {"a": "v", "first": "w"}}
		}),
		"it has 65 rules": edit(func(c *sigma.Correlation) {
			c.Type, c.Rules = sigma.TemporalOrdered, strings.Split(strings.Repeat("a", 65), "")
		}),
		"it has 11 rules": edit(func(c *sigma.Correlation) {
			c.Type, c.Rules, c.Expr = sigma.TemporalOrdered, strings.Split(strings.Repeat("a", 11), ""), sigma.Ref{Name: "a"}
		}),
	} {
		if _, err := New(Config{Rules: twoRules(), Correlations: list}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v; want %q", err, want)
		}
	}
}

func observeAll(e *Engine, steps ...step) (firings int) {
	for i, s := range steps {
		firings += len(e.Observe(s.event(i)))
	}
	return firings
}

func TestNothingIsDroppedSilently(t *testing.T) {
	for _, c := range []struct {
		name  string
		cfg   Config
		steps []step
		fires int
		want  Dropped
	}{
		{"late", Config{}, []step{{20, "a", "u=x", ""}, {9, "a", "u=x", ""}, {10, "a", "u=x", ""}}, 1, Dropped{Late: 1}},
		{"group", Config{MaxGroups: 1}, []step{{0, "a", "u=x", ""}, {1, "a", "u=y", ""}, {2, "a", "u=x", ""}}, 0, Dropped{Groups: 2}},
		{"full_group_but_never_below_the_bound", Config{MaxPerGroup: 1}, []step{{0, "a", "u=x", ""}, {1, "a", "u=x", ""}, {2, "a", "u=x", ""}, {3, "a", "u=x", ""}}, 1, Dropped{Matches: 1}},
		{"all_matches", Config{MaxMatches: 1}, []step{{0, "a", "u=x", ""}, {1, "a", "u=y", ""}, {2, "a", "u=y", ""}}, 0, Dropped{Groups: 1, Matches: 1}},
		{"early", Config{Lateness: time.Hour, MaxPending: 1}, []step{{0, "a", "u=x", ""}, {1, "a", "u=x", ""}, {2, "a", "u=x", ""}}, 1, Dropped{Early: 2}},
		{"untimed", Config{}, []step{{9e9, "a", "u=x", ""}}, 0, Dropped{Untimed: 1}},
		{"values", Config{}, []step{{0, "a", manyValues(65), ""}}, 0, Dropped{Values: 1}},
		{"unknown_rule", Config{}, []step{{0, "c", "u=x", ""}, {0, "z", "u=x", ""}}, 0, Dropped{}},
	} {
		c.cfg.Rules, c.cfg.Correlations = twoRules(), []*sigma.Correlation{count(2, "a")}
		e := mustNew(t, c.cfg)
		if got := observeAll(e, c.steps...); got != c.fires {
			t.Errorf("%s: %d firings; want %d", c.name, got, c.fires)
		}
		if diff := gocmp.Diff(c.want, e.Dropped()); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

func manyValues(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "u=%d ", i)
	}
	return b.String()
}

func TestTheSameEventTwice(t *testing.T) {
	e := mustNew(t, Config{Rules: twoRules(), Correlations: []*sigma.Correlation{count(2, "a")}})
	ev := step{0, "a", "u=x", ""}.event(1)
	if len(e.Observe(ev))+len(e.Observe(ev)) != 0 || e.Matches() != 1 {
		t.Error("it counts twice")
	}
	ev.ID = "other"
	if len(e.Observe(ev)) != 1 {
		t.Error("another one of the same time does not count")
	}
}

func TestAdvanceForgets(t *testing.T) {
	e := mustNew(t, Config{Rules: twoRules(), Correlations: []*sigma.Correlation{count(2, "a")}})
	observeAll(e, step{0, "a", "u=x", ""}, step{5, "a", "u=y", ""})
	e.Advance(epoch(10))
	if e.Groups() != 2 {
		t.Errorf("%d groups", e.Groups())
	}
	e.Advance(epoch(10.1))
	if e.Groups() != 1 || e.Matches() != 1 {
		t.Errorf("%d groups, %d matches", e.Groups(), e.Matches())
	}
}

func TestRestoreRejects(t *testing.T) {
	cfg := Config{Rules: twoRules(), Correlations: []*sigma.Correlation{count(2, "a")}}
	e := mustNew(t, cfg)
	observeAll(e, step{0, "a", "u=x", ""})
	state, err := e.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	for _, raw := range []string{
		"", "{}", `{"version":2}`, strings.Replace(string(state), `"values":["x"]`, `"values":[]`, 1),
		strings.Replace(string(state), `"matches":[`, `"matches":[{"at":1e99},`, 1), strings.Replace(string(state), `"at":`, `"carried":[["x"]],"at":`, 1),
	} {
		if err := e.Restore([]byte(raw)); err == nil {
			t.Errorf("took %s", raw)
		}
		if e.Matches() != 1 {
			t.Errorf("%s: the state is gone", raw)
		}
	}
	cfg.Correlations[0].Timespan = time.Hour
	changed := mustNew(t, cfg)
	if err := changed.Restore(state); err != nil || changed.Matches() != 0 || changed.Dropped().Changed != 1 {
		t.Errorf("a changed correlation: %v, %d, %+v", err, changed.Matches(), changed.Dropped())
	}
}

func FuzzRestore(f *testing.F) {
	ordered := &sigma.Correlation{Meta: sigma.Meta{ID: "o"}, Type: sigma.TemporalOrdered, Rules: []string{"c", "b"}, GroupBy: []string{"v", "u"}, Timespan: time.Minute}
	values := &sigma.Correlation{Meta: sigma.Meta{ID: "v"}, Type: sigma.ValueCount, Fields: []string{"v"}, Rules: []string{"a"}, Timespan: time.Minute, Bounds: atLeast(2)}
	median := &sigma.Correlation{Meta: sigma.Meta{ID: "m"}, Type: sigma.ValueMedian, Fields: []string{"v"}, Rules: []string{"a"}, Timespan: time.Minute, Bounds: atLeast(2)}
	cfg := Config{Rules: twoRules(), Correlations: []*sigma.Correlation{count(2, "a"), ordered, values, median}, Lateness: time.Second}
	steps := []step{{0, "a", "u=x v=1", ""}, {1, "ab", "u=x v=2", ""}, {3, "b", "u=x v=1", ""}, {9, "ab", "u=x v=1", ""}}
	e := mustNew(f, cfg)
	for i, s := range steps {
		e.Observe(s.event(i))
		state, err := e.Snapshot()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(state)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		e := mustNew(t, cfg)
		if e.Restore(raw) != nil {
			return
		}
		for i, s := range steps {
			s.at += 2
			e.Observe(s.event(i))
		}
		e.Flush()
		if state, err := e.Snapshot(); err != nil || !json.Valid(state) {
			t.Error(err)
		}
	})
}
