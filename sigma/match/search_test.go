package match

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

func TestSearchFindsWhatIndexFinds(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	letters := []byte(`ab\ .~`)
	text := func(n int) []byte {
		b := make([]byte, n)
		for i := range b {
			b[i] = letters[r.IntN(len(letters))]
		}
		return b
	}
	found := 0
	for range 200_000 {
		lit, in := text(r.IntN(6)), text(r.IntN(60))
		x := newSearch(string(lit))
		want, got := bytes.Index(in, lit), x.index(in)
		if got != want {
			t.Fatalf("%q stands in %q at %d, not at %d", lit, in, want, got)
		}
		if want >= 0 {
			found++
		}
	}
	if found < 20_000 {
		t.Errorf("found only %d: the comparison says little", found)
	}
}

func TestCommonPart(t *testing.T) {
	for _, c := range []struct {
		set  []string
		want string
	}{
		{[]string{" user ", "\tuser ", " user\t"}, "user"},
		{[]string{"abc", "xbcz"}, "bc"},
		{[]string{"a", "b"}, ""},
		{[]string{""}, ""},
	} {
		if got := commonPart(c.set); got != c.want {
			t.Errorf("commonPart(%q) = %q, want %q", c.set, got, c.want)
		}
	}
}
