package plain

import (
	"strings"

	"bonafide/sigma"
)

// fitsText holds one text against the values that look at nothing else.
func fitsText(v sigma.Value, text string) bool {
	switch v := v.(type) {
	case sigma.Regexp:
		return v.Re.MatchString(text)
	case sigma.CIDR:
		a, ok := sigma.ReadAddr(text)
		return ok && v.Prefix.Contains(a)
	case sigma.Ordered:
		n, ok := sigma.ReadNumber(text)
		return ok && v.Op.Holds(n, v.Value)
	case sigma.TimePart:
		n, ok := v.Part.Of(text)
		return ok && v.Op.Holds(n, v.Value)
	}
	return false
}

// fitsNumber compares a JSON number by its value and a string by how it is written.
func fitsNumber(v sigma.Number, h Held) bool {
	switch h.Kind {
	case KindNumber:
		return v.Fits(h.Text)
	case KindString:
		return sigma.Fold(h.Text) == sigma.Fold(v.Digits)
	}
	return false
}

func fitsAffix(v sigma.FieldRef, text, part string) bool {
	if !v.Cased {
		text, part = sigma.Fold(text), sigma.Fold(part)
	}
	switch v.How {
	case sigma.Prefix:
		return strings.HasPrefix(text, part)
	case sigma.Suffix:
		return strings.HasSuffix(text, part)
	case sigma.Within:
		return strings.Contains(text, part)
	}
	return text == part
}
