package screening

import (
	"cmp"
	"math/bits"
	"slices"

	"bonafide/internal/names"
)

// Hit is an entry whose name is like the one that was asked for.
type Hit struct {
	Entry *Entry  `json:"entry"`
	Alias Alias   `json:"alias"`
	Score float64 `json:"score"` // of the name alone, 0 to 1
	Exact string  `json:"exact,omitempty"`
	place int32   // in the part's names
}

// Searcher searches an index. It serves one goroutine at a time.
type Searcher struct {
	x       *Index
	matcher *names.Matcher
	costs   names.Costs
	name    names.Name
	scratch [2]*scratch // for people, for everything else
	hits    []Hit
}

// scratch is what one search of a part needs, kept for the next.
type scratch struct {
	p       *part
	gain    []float32
	stamp   []uint32 // when the gain was written
	turn    uint32
	by      []int8    // the last query word that gained
	last    []float32 // what it gained
	touched []int32
	seen    []uint32 // words looked at in one look-up
	look    uint32
	cache   map[string][]near
	pair    []near // of one lookup
	pairs   []near // of the words of this query, joined
	words   [2 * 16]asked
}

// near is a word of the vocabulary that is like a word of the query.
type near struct {
	word int32
	sim  float32
}

// asked is a word of the query, with what it is near to.
type asked struct {
	token  names.Token
	weight float32
	near   []near
	joined bool
}

// cacheWords bounds how many words a searcher remembers.
const cacheWords = 1 << 15

// Searcher makes a searcher.
func (x *Index) Searcher() *Searcher {
	s := &Searcher{x: x, costs: names.InList()}
	s.matcher = names.NewMatcher(s.costs)
	for i, p := range []*part{x.people, x.others} {
		s.scratch[i] = &scratch{
			p: p, gain: make([]float32, len(p.names)), stamp: make([]uint32, len(p.names)), by: make([]int8, len(p.names)),
			last: make([]float32, len(p.names)), seen: make([]uint32, len(p.vocab)), cache: map[string][]near{},
		}
	}
	return s
}

// Search gives the entries whose name scores at least low, best first, at most limit. The
// result is valid until the next search.
func (s *Searcher) Search(text string, kind names.Kind, low float64, limit int) []Hit {
	s.hits = s.hits[:0]
	s.part(text, kind, float32(low))
	return s.ranked(limit)
}

// SearchAny looks among people and everything else.
func (s *Searcher) SearchAny(text string, low float64, limit int) []Hit {
	s.hits = s.hits[:0]
	s.part(text, names.Person, float32(low))
	s.part(text, names.Organisation, float32(low))
	return s.ranked(limit)
}

// Explain says what the score of a hit on a text is made of.
func (s *Searcher) Explain(text string, h Hit) []names.Part {
	kind, sc := names.Person, s.scratch[0]
	if h.Entry.Type != TypePerson {
		kind, sc = names.Organisation, s.scratch[1]
	}
	s.name.Parse(text, kind)
	sc.reweigh(&s.name)
	_, parts := s.matcher.Explain(&s.name, &sc.p.names[h.place].name)
	return parts
}

// Identified gives the entries that have an identifier, whatever their names.
func (x *Index) Identified(value string) []Hit {
	var hits []Hit
	for _, kind := range []string{"email", "wallet", "imo", "document"} {
		id := Identifier{kind, value}
		for _, e := range x.identifiers[id.key()] {
			entry := &x.Entries[e]
			if slices.ContainsFunc(hits, func(h Hit) bool { return h.Entry == entry }) {
				continue
			}
			for _, own := range entry.Identifiers {
				if own.key() == id.key() && (own.Kind == kind || kind == "document" && own.Kind != "email") {
					hits = append(hits, Hit{Entry: entry, Alias: entry.Names[0], Score: 1, Exact: own.Shown()})
					break
				}
			}
		}
	}
	return hits
}

func (s *Searcher) part(text string, kind names.Kind, low float32) {
	sc := s.scratch[0]
	if kind != names.Person {
		sc = s.scratch[1]
	}
	if len(sc.p.names) == 0 {
		return
	}
	s.name.Parse(text, kind)
	sc.reweigh(&s.name)
	sc.gather(&s.name, low, &s.costs)
	weight := float32(0)
	for _, t := range s.name.Tokens {
		if !t.Minor() {
			weight += t.Weight
		}
	}
	const slack = 0.3 // what initials and particles may add
	needed := s.costs.Needed(weight, low) - slack
	for _, id := range sc.touched {
		if sc.gain[id] < needed {
			continue
		}
		l := &sc.p.names[id]
		alike := min(sc.gain[id]+slack, max(weight, l.weight))
		if s.costs.Bound(alike, weight, l.weight) < low {
			continue
		}
		score := s.matcher.Score(&s.name, &l.name)
		if score >= low {
			e := &s.x.Entries[l.entry]
			s.hits = append(s.hits, Hit{Entry: e, Alias: e.Names[l.alias], Score: float64(score), place: id})
		}
	}
}

func (s *Searcher) ranked(limit int) []Hit {
	slices.SortStableFunc(s.hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Entry.List, b.Entry.List), cmp.Compare(a.Entry.ID, b.Entry.ID), cmp.Compare(a.place, b.place))
	})
	out := s.hits[:0]
	for _, h := range s.hits {
		if len(out) == limit {
			break
		}
		if !slices.ContainsFunc(out, func(o Hit) bool { return o.Entry == h.Entry }) {
			out = append(out, h)
		}
	}
	return out
}

