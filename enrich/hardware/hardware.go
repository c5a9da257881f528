// Package hardware is the enricher that recognises hardware by what a device or its
// neighbours say of themselves: USB and display descriptions, network addresses, firmware
// words. Start with New; the signatures are content/hardware.
//
// It judges nothing: a virtual machine may be the company's own, and a shape (Exact
// false) is shared by honest things, which each signature names.
package hardware

import (
	"io/fs"

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
		for _, s := range p.signatures {
			if value, ok := s.matches(e); ok {
				e.Facts.Hardware = append(e.Facts.Hardware, model.HardwareMatch{
					ID: s.ID, Name: s.Name, Kind: s.Kind, Exact: s.Exact, Field: p.field, Value: value,
				})
			}
		}
	}
}
