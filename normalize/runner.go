package normalize

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/maphash"
	"slices"
	"strconv"
	"strings"

	"bonafide/model"
	"bonafide/model/ocsf"
	"bonafide/plugin"
)

// Sink takes what a Runner makes of records.
type Sink interface {
	// Event takes an event. Unless Config.NewEvent gives every event memory of its own, it
	// belongs to the runner again when Event returns; its texts may be kept unless Config.Lend
	// says otherwise.
	Event(e *model.Event) error
	// Claim takes a claim, which may be kept.
	Claim(c model.Claim) error
}

// GrantSink is implemented by a Sink that takes entitlements, too; others are not given any.
type GrantSink interface {
	// Grant takes an entitlement, which may be kept.
	Grant(g model.Grant) error
}

// Config says what a Runner works with.
type Config struct {
	Normalizers []Normalizer
	// Protected are attributes that must never be read; nil protects nothing.
	Protected *Protected
	// MaxErrors is how many errors of a file are kept; all are counted. 20 when not set.
	MaxErrors int
	// NewEvent gives memory for the next event; nil uses one event again and again.
	NewEvent func() *model.Event
	// Lend saves copying: the texts of an event hold only until Event returns. It goes without
	// NewEvent.
	Lend bool
}

// Runner turns records into events and claims and counts what became of them. It is not
// safe for concurrent use: every worker has its own, and Merge brings their counts
// together.
type Runner struct {
	cfg         Config
	normalizers []Normalizer
	formats     []string
	sink        Sink
	fields      Fields
	intern      *interner
	files       map[string]*file
	last        *file // the file of the last record

	// The record in hand.
	out      output
	scratch  model.Event // what the normalizer fills
	produced *model.Event
}

// NewRunner checks the normalizers and makes a Runner that gives to sink.
func NewRunner(cfg Config, sink Sink) (*Runner, error) {
	if cfg.MaxErrors <= 0 {
		cfg.MaxErrors = 20
	}
	r := &Runner{cfg: cfg, sink: sink, intern: newInterner(), files: make(map[string]*file)}
	seen := make(map[string]bool)
	for _, n := range cfg.Normalizers {
		d := n.Declare()
		if err := d.Check(); err != nil {
			return nil, fmt.Errorf("normalize: %w", err)
		}
		if d.Kind != plugin.Normalizer || seen[d.Name] {
			return nil, fmt.Errorf("normalize: %q is listed twice or is no normalizer", d.Name)
		}
		seen[d.Name] = true
		if p, ok := n.(Private); ok {
			n = p.Copy()
		}
		r.normalizers = append(r.normalizers, n)
		r.formats = append(r.formats, d.Name)
	}
	r.out.runner = r
	return r, nil
}

// Normalize turns a record into events and claims. The error is the sink's; what is
// wrong with a record is counted and kept for Inputs.
func (r *Runner) Normalize(rec *model.Record) error {
	f := r.file(rec.Origin.Path)
	f.records++
	if err := r.fields.Load(rec); err != nil {
		f.reject(rec.Origin.Line, err, "correct the record or copy the file again", r.cfg.MaxErrors)
		return nil
	}
	i := r.identify(rec, f)
	if i < 0 {
		if text, hint, ok := r.nearly(rec); ok {
			f.rejected++
			f.note(rec.Origin.Line, text, hint)
			return nil
		}
		f.unknown(rec, &r.fields)
		return nil
	}
	return r.run(i, rec, f)
}

// nearly tells what a record of no known format lacks to be of the one that it is most
// like, when it is much like it.
func (r *Runner) nearly(rec *model.Record) (text, hint string, ok bool) {
	best := 0.7
	for i, n := range r.normalizers {
		near, can := n.(Near)
		if !can {
			continue
		}
		if missing, tip, share := near.Lacks(rec, &r.fields); missing != "" && share > best {
			text, hint, best, ok = r.formats[i]+": the file has no "+missing, tip, share, true
		}
	}
	return text, hint, ok
}

