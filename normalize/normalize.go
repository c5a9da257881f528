// Package normalize is the second stage: it tells by a record's content what it is and
// turns it into events (OCSF classes with typed attributes) or claims about a subject. It
// knows nothing of risk. Start with Normalizer and Runner; most normalizers are mappings,
// which are content (see normalize/mapping), and only what a mapping cannot say is code.
package normalize

import (
	"errors"

	"bonafide/model"
	"bonafide/plugin"
)

// Sure is the confidence from which on a normalizer is believed without asking the
// others. No two normalizers may be sure of one record.
const Sure = 0.9

// Normalizer understands one format.
type Normalizer interface {
	Declare() plugin.Declaration
	// Recognize says how sure it is that the record is of its format, from 0 to 1. It must
	// be cheap: it runs for records of files whose format is not known yet.
	Recognize(r *model.Record, f *Fields) float64
	// Normalize gives what the record says. A record it recognises but can make nothing
	// of is reported with ErrUnread (a kind not read yet, counted and shown) or any other
	// error (broken, rejected with its place). An error made with WithHint tells what to
	// do about it.
	Normalize(r *model.Record, f *Fields, out Out) error
}

// Private is implemented by a Normalizer that keeps scratch memory and so cannot be used
// by several goroutines: each Runner works with a copy of its own.
type Private interface {
	// Copy gives a Normalizer of the same behaviour that shares nothing that changes.
	Copy() Normalizer
}

// Near is implemented by a Normalizer that can tell what a record lacks to be of its
// format.
type Near interface {
	// Lacks names what is missing from a record that Recognize knew nothing of, and tells
	// which part of its attributes the format has, from 0 to 1. The hint says what to do.
	Lacks(r *model.Record, f *Fields) (missing, hint string, share float64)
}

// Out takes what a record says.
type Out interface {
	// Event gives an empty event with Format and Origin set, to be filled. It is taken
	// when Normalize returns without error, or when the next one is asked for. An event
	// without a Time, or with a class of zero, is rejected. Values may point into the
	// record: the runner copies what it hands on.
	Event() *model.Event
	// Claim takes a claim about a subject; Origin is filled in.
	Claim(c model.Claim)
	// Grant takes an entitlement that somebody holds; Format and Origin are filled in.
	Grant(g model.Grant)
	// Unused notes a column or attribute that nothing was made of, reported once a file.
	Unused(name string)
	// Reject notes that a part of the record is wrong: it counts and is shown, and what
	// else the record says is still taken.
	Reject(err error)
}

// ErrUnread says that a record is well formed but of a kind that is not read yet.
var ErrUnread = errors.New("not read yet")

// hinted is an error with what to do about it.
type hinted struct {
	error
	hint string
}

// Unwrap gives the error without the hint.
func (h hinted) Unwrap() error { return h.error }

// WithHint adds to an error what to do about it.
func WithHint(err error, hint string) error { return hinted{err, hint} }

// Hint is what to do about an error, "" when nobody said.
func Hint(err error) string {
	var h hinted
	if errors.As(err, &h) {
		return h.hint
	}
	return ""
}
