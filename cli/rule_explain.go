package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"bonafide/internal/hint"
	"bonafide/sigma"
	"bonafide/sigma/plain"
)

// explainFlags are the flags of rule explain.
type explainFlags struct {
	format string
	layout string
	line   int
	roots  []string
}

func newRuleExplain(s streams) *cobra.Command {
	var f explainFlags
	c := &cobra.Command{
		Use:   "explain RULE EVENTS",
		Short: "Say why a rule matches an event, or does not",
		Long: `Explain holds an event against a rule and shows every condition, what it asks, what the
event holds there, and the verdict. RULE is a rule file, or one of those that come with
Bonafide, such as builtin/okta/anonymising_proxy_sign_in. EVENTS is a file of JSON objects,
one a line, one after the other or in an array; - is standard input.

Windows events, osquery's rows and the like keep fields deep inside; --layout says where
when the event itself does not tell.

Without --line it explains the first event that matches, or the first of all when none
does. A correlation is explained by the rules it counts.`,
		Example: `  bonafide rule explain rule.yaml events.jsonl
  bonafide rule explain rule.yaml events.jsonl --line 3
  bonafide rule explain rule.yaml signins.json --root properties`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 2 {
				return hint.With(errors.New("explain needs a rule and a file of events"), "try: bonafide rule explain rule.yaml events.jsonl")
			}
			if err := rulePaths(c, args[:1]); err != nil {
				return err
			}
			return exist(args[1:])
		},
		RunE: func(c *cobra.Command, args []string) error {
			if err := ruleFormat(f.format); err != nil {
				return err
			}
			if err := checkLayout(f.layout); err != nil {
				return err
			}
			if c.Flags().Changed("line") && f.line < 1 {
				return hint.With(fmt.Errorf("there is no line %d", f.line), "lines count from 1")
			}
			found, err := f.explain(s, args[0], args[1])
			if err != nil {
				return err
			}
			return found.write(s.out, f.format)
		},
	}
	c.Flags().StringVar(&f.format, "format", "text", "text or json")
	c.Flags().StringVar(&f.layout, "layout", "", layoutUsage("by the event"))
	c.Flags().IntVar(&f.line, "line", 0, "explain the event on this `line`")
	c.Flags().StringArrayVar(&f.roots, "root", nil, "look for fields within this `object` of the event as well, e.g. Event.EventData; may be repeated")
	return c
}

// explained is an event held against a rule, in the form in which it is written as JSON.
type explained struct {
	Schema string `json:"schema"`
	Events string `json:"events"`
	Line   int    `json:"line"`
	// Seen and Matching count the events that were looked at; with a line it is one.
	Seen     int         `json:"seen"`
	Matching int         `json:"matching"`
	Matched  bool        `json:"matched"`
	Rules    []ruleWords `json:"rules"`
	Note     string      `json:"note,omitempty"`
	list     []plain.Explanation
}

type ruleWords struct {
	Rule    sigma.RuleID `json:"rule"`
	Title   string       `json:"title"`
	Path    string       `json:"path"`
	Matched bool         `json:"matched"`
	Steps   []stepWords  `json:"steps"`
}

type stepWords struct {
	Kind    plain.StepKind `json:"kind"`
	Text    string         `json:"text,omitempty"`
	Matched bool           `json:"matched"`
	Line    int            `json:"line,omitempty"`
	Present *bool          `json:"present,omitempty"`
	Held    []string       `json:"held,omitempty"`
	Left    int            `json:"left,omitempty"`
	Steps   []stepWords    `json:"steps,omitempty"`
}

func (f *explainFlags) explain(s streams, rule, events string) (*explained, error) {
	c, problems := openRules(rule).load()
	for _, p := range problems {
		if p.Severity == sigma.Error {
			return nil, p
		}
	}
	if len(c.Rules) == 0 {
		return nil, noRules(rule)
	}
	if slices.ContainsFunc(c.Rules, func(r *sigma.Rule) bool { return r.Path != c.Rules[0].Path }) {
		return nil, hint.With(fmt.Errorf("there are several rules in %q", rule), "name the file of one rule")
	}
	in := s.in
	if events != "-" {
		file, err := os.Open(filepath.Clean(events))
		if err != nil {
			return nil, hint.With(fmt.Errorf("%s: %w", events, errors.Unwrap(err)), "check the path and who may read it")
		}
		defer func() { _ = file.Close() }()
		in = file
	}
	found := &explained{Schema: "bonafide.rule_explain/v1", Events: events, Rules: []ruleWords{}}
	event, err := f.choose(newObjects(in), c.Rules, found)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", events, err)
	}
	if event == nil {
		return nil, hint.With(fmt.Errorf("there is no event in %q", events), "it should hold JSON objects, for example one a line")
	}
	for _, r := range c.Rules {
		x := plain.Explain(r, event, f.layoutFor(event))
		found.list = append(found.list, x)
		found.Matched = found.Matched || x.Matched
		found.Rules = append(found.Rules, ruleWords{x.Rule, x.Title, x.Path, x.Matched, words(x.Conditions)})
	}
	if len(c.Correlations) > 0 {
		found.Note = "the correlation counts what these rules match; to see it fire, write a test and run: bonafide rule test"
	}
	return found, nil
}

