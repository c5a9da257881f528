package names

import "math/bits"

// Costs say what lowers a score, in the weight of rare words. They are defaults from the
// argument in docs/design/screening.md, checked by cross-validation, not fitted to single cases.
type Costs struct {
	Differs  float32 // a paired word, for what differs in it
	Steep    float32 // how much faster than the distance that grows
	Conflict float32 // words left over on both sides: two people share the rest
	More     float32 // words that only one side has: a middle name left out
	Edge     float32 // more, where it is the first or the last name
	Place    float32 // a country that only one side has tells sister companies apart
	Against  float32 // different legal forms, titles or particles
	Scarce   float32 // how much shared weight is little: at so much, a score is halved
}

// Pairwise are the costs for two names that stand beside each other: are they one?
func Pairwise() Costs {
	return Costs{Differs: 1, Steep: 3, Conflict: 1.6, More: 0.22, Edge: 0, Place: 1.6, Against: 0.25, Scarce: 0.12}
}

// InList are the costs for a name among thousands: what is shared must be scarce, or it is
// shared with somebody by chance.
func InList() Costs {
	return Costs{Differs: 0.45, Steep: 4, Conflict: 1.6, More: 0.05, Edge: 0.5, Place: 1.6, Against: 0.25, Scarce: 0.8}
}

const joinFrom = 0.80 // how alike joined words must be

// Matcher compares names without allocating. It serves one goroutine at a time.
type Matcher struct {
	costs  Costs
	a, b   []Token
	sim    [maxTokens][maxTokens]float32
	toB    [maxTokens]int8
	toA    [maxTokens]int8
	kind   Kind
	lotA   [maxTokens]Token
	lotB   [maxTokens]Token
	joined [4][2 * maxLetter]byte
	joins  int
}

// NewMatcher makes a matcher.
func NewMatcher(c Costs) *Matcher { return &Matcher{costs: c} }

// tally is what an alignment adds up to.
type tally struct {
	alike, differs, onlyA, onlyB, edges, places, against, again float32
}

func (c *Costs) of(t tally) float32 {
	conflict := min(t.onlyA, t.onlyB)
	more := max(t.onlyA, t.onlyB) - conflict
	if t.again > 0 && more > 0 { // what is said twice excuses nothing on the other side
		again := min(t.again, more)
		conflict, more = conflict+again, more-again
	}
	return c.Differs*t.differs + c.Conflict*conflict + c.More*more + c.Edge*t.edges + c.Place*t.places + c.Against*t.against
}

// score is the share of what is alike in everything, lowered where what is alike is little.
func (c *Costs) score(t tally) float32 {
	if t.alike == 0 {
		return 0
	}
	return min(1, t.alike/(t.alike+c.of(t))*t.alike/(t.alike+c.Scarce)*(1+c.Scarce/plenty))
}

// plenty is the weight that is shared by names of which nobody doubts that they are one.
const plenty = 3

// Score compares two names, 0 to 1.
func (m *Matcher) Score(a, b *Name) float32 {
	if s, ok := signs(a, b); ok {
		return s
	}
	return m.costs.score(m.align(a, b))
}

// signs compares names that are both written in signs of one syllable: another sign is
// another syllable, however alike the two sound.
func signs(a, b *Name) (float32, bool) {
	la, lb := len(a.signs), len(b.signs)
	if la < 2 || lb < 2 || (a.signs[0] >= 0xAC00) != (b.signs[0] >= 0xAC00) {
		return 0, false
	}
	same := 0
	var used uint64
	for _, r := range a.signs {
		for j, q := range b.signs {
			if r == q && j < 64 && used&(1<<j) == 0 {
				used |= 1 << j
				same++
				break
			}
		}
	}
	return float32(same) / float32(max(la, lb)), true
}

func (m *Matcher) align(a, b *Name) tally {
	m.a, m.b, m.kind, m.joins = a.Tokens, b.Tokens, a.Kind, 0
	m.fill()
	m.pair()
	t := m.add()
	for t.onlyA+t.onlyB > 0 && m.joins < len(m.joined) && m.join() {
		m.fill()
		m.pair()
		t = m.add()
	}
	return t
}

func (m *Matcher) fill() {
	for i := range m.a {
		for j := range m.b {
			m.sim[i][j] = pairable(&m.a[i], &m.b[j])
		}
	}
}

