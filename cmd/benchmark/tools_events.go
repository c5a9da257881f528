package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"

	"bonafide/content"
	"bonafide/enrich/tool"
	"bonafide/model"
	normalizers "bonafide/normalize/catalog"
	"bonafide/source"
	sources "bonafide/source/catalog"
)

// eventsReport lists which tools were recognised in records, and by what: on records of
// ordinary computers every one is to be looked at.
type eventsReport struct {
	Events int       `json:"events"`
	Hits   []toolHit `json:"hits"`
}

// toolHit is a tool and a value by which it was recognised.
type toolHit struct {
	Tool  string         `json:"tool"`
	Kind  model.ToolKind `json:"kind"`
	Field string         `json:"field"`
	Value string         `json:"value"`
	Times int            `json:"times"`
}

// recognised reads records and recognises tools in them.
func recognised(ctx context.Context, paths []string) (*eventsReport, error) {
	recogniser, err := tool.New(tool.Config{Content: content.FS()})
	if err != nil {
		return nil, err
	}
	reader, err := source.NewReader(source.Config{Sources: sources.All()})
	if err != nil {
		return nil, err
	}
	set, err := normalizers.New(normalizers.Options{})
	if err != nil {
		return nil, err
	}
	r := &recogniserSink{recogniser: recogniser, times: map[toolHit]int{}}
	runner, err := set.Runner(r, nil)
	if err != nil {
		return nil, err
	}
	if err := reader.Read(ctx, paths, &counter{runner}); err != nil {
		return nil, err
	}
	report := &eventsReport{Events: r.events}
	for hit, n := range maps.All(r.times) {
		hit.Times = n
		report.Hits = append(report.Hits, hit)
	}
	slices.SortFunc(report.Hits, func(a, b toolHit) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Tool, b.Tool), cmp.Compare(a.Field, b.Field), cmp.Compare(a.Value, b.Value))
	})
	return report, nil
}

// recogniserSink counts what is recognised in events.
type recogniserSink struct {
	recogniser *tool.Enricher
	events     int
	times      map[toolHit]int
}

// Event takes an event.
func (r *recogniserSink) Event(e *model.Event) error {
	r.events++
	r.recogniser.Enrich(e)
	for _, m := range e.Facts.Tools {
		r.times[toolHit{Tool: m.ID, Kind: m.Kind, Field: m.Field.String(), Value: m.Value}]++
	}
	return nil
}

// Claim takes a claim.
func (*recogniserSink) Claim(model.Claim) error { return nil }

func (r *eventsReport) text(w io.Writer) {
	_, _ = fmt.Fprintf(w, "%d events\n", r.Events)
	for _, h := range r.Hits {
		_, _ = fmt.Fprintf(w, "%-18s %-24s %6d × %s %q\n", h.Kind, h.Tool, h.Times, h.Field, h.Value)
	}
}
