package share

import (
	"math"
	"testing"
)

// TestInterval holds quantiles against what is known exactly: Beta(1/2, 1/2) is the arcsine
// distribution, Beta(a, 1) and Beta(1, b) are powers.
func TestInterval(t *testing.T) {
	near := func(name string, want, got float64) {
		t.Helper()
		if math.Abs(want-got) > 1e-6 {
			t.Errorf("%s: want %.6f, got %.6f", name, want, got)
		}
	}
	for _, p := range []float64{0.05, 0.3, 0.5, 0.95} {
		near("arcsine", math.Pow(math.Sin(math.Pi*p/2), 2), quantile(p, 0.5, 0.5))
		near("power of x", math.Pow(p, 1/7.5), quantile(p, 7.5, 1))
		near("power of 1-x", 1-math.Pow(1-p, 1/30.5), quantile(p, 1, 30.5))
	}
	for of := 1; of < 60; of++ {
		last := -1.0
		for with := range of + 1 {
			low, high := Interval(with, of)
			share := float64(with) / float64(of)
			if low > share || high < share || low < last || low < 0 || high > 1 {
				t.Errorf("%d of %d: %f to %f", with, of, low, high)
			}
			last = low
		}
	}
}

// TestFiguresOfTheDesignPage are those that docs/design/access-reviews.md names.
func TestFiguresOfTheDesignPage(t *testing.T) {
	for _, tc := range []struct {
		with, of  int
		low, high float64
	}{{6, 6, 0.74, 1}, {3, 4, 0.35, 0.95}, {0, 5, 0, 0.31}, {1, 5, 0.04, 0.56}} {
		low, high := Interval(tc.with, tc.of)
		if math.Abs(low-tc.low) > 0.005 || math.Abs(high-tc.high) > 0.005 {
			t.Errorf("%d of %d: got %.3f to %.3f", tc.with, tc.of, low, high)
		}
	}
}
