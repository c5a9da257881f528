// Package verification reads the outcomes of checks that people or vendors made: identity
// documents (ONB-15), former employers and schools (APP-07, APP-08), being there in person
// (ONB-07), the laptop's serial read back (ONB-10), a call with camera (INT-01), other
// employment (BEH-20), input that reaches the laptop late (EDR-24); and, keyed by what they
// share, an examiner who vouches for several people (ONB-08) and the kind of telephone line
// (APP-16).
//
// "No answer" is no contradiction, and one refusal is no pattern for a camera or for an
// appointment. False
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
	Refused []refusal   `json:"refused,omitempty"`
	Late    detect.Days `json:"late,omitzero"`
	OnTime  detect.Days `json:"on_time,omitzero"`
	Worst   float64     `json:"worst,omitempty"`
}

// refusal is a request and how often it was refused.
type refusal struct {
	Request string         `json:"request"`
	Times   int            `json:"times"`
	Cite    model.Evidence `json:"cite"`
}

// mostRequests bounds the kinds of requests kept of one subject.
const mostRequests = 12

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
		d.employed(c, e, result)
	case !failed || unanswered(result):
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

// unanswered tells whether a result is none: nobody was reached, or nothing was said yet.
func unanswered(result string) bool {
	return detect.AnyIn(result, "no answer", "no_answer", "no response", "no_response", "unreach", "not_reached", "not reached", "pending", "not yet", "unable to", "could not reach", "timeout", "timed out", "expired")
}

// employed reports BEH-20, unless the other employment is over or allowed.
func (d *verification) employed(c *detect.Context, e *model.Event, result string) {
	switch result {
	case "ended", "approved", "allowed", "declared", "cleared", "closed", "false", "no", "rejected":
		return
	}
	d.find(c, e, "BEH-20", e.Text(model.ResourceName), fmt.Sprintf("also employed by %s (%s) since %s",
		e.Text(model.ResourceName), cmp.Or(e.Text(model.CheckSource), "basis not stated"), cmp.Or(day(e.Text(model.CheckSince)), "an unknown day")))
}

// day is the date of an RFC 3339 time.
func day(s string) string { return s[:min(len(s), len(time.DateOnly))] }

func (d *verification) find(c *detect.Context, e *model.Event, id model.IndicatorID, about, reason string, more ...model.Evidence) {
	c.Report(e, model.Finding{Indicator: id, Subject: e.Subject, About: about, Reason: reason}, more...)
}

// request reports requests that were refused or not met: a call with camera and an
// appointment in person when it happened twice, for once has a hundred honest reasons.
func (d *verification) request(c *detect.Context, s *state, claims *model.Claims, e *model.Event, request, result string) {
	i := slices.IndexFunc(s.Refused, func(r refusal) bool { return r.Request == request })
	if i < 0 {
		if len(s.Refused) >= mostRequests {
			return
		}
		i = len(s.Refused)
		s.Refused = append(s.Refused, refusal{Request: strings.Clone(request), Cite: e.Evidence()})
	}
	r := &s.Refused[i]
	r.Times++
	note := ""
	if text := e.Text(model.Note); text != "" {
		note = fmt.Sprintf(" (%q)", detect.Short(text))
	}
	switch {
	case detect.AnyIn(request, "in_person", "in person", "notar", "pickup"):
		if r.Times >= 2 && !claims.Accommodated("in_person") {
			d.find(c, e, "ONB-07", request, fmt.Sprintf("did not show up in person, asked %d times: %s%s", r.Times, result, note), r.Cite)
		}
	case strings.Contains(request, "serial"):
		d.find(c, e, "ONB-10", request, fmt.Sprintf("could not read out the laptop's serial number: %s%s", result, note), r.Cite)
	case detect.AnyIn(request, "video", "camera"):
		if r.Times >= 2 && !claims.Accommodated("camera_off") {
			d.find(c, e, "INT-01", request, fmt.Sprintf("refused a call with camera %d times: %s%s", r.Times, result, note), r.Cite)
		}
	}
}

