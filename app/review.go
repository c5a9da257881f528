package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"bonafide/config"
	"bonafide/content"
	"bonafide/enrich/identity"
	"bonafide/internal/hint"
	"bonafide/internal/privilege"
	"bonafide/model"
	"bonafide/model/ocsf"
	"bonafide/pipeline"
	"bonafide/workflow/accessreview"
)

// Access is what an access review rests on.
type Access struct {
	accessreview.Input
	Settings   accessreview.Settings
	Catalogue  *privilege.Catalogue
	Assessment *model.Assessment
	Fallback   model.SubjectID
	// Deadline is how long reviewers have.
	Deadline time.Duration
}

// ReadAccess reads exports for an access review: who holds what, who they are, and what
// records say of use. AsOf is when the exports were made. Where no file says who holds what,
// what was read comes back beside the error.
func ReadAccess(ctx context.Context, o Options, asOf time.Time) (*Access, error) {
	a, err := newAssessor(o)
	if err != nil {
		return nil, err
	}
	defer func() { _ = a.spool.Close() }()
	v := &Access{Settings: reviewSettings(a.settings), Deadline: 14 * 24 * time.Hour, Fallback: model.SubjectID(a.settings.AccessReviews.Fallback)}
	if n := a.settings.AccessReviews.DeadlineDays; n > 0 {
		v.Deadline = time.Duration(n) * 24 * time.Hour
	}
	if v.Catalogue, err = privilege.Load(content.FS()); err != nil {
		return nil, err
	}
	if err := ownStages(v.Catalogue, a.settings); err != nil {
		return nil, err
	}
	v.AsOf, v.Usage = asOf, accessreview.NewUsage()
	proofs := map[model.SubjectID]accessreview.Use{}
	a.Seen = func(e *model.Event) {
		if e.Time.After(asOf) {
			return
		}
		v.Usage.Observe(e)
		if proven(e) {
			if _, known := proofs[e.Subject]; !known {
				proofs[e.Subject] = accessreview.Use{At: e.Time, Cite: e.Evidence()}
			}
		}
	}
	if err := a.collect(ctx); err != nil {
		return nil, err
	}
	if err := a.introduce(); err != nil {
		return nil, err
	}
	span, err := a.replay(ctx)
	if err != nil {
		return nil, err
	}
	result, err := a.conclude(span)
	if err != nil {
		return nil, err
	}
	v.Assessment = result.Assessment
	v.persons(a, proofs)
	v.hold(result.Grants, a.resolver, a.settings)
	if len(v.Grants) == 0 {
		return v, hint.With(errors.New("no file says who holds what"), "docs/operations/access-reviews.md shows how Okta, Entra, GitHub, AWS and Google are exported, and what columns entitlements.csv has")
	}
	if v.Fallback != "" && a.roster.Claims(v.Fallback) == nil {
		return nil, a.settings.Wrong([]string{"access_reviews", "fallback_reviewer"}, "name an id in the people file", "nobody has the id %q", v.Fallback)
	}
	return v, nil
}

// reviewSettings are the defaults with what the settings say over them.
func reviewSettings(s *config.Settings) accessreview.Settings {
	set, own := accessreview.Defaults(), s.AccessReviews
	set.UnusedDays = cmp.Or(own.UnusedDays, set.UnusedDays)
	set.MinPeers = cmp.Or(own.MinPeers, set.MinPeers)
	set.ExpectedLow = cmp.Or(own.ExpectedLow, set.ExpectedLow)
	set.OutlierHigh = cmp.Or(own.OutlierHigh, set.OutlierHigh)
	set.OutlierShare = cmp.Or(own.OutlierShare, set.OutlierShare)
	set.OrdinaryToo = own.OrdinaryToo
	set.LimitDays = cmp.Or(own.LimitDays, set.LimitDays)
	set.ProbableStep = cmp.Or(own.Step, set.ProbableStep)
	return set
}

// ownStages puts the company's stages in place of the built-in ones.
func ownStages(c *privilege.Catalogue, s *config.Settings) error {
	if len(s.AccessReviews.Stages) == 0 {
		return nil
	}
	c.Stages = nil
	known := c.Abilities()
	for i, own := range s.AccessReviews.Stages {
		for j, ability := range own.Never {
			if !slices.Contains(known, ability) {
				return s.Wrong([]string{"access_reviews", "stages", fmt.Sprint(i), "never", fmt.Sprint(j)}, "write one of "+strings.Join(known, ", "), "%q is no ability", ability)
			}
		}
		most, ok := privilege.LevelNamed(own.Most)
		if !ok {
			return s.Wrong([]string{"access_reviews", "stages", fmt.Sprint(i)}, "write ordinary, elevated, high or admin", "%q is no level", own.Most)
		}
		c.Stages = append(c.Stages, privilege.Stage{ID: own.ID, Until: own.Until, Days: own.Days, Most: most, Never: own.Never, Why: cmp.Or(own.Why, "the company's own stage")})
	}
	return nil
}

