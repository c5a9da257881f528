package correlate

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"testing"

	"bonafide/sigma"

	gocmp "github.com/google/go-cmp/cmp"
)

// TestSingleIsAnEngine holds groups that are kept apart, written down and read again at
// random against an engine that keeps all of them.
func TestSingleIsAnEngine(t *testing.T) {
	t.Parallel()
	for seed := range seeds(t) {
		r := rand.New(rand.NewPCG(seed, 11))
		cfg := randomConfig(r)
		c := cfg.Correlations[0]
		cfg.Correlations = cfg.Correlations[:1]
		single, err := NewSingle(c, cfg.Rules)
		engine, engineErr := New(cfg)
		if err != nil || engineErr != nil {
			if (err == nil) != (engineErr == nil) {
				t.Fatalf("seed %d: %v and %v", seed, err, engineErr)
			}
			continue
		}
		groups := map[string]*Group{}
		for _, ev := range randomEvents(r, 60) {
			want := lines(engine.Observe(ev))
			got := lines(observeSingle(single, groups, ev))
			slices.Sort(want)
			slices.Sort(got)
			if diff := gocmp.Diff(want, got); diff != "" {
				t.Fatalf("seed %d: %s: event %s (-want +got):\n%s", seed, single.plan, ev.ID, diff)
			}
			for key, g := range groups {
				switch {
				case single.Behind(g, ev.Time.UnixNano()):
					delete(groups, key)
				case r.IntN(3) == 0:
					groups[key] = written(t, g)
				}
			}
		}
	}
}

func observeSingle(s *Single, groups map[string]*Group, ev Event) []Firing {
	var keys []string
	for _, rule := range ev.Rules {
		s.Keys(rule, ev.Field, func(key string) {
			if !slices.Contains(keys, key) {
				keys = append(keys, key)
			}
		})
	}
	var list []Firing
	for _, key := range keys {
		if groups[key] == nil {
			groups[key] = &Group{}
		}
		if f, ok := s.Count(groups[key], key, ev); ok {
			list = append(list, f)
		}
	}
	return list
}

// written writes a group down twice, once before and once after it was read, and gives what
// was read.
func written(t *testing.T, g *Group) *Group {
	t.Helper()
	first, err := json.Marshal(g)
	if err != nil {
		t.Fatal(err)
	}
	back := &Group{}
	if err := json.Unmarshal(first, back); err != nil {
		t.Fatal(err)
	}
	second, err := json.Marshal(back)
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(string(first), string(second)); diff != "" {
		t.Fatalf("written twice (-first +second):\n%s", diff)
	}
	return back
}

func TestSingleRejectsChains(t *testing.T) {
	t.Parallel()
	c := count(2, "elsewhere")
	if _, err := NewSingle(c, twoRules()); err == nil {
		t.Error("a correlation of what is not there is accepted")
	}
}

func TestADamagedGroupBeginsAnew(t *testing.T) {
	t.Parallel()
	single, err := NewSingle(count(1, "a"), twoRules())
	if err != nil {
		t.Fatal(err)
	}
	g := &Group{}
	if err := json.Unmarshal([]byte(`{"matches":[{"at":5},{"at":1}]}`), g); err != nil {
		t.Fatal(err)
	}
	ev := step{at: 3, rules: "a", fields: "u=x"}.event(1)
	if f, ok := single.Count(g, "x", ev); !ok || f.Value != 1 {
		t.Errorf("%+v, %v", f, ok)
	}
	if got := single.Rules(); len(got) != 1 || got[0] != 0 || single.Correlation().Type != sigma.EventCount {
		t.Errorf("rules %v", got)
	}
	if diff := gocmp.Diff([]string{"u"}, single.Fields(0)); diff != "" {
		t.Error(diff)
	}
}
