package table

import (
	"bytes"
	"errors"
	"io"
)

var errQuote = errors.New("a quoted value does not end")

// lines reads records of lines: a line end inside quotes does not end a record.
type lines struct {
	r         io.Reader
	buf       []byte
	pos, end  int
	line      int64
	records   int
	max       int
	keepBlank bool
	err       error
}

func newLines(r io.Reader, limit int) *lines {
	return &lines{r: r, buf: make([]byte, 128<<10), line: 1, max: limit}
}

// peek gives up to n bytes without using them.
func (l *lines) peek(n int) []byte {
	for l.end-l.pos < n && l.more() {
	}
	return l.buf[l.pos:min(l.end, l.pos+n)]
}

func (l *lines) more() bool {
	if l.err != nil {
		return false
	}
	if l.pos > 0 {
		copy(l.buf, l.buf[l.pos:l.end])
		l.end, l.pos = l.end-l.pos, 0
	}
	if l.end == len(l.buf) {
		grown := make([]byte, 2*len(l.buf))
		copy(grown, l.buf)
		l.buf = grown
	}
	for range 100 {
		n, err := l.r.Read(l.buf[l.end:])
		l.end += n
		l.err = err
		if n > 0 || err != nil {
			return n > 0
		}
	}
	l.err = io.ErrNoProgress
	return false
}

// failure is what ended the stream, nil when it just ended.
func (l *lines) failure() error {
	if errors.Is(l.err, io.EOF) {
		return nil
	}
	return l.err
}

// record gives the next record without its line end, and the line it begins at. Blank
// lines are passed over. io.EOF ends it; errQuote costs the line it names.
func (l *lines) record(comma byte) ([]byte, int64, error) {
	for {
		n, size, err := l.measure(comma)
		if errors.Is(err, io.EOF) {
			return nil, l.line, io.EOF
		}
		line := l.line
		raw := l.buf[l.pos : l.pos+n]
		l.line += int64(bytes.Count(l.buf[l.pos:l.pos+size], []byte{'\n'}))
		l.pos += size
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

// measure finds the end of the record at pos: n bytes of text, size with the line end.
func (l *lines) measure(comma byte) (n, size int, err error) {
	from, inQuote := 0, false
	for {
		b := l.buf[l.pos:l.end]
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
		if l.more() {
			continue
		}
		if len(l.buf[l.pos:l.end]) == 0 {
			return 0, 0, io.EOF
		}
		b = l.buf[l.pos:l.end]
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
