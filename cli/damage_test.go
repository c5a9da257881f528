package cli_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"bonafide/cli"
	"bonafide/model"
	"bonafide/source"
	sources "bonafide/source/catalog"
)

// damage is something that is wrong with a folder, and what must be said about it.
type damage struct {
	name string
	// do damages the folder; extra paths are handed in beside it.
	do    func(t *testing.T, dir string) (extra []string)
	exit  int
	path  string // of the input that is complained about; "" when nobody complains
	line  int64
	error string
	lost  bool // the case may be gone with what was damaged
}

// TestDamagedInput damages the small company in every way that exports get damaged. The
// damage is reported with its place and with what to do, and everything else is assessed:
// the case of E2 is still found.
func TestDamagedInput(t *testing.T) {
	t.Parallel()
	for _, d := range slices.Concat(damagedText(), damagedArchives(), damagedFiles()) {
		t.Run(d.name, func(t *testing.T) {
			if testing.Short() && strings.HasSuffix(d.name, "_bomb") {
				t.Skip("a gibibyte takes minutes with the race detector, and is read by one goroutine")
			}
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "ws")
			if err := os.CopyFS(dir, os.DirFS("testdata/workspace")); err != nil {
				t.Fatal(err)
			}
			paths := append([]string{dir}, d.do(t, dir)...)
			start := time.Now()
			var out, errOut bytes.Buffer
			code := cli.Main(append([]string{"assess", "--format", "json"}, paths...), strings.NewReader(""), &out, &errOut)
			if code != d.exit {
				t.Errorf("the exit code is %d, want %d\n%s", code, d.exit, errOut.Bytes())
			}
			var a model.Assessment
			if err := json.Unmarshal(out.Bytes(), &a); err != nil {
				t.Fatalf("no assessment: %v\n%s", err, errOut.Bytes())
			}
			if !d.lost && !openCase(&a, "E2") {
				t.Error("the case of E2 is gone")
			}
			complained(t, &a, d)
			if took := time.Since(start); took > 5*time.Minute {
				t.Errorf("it took %v", took)
			}
		})
	}
}

func openCase(a *model.Assessment, id model.SubjectID) bool {
	for i := range a.Subjects {
		if a.Subjects[i].ID == id {
			return a.Subjects[i].OpenCase
		}
	}
	return false
}

// complained checks what is said about the damage.
func complained(t *testing.T, a *model.Assessment, d damage) {
	t.Helper()
	var said []string
	for _, in := range a.Inputs {
		for _, e := range in.Errors {
			said = append(said, fmt.Sprintf("%s:%d: %s (%s)", filepath.ToSlash(in.Path), e.Line, e.Error, e.Hint))
			if d.path == "" || !strings.HasSuffix(filepath.ToSlash(in.Path), d.path) || !strings.Contains(e.Error, d.error) {
				continue
			}
			if d.line != 0 && e.Line != d.line {
				t.Errorf("line %d instead of %d: %s", e.Line, d.line, e.Error)
			}
			if e.Hint == "" {
				t.Errorf("%s: %s: there is no hint", in.Path, e.Error)
			}
			return
		}
	}
	if d.path != "" {
		t.Errorf("nothing is said of %s about %q; what is said:\n%s", d.path, d.error, strings.Join(said, "\n"))
	}
}

const signIn = `{"uuid":"x%d","published":"2026-10-12T14:00:00.000Z","eventType":"user.session.start","actor":{"id":"00u1","type":"User","alternateId":"ann@example.com"},"client":{"ipAddress":"192.0.2.10"},"outcome":{"result":"SUCCESS"}}` + "\n"

