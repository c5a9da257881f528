package cli

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"bonafide/internal/hint"
	"bonafide/model"
	"bonafide/workflow/accessreview"
)

// openReview reads a review's file and checks that no line was changed.
func openReview(path string) (*accessreview.Campaign, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, hint.With(fmt.Errorf("the review cannot be read: %w", err), "begin one with: bonafide review start FOLDER --output "+path)
	}
	c, err := accessreview.Open(text)
	if err != nil {
		return nil, hint.With(fmt.Errorf("%s: %w", path, err), hint.Of(err))
	}
	return c, nil
}

// extend adds lines to a review's file. Two who do so at once must not both follow the same
// line: a lock file lets one of them wait.
func extend(path string, make func(*accessreview.Campaign) ([]accessreview.Entry, error)) error {
	lock := path + ".lock"
	l, err := os.OpenFile(lock, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		if errors.Is(err, os.ErrExist) {
			return hint.With(fmt.Errorf("%s is being written by somebody else", path), "try again; if nobody is, remove "+lock)
		}
		return hint.With(fmt.Errorf("the review cannot be written: %w", err), "check who may write in its folder")
	}
	defer func() { _ = os.Remove(lock) }()
	if err := l.Close(); err != nil {
		return err
	}
	c, err := openReview(path)
	if err != nil {
		return err
	}
	entries, err := make(c)
	if err != nil || len(entries) == 0 {
		return err
	}
	text, err := c.Extend(entries)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("the review cannot be written: %w", err)
	}
	_, err = f.Write(text)
	return errors.Join(err, f.Sync(), f.Close())
}

func newReviewList(s streams) *cobra.Command {
	var reviewer, format string
	var all bool
	c := &cobra.Command{
		Use:     "list FILE",
		Short:   "List a review's items that are to be decided",
		Example: "  bonafide review list review.jsonl --reviewer E1\n  bonafide review list review.jsonl --all --format json",
		Args:    exactly("the file of a review", "bonafide review list review.jsonl"),
		RunE: func(_ *cobra.Command, args []string) error {
			if format != "text" && format != "json" {
				return hint.With(fmt.Errorf("there is no format %q", format), "use text or json")
			}
			c, err := openReview(args[0])
			if err != nil {
				return err
			}
			var list []accessreview.Item
			reviews := reviewer == ""
			for i := range c.Items {
				item := &c.Items[i]
				theirs := reviewer == "" || strings.EqualFold(string(item.Reviewer), reviewer)
				reviews = reviews || theirs
				if theirs && (all || c.Decided(item.ID) == nil) {
					list = append(list, *item)
				}
			}
			if !reviews {
				_, _ = fmt.Fprintf(s.err, "note: no item of the review is for %q\nhint: bonafide review status %s shows who has open items\n", reviewer, args[0])
			}
			if format == "json" {
				return writeItems(s.out, c, list)
			}
			return textItems(s.out, c, list)
		},
	}
	c.Flags().StringVar(&reviewer, "reviewer", "", "only what this `id` is to decide")
	c.Flags().StringVar(&format, "format", "text", "text or json")
	c.Flags().BoolVar(&all, "all", false, "also what was decided")
	return c
}

func newReviewDecide(s streams) *cobra.Command {
	var by, action, reason, until string
	c := &cobra.Command{
		Use:   "decide FILE ITEM...",
		Short: "Decide about items of a review, with a reason",
		Long: `Decide writes a decision about one item or several to the review's file. It needs who
decides, what, and why; nobody decides about their own access. A later decision about the
same item takes the place of an earlier one, and both stay in the file.

Decisions change nothing in any system: whoever administers it takes the grant away, and
bonafide review reconcile shows from a later export whether that was done.`,
		Example: `  bonafide review decide review.jsonl 3f2a91 --by E1 --decision revoke --reason "moved to Sales in May"
  bonafide review decide review.jsonl 77b0c2 --by E1 --decision time-limit --until 2026-12-31 --reason "hands over until Christmas"`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 2 {
				return hint.With(errors.New("decide needs the file of a review and the id of an item"), "bonafide review list FILE shows the ids")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			var end *time.Time
			if until != "" {
				t, err := readDay("--until", until)
				if err != nil {
					return err
				}
				end = &t
			}
			decided := 0
			err := extend(args[0], func(c *accessreview.Campaign) ([]accessreview.Entry, error) {
				var entries []accessreview.Entry
				for _, id := range args[1:] {
					e, err := c.Decide(accessreview.Decision{Item: id, Action: accessreview.Action(action), Reason: reason, Until: end}, model.SubjectID(by), time.Now())
					if err != nil {
						return nil, err
					}
					entries = append(entries, e)
				}
				decided = len(entries)
				return entries, nil
			})
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(s.out, "decided: %s for %d of the review's items\n", action, decided)
			return err
		},
	}
	c.Flags().StringVar(&by, "by", "", "the `id` of who decides")
	c.Flags().StringVar(&action, "decision", "", "keep, revoke or time-limit")
	c.Flags().StringVar(&reason, "reason", "", "why, in a few words")
	c.Flags().StringVar(&until, "until", "", "the last `day` of a time limit (default: what was proposed)")
	return c
}

