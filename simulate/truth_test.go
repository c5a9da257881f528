package simulate

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bonafide/simulate/internal/shape"
)

// folder is a written company, parsed as far as the tests look into it.
type folder struct {
	sum    Summary
	people map[string]map[string]string
	okta   []shape.Okta
	host   []shape.Osquery
	calls  []shape.Meeting
	rows   map[string][]map[string]string
}

func parsed(t *testing.T, cfg Config) folder {
	t.Helper()
	sum, files := written(t, cfg)
	f := folder{sum: sum, people: map[string]map[string]string{}, rows: map[string][]map[string]string{}}
	for name, text := range files {
		if strings.HasSuffix(name, ".csv") {
			f.rows[name] = records(t, name, text)
		}
	}
	for _, p := range f.rows["people.csv"] {
		f.people[p["id"]] = p
	}
	f.okta = lines[shape.Okta](t, files["okta/system_log.jsonl"])
	f.host = lines[shape.Osquery](t, unzip(t, files["osquery/results.log.gz"]))
	if err := json.Unmarshal(files["zoom/participants.json"], &f.calls); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if strings.HasSuffix(name, ".json") && !json.Valid(text) {
			t.Errorf("%s is not JSON", name)
		}
	}
	return f
}

func records(t *testing.T, name string, text []byte) []map[string]string {
	t.Helper()
	all, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	var out []map[string]string
	for _, row := range all[1:] {
		m := map[string]string{}
		for i, column := range all[0] {
			m[column] = row[i]
		}
		out = append(out, m)
	}
	return out
}

