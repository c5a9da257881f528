package simulate

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// usbDevice is a device as its descriptors name it.
type usbDevice struct {
	vendorID, productID     string
	vendor, product, serial string
}

func (l *laptop) plug(at time.Time, d usbDevice) {
	l.have(at, "usb_devices", "usb_address", fmt.Sprint(len(l.rows)%12+1), "usb_port", fmt.Sprint(len(l.rows)%5+1), "vendor", d.vendor,
		"vendor_id", d.vendorID, "model", d.product, "model_id", d.productID, "serial", d.serial, "removable", "1",
		"version", "2.0", "class", "0", "subclass", "0", "protocol", "0")
}

func builtIn(system string) []usbDevice {
	if system == "darwin" {
		return nil
	}
	return []usbDevice{
		{"8087", "0033", "Intel Corp.", "AX211 Bluetooth", ""},
		{"30c9", "0050", "Luxvisions Innotech Limited", "Integrated Camera", "0001"},
	}
}

// plainDevices are what people plug in; the generic receivers are the ones that some remote keyboards pretend to be.
func plainDevices() []usbDevice {
	return []usbDevice{
		{"046d", "c52b", "Logitech", "USB Receiver", ""},
		{"046d", "c548", "Logitech", "Logi Bolt Receiver", ""},
		{"046d", "0892", "Logitech", "HD Pro Webcam C920", "8F2C1A6F"},
		{"046d", "085e", "Logitech", "BRIO Ultra HD Webcam", "A31C09D2"},
		{"045e", "0745", "Microsoft", "Nano Transceiver v1.0", ""},
		{"413c", "2113", "Dell", "KB216 Wired Keyboard", ""},
		{"413c", "b06e", "Dell Inc.", "WD19 Dock", ""},
		{"17ef", "a396", "Lenovo", "ThinkPad USB-C Dock Gen2", ""},
		{"0b0e", "0422", "GN Netcom A/S", "Jabra Evolve 75", "50C275AAFC0F"},
		{"05ac", "0267", "Apple Inc.", "Magic Keyboard", "F0T8123ABCD"},
		{"1050", "0407", "Yubico", "YubiKey OTP+FIDO+CCID", ""},
		{"0781", "5581", "SanDisk", "Ultra", "4C530001190618109325"},
	}
}

// makerDevices are honest devices whose identifiers look like those of a mouse jiggler.
func makerDevices() []usbDevice {
	return []usbDevice{
		{"2e8a", "0003", "Keebio", "Iris CE rev1 (QMK)", ""},
		{"2e8a", "ffff", "splitkb.com", "Kyria rev4", "vial:f64c2b3c"},
		{"16c0", "0483", "ErgoDox EZ", "ErgoDox EZ Shine", "moonlander"},
	}
}

// monitor is a display as its EDID names it.
type monitor struct {
	name, vendorID, productID, serial string
	week, year                        int
	pixels                            string
}

func (l *laptop) show(at time.Time, m monitor) {
	l.have(at, "connected_displays", displayColumns(m, len(l.rows))...)
}

func displayColumns(m monitor, n int) []string {
	resolution := strings.ReplaceAll(m.pixels, "x", " x ")
	return []string{
		"name", m.name, "product_id", m.productID, "serial_number", m.serial, "vendor_id", m.vendorID,
		"manufactured_week", fmt.Sprint(m.week), "manufactured_year", fmt.Sprint(m.year), "display_id", fmt.Sprint(n%6 + 2),
		"pixels", m.pixels, "resolution", resolution + " @ 60.00Hz", "ambient_brightness_enabled", "0",
		"connection_type", "spdisplays_hdmi", "display_type", "spdisplays_display", "main", "0", "mirror", "0", "online", "1", "rotation", "spdisplays_supported",
	}
}

