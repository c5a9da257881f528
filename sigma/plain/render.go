package plain

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"bonafide/sigma"
)

// Text writes the explanation for a person, one step a line, each with its verdict.
func (x Explanation) Text() string {
	var b strings.Builder
	verdict := "does not match"
	if x.Matched {
		verdict = "matches"
	}
	name := x.Title
	if name == "" {
		name = string(x.Rule)
	}
	fmt.Fprintf(&b, "%s %s", name, verdict)
	if x.Path != "" {
		fmt.Fprintf(&b, " (%s)", x.Path)
	}
	b.WriteByte('\n')
	for _, c := range x.Conditions {
		c.write(&b, 1)
	}
	return b.String()
}

// partsMax is how many parts of a long list are shown when none of them decided anything.
const partsMax = 8

func (s Step) write(b *strings.Builder, depth int) {
	verdict := "no "
	if s.Matched {
		verdict = "yes"
	}
	fmt.Fprintf(b, "%s%s %s%s\n", strings.Repeat("  ", depth), verdict, s.line(), s.place())
	parts := s.Of
	if len(parts) > partsMax {
		parts = s.decisive()
	}
	for _, part := range parts {
		part.write(b, depth+1)
	}
	if left := len(s.Of) - len(parts); left > 0 {
		fmt.Fprintf(b, "%s    and %d more that are %s\n", strings.Repeat("  ", depth+1), left, yesNo(s.Kind == StepAll))
	}
}

// decisive are the parts of a long list that decided it: in a list of which one is enough
// those that are true, in one of which all are needed those that are false. Where there
// are none, all parts are equal, and the first will do.
func (s Step) decisive() []Step {
	var list []Step
	for _, part := range s.Of {
		if part.Matched == (s.Kind == StepAny) {
			list = append(list, part)
		}
	}
	if len(list) == 0 {
		return s.Of[:partsMax]
	}
	return list
}

func (s Step) line() string {
	switch s.Kind {
	case StepCondition:
		return "condition: " + s.Text
	case StepSearch:
		return s.Text
	case StepTest:
		return s.Text + s.held()
	}
	return string(s.Kind)
}

func (s Step) held() string {
	switch {
	case !s.Present:
		return "; the event has no such field"
	case len(s.Held) == 0:
		return ""
	case s.Left > 0:
		return fmt.Sprintf("; it holds %s and %d more", strings.Join(s.Held, ", "), s.Left)
	}
	return "; it holds " + strings.Join(s.Held, ", ")
}

func (s Step) place() string {
	if s.At.Line == 0 {
		return ""
	}
	return fmt.Sprintf(" (line %d)", s.At.Line)
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// show gives a value as an explanation shows it.
func show(h Held) string {
	switch h.Kind {
	case KindNull:
		return "null"
	case KindObject:
		return "an object"
	case KindString:
		return quote(h.Text)
	}
	return shorten(h.Text)
}

// quote puts a text between single quotes, as rules write it, so that a path keeps its
// single backslashes; a text that a terminal cannot show as it is gets double ones.
func quote(text string) string {
	text = shorten(text)
	for _, c := range text {
		if c == '\'' || c == unicode.ReplacementChar || !unicode.IsPrint(c) {
			return strconv.Quote(text)
		}
	}
	return "'" + text + "'"
}

func shorten(text string) string {
	if chars := []rune(text); len(chars) > heldLen {
		return string(chars[:heldLen]) + "…"
	}
	return text
}

// describe says what a test asks.
func describe(t *sigma.Test) string {
	field := t.Field
	if field == "" {
		field = "a value of the event"
	}
	switch v := t.Value.(type) {
	case sigma.Text:
		return fmt.Sprintf("%s fits %s%s", field, quote(v.Pattern.String()), exactly(v.Cased))
	case sigma.Number:
		return field + " is " + v.Digits
	case sigma.Null:
		return field + " is absent or null"
	case sigma.Regexp:
		return fmt.Sprintf("%s fits the expression %s", field, quote(v.Re.String()))
	case sigma.CIDR:
		return fmt.Sprintf("%s is an address in %s", field, v.Prefix)
	case sigma.Ordered:
		return fmt.Sprintf("%s %s %s", field, compared(v.Op), digits(v.Value))
	case sigma.Exists:
		if v.Want {
			return field + " exists"
		}
		return field + " does not exist"
	case sigma.FieldRef:
		return fmt.Sprintf("%s %s the field %s%s", field, affixed(v.How), v.Field, exactly(v.Cased))
	case sigma.TimePart:
		return fmt.Sprintf("the %s of %s %s %s", v.Part, field, compared(v.Op), digits(v.Value))
	}
	return field
}

func exactly(cased bool) string {
	if cased {
		return " in this case"
	}
	return ""
}

func digits(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func compared(op sigma.Compare) string {
	switch op {
	case sigma.Equal:
		return "is"
	case sigma.NotEqual:
		return "is not"
	case sigma.Less:
		return "is less than"
	case sigma.LessOrEqual:
		return "is at most"
	case sigma.Greater:
		return "is more than"
	}
	return "is at least"
}

func affixed(how sigma.Affix) string {
	switch how {
	case sigma.Prefix:
		return "begins with"
	case sigma.Suffix:
		return "ends with"
	case sigma.Within:
		return "contains"
	}
	return "equals"
}
