// Package enrichtest is the conformance suite of the enrichers: every one passes Run.
// It is imported by tests only.
package enrichtest

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"bonafide/enrich"
	"bonafide/model"
	"bonafide/model/ocsf"
	"bonafide/plugin"
)

// Run checks the contract: the declaration holds, the same event gives the same facts
// twice, the event's own attributes stay as they are, nothing of it is kept, events that
// say nothing cost no memory, and no event makes the enricher panic. Examples are events
// the enricher is expected to understand.
func Run(t *testing.T, open func() enrich.Enricher, examples ...func(*model.Event)) {
	t.Helper()
	t.Run("declaration", func(t *testing.T) {
		d := open().Declare()
		if err := d.Check(); err != nil {
			t.Error(err)
		}
		if d.Kind != plugin.Enricher {
			t.Errorf("kind %q, want %q", d.Kind, plugin.Enricher)
		}
		if !reflect.DeepEqual(d, open().Declare()) {
			t.Error("two instances declare differently")
		}
	})
	t.Run("same_facts_twice", func(t *testing.T) { sameTwice(t, open, examples) })
	t.Run("random_events", func(t *testing.T) { random(t, open()) })
	t.Run("no_memory_for_nothing", func(t *testing.T) { noMemory(t, open()) })
}

func sameTwice(t *testing.T, open func() enrich.Enricher, examples []func(*model.Event)) {
	one, other := open(), open()
	var reused model.Event
	for i, fill := range examples {
		t.Run(fmt.Sprintf("example_%d", i), func(t *testing.T) {
			var fresh model.Event
			fill(&fresh)
			before := attributes(&fresh)
			one.Enrich(&fresh)
			want := fmt.Sprintf("%+v", fresh.Facts)
			if !reflect.DeepEqual(before, attributes(&fresh)) {
				t.Error("the event's attributes changed")
			}
			if nothing := fmt.Sprintf("%+v", (&model.Event{}).Facts); want == nothing {
				t.Error("no facts for an example")
			}
			for range 2 {
				reused.Reset()
				fill(&reused)
				other.Enrich(&reused)
				if got := fmt.Sprintf("%+v", reused.Facts); got != want {
					t.Errorf("facts differ:\n%s\n%s", want, got)
				}
			}
		})
	}
}

func attributes(e *model.Event) []string {
	var all []string
	for f, v := range e.Fields() {
		all = append(all, f.String()+"="+v)
	}
	return all
}

func random(t *testing.T, n enrich.Enricher) {
	t.Helper()
	words := []string{
		"", " ", "a", "\\", "/", "C:\\Windows\\System32\\svchost.exe", "/usr/bin/ssh", "0", "-1", "1e309", "NaN", "\x00\xff", "198.51.100.7",
		"::1", "fe80::1%eth0", "AS64500", "US", "Austin", "https://example.com/?h=x", "*.example.com", "true", "1d6b", "0x0104", "☃", "DEL",
		"00:00:5e:00:53:01", "keyboard", "2026-01-02T03:04:05Z",
	}
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // a repeatable sequence is wanted
	var e model.Event
	for range 20_000 {
		e.Reset()
		e.Time = time.Unix(random.Int64N(2_000_000_000), 0).UTC()
		e.Class = ocsf.ProcessActivity
		for range random.IntN(12) {
			value := words[random.IntN(len(words))]
			if random.IntN(3) == 0 {
				value += words[random.IntN(len(words))]
			}
			e.Add(model.Field(1+random.IntN(model.FieldCount-1)), value) //nolint:gosec // below FieldCount
		}
		n.Enrich(&e)
	}
}

func noMemory(t *testing.T, n enrich.Enricher) {
	t.Helper()
	var e model.Event
	e.Time = time.Unix(1_700_000_000, 0).UTC()
	e.Add(model.ActorEmail, "someone@example.com")
	e.Add(model.ProcessPath, `C:\Windows\System32\notepad.exe`)
	e.Add(model.ProcessCommand, `notepad.exe C:\Users\someone\report.txt`)
	e.Add(model.DstHostname, "intranet.example.com")
	e.Add(model.SrcIP, "192.0.2.9")
	n.Enrich(&e)
	if got := testing.AllocsPerRun(200, func() { n.Enrich(&e) }); got != 0 {
		t.Errorf("%v allocations for an event that says nothing, want 0", got)
	}
}
