package mapping

import (
	"errors"
	"fmt"
	"hash/maphash"
	"strconv"
	"strings"
	"time"

	"github.com/valyala/fastjson"

	"bonafide/model"
	"bonafide/model/ocsf"
	"bonafide/normalize"
	"bonafide/plugin"
)

// worker is a mapping at work: it remembers what it looked up in the record in hand.
type worker struct {
	*Mapping
	f       *normalize.Fields
	serial  uint64
	now     uint64
	found   []found // by node
	element *fastjson.Value
	lower   bool // the record's keys are in lower case
	texts   []string
	picks   map[string][]int32 // rules that a value of choose leaves
	cells   tableView
	seed    maphash.Seed
	recalls []recall
}

// found is what a node leads to, and in which record or element that was looked up.
type found struct {
	at    uint64
	value *fastjson.Value
}

func newWorker(m *Mapping) *worker {
	w := &worker{Mapping: m, found: make([]found, len(m.nodes)), now: 1}
	w.picks = make(map[string][]int32)
	w.seed, w.recalls = maphash.MakeSeed(), make([]recall, m.recalls)
	return w
}

// Declare describes the format.
func (w *worker) Declare() plugin.Declaration { return w.declaration }

// Copy gives another worker of the same mapping.
func (w *worker) Copy() normalize.Normalizer { return newWorker(w.Mapping) }

// begin makes the record the one to look into.
func (w *worker) begin(f *normalize.Fields) {
	if w.f == f && w.serial == f.Serial() {
		return
	}
	w.f, w.serial = f, f.Serial()
	w.now++
	w.element = f.JSON()
	if w.columns != nil {
		w.cells.begin(w.columns, f)
	}
}

// Recognize tells whether the record is of the mapping's format.
func (w *worker) Recognize(r *model.Record, f *normalize.Fields) float64 {
	if w.columns != nil {
		return w.cells.recognize(w.columns, f, r)
	}
	if r.Syntax != model.SyntaxJSON || f.JSON() == nil {
		return 0
	}
	w.begin(f)
	for i := range w.matches {
		if lower := w.matches[i].lower; lower != w.lower {
			w.lower = lower
			w.now++
		}
		if w.matching(&w.matches[i]) {
			return w.matches[i].confidence
		}
	}
	return 0
}

// Lacks names the columns that a table lacks to be of the mapping's format.
func (w *worker) Lacks(r *model.Record, f *normalize.Fields) (missing, hint string, share float64) {
	if w.columns == nil || w.columns.key == "" || r.Syntax != model.SyntaxTable {
		return "", "", 0
	}
	w.cells.begin(w.columns, f)
	names, share := w.cells.lacks(w.columns)
	if len(names) == 0 {
		return "", "", 0
	}
	first, _, _ := strings.Cut(names[0], " or ")
	return "column " + strings.Join(names, ", and no "), fmt.Sprintf("add it, or say in bonafide.yaml what it is called here: columns: {%s: {%s: NAME}}", w.columns.key, first), share
}

func (w *worker) matching(m *match1) bool {
	for i := range m.has {
		if !w.present(&m.has[i]) {
			return false
		}
	}
	for i := range m.lacks {
		if w.present(&m.lacks[i]) {
			return false
		}
	}
	return w.holds(m.is)
}

// Normalize reads the record.
func (w *worker) Normalize(_ *model.Record, f *normalize.Fields, out normalize.Out) error {
	if w.unread == normalize.ErrUnread.Error() {
		return normalize.ErrUnread
	}
	if w.unread != "" {
		return fmt.Errorf("%s: %w", w.unread, normalize.ErrUnread)
	}
	w.begin(f)
	if w.columns != nil {
		w.cells.unused(w.columns, out)
	}
	if len(w.grants) > 0 {
		return w.grant(out)
	}
	if len(w.claims) > 0 {
		return w.claim(out)
	}
	for i := range w.each {
		if v := w.value(&w.each[i]); v != nil {
			return w.eachElement(v, out)
		}
	}
	return w.events(out)
}

// eachElement makes events of every element.
func (w *worker) eachElement(list *fastjson.Value, out normalize.Out) error {
	if list.Type() != fastjson.TypeArray {
		w.enter(list)
		return w.events(out)
	}
	var last error
	elements := list.GetArray()
	for _, e := range elements {
		w.enter(e)
		if err := w.events(out); err != nil {
			last = err
		}
	}
	if len(elements) == 0 {
		return fmt.Errorf("the record holds an empty list: %w", normalize.ErrUnread)
	}
	return last
}

