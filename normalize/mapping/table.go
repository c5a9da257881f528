package mapping

import (
	"strings"

	"github.com/valyala/fastjson"

	"bonafide/model"
	"bonafide/normalize"
)

// columns are the columns a table mapping knows.
type columns struct {
	key      string
	names    []string         // as the mapping calls them
	aliases  [][]string       // of each, as they were written
	byName   map[string]int32 // folded name or alias
	required [][]int32        // one of each must be there
	ignored  map[string]bool  // folded; known, and nothing is made of them on purpose
}

// tableView finds a mapping's columns in the record in hand: the cells of a table, or
// the attributes of a flat JSON object.
type tableView struct {
	f      *normalize.Fields
	header *normalize.Columns // of the record in hand
	known  *normalize.Columns // the header that place is for
	place  []int              // where each column stands in the header
	sure   float64
	found  int               // columns of the header in hand that are known
	values []*fastjson.Value // of a JSON object
	keys   map[string]int32  // columns by JSON key, learned
	other  []string          // attributes nothing is made of
}

func (v *tableView) begin(c *columns, f *normalize.Fields) {
	v.f, v.header = f, f.Columns()
	if v.header != nil {
		if v.known != v.header {
			v.learn(c)
		}
		return
	}
	v.object(c, f.JSON().GetObject())
}

// learn finds the columns in a header.
func (v *tableView) learn(c *columns) {
	v.known, v.other = v.header, nil
	v.place = make([]int, len(c.names))
	for i := range v.place {
		v.place[i] = -1
	}
	found := 0
	for i, name := range v.header.Names {
		k, ok := c.byName[normalize.Fold(name)]
		switch {
		case ok && v.place[k] < 0:
			v.place[k] = i
			found++
		case c.ignored[normalize.Fold(name)]:
			found++
		default:
			v.other = append(v.other, name)
		}
	}
	v.found = found
	v.sure = c.confidence(found, len(v.header.Names), func(i int32) bool { return v.place[i] >= 0 })
}

// object finds the columns among the keys of an object.
func (v *tableView) object(c *columns, o *fastjson.Object) {
	if len(v.values) != len(c.names) {
		v.values = make([]*fastjson.Value, len(c.names))
		v.keys = make(map[string]int32)
	}
	clear(v.values)
	v.other, v.sure, v.known = v.other[:0], 0, nil // what was learned of a header does not hold here
	if o == nil {
		return
	}
	found, total := 0, 0
	o.Visit(func(key []byte, val *fastjson.Value) {
		total++
		k, ok := v.keys[string(key)]
		if !ok {
			k = c.column(string(key))
			if len(v.keys) < 4096 {
				v.keys[string(key)] = k
			}
		}
		switch {
		case k >= 0 && v.values[k] == nil:
			found++
			if val.Type() != fastjson.TypeNull && val.Type() != fastjson.TypeObject {
				v.values[k] = val
			}
		case k == ignoredColumn:
			found++
		default:
			v.other = append(v.other, string(key))
		}
	})
	if found*2 >= total { // other formats have attributes of these names too
		v.sure = min(c.confidence(found, total, func(i int32) bool { return v.values[i] != nil }), 0.85)
	}
}

// What column gives for names that are no column of the mapping.
const (
	unknownColumn = -1
	ignoredColumn = -2
)

func (c *columns) column(name string) int32 {
	folded := normalize.Fold(name)
	if k, ok := c.byName[folded]; ok {
		return k
	}
	if c.ignored[folded] {
		return ignoredColumn
	}
	return unknownColumn
}

// confidence is over one half when every required column is there, and grows with the
// part of the columns that are known.
func (c *columns) confidence(found, total int, has func(int32) bool) float64 {
	for _, options := range c.required {
		ok := false
		for _, i := range options {
			ok = ok || has(i)
		}
		if !ok {
			return 0
		}
	}
	if total == 0 || found == 0 {
		return 0
	}
	return 0.3 + 0.5*float64(found)/float64(total) + 0.19*float64(min(found, 20))/20
}

func (v *tableView) recognize(c *columns, f *normalize.Fields, r *model.Record) float64 {
	if r.Syntax != model.SyntaxTable && r.Syntax != model.SyntaxJSON {
		return 0
	}
	v.begin(c, f)
	return v.sure
}

// lacks names the required columns that a header does not have, and tells which part of
// its columns is known. Headers with few known columns are like nothing.
func (v *tableView) lacks(c *columns) (missing []string, share float64) {
	const few = 4
	if v.header == nil || v.found < few {
		return nil, 0
	}
	for _, options := range c.required {
		names := make([]string, 0, len(options))
		has := false
		for _, i := range options {
			has = has || v.place[i] >= 0
			names = append(names, c.names[i])
		}
		if !has {
			missing = append(missing, strings.Join(names, " or "))
		}
	}
	return missing, float64(v.found) / float64(len(v.header.Names))
}

// text is the cell of a column. A list in a JSON object is joined by semicolons.
func (v *tableView) text(column int32) string {
	if v.header != nil {
		if s := v.f.Cell(v.place[column]); !normalize.Nothing(s) {
			return s
		}
		return ""
	}
	val := v.values[column]
	if val == nil || val.Type() != fastjson.TypeArray {
		return v.f.TextOf(val)
	}
	var parts []string
	for _, e := range val.GetArray() {
		if isScalar(e) {
			parts = append(parts, v.f.TextOf(e))
		}
	}
	return strings.Join(parts, ";")
}

// unused tells of the columns nothing is made of.
func (v *tableView) unused(_ *columns, out normalize.Out) {
	for _, name := range v.other {
		out.Unused(name)
	}
}
