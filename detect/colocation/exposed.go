package colocation

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"bonafide/detect"
	"bonafide/model"
	"bonafide/model/ocsf"
)

// neighbours adds the remote hands and single-board computers that a laptop sees on its
// network. Others are left out: every flat has a printer, and nobody need keep a list of
// what a home holds.
func neighbours(e *model.Event, add func(kind, value string)) {
	for i := range e.Facts.Hardware {
		m := &e.Facts.Hardware[i]
		if m.Field != model.NeighbourMAC || m.Kind != model.IPKVM && m.Kind != model.BMC && m.Kind != model.SingleBoard {
			continue
		}
		for text := range e.All(model.NeighbourMAC) {
			if mac, ok := detect.HardwareAddress(text); ok && !detect.Invented(mac) {
				add(neighbour, mac)
			}
		}
		return
	}
}

// open is what a scan of an address found there.
type open struct {
	What string         `json:"what"`
	Day  int            `json:"day"`
	Cite model.Evidence `json:"cite"`
}

// scanned tells whether an event is a scan's that found a port open.
func scanned(e *model.Event) bool {
	return e.Class == ocsf.IdentityVerification && e.Text(model.CheckName) == "open_port"
}

// service is what lets somebody in through an open port, "" for ports that do not.
func service(e *model.Event) string {
	name := strings.ToLower(e.Text(model.ResourceName))
	if kvm := detect.FirstIn(name, "pikvm", "jetkvm", "tinypilot", "nanokvm", "glkvm", "blikvm", "one-kvm"); kvm != "" {
		return "the page of a remote hand (" + kvm + ")"
	}
	switch port := e.Text(model.DstPort); port {
	case "3389":
		return "a remote desktop (port 3389)"
	case "5900", "5901", "5902", "5903":
		return "a screen (VNC, port " + port + ")"
	case "5938":
		return "TeamViewer (port 5938)"
	case "7070", "6568":
		return "AnyDesk (port " + port + ")"
	case "21115", "21116", "21117", "21118", "21119":
		return "RustDesk (port " + port + ")"
	}
	return ""
}

// scan keeps what a scan found, and reports it of those who stay there.
func (d *colocation) scan(c *detect.Context, s *state, e *model.Event) {
	what := service(e)
	if what == "" || s.Crowd {
		return
	}
	s.Open = &open{What: what, Day: dayOf(e.Time), Cite: e.Evidence()}
	_, value, _ := strings.Cut(string(c.Key), ":")
	for _, id := range slices.Sorted(maps.Keys(s.People)) {
		d.exposedOf(c, s, id, e, value)
	}
}

// scanDays is for how long a scan says something of an address, which may be somebody else's
// next month.
const scanDays = 14

// exposed reports NET-21 of the person an event puts behind a scanned address.
func (d *colocation) exposed(c *detect.Context, s *state, e *model.Event, value string) {
	if dayOf(e.Time)-s.Open.Day > scanDays {
		s.Open = nil
		return
	}
	d.exposedOf(c, s, who(e), e, value)
}

// exposedOf reports NET-21: somebody who stays behind an address has something open there by
// which others get in.
func (d *colocation) exposedOf(c *detect.Context, s *state, id model.SubjectID, e *model.Event, value string) {
	stay := s.People[id]
	if stay == nil || stay.Count < d.Days || s.Open.Day-stay.Last > scanDays || stay.Open {
		return
	}
	stay.Open = true
	f := model.Finding{
		Indicator: "NET-21", Subject: id, About: value,
		Reason: fmt.Sprintf("works from the address %s %s, where a scan on %s found %s open to the Internet",
			value, stay.days(), time.Unix(int64(s.Open.Day)*24*60*60, 0).UTC().Format(time.DateOnly), s.Open.What),
	}
	f.Cite(stay.Cite, s.Open.Cite)
	c.Report(e, f)
}

// rebirth reports EXT-06: somebody who started soon after another had left works from the
// place that was the other's.
func (d *colocation) rebirth(c *detect.Context, s *state, id model.SubjectID, kind, value string, e *model.Event) {
	if kind == monitor || s.People[id].Count != d.Days {
		return
	}
	for _, o := range slices.Sorted(maps.Keys(s.People)) {
		if o == id || s.People[o].Count < d.Days || s.People[o].Last-dayOf(c.Claims(id).Start) > d.OverlapDays || !c.Reborn(id, o) || d.related(c, s, c.Claims(id), c.Claims(o), kind) {
			continue
		}
		f := d.finding(c, s, id, slices.Sorted(slices.Values([]model.SubjectID{id, o})), kind, value)
		f.Indicator = "EXT-06"
		f.Reason = fmt.Sprintf("started %d days after %s had left, and works from the place that was theirs (%s %s)",
			int(c.Claims(id).Start.Sub(c.Claims(o).End).Hours()/24), o, word(kind), value)
		c.Report(e, f)
	}
}
