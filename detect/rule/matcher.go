package rule

import (
	"bytes"
	"slices"
	"strings"
	"sync/atomic"

	"bonafide/internal/jsontext"
	"bonafide/model"
	"bonafide/normalize"
	"bonafide/sigma/match"
)

// lane is what is ready for one source of a format.
type lane struct {
	source  Source
	rules   []int32 // places in the set, by the matcher's own
	matcher *match.Matcher
}

// Matcher holds records against the rules of a set. It is for one goroutine; all that share
// a count of unread ones tell them there.
type Matcher struct {
	set      *Set
	sessions map[string][]session
	unread   *atomic.Int64
	last     []session
	format   string
	known    bool // what last is of
	fields   []int32
	record   []byte
}

type session struct {
	*lane
	*match.Session
}

// Matcher makes a matcher. Records that cannot be held against rules are counted in unread.
func (s *Set) Matcher(unread *atomic.Int64) *Matcher {
	return &Matcher{set: s, sessions: map[string][]session{}, unread: unread}
}

// longest is how much of a text a correlation sees: as much as tells one thing from another.
const longest = 1024

// Match notes in the event which rules its record matches, and what correlations read of
// it, but for words that stand for nothing.
func (m *Matcher) Match(r *model.Record, e *model.Event) {
	for _, s := range m.of(e.Format) {
		if !s.source.of(e) {
			continue
		}
		if record := m.whole(s, r, e); record != nil {
			m.match(s, record, e)
		}
	}
}

// match holds the record against the rules of one source.
func (m *Matcher) match(s session, record []byte, e *model.Event) {
	places, err := s.Match(record, s.source.LogSource)
	if err != nil {
		m.unread.Add(1)
		return
	}
	m.fields = m.fields[:0]
	for _, p := range places {
		place := s.rules[p]
		if slices.Contains(e.Matched.Rules, place) {
			continue // in another of its sources
		}
		e.Matched.Rules = append(e.Matched.Rules, place)
		m.fields = append(m.fields, m.set.rules[place].reads...)
	}
	slices.Sort(m.fields)
	for _, f := range slices.Compact(m.fields) {
		for _, text := range s.Texts(m.set.fields[f]) {
			if normalize.Nothing(text) {
				continue // two people without a device have none in common
			}
			told := model.MatchedText{Field: f, Text: strings.ToValidUTF8(text[:min(len(text), longest)], "\uFFFD")}
			if !slices.Contains(e.Matched.Texts, told) {
				e.Matched.Texts = append(e.Matched.Texts, told)
			}
		}
	}
}

// whole is the record with the attributes of its event that the source names for rules; of a
// table, the JSON in one of its cells. nil is nothing that rules could read.
func (m *Matcher) whole(s session, r *model.Record, e *model.Event) []byte {
	record := r.Raw
	if r.Syntax != model.SyntaxJSON {
		record = cell(r.Row)
	}
	if len(s.source.Fields) == 0 {
		return record
	}
	b := append(m.record[:0], '{')
	for _, f := range s.source.Fields {
		for text := range e.All(f.Field) {
			b = append(jsontext.AppendString(b, f.Name), ':')
			b = append(jsontext.AppendString(b, text), ',')
		}
	}
	if at := bytes.IndexByte(record, '{'); at >= 0 && !empty(record[at+1:]) {
		b = append(b, record[at+1:]...)
	} else {
		b = append(bytes.TrimSuffix(b, []byte{','}), '}')
	}
	m.record = b
	return b
}

// cell is the first cell of a table's row that holds a JSON object, nil when none does.
func cell(row []string) []byte {
	for _, text := range row {
		if strings.HasPrefix(text, "{") {
			return []byte(text)
		}
	}
	return nil
}

// empty tells whether nothing stands in an object after its first brace.
func empty(rest []byte) bool {
	rest = bytes.TrimLeft(rest, " \t\r\n")
	return len(rest) == 0 || rest[0] == '}'
}

// of gives what is ready for a format, none where there are no rules.
func (m *Matcher) of(format string) []session {
	if m.known && format == m.format {
		return m.last
	}
	list, known := m.sessions[format]
	if !known {
		for _, l := range m.set.lanes[format] {
			list = append(list, session{l, l.matcher.Session()})
		}
		m.sessions[format] = list
	}
	m.last, m.format, m.known = list, format, true
	return list
}
