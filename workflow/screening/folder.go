package screening

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// schemaList is the first thing in a list that was imported.
const schemaList = "bonafide.list/v1"

// Stored is the first line of an imported list; its entries follow, one a line.
type Stored struct {
	Schema   string    `json:"schema"`
	List     string    `json:"list"`
	Imported time.Time `json:"imported_at"`
	Files    []string  `json:"files"`
	Entries  int       `json:"entries"`
	Problems int       `json:"problems"`
	Path     string    `json:"-"`
}

// Bounds beyond which a new list does not take the place of the old one. Lists grow and
// shrink by a few per cent a month; a tenth less at once is a cut file far more often than a mass delisting.
const (
	leastShare  = 0.90
	mostDamaged = 0.01
)

// Imported says what became of one list.
type Imported struct {
	Stored
	Kept string // why the old list stays; empty when the new one is in place
}

// Import puts lists into the folder, each in one step: a reader sees the old or the new list,
// never half of one. A list that is damaged or suspiciously small leaves the old one where it is, unless anyway.
func Import(dir string, lists []List, now time.Time, anyway bool) ([]Imported, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("import: %w", err)
	}
	old, err := Imports(dir)
	if err != nil {
		return nil, err
	}
	var done []Imported
	for i := range lists {
		l := &lists[i]
		one := Imported{Stored: Stored{
			Schema: schemaList, List: l.Name, Imported: now.UTC().Truncate(time.Second), Entries: len(l.Entries), Problems: len(l.Problems),
			Path: filepath.Join(dir, strings.ReplaceAll(strings.ToLower(l.Name), " ", "-")+".list.jsonl"),
		}}
		for _, f := range l.Files {
			one.Files = append(one.Files, filepath.Base(f))
		}
		if one.Kept = doubtful(l, old); one.Kept == "" || anyway && len(l.Entries) > 0 {
			one.Kept = ""
			if err := one.write(l.Entries); err != nil {
				return done, err
			}
		}
		done = append(done, one)
	}
	return done, nil
}

// doubtful says why a list should not take the place of an old one, "" when it may.
func doubtful(l *List, old []Stored) string {
	switch {
	case len(l.Entries) == 0:
		return "it has no entries"
	case float64(len(l.Problems)) > mostDamaged*float64(len(l.Entries)):
		return fmt.Sprintf("%d places of it could not be read, the first is %s", len(l.Problems), l.Problems[0])
	}
	for _, o := range old {
		if o.List == l.Name && float64(len(l.Entries)) < leastShare*float64(o.Entries) {
			return fmt.Sprintf("it has %d entries, and the one of %s has %d", len(l.Entries), o.Imported.Format(time.DateOnly), o.Entries)
		}
	}
	return ""
}

func (s *Stored) write(entries []Entry) error {
	f, err := os.CreateTemp(filepath.Dir(s.Path), ".import-*")
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	defer os.Remove(f.Name()) //nolint:errcheck // it is gone when all went well
	w := bufio.NewWriter(f)
	e := json.NewEncoder(w)
	err = e.Encode(s)
	for i := 0; i < len(entries) && err == nil; i++ {
		err = e.Encode(&entries[i])
	}
	if err == nil {
		err = w.Flush()
	}
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), s.Path)
	}
	if err != nil {
		return fmt.Errorf("import %s: %w", s.List, err)
	}
	return nil
}

// Imports says which lists a folder has.
func Imports(dir string) ([]Stored, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.list.jsonl"))
	if err != nil {
		return nil, fmt.Errorf("lists: %w", err)
	}
	slices.Sort(paths)
	var list []Stored
	for _, p := range paths {
		f, err := os.Open(p)
		if err != nil {
			return nil, fmt.Errorf("lists: %w", err)
		}
		s := Stored{Path: p}
		err = json.NewDecoder(f).Decode(&s)
		_ = f.Close()
		if err != nil || s.Schema != schemaList {
			return nil, fmt.Errorf("%s:1: this is no imported list; import it again", p)
		}
		list = append(list, s)
	}
	return list, nil
}

// stored reads an imported list.
func (b *builder) stored(path string, r io.Reader) error {
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, 0, 64<<10), 4<<20)
	var head Stored
	for line := 1; s.Scan(); line++ {
		if line == 1 {
			if err := json.Unmarshal(s.Bytes(), &head); err != nil {
				return fmt.Errorf("%s:1: %w", path, err)
			}
			b.list = head.List
			continue
		}
		var e Entry
		if err := json.Unmarshal(s.Bytes(), &e); err != nil || e.ID == "" || len(e.Names) == 0 {
			b.problem(path, line, "import the list again", "the line is no entry")
			continue
		}
		b.add(e)
	}
	if err := s.Err(); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if n := len(b.entries); n != head.Entries {
		b.problem(path, n+2, "import the list again", "the list has %d entries and should have %d", n, head.Entries)
	}
	return nil
}
