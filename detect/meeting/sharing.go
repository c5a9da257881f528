package meeting

import (
	"fmt"
	"strings"

	"bonafide/detect"
	"bonafide/model"
	"bonafide/model/ocsf"
	"bonafide/plugin"
)

// NewSharing makes the detector for one machine behind two people in meeting logs
// (INT-10, INT-11). People of one household are left out, and so are issued laptops that
// went from one person to the next, machines in an office, and names and addresses that
// many machines carry.
func NewSharing(struct{}) detect.Detector {
	return &detect.Keyed[detect.Holders]{
		Declaration: plugin.Declaration{
			Name: "meeting-machine", Kind: plugin.Detector, Version: 1,
			Summary:        "One machine (disk, network card or PC name) behind two people in meeting logs.",
			Needs:          []string{"Zoom dashboard participant records"},
			Indicators:     []string{"INT-10", "INT-11"},
			FalsePositives: "Shared household or laboratory computers, docks whose network card is logged.",
		},
		On:      []ocsf.Class{ocsf.MeetingParticipation},
		Things:  machines,
		Observe: observeMachine,
	}
}

func machines(e *model.Event, add func(kind, value string)) {
	if e.Subject == "" || e.Facts.Corporate {
		return
	}
	if disk := e.Text(model.DiskUID); serial(disk) {
		add("disk", disk)
	}
	for text := range e.All(model.MACAddress) {
		if mac, ok := detect.HardwareAddress(text); ok && !detect.Invented(mac) {
			add("mac", mac)
		}
	}
	if pc := strings.ToLower(e.Text(model.DeviceHostname)); own(pc) {
		add("pc_name", pc)
	}
}

// serial tells whether a disk's number identifies one: makers of virtual disks and of cheap
// ones fill it with zeros or little else.
func serial(disk string) bool {
	different := map[rune]bool{}
	for _, r := range strings.ToLower(disk) {
		if r != ' ' && r != '_' && r != '-' && r != '.' {
			different[r] = true
		}
	}
	return len(disk) >= 6 && len(different) >= 4 && !strings.Contains(strings.ToLower(disk), "virtual")
}

// own tells whether a PC name is one machine's, not one that a maker or system gives to
// all of them.
func own(pc string) bool {
	pc, _, _ = strings.Cut(pc, ".")
	bare := strings.Trim(pc, "-_0123456789 ()")
	switch bare {
	case "macbook", "macbook-pro", "macbook-air", "macbookpro", "macbookair", "imac", "mac", "mac-mini", "mac-studio", "mbp", "mba",
		"laptop", "desktop", "computer", "localhost", "windows", "win", "ubuntu", "user", "admin", "owner", "home", "work", "office",
		"my-pc", "mypc", "home-pc", "user-pc", "admin-pc", "owner-pc", "pc", "dell", "lenovo", "thinkpad", "surface", "iphone", "ipad",
		"new-host", "unknown", "default", "debian", "fedora", "penguin", "chromebook":
		return false
	}
	return len(bare) >= 2 && len(pc) >= 6
}

func observeMachine(c *detect.Context, h *detect.Holders, e *model.Event) {
	if _, office := c.InOffice(e); office || !h.Add(e, e.Subject) || len(h.People) < 2 {
		return
	}
	kind, value, _ := strings.Cut(string(c.Key), ":")
	for _, id := range h.Renew(e.Subject) {
		others := h.Strangers(c, id, func(a, b model.SubjectID) bool { return h.HandedOver(c, a, b) })
		if len(others) == 0 {
			continue
		}
		f := model.Finding{
			Indicator: "INT-10", Subject: id, About: string(c.Key),
			Reason: fmt.Sprintf("took part in calls from the same machine as %s: %s %s", detect.Names(others), words(kind), value),
			Shared: h.Shared(c, kind, value, append(others, id)...),
		}
		if kind == "pc_name" {
			f.Indicator = "INT-11"
		}
		f.Cite(h.People[id].Cite, h.People[others[0]].Cite)
		c.Report(e, f)
	}
}

func words(kind string) string {
	switch kind {
	case "disk":
		return "disk id"
	case "mac":
		return "network card"
	}
	return "PC name"
}
