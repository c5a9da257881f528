package table

import (
	"bytes"
	"errors"
	"io"

	"bonafide/internal/window"
)

var errQuote = errors.New("a quoted value does not end")

// lines reads records of lines: a line end inside quotes does not end a record.
type lines struct {
	*window.Window
	records   int
	max       int // bytes of one record
	keepBlank bool
}

func newLines(r io.Reader, limit int) *lines {
	return &lines{Window: window.New(r, 128<<10), max: limit}
}

// record gives the next record without its line end, and the line it begins at. Blank
// lines are passed over unless keepBlank is set. io.EOF ends it; errQuote costs the line it names.
func (l *lines) record(comma byte) ([]byte, int64, error) {
	for {
		n, size, err := l.measure(comma)
		if errors.Is(err, io.EOF) {
			return nil, l.Line, io.EOF
		}
		line := l.Line
		raw := l.Buf[l.Pos : l.Pos+n]
		l.Take(size)
		if err != nil {
			return nil, line, err
		}
		l.records++
		if len(raw) == 0 && !l.keepBlank {
			continue
		}
		return raw, line, nil
	}
}

// measure finds the end of the record at the window's start: n bytes of text, size with the line end.
func (l *lines) measure(comma byte) (n, size int, err error) {
	from, inQuote := 0, false
	for {
		b := l.Unused()
		for from <= len(b) {
			k := bytes.IndexByte(b[from:], '\n')
			if k < 0 {
				break
			}
			inQuote = open(b[:from+k], from, inQuote, comma)
			if !inQuote {
				return trim(b[:from+k]), from + k + 1, nil
			}
			from += k + 1
		}
		if len(b) > l.max {
			return l.giveUp(b)
		}
		if l.More() {
			continue
		}
		if len(l.Unused()) == 0 {
			return 0, 0, io.EOF
		}
		b = l.Unused()
		if open(b, from, inQuote, comma) {
			return l.giveUp(b)
		}
		return trim(b), len(b), nil
	}
}

// giveUp takes the first line of a record whose quote is not closed.
func (l *lines) giveUp(b []byte) (n, size int, err error) {
	if k := bytes.IndexByte(b, '\n'); k >= 0 {
		return k, k + 1, errQuote
	}
	return len(b), len(b), errQuote
}

func trim(b []byte) int { return len(bytes.TrimSuffix(b, []byte{'\r'})) }

// open tells whether a quoted value is open at the end of b, reading from where inQuote
// holds. A quote opens a value only at its beginning.
func open(b []byte, from int, inQuote bool, comma byte) bool {
	for i := from; i < len(b); {
		k := bytes.IndexByte(b[i:], '"')
		if k < 0 {
			return inQuote
		}
		i += k
		if inQuote {
			inQuote = false
		} else if i == 0 || b[i-1] == comma || b[i-1] == '"' || b[i-1] == '\n' {
			inQuote = true
		}
		i++
	}
	return inQuote
}
