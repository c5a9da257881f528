package catalog_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bonafide/detect"
	"bonafide/detect/detecttest"
	"bonafide/model"
	"bonafide/model/ocsf"
)

const crowd = 12

// randomWorld is a company of a dozen people with everything that may be declared.
func randomWorld(r *rand.Rand) *detecttest.World {
	w := detecttest.People()
	places := []model.Place{detecttest.Austin(), detecttest.Boston(), detecttest.London(), {}}
	for i := range crowd {
		p := detecttest.Person(who(i), places[r.IntN(len(places))])
		if r.IntN(4) == 0 {
			p.HomeKey = "one house"
		}
		if r.IntN(4) == 0 {
			p.End = detecttest.Day(r.IntN(60))
		}
		if r.IntN(3) == 0 {
			p.Start = detecttest.Day(r.IntN(40))
		}
		if r.IntN(4) == 0 {
			p.Travel = []model.Travel{{From: detecttest.Day(r.IntN(30)), To: detecttest.Day(30 + r.IntN(30)), Place: places[r.IntN(len(places))]}}
		}
		if r.IntN(4) == 0 {
			p.Zone, p.ReferredBy = nil, who(r.IntN(crowd))
		}
		p.Devices = []string{"SN-1"}
		w.People[p.ID], w.Names[p.ID] = p, string(p.ID)
	}
	w.Firm = model.Company{
		HostnamePattern: "^ACME-", VPNOperators: []string{"good"}, RemoteAccess: []model.ApprovedTool{{Tool: "tool3"}},
		Egress:  []netip.Prefix{netip.MustParsePrefix("203.0.113.0/30")},
		Offices: []model.Office{{Place: detecttest.Boston(), SSIDs: []string{"office"}, Egress: []netip.Prefix{netip.MustParsePrefix("203.0.113.8/30")}}},
	}
	return w
}

func who(i int) model.SubjectID { return model.SubjectID(fmt.Sprintf("p%02d", i)) }

// randomEvent is an event with any attributes, many of them likely to mean something.
func randomEvent(r *rand.Rand, at time.Time, line int64) model.Event {
	classes := []ocsf.Class{
		ocsf.Authentication, ocsf.Authentication, ocsf.MeetingParticipation, ocsf.ProcessActivity, ocsf.NeighbourQuery, ocsf.DeviceInventory,
		ocsf.DeviceConfigState, ocsf.PeripheralQuery, ocsf.AccountChange, ocsf.DNSActivity, ocsf.NetworkActivity, ocsf.EventLogActivity,
		ocsf.AssetShipment, ocsf.PaymentChange, ocsf.IdentityVerification, ocsf.UserInventory, ocsf.TunnelActivity, ocsf.APIActivity, ocsf.SoftwareInventory,
	}
	person := func() model.SubjectID {
		if n := r.IntN(crowd + 3); n < crowd {
			return who(n)
		}
		return []model.SubjectID{"", "", "stranger"}[r.IntN(3)]
	}
	e := detecttest.Event(classes[r.IntN(len(classes))], person(), at)
	e.ID, e.Origin.Line = model.EventID(fmt.Sprint(line)), line
	e.Activity, e.Outcome = ocsf.Activity(r.IntN(8)), model.Outcome(r.IntN(3))
	e.Action = choose(r, "user.session.start", "user.mfa.factor.activate", "device.user.add", "vendor_payment", "bank_account", "identity_verification", "refresh")
	if r.IntN(2) == 0 {
		e.Owner = person()
	}
	if r.IntN(6) == 0 {
		e.Target = person()
	}
	for range r.IntN(12) {
		e.Add(model.Field(1+r.IntN(model.FieldCount-1)), randomText(r, at))
	}
	randomFacts(r, &e)
	return e
}

func choose(r *rand.Rand, texts ...string) string { return texts[r.IntN(len(texts))] }

