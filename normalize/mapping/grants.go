package mapping

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/valyala/fastjson"
	"go.yaml.in/yaml/v3"

	"bonafide/model"
	"bonafide/normalize"
)

// grant says how entitlements are read from a record, or from each element of a list in it.
type grant struct {
	each    []source
	when    []condition
	texts   [grantTexts]spec
	tracked bool
}

// The parts of a grant, in the order of grantWords.
const (
	grantSystem = iota
	grantHolder
	grantEmail
	grantLogin
	grantType
	grantKind
	grantName
	grantUID
	grantLevel
	grantScope
	grantVia
	grantStatus
	grantSince
	grantUsed
	grantExpires
	grantTexts
)

func grantWords() []string {
	return []string{
		"system", "holder", "holder_email", "holder_name", "holder_type", "kind", "name", "uid", "level", "scope", "via", "status",
		"since", "last_used", "expires",
	}
}

// grants reads the list of grants of a mapping.
func (c *compiler) grants(n *yaml.Node) {
	for _, item := range c.items(n) {
		k := c.keys(item, slices.Concat(grantWords(), []string{"each", "when", "unless", "tracked"})...)
		g := grant{each: c.sources(k["each"]), tracked: c.text(k["tracked"]) == "true"}
		g.when = append(c.conditions(k["when"], false), c.conditions(k["unless"], true)...)
		for i, word := range grantWords() {
			g.texts[i] = c.spec(k[word])
		}
		for _, need := range []int{grantSystem, grantKind, grantName} {
			if len(g.texts[need].sources) == 0 {
				c.wrong(item, "a grant needs %s", grantWords()[need])
			}
		}
		if len(g.texts[grantHolder].sources)+len(g.texts[grantEmail].sources)+len(g.texts[grantLogin].sources) == 0 {
			c.wrong(item, "a grant needs holder, holder_email or holder_name: who holds it")
		}
		c.m.grants = append(c.m.grants, g)
	}
}

// grant gives the entitlements of a record.
func (w *worker) grant(out normalize.Out) error {
	given, lists := 0, 0
	for i := range w.grants {
		g := &w.grants[i]
		if len(g.each) == 0 {
			lists++
			given += w.grantsOf(g, out)
			continue
		}
		for j := range g.each {
			v := w.value(&g.each[j])
			if v == nil || v.Type() != fastjson.TypeArray {
				continue
			}
			lists++
			for _, e := range v.GetArray() {
				w.enter(e)
				given += w.grantsOf(g, out)
			}
			w.enter(nil)
			break
		}
	}
	if given == 0 && lists == 0 {
		return normalize.WithHint(errors.New("the record holds no list of who holds what"), "docs/operations/access-reviews.md shows how it is exported")
	}
	return nil
}

// grantsOf gives a grant for every name that the record or the element has, and tells how
// many there were.
func (w *worker) grantsOf(g *grant, out normalize.Out) int {
	if !w.holds(g.when) {
		return 0
	}
	base := model.Grant{
		System: strings.ToLower(w.first(&g.texts[grantSystem])), Kind: w.first(&g.texts[grantKind]), UID: w.first(&g.texts[grantUID]),
		Level: w.first(&g.texts[grantLevel]), Scope: w.first(&g.texts[grantScope]), Via: w.first(&g.texts[grantVia]),
		Status: strings.ToLower(w.first(&g.texts[grantStatus])), Tracked: g.tracked,
		Holder: model.Holder{
			UID: w.first(&g.texts[grantHolder]), Email: strings.ToLower(w.first(&g.texts[grantEmail])), Name: w.first(&g.texts[grantLogin]),
			Type: strings.ToLower(w.first(&g.texts[grantType])),
		},
	}
	if base.Holder.Type == "" {
		base.Holder.Type = "user"
	}
	base.Since, base.LastUsed, base.Expires = w.grantTime(g, grantSince, out), w.grantTime(g, grantUsed, out), w.grantTime(g, grantExpires, out)
	names := w.grantNames(&g.texts[grantName])
	if len(names) == 0 {
		return 0
	}
	if base.Holder.UID == "" && base.Holder.Email == "" && base.Holder.Name == "" {
		out.Reject(normalize.WithHint(fmt.Errorf("nobody holds %.60q: the record names no account", names[0]), "export it with the holder's id, e-mail address or login"))
		return 1
	}
	if base.System == "" {
		out.Reject(normalize.WithHint(fmt.Errorf("%.60q is of no system: the record does not say what it is for", names[0]), "name the system in each row"))
		return 1
	}
	for _, name := range names {
		next := base
		next.Name = name
		if next.UID == "" {
			next.UID = name
		}
		out.Grant(next)
	}
	return len(names)
}

// grantNames are all values of the first source that has any, each once.
func (w *worker) grantNames(s *spec) []string {
	for ; s != nil; s = s.or {
		if !w.holds(s.when) {
			continue
		}
		for i := range s.sources {
			w.texts = w.eval(s, i, w.texts[:0])
			var names []string
			for _, t := range w.texts {
				if t = strings.TrimSpace(t); !normalize.Nothing(t) && !slices.Contains(names, t) {
					names = append(names, strings.Clone(t))
				}
			}
			if len(names) > 0 {
				return names
			}
		}
	}
	return nil
}

// grantTime reads one of a grant's times; one that cannot be read is told, and the rest of
// the grant holds.
func (w *worker) grantTime(g *grant, which int, out normalize.Out) time.Time {
	text := w.first(&g.texts[which])
	if text == "" {
		return time.Time{}
	}
	t, err := normalize.ParseTime(text, w.zone)
	if err != nil {
		out.Reject(normalize.WithHint(fmt.Errorf("%s %.40q is not a time; the grant was read without it", grantWords()[which], text), "write times as 2006-01-02T15:04:05Z"))
		return time.Time{}
	}
	return t.UTC()
}
