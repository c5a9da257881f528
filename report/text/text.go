// Package text writes an assessment for people at a terminal: ranked, with the reasons in
// plain words, the records they rest on, and how sure it is. Start with Write.
package text

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"time"

	"bonafide/model"
	"bonafide/report"
)

// Options say how to write.
type Options struct {
	Colour bool
	Width  int // columns; 100 when not set
	// All lists everybody in full, also those with nothing to look at.
	All bool
}

// What is printed of each list; the other formats have all of it.
const (
	shownInFull     = 10 // people with their reasons
	shownInBrief    = 40 // people in two lines
	shownReasons    = 5
	shownCitations  = 2
	shownClusters   = 8
	shownThings     = 4
	shownTied       = 8
	shownUnassigned = 5
	shownErrors     = 8
)

// The margins within which text is wrapped.
const (
	defaultWidth  = 100
	narrowest     = 40
	roomy         = 64  // from here on reasons stand in columns
	widestReading = 120 // longer lines are hard to read, however wide the terminal is
)

// Write writes the assessment.
func Write(w io.Writer, a *model.Assessment, o Options) error {
	o.Width = min(max(cmp.Or(o.Width, defaultWidth), narrowest), widestReading)
	p := &printer{o: o}
	lists := report.Sort(a)
	p.head(a, lists)
	p.section("Open cases: a person should look", lists.Cases, true)
	p.section("Policy matters: ask where they work, or for whom", lists.Policy, true)
	p.section("Worth watching: not enough for a case", lists.Watch, false)
	if o.All {
		p.section("Everybody else", lists.Rest, false)
	}
	p.clusters(a)
	p.leftOver(a)
	p.inputs(a)
	p.close(lists)
	_, err := io.WriteString(w, p.b.String())
	return err
}

type printer struct {
	o Options
	b strings.Builder
}

func (p *printer) line(format string, args ...any) {
	p.b.WriteString(strings.TrimRight(fmt.Sprintf(format, args...), " ") + "\n")
}

// The ways of emphasis. A section's meaning never hangs on a colour alone.
const (
	bold = "1"
	dim  = "2"
	warm = "33"
	cool = "36"
)

