package rule

import (
	"slices"
	"strings"
	"sync/atomic"

	"bonafide/model"
	"bonafide/normalize"
	"bonafide/sigma"
	"bonafide/sigma/match"
)

// lane is what is ready for one format.
type lane struct {
	source  sigma.LogSource
	rules   []int32 // places in the set, by the matcher's own
	matcher *match.Matcher
}

// Matcher holds records against the rules of a set. It is for one goroutine; all that share
// a count of unread ones tell them there.
type Matcher struct {
	set      *Set
	sessions map[string]*session
	unread   *atomic.Int64
	last     *session
	format   string
	fields   []int32
}

type session struct {
	*lane
	*match.Session
}

// Matcher makes a matcher. Records that cannot be held against rules are counted in unread.
func (s *Set) Matcher(unread *atomic.Int64) *Matcher {
	return &Matcher{set: s, sessions: map[string]*session{}, unread: unread}
}

// longest is how much of a text a correlation sees: as much as tells one thing from another.
const longest = 1024

// Match notes in the event which rules its record matches, and what correlations read of
// it, but for words that stand for nothing.
func (m *Matcher) Match(r *model.Record, e *model.Event) {
	if r.Syntax != model.SyntaxJSON {
		return
	}
	s := m.session(e.Format)
	if s == nil {
		return
	}
	places, err := s.Match(r.Raw, s.source)
	if err != nil {
		m.unread.Add(1)
		return
	}
	m.fields = m.fields[:0]
	for _, p := range places {
		place := s.rules[p]
		e.Matched.Rules = append(e.Matched.Rules, place)
		m.fields = append(m.fields, m.set.rules[place].reads...)
	}
	slices.Sort(m.fields)
	for _, f := range slices.Compact(m.fields) {
		for _, text := range s.Texts(m.set.fields[f]) {
			if normalize.Nothing(text) {
				continue // two people without a device have none in common
			}
			e.Matched.Texts = append(e.Matched.Texts, model.MatchedText{Field: f, Text: strings.ToValidUTF8(text[:min(len(text), longest)], "\uFFFD")})
		}
	}
}

// session gives the one for a format, nil where there are no rules.
func (m *Matcher) session(format string) *session {
	if format == m.format && m.last != nil {
		return m.last
	}
	s, known := m.sessions[format]
	if !known {
		if l := m.set.lanes[format]; l != nil {
			s = &session{l, l.matcher.Session()}
		}
		m.sessions[format] = s
	}
	m.last, m.format = s, format
	return s
}
