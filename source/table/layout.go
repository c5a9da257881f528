package table

import (
	"encoding/json"
	"strings"
)

// headBytes is how much of a table is looked at to learn how it is laid out.
const headBytes = 64 << 10

// layout is how a table is written.
type layout struct {
	comma   byte
	columns int
	header  int // how many records stand above the header
	rows    int // how many records of the head have the header's width, with it
}

// lay learns from the first lines how a table is laid out; ok is false when they are none.
func lay(head []byte) (best layout, ok bool) {
	trimmed := strings.TrimLeft(string(head[:min(len(head), 64)]), " \t\r\n")
	if strings.HasPrefix(trimmed, "{") || strings.HasPrefix(trimmed, "[") || strings.HasPrefix(trimmed, "<") {
		return layout{}, false
	}
	for _, comma := range []byte{',', ';', '\t', '|'} {
		l, good := layWith(head, comma)
		if good && (!ok || l.rows*l.columns > best.rows*best.columns) {
			best, ok = l, true
		}
	}
	return best, ok
}

// layWith finds the widest run of equally wide records and takes its first for the header.
func layWith(head []byte, comma byte) (layout, bool) {
	records := firstRecords(head, comma)
	type group struct{ first, rows, columns int }
	var groups []group
	gap := true
	for i, r := range records {
		n := width(r)
		if n == 0 {
			gap = true
			continue
		}
		if last := len(groups) - 1; !gap && last >= 0 && (groups[last].columns == n || n > 1 && n < groups[last].columns && groups[last].rows > 1) {
			groups[last].rows++
		} else {
			groups = append(groups, group{i, 1, n})
		}
		gap = false
	}
	var best group
	for _, g := range groups {
		if g.columns >= 2 && g.rows >= best.rows && isHeader(records[g.first]) && (g.rows > best.rows || g.first > 0) {
			best = g
		}
	}
	l := layout{comma: comma, columns: best.columns, header: best.first, rows: best.rows}
	return l, best.columns >= 2
}

// firstRecords cuts the head into records; blank lines are records without values, and
// the last record is left out when it may be incomplete.
func firstRecords(head []byte, comma byte) [][]string {
	in := newLines(strings.NewReader(string(head)), headBytes+1)
	in.keepBlank = true
	var records [][]string
	for len(records) < 100 {
		raw, _, err := in.record(comma)
		if err != nil {
			break
		}
		records = append(records, split(nil, string(raw), comma))
	}
	if len(head) >= headBytes && len(records) > 2 {
		records = records[:len(records)-1]
	}
	return records
}

// width is the number of values without empty ones at the end.
func width(r []string) int {
	n := len(r)
	if blank(r) {
		return 0
	}
	return n
}

// isHeader tells whether a record can be column names: words, no two the same, no plain
// numbers or times.
func isHeader(r []string) bool {
	words := 0
	for _, v := range r {
		v = strings.TrimSpace(v)
		if v == "" {
			continue
		}
		if len(v) > 120 || strings.ContainsAny(v, "{}=\n@") || strings.Contains(v, "://") {
			return false
		}
		if strings.ContainsFunc(v, func(c rune) bool { return c == '_' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c > 127 }) {
			words++
		}
	}
	return words > 0 && words*2 > len(r)
}

// object writes pairs as a JSON object, nil when there are none.
func object(pairs map[string]string) []byte {
	if len(pairs) == 0 {
		return nil
	}
	b, err := json.Marshal(pairs)
	if err != nil {
		return nil
	}
	return b
}
