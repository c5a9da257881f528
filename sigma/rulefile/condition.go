package rulefile

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"

	"bonafide/sigma"
)

// conditions reads one condition or a list of them.
func (d *document) conditions(p pair, searches []sigma.Search) []sigma.Condition {
	names := make([]string, len(searches))
	for i, s := range searches {
		names[i] = s.Name
	}
	var list []sigma.Condition
	values := d.items(p.value)
	if len(values) == 0 {
		d.fail(p.value, "write which searches have to fit", "the condition is empty")
	}
	for _, n := range values {
		if n.Kind != yaml.ScalarNode || strings.TrimSpace(n.Value) == "" || n.Tag == "!!null" {
			d.fail(n, "write which searches have to fit", "a condition has to be a text that names searches")
			continue
		}
		if e := d.condition(n, names); e != nil {
			list = append(list, sigma.Condition{Text: n.Value, Expr: e, At: place(n)})
		}
	}
	return list
}

// condition parses a condition over the names. It is nil when there was an error.
func (d *document) condition(n *yaml.Node, names []string) sigma.Expr {
	c := &condition{at: place(n), names: names, refs: &d.refs}
	c.exact = !strings.Contains(n.Value, "\n") && n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) == 0
	if n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0 {
		c.inner = 1
	}
	c.split(n.Value)
	e := c.or()
	switch {
	case c.problem != nil || c.i >= len(c.words):
	case c.is(0, "|"), c.is(0, "near"):
		c.former()
	default:
		c.fail(fmt.Sprintf("%q is unexpected here", c.words[c.i].text), "join searches with and, or and not; close every parenthesis once")
	}
	if c.problem != nil {
		d.add(c.problem.At, sigma.Error, c.problem.Text, c.problem.Advice)
		return nil
	}
	return e
}

// condition is a parser by descent: or binds less than and, and less than not.
type condition struct {
	names []string
	words []word
	i     int
	depth int
	// refs is what is left of the limit.
	refs *int
	// at is where the text begins, inner what its quotes add; exact tells that places
	// within it can be told.
	at      sigma.Position
	inner   int
	exact   bool
	problem *sigma.Problem
}

// word is a word or a parenthesis of a condition.
type word struct {
	text string
	from int
}

// split cuts the text at spaces and parentheses.
func (c *condition) split(text string) {
	from := -1
	end := func(i int) {
		if from >= 0 {
			c.words = append(c.words, word{text[from:i], from})
			from = -1
		}
	}
	for i, r := range text {
		switch {
		case unicode.IsSpace(r):
			end(i)
		case r == '(' || r == ')' || r == '|':
			end(i)
			c.words = append(c.words, word{text[i : i+1], i})
		case from < 0:
			from = i
		}
	}
	end(len(text))
}

// place is where a word stands; the end of the text is where its last word does.
func (c *condition) place(i int) sigma.Position {
	if !c.exact || len(c.words) == 0 {
		return c.at
	}
	w := c.words[min(i, len(c.words)-1)]
	return sigma.Position{Line: c.at.Line, Column: c.at.Column + c.inner + w.from}
}

func (c *condition) fail(text, advice string) sigma.Expr {
	if c.problem == nil {
		c.problem = &sigma.Problem{At: c.place(c.i), Text: text, Advice: advice}
	}
	return nil
}

// is tells whether the next word is this one, in any case.
func (c *condition) is(ahead int, text string) bool {
	i := c.i + ahead
	return i < len(c.words) && strings.EqualFold(c.words[i].text, text)
}

func (c *condition) or() sigma.Expr {
	list := []sigma.Expr{c.and()}
	for c.problem == nil && c.is(0, "or") {
		c.i++
		list = append(list, c.and())
	}
	return either(list)
}

func (c *condition) and() sigma.Expr {
	list := []sigma.Expr{c.not()}
	for c.problem == nil && c.is(0, "and") {
		c.i++
		list = append(list, c.not())
	}
	return both(list)
}

