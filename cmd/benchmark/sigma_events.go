package main

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"bonafide/sigma"
)

// ruleRoots are the folders of the public collection that hold rules proper; a folder
// without them is read as a whole.
func ruleRoots(folder string) []string {
	var roots []string
	for _, name := range []string{"rules", "rules-emerging-threats", "rules-threat-hunting"} {
		if info, err := os.Stat(filepath.Join(folder, name)); err == nil && info.IsDir() {
			roots = append(roots, name)
		}
	}
	if len(roots) == 0 {
		return []string{"."}
	}
	return roots
}

// ruleFolder gives a folder of rules; a zip file is unpacked until done is called.
func ruleFolder(path string) (folder string, done func(), err error) {
	if !strings.HasSuffix(path, ".zip") {
		return path, func() {}, nil
	}
	dir, err := os.MkdirTemp("", "bonafide-benchmark-*")
	if err != nil {
		return "", nil, err
	}
	done = func() { _ = os.RemoveAll(dir) }
	z, err := zip.OpenReader(path)
	if err == nil {
		err = os.CopyFS(dir, z)
		_ = z.Close()
	}
	if err != nil {
		done()
		return "", nil, err
	}
	return dir, done, nil
}

// laneSource tells the log source of a file of events by its name.
func laneSource(path string) sigma.LogSource {
	switch name := filepath.Base(path); {
	case strings.HasPrefix(name, "windows-process"):
		return sigma.LogSource{Product: "windows", Category: "process_creation"}
	case strings.HasPrefix(name, "windows"):
		return sigma.LogSource{Product: "windows"}
	case strings.HasPrefix(name, "cloudtrail"):
		return sigma.LogSource{Product: "aws", Service: "cloudtrail"}
	}
	return sigma.LogSource{}
}

// readVaried reads events and makes different ones of them until there are enough.
func readVaried(path string, least int) ([][]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	var in io.Reader = f
	if strings.HasSuffix(path, ".gz") {
		if in, err = gzip.NewReader(f); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
	var sample [][]byte
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		if len(bytes.TrimSpace(lines.Bytes())) > 0 {
			sample = append(sample, slices.Clone(lines.Bytes()))
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if len(sample) == 0 {
		return nil, fmt.Errorf("%s: no events", path)
	}
	v := varying{rand.New(rand.NewPCG(1, 2026))} //nolint:gosec // not for secrets
	var out [][]byte
	for len(out) < least {
		for _, raw := range sample {
			e, err := v.event(raw)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", path, err)
			}
			out = append(out, e)
		}
	}
	return out, nil
}

// varying makes events that differ from each other where real ones do.
type varying struct{ *rand.Rand }

// event varies an event: times move, ids and hashes are drawn anew, command lines get other
// arguments.
func (v varying) event(raw []byte) ([]byte, error) {
	keys, values, err := members(raw)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.WriteByte('{')
	for i, key := range keys {
		if i > 0 {
			b.WriteByte(',')
		}
		name, _ := json.Marshal(key)
		b.Write(name)
		b.WriteByte(':')
		b.Write(v.value(key, values[i]))
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// members gives the members of an object in their order.
func members(raw []byte) (keys []string, values []json.RawMessage, err error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	if _, err := d.Token(); err != nil {
		return nil, nil, err
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, nil, err
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, nil, err
		}
		keys, values = append(keys, fmt.Sprint(key)), append(values, value)
	}
	return keys, values, nil
}

func (v varying) value(key string, raw json.RawMessage) []byte {
	switch {
	case raw[0] == '{':
		if e, err := v.event(raw); err == nil {
			return e
		}
		return raw
	case raw[0] != '"':
		if strings.HasSuffix(key, "Id") || strings.HasSuffix(key, "ID") && key != "EventID" || key == "RecordNumber" || key == "port" {
			return v.digits(raw)
		}
		return raw
	}
	var text string
	if json.Unmarshal(raw, &text) != nil {
		return raw
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(v.text(key, text))
	return bytes.TrimSpace(b.Bytes())
}

func (v varying) text(key, text string) string {
	low := strings.ToLower(key)
	switch {
	case low == "channel" || strings.HasSuffix(low, "version"):
		return text
	case strings.Contains(low, "time") || strings.Contains(low, "date") || low == "when":
		return v.time(text)
	case strings.Contains(low, "commandline") || low == "scriptblocktext" || low == "payload":
		return fmt.Sprintf("%s --%s %s", string(v.hex([]byte(text), 6)), v.word(), v.word())
	case low == "image" || low == "parentimage" || low == "originalfilename":
		return text
	}
	return string(v.hex([]byte(text), 4))
}

func (v varying) word() string {
	b := make([]byte, 3+v.IntN(9))
	for i := range b {
		b[i] = byte('a' + v.IntN(26))
	}
	return string(b)
}

// time moves a time by up to ten days.
func (v varying) time(text string) string {
	for _, layout := range []string{"2006-01-02 15:04:05.000", "2006-01-02T15:04:05.000Z07:00", "2006-01-02T15:04:05Z07:00", "2006-01-02 15:04:05"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.Add(time.Duration(v.IntN(10*24*3600*1000)) * time.Millisecond).Format(layout)
		}
	}
	return text
}

// hex draws the digits anew of what looks like an id, a hash or an address: runs of at
// least least hexadecimal digits that hold a decimal one.
func (v varying) hex(text []byte, least int) []byte {
	isHex := func(c byte) bool { return c-'0' <= 9 || c|0x20 >= 'a' && c|0x20 <= 'f' }
	for i := 0; i < len(text); i++ {
		j, decimal := i, false
		for ; j < len(text) && isHex(text[j]); j++ {
			decimal = decimal || text[j]-'0' <= 9
		}
		if j-i >= least && decimal {
			for k := i; k < j; k++ {
				switch {
				case text[k]-'0' <= 9:
					text[k] = byte('0' + v.IntN(10))
				case text[k] >= 'a':
					text[k] = byte('a' + v.IntN(6))
				default:
					text[k] = byte('A' + v.IntN(6))
				}
			}
		}
		i = max(i, j)
	}
	return text
}

func (v varying) digits(raw []byte) []byte {
	out := slices.Clone(raw)
	for i, c := range out {
		if c-'0' <= 9 && (i > 0 || len(out) == 1) {
			out[i] = byte('1' + v.IntN(9))
		}
	}
	return out
}
