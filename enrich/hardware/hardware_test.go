package hardware_test

import (
	"slices"
	"testing"

	"bonafide/content"
	"bonafide/enrich"
	"bonafide/enrich/enrichtest"
	"bonafide/enrich/hardware"
	"bonafide/model"
)

func open(t testing.TB) *hardware.Enricher {
	t.Helper()
	n, err := hardware.New(hardware.Config{Content: content.FS()})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func event(t testing.TB, values map[string]string) *model.Event {
	t.Helper()
	e := &model.Event{}
	for word, v := range values {
		f, ok := hardware.FieldOf(word)
		if !ok {
			t.Fatalf("unknown attribute %q", word)
		}
		e.Add(f, v)
	}
	return e
}

func ids(e *model.Event) []string {
	var all []string
	for _, m := range e.Facts.Hardware {
		all = append(all, m.ID)
	}
	return all
}

func TestConformance(t *testing.T) {
	enrichtest.Run(t, func() enrich.Enricher { return open(t) },
		func(e *model.Event) {
			e.Add(model.PeripheralVendorID, "0x1D6B")
			e.Add(model.PeripheralProductID, "0x0104")
			e.Add(model.PeripheralVendor, "PiKVM")
		})
}

// TestFixtures holds every signature against its own examples.
func TestFixtures(t *testing.T) {
	t.Parallel()
	all, err := hardware.Read(content.FS())
	if err != nil {
		t.Fatal(err)
	}
	n := open(t)
	if len(all) < 90 {
		t.Errorf("%d signatures, want at least 90", len(all))
	}
	for _, s := range all {
		hit := event(t, s.Positive)
		n.Enrich(hit)
		if !slices.Contains(ids(hit), s.ID) {
			t.Errorf("%s: its example %v gives %v", s.ID, s.Positive, ids(hit))
		}
		miss := event(t, s.NearMiss)
		n.Enrich(miss)
		if slices.Contains(ids(miss), s.ID) {
			t.Errorf("%s: its near miss %v is taken for it", s.ID, s.NearMiss)
		}
	}
}

// TestHonestHardware: what stands on ordinary desks gives nothing.
func TestHonestHardware(t *testing.T) {
	t.Parallel()
	n := open(t)
	for name, values := range map[string]map[string]string{
		"logitech_receiver": {"vendor": "046d", "product": "c52b", "maker": "Logitech", "name": "USB Receiver", "functions": "keyboard,mouse"},
		"dell_monitor":      {"class": "monitor", "vendor": "DEL", "product": "a131", "name": "DELL U2720Q", "serial": "86VYL43", "width": "60", "height": "34"},
		"dell_d2721h":       {"class": "monitor", "vendor": "DEL", "name": "DELL D2721H", "serial": "1ABCD23", "width": "60", "height": "33"},
		"apple_keyboard":    {"vendor": "05ac", "product": "029c", "maker": "Apple Inc.", "name": "Magic Keyboard", "functions": "keyboard"},
		"usb_stick":         {"vendor": "0781", "product": "5581", "maker": "SanDisk", "name": "Ultra", "functions": "storage"},
		"dock":              {"vendor": "17ef", "product": "30a9", "maker": "Lenovo", "name": "ThinkPad Thunderbolt 4 Dock", "functions": "hub,audio,network"},
		"webcam":            {"vendor": "046d", "product": "085e", "maker": "Logitech", "name": "BRIO", "functions": "video,audio"},
		"laptop":            {"device_vendor": "LENOVO", "device_model": "21CBCTO1WW", "bios": "N3AET72W (1.37 )", "cpu": "Intel(R) Core(TM) i7-1260P"},
		"surface":           {"device_vendor": "Microsoft Corporation", "device_model": "Surface Laptop 5"},
		"printer":           {"mac": "00:1b:a9:00:00:01", "host": "BRN001BA9000001", "service": "_ipp._tcp"},
		"linux_root_hub":    {"vendor": "1d6b", "product": "0003", "maker": "Linux", "name": "xHCI Host Controller"},
	} {
		e := event(t, values)
		n.Enrich(e)
		if got := ids(e); len(got) != 0 {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func BenchmarkPeripheral(b *testing.B) {
	n := open(b)
	e := event(b, map[string]string{"vendor": "046d", "product": "c52b", "maker": "Logitech", "name": "USB Receiver", "functions": "keyboard,mouse"})
	b.ReportAllocs()
	for b.Loop() {
		n.Enrich(e)
	}
}
