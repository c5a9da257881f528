// Package table reads tables of text: CSV and its relatives with comma, semicolon, tab
// or bar. Start with New. It finds the header below a preamble or knows a vendor's table that has none, keeps the line where each
// record begins, and costs a broken record no more than itself. It never guesses what a
// column means.
package table

import (
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
	MaxRecord int `yaml:"max_record" unit:"bytes" doc:"A longer record is reported and passed over; it is most often a quote that was never closed."`
}

// Source reads tables.
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
		Name: "table", Kind: plugin.Source, Version: 1,
		Summary:  "Reads CSV and TSV files with a line of column names.",
		Needs:    []string{"a line of column names above the records"},
		Settings: s.set,
	}
}

// Recognize tells by the first lines.
func (s *Source) Recognize(name string, head []byte) float64 {
	l, ok := lay(head)
	if !ok {
		return 0
	}
	sure := 0.4
	if l.rows > 1 {
		sure = 0.6
	}
	lower := strings.ToLower(name)
	if strings.HasSuffix(lower, ".csv") || strings.HasSuffix(lower, ".tsv") {
		sure += 0.3
	}
	return sure
}

// Read gives every record below the header.
func (s *Source) Read(ctx context.Context, path string, r io.Reader, sink source.Sink) error {
	in := newLines(r, s.set.MaxRecord)
	l, ok := lay(in.Peek(headBytes))
	if !ok {
		return errors.New("no line of column names was found")
	}
	t := &reading{sink: sink, layout: l, in: in}
	t.rec = model.Record{Origin: model.Origin{Path: path}, Syntax: model.SyntaxTable}
	if err := t.header(); err != nil {
		return err
	}
	for n := 0; ; n++ {
		if n&255 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		raw, line, err := in.record(l.comma)
		switch {
		case errors.Is(err, io.EOF):
			return in.Failure()
		case err != nil:
			sink.Problem(source.Problem{Path: path, Line: line, Err: err, Hint: "close the quote; reading goes on at the next line"})
			continue
		}
		if err := t.row(raw, line); err != nil {
			return err
		}
	}
}

// reading is one table being read.
type reading struct {
	sink   source.Sink
	layout layout
	in     *lines
	rec    model.Record
	row0   []string
}

// header passes over the preamble and reads the column names.
func (t *reading) header() error {
	if t.rec.Header = t.layout.names; t.rec.Header != nil {
		return nil
	}
	var preamble [][]string
	for {
		raw, line, err := t.in.record(t.layout.comma)
		if errors.Is(err, errQuote) {
			t.sink.Problem(source.Problem{Path: t.rec.Origin.Path, Line: line, Err: err, Hint: "close the quote; reading goes on at the next line"})
			continue
		}
		if err != nil {
			return errors.New("no line of column names was found")
		}
		if t.in.records <= t.layout.header {
			preamble = append(preamble, split(nil, string(raw), t.layout.comma))
			continue
		}
		t.rec.Header = names(split(nil, string(raw), t.layout.comma))
		t.rec.Envelope = about(preamble)
		return nil
	}
}

func (t *reading) row(raw []byte, line int64) error {
	t.row0 = split(t.row0[:0], string(raw), t.layout.comma)
	row := t.row0
	if blank(row) {
		return nil
	}
	for len(row) > len(t.rec.Header) && strings.TrimSpace(row[len(row)-1]) == "" {
		row = row[:len(row)-1]
	}
	if len(row) > len(t.rec.Header) {
		t.sink.Problem(source.Problem{
			Path: t.rec.Origin.Path, Line: line,
			Err:  fmt.Errorf("%d values for %d columns", len(row), len(t.rec.Header)),
			Hint: fmt.Sprintf("put values that contain %q in double quotes", string(t.layout.comma)),
		})
		return nil
	}
	for len(row) < len(t.rec.Header) {
		row = append(row, "")
	}
	t.row0 = row
	t.rec.Origin.Line, t.rec.Raw, t.rec.Row = line, raw, row
	return t.sink.Record(&t.rec)
}

func blank(row []string) bool {
	for _, v := range row {
		if strings.TrimSpace(v) != "" {
			return false
		}
	}
	return true
}

// names trims the column names, names the nameless and tells equal ones apart.
func names(header []string) []string {
	for len(header) > 0 && strings.TrimSpace(header[len(header)-1]) == "" {
		header = header[:len(header)-1]
	}
	seen := make(map[string]int, len(header))
	for i, h := range header {
		h = strings.TrimSpace(h)
		if h == "" {
			h = fmt.Sprintf("column %d", i+1)
		}
		seen[h]++
		if n := seen[h]; n > 1 {
			h = fmt.Sprintf("%s (%d)", h, n)
		}
		header[i] = h
	}
	return header
}

// about puts what a preamble says into an envelope: a line of names over a line of
// values, or lines of a name and a value each.
func about(preamble [][]string) []byte {
	rows := preamble[:0:0]
	for _, r := range preamble {
		if !blank(r) {
			rows = append(rows, r)
		}
	}
	pairs := make(map[string]string)
	if len(rows) == 2 && len(rows[0]) == len(rows[1]) && len(rows[0]) > 2 {
		for i, k := range rows[0] {
			pairs[strings.TrimSpace(k)] = strings.TrimSpace(rows[1][i])
		}
	} else {
		for _, r := range rows {
			k, v, ok := strings.Cut(r[0], ":")
			if len(r) >= 2 {
				k, v, ok = strings.TrimSuffix(r[0], ":"), r[1], true
			}
			if ok {
				pairs[strings.TrimSpace(k)] = strings.TrimSpace(v)
			}
		}
	}
	return object(pairs)
}

// split cuts a record into its values and appends them to row. The values share the
// memory of s where they can.
func split(row []string, s string, comma byte) []string {
	for {
		if len(s) > 0 && s[0] == '"' {
			v, rest, more := quoted(s, comma)
			row = append(row, v)
			if !more {
				return row
			}
			s = rest
			continue
		}
		i := strings.IndexByte(s, comma)
		if i < 0 {
			return append(row, s)
		}
		row = append(row, s[:i])
		s = s[i+1:]
	}
}

// quoted reads the quoted value that s begins with.
func quoted(s string, comma byte) (v, rest string, more bool) {
	var b strings.Builder
	for i := 1; ; {
		j := strings.IndexByte(s[i:], '"')
		if j < 0 { // a quote that is not closed was let through: take it as it stands
			b.WriteString(s[i:])
			return b.String(), "", false
		}
		end := i + j
		if end+1 < len(s) && s[end+1] == '"' {
			b.WriteString(s[i : end+1])
			i = end + 2
			continue
		}
		if b.Len() == 0 {
			v = s[i:end]
		} else {
			b.WriteString(s[i:end])
			v = b.String()
		}
		k := strings.IndexByte(s[end+1:], comma)
		if k < 0 {
			return v + strings.TrimRight(s[end+1:], " "), "", false
		}
		return v + strings.TrimRight(s[end+1:end+1+k], " "), s[end+2+k:], true
	}
}