// paint colours text, where colours are wanted.
func (p *printer) paint(code, text string) string {
	if !p.o.Colour || code == "" || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func (p *printer) head(a *model.Assessment, l report.Lists) {
	records := 0
	for _, in := range a.Inputs {
		records += in.Records
	}
	title := "Bonafide"
	if a.Company != "" {
		title += ": " + report.Clean(a.Company)
	}
	p.wrapWith("", mark{}, title, bold)
	span := ""
	if a.From != nil && a.To != nil {
		span = fmt.Sprintf(", %s to %s", report.Day(*a.From), report.Day(*a.To))
	}
	p.wrap("", mark{}, fmt.Sprintf("%s, %s in %s%s", report.Count(len(a.Subjects), "person", "people"), report.Count(records, "record", "records"),
		report.Count(len(a.Inputs), "file", "files"), span))
	if len(a.Subjects) > 0 {
		p.wrapWith("", mark{}, fmt.Sprintf("%s · %s · %d worth watching · %s with nothing to look at",
			report.Count(len(l.Cases), "open case", "open cases"), report.Count(len(l.Policy), "policy matter", "policy matters"), len(l.Watch), report.Thousands(len(l.Rest))), bold)
	}
	for _, n := range a.Notices {
		p.wrap("", p.mark("note: ", warm), n)
	}
}

// section prints a titled list, or nothing for an empty one: the first people in full
// where that is wanted, the next ones briefly, the rest counted.
func (p *printer) section(title string, list []*model.SubjectAssessment, full bool) {
	if len(list) == 0 {
		return
	}
	p.title(title, len(list))
	for i, s := range list {
		switch {
		case full && (i < shownInFull || p.o.All):
			p.subject(i+1, s)
			continue
		case full && i == shownInFull:
			p.line("\n%s", p.paint(dim, "  the others, in brief:"))
		case !p.o.All && i >= shownInBrief:
			p.line("  %s", p.paint(dim, fmt.Sprintf("and %d more, in the other reports", len(list)-i)))
			return
		}
		p.brief(s)
	}
}

// title begins a part of the report.
func (p *printer) title(text string, n int) {
	p.line("")
	p.wrapWith("", mark{}, fmt.Sprintf("%s (%d)", text, n), bold)
}

// subject prints somebody with reasons and next checks.
func (p *printer) subject(n int, s *model.SubjectAssessment) {
	head := fmt.Sprintf("%3d. ", n)
	note := "priority " + report.Percent(s.Priority) + ", exposure " + report.Percent(s.Exposure)
	room := p.o.Width - len(head) - 2
	name := report.Fit(label(s), room)
	p.line("")
	if report.Columns(name)+2+len(note) > room {
		p.line("%s%s", head, p.paint(bold, name))
		p.line("     %s", p.paint(dim, note))
	} else {
		p.line("%s%s  %s", head, p.paint(bold, name), p.paint(dim, note))
	}
	p.wrap("     ", mark{}, stories(s))
	for i := range s.Reasons {
		if i == shownReasons && !p.o.All {
			p.line("     %s", p.paint(dim, fmt.Sprintf("and %s, in the other reports", report.Count(len(s.Reasons)-i, "weaker reason", "weaker reasons"))))
			break
		}
		p.reason(s, &s.Reasons[i])
	}
	word := "next: "
	for _, c := range s.NextChecks {
		p.wrap("     ", p.mark(word, cool), fmt.Sprintf("%s (%.0f min, %.2f bits)", c.Title, c.CostMinutes, c.ExpectedBits))
		word = "or:   "
	}
}

// brief prints somebody in two lines.
func (p *printer) brief(s *model.SubjectAssessment) {
	name := report.Fit(label(s), p.o.Width-4)
	told := stories(s)
	if 4+report.Columns(name)+report.Columns(told) <= p.o.Width {
		p.line("  %s  %s", name, p.paint(dim, told))
	} else {
		p.line("  %s", name)
		p.wrapWith("      ", mark{}, told, dim)
	}
	if len(s.Reasons) > 0 {
		p.wrap("      ", mark{}, s.Reasons[0].Reason+more(len(s.Reasons)-1))
	}
}

func more(n int) string {
	if n <= 0 {
		return ""
	}
	return fmt.Sprintf(" (and %d more)", n)
}

func label(s *model.SubjectAssessment) string {
	return strings.TrimSpace(report.Clean(string(s.ID)) + "  " + report.Clean(s.Name))
}

// stories names the hypotheses that matter, the likeliest first.
func stories(s *model.SubjectAssessment) string {
	parts := make([]string, 0, 6)
	for _, h := range report.Ranked(s) {
		if s.Hypotheses[h] >= 0.02 {
			parts = append(parts, report.Story(h)+" "+report.Percent(s.Hypotheses[h]))
		}
	}
	if s.Misuse >= 0.1 {
		parts = append(parts, "misuse of access "+report.Percent(s.Misuse))
	}
	return strings.Join(parts, " · ")
}

func (p *printer) reason(s *model.SubjectAssessment, r *model.Reason) {
	factor := report.Factor(s, r)
	indent := "                     "
	if p.o.Width < roomy {
		indent = "       "
		p.line("     %s  %s", factor, r.Indicator)
		p.wrap(indent, mark{}, r.Reason)
		p.rests(indent, r)
		return
	}
	p.wrap(strings.Repeat(" ", max(0, 12-report.Columns(factor))), mark{text: fmt.Sprintf("%s  %-6s ", factor, r.Indicator)}, r.Reason)
	p.rests(indent, r)
}

// rests prints what a reason rests on, and how its weight was changed.
func (p *printer) rests(indent string, r *model.Reason) {
	cites := make([]string, 0, shownCitations)
	for _, e := range r.Evidence[:min(len(r.Evidence), shownCitations)] {
		cites = append(cites, report.Cite(e))
	}
	note := strings.Join(cites, ", ") + more(len(r.Evidence)-len(cites))
	if r.Adjusted != "" {
		note = strings.TrimSpace(note + "  [" + r.Adjusted + "]")
	}
	if note != "" {
		p.wrapWith(indent, mark{}, note, dim)
	}
}

func (p *printer) clusters(a *model.Assessment) {
	if len(a.Clusters) == 0 {
		return
	}
	p.title("People tied by what they share", len(a.Clusters))
	for i, c := range a.Clusters {
		if i == shownClusters && !p.o.All {
			p.line("  %s", p.paint(dim, fmt.Sprintf("and %d more, in the other reports", len(a.Clusters)-i)))
			break
		}
		p.wrap("  ", mark{text: fmt.Sprintf("%-5s ", c.ID)}, p.tied(c.Subjects))
		for k, t := range c.Shared {
			if k == shownThings && !p.o.All {
				p.line("        %s", p.paint(dim, fmt.Sprintf("and %s", report.Count(len(c.Shared)-k, "more thing", "more things"))))
				break
			}
			p.wrapWith("        ", mark{}, fmt.Sprintf("%s %s, %s", report.KindOf(t.Kind, 1), t.Value, report.Count(len(t.Subjects), "person", "people")), dim)
		}
		p.joinings(&c)
	}
}

// joinings says of each member of a cluster why they are in it.
func (p *printer) joinings(c *model.Cluster) {
	for k, j := range c.History {
		if k == shownTied && !p.o.All {
			p.line("        %s", p.paint(dim, fmt.Sprintf("and %s", report.Count(len(c.History)-k, "more step", "more steps"))))
			return
		}
		ids := make([]string, 0, len(j.Subjects))
		for _, id := range j.Subjects {
			ids = append(ids, string(id))
		}
		p.wrapWith("        ", mark{}, fmt.Sprintf("%s since %s: %s %s", strings.Join(ids, " with "), j.At.Format(time.DateOnly), report.KindOf(j.Kind, 1), j.Value), dim)
	}
}

// tied names the first of a group.
func (p *printer) tied(subjects []model.SubjectID) string {
	ids := make([]string, 0, shownTied)
	for i, id := range subjects {
		if i == shownTied && !p.o.All {
			break
		}
		ids = append(ids, string(id))
	}
	return strings.Join(ids, ", ") + more(len(subjects)-len(ids))
}

func (p *printer) leftOver(a *model.Assessment) {
	if len(a.Unassigned) == 0 {
		return
	}
	p.title("In the records, but nobody's", len(a.Unassigned))
	for i, u := range a.Unassigned {
		if i == shownUnassigned {
			p.line("  %s", p.paint(dim, fmt.Sprintf("and %s more, in the JSON report", report.Thousands(len(a.Unassigned)-i))))
			break
		}
		p.wrap("  ", mark{}, fmt.Sprintf("%s: %s; %s", u.Observable, u.Why, report.Count(u.Events, "record", "records")))
	}
}

func (p *printer) inputs(a *model.Assessment) {
	rejected, unread := 0, 0
	for _, in := range a.Inputs {
		rejected += in.Rejected
		unread += in.Unread
	}
	if rejected+unread == 0 {
		return
	}
	p.line("")
	p.wrapWith("", mark{}, fmt.Sprintf("Not read: %s rejected, %s of a kind not read yet", report.Count(rejected, "record", "records"), report.Thousands(unread)), bold)
	printed := 0
	for _, in := range a.Inputs {
		for _, e := range in.Errors {
			if printed++; printed > shownErrors && !p.o.All {
				continue
			}
			text := in.Path
			if e.Line > 0 {
				text += fmt.Sprintf(":%d", e.Line)
			}
			text += ": " + report.Redact(e.Error)
			if e.Hint != "" {
				text += " (" + e.Hint + ")"
			}
			p.wrap("  ", mark{}, text)
		}
	}
	if printed > shownErrors && !p.o.All {
		p.line("  %s", p.paint(dim, fmt.Sprintf("and %d more, in the JSON report", printed-shownErrors)))
	}
}

// close says how far the lists may be wrong, both ways.
func (p *printer) close(l report.Lists) {
	p.line("")
	missed := report.About(report.ExpectedMissed(l.Policy, l.Watch, l.Rest))
	others := len(l.Policy) + len(l.Watch) + len(l.Rest)
	if len(l.Cases) == 0 {
		p.wrap("", mark{}, "Nobody has an open case. That is what these records show; what they do not show, nobody can tell from them.")
		if others > 0 {
			p.wrap("", mark{}, fmt.Sprintf("By its own figures the claims of %s of %s do not hold all the same.", missed, report.Count(others, "person", "people")))
		}
		return
	}
	text := fmt.Sprintf("By its own figures %s of %s will turn out honest", report.About(report.ExpectedHonest(l.Cases)), report.Count(len(l.Cases), "open case", "open cases"))
	if others > 0 {
		text += fmt.Sprintf(", and the claims of %s of the other %s do not hold", missed, report.Count(others, "person", "people"))
	}
	p.wrap("", mark{}, text+". The weights are mostly expert judgement; expect more honest people than that until checks have confirmed them here.")
	p.wrap("", mark{}, "What is listed could not be verified; nobody is accused. Do the next check, and let a person decide.")
}
