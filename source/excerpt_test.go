package source_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"bonafide/model"
	"bonafide/source"
	"bonafide/source/catalog"
)

func excerptReader(t *testing.T) *source.Reader {
	t.Helper()
	r, err := source.NewReader(source.Config{Sources: catalog.All()})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func write(t *testing.T, dir, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func gzipped(t *testing.T, content string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestExcerptsGiveTheCitedRecords(t *testing.T) {
	dir := t.TempDir()
	log := `{"id":"a","ip":"192.0.2.1"}` + "\n" + `{"id":"b","ip":"192.0.2.2"}` + "\n" + `{"id":"c","ip":"192.0.2.3"}` + "\n"
	plain := write(t, dir, "log.jsonl", []byte(log))
	packed := write(t, dir, "packed.jsonl.gz", gzipped(t, log))
	archive := write(t, dir, "archive.zip", zipped(t, map[string][]byte{"inner/log.jsonl": []byte(log)}))
	table := write(t, dir, "people.csv", []byte("id,name,work city,phone\nw-1,Ann Example,Austin,\nw-2,\"Bo, Example\",Graz,+1\n"))
	oneLine := write(t, dir, "one.json", []byte(`[{"id":"a","v":1},{"id":"b","v":2},{"id":"c","v":3}]`))
	write(t, dir, "other.jsonl", []byte(log))

	cases := []struct {
		name   string
		wanted source.Wanted
		want   string
	}{
		{"plain", source.Wanted{Evidence: model.Evidence{Path: plain, Line: 2}}, `{"id":"b","ip":"192.0.2.2"}`},
		{"compressed", source.Wanted{Evidence: model.Evidence{Path: packed, Line: 3}}, `{"id":"c","ip":"192.0.2.3"}`},
		{"archived", source.Wanted{Evidence: model.Evidence{Path: archive + "/inner/log.jsonl", Line: 1}}, `{"id":"a","ip":"192.0.2.1"}`},
		{"table", source.Wanted{Evidence: model.Evidence{Path: table, Line: 3}}, `id=w-2 name="Bo, Example" work_city=Graz phone=+1`},
		{"table_without_empty", source.Wanted{Evidence: model.Evidence{Path: table, Line: 2}}, `id=w-1 name="Ann Example" work_city=Austin`},
		{"by_event", source.Wanted{Evidence: model.Evidence{Path: oneLine, Line: 1, Event: `"b"#1`}}, `{"id":"b","v":2}`},
		{"by_whom_it_is_about", source.Wanted{Evidence: model.Evidence{Path: oneLine, Line: 1, Event: "hash"}, Of: []string{`"v":3`}}, `{"id":"c","v":3}`},
		{"not_to_tell_apart", source.Wanted{Evidence: model.Evidence{Path: oneLine, Line: 1, Event: "other"}}, ""},
		{"no_such_line", source.Wanted{Evidence: model.Evidence{Path: plain, Line: 99}}, ""},
		{"no_such_file", source.Wanted{Evidence: model.Evidence{Path: "/etc/passwd", Line: 1}}, ""},
		{"standard_input", source.Wanted{Evidence: model.Evidence{Path: "-", Line: 1}}, ""},
	}
	var all []source.Wanted
	for _, c := range cases {
		all = append(all, c.wanted)
	}
	got, err := excerptReader(t).Excerpts(context.Background(), []string{dir, "-"}, all)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, got[c.wanted.Evidence]); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestExcerptsAreShort(t *testing.T) {
	dir := t.TempDir()
	long := fmt.Sprintf(`{"id":"a","filler":%q,"ip":"192.0.2.77","more":%q}`, strings.Repeat("é ", 2000), strings.Repeat("x", 2000))
	path := write(t, dir, "log.jsonl", []byte(long+"\n"+long+"\n"))
	at := func(line int64, near ...string) source.Wanted {
		return source.Wanted{Evidence: model.Evidence{Path: path, Line: line}, Near: near}
	}
	got, err := excerptReader(t).Excerpts(context.Background(), []string{dir}, []source.Wanted{at(1), at(2, "nowhere", "192.0.2.77")})
	if err != nil {
		t.Fatal(err)
	}
	for e, text := range got {
		if n := utf8.RuneCountInString(text); n > source.ExcerptRunes+6 {
			t.Errorf("%v: %d runes", e, n)
		}
		if !strings.HasPrefix(text, `{"id":"a"`) || !strings.HasSuffix(text, "…") {
			t.Errorf("%v: neither its beginning nor a mark at its end: %q", e, text)
		}
	}
	if text := got[at(2).Evidence]; !strings.Contains(text, "192.0.2.77") {
		t.Errorf("what was looked for is not in it: %q", text)
	}
}

func TestExcerptsEndWithTheContext(t *testing.T) {
	dir := t.TempDir()
	path := write(t, dir, "log.jsonl", []byte(strings.Repeat(`{"id":"a"}`+"\n", 5000)))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := excerptReader(t).Excerpts(ctx, []string{dir}, []source.Wanted{{Evidence: model.Evidence{Path: path, Line: 4999}}})
	if err == nil {
		t.Error("no error")
	}
}
