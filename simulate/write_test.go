package simulate

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bonafide/simulate/internal/naming"

	"github.com/google/go-cmp/cmp"
)

func small(seed uint64) Config {
	return Config{Seed: seed, People: 80, Days: 30, Events: 8_000, NameOrigin: MixedNames}
}

// written writes a company and returns the folder, the summary and the text of every file.
func written(t *testing.T, cfg Config) (Summary, map[string][]byte) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "acme")
	sum, err := Write(t.Context(), dir, cfg)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		files[filepath.ToSlash(name)] = text
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if files["truth"], err = os.ReadFile(dir + "-truth.json"); err != nil {
		t.Fatal(err)
	}
	return sum, files
}

func sums(files map[string][]byte) map[string]string {
	out := map[string]string{}
	for name, text := range files {
		h := sha256.Sum256(text)
		out[name] = hex.EncodeToString(h[:8])
	}
	return out
}

func TestSameSeedSameBytes(t *testing.T) {
	t.Parallel()
	_, a := written(t, small(5))
	_, b := written(t, small(5))
	if diff := cmp.Diff(sums(a), sums(b)); diff != "" {
		t.Errorf("two runs of one seed differ (-first +second):\n%s", diff)
	}
	_, other := written(t, small(6))
	for _, name := range []string{"people.csv", "shipping.csv", "okta/system_log.jsonl", "osquery/results.log.gz", "zoom/participants.json", "truth"} {
		if bytes.Equal(a[name], other[name]) {
			t.Errorf("%s is the same under another seed", name)
		}
	}
}

func TestNameOriginChangesNamesOnly(t *testing.T) {
	t.Parallel()
	plain := func(origin int) map[string]string {
		cfg := small(9)
		cfg.NameOrigin = origin
		_, files := written(t, cfg)
		out := map[string]string{}
		for name, text := range files {
			out[name] = withoutNames(t, cfg, name, text)
		}
		return out
	}
	want := plain(0)
	for _, origin := range []int{13, MixedNames} {
		for name, text := range plain(origin) {
			if text != want[name] {
				t.Errorf("origin %d changes more than names in %s: %s", origin, name, firstDifference(want[name], text))
			}
		}
	}
}

// withoutNames replaces every name that a company under cfg can hold, and what stands before the @ of addresses.
func withoutNames(t *testing.T, cfg Config, name string, text []byte) string {
	t.Helper()
	if strings.HasSuffix(name, ".gz") {
		text = unzip(t, text)
	}
	var names []string
	for n := range cfg.People {
		for _, ids := range [][]uint64{{uint64(n)}, {uint64(n), 101}, {uint64(n), 102}, {uint64(n), 103}} {
			names = append(names, naming.Draw(stream(cfg.Seed, forName, ids...), cfg.NameOrigin).Full())
		}
	}
	slices.SortFunc(names, func(a, b string) int { return len(b) - len(a) })
	var pairs []string
	for _, n := range names {
		pairs = append(pairs, n, "NAME")
	}
	clean := strings.NewReplacer(pairs...).Replace(string(text))
	return regexp.MustCompile(`[a-z]+[a-z0-9.]*@`).ReplaceAllString(clean, "@")
}

func firstDifference(a, b string) string {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	from := max(0, n-80)
	return a[from:min(len(a), n+40)] + " | " + b[from:min(len(b), n+40)]
}

func unzip(t *testing.T, text []byte) []byte {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if _, err := bufio.NewReader(r).WriteTo(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestConfigErrors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		cfg  Config
		want string
	}{
		{"too_few_people", Config{People: 3}, "at least 10 people"},
		{"too_short", Config{Days: 5}, "at least 10 people and 14 days"},
		{"unknown_story", Config{Stories: []string{"nobody"}}, `no story is called "nobody"`},
		{"unknown_origin", Config{NameOrigin: 20}, "name origin 20"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := Write(t.Context(), t.TempDir(), tt.cfg)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got error %v, want one with %q", err, tt.want)
			}
		})
	}
}

func TestSizes(t *testing.T) {
	t.Parallel()
	for _, cfg := range []Config{{People: 10, Days: 14}, {People: 40, Days: 20, Seed: 3}, {People: 100, Days: 120, Seed: 4, Events: 2000}} {
		sum, _ := written(t, cfg)
		if len(sum.Subjects) != cfg.People {
			t.Errorf("%d people: got %d subjects", cfg.People, len(sum.Subjects))
		}
	}
}

func TestOnlyWantedStories(t *testing.T) {
	t.Parallel()
	cfg := small(2)
	cfg.Stories = []string{"laptop_farm", "couple"}
	sum, _ := written(t, cfg)
	got := map[string]int{}
	for _, s := range sum.Subjects {
		got[s.Story]++
	}
	want := map[string]int{"laptop_farm": 6, "couple": 2, "plain": cfg.People - 8}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("stories (-want +got):\n%s", diff)
	}
}

func BenchmarkWrite(b *testing.B) {
	dir := filepath.Join(b.TempDir(), "acme")
	records := 0
	for b.Loop() {
		cfg := Large(1)
		cfg.People, cfg.Events = 1000, 100_000
		sum, err := Write(b.Context(), dir, cfg)
		if err != nil {
			b.Fatal(err)
		}
		records += sum.Records
	}
	b.ReportMetric(float64(records)/b.Elapsed().Seconds(), "records/s")
}
