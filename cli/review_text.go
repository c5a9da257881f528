package cli

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"

	"bonafide/app"
	"bonafide/model"
	"bonafide/report"
	"bonafide/workflow/accessreview"
)

// page collects text and keeps the first error.
type page struct {
	w   io.Writer
	err error
}

func (p *page) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = io.WriteString(p.w, strings.Map(visible, fmt.Sprintf(format, args...))+"\n")
	}
}

// visible leaves out what a terminal would obey: names of groups come from outside.
func visible(r rune) rune {
	if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
		return '\uFFFD'
	}
	return r
}

// proposal prints one proposal with its reasons.
func (p *page) proposal(x *accessreview.Proposal) {
	who := string(x.Person)
	if who == "" {
		who = "account " + x.Account
	}
	what := x.System + " " + x.Kind + " " + quoted(x.Name)
	if x.Level != "" && x.Level != x.Name {
		what += " (" + x.Level + ")"
	}
	if len(x.Via) > 0 {
		what += " via " + strings.Join(x.Via, ", ")
	}
	proposed := string(x.Proposed)
	if x.Until != nil {
		proposed += " until " + x.Until.Format(time.DateOnly)
	}
	p.line("%s  %s: %s, %s access", x.ID, who, what, x.Privilege)
	p.line("    proposed: %s", proposed)
	for _, r := range x.Against {
		p.line("    against:  %s%s", r.Text, cited(r.Evidence))
	}
	for _, r := range x.For {
		p.line("    for:      %s%s", r.Text, cited(r.Evidence))
	}
	p.line("    record:   %s", strings.TrimPrefix(cited(x.Evidence), " "))
}

// quoted shows an outside string without what a terminal would obey.
func quoted(s string) string { return fmt.Sprintf("%q", s) }

func cited(list []model.Evidence) string {
	var parts []string
	for _, e := range list {
		parts = append(parts, fmt.Sprintf("%s:%d", e.Path, e.Line))
	}
	if len(parts) == 0 {
		return ""
	}
	return " [" + strings.Join(parts, ", ") + "]"
}

// textProposals prints proposals, those that ask for something first.
func textProposals(w io.Writer, a *app.Access, list []accessreview.Proposal, all bool) error {
	p := &page{w: w}
	counts := map[accessreview.Action]int{}
	for i := range list {
		counts[list[i].Proposed]++
	}
	p.line("%s of %s, as of %s", report.Count(len(list), "grant", "grants"), report.Count(len(a.People), "person", "people"), a.AsOf.Format(time.DateOnly))
	p.line("Proposed: %d to revoke, %d to limit in time, %d to keep. A person decides about each.", counts[accessreview.Revoke], counts[accessreview.Limit], counts[accessreview.Keep])
	for i := range list {
		if all || list[i].Flagged() {
			p.line("")
			p.proposal(&list[i])
		}
	}
	return p.err
}

// proposalsSchema names the form of review propose --format json.
const proposalsSchema = "bonafide.access_proposals/v1"

func writeProposals(w io.Writer, a *app.Access, list []accessreview.Proposal, all bool) error {
	kept := []accessreview.Proposal{}
	for _, p := range list {
		if all || p.Flagged() {
			kept = append(kept, p)
		}
	}
	return writeJSON(w, map[string]any{"schema": proposalsSchema, "as_of": a.AsOf, "grants": len(list), "inputs": a.Assessment.Inputs, "proposals": kept})
}

func textItems(w io.Writer, c *accessreview.Campaign, list []accessreview.Item) error {
	p := &page{w: w}
	p.line("%s: %s, to be decided by %s", c.Name, report.Count(len(list), "item", "items"), c.Deadline.Format(time.DateOnly))
	if c.Why != "" {
		p.line("Opened because of %s", c.Why)
	}
	for i := range list {
		item := &list[i]
		p.line("")
		p.proposal(&item.Proposal)
		reviewer := string(item.Reviewer)
		if reviewer == "" {
			reviewer = "nobody yet"
		}
		if item.ReviewerWhy != "" {
			reviewer += " (" + item.ReviewerWhy + ")"
		}
		p.line("    reviewer: %s", reviewer)
		if made := c.Decided(item.ID); made != nil {
			until := ""
			if made.Until != nil {
				until = " until " + made.Until.Format(time.DateOnly)
			}
			p.line("    decided:  %s%s by %s on %s: %s", made.Action, until, made.By, made.At.Format(time.DateOnly), quoted(made.Reason))
		}
		if checks := c.Checks[item.ID]; len(checks) > 0 {
			last := checks[len(checks)-1]
			p.line("    since:    %s%s", last.Text, cited(last.Cite))
		}
	}
	return p.err
}

func writeItems(w io.Writer, c *accessreview.Campaign, list []accessreview.Item) error {
	type item struct {
		accessreview.Item
		Decisions []accessreview.Made  `json:"decisions,omitempty"`
		Checks    []accessreview.Check `json:"checks,omitempty"`
	}
	items := []item{}
	for _, i := range list {
		items = append(items, item{i, c.Decisions[i.ID], c.Checks[i.ID]})
	}
	return writeJSON(w, map[string]any{"schema": "bonafide.access_review/v1", "review": c.Start, "items": items, "head": c.Head})
}

func writeStatus(w io.Writer, format string, c *accessreview.Campaign, progress accessreview.Progress, flags []accessreview.Flag) error {
	if format == "json" {
		return writeJSON(w, map[string]any{"schema": "bonafide.access_review_status/v1", "review": c.Start, "progress": progress, "flags": flags, "head": c.Head})
	}
	p := &page{w: w}
	p.line("%s: %d of %d decided, deadline %s", c.Name, progress.Decided, progress.Items, c.Deadline.Format(time.DateOnly))
	if progress.Overdue {
		p.line("The deadline has passed.")
	}
	p.line("Decided: %d revoked, %d limited in time, %d kept", progress.ByAction[accessreview.Revoke], progress.ByAction[accessreview.Limit], progress.ByAction[accessreview.Keep])
	for _, who := range slices.Sorted(maps.Keys(progress.Open)) {
		p.line("Open: %d with %s", progress.Open[who], who)
	}
	for _, state := range slices.Sorted(maps.Keys(progress.ByState)) {
		p.line("Since then: %d %s", progress.ByState[state], state)
	}
	if len(progress.Ended) > 0 {
		p.line("Time limits that have ended: %s", strings.Join(progress.Ended, ", "))
	}
	for _, f := range flags {
		items := ""
		if len(f.Items) > 0 {
			items = ": " + report.Count(len(f.Items), "item", "items")
		}
		p.line("To ask about (%s): %s%s", f.Kind, f.Text, items)
	}
	p.line("No line was changed; the last hash is %s", c.Head)
	return p.err
}

func writeChecks(w io.Writer, format string, checks []accessreview.Check) error {
	if format == "json" {
		return writeJSON(w, map[string]any{"schema": "bonafide.access_reconciliation/v1", "checks": checks})
	}
	p := &page{w: w}
	counts := map[accessreview.State]int{}
	for _, k := range checks {
		counts[k.State]++
		p.line("%s  %s: %s%s", k.Item, k.State, k.Text, cited(k.Cite))
	}
	if len(checks) == 0 {
		p.line("Nothing was decided that a later export could show.")
	}
	for _, state := range slices.Sorted(maps.Keys(counts)) {
		p.line("%d %s", counts[state], state)
	}
	return p.err
}
