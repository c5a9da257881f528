// Package hardware finds hardware that lets somebody else sit at an issued laptop: IP-KVMs
// by exact signature (EDR-13, EDR-15) or by shape (EDR-14), spoofed descriptors (EDR-17),
// displays nobody can look at (EDR-19), capture chips (EDR-20), jiggler boards (EDR-22),
// virtual machines posing as laptops (EDR-25), and such hardware on the same network
// (NET-23).
//
// Signatures are content with their own false positives. The homelab owner whose KVM is on
// the network but not on the laptop gets NET-23 only, which is weak without the rest. A
// projector, a keyboard with a maker's chip and the virtual network card of a developer's
// hypervisor are left out by what else the records show.
package hardware

import (
	"fmt"
	"strings"

	"bonafide/detect"
	"bonafide/model"
	"bonafide/plugin"
)

// state is what is kept per device owner.
type state struct {
	Attached detect.Set  `json:"attached,omitempty"` // reported signatures
	Beside   detect.Set  `json:"beside,omitempty"`
	Blank    detect.Days `json:"blank,omitzero"` // days with a display without size
}

// most bounds the signatures kept of one subject, attached and beside.
const most = 32

// blankDays is from how many days on a display without size is more than a projector.
const blankDays = 5

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
	for i := range e.Facts.Hardware {
		m := &e.Facts.Hardware[i]
		id, what := indicator(e, m)
		told, days := &s.Attached, ""
		switch {
		case id == "":
			continue
		case id == "EDR-19":
			if s.Blank.Add(e.Time); s.Blank.Count < blankDays {
				continue
			}
			days = " " + s.Blank.String()
		case id == "NET-23":
			if _, office := c.InOffice(e); office {
				continue // the neighbours are the company's
			}
			told = &s.Beside
		}
		if !told.First(string(id)+" "+m.ID, most) {
			continue
		}
		c.Report(e, model.Finding{
			Indicator: id, Subject: e.Owner, About: m.ID,
			Reason: fmt.Sprintf("%s: %s (%s is %q)%s", what, m.Name, m.Field, m.Value, days),
		})
	}
}

// indicator tells which indicator a match raises: it depends on what it was recognised by.
func indicator(e *model.Event, m *model.HardwareMatch) (model.IndicatorID, string) {
	beside := m.Field == model.NeighbourMAC || m.Field == model.NeighbourName || m.Field == model.NeighbourService
	class := e.Text(model.PeripheralClass)
	display := class == "display" || class == "monitor"
	remote := m.Kind == model.IPKVM || m.Kind == model.BMC
	switch {
	case beside && (remote || m.Kind == model.SingleBoard):
		return "NET-23", "on the same network as the laptop"
	case beside:
		return "", ""
	case remote && display && m.Exact:
		return "EDR-15", "the laptop's display is a KVM's"
	case remote && m.Exact:
		return "EDR-13", "a KVM is plugged into the laptop"
	case remote && display:
		return "EDR-20", "the laptop's picture goes to what may be a KVM"
	case m.Kind == model.SpoofedUSB:
		return "EDR-17", "a USB device poses as another maker's"
	case m.Kind == model.USBGadget || remote:
		return "EDR-14", "a USB device has the shape of a KVM"
	case m.Kind == model.CaptureCard:
		return "EDR-20", "the laptop's picture goes into a capture chip"
	case m.Kind == model.NoScreen:
		return "EDR-19", "the laptop's picture goes to a display without size"
	case m.Kind == model.JigglerBoard && (m.Exact || !typing(e)):
		return "EDR-22", "a board that can play the mouse is plugged in"
	case m.Kind == model.VirtualMachine && m.Exact:
		return "EDR-25", "the issued laptop is a virtual machine"
	}
	return "", ""
}

// typing tells whether the device has keys: a self-built keyboard moves the pointer too.
func typing(e *model.Event) bool {
	for f := range e.All(model.PeripheralFunctions) {
		if strings.Contains(strings.ToLower(f), "keyboard") {
			return true
		}
	}
	return false
}
