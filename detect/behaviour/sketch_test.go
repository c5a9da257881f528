package behaviour

import (
	"math"
	"testing"
)

// TestBloomForgets: somebody who has taken thousands of things is still told new ones apart,
// and what they take every day stays known.
func TestBloomForgets(t *testing.T) {
	t.Parallel()
	var b bloom
	mix := func(n uint64) uint64 {
		n *= 0x9E3779B97F4A7C15
		return n ^ n>>29
	}
	const things = 6000
	fresh := 0
	for i := range uint64(things) {
		if b.add(mix(i + 1)) {
			fresh++
		}
		if i > 0 && i%50 == 0 && b.add(mix(1)) {
			t.Fatalf("after %d things, the one of every day is new", i)
		}
	}
	if share := float64(fresh) / things; share < 0.8 {
		t.Errorf("%.0f %% of new things are told to be new, want at least 80", 100*share)
	}
	text, err := b.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	var again bloom
	if err := again.UnmarshalText(text); err != nil {
		t.Fatal(err)
	}
	if len(again.older) != bloomBytes || again.add(mix(1)) || again.add(mix(things)) {
		t.Error("what was written down is not what is read")
	}
	if err := again.UnmarshalText(text[:len(text)-4]); err == nil {
		t.Error("a cut sketch was read")
	}
}

// TestFirstDayIsLearnedWithLimit: a theft on the first day that is known does not become what
// is usual, and an ordinary first day counts in full.
func TestFirstDayIsLearnedWithLimit(t *testing.T) {
	t.Parallel()
	p := prior(code)
	var theft, ordinary baseline
	theft.learn(scale(5000), p)
	ordinary.learn(scale(3), p)
	if most := p.mean + outlier*p.spread(); theft.Mean > most+1e-9 {
		t.Errorf("the first day was learned as %.1f, want at most %.1f", theft.Mean, most)
	}
	if math.Abs(ordinary.Mean-scale(3)) > 1e-9 {
		t.Errorf("an ordinary first day was learned as %.2f, want %.2f", ordinary.Mean, scale(3))
	}
	if s := usual(code, baseline{}, theft).surprise(scale(5000)); s < 4 {
		t.Errorf("the same again is %.1f standard deviations above what is usual, want over 4", s)
	}
}
