package network

import (
	"bytes"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"bonafide/model"
)

// operators tells an operator by an autonomous system or by the words of an
// organisation's name.
type operators struct {
	byASN   map[uint32]*operator
	hosters map[uint32]bool
	// byWord holds the phrases by their first word, the longest first.
	byWord map[string][]phrase
	kinds  map[string][]phrase
}

type operator struct {
	Name    string            `yaml:"name"`
	Kind    model.NetworkKind `yaml:"kind"`
	Country string            `yaml:"country"`
	Names   []string          `yaml:"names"`
	ASNs    []uint32          `yaml:"asns"`
}

type phrase struct {
	words string
	op    *operator
	rank  int // of the row; lower goes first among general words
}

type operatorFile struct {
	Operators []*operator `yaml:"operators"`
	Words     []*operator `yaml:"words"`
}

func readOperators(content fs.FS) (*operators, error) {
	b, err := fs.ReadFile(content, "networks/operators.yaml")
	if err != nil {
		return nil, fmt.Errorf("enrich/network: %w", err)
	}
	var file operatorFile
	d := yaml.NewDecoder(bytes.NewReader(b))
	d.KnownFields(true)
	if err := d.Decode(&file); err != nil {
		return nil, fmt.Errorf("networks/operators.yaml: %w", err)
	}
	o := &operators{byASN: map[uint32]*operator{}, hosters: map[uint32]bool{}, byWord: map[string][]phrase{}, kinds: map[string][]phrase{}}
	for i, op := range file.Operators {
		for _, asn := range op.ASNs {
			o.byASN[asn] = op
		}
		index(o.byWord, op, i)
	}
	for i, op := range file.Words {
		index(o.kinds, op, i)
	}
	return o, o.readHosters(content)
}

func index(m map[string][]phrase, op *operator, rank int) {
	for _, name := range op.Names {
		first, _, _ := strings.Cut(name, " ")
		m[first] = append(m[first], phrase{name, op, rank})
	}
}

func (o *operators) readHosters(content fs.FS) error {
	b, err := fs.ReadFile(content, "networks/hosting-asns.txt")
	if err != nil {
		return fmt.Errorf("enrich/network: %w", err)
	}
	for line := range strings.Lines(string(b)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, word := range strings.Fields(line) {
			asn, err := strconv.ParseUint(word, 10, 32)
			if err != nil {
				return fmt.Errorf("networks/hosting-asns.txt: %q: %w", word, err)
			}
			o.hosters[uint32(asn)] = true
		}
	}
	return nil
}

// network is what an autonomous system and organisation names tell together. Names of
// anonymising operators win over the system they rent in.
func (o *operators) network(asn uint32, names ...string) model.Network {
	var n model.Network
	for _, name := range names {
		if op := o.named(name); op != nil {
			n = prefer(n, model.Network{Kind: op.Kind, Operator: op.Name, Feed: "operators"})
		}
	}
	if op, ok := o.byASN[asn]; ok {
		of := model.Network{Kind: op.Kind, Operator: op.Name, Feed: "operators"}
		if !n.Kind.Anonymising() || of.Kind.Anonymising() {
			n = moreExact(n, of)
		}
	}
	if n.Kind == model.UnknownNet {
		n = o.general(asn, names)
	}
	return n
}

// moreExact: a name found beats the system only where it tells more (a provider's mobile
// arm in the provider's system).
func moreExact(named, system model.Network) model.Network {
	if named.Kind == model.UnknownNet {
		return system
	}
	return prefer(named, system)
}

func (o *operators) general(asn uint32, names []string) model.Network {
	n := model.Network{}
	if o.hosters[asn] {
		n.Kind = model.HostingNet
	}
	for _, name := range names {
		if p := find(o.kinds, fold(name)); p != nil {
			n = prefer(n, model.Network{Kind: p.op.Kind, Operator: name, Feed: "operators"})
		}
	}
	return n
}

func (o *operators) named(name string) *operator {
	if name == "" {
		return nil
	}
	if p := find(o.byWord, fold(name)); p != nil {
		return p.op
	}
	return nil
}

// find is the longest phrase in a folded name, the earliest row among equals. A single
// word of up to four letters counts only at the beginning: "du" is an operator, "Caisse
// du Nord" is none.
func find(m map[string][]phrase, name string) *phrase {
	var best *phrase
	start := true
	for rest := name; rest != ""; start = false {
		word, after, _ := strings.Cut(rest, " ")
		candidates := m[word]
		for i := range candidates {
			p := &candidates[i]
			if !strings.HasPrefix(rest, p.words) || len(rest) > len(p.words) && rest[len(p.words)] != ' ' {
				continue
			}
			if !start && len(p.words) <= 4 && p.op.Name != "" {
				continue
			}
			if best == nil || better(p, best) {
				best = p
			}
		}
		rest = after
	}
	return best
}

// better: named operators by length of the phrase, general words by their row.
func better(a, b *phrase) bool {
	if a.op.Name == "" && b.op.Name == "" {
		return a.rank < b.rank
	}
	return len(a.words) > len(b.words)
}

// fold writes a name in lower case with single spaces for everything but letters and
// digits.
func fold(name string) string {
	b := make([]byte, 0, len(name))
	for _, r := range strings.ToLower(name) {
		if folded, ok := latin(r); ok {
			b = append(b, folded)
			continue
		}
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			b = append(b, byte(r))
		} else if len(b) > 0 && b[len(b)-1] != ' ' {
			b = append(b, ' ')
		}
	}
	return strings.TrimSpace(string(b))
}

func latin(r rune) (byte, bool) {
	const from, to = "áàâäãåéèêëíìîïóòôöõøúùûüçñýß", "aaaaaaeeeeiiiioooooouuuucnys"
	if r < 0x80 {
		return 0, false
	}
	at := 0
	for _, f := range from {
		if f == r {
			return to[at], true
		}
		at++
	}
	return 0, false
}
