package persona

import (
	"math"
	"math/rand/v2"
)

// Model is how much each level of each field speaks for one person.
type Model struct {
	// Prior is the log-odds, in bits, that two records taken at random are of one person.
	Prior float64
	// Bits are per field and level; those of "the same" are for a value as common as values are
	// on average, see linker.tf.
	Bits [][levels]float64
	// Hand is what sharing a field's value speaks for one hand behind two personas, in bits.
	// Personas of one hand are too few to learn from, so how often they share is stated.
	Hand []float64
	// M and U are the shares of levels among pairs of one person and of two.
	M, U [][levels]float64
}

// pairLevels are the levels of one pair's fields.
type pairLevels [maxFields]level

// maxFields bounds a schema.
const maxFields = 24

const (
	randomPairs = 400_000
	emPairs     = 300_000
	emSteps     = 25
	floor       = 1e-6 // no share is smaller: what was never seen may happen
	handShares  = 0.3  // of the means that personas of one hand have are shared by two of them; expert default
	otherMark   = -1   // bits that another device, address or photo says against one person at most
)

// learn estimates the model: shares among two people from random pairs, those among one
// person by expectation maximisation over candidate pairs. There are no labels.
func (l *linker) learn(candidates [][2]int32, all int64) {
	fields := len(l.schema.Fields)
	m := &Model{Bits: make([][levels]float64, fields), Hand: make([]float64, fields), M: make([][levels]float64, fields), U: make([][levels]float64, fields)}
	l.model = m
	r := rand.New(rand.NewPCG(1, 2))
	n := len(l.records)
	var p pairLevels
	for range min(randomPairs, 20*n) {
		a, b := r.IntN(n), r.IntN(n)
		if a == b {
			continue
		}
		l.levels(&p, int32(a), int32(b)) //nolint:gosec // records are counted in int32
		for f := range fields {
			m.U[f][p[f]]++
		}
	}
	for f := range fields {
		normalise(&m.U[f])
		m.M[f] = [levels]float64{same: 0.8, nearly: 0.1, near: 0.05, different: 0.05}
	}
	if all < 1 {
		all = 1
	}
	if len(candidates) > emPairs {
		r.Shuffle(len(candidates), func(i, j int) { candidates[i], candidates[j] = candidates[j], candidates[i] })
		candidates = candidates[:emPairs]
	}
	seen := map[pairLevels]float64{}
	for _, c := range candidates {
		l.levels(&p, c[0], c[1])
		seen[p] += float64(all) / float64(len(candidates))
	}
	random := l.randomPairs()
	share := 0.1 * float64(all) / random
	for range emSteps {
		share = m.step(seen, share, random)
	}
	l.weigh()
	m.Prior = math.Log2(share / (1 - share))
}

// randomPairs is how many pairs there are to be one person.
func (l *linker) randomPairs() float64 {
	n := float64(len(l.records))
	pairs := n * (n - 1) / 2
	if !l.set.OneEach {
		return pairs
	}
	sources := map[string]float64{}
	for i := range l.records {
		sources[l.records[i].Source]++
	}
	for _, m := range sources {
		pairs -= m * (m - 1) / 2
	}
	return max(pairs, 1)
}

// step is one step of expectation maximisation over the pairs that were seen; it gives the
// new share of one-person pairs among all. Pairs that no block brought together are taken to
// be of two people: blocking decides which pairs are seen, and must not change how likely they are.
func (m *Model) step(seen map[pairLevels]float64, share, random float64) float64 {
	fields := len(m.M)
	next := make([][levels]float64, fields)
	ones := 0.0
	for p, n := range seen {
		odds := math.Log(share / (1 - share))
		for f := range fields {
			if p[f] != missing {
				odds += math.Log(m.M[f][p[f]] / m.U[f][p[f]])
			}
		}
		w := n / (1 + math.Exp(-odds))
		ones += w
		for f := range fields {
			next[f][p[f]] += w
		}
	}
	for f := range fields {
		normalise(&next[f])
	}
	m.M = next
	return min(max(ones/random, 1/random), 0.5)
}

// normalise makes shares of counts, of the levels of values that are known.
func normalise(n *[levels]float64) {
	sum := 0.0
	for k := same; k < levels; k++ {
		sum += n[k]
	}
	for k := same; k < levels; k++ {
		n[k] = max(n[k]/max(sum, 1), floor)
	}
	n[missing] = 0
}

func (l *linker) weigh() {
	m := l.model
	for f := range m.M {
		for k := same; k < levels; k++ {
			m.Bits[f][k] = math.Log2(m.M[f][k] / m.U[f][k])
		}
		m.Hand[f] = max(0, math.Log2(handShares/m.U[f][same]))
		// What is less alike never says more, and being different never speaks for one person.
		m.Bits[f][different] = min(m.Bits[f][different], 0)
		if l.schema.Fields[f].Kind == Mark { // another device is no other person
			m.Bits[f][different] = max(m.Bits[f][different], otherMark)
		}
		m.Bits[f][near] = max(m.Bits[f][near], m.Bits[f][different])
		m.Bits[f][nearly] = max(m.Bits[f][nearly], m.Bits[f][near])
	}
}
