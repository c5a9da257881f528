// Package enrich is the third stage: it adds to an event what follows from it and from
// the feeds at hand (place, network operator, tool, hardware), and says which subject it
// belongs to. It judges nothing. Start with Enricher.
package enrich

import (
	"fmt"

	"bonafide/model"
	"bonafide/plugin"
)

// Enricher derives facts from an event.
type Enricher interface {
	Declare() plugin.Declaration
	// Enrich adds to e.Facts. It is called by one goroutine at a time, must not keep e,
	// and must give the same facts for the same event always.
	Enrich(e *model.Event)
}

// Chain runs enrichers in order. The order matters: later ones may read what earlier
// ones found.
type Chain struct{ enrichers []Enricher }

// NewChain checks the declarations and chains the enrichers.
func NewChain(enrichers ...Enricher) (*Chain, error) {
	for _, e := range enrichers {
		if err := e.Declare().Check(); err != nil {
			return nil, fmt.Errorf("enrich: %w", err)
		}
	}
	return &Chain{enrichers}, nil
}

// Enrich adds all facts to the event.
func (c *Chain) Enrich(e *model.Event) {
	for _, enricher := range c.enrichers {
		enricher.Enrich(e)
	}
}
