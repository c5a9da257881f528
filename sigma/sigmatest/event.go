package sigmatest

import (
	"math/rand/v2"
	"strings"

	"bonafide/sigma"
)

// Event makes a JSON object that has a few words of the rules in their fields. Three times
// out of four it sets out to match one to three of them, and often fails by little.
func Event(r *rand.Rand, rules []*sigma.Rule) []byte {
	g := maker{r}
	top := &object{}
	if len(rules) > 0 && !g.one(4) {
		for range 1 + g.IntN(3) {
			rule := pick(r, rules)
			g.satisfy(top, pick(r, rule.Detection.Conditions).Expr, rule)
		}
	}
	for range g.IntN(5) {
		g.put(top, pick(r, fields), g.stray(rules))
	}
	if g.one(2) {
		r.Shuffle(len(top.members), func(i, k int) { top.members[i], top.members[k] = top.members[k], top.members[i] })
	}
	w := writer{maker: g, spaced: g.one(4)}
	w.object(top)
	return w.Bytes()
}

// satisfy puts fields into the event that make an expression true, as long as it is not
// a negated one.
func (g maker) satisfy(top *object, e sigma.Expr, rule *sigma.Rule) {
	switch e := e.(type) {
	case *sigma.And:
		for _, part := range e.Of {
			g.satisfy(top, part, rule)
		}
	case *sigma.Or:
		if len(e.Of) > 0 {
			g.satisfy(top, pick(g.Rand, e.Of), rule)
		}
	case *sigma.Not:
		if g.one(5) {
			g.satisfy(top, e.Of, rule)
		}
	case sigma.Ref:
		for _, s := range rule.Detection.Searches {
			if s.Name == e.Name {
				g.satisfy(top, s.Expr, rule)
			}
		}
	case *sigma.Test:
		g.satisfyTest(top, e)
	}
}

func (g maker) satisfyTest(top *object, t *sigma.Test) {
	if g.one(15) {
		return
	}
	field := t.Field
	if field == "" {
		field = pick(g.Rand, fields)
	}
	switch v := t.Value.(type) {
	case sigma.Exists:
		if v.Want {
			g.put(top, field, g.wrap(g.word()))
		}
		return
	case sigma.Null:
		if g.one(2) {
			g.put(top, field, g.wrap(nil))
		}
		return
	case sigma.FieldRef:
		word := g.text()
		g.put(top, v.Field, g.wrap(word))
		g.put(top, field, g.wrap(g.noise(3)+g.spell(word, v.Cased)+g.noise(3)))
		return
	}
	value := g.fill(t.Value)
	if text, ok := value.(string); ok && t.Field == "" {
		value = g.noise(2) + text + g.noise(2)
	}
	g.put(top, field, g.wrap(value))
}

// stray is a value that nothing asks for at that place, though perhaps at another one.
func (g maker) stray(rules []*sigma.Rule) any {
	switch g.IntN(10) {
	case 0:
		return g.wrap(nil)
	case 1:
		return g.one(2)
	case 2:
		return g.wrap(digits(pick(g.Rand, pick(g.Rand, numbers))))
	case 3:
		return []any{}
	case 4:
		o := &object{}
		g.put(o, pick(g.Rand, fields), g.word())
		return o
	case 5, 6:
		if len(rules) > 0 {
			rule := pick(g.Rand, rules)
			if t, ok := pick(g.Rand, rule.Detection.Searches).Expr.(*sigma.Test); ok {
				return g.wrap(g.fill(t.Value))
			}
		}
	}
	return g.wrap(g.word())
}

// wrap puts a value into an array now and then.
func (g maker) wrap(v any) any {
	switch g.IntN(14) {
	case 0:
		return []any{v}
	case 1:
		return []any{g.word(), v}
	case 2:
		return []any{nil, []any{v, g.one(2)}, digits("1")}
	}
	return v
}

// put puts a value under a field's name, perhaps below a root, perhaps nested at the dots.
func (g maker) put(o *object, field string, v any) {
	if g.one(5) {
		field = pick(g.Rand, roots) + "." + field
	} else if g.one(25) {
		field = pick(g.Rand, aliasPlaces)
	}
	for from := 0; ; {
		dot := strings.IndexByte(field[from:], '.')
		if dot < 0 {
			o.members = append(o.members, pair{field, v})
			return
		}
		at := from + dot
		if g.one(3) { // the dot is part of the key
			from = at + 1
			continue
		}
		o = g.inner(o, field[:at])
		field, from = field[at+1:], 0
	}
}

// inner gives the object under a key: one that is there, or a new one beside it, or a new
// one in an array.
func (g maker) inner(o *object, key string) *object {
	if !g.one(6) {
		for _, m := range o.members {
			if in, ok := m.value.(*object); ok && m.key == key {
				return in
			}
		}
	}
	in := &object{}
	var value any = in
	if g.one(8) {
		value = []any{in, g.wrap(digits("1"))}
	}
	o.members = append(o.members, pair{key, value})
	return in
}
