package accessreview

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"bonafide/internal/privilege"
	"bonafide/model"
)

// reviewer is one run of Propose.
type reviewer struct {
	in       Input
	settings Settings
	rights   *privilege.Catalogue
	people   map[model.SubjectID]int32
	holdings []holding
	circles  *circles
	active   map[model.SubjectID]time.Time // when somebody last did anything
	proofs   bool                          // identity proofs of anybody were handed in
	last     int                           // the day on which the last stage ends
}

func newReviewer(in Input, c *privilege.Catalogue, s Settings) *reviewer {
	r := &reviewer{in: in, settings: s, rights: c, people: make(map[model.SubjectID]int32, len(in.People))}
	for i := range in.People {
		r.people[in.People[i].ID] = int32(i) //nolint:gosec // few
	}
	r.proofs = slices.ContainsFunc(in.People, func(p Person) bool { return !p.Verified.IsZero() })
	for _, stage := range c.Stages {
		r.last = max(r.last, stage.Days)
	}
	r.gather()
	r.active = make(map[model.SubjectID]time.Time, len(in.People))
	for i := range in.People {
		r.active[in.People[i].ID] = in.People[i].LastSeen
	}
	for i := range r.holdings {
		if h := &r.holdings[i]; h.person >= 0 && h.used.After(r.active[in.People[h.person].ID]) {
			r.active[in.People[h.person].ID] = h.used
		}
	}
	entitlements := int32(0)
	for i := range r.holdings {
		entitlements = max(entitlements, r.holdings[i].entitlement+1)
	}
	r.circles = newCircles(in.People, in.AsOf)
	r.circles.count(r.holdings, int(entitlements))
	r.circles.settle(s.MinPeers, s.ExpectedLow)
	return r
}

// gather makes one holding of all grants that give one account one entitlement.
func (r *reviewer) gather() {
	grants := Expand(r.in.Grants)
	index := make(map[string]int, len(grants))
	ids := map[string]int32{}
	rights := map[string]privilege.Right{}
	for i := range grants {
		g := &grants[i]
		if g.Holder.Type == "group" || !g.InForce() {
			continue
		}
		entitlement := key(&g.Grant)
		eid, ok := ids[entitlement]
		if !ok {
			eid = int32(len(ids)) //nolint:gosec // few
			ids[entitlement] = eid
			rights[entitlement] = r.rights.Of(g.System, g.Kind, g.Name, g.Level)
		}
		who := string(g.Person)
		if who == "" {
			who = "\x00" + strings.ToLower(account(&g.Grant))
		}
		at, ok := index[who+"\x00"+entitlement]
		if !ok {
			at = len(r.holdings)
			index[who+"\x00"+entitlement] = at
			person := int32(-1)
			if p, known := r.people[g.Person]; known {
				person = p
			}
			r.holdings = append(r.holdings, holding{grant: &g.Grant, person: person, owner: g.Owner, entitlement: eid, right: rights[entitlement]})
		}
		r.holdings[at].take(&g.Grant)
	}
}

// take adds what one more grant says.
func (h *holding) take(g *model.Grant) {
	if g.Via == "" {
		h.direct = true
	} else if !slices.Contains(h.via, g.Via) {
		h.via = append(h.via, g.Via)
	}
	if g.LastUsed.After(h.used) {
		h.used = g.LastUsed
	}
	h.tracked = h.tracked || g.Tracked
	if h.since.IsZero() || !g.Since.IsZero() && g.Since.Before(h.since) {
		h.since = g.Since
	}
	if g.Expires.After(h.expires) {
		h.expires = g.Expires
	}
	if e := g.Evidence(); len(h.evidence) < model.MaxEvidence && !slices.Contains(h.evidence, e) {
		h.evidence = append(h.evidence, e)
	}
}

