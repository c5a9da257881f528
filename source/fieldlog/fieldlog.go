// Package fieldlog reads logs whose lines that begin with # name the columns: Zeek's own
// form (#separator, #fields, #types) and the W3C's extended form of proxies and web servers
// (#Fields:). Start with New. A line becomes the JSON object that the same programs write
// when they are set to, so that mappings and rules know one form of each log. It never
// guesses what a column means.
package fieldlog

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"bonafide/model"
	"bonafide/plugin"
	"bonafide/source"
)

// Settings of the reader.
type Settings struct {
	MaxRecord int `yaml:"max_record" unit:"bytes" doc:"A longer line is reported and passed over; no such log has one."`
}

// Source reads logs with a line of columns.
type Source struct{ set Settings }

// Defaults are the settings that hold when none are given.
func Defaults() Settings { return Settings{MaxRecord: 4 << 20} }

// New makes the source; zero settings take their defaults.
func New(set Settings) *Source {
	if set.MaxRecord <= 0 {
		set = Defaults()
	}
	return &Source{set}
}

// Declare describes the source.
func (s *Source) Declare() plugin.Declaration {
	return plugin.Declaration{
		Name: "fieldlog", Kind: plugin.Source, Version: 1,
		Summary:  "Reads Zeek's tab-separated logs and W3C extended logs of proxies and web servers.",
		Needs:    []string{"a line #fields or #Fields: above the records"},
		Settings: s.set,
	}
}

// Recognize tells by the first lines.
func (s *Source) Recognize(_ string, head []byte) float64 {
	if len(head) == 0 || head[0] != '#' {
		return 0
	}
	for line := range bytes.Lines(head) {
		switch name, _ := directive(string(line)); {
		case line[0] != '#':
			return 0
		case name == "fields":
			return 0.98
		}
	}
	return 0
}

// Read gives every line below the columns.
func (s *Source) Read(ctx context.Context, path string, r io.Reader, sink source.Sink) error {
	in := bufio.NewReaderSize(r, 64<<10)
	d := &reading{sink: sink, rec: model.Record{Origin: model.Origin{Path: path}, Syntax: model.SyntaxJSON}, columns: columns{sep: "\t", set: ",", empty: "(empty)", unset: "-"}}
	for n := int64(1); ; n++ {
		if n&255 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		line, long, err := s.line(in, d.buffer[:0])
		d.buffer = line
		if err != nil && (len(line) == 0 && !long || !errors.Is(err, io.EOF)) {
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return err
		}
		if long {
			d.problem(n, fmt.Errorf("the line is longer than the limit of %d bytes", s.set.MaxRecord), "raise max_record if this is a real record")
			continue
		}
		if err := d.line(n, strings.TrimRight(string(line), "\r\n")); err != nil {
			return err
		}
	}
}

// line reads a line of any length and keeps as much of it as the limit allows.
func (s *Source) line(in *bufio.Reader, dst []byte) (line []byte, long bool, err error) {
	for {
		part, err := in.ReadSlice('\n')
		if long = long || len(dst)+len(part) > s.set.MaxRecord; !long {
			dst = append(dst, part...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return dst, long, err
		}
	}
}

// reading is one log being read.
type reading struct {
	columns
	sink   source.Sink
	rec    model.Record
	buffer []byte
	object []byte
	told   bool
}

// line reads one line: what it says of the columns, or a record.
func (d *reading) line(n int64, text string) error {
	switch {
	case text == "":
		return nil
	case text[0] == '#':
		name, value := directive(text)
		d.learn(name, value)
		return nil
	case len(d.names) == 0:
		if !d.told {
			d.told = true
			d.problem(n, errors.New("records stand above the line that names their columns"), "copy the log with its first lines")
		}
		return nil
	}
	values := d.split(text)
	if len(values) != len(d.names) {
		d.problem(n, fmt.Errorf("%d values for %d columns", len(values), len(d.names)), "was the line cut when it was copied?")
		return nil
	}
	d.object = d.write(d.object[:0], values)
	d.rec.Origin.Line, d.rec.Raw = n, d.object
	return d.sink.Record(&d.rec)
}

func (d *reading) problem(line int64, err error, hint string) {
	d.sink.Problem(source.Problem{Path: d.rec.Origin.Path, Line: line, Err: err, Hint: hint})
}

// directive reads "#fields\ta\tb" and "#Fields: a b"; the name is in lower case.
func directive(line string) (name, value string) {
	line = strings.TrimRight(strings.TrimPrefix(line, "#"), "\r\n")
	end := strings.IndexAny(line, " \t:")
	if end < 0 {
		return strings.ToLower(line), ""
	}
	return strings.ToLower(line[:end]), strings.TrimLeft(line[end:], ": ")
}
