package sigma

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// item is a key of a search: a field and what its modifiers ask for.
type item struct {
	field string
	at    *yaml.Node
	// steps change the text, in their order.
	steps []step
	// kind is what else than a text the values are, as a modifier names it; "" is a text.
	kind  step
	op    Compare
	flags string
	// link and flag modifiers
	all, neq, cased, exact bool
	// affix tells where a text has to stand.
	affix Affix
}

// step is a modifier that does something to a value.
type step string

// group says what a modifier goes with.
type group uint8

const (
	link     group = iota + 1 // says how values belong together
	flag                      // changes how a text is compared
	affix                     // says where a text has to stand
	encoding                  // rewrites a text
	kind                      // makes something else than a text of the value
	order                     // compares numbers
	timePart                  // takes a part of a time
	reFlag                    // belongs to re
)

// modifiers are those of the specification and, for re, the long names that are in use.
//
//nolint:gochecknoglobals // a table
var modifiers = map[string]group{
	"all": link, "neq": link,
	"cased": flag, "exact": flag,
	"contains": affix, "startswith": affix, "endswith": affix,
	"windash": encoding, "expand": encoding, "base64": encoding, "base64offset": encoding,
	"utf16": encoding, "utf16le": encoding, "utf16be": encoding, "wide": encoding,
	"re": kind, "cidr": kind, "exists": kind, "fieldref": kind,
	"lt": order, "lte": order, "gt": order, "gte": order,
	"minute": timePart, "hour": timePart, "day": timePart, "week": timePart, "month": timePart, "year": timePart,
	"i": reFlag, "m": reFlag, "s": reFlag, "ignorecase": reFlag, "multiline": reFlag, "dotall": reFlag,
}

// item reads a key with its modifiers.
func (d *document) item(p pair) (*item, bool) {
	parts := strings.Split(p.name, "|")
	it := &item{field: strings.TrimSpace(parts[0]), at: p.key}
	for i, name := range parts[1:] {
		name = strings.TrimSpace(name)
		g, ok := modifiers[name]
		switch {
		case !ok:
			list := slices.Sorted(maps.Keys(modifiers))
			d.fail(p.key, meant(name, list, "the modifiers are "+strings.Join(list, ", ")), "the modifier %q is unknown", name)
			return nil, false
		case slices.Contains(parts[1:i+1], name):
			d.fail(p.key, "write it once", "the modifier %q stands twice", name)
			return nil, false
		}
		if text, advice := it.apply(name, g); text != "" {
			d.fail(p.key, advice, "%s", text)
			return nil, false
		}
	}
	if text, advice := it.check(len(parts)); text != "" {
		d.fail(p.key, advice, "%s", text)
		return nil, false
	}
	return it, true
}

// apply notes one modifier; text says what is wrong with it.
func (it *item) apply(name string, g group) (text, advice string) {
	switch g {
	case link:
		it.all = it.all || name == "all"
		it.neq = it.neq || name == "neq"
	case flag:
		it.cased = it.cased || name == "cased"
		it.exact = it.exact || name == "exact"
	case affix:
		if it.affix != Whole {
			return "a text can stand in one place only: " + name + " does not go with what stands before it", "use contains, which means anywhere"
		}
		it.affix = map[string]Affix{"contains": Within, "startswith": Prefix, "endswith": Suffix}[name]
		it.steps = append(it.steps, step(name))
	case encoding:
		if it.affix != Whole && name != "windash" && name != "expand" {
			return name + " has to stand before the modifier that says where the text stands", "write e.g. " + name + "|contains"
		}
		it.steps = append(it.steps, step(name))
	case kind, timePart:
		if it.kind != "" {
			return fmt.Sprintf("%s does not go with %s", name, it.kind), "use one of them"
		}
		it.kind = step(name)
	case order:
		if it.op != "" {
			return fmt.Sprintf("%s does not go with %s", name, it.op), "write the field twice for a range"
		}
		it.op = Compare(name)
	case reFlag:
		if it.kind != "re" {
			return name + " belongs behind re", "write re|" + name
		}
		it.flags += reFlags[name]
	}
	return "", ""
}

//nolint:gochecknoglobals // a table
var reFlags = map[string]string{"i": "i", "ignorecase": "i", "m": "m", "multiline": "m", "s": "s", "dotall": "s"}

// check tells what does not go together.
func (it *item) check(parts int) (text, advice string) {
	isTime := modifiers[string(it.kind)] == timePart
	what := string(it.kind)
	if what == "" {
		what = string(it.op)
	}
	switch {
	case what == "":
		return "", ""
	case it.field == "" && what != "re" && what != "cidr":
		return what + " needs a field", "write it before the bar"
	case it.kind != "" && it.op != "" && !isTime:
		return fmt.Sprintf("%s does not go with %s", it.op, it.kind), "comparisons go with numbers and parts of times"
	case it.exact || it.cased && strings.Contains(it.flags, "i") || it.cased && it.kind != "re" && it.kind != "fieldref":
		return "exact and cased go with texts only, not with " + what, "leave it out"
	case it.kind == "exists" && parts > 2:
		return "exists stands alone", "write exists: true or exists: false"
	case it.kind == "re" && len(it.steps) > 0 && (len(it.steps) > 1 || it.affix != Within):
		return fmt.Sprintf("%s does not go with re", it.steps[0]), "re looks anywhere in the text; ^ and $ stand for its beginning and end"
	case it.kind == "fieldref" && len(it.steps) > 1, it.kind == "fieldref" && len(it.steps) == 1 && it.affix == Whole:
		return fmt.Sprintf("%s does not go with fieldref", it.steps[0]), "startswith, endswith, contains and cased do"
	case it.kind != "re" && it.kind != "fieldref" && len(it.steps) > 0:
		return fmt.Sprintf("%s does not go with %s", it.steps[0], what), "leave one of them out"
	}
	return "", ""
}
