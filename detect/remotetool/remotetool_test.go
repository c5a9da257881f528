package remotetool_test

import (
	"fmt"
	"testing"
	"time"

	dt "bonafide/detect/detecttest"
	"bonafide/detect/remotetool"
	"bonafide/model"
	"bonafide/model/ocsf"
)

func runs(at time.Time, id string, changes ...func(*model.Event)) model.Event {
	return dt.Event(ocsf.ProcessActivity, "ann", at, append([]func(*model.Event){
		dt.Owned("ann"), dt.With(model.DeviceSerial, "SN-1"), dt.Shows(id, model.RemoteAccess, model.ProcessPath, `C:\Program Files\`+id+`\`+id+`.exe`),
	}, changes...)...)
}

func tenant(name string) func(*model.Event) {
	return func(e *model.Event) { e.Facts.Tools[0].Tenant = name }
}

func looksUp(program string) model.Event {
	return dt.Event(ocsf.DNSActivity, "ann", dt.Monday(), dt.Owned("ann"), dt.With(model.ProcessPath, program),
		dt.Shows("anydesk", model.RemoteAccess, model.DstHostname, "relay-1.net.anydesk.example"))
}

func TestRemoteTool(t *testing.T) {
	t.Parallel()
	w := dt.People(dt.Person("ann", dt.Austin()))
	approved := dt.People(dt.Person("ann", dt.Austin()))
	approved.Firm.RemoteAccess = []model.ApprovedTool{
		{Tool: "teamviewer"},
		{Tool: "Screenconnect", Tenant: "acme.example"},
		{Tool: "tailscale"},
		{Tool: "crd"},
		{Tool: "splashtop", To: dt.Day(10)},
	}
	starter := dt.Person("ann", dt.Austin())
	starter.Start = dt.Day(-3)
	crd := runs(dt.Monday(), "crd", dt.With(model.ProcessCommand, `powershell -c "& remoting_start_host.exe --code=x --pin=123456"`))
	dt.Table(
		t, remotetool.New(remotetool.Defaults()),
		dt.Case{
			Name: "nobody_approved_it", World: w, Events: dt.Daily(runs(dt.Monday(), "anydesk"), 20), Want: []string{"ann EDR-01"},
			Reasons: map[string]string{"ann EDR-01": `Anydesk on the laptop, which nobody approved`},
		},
		dt.Case{
			Name: "two_side_by_side", World: w, Events: []model.Event{runs(dt.Monday(), "anydesk"), runs(dt.Day(3), "rustdesk"), runs(dt.Day(4), "anydesk")},
			Want:    []string{"ann EDR-01", "ann EDR-01", "ann EDR-02"},
			Reasons: map[string]string{"ann EDR-02": "Anydesk and Rustdesk on one laptop within 7 days"},
		},
		dt.Case{
			Name: "one_on_each_of_two_laptops", World: w, Want: []string{"ann EDR-01", "ann EDR-01"},
			Events: []model.Event{runs(dt.Monday(), "anydesk"), dt.Event(ocsf.ProcessActivity, "ann", dt.Day(1), dt.Owned("ann"),
				dt.With(model.DeviceSerial, "SN-2"), dt.Shows("rustdesk", model.RemoteAccess, model.ProcessPath, "rustdesk"))},
		},
		dt.Case{Name: "one_after_the_other", World: w, Events: []model.Event{runs(dt.Monday(), "anydesk"), runs(dt.Day(30), "rustdesk")}, Want: []string{"ann EDR-01", "ann EDR-01"}},
		dt.Case{
			Name: "unattended", World: w, Events: []model.Event{crd}, Want: []string{"ann EDR-01", "ann EDR-03"},
			Reasons: map[string]string{"ann EDR-03": "with a fixed PIN"},
		},
		dt.Case{
			Name: "in_the_first_weeks", World: dt.People(starter), Events: []model.Event{runs(dt.Monday(), "anydesk")}, Want: []string{"ann EDR-01", "ann EDR-04"},
			Reasons: map[string]string{"ann EDR-04": "Anydesk appeared 3 days after the start"},
		},
		dt.Case{
			Name: "a_program_looks_it_up", World: w, Events: []model.Event{looksUp(`C:\Users\ann\AppData\x.exe`)}, Want: []string{"ann EDR-01", "ann EDR-07"},
		},
		dt.Case{
			Name: "as_a_service", World: w, Want: []string{"ann EDR-01", "ann EDR-08"},
			Events: []model.Event{dt.Event(ocsf.WindowsService, "ann", dt.Monday(), dt.Owned("ann"), dt.Shows("anydesk", model.RemoteAccess, model.ServiceName, "AnyDesk"))},
		},
		dt.Case{
			Name: "somebody_elses_tenant", World: approved, Events: []model.Event{runs(dt.Monday(), "screenconnect", tenant("evil.example"))}, Want: []string{"ann EDR-01", "ann EDR-33"},
			Reasons: map[string]string{"ann EDR-01": "Screenconnect is approved under acme.example, but here it belongs to evil.example"},
		},
		dt.Case{Name: "own_tenant_by_its_relay_and_number", World: approved, Events: dt.Join(
			dt.Daily(runs(dt.Monday(), "screenconnect", tenant("instance-acme-relay.example")), 2), dt.Daily(runs(dt.Day(2), "screenconnect", tenant("d92c5bbcd7fed139")), 2),
			dt.Daily(runs(dt.Day(4), "screenconnect", tenant("example")), 2),
		)},
		dt.Case{Name: "tenant_that_looks_alike", World: approved, Events: []model.Event{runs(dt.Monday(), "screenconnect", tenant("acme-support.example"))}, Want: []string{"ann EDR-01", "ann EDR-33"}},
		dt.Case{Name: "relay_whose_number_names_no_tenant", World: approved, Events: []model.Event{runs(dt.Monday(), "screenconnect", tenant("instance-k3x9a1-relay.example"))}},
		dt.Case{Name: "approval_ran_out", World: approved, Events: []model.Event{runs(dt.Day(5), "splashtop"), runs(dt.Day(15), "splashtop")}, Want: []string{"ann EDR-01"}},
		dt.Case{
			Name: "tunnel", World: w, Want: []string{"ann EDR-06"},
			Events: dt.Daily(dt.Event(ocsf.ProcessActivity, "ann", dt.Monday(), dt.Owned("ann"), dt.Shows("ngrok", model.DevTunnel, model.ProcessPath, "/usr/local/bin/ngrok")), 5),
		},
		dt.Case{
			Name: "help_desk_with_approved_tools", World: approved,
			Events: dt.Join(dt.Daily(runs(dt.Monday(), "teamviewer"), 9), dt.Daily(runs(dt.Monday(), "screenconnect", tenant("acme.example")), 9), dt.Daily(runs(dt.Day(1), "crd"), 2)),
		},
		dt.Case{Name: "approved_roll_out", World: approved, Events: []model.Event{crd}},
		dt.Case{
			Name: "approved_tunnel", World: approved,
			Events: []model.Event{dt.Event(ocsf.ProcessActivity, "ann", dt.Monday(), dt.Owned("ann"), dt.Shows("tailscale", model.DevTunnel, model.ProcessPath, "tailscaled"))},
		},
		dt.Case{Name: "a_visit_to_the_makers_site", World: w, Events: []model.Event{looksUp(`C:\Program Files\Google\Chrome\chrome.exe`), looksUp(`C:\Windows\System32\svchost.exe`)}},
		dt.Case{
			Name: "a_control_program_for_other_computers", World: w,
			Events: []model.Event{dt.Event(ocsf.ProcessActivity, "ann", dt.Monday(), dt.Owned("ann"), dt.Shows("mstsc", model.RemoteClient, model.ProcessPath, "mstsc.exe"))},
		},
		dt.Case{Name: "somebody_elses_laptop", World: w, Events: []model.Event{dt.Event(ocsf.ProcessActivity, "ann", dt.Monday(), dt.Shows("anydesk", model.RemoteAccess, model.ProcessPath, "x"))}},
	)
}

func TestStateIsBounded(t *testing.T) {
	t.Parallel()
	var events []model.Event
	for i := range 500 {
		events = append(events, runs(dt.Monday().Add(time.Duration(i)*time.Minute), fmt.Sprintf("tool%03d", i), tenant(fmt.Sprint(i))))
	}
	w := dt.People(dt.Person("ann", dt.Austin()))
	if found := dt.Find(t, w, remotetool.New(remotetool.Defaults()), events...); len(found) > 24+24*16 {
		t.Errorf("%d findings about one person", len(found))
	}
}
