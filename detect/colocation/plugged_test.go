package colocation_test

import (
	"fmt"
	"net/netip"
	"testing"

	"bonafide/detect/colocation"
	dt "bonafide/detect/detecttest"
	"bonafide/model"
	"bonafide/model/ocsf"
)

// plugged is a USB device that shows on a laptop for two days.
func plugged(who model.SubjectID, from int, name, serial string) []model.Event {
	return dt.Daily(dt.Event(ocsf.PeripheralActivity, who, dt.Day(from), dt.Owned(who), dt.With(model.PeripheralClass, "usb"), dt.With(model.PeripheralVendorID, "0557"),
		dt.With(model.PeripheralProductID, "2213"), dt.With(model.PeripheralName, name), dt.With(model.PeripheralSerial, serial)), 2)
}

func TestPlugged(t *testing.T) {
	t.Parallel()
	strangers := dt.People(people()...)
	couple := people()
	couple[1].HomeKey, couple[1].Home = couple[0].HomeKey, couple[0].Home
	office := dt.People(people()...)
	office.Firm.Offices = []model.Office{{Place: dt.Boston(), Egress: []netip.Prefix{netip.MustParsePrefix("203.0.113.0/28")}}}
	atOffice := dt.Event(ocsf.PeripheralQuery, "cho", dt.Day(1), dt.Owned("cho"), dt.From("203.0.113.3", model.CorporateNet, ""), dt.With(model.PeripheralVendorID, "0557"),
		dt.With(model.PeripheralProductID, "2213"), dt.With(model.PeripheralName, "Dock"), dt.With(model.PeripheralSerial, "Z7K41Q0087"))
	many := dt.People()
	var make []model.Event
	for i := range 9 {
		p := dt.Person(model.SubjectID(fmt.Sprint("p", i)), model.Place{Lat: float64(i), Long: float64(i), Known: true})
		many.People[p.ID], many.Names[p.ID] = p, string(p.ID)
		make = append(make, plugged(p.ID, i, "Magic Keyboard", "F0T8123ABCD")...)
	}
	dt.Table(
		t, colocation.NewPlugged(colocation.PluggedDefaults()),
		dt.Case{
			Name: "one_switch_on_two_laptops", World: strangers, Events: dt.Join(plugged("ann", 0, "ATEN KVM Switch", "Z7K41Q0087"), plugged("bob", 3, "ATEN KVM Switch", "Z7K41Q0087")),
			Want:    []string{"ann EDR-35", "bob EDR-35"},
			Reasons: map[string]string{"ann EDR-35": "the same USB device (0557:2213/Z7K41Q0087) is plugged into the laptop and into that of bob"},
		},
		dt.Case{Name: "a_dock_of_many_makers_number", World: strangers, Events: dt.Join(plugged("ann", 0, "Dock", "000000000001"), plugged("bob", 0, "Dock", "000000000001"), plugged("ann", 0, "Dock", "5&1a2b3c4d&0&3"), plugged("bob", 0, "Dock", "5&1a2b3c4d&0&3"))},
		dt.Case{Name: "a_stick_that_was_lent", World: strangers, Events: dt.Join(plugged("ann", 0, "Ultra", "4C530001190618109325"), plugged("bob", 1, "Ultra", "4C530001190618109325"))},
		dt.Case{Name: "a_dock_sold_on", World: strangers, Events: dt.Join(plugged("ann", 0, "Dock", "Z7K41Q0087"), plugged("bob", 15, "Dock", "Z7K41Q0087"))},
		dt.Case{Name: "couple_at_one_dock", World: dt.People(couple...), Events: dt.Join(plugged("ann", 0, "Dock", "Z7K41Q0087"), plugged("bob", 1, "Dock", "Z7K41Q0087"))},
		dt.Case{Name: "a_makers_one_number", World: many, Events: make},
		dt.Case{Name: "dock_of_an_office", World: office, Events: dt.Join(plugged("ann", 0, "Dock", "Z7K41Q0087"), plugged("bob", 2, "Dock", "Z7K41Q0087"), []model.Event{atOffice})},
	)
}
