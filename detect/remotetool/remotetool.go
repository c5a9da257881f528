// Package remotetool finds software by which somebody else can work on an issued laptop:
// tools nobody approved (EDR-01), a second one beside the first (EDR-02), unattended Chrome
// Remote Desktop (EDR-03), tools in the first month (EDR-04), tunnels (EDR-06), look-ups by
// programs that are no browser (EDR-07), services (EDR-08); an approved tool under somebody
// else's tenant is EDR-01 too, and says so.
//
// Tools are told by the tool catalogue (content/tools). A browser that visits a maker's site
// is no tool, nor is the system's resolver that looks it up for the browser. False positives: vendors' support sessions, migrations from one approved tool
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
	Tools   []tool     `json:"tools,omitempty"`   // by id
	Tunnels detect.Set `json:"tunnels,omitempty"` // reported ones
}

// Bounds of the state: different tools of one person, and reports kept of one tool.
const (
	mostTools   = 24
	mostReports = 16
)

type tool struct {
	ID       string         `json:"id"`
	Name     string         `json:"name"`
	Last     time.Time      `json:"last"`
	Approved bool           `json:"approved,omitempty"`
	Serial   string         `json:"serial,omitempty"` // of the laptop it was last seen on
	Host     string         `json:"host,omitempty"`
	Told     detect.Set     `json:"told,omitempty"`
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
// browser, not the tool on the laptop. The system's resolver asks on behalf of everybody,
// browsers too.
func visited(e *model.Event, m *model.ToolMatch) bool {
	switch m.Field {
	case model.UserAgent:
		return true
	case model.DstHostname, model.URL:
		path := e.Text(model.ProcessPath)
		return path != "" && (Browser(path) || resolver(path))
	}
	return false
}

// program is the name of a program's file, in lower case.
func program(path string) string {
	name := strings.ToLower(path[strings.LastIndexAny(path, `\/`)+1:])
	return strings.TrimSuffix(name, ".exe")
}

// Browser tells whether a program is a web browser, by the name of its file.
func Browser(path string) bool {
	switch program(path) {
	case "chrome", "msedge", "firefox", "safari", "brave", "opera", "vivaldi", "google chrome", "microsoft edge", "iexplore",
		"chromium", "google chrome helper", "microsoft edge helper", "brave browser", "brave browser helper", "brave-browser",
		"com.apple.webkit.networking", "arc", "arc helper", "msedgewebview2", "firefox-bin", "plugin-container", "librewolf", "zen":
		return true
	}
	return false
}

// resolver tells whether a program looks names up, or filters them, for all others.
func resolver(path string) bool {
	switch program(path) {
	case "svchost", "mdnsresponder", "systemd-resolved", "dnsmasq", "unbound", "dnscrypt-proxy", "nscd",
		"zsatunnel", "zscaler", "acumbrellaagent", "umbrella", "cloudflare warp", "warp-svc", "netskope client":
		return true
	}
	return false
}

// keep notes the tool and gives what is known of it, nil when there are too many.
func (s *state) keep(e *model.Event, m *model.ToolMatch) *tool {
	i, found := slices.BinarySearchFunc(s.Tools, m.ID, func(t tool, id string) int { return strings.Compare(t.ID, id) })
	if !found {
		if len(s.Tools) >= mostTools {
			return nil
		}
		s.Tools = slices.Insert(s.Tools, i, tool{ID: strings.Clone(m.ID), Name: strings.Clone(m.Name), Cite: e.Evidence()})
	}
	t := &s.Tools[i]
	t.Last = e.Time
	if serial := e.Text(model.DeviceSerial); serial != t.Serial {
		t.Serial = strings.Clone(serial)
	}
	if host := e.Text(model.DeviceHostname); host != t.Host {
		t.Host = strings.Clone(host)
	}
	return t
}

// apart tells whether two tools were last seen on two laptops.
func (t *tool) apart(o *tool) bool {
	differ := func(a, b string) bool { return a != "" && b != "" && !strings.EqualFold(a, b) }
	if t.Serial != "" && o.Serial != "" {
		return differ(t.Serial, o.Serial)
	}
	return differ(t.Host, o.Host)
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
	if t == nil {
		return
	}
	named, covered, tenants := approval(c, e, m)
	t.Approved = covered
	if covered {
		d.second(c, s, e, t)
		return
	}
	if unattended(e) && t.Told.First("EDR-03", mostReports) {
		d.find(c, e, "EDR-03", "", "Chrome Remote Desktop was set up from a script with a fixed PIN, so that nobody need sit at the laptop")
	}
	about := m.ID
	reason := fmt.Sprintf("%s on the laptop, which nobody approved (%s is %q)", m.Name, m.Field, detect.Short(m.Value))
	if named {
		about += " " + m.Tenant
		reason = fmt.Sprintf("%s is approved under %s, but here it belongs to %s (%s)", m.Name, strings.Join(tenants, ", "), m.Tenant, m.Field)
	}
	if t.Told.First("EDR-01 "+about, mostReports) {
		d.find(c, e, "EDR-01", about, reason)
		if named {
			d.find(c, e, "EDR-33", about, reason)
		}
	}
	d.newHire(c, e, m, t)
	d.traces(c, e, m, t)
	d.second(c, s, e, t)
}

// unattended tells whether the command sets up Chrome Remote Desktop with a PIN, without a
// person (threat catalogue EDR-03).
func unattended(e *model.Event) bool {
	command := strings.ToLower(e.Text(model.ProcessCommand))
	return (strings.Contains(command, "remoting_start_host") || strings.Contains(command, "start-host")) && strings.Contains(command, "-pin")
}

// newHire reports EDR-04.
func (d *remote) newHire(c *detect.Context, e *model.Event, m *model.ToolMatch, t *tool) {
	claims := c.Claims(e.Owner)
	if !detect.NewHire(claims, e.Time, d.NewHireDays) || !t.Told.First("EDR-04", mostReports) {
		return
	}
	when := "before the first day"
	if since := int(e.Time.Sub(claims.Start).Hours() / 24); e.Time.After(claims.Start) {
		when = detect.Count(since, "day") + " after the start"
	}
	d.find(c, e, "EDR-04", m.ID, fmt.Sprintf("%s appeared %s", m.Name, when))
}

// traces reports EDR-07 and EDR-08: how the tool shows beyond a process.
func (d *remote) traces(c *detect.Context, e *model.Event, m *model.ToolMatch, t *tool) {
	if e.Class == ocsf.DNSActivity && e.Has(model.ProcessPath) && t.Told.First("EDR-07", mostReports) {
		d.find(c, e, "EDR-07", m.ID, fmt.Sprintf("%q, no browser, looked up %q of %s", e.Text(model.ProcessPath), detect.Short(m.Value), m.Name))
	}
	if e.Has(model.ServiceName) && t.Told.First("EDR-08", mostReports) {
		d.find(c, e, "EDR-08", m.ID, fmt.Sprintf("%s is set up as the service %q", m.Name, e.Text(model.ServiceName)))
	}
}

// second reports EDR-02: two tools on one laptop within the window of which one is not
// approved.
func (d *remote) second(c *detect.Context, s *state, e *model.Event, this *tool) {
	for i := range s.Tools {
		other := &s.Tools[i]
		if other == this || other.Approved && this.Approved || e.Time.Sub(other.Last) > time.Duration(d.SecondDays)*24*time.Hour || this.apart(other) {
			continue
		}
		about := min(this.ID, other.ID) + "+" + max(this.ID, other.ID)
		if !this.Told.First("EDR-02 "+about, mostReports) || !other.Told.First("EDR-02 "+about, mostReports) {
			continue
		}
		f := model.Finding{
			Indicator: "EDR-02", Subject: e.Owner, About: about,
			Reason: fmt.Sprintf("%s and %s on one laptop within %s", other.Name, this.Name, detect.Count(d.SecondDays, "day")),
		}
		f.Cite(other.Cite)
		c.Report(e, f)
	}
}

// tunnel reports EDR-06.
func (d *remote) tunnel(c *detect.Context, s *state, e *model.Event, m *model.ToolMatch) {
	if _, covered, _ := approval(c, e, m); covered || !s.Tunnels.First(m.ID, mostReports) {
		return
	}
	d.find(c, e, "EDR-06", m.ID, fmt.Sprintf("%s opens the laptop to the outside (%s is %q)", m.Name, m.Field, detect.Short(m.Value)))
}

func (d *remote) find(c *detect.Context, e *model.Event, id model.IndicatorID, about, reason string) {
	c.Report(e, model.Finding{Indicator: id, Subject: e.Owner, About: about, Reason: reason})
}
