package correlate

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"bonafide/sigma"
)

// BenchmarkObserve counts log-ins by user with a million groups in the window.
func BenchmarkObserve(b *testing.B) {
	for _, c := range []struct {
		name string
		c    sigma.Correlation
	}{
		{"event_count", sigma.Correlation{Type: sigma.EventCount, Bounds: atLeast(50)}},
		{"value_count", sigma.Correlation{Type: sigma.ValueCount, Bounds: atLeast(50), Fields: []string{"v"}}},
		{"temporal_ordered", sigma.Correlation{Type: sigma.TemporalOrdered}},
		{"value_percentile", sigma.Correlation{Type: sigma.ValuePercentile, Percentile: 99, Bounds: atLeast(1e9), Fields: []string{"v"}}},
	} {
		b.Run(c.name, func(b *testing.B) { benchmark(b, c.c) })
	}
}

func benchmark(b *testing.B, c sigma.Correlation) {
	const groups = 1_000_000
	c.ID, c.Rules, c.GroupBy, c.Timespan = "c", []string{"a", "b"}, []string{"u"}, 24*time.Hour
	users, values := make([]string, groups), make([]string, 100)
	for i := range users {
		users[i] = fmt.Sprintf("user%07d@example.com", i)
	}
	for i := range values {
		values[i] = fmt.Sprint(i)
	}
	e := mustNew(b, Config{Rules: twoRules(), Correlations: []*sigma.Correlation{&c}, MaxGroups: groups})
	var text [1]string
	user, value := "", ""
	field := func(name string) []string {
		text[0] = value
		if name == "u" {
			text[0] = user
		}
		return text[:]
	}
	n := 0
	step := func() {
		user, value = users[n*7919%groups], values[n%100]
		e.Observe(Event{Time: epoch(float64(n) * 0.02), ID: user, Rules: []int{n & 1}, Field: field})
		n++
	}
	for range 2 * groups {
		step()
	}
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	b.ReportAllocs()
	for b.Loop() {
		step()
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
	b.ReportMetric(float64(m.HeapAlloc)/float64(e.Groups()), "B/group")
}
