package detect

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"slices"
	"sync"
	"time"

	"bonafide/model"
	"bonafide/model/ocsf"
)

// Runner feeds events to detectors and gathers their findings. Keys are spread over
// partitions that work in parallel; the outcome does not depend on how many there are.
//
// Call Observe with events in the order of their time, then Finish once. Between two
// calls of Observe the Runner may be written down with Snapshot and taken up by another
// one with Restore.
type Runner struct {
	world      World
	detectors  []Detector
	byClass    map[ocsf.Class][]int // indexes of the detectors that look at a class
	always     []int                // indexes of those that look at every class
	partitions []*partition
	findings   map[model.FindingID]model.Finding
	position   int64
	latest     time.Time // of the events observed
	watch      func(model.Finding)
}

// Watch has somebody told of every finding as it comes and as it changes, from the goroutine
// that calls Observe, Finish or Restore. Restore tells of all that were there.
func (r *Runner) Watch(told func(model.Finding)) { r.watch = told }

type partition struct {
	number  int
	tables  []table
	found   []model.Finding // since the last call, in the order they were found
	context Context

	// Keys are built once, and it is told once whether the partition owns them.
	subjects map[model.SubjectID]owned
	things   map[thing]owned
	last     model.SubjectID // the subject asked for last, and its key: most detectors ask for one
	lastKey  owned
	// What show is about, and its two callbacks, made once.
	detector  int
	event     *model.Event
	bySubject func(model.SubjectID)
	byThing   func(kind, value string)
}

type thing struct{ kind, value string }

// owned is a key, and whether the partition owns it. Subjects have a place, from 1.
type owned struct {
	key   Key
	place int
	mine  bool
}

// NewRunner checks the detectors' declarations and prepares empty state in the given
// number of partitions (at least one).
func NewRunner(world World, partitions int, detectors ...Detector) (*Runner, error) {
	r := &Runner{
		world: world, detectors: detectors, byClass: map[ocsf.Class][]int{},
		findings: map[model.FindingID]model.Finding{}, watch: func(model.Finding) {},
	}
	names := map[string]bool{}
	for i, d := range detectors {
		decl := d.Declare()
		if err := decl.Check(); err != nil {
			return nil, fmt.Errorf("detect: %w", err)
		}
		if names[decl.Name] {
			return nil, fmt.Errorf("detect: two detectors are called %q", decl.Name)
		}
		names[decl.Name] = true
		if len(d.Classes()) == 0 {
			r.always = append(r.always, i)
		}
		for _, c := range d.Classes() {
			r.byClass[c] = append(r.byClass[c], i)
		}
	}
	for i := range max(partitions, 1) {
		p := &partition{number: i, subjects: map[model.SubjectID]owned{}, things: map[thing]owned{}}
		for _, d := range detectors {
			p.tables = append(p.tables, d.open())
		}
		p.context = Context{World: world, emit: p.take}
		p.bySubject = func(id model.SubjectID) { r.ofSubject(p, id) }
		p.byThing = func(kind, value string) { r.ofThing(p, kind, value) }
		r.partitions = append(r.partitions, p)
	}
	return r, nil
}

func (p *partition) take(f model.Finding) { p.found = append(p.found, f) }

// gather merges what the partitions found since the last call. A finding comes from one
// key and so from one partition, which keeps the order.
func (r *Runner) gather() {
	for _, p := range r.partitions {
		for _, f := range p.found {
			merged := merge(r.findings[f.ID], f)
			r.findings[f.ID] = merged
			r.watch(merged)
		}
		p.found = p.found[:0]
	}
}

// partitionOf tells which partition owns a key.
func (r *Runner) partitionOf(k Key) int {
	if len(r.partitions) == 1 {
		return 0
	}
	h := fnv.New32a()
	_, _ = io.WriteString(h, string(k))
	return int(h.Sum32() % uint32(len(r.partitions))) //nolint:gosec // a handful of partitions
}

