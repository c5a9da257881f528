package match_test

import (
	"flag"
	"math/rand/v2"
	"slices"
	"testing"

	"bonafide/sigma"
	"bonafide/sigma/match"
	"bonafide/sigma/plain"
	"bonafide/sigma/sigmatest"
)

var pairs = flag.Int("pairs", 200_000, "how many random pairs of rule and event TestSameAsPlain compares") //nolint:gochecknoglobals // a flag

// TestSameAsPlain holds the compiled matcher against the plain evaluator. A long run:
// go test ./sigma/match -run TestSameAsPlain -pairs 10000000.
func TestSameAsPlain(t *testing.T) {
	const rulesAtOnce, eventsEach = 25, 40
	fits := 0
	if testing.Short() {
		*pairs = min(*pairs, 50_000)
	}
	for seed := uint64(0); seed < uint64(*pairs/(rulesAtOnce*eventsEach)); seed++ {
		r := rand.New(rand.NewPCG(seed, 2026))
		rules := slices.DeleteFunc(sigmatest.Rules(r, rulesAtOnce), placeholder)
		layout := sigmatest.Layout(r)
		m, err := match.Compile(match.Config{Rules: rules, Layout: layout})
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		s := m.Session()
		for range eventsEach {
			raw := sigmatest.Event(r, rules)
			fits += compare(t, seed, s, rules, layout, raw)
			if t.Failed() {
				return
			}
		}
	}
	t.Logf("%d of %d pairs match", fits, *pairs)
	if fits < *pairs/100 {
		t.Errorf("only %d of %d pairs match: the comparison says little", fits, *pairs)
	}
}

// placeholder tells whether a rule is not to be compiled.
func placeholder(r *sigma.Rule) bool {
	_, err := match.Compile(match.Config{Rules: []*sigma.Rule{r}})
	return err != nil
}

func compare(t *testing.T, seed uint64, s *match.Session, rules []*sigma.Rule, layout sigma.Layout, raw []byte) int {
	t.Helper()
	event, plainErr := plain.Decode(raw)
	got, err := s.Match(raw, sigma.LogSource{})
	if (err != nil) != (plainErr != nil) {
		t.Errorf("seed %d: error %v, plain %v\nevent %s", seed, err, plainErr, raw)
		return 0
	}
	if err != nil {
		return 0
	}
	n := 0
	for i, rule := range rules {
		want := plain.Match(rule.Detection.Expr(), event, layout)
		if want {
			n++
		}
		if want != slices.Contains(got, i) {
			t.Errorf("seed %d: rule %d matches: %v\nevent %s\nlayout %v\n%s", seed, i, !want, raw, layout, plain.Explain(rule, event, layout).Text())
		}
	}
	return n
}
