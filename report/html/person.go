package html

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"bonafide/model"
	"bonafide/report"
)

// person is what person.html shows.
type person struct {
	Anchor, ID, Name, Status string
	Facts                    []string
	Summary                  string
	Bars                     []bar
	Misuse                   *bar
	Exposure, Priority       string
	Checks                   []check
	Waterfall                *waterfall
	Reasons                  []reason // the strongest
	Weaker                   []reason
	Timeline                 *timeline
	Places                   *placesView
	Links                    []link
	Lean                     bool // shortened
	MoreReasons              int  // that are left out
}

// link says why an account or device is somebody's.
type link struct{ Observable, Reason, Path, Cite string }

// bar is a labelled share.
type bar struct {
	Label, Class, Percent string
	Width                 float64
}

type check struct{ Title, Bits, Minutes string }

// reason is one finding with its weight.
type reason struct {
	No                              int
	Anchor                          string
	Title, Indicator, Category, Day string
	Text, Adjusted, Benign, Effect  string
	Added                           string
	For                             bool // speaks for the person
	Cited                           string
	Evidence                        []evidence
	MoreEvidence                    int
}

type evidence struct{ Cite, Path, Excerpt string }

// Reasons shown at once, and in all.
const (
	strongest   = 6
	mostReasons = 30
	leanReasons = 8  // of people who are shortened
	excerpted   = 12 // reasons whose records are shown
)

func (b *builder) person(s *model.SubjectAssessment, anchor string) *person {
	p := &person{
		Anchor: anchor, ID: string(s.ID), Name: s.Name, Status: status(s), Facts: b.facts(s),
		Exposure: report.Percent(s.Exposure), Priority: report.Percent(s.Priority), Summary: summary(s),
	}
	for _, h := range model.Hypotheses() {
		p.Bars = append(p.Bars, bar{report.Story(h), string(h), report.Percent(s.Hypotheses[h]), round(100 * s.Hypotheses[h])})
	}
	p.Misuse = &bar{"misuse of access", "misuse", report.Percent(s.Misuse), round(100 * s.Misuse)}
	for _, c := range s.NextChecks {
		p.Checks = append(p.Checks, check{c.Title, fmt.Sprintf("%.2f", c.ExpectedBits), fmt.Sprintf("%.0f", c.CostMinutes)})
	}
	_, steps := report.Steps(s)
	most := mostReasons
	if b.lean {
		most = leanReasons
	}
	p.Lean, p.MoreReasons = b.lean, max(0, len(s.Reasons)-most)
	for i := range s.Reasons[:min(len(s.Reasons), most)] {
		r := b.reason(&s.Reasons[i], i+1, anchor)
		if steps[i].From != steps[i].To {
			r.Added = signed(steps[i].Added())
		}
		if i < strongest {
			p.Reasons = append(p.Reasons, r)
		} else {
			p.Weaker = append(p.Weaker, r)
		}
	}
	for _, l := range s.Links {
		if b.lean {
			break
		}
		p.Links = append(p.Links, link{l.Observable, l.Reason, l.Evidence.Path, report.Cite(l.Evidence)})
	}
	p.Waterfall = drawWaterfall(s, anchor, most)
	p.Timeline = b.timeline(s)
	p.Places = drawPlaces(s)
	b.maps = b.maps || p.Places != nil
	return p
}

func status(s *model.SubjectAssessment) string {
	switch {
	case s.OpenCase:
		return "open case"
	case s.PolicyMatter != "":
		return "policy matter"
	}
	return "worth watching"
}

// facts are what is claimed, as far as a reader needs it to know whom this is about.
func (b *builder) facts(s *model.SubjectAssessment) []string {
	facts := []string{string(s.Kind)}
	if b.o.Claims == nil {
		return facts
	}
	c := b.o.Claims(s.ID)
	if c == nil {
		return facts
	}
	add := func(prefix, value string) {
		if strings.TrimSpace(value) != "" {
			facts = append(facts, prefix+value)
		}
	}
	add("", c.Title)
	add("", c.Department)
	add("", strings.ReplaceAll(c.EmploymentType, "_", " "))
	add("through ", c.Vendor)
	if c.Work.Known {
		add("says to work in ", c.Work.String())
	}
	add("started ", report.Day(c.Start))
	add("left ", report.Day(c.End))
	return facts
}

