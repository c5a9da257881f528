package hardware_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"bonafide/content"
	"bonafide/enrich/hardware"
	"bonafide/model"
	"bonafide/normalize"
	"bonafide/normalize/catalog"
)

// record is hardware as a laptop reports it, and what it must be recognised as.
type record struct {
	USB, Maker, Name, Serial, Function string
	Display, Size                      string
	Product                            uint16
	MAC, Host, Service                 string
	NIC                                string
	Computer, Model, CPU               string
	Firmware, Version                  string
	Is                                 []string
}

// text writes the hardware as osquery does.
func (r *record) text(t *testing.T) []byte {
	t.Helper()
	var query string
	var columns map[string]string
	switch {
	case r.USB != "":
		vendor, product, _ := strings.Cut(r.USB, ":")
		query, columns = "usb_devices", map[string]string{
			"usb_address": "3", "usb_port": "1", "vendor": r.Maker, "vendor_id": vendor, "model": r.Name, "model_id": product, "serial": r.Serial,
		}
		part := map[string][3]string{"keyboard": {"3", "1", "1"}, "mouse": {"3", "1", "2"}, "storage": {"8", "6", "80"}, "video": {"14", "3", "0"}}[r.Function]
		columns["class"], columns["subclass"], columns["protocol"] = part[0], part[1], part[2]
	case r.Display != "":
		query, columns = "displays", map[string]string{"edid": hex.EncodeToString(r.edid(t)), "path": `\\.\DISPLAY1`}
	case r.Service != "":
		query, columns = "bonjour", map[string]string{"service_type": r.Service, "hostname": r.Host, "address": "192.168.1.7"}
	case r.MAC != "":
		query, columns = "arp_cache", map[string]string{"address": "192.168.1.7", "mac": r.MAC, "interface": "en0", "permanent": "0", "hostname": r.Host}
	case r.NIC != "":
		query, columns = "interface_details", map[string]string{"interface": "eth1", "mac": r.NIC, "type": "6"}
	case r.Computer != "":
		query, columns = "system_info", map[string]string{
			"hostname": "laptop7", "hardware_vendor": r.Computer, "hardware_model": r.Model, "hardware_serial": "PF0EXMPL", "cpu_brand": r.CPU,
		}
	case r.Firmware != "":
		query, columns = "platform_info", map[string]string{"vendor": r.Firmware, "version": r.Version, "firmware_type": "uefi"}
	default:
		t.Fatalf("%+v is no record", *r)
	}
	text, err := json.Marshal(map[string]any{"name": query, "hostIdentifier": "laptop7", "unixTime": 1772463600, "action": "snapshot", "columns": columns})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// edid is the display's description of itself (VESA E-EDID 1.4, base block).
func (r *record) edid(t *testing.T) []byte {
	t.Helper()
	b := make([]byte, 128)
	copy(b, "\x00\xff\xff\xff\xff\xff\xff\x00")
	id := uint16(r.Display[0]-'@')<<10 | uint16(r.Display[1]-'@')<<5 | uint16(r.Display[2]-'@')
	b[8], b[9], b[10], b[11], b[16], b[17] = byte(id>>8), byte(id), byte(r.Product), byte(r.Product>>8), 35, 26
	if _, err := fmt.Sscanf(r.Size, "%dx%d", &b[21], &b[22]); err != nil {
		t.Fatalf("size %q: %v", r.Size, err)
	}
	for i, d := range []struct {
		tag  byte
		text string
	}{{0xfc, r.Name}, {0xff, r.Serial}} {
		if d.text == "" {
			continue
		}
		at := 54 + 18*(i+1)
		b[at+3] = d.tag
		copy(b[at+5:at+18], (d.text + "\n            ")[:13])
	}
	b[54], b[55] = 1, 1 // a timing
	var sum byte
	for _, v := range b {
		sum += v
	}
	b[127] = -sum
	return b
}

// recogniser is the way of records through normalize and enrich.
type recogniser struct {
	enricher *hardware.Enricher
	runner   *normalize.Runner
	events   int
	ids      []string
}

func newRecogniser(t *testing.T) *recogniser {
	t.Helper()
	set, err := catalog.New(catalog.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r := &recogniser{enricher: open(t)}
	if r.runner, err = set.Runner(r, nil); err != nil {
		t.Fatal(err)
	}
	return r
}

// Event recognises the hardware of an event.
func (r *recogniser) Event(e *model.Event) error {
	r.events++
	e.Facts = model.Facts{}
	r.enricher.Enrich(e)
	r.ids = append(r.ids, ids(e)...)
	return nil
}

// Claim takes no claim.
func (*recogniser) Claim(model.Claim) error { return nil }

// TestRecords sends hardware as laptops report it through normalize and enrich.
func TestRecords(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../content/testdata/hardware/records.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Records []record }
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(&file); err != nil {
		t.Fatal(err)
	}
	way, shown := newRecogniser(t), map[string]bool{}
	for _, r := range file.Records {
		raw := r.text(t)
		way.events, way.ids = 0, []string{}
		if err := way.runner.Normalize(&model.Record{Origin: model.Origin{Path: "records", Line: 1}, Syntax: model.SyntaxJSON, Raw: raw}); err != nil {
			t.Fatal(err)
		}
		if way.events != 1 {
			t.Errorf("%d events of %s", way.events, raw)
		}
		slices.Sort(way.ids)
		slices.Sort(r.Is)
		if diff := cmp.Diff(r.Is, way.ids); diff != "" {
			t.Errorf("%s: %s", raw, diff)
		}
		for _, id := range r.Is {
			shown[id] = true
		}
	}
	all, err := hardware.Read(content.FS())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		// Shapes need functions of one device together, which systems report one by one:
		// detect/hardware puts them together and has the tests.
		if !shown[s.ID] && len(s.Match["functions"]) < 2 {
			t.Errorf("%s has no record in content/testdata/hardware", s.ID)
		}
	}
}

