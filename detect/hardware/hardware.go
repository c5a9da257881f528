// Package hardware finds hardware that lets somebody else sit at an issued laptop: IP-KVMs
// by exact signature (EDR-13, EDR-15) or by shape (EDR-14), spoofed descriptors (EDR-17),
// displays nobody can look at (EDR-19), capture chips (EDR-20), jiggler boards (EDR-22),
// virtual machines posing as laptops (EDR-25), and such hardware on the same network
// (NET-23). Hardware that no signature knows is found by what its parts are together: a
// keyboard, a pointer and a disk in one USB device.
//
// Signatures are content with their own false positives. The homelab owner whose KVM is on
// the network but not on the laptop gets NET-23 only, which is weak without the rest, and
// nothing when it was declared. A projector, a keyboard with a maker's chip, the virtual
// network card of a developer's hypervisor and a capture card that brings pictures into the
// laptop are left out by what else the records show.
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
	Devices  []device    `json:"devices,omitempty"`
	Named    detect.Set  `json:"named,omitempty"` // devices that a signature was reported of
}

// most bounds the signatures kept of one subject, attached and beside.
const most = 32

// blankDays is from how many days on a display without size is more than a projector.
const blankDays = 5

// Settings tune the detector; signatures are in the hardware catalogue.
type Settings struct {
	Declared       []string `yaml:"declared" doc:"Hardware that somebody told of and that is in order: the id in the people file, a space, and the signature's id, its first part, or a USB device's vendor:product. 'E7 pikvm' stands for a KVM in a home laboratory, 'E9 16d0:092b' for an aid to input that carries a disk."`
	KeyboardMakers []string `yaml:"keyboard_makers" doc:"USB vendor ids of makers of keyboards and mice, none of which is a disk too: Logitech, Microsoft, Dell, Apple, HP, Lenovo, Cherry, Kensington."`
	Boards         []string `yaml:"boards" doc:"USB vendor ids of boards that people build keyboards of, which show a disk for their program: Adafruit, Raspberry Pi, Espressif, SparkFun, Arduino, Teensy."`
}

// Defaults are settings that fit most companies.
func Defaults() Settings {
	return Settings{
		KeyboardMakers: []string{"046d", "045e", "413c", "05ac", "03f0", "17ef", "046a", "047d"},
		Boards:         []string{"239a", "2e8a", "303a", "1b4f", "2341", "2a03", "16c0"},
	}
}

// watch is the detector's logic.
type watch struct{ Settings }

// New makes the detector.
func New(s Settings) detect.Detector {
	d := &watch{s}
	return &detect.Keyed[state]{
		Declaration: plugin.Declaration{
			Name: "hardware", Kind: plugin.Detector, Version: 1,
			Summary:        "KVM, capture, jiggler and spoofed hardware on issued laptops or beside them.",
			Needs:          []string{"USB, display and neighbour inventory (osquery, Fleet, Windows device events)"},
			Indicators:     []string{"EDR-13", "EDR-14", "EDR-15", "EDR-17", "EDR-19", "EDR-20", "EDR-22", "EDR-25", "NET-23"},
			FalsePositives: "Lab and help-desk staff, makers, people with custom keyboards, aids to input that carry a disk, second-hand displays, allowed virtual desktops.",
			Settings:       s,
		},
		Of: func(e *model.Event) model.SubjectID {
			if len(e.Facts.Hardware) == 0 && !e.Has(model.PeripheralFunctions) {
				return ""
			}
			return e.Owner
		},
		Observe: d.observe,
	}
}

func (d *watch) observe(c *detect.Context, s *state, e *model.Event) {
	dev := s.learn(e)
	for i := range e.Facts.Hardware {
		m := &e.Facts.Hardware[i]
		id, what := indicator(e, m, dev)
		told, days := &s.Attached, ""
		switch {
		case id == "" || d.declared(e.Owner, m.ID):
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
		if dev != nil && told == &s.Attached {
			s.Named.First(dev.ID, most)
		}
		if !told.First(string(id)+" "+m.ID, most) {
			continue
		}
		c.Report(e, model.Finding{
			Indicator: id, Subject: e.Owner, About: m.ID,
			Reason: fmt.Sprintf("%s: %s (%s is %q)%s", what, m.Name, m.Field, m.Value, days),
		})
	}
	if dev != nil {
		d.shape(c, s, e, dev)
	}
}

// indicator tells which indicator a match raises: it depends on what it was recognised by.
func indicator(e *model.Event, m *model.HardwareMatch, dev *device) (model.IndicatorID, string) {
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
	case m.Kind == model.CaptureCard && !display:
		return "", "" // it brings pictures into the laptop: a streamer's, a gamer's, a doctor's
	case m.Kind == model.CaptureCard:
		return "EDR-20", "the laptop's picture goes into a capture chip"
	case m.Kind == model.NoScreen:
		return "EDR-19", "the laptop's picture goes to a display without size"
	case m.Kind == model.JigglerBoard && (m.Exact || moves(e, dev)):
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
