package sigma

import (
	"net/netip"
	"regexp"
)

// Expr is a boolean expression: *And, *Or, *Not, *Test, or within a Condition a Ref.
type Expr interface{ expr() }

// And is true when all of its parts are; of none it is true.
type And struct{ Of []Expr }

// Or is true when one of its parts is; of none it is false.
type Or struct{ Of []Expr }

// Not is true when its part is false. An event without the field is one of those.
type Not struct{ Of Expr }

// Ref names a search of the same detection, or a rule in a correlation's condition.
type Ref struct {
	Name string
	At   Position
}

// Test holds one field of an event against one value. All modifiers are resolved: a list
// of values became an Or or an And of tests, "neq" a Not around them.
type Test struct {
	// Field is the name as the rule has it; "" is a keyword, which looks at every value of
	// the event.
	Field string
	Value Value
	At    Position
}

func (*And) expr()  {}
func (*Or) expr()   {}
func (*Not) expr()  {}
func (*Test) expr() {}
func (Ref) expr()   {}

// Value is what a test holds a field against: Text, Number, Null, Regexp, CIDR, Ordered,
// Exists, FieldRef or TimePart.
type Value interface{ value() }

// Text is true when one of the field's texts fits the pattern, without regard to case
// unless Cased. The text of a string is its characters, of a number its digits as written,
// of a boolean true or false.
type Text struct {
	Pattern Pattern
	Cased   bool
}

// Number is true when the field is a JSON number of that value, or a string that is
// written like Digits, in upper or lower case.
type Number struct {
	Value  float64
	Digits string
}

// Null is true when the field is absent or holds nothing but null.
type Null struct{}

// Regexp is true when the expression is found anywhere in one of the field's texts.
// Flags i, m and s are in the expression already.
type Regexp struct{ Re *regexp.Regexp }

// CIDR is true when one of the field's texts is an address within the prefix. An IPv4
// address in IPv6 form counts as IPv4.
type CIDR struct{ Prefix netip.Prefix }

// Ordered compares numerically: lt, lte, gt, gte. A string counts when all of it is a number.
type Ordered struct {
	Op    Compare
	Value float64
}

// Exists is true when the field is there (null counts) and Want is, or neither is.
type Exists struct{ Want bool }

// FieldRef is true when a text of the field equals, begins with, ends with or contains a
// text of the other field.
type FieldRef struct {
	Field string
	How   Affix
	Cased bool
}

// TimePart takes a part out of an ISO 8601 time as written, without conversion of zones,
// and compares it.
type TimePart struct {
	Part  Part
	Op    Compare
	Value float64
}

func (Text) value()     {}
func (Number) value()   {}
func (Null) value()     {}
func (Regexp) value()   {}
func (CIDR) value()     {}
func (Ordered) value()  {}
func (Exists) value()   {}
func (FieldRef) value() {}
func (TimePart) value() {}

// Affix says where in a text another one has to stand.
type Affix uint8

// Where a text has to stand.
const (
	Whole Affix = iota
	Prefix
	Suffix
	Within
)

// Compare is a numeric comparison, written as in a correlation's condition.
type Compare string

// The comparisons.
const (
	Equal          Compare = "eq"
	NotEqual       Compare = "neq"
	Less           Compare = "lt"
	LessOrEqual    Compare = "lte"
	Greater        Compare = "gt"
	GreaterOrEqual Compare = "gte"
)

// Holds tells whether a compares to b that way. Nothing compares to what is not a number.
func (c Compare) Holds(a, b float64) bool {
	switch c {
	case Equal:
		return a == b
	case NotEqual:
		return a < b || a > b
	case Less:
		return a < b
	case LessOrEqual:
		return a <= b
	case Greater:
		return a > b
	case GreaterOrEqual:
		return a >= b
	}
	return false
}

// Part is a part of a time.
type Part string

// The parts of a time; weeks are those of ISO 8601.
const (
	Minute Part = "minute"
	Hour   Part = "hour"
	Day    Part = "day"
	Week   Part = "week"
	Month  Part = "month"
	Year   Part = "year"
)
