package model

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"
)

// IndicatorID is an indicator's id in the catalogue, such as "NET-07".
type IndicatorID string

// FindingID identifies a finding. It is derived from what was found, so that finding the
// same thing twice is finding it once.
type FindingID string

// Evidence cites a record: a file and line, and the event read from it.
type Evidence struct {
	Path  string  `json:"path"`
	Line  int64   `json:"line"`
	Event EventID `json:"event,omitempty"`
}

// Shared is the thing a finding says several people have in common.
type Shared struct {
	Kind  string // "egress_ip", "bssid", "monitor_serial", "ship_address" …
	Value string
	// Holders is how many subjects hold it, Population how many could.
	Holders, Population int
	// Subjects are the holders, sorted.
	Subjects []SubjectID
	// First and Last are when it was seen with any of them, as far as that is known.
	First, Last time.Time
}

// Finding is one contradiction between what is claimed and what the records show, or one
// fact that speaks for somebody. It states a reason and cites evidence; it carries no
// weight, which is for score to give.
type Finding struct {
	ID        FindingID
	Indicator IndicatorID
	Subject   SubjectID
	// At is when the condition first held; a finding that grows keeps its first time.
	At       time.Time
	Reason   string
	Evidence []Evidence
	Shared   *Shared
	// About tells findings of one indicator apart: the tool, the address, the day.
	About string
	// Rule is the id of the rule that found it, "" where a detector did.
	Rule string
	// Surprise is how far above what is usual an anomaly lies, as the standard deviations of a
	// normal distribution with the same tail; 0 where nothing was measured.
	Surprise float64
	// Cause names the fact behind the finding where it is another than the indicator's usual
	// one; findings of one cause count as one.
	Cause string
}

// Identify derives the finding's id from its indicator, subject and what it is about.
func (f *Finding) Identify() FindingID {
	h := sha256.Sum256([]byte(strings.Join([]string{string(f.Indicator), string(f.Subject), f.About}, "\x00")))
	return FindingID(hex.EncodeToString(h[:8]))
}

// Compare orders findings by subject, time, indicator and evidence. The id only settles
// what is left, because it may depend on a name, and names must not decide an order.
func (f *Finding) Compare(g *Finding) int {
	if c := cmp.Or(cmp.Compare(f.Subject, g.Subject), f.At.Compare(g.At), cmp.Compare(f.Indicator, g.Indicator)); c != 0 {
		return c
	}
	for i := range min(len(f.Evidence), len(g.Evidence)) {
		a, b := f.Evidence[i], g.Evidence[i]
		if c := cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line)); c != 0 {
			return c
		}
	}
	return cmp.Or(cmp.Compare(len(f.Evidence), len(g.Evidence)), cmp.Compare(f.ID, g.ID))
}

// MaxEvidence is how many citations a finding keeps; the first ones are kept, because
// they show when it began.
const MaxEvidence = 5

// Cite adds evidence, up to MaxEvidence citations and none twice.
func (f *Finding) Cite(evidence ...Evidence) {
	for _, e := range evidence {
		if len(f.Evidence) >= MaxEvidence {
			return
		}
		known := false
		for _, have := range f.Evidence {
			known = known || have == e
		}
		if !known {
			f.Evidence = append(f.Evidence, e)
		}
	}
}

func sameFold(a, b string) bool { return a != "" && strings.EqualFold(a, b) }
