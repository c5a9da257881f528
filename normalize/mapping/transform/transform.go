// Package transform holds what a mapping can do to a value on its way into an event: cut
// it, change its case, read a number or an EDID out of it. Start with Parse. It knows
// nothing of records and fields.
package transform

import (
	"encoding/hex"
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"bonafide/normalize"
)

// Transform changes a value: One gives a text for a text ("" drops it), Many cuts it, All
// makes one of all values. One of them is set.
type Transform struct {
	One  func(string) string
	Many func(string) []string
	All  func([]string) string
}

// ErrUnknown says that there is no transform of a name.
var ErrUnknown = errors.New("unknown transform")

// Names lists the transforms for messages and the reference page. Those with a
// colon take an argument.
func Names() []string {
	return []string{
		"lower", "upper", "trim", "title", "before:", "after:", "before_last:", "after_last:", "split:", "scale:", "hex", "flag", "not",
		"time", "date", "host", "port", "ip", "mac", "basename", "pair:", "match:", "email", "digits", "unquote", "number", "prefix:", "edid:", "codes", "difference", "join:",
	}
}

// Parse reads "name" or "name:argument".
func Parse(text string) (Transform, error) {
	name, arg, hasArg := strings.Cut(text, ":")
	if f, ok := plainTransforms()[text]; ok {
		return Transform{One: f}, nil
	}
	if !hasArg || arg == "" {
		return Transform{}, fmt.Errorf("%w %q", ErrUnknown, text)
	}
	switch name {
	case "before":
		return Transform{One: func(s string) string { s, _, _ = strings.Cut(s, arg); return strings.TrimSpace(s) }}, nil
	case "after":
		return Transform{One: func(s string) string { _, s, _ = strings.Cut(s, arg); return strings.TrimSpace(s) }}, nil
	case "before_last":
		return Transform{One: func(s string) string { return s[:max(strings.LastIndex(s, arg), 0)] }}, nil
	case "after_last":
		return Transform{One: func(s string) string { return s[strings.LastIndex(s, arg)+1:] }}, nil
	case "prefix":
		return Transform{One: func(s string) string { return arg + s }}, nil
	case "split":
		return Transform{Many: func(s string) []string { return splitTrim(s, arg) }}, nil
	case "join":
		return Transform{All: func(values []string) string { return strings.Join(values, arg) }}, nil
	case "pair":
		return Transform{One: func(s string) string { return pair(s, arg) }}, nil
	case "scale":
		return scale(arg)
	case "match":
		return match(arg)
	case "edid":
		return edid(arg)
	}
	return Transform{}, fmt.Errorf("%w %q", ErrUnknown, text)
}

func plainTransforms() map[string]func(string) string {
	return map[string]func(string) string{
		"lower": strings.ToLower, "upper": strings.ToUpper, "trim": strings.TrimSpace, "hex": unhex,
		"flag": normalize.Flag, "not": not, "time": rfc3339, "date": date, "host": host, "port": port, "ip": normalize.Address,
		"mac": normalize.MAC, "basename": basename, "email": Email, "digits": digits, "unquote": unquote, "number": number, "title": title, "codes": codes, "difference": difference,
	}
}

func splitTrim(s, sep string) []string {
	if sep == "," || sep == ";" {
		return strings.FieldsFunc(s, func(c rune) bool { return strings.ContainsRune(sep, c) })
	}
	return strings.Split(s, sep)
}

// pair finds key=value in "{a=b, New Device=POSITIVE}".
func pair(s, key string) string {
	for from := 0; ; {
		i := strings.Index(s[from:], key)
		if i < 0 {
			return ""
		}
		at := from + i
		rest := strings.TrimLeft(s[at+len(key):], " \"")
		if (at == 0 || strings.IndexByte("{, \"&?;", s[at-1]) >= 0) && rest != "" && (rest[0] == '=' || rest[0] == ':') {
			rest = strings.TrimLeft(rest[1:], " \"")
			if end := strings.IndexAny(rest, ",}\"&;"); end >= 0 {
				rest = rest[:end]
			}
			return strings.TrimSpace(rest)
		}
		from = at + len(key)
	}
}

func scale(arg string) (Transform, error) {
	by, err := strconv.ParseFloat(arg, 64)
	if err != nil {
		return Transform{}, fmt.Errorf("scale takes a number, not %q", arg)
	}
	return Transform{One: func(s string) string {
		v, err := strconv.ParseFloat(strings.ReplaceAll(s, ",", ""), 64)
		if err != nil {
			return ""
		}
		return strconv.FormatFloat(v*by, 'f', -1, 64)
	}}, nil
}

func match(arg string) (Transform, error) {
	re, err := regexp.Compile(arg)
	if err != nil {
		return Transform{}, fmt.Errorf("match: %w", err)
	}
	return Transform{One: func(s string) string {
		m := re.FindStringSubmatch(s)
		if m == nil {
			return ""
		}
		return m[len(m)-1]
	}}, nil
}

