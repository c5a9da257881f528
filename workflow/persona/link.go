package persona

import (
	"cmp"
	"errors"
	"fmt"
	"hash/maphash"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"
)

// Settings tune the linking.
type Settings struct {
	// Probability is from where on two records are linked.
	Probability float64
	// Crowd is how many records of one block are too many to compare with each other.
	Crowd int
	// OneEach says that nobody stands twice in a list, so that a record is linked to one of each
	// other list at most.
	OneEach bool
}

// Defaults fit most data.
func Defaults() Settings { return Settings{Probability: 0.5, Crowd: 60} }

// What the second and following agreements count, of a group and of a household.
const (
	inGroup     = 0.5
	inHousehold = 0.1
	// rarer is how many bits rarer two personas of one hand are than two records of one person.
	rarer = 4
)

// linker holds the records in a form that is quick to compare: each value is a number.
type linker struct {
	schema  Schema
	set     Settings
	records []Record
	values  [][]uint32  // per field, per record: the place of its value, 0 for none
	texts   [][]string  // per field: the values
	tf      [][]float32 // per field and value: log2 of average share over this value's share
	swapped []int       // per field: the field it is swapped with, -1
	group   []int       // per field: its group, -1
	blocks  [][]part
	model   *Model
}

type part struct {
	field int
	how   How
}

// Resolve links records and gathers those of one person.
func Resolve(schema Schema, records []Record, set Settings) (*Result, error) {
	l, err := newLinker(schema, records, set)
	if err != nil {
		return nil, err
	}
	r := &Result{linker: l}
	keys := l.keys()
	sorted, crowded := l.sorted(keys)
	r.Crowded = crowded
	l.learn(l.sample(keys, sorted))
	r.Model = l.model
	r.Links, r.Compared = l.compareAll(keys, sorted)
	r.Links = l.pick(r.Links)
	r.Cluster = l.cluster(r.Links)
	return r, nil
}

func newLinker(schema Schema, records []Record, set Settings) (*linker, error) {
	if len(schema.Fields) == 0 || len(schema.Fields) > maxFields {
		return nil, fmt.Errorf("a schema has 1 to %d fields, not %d", maxFields, len(schema.Fields))
	}
	if len(records) < 2 {
		return nil, errors.New("there are fewer than two records to link")
	}
	l := &linker{schema: schema, set: set, records: records}
	place, groups := map[string]int{}, map[string]int{}
	for i, f := range schema.Fields {
		place[f.Name] = i
	}
	for _, f := range schema.Fields {
		other, group := -1, -1
		if f.Swapped != "" {
			o, ok := place[f.Swapped]
			if !ok {
				return nil, fmt.Errorf("field %s: it is swapped with %s, which the schema does not have", f.Name, f.Swapped)
			}
			other = o
		}
		if f.Group != "" {
			if _, ok := groups[f.Group]; !ok {
				groups[f.Group] = len(groups)
			}
			group = groups[f.Group]
		}
		l.swapped, l.group = append(l.swapped, other), append(l.group, group)
	}
	for _, b := range schema.Blocks {
		var parts []part
		for _, k := range b {
			f, ok := place[k.Field]
			if !ok {
				return nil, fmt.Errorf("a block needs %s, which the schema does not have", k.Field)
			}
			parts = append(parts, part{f, k.How})
		}
		l.blocks = append(l.blocks, parts)
	}
	for i, r := range records {
		if len(r.Values) != len(schema.Fields) {
			return nil, fmt.Errorf("record %d (%s) has %d values instead of %d", i, r.ID, len(r.Values), len(schema.Fields))
		}
	}
	l.number()
	return l, nil
}

// number gives each value a number, fields that are swapped with each other from one table,
// and counts how common it is.
func (l *linker) number() {
	n := len(l.schema.Fields)
	l.values, l.texts, l.tf = make([][]uint32, n), make([][]string, n), make([][]float32, n)
	for f := range n {
		index := map[string]uint32{"": 0}
		if o := l.swapped[f]; o >= 0 && o < f { // one table for both
			for v, text := range l.texts[o] {
				index[text] = uint32(v) //nolint:gosec // values are counted in uint32
			}
			l.texts[f] = l.texts[o]
		} else {
			l.texts[f] = []string{""}
		}
		l.values[f] = make([]uint32, len(l.records))
		for i := range l.records {
			text := l.records[i].Values[f]
			v, ok := index[text]
			if !ok {
				v = uint32(len(l.texts[f])) //nolint:gosec // values are counted in uint32
				index[text] = v
				l.texts[f] = append(l.texts[f], text)
			}
			l.values[f][i] = v
		}
	}
	for f := range n {
		if o := l.swapped[f]; o > f {
			l.texts[f] = l.texts[o]
		}
		l.frequencies(f)
	}
}