// latency reports EDR-24: day after day, most key presses reach the laptop late.
func (d *verification) latency(c *detect.Context, s *state, e *model.Event, ms float64) {
	if ms <= d.LatencyMs && !(inFrames(e) && ms > d.LatencyMs/2) {
		s.OnTime.Add(e.Time)
		return
	}
	framed := ms <= d.LatencyMs
	s.Worst = max(s.Worst, ms)
	if !s.Late.Add(e.Time) || s.Late.Count <= s.OnTime.Count || !detect.Reached(s.Late.Count, d.LatencyDays) {
		return
	}
	if framed {
		d.find(c, e, "EDR-24", "", fmt.Sprintf("key presses reach the laptop late, at worst after %.0f ms, and in the beat of a picture's frames (%s ms) %s: nobody types at it",
			s.Worst, e.Text(model.FrameMs), s.Late))
		return
	}
	d.find(c, e, "EDR-24", "", fmt.Sprintf("the median key press took over %.0f ms to reach the laptop %s, at worst %.0f ms: nobody types at it",
		d.LatencyMs, s.Late, s.Worst))
}

// inFrames tells whether most key presses come in the beat of a picture's frames. A keyboard
// on a cable is asked every 1 to 8 ms, one by radio every 15 ms at most; pictures come
// every 16 ms or less often.
func inFrames(e *model.Event) bool {
	frame, known := e.Number(model.FrameMs)
	share, told := e.Number(model.FrameShare)
	return known && told && frame >= 16 && share >= 0.8
}

// NewExaminer makes the detector of one private examiner for several people (ONB-08).
func NewExaminer(struct{}) detect.Detector {
	return &detect.Keyed[detect.Holders]{
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
			} else if by := strings.Join(strings.Fields(strings.ToLower(e.Text(model.CheckBy))), " "); by != "" {
				add("examiner", by)
			}
		},
		Observe: observeExaminer,
	}
}

func observeExaminer(c *detect.Context, h *detect.Holders, e *model.Event) {
	if !h.Add(e, e.Subject) || len(h.People) < 2 {
		return
	}
	_, value, _ := strings.Cut(string(c.Key), ":")
	for _, id := range h.Renew(e.Subject) {
		others := h.Strangers(c, id, nil)
		if len(others) == 0 {
			continue
		}
		f := model.Finding{
			Indicator: "ONB-08", Subject: id, About: value,
			Reason: fmt.Sprintf("the papers were examined by the representative who also vouched for %s", detect.Names(others)),
			Shared: h.Shared(c, "examiner", value, append(others, id)...),
		}
		f.Cite(h.People[id].Cite, h.People[others[0]].Cite)
		c.Report(e, f)
	}
}

// line is what is kept per telephone number.
type line struct {
	Kind    string         `json:"kind,omitempty"`
	Cite    model.Evidence `json:"cite,omitzero"`
	Holders detect.Holders `json:"holders,omitzero"`
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
	kind := strings.ToLower(e.Text(model.CheckResult))
	var news []model.SubjectID
	switch {
	case e.Class == ocsf.UserInventory && s.Holders.Add(e, e.Subject):
		news = []model.SubjectID{e.Subject}
	case e.Class == ocsf.IdentityVerification && kind != "" && kind != s.Kind:
		s.Kind, s.Cite = strings.Clone(kind), e.Evidence()
		news = slices.Sorted(maps.Keys(s.Holders.People))
	}
	if !detect.AnyIn(s.Kind, "voip", "virtual") {
		return
	}
	for _, id := range news {
		f := model.Finding{
			Indicator: "APP-16", Subject: id, About: string(c.Key),
			Reason: "the telephone number on file is Internet telephony (" + s.Kind + ")",
		}
		f.Cite(s.Cite, s.Holders.People[id].Cite)
		c.Report(e, f)
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