// Observe shows the events to all detectors that look at them. The events stay the
// caller's; detectors copy what they keep.
func (r *Runner) Observe(events []model.Event) {
	var running sync.WaitGroup
	for _, p := range r.partitions[1:] {
		running.Go(func() { r.observe(p, events) })
	}
	r.observe(r.partitions[0], events)
	running.Wait()
	r.gather()
	before := r.position
	r.position += int64(len(events))
	if len(events) > 0 {
		r.latest = events[len(events)-1].Time
	}
	if before/sweepEvery != r.position/sweepEvery {
		r.sweep()
	}
}

// sweepEvery is after how many events stale state is dropped; mostCached is how many
// keys of things a partition remembers.
const (
	sweepEvery = 1 << 16
	mostCached = 1 << 17
)

// sweep drops what says nothing any more, and caches that have grown. It changes no outcome.
func (r *Runner) sweep() {
	for _, p := range r.partitions {
		for _, t := range p.tables {
			t.sweep(r.latest)
		}
		if len(p.things) > mostCached {
			clear(p.things)
		}
	}
}

func (r *Runner) observe(p *partition, events []model.Event) {
	for i := range events {
		e := &events[i]
		for _, d := range r.byClass[e.Class] {
			r.show(p, d, e)
		}
		for _, d := range r.always {
			r.show(p, d, e)
		}
	}
}

// show gives one event to one detector under each key that the partition owns.
func (r *Runner) show(p *partition, detector int, e *model.Event) {
	p.detector, p.event = detector, e
	r.detectors[detector].keys(r.world, e, p.bySubject, p.byThing)
}

func (r *Runner) ofSubject(p *partition, id model.SubjectID) {
	if id == "" {
		return
	}
	if id == p.last {
		p.observe(p.lastKey)
		return
	}
	o, ok := p.subjects[id]
	if !ok {
		k := SubjectKey(id)
		o = owned{k, len(p.subjects) + 1, r.partitionOf(k) == p.number && r.world.Claims(id) != nil} // of strangers nothing is claimed
		p.subjects[subjectOf(k)] = o
	}
	p.last, p.lastKey = subjectOf(o.key), o
	p.observe(o)
}

// subjectOf is the subject of a key that SubjectKey made, in the key's own memory.
func subjectOf(k Key) model.SubjectID { return model.SubjectID(k[len("subject:"):]) }

func (r *Runner) ofThing(p *partition, kind, value string) {
	o, ok := p.things[thing{kind, value}]
	if !ok {
		k := ThingKey(kind, value)
		o = owned{k, 0, r.partitionOf(k) == p.number}
		p.things[thing{kind, string(k[len(kind)+1:])}] = o
	}
	p.observe(o)
}

// observe lets the detector in hand see the event in hand under a key.
func (p *partition) observe(o owned) {
	if o.mine {
		p.context.Key = o.key
		p.tables[p.detector].observe(&p.context, o.place, p.event)
	}
}

// Finish lets every detector close every key. It is called once, after the last event.
func (r *Runner) Finish() {
	for _, p := range r.partitions {
		for _, t := range p.tables {
			for _, k := range t.sorted() {
				p.context.Key = k
				t.finish(&p.context)
			}
		}
	}
	r.gather()
}

// Findings are all findings so far, by subject, time and id.
func (r *Runner) Findings() []model.Finding {
	findings := make([]model.Finding, 0, len(r.findings))
	for _, f := range r.findings {
		findings = append(findings, f)
	}
	sortFindings(findings)
	return findings
}

// Position is how many events were observed.
func (r *Runner) Position() int64 { return r.position }

// snapshot is a Runner written down. Keys are independent of the number of partitions.
// Words are the dictionary of all packed states.
type snapshot struct {
	Position  int64                `json:"position"`
	Findings  []model.Finding      `json:"findings"`
	Words     []string             `json:"words"`
	Detectors map[string]tableCopy `json:"detectors"`
}

type tableCopy struct {
	Version int            `json:"version"`
	State   map[Key]string `json:"state"` // packed
}

// Snapshot writes down all keyed state, the findings and the position, together.
func (r *Runner) Snapshot(w io.Writer) error {
	detectors, words, err := r.packed()
	if err != nil {
		return fmt.Errorf("detect: snapshot: %w", err)
	}
	s := snapshot{Position: r.position, Findings: r.Findings(), Words: words, Detectors: detectors}
	if err := json.NewEncoder(w).Encode(s); err != nil {
		return fmt.Errorf("detect: snapshot: %w", err)
	}
	return nil
}