// rarest is the most bits that a value's rarity adds: one seen once is not endlessly rare.
const rarest = 6

// frequencies are how many bits rarer than the average agreement each value is: two random
// records agree on any value with probability sum p², on this one with p of the first.
func (l *linker) frequencies(f int) {
	counts := make([]float64, len(l.texts[f]))
	known := 0.0
	for _, v := range l.values[f] {
		if v != 0 {
			counts[v]++
			known++
		}
	}
	average := 0.0
	for _, c := range counts {
		average += c * c / max(known*known, 1)
	}
	l.tf[f] = make([]float32, len(counts))
	for v, c := range counts {
		if c > 0 && v > 0 {
			l.tf[f][v] = float32(min(rarest, math.Log2(average/(c/known))))
		}
	}
}

// levels tells how alike two records are, field by field.
func (l *linker) levels(p *pairLevels, a, b int32) {
	for f := range l.schema.Fields {
		va, vb := l.values[f][a], l.values[f][b]
		switch {
		case va == 0 || vb == 0:
			p[f] = missing
		case va == vb:
			p[f] = same
		default:
			p[f] = compare(l.schema.Fields[f].Kind, l.texts[f][va], l.texts[f][vb])
		}
	}
	for f, o := range l.swapped { // given name and surname exchanged
		if o > f && p[f] != same && p[o] != same && p[f] != nearly && p[o] != nearly {
			fa, fb, oa, ob := l.values[f][a], l.values[f][b], l.values[o][a], l.values[o][b]
			if fa != 0 && fa == ob && (oa == fb || oa == 0 || fb == 0) || oa != 0 && oa == fb && (fa == 0 || ob == 0) {
				p[f], p[o] = nearly, nearly
			}
		}
	}
}

// bits are what a pair's levels speak for one person, before the prior, or for one hand
// behind two personas where that is more, which hand tells: personas differ in name, home and
// history by design, so only the means that they share speak, against a prior of its own.
func (l *linker) bits(p *pairLevels, a int32) (bits float64, hand bool) {
	var person, means tally
	together := l.together(p)
	for f := range l.schema.Fields {
		k := p[f]
		if k == missing {
			continue
		}
		field, g := &l.schema.Fields[f], l.group[f]
		if together && (field.Home || field.Household) {
			g = maxFields
		}
		w := l.weight(f, k, a)
		person.add(g, w)
		if field.Means && k == same {
			means.add(g, l.handWeight(f, a))
		}
	}
	one, other := person.total(), means.total()-rarer
	return max(one, other), other > one
}

// weight is what a field's level speaks for one person, with the rarity of a value that agrees.
func (l *linker) weight(f int, k level, a int32) float64 {
	w := l.model.Bits[f][k]
	if k == same {
		w += float64(l.tf[f][l.values[f][a]])
	}
	return w
}

// handWeight is what a shared value speaks for one hand behind two personas.
func (l *linker) handWeight(f int, a int32) float64 {
	return max(0, l.model.Hand[f]+float64(l.tf[f][l.values[f][a]]))
}

// tally adds up weights: of a group the strongest in full and the others in part.
type tally struct {
	sum        float64
	most, rest [maxFields + 1]float64 // the last one for what a household explains
}

func (t *tally) add(group int, w float64) {
	if group < 0 || w <= 0 {
		t.sum += w
		return
	}
	if w > t.most[group] {
		w, t.most[group] = t.most[group], w
	}
	t.rest[group] += w
}

func (t *tally) total() float64 {
	sum := t.sum + t.most[maxFields] + inHousehold*t.rest[maxFields]
	for g := range maxFields {
		sum += t.most[g] + inGroup*t.rest[g]
	}
	return sum
}

// together tells whether two records have one home, by half of what is known of it or more.
func (l *linker) together(p *pairLevels) bool {
	agree, known := 0, 0
	for f := range l.schema.Fields {
		if l.schema.Fields[f].Home && p[f] != missing {
			known++
			if p[f] != different {
				agree++
			}
		}
	}
	return known > 0 && 2*agree >= known
}

