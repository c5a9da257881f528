// Package behaviour measures what people take against what they and their peers usually
// take (UEBA): repositories, documents, secrets, bytes to private places and files on
// removable drives (BEH-09, BEH-13, BEH-26, BEH-11, BEH-15), the same shortly before the last day (EXT-01), and chains of collecting,
// packing, taking out and wiping (BEH-27).
//
// What is usual is known from the first day, because a person without a history is held
// against the peers, and peers without one against a published or stated default; the
// person's own days take over as they come. An anomaly is said with its numbers. What
// several peers do on the same day is a release or a migration and nobody's anomaly.
// False positives: a new laptop that clones all, a code search, a move of a team's folder, an
// audit, a hand-over, a backup.
package behaviour

import (
	"fmt"
	"strings"
	"time"

	"bonafide/detect"
	"bonafide/model"
	"bonafide/model/ocsf"
	"bonafide/plugin"
)

// Settings tune the detector.
type Settings struct {
	Surprise    float64 `yaml:"surprise" unit:"sigma" doc:"How far above what is usual a day has to be, as the standard deviations of a normal distribution with the same tail. 4 is a day in 30,000."`
	AtOnce      float64 `yaml:"at_once" unit:"sigma" doc:"So far above what is usual it is told at once and not at the day's end, when it is known what the peers did."`
	Repos       int     `yaml:"repositories" doc:"Fewer different repositories taken in a day are never an anomaly; new staff take two to five in their first week (FLAME)."`
	Documents   int     `yaml:"documents" doc:"Fewer different documents taken in a day are never an anomaly."`
	Read        int     `yaml:"documents_read" doc:"Fewer different documents opened in a day are never an anomaly."`
	Secrets     int     `yaml:"secrets" doc:"Fewer different secrets read in a day are never an anomaly."`
	Megabytes   float64 `yaml:"megabytes" unit:"MB" doc:"Less sent in a day to private storage or by file transfer is never an anomaly."`
	Copied      int     `yaml:"files_copied" doc:"Fewer different files written to removable drives in a day are never an anomaly."`
	Crowd       int     `yaml:"crowd" doc:"So many peers who take at least half as much on the same day make it an ordinary day."`
	NoticeDays  int     `yaml:"notice_days" unit:"days" doc:"An anomaly within so many days of the last day is told as such, too (EXT-01)."`
	ChainHours  float64 `yaml:"chain_hours" unit:"h" doc:"Within how long the steps of a chain follow each other (BEH-27)."`
	ChainStages int     `yaml:"chain_stages" doc:"So many different steps, the last of them taking out or wiping, are a chain."`
}

// Defaults are settings that fit most companies.
func Defaults() Settings {
	return Settings{
		Surprise: 4, AtOnce: 6, Repos: 15, Documents: 60, Read: 200, Secrets: 10, Megabytes: 500, Copied: 30, Crowd: 2,
		NoticeDays: 30, ChainHours: 48, ChainStages: 3,
	}
}

// New makes the detector.
func New(s Settings) detect.Detector {
	d := &behaviour{s}
	return &detect.Keyed[circle]{
		Declaration: plugin.Declaration{
			Name: "behaviour", Kind: plugin.Detector, Version: 1,
			Summary:        "Days on which somebody takes far more than they and their peers usually do, and chains of steps that take data out.",
			Needs:          []string{"audit records of repositories, documents and secrets", "people file with departments"},
			Indicators:     []string{"BEH-09", "BEH-11", "BEH-13", "BEH-15", "BEH-26", "BEH-27", "EXT-01"},
			FalsePositives: "A new laptop that clones all, a code search, a move of a team's folder, an audit, a hand-over, a backup.",
			Settings:       s,
		},
		On: []ocsf.Class{
			ocsf.FileActivity, ocsf.FileHosting, ocsf.APIActivity, ocsf.WebResourceActivity, ocsf.NetworkActivity, ocsf.HTTPActivity,
			ocsf.ProcessActivity, ocsf.PeripheralActivity, ocsf.EventLogActivity,
		},
		Of:      who,
		Circle:  peers,
		Observe: d.observe,
		Finish:  d.finish,
	}
}

