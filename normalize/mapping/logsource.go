package mapping

import (
	"slices"

	"go.yaml.in/yaml/v3"

	"bonafide/model"
	"bonafide/model/ocsf"
)

// logSource reads what Sigma calls the records, or those of one class and system.
func (c *compiler) logSource(n *yaml.Node) {
	k := c.keys(n, "product", "service", "category", "roots", "class", "activity", "system", "fields")
	l := LogSource{
		Product: c.text(k["product"]), Service: c.text(k["service"]), Category: c.text(k["category"]),
		Roots: c.list(k["roots"]), System: c.text(k["system"]),
	}
	if l.None() {
		c.wrong(n, "the log source says nothing; give product, service or category as Sigma rules name them")
	}
	if systems := []string{"", "windows", "macos", "linux"}; !slices.Contains(systems, l.System) {
		c.wrong(k["system"], "%q is no family of systems; write windows, macos or linux", l.System)
	}
	if t := k["class"]; t != nil {
		class, ok := ocsf.ClassNamed(c.text(t))
		if !ok {
			c.wrong(t, "unknown class %q%s", t.Value, suggest(t.Value, classNames()))
		}
		l.Class = class
	}
	if t := k["activity"]; t != nil {
		l.Activity = c.activity(t)
	}
	for _, p := range c.pairs(k["fields"]) {
		f, ok := model.FieldNamed(c.text(p[1]))
		if !ok {
			c.wrong(p[1], "unknown field %q%s", p[1].Value, suggest(p[1].Value, fieldNames()))
			continue
		}
		l.Fields = append(l.Fields, NamedField{p[0].Value, f})
	}
	if c.m.columns != nil && len(l.Fields) == 0 && len(c.m.each) == 0 {
		c.wrong(n, "rules read JSON; say in each which column holds it, or in fields which attributes of the event stand in for columns")
	}
	c.m.logSources = append(c.m.logSources, l)
}