// run gives the record to a normalizer and hands on what it says.
func (r *Runner) run(i int, rec *model.Record, f *file) error {
	format := f.format(r.formats[i])
	format.Records++
	r.out.begin(rec, r.formats[i], f, format)
	err := r.normalizers[i].Normalize(rec, &r.fields, &r.out)
	switch {
	case r.out.err != nil:
	case errors.Is(err, ErrUnread):
		f.unread++
		format.Unread++
		f.note(rec.Origin.Line, unreadReason(r.formats[i], err), Hint(err))
	case err != nil:
		format.Rejected++
		f.reject(rec.Origin.Line, fmt.Errorf("%s: %w", r.formats[i], err), Hint(err), r.cfg.MaxErrors)
	default:
		r.out.take()
	}
	return r.out.err
}

func unreadReason(format string, err error) string {
	if err == ErrUnread { //nolint:errorlint // the bare error says no more than the format
		return format + ": " + err.Error()
	}
	return format + ": " + strings.TrimSuffix(err.Error(), ": "+ErrUnread.Error()) + ": " + ErrUnread.Error()
}

// identify finds the normalizer for the record: one that read records of the file before
// and is sure, the last one first, else the surest, -1 when nobody knows it.
func (r *Runner) identify(rec *model.Record, f *file) int {
	for place, i := range f.recent {
		if r.normalizers[i].Recognize(rec, &r.fields) >= Sure {
			f.remember(place, i)
			return i
		}
	}
	best, sure := -1, 0.0
	for i, n := range r.normalizers {
		if c := n.Recognize(rec, &r.fields); c > sure {
			best, sure = i, c
		}
		if sure >= 1 {
			break
		}
	}
	if best >= 0 {
		f.remember(slices.Index(f.recent, best), best)
	}
	return best
}

// Problem counts what a source could not read: broken records and files are rejected,
// skipped ones are unread, and a notice is only noted.
func (r *Runner) Problem(path string, line int64, err error, hint string, loss Loss) {
	f := r.file(path)
	switch loss {
	case Broken:
		f.reject(line, err, hint, r.cfg.MaxErrors)
	case Skipped:
		f.unread++
		f.note(line, err.Error(), hint)
	case Noticed:
		f.note(line, err.Error(), hint)
	}
}

// Loss is what a source's problem cost.
type Loss uint8

// The losses, in the order of source.ProblemKind.
const (
	Broken Loss = iota
	Skipped
	Noticed
)

func (r *Runner) file(path string) *file {
	if r.last != nil && r.last.path == path {
		return r.last
	}
	f, ok := r.files[path]
	if !ok {
		f = &file{path: strings.Clone(path)}
		r.files[f.path] = f
	}
	r.last = f
	return f
}

// output is the Out of one record.
type output struct {
	runner  *Runner
	rec     *model.Record
	name    string
	file    *file
	format  *FormatCount
	part    int32
	pending bool
	err     error // the sink's
}

func (o *output) begin(rec *model.Record, name string, f *file, format *FormatCount) {
	o.rec, o.name, o.file, o.format = rec, name, f, format
	o.part, o.pending, o.err = 0, false, nil
}

// Event implements Out.
func (o *output) Event() *model.Event {
	o.take()
	e := &o.runner.scratch
	e.Reset()
	e.Format, e.Origin = o.name, o.rec.Origin
	e.Origin.Path = o.file.path
	e.Origin.Part = o.part
	o.part++
	o.pending = true
	return e
}

// Claim implements Out.
func (o *output) Claim(c model.Claim) {
	if o.err != nil || c.Value == "" {
		return
	}
	in := o.runner.intern
	c.Subject, c.Value = model.SubjectID(in.text(string(c.Subject))), in.text(c.Value)
	c.Origin = o.rec.Origin
	c.Origin.Path = o.file.path
	o.file.claims++
	o.format.Claims++
	o.err = o.runner.sink.Claim(c)
}

