// Package jsonstream reads JSON in every shape logs come in: one object a line, objects
// one after the other, an array of objects, and a document that wraps such an array as
// an API gives it. Start with New. It finds where objects begin and end and never parses
// them; a broken one costs itself and nothing more.
package jsonstream

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"bonafide/internal/window"
	"bonafide/model"
	"bonafide/plugin"
	"bonafide/source"
)

// Settings of the reader.
type Settings struct {
	MaxRecord int `yaml:"max_record" unit:"bytes" doc:"A longer record is reported and passed over; nothing that people log comes near."`
	Hold      int `yaml:"hold" unit:"bytes" doc:"Up to here a document that wraps an array is held whole, so that what stands after the array is known too; a longer one is streamed."`
}

// Source reads JSON.
type Source struct{ set Settings }

// Defaults are the settings that hold when none are given.
func Defaults() Settings { return Settings{MaxRecord: 32 << 20, Hold: 4 << 20} }

// New makes the source; zero settings take their defaults.
func New(set Settings) *Source {
	d := Defaults()
	if set.MaxRecord > 0 {
		d.MaxRecord = set.MaxRecord
	}
	if set.Hold > 0 {
		d.Hold = set.Hold
	}
	d.Hold = min(d.Hold, d.MaxRecord)
	return &Source{d}
}

// Declare describes the source.
func (s *Source) Declare() plugin.Declaration {
	return plugin.Declaration{
		Name: "jsonstream", Kind: plugin.Source, Version: 1,
		Summary:  "Reads JSON: one object a line, concatenated, as an array, or wrapped in an API's answer.",
		Needs:    []string{"a file that begins with { or ["},
		Settings: s.set,
	}
}

// Recognize tells by the first bytes.
func (s *Source) Recognize(_ string, head []byte) float64 {
	head = bytes.TrimLeft(head, " \t\r\n\x1e")
	if len(head) == 0 || (head[0] != '{' && head[0] != '[') {
		return 0
	}
	rest := bytes.TrimLeft(head[1:], " \t\r\n")
	switch {
	case len(rest) == 0:
		return 0.9
	case head[0] == '{' && (rest[0] == '"' || rest[0] == '}'):
		return 0.95
	case head[0] == '[' && (rest[0] == '{' || rest[0] == ']' || rest[0] == '['):
		return 0.95
	}
	return 0.1
}

// Read gives every object of the stream.
func (s *Source) Read(ctx context.Context, path string, r io.Reader, sink source.Sink) error {
	d := &reading{ctx: ctx, set: s.set, w: scanner{window.New(r, 256<<10)}, sink: sink}
	d.rec = model.Record{Origin: model.Origin{Path: path}, Syntax: model.SyntaxJSON}
	for {
		c, ok := d.w.next()
		if !ok {
			break
		}
		if err := d.top(c); err != nil {
			return err
		}
	}
	if err := d.w.Failure(); err != nil {
		return err
	}
	return ctx.Err()
}

// reading is one stream being read.
type reading struct {
	ctx  context.Context
	set  Settings
	w    scanner
	sink source.Sink
	rec  model.Record
	env  []byte
	n    int
	list bool // inside a top-level array
}

// top reads what begins with c at the top level.
func (d *reading) top(c byte) error {
	switch {
	case c == '{':
		return d.object()
	case c == '[' && !d.list:
		d.list = true
		d.w.Pos++
		return nil
	case c == ']' && d.list:
		d.list = false
		d.w.Pos++
		return nil
	}
	d.problem(d.w.Line, fmt.Errorf("not a JSON object: %q", d.snippet()), "only objects are records; the rest of the line is passed over")
	d.w.skipLine()
	return nil
}

// object reads the object at the window's start: a record, or a wrapper of records.
func (d *reading) object() error {
	v := value{nl: -1}
	n, err := d.w.object(&v, min(d.set.MaxRecord, d.set.Hold))
	switch {
	case err == nil && v.wrap > 0 && d.wrapper(&v):
		return d.split(n, &v)
	case err == nil:
		return d.record(d.w.Line, n, nil)
	case v.wrap > 0 && d.wrapper(&v): // too long to be held, cut off, or broken somewhere
		return d.stream(&v)
	case errors.Is(err, errLong) && d.w.End-d.w.Pos < d.set.MaxRecord:
		n, err = d.w.object(&v, d.set.MaxRecord)
		if err == nil {
			return d.record(d.w.Line, n, nil)
		}
	}
	return d.failed(&v, err)
}

// wrapper tells whether the array found inside the object is what it is there for.
func (d *reading) wrapper(v *value) bool {
	b := d.w.Unused()
	return firstIsObject(b[v.wrap:]) && !isRecord(b[:min(v.at, len(b))])
}

// split gives the elements of a wrapper that is held whole.
func (d *reading) split(n int, v *value) error {
	b := d.w.Buf[d.w.Pos : d.w.Pos+n]
	line := d.w.Line + int64(bytes.Count(b[:v.wrap], []byte{'\n'}))
	i := v.wrap + 1
	var spans [][2]int
	for i < n {
		switch b[i] {
		case '{':
			e := value{nl: -1}
			if done, err := e.step(b[i:n]); err != nil || !done {
				return d.failed(v, errBroken)
			}
			spans = append(spans, [2]int{i, i + e.at})
			i += e.at
			continue
		case ']':
			d.env = envelope(d.env, b[:v.wrap], b[i+1:])
			return d.elements(b, spans, v.wrap, line, n)
		}
		i++
	}
	return d.failed(v, errBroken)
}

