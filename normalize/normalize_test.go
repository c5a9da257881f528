package normalize_test

import (
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bonafide/model"
	"bonafide/normalize"
)

func TestParseTime(t *testing.T) {
	chicago := time.FixedZone("", -6*3600)
	tests := map[string]string{
		"2026-01-02T03:04:05Z": "2026-01-02T03:04:05Z", "2026-01-02T03:04:05.123456789+02:00": "2026-01-02T01:04:05.123456789Z",
		"2026-01-02 03:04:05.5": "2026-01-02T09:04:05.5Z", "2026-01-02T03:04:05,25-0300": "2026-01-02T06:04:05.25Z", "2026-01-02 03:04": "2026-01-02T09:04:00Z",
		"2026-01-02": "2026-01-02T06:00:00Z", "2026-01-02 03:04:05 UTC": "2026-01-02T03:04:05Z",
		"1767326645": "2026-01-02T04:04:05Z", "1767326645.25": "2026-01-02T04:04:05.25Z", "1767326645123": "2026-01-02T04:04:05.123Z",
		"1767326645123456": "2026-01-02T04:04:05.123456Z", "1767326645123456789": "2026-01-02T04:04:05.123456789Z", "1.767326645e9": "2026-01-02T04:04:05Z",
		"01/02/2026": "2026-01-02T06:00:00Z", "13/02/2026": "2026-02-13T06:00:00Z", "1/2/2026 3:04:05 PM": "2026-01-02T21:04:05Z",
		"Jan 2, 2026 03:04:05 PM": "2026-01-02T21:04:05Z", "Fri Jan  2 03:04:05 2026 UTC": "2026-01-02T03:04:05Z", "Fri, 02 Jan 2026 03:04:05 GMT": "2026-01-02T03:04:05Z",
		"20260102T030405Z": "2026-01-02T09:04:05Z", "02.01.2026 03:04": "2026-01-02T09:04:00Z",
		"": "", "yesterday": "", "2026-02-30": "", "2026-13-01": "", "0001-01-01T00:00:00Z": "", "1601-01-01T00:00:00Z": "", "12": "", "2026-01-02T25:00:00Z": "",
	}
	for in, want := range tests {
		got := ""
		if at, err := normalize.ParseTime(in, chicago); err == nil {
			got = at.Format(time.RFC3339Nano)
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestPut(t *testing.T) {
	tests := []struct {
		field    model.Field
		in, want string
	}{
		{model.SrcIP, "192.0.2.1:443", "192.0.2.1"},
		{model.SrcIP, "[2001:db8::1]:443", "2001:db8::1"},
		{model.SrcIP, "192.0.2.1, 10.0.0.1", "192.0.2.1"},
		{model.SrcIP, "LOCAL", ""},
		{model.DeviceManaged, "Yes", "true"},
		{model.DeviceManaged, "perhaps", ""},
		{model.DeviceMAC, "AABB.CC00.1122", "aa:bb:cc:00:11:22"},
		{model.DeviceMAC, "a:b:c:0:1:2", "0a:0b:0c:00:01:02"},
		{model.DeviceMAC, "ff-ff-ff-ff-ff-ff", ""},
		{model.SrcLat, "north", ""},
		{model.EndTime, "1767326645", "2026-01-02T04:04:05Z"},
		{model.ActorName, " - ", ""},
		{model.ActorName, " Ann ", "Ann"},
	}
	for _, tt := range tests {
		var e model.Event
		normalize.Put(&e, tt.field, tt.in)
		if got := e.Text(tt.field); got != tt.want {
			t.Errorf("%s %q: got %q, want %q", tt.field, tt.in, got, tt.want)
		}
	}
}

func TestPath(t *testing.T) {
	var f normalize.Fields
	raw := `{"a":{"b":[{"k":"x","v":1},{"k":"y","v":{"w":"z"}}]},"d.e":"dot","n":null,"l":[1,2,3]}`
	if err := f.Load(&model.Record{Syntax: model.SyntaxJSON, Raw: []byte(raw)}); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"a.b[k=y].v.w": "z", "a.b[0].v": "1", "a.b[-1].k": "y", "a.b[*].k": "x", "a.b[k=y,v=1].k": "", "`d.e`": "dot", "n": "", "a.b.k": "x", "l[2]": "3", "l[7]": "", "q.r": "",
	} {
		if got := f.Text(path); got != want {
			t.Errorf("%s: got %q, want %q", path, got, want)
		}
	}
	if f.Has("n") || !f.Has("a.b") {
		t.Error("Has")
	}
	for _, bad := range []string{"", "a..b", "a[", "a[x]b", "a.", "`x"} {
		if _, err := normalize.ParsePath(bad); err == nil {
			t.Errorf("%q was taken for a path", bad)
		}
	}
}

func TestProtected(t *testing.T) {
	p := normalize.NewProtected([]string{"age", "sex", "race"}, []string{"nationality", "date of birth", "gender", "marital status", "mother tongue"})
	for name, want := range map[string]bool{
		"Nationality": true, "employee_nationality": true, "dateOfBirth": true, "Date of Birth": true, "gender_identity": true, "MaritalStatus": true,
		"Age": true, "employeeAge": true, "Candidate Sex": true, "mother-tongue": true, "person.race": true, "people[gender=x].id": true,
		"page": false, "agent": false, "Essex": false, "message": false, "trace": false, "image": false, "package_name": false, "cookie age": false, "userAgent": false,
	} {
		if got := p.Names(name); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
}

// panel is an EDID made up for this test.
func panel() []byte {
	b := make([]byte, 128)
	copy(b, "\x00\xff\xff\xff\xff\xff\xff\x00\x52\x74\x71\x77\x01\x01\x01\x01\x23\x1a")
	b[21], b[22] = 53, 30
	copy(b[54:], "\x00\x00\x00\xfc\x00TEST PANEL\n  ")
	copy(b[72:], "\x00\x00\x00\xff\x00SERIAL0001\n  ")
	return b
}

func TestEDID(t *testing.T) {
	want := normalize.EDID{
		Manufacturer: "TST", Product: "7771", Serial: "SERIAL0001", SerialNumber: 0x01010101, Name: "TEST PANEL",
		Width: 53, Height: 30, Week: 35, Year: 2016,
	}
	spaced := strings.ToUpper(hex.EncodeToString(panel()))
	for _, text := range []string{hex.EncodeToString(panel()), "0x" + spaced, spaced[:2] + " " + spaced[2:]} {
		got, err := normalize.EDIDFromText(text)
		if d := cmp.Diff(want, got); err != nil || d != "" {
			t.Errorf("%v -want +got:\n%s", err, d)
		}
	}
	if _, err := normalize.EDIDFromText("00FFFFFF"); err == nil {
		t.Error("four bytes were taken for an EDID")
	}
}

func FuzzDecodeEDID(f *testing.F) {
	f.Add(panel())
	f.Add([]byte("\x00\xff\xff\xff\xff\xff\xff\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := normalize.DecodeEDID(b)
		if err == nil && strings.ContainsAny(d.Name+d.Serial, "\n\x00") {
			t.Errorf("%+v", d)
		}
	})
}