// pairable is Similar for tokens that may stand for each other.
func pairable(a, b *Token) float32 {
	minorA, minorB := a.Role == Title || a.Role == Particle, b.Role == Title || b.Role == Particle
	if minorA != minorB && a.Role != Plain && b.Role != Plain {
		return 0
	}
	if minorA || minorB {
		if string(a.Text) == string(b.Text) {
			return 1
		}
		if minorA != minorB && len(a.Text) > 2 && len(b.Text) > 2 || minorA && minorB && a.Role == Particle {
			return Similar(a, b)
		}
		return 0
	}
	if a.Role == Patronymic && b.Role == Patronymic {
		return fathers(a, b)
	}
	return Similar(a, b)
}

// fathers compares patronymics without the ending that they all share.
func fathers(a, b *Token) float32 {
	x, y := *a, *b
	x.Text, y.Text = x.Text[:len(x.Text)-4], y.Text[:len(y.Text)-4]
	return Similar(&x, &y)
}

// pair finds the assignment: the best pair first, then exchanges while that gains.
func (m *Matcher) pair() {
	for i := range m.a {
		m.toB[i] = -1
	}
	for j := range m.b {
		m.toA[j] = -1
	}
	for {
		best, bi, bj := float32(0), -1, -1
		for i := range m.a {
			if m.toB[i] >= 0 {
				continue
			}
			for j := range m.b {
				if v := m.value(i, j); m.toA[j] < 0 && v > best {
					best, bi, bj = v, i, j
				}
			}
		}
		if bi < 0 {
			break
		}
		m.toB[bi], m.toA[bj] = int8(bj), int8(bi)
	}
	for range 3 {
		if !m.exchange() {
			return
		}
	}
}

// value is what pairing two tokens gains.
func (m *Matcher) value(i, j int) float32 {
	s := m.sim[i][j]
	return s * s * (m.a[i].Weight + m.b[j].Weight)
}

// exchange swaps the partners of two tokens, or takes another's partner, where that gains.
func (m *Matcher) exchange() bool {
	gained := false
	for i := range m.a {
		for k := i + 1; k < len(m.a); k++ {
			p, q := m.toB[i], m.toB[k]
			now, then := m.at(i, p)+m.at(k, q), m.at(i, q)+m.at(k, p)
			if then > now+1e-6 {
				m.toB[i], m.toB[k] = m.sure(i, q), m.sure(k, p)
				if p >= 0 {
					m.toA[p] = -1
				}
				if q >= 0 {
					m.toA[q] = -1
				}
				for _, x := range [2]int{i, k} {
					if y := m.toB[x]; y >= 0 {
						m.toA[y] = int8(x) //nolint:gosec // at most 16
					}
				}
				gained = true
			}
		}
	}
	return gained
}

func (m *Matcher) at(i int, j int8) float32 {
	if j < 0 {
		return 0
	}
	return m.value(i, int(j))
}

func (m *Matcher) sure(i int, j int8) int8 {
	if j >= 0 && m.sim[i][j] == 0 {
		return -1
	}
	return j
}

// add adds up what the alignment found.
func (m *Matcher) add() (t tally) {
	for i := range m.a {
		x := &m.a[i]
		j := m.toB[i]
		if j < 0 {
			m.leave(x, &t.onlyA, &t)
			continue
		}
		y, s := &m.b[j], m.sim[i][j]
		w := together(x, y)
		t.alike += w * s
		t.differs += w * m.costs.differing(s)
	}
	for j := range m.b {
		if m.toA[j] < 0 {
			m.leave(&m.b[j], &t.onlyB, &t)
		}
	}
	return t
}

// differing is how much of a paired word differs. It grows faster than the distance: one
// edit is a slip, several are another word.
func (c *Costs) differing(s float32) float32 { return (1 - s) * (1 + c.Steep*(1-s)) }

// together is the weight of a pair: between the two, and the lesser where one of them is
// only an initial or only a sound.
func together(x, y *Token) float32 {
	if len(x.Text) == 1 || len(y.Text) == 1 || x.sign != y.sign || x.abjad != y.abjad {
		return min(x.Weight, y.Weight)
	}
	return (x.Weight + y.Weight) / 2
}

// leave counts a token that has no partner. One that says again what a partner said is none.
func (m *Matcher) leave(x *Token, only *float32, t *tally) {
	switch {
	case x.Role == Title || x.Role == Particle:
		t.against += x.Weight / 4
	case x.Role == Place:
		t.places += x.Weight
	case m.repeats(x):
		t.again += x.Weight
	default:
		*only += x.Weight
		if x.edge {
			t.edges += x.Weight
		}
	}
}

func (m *Matcher) repeats(x *Token) bool {
	for i := range m.a {
		if m.toB[i] >= 0 && string(m.a[i].Text) == string(x.Text) {
			return true
		}
	}
	return false
}