// reweigh gives the words of a query the weight that they have on the lists.
func (sc *scratch) reweigh(n *names.Name) {
	for i := range n.Tokens {
		t := &n.Tokens[i]
		if id, ok := sc.p.byText[string(t.Text)]; ok && !t.Minor() {
			t.Weight = min(t.Weight, sc.p.vocab[id].token.Weight)
		}
	}
}

// gather adds up, name by name, what the words of the query may gain, rare words first: a
// name that has only the frequent ones cannot reach low and is never touched.
func (sc *scratch) gather(n *names.Name, low float32, costs *names.Costs) {
	sc.turn++
	sc.touched, sc.pairs = sc.touched[:0], sc.pairs[:0]
	count, total := 0, float32(0)
	for i, t := range n.Tokens {
		if len(t.Text) < 2 {
			continue
		}
		if !t.Minor() {
			total += t.Weight
			sc.words[count] = asked{token: t, weight: t.Weight, near: sc.lookUp(&t)}
			count++
		}
		if i > 0 && count < len(sc.words) && len(n.Tokens[i-1].Text)+len(t.Text) < 30 {
			if list := sc.lookUpJoined(n.Tokens[i-1 : i+1]); len(list) > 0 {
				sc.words[count] = asked{weight: n.Tokens[i-1].Weight + t.Weight, near: list, joined: true}
				count++
			}
		}
	}
	words := sc.words[:count]
	slices.SortFunc(words, func(a, b asked) int { return cmp.Compare(b.weight, a.weight) })
	left := float32(0.3)
	for _, w := range words {
		if !w.joined {
			left += w.weight
		}
	}
	needed := costs.Needed(total, low)
	for q := range words {
		w := &words[q]
		fresh := left >= needed
		for _, o := range w.near {
			sc.spread(int8(q), o, w, fresh) //nolint:gosec // at most 32
		}
		if !w.joined {
			left -= w.weight
		}
	}
}

// spread adds a word's gain to every name that has a word like it.
func (sc *scratch) spread(q int8, o near, w *asked, fresh bool) {
	v := &sc.p.vocab[o.word]
	g := o.sim * max(w.weight, v.token.Weight)
	for _, id := range sc.p.postings[v.from:v.to] {
		if sc.stamp[id] != sc.turn {
			if !fresh {
				continue
			}
			sc.stamp[id], sc.gain[id], sc.by[id], sc.last[id] = sc.turn, g, q, g
			sc.touched = append(sc.touched, id)
			continue
		}
		if sc.by[id] == q {
			if g > sc.last[id] {
				sc.gain[id] += g - sc.last[id]
				sc.last[id] = g
			}
			continue
		}
		sc.gain[id] += g
		sc.by[id], sc.last[id] = q, g
	}
}

// lookUp gives the words of the vocabulary that are like a word.
func (sc *scratch) lookUp(t *names.Token) []near {
	if list, ok := sc.cache[string(t.Text)]; ok {
		return list
	}
	sc.look++
	var list []near
	loose, wrong := true, reach(len(t.Text))
	try := func(id int32) {
		if sc.seen[id] == sc.look {
			return
		}
		sc.seen[id] = sc.look
		v := &sc.p.vocab[id].token
		if !loose && far(t, v, wrong) {
			return
		}
		if s := names.Similar(t, v); s >= nearFrom {
			list = append(list, near{id, s})
		}
	}
	if id, ok := sc.p.byText[string(t.Text)]; ok {
		try(id)
	}
	if g := t.Group(); g != 0 {
		for _, id := range sc.p.byGroup[g] {
			try(id)
		}
	}
	var buf [64]byte
	if k := names.Skeleton(buf[:0], t.Text); len(k) > 2 || t.Abjad() && len(k) == 2 {
		for _, id := range sc.p.bySound[string(k)] {
			try(id)
		}
	}
	loose = false
	each(t.Text, wrong, func(h uint64) {
		for _, id := range sc.p.deletes.bucket(h) {
			try(id)
		}
	})
	each(t.Text, 1, func(h uint64) {
		for _, id := range sc.p.joined.bucket(h) {
			try(id)
		}
	})
	return sc.remember(string(t.Text), list)
}

const nearFrom = 0.6

// far tells, without comparing letters, that two words are more than so many edits apart.
func far(a, b *names.Token, edits int) bool {
	if d := len(a.Text) - len(b.Text); d > edits || -d > edits {
		return true
	}
	return bits.OnesCount32(a.Mask()^b.Mask()) > 2*edits
}

// lookUpJoined gives the words that two neighbours of the query may be one of.
func (sc *scratch) lookUpJoined(pair []names.Token) []near {
	var buf [96]byte
	t := names.Join(buf[:0], pair, sc.p.kind)
	sc.look++
	list := sc.pair[:0] // not remembered: a pair seldom comes again
	each(t.Text, 1, func(h uint64) {
		for _, id := range sc.p.deletes.bucket(h) {
			v := &sc.p.vocab[id]
			if sc.seen[id] == sc.look || v.joined {
				continue
			}
			sc.seen[id] = sc.look
			if far(&t, &v.token, 1) {
				continue
			}
			if s := names.Similar(&t, &v.token); s >= 0.8 {
				list = append(list, near{id, s})
			}
		}
	})
	if len(list) == 0 {
		return nil
	}
	sc.pair = list
	sc.pairs = append(sc.pairs, list...)
	return sc.pairs[len(sc.pairs)-len(list):]
}

func (sc *scratch) remember(key string, list []near) []near {
	if len(sc.cache) >= cacheWords {
		clear(sc.cache)
	}
	sc.cache[key] = list
	return list
}
