package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"golang.org/x/term"

	"bonafide/app"
	"bonafide/report/text"
)

// writer finds the function that writes a format.
func writer(format string) (func(w io.Writer, r *app.Result) error, error) {
	switch format {
	case "text":
		return writeText, nil
	case "json":
		return writeJSON, nil
	case "ndjson":
		return writeNDJSON, nil
	}
	return nil, hinted{fmt.Errorf("there is no format %q", format), "use text, json, ndjson or html"}
}

func writeText(w io.Writer, r *app.Result) error {
	o := text.Options{Colour: terminal(w) && os.Getenv("NO_COLOR") == ""}
	if f, ok := w.(*os.File); ok {
		if width, _, err := term.GetSize(int(f.Fd())); err == nil { //nolint:gosec // a file descriptor
			o.Width = width
		}
	}
	return text.Write(w, r.Assessment, o)
}

// writeJSON writes the assessment as one document of the contract.
func writeJSON(w io.Writer, r *app.Result) error {
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	e.SetEscapeHTML(false)
	return e.Encode(r.Assessment)
}

// writeNDJSON writes a line for each subject, the most urgent first.
func writeNDJSON(w io.Writer, r *app.Result) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for i := range r.Assessment.Subjects {
		if err := e.Encode(&r.Assessment.Subjects[i]); err != nil {
			return err
		}
	}
	return nil
}
