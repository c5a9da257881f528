package network

import (
	"bytes"
	"fmt"
	"io/fs"
	"net/netip"
	"time"

	"go.yaml.in/yaml/v3"

	"bonafide/enrich/network/prefixset"
	"bonafide/model"
)

// builtin are the lists that ship with the program.
type builtin struct {
	sets  []labelled
	exits map[netip.Addr][]exit
}

type labelled struct {
	set     *prefixset.Set
	network model.Network
}

type exit struct {
	Address  string            `yaml:"address"`
	Kind     model.NetworkKind `yaml:"kind"`
	Operator string            `yaml:"operator"`
	From     time.Time         `yaml:"from"`
	Until    time.Time         `yaml:"until"`
	// Published is the date of the report.
	Published time.Time `yaml:"published"`
	Source    string    `yaml:"source"`
}

func readBuiltin(content fs.FS) (*builtin, error) {
	b, err := fs.ReadFile(content, "networks/prefixes.bin.zst")
	if err != nil {
		return nil, fmt.Errorf("enrich/network: %w", err)
	}
	sets, err := prefixset.Decode(b)
	if err != nil {
		return nil, fmt.Errorf("networks/prefixes.bin.zst: %w", err)
	}
	own := &builtin{exits: map[netip.Addr][]exit{}}
	for _, s := range sets {
		own.sets = append(own.sets, labelled{s, model.Network{
			Kind: model.NetworkKind(s.Labels["kind"]), Operator: s.Labels["operator"], Feed: s.Labels["source"], AsOf: s.Labels["as_of"],
		}})
	}
	return own, own.readExits(content)
}

func (b *builtin) readExits(content fs.FS) error {
	raw, err := fs.ReadFile(content, "networks/exits.yaml")
	if err != nil {
		return fmt.Errorf("enrich/network: %w", err)
	}
	var file struct {
		Exits []exit `yaml:"exits"`
	}
	d := yaml.NewDecoder(bytes.NewReader(raw))
	d.KnownFields(true)
	if err := d.Decode(&file); err != nil {
		return fmt.Errorf("networks/exits.yaml: %w", err)
	}
	for _, x := range file.Exits {
		x.Source = "published exits: " + x.Source
		a, err := netip.ParseAddr(x.Address)
		if err != nil {
			return fmt.Errorf("networks/exits.yaml: %q: %w", x.Address, err)
		}
		b.exits[a] = append(b.exits[a], x)
	}
	return nil
}

// lookUp is the first set that has the address; they stand in the file from the most to
// the least telling.
func (b *builtin) lookUp(a netip.Addr) model.Network {
	for i := range b.sets {
		if b.sets[i].set.Contains(a) {
			return b.sets[i].network
		}
	}
	return model.Network{}
}

// exit finds an address published as an exit, if the event falls into the time the
// publication speaks of.
func (b *builtin) exit(a netip.Addr, at time.Time) (model.Network, bool) {
	for _, x := range b.exits[a] {
		if !at.Before(x.From) && at.Before(x.Until.Add(24*time.Hour)) {
			return model.Network{Kind: x.Kind, Operator: x.Operator, Feed: x.Source, AsOf: x.Published.Format(time.DateOnly)}, true
		}
	}
	return model.Network{}, false
}
