// Package access looks at who holds, or asks for, access that opens much and that people of
// the same title or department do not hold (BEH-08). It sees entitlements as exports list
// them, those that were only asked for among them.
//
// It says nothing where there are no peers: the only one in a role holds what nobody else
// does. False positives: on-call administrators, deputies, founders, people between two
// roles. One such right is no spread.
package access

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"bonafide/detect"
	"bonafide/internal/share"
	"bonafide/model"
	"bonafide/model/ocsf"
	"bonafide/plugin"
)

// Settings tune the detector.
type Settings struct {
	Beyond   int     `yaml:"beyond" unit:"rights" doc:"Rights that open much and that peers do not hold, before they are reported together: one or two are a task, three are a spread."`
	MinPeers int     `yaml:"min_peers" unit:"people" doc:"With fewer others of the same title and department, or else department, nothing is said."`
	High     float64 `yaml:"high" unit:"share" doc:"A right is beyond peers when the share of them who hold it is under this even at the high end (95 % quantile) of what so few can tell."`
}

// Defaults are settings that fit most companies.
func Defaults() Settings { return Settings{Beyond: 3, MinPeers: 5, High: 0.4} }

// circle is what is kept of the people of one department.
type circle struct {
	People map[model.SubjectID]*holder `json:"people,omitempty"`
	Last   time.Time                   `json:"last,omitzero"`
}

// holder is what somebody holds or asked for, by its name.
type holder struct {
	Title  string           `json:"title,omitempty"`
	Rights map[string]right `json:"rights,omitempty"`
}

// right is one entitlement that opens much.
type right struct {
	Can   []string       `json:"can,omitempty"`
	Asked bool           `json:"asked,omitempty"` // and not given
	At    time.Time      `json:"at"`
	Cite  model.Evidence `json:"cite"`
}

// mostRights bounds the rights kept of one person.
const mostRights = 64

// New makes the detector.
func New(s Settings) detect.Detector {
	d := &access{s}
	return &detect.Keyed[circle]{
		Declaration: plugin.Declaration{
			Name: "access", Kind: plugin.Detector, Version: 1,
			Summary:        "Access that opens much, held or asked for, beyond what peers hold.",
			Needs:          []string{"exports of entitlements (docs/operations/access-reviews.md)", "people file with department and title"},
			Indicators:     []string{"BEH-08"},
			FalsePositives: "On-call administrators, deputies, founders, people between two roles.",
			Settings:       s,
		},
		On:      []ocsf.Class{ocsf.UserInventory},
		Circle:  department,
		Observe: observe,
		Finish:  d.finish,
	}
}

type access struct{ Settings }

// department is the circle that people are held against first.
func department(w detect.World, id model.SubjectID) string {
	if claims := w.Claims(id); claims != nil {
		return strings.ToLower(strings.TrimSpace(claims.Department))
	}
	return ""
}

func observe(c *detect.Context, s *circle, e *model.Event) {
	if e.Time.After(s.Last) {
		s.Last = e.Time
	}
	claims := c.Claims(e.Subject)
	if claims == nil || claims.Kind != model.Worker {
		return
	}
	if s.People == nil {
		s.People = map[model.SubjectID]*holder{}
	}
	h := s.People[e.Subject]
	if h == nil {
		h = &holder{Title: strings.ToLower(strings.TrimSpace(claims.Title))}
		s.People[model.SubjectID(strings.Clone(string(e.Subject)))] = h
	}
	name := e.Text(model.Privilege)
	if e.Format != "people/grants" || name == "" {
		return
	}
	asked := e.Action == "asked for"
	have, known := h.Rights[name]
	if known && (asked || !have.Asked) || !known && len(h.Rights) >= mostRights {
		return
	}
	if h.Rights == nil {
		h.Rights = map[string]right{}
	}
	r := right{Asked: asked, At: e.Time, Cite: e.Evidence()}
	for ability := range e.All(model.ResourceType) {
		r.Can = append(r.Can, strings.Clone(ability))
	}
	h.Rights[strings.Clone(name)] = r
}

// finish holds everybody against the others of the same title, or else of the department.
func (d *access) finish(c *detect.Context, s *circle) {
	if string(c.Key) == "circle:" {
		return // people without a department have nothing in common
	}
	there := make([]model.SubjectID, 0, len(s.People))
	for _, id := range slices.Sorted(maps.Keys(s.People)) {
		if claims := c.Claims(id); claims != nil && !claims.Left(s.Last) {
			there = append(there, id)
		}
	}
	for _, id := range there {
		h := s.People[id]
		if len(h.Rights) < d.Beyond {
			continue
		}
		peers := slices.DeleteFunc(slices.Clone(there), func(o model.SubjectID) bool { return o == id || s.People[o].Title != h.Title })
		words := "of the same title and department"
		if len(peers) < d.MinPeers {
			if h.Title != "" && len(peers) == 0 {
				continue // the only one in the role
			}
			peers = slices.DeleteFunc(slices.Clone(there), func(o model.SubjectID) bool { return o == id })
			words = "of the department"
		}
		if len(peers) >= d.MinPeers {
			d.spread(c, s, id, peers, words)
		}
	}
}

// spread reports somebody's rights that peers do not hold, when they are several.
func (d *access) spread(c *detect.Context, s *circle, id model.SubjectID, peers []model.SubjectID, words string) {
	type beyond struct {
		name string
		right
	}
	var found []beyond
	abilities, asked := map[string]bool{}, 0
	for _, name := range slices.Sorted(maps.Keys(s.People[id].Rights)) {
		with := 0
		for _, o := range peers {
			if r, ok := s.People[o].Rights[name]; ok && !r.Asked {
				with++
			}
		}
		if _, high := share.Interval(with, len(peers)); high >= d.High {
			continue
		}
		r := s.People[id].Rights[name]
		found = append(found, beyond{name, r})
		if r.Asked {
			asked++
		}
		for _, a := range r.Can {
			abilities[a] = true
		}
	}
	if len(found) < d.Beyond || len(abilities) < 2 {
		return // one kind of right several times, such as repositories, is one task
	}
	slices.SortStableFunc(found, func(a, b beyond) int { return a.At.Compare(b.At) })
	names := make([]string, 0, len(found))
	f := model.Finding{Indicator: "BEH-08", Subject: id, About: "spread", At: found[d.Beyond-1].At}
	for _, b := range found {
		names = append(names, b.name)
		f.Cite(b.Cite)
	}
	const shown = 6
	list := strings.Join(names[:min(len(names), shown)], ", ")
	if more := len(names) - shown; more > 0 {
		list += " and " + detect.Count(more, "other")
	}
	how := "holds"
	if asked > 0 {
		how = fmt.Sprintf("holds or asked for (%d only asked for)", asked)
	}
	f.Reason = fmt.Sprintf("%s %d rights that open much and that few or none of %d others %s hold: %s", how, len(found), len(peers), words, list)
	c.Find(f)
}
