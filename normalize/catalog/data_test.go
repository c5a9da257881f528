package catalog_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bonafide/model"
	"bonafide/normalize"
	"bonafide/normalize/catalog"
	"bonafide/normalize/normalizetest"
)

// data is a folder of the public test data; the test skips where it is absent.
func data(t *testing.T, parts ...string) string {
	t.Helper()
	folder := os.Getenv("BONAFIDE_DATA")
	if folder == "" {
		folder = filepath.Join("..", "..", "..", "shared", "data")
	}
	path := filepath.Join(append([]string{folder}, parts...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the public test data is not there (set BONAFIDE_DATA): %v", err)
	}
	return path
}

// TestWindowsData reads every public Windows event.
func TestWindowsData(t *testing.T) {
	set := newSet(t, catalog.Options{})
	for name, least := range map[string]int{"windows-mixed.ndjson.gz": 10_000, "windows-process.ndjson.gz": 536} {
		_, r := read(t, set, data(t, "events", name))
		for _, in := range r.Inputs() {
			if in.Events < least || in.Events != in.Records || in.Rejected > 0 || in.Unread > 0 {
				t.Errorf("%+v", in)
			}
		}
	}
	out, r := read(t, set, data(t, "sigma", "regression.zip"))
	for _, in := range r.Inputs() {
		if in.Records > 0 && (in.Format != "windows/event" || in.Events != in.Records) {
			t.Errorf("%+v", in)
		}
	}
	if len(out.Events) < 400 {
		t.Errorf("%d events of the regression set", len(out.Events))
	}
}

// TestVendorData reads labelled events of many vendors: those whose format is read must
// become events, the others must be named.
func TestVendorData(t *testing.T) {
	f, err := os.Open(data(t, "logs", "panther-tests.jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // only read from
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	set := newSet(t, catalog.Options{})
	r, err := set.Runner(&normalizetest.Sink{}, func() *model.Event { return new(model.Event) })
	if err != nil {
		t.Fatal(err)
	}
	readable := map[string]bool{
		"Okta.SystemLog": true, "GSuite.ActivityEvent": true, "Osquery.Differential": true, "Zoom.Operation": true, "Zoom.Activity": true,
		"AWS.CloudTrail": true, "AWS.VPCDns": true, "CiscoUmbrella.DNS": true, "Slack.AuditLogs": true, "Duo.Authentication": true, "Duo.Administrator": true,
		"OnePassword.SignInAttempt": true, "Crowdstrike.EventStreams": true, "GCP.AuditLog": true, "MicrosoftIntune.AuditLogs": true,
		"MicrosoftDefenderXDR.AdvancedHunting": true, "Microsoft365.Audit.Exchange": true, "Microsoft365.Audit.SharePoint": true,
	}
	type labelled struct {
		kind string
		raw  []byte
	}
	lines := make(map[string]labelled)
	sc := bufio.NewScanner(z)
	sc.Buffer(nil, 4<<20)
	for n := int64(1); sc.Scan(); n++ {
		var line struct {
			Types []string        `json:"log_types"`
			Event json.RawMessage `json:"event"`
		}
		if err := json.Unmarshal(sc.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		path := fmt.Sprintf("line %d", n)
		if err := r.Normalize(&model.Record{Origin: model.Origin{Path: path, Line: n}, Syntax: model.SyntaxJSON, Raw: line.Event}); err != nil {
			t.Fatal(err)
		}
		if len(line.Types) == 1 && line.Types[0] != "" {
			lines[path] = labelled{line.Types[0], line.Event}
		}
	}
	strange := 0
	for _, in := range r.Inputs() {
		l, ok := lines[in.Path]
		if ok && in.Format == "" {
			strange++
		}
		if readable[l.kind] && in.Events == 0 && hasTime(l.raw) {
			t.Errorf("%s %s was not read: %+v\n%.300s", in.Path, l.kind, in.Errors, l.raw)
		}
	}
	if strange*20 > len(lines) {
		t.Errorf("%d of %d records of one known kind were not recognised", strange, len(lines))
	}
	for _, c := range normalize.Coverage(r) {
		t.Logf("%+v", c)
	}
}

// hasTime tells whether a record says when it was: some were shortened for tests of rules.
func hasTime(raw []byte) bool {
	if bytes.Contains(raw, []byte(`"eventTime": "redacted"`)) {
		return false
	}
	for _, key := range []string{`"published":`, `"p_event_time":`, `"unixTime":`, `"calendarTime":`, `"time":`, `"eventCreationTime":`} {
		if bytes.Contains(raw, []byte(key)) {
			return true
		}
	}
	var top map[string]any
	if json.Unmarshal(raw, &top) != nil {
		return false
	}
	for _, key := range []string{
		"eventTime", "eventtime", "date_create", "isotimestamp", "timestamp", "query_timestamp", "CreationTime", "creationtime", "receiveTimestamp", "Timestamp",
	} {
		if _, ok := top[key]; ok {
			return true
		}
	}
	return false
}

// TestAttackData reads the records of one attack on Entra and Windows.
func TestAttackData(t *testing.T) {
	_, r := read(t, newSet(t, catalog.Options{}), data(t, "logs", "otrf-goldensaml"))
	for _, in := range r.Inputs() {
		name := filepath.Base(in.Path)
		if in.Rejected > 0 || in.Format == "" {
			t.Errorf("%+v", in)
		}
		if (strings.HasPrefix(name, "AAD") || strings.HasPrefix(name, "Windows")) && in.Events != in.Records {
			t.Errorf("%+v", in)
		}
	}
	_, r = read(t, newSet(t, catalog.Options{}), data(t, "logs", "stratus-cloudtrail"), data(t, "events", "cloudtrail.ndjson.gz"))
	for _, in := range r.Inputs() {
		if in.Format != "aws/cloudtrail" || in.Events != in.Records || in.Records == 0 {
			t.Errorf("%+v", in)
		}
	}
}
