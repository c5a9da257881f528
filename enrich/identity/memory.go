package identity

import (
	"hash/maphash"
	"slices"
	"strings"

	"bonafide/model"
)

// memory keeps what identifiers a record's own words stand for, because records say the same
// again and again. It is bounded: what is pushed out is worked out anew. It is for one
// goroutine.
type memory struct {
	seed  maphash.Seed
	kept  []known
	words []byte // of the record in hand
	empty known
}

// remembered is how many sets of words are kept, a power of two.
const remembered = 1 << 15

// known is what words stand for: the texts of a record, with its format, that identify
// somebody or something. One text holds them, so that looking them up reads one place.
type known struct {
	words string
	nodes []node
	// learned is where a learner has met them, the first time or later; "" for not yet.
	learned model.Origin
	// owners are the nodes' owners, as a resolver knows them.
	owners []owner
}

func newMemory() *memory {
	return &memory{seed: maphash.MakeSeed(), kept: make([]known, remembered)}
}

// person gives what the three attributes of a person stand for.
func (m *memory) person(e *model.Event, uid, email, name model.Field) *known {
	one, two, three, host := e.Text(uid), e.Text(email), e.Text(name), ""
	if one == "" && two == "" && three == "" {
		return &m.empty
	}
	if three != "" && machine(system(e.Format)) {
		host = e.Text(model.DeviceHostname) // see userName
	}
	k, same := m.find('p', e.Format, one, two, three, host)
	if !same {
		var buffer [4]node
		m.keep(k, appendPerson(buffer[:0], e, uid, email, name))
	}
	return k
}

// device gives what the attributes of a device stand for.
func (m *memory) device(e *model.Event) *known {
	one, two, three := e.Text(model.DeviceSerial), e.Text(model.DeviceUID), e.Text(model.DeviceHostname)
	if one == "" && two == "" && three == "" {
		return &m.empty
	}
	k, same := m.find('d', e.Format, one, two, three)
	if !same {
		var buffer [6]node
		m.keep(k, appendDevice(buffer[:0], e))
	}
	return k
}

// find gives the place of words, and whether they stand there already.
func (m *memory) find(kind byte, texts ...string) (k *known, same bool) {
	m.words = append(m.words[:0], kind)
	for _, text := range texts {
		m.words = append(append(m.words, text...), 0xff) // which no text holds
	}
	k = &m.kept[maphash.Bytes(m.seed, m.words)%remembered]
	return k, k.words == string(m.words)
}

// keep puts the words in hand and their nodes into a place, in memory of their own.
func (m *memory) keep(k *known, nodes []node) {
	*k = known{words: string(m.words), nodes: slices.Clone(nodes)}
	for i := range k.nodes {
		k.nodes[i].value = strings.Clone(k.nodes[i].value)
	}
}

// first is the most telling node, the zero node when there is none.
func (k *known) first() node {
	if len(k.nodes) == 0 {
		return node{}
	}
	return k.nodes[0]
}
