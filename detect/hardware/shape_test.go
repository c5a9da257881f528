package hardware_test

import (
	"time"

	dt "bonafide/detect/detecttest"
	"bonafide/detect/hardware"
	"bonafide/model"
	"bonafide/model/ocsf"
)

// parts are the functions of one USB device, each in an event of its own as Windows reports
// them when it is plugged in.
func parts(at time.Time, vendor, product string, functions ...string) []model.Event {
	var events []model.Event
	for i, f := range functions {
		events = append(events, dt.Event(ocsf.PeripheralActivity, "ann", at.Add(time.Duration(i)*time.Second), dt.Owned("ann"),
			dt.With(model.PeripheralVendorID, vendor), dt.With(model.PeripheralProductID, product), dt.With(model.PeripheralFunctions, f),
			dt.With(model.ResourceUID, `HID\VID_`+vendor+`&PID_`+product+`&MI_0`+string(rune('0'+i))+`\7&1a2b3c4d&0&0000`)))
	}
	return events
}

// board is a part of a device that the catalogue knows as a board.
func board(events []model.Event) []model.Event {
	for i := range events {
		if events[i].Text(model.PeripheralFunctions) == "mouse" {
			dt.Has("board.pico", model.JigglerBoard, false, model.PeripheralVendorID, "2e8a")(&events[i])
		}
	}
	return events
}

// settings declare some hardware.
func settings() hardware.Settings {
	s := hardware.Defaults()
	s.Declared = []string{"ann 16d0:092b", "bob abcd:0001", "ann homelab"}
	return s
}

// shapes are cases of hardware that no signature knows, which is found by what it is, and of
// the things on honest desks that come nearest.
func shapes(w *dt.World) []dt.Case {
	one := func(name, want string, events []model.Event) dt.Case {
		c := dt.Case{Name: name, World: w, Events: events}
		if want != "" {
			c.Want = []string{"ann " + want}
		}
		return c
	}
	lan := func(id string) []model.Event {
		return []model.Event{plugged(dt.Monday(), id, model.IPKVM, true, model.NeighbourName)}
	}
	usb := dt.With(model.PeripheralClass, "usb")
	return []dt.Case{
		one("unknown_maker", "EDR-14", parts(dt.Monday(), "abcd", "0001", "keyboard", "mouse", "storage")),
		one("unknown_maker_in_any_order", "EDR-14", parts(dt.Monday(), "abcd", "0001", "storage", "mouse", "keyboard")),
		one("disk_attached_days_later", "EDR-14", append(parts(dt.Monday(), "abcd", "0001", "keyboard", "mouse"), parts(dt.Day(4), "abcd", "0001", "storage")...)),
		one("in_one_event", "EDR-14", parts(dt.Monday(), "abcd", "0001", "keyboard,absolute,storage")),
		one("posing_as_logitech", "EDR-17", parts(dt.Monday(), "046d", "c52b", "keyboard", "mouse", "storage")),
		one("posing_as_dell", "EDR-17", parts(dt.Monday(), "413c", "2011", "keyboard", "absolute", "storage")),
		{
			Name: "declared_for_somebody_else", World: w, Want: []string{"ann EDR-14"}, Events: parts(dt.Monday(), "abcd", "0001", "keyboard", "mouse", "storage"),
			Reasons: map[string]string{"ann EDR-14": "keyboard, pointer and disk at once (abcd:0001)"},
		},
		one("catalogued_once_only", "EDR-13", append(
			[]model.Event{plugged(dt.Monday(), "pikvm.usb", model.IPKVM, true, model.PeripheralVendor, usb, dt.With(model.PeripheralVendorID, "1d6b"), dt.With(model.PeripheralProductID, "0104"), dt.With(model.PeripheralFunctions, "keyboard"))},
			parts(dt.Monday().Add(time.Minute), "1d6b", "0104", "keyboard", "mouse", "storage")...)),
		one("jiggler_in_parts", "EDR-22", board(append(parts(dt.Monday(), "2e8a", "000b", "mouse"), parts(dt.Day(1), "2e8a", "000b", "mouse")...))),

		one("dock_with_a_disk_behind_it", "", dt.Join(parts(dt.Monday(), "17ef", "30b0", "network"), parts(dt.Monday(), "0781", "5583", "storage"), parts(dt.Monday(), "046d", "c31c", "keyboard"), parts(dt.Monday(), "046d", "c077", "mouse"))),
		one("keyboard_with_a_touchpad", "", parts(dt.Monday(), "17ef", "60ee", "keyboard", "mouse")),
		one("unknown_wireless_receiver", "", parts(dt.Monday(), "3151", "3020", "keyboard", "mouse")),
		one("usb_stick", "", parts(dt.Monday(), "0781", "5583", "storage")),
		one("devices_whose_ids_were_not_read", "", parts(dt.Monday(), "0000", "0000", "keyboard", "mouse", "storage")),
		one("security_key", "", parts(dt.Monday(), "1050", "0407", "keyboard")),
		one("self_built_keyboard_with_a_disk", "", board(parts(dt.Monday(), "2e8a", "0003", "mouse", "keyboard", "storage"))),
		one("self_built_keyboard_days_later", "", board(append(parts(dt.Monday(), "2e8a", "0003", "mouse", "keyboard"), parts(dt.Day(3), "2e8a", "0003", "mouse")...))),
		one("aid_to_input_with_a_disk_declared", "", parts(dt.Monday(), "16d0", "092b", "keyboard", "mouse", "storage")),
		one("eye_tracker", "", parts(dt.Monday(), "2104", "0313", "mouse")),
		one("conference_room", "", parts(dt.Monday(), "046d", "0866", "video", "audio")),
		one("gamer_with_a_capture_card", "", []model.Event{plugged(dt.Monday(), "macrosilicon.usb", model.CaptureCard, true, model.PeripheralVendorID, usb)}),
		one("homelab_kvm_declared", "", lan("homelab.host")),
		one("homelab_kvm_not_declared", "NET-23", lan("pikvm.host")),
		one("kvm_switch_on_the_desk", "", []model.Event{plugged(dt.Monday(), "uniclass.usb", model.KVMSwitch, true, model.PeripheralVendorID, usb)}),
		one("developer_of_gadgets_declared", "", []model.Event{plugged(dt.Monday(), "homelab.gadget", model.USBGadget, false, model.PeripheralVendorID, usb)}),
	}
}