func damagedText() []damage {
	return []damage{
		{name: "garbage_line", exit: 3, path: "okta.jsonl", line: 2, error: "", do: func(t *testing.T, dir string) []string {
			lines := strings.SplitAfter(read(t, dir, "okta.jsonl"), "\n")
			write(t, dir, "okta.jsonl", strings.Join(slices.Insert(lines, 1, "\x01\x02 garbage }{\n"), ""))
			return nil
		}},
		{name: "cut_line", exit: 3, path: "okta.jsonl", line: 36, do: func(t *testing.T, dir string) []string {
			text := read(t, dir, "okta.jsonl")
			write(t, dir, "okta.jsonl", text[:len(text)-200])
			return nil
		}},
		{name: "cut_array", exit: 3, path: "zoom.json", do: func(t *testing.T, dir string) []string {
			text := read(t, dir, "zoom.json")
			write(t, dir, "zoom.json", text[:len(text)-300])
			return nil
		}},
		{name: "utf16", exit: 1, do: func(t *testing.T, dir string) []string {
			var b []byte
			for _, u := range utf16.Encode([]rune("\ufeff" + read(t, dir, "people.csv"))) {
				b = append(b, byte(u), byte(u>>8))
			}
			write(t, dir, "people.csv", string(b))
			return nil
		}},
		{name: "latin1", exit: 1, path: "people.csv", error: "not UTF-8", do: func(t *testing.T, dir string) []string {
			write(t, dir, "people.csv", strings.ReplaceAll(read(t, dir, "people.csv"), "Cy Gamma", "C\xe9 Gamma"))
			return nil
		}},
		{name: "missing_column", exit: 3, path: "people.csv", error: "id", lost: true, do: func(t *testing.T, dir string) []string {
			write(t, dir, "people.csv", strings.Replace(read(t, dir, "people.csv"), "id,name,", "nobody_knows,name,", 1))
			return nil
		}},
		{name: "short_row", exit: 3, path: "shipping.csv", line: 4, do: func(t *testing.T, dir string) []string {
			write(t, dir, "shipping.csv", read(t, dir, "shipping.csv")+"S-3,E1\n")
			return nil
		}},
		{name: "duplicate_ids", exit: 3, path: "people.csv", line: 5, error: `the id "E1" was used before, in line 2`, do: func(t *testing.T, dir string) []string {
			write(t, dir, "people.csv", read(t, dir, "people.csv")+"E1,Dee Other,dee@example.com,Clerk,Sales,active,2026-01-05,Austin,TX,US,America/Chicago,,,\n")
			return nil
		}},
		{name: "bad_date", exit: 3, path: "people.csv", line: 2, error: "sometime", do: func(t *testing.T, dir string) []string {
			write(t, dir, "people.csv", strings.Replace(read(t, dir, "people.csv"), "2025-01-06", "sometime", 1))
			return nil
		}},
		{name: "huge_line", exit: 3, path: "huge.jsonl", line: 2, do: func(t *testing.T, dir string) []string {
			write(t, dir, "huge.jsonl", fmt.Sprintf(signIn, 1)+`{"uuid":"`+strings.Repeat("x", 40<<20)+"\"}\n"+fmt.Sprintf(signIn, 2))
			return nil
		}},
		{name: "unclosed_quote", exit: 3, path: "open.csv", do: func(t *testing.T, dir string) []string {
			write(t, dir, "open.csv", strings.SplitAfter(read(t, dir, "shipping.csv"), "\n")[0]+`S-9,E1,"SN-1,FedEx`+strings.Repeat(",x\n", 3<<20))
			return nil
		}},
		{name: "empty", exit: 1, path: "empty.csv", error: "empty", do: func(t *testing.T, dir string) []string {
			write(t, dir, "empty.csv", "")
			return nil
		}},
		{name: "header_only", exit: 1, do: func(t *testing.T, dir string) []string {
			write(t, dir, "more.csv", strings.SplitAfter(read(t, dir, "shipping.csv"), "\n")[0])
			return nil
		}},
		{name: "binary_junk", exit: 3, path: "junk.bin", error: "", do: func(t *testing.T, dir string) []string {
			write(t, dir, "junk.bin", noise(8192))
			return nil
		}},
		{name: "event_log_of_junk", exit: 3, path: "Security.evtx", do: func(t *testing.T, dir string) []string {
			write(t, dir, "Security.evtx", "ElfFile\x00"+noise(200<<10))
			return nil
		}},
		{name: "event_log_cut_in_its_head", exit: 3, path: "Security.evtx", do: func(t *testing.T, dir string) []string {
			write(t, dir, "Security.evtx", "ElfFile\x00"+strings.Repeat("\x00", 100))
			return nil
		}},
	}
}

