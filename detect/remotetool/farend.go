package remotetool

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"bonafide/detect"
	"bonafide/model"
	"bonafide/model/ocsf"
	"bonafide/plugin"
)

// FarSettings tune the detector of far ends.
type FarSettings struct {
	Days      int `yaml:"days" unit:"days" doc:"On so many days somebody must have come in with a password, and nobody at the laptop, before it is reported of one person (EDR-34); and on so many a far end that is let in must have come to each of several people (EDR-05), for a vendor's supporter comes once."`
	Supporter int `yaml:"supporter" doc:"A far end, or an account, that was let in by more people than this is a supporter whom nobody declared."`
	HelpDesk  int `yaml:"help_desk" doc:"The same where it came in by password, as help desks do."`
}

// FarDefaults are settings that fit most companies.
func FarDefaults() FarSettings { return FarSettings{Days: 3, Supporter: 3, HelpDesk: 12} }

// farEnd is what is kept of somebody who comes in from afar, or of an account of a tool.
type farEnd struct {
	Holders detect.Holders                      `json:"holders,omitzero"`
	Came    map[model.SubjectID]*detect.Days    `json:"came,omitempty"`
	Alone   map[model.SubjectID]*unattendedDays `json:"alone,omitempty"`
	Last    time.Time                           `json:"last,omitzero"` // when somebody new was visited
}

// unattendedDays is when somebody came in with a password.
type unattendedDays struct {
	Days detect.Days    `json:"days"`
	Cite model.Evidence `json:"cite"`
}

// NewFarEnd makes the detector of one far end on the laptops of several people (EDR-05), and
// of one that comes in by password day after day (EDR-34). Tools and tenants that the company
// approved are left out, and so are people of one household. False positives: a vendor's
// supporter who visited two people, a relative who helps both.
func NewFarEnd(s FarSettings) detect.Detector {
	d := &far{s}
	return &detect.Keyed[farEnd]{
		Declaration: plugin.Declaration{
			Name: "remote-far-end", Kind: plugin.Detector, Version: 1,
			Summary:        "One far end, or one account of a remote-access tool, on the laptops of several people; a far end that comes in by password.",
			Needs:          []string{"AnyDesk's connection_trace.txt or ad_svc.trace of laptops, or tool records that name an account", "approved_remote_access in bonafide.yaml"},
			Indicators:     []string{"EDR-05", "EDR-34"},
			FalsePositives: "Vendors' supporters, relatives who help, help desks whose tool is not declared.",
			Settings:       s,
		},
		Things:  farEnds,
		Observe: d.observe,
		Finish:  d.finish,
	}
}

type far struct{ FarSettings }

func farEnds(e *model.Event, add func(kind, value string)) {
	if e.Owner == "" || e.Outcome == model.Failure {
		return
	}
	if id := e.Text(model.RemotePeer); id != "" {
		add("remote_id", id)
		return
	}
	for i := range e.Facts.Tools {
		if m := &e.Facts.Tools[i]; m.Kind == model.RemoteAccess && len(m.Tenant) >= 4 && !visited(e, m) {
			add("remote_tenant", m.ID+" "+m.Tenant)
		}
	}
}

func (d *far) observe(c *detect.Context, s *farEnd, e *model.Event) {
	kind, value, _ := strings.Cut(string(c.Key), ":")
	if allowed(c, e, kind, value) {
		return
	}
	d.alone(c, s, e, kind, value)
	if s.Holders.Add(e, e.Owner) {
		s.Last = e.Time
	}
	if _, kept := s.Holders.People[e.Owner]; !kept {
		return
	}
	if s.Came == nil {
		s.Came = map[model.SubjectID]*detect.Days{}
	}
	if s.Came[e.Owner] == nil {
		s.Came[model.SubjectID(strings.Clone(string(e.Owner)))] = &detect.Days{}
	}
	s.Came[e.Owner].Add(e.Time)
}

// often tells whether a far end came to somebody by password, or again and again.
func (d *far) often(s *farEnd, id model.SubjectID) bool {
	return s.Alone[id] != nil || s.Came[id] != nil && s.Came[id].Count >= d.Days
}

// finish reports EDR-05, when it is known how many were visited.
func (d *far) finish(c *detect.Context, s *farEnd) {
	kind, value, _ := strings.Cut(string(c.Key), ":")
	most := d.Supporter
	if len(s.Alone) > 0 {
		most = d.HelpDesk
	}
	if n := len(s.Holders.People); n < 2 || n > most {
		return
	}
	for _, id := range slices.Sorted(maps.Keys(s.Holders.People)) {
		others := s.Holders.Strangers(c, id, func(a, b model.SubjectID) bool { return left(c, a, b, s.Last) || !d.often(s, a) })
		if len(others) == 0 || !d.often(s, id) {
			continue
		}
		f := model.Finding{
			Indicator: "EDR-05", Subject: id, About: string(c.Key), At: s.Last,
			Reason: fmt.Sprintf("%s %s is on the laptop of %s too, %s", word(kind), value, detect.Names(others), c.Homes(id, others)),
			Shared: s.Holders.Shared(c, kind, value, append(others, id)...),
		}
		f.Cite(s.Holders.People[id].Cite, s.Holders.People[others[0]].Cite)
		f.Shared.Last = s.Last
		c.Find(f)
	}
}

// left tells whether one of two had left when the other came: a laptop was passed on with
// what was installed on it.
func left(c *detect.Context, a, b model.SubjectID, t time.Time) bool {
	one, other := c.Claims(a), c.Claims(b)
	return one != nil && one.Left(t) || other != nil && other.Left(t)
}

func word(kind string) string {
	if kind == "remote_id" {
		return "the far end"
	}
	return "the remote-access account"
}

// alone reports EDR-34: day after day the same far end comes in by password, so nobody at
// the laptop need let it in.
func (d *far) alone(c *detect.Context, s *farEnd, e *model.Event, kind, value string) {
	how := e.Text(model.LogonType)
	if kind != "remote_id" || !detect.AnyIn(how, "passwd", "password", "token") {
		return
	}
	v := s.Alone[e.Owner]
	if v == nil {
		if len(s.Alone) >= detect.MaxHolders {
			return
		}
		if s.Alone == nil {
			s.Alone = map[model.SubjectID]*unattendedDays{}
		}
		v = &unattendedDays{Cite: e.Evidence()}
		s.Alone[model.SubjectID(strings.Clone(string(e.Owner)))] = v
	}
	if !v.Days.Add(e.Time) || !detect.Reached(v.Days.Count, d.Days) {
		return
	}
	c.Report(e, model.Finding{
		Indicator: "EDR-34", Subject: e.Owner, About: value,
		Reason: fmt.Sprintf("%s came in by password %s, with nobody at the laptop to let it in", value, v.Days),
	}, v.Cite)
}

// allowed tells whether the company approved the tool, under this account where it names one.
func allowed(c *detect.Context, e *model.Event, kind, value string) bool {
	for i := range e.Facts.Tools {
		m := &e.Facts.Tools[i]
		if m.Kind != model.RemoteAccess || kind == "remote_tenant" && m.ID+" "+m.Tenant != value {
			continue
		}
		named, covered, _ := approval(c, e, m)
		if covered || named && kind == "remote_id" && e.Class == ocsf.RDPActivity {
			return true
		}
	}
	return false
}
