// Package presence looks at when an account is used: after the last day (EXT-02) and without
// anybody ever sleeping (BEH-02).
//
// Sign-ins that programs renew by themselves do not count, nor does what scripts do under
// the person's name. False positives: records that arrive late, unattended jobs that sign in,
// a jiggler with a busy mail client.
package presence

import (
	"fmt"
	"math"
	"time"

	"bonafide/detect"
	"bonafide/model"
	"bonafide/model/ocsf"
	"bonafide/plugin"
)

// Settings tune the detector.
type Settings struct {
	GapHours float64 `yaml:"gap_hours" unit:"h" doc:"People sleep; an account without a longer pause than this is not one person's."`
	Days     float64 `yaml:"days" unit:"days" doc:"For how long there was no such pause."`
}

// Defaults are settings that fit most companies.
func Defaults() Settings { return Settings{GapHours: 5, Days: 5} }

// state is what is kept per subject.
type state struct {
	Last   time.Time      `json:"last,omitzero"`
	Since  time.Time      `json:"since,omitzero"` // the streak without a pause
	Events int            `json:"events,omitempty"`
	Cite   model.Evidence `json:"cite,omitzero"`
	Told   time.Time      `json:"told,omitzero"`
	Late   int            `json:"late,omitempty"` // uses after the last day
}

// New makes the detector.
func New(s Settings) detect.Detector {
	d := &presence{s}
	return &detect.Keyed[state]{
		Declaration: plugin.Declaration{
			Name: "presence", Kind: plugin.Detector, Version: 2,
			Summary:        "Accounts used after the last day or around the clock.",
			Needs:          []string{"people file with end dates", "sign-in records"},
			Indicators:     []string{"EXT-02", "BEH-02"},
			FalsePositives: "End dates entered late or extended, unattended jobs under a person's name.",
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
	if !detect.ByHand(e) {
		return
	}
	d.awake(c, s, claims, e)
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
