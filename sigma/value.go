package sigma

import (
	"math"
	"net/netip"
	"strings"

	"go.yaml.in/yaml/v3"
)

// value holds an item against one of its values. It is nil when there was an error.
func (d *document) value(it *item, n *yaml.Node) Expr {
	if n.Tag == "!!binary" || strings.HasPrefix(n.Tag, "!") && !strings.HasPrefix(n.Tag, "!!") {
		d.fail(n, "leave the tag out", "values with the YAML tag %q are no part of the format", n.Tag)
		return nil
	}
	test := func(v Value) Expr { return &Test{Field: it.field, Value: v, At: place(n)} }
	if n.Tag == "!!null" {
		if it.field == "" || it.kind != "" || it.op != "" || len(it.steps) > 0 {
			d.fail(n, "null goes with a field without modifiers; use exists for a field that may be there", "null is no text to look for")
			return nil
		}
		return test(Null{})
	}
	var v Value
	switch {
	case it.kind == "re":
		v = d.regexp(it, n)
	case it.kind == "cidr":
		v = d.cidr(n)
	case it.kind == "exists":
		before := len(d.problems)
		if want := d.truth(n, "exists"); len(d.problems) == before {
			v = Exists{Want: want}
		}
	case it.kind == "fieldref":
		v = d.fieldRef(it, n)
	case it.kind != "" || it.op != "":
		v = d.ordered(it, n)
	case it.field != "" && len(it.steps) == 0 && isNumber(n):
		f, _ := yamlNumber(n.Value)
		v = Number{Value: f, Digits: n.Value}
	default:
		return d.texted(it, n)
	}
	if v == nil {
		return nil
	}
	return test(v)
}

// ordered reads the number that a field or a part of a time is compared with.
func (d *document) ordered(it *item, n *yaml.Node) Value {
	f, ok := yamlNumber(n.Value)
	if n.Tag != "!!int" && n.Tag != "!!float" {
		f, ok = ReadNumber(n.Value)
	}
	if !ok || math.IsInf(f, 0) {
		d.fail(n, "", "%q is no number", n.Value)
		return nil
	}
	if it.kind == "" {
		return Ordered{Op: it.op, Value: f}
	}
	op := it.op
	if op == "" {
		op = Equal
	}
	if f != float64(int(f)) || f < 0 || f > 9999 {
		d.fail(n, "write the hour as 0 to 23, the minute as 0 to 59 and so on", "%s is no %s", n.Value, it.kind)
		return nil
	}
	return TimePart{Part: Part(it.kind), Op: op, Value: f}
}

func (d *document) fieldRef(it *item, n *yaml.Node) Value {
	name, ok := ReadPattern(n.Value).Plain()
	if !ok || name == "" {
		d.fail(n, "name the other field as it stands in events", "%q is no name of a field", n.Value)
		return nil
	}
	return FieldRef{Field: name, How: it.affix, Cased: it.cased}
}

// cidr reads a network; an address alone is a network of one.
func (d *document) cidr(n *yaml.Node) Value {
	prefix, err := netip.ParsePrefix(n.Value)
	if err != nil {
		addr, err := netip.ParseAddr(n.Value)
		if err != nil || addr.Zone() != "" {
			d.fail(n, "write it as 10.0.0.0/8 or fe80::/10", "%q is no network", n.Value)
			return nil
		}
		prefix = netip.PrefixFrom(addr, addr.BitLen())
	}
	if prefix.Addr().Is4In6() && prefix.Bits() >= 96 {
		prefix = netip.PrefixFrom(prefix.Addr().Unmap(), prefix.Bits()-96)
	}
	if prefix != prefix.Masked() {
		d.warn(n, "write "+prefix.Masked().String(), "the network %q has digits behind its mask", n.Value)
	}
	return CIDR{Prefix: prefix.Masked()}
}

// texted reads a text and lets the steps change it; one with several forms becomes an Or.
func (d *document) texted(it *item, n *yaml.Node) Expr {
	p := ReadPattern(n.Value)
	switch {
	case n.Tag == "!!bool":
		p = Pattern(nil).With(Piece{Literal, Fold(n.Value)})
	case it.exact:
		p = Pattern(nil).With(Piece{Literal, n.Value})
	}
	d.lintText(it, n, p)
	forms := []Pattern{p}
	for _, s := range it.steps {
		var text, advice string
		if forms, text, advice = s.change(forms); text != "" {
			d.fail(n, advice, "%s", text)
			return nil
		}
	}
	list := make([]Expr, 0, len(forms))
	for _, p := range forms {
		if it.field == "" && it.affix == Whole {
			p = p.Affixed(Within)
		}
		if !valid(p) {
			d.fail(n, "encode it with base64 as well", "the encoded text %q cannot stand in an event, which is Unicode", n.Value)
			return nil
		}
		list = append(list, &Test{Field: it.field, Value: Text{Pattern: p, Cased: it.cased}, At: place(n)})
	}
	return either(list)
}
