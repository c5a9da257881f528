package rulefile_test

import (
	"fmt"
	"strings"

	"bonafide/sigma"
)

// show writes a tree in one line.
func show(e sigma.Expr) string {
	switch e := e.(type) {
	case *sigma.And:
		return "(" + showAll(e.Of, " and ") + ")"
	case *sigma.Or:
		return "(" + showAll(e.Of, " or ") + ")"
	case *sigma.Not:
		return "not " + show(e.Of)
	case sigma.Ref:
		return e.Name
	case *sigma.Test:
		return e.Field + " " + showValue(e.Value)
	}
	return fmt.Sprintf("%T?", e)
}

func showAll(list []sigma.Expr, between string) string {
	out := make([]string, len(list))
	for i, e := range list {
		out[i] = show(e)
	}
	return strings.Join(out, between)
}

func showValue(v sigma.Value) string {
	switch v := v.(type) {
	case sigma.Text:
		if v.Cased {
			return "cased " + showPattern(v.Pattern)
		}
		return showPattern(v.Pattern)
	case sigma.Number:
		return fmt.Sprintf("= %v (%s)", v.Value, v.Digits)
	case sigma.Regexp:
		return "~ " + v.Re.String()
	case sigma.CIDR:
		return "in " + v.Prefix.String()
	case sigma.Ordered:
		return fmt.Sprintf("%s %v", v.Op, v.Value)
	case sigma.FieldRef:
		return fmt.Sprintf("field %s how %d cased %t", v.Field, v.How, v.Cased)
	case sigma.TimePart:
		return fmt.Sprintf("%s %s %v", v.Part, v.Op, v.Value)
	case sigma.Exists:
		return fmt.Sprintf("exists %t", v.Want)
	case sigma.Null:
		return "null"
	}
	return fmt.Sprintf("%T?", v)
}

func showPattern(p sigma.Pattern) string {
	var b strings.Builder
	for _, piece := range p {
		switch piece.Kind {
		case sigma.Literal:
			fmt.Fprintf(&b, "%q", piece.Text)
		case sigma.Any:
			b.WriteString("*")
		case sigma.One:
			b.WriteString("?")
		case sigma.Dash:
			b.WriteString("<dash>")
		case sigma.Placeholder:
			b.WriteString("<" + piece.Text + ">")
		}
	}
	if len(p) == 0 {
		return `""`
	}
	return b.String()
}
