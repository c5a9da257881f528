// Package normalizetest is the conformance suite that every normalizer passes, and the
// small things tests of normalizers need. Start with Suite. It is used by tests only.
package normalizetest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bonafide/model"
	"bonafide/normalize"
)

// Sink keeps what a Runner gives, as text that is easy to compare.
type Sink struct {
	Events []map[string]any
	Claims []model.Claim
	Grants []model.Grant
	Raw    []*model.Event // only with a Runner whose NewEvent makes new ones
}

// Event implements normalize.Sink.
func (s *Sink) Event(e *model.Event) error {
	fields := make(map[string]any)
	for f, v := range e.Fields() {
		switch old := fields[f.String()].(type) {
		case nil:
			fields[f.String()] = v
		case string:
			fields[f.String()] = []string{old, v}
		case []string:
			fields[f.String()] = append(old, v)
		}
	}
	s.Events = append(s.Events, map[string]any{
		"at": fmt.Sprintf("%s:%d#%d", e.Origin.Path, e.Origin.Line, e.Origin.Part), "id": string(e.ID), "format": e.Format,
		"class": e.Class.Word(), "activity": int(e.Activity), "action": e.Action, "outcome": e.Outcome.String(),
		"time": e.Time.Format(time.RFC3339Nano), "fields": fields,
	})
	s.Raw = append(s.Raw, e)
	return nil
}

// Claim implements normalize.Sink.
func (s *Sink) Claim(c model.Claim) error {
	s.Claims = append(s.Claims, c)
	return nil
}

// Grant implements normalize.GrantSink.
func (s *Sink) Grant(g model.Grant) error {
	s.Grants = append(s.Grants, g)
	return nil
}

// Suite runs the conformance suite for n over records of its format.
func Suite(t *testing.T, n normalize.Normalizer, records []model.Record) {
	t.Helper()
	t.Run("declaration", func(t *testing.T) {
		if err := n.Declare().Check(); err != nil {
			t.Error(err)
		}
	})
	t.Run("same_result_twice", func(t *testing.T) { sameTwice(t, n, records) })
	t.Run("keeps_no_memory", func(t *testing.T) { keepsNothing(t, n, records) })
	t.Run("events_are_whole", func(t *testing.T) { whole(t, n, records) })
	t.Run("survives_broken_records", func(t *testing.T) { survives(t, n, records) })
}

// Run gives records to a Runner of one normalizer.
func Run(t testing.TB, n normalize.Normalizer, records []model.Record) (*Sink, []model.Input) {
	t.Helper()
	s := &Sink{}
	r, err := normalize.NewRunner(normalize.Config{
		Normalizers: []normalize.Normalizer{n}, NewEvent: func() *model.Event { return new(model.Event) },
	}, s)
	if err != nil {
		t.Fatal(err)
	}
	for i := range records {
		if err := r.Normalize(&records[i]); err != nil {
			t.Fatal(err)
		}
	}
	return s, r.Inputs()
}

func sameTwice(t *testing.T, n normalize.Normalizer, records []model.Record) {
	first, in1 := Run(t, n, records)
	second, in2 := Run(t, n, records)
	if d := cmp.Diff(first.Events, second.Events); d != "" {
		t.Errorf("events differ:\n%s", d)
	}
	if d := cmp.Diff(first.Claims, second.Claims); d != "" {
		t.Errorf("claims differ:\n%s", d)
	}
	if d := cmp.Diff(first.Grants, second.Grants); d != "" {
		t.Errorf("grants differ:\n%s", d)
	}
	if d := cmp.Diff(in1, in2); d != "" {
		t.Errorf("counts differ:\n%s", d)
	}
	backwards := slices.Clone(records)
	slices.Reverse(backwards)
	third, _ := Run(t, n, backwards)
	if len(third.Events) != len(first.Events) || len(third.Claims) != len(first.Claims) {
		t.Error("what a record says depends on the records before it")
	}
}

