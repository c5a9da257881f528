package hardware_test

import (
	"fmt"
	"testing"
	"time"

	dt "bonafide/detect/detecttest"
	"bonafide/detect/hardware"
	"bonafide/model"
	"bonafide/model/ocsf"
)

// comes is a device that comes so often a day, so long after the last time.
func comes(days, times int, every time.Duration, changes ...func(*model.Event)) []model.Event {
	var events []model.Event
	for day := range days {
		for i := range times {
			e := dt.Event(ocsf.PeripheralActivity, "", dt.Day(day).Add(time.Duration(i)*every), append([]func(*model.Event){
				dt.Owned("ann"), dt.As(ocsf.Connected), dt.With(model.PeripheralClass, "usb"), dt.With(model.PeripheralVendorID, "0557"), dt.With(model.PeripheralProductID, "2213"),
			}, changes...)...)
			e.ID = model.EventID(fmt.Sprint(day, "-", i))
			events = append(events, e)
		}
	}
	return events
}

func TestCycling(t *testing.T) {
	t.Parallel()
	w := dt.People(dt.Person("ann", dt.Austin()))
	office := dt.People(dt.Person("ann", dt.Austin()))
	office.Firm.Offices = []model.Office{{Place: dt.Austin(), SSIDs: []string{"Corp"}}}
	keyboard := dt.With(model.PeripheralName, "USB Keyboard")
	dt.Table(
		t, hardware.NewCycling(hardware.CyclingDefaults()),
		dt.Case{
			Name: "switched_all_day", World: w, Events: comes(7, 8, 40*time.Minute, keyboard), Want: []string{"ann FAC-03"},
			Reasons: map[string]string{"ann FAC-03": "the USB device 0557:2213 was switched to the laptop 6 times a day and more on 5 days"},
		},
		dt.Case{
			Name: "display_switched_all_day", World: w, Want: []string{"ann FAC-03"}, Events: comes(7, 8, 40*time.Minute, func(e *model.Event) { e.Set(model.PeripheralClass, "display"); e.Add(model.PeripheralSerial, "S1") }),
		},
		dt.Case{Name: "dock_between_meetings", World: w, Events: comes(20, 4, time.Hour, dt.With(model.PeripheralName, "WD19 Dock"))},
		dt.Case{Name: "loose_cable", World: w, Events: comes(20, 40, 2*time.Minute, keyboard)},
		dt.Case{Name: "a_day_of_repairs", World: w, Events: comes(2, 12, 30*time.Minute, keyboard)},
		dt.Case{Name: "a_stick", World: w, Events: comes(20, 9, 30*time.Minute, dt.With(model.PeripheralName, "Ultra"))},
		dt.Case{Name: "desks_of_an_office", World: office, Events: comes(20, 9, 30*time.Minute, keyboard, dt.With(model.SSID, "Corp"))},
	)
}