// join takes two neighbours of one name for one word of the other, where they are alike
// together and not one by one.
func (m *Matcher) join() bool {
	if joined, ok := m.joinIn(m.a, m.b, false); ok {
		m.a = append(m.lotA[:0], joined...)
		return true
	}
	if joined, ok := m.joinIn(m.b, m.a, true); ok {
		m.b = append(m.lotB[:0], joined...)
		return true
	}
	return false
}

func (m *Matcher) joinIn(from, to []Token, flipped bool) ([]Token, bool) {
	best, bi, bw := float32(joinFrom), -1, 0
	for k := range 2 * (len(from) - 1) {
		i, width := k/2, 2+k%2
		if i+width > len(from) {
			continue
		}
		length, mask := 0, uint32(0)
		for _, t := range from[i : i+width] {
			length, mask = length+len(t.Text), mask|t.mask
		}
		if length > maxLetter {
			continue
		}
		for j := range to {
			other := len(to[j].Text)
			if other < 4 || other > length+2 || length > other+2 {
				continue
			}
			if bits.OnesCount32(mask^to[j].mask) > 4 {
				continue
			}
			one := Token{Text: m.glue(from[i : i+width]), mask: mask}
			if s := Similar(&one, &to[j]); s > best && s > m.held(i, j, flipped) && s > m.held(i+1, j, flipped) {
				best, bi, bw = s, i, width
			}
		}
	}
	if bi < 0 {
		return nil, false
	}
	buf := m.glue(from[bi : bi+bw])
	m.joins++
	one := Token{Text: buf, mask: maskOf(buf), group: variants[string(buf)]}
	var sum, most float32
	for _, t := range from[bi : bi+bw] {
		sum, most = sum+t.Weight, max(most, t.Weight)
	}
	one.Weight = max(most, min(weightOf(&one, m.kind), sum))
	var out [maxTokens]Token
	n := copy(out[:], from[:bi])
	out[n] = one
	n++
	n += copy(out[n:], from[bi+bw:])
	if flipped {
		return append(m.lotB[:0], out[:n]...), true
	}
	return append(m.lotA[:0], out[:n]...), true
}

func (m *Matcher) glue(tokens []Token) []byte {
	buf := m.joined[m.joins][:0]
	for _, t := range tokens {
		buf = append(buf, t.Text...)
	}
	return buf
}

// held is how alike the single words are.
func (m *Matcher) held(i, j int, flipped bool) float32 {
	if flipped {
		return m.sim[j][i]
	}
	return m.sim[i][j]
}

// Part is one line of why two names are alike. The points of all parts add up to the score.
type Part struct {
	Query  string  `json:"query,omitempty"`
	Listed string  `json:"listed,omitempty"`
	How    string  `json:"how"`
	Alike  float64 `json:"alike,omitempty"`  // 0 to 1
	Weight float64 `json:"weight,omitempty"` // of a rare word, 1
	Points float64 `json:"points"`
}

// Explain compares two names and says what the score is made of: what could be reached, 1,
// less what differs, in the order of the words.
func (m *Matcher) Explain(a, b *Name) (float64, []Part) {
	if s, ok := signs(a, b); ok {
		return float64(s), []Part{{Query: string(a.signs), Listed: string(b.signs), How: "the same signs", Alike: float64(s), Points: float64(s)}}
	}
	t := m.align(a, b)
	score := m.costs.score(t)
	if t.alike == 0 {
		return 0, nil
	}
	scale := float64(score / t.alike)
	var parts []Part
	for i := range m.a {
		x, j := &m.a[i], m.toB[i]
		if j < 0 {
			parts = append(parts, Part{Query: string(x.Text), How: "only in the query", Weight: float64(x.Weight)})
			continue
		}
		y, s := &m.b[j], m.sim[i][j]
		w := together(x, y)
		parts = append(parts, Part{
			Query: string(x.Text), Listed: string(y.Text), How: how(x, y, s), Alike: float64(s), Weight: float64(w), Points: float64(w*s) * scale,
		})
	}
	for j, y := range m.b {
		if m.toA[j] < 0 {
			parts = append(parts, Part{Listed: string(y.Text), How: "only on the list", Weight: float64(y.Weight)})
		}
	}
	return float64(score), parts
}

func how(a, b *Token, s float32) string {
	switch {
	case s == 1:
		return "the same"
	case a.group != 0 && a.group == b.group:
		return "a variant"
	case len(a.Text) == 1 || len(b.Text) == 1:
		return "an initial"
	case a.abjad != b.abjad:
		return "the same consonants"
	}
	return "spelled alike"
}
