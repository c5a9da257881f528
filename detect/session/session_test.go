package session_test

import (
	"fmt"
	"testing"
	"time"

	dt "bonafide/detect/detecttest"
	"bonafide/detect/session"
	"bonafide/model"
	"bonafide/model/ocsf"
)

const (
	windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
	mac     = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
	tablet  = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15"
)

func uses(at time.Time, agent, operator string, changes ...func(*model.Event)) model.Event {
	return dt.Event(ocsf.Authentication, "ann", at, append([]func(*model.Event){
		dt.From("198.51.100."+fmt.Sprint(len(operator)), model.ResidentialNet, operator), dt.With(model.UserAgent, agent), dt.With(model.SessionUID, fmt.Sprint("s", at.YearDay())),
	}, changes...)...)
}

func pushed(at time.Time, p model.Place, kind model.NetworkKind) model.Event {
	return dt.Event(ocsf.Authentication, "ann", at, dt.From("203.0.113.77", kind, "Phone Net"), dt.At(p, model.BySource), dt.With(model.Factor, "OKTA_VERIFY_PUSH"))
}

// pushes are sign-ins at home, each with an approval so long after it.
func pushes(days int, after time.Duration, p model.Place, kind model.NetworkKind) []model.Event {
	var events []model.Event
	for i := range days {
		events = append(events, uses(dt.Day(i), windows, "Home", dt.At(dt.Austin(), model.BySource)), pushed(dt.Day(i).Add(after), p, kind))
	}
	return events
}

// turns are days on which systems follow each other by the half hour.
func turns(days int, agents ...string) []model.Event {
	var events []model.Event
	for i := range days {
		for j, a := range agents {
			events = append(events, uses(dt.Day(i).Add(time.Duration(j)*30*time.Minute), a, "Home"))
		}
	}
	return events
}

func apps(class ocsf.Class, n int, step time.Duration) []model.Event {
	var events []model.Event
	for i := range n {
		events = append(events, dt.Event(class, "ann", dt.Monday().Add(time.Duration(i)*step), dt.With(model.AppName, fmt.Sprint("app", i))))
	}
	return events
}

