package accessreview

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"bonafide/internal/hint"
	"bonafide/model"
)

// Entry is one line of a campaign's file. Lines are only ever added, and each carries a hash
// over itself and the line before, so that a changed line is told by its number.
type Entry struct {
	Seq      int       `json:"seq"`
	Prev     string    `json:"prev"`
	At       time.Time `json:"at"`
	By       string    `json:"by,omitempty"`
	Start    *Start    `json:"start,omitempty"`
	Item     *Item     `json:"item,omitempty"`
	Decision *Decision `json:"decision,omitempty"`
	Check    *Check    `json:"check,omitempty"`
}

// Start says what a campaign is about.
type Start struct {
	Name     string          `json:"name"`
	AsOf     time.Time       `json:"as_of"`
	Deadline time.Time       `json:"deadline"`
	Why      string          `json:"why,omitempty"` // of a micro-review
	Fallback model.SubjectID `json:"fallback,omitempty"`
	Items    int             `json:"items"`
	Grants   int             `json:"grants"` // that were looked at
}

// Item is a proposal with who is to decide it.
type Item struct {
	Proposal
	Reviewer model.SubjectID `json:"reviewer,omitempty"`
	// ReviewerWhy says why it is this reviewer where it is not the manager.
	ReviewerWhy string `json:"reviewer_why,omitempty"`
}

// Decision is what somebody decided about an item, and why.
type Decision struct {
	Item   string     `json:"item"`
	Action Action     `json:"action"`
	Reason string     `json:"reason"`
	Until  *time.Time `json:"until,omitempty"` // of a time limit: an exception with its end
}

// Check is what a later export showed of a decision.
type Check struct {
	Item  string           `json:"item"`
	State State            `json:"state"`
	AsOf  time.Time        `json:"as_of"`
	Text  string           `json:"text"`
	Cite  []model.Evidence `json:"evidence,omitempty"`
}

// hashMark stands before the hash, which ends every line.
const hashMark = `,"hash":"`

// Append adds entries to a file's text, each chained to the line before. Seq and Prev are
// filled in.
func Append(text []byte, last Entry, head string, entries []Entry) ([]byte, error) {
	for i := range entries {
		e := entries[i]
		e.Seq, e.Prev = last.Seq+1, head
		e.At = e.At.UTC().Truncate(time.Second)
		body, err := json.Marshal(e)
		if err != nil {
			return nil, fmt.Errorf("review: %w", err)
		}
		body = body[:len(body)-1]
		head = sum(body)
		text = append(append(append(append(text, body...), hashMark...), head...), '"', '}', '\n')
		last = e
	}
	return text, nil
}

func sum(body []byte) string {
	h := sha256.Sum256(body)
	return hex.EncodeToString(h[:])
}

// ErrChanged says that a line of a campaign's file is not as it was written.
var ErrChanged = errors.New("the line is not as it was written")

// ReadEntries reads a campaign's file and checks its chain; the hash of the last line comes
// back, too. It can show that a line was changed, left out or put in between, and not that
// lines at the end are missing: for that, somebody must have noted the last hash.
func ReadEntries(text []byte) (entries []Entry, head string, err error) {
	for n := 1; len(text) > 0; n++ {
		line, rest, whole := bytes.Cut(text, []byte{'\n'})
		text = rest
		if !whole {
			return entries, head, hint.With(fmt.Errorf("line %d breaks off", n), "an append was interrupted: remove this last line and decide again what it was about")
		}
		at := bytes.LastIndex(line, []byte(hashMark))
		if at < 0 || len(line) != at+len(hashMark)+64+2 {
			return entries, head, changed(n, "it does not end in a hash")
		}
		var e Entry
		if err := json.Unmarshal(line, &e); err != nil {
			return entries, head, changed(n, err.Error())
		}
		told := string(line[at+len(hashMark) : len(line)-2])
		switch {
		case sum(line[:at]) != told:
			return entries, head, changed(n, "its hash does not fit")
		case e.Prev != head:
			return entries, head, changed(n, "it does not follow the line before")
		case e.Seq != n:
			return entries, head, changed(n, fmt.Sprintf("it says it is entry %d", e.Seq))
		}
		entries, head = append(entries, e), told
	}
	return entries, head, nil
}

func changed(line int, why string) error {
	return hint.With(fmt.Errorf("line %d: %w: %s", line, ErrChanged, why), "go back to a copy from before; decisions in a file that was changed prove nothing")
}
