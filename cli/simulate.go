package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"bonafide/internal/hint"
	"bonafide/simulate"
)

func newSimulate(s streams) *cobra.Command {
	var seed uint64
	var people, days int
	c := &cobra.Command{
		Use:   "simulate FOLDER",
		Short: "Write an invented company in true vendor formats, with its truth beside it",
		Long: `Simulate writes the exports of a company that never existed: honest people of every
sort and the known schemes. The truth stands beside the folder, in FOLDER-truth.json.
The same seed gives the same bytes.`,
		Example: `  bonafide simulate ./acme --seed 7
  bonafide simulate ./large --people 10000 --days 30`,
		Args: exactly("the folder to write into", "bonafide simulate ./acme"),
		RunE: func(c *cobra.Command, args []string) error {
			cfg := simulate.Demo(seed)
			cfg.People, cfg.Days = people, days
			return writeCompany(c.Context(), s, args[0], cfg)
		},
	}
	c.Flags().Uint64Var(&seed, "seed", 1, "the company's seed")
	c.Flags().IntVar(&people, "people", 250, "how many people work there")
	c.Flags().IntVar(&days, "days", 90, "how many days the records cover")
	return c
}

// writeCompany writes a company into a new or empty folder.
func writeCompany(ctx context.Context, s streams, dir string, cfg simulate.Config) error {
	if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
		return hint.With(fmt.Errorf("%s is not empty", dir), "name a folder that does not exist yet")
	}
	if _, err := simulate.Write(ctx, filepath.Clean(dir), cfg); err != nil {
		return err
	}
	_, _ = fmt.Fprintf(s.err, "wrote a simulated company of %d people and %d days to %s\n", cfg.People, cfg.Days, dir)
	return nil
}

func newDemo(s streams) *cobra.Command {
	var f assessFlags
	var seed uint64
	var dir string
	c := &cobra.Command{
		Use:   "demo",
		Short: "Assess a simulated company with known stories inside",
		Long: `Demo writes a simulated company of 250 people and 90 days, assesses it, prints the
ranked result and writes an HTML report. Everybody in it is invented, and it takes a
few seconds. The exit code is 0 when it worked, whatever it found.`,
		Example: `  bonafide demo
  bonafide demo --seed 7 --folder ./demo7`,
		Args: nothing,
		RunE: func(c *cobra.Command, _ []string) error { return runDemo(c.Context(), s, f, dir, seed) },
	}
	c.Flags().Uint64Var(&seed, "seed", 1, "the company's seed")
	c.Flags().StringVar(&dir, "folder", "demo", "where to write the company and the report")
	f.memory = 256
	c.Flags().BoolVarP(&f.quiet, "quiet", "q", false, "no progress")
	return c
}

// clearDemo takes away the company of an earlier demo, and nothing else.
func clearDemo(company string) error {
	entries, err := os.ReadDir(company)
	if err != nil || len(entries) == 0 {
		return nil //nolint:nilerr // writing tells what is wrong
	}
	if _, err := os.Stat(company + "-truth.json"); err != nil {
		return hint.With(fmt.Errorf("%s is not empty, and not of an earlier demo", company), "name another place: bonafide demo --folder ./somewhere")
	}
	if err := os.RemoveAll(company); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	return nil
}

func runDemo(ctx context.Context, s streams, f assessFlags, dir string, seed uint64) error {
	company := filepath.Join(dir, "company")
	if err := clearDemo(company); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	if err := writeCompany(ctx, s, company, simulate.Demo(seed)); err != nil {
		return err
	}
	paths := []string{company}
	result, err := assess(ctx, s, f, paths)
	if err != nil {
		return err
	}
	o := output{ctx: ctx, paths: paths}
	if err := o.writeText(s.out, result); err != nil {
		return err
	}
	page := filepath.Join(dir, "report.html")
	if err := writeTo(s, page, func(w io.Writer) error { return o.writeHTML(w, result) }); err != nil {
		return err
	}
	_, _ = fmt.Fprintf(s.err, "\nwrote %s: open it in a browser for the reasons with their records, the sums and the groups\n", page)
	_, _ = fmt.Fprintf(s.err, "everybody is invented; the truth about them stands in %s\n", company+"-truth.json")
	return nil
}
