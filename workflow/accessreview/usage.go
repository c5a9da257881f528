package accessreview

import (
	"strings"
	"time"

	"bonafide/model"
	"bonafide/model/ocsf"
)

// Usage is what records say of who used what when. The zero Usage is not ready; see NewUsage.
type Usage struct {
	things  map[useKey]Use
	systems map[useKey]Use
	seen    map[model.SubjectID]Use
	// tracked is from when on uses are recorded, by system, and by system and kind of thing.
	tracked map[[2]string]time.Time
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
	return &Usage{things: map[useKey]Use{}, systems: map[useKey]Use{}, seen: map[model.SubjectID]Use{}, tracked: map[[2]string]time.Time{}}
}

// Observe takes in an event that was resolved to subjects.
func (u *Usage) Observe(e *model.Event) {
	if e.Subject == "" || e.Outcome == model.Failure || strings.HasPrefix(e.Format, "people/") || about(e.Class) {
		return
	}
	system, _, _ := strings.Cut(e.Format, "/")
	cite := e.Evidence()
	u.track(system, "", e.Time)
	u.note(u.systems, useKey{e.Subject, system, ""}, e.Time, cite)
	if have, ok := u.seen[e.Subject]; !ok || e.Time.After(have.At) {
		u.seen[e.Subject] = Use{e.Time, cite}
	}
	// Only what shows everyday use makes a source of use: sign-ins to applications, and Git's own
	// events. An audit log without Git events shows administrators at work and nobody else.
	if e.Class == ocsf.Authentication {
		u.name(e, system, "app", model.AppName, model.AppUID)
	}
	if strings.HasPrefix(e.Action, "git.") {
		u.track(system, "repository", e.Time)
	}
	u.name(e, system, "", model.ResourceName)
}

// about tells whether events of a class are what others note about somebody, not what they did:
// who is on leave is paid, moves house and stands in lists all the same.
func about(c ocsf.Class) bool {
	switch c {
	case ocsf.AssetShipment, ocsf.IdentityVerification, ocsf.PaymentChange, ocsf.UserInventory, ocsf.DeviceInventory, ocsf.DetectionFinding:
		return true
	}
	return false
}

// name notes the things that an event names.
func (u *Usage) name(e *model.Event, system, kind string, fields ...model.Field) {
	for _, f := range fields {
		for v := range e.All(f) {
			if kind != "" {
				u.track(system, kind, e.Time)
			}
			u.note(u.things, useKey{e.Subject, system, strings.ToLower(v)}, e.Time, e.Evidence())
		}
	}
}

// track notes from when on uses are recorded.
func (u *Usage) track(system, kind string, at time.Time) {
	k := [2]string{system, kind}
	if first, ok := u.tracked[k]; !ok || at.Before(first) {
		u.tracked[k] = at
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

// of is when somebody last used an entitlement, as far as records can tell, and from when on
// they would.
func (u *Usage) of(id model.SubjectID, g *model.Grant) (use Use, from time.Time, how reach) {
	if u == nil {
		return Use{}, time.Time{}, unknown
	}
	if g.Kind == "app" || g.Kind == "repository" {
		for _, name := range []string{g.Name, g.UID} {
			if at, ok := u.things[useKey{id, g.System, strings.ToLower(name)}]; ok && at.At.After(use.At) {
				use = at
			}
		}
		from, tracked := u.tracked[[2]string{g.System, g.Kind}]
		if !tracked {
			return use, time.Time{}, unknown
		}
		return use, from, byThing
	}
	from, tracked := u.tracked[[2]string{g.System, ""}]
	if !tracked {
		return Use{}, time.Time{}, unknown
	}
	return u.systems[useKey{id, g.System, ""}], from, bySystem
}
