package persona

import (
	"cmp"
	"fmt"
	"hash/maphash"
	"slices"
)

// Index is what was linked, ready for one record more ("also seen as"). It is made of a
// Result and keeps its model: what agreement is worth changes only when all is linked anew.
type Index struct {
	l       *linker
	numbers []map[string]uint32
	blocks  []map[uint64][]int32
	cluster []int32
	seed    maphash.Seed
}

// Index makes an index of what was linked.
func (r *Result) Index() *Index {
	l := r.linker
	x := &Index{l: l, cluster: slices.Clone(r.Cluster), seed: maphash.MakeSeed(), numbers: make([]map[string]uint32, len(l.texts)), blocks: make([]map[uint64][]int32, len(l.blocks))}
	for f := range l.texts {
		if o := l.swapped[f]; o >= 0 && o < f {
			x.numbers[f] = x.numbers[o]
			continue
		}
		x.numbers[f] = make(map[string]uint32, len(l.texts[f]))
		for v, text := range l.texts[f] {
			x.numbers[f][text] = uint32(v) //nolint:gosec // values are counted in uint32
		}
	}
	for b := range l.blocks {
		x.blocks[b] = make(map[uint64][]int32, len(l.records))
		for i := range l.records {
			x.enter(b, int32(i)) //nolint:gosec // records are counted in int32
		}
	}
	return x
}

// enter puts a record into a block, up to the crowd and one more, by which the block is known
// to be one.
func (x *Index) enter(b int, i int32) {
	if key := x.l.key(x.seed, b, i); key != 0 {
		if list := x.blocks[b][key]; len(list) <= x.l.set.Crowd {
			x.blocks[b][key] = append(list, i)
		}
	}
}

// Add takes in a record and gives those it is linked to, the surest first, as links from the
// new one (B) to them (A). The cluster of the surest becomes its own; clusters are never joined here.
func (x *Index) Add(r Record) (place int32, links []Link, err error) {
	l := x.l
	if len(r.Values) != len(l.schema.Fields) {
		return 0, nil, fmt.Errorf("%s has %d values instead of %d", r.ID, len(r.Values), len(l.schema.Fields))
	}
	place = int32(len(l.records)) //nolint:gosec // records are counted in int32
	l.records = append(l.records, r)
	for f, text := range r.Values {
		v, ok := x.numbers[f][text]
		if !ok {
			v = uint32(len(l.texts[f])) //nolint:gosec // values are counted in uint32
			x.numbers[f][text] = v
			l.texts[f] = append(l.texts[f], text)
			l.tf[f] = append(l.tf[f], rarest)
			if o := l.swapped[f]; o >= 0 { // one table for both
				l.texts[o] = l.texts[f]
				l.tf[o] = append(l.tf[o], rarest)
			}
		}
		l.values[f] = append(l.values[f], v)
	}
	seen := map[int32]bool{}
	for b := range l.blocks {
		key := l.key(x.seed, b, place)
		if list := x.blocks[b][key]; key != 0 && len(list) <= l.set.Crowd {
			for _, other := range list {
				if !seen[other] {
					seen[other] = true
					if k, is := l.judge(other, place); is {
						links = append(links, k)
					}
				}
			}
		}
		x.enter(b, place)
	}
	slices.SortFunc(links, func(a, b Link) int { return cmp.Or(cmp.Compare(b.Bits, a.Bits), cmp.Compare(a.A, b.A)) })
	own := place
	if len(links) > 0 {
		own = x.cluster[links[0].A]
	}
	x.cluster = append(x.cluster, own)
	return place, links, nil
}

// Cluster is the cluster of a record: the lowest place in it.
func (x *Index) Cluster(place int32) int32 { return x.cluster[place] }

// Record is what is known of a persona.
func (x *Index) Record(place int32) Record { return x.l.records[place] }

// Explain says field by field why two records are linked or not.
func (x *Index) Explain(a, b int32) []Part { return x.l.explain(a, b) }
