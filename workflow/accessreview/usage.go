package accessreview

import (
	"strings"
	"time"

	"bonafide/model"
)

// Usage is what records say of who used what when. The zero Usage is not ready; see NewUsage.
type Usage struct {
	From, To time.Time // what the records span
	things   map[useKey]Use
	systems  map[useKey]Use
	seen     map[model.SubjectID]Use
	tracked  map[string]bool // systems and kinds of things of which any use is recorded
}

type useKey struct {
	person        model.SubjectID
	system, thing string
}

// Use is a time with the record that shows it.
type Use struct {
	At   time.Time
	Cite model.Evidence
}

// NewUsage makes an empty Usage.
func NewUsage() *Usage {
	return &Usage{things: map[useKey]Use{}, systems: map[useKey]Use{}, seen: map[model.SubjectID]Use{}, tracked: map[string]bool{}}
}

// Observe takes in an event that was resolved to subjects.
func (u *Usage) Observe(e *model.Event) {
	if u.From.IsZero() || e.Time.Before(u.From) {
		u.From = e.Time
	}
	if e.Time.After(u.To) {
		u.To = e.Time
	}
	if e.Subject == "" || e.Outcome == model.Failure || strings.HasPrefix(e.Format, "people/") {
		return
	}
	system, _, _ := strings.Cut(e.Format, "/")
	cite := e.Evidence()
	u.note(u.systems, useKey{e.Subject, system, ""}, e.Time, cite)
	if have, ok := u.seen[e.Subject]; !ok || e.Time.After(have.At) {
		u.seen[e.Subject] = Use{e.Time, cite}
	}
	for _, f := range [...]struct {
		field model.Field
		kind  string
	}{{model.AppName, "app"}, {model.AppUID, "app"}, {model.ResourceName, "repository"}} {
		for v := range e.All(f.field) {
			u.tracked[system+"\x00"+f.kind] = true
			u.note(u.things, useKey{e.Subject, system, strings.ToLower(v)}, e.Time, cite)
		}
	}
}

func (u *Usage) note(m map[useKey]Use, k useKey, at time.Time, cite model.Evidence) {
	if have, ok := m[k]; !ok || at.After(have.At) {
		m[k] = Use{at, cite}
	}
}

// LastSeen is when somebody last acted in any record.
func (u *Usage) LastSeen(id model.SubjectID) (Use, bool) {
	use, ok := u.seen[id]
	return use, ok
}

// reach is how a use of something can be known.
type reach uint8

const (
	unknown  reach = iota // no record could show it
	bySystem              // records show who acts in the system, not with what
	byThing               // records, or the export, show the thing itself
)

// of is when somebody last used an entitlement, as far as records can tell.
func (u *Usage) of(id model.SubjectID, g *model.Grant) (Use, reach) {
	if u == nil {
		return Use{}, unknown
	}
	if g.Kind == "app" || g.Kind == "repository" {
		if u.tracked[g.System+"\x00"+g.Kind] {
			for _, name := range []string{g.Name, g.UID} {
				if use, ok := u.things[useKey{id, g.System, strings.ToLower(name)}]; ok {
					return use, byThing
				}
			}
			return Use{}, byThing
		}
	}
	if g.Kind == "app" {
		return Use{}, unknown // what goes on inside an application stands in no record of the identity provider
	}
	for k := range u.tracked {
		if system, _, _ := strings.Cut(k, "\x00"); system == g.System {
			return u.systems[useKey{id, g.System, ""}], bySystem
		}
	}
	return Use{}, unknown
}
