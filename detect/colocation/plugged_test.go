package colocation_test

import (
	"fmt"
	"net/netip"
	"testing"
	"time"

	"bonafide/detect/colocation"
	dt "bonafide/detect/detecttest"
	"bonafide/model"
	"bonafide/model/ocsf"
)

// plugged is a USB device that is on a laptop for an hour of the day and is taken off again.
func plugged(who model.SubjectID, day int, name, serial string) []model.Event {
	on := dt.Event(ocsf.PeripheralActivity, who, dt.Day(day), dt.Owned(who), dt.As(ocsf.Connected), dt.With(model.PeripheralClass, "usb"), dt.With(model.PeripheralVendorID, "0557"),
		dt.With(model.PeripheralProductID, "2213"), dt.With(model.PeripheralName, name), dt.With(model.PeripheralSerial, serial))
	off := dt.Copy(&on)
	off.Time, off.Activity, off.ID = on.Time.Add(time.Hour), ocsf.Disconnected, on.ID+"-off"
	return []model.Event{on, off}
}

// inTurns has a device go from one laptop to the other, a day each.
func inTurns(a, b model.SubjectID, days int, name, serial string) (events []model.Event) {
	for day := range days {
		events = append(events, plugged([]model.SubjectID{a, b}[day%2], day, name, serial)...)
	}
	return events
}

// left leaves out that the device was taken off.
func left(events []model.Event) (on []model.Event) {
	for i := range events {
		if events[i].Activity == ocsf.Connected {
			on = append(on, events[i])
		}
	}
	return on
}

func TestPlugged(t *testing.T) {
	t.Parallel()
	strangers := dt.People(people()...)
	couple := people()
	couple[1].HomeKey, couple[1].Home = couple[0].HomeKey, couple[0].Home
	office := dt.People(people()...)
	office.Firm.Offices = []model.Office{{Place: dt.Boston(), Egress: []netip.Prefix{netip.MustParsePrefix("203.0.113.0/28")}}}
	atOffice := dt.Event(ocsf.PeripheralQuery, "cho", dt.Day(9), dt.Owned("cho"), dt.From("203.0.113.3", model.CorporateNet, ""), dt.With(model.PeripheralVendorID, "0557"),
		dt.With(model.PeripheralProductID, "2213"), dt.With(model.PeripheralName, "Dock"), dt.With(model.PeripheralSerial, "Z7K41Q0087"))
	many := dt.People()
	var make []model.Event
	for i := range 9 {
		p := dt.Person(model.SubjectID(fmt.Sprint("p", i)), model.Place{Lat: float64(i), Long: float64(i), Known: true})
		many.People[p.ID], many.Names[p.ID] = p, string(p.ID)
		make = append(make, plugged(p.ID, i, "Dock", "Z7K41Q0087")...)
	}
	dt.Table(
		t, colocation.NewPlugged(colocation.PluggedDefaults()),
		dt.Case{
			Name: "one_switch_on_two_laptops", World: strangers, Events: inTurns("ann", "bob", 6, "ATEN KVM Switch", "Z7K41Q0087"), Want: []string{"ann EDR-35", "bob EDR-35"},
			Reasons: map[string]string{"ann EDR-35": "the same USB device (0557:2213/Z7K41Q0087) is plugged into the laptop and into that of bob"},
		},
		dt.Case{Name: "two_keyboards_of_one_number", World: strangers, Events: left(inTurns("ann", "bob", 9, "Magic Keyboard", "F0T8123ABCD"))},
		dt.Case{Name: "two_at_once", World: strangers, Events: dt.Join(left(plugged("ann", 0, "Dock", "Z7K41Q0087")), inTurns("bob", "ann", 9, "Dock", "Z7K41Q0087"))},
		dt.Case{Name: "a_dock_of_many_makers_number", World: strangers, Events: dt.Join(inTurns("ann", "bob", 6, "Dock", "000000000001"), inTurns("ann", "bob", 6, "Dock", "5&1a2b3c4d&0&3"))},
		dt.Case{Name: "a_stick_that_was_lent", World: strangers, Events: inTurns("ann", "bob", 6, "Ultra", "4C530001190618109325")},
		dt.Case{Name: "a_dock_lent_once", World: strangers, Events: dt.Join(plugged("ann", 0, "Dock", "Z7K41Q0087"), plugged("bob", 1, "Dock", "Z7K41Q0087"), plugged("ann", 4, "Dock", "Z7K41Q0087"))},
		dt.Case{Name: "couple_at_one_dock", World: dt.People(couple...), Events: inTurns("ann", "bob", 9, "Dock", "Z7K41Q0087")},
		dt.Case{Name: "a_meeting_rooms_dock", World: many, Events: make},
		dt.Case{Name: "dock_of_an_office", World: office, Events: dt.Join(inTurns("ann", "bob", 6, "Dock", "Z7K41Q0087"), []model.Event{atOffice})},
	)
}
