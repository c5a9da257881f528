package normalize

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/valyala/fastjson"

	"bonafide/model"
)

// file counts what became of one file's records.
type file struct {
	path       string
	recent     []int // the normalizers of its records, the last one first
	records    int
	events     int
	claims     int
	grants     int
	unread     int
	rejected   int
	formats    []FormatCount
	attributes []string
	errors     []model.InputError
	notes      []note
	strangers  int // records nobody recognised
}

// note is something said once a file, with the line it was first true for.
type note struct {
	model.InputError
	count int
}

// maxNotes is how many different notes and attributes of a file are kept.
const maxNotes = 50

// FormatCount is what was read of one format.
type FormatCount struct {
	Format   string
	Records  int
	Events   int
	Claims   int
	Grants   int
	Unread   int
	Rejected int
	// How many of the events say who, from where, what and how it ended. Every event has
	// a time.
	Actor, Source, Action, Outcome int
}

func (c *FormatCount) count(e *model.Event) {
	c.Events++
	if e.Has(model.ActorUID) || e.Has(model.ActorName) || e.Has(model.ActorEmail) || e.Has(model.ActorFullName) || e.Has(model.ProcessUser) {
		c.Actor++
	}
	if e.Has(model.SrcIP) {
		c.Source++
	}
	if e.Action != "" {
		c.Action++
	}
	if e.Outcome != model.OutcomeUnknown {
		c.Outcome++
	}
}

func (c *FormatCount) add(d FormatCount) {
	c.Records += d.Records
	c.Events += d.Events
	c.Claims += d.Claims
	c.Grants += d.Grants
	c.Unread += d.Unread
	c.Rejected += d.Rejected
	c.Actor += d.Actor
	c.Source += d.Source
	c.Action += d.Action
	c.Outcome += d.Outcome
}

func (f *file) format(name string) *FormatCount {
	for i := range f.formats {
		if f.formats[i].Format == name {
			return &f.formats[i]
		}
	}
	f.formats = append(f.formats, FormatCount{Format: name})
	return &f.formats[len(f.formats)-1]
}

func (f *file) reject(line int64, err error, hint string, most int) {
	f.rejected++
	if len(f.errors) < most {
		f.errors = append(f.errors, model.InputError{Line: line, Error: err.Error(), Hint: hint})
	}
}

func (f *file) note(line int64, text, hint string) {
	for i := range f.notes {
		if n := &f.notes[i]; n.Error == text {
			n.count++
			n.Line = min(n.Line, line)
			return
		}
	}
	if len(f.notes) < maxNotes {
		f.notes = append(f.notes, note{model.InputError{Line: line, Error: strings.Clone(text), Hint: hint}, 1})
	}
}

func (f *file) unused(name string) {
	if len(f.attributes) < 4*maxNotes && !slices.Contains(f.attributes, name) {
		f.attributes = append(f.attributes, strings.Clone(name))
	}
}

// unknown counts a record that nobody recognises and says once what it looks like.
func (f *file) unknown(rec *model.Record, fields *Fields) {
	f.unread++
	f.strangers++
	var names []string
	what := "columns"
	if c := fields.Columns(); c != nil {
		names = c.Names
	} else if o := fields.JSON().GetObject(); o != nil {
		what = "keys"
		o.Visit(func(key []byte, _ *fastjson.Value) { names = append(names, string(key)) })
		slices.Sort(names)
	}
	if len(names) > 12 {
		names = append(slices.Clone(names[:12]), "…")
	}
	f.note(rec.Origin.Line, fmt.Sprintf("of no format that is known, with the %s %s", what, strings.Join(names, ", ")),
		"name its columns or attributes in a mapping of your own")
}

