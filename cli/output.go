package cli

import (
	"context"
	"fmt"
	"io"
	"os"

	"golang.org/x/term"

	"bonafide/app"
	"bonafide/internal/hint"
	"bonafide/model"
	"bonafide/report"
	"bonafide/report/html"
	"bonafide/report/text"
)

// output is what a result is written with.
type output struct {
	ctx   context.Context //nolint:containedctx // lives as long as one command
	paths []string
	plain bool // no colours, whatever the terminal
	all   bool // everybody in full
}

// writer finds the function that writes a format.
func (o output) writer(format string) (func(w io.Writer, r *app.Result) error, error) {
	switch format {
	case "text":
		return o.writeText, nil
	case "json":
		return func(w io.Writer, r *app.Result) error { return report.WriteJSON(w, r.Assessment) }, nil
	case "ndjson":
		return func(w io.Writer, r *app.Result) error { return report.WriteNDJSON(w, r.Assessment) }, nil
	case "html":
		return o.writeHTML, nil
	}
	return nil, hint.With(fmt.Errorf("there is no format %q", format), "use text, json, ndjson or html")
}

func (o output) writeText(w io.Writer, r *app.Result) error {
	t := text.Options{Colour: !o.plain && os.Getenv("NO_COLOR") == "" && drawable(w), All: o.all}
	if f, ok := w.(*os.File); ok {
		if width, _, err := term.GetSize(int(f.Fd())); err == nil { //nolint:gosec // a file descriptor
			t.Width = width
		}
	}
	return text.Write(w, r.Assessment, t)
}

// writeHTML reads the cited records again and writes the page.
func (o output) writeHTML(w io.Writer, r *app.Result) error {
	excerpts, err := app.Excerpts(o.ctx, o.paths, html.Cited(r.Assessment))
	if err != nil {
		return err
	}
	return html.Write(w, r.Assessment, html.Options{
		Excerpt: func(e model.Evidence) string { return excerpts[e] },
		Claims:  r.Roster.Claims,
	})
}