// elements hands out the elements of a wrapper of n bytes and uses it.
func (d *reading) elements(b []byte, spans [][2]int, from int, line int64, n int) error {
	env := d.env
	for _, s := range spans {
		line += int64(bytes.Count(b[from:s[0]], []byte{'\n'}))
		from = s[0]
		if err := d.give(line, b[s[0]:s[1]], env); err != nil {
			return err
		}
	}
	d.w.Take(n)
	return nil
}

// stream gives the elements of a wrapper that is too long to be held.
func (d *reading) stream(v *value) error {
	d.env = envelope(d.env, d.w.Buf[d.w.Pos:d.w.Pos+v.wrap], nil)
	d.env = append(d.env, bytes.Repeat([]byte{'}'}, int(v.levels)-1)...)
	d.w.Take(v.wrap + 1)
	for {
		c, ok := d.w.next()
		switch {
		case !ok:
			d.problem(d.w.Line, errCut, "the array that wraps the records does not end; what stood before was read")
			return nil
		case c == '{':
			e := value{nl: -1}
			n, err := d.w.object(&e, d.set.MaxRecord)
			if err != nil {
				err = d.failed(&e, err)
			} else {
				err = d.record(d.w.Line, n, d.env)
			}
			if err != nil {
				return err
			}
		case c == ']':
			return d.rest(int(v.levels) - 1)
		default:
			d.problem(d.w.Line, fmt.Errorf("not a JSON object: %q", d.snippet()), "the rest of the line is passed over")
			d.w.skipLine()
		}
	}
}

// rest passes over what a long wrapper holds after its array.
func (d *reading) rest(depth int) error {
	d.w.Pos++
	line := d.w.Line
	v := value{nl: -1, depth: depth}
	n, err := d.w.object(&v, d.set.MaxRecord)
	if err != nil {
		return d.failed(&v, err)
	}
	if bytes.IndexByte(d.w.Buf[d.w.Pos:d.w.Pos+n], '"') >= 0 {
		d.sink.Problem(source.Problem{
			Path: d.rec.Origin.Path, Line: line, Kind: source.Notice,
			Err: errors.New("what stands after a long list of records was not put beside them"), Hint: "export fewer records a page",
		})
	}
	d.w.Take(n)
	return nil
}

// record gives the n bytes at the window's start and uses them.
func (d *reading) record(line int64, n int, env []byte) error {
	if err := d.give(line, d.w.Buf[d.w.Pos:d.w.Pos+n], env); err != nil {
		return err
	}
	d.w.Take(n)
	return nil
}

func (d *reading) give(line int64, raw, env []byte) error {
	if d.n++; d.n&255 == 0 {
		if err := d.ctx.Err(); err != nil {
			return err
		}
	}
	d.rec.Origin.Line, d.rec.Raw, d.rec.Envelope = line, raw, env
	return d.sink.Record(&d.rec)
}

// failed reports the value at the window's start and goes to where reading can go on.
func (d *reading) failed(v *value, err error) error {
	line := d.w.Line
	switch {
	case errors.Is(err, errBroken) && v.resume > 0:
		d.problem(line, err, "the line is passed over; was it cut when it was copied?")
		d.w.Take(v.resume)
	case errors.Is(err, errLong):
		d.problem(line, fmt.Errorf("%w of %d bytes", err, d.set.MaxRecord), "raise max_record if this is a real record")
		if v.lines {
			d.passOver(v)
		} else {
			d.w.skipLine()
		}
	case errors.Is(err, errCut):
		d.problem(line, err, "the file ends in the middle of it; copy the file again")
		d.w.Take(d.w.End - d.w.Pos)
	default:
		d.problem(line, err, "the rest of the line is passed over")
		d.w.skipLine()
	}
	return d.ctx.Err()
}

// passOver goes on scanning an object that is too long, keeping nothing of it.
func (d *reading) passOver(v *value) {
	for {
		d.w.Take(v.at)
		*v = value{nl: -1, depth: v.depth, lines: true, wrap: 1, wrapDone: true, levels: -1}
		done, err := v.step(d.w.Unused())
		switch {
		case done:
			d.w.Take(v.at)
			return
		case err != nil:
			d.w.Take(max(v.resume, 1))
			return
		case v.at == 0 && d.w.End-d.w.Pos > d.set.MaxRecord, !d.w.More():
			d.w.skipLine()
			return
		}
	}
}

func (d *reading) problem(line int64, err error, hint string) {
	d.sink.Problem(source.Problem{Path: d.rec.Origin.Path, Line: line, Err: err, Hint: hint})
}

// snippet is the beginning of what stands at the window's start.
func (d *reading) snippet() string {
	b := d.w.Peek(24)
	if i := bytes.IndexByte(b, '\n'); i >= 0 {
		b = b[:i]
	}
	return string(b)
}
