package hint_test

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"bonafide/internal/hint"
)

func TestOfFindsTheHintBelow(t *testing.T) {
	err := fmt.Errorf("read: %w", hint.With(io.EOF, "copy it again"))
	if got := hint.Of(err); got != "copy it again" {
		t.Errorf("the hint is %q", got)
	}
	if !errors.Is(err, io.EOF) || err.Error() != "read: EOF" {
		t.Errorf("the error became %q", err)
	}
	if hint.With(nil, "x") != nil || hint.Of(io.EOF) != "" {
		t.Error("nothing became something")
	}
}

func TestNearest(t *testing.T) {
	words := []string{"columns", "company", "thresholds"}
	for word, want := range map[string]string{"colums": "columns", "Compny": "company", "weather": "", "": ""} {
		if got := hint.Nearest(word, words); got != want {
			t.Errorf("Nearest(%q) is %q, want %q", word, got, want)
		}
	}
}
