package source

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"bonafide/model"
)

// ExcerptRunes is how much of a record an excerpt shows at most, about.
const ExcerptRunes = 600

// Wanted is a record that somebody wants to read.
type Wanted struct {
	Evidence model.Evidence
	// Near is what they look for in it: of a long record, the excerpt is taken from
	// around that.
	Near []string
	// Of tells the record from others that begin at the same line: the account or address
	// of whom it is about.
	Of []string
}

// Excerpts reads the cited records again, out of what Read would read below the same
// paths, and opens only the files that are cited. A record is given as it stands; a line
// of a table as name=value, since without its header nobody could read it. Where several
// records begin at one line, the one with the event's id is given, or the only one that
// is about whom it is wanted for; never one that may be another. What is not found again, or
// came from standard input, is missing from the result.
func (r *Reader) Excerpts(ctx context.Context, paths []string, wanted []Wanted) (map[model.Evidence]string, error) {
	found := make(map[model.Evidence]string, len(wanted))
	byPath := map[string][]Wanted{}
	for _, w := range wanted {
		if w.Evidence.Path != "-" {
			byPath[w.Evidence.Path] = append(byPath[w.Evidence.Path], w)
		}
	}
	cited := make([]string, 0, len(byPath))
	for p := range byPath {
		cited = append(cited, p)
	}
	slices.Sort(cited)
	for _, file := range r.Paths(slices.DeleteFunc(slices.Clone(paths), func(p string) bool { return p == "-" })) {
		c := newCollecting()
		for _, p := range cited {
			if p == file || strings.HasPrefix(p, file+"/") {
				c.want(byPath[p])
			}
		}
		if len(c.lines) == 0 {
			continue
		}
		if err := r.file(ctx, file, c); err != nil && !errors.Is(err, errEnough) {
			return found, err
		}
		c.give(found)
	}
	return found, ctx.Err()
}

// errEnough ends the reading of a file that has nothing more that is wanted.
var errEnough = errors.New("source: everything that was wanted was found")

// spot is where records begin.
type spot struct {
	path string
	line int64
}

// candidate is the best record for what is wanted so far.
type candidate struct {
	wanted Wanted
	id     []byte // of the event, as the record would state it
	text   string
	score  int // 3 has the event's id, 2 is about the right one, 1 stands at the line
	ties   int // other records that are as good
}

// collecting is a Sink that keeps what is wanted.
type collecting struct {
	lines map[spot][]*candidate
	last  map[string]int64 // the last wanted line of each path
	// missing is what was not met yet in each path; some logs do not number upwards.
	missing map[string]int
	open    int // paths that may have more
}

func newCollecting() *collecting {
	return &collecting{lines: map[spot][]*candidate{}, last: map[string]int64{}, missing: map[string]int{}}
}

func (c *collecting) want(list []Wanted) {
	for _, w := range list {
		at := spot{w.Evidence.Path, w.Evidence.Line}
		id, _, _ := strings.Cut(string(w.Evidence.Event), "#")
		c.lines[at] = append(c.lines[at], &candidate{wanted: w, id: []byte(id)})
		if _, ok := c.last[at.path]; !ok {
			c.open++
		}
		c.missing[at.path]++
		c.last[at.path] = max(c.last[at.path], at.line)
	}
}

// Record looks at a record and ends the reading once everything wanted is behind.
func (c *collecting) Record(r *model.Record) error {
	if last, ok := c.last[r.Origin.Path]; ok && r.Origin.Line > last && c.missing[r.Origin.Path] == 0 {
		delete(c.last, r.Origin.Path)
		if c.open--; c.open == 0 {
			return errEnough
		}
	}
	for _, k := range c.lines[spot{r.Origin.Path, r.Origin.Line}] {
		if k.score == 0 {
			c.missing[r.Origin.Path]--
		}
		k.look(r)
	}
	return nil
}

// Problem was reported when the file was read first.
func (c *collecting) Problem(Problem) {}

// give adds what was found without doubt.
func (c *collecting) give(found map[model.Evidence]string) {
	for _, list := range c.lines {
		for _, k := range list {
			if k.score > 0 && k.ties == 0 {
				found[k.wanted.Evidence] = k.text
			}
		}
	}
}

func (k *candidate) look(r *model.Record) {
	text := r.Raw
	if r.Syntax == model.SyntaxTable && len(r.Header) > 0 {
		text = pairs(r)
	}
	score := 1
	switch {
	case len(k.id) > 0 && bytes.Contains(r.Raw, k.id):
		score = 3
	case slices.ContainsFunc(k.wanted.Of, func(n string) bool { return n != "" && bytes.Contains(text, []byte(n)) }):
		score = 2
	}
	switch {
	case score < k.score:
		return
	case score == k.score:
		k.ties++
		return
	}
	k.score, k.ties = score, 0
	k.text = cut(text, k.wanted.Near)
}

// pairs writes a line of a table with the names of its columns, leaving out empty ones.
func pairs(r *model.Record) []byte {
	var b []byte
	for i, v := range r.Row {
		v = strings.TrimSpace(v)
		if v == "" || i >= len(r.Header) {
			continue
		}
		if len(b) > 0 {
			b = append(b, ' ')
		}
		b = append(b, strings.ReplaceAll(r.Header[i], " ", "_")...)
		b = append(b, '=')
		if strings.ContainsAny(v, " \"=") {
			v = `"` + strings.ReplaceAll(v, `"`, `'`) + `"`
		}
		b = append(b, v...)
	}
	return b
}

// cut shortens a record to ExcerptRunes: its beginning, and where something looked for
// stands further on, the text around that.
func cut(text []byte, near []string) string {
	s := strings.ToValidUTF8(strings.Join(strings.Fields(string(text)), " "), "\ufffd")
	if utf8.RuneCountInString(s) <= ExcerptRunes {
		return s
	}
	at := -1
	for _, n := range near {
		if i := strings.Index(s, n); n != "" && i >= 0 && (at < 0 || i < at) {
			at = i
		}
	}
	const head, before = ExcerptRunes / 4, ExcerptRunes / 4
	runes := []rune(s)
	from := 0
	if at >= 0 {
		from = utf8.RuneCountInString(s[:at]) - before
	}
	if from <= head {
		return string(runes[:ExcerptRunes]) + " …"
	}
	to := min(from+ExcerptRunes-head, len(runes))
	out := string(runes[:head]) + " … " + string(runes[from:to])
	if to < len(runes) {
		out += " …"
	}
	return out
}
