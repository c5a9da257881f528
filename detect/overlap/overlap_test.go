package overlap_test

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	dt "bonafide/detect/detecttest"
	"bonafide/detect/overlap"
	"bonafide/model"
	"bonafide/model/ocsf"
)

// calls are two calls on each of n days, the second so long after the first.
func calls(n int, first, after, second time.Duration) []model.Event {
	var events []model.Event
	for day := range n {
		for i, c := range []struct{ from, length time.Duration }{{0, first}, {after, second}} {
			events = append(events, dt.Event(ocsf.MeetingParticipation, "ann", dt.Day(day).Add(c.from),
				dt.With(model.MeetingUID, fmt.Sprint("m", day, i)), dt.With(model.Seconds, strconv.Itoa(int(c.length.Seconds())))))
		}
	}
	return events
}

// at is a sign-in at a computer in a network.
func at(host, ip string, kind model.NetworkKind, operator string, when time.Time) model.Event {
	return dt.Event(ocsf.Authentication, "ann", when, dt.With(model.DeviceUID, host), dt.With(model.DeviceOS, "Windows 11"), dt.From(ip, kind, operator))
}

// turns use one computer, another, and the first again, on each of n days.
func turns(n int, apart time.Duration, kind model.NetworkKind, operator string) []model.Event {
	var events []model.Event
	for day := range n {
		events = append(events,
			at("a", "192.0.2.1", model.ResidentialNet, "Home Net", dt.Day(day)),
			at("b", "198.51.100.1", kind, operator, dt.Day(day).Add(apart)),
			at("a", "192.0.2.1", model.ResidentialNet, "Home Net", dt.Day(day).Add(2*apart)))
	}
	return events
}

// otherSystem lets another system tell of computer b.
func otherSystem(events []model.Event) []model.Event {
	for i := range events {
		if events[i].Text(model.DeviceUID) == "b" {
			events[i].Format = "other/sign_in"
		}
	}
	return events
}

// acts are actions in a browser on n days, with an interval and how far it strays.
func acts(n int, gap, stray time.Duration) []model.Event {
	var events []model.Event
	for day := range n {
		for i := range 60 {
			off := time.Duration(i*i*7919%13) * stray / 13
			events = append(events, dt.Event(ocsf.WebResourceActivity, "ann", dt.Day(day).Add(time.Duration(i)*gap+off), dt.With(model.UserAgent, "Mozilla/5.0")))
		}
	}
	return events
}

// besides is the issued laptop, a computer of another name, and the laptop again, on n days.
func besides(n int, host, system string, apart time.Duration) []model.Event {
	var events []model.Event
	for day := range n {
		for i := range 3 {
			name, owner := "ACME-1", model.SubjectID("ann")
			if i == 1 {
				name, owner = host, ""
			}
			e := at(name, "198.51.100.7", model.ResidentialNet, "Home Net", dt.Day(day).Add(time.Duration(i)*apart))
			e.Owner = owner
			e.Set(model.DeviceOS, system)
			e.Add(model.DeviceHostname, name)
			events = append(events, e)
		}
	}
	return events
}

func TestOverlap(t *testing.T) {
	t.Parallel()
	named := dt.People(dt.Person("ann", dt.Austin()))
	named.Firm.HostnamePattern = "^ACME-"
	w := dt.People(dt.Person("ann", dt.Austin()))
	two := dt.Person("ann", dt.Austin())
	two.Devices = []string{"S1", "S2"}
	const hour = time.Hour
	dt.Table(
		t, overlap.New(overlap.Defaults()),
		dt.Case{
			Name: "two_calls_at_once", World: w, Events: calls(5, hour, hour/4, hour), Want: []string{"ann BEH-28"},
			Reasons: map[string]string{"ann BEH-28": "in two calls at once on 4 days from 2026-03-02 to 2026-03-05, last for 45 minutes"},
		},
		dt.Case{Name: "calls_back_to_back", World: w, Events: calls(20, hour, hour, hour)},
		dt.Case{Name: "the_next_call_begins_before_the_last_is_over", World: w, Events: calls(20, hour, 50*time.Minute, hour)},
		dt.Case{Name: "a_short_look_into_another_call", World: w, Events: calls(20, hour, hour/2, 5*time.Minute)},
		dt.Case{Name: "room_left_open_all_day", World: w, Events: calls(20, 9*hour, hour, hour)},
		dt.Case{Name: "a_week_with_three_clashes", World: w, Events: calls(3, hour, hour/4, hour)},
		dt.Case{
			Name: "two_computers_in_two_networks", World: w, Events: turns(5, 3*time.Minute, model.ResidentialNet, "Other Net"), Want: []string{"ann BEH-29"},
			Reasons: map[string]string{"ann BEH-29": "two computers in two networks (Home Net, Other Net) are used in turns within 10 minutes on 4 days"},
		},
		dt.Case{Name: "one_computer_that_two_systems_name_on_two_lines", World: w, Events: otherSystem(turns(20, 3*time.Minute, model.ResidentialNet, "Other Net"))},
		dt.Case{Name: "homelab_on_one_line", World: w, Events: turns(20, 3*time.Minute, model.ResidentialNet, "Home Net")},
		dt.Case{Name: "vpn_on_one_of_two", World: w, Events: turns(20, 3*time.Minute, model.VPNNet, "Example VPN")},
		dt.Case{Name: "office_and_home_the_same_day", World: w, Events: turns(20, 2*hour, model.ResidentialNet, "Other Net")},
		dt.Case{Name: "two_were_issued", World: dt.People(two), Events: turns(20, 3*time.Minute, model.ResidentialNet, "Other Net")},
		dt.Case{
			Name: "laptop_and_a_computer_nobody_issued", World: named, Events: besides(5, "DESKTOP-7Q2", "windows", 3*time.Minute), Want: []string{"ann EDR-32"},
			Reasons: map[string]string{"ann EDR-32": "another computer (DESKTOP-7Q2), which is not the company's, were used in turns within 10 minutes on 4 days"},
		},
		dt.Case{Name: "laptop_and_telephone", World: named, Events: besides(20, "Galaxy", "android", 3*time.Minute)},
		dt.Case{Name: "laptop_by_day_and_own_computer_at_night", World: named, Events: besides(20, "DESKTOP-7Q2", "windows", 4*hour)},
		dt.Case{Name: "laptop_and_the_companys_desktop", World: named, Events: besides(20, "ACME-7Q2", "windows", 3*time.Minute)},
		dt.Case{Name: "once_or_twice", World: named, Events: besides(2, "DESKTOP-7Q2", "windows", 3*time.Minute)},
		dt.Case{
			Name: "clockwork", World: w, Events: acts(4, 4*time.Minute, time.Second), Want: []string{"ann BEH-30"},
			Reasons: map[string]string{"ann BEH-30": "actions in a row with 240 seconds between them, to 2, and the like on 4 days"},
		},
		dt.Case{Name: "busy_person", World: w, Events: acts(20, 4*time.Minute, 3*time.Minute)},
		dt.Case{Name: "a_dashboard_for_an_afternoon", World: w, Events: acts(2, 4*time.Minute, 0)},
		dt.Case{Name: "automation_token", World: w, Events: dt.Series(dt.Event(ocsf.APIActivity, "ann", dt.Monday(), dt.With(model.UserAgent, "python-requests/2.31")), 500, 5*time.Minute)},
	)
}
