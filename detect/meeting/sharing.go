package meeting

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"bonafide/detect"
	"bonafide/model"
	"bonafide/model/ocsf"
	"bonafide/plugin"
)

// guest is what is kept per machine that took part in calls.
type guest struct {
	People map[model.SubjectID]model.Evidence `json:"people"`
	Told   int                                `json:"told"`
}

// NewSharing makes the detector for one machine behind two people in meeting logs
// (INT-10, INT-11). People of one household are left out.
func NewSharing(struct{}) detect.Detector {
	return &detect.Keyed[guest]{
		Declaration: plugin.Declaration{
			Name: "meeting-machine", Kind: plugin.Detector, Version: 1,
			Summary:        "One machine (disk, network card or PC name) behind two people in meeting logs.",
			Needs:          []string{"Zoom dashboard participant records"},
			Indicators:     []string{"INT-10", "INT-11"},
			FalsePositives: "Shared household or laboratory computers, docks whose network card is logged.",
		},
		On: []ocsf.Class{ocsf.MeetingParticipation},
		Things: func(e *model.Event, add func(kind, value string)) {
			if e.Subject == "" {
				return
			}
			if disk := e.Text(model.DiskUID); len(disk) >= 6 {
				add("disk", disk)
			}
			for mac := range e.All(model.MACAddress) {
				if len(mac) >= 12 && strings.Trim(mac, "0:-") != "" {
					add("mac", strings.ToLower(mac))
				}
			}
			if pc := strings.ToLower(e.Text(model.DeviceHostname)); len(pc) >= 6 && !anybodys(pc) {
				add("pc_name", pc)
			}
		},
		Observe: observeGuest,
	}
}

// anybodys tells whether a computer carries a name that its maker gives to all: the model,
// perhaps with a number ("MacBook-Pro-3.local").
func anybodys(pc string) bool {
	pc, _, _ = strings.Cut(pc, ".")
	letters := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, pc)
	switch letters {
	case "macbook", "macbookpro", "macbookair", "imac", "imacpro", "macmini", "macpro", "macstudio", "mac", "laptop", "desktop",
		"computer", "mypc", "windowspc", "winpc", "ubuntu", "debian", "fedora", "localhost", "surface", "surfacepro", "thinkpad", "lenovo",
		"dell", "hp", "user", "userpc", "admin", "adminpc", "workstation":
		return true
	}
	return false
}

func observeGuest(c *detect.Context, s *guest, e *model.Event) {
	if _, known := s.People[e.Subject]; known || len(s.People) >= 16 {
		return
	}
	if s.People == nil {
		s.People = map[model.SubjectID]model.Evidence{}
	}
	s.People[e.Subject] = e.Evidence()
	people := slices.Sorted(maps.Keys(s.People))
	if len(people) < 2 || len(people) > 6 { // a laboratory, or a name that all machines carry
		return
	}
	kind, value, _ := strings.Cut(string(c.Key), ":")
	for _, id := range people {
		others := slices.DeleteFunc(slices.Clone(people), func(o model.SubjectID) bool {
			return o == id || household(c.Claims(o), c.Claims(id))
		})
		if len(others) == 0 {
			continue
		}
		f := model.Finding{
			Indicator: "INT-10", Subject: id, At: e.Time, About: string(c.Key),
			Reason: fmt.Sprintf("took part in calls from the same machine as %s: %s %s", others[0], words(kind), value),
			Shared: &model.Shared{Kind: kind, Value: value, Holders: len(people), Population: c.Population(), Subjects: people},
		}
		if kind == "pc_name" {
			f.Indicator = "INT-11"
		}
		f.Cite(s.People[id], s.People[others[0]])
		c.Find(f)
	}
}

func household(a, b *model.Claims) bool {
	return a != nil && b != nil && a.HomeKey != "" && a.HomeKey == b.HomeKey
}

func words(kind string) string {
	return cmp.Or(map[string]string{"disk": "disk id", "mac": "network card", "pc_name": "PC name"}[kind], kind)
}
