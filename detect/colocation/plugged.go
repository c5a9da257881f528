package colocation

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"bonafide/detect"
	"bonafide/model"
	"bonafide/model/ocsf"
	"bonafide/plugin"
)

// PluggedSettings tune the detector of USB devices.
type PluggedSettings struct {
	Most        int `yaml:"most" doc:"A serial number on the laptops of more people than this is the make's, or a meeting room's, not one device's."`
	Turns       int `yaml:"turns" doc:"So often must it go from one laptop to the other, off here before it is on there; once is lent, and two at once are two devices of one number."`
	OverlapDays int `yaml:"overlap_days" unit:"days" doc:"Laptops on which the device was one after the other, with a longer gap than this, were not at one desk: it was sold or lent."`
}

// PluggedDefaults are settings that fit most companies.
func PluggedDefaults() PluggedSettings { return PluggedSettings{Most: 4, Turns: 3, OverlapDays: 7} }

// pluggedIn is what is kept of a device.
type pluggedIn struct {
	People map[model.SubjectID]*stay `json:"people,omitempty"`
	Last   detect.Days               `json:"last,omitzero"`
	Office bool                      `json:"office,omitempty"` // seen at an office
	On     map[model.SubjectID]bool  `json:"on,omitempty"`     // whose laptop it is on
	By     model.SubjectID           `json:"by,omitempty"`     // whose it was on last
	Turns  int                       `json:"turns,omitempty"`
	Two    bool                      `json:"two,omitempty"` // it was on two laptops at once
}

// NewPlugged makes the detector of one dock, switch, keyboard or remote hand on the laptops of
// several people who live apart (EDR-35). One device is on one laptop at a time: a
// number that is on two at once is a make's. It tells at the end, when it is known on how
// many laptops the number was. Without records of what is unplugged it says nothing.
func NewPlugged(s PluggedSettings) detect.Detector {
	d := &plugged{colocation{Settings{OverlapDays: s.OverlapDays, SameHomeKm: Defaults().SameHomeKm}}, s.Most, s.Turns}
	return &detect.Keyed[pluggedIn]{
		Declaration: plugin.Declaration{
			Name: "usb-shared", Kind: plugin.Detector, Version: 1,
			Summary:        "One dock, switch, keyboard or remote hand on the laptops of several people who live apart.",
			Needs:          []string{"USB inventory or device events of laptops", "declared addresses"},
			Indicators:     []string{"EDR-35"},
			FalsePositives: "Hot desks nobody declared, a keyboard lent to a friend, makers that give all their devices one number.",
			Settings:       s,
		},
		On: []ocsf.Class{ocsf.PeripheralActivity, ocsf.PeripheralQuery},
		Things: func(e *model.Event, add func(kind, value string)) {
			if e.Owner == "" {
				return
			}
			if id := device(e); id != "" {
				add(usb, id)
			}
		},
		Observe: d.observe,
		Finish:  d.finish,
	}
}

type plugged struct {
	colocation

	most, turns int
}

func (d *plugged) observe(c *detect.Context, s *pluggedIn, e *model.Event) {
	if _, office := c.InOffice(e); office {
		s.Office = true
	}
	if s.Office || s.Two || c.Claims(e.Owner) == nil {
		return
	}
	if e.Class == ocsf.PeripheralActivity && e.Activity == ocsf.Disconnected {
		delete(s.On, e.Owner)
		return
	}
	if s.turn(e.Owner); s.Two {
		*s = pluggedIn{Two: true}
		return
	}
	today := dayOf(e.Time)
	s.Last.Add(e.Time)
	if here := s.People[e.Owner]; here != nil {
		if here.Last < today {
			here.Last = today
			here.Count++
		}
		return
	}
	if len(s.People) > d.most {
		return
	}
	if s.People == nil {
		s.People = map[model.SubjectID]*stay{}
	}
	s.People[model.SubjectID(strings.Clone(string(e.Owner)))] = &stay{Count: 1, First: today, Last: today, Cite: e.Evidence()}
}

