// Package verification reads the outcomes of checks that people or vendors made: identity
// documents (ONB-15), former employers and schools (APP-07, APP-08), being there in person
// (ONB-07), the laptop's serial read back (ONB-10), a call with camera (INT-01), other
// employment (BEH-20), input that reaches the laptop late (EDR-24); and, keyed by what they
// share, an examiner who vouches for several people (ONB-08) and the kind of telephone line
// (APP-16).
//
// "No answer" is no contradiction, and one refusal is no pattern for a camera. False
// positives: records gaps at former employers, care duties, accommodations (which switch
// the camera check off), remote desktops that are allowed, lines over Internet telephony.
package verification

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"bonafide/detect"
	"bonafide/model"
	"bonafide/model/ocsf"
	"bonafide/plugin"
)

// Settings tune the detector.
type Settings struct {
	LatencyMs   float64 `yaml:"latency_ms" unit:"ms" doc:"Key presses of somebody at the laptop arrive within tens of milliseconds; a published case was over 110 (EDR-24)."`
	LatencyDays int     `yaml:"latency_days" unit:"days" doc:"Days over that before it is reported."`
}

// Defaults are settings that fit most companies.
func Defaults() Settings { return Settings{LatencyMs: 110, LatencyDays: 5} }

// state is what is kept per subject.
type state struct {
	Refused map[string]int `json:"refused,omitempty"` // by request
	Late    detect.Days    `json:"late"`
	OnTime  int            `json:"on_time"`
	Worst   float64        `json:"worst"`
}

// New makes the detector.
func New(s Settings) detect.Detector {
	d := &verification{s}
	return &detect.Keyed[state]{
		Declaration: plugin.Declaration{
			Name: "verification", Kind: plugin.Detector, Version: 1,
			Summary:        "Identity, employment and presence checks that did not hold, and input that comes from afar.",
			Needs:          []string{"id_checks, employment_checks, verification_requests, concurrent_employment or input_latency files"},
			Indicators:     []string{"ONB-15", "APP-07", "APP-08", "ONB-07", "ONB-10", "INT-01", "BEH-20", "EDR-24"},
			FalsePositives: "Gaps in employers' records, care duties, lost labels, allowed remote desktops, assistive software.",
			Settings:       s,
		},
		On:      []ocsf.Class{ocsf.IdentityVerification, ocsf.DeviceConfigState},
		Observe: d.observe,
	}
}

type verification struct{ Settings }

func (d *verification) observe(c *detect.Context, s *state, e *model.Event) {
	claims := c.Claims(e.Subject)
	if claims == nil {
		return
	}
	if ms, ok := e.Number(model.Latency); ok && e.Class == ocsf.DeviceConfigState {
		d.latency(c, s, e, ms)
		return
	}
	check, result := strings.ToLower(e.Text(model.CheckName)), strings.ToLower(e.Text(model.CheckResult))
	failed := e.Outcome == model.Failure
	switch {
	case check == "other_employment":
		d.find(c, e, "BEH-20", e.Text(model.ResourceName), fmt.Sprintf("also employed by %s (%s) since %s",
			e.Text(model.ResourceName), cmp.Or(e.Text(model.CheckSource), "basis not stated"), cmp.Or(day(e.Text(model.CheckSince)), "an unknown day")))
	case !failed:
	case check == "employment":
		d.find(c, e, "APP-07", e.Text(model.ResourceName), fmt.Sprintf("%s, asked through %s, does not know them: %s",
			e.Text(model.ResourceName), cmp.Or(e.Text(model.CheckSource), "its own contact"), result))
	case check == "education":
		d.find(c, e, "APP-08", e.Text(model.ResourceName), fmt.Sprintf("%s has no record of them: %s", e.Text(model.ResourceName), result))
	case check == "document" || check == "data" || check == "portrait":
		d.find(c, e, "ONB-15", check, fmt.Sprintf("the %s check of the identity proof failed", check))
	default:
		d.request(c, s, claims, e, check, result)
	}
}

// day is the date of an RFC 3339 time.
func day(s string) string { return s[:min(len(s), len(time.DateOnly))] }

func (d *verification) find(c *detect.Context, e *model.Event, id model.IndicatorID, about, reason string) {
	f := model.Finding{Indicator: id, Subject: e.Subject, At: e.Time, About: strings.Clone(about), Reason: reason}
	f.Cite(e.Evidence())
	c.Find(f)
}

// request reports requests that were refused or not met.
func (d *verification) request(c *detect.Context, s *state, claims *model.Claims, e *model.Event, request, result string) {
	if s.Refused == nil {
		s.Refused = map[string]int{}
	}
	if len(s.Refused) < 16 || s.Refused[request] > 0 {
		s.Refused[strings.Clone(request)]++
	}
	note := ""
	if text := e.Text(model.Note); text != "" {
		note = fmt.Sprintf(" (%q)", text)
	}
	times := s.Refused[request]
	switch {
	case strings.Contains(request, "in_person") || strings.Contains(request, "notar") || strings.Contains(request, "pickup"):
		d.find(c, e, "ONB-07", request, fmt.Sprintf("did not show up in person, asked %d time(s): %s%s", times, result, note))
	case strings.Contains(request, "serial"):
		d.find(c, e, "ONB-10", request, fmt.Sprintf("could not read out the laptop's serial number: %s%s", result, note))
	case (strings.Contains(request, "video") || strings.Contains(request, "camera")) && !claims.Accommodated("camera_off"):
		d.find(c, e, "INT-01", request, fmt.Sprintf("refused a call with camera %d time(s): %s%s", times, result, note))
	}
}