// keys are each record's block keys, 0 where a part is not known.
func (l *linker) keys() [][]uint64 {
	keys, seed := make([][]uint64, len(l.blocks)), maphash.MakeSeed()
	var running sync.WaitGroup
	for b := range l.blocks {
		keys[b] = make([]uint64, len(l.records))
		running.Go(func() {
			for i := range l.records {
				keys[b][i] = l.key(seed, b, int32(i)) //nolint:gosec // records are counted in int32
			}
		})
	}
	running.Wait()
	return keys
}

// key is a record's key in a block, 0 where a part of it is not known.
func (l *linker) key(seed maphash.Seed, b int, i int32) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	for _, p := range l.blocks[b] {
		text := l.texts[p.field][l.values[p.field][i]]
		if text == "" {
			return 0
		}
		_, _ = h.WriteString(p.how.of(text))
		_ = h.WriteByte(0)
	}
	return h.Sum64() | 1
}

func (h How) of(text string) string {
	switch h {
	case Sound:
		return soundex(text)
	case Start:
		return text[:min(3, len(text))]
	case Sorted:
		words := strings.Fields(text)
		slices.Sort(words)
		return strings.Join(words, " ")
	case Whole:
	}
	return text
}

// sorted are, for each block, the records in the order of their keys, without those that have none or
// stand in too large a crowd; and how often the latter happened.
func (l *linker) sorted(keys [][]uint64) ([][]int32, int) {
	sorted, crowded := make([][]int32, len(keys)), make([]int, len(keys))
	var running sync.WaitGroup
	for b, k := range keys {
		running.Go(func() {
			list := make([]int32, 0, len(k))
			for i, key := range k {
				if key != 0 {
					list = append(list, int32(i)) //nolint:gosec // records are counted in int32
				}
			}
			slices.SortFunc(list, func(x, y int32) int { return cmp.Or(cmp.Compare(k[x], k[y]), cmp.Compare(x, y)) })
			kept := list[:0]
			for from := 0; from < len(list); {
				to := from + 1
				for to < len(list) && k[list[to]] == k[list[from]] {
					to++
				}
				switch {
				case to-from > l.set.Crowd:
					crowded[b] += to - from
					for _, i := range list[from:to] {
						k[i] = 0
					}
				case to-from > 1:
					kept = append(kept, list[from:to]...)
				}
				from = to
			}
			sorted[b] = kept
		})
	}
	running.Wait()
	sum := 0
	for _, n := range crowded {
		sum += n
	}
	return sorted, sum
}

// pairs visits the pairs of a block's records from one place to another, each pair in the
// first block only that both share.
func (l *linker) pairs(keys [][]uint64, sorted []int32, b, from, to int, visit func(x, y int32)) {
	k := keys[b]
	for i := from; i < to; i++ {
		x := sorted[i]
	next:
		for j := i + 1; j < len(sorted) && k[sorted[j]] == k[x]; j++ {
			y := sorted[j]
			if l.set.OneEach && l.records[x].Source == l.records[y].Source {
				continue
			}
			for e := range b {
				if keys[e][x] != 0 && keys[e][x] == keys[e][y] {
					continue next
				}
			}
			visit(min(x, y), max(x, y))
		}
	}
}

// sample takes pairs of all blocks to learn from, and tells how many there are about.
func (l *linker) sample(keys [][]uint64, sorted [][]int32) (list [][2]int32, all int64) {
	step := max(1, len(l.records)/200_000)
	for b := range sorted {
		for from := b % step; from < len(sorted[b]); from += step {
			l.pairs(keys, sorted[b], b, from, from+1, func(x, y int32) { list = append(list, [2]int32{x, y}) })
		}
	}
	return list, int64(step) * int64(len(list))
}

// compareAll compares all pairs of the blocks and keeps those over the probability.
func (l *linker) compareAll(keys [][]uint64, sorted [][]int32) ([]Link, int64) {
	type job struct{ b, from, to int }
	const portion = 4096
	var jobs []job
	for b := range sorted {
		for from := 0; from < len(sorted[b]); from += portion {
			jobs = append(jobs, job{b, from, min(from+portion, len(sorted[b]))})
		}
	}
	found, compared := make([][]Link, len(jobs)), make([]int64, len(jobs))
	work := make(chan int, len(jobs))
	for i := range jobs {
		work <- i
	}
	close(work)
	var running sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		running.Go(func() {
			for i := range work {
				j := jobs[i]
				l.pairs(keys, sorted[j.b], j.b, j.from, j.to, func(x, y int32) {
					compared[i]++
					if link, ok := l.judge(x, y); ok {
						found[i] = append(found[i], link)
					}
				})
			}
		})
	}
	running.Wait()
	n := int64(0)
	for _, c := range compared {
		n += c
	}
	return slices.Concat(found...), n
}

