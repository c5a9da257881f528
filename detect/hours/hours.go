// Package hours holds the zone in which somebody's days fit against the one they claim
// (BEH-01). It infers an offset from activity times alone, with its uncertainty, so that
// night owls, carers with split days and people of whom little is known stay out.
//
// Sign-ins that programs renew by themselves do not count, nor does what scripts do under the
// person's name, nor days of declared travel. It speaks of offsets, never of places. False
// positives: night shifts nobody wrote down, work for customers of another zone.
package hours

import (
	"fmt"

	"bonafide/detect"
	"bonafide/internal/diurnal"
	"bonafide/model"
	"bonafide/model/ocsf"
	"bonafide/plugin"
)

// Settings tune the detector.
type Settings struct {
	Days        int     `yaml:"days" unit:"days" doc:"Days with activity before the working hours are judged (BEH-01)."`
	MarginHours float64 `yaml:"margin_hours" unit:"h" doc:"How far the claimed zone may lie from where the hours fit: people's days differ by so much."`
	Doubt       float64 `yaml:"doubt" doc:"What probability is left to the claimed zone and all within the margin when it is reported."`
	ApartHours  float64 `yaml:"apart_hours" unit:"h" doc:"How far the likeliest zone must lie from the claimed one; who works from two in the afternoon to eleven at night is five hours off."`
}

// Defaults are settings that fit most companies.
func Defaults() Settings {
	return Settings{Days: 15, MarginHours: diurnal.Margin, Doubt: diurnal.Doubt, ApartHours: 6}
}

// state is what is kept per subject.
type state struct {
	Hours diurnal.Hours `json:"hours"`
	Next  int           `json:"next,omitempty"` // days at which to judge again
}

// New makes the detector.
func New(s Settings) detect.Detector {
	d := &hours{s, diurnal.Shipped()}
	return &detect.Keyed[state]{
		Declaration: plugin.Declaration{
			Name: "hours", Kind: plugin.Detector, Version: 1,
			Summary:        "The zone in which the hours of activity fit, against the claimed one.",
			Needs:          []string{"people file with time zones", "sign-in records of some weeks"},
			Indicators:     []string{"BEH-01"},
			FalsePositives: "Night shifts nobody wrote down, work for customers of another zone, a claimed zone that is out of date.",
			Settings:       s,
		},
		On:      []ocsf.Class{ocsf.Authentication, ocsf.MeetingParticipation, ocsf.WebResourceActivity, ocsf.APIActivity},
		Observe: d.observe,
	}
}

type hours struct {
	Settings
	model *diurnal.Model
}

func (d *hours) observe(c *detect.Context, s *state, e *model.Event) {
	claims := c.Claims(e.Subject)
	if claims == nil || claims.Zone == nil || e.Outcome == model.Failure || detect.Background(e) || !detect.ByHand(e) || !claims.Employed(e.Time) {
		return
	}
	if _, away := claims.Travelling(e.Time); away {
		return
	}
	before := s.Hours.Days
	s.Hours.Add(e.Time)
	// The day that has just begun says nothing yet of how it ends.
	if s.Hours.Days == before || before < max(d.Days, s.Next) {
		return
	}
	s.Next = before + max(5, before/4) // judging costs more than counting
	d.judge(c, s, claims, e, before)
}

// judge reports BEH-01, again when more days say so.
func (d *hours) judge(c *detect.Context, s *state, claims *model.Claims, e *model.Event, days int) {
	claimed := diurnal.Claimed(claims.Zone, e.Time)
	if d.model.Fits(&s.Hours, claimed) {
		return
	}
	est := d.model.Infer(&s.Hours)
	now := claimed.At(est.Summer)
	if est.Within(claimed, d.MarginHours) >= d.Doubt || diurnal.Apart(est.Offset, now) < d.ApartHours {
		return
	}
	s.Next = 2 * days
	c.Report(e, model.Finding{
		Indicator: "BEH-01", Subject: claims.ID,
		Reason: fmt.Sprintf("the times of day of %s of activity fit UTC%s (95 %%: %s); the claim is %s, UTC%s",
			detect.Count(days, "day"), diurnal.Signed(est.Offset), est.Arc(0.95), claims.Zone, diurnal.Signed(now)),
	}, claims.Evidence(model.ClaimTimeZone))
}
