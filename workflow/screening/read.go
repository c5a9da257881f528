package screening

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"bonafide/internal/hint"
)

// List is one list as it was read.
type List struct {
	Name     string // as hits call it
	Files    []string
	Entries  []Entry
	Problems []Problem
}

// The names of lists.
const (
	ListSDN          = "OFAC SDN"
	ListConsolidated = "OFAC consolidated"
	ListUN           = "UN"
	ListBIS          = "BIS denied persons"
	ListUK           = "UK"
	ListEU           = "EU"
)

// ErrNoList is returned where no file is a known list.
var ErrNoList = errors.New("no file here is a sanctions list in a format that is known")

// Read reads the lists in files and folders. Formats are told by content; OFAC's tables, which
// belong together, by the names that OFAC gives them.
func Read(paths ...string) ([]List, error) {
	var files []string
	for _, p := range paths {
		err := filepath.WalkDir(p, func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && !strings.HasPrefix(d.Name(), ".") {
				files = append(files, path)
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("read lists: %w", err)
		}
	}
	slices.Sort(files)
	var lists []List
	for _, f := range files {
		l, err := readFile(f, files)
		if err != nil {
			return nil, err
		}
		if l != nil {
			lists = append(lists, *l)
		}
	}
	if len(lists) == 0 {
		return nil, hint.With(ErrNoList, "known are OFAC (sdn.csv with alt.csv and add.csv, cons_prim.csv with its own), UN (XML), UK (ConList.csv), EU (XML of the FSF) and BIS (dpl.txt)")
	}
	return lists, nil
}

// reading is what one format needs to be read.
type reading struct {
	list  string
	main  func(b *builder, path string, r io.Reader) error
	parts []partFile
}

// partFile stands beside a main file and belongs to it.
type partFile struct {
	name string
	read func(b *builder, path string, r io.Reader) error
}

func readFile(path string, all []string) (*List, error) {
	head, err := headOf(path)
	if err != nil {
		return nil, err
	}
	how, ok := tell(strings.ToLower(filepath.Base(path)), head)
	if !ok {
		return nil, nil //nolint:nilnil // another kind of file
	}
	b := newBuilder(how.list)
	l := &List{Name: how.list, Files: []string{path}}
	if err := b.open(path, how.main); err != nil {
		return nil, err
	}
	for _, p := range how.parts {
		for _, other := range all {
			if filepath.Dir(other) == filepath.Dir(path) && strings.EqualFold(filepath.Base(other), p.name) {
				if err := b.open(other, p.read); err != nil {
					return nil, err
				}
				l.Files = append(l.Files, other)
			}
		}
	}
	b.finish()
	l.Name = b.list
	l.Entries, l.Problems = b.entries, b.problems
	return l, nil
}

func (b *builder) open(path string, read func(b *builder, path string, r io.Reader) error) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("read list: %w", err)
	}
	defer f.Close() //nolint:errcheck // read only
	return read(b, path, f)
}

func headOf(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read list: %w", err)
	}
	defer f.Close() //nolint:errcheck // read only
	head := make([]byte, 2048)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, fmt.Errorf("read list: %w", err)
	}
	return head[:n], nil
}

// tell says which list a file is.
func tell(name string, head []byte) (reading, bool) {
	has := func(s string) bool { return bytes.Contains(head, []byte(s)) }
	switch {
	case bytes.HasPrefix(head, []byte(`{"schema":"`+schemaList)):
		return reading{main: (*builder).stored}, true
	case name == "sdn.csv":
		return reading{ListSDN, (*builder).ofacPrimary, []partFile{
			{"sdn_comments.csv", (*builder).ofacComments}, {"alt.csv", (*builder).ofacAliases}, {"add.csv", (*builder).ofacAddresses},
		}}, true
	case name == "cons_prim.csv":
		return reading{ListConsolidated, (*builder).ofacPrimary, []partFile{
			{"cons_comments.csv", (*builder).ofacComments}, {"cons_alt.csv", (*builder).ofacAliases}, {"cons_add.csv", (*builder).ofacAddresses},
		}}, true
	case has("<CONSOLIDATED_LIST"):
		return reading{list: ListUN, main: (*builder).un}, true
	case has("<sanctionEntity"), has("fpi/fsd/export"):
		return reading{list: ListEU, main: (*builder).eu}, true
	case has("Group ID") && has("Name 6"):
		return reading{list: ListUK, main: (*builder).uk}, true
	case has("\"Standard_Order\"") || has("Standard_Order\t"):
		return reading{list: ListBIS, main: (*builder).bis}, true
	}
	return reading{}, false
}
