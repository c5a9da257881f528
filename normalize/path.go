package normalize

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/valyala/fastjson"
)

// Path leads to a value inside a JSON object: keys separated by dots, each followed by
// any number of [0] (an element, from the end when negative), [*] (every element) and
// [key=value] (the first element whose key has that value; several are joined by a
// comma). A key with a dot in it stands in backquotes.
type Path []Step

// Step is one step of a path: exactly one of its fields is set, Index where no other is.
type Step struct {
	Key   string
	Where []Pair // the element for which all of them hold
	All   bool   // every element
	Index int
}

// Pair is a key with the value it must have.
type Pair struct{ Key, Value string }

// ParsePath reads a path.
func ParsePath(text string) (Path, error) {
	var p Path
	for s := text; s != ""; {
		key, rest, err := cutKey(s)
		if err != nil {
			return nil, fmt.Errorf("path %q: %w", text, err)
		}
		if key != "" {
			p = append(p, Step{Key: key})
		}
		for strings.HasPrefix(rest, "[") {
			end := strings.IndexByte(rest, ']')
			if end < 0 {
				return nil, fmt.Errorf("path %q: a bracket is not closed", text)
			}
			step, err := bracket(rest[1:end])
			if err != nil {
				return nil, fmt.Errorf("path %q: %w", text, err)
			}
			p = append(p, step)
			rest = rest[end+1:]
		}
		if rest != "" && rest[0] != '.' || rest == "." {
			return nil, fmt.Errorf("path %q: a dot must separate the keys", text)
		}
		s = strings.TrimPrefix(rest, ".")
	}
	if len(p) == 0 {
		return nil, fmt.Errorf("path %q: no key", text)
	}
	return p, nil
}

func cutKey(s string) (key, rest string, err error) {
	if s[0] == '`' {
		end := strings.IndexByte(s[1:], '`')
		if end <= 0 {
			return "", "", fmt.Errorf("a backquote is not closed")
		}
		return s[1 : 1+end], s[end+2:], nil
	}
	end := strings.IndexAny(s, ".[")
	if end < 0 {
		return s, "", nil
	}
	if end == 0 && s[0] == '.' {
		return "", "", fmt.Errorf("a key is empty")
	}
	return s[:end], s[end:], nil
}

func bracket(inner string) (Step, error) {
	if inner == "*" {
		return Step{All: true}, nil
	}
	if n, err := strconv.Atoi(inner); err == nil {
		return Step{Index: n}, nil
	}
	var st Step
	for cond := range strings.SplitSeq(inner, ",") {
		k, v, ok := strings.Cut(cond, "=")
		if !ok || k == "" {
			return Step{}, fmt.Errorf("[%s] is neither a number, * nor key=value", inner)
		}
		st.Where = append(st.Where, Pair{strings.TrimSpace(k), strings.TrimSpace(v)})
	}
	return st, nil
}

// First is the first value the path leads to from v, nil when there is none.
func (p Path) First(v *fastjson.Value) *fastjson.Value {
	for i, s := range p {
		if v == nil {
			return nil
		}
		if s.All {
			for _, e := range v.GetArray() {
				if found := p[i+1:].First(e); found != nil {
					return found
				}
			}
			return nil
		}
		v = s.Take(v)
	}
	return v
}

// Each calls f for every value the path leads to from v.
func (p Path) Each(v *fastjson.Value, f func(*fastjson.Value)) {
	for i, s := range p {
		if v == nil {
			return
		}
		if s.All {
			for _, e := range v.GetArray() {
				p[i+1:].Each(e, f)
			}
			return
		}
		v = s.Take(v)
	}
	if v != nil {
		f(v)
	}
}

// Take is the one value the step leads to from v, nil when there is none.
func (s *Step) Take(v *fastjson.Value) *fastjson.Value {
	if s.Key != "" {
		switch v.Type() {
		case fastjson.TypeObject:
			return v.GetObject().Get(s.Key)
		case fastjson.TypeArray: // a key means the first element's
			if a := v.GetArray(); len(a) > 0 && a[0].Type() == fastjson.TypeObject {
				return a[0].GetObject().Get(s.Key)
			}
		}
		return nil
	}
	if v.Type() != fastjson.TypeArray {
		if len(s.Where) > 0 && s.fits(v) { // a list of one that was flattened
			return v
		}
		return nil
	}
	a := v.GetArray()
	if len(s.Where) == 0 {
		i := s.Index
		if i < 0 {
			i += len(a)
		}
		if i < 0 || i >= len(a) {
			return nil
		}
		return a[i]
	}
	for _, e := range a {
		if s.fits(e) {
			return e
		}
	}
	return nil
}

func (s *Step) fits(v *fastjson.Value) bool {
	for i := range s.Where {
		w := &s.Where[i]
		got := v.Get(w.Key)
		if got == nil {
			return false
		}
		switch got.Type() {
		case fastjson.TypeString:
			if b := got.GetStringBytes(); string(b) != w.Value {
				return false
			}
		default:
			if got.String() != w.Value {
				return false
			}
		}
	}
	return true
}
