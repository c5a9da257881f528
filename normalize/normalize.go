// Package normalize is the second stage: it tells by a record's content what it is and
// turns it into events (OCSF classes with typed attributes) or claims about a subject. It
// knows nothing of risk. Start with Normalizer; most are mappings, which are content (see
// normalize/mapping), and only what a mapping cannot say is code.
package normalize

import (
	"errors"

	"bonafide/model"
	"bonafide/plugin"
)

// Fields is how a normalizer looks into a record, whatever its syntax. A path names an
// attribute of a JSON object ("actor.id", "target[type=User].id", "events[0].name") or a
// column of a table. Values stay valid only while the record is being normalised.
type Fields interface {
	// Text is the value as text: strings as they are, numbers and booleans as written.
	Text(path string) string
	// Has tells whether the path leads to anything but null.
	Has(path string) bool
}

// Normalizer understands one format.
type Normalizer interface {
	Declare() plugin.Declaration
	// Recognize says how sure it is that the record is of its format, from 0 to 1. It must
	// be cheap: it runs for records of files whose format is not known yet.
	Recognize(r *model.Record, f Fields) float64
	// Normalize gives what the record says. A record it recognises but can make nothing
	// of is reported with ErrUnread (a kind not read yet, counted and shown) or any other
	// error (broken, rejected with its place).
	Normalize(r *model.Record, f Fields, out Out) error
}

// Out takes what a record says.
type Out interface {
	// Event gives an empty event with Format and Origin set, to be filled. It is taken
	// when Normalize returns without error, or when the next one is asked for. An event
	// without a Time, or with a class of zero, is rejected.
	Event() *model.Event
	// Claim takes a claim about a subject; Origin is filled in.
	Claim(c model.Claim)
	// Unused notes a column or attribute that nothing was made of, reported once a file.
	Unused(name string)
}

// ErrUnread says that a record is well formed but of a kind that is not read yet.
var ErrUnread = errors.New("not read yet")
