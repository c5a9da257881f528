package rulefile

import (
	"slices"

	"go.yaml.in/yaml/v3"

	"bonafide/sigma"
)

// filter reads a document that leaves out events.
func (d *document) filter(n *yaml.Node, top []pair) *sigma.Filter {
	f := &sigma.Filter{}
	f.Meta = d.meta(n, top, "logsource", "filter")
	for _, p := range top {
		switch p.name {
		case "logsource":
			f.LogSource = d.logSource(p)
		case "filter":
			f.Detection = d.detection(p, "condition", "timeframe", "rules")
			d.filtered(f, p)
		}
	}
	d.require(n, top, "logsource")
	if !sigma.HasErrors(d.problems) && f.Mixed() {
		d.add(f.Detection.Conditions[0].At, sigma.Warning, "the condition asks for some searches and excludes others; it is joined to the rules as it stands", "describe only what is to be left out")
	}
	return f
}

// filtered reads which rules a filter is about.
func (d *document) filtered(f *sigma.Filter, p pair) {
	if p.value.Kind != yaml.MappingNode {
		return
	}
	list := d.pairs(p.value)
	d.require(p.key, list, "rules")
	for _, q := range list {
		if q.name != "rules" {
			continue
		}
		f.Rules = d.texts(q)
		if f.Any = len(f.Rules) == 0 || len(f.Rules) == 1 && slices.Contains([]string{"any", "all"}, sigma.Fold(f.Rules[0])); f.Any {
			f.Rules = nil
		}
	}
}
