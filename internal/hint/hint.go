// Package hint carries, beside an error, what a person can do about it. Start with With
// where an error is made and with Of where it is shown. It never changes the error.
package hint

import (
	"errors"
	"strings"
)

// Hinter is an error that knows what to do about it.
type Hinter interface {
	error
	Hint() string
}

type hinted struct {
	error
	text string
}

// Hint is what to do.
func (h hinted) Hint() string { return h.text }

// Unwrap gives the error without the hint.
func (h hinted) Unwrap() error { return h.error }

// With adds to an error what to do about it; nil stays nil.
func With(err error, text string) error {
	if err == nil {
		return nil
	}
	return hinted{err, text}
}

// Of is what to do about an error, "" when nobody said.
func Of(err error) string {
	var h Hinter
	if errors.As(err, &h) {
		return h.Hint()
	}
	return ""
}

// Nearest is the word of the list that somebody may have meant, "" when none is near.
func Nearest(word string, list []string) string {
	best, at := "", 1+len(word)/3
	for _, w := range list {
		if d := distance(strings.ToLower(word), strings.ToLower(w)); d <= at && (best == "" || d < at) {
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
