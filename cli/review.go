package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"bonafide/app"
	"bonafide/internal/hint"
	"bonafide/model"
	"bonafide/workflow/accessreview"
)

func newReview(s streams) *cobra.Command {
	c := &cobra.Command{
		Use:   "review",
		Short: "Review who holds which access, to least privilege",
		Long: `Review reads who holds what in Okta, Entra, GitHub, AWS, Google or a table of the
company's own, holds it against peers, use and role, and proposes what to keep, revoke or
limit, with what speaks for and against it. People decide; their decisions stand in a plain
file whose lines are chained, so that a change shows; a later export says what became of them.

Access is judged, never origin: role, department, manager, kind of employment and dates are
all that is looked at.`,
		Example: `  # what would be proposed, without a review
  bonafide review propose ./exports

  # a review: begin, see, decide, see where it stands, check what was done
  bonafide review start ./exports --output review.jsonl
  bonafide review list review.jsonl --reviewer E1
  bonafide review decide review.jsonl 3f2a91 --by E1 --decision revoke --reason "moved to Sales in May"
  bonafide review status review.jsonl
  bonafide review reconcile review.jsonl ./exports-a-week-later`,
		Args: unknownCommand,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newReviewPropose(s), newReviewStart(s), newReviewList(s), newReviewDecide(s), newReviewStatus(s), newReviewReconcile(s))
	return c
}

// accessFlags are the flags of commands that read exports.
type accessFlags struct {
	config, asOf string
	memory       int64
	workers      int
	quiet        bool
}

func (f *accessFlags) add(c *cobra.Command) {
	c.Flags().StringVar(&f.config, "config", "", "settings `file` (default: bonafide.yaml in the first folder)")
	c.Flags().StringVar(&f.asOf, "as-of", "", "the `day` the exports were made (default: today)")
	c.Flags().Int64Var(&f.memory, "memory", 256, "megabytes of events kept in memory before they go to a temporary file")
	c.Flags().IntVar(&f.workers, "workers", 0, "how many cores to use (default: all)")
	c.Flags().BoolVarP(&f.quiet, "quiet", "q", false, "nothing on standard error but errors")
}

// read reads the exports.
func (f *accessFlags) read(ctx context.Context, s streams, paths []string) (*app.Access, error) {
	asOf, err := f.day()
	if err != nil {
		return nil, err
	}
	if err := (&assessFlags{memory: f.memory, workers: f.workers, output: "-"}).check(paths); err != nil {
		return nil, err
	}
	if err := exist(paths); err != nil {
		return nil, err
	}
	progress := newProgress(s.err, f.quiet)
	access, err := app.ReadAccess(ctx, app.Options{
		Paths: paths, Config: f.config, Stdin: s.in, Now: time.Now(), Workers: f.workers, Memory: f.memory << 20, Progress: progress.show,
	}, asOf)
	progress.end()
	if access != nil && !f.quiet {
		tellInputs(s.err, access.Assessment)
	}
	return access, err
}

func (f *accessFlags) day() (time.Time, error) {
	if f.asOf == "" {
		return time.Now().UTC(), nil
	}
	return readDay("--as-of", f.asOf)
}

// readDay reads a day as its last moment, so that what happened on it is in it.
func readDay(flag, text string) (time.Time, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return time.Time{}, hint.With(fmt.Errorf("%s %q is no day", flag, text), "write it as "+flag+" 2026-11-30")
	}
	return t.Add(24*time.Hour - time.Second), nil
}

// tellInputs says what could not be read, file by file.
func tellInputs(w io.Writer, a *model.Assessment) {
	for _, in := range a.Inputs {
		for _, e := range in.Errors {
			_, _ = fmt.Fprintf(w, "note: %s:%d: %s\n", in.Path, e.Line, e.Error)
			if e.Hint != "" {
				_, _ = fmt.Fprintf(w, "hint: %s\n", e.Hint)
			}
		}
	}
}

// incomplete is the exit of a command whose input could not be read in whole. A file of no
// format that is known counts, too: it may be an export that was saved without what it is about.
func incomplete(a *model.Assessment) error {
	for _, in := range a.Inputs {
		if in.Rejected > 0 || in.Unread > 0 && in.Format == "" {
			return exit(exitIncomplete)
		}
	}
	return nil
}

func needsPaths(example string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) == 0 {
			return hint.With(fmt.Errorf("%s needs a folder or files", c.Name()), "try: "+example)
		}
		return nil
	}
}

