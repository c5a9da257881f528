// Package privilege says what an entitlement lets its holder do, by its system, kind and name:
// a level and abilities. Start with Load. It reads content/access; it knows nothing of people,
// and what no entry fits is Ordinary.
package privilege

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Level is how much an entitlement lets its holder do.
type Level int

// The levels, from what everybody has to what gives everything.
const (
	Ordinary Level = iota
	Elevated
	High
	Admin
)

// String is the word in the content files.
func (l Level) String() string { return [...]string{"ordinary", "elevated", "high", "admin"}[l&3] }

// LevelNamed reads the word.
func LevelNamed(word string) (Level, bool) {
	i := slices.Index([]string{"ordinary", "elevated", "high", "admin"}, word)
	return Level(max(i, 0)), i >= 0
}

// UnmarshalYAML reads the word.
func (l *Level) UnmarshalYAML(n *yaml.Node) error {
	found, ok := LevelNamed(n.Value)
	if !ok {
		return fmt.Errorf("line %d: %q is no level: write ordinary, elevated, high or admin", n.Line, n.Value)
	}
	*l = found
	return nil
}

// MarshalText writes the word.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads the word.
func (l *Level) UnmarshalText(text []byte) error {
	found, ok := LevelNamed(string(text))
	if !ok {
		return fmt.Errorf("%q is no level", text)
	}
	*l = found
	return nil
}

// Privilege is an entry of the catalogue.
type Privilege struct {
	ID    string   `yaml:"id"`
	Level Level    `yaml:"level"`
	Can   []string `yaml:"can"`
	Match []way    `yaml:"match"`
	Why   string   `yaml:"why"`
}

// way is one way to recognise an entitlement; what is empty fits everything.
type way struct {
	System string   `yaml:"system"`
	Kind   string   `yaml:"kind"`
	Name   []string `yaml:"name"`
	Level  []string `yaml:"level"`
}

// Combination is a pair of abilities that one person should not hold.
type Combination struct {
	ID   string   `yaml:"id"`
	Both []string `yaml:"both"`
	// SameSystem tells that the two only meet within one system.
	SameSystem bool   `yaml:"same_system"`
	Title      string `yaml:"title"`
	Why        string `yaml:"why"`
	Source     string `yaml:"source"`
	Honest     string `yaml:"honest"`
}

// Stage says what may be held until somebody is known.
type Stage struct {
	ID string `yaml:"id"`
	// Until is "verified" for a stage that ends with verification; Days ends it so long
	// after the start.
	Until string   `yaml:"until"`
	Days  int      `yaml:"days"`
	Most  Level    `yaml:"most"`
	Never []string `yaml:"never"`
	Why   string   `yaml:"why"`
}

// Catalogue is what content/access says. It does not change.
type Catalogue struct {
	Privileges []Privilege
	Toxic      []Combination
	Stages     []Stage
}

// Load reads and checks the catalogue.
func Load(files fs.FS) (*Catalogue, error) {
	c := &Catalogue{}
	for name, into := range map[string]any{
		"access/privileges.yaml": &c.Privileges, "access/toxic.yaml": &c.Toxic, "access/stages.yaml": &c.Stages,
	} {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("privilege: %w", err)
		}
		d := yaml.NewDecoder(strings.NewReader(string(text)))
		d.KnownFields(true)
		if err := d.Decode(into); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return c, c.check()
}

// check finds what the types alone cannot tell.
func (c *Catalogue) check() error {
	seen, can := map[string]bool{}, map[string]bool{}
	for i := range c.Privileges {
		p := &c.Privileges[i]
		if p.ID == "" || seen[p.ID] || len(p.Match) == 0 || p.Why == "" {
			return fmt.Errorf("access/privileges.yaml: entry %q has no id of its own, no match or no why", p.ID)
		}
		seen[p.ID] = true
		for j := range p.Match {
			w := &p.Match[j]
			for _, list := range [][]string{w.Name, w.Level} {
				for k := range list {
					list[k] = strings.ToLower(list[k])
				}
			}
		}
		for _, a := range p.Can {
			can[a] = true
		}
	}
	for _, t := range c.Toxic {
		if t.ID == "" || seen[t.ID] || len(t.Both) != 2 || t.Honest == "" || t.Why == "" || !can[t.Both[0]] || !can[t.Both[1]] {
			return fmt.Errorf("access/toxic.yaml: combination %q needs an id of its own, two abilities that privileges have, why and honest", t.ID)
		}
		seen[t.ID] = true
	}
	for _, s := range c.Stages {
		if i := slices.IndexFunc(s.Never, func(a string) bool { return !can[a] }); i >= 0 {
			return fmt.Errorf("access/stages.yaml: stage %q names %q, which no privilege gives", s.ID, s.Never[i])
		}
		if s.ID == "" || (s.Until == "") == (s.Days == 0) || s.Until != "" && s.Until != "verified" {
			return fmt.Errorf("access/stages.yaml: stage %q needs an id and either until: verified or days", s.ID)
		}
	}
	return nil
}

// Abilities are all that entitlements can give, in the order of their names.
func (c *Catalogue) Abilities() []string {
	var list []string
	for i := range c.Privileges {
		list = append(list, c.Privileges[i].Can...)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// Right is what an entitlement amounts to.
type Right struct {
	Level Level
	Can   []string
	Why   []string
}

// Of says what an entitlement lets its holder do: the highest level and all abilities of the
// entries that fit.
func (c *Catalogue) Of(system, kind, name, level string) Right {
	var r Right
	system, kind, name, level = strings.ToLower(system), strings.ToLower(kind), strings.ToLower(name), strings.ToLower(level)
	for i := range c.Privileges {
		p := &c.Privileges[i]
		if !p.fits(system, kind, name, level) {
			continue
		}
		if p.ID == "admin-word" && len(r.Why) > 0 {
			continue // a closer entry said what it administers
		}
		r.Level = max(r.Level, p.Level)
		for _, a := range p.Can {
			if !slices.Contains(r.Can, a) {
				r.Can = append(r.Can, a)
			}
		}
		r.Why = append(r.Why, p.Why)
	}
	return r
}

func (p *Privilege) fits(system, kind, name, level string) bool {
	for i := range p.Match {
		w := &p.Match[i]
		if w.System != "" && w.System != system || w.Kind != "" && w.Kind != kind || len(w.Level) > 0 && !slices.Contains(w.Level, level) {
			continue
		}
		if slices.ContainsFunc(w.Name, func(pattern string) bool { return glob(pattern, name) }) {
			return true
		}
	}
	return false
}

// glob tells whether a text fits a pattern in which * is any run of characters.
func glob(pattern, s string) bool {
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return pattern == s
	}
	if !strings.HasPrefix(s, parts[0]) {
		return false
	}
	s = s[len(parts[0]):]
	last := parts[len(parts)-1]
	for _, part := range parts[1 : len(parts)-1] {
		i := strings.Index(s, part)
		if i < 0 {
			return false
		}
		s = s[i+len(part):]
	}
	return strings.HasSuffix(s, last)
}