func newReviewStatus(s streams) *cobra.Command {
	var format, head string
	c := &cobra.Command{
		Use:   "status FILE",
		Short: "Say where a review stands, and check that its file was not changed",
		Long: `Status counts what was decided and what became of it, tells of decisions that an
auditor would ask about, and checks every line of the file against the one before.

The last hash stands at the end. Lines that are missing at the end show in no chain: note
the hash elsewhere, and hold it against the file with --head.

Exit codes: 0 all is decided and done; 1 something is open, still there, came back or
overdue; 2 the file was changed.`,
		Example: "  bonafide review status review.jsonl\n  bonafide review status review.jsonl --head 9c1f…",
		Args:    exactly("the file of a review", "bonafide review status review.jsonl"),
		RunE: func(_ *cobra.Command, args []string) error {
			if format != "text" && format != "json" {
				return hint.With(fmt.Errorf("there is no format %q", format), "use text or json")
			}
			c, err := openReview(args[0])
			if err != nil {
				return err
			}
			if head != "" && !c.HadHead(head) {
				return hint.With(fmt.Errorf("%s: no line has the hash %s: lines at its end are missing, or it is another file", args[0], head), "go back to a copy from before")
			}
			progress, flags := c.Progress(time.Now()), c.Flags()
			if err := writeStatus(s.out, format, c, progress, flags); err != nil {
				return err
			}
			if progress.Decided < progress.Items || len(progress.Ended) > 0 || progress.ByState[accessreview.StillThere]+progress.ByState[accessreview.CameBack]+progress.ByState[accessreview.Overdue] > 0 {
				return exit(exitFound)
			}
			return nil
		},
	}
	c.Flags().StringVar(&format, "format", "text", "text or json")
	c.Flags().StringVar(&head, "head", "", "a `hash` that was noted: the file must still have that line")
	return c
}

func newReviewReconcile(s streams) *cobra.Command {
	var f accessFlags
	var format string
	c := &cobra.Command{
		Use:   "reconcile FILE FOLDER|FILE...",
		Short: "Hold a review's decisions against a later export",
		Long: `Reconcile reads exports that were made after the decisions and says of every revocation
and time limit whether the grant is gone, still there, came back, or held past its limit.
What it finds is written to the review's file. Of systems whose export was not handed in
nothing is said.

Exit codes: 0 everything decided was done; 1 something was not; 3 some input could not be
read, and nothing was written.`,
		Example: "  bonafide review reconcile review.jsonl ./exports-a-week-later",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 2 {
				return hint.With(errors.New("reconcile needs the file of a review and a later export"), "try: bonafide review reconcile review.jsonl ./exports")
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			if format != "text" && format != "json" {
				return hint.With(fmt.Errorf("there is no format %q", format), "use text or json")
			}
			if _, err := openReview(args[0]); err != nil {
				return err
			}
			access, err := f.read(c.Context(), s, args[1:])
			if err != nil {
				return err
			}
			// A grant in a line that could not be read must not count as gone.
			if err := incomplete(access.Assessment); err != nil {
				_, _ = fmt.Fprintln(s.err, "note: what could not be read might hold a grant that was revoked, so nothing was written")
				return err
			}
			var checks []accessreview.Check
			err = extend(args[0], func(c *accessreview.Campaign) ([]accessreview.Entry, error) {
				checks = c.Reconcile(access.Grants, access.AsOf)
				var entries []accessreview.Entry
				for i := range checks {
					entries = append(entries, accessreview.Entry{At: time.Now(), Check: &checks[i]})
				}
				return entries, nil
			})
			if err != nil {
				return err
			}
			if err := writeChecks(s.out, format, checks); err != nil {
				return err
			}
			for _, k := range checks {
				if k.State != accessreview.Done && k.State != accessreview.Running {
					return exit(exitFound)
				}
			}
			return nil
		},
	}
	f.add(c)
	c.Flags().StringVar(&format, "format", "text", "text or json")
	return c
}
