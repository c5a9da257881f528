// Package presence looks at when an account is used: after the last day (EXT-02), without
// anybody ever sleeping (BEH-02), and by another part of the world's day (BEH-01).
//
// Sign-ins that programs renew by themselves do not count, nor does what scripts do under
// the person's name. False positives: records that arrive late, unattended jobs that sign in,
// a jiggler with a busy mail client, night shifts nobody wrote down.
package presence

import (
	"fmt"
	"math"
	"math/bits"
	"strings"
	"time"

	"bonafide/detect"
	"bonafide/model"
	"bonafide/model/ocsf"
	"bonafide/plugin"
)

// Settings tune the detector.
type Settings struct {
	GapHours   float64 `yaml:"gap_hours" unit:"h" doc:"People sleep; an account without a longer pause than this is not one person's."`
	Days       float64 `yaml:"days" unit:"days" doc:"For how long there was no such pause."`
	ShiftHours float64 `yaml:"shift_hours" unit:"h" doc:"How far the middle of the working day may lie from one in the afternoon of the claimed zone (BEH-01); night owls reach six hours."`
	ShiftDays  int     `yaml:"shift_days" unit:"days" doc:"Days with activity before the working day is judged."`
}

// Defaults are settings that fit most companies.
func Defaults() Settings { return Settings{GapHours: 5, Days: 5, ShiftHours: 7, ShiftDays: 15} }

// state is what is kept per subject.
type state struct {
	Last   time.Time      `json:"last,omitzero"`
	Since  time.Time      `json:"since,omitzero"` // the streak without a pause
	Events int            `json:"events,omitempty"`
	Cite   model.Evidence `json:"cite,omitzero"`
	Told   time.Time      `json:"told,omitzero"`
	Late   int            `json:"late,omitempty"` // uses after the last day
	Shift  shift          `json:"shift,omitzero"`
}

// shift is on how many days each hour of the claimed zone's clock was used.
type shift struct {
	Worked detect.Days `json:"worked"`
	Today  uint32      `json:"today"` // the hours of the last day, as bits
	Hours  [24]int     `json:"hours"`
	Told   int         `json:"told,omitempty"` // days worked when it was told
}

// New makes the detector.
func New(s Settings) detect.Detector {
	d := &presence{s}
	return &detect.Keyed[state]{
		Declaration: plugin.Declaration{
			Name: "presence", Kind: plugin.Detector, Version: 1,
			Summary:        "Accounts used after the last day, around the clock, or by another part of the world's day.",
			Needs:          []string{"people file with end dates and time zones", "sign-in records"},
			Indicators:     []string{"EXT-02", "BEH-01", "BEH-02"},
			FalsePositives: "End dates entered late or extended, unattended jobs under a person's name, night shifts nobody wrote down.",
			Settings:       s,
		},
		On:      []ocsf.Class{ocsf.Authentication, ocsf.MeetingParticipation, ocsf.TunnelActivity, ocsf.WebResourceActivity, ocsf.APIActivity},
		Observe: d.observe,
	}
}

type presence struct{ Settings }

func (d *presence) observe(c *detect.Context, s *state, e *model.Event) {
	claims := c.Claims(e.Subject)
	if claims == nil || e.Outcome == model.Failure || detect.Background(e) {
		return
	}
	if claims.Left(e.Time) && !claims.Start.After(claims.End) { // an end before the start is of an earlier contract
		d.late(c, s, claims, e)
		return
	}
	if !byHand(e) {
		return
	}
	d.awake(c, s, claims, e)
	d.hours(c, s, claims, e)
}

// byHand tells whether a person was there: they signed in, met somebody or used a browser.
func byHand(e *model.Event) bool {
	switch e.Class {
	case ocsf.Authentication, ocsf.MeetingParticipation:
		return true
	case ocsf.WebResourceActivity, ocsf.APIActivity:
		return strings.Contains(strings.ToLower(e.Text(model.UserAgent)), "mozilla")
	}
	return false
}

