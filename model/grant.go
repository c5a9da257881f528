package model

import "time"

// Grant is one entitlement that somebody holds, as a snapshot of a system says it: a row of
// what is, not an event of what happened. Times are zero where the system does not tell.
type Grant struct {
	Format string // the format it was read from, e.g. "okta/group_members"
	System string // what the grant is for: "okta", "github", "aws" …
	Holder Holder
	// Kind is what sort of thing is held: role, group, team, app, repository, policy, key.
	Kind string
	// Name is what people call it; UID the system's own id, or the name again.
	Name, UID string
	// Level is how much of it is held, where the system has levels: admin, write, read.
	Level string
	// Scope is where it holds, where the system says so: an organisation, a directory.
	Scope string
	// Via is the group that passes it on, "" where it is held directly.
	Via string
	// Status is the system's word for whether it is in force, in lower case: active, suspended.
	Status string
	// Since is when it was given, LastUsed when the system last saw it used, Expires when it
	// ends by itself.
	Since, LastUsed, Expires time.Time
	// Tracked tells that the system records when the grant is used, so that no LastUsed means
	// never used.
	Tracked bool
	Origin  Origin
}

// Holder is the account that holds a grant, as its system names it.
type Holder struct {
	UID, Email, Name string
	// Type is user, service or group; a group passes on what it holds.
	Type string
}

// Asked tells whether the grant was asked for, and not given.
func (g *Grant) Asked() bool {
	switch g.Status {
	case "requested", "pending", "denied", "refused", "rejected", "declined":
		return true
	}
	return false
}

// InForce tells whether the grant is held: it was given, and no word says that it ended or rests.
func (g *Grant) InForce() bool {
	switch g.Status {
	case "deprovisioned", "deactivated", "inactive", "suspended", "removed", "revoked", "disabled", "expired", "deleted", "cancelled", "canceled":
		return false
	}
	return !g.Asked()
}

// Evidence cites the grant's record.
func (g *Grant) Evidence() Evidence { return Evidence{Path: g.Origin.Path, Line: g.Origin.Line} }
