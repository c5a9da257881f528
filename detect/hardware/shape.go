package hardware

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"bonafide/detect"
	"bonafide/model"
)

// mostDevices bounds the USB devices whose functions are kept of one subject.
const mostDevices = 48

// settles is how long the parts of one device take to report themselves, one after the
// other; what has not shown by then it does not have.
const settles = 10 * time.Minute

// device is what is known of one USB device: systems report its keyboard, its pointer and
// its disk each on its own.
type device struct {
	ID        string         `json:"id"` // vendor and product
	Functions detect.Set     `json:"functions"`
	Since     time.Time      `json:"since"`
	Cite      model.Evidence `json:"cite"` // of its first function
}

func (d *device) has(function string) bool { return slices.Contains(d.Functions, function) }

// learn notes the functions that an event shows of a USB device and gives what is known of
// the device, nil when the event shows none or too many are kept.
func (s *state) learn(e *model.Event) *device {
	vendor, product := hexID(e.Text(model.PeripheralVendorID)), hexID(e.Text(model.PeripheralProductID))
	if !e.Has(model.PeripheralFunctions) || vendor == "" || product == "" || vendor == "0000" { // 0000 is whatever could not be read
		return nil
	}
	id := vendor + ":" + product
	at := slices.IndexFunc(s.Devices, func(d device) bool { return d.ID == id })
	if at < 0 {
		if len(s.Devices) >= mostDevices {
			return nil
		}
		s.Devices = append(s.Devices, device{ID: id, Since: e.Time, Cite: e.Evidence()})
		at = len(s.Devices) - 1
	}
	d := &s.Devices[at]
	for list := range e.All(model.PeripheralFunctions) {
		for f := range strings.SplitSeq(strings.ToLower(list), ",") {
			if f = strings.TrimSpace(f); slices.Contains([]string{"keyboard", "mouse", "absolute", "storage"}, f) {
				d.Functions.First(f, 4)
			}
		}
	}
	return d
}

// hexID is an identifier of four hexadecimal digits, "" when it is none.
func hexID(s string) string {
	s = strings.TrimPrefix(strings.ToLower(s), "0x")
	if s == "" || len(s) > 4 || strings.Trim(s, "0123456789abcdef") != "" {
		return ""
	}
	return strings.Repeat("0", 4-len(s)) + s
}

// shape reports a device that is keyboard, pointer and disk at once, whatever it is called:
// what somebody who sits elsewhere needs to type, to point and to hand over files. Boards
// of makers show so too when they carry a keyboard of their owner's making, and are left to
// EDR-22; with the id of a maker of keyboards it poses as one.
func (d *watch) shape(c *detect.Context, s *state, e *model.Event, dev *device) {
	if !dev.has("keyboard") || !dev.has("storage") || !dev.has("mouse") && !dev.has("absolute") {
		return
	}
	vendor, _, _ := strings.Cut(dev.ID, ":")
	id, what := model.IndicatorID("EDR-14"), "a USB device that nobody catalogued is keyboard, pointer and disk at once"
	switch {
	case slices.Contains(d.Boards, vendor) || d.declared(e.Owner, dev.ID):
		return
	case slices.Contains(d.KeyboardMakers, vendor):
		id, what = "EDR-17", "a USB device with the id of a maker of keyboards is a disk, too"
	}
	if s.told(dev.ID) || !s.Attached.First(string(id)+" "+dev.ID, most) {
		return
	}
	f := model.Finding{Indicator: id, Subject: e.Owner, About: dev.ID, Reason: fmt.Sprintf("%s (%s)", what, dev.ID)}
	f.Cite(dev.Cite)
	c.Report(e, f)
}

// told tells whether a catalogued signature of the device was reported already.
func (s *state) told(dev string) bool { return slices.Contains(s.Named, dev) }

// moves tells whether a board plays the mouse and has no keys: of a device that reports its
// parts one by one only when the others have had the time to show.
func moves(e *model.Event, dev *device) bool {
	if typing(e) || dev != nil && dev.has("keyboard") {
		return false
	}
	part := strings.Contains(strings.ToLower(e.Text(model.ResourceUID)), "&mi_")
	return !part || dev != nil && e.Time.Sub(dev.Since) >= settles
}

// declared tells whether hardware of somebody was declared, by the signature's id or its
// first part.
func (d *watch) declared(who model.SubjectID, id string) bool {
	return slices.ContainsFunc(d.Declared, func(text string) bool {
		person, what, _ := strings.Cut(strings.TrimSpace(text), " ")
		what = strings.TrimSpace(what)
		return person == string(who) && what != "" && (id == what || strings.HasPrefix(id, what+"."))
	})
}
