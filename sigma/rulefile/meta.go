package rulefile

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"bonafide/sigma"
)

var (
	uuidForm = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
	tagForm  = regexp.MustCompile(`^[a-z0-9_-]+\.[a-z0-9._-]+$`)
	lower    = regexp.MustCompile(`^[^\sA-Z]*$`)
)

// known are the keys at the top of a document.
//
//nolint:gochecknoglobals // a table
var known = []string{
	"title", "id", "name", "related", "taxonomy", "status", "description", "license", "references", "author", "date", "modified",
	"logsource", "detection", "fields", "falsepositives", "level", "tags", "scope", "correlation", "filter", "generate",
}

//nolint:gochecknoglobals // tables of the specification
var (
	statuses  = []string{"stable", "test", "experimental", "deprecated", "unsupported"}
	levels    = []string{"informational", "low", "medium", "high", "critical"}
	relations = []string{"derived", "obsolete", "merged", "renamed", "similar"}
)

// meta reads what a document says about itself. The keys in own belong to its kind.
func (d *document) meta(n *yaml.Node, top []pair, own ...string) sigma.Meta {
	m := sigma.Meta{Path: d.path, At: place(n)}
	for _, p := range top {
		if !slices.Contains(own, p.name) && !d.words(&m, p) && !d.facts(&m, p) {
			d.unknown(&m, p)
		}
	}
	if strings.TrimSpace(m.Title) == "" {
		d.fail(n, "add title: with a few words that say what it detects", "title is missing")
	}
	return m
}

// words reads the keys that hold any text.
func (d *document) words(m *sigma.Meta, p pair) bool {
	switch p.name {
	case "name":
		m.Name = d.text(p)
	case "taxonomy":
		m.Taxonomy = d.text(p)
	case "description":
		m.Description = d.text(p)
	case "license":
		m.License = d.text(p)
	case "author":
		m.Author = strings.Join(d.texts(p), ", ")
	case "references":
		m.References = d.texts(p)
	case "fields":
		m.Fields = d.texts(p)
	case "falsepositives":
		m.FalsePositives = d.texts(p)
	case "scope":
		m.Scope = d.texts(p)
	default:
		return false
	}
	return true
}

// facts reads the keys whose form the specification defines.
func (d *document) facts(m *sigma.Meta, p pair) bool {
	switch p.name {
	case "title":
		m.Title = d.text(p)
		if n := len([]rune(m.Title)); n > 256 {
			d.warn(p.value, "shorten it; the description has room", "the title has %d characters; 256 are allowed", n)
		}
	case "id":
		m.ID = d.text(p)
		if m.ID != "" && !uuidForm.MatchString(m.ID) {
			d.warn(p.value, "use a random UUID, such as uuidgen makes", "the id %q is no UUID", m.ID)
		}
	case "status":
		m.Status = d.oneOf(p, statuses)
	case "level":
		m.Level = d.oneOf(p, levels)
	case "date":
		m.Date = d.date(p)
	case "modified":
		m.Modified = d.date(p)
	case "tags":
		m.Tags = d.texts(p)
		for _, t := range m.Tags {
			if !tagForm.MatchString(t) {
				d.warn(p.value, "tags are written as attack.t1059.001: a namespace, a dot and a name, in lower case", "the tag %q has not the form of a tag", t)
			}
		}
	case "related":
		m.Related = d.related(p)
	default:
		return false
	}
	return true
}

// oneOf reads a word that should be on a list.
func (d *document) oneOf(p pair, list []string) string {
	word := d.text(p)
	if word != "" && !slices.Contains(list, word) {
		d.warn(p.value, sigma.Meant(word, list, ""), "the %s %q is not one of the specification", p.name, word)
	}
	return word
}

// date reads a day; one with slashes, as old rules have it, is rewritten.
func (d *document) date(p pair) string {
	text := d.text(p)
	if text == "" {
		return ""
	}
	if day, err := time.Parse("2006/01/02", text); err == nil {
		d.warn(p.value, "write it as "+day.Format(time.DateOnly), "the %s %q is written with slashes", p.name, text)
		return day.Format(time.DateOnly)
	}
	if _, err := time.Parse(time.DateOnly, text); err != nil {
		d.warn(p.value, "write it as YYYY-MM-DD", "the %s %q is no day", p.name, text)
	}
	return text
}

func (d *document) related(p pair) []sigma.Related {
	var list []sigma.Related
	if p.value.Tag == "!!null" {
		return nil
	}
	for _, n := range d.items(p.value) {
		if n.Kind != yaml.MappingNode {
			d.fail(n, "write - id: and type: below related", "related has to be a list of maps")
			continue
		}
		var r sigma.Related
		for _, q := range d.pairs(n) {
			switch q.name {
			case "id":
				r.ID = d.text(q)
			case "type":
				r.Type = d.oneOf(q, relations)
			}
		}
		list = append(list, r)
	}
	return list
}

// unknown keeps a key that is not of the specification, which allows that, and asks when it
// looks like a slip.
func (d *document) unknown(m *sigma.Meta, p pair) {
	if slices.Contains(known, p.name) {
		d.warn(p.key, "leave it out", "%s does not belong into this kind of document", p.name)
	} else if near := sigma.Nearest(p.name, known, 1+len(p.name)/6); near != "" {
		d.warn(p.key, "did you mean \""+near+"\"?", "%q is not a key of the specification", p.name)
	}
	if m.Custom == nil {
		m.Custom = map[string]any{}
	}
	m.Custom[p.name] = d.custom(p.value, 0)
}

// logSource reads which logs a rule is about.
func (d *document) logSource(p pair) sigma.LogSource {
	var s sigma.LogSource
	if p.value.Kind != yaml.MappingNode {
		d.fail(p.value, "write category:, product: or service: below it", "logsource has to be a map")
		return s
	}
	parts := map[string]*string{"category": &s.Category, "product": &s.Product, "service": &s.Service, "definition": &s.Definition}
	for _, q := range d.pairs(p.value) {
		to := parts[q.name]
		if to == nil {
			if near := sigma.Nearest(q.name, []string{"category", "product", "service", "definition"}, 1+len(q.name)/3); near != "" {
				d.warn(q.key, "did you mean \""+near+"\"?", "%q is not a key of a log source", q.name)
			}
			continue
		}
		*to = d.text(q)
		if q.name != "definition" && !lower.MatchString(*to) {
			d.warn(q.value, "write it in lower case with _ for spaces; log sources are compared exactly", "the %s %q is not in the form of the specification", q.name, *to)
		}
	}
	if s.Category == "" && s.Product == "" && s.Service == "" {
		d.fail(p.value, "name at least one of them", "the log source has no category, product or service")
	}
	return s
}