func (f *file) input() model.Input {
	formats := slices.Clone(f.formats)
	slices.SortFunc(formats, func(a, b FormatCount) int {
		return cmp.Or(cmp.Compare(b.Records, a.Records), cmp.Compare(a.Format, b.Format))
	})
	names := make([]string, len(formats))
	for i := range formats {
		names[i] = formats[i].Format
	}
	in := model.Input{
		Path: f.path, Format: strings.Join(names, ","), Records: f.records, Events: f.events, Claims: f.claims, Grants: f.grants,
		Unread: f.unread, Rejected: f.rejected, Attributes: slices.Sorted(slices.Values(f.attributes)),
		Errors: slices.Clone(f.errors),
	}
	for _, n := range f.notes {
		e := n.InputError
		if n.count > 1 {
			e.Error += fmt.Sprintf(" (%d records)", n.count)
		}
		in.Errors = append(in.Errors, e)
	}
	slices.SortStableFunc(in.Errors, func(a, b model.InputError) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Error, b.Error))
	})
	if in.Errors == nil {
		in.Errors = []model.InputError{}
	}
	return in
}

// Inputs tells what became of every file that was seen, in the order of their paths.
func (r *Runner) Inputs() []model.Input { return Inputs(r) }

// Inputs brings together what several runners counted. It is the same however the
// records were spread over them.
func Inputs(runners ...*Runner) []model.Input {
	files := make(map[string]*file)
	most := 0
	for _, r := range runners {
		most = max(most, r.cfg.MaxErrors)
		for path, f := range r.files {
			if files[path] == nil {
				files[path] = &file{path: path}
			}
			files[path].add(f)
		}
	}
	inputs := make([]model.Input, 0, len(files))
	for _, f := range files {
		in := f.input()
		if len(in.Errors) > most {
			in.Errors = in.Errors[:most]
		}
		inputs = append(inputs, in)
	}
	slices.SortFunc(inputs, func(a, b model.Input) int { return cmp.Compare(a.Path, b.Path) })
	return inputs
}

func (f *file) add(g *file) {
	f.records += g.records
	f.events += g.events
	f.claims += g.claims
	f.grants += g.grants
	f.unread += g.unread
	f.rejected += g.rejected
	f.strangers += g.strangers
	f.errors = append(f.errors, g.errors...)
	for _, c := range g.formats {
		f.format(c.Format).add(c)
	}
	for _, a := range g.attributes {
		f.unused(a)
	}
	for _, n := range g.notes {
		f.note(n.Line, n.Error, n.Hint)
		for i := range f.notes {
			if f.notes[i].Error == n.Error {
				f.notes[i].count += n.count - 1
			}
		}
	}
}

// Coverage tells for every format what was read of it, in the order of their names. The
// format "" counts records that nobody recognised.
func Coverage(runners ...*Runner) []FormatCount {
	totals := make(map[string]*FormatCount)
	add := func(c FormatCount) {
		if totals[c.Format] == nil {
			totals[c.Format] = &FormatCount{Format: c.Format}
		}
		totals[c.Format].add(c)
	}
	for _, r := range runners {
		for _, f := range r.files {
			for _, c := range f.formats {
				add(c)
			}
			if f.strangers > 0 {
				add(FormatCount{Records: f.strangers, Unread: f.strangers})
			}
		}
	}
	list := make([]FormatCount, 0, len(totals))
	for _, c := range totals {
		list = append(list, *c)
	}
	slices.SortFunc(list, func(a, b FormatCount) int { return cmp.Compare(a.Format, b.Format) })
	return list
}

// mostRecent bounds how many normalizers a file is tried with before all are asked.
const mostRecent = 8

// remember puts a normalizer in front of those of the file's records; place is where it
// stands among them, -1 for one that read none so far.
func (f *file) remember(place, normalizer int) {
	if place == 0 {
		return
	}
	if place < 0 {
		if len(f.recent) < mostRecent {
			f.recent = append(f.recent, 0)
		}
		place = len(f.recent) - 1
	}
	copy(f.recent[1:place+1], f.recent[:place])
	f.recent[0] = normalizer
}