// unhex reads hexadecimal text as characters, up to the first that is none.
func unhex(s string) string {
	b, err := hex.DecodeString(strings.TrimPrefix(strings.ReplaceAll(s, " ", ""), "0x"))
	if err != nil {
		return ""
	}
	text := strings.ToValidUTF8(string(b), "")
	if i := strings.IndexFunc(text, func(c rune) bool { return !unicode.IsPrint(c) }); i >= 0 {
		text = text[:i]
	}
	return strings.TrimSpace(text)
}

// codes reads character codes, "68;69;76;0" or [68,69,76,0], as WmiMonitorID gives names.
func codes(s string) string {
	var b strings.Builder
	for _, n := range strings.FieldsFunc(s, func(c rune) bool { return c < '0' || c > '9' }) {
		v, err := strconv.Atoi(n)
		if err != nil || v == 0 {
			break
		}
		if v < ' ' || v > '~' {
			return ""
		}
		b.WriteByte(byte(v))
	}
	return strings.TrimSpace(b.String())
}

// edid reads one thing that a display says of itself.
func edid(what string) (Transform, error) {
	parts := map[string]func(normalize.EDID) string{
		"manufacturer": func(d normalize.EDID) string { return d.Manufacturer },
		"product":      func(d normalize.EDID) string { return d.Product },
		"serial":       func(d normalize.EDID) string { return d.Serial },
		"name":         func(d normalize.EDID) string { return d.Name },
		"width":        func(d normalize.EDID) string { return strconv.Itoa(d.Width) },
		"height":       func(d normalize.EDID) string { return strconv.Itoa(d.Height) },
		"year":         func(d normalize.EDID) string { return strconv.Itoa(d.Year) },
	}
	f, ok := parts[what]
	if !ok {
		return Transform{}, errors.New("edid gives manufacturer, product, serial, name, width, height or year")
	}
	return Transform{One: func(s string) string {
		d, err := normalize.EDIDFromText(s)
		if err != nil {
			return ""
		}
		return f(d)
	}}, nil
}

func not(s string) string {
	switch normalize.Flag(s) {
	case "true":
		return "false"
	case "false":
		return "true"
	}
	return ""
}

func rfc3339(s string) string {
	t, err := normalize.ParseTime(s, nil)
	if err != nil {
		return ""
	}
	return t.Format(time.RFC3339Nano)
}

func date(s string) string {
	t, err := normalize.ParseTime(s, nil)
	if err != nil {
		return ""
	}
	return t.Format(time.DateOnly)
}

// host is the address of "address:port", or the name of a URL.
func host(s string) string {
	if _, rest, ok := strings.Cut(s, "://"); ok {
		s = rest
		if i := strings.IndexAny(s, "/?#"); i >= 0 {
			s = s[:i]
		}
	}
	if ap, err := netip.ParseAddrPort(s); err == nil {
		return ap.Addr().String()
	}
	if _, err := netip.ParseAddr(s); err == nil {
		return s
	}
	name, p, ok := strings.Cut(s, ":")
	if _, err := strconv.Atoi(p); ok && err == nil {
		return name
	}
	return s
}

func port(s string) string {
	if ap, err := netip.ParseAddrPort(s); err == nil {
		return strconv.Itoa(int(ap.Port()))
	}
	if i := strings.LastIndexByte(s, ':'); i >= 0 && strings.Count(s, ":") == 1 {
		return s[i+1:]
	}
	return ""
}

func basename(s string) string { return s[strings.LastIndexAny(s, `/\`)+1:] }

// Email is the address when a text is one, "" when not.
func Email(s string) string {
	s = strings.TrimPrefix(strings.TrimSpace(s), "mailto:")
	at := strings.IndexByte(s, '@')
	if at <= 0 || at == len(s)-1 || strings.ContainsAny(s, " ;,<>") {
		return ""
	}
	return s
}

func digits(s string) string {
	return strings.Map(func(c rune) rune {
		if c >= '0' && c <= '9' {
			return c
		}
		return -1
	}, s)
}

func unquote(s string) string { return strings.Trim(s, `"'`) }

// number is the number a text begins with: "43 ms" is 43.
func number(s string) string {
	s = strings.ReplaceAll(strings.TrimSpace(s), ",", "")
	end := 0
	for end < len(s) && (s[end] >= '0' && s[end] <= '9' || s[end] == '.' || s[end] == '-' && end == 0) {
		end++
	}
	if _, err := strconv.ParseFloat(s[:end], 64); err != nil {
		return ""
	}
	return s[:end]
}

// difference reads "7-4" as 3: a time and how long before it something began.
func difference(s string) string {
	from, less, ok := strings.Cut(s, "-")
	a, err := strconv.ParseFloat(from, 64)
	b, wrong := strconv.ParseFloat(less, 64)
	if !ok || err != nil || wrong != nil {
		return ""
	}
	return strconv.FormatFloat(a-b, 'f', -1, 64)
}

func title(s string) string {
	words := strings.Fields(strings.ToLower(s))
	for i, w := range words {
		_, n := utf8.DecodeRuneInString(w)
		words[i] = strings.ToUpper(w[:n]) + w[n:]
	}
	return strings.Join(words, " ")
}