func (c *condition) not() sigma.Expr {
	if c.depth++; c.depth > maxDepth {
		return c.fail(fmt.Sprintf("the condition is nested more than %d deep", maxDepth), "split it into several searches")
	}
	defer func() { c.depth-- }()
	switch {
	case c.is(0, "not"):
		c.i++
		e := c.not()
		if e == nil {
			return nil
		}
		return &sigma.Not{Of: e}
	case c.is(0, "("):
		c.i++
		e := c.or()
		if c.problem == nil && !c.is(0, ")") {
			return c.fail("a parenthesis is not closed", "add )")
		}
		c.i++
		return e
	}
	return c.name()
}

// name reads the name of a search or a quantity of them.
func (c *condition) name() sigma.Expr {
	switch {
	case c.i >= len(c.words):
		return c.fail("the condition ends where the name of a search is expected", "join searches with and, or and not")
	case c.is(1, "of"):
		return c.quantity()
	case c.is(0, "|"), c.is(0, "near") && !slices.Contains(c.names, "near"):
		return c.former()
	}
	w := c.words[c.i]
	switch {
	case slices.Contains(c.names, w.text):
	case strings.ContainsAny(w.text, "*"):
		return c.fail(fmt.Sprintf("the pattern %q needs a quantity", w.text), fmt.Sprintf("write 1 of %s or all of %s", w.text, w.text))
	case slices.Contains([]string{"and", "or", "of", ")"}, strings.ToLower(w.text)):
		return c.fail(fmt.Sprintf("%q stands where the name of a search is expected", w.text), "join searches with and, or and not")
	default:
		return c.fail(fmt.Sprintf("the condition names the search %q, which is not there", w.text), sigma.Meant(w.text, c.names, "the searches are "+some(c.names)))
	}
	ref := sigma.Ref{Name: w.text, At: c.place(c.i)}
	c.i++
	return c.count(ref, 1)
}

// former refuses the counting of former versions.
func (c *condition) former() sigma.Expr {
	return c.fail("aggregations in conditions (| count(), near) are an old form that this version of the format does not have", "write a correlation that refers to this rule")
}

// quantity reads 1 of, any of and all of.
func (c *condition) quantity() sigma.Expr {
	all := c.is(0, "all")
	if !all && !c.is(0, "1") && !c.is(0, "any") {
		return c.fail(fmt.Sprintf("%q is no quantity", c.words[c.i].text), "1 of, any of and all of are; for others write a correlation")
	}
	if c.i+2 >= len(c.words) {
		return c.fail("a name, a pattern or them has to follow of", "write e.g. 1 of selection_*")
	}
	c.i += 2
	pattern, at := c.words[c.i].text, c.place(c.i)
	var list []sigma.Expr
	for _, name := range c.names {
		if strings.EqualFold(pattern, "them") && !strings.HasPrefix(name, "_") || fits(pattern, name) {
			list = append(list, sigma.Ref{Name: name, At: at})
		}
	}
	if len(list) == 0 {
		return c.fail(fmt.Sprintf("no search is named like %q", pattern), sigma.Meant(strings.Trim(pattern, "*"), c.names, "the searches are "+some(c.names)))
	}
	c.i++
	if all {
		return c.count(both(list), len(list))
	}
	return c.count(either(list), len(list))
}

// count keeps the number of searches within its limit.
func (c *condition) count(e sigma.Expr, refs int) sigma.Expr {
	if *c.refs -= refs; *c.refs < 0 {
		return c.fail(fmt.Sprintf("the conditions name searches more than %d times", maxRefs), "split the rule")
	}
	return e
}

// fits tells whether a name is like a pattern in which * is anything.
func fits(pattern, name string) bool {
	parts := strings.Split(pattern, "*")
	rest, ok := strings.CutPrefix(name, parts[0])
	if !ok || len(parts) == 1 {
		return ok && rest == ""
	}
	for _, part := range parts[1 : len(parts)-1] {
		_, after, ok := strings.Cut(rest, part)
		if !ok {
			return false
		}
		rest = after
	}
	return strings.HasSuffix(rest, parts[len(parts)-1])
}

// some names a few of a list.
func some(names []string) string {
	if len(names) > 8 {
		return strings.Join(names[:8], ", ") + " and others"
	}
	return strings.Join(names, ", ")
}
