package app

import "testing"

func TestPercentFor(t *testing.T) {
	t.Parallel()
	for live, want := range map[uint64]int{
		0: 400, 1 << 20: 400, 100 << 20: 400, 208 << 20: 230, 352 << 20: 100, 416 << 20: 60, 520 << 20: 50, 700 << 20: 50, 8 << 30: 50,
	} {
		if got := percentFor(live); got != want {
			t.Errorf("%d MiB in use: %d %%, want %d", live>>20, got, want)
		}
	}
}
