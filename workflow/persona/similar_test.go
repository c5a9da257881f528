package persona

import (
	"math"
	"testing"
)

func TestCompare(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind Kind
		a, b string
		want level
	}{
		{Name, "harley", "harly", nearly},
		{Name, "mccarthy", "maccarthy", nearly},
		{Name, "jo", "joseph", near},
		{Name, "j", "joseph", near},
		{Name, "green", "mason", different},
		{Name, "müller", "muller", nearly},
		{Text, "wallaby place", "wallby place", nearly},
		{Text, "flat 3 wallaby place", "wallaby place", near},
		{Text, "wallaby place", "hoseason street", different},
		{Code, "2119", "2191", nearly},
		{Code, "2119", "2118", nearly},
		{Code, "2119", "9121", near},
		{Code, "2119", "4560", different},
		{Code, "7", "8", different},
		{Date, "19560409", "19560408", nearly},
		{Date, "1956-04-09", "1956-09-04", nearly},
		{Date, "1956-04-09", "1956-04-17", near},
		{Date, "1956", "1956-04-17", near},
		{Date, "1956-04-09", "1972-11-30", different},
		{Mark, "a1", "a2", different},
	} {
		if got := compare(c.kind, c.a, c.b); got != c.want {
			t.Errorf("%q and %q are %v, want %v", c.a, c.b, got, c.want)
		}
		if got := compare(c.kind, c.b, c.a); got != c.want {
			t.Errorf("%q and %q are %v, want %v", c.b, c.a, got, c.want)
		}
	}
}

func TestJaroWinkler(t *testing.T) {
	t.Parallel()
	// The figures of Winkler (1990) and, of Hangul, by runes.
	for pair, want := range map[[2]string]float64{
		{"martha", "marhta"}: 0.961, {"dwayne", "duane"}: 0.840, {"dixon", "dicksonx"}: 0.813, {"김철수", "김철호"}: 0.822, {"a", "b"}: 0,
	} {
		if got := jaroWinkler(pair[0], pair[1]); math.Abs(got-want) > 0.001 {
			t.Errorf("%v: %.3f, want %.3f", pair, got, want)
		}
	}
}

func TestSoundex(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"robert": "r163", "rupert": "r163", "ashcraft": "a261", "tymczak": "t522", "lee": "l", "李": "李"} {
		if got := soundex(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// plain is the optimal string alignment distance by its definition.
func plain(a, b []rune) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		d[i][0] = i
	}
	for j := range d[0] {
		d[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}

func FuzzCompare(f *testing.F) {
	f.Add("harley", "harly", 2)
	f.Add("müller", "mueller", 3)
	f.Add("", "x", 1)
	f.Add("\xff\xfe", "李明", 4)
	f.Fuzz(func(t *testing.T, a, b string, limit int) {
		if limit < 1 || limit > 20 || len(a) > most || len(b) > most {
			return
		}
		want := min(plain([]rune(a), []rune(b)), limit+1)
		if got := edits(a, b, limit); got != want {
			t.Errorf("%q to %q: %d edits, want %d", a, b, got, want)
		}
		if s := jaroWinkler(a, b); s < 0 || s > 1.0001 {
			t.Errorf("%q and %q are %v alike", a, b, s)
		}
		for k := Name; k <= Mark; k++ {
			if a != "" && b != "" && compare(k, a, b) != compare(k, b, a) {
				t.Errorf("kind %d: %q to %q is not as %q to %q", k, a, b, b, a)
			}
		}
	})
}
