// Package text writes an assessment for people at a terminal: ranked, with the reasons in
// plain words, the records they rest on, and how sure it is. Start with Write.
//
// Its wording follows the rule that a person decides: claims "could not be verified", and
// nobody is accused.
package text

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"bonafide/model"
)

// Options say how to write.
type Options struct {
	Colour bool
	Width  int // columns; 100 when not set
	// All lists everybody, also those with nothing to look at.
	All bool
}

// shown bounds how much is printed of each list; the other formats have all of it.
const (
	shownReasons    = 6
	shownUnassigned = 5
	shownErrors     = 8
)

// Write writes the assessment.
func Write(w io.Writer, a *model.Assessment, o Options) error {
	o.Width = cmp.Or(o.Width, 100)
	p := &printer{o: o}
	p.head(a)
	cases, policy, watch := sort(a.Subjects)
	p.section("Open cases: a person should look", cases, p.subject)
	p.section("Policy matters: ask where they work, or for whom", policy, p.subject)
	p.section("Worth watching: not enough for a case", watch, p.brief)
	if o.All {
		p.section("Everybody else", rest(a.Subjects), p.brief)
	}
	p.clusters(a)
	p.leftOver(a)
	p.inputs(a)
	p.close(cases)
	_, err := io.WriteString(w, p.b.String())
	return err
}

// sort puts subjects into the lists of the report, each by priority.
func sort(subjects []model.SubjectAssessment) (cases, policy, watch []*model.SubjectAssessment) {
	for i := range subjects {
		switch s := &subjects[i]; {
		case s.OpenCase:
			cases = append(cases, s)
		case s.PolicyMatter != "":
			policy = append(policy, s)
		case s.Probability >= 0.2 || s.Misuse >= 0.3:
			watch = append(watch, s)
		}
	}
	return cases, policy, watch
}

func rest(subjects []model.SubjectAssessment) []*model.SubjectAssessment {
	var list []*model.SubjectAssessment
	for i := range subjects {
		if s := &subjects[i]; !s.OpenCase && s.PolicyMatter == "" && s.Probability < 0.2 && s.Misuse < 0.3 {
			list = append(list, s)
		}
	}
	return list
}

type printer struct {
	o Options
	b strings.Builder
}

func (p *printer) line(format string, args ...any) { fmt.Fprintf(&p.b, format+"\n", args...) }

