package verification

import (
	"fmt"
	"strings"

	"bonafide/detect"
	"bonafide/model"
	"bonafide/model/ocsf"
	"bonafide/plugin"
)

// observations is what is kept per subject: how often each kind was noted since its
// opposite, and when.
type observations struct {
	Noted map[string]*noted `json:"noted,omitempty"`
}

type noted struct {
	Days detect.Days    `json:"days"`
	Cite model.Evidence `json:"cite"`
}

// observable is a kind of observation: what it is called, how many days of it are told, what it says, and
// which accommodation explains it.
type observable struct {
	indicator model.IndicatorID
	days      int
	what      string
	but       string
	excused   []string
}

// observables are the kinds that people may note. What happens to honest people, too, is
// told from several days on only, and the kind named in but takes it back.
func observables() map[string]observable {
	return map[string]observable{
		"call_declined":      {indicator: "BEH-04", days: 4, what: "declined calls with video", but: "call_taken", excused: []string{"camera_off", "no_calls", "interpreter"}},
		"voice_unreachable":  {indicator: "BEH-19", days: 4, what: "could not be reached by voice", but: "call_taken", excused: []string{"no_calls", "interpreter"}},
		"visit_declined":     {indicator: "BEH-23", days: 3, what: "declined to come by, though living near", but: "visited", excused: []string{"mobility", "no_visits"}},
		"key_refused":        {indicator: "EDR-31", days: 2, what: "refused a security key or passkey of the device", but: "key_taken", excused: []string{"assistive_input", "security_key"}},
		"account_letter":     {indicator: "PAY-10", days: 1, what: "asked for a letter to free a frozen exchange or payment account"},
		"advance_requested":  {indicator: "PAY-11", days: 3, what: "asked to be paid in advance"},
		"benefits_declined":  {indicator: "PAY-12", days: 1, what: "declined all benefits", but: "benefits_taken"},
		"extortion":          {indicator: "EXT-03", days: 1, what: "money was demanded for silence about the company's data"},
		"code_found_outside": {indicator: "EXT-04", days: 1, what: "the company's code was found in a public place"},
		"threat":             {indicator: "EXT-05", days: 1, what: "threatened to publish or delete the company's data"},
	}
}

// NewObservations makes the detector of what HR, IT and colleagues noted about somebody, by kind
// and not by words: calls and visits declined again and again (BEH-04, BEH-19, BEH-23), keys
// refused (EDR-31), requests around pay (PAY-10, PAY-11, PAY-12), threats, extortion and
// leaks (EXT-03, EXT-04, EXT-05).
//
// False positives: carers and people with an accommodation (which excuses), hardship, a
// benefit plan of the spouse's, scams aimed at honest staff, a hasty word; so single notes of what
// happens to anybody are not told.
func NewObservations(struct{}) detect.Detector {
	return &detect.Keyed[observations]{
		Declaration: plugin.Declaration{
			Name: "observations", Kind: plugin.Detector, Version: 1,
			Summary:        "What HR, IT and colleagues noted: calls declined, keys refused, requests around pay, threats.",
			Needs:          []string{"observations file"},
			Indicators:     []string{"BEH-04", "BEH-19", "BEH-23", "EDR-31", "PAY-10", "PAY-11", "PAY-12", "EXT-03", "EXT-04", "EXT-05"},
			FalsePositives: "Carers, people with an accommodation that was not entered, hardship, a spouse's benefits, scams aimed at honest staff.",
		},
		On:      []ocsf.Class{ocsf.IdentityVerification},
		Observe: observeNote,
	}
}

func observeNote(c *detect.Context, s *observations, e *model.Event) {
	claims := c.Claims(e.Subject)
	if claims == nil || e.Text(model.CheckName) != "observation" {
		return
	}
	kind := strings.ReplaceAll(strings.TrimSpace(e.Text(model.ResourceType)), " ", "_")
	all := observables()
	o, known := all[kind]
	if !known {
		for name, other := range all { // what takes another kind back
			if other.but == kind {
				delete(s.Noted, name)
			}
		}
		return
	}
	for _, what := range o.excused {
		if claims.Accommodated(what) {
			return
		}
	}
	n := s.Noted[kind]
	if n == nil {
		if s.Noted == nil {
			s.Noted = map[string]*noted{}
		}
		n = &noted{Cite: e.Evidence()}
		s.Noted[kind] = n
	}
	if !n.Days.Add(e.Time) || !detect.Reached(n.Days.Count, o.days) {
		return
	}
	reason := o.what
	if o.days > 1 {
		reason += " " + n.Days.String()
	}
	if by := e.Text(model.CheckSource); by != "" {
		reason += fmt.Sprintf(", as %s noted", by)
	}
	c.Report(e, model.Finding{Indicator: o.indicator, Subject: e.Subject, Reason: reason}, n.Cite)
}