// Expand adds what people hold through groups that are listed with grants of their own, up to
// three groups deep. What several ways through groups lead to is added once; who asked for a
// group, or was suspended from it, holds nothing through it.
func Expand(list []Held) []Held {
	const deepest = 3
	passed := passedOn(list)
	if len(passed) == 0 {
		return list
	}
	type reached struct {
		holder int // into list
		grant  *model.Grant
	}
	out, holders := slices.Clone(list), make([]int, len(list))
	for i := range holders {
		holders[i] = i
	}
	seen := map[reached]bool{}
	from := 0
	for range deepest {
		to := len(out)
		for i := from; i < to; i++ {
			h := out[i]
			if h.Holder.Type == "group" || h.Kind != "group" && h.Kind != "team" || !h.InForce() {
				continue
			}
			for _, name := range []string{h.UID, h.Name} {
				for _, g := range passed[h.System+"\x00"+strings.ToLower(name)] {
					at := reached{holders[i], g}
					if seen[at] {
						continue
					}
					seen[at] = true
					next := Held{Grant: *g, Person: h.Person, Owner: h.Owner}
					next.Holder, next.Via, next.Scope = h.Holder, h.Name, cmp.Or(g.Scope, h.Scope)
					out, holders = append(out, next), append(holders, holders[i])
				}
			}
		}
		from = to
	}
	return out
}

// passedOn are the grants of groups, by system and the group's id or name.
func passedOn(list []Held) map[string][]*model.Grant {
	passed := map[string][]*model.Grant{}
	for i := range list {
		if g := &list[i].Grant; g.Holder.Type == "group" {
			for _, name := range []string{g.Holder.UID, g.Holder.Name} {
				if name != "" {
					passed[g.System+"\x00"+strings.ToLower(name)] = append(passed[g.System+"\x00"+strings.ToLower(name)], g)
				}
			}
		}
	}
	return passed
}

// proposal says what speaks for and against one holding.
func (r *reviewer) proposal(h *holding) Proposal {
	g := h.grant
	p := Proposal{
		Account: account(g), AccountType: g.Holder.Type, System: g.System, Kind: g.Kind, Name: g.Name, UID: g.UID, Level: g.Level, Scope: g.Scope,
		Via: h.via, Privilege: h.right.Level, Can: h.right.Can, Evidence: h.evidence, owner: h.owner, held: h,
	}
	if !h.since.IsZero() {
		p.Since = &h.since
	}
	if !h.expires.IsZero() {
		p.Expires = &h.expires
	}
	if h.person < 0 {
		p.ID = itemID(g, "")
		r.ownerless(&p, h)
		r.unused(&p, h)
		return p
	}
	who := &r.in.People[h.person]
	p.Person, p.ID = who.ID, itemID(g, who.ID)
	if who.left(r.in.AsOf) {
		p.Against = append(p.Against, Reason{
			Kind: "leaver", Text: fmt.Sprintf("%s left on %s and still holds it", who.ID, day(who.End)),
			Days: days(r.in.AsOf.Sub(who.End)), Evidence: cite(who.StartCite),
		})
		return p
	}
	r.stage(&p, h, who)
	r.peers(&p, h)
	r.unused(&p, h)
	return p
}

// ownerless speaks of accounts that are nobody's.
func (r *reviewer) ownerless(p *Proposal, h *holding) {
	owner, known := r.people[h.owner]
	switch {
	case h.owner != "" && !known:
		p.Against = append(p.Against, Reason{Kind: "ownerless", Text: fmt.Sprintf("%s is named to answer for this account and stands in no people file; name somebody who does", h.owner)})
	case h.owner != "" && r.in.People[owner].left(r.in.AsOf):
		p.Against = append(p.Against, Reason{Kind: "ownerless", Text: fmt.Sprintf("%s, who answered for this account, left on %s; name somebody else", h.owner, day(r.in.People[owner].End))})
	case h.owner != "":
		p.For = append(p.For, Reason{Kind: "owned", Text: fmt.Sprintf("%s answers for this account", h.owner)})
	case h.grant.Holder.Type == "service":
		p.Against = append(p.Against, Reason{Kind: "ownerless", Text: "a service account for which nobody answers; name its owner under access_reviews.service_accounts"})
	default:
		p.Against = append(p.Against, Reason{Kind: "ownerless", Text: "no person could be told by this account; name whose it is, in the people file's accounts or under access_reviews.service_accounts"})
	}
}