func damagedArchives() []damage {
	return []damage{
		{name: "cut_gzip", exit: 3, path: "okta.jsonl.gz", error: "cut off or damaged", do: func(t *testing.T, dir string) []string {
			var lines strings.Builder
			for i := range 5000 {
				fmt.Fprintf(&lines, signIn, i)
			}
			packed := gz(t, read(t, dir, "okta.jsonl")+lines.String())
			write(t, dir, "okta.jsonl.gz", packed[:len(packed)-len(packed)/4])
			remove(t, dir, "okta.jsonl")
			return nil
		}},
		{name: "gzip_of_nothing_more_than_its_head", exit: 3, path: "x.gz", do: func(t *testing.T, dir string) []string {
			write(t, dir, "x.gz", "\x1f\x8b\x08")
			return nil
		}},
		{name: "gzip_bomb", exit: 3, path: "bomb.jsonl.gz", error: "more than is reasonable", do: func(t *testing.T, dir string) []string {
			write(t, dir, "bomb.jsonl.gz", gzBomb(t, 1<<30))
			return nil
		}},
		{name: "zip_bomb", exit: 3, path: "bomb.zip/bomb.jsonl", error: "more than is reasonable", do: func(t *testing.T, dir string) []string {
			f, err := os.Create(filepath.Join(dir, "bomb.zip"))
			check(t, err)
			z := zip.NewWriter(f)
			w, err := z.Create("bomb.jsonl")
			check(t, err)
			_, err = io.Copy(w, spaces(1<<30))
			check(t, errors.Join(err, z.Close(), f.Close()))
			return nil
		}},
		{name: "cut_zip", exit: 3, path: "more.zip", do: func(t *testing.T, dir string) []string {
			packed := zipOf(t, map[string]string{"okta.jsonl": fmt.Sprintf(signIn, 1)})
			write(t, dir, "more.zip", packed[:len(packed)-30])
			return nil
		}},
		{name: "archive_in_archive", exit: 1, do: func(t *testing.T, dir string) []string {
			inner := zipOf(t, map[string]string{"okta.jsonl": read(t, dir, "okta.jsonl")})
			write(t, dir, "outer.zip", zipOf(t, map[string]string{"inner.zip": inner}))
			remove(t, dir, "okta.jsonl")
			return nil
		}},
		{name: "archive_in_archive_in_archive", exit: 3, path: "deep.zip/middle.zip/inner.zip", error: "not opened", do: func(t *testing.T, dir string) []string {
			inner := zipOf(t, map[string]string{"okta.jsonl": fmt.Sprintf(signIn, 1)})
			write(t, dir, "deep.zip", zipOf(t, map[string]string{"middle.zip": zipOf(t, map[string]string{"inner.zip": inner})}))
			return nil
		}},
		{name: "path_out_of_the_archive", exit: 1, do: func(t *testing.T, dir string) []string {
			write(t, dir, "slip.zip", zipOf(t, map[string]string{"../../slip.jsonl": fmt.Sprintf(signIn, 1)}))
			return nil
		}},
	}
}

