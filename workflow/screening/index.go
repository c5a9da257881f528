package screening

import (
	"math"
	"slices"

	"bonafide/internal/names"
)

// Index answers which entries have a name like a given one. It never changes once made and
// may be shared; each goroutine searches with a Searcher of its own.
type Index struct {
	Entries     []Entry
	people      *part
	others      *part
	identifiers map[string][]int32 // by key
}

// part indexes the names of people, or of everything else.
type part struct {
	kind     names.Kind
	names    []listed
	vocab    []word
	byText   map[string]int32
	byGroup  map[uint16][]int32
	bySound  map[string][]int32 // consonants of words, for scripts without vowels
	deletes  deletes
	joined   deletes // words that two neighbours make
	postings []int32
}

// listed is one name of an entry.
type listed struct {
	entry  int32
	alias  int32
	name   names.Name
	weight float32 // of its words, without titles and particles
}

// word is one word of the vocabulary and the names that have it.
type word struct {
	token    names.Token
	from, to int32 // in postings
	joined   bool
}

// NewIndex makes an index over entries.
func NewIndex(entries []Entry) *Index {
	x := &Index{Entries: entries, identifiers: map[string][]int32{}}
	for i, e := range entries {
		for _, id := range e.Identifiers {
			k := id.key()
			if len(k) > 3 && !slices.Contains(x.identifiers[k], int32(i)) { //nolint:gosec // lists are small
				x.identifiers[k] = append(x.identifiers[k], int32(i)) //nolint:gosec // lists are small
			}
		}
	}
	x.people = newPart(entries, names.Person)
	x.others = newPart(entries, names.Organisation)
	return x
}

func newPart(entries []Entry, kind names.Kind) *part {
	p := &part{kind: kind, byText: map[string]int32{}, byGroup: map[uint16][]int32{}, bySound: map[string][]int32{}}
	for i, e := range entries {
		if (e.Type == TypePerson) != (kind == names.Person) {
			continue
		}
		for j, a := range e.Names {
			l := listed{entry: int32(i), alias: int32(j)} //nolint:gosec // lists are small
			l.name.Parse(a.Text, kindOf(e.Type))
			if len(l.name.Tokens) > 0 {
				p.names = append(p.names, l)
			}
		}
	}
	lists := p.collect()
	p.weigh(lists)
	for id, list := range lists {
		p.vocab[id].from = int32(len(p.postings)) //nolint:gosec // lists are small
		p.postings = append(p.postings, list...)
		p.vocab[id].to = int32(len(p.postings)) //nolint:gosec // lists are small
	}
	p.find()
	return p
}

// collect fills the vocabulary and gives the names of each word.
func (p *part) collect() [][]int32 {
	var lists [][]int32
	put := func(t names.Token, joined bool, name int32) {
		id, ok := p.byText[string(t.Text)]
		if !ok {
			id = int32(len(p.vocab)) //nolint:gosec // lists are small
			t.Text = slices.Clone(t.Text)
			p.byText[string(t.Text)] = id
			p.vocab = append(p.vocab, word{token: t, joined: joined})
			lists = append(lists, nil)
		}
		if !joined {
			p.vocab[id].joined = false
		}
		if l := lists[id]; len(l) == 0 || l[len(l)-1] != name {
			lists[id] = append(l, name)
		}
	}
	var buf [128]byte
	for i := range p.names {
		tokens := p.names[i].name.Tokens
		for j, t := range tokens {
			if !t.Minor() && len(t.Text) > 1 {
				put(t, false, int32(i)) //nolint:gosec // lists are small
			}
			if j > 0 && len(tokens[j-1].Text)+len(t.Text) < 30 && len(tokens[j-1].Text)+len(t.Text) > 3 {
				put(names.Join(buf[:0], tokens[j-1:j+1], p.kind), true, int32(i)) //nolint:gosec // lists are small
			}
		}
	}
	return lists
}

// weigh lowers the weight of words that many entries have.
func (p *part) weigh(lists [][]int32) {
	for id := range p.vocab {
		t := &p.vocab[id].token
		t.Weight = min(t.Weight, rarity(len(lists[id])))
	}
	for i := range p.names {
		l := &p.names[i]
		for j := range l.name.Tokens {
			t := &l.name.Tokens[j]
			if t.Minor() {
				continue
			}
			if id, ok := p.byText[string(t.Text)]; ok {
				t.Weight = min(t.Weight, p.vocab[id].token.Weight)
			}
			l.weight += t.Weight
		}
	}
}

// rarity is the weight of a word that so many names have: whole up to a few, falling with
// the logarithm, as term frequencies do.
func rarity(count int) float32 {
	return float32(max(0.3, 1-0.1*math.Log(float64(max(count, 1)))))
}

// find makes what leads from a misspelt word to the words it may have been.
func (p *part) find() {
	var buf [64]byte
	for id := range p.vocab {
		w := &p.vocab[id]
		text := w.token.Text
		if w.joined {
			p.joined.add(text, 1, int32(id)) //nolint:gosec // lists are small
			continue
		}
		if g := w.token.Group(); g != 0 {
			p.byGroup[g] = append(p.byGroup[g], int32(id)) //nolint:gosec // lists are small
		}
		if k := names.Skeleton(buf[:0], text); len(k) > 1 {
			p.bySound[string(k)] = append(p.bySound[string(k)], int32(id)) //nolint:gosec // lists are small
		}
		p.deletes.add(text, reach(len(text)), int32(id)) //nolint:gosec // lists are small
	}
	p.deletes.seal()
	p.joined.seal()
}

// reach is how many letters may be wrong in a word of a length.
func reach(n int) int {
	switch {
	case n < 2:
		return 0
	case n < 5:
		return 1
	}
	return 2
}