// awake reports BEH-02, again after each further week.
func (d *presence) awake(c *detect.Context, s *state, claims *model.Claims, e *model.Event) {
	if s.Last.IsZero() || e.Time.Sub(s.Last).Hours() >= d.GapHours {
		s.Since, s.Events, s.Cite = e.Time, 0, e.Evidence()
	}
	s.Last = e.Time
	s.Events++
	streak := e.Time.Sub(s.Since).Hours() / 24
	if streak < d.Days || e.Time.Sub(s.Told) < 7*24*time.Hour {
		return
	}
	s.Told = e.Time
	f := model.Finding{
		Indicator: "BEH-02", Subject: claims.ID,
		Reason: fmt.Sprintf("active for %.0f days (since %s) without a pause of %.0f h, %d events",
			math.Floor(streak), s.Since.Format(time.DateOnly), d.GapHours, s.Events),
	}
	f.Cite(s.Cite)
	c.Report(e, f)
}

// hours reports BEH-01: the middle of the working day, over weeks, lies far from that of
// the claimed zone. Days of declared travel do not count.
func (d *presence) hours(c *detect.Context, s *state, claims *model.Claims, e *model.Event) {
	if _, away := claims.Travelling(e.Time); away || claims.Zone == nil || !claims.Employed(e.Time) {
		return
	}
	h := &s.Shift
	if h.Worked.Add(e.Time) {
		h.close()
		d.judge(c, h, claims, e)
	}
	h.Today |= 1 << e.Time.In(claims.Zone).Hour()
}

// close counts the hours of the day that is over.
func (h *shift) close() {
	for today := h.Today; today != 0; today &= today - 1 {
		h.Hours[bits.TrailingZeros32(today)]++
	}
	h.Today = 0
}

func (d *presence) judge(c *detect.Context, h *shift, claims *model.Claims, e *model.Event) {
	worked := h.Worked.Count - 1 // today is not over
	if worked < d.ShiftDays || h.Told > 0 && worked < 2*h.Told {
		return
	}
	middle, clear := h.middle()
	const noon = 13 // the middle of nine to five
	off := math.Abs(middle - noon)
	off = min(off, 24-off)
	if !clear || off < d.ShiftHours {
		return
	}
	h.Told = worked
	c.Report(e, model.Finding{
		Indicator: "BEH-01", Subject: claims.ID,
		Reason: fmt.Sprintf("over %d days the middle of the working day is at %02d:%02d of the claimed zone %s, %.0f h from one in the afternoon",
			worked, int(middle), int(60*(middle-math.Floor(middle))), claims.Zone, off),
	}, claims.Evidence(model.ClaimTimeZone))
}

// middle is the circular mean of the hours, and whether the day has a clear middle at all.
func (h *shift) middle() (hour float64, clear bool) {
	x, y, n := 0.0, 0.0, 0
	for i, days := range h.Hours {
		angle := 2 * math.Pi * (float64(i) + 0.5) / 24
		x, y, n = x+float64(days)*math.Cos(angle), y+float64(days)*math.Sin(angle), n+days
	}
	if n == 0 {
		return 0, false
	}
	hour = math.Mod(math.Atan2(y, x)*24/(2*math.Pi)+24, 24)
	return hour, math.Hypot(x, y)/float64(n) > 0.5
}

// late reports EXT-02. A call that somebody is invited to needs no account, so it does not
// count.
func (d *presence) late(c *detect.Context, s *state, claims *model.Claims, e *model.Event) {
	if e.Outcome != model.Success || e.Class == ocsf.MeetingParticipation {
		return
	}
	s.Late++
	if !detect.Milestone(s.Late) {
		return
	}
	c.Report(e, model.Finding{
		Indicator: "EXT-02", Subject: claims.ID,
		Reason: fmt.Sprintf("the account was used %s after the last day (%s), last on %s: %s",
			times(s.Late), claims.End.Format(time.DateOnly), e.Time.Format(detect.Stamp), e.Action),
	}, claims.Evidence(model.ClaimEnd))
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return detect.Count(n, "time")
}
