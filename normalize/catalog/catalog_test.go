package catalog_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bonafide/model"
	"bonafide/normalize"
	"bonafide/normalize/catalog"
	"bonafide/normalize/normalizetest"
	"bonafide/source"
	sources "bonafide/source/catalog"
)

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestOptions plugs in a company's column names and a mapping of its own.
func TestOptions(t *testing.T) {
	set := newSet(t, catalog.Options{
		Columns: map[string]map[string]string{"people": {"id": "Badge", "name": "Full Legal Name"}},
		Mappings: map[string][]byte{"ours.yaml": []byte(`
format: ours/door
summary: Our door log.
match: [{has: [door, badge, at]}]
time: at
action: =door.open
class: user_access
fields: {actor.user.uid: badge, resources.name: door}
`)},
	})
	people := write(t, "p.csv", "Badge,Full Legal Name,Email\n77,Ann Example,ann@example.com\n")
	doors := write(t, "d.jsonl", `{"door":"north","badge":77,"at":"2026-01-02T03:04:05Z"}`)
	out, _ := read(t, set, people, doors)
	if len(out.Claims) != 2 || out.Claims[0].Subject != "77" {
		t.Errorf("claims: %v", out.Claims)
	}
	if len(out.Events) != 1 || out.Events[0]["format"] != "ours/door" {
		t.Errorf("events: %v", out.Events)
	}
	for _, columns := range []map[string]map[string]string{{"poeple": {"id": "x"}}, {"people": {"identity": "x"}}, {"people": {"title": "Nationality"}}} {
		if _, err := catalog.New(catalog.Options{Columns: columns}); err == nil {
			t.Errorf("%v was accepted", columns)
		}
	}
}

// TestProtected puts protected attributes into files of every table mapping and checks
// that nothing of them comes out, and that they are reported.
func TestProtected(t *testing.T) {
	set := newSet(t, catalog.Options{})
	secret := "SECRETVALUE"
	columns := []string{
		"Nationality", "citizenship", "Ethnicity", "Race", "native_language", "Mother Tongue", "accent", "Religion", "Gender", "Sex", "Age",
		"Date of Birth", "DOB", "birthplace", "Country of Birth", "emotion", "gaze", "Marital Status", "veteranStatus",
	}
	inputs, err := filepath.Glob("testdata/*.input.csv")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range inputs {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), ";First name") || strings.Contains(string(text), "Meeting ID") {
			continue // other delimiters, a preamble
		}
		lines := strings.SplitN(strings.TrimSpace(string(text)), "\n", 3)
		file := write(t, filepath.Base(path), lines[0]+","+strings.Join(columns, ",")+"\n"+lines[1]+strings.Repeat(","+secret, len(columns))+"\n")
		out, r := read(t, set, file)
		for _, e := range out.Raw {
			for f, v := range e.Fields() {
				if strings.Contains(v, secret) {
					t.Errorf("%s: %s = %s", path, f, v)
				}
			}
		}
		for _, c := range out.Claims {
			if strings.Contains(c.Value, secret) {
				t.Errorf("%s: %v", path, c)
			}
		}
		in := r.Inputs()[0]
		got := strings.Join(in.Attributes, "|")
		for _, c := range columns {
			if in.Format != "" && !strings.Contains(got, c+" (not read: protected)") {
				t.Errorf("%s: %q was not reported as protected: %s", path, c, got)
			}
		}
	}
	for f := model.NoField + 1; int(f) < model.FieldCount; f++ {
		if set.Protected.Names(f.String()) {
			t.Errorf("the field %s is protected", f)
		}
	}
	for _, k := range model.ClaimKinds() {
		if set.Protected.Names(string(k)) {
			t.Errorf("the claim %s is protected", k)
		}
	}
}

// TestWorkers spreads files over several workers: the counts are the same as with one.
func TestWorkers(t *testing.T) {
	set := newSet(t, catalog.Options{})
	_, one := read(t, set, "testdata")
	reader, err := source.NewReader(source.Config{Sources: sources.All()})
	if err != nil {
		t.Fatal(err)
	}
	const workers = 3
	var runners []*normalize.Runner
	for range workers {
		r, err := set.Runner(&normalizetest.Sink{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		runners = append(runners, r)
	}
	var once sync.Mutex
	busy := make([]bool, workers)
	err = reader.ReadBatches(t.Context(), []string{"testdata"}, source.BatchOptions{Files: 2, Workers: workers, Records: 3}, func(w int, b *source.Batch) error {
		once.Lock()
		if busy[w] {
			t.Errorf("worker %d was called twice at once", w)
		}
		busy[w] = true
		once.Unlock()
		defer func() { once.Lock(); busy[w] = false; once.Unlock() }()
		for i := range b.Records {
			if err := runners[w].Normalize(&b.Records[i]); err != nil {
				return err
			}
		}
		for _, p := range b.Problems {
			runners[w].Problem(p.Path, p.Line, p.Err, p.Hint, normalize.Loss(p.Kind))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(one.Inputs(), normalize.Inputs(runners...)); d != "" {
		t.Errorf("-one +many:\n%s", d)
	}
	if d := cmp.Diff(normalize.Coverage(one), normalize.Coverage(runners...)); d != "" {
		t.Errorf("-one +many:\n%s", d)
	}
}
