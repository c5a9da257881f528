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

func plugged(at time.Time, id string, kind model.HardwareKind, exact bool, f model.Field, changes ...func(*model.Event)) model.Event {
	return dt.Event(ocsf.PeripheralQuery, "ann", at, append([]func(*model.Event){dt.Owned("ann"), dt.Has(id, kind, exact, f, "x")}, changes...)...)
}

func TestHardware(t *testing.T) {
	t.Parallel()
	w := dt.People(dt.Person("ann", dt.Austin()))
	office := dt.People(dt.Person("ann", dt.Austin()))
	office.Firm.Offices = []model.Office{{Place: dt.Austin(), SSIDs: []string{"Corp"}}}
	usb, display := dt.With(model.PeripheralClass, "usb"), dt.With(model.PeripheralClass, "display")
	screen := plugged(dt.Monday(), "noscreen", model.NoScreen, false, model.PeripheralWidth, display)
	one := func(name string, want string, events ...model.Event) dt.Case {
		c := dt.Case{Name: name, World: w, Events: events}
		if want != "" {
			c.Want = []string{"ann " + want}
		}
		return c
	}
	dt.Table(t, hardware.New(settings()), append(
		shapes(w),
		one("kvm_by_usb", "EDR-13", dt.Daily(plugged(dt.Monday(), "pikvm.usb", model.IPKVM, true, model.PeripheralVendorID, usb), 9)...),
		one("kvm_by_display", "EDR-15", plugged(dt.Monday(), "pikvm.edid", model.IPKVM, true, model.PeripheralSerial, display)),
		one("kvm_by_shape", "EDR-14", plugged(dt.Monday(), "kvm-shape", model.USBGadget, false, model.PeripheralFunctions, usb)),
		one("posing_as_logitech", "EDR-17", plugged(dt.Monday(), "jetkvm.logitech", model.SpoofedUSB, true, model.PeripheralVendor, usb)),
		one("no_screen_for_days", "EDR-19", dt.Daily(screen, 6)...),
		one("capture_chip", "EDR-20", plugged(dt.Monday(), "ms2109", model.CaptureCard, false, model.PeripheralName, display)),
		one("display_that_may_be_a_kvm", "EDR-20", plugged(dt.Monday(), "glkvm", model.IPKVM, false, model.PeripheralName, display)),
		one("jiggler_board", "EDR-22", plugged(dt.Monday(), "board.pico", model.JigglerBoard, false, model.PeripheralVendorID, dt.With(model.PeripheralFunctions, "mouse"))),
		one("virtual_machine", "EDR-25", plugged(dt.Monday(), "vm.qemu", model.VirtualMachine, true, model.DeviceVendor)),
		dt.Case{
			Name: "kvm_on_the_network", World: w, Want: []string{"ann NET-23"}, Events: []model.Event{plugged(dt.Monday(), "pikvm.host", model.IPKVM, true, model.NeighbourName)},
			Reasons: map[string]string{"ann NET-23": `on the same network as the laptop: pikvm.host (bonafide.neighbour`},
		},
		one("homelab_does_not_hide_a_kvm", "EDR-13", append(homelab(), plugged(dt.Day(9), "pikvm.usb", model.IPKVM, true, model.PeripheralVendorID, usb))...),
		one("qmk_keyboard", "", plugged(dt.Monday(), "board.pico", model.JigglerBoard, false, model.PeripheralVendorID, dt.With(model.PeripheralFunctions, "keyboard"), dt.With(model.PeripheralFunctions, "mouse"))),
		one("projector", "", dt.Daily(screen, 3)...),
		one("developer_with_a_hypervisor", "", plugged(dt.Monday(), "vm.vmware-mac", model.VirtualMachine, false, model.DeviceMAC)),
		dt.Case{Name: "raspberry_in_the_office", World: office, Events: []model.Event{
			plugged(dt.Monday(), "sbc.pi", model.SingleBoard, false, model.NeighbourMAC, dt.With(model.SSID, "Corp")),
		}},
		one("virtual_machine_of_a_neighbour", "", plugged(dt.Monday(), "vm.qemu-mac", model.VirtualMachine, false, model.NeighbourMAC)),
		one("somebody_elses_device", "", dt.Event(ocsf.PeripheralQuery, "ann", dt.Monday(), dt.Has("pikvm.usb", model.IPKVM, true, model.PeripheralVendorID, "x"))),
	)...)
}

// homelab is a network full of virtual machines and boards.
func homelab() []model.Event {
	var events []model.Event
	for i := range 100 {
		events = append(events, plugged(dt.Monday().Add(time.Duration(i)*time.Minute), fmt.Sprintf("vm%d", i), model.VirtualMachine, false, model.NeighbourMAC))
	}
	return events
}
