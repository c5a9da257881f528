package report

import (
	"encoding/json"
	"io"

	"bonafide/model"
)

// WriteJSON writes the assessment as one document of the contract
// bonafide.assessment/v1.
func WriteJSON(w io.Writer, a *model.Assessment) error {
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	e.SetEscapeHTML(false)
	return e.Encode(a)
}

// WriteNDJSON writes one line for each subject, in the assessment's order: the most
// urgent first. A line is an element of the contract's "subjects".
func WriteNDJSON(w io.Writer, a *model.Assessment) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for i := range a.Subjects {
		if err := e.Encode(&a.Subjects[i]); err != nil {
			return err
		}
	}
	return nil
}
