package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"bonafide/app"
	"bonafide/model"
	"bonafide/normalize"
)

func newFormats(print func(report, error) error) *cobra.Command {
	var data []string
	c := &cobra.Command{
		Use:   "formats",
		Short: "Tell per format how many events say who, from where, what and how it ended",
		RunE: func(c *cobra.Command, _ []string) error {
			if len(data) == 0 {
				return errors.New("name what to read with --data")
			}
			return print(coverage(c.Context(), data))
		},
	}
	c.Flags().StringSliceVar(&data, "data", nil, "files or folders")
	return c
}

// formatReport is the coverage of what was read, and what was not.
type formatReport struct {
	Formats []normalize.FormatCount `json:"formats"`
	Inputs  []model.Input           `json:"inputs"`
}

func coverage(ctx context.Context, paths []string) (*formatReport, error) {
	r, err := app.Assess(ctx, app.Options{Paths: paths})
	if err != nil {
		return nil, err
	}
	return &formatReport{Formats: r.Coverage, Inputs: r.Assessment.Inputs}, nil
}

func (r *formatReport) text(w io.Writer) {
	_, _ = fmt.Fprintf(w, "%-28s %8s %8s %7s %8s %7s %7s %7s %7s %7s\n", "format", "records", "events", "claims", "actor", "source", "action", "outcome", "unread", "rejected")
	for _, f := range r.Formats {
		name := f.Format
		if name == "" {
			name = "(not known)"
		}
		part := func(n int) string {
			if f.Events == 0 {
				return "-"
			}
			return fmt.Sprintf("%.0f %%", 100*float64(n)/float64(f.Events))
		}
		_, _ = fmt.Fprintf(w, "%-28s %8d %8d %7d %8s %7s %7s %7s %7d %7d\n", name, f.Records, f.Events, f.Claims,
			part(f.Actor), part(f.Source), part(f.Action), part(f.Outcome), f.Unread, f.Rejected)
	}
	for _, in := range r.Inputs {
		for _, e := range in.Errors {
			_, _ = fmt.Fprintf(w, "- %s:%d: %s\n", in.Path, e.Line, e.Error)
		}
	}
}
