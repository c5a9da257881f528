package simulate

import (
	"fmt"
	"strings"
	"time"
)

// askedStories are cast only in companies that name them, so that all others stay as they are: schemes of a farm's
// daily work, and the honest people who look like it.
func askedStories() []story {
	asked := func(name, hypothesis string, people int, play func(*scene)) story {
		return story{name: name, hypothesis: hypothesis, fraud: hypothesis == "proxy", people: people, asked: true, play: play}
	}
	return []story{
		asked("anydesk_farm", "proxy", 3, anyDeskFarm),
		asked("switched_farm", "proxy", 2, switchedFarm),
		asked("keeper_unlocks", "proxy", 2, keeperUnlocks),
		asked("supporter", "genuine", 2, supporter),
		asked("switch_at_home", "genuine", 1, switchAtHome),
		asked("docked_all_day", "genuine", 1, dockedAllDay),
		asked("habit_password", "genuine", 1, habitPassword),
	}
}

// sessions writes AnyDesk's list of sessions on p's laptop: from a far end, one at each of the times.
func (s *scene) sessions(p *person, operator, how string, times []time.Time) {
	var text strings.Builder
	for _, at := range times {
		if at.Before(s.to) {
			fmt.Fprintf(&text, "Incoming    %s    %s    %s    %s\r\n", at.Format("2006-01-02, 15:04"), how, operator, operator)
		}
	}
	s.company.collected = append(s.company.collected, collected{p.laptop.hostname + "/ProgramData/AnyDesk/connection_trace.txt", text.String()})
}

// workdays are n times from a day on, one a working day, at about an hour of the day.
func (s *scene) workdays(from time.Time, n int, hour float64) []time.Time {
	var list []time.Time
	for day := from.Truncate(24 * time.Hour); len(list) < n; day = day.AddDate(0, 0, 1) {
		if w := day.Weekday(); w != time.Saturday && w != time.Sunday {
			list = append(list, day.Add(hourOf(hour)+within(s.r, 0, 40*time.Minute)))
		}
	}
	return list
}

// anyDeskFarm: three laptops in a keeper's house, each worked on through AnyDesk by one far end with a password.
func anyDeskFarm(s *scene) {
	room := s.room(pick(s.r, s.atlas.FarmTowns()))
	operator := "1" + token(s.r, digits, 9)
	var second []time.Time
	for _, p := range s.people {
		s.settleIn(p, room.city)
		s.recruit(p, -60, 10, "windows")
		s.keptAt(p, room)
		s.remoteTool(p, remoteTools()[0], s.after(p, 1))
		times := s.workdays(s.after(p, 3), 8, 14)
		s.sessions(p, operator, "Passwd", times)
		s.sight(p, "EDR-34", times[2])
		second = append(second, times[0])
	}
	for _, p := range s.people {
		s.sight(p, "EDR-05", secondOf(second))
	}
	s.together(s.people)
}

// switchedFarm: two laptops behind one switch that is turned from one to the other all day.
func switchedFarm(s *scene) {
	room := s.room(pick(s.r, s.atlas.FarmTowns()))
	device := usbDevice{"0557", "2213", "ATEN International", "CS682 2-Port USB KVM Switch", "Z" + token(s.r, letters, 9)}
	var begun time.Time
	for _, p := range s.people {
		s.settleIn(p, room.city)
		s.recruit(p, -60, 10, "")
		s.keptAt(p, room)
		if t := s.after(p, 2); t.After(begun) {
			begun = t
		}
	}
	days := s.workdays(begun, 8, 14)
	for i, p := range s.people {
		for _, day := range days {
			for turn := range 7 { // on one laptop at a time
				at := day.Add(time.Duration(2*turn+i) * 20 * time.Minute)
				s.turned(p, device, at, at.Add(18*time.Minute))
			}
		}
		s.sight(p, "FAC-03", days[4].Add(4*time.Hour))
		s.sight(p, "EDR-35", days[7])
	}
	s.together(s.people)
}

// turned shows a device on p's laptop for a while.
func (s *scene) turned(p *person, d usbDevice, at, until time.Time) {
	p.laptop.plug(at, d)
	p.laptop.rows[len(p.laptop.rows)-1].until = until
}

// unlock writes by whose rhythm p's laptop was unlocked, and by whose it was used.
func (s *scene) unlock(p *person, at time.Time, by, works string) {
	s.tables.unlocks = append(s.tables.unlocks, row{at, []string{stamp(at), p.laptop.hostname, p.laptop.serial, p.id, by, works}})
}

// touched writes where the input of p's laptop came from on a day.
func (s *scene) touched(p *person, at time.Time, own, other int, docked bool) {
	s.tables.inputs = append(s.tables.inputs, row{at, []string{date(at), p.laptop.hostname, p.laptop.serial, p.id, fmt.Sprint(own), fmt.Sprint(other), fmt.Sprint(docked)}})
}

// keeperUnlocks: a keeper types the passwords in each morning, and others work on the laptops for the rest of the day;
// nobody ever touches the keyboards again.
func keeperUnlocks(s *scene) {
	room := s.room(pick(s.r, s.atlas.FarmTowns()))
	keeper := "r-" + hexText(s.r, 4)
	for _, p := range s.people {
		s.settleIn(p, room.city)
		s.recruit(p, -60, 5, "")
		s.keptAt(p, room)
		works := "r-" + hexText(s.r, 4)
		days := s.workdays(s.after(p, 1), 14, 13)
		for _, at := range days {
			s.unlock(p, at, keeper, works)
			s.touched(p, at, 0, between(s.r, 2000, 9000), false)
		}
		s.sight(p, "FAC-02", days[4])
		s.sight(p, "EDR-18", days[10])
	}
	s.together(s.people)
}

// supporter: a vendor's supporter is let in by two people, once each.
func supporter(s *scene) {
	operator := "1" + token(s.r, digits, 9)
	for _, p := range s.people {
		s.issue(p, "windows")
		p.laptop.agent = true
		s.sessions(p, operator, "User", s.workdays(s.after(p, between(s.r, 2, 20)), 1, 15))
	}
}

// switchAtHome: somebody has a private computer beside the laptop, and one keyboard for both.
func switchAtHome(s *scene) {
	p := s.people[0]
	p.laptop.agent = true
	device := usbDevice{"0557", "2213", "ATEN International", "CS682 2-Port USB KVM Switch", "Z" + token(s.r, letters, 9)}
	for _, day := range s.workdays(s.after(p, 2), 12, 14) {
		for turn := range between(s.r, 2, 8) {
			at := day.Add(time.Duration(turn) * 50 * time.Minute)
			s.turned(p, device, at, at.Add(45*time.Minute))
		}
	}
}

// dockedAllDay: the laptop stands closed in a dock, with a keyboard of its owner's.
func dockedAllDay(s *scene) {
	p := s.people[0]
	for i, at := range s.workdays(s.after(p, 1), 30, 13) {
		s.touched(p, at, 0, between(s.r, 2000, 9000), i%7 != 3)
	}
}

// habitPassword: the password is typed by habit, in another rhythm than all else, whenever the laptop is opened.
func habitPassword(s *scene) {
	p := s.people[0]
	for _, at := range s.workdays(s.after(p, 1), 20, 7) {
		s.unlock(p, at.Add(within(s.r, 0, 12*time.Hour)), "r-habit", "r-own")
	}
}