func newReviewPropose(s streams) *cobra.Command {
	var f accessFlags
	var format, output string
	var all bool
	c := &cobra.Command{
		Use:     "propose FOLDER|FILE...",
		Short:   "Show what a review would propose, and keep nothing",
		Example: "  bonafide review propose ./exports\n  bonafide review propose ./exports --format json --output proposals.json",
		Args:    needsPaths("bonafide review propose ./exports"),
		RunE: func(c *cobra.Command, args []string) error {
			if format != "text" && format != "json" {
				return hint.With(fmt.Errorf("there is no format %q", format), "use text or json")
			}
			access, err := f.read(c.Context(), s, args)
			if err != nil {
				return err
			}
			list := accessreview.Propose(access.Input, access.Catalogue, access.Settings)
			err = writeTo(s, output, func(w io.Writer) error {
				if format == "json" {
					return writeProposals(w, access, list, all)
				}
				return textProposals(w, access, list, all)
			})
			return errors.Join(err, incomplete(access.Assessment))
		},
	}
	f.add(c)
	c.Flags().StringVar(&format, "format", "text", "text or json")
	c.Flags().StringVarP(&output, "output", "o", "-", "write the result to this `file` (- is standard output)")
	c.Flags().BoolVar(&all, "all", false, "also the grants that nothing speaks against")
	return c
}

// startFlags are the flags of review start.
type startFlags struct {
	access                                       accessFlags
	output, name, deadline, fallback, from, prev string
	by                                           string
	all                                          bool
}

func newReviewStart(s streams) *cobra.Command {
	var f startFlags
	c := &cobra.Command{
		Use:   "start FOLDER|FILE...",
		Short: "Begin a review: write its items with their reviewers to a file",
		Long: `Start begins a review. Each grant that something speaks against becomes an item for
the holder's manager; with --all every grant does. Nobody reviews their own access: without
a manager on file the item goes to the fallback reviewer (--fallback, or the settings'
access_reviews.fallback_reviewer).

With --from, only the grants of people are reviewed whose assessment asks for it: a case was
opened, or the probability has risen by access_reviews.micro_review_step since --previous.
All of their grants become items, what opens most first, and go to the fallback reviewer
alone: a manager who sees the list would know of the case. --from - assesses the same folder.`,
		Example: `  bonafide review start ./exports --output review.jsonl --deadline 2026-12-15
  bonafide review start ./exports --output micro.jsonl --from today.json --previous last-week.json`,
		Args: needsPaths("bonafide review start ./exports --output review.jsonl"),
		RunE: func(c *cobra.Command, args []string) error { return f.run(c.Context(), s, args) },
	}
	f.access.add(c)
	c.Flags().StringVarP(&f.output, "output", "o", "", "the review's `file`, which must not exist yet")
	c.Flags().StringVar(&f.name, "name", "access review", "what the review is called")
	c.Flags().StringVar(&f.deadline, "deadline", "", "the `day` by which all is decided (default: access_reviews.deadline_days from now)")
	c.Flags().StringVar(&f.fallback, "fallback", "", "the `id` of who reviews what has no other reviewer")
	c.Flags().StringVar(&f.from, "from", "", "an assessment (JSON `file`; - assesses the folder): review only the people it asks for")
	c.Flags().StringVar(&f.prev, "previous", "", "an earlier assessment (JSON `file`), to tell what has risen")
	c.Flags().StringVar(&f.by, "by", "", "the `id` of who begins the review")
	c.Flags().BoolVar(&f.all, "all", false, "every grant becomes an item, not only those that something speaks against")
	return c
}