// peers speaks of what others in the same circles hold.
func (r *reviewer) peers(p *Proposal, h *holding) {
	around := r.circles.around(h, r.settings.MinPeers)
	if len(around) == 0 {
		p.For = append(p.For, Reason{Kind: "no_peers", Text: fmt.Sprintf("no circle of %d others to compare with, so nothing is said of it", r.settings.MinPeers)})
		return
	}
	best, outlier := around[0], true
	for _, a := range around {
		if a.Low > best.Low || a.Low == best.Low && a.High > best.High {
			best = a
		}
		outlier = outlier && a.High < r.settings.OutlierHigh && float64(a.With) <= r.settings.OutlierShare*float64(a.Of)
	}
	switch {
	case best.Low >= r.settings.ExpectedLow:
		p.For = append(p.For, Reason{Kind: "expected", Text: fmt.Sprintf("held by %s (%.0f to %.0f %%)", best, best.Low*100, best.High*100), Peers: &best})
	case outlier:
		r.outlier(p, h, best)
	default:
		p.For = append(p.For, Reason{Kind: "shared", Text: fmt.Sprintf("held by %s (%.0f to %.0f %%): neither usual nor strange", best, best.Low*100, best.High*100), Peers: &best})
	}
}

func (r *reviewer) outlier(p *Proposal, h *holding, best Peers) {
	if home, ok := r.circles.elsewhere(h); ok && !r.circles.inside(h.person, home.Circle) && r.in.People[h.person].placed() {
		p.Against = append(p.Against, Reason{
			Kind:  "leftover",
			Text:  fmt.Sprintf("belongs to %s, where %d of %d hold it, and %s is not there; of their own circle %s hold it", home.Circle, home.With, home.Of, p.Person, best),
			Peers: &home,
		})
		return
	}
	if r.circles.sole[h.person] {
		p.For = append(p.For, Reason{Kind: "no_peers", Text: "the only one with this title in the department: that others do not hold it says nothing"})
		return
	}
	if h.right.Level == privilege.Ordinary && !r.settings.OrdinaryToo {
		p.For = append(p.For, Reason{Kind: "ordinary", Text: fmt.Sprintf("held by %s, but it opens nothing that is known", best), Peers: &best})
		return
	}
	p.Against = append(p.Against, Reason{
		Kind: "outlier", Text: fmt.Sprintf("held by %s (at most %.0f %% of such people, as far as so many can tell)", best, best.High*100), Peers: &best,
	})
}

// unused speaks of when a grant was used. What no record could show is told apart from what
// was not used, and a person who was away from a grant nobody used.
func (r *reviewer) unused(p *Proposal, h *holding) {
	var use Use
	var from time.Time
	how := unknown
	if p.Person != "" {
		use, from, how = r.in.Usage.of(p.Person, h.grant)
	}
	if h.used.After(use.At) {
		use = Use{h.used, h.grant.Evidence()}
	}
	if h.tracked || !h.used.IsZero() {
		how = byThing
	}
	if h.tracked || h.since.After(from) {
		from = h.since // of a grant whose uses the system dates, all are known
	}
	limit := r.settings.UnusedDays
	age := days(r.in.AsOf.Sub(use.At))
	switch {
	case !use.At.IsZero() && age < limit:
		text := fmt.Sprintf("used on %s, %d days ago", day(use.At), age)
		if how == bySystem {
			text = fmt.Sprintf("last active in %s on %s, %d days ago (records do not show with what)", p.System, day(use.At), age)
		}
		p.For = append(p.For, Reason{Kind: "used", Text: text, Days: age, Evidence: cite(use.Cite)})
	case how == unknown:
		p.For = append(p.For, Reason{Kind: "no_usage_source", Text: "no record that was handed in could show whether it is used"})
	case !h.since.IsZero() && days(r.in.AsOf.Sub(h.since)) < limit:
		p.For = append(p.For, Reason{Kind: "recent", Text: fmt.Sprintf("given on %s, too short ago to tell whether it is used", day(h.since))})
	case use.At.IsZero() && !h.tracked && days(r.in.AsOf.Sub(from)) < limit:
		p.For = append(p.For, Reason{Kind: "no_usage_source", Text: fmt.Sprintf("no use is recorded, but records of it reach back to %s only", day(from))})
	case r.absent(p.Person):
		p.For = append(p.For, Reason{Kind: "absent", Text: fmt.Sprintf("not used, but %s did nothing else for %d days either, as far as records show: ask when they are back", p.Person, limit)})
	default:
		text := fmt.Sprintf("no use is recorded, in records from %s on", day(from))
		if !use.At.IsZero() {
			text = fmt.Sprintf("last used on %s, %d days ago", day(use.At), age)
		} else if age = 0; !from.IsZero() {
			age = days(r.in.AsOf.Sub(from))
		}
		if how == bySystem {
			text += " (no activity in " + p.System + " at all)"
		}
		p.Against = append(p.Against, Reason{Kind: "unused", Text: text, Days: age, Evidence: cite(use.Cite)})
	}
}