func TestSession(t *testing.T) {
	t.Parallel()
	ann := dt.Person("ann", dt.Austin())
	ann.Devices = []string{"SN-1"}
	two := dt.Person("ann", dt.Austin())
	two.Devices = []string{"SN-1", "SN-2"}
	w := dt.People(ann)
	byod := func(changes ...func(*model.Event)) []model.Event {
		return dt.Daily(uses(dt.Monday(), windows, "Home", append([]func(*model.Event){dt.With(model.DeviceManaged, "false")}, changes...)...), 5)
	}
	issued := func(system string) []model.Event {
		return []model.Event{dt.Event(ocsf.DeviceInventory, "ann", dt.Day(-1), dt.Owned("ann"), dt.With(model.DeviceOS, system))}
	}
	dt.Table(
		t, session.New(session.Defaults()),
		dt.Case{
			Name: "session_goes_on_elsewhere", World: w, Events: []model.Event{uses(dt.Monday(), windows, "Home"), uses(dt.Monday().Add(time.Hour), mac, "Elsewhere")}, Want: []string{"ann NET-11"},
			Reasons: map[string]string{"ann NET-11": "1 session begun on one computer and continued on another; last: begun 2026-03-02 15:00 UTC on windows via Home, 1h0m0s later on macos via Elsewhere"},
		},
		dt.Case{Name: "laptop_moves_to_a_cafe", World: w, Events: []model.Event{
			uses(dt.Monday(), windows, "Home", dt.With(model.DeviceFingerprint, "aaaa")), uses(dt.Monday().Add(time.Hour), windows, "Café Net", dt.With(model.DeviceFingerprint, "bbbbbbbb")),
		}},
		dt.Case{Name: "pushes_approved_elsewhere", World: w, Events: pushes(4, 20*time.Second, dt.Boston(), model.ResidentialNet), Want: []string{"ann NET-14"}, Reasons: map[string]string{"ann NET-14": "sign-in at Austin, Texas, US, approval at Boston, Massachusetts, US, 26"}},
		dt.Case{Name: "pushes_approved_before_the_sign_in_is_written", World: w, Events: pushes(4, -20*time.Second, dt.Boston(), model.ResidentialNet), Want: []string{"ann NET-14"}},
		dt.Case{Name: "phone_on_a_carrier", World: w, Events: pushes(9, 20*time.Second, dt.Boston(), model.MobileNet)},
		dt.Case{Name: "phone_on_a_private_relay", World: w, Events: pushes(9, 20*time.Second, dt.Boston(), model.RelayNet)},
		dt.Case{Name: "push_of_another_sign_in", World: w, Events: pushes(9, time.Hour, dt.Boston(), model.ResidentialNet)},
		dt.Case{Name: "rush", World: w, Events: apps(ocsf.Authentication, 12, 3*time.Second), Want: []string{"ann NET-15"}, Reasons: map[string]string{"ann NET-15": "10 applications opened within a minute on 2026-03-02"}},
		dt.Case{Name: "curious_newcomer", World: w, Events: apps(ocsf.Authentication, 30, 20*time.Second)},
		dt.Case{Name: "administrator_edits_applications", World: w, Events: apps(ocsf.APIActivity, 30, time.Second)},
		dt.Case{Name: "systems_take_turns", World: w, Events: turns(4, windows, mac, windows), Want: []string{"ann NET-19"}, Reasons: map[string]string{"ann NET-19": "macos and windows take turns within two hours on 4 days"}},
		dt.Case{Name: "from_the_desk_to_the_sofa", World: w, Events: turns(9, windows, mac)[:18:18]},
		dt.Case{Name: "laptop_and_tablet", World: w, Events: turns(9, windows, tablet, windows)},
		dt.Case{Name: "laptop_and_phone", World: w, Events: turns(9, windows, "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X)", windows)},
		dt.Case{Name: "two_issued_computers", World: dt.People(two), Events: turns(9, windows, mac, windows)},
		dt.Case{Name: "tools_of_linux_on_windows", World: w, Events: turns(9, windows, "aws-cli/2.15 Python/3.11 Linux/5.15 WSL", windows)},
		dt.Case{Name: "unmanaged_computer", World: w, Events: byod(dt.With(model.DeviceName, "HOME-PC")), Want: []string{"ann NET-10"}, Reasons: map[string]string{"ann NET-10": "an unmanaged windows computer on 4 days"}},
		dt.Case{Name: "browser_that_tells_no_device", World: w, Events: dt.Join(byod(), issued("Windows 11"))},
		dt.Case{Name: "browser_on_another_system_than_the_issued", World: w, Events: dt.Join(byod(), issued("macOS 15")), Want: []string{"ann NET-10"}},
		dt.Case{Name: "the_issued_laptop_is_far_away", World: w, Want: []string{"ann NET-10"}, Events: dt.Join(
			byod(dt.At(dt.Boston(), model.BySource)), dt.Daily(dt.Event(ocsf.DeviceInventory, "ann", dt.Day(-1), dt.Owned("ann"), dt.With(model.DeviceOS, "Windows 11"), dt.At(dt.Austin(), model.ByDevice)), 6),
		)},
		dt.Case{Name: "issued_laptop_told_wrongly", World: w, Events: byod(dt.With(model.DeviceName, "ACME-1"), dt.Owned("ann"))},
		dt.Case{Name: "private_computer_that_complies", World: w, Events: byod(dt.With(model.DeviceName, "HOME-PC"), dt.With(model.DeviceCompliant, "true"))},
		dt.Case{Name: "nobody_got_in", World: w, Events: dt.Daily(uses(dt.Monday(), windows, "X", dt.With(model.DeviceManaged, "false"), dt.With(model.DeviceName, "PC"), dt.Failed), 9)},
	)
}
