package rulefile

import (
	"fmt"
	"math"
	"net/netip"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"bonafide/sigma"
	"bonafide/sigma/modifier"
)

// value holds an item against one of its values. It is nil when there was an error.
func (d *document) value(it *item, n *yaml.Node) sigma.Expr {
	if n.Tag == "!!binary" || strings.HasPrefix(n.Tag, "!") && !strings.HasPrefix(n.Tag, "!!") {
		d.fail(n, "leave the tag out", "values with the YAML tag %q are no part of the format", n.Tag)
		return nil
	}
	test := func(v sigma.Value) sigma.Expr { return &sigma.Test{Field: it.field, Value: v, At: place(n)} }
	if n.Tag == "!!null" {
		if it.field == "" || it.Kind != "" || it.Op != "" || len(it.Steps) > 0 {
			d.fail(n, "null goes with a field without modifiers; use exists for a field that may be there", "null is no text to look for")
			return nil
		}
		return test(sigma.Null{})
	}
	var v sigma.Value
	switch {
	case it.Kind == "re":
		v = d.regexp(it, n)
	case it.Kind == "cidr":
		v = d.cidr(n)
	case it.Kind == "exists":
		before := len(d.problems)
		if want := d.truth(n, "exists"); len(d.problems) == before {
			v = sigma.Exists{Want: want}
		}
	case it.Kind == "fieldref":
		v = d.fieldRef(it, n)
	case it.Kind != "" || it.Op != "":
		v = d.ordered(it, n)
	case it.field != "" && len(it.Steps) == 0 && isNumber(n):
		f, _ := yamlNumber(n.Value)
		v = sigma.Number{Value: f, Digits: n.Value}
	default:
		return d.texted(it, n)
	}
	if v == nil {
		return nil
	}
	return test(v)
}

// partSpans are the least and the greatest value of the parts of a time.
//
//nolint:gochecknoglobals // a table
var partSpans = map[modifier.Name][2]float64{
	"minute": {0, 59}, "hour": {0, 23}, "day": {1, 31}, "week": {1, 53}, "month": {1, 12}, "year": {0, 9999},
}

// ordered reads the number that a field or a part of a time is compared with.
func (d *document) ordered(it *item, n *yaml.Node) sigma.Value {
	f, ok := yamlNumber(n.Value)
	if n.Tag != "!!int" && n.Tag != "!!float" {
		f, ok = sigma.ReadNumber(n.Value)
	}
	if !ok || math.IsInf(f, 0) {
		d.fail(n, "", "%q is no number", n.Value)
		return nil
	}
	if it.Kind == "" {
		return sigma.Ordered{Op: it.Op, Value: f}
	}
	op := it.Op
	if op == "" {
		op = sigma.Equal
	}
	if span := partSpans[it.Kind]; f != math.Trunc(f) || f < span[0] || f > span[1] {
		d.fail(n, fmt.Sprintf("write a whole number from %g to %g", span[0], span[1]), "%s is no %s", n.Value, it.Kind)
		return nil
	}
	return sigma.TimePart{Part: sigma.Part(it.Kind), Op: op, Value: f}
}

func (d *document) fieldRef(it *item, n *yaml.Node) sigma.Value {
	name, ok := sigma.ReadPattern(n.Value).Plain()
	if !ok || name == "" {
		d.fail(n, "name the other field as it stands in events", "%q is no name of a field", n.Value)
		return nil
	}
	return sigma.FieldRef{Field: name, How: it.Affix, Cased: it.Cased}
}

// cidr reads a network; an address alone is a network of one.
func (d *document) cidr(n *yaml.Node) sigma.Value {
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
	return sigma.CIDR{Prefix: prefix.Masked()}
}

// texted reads a text and lets the steps change it; one with several forms becomes an Or.
func (d *document) texted(it *item, n *yaml.Node) sigma.Expr {
	p := sigma.ReadPattern(n.Value)
	switch {
	case n.Tag == "!!bool":
		p = sigma.Pattern(nil).With(sigma.Piece{Kind: sigma.Literal, Text: sigma.Fold(n.Value)})
	case it.Exact:
		p = sigma.Pattern(nil).With(sigma.Piece{Kind: sigma.Literal, Text: n.Value})
	}
	d.lintText(it, n, p)
	forms, problem := it.Rewrite(p)
	if problem != nil {
		d.fail(n, problem.Advice, "%s", problem.Text)
		return nil
	}
	list := make([]sigma.Expr, 0, len(forms))
	for _, p := range forms {
		if it.field == "" && it.Affix == sigma.Whole {
			p = p.Affixed(sigma.Within)
		}
		if !valid(p) {
			d.fail(n, "encode it with base64 as well", "the encoded text %q cannot stand in an event, which is Unicode", n.Value)
			return nil
		}
		list = append(list, &sigma.Test{Field: it.field, Value: sigma.Text{Pattern: p, Cased: it.Cased}, At: place(n)})
	}
	return either(list)
}

// valid tells whether a pattern can fit the text of an event at all.
func valid(p sigma.Pattern) bool {
	for _, piece := range p {
		if !utf8.ValidString(piece.Text) {
			return false
		}
	}
	return true
}
