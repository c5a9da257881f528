package rule

import (
	"cmp"
	"fmt"
	"strings"

	"bonafide/detect"
	"bonafide/model"
	"bonafide/plugin"
)

// state is what is kept of a person: on which days which rule matched, by its id.
type state struct {
	Seen map[string]detect.Days `json:"seen,omitempty"`
}

// single makes the detector of single rules.
func (s *Set) single(d plugin.Declaration) detect.Detector {
	return &detect.Keyed[state]{Declaration: d, Of: s.whose, Observe: s.observe}
}

// whose is the person whom a rule's finding would be about, "" when none would be made.
func (s *Set) whose(e *model.Event) model.SubjectID {
	for _, place := range e.Matched.Rules {
		if s.rules[place].reports {
			return person(e)
		}
	}
	return ""
}

// person is who did it; what happened on a computer is its owner's, whoever's account it
// ran under.
func person(e *model.Event) model.SubjectID {
	if category := int(e.Class) / 1000 % 100; category == 1 || category == 5 { // system activity, discovery
		return cmp.Or(e.Owner, e.Subject)
	}
	return cmp.Or(e.Subject, e.Owner)
}

func (s *Set) observe(c *detect.Context, st *state, e *model.Event) {
	for _, place := range e.Matched.Rules {
		r := &s.rules[place]
		if !r.reports || excused(c, e, r.indicator) {
			continue
		}
		id := string(r.sigma.Key())
		days := st.Seen[id]
		if !days.Add(e.Time) {
			continue
		}
		if st.Seen == nil {
			st.Seen = map[string]detect.Days{}
		}
		st.Seen[id] = days
		if !detect.Milestone(days.Count) {
			continue
		}
		reason := r.sigma.Title
		if shown := shown(e); shown != "" {
			reason += fmt.Sprintf(" (%q)", detect.Short(shown))
		}
		c.Report(e, model.Finding{
			Indicator: r.indicator, Subject: person(e), About: id, Rule: id, Reason: reason + " " + days.String(),
		})
	}
}

// shown is what an event shows best to a reader.
func shown(e *model.Event) string {
	for _, f := range []model.Field{model.ProcessCommand, model.ServiceName, model.ResourceName, model.DstHostname} {
		if text := e.Text(f); text != "" {
			return text
		}
	}
	return e.Action
}

// excused tells whether what the company says of itself explains the event: the tool it
// shows is approved, or, where networks are what matters, it came through the company's own
// or an approved one.
func excused(c *detect.Context, e *model.Event, indicator model.IndicatorID) bool {
	if strings.HasPrefix(string(indicator), "NET-") && (e.Facts.Corporate || c.Approved(e.Facts.Network.Operator)) {
		return true
	}
	approved := false
	for i := range e.Facts.Tools {
		switch m := &e.Facts.Tools[i]; m.Kind {
		case model.RemoteAccess, model.DevTunnel, model.VPNClient:
			if !allowed(c, e, m) {
				return false
			}
			approved = true
		default:
		}
	}
	return approved
}

func allowed(c *detect.Context, e *model.Event, m *model.ToolMatch) bool {
	if m.Kind == model.VPNClient && c.Approved(m.Name) {
		return true
	}
	for _, a := range c.Company().RemoteAccess {
		if a.Covers(m.ID, m.Name, m.Tenant, e.Time) {
			return true
		}
	}
	return false
}
