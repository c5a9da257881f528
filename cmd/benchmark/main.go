// Command benchmark measures Bonafide and prints figures that anybody can repeat on data of
// their own: go run ./cmd/benchmark NAME --data PATH. It is no part of the product.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	_ "time/tzdata" // zones on systems that have none of their own

	"github.com/spf13/cobra"
)

func main() {
	if err := newRoot(os.Stdout).ExecuteContext(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "benchmark:", err)
		os.Exit(1)
	}
}

// report is what a benchmark gives: it prints itself for people, and is JSON for programs.
type report interface {
	text(w io.Writer)
}

func newRoot(out io.Writer) *cobra.Command {
	root := &cobra.Command{
		Use: "benchmark", Short: "Measure Bonafide", SilenceUsage: true, SilenceErrors: true,
		Long: "Every figure in the documentation comes from one of these commands. Simulated figures are\nsimulated, and say at which base rate.",
	}
	var format string
	root.PersistentFlags().StringVar(&format, "format", "text", "text or json")
	print := func(r report, err error) error {
		if err != nil {
			return err
		}
		if format == "json" {
			e := json.NewEncoder(out)
			e.SetIndent("", " ")
			return e.Encode(r)
		}
		r.text(out)
		return nil
	}
	root.AddCommand(
		newCompany(print),
		newAccess(print),
		newAlerts(print),
		newCERT(print),
		newFairness(print),
		newFormats(print),
		newHours(print),
		newLinks(print),
		newMisuse(print),
		newNames(print),
		newScreening(print),
		newTools(print),
		newSigma(print),
		newSigmaCases(print),
		newSpeed(print),
		newVerdicts(print),
	)
	return root
}