// summary says in a sentence what the case rests on.
func summary(s *model.SubjectAssessment) string {
	kinds := []string{}
	favour := 0
	for i := range s.Reasons {
		r := &s.Reasons[i]
		if !against(r) {
			favour++
		} else if max(r.LogLR[model.Proxy], r.LogLR[model.Fabricated], r.MisuseLR) >= math.Ln2/2 && !slices.Contains(kinds, r.Category) {
			kinds = append(kinds, r.Category)
		}
	}
	slices.Sort(kinds)
	text := report.Count(len(s.Reasons)-favour, "reason", "reasons") + " against what is claimed"
	if len(kinds) > 0 {
		text += ", from " + report.Count(len(kinds), "kind", "kinds") + " of records (" + strings.Join(kinds, ", ") + ")"
	}
	if favour > 0 {
		text += "; " + report.Count(favour, "speaks", "speak") + " for them"
	}
	return text + "."
}

func (b *builder) reason(r *model.Reason, no int, anchor string) reason {
	v := reason{
		No: no, Anchor: fmt.Sprintf("%sr%d", anchor, no), Title: r.Title, Indicator: string(r.Indicator), Category: r.Category,
		Day: report.Day(r.At), Text: sentence(report.Redact(r.Reason)), Adjusted: r.Adjusted, Benign: r.Benign, Effect: effect(r), For: !against(r),
		Cited: report.Count(len(r.Evidence), "record", "records"),
	}
	for _, e := range r.Evidence[:min(len(r.Evidence), mostEvidence)] {
		c := evidence{Cite: report.Cite(e), Path: e.Path}
		if b.o.Excerpt != nil && !b.lean && no <= excerpted {
			c.Excerpt = report.Redact(b.o.Excerpt(e))
		}
		v.Evidence = append(v.Evidence, c)
	}
	v.MoreEvidence = len(r.Evidence) - len(v.Evidence)
	return v
}

// effect says what the reason does to each hypothesis.
func effect(r *model.Reason) string {
	var parts []string
	for _, h := range model.Hypotheses() {
		if l := r.LogLR[h]; math.Abs(l) >= 0.005 {
			parts = append(parts, report.Story(h)+" "+report.Times(l))
		}
	}
	if math.Abs(r.MisuseLR) >= 0.005 {
		parts = append(parts, "misuse of access "+report.Times(r.MisuseLR))
	}
	if len(parts) == 0 {
		return "changes nothing any more"
	}
	return strings.Join(parts, ", ")
}

// thing matches what a record would state as the reason does: addresses, serial numbers,
// names of tools.
var thing = regexp.MustCompile(`[A-Za-z0-9][A-Za-z0-9._:@-]{5,}[A-Za-z0-9]`)

// quoted are the words of a reason that are worth looking for in its records.
func quoted(text string) []string {
	var list []string
	for _, w := range thing.FindAllString(text, -1) {
		if strings.ContainsAny(w, "0123456789") {
			list = append(list, w)
		}
	}
	slices.SortStableFunc(list, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	return list[:min(len(list), 8)]
}

// sentence begins a text with a capital letter, unless its first word is a name.
func sentence(s string) string {
	r := []rune(s)
	if len(r) > 1 && unicode.IsLower(r[0]) && (unicode.IsLower(r[1]) || r[1] == ' ') {
		r[0] = unicode.ToUpper(r[0])
	}
	return string(r)
}

// round keeps a tenth, which is finer than a screen.
func round(x float64) float64 {
	r := math.Round(10*x) / 10
	if r == 0 {
		return 0 // and not -0
	}
	return r
}

// signed writes hundredths with their sign.
func signed(hundredths int) string {
	if hundredths == 0 {
		return "0.00"
	}
	return strings.Replace(fmt.Sprintf("%+.2f", float64(hundredths)/100), "-", "−", 1)
}

// figure writes hundredths.
func figure(hundredths int) string {
	return strings.Replace(fmt.Sprintf("%.2f", float64(hundredths)/100), "-", "−", 1)
}
