// Package pipeline is the order of the stages:
//
//	source -> normalize -> enrich -> detect -> score
//
// Collect runs the first two over everything handed in and puts the events in order in a
// spool; Replay takes them from there through enrichment to the detectors; Conclude weighs
// the findings. In between, claims become subjects (pipeline/roster) and identity is
// settled, because both need everything that was handed in.
//
// It knows the stages by their contracts only; app says which parts run.
package pipeline

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"bonafide/detect"
	"bonafide/model"
	"bonafide/model/ocsf"
	"bonafide/pipeline/roster"
	"bonafide/pipeline/spool"
	"bonafide/score"
)

// Conclude weighs the findings of every subject as of a time.
func Conclude(r *roster.Roster, s *score.Scorer, findings []model.Finding, asOf time.Time) ([]model.SubjectAssessment, error) {
	bySubject := map[model.SubjectID][]model.Finding{}
	for _, f := range findings {
		bySubject[f.Subject] = append(bySubject[f.Subject], f)
	}
	list := make([]model.SubjectAssessment, 0, len(bySubject))
	for _, subject := range r.Subjects() {
		a, err := s.Assess(&subject.Claims, bySubject[subject.ID], asOf)
		if err != nil {
			return nil, fmt.Errorf("assess %s: %w", subject.ID, err)
		}
		a.Name = subject.Name
		list = append(list, a)
	}
	slices.SortFunc(list, func(a, b model.SubjectAssessment) int {
		if a.OpenCase != b.OpenCase {
			if a.OpenCase {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(b.Priority, a.Priority), cmp.Compare(a.ID, b.ID))
	})
	return list, nil
}

// Introduce writes each subject's claims into the spool in the form of an event, so that
// detectors see what the people file has in common with the rest. Its time is the
// subject's start, but not before the first record or after the last; without records,
// between the first start and the last.
func Introduce(r *roster.Roster, s *spool.Spool) error {
	first, last := s.Bounds()
	if s.Len() == 0 {
		first, last = starts(r)
	}
	w := s.Writer()
	for _, subject := range r.Subjects() {
		e := introduction(&subject.Claims, r.Company())
		e.Time = subject.Start
		if e.Time.Before(first) {
			e.Time = first
		}
		if e.Time.After(last) {
			e.Time = last
		}
		if err := w.Add(e); err != nil {
			return err
		}
	}
	return w.Close()
}

// starts are the first and the last start of all subjects; the beginning of 1970 where
// nobody has one.
func starts(r *roster.Roster) (first, last time.Time) {
	first, last = time.Unix(0, 0).UTC(), time.Unix(0, 0).UTC()
	any := false
	for _, subject := range r.Subjects() {
		switch at := subject.Start; {
		case at.IsZero():
		case !any:
			first, last, any = at, at, true
		case at.Before(first):
			first = at
		case at.After(last):
			last = at
		}
	}
	return first, last
}

// introduction is a subject's claims as an OCSF User Inventory event. Company addresses
// are left out: they are given to people, not brought by them.
func introduction(c *model.Claims, company *model.Company) *model.Event {
	cite := c.Evidence(model.ClaimName)
	e := &model.Event{
		ID: model.EventID("people:" + string(c.ID)), Format: "people/claims", Class: ocsf.UserInventory, Activity: ocsf.Create,
		Action: "claims", Origin: model.Origin{Path: cite.Path, Line: cite.Line},
	}
	e.Add(model.UserUID, string(c.ID))
	for _, phone := range c.Phones {
		e.Add(model.UserPhone, phone)
	}
	for _, email := range c.Emails {
		if _, domain, _ := strings.Cut(email, "@"); !slices.ContainsFunc(company.Domains, func(d string) bool { return strings.EqualFold(d, domain) }) {
			e.Add(model.UserEmail, email)
		}
	}
	e.Add(model.ShipTo, c.ShipAddress)
	e.Add(model.PayAccount, c.PayAccount)
	return e
}

var _ detect.World = (*roster.Roster)(nil)
