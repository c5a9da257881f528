package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"bonafide/model"
	"bonafide/normalize"
	normalizers "bonafide/normalize/catalog"
	"bonafide/source"
	sources "bonafide/source/catalog"
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

// coverage reads and normalises everything and counts; it assesses nobody.
func coverage(ctx context.Context, paths []string) (*formatReport, error) {
	reader, err := source.NewReader(source.Config{Sources: sources.All()})
	if err != nil {
		return nil, err
	}
	set, err := normalizers.New(normalizers.Options{})
	if err != nil {
		return nil, err
	}
	runner, err := set.Runner(nowhere{}, nil)
	if err != nil {
		return nil, err
	}
	if err := reader.Read(ctx, paths, &counter{runner}); err != nil {
		return nil, err
	}
	return &formatReport{Formats: normalize.Coverage(runner), Inputs: runner.Inputs()}, nil
}

// counter hands records on, those of labelled test sets without what wraps them.
type counter struct{ runner *normalize.Runner }

// Record hands a record on.
func (c *counter) Record(r *model.Record) error {
	if bytes.Contains(r.Raw, []byte(`"log_types"`)) {
		var labelled struct {
			Event json.RawMessage `json:"event"`
		}
		if err := json.Unmarshal(r.Raw, &labelled); err == nil && len(labelled.Event) > 0 {
			r = &model.Record{Origin: r.Origin, Syntax: r.Syntax, Raw: labelled.Event}
		}
	}
	return c.runner.Normalize(r)
}

// Problem counts what could not be read.
func (c *counter) Problem(p source.Problem) {
	c.runner.Problem(p.Path, p.Line, p.Err, p.Hint, normalize.Loss(p.Kind))
}

// nowhere takes what is only counted.
type nowhere struct{}

// Event takes an event.
func (nowhere) Event(*model.Event) error { return nil }

// Claim takes a claim.
func (nowhere) Claim(model.Claim) error { return nil }

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
