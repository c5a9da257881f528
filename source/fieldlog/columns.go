package fieldlog

import (
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"bonafide/internal/jsontext"
)

// columns are what the lines that begin with # say.
type columns struct {
	names, types []string
	path         string // which of Zeek's logs it is
	sep, set     string
	empty, unset string
	w3c          bool // values are separated by blanks and may stand in quotes
}

// learn takes in a directive.
func (c *columns) learn(name, value string) {
	switch name {
	case "separator":
		if s := unescape(strings.TrimSpace(value)); s != "" {
			c.sep = s
		}
	case "set_separator":
		c.set = unescape(strings.TrimPrefix(value, c.sep))
	case "empty_field":
		c.empty = strings.TrimPrefix(value, c.sep)
	case "unset_field":
		c.unset = strings.TrimPrefix(value, c.sep)
	case "path":
		c.path = strings.TrimPrefix(value, c.sep)
	case "types":
		c.types = strings.Split(strings.TrimPrefix(value, c.sep), c.sep)
	case "fields":
		c.types = nil
		if c.w3c = !strings.HasPrefix(value, c.sep); c.w3c {
			c.names = strings.Fields(value)
			return
		}
		c.names = strings.Split(strings.TrimPrefix(value, c.sep), c.sep)
	}
}

// split cuts a line into its values.
func (c *columns) split(line string) []string {
	if !c.w3c {
		return strings.Split(line, c.sep)
	}
	var out []string
	for line = strings.TrimLeft(line, " \t"); line != ""; line = strings.TrimLeft(line, " \t") {
		if line[0] == '"' {
			if end := strings.IndexByte(line[1:], '"'); end >= 0 {
				out = append(out, line[1:1+end])
				line = line[end+2:]
				continue
			}
		}
		end := strings.IndexAny(line, " \t")
		if end < 0 {
			return append(out, line)
		}
		out = append(out, line[:end])
		line = line[end:]
	}
	return out
}

// write appends the values as a JSON object; what is not set is left out.
func (c *columns) write(b []byte, values []string) []byte {
	b = append(b, '{')
	if c.path != "" {
		b = jsontext.AppendString(append(b, `"_path":`...), c.path)
	}
	for i, v := range values {
		if v == c.unset || c.names[i] == "" {
			continue
		}
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = append(jsontext.AppendString(b, c.names[i]), ':')
		kind := ""
		if i < len(c.types) {
			kind = c.types[i]
		}
		b = c.value(b, kind, v)
	}
	return append(b, '}')
}

// value appends one value as its type asks.
func (c *columns) value(b []byte, kind, v string) []byte {
	if inner, many := strings.CutPrefix(kind, "set["); many {
		return c.list(b, strings.TrimSuffix(inner, "]"), v)
	}
	if inner, many := strings.CutPrefix(kind, "vector["); many {
		return c.list(b, strings.TrimSuffix(inner, "]"), v)
	}
	switch {
	case v == c.empty:
		return append(b, `""`...)
	case kind == "bool" && (v == "T" || v == "F"):
		return strconv.AppendBool(b, v == "T")
	case slices.Contains([]string{"time", "interval", "double", "count", "int", "port"}, kind) && number(v),
		c.w3c && len(v) < 16 && strings.Trim(v, "0123456789") == "" && number(v):
		return append(b, v...)
	}
	return jsontext.AppendString(b, unescape(v))
}

func (c *columns) list(b []byte, kind, v string) []byte {
	b = append(b, '[')
	if v != c.empty {
		for i, part := range strings.Split(v, c.set) {
			if i > 0 {
				b = append(b, ',')
			}
			b = c.value(b, kind, part)
		}
	}
	return append(b, ']')
}

// number tells whether a text is a number as JSON writes them.
func number(v string) bool {
	digits := strings.TrimPrefix(v, "-")
	whole, frac, point := strings.Cut(digits, ".")
	return whole != "" && (whole == "0" || whole[0] != '0') && strings.Trim(whole, "0123456789") == "" &&
		(!point || frac != "" && strings.Trim(frac, "0123456789") == "")
}

// unescape reads \x09 as the character it is.
func unescape(s string) string {
	if !strings.Contains(s, `\x`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+3 < len(s) && s[i+1] == 'x' {
			if c, err := hex.DecodeString(s[i+2 : i+4]); err == nil {
				b.Write(c)
				i += 3
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return strings.ToValidUTF8(b.String(), "\ufffd")
}