func (f *startFlags) run(ctx context.Context, s streams, paths []string) error {
	if f.output == "" {
		return hint.With(errors.New("start needs a file for the review"), "add --output review.jsonl")
	}
	if f.prev != "" && f.from == "" {
		return hint.With(errors.New("--previous goes with --from"), "add --from assessment.json")
	}
	access, err := f.access.read(ctx, s, paths)
	if err != nil {
		return err
	}
	start, err := f.start(access)
	if err != nil {
		return err
	}
	list := accessreview.Propose(access.Input, access.Catalogue, access.Settings)
	start.Grants = len(list)
	if f.from != "" {
		triggers, err := f.triggers(access)
		if err != nil {
			return err
		}
		if len(triggers) == 0 {
			_, _ = fmt.Fprintln(s.out, "Nobody's assessment asks for a review: no new case, and no probability that has risen by the step.")
			return incomplete(access.Assessment)
		}
		list = accessreview.ByExposure(list, triggers)
		start.Why = whose(s.err, triggers, list)
	} else if !f.all {
		kept := list[:0]
		for _, p := range list {
			if p.Flagged() {
				kept = append(kept, p)
			}
		}
		list = kept
	}
	items := accessreview.Assign(list, access.People, start.Fallback, access.AsOf)
	if f.from != "" {
		items = accessreview.AssignQuietly(list, start.Fallback)
	}
	nobody := 0
	for i := range items {
		if items[i].Reviewer == "" {
			nobody++
		}
	}
	if nobody > 0 {
		_, _ = fmt.Fprintf(s.err, "note: %d of the items have no reviewer\nhint: name who reviews them with --fallback, or as access_reviews.fallback_reviewer in the settings\n", nobody)
	}
	text, err := accessreview.Begin(start, items, f.by, time.Now())
	if err != nil {
		return err
	}
	if err := writeNew(f.output, text); err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.out, "wrote %s: %d of %d grants are to be decided by %s\n", f.output, len(items), start.Grants, start.Deadline.Format(time.DateOnly))
	return errors.Join(err, incomplete(access.Assessment))
}

// whose says why the grants of people are reviewed, and tells of those who hold none.
func whose(w io.Writer, triggers []accessreview.Trigger, list []accessreview.Proposal) string {
	var why, without []string
	for _, t := range triggers {
		if slices.ContainsFunc(list, func(p accessreview.Proposal) bool { return p.Person == t.Person }) {
			why = append(why, fmt.Sprintf("%s: %s", t.Person, t.Why))
		} else {
			without = append(without, string(t.Person))
		}
	}
	if len(without) > 0 {
		_, _ = fmt.Fprintf(w, "note: no grants are known of %s, whose assessment asks for a review\n", strings.Join(without, ", "))
	}
	return strings.Join(why, "; ")
}

// start is what the review is about.
func (f *startFlags) start(access *app.Access) (accessreview.Start, error) {
	st := accessreview.Start{Name: f.name, AsOf: access.AsOf, Deadline: time.Now().UTC().Add(access.Deadline).Truncate(time.Second), Fallback: access.Fallback}
	if f.fallback != "" {
		st.Fallback = model.SubjectID(f.fallback)
		known := false
		for i := range access.People {
			known = known || access.People[i].ID == st.Fallback
		}
		if !known {
			return st, hint.With(fmt.Errorf("--fallback %q is nobody in the people file", f.fallback), "name an id of the people file")
		}
	}
	if f.deadline != "" {
		var err error
		if st.Deadline, err = readDay("--deadline", f.deadline); err != nil {
			return st, err
		}
	}
	return st, nil
}

// triggers are the people whose assessment asks for a review.
func (f *startFlags) triggers(access *app.Access) ([]accessreview.Trigger, error) {
	now := access.Assessment
	var before *model.Assessment
	var err error
	if f.from != "-" {
		if now, err = readAssessment(f.from); err != nil {
			return nil, err
		}
	}
	if f.prev != "" {
		if before, err = readAssessment(f.prev); err != nil {
			return nil, err
		}
	}
	return accessreview.Triggers(now, before, access.Settings.ProbableStep), nil
}

func readAssessment(path string) (*model.Assessment, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, hint.With(fmt.Errorf("the assessment cannot be read: %w", err), "make one with: bonafide assess FOLDER --format json --output assessment.json")
	}
	var a model.Assessment
	if err := json.Unmarshal(text, &a); err != nil || a.Schema != model.AssessmentSchema {
		return nil, hint.With(fmt.Errorf("%s is no assessment of the schema %s", path, model.AssessmentSchema), "make one with: bonafide assess FOLDER --format json --output assessment.json")
	}
	return &a, nil
}

// writeNew writes a file that must not exist yet, for its owner alone.
func writeNew(path string, text []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, os.ErrExist) {
		return hint.With(fmt.Errorf("%s exists already", path), "a review is never written over: name another file")
	}
	if err != nil {
		return hint.With(fmt.Errorf("the review cannot be written: %w", err), "name a file in a folder that exists and may be written to")
	}
	_, err = f.Write(text)
	return errors.Join(err, f.Sync(), f.Close())
}