type behaviour struct{ Settings }

// who acted, or whose machine did.
func who(e *model.Event) model.SubjectID {
	if e.Subject != "" {
		return e.Subject
	}
	return e.Owner
}

// peers are the people of one department.
func peers(w detect.World, id model.SubjectID) string {
	if claims := w.Claims(id); claims != nil {
		return strings.ToLower(strings.TrimSpace(claims.Department))
	}
	return ""
}

// circle is what is kept of the people of one department.
type circle struct {
	Members map[model.SubjectID]*member `json:"members,omitempty"`
	// Known counts how many members ever took a resource, by its hash.
	Known sketch `json:"known,omitzero"`
	// Closed is the day before which all days were judged.
	Closed int `json:"closed,omitempty"`
}

// member is what is kept of one person: bounded, about a kilobyte.
type member struct {
	Day    int                    `json:"day"` // since 1970, by the person's clock; 0 for none at hand
	Today  [channels]take         `json:"today"`
	Before past                   `json:"before,omitzero"`
	Usual  [channels]baseline     `json:"usual"`
	Seen   bloom                  `json:"seen,omitzero"` // what was taken ever
	Stages [stages]int64          `json:"stages,omitzero"`
	Cites  [stages]model.Evidence `json:"cites,omitzero"`
	ToldAt int64                  `json:"told_at,omitempty"` // the chain, Unix time
}

// past is how much somebody took on their last day before today, for the peers' sake.
type past struct {
	Day     int               `json:"day"`
	Amounts [channels]float64 `json:"amounts"`
}

// take is what somebody took on one day through one channel.
type take struct {
	What   counter        `json:"what,omitzero"`
	Bytes  float64        `json:"bytes,omitempty"`
	New    int            `json:"new,omitempty"`  // never taken before by them
	Rare   int            `json:"rare,omitempty"` // nor by almost any peer
	Cite   model.Evidence `json:"cite,omitzero"`
	Latest model.Evidence `json:"latest,omitzero"`
	At     int64          `json:"at,omitempty"` // of the latest, Unix time
}

// amount is how much it is: different things, or megabytes.
func (t *take) amount(ch channel) float64 {
	if ch == outgoing {
		return t.Bytes / 1e6
	}
	return t.What.count()
}

func (d *behaviour) observe(c *detect.Context, s *circle, e *model.Event) {
	id := who(e)
	m := s.member(id)
	claims := c.Claims(id)
	if day := dayOf(e.Time, claims); day > m.Day {
		d.closeBefore(c, s, day-1)
		d.close(c, s, id, m)
		m.Day = day
	}
	if st, ok := stageOf(e); ok {
		d.chain(c, m, id, st, e)
	}
	ch, what, ok := channelOf(e)
	if !ok {
		return
	}
	t := &m.Today[ch]
	if t.Cite == (model.Evidence{}) {
		t.Cite = e.Evidence()
	}
	t.Latest, t.At = e.Evidence(), e.Time.Unix()
	before := t.amount(ch)
	if ch == outgoing {
		n, _ := e.Number(model.BytesOut)
		t.Bytes += n
	} else {
		h := hash(ch, what)
		t.What.add(h)
		if m.Seen.add(h) {
			t.New++
			if int(s.Known.add(h)) <= 1+len(s.Members)/50 {
				t.Rare++
			}
		}
	}
	if grown(before, t.amount(ch)) {
		d.judge(c, s, id, ch, d.AtOnce)
	}
}

// grown tells whether an amount is worth another look: it has grown by half since a power
// of one and a half, so that a day is judged a dozen times and not for every record.
func grown(before, now float64) bool {
	const step = 1.5
	level := 8.0
	for level*step <= now {
		level *= step
	}
	return before < level && now >= level
}