func damagedFiles() []damage {
	return []damage{
		{name: "unreadable", exit: 3, path: "secret.jsonl", error: "permission denied", do: func(t *testing.T, dir string) []string {
			if os.Geteuid() <= 0 {
				t.Skip("the superuser reads everything, and Windows has other rights")
			}
			write(t, dir, "secret.jsonl", fmt.Sprintf(signIn, 1))
			check(t, os.Chmod(filepath.Join(dir, "secret.jsonl"), 0))
			return nil
		}},
		{name: "read_error", exit: 3, path: "/proc/self/mem", error: "input/output error", do: func(t *testing.T, _ string) []string {
			if runtime.GOOS != "linux" {
				t.Skip("there is no file that opens and cannot be read")
			}
			return []string{"/proc/self/mem"}
		}},
		{name: "folder_named_like_a_file", exit: 1, do: func(t *testing.T, dir string) []string {
			check(t, os.Mkdir(filepath.Join(dir, "more.csv"), 0o700))
			return nil
		}},
		{name: "link_to_itself", exit: 3, path: "a.jsonl", do: func(t *testing.T, dir string) []string {
			link(t, "b.jsonl", filepath.Join(dir, "a.jsonl"))
			link(t, "a.jsonl", filepath.Join(dir, "b.jsonl"))
			return nil
		}},
		{name: "folder_in_itself", exit: 1, path: "round", error: "", do: func(t *testing.T, dir string) []string {
			link(t, ".", filepath.Join(dir, "round"))
			return nil
		}},
		{name: "link_to_nothing", exit: 3, path: "gone.jsonl", error: "leads nowhere", do: func(t *testing.T, dir string) []string {
			link(t, "nowhere.jsonl", filepath.Join(dir, "gone.jsonl"))
			return nil
		}},
		{name: "link_out_of_the_folder", exit: 1, path: "out.jsonl", error: "outside", do: func(t *testing.T, dir string) []string {
			write(t, filepath.Dir(dir), "outside.jsonl", fmt.Sprintf(signIn, 1))
			link(t, "../outside.jsonl", filepath.Join(dir, "out.jsonl"))
			return nil
		}},
	}
}

// TestVanishingFile takes a file away after the folder was listed.
func TestVanishingFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "a.jsonl", fmt.Sprintf(signIn, 1))
	write(t, dir, "b.jsonl", fmt.Sprintf(signIn, 2))
	write(t, dir, "c.jsonl", fmt.Sprintf(signIn, 3))
	r, err := source.NewReader(source.Config{Sources: sources.All()})
	check(t, err)
	v := &vanishing{take: filepath.Join(dir, "b.jsonl")}
	check(t, r.Read(context.Background(), []string{dir}, v))
	if v.records != 2 || len(v.problems) != 1 {
		t.Fatalf("%d records and %v", v.records, v.problems)
	}
	if p := v.problems[0]; p.Path != v.take || p.Kind != source.Broken || p.Hint == "" {
		t.Errorf("what is said is %+v", p)
	}
}

// vanishing is a sink that takes a file away at the first record.
type vanishing struct {
	take     string
	records  int
	problems []source.Problem
}

func (v *vanishing) Record(*model.Record) error {
	v.records++
	if v.records == 1 {
		return os.Remove(v.take)
	}
	return nil
}

func (v *vanishing) Problem(p source.Problem) { v.problems = append(v.problems, p) }

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, dir, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, name))
	check(t, err)
	return string(text)
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	check(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
}

func remove(t *testing.T, dir, name string) {
	t.Helper()
	check(t, os.Remove(filepath.Join(dir, name)))
}

func link(t *testing.T, to, name string) {
	t.Helper()
	if err := os.Symlink(to, name); err != nil {
		t.Skipf("no links here: %v", err)
	}
}

func noise(n int) string {
	rng := rand.New(rand.NewPCG(1, 2))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(rng.UintN(256))
	}
	return string(b)
}

func gz(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := z.Write([]byte(text))
	check(t, errors.Join(err, z.Close()))
	return b.String()
}

// spaces is a stream of a JSON record that never ends.
func spaces(n int64) io.Reader {
	return io.MultiReader(strings.NewReader(`{"uuid":"`), io.LimitReader(repeating('x'), n))
}

type repeating byte

func (r repeating) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(r)
	}
	return len(p), nil
}

func gzBomb(t *testing.T, n int64) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := io.Copy(z, spaces(n))
	check(t, errors.Join(err, z.Close()))
	return b.String()
}

func zipOf(t *testing.T, files map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range files {
		w, err := z.Create(name)
		check(t, err)
		_, err = io.WriteString(w, text)
		check(t, err)
	}
	check(t, z.Close())
	return b.String()
}
