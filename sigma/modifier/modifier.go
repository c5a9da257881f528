// Package modifier knows what stands behind the bars of a field, as in Image|endswith|cased:
// which modifiers there are, which of them go together and what they make of a text. Start
// with Read. It never sees YAML nor the values that are no text; sigma/rulefile reads those.
package modifier

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"bonafide/sigma"
)

// Set is what the modifiers of a field ask for.
type Set struct {
	// Steps change the text, in their order.
	Steps []Name
	// Kind is what else than a text the values are; "" is a text.
	Kind Name
	// Op compares numbers; "" does not.
	Op sigma.Compare
	// Flags are those of Kind re, as Go writes them.
	Flags string
	// All lets every value have to fit, Neq none.
	All, Neq bool
	// Cased compares texts with regard to case, Exact takes them without wildcards.
	Cased, Exact bool
	// Affix tells where a text has to stand.
	Affix sigma.Affix
}

// Name is a modifier as it is written.
type Name string

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

// Read reads the modifiers of a field, which is "" for keywords. The problem has no place.
func Read(field string, names []string) (Set, *sigma.Problem) {
	var s Set
	for i, name := range names {
		g, ok := modifiers[name]
		switch {
		case !ok:
			list := slices.Sorted(maps.Keys(modifiers))
			return s, problem(fmt.Sprintf("the modifier %q is unknown", name), sigma.Meant(name, list, "the modifiers are "+strings.Join(list, ", ")))
		case slices.Contains(names[:i], name):
			return s, problem(fmt.Sprintf("the modifier %q stands twice", name), "write it once")
		}
		if text, advice := s.apply(name, g); text != "" {
			return s, problem(text, advice)
		}
	}
	if text, advice := s.check(field, len(names)); text != "" {
		return s, problem(text, advice)
	}
	return s, nil
}

func problem(text, advice string) *sigma.Problem {
	return &sigma.Problem{Severity: sigma.Error, Text: text, Advice: advice}
}

// apply notes one modifier; text says what is wrong with it.
func (s *Set) apply(name string, g group) (text, advice string) {
	switch g {
	case link:
		s.All = s.All || name == "all"
		s.Neq = s.Neq || name == "neq"
	case flag:
		s.Cased = s.Cased || name == "cased"
		s.Exact = s.Exact || name == "exact"
	case affix:
		if s.Affix != sigma.Whole {
			return "a text can stand in one place only: " + name + " does not go with what stands before it", "use contains, which means anywhere"
		}
		s.Affix = map[string]sigma.Affix{"contains": sigma.Within, "startswith": sigma.Prefix, "endswith": sigma.Suffix}[name]
		s.Steps = append(s.Steps, Name(name))
	case encoding:
		if s.Affix != sigma.Whole && name != "windash" && name != "expand" {
			return name + " has to stand before the modifier that says where the text stands", "write e.g. " + name + "|contains"
		}
		s.Steps = append(s.Steps, Name(name))
	case kind, timePart:
		if s.Kind != "" {
			return fmt.Sprintf("%s does not go with %s", name, s.Kind), "use one of them"
		}
		s.Kind = Name(name)
	case order:
		if s.Op != "" {
			return fmt.Sprintf("%s does not go with %s", name, s.Op), "write the field twice for a range"
		}
		s.Op = sigma.Compare(name)
	case reFlag:
		if s.Kind != "re" {
			return name + " belongs behind re", "write re|" + name
		}
		s.Flags += reFlags[name]
	}
	return "", ""
}

//nolint:gochecknoglobals // a table
var reFlags = map[string]string{"i": "i", "ignorecase": "i", "m": "m", "multiline": "m", "s": "s", "dotall": "s"}

// check tells what does not go together.
func (s *Set) check(field string, names int) (text, advice string) {
	isTime := modifiers[string(s.Kind)] == timePart
	what := string(s.Kind)
	if what == "" {
		what = string(s.Op)
	}
	switch {
	case what == "":
		return "", ""
	case field == "" && what != "re" && what != "cidr":
		return what + " needs a field", "write it before the bar"
	case s.Kind != "" && s.Op != "" && !isTime:
		return fmt.Sprintf("%s does not go with %s", s.Op, s.Kind), "comparisons go with numbers and parts of times"
	case s.Exact || s.Cased && strings.Contains(s.Flags, "i") || s.Cased && s.Kind != "re" && s.Kind != "fieldref":
		return "exact and cased go with texts only, not with " + what, "leave it out"
	case s.Kind == "exists" && names > 1:
		return "exists stands alone", "write exists: true or exists: false"
	case s.Kind == "re" && len(s.Steps) > 0 && (len(s.Steps) > 1 || s.Affix != sigma.Within):
		return fmt.Sprintf("%s does not go with re", s.Steps[0]), "re looks anywhere in the text; ^ and $ stand for its beginning and end"
	case s.Kind == "fieldref" && len(s.Steps) > 1, s.Kind == "fieldref" && len(s.Steps) == 1 && s.Affix == sigma.Whole:
		return fmt.Sprintf("%s does not go with fieldref", s.Steps[0]), "startswith, endswith, contains and cased do"
	case s.Kind != "re" && s.Kind != "fieldref" && len(s.Steps) > 0:
		return fmt.Sprintf("%s does not go with %s", s.Steps[0], what), "leave one of them out"
	}
	return "", ""
}
