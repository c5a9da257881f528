package app

import (
	"fmt"
	"os"
	"time"

	"bonafide/config"
	"bonafide/content"
	"bonafide/enrich"
	"bonafide/enrich/hardware"
	"bonafide/enrich/network"
	"bonafide/enrich/place"
	"bonafide/enrich/tool"
	"bonafide/internal/gazetteer"
	"bonafide/internal/hint"
	"bonafide/model"
	"bonafide/normalize"
	normalizers "bonafide/normalize/catalog"
)

// normalizers makes the second stage, with the company's own column names and mappings.
func (a *assessor) normalizers() (normalize.Config, error) {
	own := map[string][]byte{}
	for _, path := range a.settings.Mappings {
		name := beside(a.Options, path)
		text, err := os.ReadFile(name)
		if err != nil {
			tip := "paths start from the folder of " + config.FileName + "; check the name"
			return normalize.Config{}, a.settings.Wrong([]string{"mappings"}, tip, "the mapping %s cannot be read: %v", path, reason(err))
		}
		own[name] = text
	}
	set, err := normalizers.New(normalizers.Options{Columns: a.settings.Columns, Mappings: own, Zone: a.company.Zone})
	if err != nil {
		return normalize.Config{}, hint.With(err, "docs/guides/own-formats.md shows how a mapping is written")
	}
	return normalize.Config{Normalizers: set.Normalizers, Protected: set.Protected, Lend: true}, nil
}

// enrichers makes the third stage; identity goes before it.
func (a *assessor) enrichers() ([]enrich.Enricher, error) {
	list, err := newEnrichers(a.company, a.gazetteer, feeds(a.Options, a.settings))
	if err != nil {
		return nil, err
	}
	for _, p := range append(list.networks.Problems(), list.networks.Stale(a.Now)...) {
		a.notices = append(a.notices, "feed "+told(p))
	}
	return list.all(), nil
}

// told is a problem with a feed in words.
func told(p network.Problem) string {
	text := p.Path
	if p.Line > 0 {
		text += fmt.Sprintf(":%d", p.Line)
	}
	text += ": " + p.Err.Error()
	if p.Hint != "" {
		text += " (" + p.Hint + ")"
	}
	return text
}

// enricherSet are the enrichers after identity.
type enricherSet struct {
	networks *network.Enricher
	others   []enrich.Enricher
}

// all lists them in the order in which they run.
func (s enricherSet) all() []enrich.Enricher {
	return append([]enrich.Enricher{s.networks}, s.others...)
}

// newEnrichers makes the enrichers after identity, with the company's own feeds.
func newEnrichers(c *model.Company, g *gazetteer.Gazetteer, feeds []network.Feed) (enricherSet, error) {
	networks, err := network.New(network.Config{Company: c, Gazetteer: g, Content: content.FS(), Feeds: feeds})
	if err != nil {
		return enricherSet{}, err
	}
	places, err := place.New(place.Config{Gazetteer: g})
	if err != nil {
		return enricherSet{}, err
	}
	devices, err := hardware.New(hardware.Config{Content: content.FS()})
	if err != nil {
		return enricherSet{}, err
	}
	tools, err := tool.New(tool.Config{Content: content.FS()})
	if err != nil {
		return enricherSet{}, err
	}
	return enricherSet{networks, []enrich.Enricher{places, devices, tools}}, nil
}

// feeds are the company's own address feeds.
func feeds(o Options, s *config.Settings) []network.Feed {
	list := make([]network.Feed, 0, len(s.Feeds))
	for _, f := range s.Feeds {
		feed := network.Feed{Path: beside(o, f.Path), Operator: f.Operator, Network: model.NetworkKind(f.Network), TTLDays: f.TTLDays}
		if !f.AsOf.IsZero() {
			feed.AsOf = f.AsOf.Format(time.DateOnly)
		}
		list = append(list, feed)
	}
	return list
}
