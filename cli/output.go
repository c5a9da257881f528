package cli

import (
	"encoding/json"
	"fmt"
	"io"

	"bonafide/app"
)

// writer finds the function that writes a format.
func writer(format string) (func(w io.Writer, r *app.Result, paths []string) error, error) {
	switch format {
	case "json":
		return func(w io.Writer, r *app.Result, _ []string) error {
			e := json.NewEncoder(w)
			e.SetIndent("", " ")
			e.SetEscapeHTML(false)
			return e.Encode(r.Assessment)
		}, nil
	case "text":
		return func(w io.Writer, r *app.Result, _ []string) error {
			for _, s := range r.Assessment.Subjects {
				if s.Probability < 0.05 && s.Misuse < 0.2 && s.PolicyMatter == "" {
					continue
				}
				fmt.Fprintf(w, "%s %-20s p=%.3f misuse=%.2f case=%v policy=%s\n", s.ID, s.Name, s.Probability, s.Misuse, s.OpenCase, s.PolicyMatter)
				for _, reason := range s.Reasons {
					fmt.Fprintf(w, "    %s %s  %v  [%s]\n", reason.Indicator, reason.Reason, reason.LogLR, reason.Adjusted)
				}
			}
			return nil
		}, nil
	}
	return nil, hinted{fmt.Errorf("there is no format %q", format), "use text, json, ndjson or html"}
}
