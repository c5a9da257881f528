// Package dhcpd reads the lease file of the ISC DHCP server (dhcpd.leases): blocks of
// statements in braces. Start with New. Each lease becomes a JSON object of its statements,
// under their own names. What is no lease is passed over.
package dhcpd

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"bonafide/model"
	"bonafide/plugin"
	"bonafide/source"
)

// longest is the longest line that is read; no statement comes near.
const longest = 1 << 20

// Source reads lease files.
type Source struct{}

// New makes the source.
func New() *Source { return &Source{} }

// Declare describes the source.
func (s *Source) Declare() plugin.Declaration {
	return plugin.Declaration{
		Name: "dhcpd", Kind: plugin.Source, Version: 1,
		Summary: "Reads the lease file of the ISC DHCP server.",
		Needs:   []string{"dhcpd.leases with blocks lease ADDRESS { … }"},
	}
}

// Recognize tells by the first statement.
func (s *Source) Recognize(_ string, head []byte) float64 {
	for line := range bytes.Lines(head) {
		line = bytes.TrimSpace(line)
		switch {
		case len(line) == 0, line[0] == '#', bytes.HasPrefix(line, []byte("authoring-byte-order ")), bytes.HasPrefix(line, []byte("server-duid ")):
			continue
		case bytes.HasPrefix(line, []byte("lease ")) && bytes.HasSuffix(line, []byte("{")):
			return 0.97
		}
		return 0
	}
	return 0
}

// Read gives every lease.
func (s *Source) Read(ctx context.Context, path string, r io.Reader, sink source.Sink) error {
	d := &reading{sink: sink, path: path}
	in := bufio.NewScanner(r)
	in.Buffer(make([]byte, 64<<10), longest)
	n := int64(0)
	for in.Scan() {
		if n++; n&255 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if err := d.line(n, strings.TrimSpace(in.Text())); err != nil {
			return err
		}
	}
	if d.lease != nil {
		d.problem(d.begun, errors.New("the lease is cut off"), "the file ends in the middle of it; copy the file again")
	}
	if errors.Is(in.Err(), bufio.ErrTooLong) {
		d.problem(n+1, fmt.Errorf("the line is longer than %d bytes", longest), "this is no lease file from here on; copy the file again")
		return nil
	}
	return in.Err()
}

// reading is one file being read.
type reading struct {
	sink  source.Sink
	path  string
	lease map[string]string // the one at hand, nil outside of leases
	begun int64
	depth int // of blocks that are no lease
}

func (d *reading) line(n int64, text string) error {
	switch {
	case text == "" || text[0] == '#':
	case strings.HasSuffix(text, "{"):
		address, isLease := strings.CutPrefix(strings.TrimSpace(strings.TrimSuffix(text, "{")), "lease ")
		switch {
		case d.lease != nil && isLease:
			d.problem(d.begun, errors.New("the lease does not end"), "another begins inside it; was the file cut when it was copied?")
			d.depth = 0 // the blocks inside it do not end either
			fallthrough
		case isLease && d.depth == 0:
			d.lease, d.begun = map[string]string{"lease": strings.TrimSpace(address)}, n
		default:
			d.depth++
		}
	case text == "}":
		if d.depth > 0 {
			d.depth--
			return nil
		}
		return d.end()
	case d.lease != nil && d.depth == 0:
		name, value := statement(text)
		if _, told := d.lease[name]; !told && name != "" {
			d.lease[name] = value
		}
	}
	return nil
}

// end gives the lease at hand.
func (d *reading) end() error {
	if d.lease == nil {
		return nil
	}
	raw, err := json.Marshal(d.lease)
	d.lease = nil
	if err != nil {
		return err
	}
	return d.sink.Record(&model.Record{Origin: model.Origin{Path: d.path, Line: d.begun}, Syntax: model.SyntaxJSON, Raw: raw})
}

func (d *reading) problem(line int64, err error, hint string) {
	d.sink.Problem(source.Problem{Path: d.path, Line: line, Err: err, Hint: hint})
}

// statement reads "hardware ethernet 02:00:5e:10:00:07;" as its name and value. Times
// follow the number of a weekday, or are seconds since 1970.
func statement(text string) (name, value string) {
	text, _, _ = strings.Cut(text, "; #")
	words := strings.Fields(strings.TrimSuffix(text, ";"))
	if len(words) < 2 {
		return "", ""
	}
	switch words[0] {
	case "starts", "ends", "tstp", "tsfp", "atsfp", "cltt":
		if words[1] == "epoch" && len(words) > 2 {
			return words[0], words[2]
		}
		if len(words) > 3 {
			return words[0], words[2] + " " + words[3]
		}
		return words[0], words[1]
	case "hardware", "binding", "set":
		if len(words) > 2 {
			return words[0] + " " + words[1], unquoted(strings.TrimPrefix(strings.Join(words[2:], " "), "= "))
		}
	}
	return words[0], unquoted(strings.Join(words[1:], " "))
}

func unquoted(s string) string { return strings.Trim(s, `"`) }
