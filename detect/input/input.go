// Package input reads how an issued laptop is typed and pointed at: nobody ever touches its own
// keyboard (EDR-18), its pointer moves like clockwork and nothing else happens (EDR-23), it is
// unlocked by other hands than work on it (FAC-02), and the same hands unlock several people's
// laptops.
//
// What is counted, not what is typed: agents give numbers and marks of rhythms, never text.
// False positives: people who work at a dock all day, presenters and watchers of long films,
// an injured hand, a password typed by habit, a carer who unlocks for somebody; so docked
// laptops are left out, days are counted, and where somebody was granted other input
// ("assistive_input") nothing is said.
package input

import (
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
	UntouchedDays int     `yaml:"untouched_days" unit:"days" doc:"Working days on which nothing came from the laptop's own keyboard and pointer, and none on which something did, before it is reported (EDR-18)."`
	LeastEvents   float64 `yaml:"least_events" doc:"So much input of another device makes a day one on which somebody worked."`
	JiggleHours   float64 `yaml:"jiggle_hours" unit:"h" doc:"For so long a day the pointer must move at one interval without a key or a click (EDR-23)."`
	JiggleDays    int     `yaml:"jiggle_days" unit:"days" doc:"On so many days before it is reported."`
	UnlockDays    int     `yaml:"unlock_days" unit:"days" doc:"On so many days other hands must have unlocked the laptop than worked on it (FAC-02)."`
	UnlockShare   float64 `yaml:"unlock_share" doc:"Share of the days with both rhythms on which they must differ."`
	WindowHours   float64 `yaml:"window_hours" unit:"h" doc:"Those days' unlocks must come within so many hours of one another in the day: somebody's round, not chance."`
}

// Defaults are settings that fit most companies.
func Defaults() Settings {
	return Settings{UntouchedDays: 10, LeastEvents: 500, JiggleHours: 3, JiggleDays: 3, UnlockDays: 5, UnlockShare: 0.8, WindowHours: 2}
}

// assistive is the accommodation that explains input from elsewhere.
const assistive = "assistive_input"

// state is what is kept per device owner.
type state struct {
	Untouched detect.Days    `json:"untouched,omitzero"`
	Touched   bool           `json:"touched,omitempty"`
	First     model.Evidence `json:"first,omitzero"`
	Jiggle    detect.Days    `json:"jiggle,omitzero"`
	Unlocks   unlocks        `json:"unlocks,omitzero"`
}

// unlocks are the days on which both rhythms are known.
type unlocks struct {
	Same    detect.Days    `json:"same,omitzero"`
	Other   detect.Days    `json:"other,omitzero"`
	Minutes []int          `json:"minutes,omitempty"` // of the day, of the last unlocks by other hands
	Cite    model.Evidence `json:"cite,omitzero"`
}

// New makes the detector.
func New(s Settings) detect.Detector {
	d := &input{s}
	return &detect.Keyed[state]{
		Declaration: plugin.Declaration{
			Name: "input", Kind: plugin.Detector, Version: 1,
			Summary:        "Laptops that nobody touches, pointers that move like clockwork, unlocks by other hands than work.",
			Needs:          []string{"input_activity or unlocks files of an endpoint agent"},
			Indicators:     []string{"EDR-18", "EDR-23", "FAC-02"},
			FalsePositives: "People at a dock all day, presenters, injured hands, passwords typed by habit, carers.",
			Settings:       s,
		},
		On:      []ocsf.Class{ocsf.DeviceConfigState},
		Of:      of,
		Observe: d.observe,
	}
}

type input struct{ Settings }

// of is whose laptop an event is about, "" for events without input.
func of(e *model.Event) model.SubjectID {
	if !e.Has(model.InternalInput) && !e.Has(model.Moves) && !e.Has(model.Typist) {
		return ""
	}
	if e.Owner != "" {
		return e.Owner
	}
	return e.Subject
}

func (d *input) observe(c *detect.Context, s *state, e *model.Event) {
	claims := c.Claims(of(e))
	if claims == nil || claims.Accommodated(assistive) {
		return
	}
	d.untouched(c, s, e)
	d.jiggle(c, s, e)
	d.unlocked(c, s, e)
}

func (d *input) find(c *detect.Context, e *model.Event, id model.IndicatorID, reason string, more ...model.Evidence) {
	c.Report(e, model.Finding{Indicator: id, Subject: of(e), Reason: reason}, more...)
}

// untouched reports EDR-18: all input comes from other devices, day after day, and not once
// from the laptop's own.
func (d *input) untouched(c *detect.Context, s *state, e *model.Event) {
	own, known := e.Number(model.InternalInput)
	other, worked := e.Number(model.ExternalInput)
	docked, _ := e.Flag(model.Docked)
	switch {
	case !known || s.Touched:
		return
	case own > 0:
		s.Touched = true
		return
	case docked || !worked || other < d.LeastEvents || weekend(e.Time):
		return
	}
	if s.Untouched.Count == 0 {
		s.First = e.Evidence()
	}
	if !s.Untouched.Add(e.Time) || !detect.Reached(s.Untouched.Count, d.UntouchedDays) {
		return
	}
	d.find(c, e, "EDR-18", fmt.Sprintf("all input came from other devices %s; the laptop's own keyboard and pointer were never touched", s.Untouched), s.First)
}

func weekend(t time.Time) bool { return t.Weekday() == time.Saturday || t.Weekday() == time.Sunday }