// turn notes that the device is on somebody's laptop now.
func (s *pluggedIn) turn(id model.SubjectID) {
	if s.Two = len(s.On) > 1 || len(s.On) == 1 && !s.On[id]; s.Two {
		return
	}
	if s.By != "" && s.By != id {
		s.Turns++
	}
	kept := model.SubjectID(strings.Clone(string(id)))
	s.On, s.By = map[model.SubjectID]bool{kept: true}, kept
}

// finish reports EDR-35.
func (d *plugged) finish(c *detect.Context, s *pluggedIn) {
	if n := len(s.People); n < 2 || n > d.most || s.Office || s.Turns < d.turns {
		return
	}
	_, value, _ := strings.Cut(string(c.Key), ":")
	of := &state{People: s.People}
	strangers := d.strangers(c, of, slices.Sorted(maps.Keys(s.People)), usb)
	for _, id := range slices.Sorted(maps.Keys(strangers)) {
		everybody := slices.Sorted(slices.Values(append([]model.SubjectID{id}, strangers[id]...)))
		f := d.finding(c, of, id, everybody, usb, value)
		f.Indicator, f.At = "EDR-35", s.Last.Last
		f.Shared.Last = s.Last.Last
		f.Reason = fmt.Sprintf("the same USB device (%s) is plugged into the laptop and into that of %s, %s",
			value, detect.Names(strangers[id]), c.Homes(id, strangers[id]))
		c.Find(f)
	}
}

// device is the identity of a USB device that can be told from others of its make: vendor,
// product and serial number. Many makers give all theirs one number.
func device(e *model.Event) string {
	class := e.Text(model.PeripheralClass)
	serial := strings.TrimSpace(e.Text(model.PeripheralSerial))
	vendor, product := strings.ToLower(e.Text(model.PeripheralVendorID)), strings.ToLower(e.Text(model.PeripheralProductID))
	if class == "display" || class == "monitor" || class == "pci" || class == "disk" || vendor == "" || product == "" || !single(serial) || !atTheDesk(e) {
		return ""
	}
	return vendor + ":" + product + "/" + serial
}

// atTheDesk tells whether a USB device is one that somebody works through: a dock, a switch,
// a keyboard, a remote hand. Sticks and headsets are lent.
func atTheDesk(e *model.Event) bool {
	for i := range e.Facts.Hardware {
		switch e.Facts.Hardware[i].Kind {
		case model.IPKVM, model.BMC, model.KVMSwitch, model.USBGadget, model.SpoofedUSB, model.JigglerBoard:
			return true
		}
	}
	name := strings.ToLower(e.Text(model.PeripheralName))
	if detect.AnyIn(name, "dock", "kvm", "switch", "keyboard", "keybd", "mouse", "receiver", "multifunction", "composite") {
		return true
	}
	for f := range e.All(model.PeripheralFunctions) {
		if detect.AnyIn(strings.ToLower(f), "keyboard", "mouse", "absolute") {
			return true
		}
	}
	return false
}

// single tells whether a serial number can be one device's: what Windows makes up for a port
// ("5&1a2b3c4d&0&3"), what counts up from nothing and what is in the source of a KVM is not.
func single(serial string) bool {
	text := strings.ToLower(serial)
	if len(text) < 6 || strings.ContainsAny(text, "&{") || placeholder(serial) {
		return false
	}
	switch text {
	case "cafebabe", "0123456789abcdef", "6b65796d696d6570690", "20090516388200000", "deadbeef", "abcdef", "123abc", "moonlander":
		return false
	}
	if strings.HasPrefix(text, "0123456") || strings.HasPrefix(text, "123456") || strings.HasPrefix(text, "vial:") || !strings.ContainsAny(text, "0123456789") {
		return false // a word is the make's
	}
	different := map[rune]bool{}
	for _, r := range text {
		different[r] = true
	}
	return len(different) >= 4
}
