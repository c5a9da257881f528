package mapping

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"bonafide/model"
	"bonafide/normalize"
	"bonafide/plugin"
)

// Load compiles every mapping in a folder: the files named vendor_kind.yaml, in the order
// of their names, each of which may hold several documents.
func Load(files fs.FS, folder string, o Options) ([]*Mapping, error) {
	entries, err := fs.ReadDir(files, folder)
	if err != nil {
		return nil, fmt.Errorf("mapping: %w", err)
	}
	var all []*Mapping
	var errs []error
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".yaml") || !strings.Contains(e.Name(), "_") {
			continue
		}
		name := path.Join(folder, e.Name())
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("mapping: %w", err)
		}
		list, err := Parse(name, text, o)
		all = append(all, list...)
		errs = append(errs, err)
	}
	errs = append(errs, unknownColumns(all, o))
	return all, errors.Join(errs...)
}

// unknownColumns tells of column settings that belong to no mapping.
func unknownColumns(all []*Mapping, o Options) error {
	var keys []string
	for _, m := range all {
		if m.columns != nil && m.columns.key != "" {
			keys = append(keys, m.columns.key)
		}
	}
	var errs []error
	for key := range o.Columns {
		if !slices.Contains(keys, key) {
			errs = append(errs, fmt.Errorf("columns: there are no files of the kind %q%s", key, suggest(key, keys)))
		}
	}
	return errors.Join(errs...)
}

// LoadProtected reads the list of protected attributes.
func LoadProtected(files fs.FS, name string) (*normalize.Protected, error) {
	text, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, fmt.Errorf("mapping: %w", err)
	}
	var root yaml.Node
	if err := yaml.Unmarshal(text, &root); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	r := &reader{file: name}
	if len(root.Content) == 0 {
		return nil, fmt.Errorf("%s: the list is empty", name)
	}
	k := r.keys(root.Content[0], "whole", "parts")
	p := normalize.NewProtected(r.list(k["whole"]), r.list(k["parts"]))
	return p, errors.Join(r.errs...)
}

// Parse compiles the mappings of a file: each document is one. The errors are of type
// Error and name all that is wrong.
func Parse(file string, text []byte, o Options) ([]*Mapping, error) {
	d := yaml.NewDecoder(strings.NewReader(string(text)))
	var all []*Mapping
	var errs []error
	for {
		var root yaml.Node
		err := d.Decode(&root)
		if err != nil {
			if err.Error() != "EOF" {
				errs = append(errs, fmt.Errorf("%s: %w", file, err))
			}
			return all, errors.Join(errs...)
		}
		if len(root.Content) == 0 {
			continue
		}
		c := &compiler{reader: reader{file: file}, options: o}
		m := c.mapping(root.Content[0])
		if len(c.errs) > 0 {
			errs = append(errs, c.errs...)
			continue
		}
		all = append(all, m)
	}
}

// compiler makes one Mapping of a document.
type compiler struct {
	reader
	options Options
	m       *Mapping
}

func (c *compiler) mapping(n *yaml.Node) *Mapping {
	k := c.keys(n, "format", "version", "summary", "needs", "syntax", "match", "columns", "each", "id", "time", "zone", "class", "activity",
		"action", "outcome", "rules", "fields", "parts", "subject", "claims", "grants", "unread", "define", "logsource")
	m := &Mapping{protected: c.options.Protected, nodes: make([]node, 2), zone: time.UTC, unread: c.text(k["unread"])}
	c.m = m
	m.declaration = plugin.Declaration{
		Name: c.text(k["format"]), Kind: plugin.Normalizer, Version: int(c.number(k["version"], 1)),
		Summary: c.text(k["summary"]), Needs: c.list(k["needs"]),
	}
	if m.unread != "" && m.declaration.Summary == "" {
		m.declaration.Summary = "Recognised, and " + m.unread + "."
	}
	if err := m.declaration.Check(); err != nil {
		c.wrong(n, "%v", err)
	}
	if t := k["columns"]; t != nil {
		c.columns(t)
	}
	c.zone(k["zone"])
	for _, way := range c.items(k["match"]) {
		c.match(way)
	}
	if m.columns == nil && len(m.matches) == 0 {
		c.wrong(n, "the mapping has neither match nor columns, and would read nothing")
	}
	if m.unread != "" {
		return m
	}
	m.each = c.sources(k["each"])
	for _, l := range c.items(k["logsource"]) {
		c.logSource(l)
	}
	m.id, m.time = c.spec(k["id"]), c.spec(k["time"])
	m.base = c.outcome(k)
	m.fields = c.fields(k["fields"])
	for _, r := range c.items(k["rules"]) {
		m.rules = append(m.rules, c.rule(r))
	}
	for _, r := range c.items(k["parts"]) {
		m.parts = append(m.parts, c.rule(r))
	}
	c.chooser()
	c.claims(n, k["subject"], k["claims"])
	c.grants(k["grants"])
	if len(m.claims)+len(m.grants) == 0 && len(m.time.sources) == 0 {
		c.wrong(n, "the mapping makes events and must say where their time is")
	}
	return m
}