// TestPartsOfADevice: Windows reports the keyboard, the pointer and the disk of one device
// each on its own; what each is must survive, or no shape can be seen.
func TestPartsOfADevice(t *testing.T) {
	t.Parallel()
	set, err := catalog.New(catalog.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got partSink
	runner, err := set.Runner(&got, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range [][3]string{
		{`HID\VID_ABCD&PID_0001&MI_00\7&1a2b3c4d&0&0000`, "Keyboard", `HID_DEVICE_SYSTEM_KEYBOARD HID_DEVICE_UP:0001_U:0006 HID_DEVICE`},
		{`HID\VID_ABCD&PID_0001&MI_01\7&1a2b3c4e&0&0000`, "Mouse", `HID_DEVICE_SYSTEM_MOUSE HID_DEVICE_UP:0001_U:0002 HID_DEVICE`},
		{`USB\VID_ABCD&PID_0001&MI_02\6&2b3c4d5e&0&0002`, "USB", `USB\Class_08&SubClass_06&Prot_50 USB\Class_08&SubClass_06 USB\Class_08`},
		{`USB\VID_ABCD&PID_0001\5C0FFEE0`, "USB", `USB\COMPOSITE`},
	} {
		raw, err := json.Marshal(map[string]any{
			"EventID": 6416, "Channel": "Security", "SourceName": "Microsoft-Windows-Security-Auditing", "Hostname": "pc7.example.com",
			"EventTime": "2026-03-02 15:00:00", "DeviceId": part[0], "DeviceDescription": "USB Input Device", "ClassName": part[1], "CompatibleIds": part[2],
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := runner.Normalize(&model.Record{Origin: model.Origin{Path: "security", Line: 1}, Syntax: model.SyntaxJSON, Raw: raw}); err != nil {
			t.Fatal(err)
		}
	}
	want := partSink{"abcd:0001 keyboard", "abcd:0001 mouse", "abcd:0001 storage", "abcd:0001 "}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// partSink keeps which device an event is of and what part of it.
type partSink []string

// Event keeps an event's device.
func (s *partSink) Event(e *model.Event) error {
	*s = append(*s, e.Text(model.PeripheralVendorID)+":"+e.Text(model.PeripheralProductID)+" "+e.Text(model.PeripheralFunctions))
	return nil
}

// Claim takes no claim.
func (*partSink) Claim(model.Claim) error { return nil }
