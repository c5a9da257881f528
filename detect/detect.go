// Package detect is the fourth stage: detectors hold events against claims and against
// each other and give findings. Start with Detector; a detector is a function over typed
// state that is kept per key, so that the same detector runs over a folder, cut and
// resumed, or in a partitioned stream. It knows nothing of weights.
package detect

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"time"

	"bonafide/model"
	"bonafide/model/ocsf"
	"bonafide/plugin"
)

// Key is what a detector keeps state by: a subject, or a thing that subjects share.
type Key string

// SubjectKey is the key of a subject.
func SubjectKey(id model.SubjectID) Key { return Key("subject:" + string(id)) }

// ThingKey is the key of a shared thing, e.g. ThingKey("egress_ip", "192.0.2.7").
func ThingKey(kind, value string) Key { return Key(kind + ":" + value) }

// World is what a detector may ask about the company and its people. It is read-only
// and the same for the whole run.
type World interface {
	// Claims are the claims of a subject, nil for an unknown one. Names are not among them.
	Claims(id model.SubjectID) *model.Claims
	// SameName tells whether a name found in a record can be the subject's own: they
	// share a name part. known is false when either has none.
	SameName(id model.SubjectID, found string) (same, known bool)
	// OneName tells whether two subjects bear one name, given name and surname: a candidate
	// and the worker they became.
	OneName(a, b model.SubjectID) bool
	// Company is what the company says of itself.
	Company() *model.Company
	// Population is how many workers there are.
	Population() int
}

// Context is a detector's view while it looks at one event or closes one key.
type Context struct {
	World
	Key  Key
	emit func(model.Finding)

	pattern string // of the company's host names, as names was read from it
	names   *regexp.Regexp
}

// Find reports a finding. Finding the same thing again (same indicator, subject and
// About) replaces the earlier one but keeps its time and its first evidence, so a
// detector may report early and again when it knows more. Report at milestones, not on
// every event.
func (c *Context) Find(f model.Finding) {
	f.ID = f.Identify()
	c.emit(f)
}

// Detector finds one family of contradictions. Build one with Keyed; a detector's folder
// has New(settings) and the state type, nothing else is needed.
type Detector interface {
	Declare() plugin.Declaration
	// Classes are the event classes it looks at; none means all.
	Classes() []ocsf.Class
	// keys tells under which keys the event concerns it: subjects, or shared things.
	keys(w World, e *model.Event, subject func(model.SubjectID), thing func(kind, value string))
	// open gives an empty table of keyed state.
	open() table
}

// table is the keyed state of one detector in one partition. A place is the number that
// the partition gave a key, which is quicker to look up; 0 stands for none.
type table interface {
	observe(c *Context, place int, e *model.Event)
	finish(c *Context)
	sweep(now time.Time)
	sorted() []Key
	// snapshot gives the state of each key as JSON, which holds until the call returns.
	snapshot(give func(k Key, state []byte)) error
	restore(map[Key]json.RawMessage) error
}

// Keyed is a Detector over state of type S, one value per key. S must survive encoding
// as JSON unchanged: exported fields, no functions, no pointers to shared things.
type Keyed[S any] struct {
	Declaration plugin.Declaration
	// On lists the event classes of interest; none means all.
	On []ocsf.Class
	// Of says whose state an event concerns, "" for nobody's. Nil means the event's Subject.
	Of func(e *model.Event) model.SubjectID
	// Things, if not nil, makes it a detector of shared things: it adds those that an event
	// shows, by kind and value. Of is not asked then.
	Things func(e *model.Event, add func(kind, value string))
	// Circle, if not nil, makes it a detector of people among their peers: it names the circle
	// of the person that Of tells, and all of one circle share a state.
	Circle func(w World, id model.SubjectID) string
	// Observe looks at one event under c.Key. Events of one key come in the order of
	// their time.
	Observe func(c *Context, s *S, e *model.Event)
	// Stale, if not nil, tells whether what is kept under a key says nothing any more at a
	// time: the next event there begins anew, and the state may be dropped until it comes. A
	// detector of things that come and go needs it, such as addresses that change daily.
	Stale func(s *S, now time.Time) bool
	// Finish, if not nil, looks at a key's state when all events were seen. It goes with Stale
	// only where stale state gives nothing.
	Finish func(c *Context, s *S)
}

