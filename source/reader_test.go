package source_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding/unicode"

	"bonafide/model"
	"bonafide/source"
	"bonafide/source/jsonstream"
	"bonafide/source/table"
)

// sink writes down what it is given, with paths below dir.
type sink struct {
	dir string
	got []string
	err error
}

func (s *sink) Record(r *model.Record) error {
	text := string(r.Raw)
	s.got = append(s.got, fmt.Sprintf("%s:%d %s", s.short(r.Origin.Path), r.Origin.Line, text))
	return s.err
}

func (s *sink) Problem(p source.Problem) {
	s.got = append(s.got, fmt.Sprintf("%s:%d %s %v", s.short(p.Path), p.Line, [...]string{"broken", "skipped", "notice"}[p.Kind], p.Err))
}

func (s *sink) short(path string) string {
	return strings.TrimPrefix(strings.TrimPrefix(path, s.dir), "/")
}

func newReader(t testing.TB, limits source.Limits) *source.Reader {
	t.Helper()
	r, err := source.NewReader(source.Config{
		Sources: []source.Source{jsonstream.New(jsonstream.Defaults()), table.New(table.Defaults())},
		Stdin:   strings.NewReader("{\"in\":1}\n"), Limits: limits,
		Omit: func(path string) bool { return filepath.Base(path) == "bonafide.yaml" },
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func put(t testing.TB, path string, content []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

func gz(t testing.TB, text []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func zipped(t testing.TB, files map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(files[name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func utf16le(t testing.TB, text string, bom unicode.BOMPolicy) []byte {
	t.Helper()
	b, err := unicode.UTF16(unicode.LittleEndian, bom).NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestReadFolder(t *testing.T) {
	dir := t.TempDir()
	zw, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	var noisy []byte // does not shrink, so that half of it is something
	for i := range 4000 {
		noisy = fmt.Appendf(noisy, "{\"n\":%d,\"x\":\"%x\"}\n", i, i*i*7919)
	}
	cut := gz(t, noisy)
	for name, content := range map[string][]byte{
		"a.jsonl": []byte("{\"a\":1}\n"), "b/people.csv": []byte("id,name,email\n1,Ann,a@example.com\n"),
		"c.gz": gz(t, []byte("{\"c\":1}\n")), "d.zst": zw.EncodeAll([]byte("{\"d\":1}\n"), nil),
		"e.zip":       zipped(t, map[string][]byte{"z.json": []byte(`{"z":1}`), "in.gz": gz(t, []byte(`{"y":1}`)), ".hidden": []byte("x")}),
		"f_bom.json":  []byte("\xef\xbb\xbf{\"f\":1}"),
		"g_utf16.csv": utf16le(t, "id,name,x\n1,Zoë,y\n", unicode.UseBOM), "h_utf16.json": utf16le(t, `{"h":"Zoë and more text"}`, unicode.IgnoreBOM),
		"i_1252.csv":      []byte("id,name,x\n1,Zo\xeb,y\n"),
		"j_bad.json":      []byte("{\"j\":\"\xe2\x82\xac\"}\n{\"j\":\"\xff\"}\n"),
		"k.pdf":           []byte("%PDF-1.7 something"),
		"l.docx":          zipped(t, map[string][]byte{"word/document.xml": []byte("x")}),
		"m_empty.json":    nil,
		"n_text.log":      []byte("just words here\nand there\n"),
		".git/config":     []byte("x"),
		"bonafide.yaml":   []byte("company: {}"),
		"o_binary.bin":    {1, 2, 3, 0, 0, 0, 4, 5},
		"p_cut.gz":        cut[:len(cut)/2],
		"q_wrong.zip":     []byte("PK\x03\x04broken"),
		"outside/link.me": []byte("x"),
	} {
		put(t, filepath.Join(dir, "in", name), content)
	}
	in := filepath.Join(dir, "in")
	put(t, filepath.Join(dir, "secret.json"), []byte(`{"secret":1}`))
	for to, from := range map[string]string{"../secret.json": "r_out.json", ".": "s_loop", "nowhere": "t_dangling"} {
		if err := os.Symlink(to, filepath.Join(in, from)); err != nil {
			t.Fatal(err)
		}
	}
	s := &sink{dir: in}
	if err := newReader(t, source.Limits{}).Read(context.Background(), []string{in, "-", filepath.Join(in, "missing")}, s); err != nil {
		t.Fatal(err)
	}
	if n := len(slices.DeleteFunc(slices.Clone(s.got), func(g string) bool { return !strings.HasPrefix(g, "p_cut.gz:") })); n < 1000 {
		t.Errorf("of a gzip file cut in the middle only %d lines were read", n)
	}
	s.got = slices.DeleteFunc(s.got, func(g string) bool { return strings.HasPrefix(g, "p_cut.gz:") && strings.Contains(g, `{"n":`) })
	want := []string{
		".git:0 skipped hidden: not read", "a.jsonl:1 {\"a\":1}", "b/people.csv:2 1,Ann,a@example.com", "c.gz:1 {\"c\":1}", "d.zst:1 {\"d\":1}",
		"e.zip/.hidden:0 skipped hidden: not read", "e.zip/in.gz:1 {\"y\":1}", "e.zip/z.json:1 {\"z\":1}", "f_bom.json:1 {\"f\":1}",
		"g_utf16.csv:2 1,Zoë,y", "h_utf16.json:0 notice the text was read as UTF-16 by its pattern", "h_utf16.json:1 {\"h\":\"Zoë and more text\"}",
		"i_1252.csv:0 notice the text is not UTF-8 and was read as Windows-1252", "i_1252.csv:2 1,Zoë,y",
		"j_bad.json:1 {\"j\":\"€\"}", "j_bad.json:2 {\"j\":\"\ufffd\"}", "j_bad.json:2 notice 1 bytes that are not UTF-8 were replaced",
		"k.pdf:0 skipped a PDF document: not read yet", "l.docx:0 skipped a Word document: not read yet", "m_empty.json:0 notice the file is empty",
		"n_text.log:0 skipped neither JSON nor a table: not read yet", "o_binary.bin:0 broken the file is neither text nor of a known kind: nothing of it was read",
		"outside/link.me:0 skipped neither JSON nor a table: not read yet",
	}
	if d := cmp.Diff(want, s.got[:len(want)]); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	rest := strings.Join(s.got[len(want):], "\n")
	for _, part := range []string{
		"cut off or damaged", "q_wrong.zip:0 broken zip", "r_out.json:0 skipped the link leads outside", "s_loop:0 skipped this folder was read already",
		"t_dangling:0 broken the link leads nowhere", `-:1 {"in":1}`, "missing:0 broken no such file",
	} {
		if !strings.Contains(rest, part) {
			t.Errorf("%q is not in:\n%s", part, rest)
		}
	}
	if strings.Contains(strings.Join(s.got, " "), "secret") && strings.Contains(strings.Join(s.got, " "), `{"secret"`) {
		t.Error("a link led out of the folder")
	}
}

func TestLimits(t *testing.T) {
	dir := t.TempDir()
	put(t, filepath.Join(dir, "bomb.gz"), gz(t, bytes.Repeat([]byte("{\"a\":1}\n"), 100_000)))
	put(t, filepath.Join(dir, "many.zip"), zipped(t, map[string][]byte{"1.json": []byte("{}"), "2.json": []byte("{}"), "3.json": []byte("{}")}))
	s := &sink{dir: dir}
	if err := newReader(t, source.Limits{Entries: 2, Ratio: 10, Free: 1000, Unpacked: 1 << 30}).Read(context.Background(), []string{dir}, s); err != nil {
		t.Fatal(err)
	}
	all := strings.Join(s.got, "\n")
	for _, part := range []string{"bomb.gz:1 {\"a\":1}", "more than is reasonable", "many.zip:0 broken the archive holds 3 files", "many.zip/2.json:1 {}"} {
		if !strings.Contains(all, part) {
			t.Errorf("%q is not in:\n%.600s", part, all)
		}
	}
	if len(s.got) > 50_000 {
		t.Errorf("%d lines were read of the bomb", len(s.got))
	}
}

func TestReadStops(t *testing.T) {
	dir := t.TempDir()
	put(t, filepath.Join(dir, "a.jsonl"), bytes.Repeat([]byte("{\"a\":1}\n"), 1000))
	full := errors.New("full")
	s := &sink{err: full}
	if err := newReader(t, source.Limits{}).Read(context.Background(), []string{dir}, s); !errors.Is(err, full) || len(s.got) != 1 {
		t.Errorf("err %v after %d records", err, len(s.got))
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := newReader(t, source.Limits{}).Read(ctx, []string{dir}, &sink{}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestReadBatches checks that batches bring the same records as Read, with memory that
// stays as it is.
func TestReadBatches(t *testing.T) {
	dir := t.TempDir()
	for f := range 5 {
		var b bytes.Buffer
		for i := range 3000 {
			fmt.Fprintf(&b, "{\"file\":%d,\"n\":%d,\"pad\":\"%s\"}\n", f, i, strings.Repeat("x", i%97))
		}
		put(t, filepath.Join(dir, fmt.Sprintf("f%d.jsonl", f)), b.Bytes())
	}
	put(t, filepath.Join(dir, "t.csv"), []byte("id,name,x\n"+strings.Repeat("1,Ann,y\n", 2000)))
	put(t, filepath.Join(dir, "w.json"), []byte(`{"value":[{"a":1},{"a":2}],"page":3}`))
	put(t, filepath.Join(dir, "x.pdf"), []byte("%PDF"))
	r := newReader(t, source.Limits{})
	want := &sink{dir: dir}
	if err := r.Read(context.Background(), []string{dir}, want); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	got := &sink{dir: dir}
	err := r.ReadBatches(context.Background(), []string{dir}, source.BatchOptions{Files: 3, Workers: 4, Records: 100, Bytes: 4096}, func(_ int, b *source.Batch) error {
		mu.Lock()
		defer mu.Unlock()
		for i := range b.Records {
			rec := &b.Records[i]
			if len(rec.Header) != len(rec.Row) {
				t.Error("header and row are not in step")
			}
			if err := got.Record(rec); err != nil {
				return err
			}
		}
		for _, p := range b.Problems {
			got.Problem(p)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(want.got)
	slices.Sort(got.got)
	if d := cmp.Diff(want.got, got.got); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	stop := errors.New("stop")
	err = r.ReadBatches(context.Background(), []string{dir}, source.BatchOptions{Workers: 2, Records: 10}, func(int, *source.Batch) error { return stop })
	if !errors.Is(err, stop) {
		t.Errorf("the handler's error became %v", err)
	}
}

func BenchmarkReadBatches(b *testing.B) {
	dir := b.TempDir()
	line := `{"actor":{"id":"00u1","type":"User","alternateId":"ann@example.com"},"client":{"userAgent":{"rawUserAgent":"Mozilla/5.0"},"ipAddress":"192.0.2.1"},"eventType":"user.session.start","outcome":{"result":"SUCCESS"},"target":[{"id":"1","type":"AppInstance"}]}` + "\n"
	text := []byte(strings.Repeat(line, 100_000))
	put(b, filepath.Join(dir, "a.jsonl"), text)
	r := newReader(b, source.Limits{})
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		n := 0
		if err := r.ReadBatches(context.Background(), []string{dir}, source.BatchOptions{}, func(_ int, batch *source.Batch) error { n += len(batch.Records); return nil }); err != nil || n != 100_000 {
			b.Fatal(n, err)
		}
	}
}
