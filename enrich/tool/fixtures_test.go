package tool_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"bonafide/content"
	"bonafide/enrich/tool"
	"bonafide/model"
	"bonafide/normalize"
	"bonafide/normalize/catalog"
)

// fixture is a record in which a tool shows and one in which it does not.
type fixture struct {
	Tool  string  `yaml:"tool"`
	Entry string  `yaml:"entry"`
	Seen  example `yaml:"seen"`
	// Also are other tools that the first record shows.
	Also     []string `yaml:"also"`
	NearMiss example  `yaml:"near_miss"`
	// NearMissIs is the other tool that the near miss is, "" when it is none.
	NearMissIs string `yaml:"near_miss_is"`
}

// example is what stands in a record; its first key tells which record it is.
type example struct {
	Process, Command, Signer string // a program started: Sysmon on Windows, else osquery
	Host, By                 string // a name looked up by a program: Sysmon
	Service, Image           string // a service installed: the System log
	Product, Publisher       string // an installed program: osquery on Windows
	App, Bundle              string // an application of macOS: osquery
	Extension, Title         string // a browser extension: osquery
	File                     string // a file written: Sysmon on Windows, else osquery
	Camera, Microphone       string // a participant of a meeting: Zoom
}

// record writes the example as its vendor does.
func (x *example) record() map[string]any {
	sysmon := func(id int, fields map[string]any) map[string]any {
		r := map[string]any{
			"EventID": id, "Channel": "Microsoft-Windows-Sysmon/Operational", "Hostname": "pc7.example.com", "User": `EXAMPLE\ann`,
			"EventTime": "2026-03-02 15:00:00", "UtcTime": "2026-03-02 15:00:00.123",
		}
		for k, v := range fields {
			r[k] = v
		}
		return r
	}
	osquery := func(query string, columns map[string]any) map[string]any {
		return map[string]any{"name": query, "hostIdentifier": "laptop7", "unixTime": 1772463600, "action": "added", "columns": columns}
	}
	zoom := map[string]any{"user_name": "Ann Example", "join_time": "2026-03-02T15:00:00Z", "device": "Windows 11"}
	windows := func(path string) bool { return strings.HasPrefix(path, `C:\`) }
	switch {
	case windows(x.Process):
		return sysmon(1, map[string]any{
			"Image": x.Process, "CommandLine": x.Command, "Company": x.Signer,
			"ParentImage": `C:\Windows\explorer.exe`, "ParentCommandLine": `C:\Windows\Explorer.EXE`,
		})
	case x.Process != "":
		return osquery("process_events", map[string]any{"path": x.Process, "cmdline": x.Process + " " + x.Command, "pid": "71", "time": "1772463600"})
	case x.Host != "":
		return sysmon(22, map[string]any{"QueryName": x.Host, "Image": x.By, "QueryStatus": "0"})
	case x.Service != "":
		return map[string]any{
			"EventID": 7045, "Channel": "System", "SourceName": "Service Control Manager", "Hostname": "pc7.example.com",
			"EventTime": "2026-03-02 15:00:00", "ServiceName": x.Service, "ImagePath": x.Image, "StartType": "auto start", "AccountName": "LocalSystem",
		}
	case x.Product != "":
		return osquery("programs", map[string]any{"name": x.Product, "version": "1.0.7", "publisher": x.Publisher, "source": "programs"})
	case x.App != "":
		name := x.App[strings.LastIndexByte(x.App, '/')+1:]
		return osquery("apps", map[string]any{"name": name, "path": x.App, "bundle_identifier": x.Bundle, "bundle_short_version": "1.0.7"})
	case x.Extension != "":
		return osquery("chrome_extensions", map[string]any{"name": x.Title, "identifier": x.Extension, "browser_type": "chrome", "version": "1.0.7"})
	case windows(x.File):
		return sysmon(11, map[string]any{"TargetFilename": x.File, "Image": `C:\Windows\explorer.exe`})
	case x.File != "":
		return osquery("file_events", map[string]any{"target_path": x.File, "action": "CREATED", "size": "120"})
	case x.Camera != "":
		zoom["camera"] = x.Camera
	case x.Microphone != "":
		zoom["microphone"] = x.Microphone
	default:
		return nil
	}
	return zoom
}

// way is the way of a record through normalize and the enricher; it is the sink that keeps
// what was recognised.
type way struct {
	runner     *normalize.Runner
	recogniser *tool.Enricher
	events     int
	ids        []string
}

func newWay(t *testing.T) *way {
	t.Helper()
	set, err := catalog.New(catalog.Options{})
	if err != nil {
		t.Fatal(err)
	}
	w := &way{recogniser: open(t)}
	if w.runner, err = set.Runner(w, nil); err != nil {
		t.Fatal(err)
	}
	return w
}

// Event recognises tools in an event.
func (w *way) Event(e *model.Event) error {
	w.events++
	e.Facts = model.Facts{}
	w.recogniser.Enrich(e)
	for _, m := range e.Facts.Tools {
		w.ids = append(w.ids, m.ID)
	}
	return nil
}

// Claim takes no claim.
func (*way) Claim(model.Claim) error { return nil }

// tools are what the enricher makes of an example.
func (w *way) tools(t *testing.T, x *example) []string {
	t.Helper()
	record := x.record()
	if record == nil {
		t.Fatalf("%+v is no record", *x)
	}
	raw, err := json.Marshal(record)
	if err != nil {
		t.Fatal(err)
	}
	w.events, w.ids = 0, []string{}
	if err := w.runner.Normalize(&model.Record{Origin: model.Origin{Path: "fixture", Line: 1}, Syntax: model.SyntaxJSON, Raw: raw}); err != nil {
		t.Fatal(err)
	}
	if w.events != 1 {
		t.Fatalf("%d events of %s", w.events, raw)
	}
	slices.Sort(w.ids)
	return w.ids
}

func fixtures(t *testing.T) []fixture {
	t.Helper()
	names, err := filepath.Glob("../../content/testdata/tools/fixtures/*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	var all []fixture
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var file struct{ Fixtures []fixture }
		d := yaml.NewDecoder(bytes.NewReader(text))
		d.KnownFields(true)
		if err := d.Decode(&file); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		all = append(all, file.Fixtures...)
	}
	return all
}

// TestFixtures sends a record of every tool, and a near miss, through normalize and enrich.
func TestFixtures(t *testing.T) {
	t.Parallel()
	w := newWay(t)
	for _, x := range fixtures(t) {
		t.Run(x.Tool+" "+x.Entry, func(t *testing.T) {
			want := append([]string{x.Tool}, x.Also...)
			slices.Sort(want)
			if diff := cmp.Diff(want, w.tools(t, &x.Seen)); diff != "" {
				t.Errorf("%+v: %s", x.Seen, diff)
			}
			want = []string{}
			if x.NearMissIs != "" {
				want = append(want, x.NearMissIs)
			}
			if diff := cmp.Diff(want, w.tools(t, &x.NearMiss)); diff != "" {
				t.Errorf("near miss %+v: %s", x.NearMiss, diff)
			}
		})
	}
}

// TestEveryToolHasAFixture holds the fixtures against the catalogue: each tool has one, and
// each entry of LOLRMM that a tool stands for.
func TestEveryToolHasAFixture(t *testing.T) {
	t.Parallel()
	all, err := tool.Read(content.FS())
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]bool{}
	for _, x := range fixtures(t) {
		have[x.Tool] = true
		have[x.Tool+" "+x.Entry] = true
	}
	entries := map[string]bool{}
	for _, entry := range all {
		if !have[entry.ID] {
			t.Errorf("%s has no fixture in content/testdata/tools/fixtures", entry.ID)
		}
		var of []string
		for _, p := range entry.Provenance {
			if name, ok := strings.CutPrefix(p, "lolrmm/"); ok {
				of = append(of, name)
				entries[name] = true
			}
		}
		for _, name := range of {
			if len(of) > 1 && !have[entry.ID+" "+name] {
				t.Errorf("%s has no fixture for LOLRMM's entry %s", entry.ID, name)
			}
		}
	}
	if len(entries) < 319 {
		t.Errorf("%d entries of LOLRMM stand behind a tool, want at least 319", len(entries))
	}
}