// absent tells whether somebody did nothing at all for long: leave, not disuse. Of somebody in
// no record at all the same holds: nothing tells disuse from absence.
func (r *reviewer) absent(id model.SubjectID) bool {
	if id == "" {
		return false
	}
	last := r.active[id]
	return last.IsZero() || days(r.in.AsOf.Sub(last)) >= r.settings.UnusedDays
}

// stage holds what somebody newly employed has against what they may have yet.
func (r *reviewer) stage(p *Proposal, h *holding, who *Person) {
	if who.Start.IsZero() {
		return
	}
	served := days(r.in.AsOf.Sub(who.Start))
	for _, s := range r.rights.Stages {
		if s.Until == "verified" {
			// An identity proof is only missing where proofs are kept, and of new people.
			if !who.Verified.IsZero() || !r.proofs || served >= r.last {
				continue
			}
		} else if served >= s.Days {
			continue
		}
		ahead := h.right.Level > s.Most
		what := ""
		for _, a := range s.Never {
			if slices.Contains(h.right.Can, a) {
				ahead, what = true, " ("+strings.ReplaceAll(a, "_", " ")+")"
			}
		}
		if !ahead {
			return
		}
		end := who.Start.AddDate(0, 0, s.Days)
		text := fmt.Sprintf("ahead of the stage %q: %s access%s on day %d, at most %s is due: %s", s.ID, h.right.Level, what, served, s.Most, s.Why)
		p.Against = append(p.Against, Reason{Kind: "stage", Text: text, Days: served, Evidence: cite(who.StartCite)})
		if s.Days > 0 {
			p.Until = &end
		}
		return
	}
}

// combinations finds what one person should not hold together.
func (r *reviewer) combinations(list []Proposal) {
	byPerson := map[model.SubjectID][]int{}
	for i := range list {
		if list[i].Person != "" && len(list[i].Can) > 0 {
			byPerson[list[i].Person] = append(byPerson[list[i].Person], i)
		}
	}
	for _, c := range r.rights.Toxic {
		for _, held := range byPerson {
			if !c.SameSystem {
				combine(list, c, held)
				continue
			}
			bySystem := map[string][]int{}
			for _, i := range held {
				bySystem[list[i].System] = append(bySystem[list[i].System], i)
			}
			for _, within := range bySystem {
				combine(list, c, within)
			}
		}
	}
}

// combine adds a combination to the grants that give it together.
func combine(list []Proposal, c privilege.Combination, held []int) {
	var sides [2][]int
	for _, i := range held {
		for side, ability := range c.Both {
			if slices.Contains(list[i].Can, ability) {
				sides[side] = append(sides[side], i)
			}
		}
	}
	if len(sides[0]) > 0 && len(sides[1]) > 0 {
		toxic(list, c, sides)
	}
}

// toxic adds a combination to what gives it: each side names the first of the other.
func toxic(list []Proposal, c privilege.Combination, sides [2][]int) {
	for side, mine := range sides {
		for _, i := range mine {
			other := &list[sides[1-side][0]]
			with := other.System + " " + other.Name
			if slices.Contains(sides[1-side], i) {
				other, with = &list[i], "itself, which gives both"
			}
			if list[i].Has("toxic") && slices.ContainsFunc(list[i].Against, func(x Reason) bool { return strings.HasPrefix(x.Text, c.ID+" ") }) {
				continue
			}
			list[i].Against = append(list[i].Against, Reason{
				Kind:     "toxic",
				Text:     fmt.Sprintf("%s %s, together with %s: %s. Honest reasons: %s", c.ID, c.Title, with, c.Why, c.Honest),
				Evidence: other.Evidence,
			})
		}
	}
}

func day(t time.Time) string {
	if t.IsZero() {
		return "a day that is not known"
	}
	return t.Format(time.DateOnly)
}

func days(d time.Duration) int { return int(d / (24 * time.Hour)) }

func cite(e model.Evidence) []model.Evidence {
	if e.Path == "" {
		return nil
	}
	return []model.Evidence{e}
}