// Declare says what the detector is.
func (k *Keyed[S]) Declare() plugin.Declaration { return k.Declaration }

// Classes are the event classes the detector looks at; none means all.
func (k *Keyed[S]) Classes() []ocsf.Class { return k.On }

func (k *Keyed[S]) keys(w World, e *model.Event, subject func(model.SubjectID), thing func(kind, value string)) {
	if k.Things != nil {
		k.Things(e, thing)
		return
	}
	id := e.Subject
	if k.Of != nil {
		id = k.Of(e)
	}
	switch {
	case k.Circle == nil:
		subject(id)
	case id != "" && w.Claims(id) != nil: // of strangers nothing is claimed
		thing("circle", k.Circle(w, id))
	}
}

func (k *Keyed[S]) open() table { return &keyedTable[S]{detector: k, state: map[Key]*S{}} }

type keyedTable[S any] struct {
	detector *Keyed[S]
	state    map[Key]*S
	places   []*S // the same states by the places of their keys, nil where it was not asked for yet
}

func (t *keyedTable[S]) observe(c *Context, place int, e *model.Event) {
	var s *S
	if place < len(t.places) {
		s = t.places[place]
	}
	if s == nil {
		s = t.state[c.Key]
	}
	if s == nil || t.detector.Stale != nil && t.detector.Stale(s, e.Time) {
		s = new(S)
		t.state[c.Key] = s
	}
	if place > 0 {
		for place >= len(t.places) {
			t.places = append(t.places, make([]*S, max(64, len(t.places)))...)
		}
		t.places[place] = s
	}
	t.detector.Observe(c, s, e)
}

// sweep drops what is stale. It changes no outcome, because observe begins anew there.
func (t *keyedTable[S]) sweep(now time.Time) {
	if t.detector.Stale == nil {
		return
	}
	for k, s := range t.state {
		if t.detector.Stale(s, now) {
			delete(t.state, k)
		}
	}
	clear(t.places) // which may hold what was dropped
}

func (t *keyedTable[S]) finish(c *Context) {
	if s, ok := t.state[c.Key]; ok && t.detector.Finish != nil {
		t.detector.Finish(c, s)
	}
}

func (t *keyedTable[S]) sorted() []Key {
	keys := make([]Key, 0, len(t.state))
	for k := range t.state {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func (t *keyedTable[S]) snapshot(give func(k Key, state []byte)) error {
	for k, s := range t.state {
		b, err := json.Marshal(s)
		if err != nil {
			return fmt.Errorf("detector %q: key %q: %w", t.detector.Declaration.Name, k, err)
		}
		give(k, b)
	}
	return nil
}

func (t *keyedTable[S]) restore(in map[Key]json.RawMessage) error {
	t.state = make(map[Key]*S, len(in))
	clear(t.places)
	for k, b := range in {
		s := new(S)
		if err := json.Unmarshal(b, s); err != nil {
			return fmt.Errorf("detector %q: key %q: %w", t.detector.Declaration.Name, k, err)
		}
		t.state[k] = s
	}
	return nil
}

// merge folds a finding into what was found before under the same id.
func merge(old, update model.Finding) model.Finding {
	if old.ID == "" {
		return update
	}
	merged := update
	if old.At.Before(update.At) {
		merged.At = old.At
	}
	merged.Evidence = nil
	merged.Cite(old.Evidence...)
	merged.Cite(update.Evidence...)
	if old.Shared != nil && update.Shared != nil {
		shared := *update.Shared
		if first := old.Shared.First; !first.IsZero() && first.Before(shared.First) {
			shared.First = first
		}
		if last := old.Shared.Last; last.After(shared.Last) {
			shared.Last = last
		}
		merged.Shared = &shared
	}
	return merged
}

// sortFindings puts findings into an order that does not depend on how they were found.
func sortFindings(findings []model.Finding) {
	slices.SortFunc(findings, func(a, b model.Finding) int { return a.Compare(&b) })
}