// layoutFor says where an event keeps its fields.
func (f *explainFlags) layoutFor(e *plain.Event) sigma.Layout {
	l := layoutFor(f.layout, e)
	l.Roots = append(l.Roots, f.roots...)
	return l
}

// choose finds the event to explain: that on the line, else the first that matches, else
// the first.
func (f *explainFlags) choose(in *objects, rules []*sigma.Rule, found *explained) (*plain.Event, error) {
	var chosen *plain.Event
	for {
		raw, line, err := in.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, hint.With(fmt.Errorf("line %d: %w", line, err), "the events should be JSON objects")
		}
		if f.line > 0 && line < f.line {
			continue
		}
		if f.line > 0 && line > f.line {
			return nil, hint.With(fmt.Errorf("no event begins on line %d", f.line), fmt.Sprintf("the next one begins on line %d", line))
		}
		event, err := plain.Decode(raw)
		if err != nil {
			return nil, hint.With(fmt.Errorf("line %d: %w", line, err), "the events should be JSON objects")
		}
		matched, l := false, f.layoutFor(event)
		for _, r := range rules {
			matched = matched || plain.Match(r.Detection.Expr(), event, l)
		}
		if chosen == nil || matched && found.Matching == 0 {
			chosen, found.Line = event, line
		}
		found.Seen++
		if matched {
			found.Matching++
		}
		if f.line > 0 {
			break
		}
	}
	if chosen == nil && f.line > 0 {
		return nil, hint.With(fmt.Errorf("no event begins on line %d", f.line), "the file ends before it")
	}
	return chosen, nil
}

func words(steps []plain.Step) []stepWords {
	var list []stepWords
	for _, s := range steps {
		w := stepWords{Kind: s.Kind, Text: s.Text, Matched: s.Matched, Line: s.At.Line, Held: s.Held, Left: s.Left, Steps: words(s.Of)}
		if s.Kind == plain.StepTest {
			w.Present = &s.Present
		}
		list = append(list, w)
	}
	return list
}

func (x *explained) write(w io.Writer, format string) error {
	if format == "json" {
		return writeJSON(w, x)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s, line %d", x.Events, x.Line)
	if x.Seen > 1 {
		fmt.Fprintf(&b, " (%d of %s match)", x.Matching, count(x.Seen, "event"))
	}
	b.WriteByte('\n')
	for _, e := range x.list {
		b.WriteString(e.Text())
	}
	if x.Note != "" {
		fmt.Fprintf(&b, "note: %s\n", x.Note)
	}
	_, err := w.Write(b.Bytes())
	return err
}

// objects reads JSON values one after the other, or those of an array, with their lines.
type objects struct {
	in    *bufio.Reader
	lines *lineReader
	dec   *json.Decoder
	array bool
}

func newObjects(r io.Reader) *objects {
	lines := &lineReader{r: r, line: 1}
	return &objects{in: bufio.NewReader(lines), lines: lines}
}

// next gives a value and the line it begins on.
func (o *objects) next() (json.RawMessage, int, error) {
	if o.dec == nil {
		if err := o.open(); err != nil {
			return nil, 1, err
		}
	}
	if o.array && !o.dec.More() {
		return nil, 0, io.EOF
	}
	var raw json.RawMessage
	if err := o.dec.Decode(&raw); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, 0, io.EOF
		}
		return nil, o.lines.at(o.dec.InputOffset()), err
	}
	return raw, o.lines.at(o.dec.InputOffset() - int64(len(raw))), nil
}

// open passes over a byte order mark and looks whether the values stand in an array.
func (o *objects) open() error {
	if mark, err := o.in.Peek(3); err == nil && string(mark) == "\xef\xbb\xbf" {
		_, _ = o.in.Discard(3)
		o.lines.base = 3
	}
	for {
		c, err := o.in.ReadByte()
		if err != nil {
			return err
		}
		if c != ' ' && c != '\t' && c != '\r' && c != '\n' {
			break
		}
		o.lines.base++
	}
	_ = o.in.UnreadByte()
	first, _ := o.in.Peek(1)
	o.dec = json.NewDecoder(o.in)
	if first[0] == '[' {
		o.array = true
		_, err := o.dec.Token()
		return err
	}
	return nil
}

// lineReader remembers where lines end in what goes through it.
type lineReader struct {
	r    io.Reader
	read int64
	base int64 // bytes that were passed over before the first value
	line int
	ends []int64
}

func (l *lineReader) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	for i, c := range p[:n] {
		if c == '\n' {
			l.ends = append(l.ends, l.read+int64(i))
		}
	}
	l.read += int64(n)
	return n, err
}

// at is the line of an offset; offsets only grow.
func (l *lineReader) at(offset int64) int {
	offset += l.base
	i := 0
	for i < len(l.ends) && l.ends[i] < offset {
		i++
	}
	l.line += i
	l.ends = l.ends[i:]
	return l.line
}
