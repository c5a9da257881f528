package rule

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"bonafide/detect"
	"bonafide/model"
	"bonafide/plugin"
	"bonafide/sigma"
	"bonafide/sigma/correlate"
)

// group is what is kept of one group of a correlation.
type group struct {
	Of    int             `json:"of"` // the correlation's place
	Group correlate.Group `json:"group"`
	Fired int             `json:"fired,omitempty"`
}

// correlated makes the detector of correlations. Its things are their groups.
func (s *Set) correlated(d plugin.Declaration) detect.Detector {
	return &detect.Keyed[group]{Declaration: d, Things: s.groups, Observe: s.count, Stale: s.behind}
}

// groups tells in which groups an event counts.
func (s *Set) groups(e *model.Event, add func(kind, value string)) {
	for i, place := range e.Matched.Rules {
		for _, n := range s.rules[place].counted {
			c := &s.correlations[n]
			if c.alone {
				if texts := e.Matched.Of(c.by); len(texts) < 2 {
					for i := range texts {
						add(c.kind, texts[i].Text)
					}
					continue
				}
			}
			s.each(c, e, i, func(key string) { add(c.kind, key) })
		}
	}
}

// each tells of the groups of a correlation in which an event counts as the i-th of its
// rules, and not as an earlier one.
func (s *Set) each(c *correlation, e *model.Event, i int, add func(key string)) {
	field := s.field(e)
	var before []string
	for _, place := range e.Matched.Rules[:i] {
		c.single.Keys(int(place), field, func(key string) { before = append(before, key) })
	}
	c.single.Keys(int(e.Matched.Rules[i]), field, func(key string) {
		if !slices.Contains(before, key) {
			before = append(before, key)
			add(key)
		}
	})
}

func (s *Set) behind(g *group, now time.Time) bool {
	return g.Of < 0 || g.Of >= len(s.correlations) || s.correlations[g.Of].single.Behind(&g.Group, now.UnixNano())
}

// count counts an event in a group.
func (s *Set) count(c *detect.Context, g *group, e *model.Event) {
	kind, key, _ := strings.Cut(string(c.Key), ":")
	n, err := strconv.Atoi(kind)
	if err != nil || n < 0 || n >= len(s.correlations) {
		return
	}
	g.Of = n
	of := &s.correlations[n]
	if excused(c, e, of.indicator) {
		return
	}
	rules := make([]int, 0, len(e.Matched.Rules))
	for _, place := range e.Matched.Rules {
		rules = append(rules, int(place))
	}
	firing, fired := of.single.Count(&g.Group, key, correlate.Event{Time: e.Time, ID: mark(e), Rules: rules, Field: s.field(e)})
	if !fired {
		return
	}
	if g.Fired++; detect.Milestone(g.Fired) {
		of.report(c, e, key, &firing)
	}
}

// mark is an event as correlations remember it: whose it is and where it stands.
func mark(e *model.Event) string {
	return strings.Join([]string{string(person(e)), e.Origin.Path, strconv.FormatInt(e.Origin.Line, 10), string(e.ID)}, "\x1f")
}

// unmark reads a mark.
func unmark(text string) (model.SubjectID, model.Evidence) {
	parts := strings.SplitN(text, "\x1f", 4)
	if len(parts) < 4 {
		return "", model.Evidence{}
	}
	line, _ := strconv.ParseInt(parts[2], 10, 64) // mark wrote it
	return model.SubjectID(parts[0]), model.Evidence{Path: parts[1], Line: line, Event: model.EventID(parts[3])}
}

// mostTogether is how many people one firing is about at most: what more have in common
// tells nothing of one of them.
const mostTogether = 8

// report makes findings of a firing, one for each person who took part. Where the order
// matters only who took the last step is meant: the first may be somebody else's, such as
// the help desk's.
func (of *correlation) report(c *detect.Context, e *model.Event, key string, f *correlate.Firing) {
	var people []model.SubjectID
	cites := map[model.SubjectID][]model.Evidence{}
	var all []model.Evidence
	for _, m := range f.Events {
		id, cite := unmark(m)
		all = append(all, cite)
		if c.Claims(id) == nil {
			continue
		}
		if !slices.Contains(people, id) {
			people = append(people, id)
		}
		cites[id] = append(cites[id], cite)
	}
	if of.meta.Type == sigma.TemporalOrdered {
		people = slices.DeleteFunc(people, func(id model.SubjectID) bool { return id != person(e) })
	}
	slices.Sort(people)
	if len(people) > mostTogether || len(people) > 1 && c.Households(people) < 2 {
		return
	}
	sum := sha256.Sum256([]byte(key))
	about := string(of.meta.Key()) + " " + hex.EncodeToString(sum[:8])
	shared := together(c, of, hex.EncodeToString(sum[:3]), people, f)
	for _, id := range people {
		finding := model.Finding{
			Indicator: of.indicator, Subject: id, About: about, Rule: string(of.meta.Key()), Reason: of.reason(f, id, people), Shared: shared,
		}
		cite(&finding, cites[id])
		cite(&finding, all)
		c.Report(e, finding)
	}
}

// together is what people have in common whom one firing names, nil for one person. The mark
// tells groups of one rule apart, without showing what they are grouped by.
func together(c *detect.Context, of *correlation, mark string, people []model.SubjectID, f *correlate.Firing) *model.Shared {
	if len(people) < 2 {
		return nil
	}
	return &model.Shared{
		Kind: "rule", Value: of.meta.Title + " (group " + mark + ")", Holders: len(people), Population: c.Population(), Subjects: people, First: f.First,
	}
}

// cite cites records, and leaves room for the one that completed the correlation.
func cite(f *model.Finding, list []model.Evidence) {
	for _, e := range list {
		if len(f.Evidence) < model.MaxEvidence-1 {
			f.Cite(e)
		}
	}
}

// reason says what fired.
func (of *correlation) reason(f *correlate.Firing, id model.SubjectID, people []model.SubjectID) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: ", of.meta.Title)
	if of.meta.Type == sigma.ValueCount {
		fmt.Fprintf(&b, "%.0f values of %s in ", f.Value, strings.Join(of.meta.Fields, ", "))
	}
	b.WriteString(detect.Count(f.Matches, "record"))
	if f.Last.After(f.First) {
		fmt.Fprintf(&b, " from %s to %s", f.First.Format(detect.Stamp), f.Last.Format(detect.Stamp))
	} else {
		fmt.Fprintf(&b, " at %s", f.Last.Format(detect.Stamp))
	}
	if others := slices.DeleteFunc(slices.Clone(people), func(o model.SubjectID) bool { return o == id }); len(others) > 0 {
		b.WriteString(", together with " + detect.Names(others))
	}
	return b.String()
}