func (s *circle) member(id model.SubjectID) *member {
	m := s.Members[id]
	if m == nil {
		if s.Members == nil {
			s.Members = map[model.SubjectID]*member{}
		}
		m = &member{}
		s.Members[model.SubjectID(strings.Clone(string(id)))] = m
	}
	return m
}

// closeBefore ends the days of all members that lie before a day, wherever their clocks are,
// while it is still known what the others did: who comes back from a week off is not held
// against peers who have forgotten the migration.
func (d *behaviour) closeBefore(c *detect.Context, s *circle, day int) {
	if day <= s.Closed {
		return
	}
	s.Closed = day
	for id, m := range s.sorted() {
		if m.Day < day {
			d.close(c, s, id, m)
		}
	}
}

// close ends a member's day: it is judged and becomes part of what is usual.
func (d *behaviour) close(c *detect.Context, s *circle, id model.SubjectID, m *member) {
	if m.Day == 0 {
		return
	}
	m.Before = past{Day: m.Day}
	for ch := range channels {
		d.judge(c, s, id, ch, d.Surprise)
		m.Before.Amounts[ch] = m.Today[ch].amount(ch)
		m.Usual[ch].learn(scale(m.Before.Amounts[ch]), prior(ch))
		m.Today[ch] = take{}
	}
	m.Day = 0
}

// finish judges what the last day came to.
func (d *behaviour) finish(c *detect.Context, s *circle) {
	for id := range s.sorted() {
		for ch := range channels {
			d.judge(c, s, id, ch, d.Surprise)
		}
	}
}

// known is how many days have to be known of the person or the peers; before, only the
// stated default says what is usual, and a day has to be further above it.
const known = 5

// judge holds a member's day against what is usual, and reports an anomaly of so many
// standard deviations or more.
func (d *behaviour) judge(c *detect.Context, s *circle, id model.SubjectID, ch channel, least float64) {
	m := s.Members[id]
	t := &m.Today[ch]
	amount, at := t.amount(ch), time.Unix(t.At, 0).UTC()
	if amount < d.floor(ch) || s.crowded(id, ch, m.Day, amount, d.Crowd) {
		return
	}
	others := s.others(id, ch)
	sigma := usual(ch, others, m.Usual[ch]).surprise(scale(amount))
	if ch != outgoing && sigma >= d.Surprise/2 { // what is somebody's every day is their work
		m.Stages[collected], m.Cites[collected] = t.At, t.Latest
	}
	if others.N+m.Usual[ch].N < known {
		least = max(least, (d.Surprise+d.AtOnce)/2)
	}
	if sigma < least {
		return
	}
	f := model.Finding{
		Indicator: ch.indicator(), Subject: id, At: at,
		About:  fmt.Sprintf("%s usual day %d", ch, m.Day/7),
		Reason: reason(ch, t, m.Usual[ch], others, sigma, m.Day), Surprise: sigma,
	}
	f.Cite(t.Cite, t.Latest)
	c.Find(f)
	claims := c.Claims(id)
	if claims == nil || claims.End.IsZero() {
		return
	}
	left := claims.End.Sub(at)
	if left < time.Duration(d.NoticeDays)*24*time.Hour && left > -48*time.Hour {
		f.Indicator, f.About = "EXT-01", string(ch.indicator())
		f.Reason = fmt.Sprintf("%s; the last day is %s", f.Reason, claims.End.Format(time.DateOnly))
		f.Cite(claims.Evidence(model.ClaimEnd))
		c.Find(f)
	}
}

func (d *behaviour) floor(ch channel) float64 {
	switch ch {
	case code:
		return float64(d.Repos)
	case documents:
		return float64(d.Documents)
	case reading:
		return float64(d.Read)
	case secrets:
		return float64(d.Secrets)
	case copied:
		return float64(d.Copied)
	}
	return d.Megabytes
}