// jiggle reports EDR-23: for hours the pointer moves at one interval, without a key or click.
func (d *input) jiggle(c *detect.Context, s *state, e *model.Event) {
	hours, known := e.Number(model.MoveHours)
	period, even := e.Number(model.MovePeriod)
	keys, _ := e.Number(model.Keys)
	clicks, _ := e.Number(model.Clicks)
	if !known || !even || period <= 0 || hours < d.JiggleHours || keys > 0 || clicks > 0 {
		return
	}
	if !s.Jiggle.Add(e.Time) || !detect.Reached(s.Jiggle.Count, d.JiggleDays) {
		return
	}
	d.find(c, e, "EDR-23", fmt.Sprintf("for over %.0f h a day the pointer moved every %.0f s and neither key nor button was pressed %s", d.JiggleHours, period, s.Jiggle))
}

// mostMinutes bounds the unlocks whose time of day is kept.
const mostMinutes = 16

// unlocked reports FAC-02 of one person: other hands unlock the laptop than work on it, day
// after day within the same hours.
func (d *input) unlocked(c *detect.Context, s *state, e *model.Event) {
	by, works := e.Text(model.Typist), e.Text(model.SessionTypist)
	if by == "" || works == "" {
		return
	}
	u := &s.Unlocks
	if by == works {
		u.Same.Add(e.Time)
		return
	}
	if u.Other.Count == 0 {
		u.Cite = e.Evidence()
	}
	if !u.Other.Add(e.Time) {
		return
	}
	u.Minutes = detect.Newest(u.Minutes, e.Time.Hour()*60+e.Time.Minute(), mostMinutes)
	days := u.Other.Count + u.Same.Count
	if !detect.Reached(u.Other.Count, d.UnlockDays) || float64(u.Other.Count) < d.UnlockShare*float64(days) || span(u.Minutes) > d.WindowHours*60 {
		return
	}
	d.find(c, e, "FAC-02", fmt.Sprintf("the laptop was unlocked by other hands than worked on it %s, each time within %.0f min of the day",
		u.Other, span(u.Minutes)), u.Cite)
}

// span is the shortest arc of the day's clock that holds all times, in minutes.
func span(minutes []int) float64 {
	const day = 24 * 60
	sorted := slices.Sorted(slices.Values(minutes))
	widest := sorted[0] + day - sorted[len(sorted)-1]
	for i := 1; i < len(sorted); i++ {
		widest = max(widest, sorted[i]-sorted[i-1])
	}
	return float64(day - widest)
}

// hands is what is kept of a rhythm by which laptops are unlocked.
type hands struct {
	Holders detect.Holders                   `json:"holders,omitzero"`
	Days    map[model.SubjectID]*detect.Days `json:"days,omitempty"`
}

// NewHands makes the detector of one rhythm that unlocks the laptops of several people, none
// of whom it is (FAC-02). A rhythm identifies a person far less well than a thing does.
func NewHands(s Settings) detect.Detector {
	d := &input{s}
	return &detect.Keyed[hands]{
		Declaration: plugin.Declaration{
			Name: "hands", Kind: plugin.Detector, Version: 1,
			Summary:        "The same hands unlock the laptops of several people who live apart.",
			Needs:          []string{"unlocks file of an endpoint agent"},
			Indicators:     []string{"FAC-02"},
			FalsePositives: "Help desks who set laptops up, rhythms that are alike by chance.",
			Settings:       s,
		},
		On: []ocsf.Class{ocsf.DeviceConfigState},
		Things: func(e *model.Event, add func(kind, value string)) {
			if by := e.Text(model.Typist); by != "" && of(e) != "" && by != e.Text(model.SessionTypist) {
				add("typing", by)
			}
		},
		Observe: d.together,
	}
}

// together counts the days on which hands unlocked each person's laptop.
func (d *input) together(c *detect.Context, s *hands, e *model.Event) {
	id := of(e)
	claims := c.Claims(id)
	if claims == nil || claims.Accommodated(assistive) {
		return
	}
	s.Holders.Add(e, id)
	if s.Days == nil {
		s.Days = map[model.SubjectID]*detect.Days{}
	}
	if _, kept := s.Holders.People[id]; !kept {
		return
	}
	if s.Days[id] == nil {
		s.Days[model.SubjectID(strings.Clone(string(id)))] = &detect.Days{}
	}
	if !s.Days[id].Add(e.Time) || s.Days[id].Count != d.UnlockDays {
		return
	}
	var often detect.Holders
	often.People = map[model.SubjectID]detect.Holding{}
	for _, o := range slices.Sorted(maps.Keys(s.Days)) {
		if s.Days[o].Count >= d.UnlockDays {
			often.People[o] = s.Holders.People[o]
		}
	}
	_, value, _ := strings.Cut(string(c.Key), ":")
	for _, who := range often.Renew(id) {
		others := often.Strangers(c, who, nil)
		if len(others) == 0 {
			continue
		}
		f := model.Finding{
			Indicator: "FAC-02", Subject: who, About: string(c.Key),
			Reason: fmt.Sprintf("the hands that unlock the laptop %s unlock that of %s too, %s", s.Days[who], detect.Names(others), c.Homes(who, others)),
			Shared: often.Shared(c, "typing", value, append(others, who)...),
		}
		f.Cite(often.People[who].Cite, often.People[others[0]].Cite)
		c.Report(e, f)
	}
}
