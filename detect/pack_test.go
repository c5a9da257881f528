package detect

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"bonafide/model"
)

// kept is a state with what detectors keep.
type kept struct {
	Name  string         `json:"name"`
	Since time.Time      `json:"since"`
	Day   Days           `json:"day"`
	Cite  model.Evidence `json:"cite"`
	Km    float64        `json:"km"`
	Told  bool           `json:"told"`
	Of    map[string]int `json:"of"`
	None  *int           `json:"none"`
}

func states() []string {
	var list []string
	at := time.Date(2026, 10, 1, 8, 30, 0, 123_000_000, time.UTC)
	for i := range 40 {
		k := kept{
			Name: fmt.Sprintf("Ann \"%d\"\n<é>", i), Since: at.Add(time.Duration(i) * time.Hour), Km: float64(i) / 3, Told: i%2 == 0,
			Cite: model.Evidence{Path: "okta/system_log.jsonl", Line: int64(i) << 30, Event: "e5058c29-2842-400e-be61-df3b54863aca"},
			Of:   map[string]int{"okta/system_log.jsonl": -i, "": 7},
		}
		k.Day.Add(k.Since)
		b, err := json.Marshal(k)
		if err != nil {
			panic(err)
		}
		list = append(list, string(b))
	}
	return append(list, `{}`, `null`, `[]`, `""`, `"2026-10-01T08:30:00+02:00"`, `"2026-10-01T08:30:00.000Z"`, `"0001-01-01T00:00:00Z"`,
		`"E5058C29-2842-400E-BE61-DF3B54863ACA"`, `[1e-7,-0,0.5,9223372036854775807,9223372036854775808,true]`, `"\\"`, `"\""`, `"\\\""`, `"ab"`, `"aB"`, `"AbCdE"`,
		`"+/+"`, `"A"`, `"192.0.2.1"`, `"192.0.2.01"`, `"2001:db8::1"`, `["00","0a0B","\r\n"]`)
}

// TestPackedStateIsTheSame: what comes back is the same to the letter, whatever the
// dictionary, and states that have words in common take less.
func TestPackedStateIsTheSame(t *testing.T) {
	t.Parallel()
	frequent, plain, written := counts{}, 0, 0
	for _, s := range states() {
		frequent.add([]byte(s))
	}
	shared := frequent.dictionary()
	if len(shared.words) == 0 {
		t.Fatal("no text is shared")
	}
	for _, d := range []*dictionary{shared, newDictionary(nil)} {
		for _, s := range states() {
			packed := d.pack([]byte(s))
			got, err := d.unpack(packed)
			if err != nil || string(got) != s {
				t.Errorf("%s came back as %s, %v", s, got, err)
			}
			if d == shared {
				plain, written = plain+len(s), written+len(packed)
			}
		}
	}
	if written*3 > plain*2 {
		t.Errorf("%d bytes of %d are left, want at most two thirds", written, plain)
	}
}

// TestDamagedPackedState is refused.
func TestDamagedPackedState(t *testing.T) {
	t.Parallel()
	d := newDictionary([]string{`"a"`})
	whole := d.pack([]byte(`{"a":"some text","at":"2026-10-01T08:30:00Z","id":"e5058c29-2842-400e-be61-df3b54863aca","n":1.5}`))
	for cut := range len(whole) {
		if got, err := d.unpack(whole[:cut]); err == nil && json.Valid(got) && len(got) > 0 {
			t.Errorf("cut after %d letters: %s", cut, got)
		}
	}
	if _, err := newDictionary(nil).unpack(whole); err == nil {
		t.Error("a state was read without its dictionary")
	}
	if _, err := d.unpack(strings.Repeat("!", 8)); err == nil {
		t.Error("what is no base64 was read")
	}
}

func FuzzPack(f *testing.F) {
	for _, s := range states() {
		f.Add(s, "okta/system_log.jsonl")
	}
	f.Fuzz(func(t *testing.T, text, word string) {
		var v any
		if json.Unmarshal([]byte(text), &v) != nil {
			return
		}
		b, err := json.Marshal(v)
		if err != nil {
			return
		}
		quoted, _ := json.Marshal(word) //nolint:errchkjson // a text
		d := newDictionary([]string{string(quoted)})
		if got, err := d.unpack(d.pack(b)); err != nil || string(got) != string(b) {
			t.Errorf("%s came back as %s, %v", b, got, err)
		}
	})
}

func FuzzUnpack(f *testing.F) {
	d := newDictionary([]string{`"a"`, `"b"`})
	for _, s := range states() {
		f.Add(d.pack([]byte(s)))
	}
	f.Fuzz(func(_ *testing.T, packed string) {
		_, _ = d.unpack(packed) // no panic
	})
}
