package persona_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"bonafide/workflow/persona"
)

// The places of values in persona.Applications that these tests use.
const (
	given, surname, email, emailName, phone, street, postcode, device, account, photo, document = 0, 1, 2, 3, 4, 5, 6, 9, 10, 11, 12
	fields                                                                                      = 16
)

// town makes applications of people who have nothing to do with each other.
type town struct {
	r       *rand.Rand
	records []persona.Record
}

func (t *town) word(n int) string {
	var b strings.Builder
	for range n {
		b.WriteByte("bcdfghjklmnprstvz"[t.r.IntN(17)])
		b.WriteByte("aeiou"[t.r.IntN(5)])
	}
	return b.String()
}

func (t *town) person() []string {
	v := make([]string, fields)
	v[given], v[surname] = t.word(2+t.r.IntN(2)), t.word(3)
	v[emailName] = v[given] + fmt.Sprint(t.r.IntN(10000))
	v[email], v[phone] = fmt.Sprintf("%x", t.r.Uint64()), fmt.Sprintf("%010d", t.r.IntN(1e10))
	v[street], v[postcode] = fmt.Sprintf("%d %s street", t.r.IntN(300), t.word(3)), fmt.Sprintf("%05d", t.r.IntN(90000))
	for _, f := range []int{device, account, photo, document} {
		v[f] = fmt.Sprintf("%x", t.r.Uint64())
	}
	return v
}

func (t *town) add(v []string) int32 {
	t.records = append(t.records, persona.Record{ID: fmt.Sprint(len(t.records)), Values: v})
	return int32(len(t.records) - 1) //nolint:gosec // a few thousand
}

// twice is somebody's second application: a new address and computer, sometimes a slip.
func (t *town) twice(v []string) []string {
	w := append([]string(nil), v...)
	other := t.person()
	w[device], w[document] = other[device], other[document]
	switch t.r.IntN(3) {
	case 0:
		w[email], w[emailName] = other[email], other[emailName]
	case 1:
		w[given] = w[given][:len(w[given])-1] + "y"
	case 2:
		w[street], w[postcode] = other[street], other[postcode]
	}
	return w
}

func newTown(people int) *town {
	t := &town{r: rand.New(rand.NewPCG(5, 6))}
	for i := range people {
		v := t.person()
		t.add(v)
		if i%8 == 0 {
			t.add(t.twice(v))
		}
	}
	return t
}

func TestResolve(t *testing.T) {
	t.Parallel()
	w := newTown(1500)
	change := func(v []string, to map[int]string) []string {
		c := append([]string(nil), v...)
		for f, text := range to {
			c[f] = text
		}
		return c
	}
	// Somebody whose names were exchanged on the second form.
	v := w.person()
	a, b := w.add(v), w.add(change(w.twice(v), map[int]string{given: v[surname], surname: v[given]}))
	// A couple: one home, one surname, one telephone, one account.
	v = w.person()
	ann, bob := w.add(v), w.add(change(w.person(), map[int]string{surname: v[surname], street: v[street], postcode: v[postcode], phone: v[phone], account: v[account]}))
	// Namesakes.
	v = w.person()
	one, two := w.add(v), w.add(change(w.person(), map[int]string{given: v[given], surname: v[surname]}))
	// Three personas of one hand, each sharing a device and an account, or a photo and a telephone, with the next.
	first := w.person()
	second := change(w.person(), map[int]string{device: first[device], account: first[account]})
	third := change(w.person(), map[int]string{photo: second[photo], phone: second[phone]})
	p, q, r := w.add(first), w.add(second), w.add(third)

	result, err := persona.Resolve(persona.Applications(), w.records, persona.Defaults())
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		a, b int32
		one  bool
	}{
		"names exchanged": {a, b, true}, "couple": {ann, bob, false}, "namesakes": {one, two, false},
		"one hand": {p, q, true}, "one hand further on": {q, r, true}, "a chain of one hand": {p, r, true},
	} {
		if got := result.Cluster[c.a] == result.Cluster[c.b]; got != c.one {
			t.Errorf("%s: in one cluster %v, want %v: %+v", name, got, c.one, result.Explain(c.a, c.b))
		}
	}
	missed, wrong := 0, 0
	for i := 1; i < len(w.records)-9; i++ {
		same := w.records[i].Values[photo] == w.records[i-1].Values[photo]
		if together := result.Cluster[i] == result.Cluster[i-1]; same && !together {
			missed++
		} else if !same && together {
			wrong++
		}
	}
	if missed > 2 || wrong > 0 {
		t.Errorf("%d of 188 who applied twice were missed, %d strangers are together", missed, wrong)
	}
	for _, k := range result.Links {
		if k.A == p && k.B == q && !k.Hand {
			t.Error("personas who share nothing but means are linked as one person")
		}
	}
}

// TestExplainAddsUp: the parts of a waterfall are the link's bits.
func TestExplainAddsUp(t *testing.T) {
	t.Parallel()
	w := newTown(800)
	result, err := persona.Resolve(persona.Applications(), w.records, persona.Defaults())
	if err != nil {
		t.Fatal(err)
	}
	if len(result.Links) < 80 {
		t.Fatalf("%d links", len(result.Links))
	}
	for _, k := range result.Links {
		sum := 0.0
		for _, part := range result.Explain(k.A, k.B) {
			sum += part.Bits
		}
		if d := sum - float64(k.Bits); d > 1e-3 || d < -1e-3 {
			t.Fatalf("the parts of link %d-%d are %.3f bits, the link has %.3f", k.A, k.B, sum, k.Bits)
		}
	}
}

// TestIndex: one record more is linked as it would be with the rest.
func TestIndex(t *testing.T) {
	t.Parallel()
	w := newTown(1500)
	result, err := persona.Resolve(persona.Applications(), w.records, persona.Defaults())
	if err != nil {
		t.Fatal(err)
	}
	index := result.Index()
	for _, of := range []int32{3, 500, 1201} {
		place, links, err := index.Add(persona.Record{ID: "new", Values: w.twice(w.records[of].Values)})
		if err != nil {
			t.Fatal(err)
		}
		if len(links) == 0 || index.Cluster(links[0].A) != index.Cluster(of) || index.Cluster(place) != index.Cluster(of) {
			t.Errorf("the second application of %d is linked to %+v", of, links)
		}
	}
	if _, links, err := index.Add(persona.Record{ID: "stranger", Values: w.person()}); err != nil || len(links) > 0 {
		t.Errorf("a stranger is linked to %+v (%v)", links, err)
	}
	if _, _, err := index.Add(persona.Record{ID: "short", Values: []string{"x"}}); err == nil || !strings.Contains(err.Error(), "1 values instead of 16") {
		t.Errorf("a record of one value: %v", err)
	}
}

func TestWrongUse(t *testing.T) {
	t.Parallel()
	two := []persona.Record{{ID: "a", Values: []string{"x"}}, {ID: "b", Values: []string{"x"}}}
	for want, schema := range map[string]persona.Schema{
		"1 to 24 fields":      {},
		"which the schema":    {Fields: []persona.Field{{Name: "n", Swapped: "m"}}},
		"a block needs other": {Fields: []persona.Field{{Name: "n"}}, Blocks: [][]persona.Key{{{Field: "other"}}}},
		"instead of 2":        {Fields: []persona.Field{{Name: "n"}, {Name: "m"}}},
	} {
		if _, err := persona.Resolve(schema, two, persona.Defaults()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}