// Grant implements Out.
func (o *output) Grant(g model.Grant) {
	if o.err != nil {
		return
	}
	in := o.runner.intern
	for _, text := range []*string{
		&g.System, &g.Holder.UID, &g.Holder.Email, &g.Holder.Name, &g.Holder.Type, &g.Kind, &g.Name, &g.UID, &g.Level, &g.Scope,
		&g.Via, &g.Status,
	} {
		*text = in.text(strings.ToValidUTF8(*text, "\uFFFD"))
	}
	g.Format, g.Origin = o.name, o.rec.Origin
	g.Origin.Path, g.Origin.Part = o.file.path, o.part
	o.part++
	o.file.grants++
	o.format.Grants++
	if sink, ok := o.runner.sink.(GrantSink); ok {
		o.err = sink.Grant(g)
	}
}

// Unused implements Out.
func (o *output) Unused(name string) {
	if o.runner.cfg.Protected.Names(name) {
		o.file.unused(name + " (not read: protected)")
		return
	}
	o.file.unused(name)
}

// Reject implements Out.
func (o *output) Reject(err error) {
	o.format.Rejected++
	o.file.reject(o.rec.Origin.Line, fmt.Errorf("%s: %w", o.name, err), Hint(err), o.runner.cfg.MaxErrors)
}

// take hands the pending event on, when it is whole.
func (o *output) take() {
	if !o.pending || o.err != nil {
		return
	}
	o.pending = false
	e := &o.runner.scratch
	switch {
	case e.Time.IsZero():
		o.Reject(WithHint(errors.New("the record has no time that can be read"), "check the time attribute"))
		return
	case e.Class == ocsf.BaseEvent:
		o.Reject(errors.New("the record was given no class"))
		return
	}
	o.file.events++
	o.format.count(e)
	if o.runner.cfg.Lend {
		e.ID, e.Time = o.runner.id(e), e.Time.UTC()
	} else {
		e = o.runner.finish(e)
	}
	o.err = o.runner.sink.Event(e)
}

// finish copies the event into memory of its own.
func (r *Runner) finish(s *model.Event) *model.Event {
	var e *model.Event
	if r.cfg.NewEvent != nil {
		e = r.cfg.NewEvent()
	} else {
		if r.produced == nil {
			r.produced = new(model.Event)
		}
		e = r.produced
	}
	e.Reset()
	e.ID, e.Format, e.Origin, e.Class, e.Activity, e.Outcome = r.id(s), s.Format, s.Origin, s.Class, s.Activity, s.Outcome
	e.Action, e.Time = r.intern.text(s.Action), s.Time.UTC()
	for f, v := range s.Fields() {
		e.Add(f, r.intern.text(v))
	}
	return e
}

// id is the vendor's id, or a hash of the record; parts of one record are told apart.
func (r *Runner) id(s *model.Event) model.EventID {
	id := string(s.ID)
	if id == "" {
		var hex32 [32]byte
		sum := sha256.Sum256(r.out.rec.Raw)
		hex.Encode(hex32[:], sum[:16])
		id = string(hex32[:])
	}
	if s.Origin.Part > 0 {
		return model.EventID(id + "#" + strconv.Itoa(int(s.Origin.Part)))
	}
	if r.cfg.Lend {
		return model.EventID(id)
	}
	return model.EventID(strings.Clone(id))
}

// interner keeps texts that come again and again only once. A text is looked up by its
// hash; one that was pushed out is simply copied again.
type interner struct {
	seed maphash.Seed
	kept [1 << 13]string
}

func newInterner() *interner { return &interner{seed: maphash.MakeSeed()} }

// text is s in memory of its own.
func (in *interner) text(s string) string {
	if s == "" {
		return ""
	}
	if len(s) > 256 {
		return strings.Clone(s)
	}
	slot := &in.kept[maphash.String(in.seed, s)%uint64(len(in.kept))]
	if *slot == s {
		return *slot
	}
	*slot = strings.Clone(s)
	return *slot
}
