package correlate_test

import (
	"fmt"
	"time"

	"bonafide/sigma"
	"bonafide/sigma/correlate"
	"bonafide/sigma/rulefile"
)

func ExampleEngine() {
	c, problems := rulefile.Parse("rules.yml", []byte(`
title: A sign-in fails
name: failed
logsource: {product: okta}
detection:
    selection: {outcome: FAILURE}
    condition: selection
---
title: Many sign-ins fail
correlation:
    type: event_count
    rules: [failed]
    group-by: [user]
    timespan: 5m
    condition: {gte: 3}
`))
	if sigma.HasErrors(problems) {
		fmt.Println(problems)
		return
	}
	correlations, err := correlate.New(correlate.Config{Rules: c.Rules, Correlations: c.Correlations})
	if err != nil {
		fmt.Println(err)
		return
	}
	start := time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC)
	for minute, user := range []string{"ann", "bob", "ann", "ann", "ann"} {
		firings := correlations.Observe(correlate.Event{
			Time:  start.Add(time.Duration(minute) * time.Minute),
			Rules: []int{0}, // what sigma/match said of the event
			Field: func(string) []string { return []string{user} },
		})
		for _, f := range firings {
			fmt.Printf("%s: %s, %d from %s to %s\n", f.Correlation.Title, f.Group[0], f.Matches, f.First.Format("15:04"), f.Last.Format("15:04"))
		}
	}
	// Output: Many sign-ins fail: ann, 3 from 09:00 to 09:03
}
