package hardware

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

// CyclingSettings tune the detector of devices that come and go.
type CyclingSettings struct {
	PerDay   int `yaml:"per_day" doc:"So often a day must a keyboard, pointer or display come anew; a laptop that is carried to meetings and back stays below."`
	Days     int `yaml:"days" unit:"days" doc:"On so many days before it is reported."`
	ApartMin int `yaml:"apart_minutes" unit:"min" doc:"What comes again sooner after the last time is a loose cable, or one switch of several parts, and counts once."`
}

// CyclingDefaults are settings that fit most companies.
func CyclingDefaults() CyclingSettings { return CyclingSettings{PerDay: 6, Days: 5, ApartMin: 10} }

// cycles is what is kept per device owner.
type cycles struct {
	Devices []cycle `json:"devices,omitempty"` // the newest last
}

// cycle is how often a device came.
type cycle struct {
	ID    string      `json:"id"`
	Last  time.Time   `json:"last"`
	Day   int         `json:"day,omitempty"` // since 1970
	Times int         `json:"times,omitempty"`
	Days  detect.Days `json:"days,omitzero"`
}

// mostCycles bounds the devices kept of one person.
const mostCycles = 6

// NewCycling makes the detector of keyboards, pointers and displays that come and go all day,
// as behind a switch that drives several laptops (FAC-03). It is weak alone: whoever has a
// private computer beside the issued one may use a switch. What stands on several people's
// laptops is another detector's (usb-shared).
func NewCycling(s CyclingSettings) detect.Detector {
	d := &cycling{s}
	return &detect.Keyed[cycles]{
		Declaration: plugin.Declaration{
			Name: "kvm-cycling", Kind: plugin.Detector, Version: 1,
			Summary:        "A keyboard, pointer or display that comes and goes all day, as behind a switch.",
			Needs:          []string{"USB or display events of laptops (osquery differential results, Windows device events)"},
			Indicators:     []string{"FAC-03"},
			FalsePositives: "People with a switch for their private computer, docks that lose their power, loose cables.",
			Settings:       s,
		},
		On: []ocsf.Class{ocsf.PeripheralActivity},
		Of: func(e *model.Event) model.SubjectID {
			if e.Activity != ocsf.Connected {
				return ""
			}
			return e.Owner
		},
		Observe: d.observe,
	}
}

type cycling struct{ CyclingSettings }

func (d *cycling) observe(c *detect.Context, s *cycles, e *model.Event) {
	id := seat(e)
	if id == "" {
		return
	}
	if _, office := c.InOffice(e); office {
		return
	}
	i := slices.IndexFunc(s.Devices, func(x cycle) bool { return x.ID == id })
	if i < 0 {
		s.Devices = detect.Newest(s.Devices, cycle{ID: strings.Clone(id)}, mostCycles)
		i = len(s.Devices) - 1
	}
	x := &s.Devices[i]
	again := e.Time.Sub(x.Last) >= time.Duration(d.ApartMin)*time.Minute
	x.Last = e.Time
	if !again {
		return
	}
	if day := int(e.Time.Unix() / (24 * 60 * 60)); x.Day != day {
		x.Day, x.Times = day, 0
	}
	if x.Times++; x.Times != d.PerDay || !x.Days.Add(e.Time) || !detect.Reached(x.Days.Count, d.Days) {
		return
	}
	c.Report(e, model.Finding{
		Indicator: "FAC-03", Subject: e.Owner, About: x.ID,
		Reason: fmt.Sprintf("%s was switched to the laptop %d times a day and more %s", x.ID, d.PerDay, x.Days),
	})
}

// seat is the device of an event if somebody works through it, by vendor and product.
func seat(e *model.Event) string {
	vendor, product := hexID(e.Text(model.PeripheralVendorID)), hexID(e.Text(model.PeripheralProductID))
	class := e.Text(model.PeripheralClass)
	if class == "display" || class == "monitor" {
		return "the display " + strings.Join([]string{e.Text(model.PeripheralVendorID), e.Text(model.PeripheralProductID), e.Text(model.PeripheralSerial)}, "/")
	}
	if vendor == "" || product == "" || vendor == "0000" {
		return ""
	}
	name := strings.ToLower(e.Text(model.PeripheralName))
	works := detect.AnyIn(name, "keyboard", "mouse", "receiver", "kvm", "switch", "multifunction", "composite", "dock")
	for f := range e.All(model.PeripheralFunctions) {
		works = works || detect.AnyIn(strings.ToLower(f), "keyboard", "mouse", "absolute")
	}
	for i := range e.Facts.Hardware {
		works = works || e.Facts.Hardware[i].Kind == model.IPKVM || e.Facts.Hardware[i].Kind == model.KVMSwitch
	}
	if !works {
		return ""
	}
	return "the USB device " + vendor + ":" + product
}