func lines[T any](t *testing.T, text []byte) []T {
	t.Helper()
	var out []T
	dec := json.NewDecoder(bytes.NewReader(text))
	for dec.More() {
		var v T
		if err := dec.Decode(&v); err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	return out
}

func TestTruth(t *testing.T) {
	t.Parallel()
	id := regexp.MustCompile(`^(APP|GIT|INT|ONB|NET|EDR|BEH|PAY|FAC|EXT)-\d{2}$`)
	hypotheses := []string{"genuine", "undisclosed_location", "multiple_jobs", "proxy", "fabricated"}
	f := parsed(t, Config{Seed: 11, Days: 60, Events: 20_000, NameOrigin: MixedNames})
	told := map[string]bool{}
	for _, s := range f.sum.Subjects {
		told[s.Story] = true
		if f.people[s.ID] == nil {
			t.Errorf("%s is in the truth and not in people.csv", s.ID)
		}
		if !slices.Contains(hypotheses, s.Hypothesis) || s.Fraud != (s.Hypothesis == "proxy" || s.Hypothesis == "fabricated") {
			t.Errorf("%s: fraud %v with hypothesis %q", s.ID, s.Fraud, s.Hypothesis)
		}
		if s.Fraud == (len(s.MustFind) == 0) {
			t.Errorf("%s (%s): fraud %v, to be found %v", s.ID, s.Story, s.Fraud, s.MustFind)
		}
		for _, indicator := range s.MustFind {
			if !id.MatchString(indicator) {
				t.Errorf("%s: %q is no indicator", s.ID, indicator)
			}
		}
		if at := s.FirstObservableAt; at != nil && !at.Before(f.sum.To) {
			t.Errorf("%s can first be seen at %v, after the period", s.ID, at)
		}
	}
	for _, name := range StoryNames() {
		if !told[name] {
			t.Errorf("nobody lives the story %s", name)
		}
	}
}

// TestShown looks up in the files what the truth says they show.
func TestShown(t *testing.T) {
	t.Parallel()
	for seed := range uint64(2) {
		f := parsed(t, Config{Seed: 20 + seed, Days: 60, Events: 20_000, NameOrigin: MixedNames})
		shown := map[string]map[string]bool{
			"NET-07": f.colocated(), "EDR-16": f.monitors(), "ONB-13": f.authenticators(), "INT-10": f.machines(), "APP-17": f.phones(),
			"ONB-01": f.redirected(), "EDR-13": f.remoteHands(), "NET-01": f.astrill(), "PAY-02": f.payees(),
		}
		for _, s := range f.sum.Subjects {
			for _, indicator := range s.MustFind {
				if who, checked := shown[indicator]; checked && !who[s.ID] {
					t.Errorf("seed %d: %s of %s (%s) is not in the files", 20+seed, indicator, s.ID, s.Story)
				}
			}
		}
	}
}

// owners maps serial numbers of laptops to people.
func (f folder) owners() map[string]string {
	m := map[string]string{}
	for id, p := range f.people {
		for serial := range strings.SplitSeq(p["device_serials"], ";") {
			m[serial] = id
		}
	}
	return m
}

// several keeps those who share a key with somebody else.
func several(keys map[string]map[string]bool) map[string]bool {
	out := map[string]bool{}
	for _, who := range keys {
		for id := range who {
			if len(who) > 1 {
				out[id] = true
			}
		}
	}
	return out
}

func mark(m map[string]map[string]bool, key, id string) {
	if m[key] == nil {
		m[key] = map[string]bool{}
	}
	m[key][id] = true
}

func (f folder) colocated() map[string]bool {
	owner, days := f.owners(), map[string]map[string]bool{}
	for _, o := range f.host {
		if o.Name == "pack/bonafide/wifi_status" {
			mark(days, o.Snapshot[0]["bssid"]+" "+owner[o.Decorations["hardware_serial"]], o.CalendarTime[:10])
		}
	}
	places := map[string]map[string]bool{}
	for key, on := range days {
		if bssid, id, _ := strings.Cut(key, " "); len(on) >= 3 {
			mark(places, bssid, id)
		}
	}
	return several(places)
}

func (f folder) monitors() map[string]bool {
	owner, m := f.owners(), map[string]map[string]bool{}
	for _, o := range f.host {
		if strings.HasSuffix(o.Name, "connected_displays") && o.Action == "added" {
			mark(m, o.Columns["vendor_id"]+o.Columns["serial_number"], owner[o.Decorations["hardware_serial"]])
		}
	}
	return several(m)
}

func (f folder) remoteHands() map[string]bool {
	owner, m := f.owners(), map[string]bool{}
	for _, o := range f.host {
		if c := o.Columns; strings.HasSuffix(o.Name, "usb_devices") && (c["vendor_id"] == "1d6b" || c["vendor_id"] == "3346") {
			m[owner[o.Decorations["hardware_serial"]]] = true
		}
	}
	return m
}

func (f folder) byEmail() map[string]string {
	m := map[string]string{}
	for id, p := range f.people {
		m[p["email"]], m[p["other_emails"]] = id, id
	}
	return m
}

func (f folder) authenticators() map[string]bool {
	who, m := f.byEmail(), map[string]map[string]bool{}
	for _, e := range f.okta {
		if e.EventType == "device.user.add" {
			mark(m, fmt.Sprint(e.Target[0].DetailEntry["oktaDeviceId"]), who[e.Actor.AlternateID])
		}
	}
	return several(m)
}

func (f folder) astrill() map[string]bool {
	who, m := f.byEmail(), map[string]bool{}
	for _, e := range f.okta {
		if e.SecurityContext.ISP == "Astrill Systems Corp" {
			m[who[e.Actor.AlternateID]] = true
		}
	}
	return m
}

func (f folder) machines() map[string]bool {
	who, m := f.byEmail(), map[string]map[string]bool{}
	for _, call := range f.calls {
		for _, p := range call.Participants {
			mark(m, p.MACAddr+p.HarddiskID, who[p.Email])
		}
	}
	return several(m)
}

func (f folder) phones() map[string]bool {
	m := map[string]map[string]bool{}
	for id, p := range f.people {
		mark(m, p["phone"], id)
	}
	return several(m)
}

func (f folder) payees() map[string]bool {
	m := map[string]map[string]bool{}
	for _, r := range f.rows["payroll_changes.csv"] {
		mark(m, r["pay_account_ref"], r["employee_id"])
	}
	return several(m)
}

func (f folder) redirected() map[string]bool {
	m := map[string]bool{}
	for _, r := range f.rows["shipping.csv"] {
		m[r["employee_id"]] = m[r["employee_id"]] || (r["address_on_file"] != r["ship_to_address"] && r["address_changed_at"] != "")
	}
	return m
}

func TestOrder(t *testing.T) {
	t.Parallel()
	_, files := written(t, small(8))
	var signIns struct{ Value []shape.SignIn }
	if err := json.Unmarshal(files["entra/signins.json"], &signIns); err != nil {
		t.Fatal(err)
	}
	if !slices.IsSortedFunc(signIns.Value, func(a, b shape.SignIn) int { return strings.Compare(b.CreatedDateTime, a.CreatedDateTime) }) {
		t.Error("sign-ins are not newest first")
	}
	if !slices.IsSortedFunc(records(t, "vpn", files["vpn/sessions.csv"]), func(a, b map[string]string) int { return strings.Compare(b["time"], a["time"]) }) {
		t.Error("VPN sessions are not newest first")
	}
	okta := lines[shape.Okta](t, files["okta/system_log.jsonl"])
	if !slices.IsSortedFunc(okta, func(a, b shape.Okta) int { return strings.Compare(a.Published, b.Published) }) {
		t.Error("the System Log is not in order of time")
	}
	host := lines[shape.Osquery](t, unzip(t, files["osquery/results.log.gz"]))
	if !slices.IsSortedFunc(host, func(a, b shape.Osquery) int { return int(a.UnixTime - b.UnixTime) }) {
		t.Error("osquery results are not in order of time")
	}
}
