package window_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"bonafide/internal/window"
)

func TestGrowsAndKeepsWhatIsNotUsed(t *testing.T) {
	w := window.New(iotest.OneByteReader(strings.NewReader("one\ntwo\nthree")), 4)
	if got := string(w.Peek(6)); got != "one\ntw" {
		t.Fatalf("Peek(6) = %q", got)
	}
	w.Take(4)
	if got := string(w.Peek(100)); got != "two\nthree" || w.Line != 2 {
		t.Errorf("after one line: %q at line %d, want the rest at line 2", got, w.Line)
	}
	if w.More() || w.Failure() != nil {
		t.Errorf("at the end: Failure() = %v, want nil and nothing more", w.Failure())
	}
}

// stuck never gives anything and never ends.
type stuck struct{}

func (stuck) Read([]byte) (int, error) { return 0, nil }

func TestFailure(t *testing.T) {
	broken := errors.New("broken")
	for want, r := range map[error]io.Reader{
		broken:           io.MultiReader(strings.NewReader("ab"), iotest.ErrReader(broken)),
		io.ErrNoProgress: stuck{},
	} {
		w := window.New(r, 8)
		for w.More() {
		}
		if !errors.Is(w.Failure(), want) {
			t.Errorf("Failure() = %v, want %v", w.Failure(), want)
		}
	}
}
