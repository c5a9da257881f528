package screening

import "slices"

// deletes finds words within a few edits by what is left when letters are dropped (the
// symmetric deletion of SymSpell, Garbe 2012): two words within n edits share a form with at
// most n letters dropped from each. Forms are kept as hashes only; what they lead to is
// compared letter by letter afterwards, so a collision costs time and no more.
type deletes struct {
	raw    []deleted
	starts []uint32
	words  []int32
	shift  uint
}

type deleted struct {
	hash uint64
	word int32
}

const longestForm = 10 // longer words are cut: what stands behind is compared anyway

func (d *deletes) add(text []byte, drop int, word int32) {
	each(text, drop, func(h uint64) { d.raw = append(d.raw, deleted{h, word}) })
}

// each calls f with the hash of every form.
func each(text []byte, drop int, f func(h uint64)) {
	if len(text) > longestForm {
		text = text[:longestForm]
	}
	f(hashOf(text, -1, -1))
	if drop == 0 {
		return
	}
	for i := range text {
		if i > 0 && text[i] == text[i-1] {
			continue
		}
		f(hashOf(text, i, -1))
		if drop > 1 {
			for j := i + 1; j < len(text); j++ {
				f(hashOf(text, i, j))
			}
		}
	}
}

// hashOf hashes the text without the letters at i and j.
func hashOf(text []byte, i, j int) uint64 {
	h := uint64(14695981039346656037)
	for k, c := range text {
		if k != i && k != j {
			h = (h ^ uint64(c)) * 1099511628211
		}
	}
	return h * 0x9E3779B97F4A7C15
}

// seal sorts what was added into buckets.
func (d *deletes) seal() {
	bits := uint(8)
	for 1<<bits < len(d.raw) {
		bits++
	}
	d.shift = 64 - bits
	slices.SortFunc(d.raw, func(a, b deleted) int {
		switch {
		case a.hash < b.hash:
			return -1
		case a.hash > b.hash:
			return 1
		}
		return int(a.word - b.word)
	})
	d.starts = make([]uint32, 1<<bits+1)
	for i, r := range d.raw {
		if i > 0 && d.raw[i-1] == r {
			continue
		}
		d.words = append(d.words, r.word)
		d.starts[r.hash>>d.shift+1]++
	}
	for i := 1; i < len(d.starts); i++ {
		d.starts[i] += d.starts[i-1]
	}
	d.raw = nil
}

// bucket has the words that may share a form.
func (d *deletes) bucket(h uint64) []int32 {
	b := h >> d.shift
	return d.words[d.starts[b]:d.starts[b+1]]
}
