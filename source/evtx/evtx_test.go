package evtx_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bonafide/model"
	"bonafide/source"
	"bonafide/source/evtx"
)

type sink struct {
	records  int
	problems int
	ids      []int64
	bad      []string
	raw      [][]byte
}

func (s *sink) Record(r *model.Record) error {
	s.records++
	s.ids = append(s.ids, r.Origin.Line)
	s.raw = append(s.raw, r.Raw)
	if !json.Valid(r.Raw) || !bytes.HasPrefix(r.Raw, []byte(`{"Event":`)) {
		s.bad = append(s.bad, string(r.Raw[:min(80, len(r.Raw))]))
	}
	return nil
}

func (s *sink) Problem(source.Problem) { s.problems++ }

// files gives files of the public regression set by their names, and skips without it.
func files(t testing.TB, suffix string, most int) map[string][]byte {
	t.Helper()
	folder := os.Getenv("BONAFIDE_DATA")
	if folder == "" {
		folder = filepath.Join("..", "..", "..", "shared", "data")
	}
	z, err := zip.OpenReader(filepath.Join(folder, "sigma", "regression.zip"))
	if err != nil {
		t.Skipf("the public test data is not there (set BONAFIDE_DATA): %v", err)
	}
	defer z.Close()
	found := make(map[string][]byte)
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, suffix) && len(found) < most {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			if found[f.Name], err = io.ReadAll(r); err != nil {
				t.Fatal(err)
			}
		}
	}
	return found
}

func logs(t testing.TB, most int) map[string][]byte {
	t.Helper()
	return files(t, ".evtx", most)
}

// onlyReader hides that a reader can seek.
type onlyReader struct{ io.Reader }

func TestRead(t *testing.T) {
	for name, log := range logs(t, 1000) {
		var plain, spooled sink
		if err := evtx.New().Read(context.Background(), name, bytes.NewReader(log), &plain); err != nil {
			t.Fatal(name, err)
		}
		if err := evtx.New().Read(context.Background(), name, onlyReader{bytes.NewReader(log)}, &spooled); err != nil {
			t.Fatal(name, err)
		}
		if plain.records == 0 || plain.problems > 0 || len(plain.bad) > 0 || spooled.records != plain.records {
			t.Errorf("%s: %+v, from a stream %d records", name, plain, spooled.records)
		}
	}
}

// TestAgrees holds the events of the public set against the JSON that another tool made of
// them. It leaves out blanks at the end of texts, which Windows keeps, the case of letters,
// which somebody changed in one, and what a time has beyond microseconds.
func TestAgrees(t *testing.T) {
	want := files(t, ".json", 1000)
	for name, log := range logs(t, 1000) {
		var s sink
		if err := evtx.New().Read(context.Background(), name, bytes.NewReader(log), &s); err != nil {
			t.Fatal(err)
		}
		theirs := json.NewDecoder(bytes.NewReader(want[strings.TrimSuffix(name, ".evtx")+".json"]))
		theirs.UseNumber()
		for i, raw := range s.raw {
			var a, b any
			if err := theirs.Decode(&a); err != nil {
				t.Fatalf("%s: event %d: %v", name, i, err)
			}
			ours := json.NewDecoder(bytes.NewReader(raw))
			ours.UseNumber()
			if err := ours.Decode(&b); err != nil {
				t.Fatalf("%s: event %d: %v", name, i, err)
			}
			if d := cmp.Diff(flat(a), flat(b)); d != "" {
				t.Errorf("%s: event %d (-theirs +ours)\n%s", name, i, d)
			}
		}
		if theirs.More() {
			t.Errorf("%s: there are more events than %d", name, len(s.raw))
		}
	}
}

// flat gives the texts of an event by their paths, attributes as members of their element.
func flat(v any) map[string]any {
	out := map[string]any{}
	var walk func(path string, v any)
	walk = func(path string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for name, x := range v {
				switch name {
				case "#attributes", "#text", "Value":
					walk(path, x)
				case "xmlns":
				default:
					walk(path+"/"+name, x)
				}
			}
		case []any:
			for i, x := range v {
				walk(path+"/"+strconv.Itoa(i), x)
			}
		case string:
			if strings.HasSuffix(path, "/SystemTime") {
				v = (v + "0000000")[:len("2006-01-02T15:04:05.000000")]
			}
			out[path] = strings.ToLower(strings.TrimRight(v, " \r\n"))
		default:
			out[path] = v
		}
	}
	walk("", v)
	return out
}

// TestDamaged overwrites parts of logs: the rest is still read, and nothing panics.
func TestDamaged(t *testing.T) {
	for name, log := range logs(t, 25) {
		var whole sink
		if err := evtx.New().Read(context.Background(), name, bytes.NewReader(log), &whole); err != nil {
			t.Fatal(err)
		}
		for at := 0x1200; at < len(log)-64; at += len(log) / 37 {
			broken := bytes.Clone(log)
			for i := range 48 {
				broken[at+i] ^= byte(0x5a + i)
			}
			var s sink
			if err := evtx.New().Read(context.Background(), name, bytes.NewReader(broken), &s); err != nil {
				t.Fatal(err)
			}
			if s.records > whole.records {
				t.Errorf("%s: damage at %d made %d records of %d", name, at, s.records, whole.records)
			}
		}
		var cut sink
		if err := evtx.New().Read(context.Background(), name, bytes.NewReader(log[:len(log)-1000]), &cut); err != nil {
			t.Fatal(err)
		}
		if cut.problems == 0 {
			t.Errorf("%s: nobody noticed that the log is cut off", name)
		}
	}
}

func FuzzRead(f *testing.F) {
	chunk := make([]byte, 0x1000+0x10000)
	copy(chunk, "ElfFile\x00")
	copy(chunk[0x1000:], "ElfChnk\x00")
	copy(chunk[0x1200:], "\x2a\x2a\x00\x00\x60\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00AAAAAAAA\x0f\x01\x01\x00\x0c\x01")
	f.Add(uint16(0x1210), []byte{1, 2, 3})
	f.Add(uint16(0x1220), []byte{0x0c, 0, 0})
	f.Fuzz(func(t *testing.T, at uint16, bytesThere []byte) {
		log := bytes.Clone(chunk)
		copy(log[min(int(at), len(log)):], bytesThere)
		var s sink
		if err := evtx.New().Read(context.Background(), "f", bytes.NewReader(log), &s); err != nil {
			t.Fatal(err)
		}
	})
}