// packed gives the keyed state of each detector by its name, and the words they share.
func (r *Runner) packed() (map[string]tableCopy, []string, error) {
	r.sweep()
	frequent := counts{}
	for i := range r.detectors {
		for _, p := range r.partitions {
			err := p.tables[i].snapshot(func(_ Key, state []byte) { frequent.add(state) })
			if err != nil {
				return nil, nil, err
			}
		}
	}
	words := frequent.dictionary()
	detectors := make(map[string]tableCopy, len(r.detectors))
	for i, d := range r.detectors {
		decl := d.Declare()
		all := tableCopy{Version: decl.Version, State: map[Key]string{}}
		for _, p := range r.partitions {
			if err := p.tables[i].snapshot(func(k Key, state []byte) { all.State[k] = words.pack(state) }); err != nil {
				return nil, nil, err
			}
		}
		detectors[decl.Name] = all
	}
	return detectors, words.words, nil
}

// Restore takes up a snapshot in place of whatever the Runner held. It refuses one whose
// detectors are not these, in these versions.
func (r *Runner) Restore(in io.Reader) error {
	var s snapshot
	if err := json.NewDecoder(in).Decode(&s); err != nil {
		return fmt.Errorf("detect: restore: %w", err)
	}
	if len(s.Detectors) != len(r.detectors) {
		return fmt.Errorf("detect: restore: the state is of %d detectors, and there are %d; start afresh", len(s.Detectors), len(r.detectors))
	}
	words := newDictionary(s.Words)
	for i, d := range r.detectors {
		decl := d.Declare()
		saved, ok := s.Detectors[decl.Name]
		if !ok || saved.Version != decl.Version {
			return fmt.Errorf("detect: restore: detector %q was not there in version %d when the state was saved; start afresh",
				decl.Name, decl.Version)
		}
		parts := make([]map[Key]json.RawMessage, len(r.partitions))
		for k, packed := range saved.State {
			b, err := words.unpack(packed)
			if err != nil {
				return fmt.Errorf("detect: restore: detector %q: key %q: %w", decl.Name, k, err)
			}
			at := r.partitionOf(k)
			if parts[at] == nil {
				parts[at] = map[Key]json.RawMessage{}
			}
			parts[at][k] = b
		}
		for at, p := range r.partitions {
			if err := p.tables[i].restore(parts[at]); err != nil {
				return fmt.Errorf("detect: restore: %w", err)
			}
		}
	}
	r.position, r.latest = s.Position, time.Time{}
	clear(r.findings)
	for _, f := range s.Findings {
		r.findings[f.ID] = f
		r.watch(f)
	}
	return nil
}

// StateBytes is how much keyed state a detector keeps, as JSON, by its name.
func (r *Runner) StateBytes() (map[string]int, error) {
	r.sweep()
	sizes := map[string]int{}
	for i, d := range r.detectors {
		for _, p := range r.partitions {
			if err := p.tables[i].snapshot(func(_ Key, state []byte) { sizes[d.Declare().Name] += len(state) }); err != nil {
				return nil, err
			}
		}
	}
	return sizes, nil
}

// WrittenBytes is how much keyed state a detector keeps as Snapshot writes it, packed, by its
// name; under "" is the dictionary that they share.
func (r *Runner) WrittenBytes() (map[string]int, error) {
	detectors, words, err := r.packed()
	if err != nil {
		return nil, err
	}
	sizes := map[string]int{}
	for _, w := range words {
		sizes[""] += len(w)
	}
	for name, all := range detectors {
		for _, packed := range all.State {
			sizes[name] += len(packed)
		}
	}
	return sizes, nil
}

// Indicators are all the indicators that the detectors can raise, sorted.
func Indicators(detectors ...Detector) []model.IndicatorID {
	var ids []model.IndicatorID
	for _, d := range detectors {
		for _, i := range d.Declare().Indicators {
			ids = append(ids, model.IndicatorID(i))
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
