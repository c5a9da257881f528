package endpoint_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	dt "bonafide/detect/detecttest"
	"bonafide/detect/endpoint"
	"bonafide/model"
	"bonafide/model/ocsf"
)

func runs(at time.Time, command string, changes ...func(*model.Event)) model.Event {
	return dt.Event(ocsf.ProcessActivity, "ann", at, append([]func(*model.Event){dt.Owned("ann"), dt.With(model.ProcessCommand, command)}, changes...)...)
}

// all runs the commands an hour apart... in one day as far as there is room.
func all(step time.Duration, commands ...string) []model.Event {
	var events []model.Event
	for i, c := range commands {
		events = append(events, runs(dt.Monday().Add(time.Duration(i)*step), c))
	}
	return events
}

func tool(id string, kind model.ToolKind) model.Event {
	return dt.Event(ocsf.ProcessActivity, "ann", dt.Monday(), dt.Owned("ann"), dt.Shows(id, kind, model.ProcessPath, "/opt/"+id))
}

func port(src, dst, to string) model.Event {
	return dt.Event(ocsf.NetworkActivity, "ann", dt.Monday(), dt.Owned("ann"), dt.With(model.SrcPort, src), dt.With(model.DstPort, dst),
		dt.With(model.DstIP, to), dt.With(model.ProcessPath, `C:\Users\ann\m.exe`))
}

func TestEndpoint(t *testing.T) {
	t.Parallel()
	w := dt.People(dt.Person("ann", dt.Austin()))
	starter := dt.Person("ann", dt.Austin())
	starter.Start = dt.Day(-2)
	novice := dt.People(starter)
	one := func(name, want string, events ...model.Event) dt.Case {
		c := dt.Case{Name: name, World: w, Events: events}
		if want != "" {
			c.Want = []string{"ann " + want}
		}
		return c
	}
	recon := all(5*time.Minute, `C:\Windows\System32\dxdiag.exe /t x`, "systeminfo", `cmd /c "whoami /all"`)
	found := func(after time.Duration, name string, changes ...func(*model.Event)) []model.Event {
		first := dt.Event(ocsf.ProcessActivity, "ann", dt.Monday(), dt.Owned("ann"), dt.With(model.ProcessPath, "/opt/x"))
		return []model.Event{first, dt.Event(ocsf.DetectionFinding, "ann", dt.Monday().Add(after), append([]func(*model.Event){dt.Owned("ann"), dt.With(model.ResourceName, name)}, changes...)...)}
	}
	trojan := "Trojan:Win32/Example.A"
	cases := []dt.Case{
		{
			Name: "malware_at_once", World: novice, Events: found(25*time.Minute, trojan), Want: []string{"ann EDR-12"},
			Reasons: map[string]string{"ann EDR-12": `25 min after the new laptop first showed, malware was found on it: "Trojan:Win32/Example.A"`},
		},
		{Name: "malware_the_day_after", World: novice, Events: found(26*time.Hour, trojan)},
		{Name: "malware_on_an_old_laptop", World: w, Events: found(25*time.Minute, trojan)},
		{Name: "test_of_the_scanner", World: novice, Events: found(5*time.Minute, "Virus:DOS/EICAR_Test_File")},
		{Name: "unwanted_program", World: novice, Events: found(5*time.Minute, "PUA:Win32/Bundler")},
		{Name: "warning_of_little", World: novice, Events: found(5*time.Minute, "Suspicious script", dt.With(model.Risk, "low"))},
		{Name: "page_that_was_blocked", World: novice, Events: found(5*time.Minute, "malware page", dt.Did("SmartScreenUrlWarning"))},
		{Name: "stranger_at_the_machine", World: novice, Events: recon, Want: []string{"ann EDR-10"}, Reasons: map[string]string{"ann EDR-10": "within 11 minutes"}},
		{Name: "developer_asks_who_they_are", World: novice, Events: all(5*time.Minute, "npm whoami-cli", "grep dxdiag x", "systeminfo-exporter")},
		one("the_same_after_a_year", "", recon...),
		one("history_wiped", "EDR-11", runs(dt.Monday(), `bash -c "history -c && exit"`)),
		one("log_cleared", "EDR-11", dt.Event(ocsf.EventLogActivity, "ann", dt.Monday(), dt.Owned("ann"), dt.Did("Microsoft-Windows-Eventlog/1102"))),
		one("log_archived", "", dt.Event(ocsf.EventLogActivity, "ann", dt.Monday(), dt.Owned("ann"), dt.As(4))),
		one("jiggler", "EDR-21", dt.Daily(tool("mouse-jiggler", model.Jiggler), 9)...),
		one("installer_keeps_the_laptop_awake", "", dt.Daily(tool("caffeinate", model.Jiggler), 4)...),
		one("emulator", "EDR-26", tool("bluestacks", model.Emulator)),
		one("many_identities", "EDR-26", tool("adspower", model.MultiLogin)),
		one("tester_of_mobile_software", "", tool("android-emulator", model.Emulator)),
		one("lan_messenger", "EDR-27", tool("ipmsg", model.LANMessenger)),
		one("lan_messenger_under_another_name", "EDR-27", port("2425", "2425", "192.168.1.255")),
		one("some_server_on_that_port", "", port("50123", "2425", "203.0.113.5")),
		one("defender_off", "EDR-29", runs(dt.Monday(), `powershell -Command "Set-MpPreference -DisableIOAVProtection $true -DisableRealtimeMonitoring $true"`)),
		one("everything_exempted", "EDR-29", runs(dt.Monday(), `powershell Add-MpPreference -ExclusionPath C:\Users\Public`)),
		one("drive_exempted", "EDR-29", runs(dt.Monday(), `powershell Add-MpPreference -ExclusionPath "C:\"`)),
		one("defender_on_again", "", runs(dt.Monday(), `powershell Set-MpPreference -DisableRealtimeMonitoring $false`)),
		one("developer_exempts_the_sources", "", runs(dt.Monday(), `powershell Add-MpPreference -ExclusionPath C:\src\platform`)),
		one("interview_aid", "INT-17", tool("cluely", model.InterviewAid)),
		one("codes_in_the_browser", "ONB-12", tool("otp-ee", model.BrowserOTP)),
		one("private_cloud", "BEH-11", dt.Daily(tool("mega", model.PersonalCloud), 3)...),
		one("private_cloud_merely_installed", "", dt.Daily(dt.Event(ocsf.SoftwareInventory, "ann", dt.Monday(), dt.Owned("ann"), dt.Shows("mega", model.PersonalCloud, model.SoftwareName, "MEGA")), 9)...),
		one("passwords_read", "BEH-12", runs(dt.Monday(), `copy "C:\Users\ann\AppData\Local\Google\Chrome\User Data\Default\Login Data" x`)),
		one("vault_exported", "BEH-12", runs(dt.Monday(), `bw export --format json`)),
		one("hygiene", "", all(time.Minute, "gitleaks protect --staged", "security find-generic-password -w -s aws", "npm run develop export", "grep -ri password ./src")...),
	}
	dt.Table(t, endpoint.New(endpoint.Defaults()), append(cases, packingCases(w)...)...)
}