// judge compares two records.
func (l *linker) judge(x, y int32) (Link, bool) {
	var p pairLevels
	l.levels(&p, x, y)
	bits, hand := l.bits(&p, x)
	bits += l.model.Prior
	probability := 1 / (1 + math.Exp2(-bits))
	return Link{x, y, float32(bits), float32(probability), hand}, probability >= l.set.Probability
}

// pick puts links in order, the surest first, and with lists in which nobody stands twice
// keeps one a list.
func (l *linker) pick(links []Link) []Link {
	slices.SortFunc(links, func(a, b Link) int {
		return cmp.Or(cmp.Compare(b.Bits, a.Bits), cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B))
	})
	if !l.set.OneEach {
		return links
	}
	taken := map[int32]map[string]bool{}
	take := func(x int32, source string) {
		if taken[x] == nil {
			taken[x] = map[string]bool{}
		}
		taken[x][source] = true
	}
	return slices.DeleteFunc(links, func(k Link) bool {
		a, b := l.records[k.A].Source, l.records[k.B].Source
		if taken[k.A][b] || taken[k.B][a] {
			return true
		}
		take(k.A, b)
		take(k.B, a)
		return false
	})
}

// probes is how many pairs of two clusters are looked at before they become one.
const probes = 6

// cluster joins linked records, the surest links first. Two clusters of several records
// become one only where most of a few pairs between them are alike, so that one record that fits
// two people does not make one of them. Personas of one hand are a chain in which each shares
// means with the next, so there a link is enough.
func (l *linker) cluster(links []Link) []int32 {
	members := make([][]int32, len(l.records))
	root := make([]int32, len(l.records))
	for i := range root {
		root[i] = int32(i) //nolint:gosec // records are counted in int32
	}
	of := func(i int32) []int32 {
		if members[i] == nil {
			members[i] = []int32{i}
		}
		return members[i]
	}
	for _, k := range links {
		a, b := root[k.A], root[k.B]
		if a == b || !k.Hand && !l.alike(of(a), of(b)) {
			continue
		}
		if len(of(a)) < len(of(b)) {
			a, b = b, a
		}
		for _, i := range of(b) {
			root[i] = a
		}
		members[a] = append(of(a), of(b)...)
		members[b] = nil
	}
	lowest := make([]int32, len(root))
	for i := range lowest {
		lowest[i] = -1
	}
	cluster := make([]int32, len(root))
	for i, r := range root {
		if lowest[r] < 0 {
			lowest[r] = int32(i) //nolint:gosec // records are counted in int32
		}
		cluster[i] = lowest[r]
	}
	return cluster
}

// alike tells whether the pairs between two clusters speak for one person, on the whole.
func (l *linker) alike(a, b []int32) bool {
	if len(a)*len(b) <= 1 {
		return true
	}
	sum, n := 0.0, 0
	step := max(1, len(a)*len(b)/probes)
	for i := 0; i < len(a)*len(b); i += step {
		k, _ := l.judge(a[i/len(b)], b[i%len(b)])
		sum += math.Max(-20, math.Min(20, float64(k.Bits)))
		n++
	}
	return sum/float64(n) >= 0
}

// explain is the waterfall of a pair.
func (l *linker) explain(a, b int32) []Part {
	parts := []Part{{Field: "before anything is compared", Bits: l.model.Prior}}
	var p pairLevels
	l.levels(&p, a, b)
	rest, hand := l.bits(&p, a)
	if hand {
		parts = append(parts, Part{Field: "one hand behind two personas is rarer", Bits: -rarer})
		rest += rarer
	}
	for f := range l.schema.Fields {
		w := l.weight(f, p[f], a)
		if hand {
			w = l.handWeight(f, a)
		}
		if p[f] == missing || hand && (p[f] != same || !l.schema.Fields[f].Means) {
			continue
		}
		rest -= w
		parts = append(parts, Part{l.schema.Fields[f].Name, w, l.records[a].Values[f], l.records[b].Values[f], p[f].String()})
	}
	if math.Abs(rest) > 1e-9 {
		parts = append(parts, Part{Field: "what has one thing behind it counts in part", Bits: rest})
	}
	return parts
}
