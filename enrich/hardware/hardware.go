// Package hardware is the enricher that recognises hardware by what a device or its
// neighbours say of themselves: USB and display descriptions, network addresses, firmware
// words. Start with New; the signatures are content/hardware.
//
// It judges nothing: a virtual machine may be the company's own, and a shape (Exact
// false) is shared by honest things, which each signature names.
package hardware

import (
	"fmt"
	"io/fs"
	"strings"

	"bonafide/model"
	"bonafide/plugin"
)

// Enricher fills Facts.Hardware.
type Enricher struct {
	// by holds the signatures by the attribute that is looked at first; an event without
	// that attribute costs nothing.
	by []pivot
}

type pivot struct {
	field      model.Field
	signatures []*Signature
	// byID holds the signatures by their vendors, nil where the pivot is no identifier.
	byID map[string][]*Signature
}

// Config is what the enricher works with.
type Config struct {
	// Content is the embedded content, with hardware/.
	Content fs.FS
}

// New reads the catalogue.
func New(c Config) (*Enricher, error) {
	all, err := Read(c.Content)
	if err != nil {
		return nil, err
	}
	n := &Enricher{}
	at := map[model.Field]int{}
	for _, s := range all {
		f := s.conditions[0].field
		i, ok := at[f]
		if !ok {
			i = len(n.by)
			at[f] = i
			n.by = append(n.by, pivot{field: f})
		}
		n.by[i].signatures = append(n.by[i].signatures, s)
	}
	for i := range n.by {
		if p := &n.by[i]; p.field == model.PeripheralVendorID {
			p.index()
		}
	}
	return n, nil
}

// Declare says what the enricher is.
func (n *Enricher) Declare() plugin.Declaration {
	return plugin.Declaration{
		Name: "hardware", Kind: plugin.Enricher, Version: 1,
		Summary: "Recognises remote KVM devices, capture cards, posing USB devices, jiggler boards, virtual machines and their like.",
		Needs:   []string{"USB and display descriptions, neighbour tables or firmware words in the records"},
	}
}

// Enrich adds the hardware the event shows.
func (n *Enricher) Enrich(e *model.Event) {
	for i := range n.by {
		p := &n.by[i]
		if !e.Has(p.field) {
			continue
		}
		if p.byID == nil {
			p.try(e, p.signatures)
			continue
		}
		var room [2 * idLength]byte
		for _, key := range keys(room[:0], e.Text(p.field)) {
			p.try(e, p.byID[string(key)])
		}
	}
}

// try adds those of the signatures that the event shows.
func (p *pivot) try(e *model.Event, signatures []*Signature) {
	for _, s := range signatures {
		if value, ok := s.matches(e); ok {
			e.Facts.Hardware = append(e.Facts.Hardware, model.HardwareMatch{
				ID: s.ID, Name: s.Name, Kind: s.Kind, Exact: s.Exact, Field: p.field, Value: value,
			})
		}
	}
}

// index files the signatures by vendor: as four digits, and displays' makers as their
// letters, too.
func (p *pivot) index() {
	p.byID = map[string][]*Signature{}
	for _, s := range p.signatures {
		for _, vendor := range s.conditions[0].patterns {
			id := strings.ToLower(vendor)
			p.byID[id] = append(p.byID[id], s)
			if n, ok := displayMaker(vendor); ok {
				id = fmt.Sprintf("%04x", n)
				p.byID[id] = append(p.byID[id], s)
			}
		}
	}
}

// idLength is the number of digits of an identifier.
const idLength = 4

// keys are the words under which an identifier may be filed: as it is written, without what
// systems put before it, and with its leading zeros. The second is nil where it is the first.
func keys(room []byte, id string) [2][]byte {
	id = bare(id)
	if len(id) > idLength {
		return [2][]byte{}
	}
	for i := range len(id) {
		room = append(room, lower(id[i]))
	}
	written := len(room)
	if written == idLength {
		return [2][]byte{room}
	}
	for range idLength - written {
		room = append(room, '0')
	}
	room = append(room, room[:written]...)
	return [2][]byte{room[:written], room[written:]}
}
