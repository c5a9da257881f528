package app_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bonafide/app"
	"bonafide/simulate"
)

// now is when the tests' assessments are made.
func now() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) }

// company writes a small simulated company and gives its folder.
func company(t *testing.T, origin int) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "company")
	cfg := simulate.Demo(42)
	cfg.People, cfg.Days, cfg.NameOrigin = 60, 30, origin
	if _, err := simulate.Write(context.Background(), dir, cfg); err != nil {
		t.Fatal(err)
	}
	return dir
}

// assess gives the assessment as JSON, with the folder taken off the paths.
func assess(t *testing.T, dir string, change func(*app.Options)) []byte {
	t.Helper()
	o := app.Options{Paths: []string{dir}, Now: now()}
	if change != nil {
		change(&o)
	}
	r, err := app.Assess(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return text(t, r, dir)
}

func text(t *testing.T, r *app.Result, dir string) []byte {
	t.Helper()
	out, err := json.MarshalIndent(r.Assessment, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return bytes.ReplaceAll(out, []byte(filepath.ToSlash(dir)+"/"), nil)
}

// same fails with the first line that differs.
func same(t *testing.T, want, got []byte, what string) {
	t.Helper()
	if bytes.Equal(want, got) {
		return
	}
	a, b := bytes.Split(want, []byte("\n")), bytes.Split(got, []byte("\n"))
	for i := range min(len(a), len(b)) {
		if !bytes.Equal(a[i], b[i]) {
			t.Fatalf("%s: line %d is\n%s\ninstead of\n%s\nbefore it\n%s", what, i+1, b[i], a[i], bytes.Join(a[max(0, i-6):i], []byte("\n")))
		}
	}
	t.Fatalf("%s: %d lines instead of %d", what, len(b), len(a))
}

func TestSameBytesHoweverItRuns(t *testing.T) {
	t.Parallel()
	dir := ruled(t, company(t, 0))
	want := assess(t, dir, func(o *app.Options) { o.Workers = 1 })
	same(t, want, assess(t, dir, func(o *app.Options) { o.Workers = 3 }), "three workers")
	same(t, want, assess(t, dir, func(o *app.Options) { o.Memory = 1 }), "events on disk")
	for _, title := range []string{"Session begun", "Two operators in a day", "Two people on one address", "Begun, then opened"} {
		if !bytes.Contains(want, []byte(title)) {
			t.Errorf("the rule %q finds nothing, so nothing is tested of it", title)
		}
	}
	for _, cut := range []int64{1, 777, 5000, 20000} {
		var state bytes.Buffer
		_, err := app.Assess(context.Background(), app.Options{Paths: []string{dir}, Now: now(), Stop: cut, Checkpoint: &state})
		if !errors.Is(err, app.ErrInterrupted) {
			t.Fatalf("cut after %d events, the error is %v", cut, err)
		}
		same(t, want, assess(t, dir, func(o *app.Options) { o.Resume = &state }), fmt.Sprintf("cut after %d events and resumed", cut))
	}
}

// TestOrderOfRecordsDoesNotMatter shuffles the lines of every log. Only the line numbers
// that evidence cites may then differ, so they are taken off before comparing.
func TestOrderOfRecordsDoesNotMatter(t *testing.T) {
	t.Parallel()
	dir := ruled(t, company(t, 0))
	want := withoutLines(assess(t, dir, nil))
	rng := rand.New(rand.NewPCG(7, 7))
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !slices.Contains([]string{".jsonl", ".ndjson"}, filepath.Ext(path)) {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		lines := strings.Split(strings.TrimSuffix(string(content), "\n"), "\n")
		rng.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		return os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
	same(t, want, withoutLines(assess(t, dir, nil)), "shuffled lines")
}

func withoutLines(out []byte) []byte {
	var kept [][]byte
	for _, l := range bytes.Split(out, []byte("\n")) {
		if !bytes.Contains(l, []byte(`"line": `)) {
			kept = append(kept, l)
		}
	}
	return bytes.Join(kept, []byte("\n"))
}

// TestNamesDecideNothing gives the same facts to people of twenty name origins: but for
// the names, the output is the same to the last bit.
func TestNamesDecideNothing(t *testing.T) {
	t.Parallel()
	var want []byte
	origins := 20
	if testing.Short() {
		origins = 3 // under the race detector, which is after races and not after names
	}
	for origin := range origins {
		dir := company(t, origin)
		got := nameless(t, dir, assess(t, dir, nil))
		if origin == 0 {
			want = got
			continue
		}
		same(t, want, got, fmt.Sprintf("name origin %d", origin))
	}
}

// nameless replaces every name of the people file by one word (two people may share
// theirs), and every address by the person's id.
func nameless(t *testing.T, dir string, out []byte) []byte {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, "people.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	var pairs [][2]string
	for _, row := range rows[1:] {
		id := row[column["id"]]
		pairs = append(pairs, [2]string{row[column["name"]], "NAME"}, [2]string{row[column["email"]], "address of " + id})
		for i, other := range strings.Split(row[column["other_emails"]], ";") {
			pairs = append(pairs, [2]string{other, fmt.Sprintf("address %d of %s", i, id)})
		}
	}
	slices.SortFunc(pairs, func(a, b [2]string) int { // longer names first, since one may hold another
		return cmp.Or(cmp.Compare(len(b[0]), len(a[0])), cmp.Compare(a[0], b[0]))
	})
	var replace []string
	for _, p := range pairs {
		if p[0] != "" {
			replace = append(replace, p[0], p[1])
		}
	}
	return []byte(strings.NewReplacer(replace...).Replace(string(out)))
}

// TestProtectedColumnsDecideNothing adds columns that must not be read, with values that
// differ from person to person, and expects the same subjects.
func TestProtectedColumnsDecideNothing(t *testing.T) {
	t.Parallel()
	dir := company(t, 0)
	want := subjects(t, assess(t, dir, nil))
	path := filepath.Join(dir, "people.csv")
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(content), "\n"), "\n")
	protected := []string{"Nationality", "ethnicity", "Native Language", "Gender", "date_of_birth", "citizenship", "religion", "Place of Birth"}
	lines[0] += "," + strings.Join(protected, ",")
	for i := range lines[1:] {
		for c := range protected {
			lines[i+1] += fmt.Sprintf(",value-%d", (i+c)%5)
		}
	}
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out := assess(t, dir, nil)
	same(t, want, subjects(t, out), "protected columns")
	for _, name := range protected {
		if !strings.Contains(strings.ToLower(string(out)), strings.ToLower(name)+" (not read: protected)") {
			t.Errorf("the result does not say that the column %q was not read", name)
		}
	}
	if strings.Contains(string(out), "value-1") {
		t.Error("a value of a protected column stands in the result")
	}
}

// subjects is the part of an assessment that is about people.
func subjects(t *testing.T, out []byte) []byte {
	t.Helper()
	var a struct {
		Subjects json.RawMessage `json:"subjects"`
	}
	if err := json.Unmarshal(out, &a); err != nil {
		t.Fatal(err)
	}
	return a.Subjects
}