// items is a list of nodes; a single node is a list of one.
func (c *compiler) items(n *yaml.Node) []*yaml.Node {
	switch {
	case n == nil:
		return nil
	case n.Kind == yaml.SequenceNode:
		return n.Content
	}
	return []*yaml.Node{n}
}

func (c *compiler) zone(n *yaml.Node) {
	switch name := c.text(n); name {
	case "", "utc", "UTC":
	case "company":
		if c.options.Zone != nil {
			c.m.zone = c.options.Zone
		}
	default:
		loc, err := time.LoadLocation(name)
		if err != nil {
			c.wrong(n, "%q is no time zone; write company, utc or a name such as America/Chicago", name)
			return
		}
		c.m.zone = loc
	}
}

func (c *compiler) columns(n *yaml.Node) {
	k := c.keys(n, "key", "names", "required", "aliases", "ignore")
	t := &columns{key: c.text(k["key"]), byName: make(map[string]int32), ignored: make(map[string]bool)}
	c.m.columns = t
	for _, name := range c.list(k["names"]) {
		c.column(k["names"], t, name, name)
	}
	for _, p := range c.pairs(k["aliases"]) {
		for _, alias := range c.list(p[1]) {
			c.column(p[1], t, p[0].Value, alias)
		}
	}
	for own, theirs := range c.options.Columns[t.key] {
		if !slices.Contains(t.names, own) {
			c.wrong(n, "columns of %s: there is no column %q%s", t.key, own, suggest(own, t.names))
			continue
		}
		c.column(n, t, own, theirs)
	}
	for _, name := range c.list(k["ignore"]) {
		t.ignored[normalize.Fold(name)] = true
	}
	for _, options := range c.list(k["required"]) {
		var any []int32
		for name := range strings.SplitSeq(options, "|") {
			i := slices.Index(t.names, name)
			if i < 0 {
				c.wrong(k["required"], "the required column %q is not among the names%s", name, suggest(name, t.names))
			}
			any = append(any, int32(i)) //nolint:gosec // few
		}
		t.required = append(t.required, any)
	}
}

// column makes alias a name of the mapping's column.
func (c *compiler) column(n *yaml.Node, t *columns, name, alias string) {
	if c.options.Protected.Names(alias) || c.options.Protected.Names(name) {
		c.wrong(n, "%q is a protected attribute, which is never read", alias)
		return
	}
	i := slices.Index(t.names, name)
	if i < 0 {
		if name != alias {
			c.wrong(n, "there is no column %q%s", name, suggest(name, t.names))
			return
		}
		i = len(t.names)
		t.names = append(t.names, name)
		t.aliases = append(t.aliases, nil)
	}
	if alias != name {
		t.aliases[i] = append(t.aliases[i], alias)
	}
	t.byName[normalize.Fold(alias)] = int32(i) //nolint:gosec // few
}

func (c *compiler) match(n *yaml.Node) {
	k := c.keys(n, "has", "lacks", "is", "not", "lower", "confidence")
	way := match1{has: c.parts(k["has"]), lacks: c.parts(k["lacks"]), confidence: c.number(k["confidence"], 0.95)}
	way.lower = c.text(k["lower"]) == "true"
	way.is = append(c.conditions(k["is"], false), c.conditions(k["not"], true)...)
	if len(way.has)+len(way.is) == 0 {
		c.wrong(n, "the match asks for nothing; name attributes in has or values in is")
	}
	if way.confidence <= 0 || way.confidence > 1 {
		c.wrong(n, "confidence must be over 0 and at most 1")
	}
	c.m.matches = append(c.m.matches, way)
}

// chooser picks the attribute that most rules ask for.
func (c *compiler) chooser() {
	best := 0
	for _, r := range c.m.rules {
		for _, w := range r.when {
			n := 0
			for _, other := range c.m.rules {
				for _, o := range other.when {
					if sameSources(o.sources, w.sources) {
						n++
					}
				}
			}
			if n > best {
				best, c.m.choose = n, w.sources
			}
		}
	}
}

func (c *compiler) claims(n, subject, list *yaml.Node) {
	if list == nil {
		return
	}
	c.m.subject = c.spec(subject)
	if len(c.m.subject.sources) == 0 {
		c.wrong(n, "claims are made about a subject; say where its id is")
	}
	kinds := model.ClaimKinds()
	words := make([]string, len(kinds))
	for i, k := range kinds {
		words[i] = string(k)
	}
	for _, p := range c.pairs(list) {
		if !slices.Contains(words, p[0].Value) {
			c.wrong(p[0], "unknown claim %q%s", p[0].Value, suggest(p[0].Value, words))
			continue
		}
		for _, v := range c.every(p[1]) {
			c.m.claims = append(c.m.claims, claim{model.ClaimKind(p[0].Value), c.spec(v)})
		}
	}
}
