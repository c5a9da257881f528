package table

import (
	"encoding/json"
	"errors"
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
	// names are the columns of a known table without a line of them.
	names []string
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

// layWith takes for the header the record that most of the records below it fit.
func layWith(head []byte, comma byte) (layout, bool) {
	records := firstRecords(head, comma)
	best := layout{comma: comma}
	if len(records) > 0 {
		if names := bareNames(records[0]); names != nil {
			return layout{comma: comma, columns: len(names), rows: 1 + len(records), names: names}, true
		}
	}
	found := -1
	for i, r := range records {
		first := i == 0 || blank(records[i-1])
		if len(r) < 2 || blank(r) || !first && len(r) <= len(records[i-1]) || !isHeader(r) {
			continue
		}
		score := below(records[i+1:], len(r))
		if score == 0 && (i > 0 || len(r) < 3) {
			continue
		}
		if score > found || score == found && first {
			found = score
			best.columns, best.header, best.rows = len(r), i, 1+score/2
		}
	}
	return best, found >= 0
}

// below scores how well the records up to the next blank line fit so many columns: two
// for each that is as wide, one for each that is narrower.
func below(records [][]string, columns int) int {
	score := 0
	for _, r := range records {
		switch {
		case blank(r):
			return score
		case len(r) == columns:
			score += 2
		case len(r) > 1 && len(trimmed(r)) <= columns:
			score++
		}
	}
	return score
}

// trimmed is the record without empty values at its end.
func trimmed(r []string) []string {
	for len(r) > 0 && strings.TrimSpace(r[len(r)-1]) == "" {
		r = r[:len(r)-1]
	}
	return r
}

// firstRecords cuts the head into records; blank lines are records without values, and
// the last record is left out when it may be incomplete.
func firstRecords(head []byte, comma byte) [][]string {
	in := newLines(strings.NewReader(string(head)), headBytes+1)
	in.keepBlank = true
	var records [][]string
	for len(records) < 100 {
		raw, _, err := in.record(comma)
		if errors.Is(err, errQuote) {
			continue
		}
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
