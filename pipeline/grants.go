package pipeline

import (
	"fmt"

	"bonafide/internal/privilege"
	"bonafide/model"
	"bonafide/model/ocsf"
	"bonafide/pipeline/spool"
)

// IntroduceGrants writes the entitlements of people that open much (high and admin) into the
// spool in the form of events, so that detectors see who holds, or asks for, more than others.
// The time is when it was given, but not before the first record or after the last.
func IntroduceGrants(s *spool.Spool, grants []model.Grant, rights *privilege.Catalogue, holder func(*model.Grant) model.SubjectID) error {
	first, last := s.Bounds()
	w := s.Writer()
	for i := range grants {
		g := &grants[i]
		right := rights.Of(g.System, g.Kind, g.Name, g.Level)
		if right.Level < privilege.High || g.Holder.Type != "user" || !g.InForce() && !g.Asked() {
			continue
		}
		id := holder(g)
		if id == "" {
			continue
		}
		e := &model.Event{
			ID: model.EventID(fmt.Sprintf("grant:%s:%d", g.Origin, g.Origin.Part)), Format: "people/grants", Class: ocsf.UserInventory,
			Activity: ocsf.Other, Action: "holds", Origin: g.Origin, Time: g.Since, Outcome: model.Success,
		}
		if g.Asked() {
			e.Action = "asked for"
		}
		e.Add(model.UserUID, string(id))
		e.Add(model.Privilege, g.System+" "+g.Name)
		e.Add(model.Risk, right.Level.String())
		for _, ability := range right.Can {
			e.Add(model.ResourceType, ability)
		}
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
