// Package remotetool finds software by which somebody else can work on an issued laptop:
// tools nobody approved (EDR-01), a second one beside the first (EDR-02), unattended Chrome
// Remote Desktop (EDR-03), tools in the first month (EDR-04), tunnels (EDR-06), look-ups by
// programs that are no browser (EDR-07), services (EDR-08); an approved tool under somebody
// else's tenant is EDR-01 too, and says so.
//
// Tools are told by the tool catalogue (content/tools). A browser that visits a maker's site
// is no tool. False positives: vendors' support sessions, migrations from one approved tool
// to another, developers' tunnels where policy allows them.
package remotetool

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"bonafide/detect"
	"bonafide/model"
	"bonafide/model/ocsf"
	"bonafide/plugin"
)

// Settings tune the detector.
type Settings struct {
	SecondDays  int `yaml:"second_days" unit:"days" doc:"Two tools on one laptop within so many days count as side by side (EDR-02); Sigma rules of this kind use seven."`
	NewHireDays int `yaml:"new_hire_days" unit:"days" doc:"Days after the start in which a remote-access tool is reported as EDR-04."`
}

// Defaults are settings that fit most companies.
func Defaults() Settings { return Settings{SecondDays: 7, NewHireDays: 30} }

// state is what is kept per device owner.
type state struct {
	Tools   map[string]*tool `json:"tools,omitempty"`
	Tunnels []string         `json:"tunnels,omitempty"` // reported ones
}

type tool struct {
	Name     string         `json:"name"`
	Last     time.Time      `json:"last"`
	Count    int            `json:"count"`
	Approved bool           `json:"approved"`
	Told     []string       `json:"told,omitempty"`
	Cite     model.Evidence `json:"cite"`
}

// New makes the detector.
func New(s Settings) detect.Detector {
	d := &remote{s}
	return &detect.Keyed[state]{
		Declaration: plugin.Declaration{
			Name: "remotetool", Kind: plugin.Detector, Version: 1,
			Summary:        "Remote-access tools and tunnels on issued laptops that nobody approved, or under another tenant.",
			Needs:          []string{"process, service, software or DNS records of laptops", "approved_remote_access in bonafide.yaml"},
			Indicators:     []string{"EDR-01", "EDR-02", "EDR-03", "EDR-04", "EDR-06", "EDR-07", "EDR-08", "EDR-33"},
			FalsePositives: "Vendors' support sessions, tool migrations, help-desk staff, developers' tunnels.",
			Settings:       s,
		},
		Of: func(e *model.Event) model.SubjectID {
			if len(e.Facts.Tools) == 0 {
				return ""
			}
			return e.Owner
		},
		Observe: d.observe,
	}
}

type remote struct{ Settings }

func (d *remote) observe(c *detect.Context, s *state, e *model.Event) {
	for i := range e.Facts.Tools {
		m := &e.Facts.Tools[i]
		switch {
		case visited(e, m):
		case m.Kind == model.RemoteAccess:
			d.remote(c, s, e, m)
		case m.Kind == model.DevTunnel:
			d.tunnel(c, s, e, m)
		}
	}
}

// visited tells whether the match is a person looking at a site or using a service in the
// browser, not the tool on the laptop.
func visited(e *model.Event, m *model.ToolMatch) bool {
	switch m.Field {
	case model.UserAgent:
		return true
	case model.DstHostname, model.URL:
		return e.Has(model.ProcessPath) && Browser(e.Text(model.ProcessPath))
	}
	return false
}

// Browser tells whether a program is a web browser, by the name of its file.
func Browser(path string) bool {
	name := strings.ToLower(path[strings.LastIndexAny(path, `\/`)+1:])
	name = strings.TrimSuffix(name, ".exe")
	switch name {
	case "chrome", "msedge", "firefox", "safari", "brave", "opera", "vivaldi", "google chrome", "microsoft edge", "iexplore",
		"chromium", "google chrome helper", "com.apple.webkit.networking", "arc", "msedgewebview2":
		return true
	}
	return false
}

// keep notes the tool and gives what is known of it.
func (s *state) keep(e *model.Event, m *model.ToolMatch) *tool {
	if s.Tools == nil {
		s.Tools = map[string]*tool{}
	}
	t := s.Tools[m.ID]
	if t == nil {
		t = &tool{Name: m.Name, Cite: e.Evidence()}
		s.Tools[strings.Clone(m.ID)] = t
	}
	t.Last = e.Time
	t.Count++
	return t
}

// told notes a report and tells whether it is new.
func (t *tool) told(what string) bool {
	if slices.Contains(t.Told, what) || len(t.Told) >= 16 {
		return true
	}
	t.Told = append(t.Told, strings.Clone(what))
	return false
}

// approval says how the company sees the tool at the time: approved at all, and approved
// with this tenant.
func approval(c *detect.Context, e *model.Event, m *model.ToolMatch) (named, covered bool, tenants []string) {
	for _, a := range c.Company().RemoteAccess {
		if !a.Names(m.ID, m.Name) || !a.Holds(e.Time) {
			continue
		}
		named = true
		covered = covered || a.Covers(m.ID, m.Name, m.Tenant, e.Time)
		tenants = append(tenants, a.Tenant)
	}
	return named, covered, tenants
}

