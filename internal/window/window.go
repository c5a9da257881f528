// Package window gives the parsers of streams a view of bytes that grows while a record is
// longer than what was read.
package window

import (
	"bytes"
	"errors"
	"io"
)

// Window is a view of a stream: Buf[Pos:End] is read and not yet used.
type Window struct {
	Buf      []byte
	Pos, End int   // who moves Pos other than by Take counts Line
	Line     int64 // of Buf[Pos], from 1

	r   io.Reader
	err error // why the stream ended, io.EOF when as it should
}

// New makes a window of size bytes, which grows.
func New(r io.Reader, size int) *Window {
	return &Window{r: r, Buf: make([]byte, size), Line: 1}
}

// More reads on and keeps what is not used yet, which may move to the front of Buf. It
// reports false when there is nothing.
func (w *Window) More() bool {
	if w.err != nil {
		return false
	}
	if w.Pos > 0 {
		copy(w.Buf, w.Buf[w.Pos:w.End])
		w.End -= w.Pos
		w.Pos = 0
	}
	if w.End == len(w.Buf) {
		grown := make([]byte, 2*len(w.Buf))
		copy(grown, w.Buf)
		w.Buf = grown
	}
	for range 100 {
		n, err := w.r.Read(w.Buf[w.End:])
		w.End += n
		w.err = err
		if n > 0 || err != nil {
			return n > 0
		}
	}
	w.err = io.ErrNoProgress
	return false
}

// Unused is what is read and not yet used; it holds until More.
func (w *Window) Unused() []byte { return w.Buf[w.Pos:w.End] }

// Peek gives up to n bytes without using them.
func (w *Window) Peek(n int) []byte {
	for w.End-w.Pos < n && w.More() { //nolint:revive // reads on
	}
	return w.Buf[w.Pos:min(w.End, w.Pos+n)]
}

// Take uses n bytes and counts their lines.
func (w *Window) Take(n int) {
	w.Line += int64(bytes.Count(w.Buf[w.Pos:w.Pos+n], []byte{'\n'}))
	w.Pos += n
}

// Failure is what ended the stream, nil when it just ended.
func (w *Window) Failure() error {
	if errors.Is(w.err, io.EOF) {
		return nil
	}
	return w.err
}
