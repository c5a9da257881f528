package sigma

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Severity says how bad a problem is.
type Severity string

// The severities.
const (
	// Error means that the document cannot be used.
	Error Severity = "error"
	// Warning means that it can, and that a closer look is worth it.
	Warning Severity = "warning"
)

// Problem is something wrong in a rule file. It is an error that knows its place and what
// to do about it.
type Problem struct {
	// Path is the file, At the place in it; either may be empty.
	Path string
	At   Position
	// Rule is the document's Key as far as it could be read.
	Rule     RuleID
	Severity Severity
	// Text says what is wrong, Advice what to do about it; Advice may be empty.
	Text, Advice string
}

// Error is the problem with its place, as compilers write it.
func (p Problem) Error() string {
	switch {
	case p.Path == "" && p.At == Position{}:
		return p.Text
	case p.At == Position{}:
		return p.Path + ": " + p.Text
	}
	return fmt.Sprintf("%s:%d:%d: %s", p.Path, p.At.Line, p.At.Column, p.Text)
}

// Hint is what to do about it.
func (p Problem) Hint() string { return p.Advice }

// HasErrors tells whether one of the problems makes a document unusable.
func HasErrors(list []Problem) bool {
	return slices.ContainsFunc(list, func(p Problem) bool { return p.Severity == Error })
}

// SortProblems puts them in the order of files and places.
func SortProblems(list []Problem) {
	slices.SortStableFunc(list, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.At.Line, b.At.Line), cmp.Compare(a.At.Column, b.At.Column))
	})
}

// Nearest is the word of the list that somebody may have meant, "" when all of them are off
// by more than so many letters.
func Nearest(word string, list []string, off int) string {
	best, at := "", off
	if len(word) > 64 {
		return ""
	}
	for _, w := range list {
		if len(w) > 64 {
			continue
		}
		if d := distance(Fold(word), Fold(w)); d <= at && (best == "" || d < at) {
			best, at = w, d
		}
	}
	return best
}

// distance is the number of single letters to change, add or drop.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}

// Meant is an advice for a word that is not on a list: the nearest word of it, else what
// goes in general, which is the whole list when otherwise is empty. The nearest word may be
// off by one letter, for longer words by two and for long ones by a third.
func Meant(word string, list []string, otherwise string) string {
	if near := Nearest(word, list, 1+len(word)/3); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return cmp.Or(otherwise, "it may be "+strings.Join(list, ", "))
}
