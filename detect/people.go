package detect

import (
	"maps"
	"slices"
	"strings"
	"time"

	"bonafide/model"
)

// Household tells whether two people may share things because they live together: they
// declare one home, or nothing is known of one of them.
func (c *Context) Household(a, b model.SubjectID) bool {
	one, other := c.Claims(a), c.Claims(b)
	return one == nil || other == nil || one.HomeKey != "" && one.HomeKey == other.HomeKey
}

// Households counts the homes that people declare; somebody without one counts alone.
func (c *Context) Households(people []model.SubjectID) int {
	homes := map[string]bool{}
	for _, id := range people {
		key := "nobody's but " + string(id)
		if claims := c.Claims(id); claims != nil && claims.HomeKey != "" {
			key = claims.HomeKey
		}
		homes[key] = true
	}
	return len(homes)
}

// rebornDays is how soon after somebody left another must start to be their successor under
// a new name.
const rebornDays = 60

// Reborn tells whether one person started soon after another had left, and not before they
// did. People of one household are not.
func (c *Context) Reborn(id, gone model.SubjectID) bool {
	one, other := c.Claims(id), c.Claims(gone)
	if one == nil || other == nil || one.Start.IsZero() || other.End.IsZero() || c.Household(id, gone) {
		return false
	}
	since := one.Start.Sub(other.End)
	return since >= 0 && since <= rebornDays*24*time.Hour
}

// Homes says in words how the homes of people differ from somebody's, for a reason that
// has named them.
func (c *Context) Homes(id model.SubjectID, others []model.SubjectID) string {
	claims := c.Claims(id)
	known := claims != nil && claims.HomeKey != ""
	for _, o := range others {
		theirs := c.Claims(o)
		known = known && theirs != nil && theirs.HomeKey != ""
	}
	switch {
	case !known:
		return "and no common home is on file"
	case len(others) == 1:
		return "who declares another address"
	}
	return "who declare other addresses"
}

// MaxHolders is how many holders of one thing are kept. What more people than that share
// identifies nobody.
const MaxHolders = 64

// Holders are the people seen with one thing. The zero Holders is empty. Its state is
// bounded by MaxHolders.
type Holders struct {
	People map[model.SubjectID]Holding `json:"people,omitempty"`
}

// Holding is how somebody was first seen with a thing.
type Holding struct {
	Since time.Time      `json:"since"`
	Own   bool           `json:"own,omitempty"` // it was the device issued to them at the time
	Cite  model.Evidence `json:"cite"`
}

// Add notes a person and tells whether they are new here.
func (h *Holders) Add(e *model.Event, id model.SubjectID) bool {
	if _, known := h.People[id]; known || id == "" || len(h.People) >= MaxHolders {
		return false
	}
	if h.People == nil {
		h.People = map[model.SubjectID]Holding{}
	}
	h.People[model.SubjectID(strings.Clone(string(id)))] = Holding{Since: e.Time, Own: e.Owner == id, Cite: e.Evidence()}
	return true
}

// Strangers are the other holders whom nothing known ties to a person, sorted: those of
// the household are left out, and those that tied says are.
func (h *Holders) Strangers(c *Context, id model.SubjectID, tied func(a, b model.SubjectID) bool) []model.SubjectID {
	var strangers []model.SubjectID
	for _, o := range slices.Sorted(maps.Keys(h.People)) {
		if o != id && !c.Household(o, id) && (tied == nil || !tied(o, id)) {
			strangers = append(strangers, o)
		}
	}
	return strangers
}

// HandedOver tells whether a thing went from one person to the other: both were issued it,
// or one had left when the other got it.
func (h *Holders) HandedOver(c *Context, a, b model.SubjectID) bool {
	one, other := h.People[a], h.People[b]
	left := func(id model.SubjectID, t time.Time) bool {
		claims := c.Claims(id)
		return claims != nil && claims.Left(t)
	}
	return one.Own && other.Own || left(a, other.Since) || left(b, one.Since)
}

// Renew gives those whose finding changes when somebody new comes: the new one, and all
// the others as long as the circle is small and whenever it has doubled.
func (h *Holders) Renew(added model.SubjectID) []model.SubjectID {
	const small = 8
	if len(h.People) <= small || Milestone(len(h.People)) {
		return slices.Sorted(maps.Keys(h.People))
	}
	return []model.SubjectID{added}
}

// Shared is the thing as findings tell of it: held by a person and by strangers.
func (h *Holders) Shared(c *Context, kind, value string, people ...model.SubjectID) *model.Shared {
	people = slices.Clone(people)
	slices.Sort(people)
	s := &model.Shared{Kind: kind, Value: value, Holders: len(people), Population: c.Population(), Subjects: people}
	for _, id := range people {
		if since := h.People[id].Since; !since.IsZero() && (s.First.IsZero() || since.Before(s.First)) {
			s.First = since
		}
	}
	return s
}

// Names lists people for a reason, the first few by id.
func Names(people []model.SubjectID) string {
	const shown = 4
	var b strings.Builder
	for i, id := range people {
		switch {
		case i == shown:
			return b.String() + " and " + Count(len(people)-shown, "other")
		case i > 0:
			b.WriteString(", ")
		}
		b.WriteString(string(id))
	}
	return b.String()
}
