package app_test

import (
	"os"
	"path/filepath"
	"testing"
)

// ruled gives a company rules of its own that match much of what is simulated: single
// records, groups of one person, and groups that people share.
func ruled(t *testing.T, dir string) string {
	t.Helper()
	const rules = `title: Session begun
name: begun
id: 7d3a1c52-0e0e-4a57-9d0a-4f7d6a1e9b01
logsource: {product: okta, service: okta}
detection: {s: {eventType: user.session.start}, condition: s}
level: low
indicator: NET-15
---
title: Two operators in a day
id: 7d3a1c52-0e0e-4a57-9d0a-4f7d6a1e9b02
correlation: {type: value_count, rules: [begun], group-by: [actor.id], timespan: 1d, condition: {field: securityContext.asNumber, gte: 2}, generate: true}
level: low
indicator: NET-14
---
title: Two people on one address
id: 7d3a1c52-0e0e-4a57-9d0a-4f7d6a1e9b03
correlation: {type: value_count, rules: [begun], group-by: [client.ipAddress], timespan: 7d, condition: {field: actor.id, gte: 2}, generate: true}
level: low
indicator: BEH-17
---
title: Opened
name: opened
id: 7d3a1c52-0e0e-4a57-9d0a-4f7d6a1e9b04
logsource: {product: okta, service: okta}
detection: {s: {eventType: user.authentication.sso}, condition: s}
level: informational
---
title: Begun, then opened
id: 7d3a1c52-0e0e-4a57-9d0a-4f7d6a1e9b05
correlation: {type: temporal_ordered, rules: [begun, opened], group-by: [actor.id, client.ipAddress], timespan: 10m, generate: true}
level: low
indicator: NET-19
`
	folder := filepath.Join(dir, "rules")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "own.yml"), []byte(rules), 0o600); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "bonafide.yaml")
	settings, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, append(settings, "\nrules: {paths: [rules]}\n"...), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}
