// Package hardware finds hardware that lets somebody else sit at an issued laptop: IP-KVMs
// by exact signature (EDR-13, EDR-15) or by shape (EDR-14), spoofed descriptors (EDR-17),
// displays nobody can look at (EDR-19), capture chips (EDR-20), jiggler boards (EDR-22),
// virtual machines posing as laptops (EDR-25), and such hardware on the same network
// (NET-23).
//
// Signatures are content with their own false positives. The homelab owner whose KVM is on
// the network but not on the laptop gets NET-23 only, which is weak without the rest.
package hardware

import (
	"fmt"
	"strings"

	"bonafide/detect"
	"bonafide/model"
	"bonafide/plugin"
)

// state is what is kept per subject.
type state struct {
	Told map[string]int `json:"told,omitempty"`
}

// New makes the detector. It has no settings: what counts is in the hardware catalogue.
func New(struct{}) detect.Detector {
	return &detect.Keyed[state]{
		Declaration: plugin.Declaration{
			Name: "hardware", Kind: plugin.Detector, Version: 1,
			Summary:        "KVM, capture, jiggler and spoofed hardware on issued laptops or beside them.",
			Needs:          []string{"USB, display and neighbour inventory (osquery, Fleet, Windows device events)"},
			Indicators:     []string{"EDR-13", "EDR-14", "EDR-15", "EDR-17", "EDR-19", "EDR-20", "EDR-22", "EDR-25", "NET-23"},
			FalsePositives: "Lab and help-desk staff, makers, people with custom keyboards, second-hand displays, allowed virtual desktops.",
		},
		Of: func(e *model.Event) model.SubjectID {
			if len(e.Facts.Hardware) == 0 {
				return ""
			}
			return e.Owner
		},
		Observe: observe,
	}
}

func observe(c *detect.Context, s *state, e *model.Event) {
	for _, m := range e.Facts.Hardware {
		id, what := indicator(e, m)
		if id == "" {
			continue
		}
		about := m.ID + " " + m.Value
		if s.Told == nil {
			s.Told = map[string]int{}
		}
		if _, known := s.Told[about]; !known && len(s.Told) >= 32 {
			continue
		}
		s.Told[strings.Clone(about)]++
		if s.Told[about] != 1 {
			continue
		}
		f := model.Finding{
			Indicator: id, Subject: e.Owner, At: e.Time, About: m.ID,
			Reason: fmt.Sprintf("%s: %s (%s is %q)", what, m.Name, m.Field, m.Value),
		}
		f.Cite(e.Evidence())
		c.Find(f)
	}
}

// indicator tells which indicator a match raises: it depends on what it was recognised by.
func indicator(e *model.Event, m model.HardwareMatch) (model.IndicatorID, string) {
	beside := m.Field == model.NeighbourMAC || m.Field == model.NeighbourName || m.Field == model.NeighbourService
	display := e.Text(model.PeripheralClass) == "display" || e.Text(model.PeripheralClass) == "monitor"
	switch {
	case beside && (m.Kind == model.IPKVM || m.Kind == model.BMC || m.Kind == model.SingleBoard):
		return "NET-23", "on the same network as the laptop"
	case beside:
		return "", ""
	case m.Kind == model.IPKVM && display && m.Exact:
		return "EDR-15", "the laptop's display is a KVM's"
	case (m.Kind == model.IPKVM || m.Kind == model.BMC) && m.Exact:
		return "EDR-13", "a KVM is plugged into the laptop"
	case m.Kind == model.SpoofedUSB:
		return "EDR-17", "a USB device poses as another maker's"
	case m.Kind == model.USBGadget || m.Kind == model.IPKVM:
		return "EDR-14", "a USB device has the shape of a KVM"
	case m.Kind == model.CaptureCard:
		return "EDR-20", "the laptop's picture goes into a capture chip"
	case m.Kind == model.NoScreen:
		return "EDR-19", "the laptop's only picture goes to a display without size"
	case m.Kind == model.JigglerBoard:
		return "EDR-22", "a board that can play the mouse is plugged in"
	case m.Kind == model.VirtualMachine:
		return "EDR-25", "the issued laptop is a virtual machine"
	}
	return "", ""
}
