// Package anydesk reads what AnyDesk writes down on a computer that was visited: the list of
// sessions (connection_trace.txt) and the traces of its service (ad_svc.trace, ad.trace). Start
// with New. Each session, and each far address, becomes a JSON object with the host the file
// was collected from. Other lines of a trace are of no concern here and are passed over.
package anydesk

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"bonafide/model"
	"bonafide/plugin"
	"bonafide/source"
)

// longest is the longest line that is read; no line of these files comes near.
const longest = 1 << 20

// Source reads AnyDesk's files.
type Source struct {
	session, trace *regexp.Regexp
	messages       []message
}

// message is a line of a trace that tells of a session, with names for its parts.
type message struct {
	event   string
	pattern *regexp.Regexp
	parts   []string
}

// New makes the source.
func New() *Source {
	return &Source{
		session: regexp.MustCompile(`^\s*(Incoming)\s+(\d{4}-\d{2}-\d{2}), (\d{2}:\d{2})\s+(\S+)\s+(.*?)(\d{4,})?\s*$`),
		trace:   regexp.MustCompile(`^\s*(?:info|warning|error|debug)\s+(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}(?:\.\d+)?)\s.*?\s-\s(.*)$`),
		messages: []message{
			{"logged_in", regexp.MustCompile(`^Logged in from \[?([0-9a-fA-F.:]+?)\]?:(\d+)`), []string{"ip", "port"}},
			{"accepted", regexp.MustCompile(`^Accept request from (\d{4,})`), []string{"peer"}},
			{"requested", regexp.MustCompile(`^Incoming session request: (.*) \((\d{4,})\)`), []string{"name", "peer"}},
			{"external_address", regexp.MustCompile(`^External address: \[?([0-9a-fA-F.:]+?)\]?:(\d+)`), []string{"own_ip", "port"}},
			{"client_id", regexp.MustCompile(`^Client-ID: (\d{4,})`), []string{"own_id"}},
		},
	}
}

// Declare describes the source.
func (s *Source) Declare() plugin.Declaration {
	return plugin.Declaration{
		Name: "anydesk", Kind: plugin.Source, Version: 1,
		Summary: "Reads AnyDesk's own records of who came in.",
		Needs:   []string{"connection_trace.txt, ad_svc.trace or ad.trace below a folder with the host's name"},
	}
}

// Recognize tells by the first lines that say something.
func (s *Source) Recognize(_ string, head []byte) float64 {
	seen := 0
	for line := range bytes.Lines(head) {
		line = bytes.TrimRight(line, "\r\n")
		switch {
		case len(bytes.TrimSpace(line)) == 0:
			continue
		case s.session.Match(line):
			return 0.97
		case s.trace.Match(line):
			if bytes.Contains(line, []byte("anynet")) || bytes.Contains(line, []byte("AnyDesk")) || s.told(string(line)) != nil {
				return 0.97
			}
		case seen == 0 && !bytes.ContainsAny(line, "*-="): // a rule may stand above
			return 0
		}
		if seen++; seen == 64 {
			return 0
		}
	}
	return 0
}

// Read gives every session and far address.
func (s *Source) Read(ctx context.Context, path string, r io.Reader, sink source.Sink) error {
	in := bufio.NewScanner(r)
	in.Buffer(make([]byte, 64<<10), longest)
	host := hostOf(path)
	n, sessions := int64(0), strings.HasSuffix(strings.ToLower(path), "connection_trace.txt")
	for in.Scan() {
		if n++; n&255 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		text := strings.TrimRight(in.Text(), "\r ")
		told := s.told(text)
		if told == nil {
			if sessions && strings.TrimSpace(text) != "" {
				sink.Problem(source.Problem{Path: path, Line: n, Err: errors.New("no session as AnyDesk writes it"), Hint: "a line is Incoming, a day and time, how the far end came in, and who it is; copy the file again"})
			}
			continue
		}
		told["anydesk_host"] = host
		raw, err := json.Marshal(told)
		if err != nil {
			return err
		}
		if err := sink.Record(&model.Record{Origin: model.Origin{Path: path, Line: n}, Syntax: model.SyntaxJSON, Raw: raw}); err != nil {
			return err
		}
	}
	if errors.Is(in.Err(), bufio.ErrTooLong) {
		sink.Problem(source.Problem{Path: path, Line: n + 1, Err: fmt.Errorf("the line is longer than %d bytes", longest), Hint: "this is no trace from here on; copy the file again"})
		return nil
	}
	return in.Err()
}

// told reads a line, nil when it tells of no session. Sessions are listed in local time,
// traces in universal time.
func (s *Source) told(line string) map[string]string {
	if m := s.session.FindStringSubmatch(line); m != nil {
		return map[string]string{"anydesk": "session", "time": m[2] + " " + m[3] + ":00", "by": m[4], "peer": m[6], "name": strings.TrimSpace(m[5])}
	}
	m := s.trace.FindStringSubmatch(line)
	if m == nil {
		return nil
	}
	for _, k := range s.messages {
		parts := k.pattern.FindStringSubmatch(m[3])
		if parts == nil {
			continue
		}
		told := map[string]string{"anydesk": k.event, "time": m[1] + "T" + m[2] + "Z"}
		for i, name := range k.parts {
			told[name] = parts[i+1]
		}
		return told
	}
	return nil
}

// hostOf is the host a collected file came from: collected files keep their path below a
// folder with its name, or lie in that folder. Where the exports lie says nothing of it.
func hostOf(path string) string {
	parts := strings.FieldsFunc(path, func(r rune) bool { return r == '/' || r == '\\' || r == '!' })
	if len(parts) < 2 {
		return ""
	}
	folders := parts[:len(parts)-1]
	for i := len(folders) - 1; i > 0; i-- {
		if drive(folders[i]) {
			return folders[i-1]
		}
	}
	last := len(folders) - 1
	at := last // where the visited computer's own path begins
	switch folder := strings.ToLower(folders[last]); {
	case folder == "log" && last > 0 && strings.EqualFold(folders[last-1], "var"):
		at = last - 1
	case folder == "anydesk" || folder == ".anydesk":
		for at > 0 && !top(folders[at]) {
			at--
		}
		if !top(folders[at]) {
			return folders[last] // a folder of that name, and nothing above it
		}
		if at > 0 && people(folders[at-1]) {
			at-- // somebody whose name is "root"
		}
	default:
		return folders[last]
	}
	if at == 0 || drive(folders[at-1]) {
		return ""
	}
	return folders[at-1]
}

// drive tells whether a folder stands for a drive of Windows, as collectors name them.
func drive(folder string) bool {
	switch strings.ToLower(strings.Trim(folder, "%")) {
	case "c", "c:", "c%3a":
		return true
	}
	return false
}

// top tells whether a folder is one of those in which AnyDesk keeps its files, at the top of a
// drive.
func top(folder string) bool {
	switch strings.ToLower(folder) {
	case "programdata", "root", "library", "etc":
		return true
	}
	return people(folder)
}

// people tells whether a folder is where everybody's own folder is.
func people(folder string) bool {
	return strings.EqualFold(folder, "users") || strings.EqualFold(folder, "home")
}
