package cli

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"bonafide/internal/hint"
	"bonafide/workflow/screening"
)

func newFeed(s streams) *cobra.Command {
	c := &cobra.Command{
		Use:   "feed",
		Short: "Keep sanctions lists in a folder",
		Long: `Feed keeps sanctions lists in a folder of their own, for bonafide screen --lists. It fetches
nothing: it is given files. A list takes the place of the old one in one step, and only when
it is whole: a damaged or suspiciously small one leaves the old list where it is.`,
		Example: "  bonafide feed import ./downloads --to ./lists\n  bonafide feed list ./lists",
		Args:    unknownCommand,
		RunE:    func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newFeedImport(s), newFeedList(s))
	return c
}

func newFeedImport(s streams) *cobra.Command {
	var to string
	var anyway bool
	c := &cobra.Command{
		Use:   "import FILE|FOLDER...",
		Short: "Take sanctions lists into the folder",
		Long: `Import reads lists in the formats of OFAC, the UN, the UK, the EU and BIS and puts them into
the folder. A list with a tenth fewer entries than the old one, or with one place in a
hundred that cannot be read, is not taken, unless --anyway.

Exit codes: 0 all lists are in place; 2 wrong use; 3 an old list was kept.`,
		Example: "  bonafide feed import ./downloads --to ./lists",
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 || to == "" {
				return hint.With(errors.New("import needs files and a folder to keep them in"), "try: bonafide feed import ./downloads --to ./lists")
			}
			if err := exist(args); err != nil {
				return err
			}
			lists, err := screening.Read(args...)
			if err != nil {
				return err
			}
			done, err := screening.Import(to, lists, time.Now(), anyway)
			if err != nil {
				return err
			}
			kept := false
			for _, d := range done {
				if d.Kept == "" {
					_, _ = fmt.Fprintf(s.out, "%s: %d entries imported\n", d.List, d.Entries)
					continue
				}
				kept = true
				_, _ = fmt.Fprintf(s.err, "%s: not imported, what was there before stays: %s\nhint: fetch the file again; when it is right all the same, add --anyway\n", d.List, d.Kept)
			}
			if kept {
				return exit(exitIncomplete)
			}
			return nil
		},
	}
	c.Flags().StringVar(&to, "to", "", "the `folder` that keeps the lists")
	c.Flags().BoolVar(&anyway, "anyway", false, "take damaged and small lists, too; never empty ones")
	return c
}

func newFeedList(s streams) *cobra.Command {
	return &cobra.Command{
		Use:     "list FOLDER",
		Short:   "Say which lists a folder has, and of when",
		Example: "  bonafide feed list ./lists",
		Args:    exactly("the folder with the lists", "bonafide feed list ./lists"),
		RunE: func(_ *cobra.Command, args []string) error {
			list, err := screening.Imports(args[0])
			if err != nil {
				return err
			}
			if len(list) == 0 {
				return hint.With(fmt.Errorf("there are no imported lists in %q", args[0]), "try: bonafide feed import ./downloads --to "+args[0])
			}
			for _, l := range list {
				_, _ = fmt.Fprintf(s.out, "%-20s %6d entries, imported %s\n", l.List, l.Entries, l.Imported.Format(time.DateTime))
			}
			return nil
		},
	}
}
