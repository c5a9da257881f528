package cli

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/term"
)

// progress shows what is being done on a terminal, and nothing elsewhere.
type progress struct {
	mu    sync.Mutex
	w     io.Writer
	on    bool
	last  time.Time
	stage string
	shown bool
}

func newProgress(w io.Writer, quiet bool) *progress {
	return &progress{w: w, on: !quiet && drawable(w)}
}

// terminal tells whether a stream is one that a person looks at.
func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd())) //nolint:gosec // a file descriptor
}

// drawable tells whether a stream is a terminal that understands escape sequences.
func drawable(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && terminal(w) && ansi(f)
}

// show is app.Progress: it redraws one line ten times a second at most.
func (p *progress) show(stage string, done, total int64) {
	if !p.on {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if stage == p.stage && now.Sub(p.last) < 100*time.Millisecond {
		return
	}
	p.last, p.stage, p.shown = now, stage, true
	if total > 0 {
		_, _ = fmt.Fprintf(p.w, "\r\x1b[K%s: %d of %d (%d %%)", stage, done, total, 100*done/total)
		return
	}
	_, _ = fmt.Fprintf(p.w, "\r\x1b[K%s: %d", stage, done)
}

// end clears the line.
func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shown {
		_, _ = fmt.Fprint(p.w, "\r\x1b[K")
	}
}