// proven tells whether an event is an identity check that was passed.
func proven(e *model.Event) bool {
	if e.Subject == "" || e.Class != ocsf.IdentityVerification || e.Outcome != model.Success {
		return false
	}
	switch strings.ToLower(e.Text(model.CheckName)) {
	case "document", "data", "portrait", "in_person", "identity", "":
		return true
	}
	return false
}

// persons makes what the review looks at of people.
func (v *Access) persons(a *assessor, proofs map[model.SubjectID]accessreview.Use) {
	byEmail := map[string]model.SubjectID{}
	for _, s := range a.roster.Subjects() {
		for _, email := range s.Emails {
			byEmail[email] = s.ID
		}
	}
	for _, s := range a.roster.Subjects() {
		if s.Kind != model.Worker {
			continue
		}
		manager := s.Manager
		if id, ok := byEmail[strings.ToLower(string(manager))]; ok { // some systems name managers by address
			manager = id
		}
		p := accessreview.Person{
			ID: s.ID, Name: s.Name, Title: s.Title, Department: s.Department, Type: s.EmploymentType, Status: s.Status, Manager: manager,
			Start: s.Start, End: s.End, Verified: proofs[s.ID].At, VerificationCite: proofs[s.ID].Cite, StartCite: s.Evidence(model.ClaimStart),
		}
		if use, ok := v.Usage.LastSeen(s.ID); ok {
			p.LastSeen, p.LastSeenCite = use.At, use.Cite
		}
		for _, own := range a.settings.AccessReviews.Verified {
			if own.Person == string(s.ID) {
				p.Verified = own.On.Time
			}
		}
		v.People = append(v.People, p)
	}
}

// hold finds whose account each grant is.
func (v *Access) hold(grants []model.Grant, r *identity.Resolver, s *config.Settings) {
	owners := map[string]model.SubjectID{}
	for _, own := range s.AccessReviews.Services {
		owners[strings.ToLower(own.Account)] = model.SubjectID(own.Owner)
	}
	known := map[[4]string]model.SubjectID{}
	for _, g := range grants {
		h := accessreview.Held{Grant: g}
		for _, name := range []string{g.Holder.UID, g.Holder.Email, g.Holder.Name} {
			if o, ok := owners[strings.ToLower(name)]; ok && name != "" {
				h.Owner = o
			}
		}
		if g.Holder.Type == "user" && h.Owner == "" {
			k := [4]string{g.System, g.Holder.UID, g.Holder.Email, g.Holder.Name}
			id, ok := known[k]
			if !ok {
				id = holderOf(&g, r, v.AsOf)
				known[k] = id
			}
			h.Person = id
		}
		v.Grants = append(v.Grants, h)
	}
}

// holderOf is the person to whom the holder's account belongs, "" for nobody: as identity
// settled it, by id, address and login. The company's own table names people by their id.
func holderOf(g *model.Grant, r *identity.Resolver, at time.Time) model.SubjectID {
	formats := []string{g.System + "/grant"}
	if strings.HasPrefix(g.Format, "company/") {
		formats = append(formats, "people/grant")
	}
	for _, format := range formats {
		for _, id := range []string{g.Holder.UID, g.Holder.Name} {
			e := model.Event{Format: format, Class: ocsf.UserInventory, Time: at}
			e.Add(model.ActorUID, id)
			e.Add(model.ActorEmail, g.Holder.Email)
			e.Add(model.ActorName, g.Holder.Name)
			if person := r.Person(&e); person != "" {
				return person
			}
		}
	}
	return ""
}

// introduceGrants shows detectors who holds what opens much.
func (a *assessor) introduceGrants() error {
	grants := a.grants()
	if len(grants) == 0 {
		return nil
	}
	rights, err := privilege.Load(content.FS())
	if err != nil {
		return err
	}
	at := a.Now
	if at.IsZero() {
		_, at = a.spool.Bounds()
	}
	known := map[model.Holder]model.SubjectID{}
	return pipeline.IntroduceGrants(a.spool, grants, rights, func(g *model.Grant) model.SubjectID {
		id, ok := known[g.Holder]
		if !ok {
			id = holderOf(g, a.resolver, at)
			known[g.Holder] = id
		}
		return id
	})
}

// grants are all entitlements in an order that does not depend on who read them.
func (a *assessor) grants() []model.Grant {
	return slices.SortedFunc(slices.Values(a.collected.Grants), func(x, y model.Grant) int {
		return cmp.Or(cmp.Compare(x.Origin.Path, y.Origin.Path), cmp.Compare(x.Origin.Line, y.Origin.Line), cmp.Compare(x.Origin.Part, y.Origin.Part))
	})
}
