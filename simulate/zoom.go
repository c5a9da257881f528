package simulate

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"bonafide/simulate/internal/shape"
)

// emitMeetings writes the meetings of a day: teams, and interviews with people who start later.
func (c *company) emitMeetings(w *press, day int) {
	for n, team := range c.teams {
		r := stream(c.cfg.Seed, forLane+purpose(zoomLane), uint64(n), uint64(day))
		if !chance(r, min(1, 0.15+0.5*c.volume)) {
			continue
		}
		c.emitTeamMeeting(w, team, day, r)
	}
	start := c.dayStart(day)
	for _, p := range c.people {
		if at := p.interviewed; !at.Before(start) && at.Before(start.AddDate(0, 0, 1)) {
			c.emitInterview(w, p, day)
		}
	}
}

func (c *company) emitTeamMeeting(w *press, team []*person, day int, r *rand.Rand) {
	host := team[0]
	at := c.dayStart(day).Add(hourOf(15 + float64(r.IntN(5))))
	length := time.Duration(between(r, 15, 50)) * time.Minute
	m := newMeeting(host, at, length, pick(r, []string{"Team standup", "Weekly sync", "Sprint planning", "Retro", "Design review"}), r)
	for _, p := range team {
		d, on := c.workday(p, day)
		if !on || at.Before(d.begin) || at.After(d.end) || chance(r, 0.1) {
			continue
		}
		m.Participants = append(m.Participants, c.participant(p, d.lap, d.at, p.callFrom(d), at, length, r))
	}
	c.putMeeting(w, m, at, host)
}

// callFrom is the address a call comes from.
func (p *person) callFrom(d *workday) egress {
	if p.zoomIP != nil {
		return *p.zoomIP
	}
	return d.out
}

func (c *company) putMeeting(w *press, m *shape.Meeting, at time.Time, host *person) {
	if len(m.Participants) < 2 {
		return
	}
	m.PageCount, m.PageSize, m.TotalRecords = 1, 300, len(m.Participants)
	for i := range m.Participants {
		if m.Participants[i].Email == host.email {
			m.Participants[i].Role = "host"
		}
	}
	w.put(zoomLane, at, m)
}

func newMeeting(host *person, at time.Time, length time.Duration, topic string, r *rand.Rand) *shape.Meeting {
	return &shape.Meeting{
		UUID: token(r, base62, 22) + "==", ID: 80_000_000_000 + r.Int64N(9_000_000_000), Topic: topic, Host: host.name.Full(), Email: host.email, UserType: "Licensed",
		StartTime: at.UTC().Format(time.RFC3339), EndTime: at.Add(length).UTC().Format(time.RFC3339), Duration: fmt.Sprintf("%02d:%02d", int(length.Hours()), int(length.Minutes())%60),
		Participants: []shape.Participant{},
	}
}

// participant makes the record of one person in a meeting from a machine, a local network and an address.
func (c *company) participant(p *person, l *laptop, s *site, from egress, at time.Time, length time.Duration, r *rand.Rand) shape.Participant {
	join := at.Add(within(r, -2*time.Minute, 3*time.Minute))
	out := shape.Participant{
		ID: p.zoomID, UserID: fmt.Sprint(16_778_240 + r.IntN(9000)), ParticipantUUID: strings.ToUpper(uuid(r)), UserName: p.name.Full(), Email: p.email,
		Device: map[string]string{"windows": "Windows", "darwin": "Mac", "linux": "Linux"}[l.os], OS: l.os, OSVersion: l.osVersion, Client: "Zoom Workplace", Version: "6.5.12.12345",
		DeviceName: l.model, IPAddress: from.addr.String(), InternalIPAddresses: []string{fmt.Sprintf("%s%d", s.prefix, 100+int(l.uuid[3])%100)},
		Location: fmt.Sprintf("%s (%s )", from.geo.Name, from.geo.Code), NetworkType: "Wifi", Microphone: l.mic, Speaker: l.speaker, Camera: l.camera,
		DataCenter: from.geo.DataCentre, FullDataCenter: from.geo.DataCentre + ";", ConnectionType: "UDP", JoinTime: join.UTC().Format(time.RFC3339),
		LeaveTime: at.Add(length).UTC().Format(time.RFC3339), LeaveReason: "left the meeting.<br>Host ended the meeting.", Status: "in_meeting", PCName: l.hostname,
		Domain: "", MACAddr: l.mac, HarddiskID: l.disk, Role: "attendee", AudioQuality: "good", VideoQuality: "good",
	}
	if from.geo.Code == "US" {
		out.Location = fmt.Sprintf("%s (US )", from.geo.Name)
	}
	if l.managed && l.os == "windows" {
		out.Domain = "ACME"
	}
	if p.cameraOff {
		out.Camera, out.VideoQuality = "", ""
	}
	out.ShareDesktop = chance(r, 0.1)
	return out
}

// emitInterview writes the call in which somebody was interviewed, as a guest from their own machine.
func (c *company) emitInterview(w *press, p *person, day int) {
	r := stream(c.cfg.Seed, forLane+purpose(zoomLane), uint64(p.n), uint64(day), 1)
	host := p.manager
	if host == nil {
		host = c.people[0]
	}
	length := time.Duration(between(r, 35, 65)) * time.Minute
	m := newMeeting(host, p.interviewed, length, "Interview: "+p.title, r)
	for _, panel := range []*person{host, c.people[r.IntN(len(c.people))]} {
		if panel == p || panel.start.After(p.interviewed) {
			continue
		}
		d := workday{at: panel.home, out: panel.home.outside(day), lap: panel.laptop}
		m.Participants = append(m.Participants, c.participant(panel, d.lap, d.at, d.out, p.interviewed, length, r))
	}
	from := p.home.outside(day)
	if p.zoomIP != nil {
		from = *p.zoomIP
	}
	guest := c.participant(p, p.computer, p.home, from, p.interviewed, length, r)
	guest.ID, guest.Email, guest.Domain = "", p.private, ""
	if p.computer.os == "windows" {
		guest.Domain = "WORKGROUP"
	}
	m.Participants = append(m.Participants, guest)
	c.putMeeting(w, m, p.interviewed, host)
}