func TestLongScripts(t *testing.T) {
	t.Parallel()
	script := strings.Repeat("tar -cf x ; git status | zip 'a b' & ", 100_000)
	w := dt.People(dt.Person("ann", dt.Austin()))
	begun := time.Now()
	dt.Find(t, w, endpoint.New(endpoint.Defaults()), all(time.Minute, script, script, script, script)...)
	if took := time.Since(begun); took > 3*time.Second {
		t.Errorf("four scripts of %d bytes took %s", len(script), took)
	}
}

func packingCases(w *dt.World) []dt.Case {
	var quoted, twice, plain []model.Event
	for i, tree := range []string{"platform", "billing", "infra"} {
		at := dt.Monday().Add(time.Duration(i) * 11 * time.Minute)
		command := fmt.Sprintf(`"C:\Program Files\7-Zip\7z.exe" a -v200m -psecret%d -mhe=on C:\Users\Public\%d.7z C:\src\%s`, i, i, tree)
		quoted = append(quoted, runs(at, command))
		twice = append(twice, runs(at, fmt.Sprintf(`C:\Program Files\7-Zip\7z.exe a C:\x\%d.7z C:\src\%s`, i, tree)),
			runs(at.Add(time.Second), fmt.Sprintf(`"C:\Program Files\7-Zip\7z.exe" a C:\x\%d.7z C:\src\%s`, i, tree)))
		plain = append(plain, runs(at, fmt.Sprintf("tar -czf /Volumes/USB/%d.tgz /Users/ann/src/%s", i, tree)))
	}
	return []dt.Case{
		{
			Name: "guarded_archives", World: w, Events: quoted, Want: []string{"ann BEH-14"},
			Reasons: map[string]string{"ann BEH-14": `packed whole folders on 2026-03-02, several times a day; last "7z a -v200m -p… -mhe=on`},
		},
		{Name: "three_archives", World: w, Events: plain, Want: []string{"ann BEH-14"}},
		{Name: "three_archives_each_in_two_logs", World: w, Events: twice, Want: []string{"ann BEH-14"}},
		{Name: "two_archives_each_in_two_logs", World: w, Events: twice[:4]},
		{
			Name: "many_ways_to_pack", World: w, Want: []string{"ann BEH-14"},
			Events: all(time.Minute, `powershell -NoProfile -Command "Compress-Archive -Path C:\src\a -DestinationPath D:\a.zip"`, "zip -qr /tmp/b.zip /src/b", `cmd.exe /c "rar a -hpx D:\c.rar C:\src\c"`),
		},
		{
			Name: "builds", World: w,
			Events: all(time.Minute, "tar -czf dist.tar.gz dist", "zip -r build/app.zip app", "zip -r artifacts/x.zip x", "tar czf node_modules.tgz node_modules", "zip -r target/y.zip src", "tar cf - release"),
		},
		{Name: "unpacking", World: w, Events: all(time.Minute, "7z x a.7z", "tar -xzf b.tgz", "unzip -r c.zip", "rar e d.rar", "tar xf e.tar", "7z l f.7z")},
		{Name: "texts_that_speak_of_it", World: w, Events: all(time.Minute, `git commit -m "tar czf works"`, "man tar", "echo zip", "vim compress-archive")},
	}
}