// keepsNothing overwrites every record once it was read.
func keepsNothing(t *testing.T, n normalize.Normalizer, records []model.Record) {
	want, _ := Run(t, n, records)
	got := &Sink{}
	r, err := normalize.NewRunner(normalize.Config{
		Normalizers: []normalize.Normalizer{n}, NewEvent: func() *model.Event { return new(model.Event) },
	}, got)
	if err != nil {
		t.Fatal(err)
	}
	for i := range records {
		c := Clone(&records[i])
		if err := r.Normalize(&c); err != nil {
			t.Fatal(err)
		}
		for j := range c.Raw {
			c.Raw[j] = '#'
		}
		for j := range c.Envelope {
			c.Envelope[j] = '#'
		}
	}
	again := &Sink{}
	for _, e := range got.Raw {
		if err := again.Event(e); err != nil {
			t.Fatal(err)
		}
	}
	if d := cmp.Diff(want.Events, again.Events); d != "" {
		t.Errorf("events point into records:\n%s", d)
	}
	if d := cmp.Diff(want.Claims, got.Claims); d != "" {
		t.Errorf("claims point into records:\n%s", d)
	}
	if d := cmp.Diff(want.Grants, got.Grants); d != "" {
		t.Errorf("grants point into records:\n%s", d)
	}
}

func whole(t *testing.T, n normalize.Normalizer, records []model.Record) {
	s, _ := Run(t, n, records)
	seen := make(map[model.EventID]string)
	for _, e := range s.Raw {
		switch {
		case e.Time.IsZero(), e.Time.Location() != time.UTC:
			t.Errorf("%s: the time %v is not UTC", e.Origin, e.Time)
		case e.Class.Word() == "":
			t.Errorf("%s: class %d has no word", e.Origin, e.Class)
		case e.Action == "":
			t.Errorf("%s: no action", e.Origin)
		case seen[e.ID] != "":
			t.Errorf("%s and %s have the same id %q", e.Origin, seen[e.ID], e.ID)
		}
		seen[e.ID] = e.Origin.String()
		for f, v := range e.Fields() {
			check(t, e, f, v)
		}
	}
}

// check tells of a value that its field's type does not allow.
func check(t *testing.T, e *model.Event, f model.Field, v string) {
	t.Helper()
	bad := false
	switch f.Info().Type {
	case model.Address:
		bad = normalize.Address(v) != v
	case model.Flag:
		bad = v != "true" && v != "false"
	case model.Time:
		_, err := time.Parse(time.RFC3339Nano, v)
		bad = err != nil
	}
	if bad || v == "" || strings.TrimSpace(v) != v {
		t.Errorf("%s: %s has the value %q", e.Origin, f, v)
	}
}

// survives cuts, empties and twists records; nothing may panic.
func survives(t *testing.T, n normalize.Normalizer, records []model.Record) {
	f := &normalize.Fields{}
	if p, ok := n.(normalize.Private); ok {
		n = p.Copy()
	}
	s := &Sink{}
	r, err := normalize.NewRunner(normalize.Config{Normalizers: []normalize.Normalizer{n}}, s)
	if err != nil {
		t.Fatal(err)
	}
	for i := range records {
		for _, c := range twisted(&records[i]) {
			if f.Load(&c) == nil {
				n.Recognize(&c, f)
			}
			if err := r.Normalize(&c); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func twisted(r *model.Record) []model.Record {
	var out []model.Record
	add := func(change func(*model.Record)) {
		c := Clone(r)
		change(&c)
		out = append(out, c)
	}
	for _, part := range []int{0, 1, 2, 3, 5, 9} {
		add(func(c *model.Record) {
			if part == 0 {
				c.Raw, c.Row = nil, nil
				return
			}
			c.Raw, c.Row = c.Raw[:len(c.Raw)/part], c.Row[:len(c.Row)/part]
		})
	}
	if r.Syntax != model.SyntaxJSON {
		return out
	}
	for _, value := range []string{`null`, `7`, `"text"`, `[]`, `{}`, `[null]`, `[[1]]`, `{"a":{"b":[{"c":"-"}]}}`, `true`, `"{\"a\":"`} {
		var keys map[string]json.RawMessage
		if json.Unmarshal(r.Raw, &keys) != nil {
			continue
		}
		for k := range keys {
			old := keys[k]
			keys[k] = json.RawMessage(value)
			if raw, err := json.Marshal(keys); err == nil {
				add(func(c *model.Record) { c.Raw = raw })
			}
			keys[k] = old
		}
	}
	return out
}

// Clone copies a record with all it points to.
func Clone(r *model.Record) model.Record {
	c := *r
	c.Raw, c.Envelope = slices.Clone(r.Raw), slices.Clone(r.Envelope)
	c.Row = make([]string, len(r.Row))
	for i, v := range r.Row {
		c.Row[i] = strings.Clone(v)
	}
	return c
}