func randomText(r *rand.Rand, at time.Time) string {
	return choose(
		r, "", "true", "false", "0", "250", "36000", "-1", "NaN", "1e300", fmt.Sprint(r.IntN(1000)), at.Add(-time.Hour).Format(time.RFC3339),
		fmt.Sprintf("198.51.100.%d", r.IntN(9)), "203.0.113.9", "2001:db8::"+fmt.Sprint(r.IntN(4)), fmt.Sprintf("3c:84:6a:11:22:%02x", r.IntN(4)),
		"Asia/Seoul", "no/zone", "office", "survey", "display", "SN-1", "mallory smith", "p01", `7z a -v5m -px C:\a.7z C:\src\`+fmt.Sprint(r.IntN(9)), "history -c", "whoami", "systeminfo", "dxdiag",
		"voip", "representative", "document", "employment", "in_person", "video", "serial", "other_employment", "+15550100199", "shared@mail.example", "Singapore", "US West",
		"Mozilla/5.0 (Windows NT 10.0)", "Mozilla/5.0 (Macintosh) Chrome/1", "push", "iOS", "2425", "198.18.0.2", "not_returned", "1 Some Street, Austin, TX",
		`"`, `' " ; | & \`, "\xff\xfe", "ä€𝄞", fmt.Sprint("value ", r.IntN(1_000_000)),
	)
}

func randomFacts(r *rand.Rand, e *model.Event) {
	if r.IntN(2) == 0 {
		kinds := []model.NetworkKind{
			model.ResidentialNet, model.ResidentialNet, model.MobileNet, model.HostingNet, model.VPNNet, model.ProxyNet, model.RelayNet, model.TorNet,
			model.CorporateNet, model.PrivateNet, model.CarrierNATNet, model.SatelliteNet, model.UnknownNet,
		}
		e.Facts.Network = model.Network{Kind: kinds[r.IntN(len(kinds))], Operator: choose(r, "", "good", "Astrill", fmt.Sprint("op ", r.IntN(40))), Feed: choose(r, "", "published exits")}
		e.Facts.Corporate = e.Facts.Network.Kind == model.CorporateNet
	}
	places := []model.Place{
		detecttest.Austin(), detecttest.Boston(), detecttest.London(), detecttest.Seoul(), detecttest.Lagos(), detecttest.Dallas(),
		{Country: "KR"},
		{Country: fmt.Sprint("C", r.IntN(90)), Lat: float64(r.IntN(170) - 85), Long: float64(r.IntN(360) - 180), Known: true},
	}
	for range r.IntN(3) {
		e.Facts.Sightings = append(e.Facts.Sightings, model.Sighting{Place: places[r.IntN(len(places))], Basis: model.Basis(r.IntN(9))})
	}
	tools := []model.ToolKind{
		model.RemoteAccess, model.RemoteAccess, model.DevTunnel, model.VPNClient, model.Jiggler, model.VirtualCamera, model.VirtualAudio, model.Emulator,
		model.MultiLogin, model.LANMessenger, model.InterviewAid, model.BrowserOTP, model.PersonalCloud, model.Archiver,
	}
	if r.IntN(4) == 0 {
		e.Facts.Tools = append(e.Facts.Tools, model.ToolMatch{
			ID: fmt.Sprint("tool", r.IntN(60)), Name: "Astrill", Kind: tools[r.IntN(len(tools))], Field: model.ProcessPath, Value: "x", Tenant: choose(r, "", "t1", "t2"),
		})
	}
	hardware := []model.HardwareKind{
		model.IPKVM, model.BMC, model.USBGadget, model.CaptureCard, model.JigglerBoard, model.SingleBoard, model.VirtualMachine, model.SpoofedUSB, model.NoScreen,
	}
	if r.IntN(5) == 0 {
		e.Facts.Hardware = append(e.Facts.Hardware, model.HardwareMatch{
			ID: fmt.Sprint("hw", r.IntN(80)), Name: "hw", Kind: hardware[r.IntN(len(hardware))], Exact: r.IntN(2) == 0,
			Field: []model.Field{model.NeighbourMAC, model.PeripheralName, model.DeviceVendor}[r.IntN(3)], Value: "x",
		})
	}
}

// randomEvents are n events within 80 days, in order.
func randomEvents(r *rand.Rand, n int) []model.Event {
	at := detecttest.Monday()
	events := make([]model.Event, 0, n)
	for i := range n {
		events = append(events, randomEvent(r, at, int64(i)))
		at = at.Add(time.Duration(r.IntN(int(160*24*time.Hour) / n)))
	}
	return events
}

// run shows the events to all detectors, in pieces, cut and resumed after the given number.
func run(t *testing.T, w detect.World, partitions, cut int, events []model.Event) []model.Finding {
	t.Helper()
	r, err := detect.NewRunner(w, partitions, all(t)...)
	if err != nil {
		t.Fatal(err)
	}
	for at := 0; at < cut; at += 97 {
		r.Observe(events[at:min(at+97, cut)])
	}
	if cut < len(events) {
		var saved bytes.Buffer
		if err := r.Snapshot(&saved); err != nil {
			t.Fatal(err)
		}
		if r, err = detect.NewRunner(w, partitions+1, all(t)...); err != nil {
			t.Fatal(err)
		}
		if err := r.Restore(&saved); err != nil {
			t.Fatal(err)
		}
		r.Observe(events[cut:])
	}
	r.Finish()
	return r.Findings()
}

func TestRandomEvents(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		t.Run(fmt.Sprint("seed_", seed), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(seed, 7))
			w, events := randomWorld(r), randomEvents(r, 6000)
			want := run(t, w, 1, len(events), events)
			declared := map[model.IndicatorID]bool{}
			for _, id := range detect.Indicators(all(t)...) {
				declared[id] = true
			}
			for _, f := range want {
				wellFormed(t, w, f, declared)
			}
			for _, c := range []struct{ partitions, cut int }{{3, len(events)}, {2, 1}, {4, len(events) / 3}, {1, len(events) - 1}} {
				if got := run(t, w, c.partitions, c.cut, events); !cmp.Equal(want, got) {
					t.Errorf("%d partitions, cut after %d: %s", c.partitions, c.cut, cmp.Diff(want, got))
				}
			}
		})
	}
}

// wellFormed tells what is wrong with a finding.
func wellFormed(t *testing.T, w *detecttest.World, f model.Finding, declared map[model.IndicatorID]bool) {
	t.Helper()
	if !declared[f.Indicator] || f.Reason == "" || f.At.IsZero() || len(f.Evidence) == 0 || f.ID != f.Identify() {
		t.Errorf("undeclared, or without reason, time, evidence or its own id: %+v", f)
	}
	if w.People[f.Subject] == nil {
		t.Errorf("about somebody nobody knows: %+v", f)
	}
	if s := f.Shared; s != nil && (len(s.Subjects) != s.Holders || s.Holders < 2 || s.Population == 0) {
		t.Errorf("shared by people who are not counted: %+v", s)
	}
}

// TestStateIsBounded shows one person a hundred times as much as anybody does, all of it
// different.
func TestStateIsBounded(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name string }{{"one_person"}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(11, 13))
			w := randomWorld(r)
			events := randomEvents(r, 40_000)
			runner, err := detect.NewRunner(w, 1, all(t)...)
			if err != nil {
				t.Fatal(err)
			}
			for at := 0; at < len(events); at += 500 {
				runner.Observe(events[at : at+500])
			}
			var saved bytes.Buffer
			if err := runner.Snapshot(&saved); err != nil {
				t.Fatal(err)
			}
			var s struct {
				Detectors map[string]struct{ State map[string]json.RawMessage }
			}
			if err := json.Unmarshal(saved.Bytes(), &s); err != nil {
				t.Fatal(err)
			}
			for name, d := range s.Detectors {
				for key, state := range d.State {
					if len(state) > 12<<10 {
						t.Errorf("%s keeps %d bytes under %s", name, len(state), key)
					}
				}
			}
		})
	}
}

// TestOrdinaryStateIsSmall holds the promise of 4 KiB of state per person, on average.
func TestOrdinaryStateIsSmall(t *testing.T) {
	t.Parallel()
	const people, days = 40, 90
	w := detecttest.People()
	var events []model.Event
	for i := range people {
		p := detecttest.Person(who(i), detecttest.Austin())
		w.People[p.ID], w.Names[p.ID] = p, string(p.ID)
		for day := range days {
			events = append(events, ordinaryDay(p.ID, i, day)...)
		}
	}
	runner, err := detect.NewRunner(w, 1, all(t)...)
	if err != nil {
		t.Fatal(err)
	}
	runner.Observe(detecttest.Sorted(events))
	sizes, err := runner.StateBytes()
	if err != nil {
		t.Fatal(err)
	}
	sum := 0
	for _, n := range sizes {
		sum += n
	}
	if each := sum / people; each > 4<<10 {
		t.Errorf("%d bytes of state per person, want at most 4096: %v", each, sizes)
	}
}

// ordinaryDay is a day of somebody whose home address changes once a week.
func ordinaryDay(id model.SubjectID, n, day int) []model.Event {
	at := detecttest.Day(day).Add(time.Duration(n) * time.Second)
	ip := fmt.Sprintf("198.51.%d.%d", n, day/7)
	in := detecttest.Event(ocsf.Authentication, id, at, detecttest.From(ip, model.ResidentialNet, "Home Net"), detecttest.At(detecttest.Austin(), model.BySource),
		detecttest.With(model.UserAgent, "Mozilla/5.0 (Windows NT 10.0)"), detecttest.With(model.SessionUID, fmt.Sprint(id, day)), detecttest.With(model.AppName, "Mail"))
	call := detecttest.Event(ocsf.MeetingParticipation, id, at.Add(time.Hour), detecttest.From(ip, model.ResidentialNet, "Home Net"),
		detecttest.At(detecttest.Austin(), model.ByMeeting), detecttest.With(model.MACAddress, fmt.Sprintf("3c:84:6a:00:00:%02x", n)), detecttest.With(model.DiskUID, fmt.Sprint("S4EVNX0M", n)))
	laptop := detecttest.Event(ocsf.DeviceInventory, id, at.Add(2*time.Hour), detecttest.Owned(id), detecttest.At(detecttest.Austin(), model.ByDevice),
		detecttest.With(model.DeviceOS, "Windows 11"), detecttest.With(model.BSSID, fmt.Sprintf("3c:84:6a:00:01:%02x", n)))
	return []model.Event{in, call, laptop}
}
