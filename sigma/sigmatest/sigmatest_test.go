package sigmatest

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"bonafide/sigma"
	"bonafide/sigma/plain"
)

func seeded(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0)) }

func TestEqualSeedsGiveEqualResults(t *testing.T) {
	made := func() ([]*sigma.Rule, []byte, sigma.Layout) {
		r := seeded(7)
		rules := Rules(r, 20)
		return rules, Event(r, rules), Layout(r)
	}
	rules1, event1, layout1 := made()
	rules2, event2, layout2 := made()
	if !reflect.DeepEqual(rules1, rules2) || !bytes.Equal(event1, event2) || !reflect.DeepEqual(layout1, layout2) {
		t.Error("they differ")
	}
}

// TestPairsAreWorthComparing checks that events are read, that matches are neither rare
// nor the rule, that every kind of value decides both ways, and that an explanation says
// what Match says.
func TestPairsAreWorthComparing(t *testing.T) {
	pairs, matched, events, hit := 0, 0, 0, 0
	kinds := map[string][2]int{}
	for seed := range uint64(1500) {
		r := seeded(seed)
		rules, layout := Rules(r, 10), Layout(r)
		raw := Event(r, rules)
		e, err := plain.Decode(raw)
		if err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, raw)
		}
		any := 0
		for _, rule := range rules {
			got := plain.Match(rule.Detection.Expr(), e, layout)
			if x := plain.Explain(rule, e, layout); x.Matched != got || x.Text() == "" {
				t.Fatalf("seed %d: Explain says %v, Match %v", seed, x.Matched, got)
			}
			pairs++
			if got {
				matched++
				any = 1
			}
			count(kinds, rule, e, layout)
		}
		events++
		hit += any
	}
	t.Logf("%d of %d pairs, %d of %d events match; tests by kind (no, yes): %v", matched, pairs, hit, events, kinds)
	if share := float64(matched) / float64(pairs); share < 0.05 || share > 0.6 {
		t.Errorf("%.2f of the pairs match", share)
	}
	if len(kinds) != 9 {
		t.Errorf("kinds: %v", kinds)
	}
	for kind, n := range kinds {
		if n[0] < 20 || n[1] < 20 {
			t.Errorf("%s: %v", kind, n)
		}
	}
}

func count(kinds map[string][2]int, rule *sigma.Rule, e *plain.Event, l sigma.Layout) {
	var walk func(x sigma.Expr)
	walk = func(x sigma.Expr) {
		switch x := x.(type) {
		case *sigma.And:
			for _, part := range x.Of {
				walk(part)
			}
		case *sigma.Or:
			for _, part := range x.Of {
				walk(part)
			}
		case *sigma.Not:
			walk(x.Of)
		case *sigma.Test:
			kind := fmt.Sprintf("%T", x.Value)
			n := kinds[kind]
			if plain.Match(x, e, l) {
				n[1]++
			} else {
				n[0]++
			}
			kinds[kind] = n
		}
	}
	for _, s := range rule.Detection.Searches {
		walk(s.Expr)
	}
}

// BenchmarkPair is the time a comparison has to spare: making rules and events and
// evaluating the pair plainly.
func BenchmarkPair(b *testing.B) {
	const rulesPerSeed, eventsPerSeed = 20, 10
	pairs := 0
	for seed := uint64(0); pairs < b.N; seed++ {
		r := seeded(seed)
		rules := Rules(r, rulesPerSeed)
		for range eventsPerSeed {
			e, err := plain.Decode(Event(r, rules))
			if err != nil {
				b.Fatal(err)
			}
			for _, rule := range rules {
				plain.Match(rule.Detection.Expr(), e, sigma.Layout{})
				pairs++
			}
		}
	}
	b.ReportMetric(float64(pairs)/b.Elapsed().Seconds(), "pairs/s")
}