func plainMonitor(r *rand.Rand) monitor {
	m := pick(r, []monitor{
		{"DELL U2720Q", "10ac", "d0ff", "", 0, 0, "3840x2160"},
		{"DELL P2422H", "10ac", "a1c2", "", 0, 0, "1920x1080"},
		{"LG HDR 4K", "1e6d", "7750", "", 0, 0, "3840x2160"},
		{"LS27A600U", "4c2d", "7199", "", 0, 0, "2560x1440"},
		{"HP E243", "22f0", "3478", "", 0, 0, "1920x1080"},
		{"BenQ GW2480", "09d1", "78e7", "", 0, 0, "1920x1080"},
		{"PHL 272B7QUB", "410c", "0936", "", 0, 0, "2560x1440"},
		{"PA248QV", "06b3", "2487", "", 0, 0, "1920x1200"},
	})
	m.serial, m.week, m.year = token(r, letters, between(r, 7, 12)), between(r, 1, 52), between(r, 2017, 2025)
	return m
}

// remoteHand is a device that carries keyboard, mouse and picture of a laptop to somebody far away.
type remoteHand struct {
	name      string
	usb       usbDevice
	display   monitor
	lan       thing
	generic   bool // shows itself as the Linux multifunction gadget
	spoofed   bool // claims another maker's identifiers with strings that maker never used
	fixed     bool // every unit has the same monitor serial
	headless  bool // its display says it has no size
	localOnly bool // no trace on the network
}

func remoteHands() []remoteHand {
	tsb := func(name, product string, year, week int) monitor {
		return monitor{name, "5262", product, "88888800", week, year, "1920x1080"}
	}
	return []remoteHand{
		{
			name: "PiKVM", usb: usbDevice{"1d6b", "0104", "PiKVM", "PiKVM Composite Device", "CAFEBABE"},
			display: monitor{"PiKVM V4 Plus", "31d8", "7773", "CAFEBABE", 35, 2016, "1920x1080"},
			lan:     thing{"dc:a6:32", "pikvm"}, generic: true, fixed: true,
		},
		{
			name: "JetKVM", usb: usbDevice{"1d6b", "0104", "JetKVM", "JetKVM USB Emulation Device", "0123456789"},
			display: tsb("T749-fHD720", "8801", 2011, 28), generic: true, headless: true, localOnly: true,
		},
		{
			name: "JetKVM behind a Dell name", usb: usbDevice{"413c", "2011", "Dell Inc.", "Multimedia Pro Keyboard", ""},
			display: monitor{"DELL D2721H", "10ac", "2013", "3S5GQ23", 32, 2020, "1920x1080"},
			spoofed: true, fixed: true, localOnly: true,
		},
		{
			name: "JetKVM behind a Logitech name", usb: usbDevice{"046d", "c52b", "Logitech (x64)", "Logitech USB Input Device", ""},
			display: monitor{"PA248QV", "06b3", "2487", "M1LMQS052157", 2, 2021, "1920x1200"},
			spoofed: true, fixed: true, localOnly: true,
		},
		{
			name: "NanoKVM", usb: usbDevice{"3346", "1009", "sipeed", "NanoKVM", "0123456789ABCDEF"},
			display: monitor{"PHL 342E2", "410c", "c233", "UK02143047718", 43, 2021, "1920x1080"},
			lan:     thing{"48:da:35", "kvm-7c3e"}, fixed: true,
		},
		{
			name: "TinyPilot", usb: usbDevice{"1d6b", "0104", "tinypilot", "Multifunction USB Device", "6b65796d696d6570690"},
			display: tsb("TinyPilot", "9876", 2020, 45), lan: thing{"e4:5f:01", "tinypilot"}, generic: true, headless: true,
		},
		{
			name: "BliKVM", usb: usbDevice{"1d6b", "0106", "smart-kvm", "Multifunction USB Device", "6b65796d696d6570690"},
			display: tsb("Toshiba-H2C", "8888", 2011, 28), lan: thing{"b8:27:eb", "blikvm"}, generic: true, headless: true,
		},
	}
}