func (d *remote) remote(c *detect.Context, s *state, e *model.Event, m *model.ToolMatch) {
	t := s.keep(e, m)
	named, covered, tenants := approval(c, e, m)
	t.Approved = covered
	if unattended(e) && !t.told("EDR-03") {
		d.find(c, e, "EDR-03", "", "Chrome Remote Desktop was set up from a script with a fixed PIN, so that nobody need sit at the laptop")
	}
	if covered {
		d.second(c, s, e, m)
		return
	}
	about := m.ID
	reason := fmt.Sprintf("%s on the laptop, which nobody approved (%s is %q)", m.Name, m.Field, short(m.Value))
	if named {
		about += " " + m.Tenant
		reason = fmt.Sprintf("%s is approved under %s, but here it belongs to %s (%s)", m.Name, strings.Join(tenants, ", "), m.Tenant, m.Field)
	}
	if !t.told("EDR-01 " + about) {
		d.find(c, e, "EDR-01", about, reason)
		if named {
			d.find(c, e, "EDR-33", about, reason)
		}
	}
	d.newHire(c, e, m, t)
	d.traces(c, e, m, t)
	d.second(c, s, e, m)
}

// unattended tells whether the command sets up Chrome Remote Desktop with a PIN, without a
// person (threat catalogue EDR-03).
func unattended(e *model.Event) bool {
	command := strings.ToLower(e.Text(model.ProcessCommand))
	return strings.Contains(command, "remoting_start_host") && strings.Contains(command, "--pin")
}

// newHire reports EDR-04.
func (d *remote) newHire(c *detect.Context, e *model.Event, m *model.ToolMatch, t *tool) {
	claims := c.Claims(e.Owner)
	if !detect.NewHire(claims, e.Time, d.NewHireDays) || t.told("EDR-04") {
		return
	}
	d.find(c, e, "EDR-04", m.ID, fmt.Sprintf("%s appeared within %.0f days of the start", m.Name, e.Time.Sub(claims.Start).Hours()/24))
}

// traces reports EDR-07 and EDR-08: how the tool shows beyond a process.
func (d *remote) traces(c *detect.Context, e *model.Event, m *model.ToolMatch, t *tool) {
	switch {
	case e.Class == ocsf.DNSActivity && e.Has(model.ProcessPath) && !t.told("EDR-07"):
		d.find(c, e, "EDR-07", m.ID, fmt.Sprintf("%q, no browser, looked up %q of %s", e.Text(model.ProcessPath), m.Value, m.Name))
	case e.Has(model.ServiceName) && !t.told("EDR-08"):
		d.find(c, e, "EDR-08", m.ID, fmt.Sprintf("%s was installed as the service %q", m.Name, e.Text(model.ServiceName)))
	}
}

// second reports EDR-02: two tools within the window of which one is not approved.
func (d *remote) second(c *detect.Context, s *state, e *model.Event, m *model.ToolMatch) {
	this := s.Tools[m.ID]
	ids := make([]string, 0, len(s.Tools))
	for id := range s.Tools {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		other := s.Tools[id]
		if id == m.ID || other.Approved && this.Approved || e.Time.Sub(other.Last) > time.Duration(d.SecondDays)*24*time.Hour {
			continue
		}
		pair := []string{m.ID, id}
		slices.Sort(pair)
		about := strings.Join(pair, "+")
		if this.told("EDR-02 "+about) || other.told("EDR-02 "+about) {
			continue
		}
		f := model.Finding{
			Indicator: "EDR-02", Subject: e.Owner, At: e.Time, About: about,
			Reason: fmt.Sprintf("%s and %s on one laptop within %d days", other.Name, m.Name, d.SecondDays),
		}
		f.Cite(other.Cite, e.Evidence())
		c.Find(f)
	}
}

// tunnel reports EDR-06.
func (d *remote) tunnel(c *detect.Context, s *state, e *model.Event, m *model.ToolMatch) {
	if _, covered, _ := approval(c, e, m); covered {
		return
	}
	if slices.Contains(s.Tunnels, m.ID) || len(s.Tunnels) >= 16 {
		return
	}
	s.Tunnels = append(s.Tunnels, strings.Clone(m.ID))
	d.find(c, e, "EDR-06", m.ID, fmt.Sprintf("%s opens the laptop to the outside (%s is %q)", m.Name, m.Field, short(m.Value)))
}

func (d *remote) find(c *detect.Context, e *model.Event, id model.IndicatorID, about, reason string) {
	f := model.Finding{Indicator: id, Subject: e.Owner, At: e.Time, About: about, Reason: reason}
	f.Cite(e.Evidence())
	c.Find(f)
}

// short cuts a long command line for a reason.
func short(v string) string {
	const most = 120
	if len(v) <= most {
		return v
	}
	cut := []rune(v)
	return string(cut[:min(len(cut), most)]) + "…"
}
