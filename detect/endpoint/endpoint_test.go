package endpoint_test

import (
	"testing"
	"time"

	"bonafide/detect/detecttest"
	"bonafide/detect/endpoint"
	"bonafide/model"
	"bonafide/model/ocsf"
)

func ran(command string, minute int) model.Event {
	return detecttest.Event(ocsf.ProcessActivity, "ann", detecttest.Monday().Add(time.Duration(minute)*time.Minute),
		detecttest.Owned("ann"), detecttest.With(model.ProcessCommand, command))
}

func shows(id string, kind model.ToolKind, day int) model.Event {
	return detecttest.Event(ocsf.ProcessActivity, "ann", detecttest.Day(day), detecttest.Owned("ann"), detecttest.Shows(id, kind, model.ProcessName, id))
}

func TestEndpoint(t *testing.T) {
	t.Parallel()
	w := detecttest.People(detecttest.Person("ann", detecttest.Austin()))
	starter := detecttest.Person("ann", detecttest.Austin())
	starter.Start = detecttest.Monday().Truncate(24 * time.Hour)
	fresh := detecttest.People(starter)
	look := []model.Event{ran("dxdiag", 0), ran("systeminfo", 4), ran("whoami /all", 9)}
	tool := func(name, id string, kind model.ToolKind, want string) detecttest.Case {
		return detecttest.Case{Name: name, World: w, Events: []model.Event{shows(id, kind, 0), shows(id, kind, 1)}, Want: []string{"ann " + want}}
	}
	detecttest.Table(
		t, endpoint.New(endpoint.Defaults()),
		tool("jiggler", "mousejiggler", model.Jiggler, "EDR-21"),
		tool("browser_for_many_identities", "dolphin-anty", model.MultiLogin, "EDR-26"),
		tool("lan_messenger", "ipmsg", model.LANMessenger, "EDR-27"),
		tool("interview_aid", "cluely", model.InterviewAid, "INT-17"),
		tool("one_time_codes_in_the_browser", "otp.ee", model.BrowserOTP, "ONB-12"),
		tool("private_cloud", "mega", model.PersonalCloud, "BEH-11"),
		detecttest.Case{Name: "stranger_gets_to_know_the_machine", World: fresh, Events: look, Want: []string{"ann EDR-10"}},
		detecttest.Case{Name: "wipes_history", World: w, Events: []model.Event{ran("bash -c 'history -c && unset HISTFILE'", 0)}, Want: []string{"ann EDR-11"}},
		detecttest.Case{Name: "stops_protection", World: w, Events: []model.Event{ran("powershell Set-MpPreference -DisableRealtimeMonitoring $true", 0)}, Want: []string{"ann EDR-29"}},
		detecttest.Case{Name: "reads_saved_passwords", World: w, Events: []model.Event{ran(`copy "C:\Users\a\AppData\Local\Google\Chrome\User Data\Default\Login Data" x`, 0)}, Want: []string{"ann BEH-12"}},
		detecttest.Case{
			Name: "packs_source_three_times", World: w, Want: []string{"ann BEH-14"},
			Events: []model.Event{ran("7z a -v50m a.7z src", 0), ran(`"C:\Program Files\7-Zip\7z.exe" a b.7z "D:\repo"`, 5), ran("tar -czf c.tgz /home/a/work", 9)},
		},
		detecttest.Case{Name: "developer_of_years_runs_the_same_commands", World: w, Events: look},
		detecttest.Case{Name: "new_hire_runs_them_over_a_day", World: fresh, Events: []model.Event{ran("dxdiag", 0), ran("systeminfo", 200), ran("whoami", 500)}},
		detecttest.Case{Name: "one_build_archive", World: w, Events: []model.Event{ran("tar -czf release.tgz dist", 0), ran("zip -r site.zip public", 9)}},
		detecttest.Case{Name: "shell_history_is_read", World: w, Events: []model.Event{ran("history 20", 0), ran("git log --all", 1)}},
		detecttest.Case{Name: "logged_in_to_a_private_cloud_once", World: w, Events: []model.Event{shows("dropbox", model.PersonalCloud, 0)}},
		detecttest.Case{Name: "archiver_is_installed", World: w, Events: []model.Event{shows("7zip", model.Archiver, 0), shows("crowdstrike", model.SecurityTool, 0)}},
	)
}
