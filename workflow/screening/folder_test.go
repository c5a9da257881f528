package screening_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bonafide/workflow/screening"
)

func TestImportKeepsTheOldList(t *testing.T) {
	dir := t.TempDir()
	now := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	entries := make([]screening.Entry, 20)
	for i := range entries {
		entries[i] = screening.Entry{List: "UN", ID: string(rune('a' + i)), Type: "person", Names: []screening.Alias{{Text: "Quillon Testperson", Kind: "name"}}}
	}
	whole := screening.List{Name: "UN", Files: []string{"un.xml"}, Entries: entries}
	damaged := whole
	damaged.Problems = []screening.Problem{{Path: "un.xml", Line: 3, Text: "broken"}}
	small := whole
	small.Entries = entries[:17]
	smaller := whole
	smaller.Entries = entries[:19]
	for _, c := range []struct {
		name   string
		list   screening.List
		anyway bool
		kept   string
		want   int
	}{
		{"first", whole, false, "", 20},
		{"empty", screening.List{Name: "UN"}, true, "it has no entries", 20},
		{"damaged", damaged, false, "1 places of it could not be read", 20},
		{"small", small, false, "it has 17 entries", 20},
		{"a_little_smaller", smaller, false, "", 19},
		{"small_anyway", small, true, "", 17},
	} {
		t.Run(c.name, func(t *testing.T) {
			done, err := screening.Import(dir, []screening.List{c.list}, now, c.anyway)
			if err != nil {
				t.Fatal(err)
			}
			if got := done[0].Kept; !strings.HasPrefix(got, c.kept) || (got == "") != (c.kept == "") {
				t.Errorf("kept because %q, want %q", got, c.kept)
			}
			lists, err := screening.Read(dir)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(entries[:c.want], lists[0].Entries); d != "" || len(lists) != 1 || len(lists[0].Problems) > 0 {
				t.Errorf("%d lists, problems %v: %s", len(lists), lists[0].Problems, d)
			}
		})
	}
}

func TestReadSaysThatAnImportedListIsCut(t *testing.T) {
	dir := t.TempDir()
	list := screening.List{Name: "UN", Entries: []screening.Entry{
		{List: "UN", ID: "1", Names: []screening.Alias{{Text: "A B"}}}, {List: "UN", ID: "2", Names: []screening.Alias{{Text: "C D"}}},
	}}
	done, err := screening.Import(dir, []screening.List{list}, time.Now(), false)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "un.list.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(done[0].Path, text[:len(text)-9], 0o600); err != nil {
		t.Fatal(err)
	}
	lists, err := screening.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(lists[0].Entries) != 1 || len(lists[0].Problems) != 2 {
		t.Errorf("got %d entries and problems %v", len(lists[0].Entries), lists[0].Problems)
	}
}