// events makes an event of the record or the current element, or of every part of it whose
// conditions hold.
func (w *worker) events(out normalize.Out) error {
	if len(w.parts) == 0 {
		return w.event(out, nil)
	}
	for i := range w.parts {
		if w.holds(w.parts[i].when) {
			if err := w.event(out, &w.parts[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// enter makes an element the current one and forgets what was found in the one before.
func (w *worker) enter(e *fastjson.Value) {
	w.element = e
	w.now++
}

// event makes an event of the record, or of the current element. The part, if any,
// stands in for the rules.
func (w *worker) event(out normalize.Out, part *rule) error {
	rule := part
	if rule == nil {
		rule = w.choice()
	}
	result := w.base
	var extra []field
	if rule != nil {
		if rule.result.unread != "" {
			return fmt.Errorf("%s: %w", rule.result.unread, normalize.ErrUnread)
		}
		extra = rule.fields
		if rule.result.class != ocsf.BaseEvent {
			result.class = rule.result.class
			result.activity = ocsf.Unknown
		}
		if rule.result.known {
			result.activity = rule.result.activity
		}
	}
	if len(w.base.classFrom.sources) > 0 && result.class == ocsf.BaseEvent {
		result.class, result.activity = w.ownClass()
	}
	if result.class == ocsf.BaseEvent {
		return fmt.Errorf("%q: %w", w.first(&w.base.action), normalize.ErrUnread)
	}
	at, err := w.when()
	if err != nil {
		return err
	}
	e := out.Event()
	e.ID, e.Time = model.EventID(w.first(&w.id)), at
	e.Class, e.Activity = result.class, result.activity
	e.Action = w.first(&w.base.action)
	if rule != nil && len(rule.result.action.sources) > 0 {
		e.Action = w.first(&rule.result.action)
	}
	e.Outcome = w.verdict(&w.base.outcome)
	if rule != nil && rule.result.outcome.given() {
		e.Outcome = w.verdict(&rule.result.outcome)
	}
	for i := range extra {
		w.put(e, &extra[i])
	}
	for i := range w.fields {
		if f := &w.fields[i]; !overridden(extra, f.to) {
			w.put(e, f)
		}
	}
	return nil
}

// ownClass reads the class and activity that an OCSF record gives itself; the class is
// zero when it is none in use here.
func (w *worker) ownClass() (ocsf.Class, ocsf.Activity) {
	class, err := strconv.ParseUint(w.first(&w.base.classFrom), 10, 32)
	if err != nil || ocsf.Class(class).Word() == "" {
		return ocsf.BaseEvent, ocsf.Unknown
	}
	activity, err := strconv.ParseUint(w.first(&w.base.activityFrom), 10, 8)
	if err != nil {
		return ocsf.Class(class), ocsf.Unknown
	}
	return ocsf.Class(class), ocsf.Activity(activity)
}

// overridden tells whether a rule's own fields set the field.
func overridden(extra []field, f model.Field) bool {
	for i := range extra {
		if extra[i].to == f {
			return true
		}
	}
	return false
}

// when is the event's time.
func (w *worker) when() (time.Time, error) {
	seen := ""
	for s := &w.time; s != nil; s = s.or {
		if !w.holds(s.when) {
			continue
		}
		for i := range s.sources {
			w.texts = w.eval(s, i, w.texts[:0])
			for _, text := range w.texts {
				t, err := normalize.ParseTime(text, w.zone)
				if err == nil {
					return t, nil
				}
				seen = text
			}
		}
	}
	if seen == "" {
		return time.Time{}, normalize.WithHint(errors.New("the record has no time"), "export it with its time")
	}
	return time.Time{}, normalize.WithHint(fmt.Errorf("the time %.40q cannot be read", seen), "write times as 2006-01-02T15:04:05Z")
}

func (v *verdict) given() bool { return len(v.from.sources) > 0 || v.otherwise != model.OutcomeUnknown }

func (w *worker) verdict(v *verdict) model.Outcome {
	if len(v.from.sources) == 0 {
		return v.otherwise
	}
	s := w.first(&v.from)
	for i := range v.success {
		if v.success[i].fits(s) {
			return model.Success
		}
	}
	for i := range v.failure {
		if v.failure[i].fits(s) {
			return model.Failure
		}
	}
	return v.otherwise
}

// choice is the first rule whose conditions hold, nil when none do.
func (w *worker) choice() *rule {
	if len(w.rules) == 0 {
		return nil
	}
	for _, i := range w.candidates() {
		if w.holds(w.rules[i].when) {
			return &w.rules[i]
		}
	}
	return nil
}

// candidates are the rules that the chosen attribute's value does not rule out. They are
// worked out once for a value.
func (w *worker) candidates() []int32 {
	value := w.firstText(w.choose)
	if list, ok := w.picks[value]; ok {
		return list
	}
	list := make([]int32, 0, 4)
	for i := range w.rules {
		possible := true
		for _, c := range w.rules[i].when {
			if sameSources(c.sources, w.choose) && !c.fits(value) {
				possible = false
			}
		}
		if possible {
			list = append(list, int32(i)) //nolint:gosec // few
		}
	}
	if len(w.picks) < 4096 {
		w.picks[string([]byte(value))] = list
	}
	return list
}

func sameSources(a, b []source) bool {
	if len(a) != len(b) || len(a) == 0 {
		return false
	}
	for i := range a {
		if a[i].text != b[i].text || a[i].scope != b[i].scope || a[i].scope == joined {
			return false
		}
	}
	return true
}
