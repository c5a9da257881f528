package report

import (
	"encoding/json"
	"io"

	"bonafide/model"
)

// WriteJSON writes the assessment as one document of the contract
// bonafide.assessment/v1. Lists are never null.
func WriteJSON(w io.Writer, a *model.Assessment) error {
	c := *a
	c.Inputs = make([]model.Input, len(a.Inputs))
	for i, in := range a.Inputs {
		in.Errors = list(in.Errors)
		c.Inputs[i] = in
	}
	c.Subjects = make([]model.SubjectAssessment, len(a.Subjects))
	for i := range a.Subjects {
		c.Subjects[i] = whole(a.Subjects[i])
	}
	c.Clusters = make([]model.Cluster, len(a.Clusters))
	for i, k := range a.Clusters {
		k.Subjects, k.Shared, k.History = list(k.Subjects), list(k.Shared), list(k.History)
		edges := make([]model.Edge, len(k.Edges))
		for n, e := range k.Edges {
			e.Subjects, e.Indicators, e.Evidence = list(e.Subjects), list(e.Indicators), list(e.Evidence)
			edges[n] = e
		}
		k.Edges = edges
		c.Clusters[i] = k
	}
	c.Unassigned = list(a.Unassigned)
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	e.SetEscapeHTML(false)
	return e.Encode(&c)
}

// WriteNDJSON writes one line for each subject, in the assessment's order: the most
// urgent first. A line is an element of the contract's "subjects".
func WriteNDJSON(w io.Writer, a *model.Assessment) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for i := range a.Subjects {
		s := whole(a.Subjects[i])
		if err := e.Encode(&s); err != nil {
			return err
		}
	}
	return nil
}

// whole is the subject with empty lists where there were none.
func whole(s model.SubjectAssessment) model.SubjectAssessment {
	reasons := make([]model.Reason, len(s.Reasons))
	for i, r := range s.Reasons {
		r.Evidence = list(r.Evidence)
		reasons[i] = r
	}
	s.Reasons, s.NextChecks = reasons, list(s.NextChecks)
	return s
}

func list[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}