// paint colours text, where colours are wanted.
func (p *printer) paint(code, text string) string {
	if !p.o.Colour {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

const (
	bold = "1"
	dim  = "2"
	warm = "33"
)

func (p *printer) head(a *model.Assessment) {
	records := 0
	for _, in := range a.Inputs {
		records += in.Records
	}
	title := "Bonafide"
	if a.Company != "" {
		title += ": " + a.Company
	}
	p.line("%s", p.paint(bold, title))
	span := ""
	if a.From != nil && a.To != nil {
		span = fmt.Sprintf(", %s to %s", a.From.Format("2006-01-02"), a.To.Format("2006-01-02"))
	}
	p.line("%s people, %s records in %d files%s", thousands(len(a.Subjects)), thousands(records), len(a.Inputs), span)
	for _, n := range a.Notices {
		p.line("%s %s", p.paint(warm, "note:"), n)
	}
}

// section prints a titled list, or nothing for an empty one.
func (p *printer) section(title string, list []*model.SubjectAssessment, print func(int, *model.SubjectAssessment)) {
	if len(list) == 0 {
		return
	}
	p.line("\n%s (%d)", p.paint(bold, title), len(list))
	for i, s := range list {
		print(i+1, s)
	}
}

// subject prints somebody with reasons and next checks.
func (p *printer) subject(n int, s *model.SubjectAssessment) {
	p.line("\n%3d. %s  %s", n, p.paint(bold, label(s)), p.paint(dim, "priority "+percent(s.Priority)+", exposure "+percent(s.Exposure)))
	p.line("     %s", stories(s))
	for i, r := range s.Reasons {
		if i == shownReasons {
			p.line("     %s", p.paint(dim, fmt.Sprintf("and %d more reason(s), in the JSON and HTML reports", len(s.Reasons)-i)))
			break
		}
		p.reason(&r)
	}
	for i, c := range s.NextChecks {
		word := "next:"
		if i > 0 {
			word = "or:  "
		}
		p.line("     %s %s (%.0f min, %.2f bits)", p.paint(warm, word), c.Title, c.CostMinutes, c.ExpectedBits)
	}
}

// brief prints somebody in two lines.
func (p *printer) brief(_ int, s *model.SubjectAssessment) {
	p.line("  %s  %s", label(s), p.paint(dim, stories(s)))
	if len(s.Reasons) > 0 {
		p.wrap("      ", s.Reasons[0].Reason+more(len(s.Reasons)-1))
	}
}

func more(n int) string {
	if n <= 0 {
		return ""
	}
	return fmt.Sprintf(" (and %d more)", n)
}

func label(s *model.SubjectAssessment) string {
	return strings.TrimSpace(string(s.ID) + "  " + s.Name)
}

// stories names the hypotheses that matter, the likeliest first.
func stories(s *model.SubjectAssessment) string {
	list := slices.Clone(model.Hypotheses())
	slices.SortStableFunc(list, func(a, b model.Hypothesis) int { return cmp.Compare(s.Hypotheses[b], s.Hypotheses[a]) })
	parts := make([]string, 0, len(list))
	for _, h := range list {
		if s.Hypotheses[h] >= 0.02 {
			parts = append(parts, Story(h)+" "+percent(s.Hypotheses[h]))
		}
	}
	if s.Misuse >= 0.1 {
		parts = append(parts, "misuse of access "+percent(s.Misuse))
	}
	return strings.Join(parts, " · ")
}

// Story is a hypothesis in words.
func Story(h model.Hypothesis) string {
	switch h {
	case model.Genuine:
		return "as claimed"
	case model.UndisclosedLocation:
		return "works elsewhere"
	case model.MultipleJobs:
		return "has other jobs"
	case model.Proxy:
		return "somebody else does the work"
	case model.Fabricated:
		return "identity is not theirs"
	}
	return string(h)
}

func (p *printer) reason(r *model.Reason) {
	p.wrap(fmt.Sprintf("     %7s  %-6s ", Factor(r), r.Indicator), r.Reason)
	if len(r.Evidence) == 0 && r.Adjusted == "" {
		return
	}
	cites := make([]string, 0, len(r.Evidence))
	for _, e := range r.Evidence {
		cites = append(cites, fmt.Sprintf("%s:%d", short(e.Path), e.Line))
	}
	note := strings.Join(cites, ", ")
	if r.Adjusted != "" {
		note += "  (" + r.Adjusted + ")"
	}
	p.wrapWith("                     ", note, dim)
}

// Factor is how much the reason multiplies the odds of the hypothesis that it moves most,
// as people read it: "×20", or "÷7" for what speaks for the person.
func Factor(r *model.Reason) string {
	best := 0.0
	for _, h := range model.Hypotheses() {
		if l := r.LogLR[h]; math.Abs(l) > math.Abs(best) {
			best = l
		}
	}
	if math.Abs(r.MisuseLR) > math.Abs(best) {
		best = r.MisuseLR
	}
	ratio, sign := math.Exp(math.Abs(best)), "×"
	if best < 0 {
		sign = "÷"
	}
	if ratio < 9.95 {
		return fmt.Sprintf("%s%.1f", sign, ratio)
	}
	return fmt.Sprintf("%s%.0f", sign, ratio)
}

// short keeps the end of a path, which tells files apart.
func short(path string) string {
	parts := strings.Split(strings.ReplaceAll(path, `\`, "/"), "/")
	return strings.Join(parts[max(0, len(parts)-2):], "/")
}

func (p *printer) wrap(first, text string) { p.wrapWith(first, text, "") }

// wrapWith breaks text to the width, indented as its first line is.
func (p *printer) wrapWith(first, text, colour string) {
	indent := strings.Repeat(" ", len([]rune(first)))
	room := max(p.o.Width-len(indent), 30)
	var line []rune
	flush := func() {
		out := string(line)
		if colour != "" {
			out = p.paint(colour, out)
		}
		p.line("%s%s", first, out)
		first, line = indent, nil
	}
	for _, word := range strings.Fields(text) {
		runes := []rune(word)
		if len(line) > 0 && len(line)+1+len(runes) > room {
			flush()
		}
		if len(line) > 0 {
			line = append(line, ' ')
		}
		line = append(line, runes...)
	}
	flush()
}

func (p *printer) clusters(a *model.Assessment) {
	if len(a.Clusters) == 0 {
		return
	}
	p.line("\n%s (%d)", p.paint(bold, "People tied by what they share"), len(a.Clusters))
	for _, c := range a.Clusters {
		ids := make([]string, 0, len(c.Subjects))
		for _, id := range c.Subjects {
			ids = append(ids, string(id))
		}
		p.line("  %s  %s", c.ID, strings.Join(ids, ", "))
		for _, t := range c.Shared {
			p.wrap("       ", fmt.Sprintf("%s %s, %d people", strings.ReplaceAll(t.Kind, "_", " "), t.Value, len(t.Subjects)))
		}
	}
}

func (p *printer) leftOver(a *model.Assessment) {
	if len(a.Unassigned) == 0 {
		return
	}
	p.line("\n%s (%d)", p.paint(bold, "In the records, but nobody's"), len(a.Unassigned))
	for i, u := range a.Unassigned {
		if i == shownUnassigned {
			p.line("  %s", p.paint(dim, fmt.Sprintf("and %d more, in the JSON report", len(a.Unassigned)-i)))
			break
		}
		p.line("  %s  %s", u.Observable, p.paint(dim, fmt.Sprintf("%s; %d record(s)", u.Why, u.Events)))
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
	p.line("\n%s", p.paint(bold, fmt.Sprintf("Not read: %d record(s) rejected, %d of a kind not read yet", rejected, unread)))
	printed := 0
	for _, in := range a.Inputs {
		for _, e := range in.Errors {
			if printed++; printed > shownErrors {
				continue
			}
			text := fmt.Sprintf("%s:%d: %s", in.Path, e.Line, e.Error)
			if e.Hint != "" {
				text += " (" + e.Hint + ")"
			}
			p.wrap("  ", text)
		}
	}
	if printed > shownErrors {
		p.line("  %s", p.paint(dim, fmt.Sprintf("and %d more, in the JSON report", printed-shownErrors)))
	}
}

// close says how far the list may be wrong.
func (p *printer) close(cases []*model.SubjectAssessment) {
	p.line("")
	if len(cases) == 0 {
		p.wrap("", "Nobody has an open case. That is what these records show; what they do not show, nobody can tell from them.")
		return
	}
	honest := 0.0
	for _, s := range cases {
		honest += 1 - max(s.Probability, s.Misuse)
	}
	p.wrap("", fmt.Sprintf("By its own figures about %.1f of these %d open case(s) will turn out honest. Claims could not be verified; nobody is "+
		"accused. Do the next check, and let a person decide.", honest, len(cases)))
}

func percent(p float64) string {
	switch {
	case p > 0.994 && p < 1:
		return "> 99 %"
	case p > 0 && p < 0.005:
		return "< 1 %"
	}
	return fmt.Sprintf("%.0f %%", 100*p)
}

func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