// latency reports EDR-24: day after day, most key presses reach the laptop late.
func (d *verification) latency(c *detect.Context, s *state, e *model.Event, ms float64) {
	if ms <= d.LatencyMs {
		s.OnTime++
		return
	}
	s.Worst = max(s.Worst, ms)
	if !s.Late.Add(e.Time) || s.Late.Count < d.LatencyDays || s.Late.Count <= s.OnTime {
		return
	}
	if s.Late.Count != d.LatencyDays && !detect.Milestone(s.Late.Count) {
		return
	}
	d.find(c, e, "EDR-24", "", fmt.Sprintf("the median key press took over %.0f ms to reach the laptop %s, at worst %.0f ms: nobody types at it",
		d.LatencyMs, s.Late, s.Worst))
}

// examiner is what is kept per examiner of right-to-work forms.
type examiner struct {
	People map[model.SubjectID]model.Evidence `json:"people,omitempty"`
}

// NewExaminer makes the detector of one private examiner for several people (ONB-08).
func NewExaminer(struct{}) detect.Detector {
	return &detect.Keyed[examiner]{
		Declaration: plugin.Declaration{
			Name: "examiner", Kind: plugin.Detector, Version: 1,
			Summary:        "One representative, chosen by the candidates, who examined the papers of several of them.",
			Needs:          []string{"right-to-work forms (i9 file)"},
			Indicators:     []string{"ONB-08"},
			FalsePositives: "A staffing partner's or notary's clerk who serves many.",
		},
		On: []ocsf.Class{ocsf.IdentityVerification},
		Things: func(e *model.Event, add func(kind, value string)) {
			if e.Subject == "" || !strings.Contains(strings.ToLower(e.Text(model.CheckSource)), "representative") {
				return
			}
			if phone := digits(e.Text(model.CheckPhone)); len(phone) >= 7 {
				add("examiner", phone)
			} else if by := e.Text(model.CheckBy); by != "" {
				add("examiner", strings.ToLower(by))
			}
		},
		Observe: observeExaminer,
	}
}

func observeExaminer(c *detect.Context, s *examiner, e *model.Event) {
	if _, known := s.People[e.Subject]; known || len(s.People) >= 64 {
		return
	}
	if s.People == nil {
		s.People = map[model.SubjectID]model.Evidence{}
	}
	s.People[e.Subject] = e.Evidence()
	people := slices.Sorted(maps.Keys(s.People))
	if len(people) < 2 {
		return
	}
	_, value, _ := strings.Cut(string(c.Key), ":")
	for _, id := range people {
		other := people[0]
		if other == id {
			other = people[1]
		}
		f := model.Finding{
			Indicator: "ONB-08", Subject: id, At: e.Time, About: value,
			Reason: fmt.Sprintf("the papers were examined by the representative who also vouched for %s", other),
			Shared: &model.Shared{Kind: "examiner", Value: value, Holders: len(people), Population: c.Population(), Subjects: people},
		}
		f.Cite(s.People[id], s.People[other])
		c.Find(f)
	}
}

// line is what is kept per telephone number.
type line struct {
	People map[model.SubjectID]model.Evidence `json:"people,omitempty"`
	Kind   string                             `json:"kind"`
	Cite   model.Evidence                     `json:"cite"`
}

// NewLine makes the detector of Internet telephone lines (APP-16). It is weak, and says
// nothing of anybody alone.
func NewLine(struct{}) detect.Detector {
	return &detect.Keyed[line]{
		Declaration: plugin.Declaration{
			Name: "phone-line", Kind: plugin.Detector, Version: 1,
			Summary:        "Telephone numbers on file that are Internet telephony.",
			Needs:          []string{"phone_lookup file", "telephone numbers in the people file"},
			Indicators:     []string{"APP-16"},
			FalsePositives: "Everybody who uses Internet telephony, newcomers to a country among them.",
		},
		On: []ocsf.Class{ocsf.IdentityVerification, ocsf.UserInventory},
		Things: func(e *model.Event, add func(kind, value string)) {
			for phone := range e.All(model.UserPhone) {
				if phone = digits(phone); len(phone) >= 7 {
					add("phone", phone)
				}
			}
		},
		Observe: observeLine,
	}
}

func observeLine(c *detect.Context, s *line, e *model.Event) {
	if e.Class == ocsf.UserInventory {
		if s.People == nil {
			s.People = map[model.SubjectID]model.Evidence{}
		}
		s.People[e.Subject] = e.Evidence()
	} else {
		s.Kind, s.Cite = strings.Clone(e.Text(model.CheckResult)), e.Evidence()
	}
	if !strings.Contains(s.Kind, "voip") && !strings.Contains(s.Kind, "virtual") {
		return
	}
	for _, id := range slices.Sorted(maps.Keys(s.People)) {
		f := model.Finding{
			Indicator: "APP-16", Subject: id, At: e.Time, About: string(c.Key),
			Reason: "the telephone number on file is Internet telephony (" + s.Kind + ")",
		}
		f.Cite(s.Cite, s.People[id])
		c.Find(f)
	}
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}
