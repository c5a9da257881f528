package catalog_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bonafide/content"
	"bonafide/model/ocsf"
	"bonafide/normalize/catalog"
)

// pack is content/packs/osquery.conf.
type pack struct {
	Queries map[string]struct {
		Query       string `json:"query"`
		Interval    int    `json:"interval"`
		Platform    string `json:"platform"`
		Snapshot    bool   `json:"snapshot"`
		Removed     *bool  `json:"removed"`
		Description string `json:"description"`
	} `json:"queries"`
}

func osqueryPack(t *testing.T) pack {
	t.Helper()
	raw, err := fs.ReadFile(content.FS(), "packs/osquery.conf")
	if err != nil {
		t.Fatal(err)
	}
	var p pack
	if err := json.Unmarshal(raw, &p); err != nil {
		t.Fatal(err)
	}
	return p
}

// contents are all files of a kind, one after the other.
func contents(t *testing.T, pattern string) []byte {
	t.Helper()
	files, err := fs.Glob(content.FS(), pattern)
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	var all []byte
	for _, f := range files {
		raw, err := fs.ReadFile(content.FS(), f)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, raw...)
	}
	return all
}

// selected gives the columns of a query as its results name them.
func selected(query string) []string {
	list, _, _ := strings.Cut(strings.TrimPrefix(query, "SELECT "), " FROM ")
	var columns []string
	for _, c := range strings.Split(list, ",") {
		words := strings.Fields(c)
		name := words[len(words)-1]
		columns = append(columns, name[strings.LastIndexByte(name, '.')+1:])
	}
	return columns
}

// TestOsqueryPackIsRead: what the queries of the pack select is what the mapping reads.
func TestOsqueryPackIsRead(t *testing.T) {
	values := map[string]string{
		"data": "00FFFFFFFFFFFF0010AC8AA04C4E3130", "path": `HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Enum\DISPLAY\DEL\1\Device Parameters\EDID`,
		"gateway_mac": "00:11:22:33:44:55", "mac": "b8:27:eb:00:11:22", "address": "192.0.2.7",
	}
	p := osqueryPack(t)
	for _, name := range slices.Sorted(maps.Keys(p.Queries)) {
		t.Run(name, func(t *testing.T) {
			row := map[string]string{}
			for _, c := range selected(p.Queries[name].Query) {
				row[c] = "1"
				if v, ok := values[c]; ok && (c != "path" || name == "displays_windows") {
					row[c] = v
				}
			}
			switch name {
			case "logged_in_users":
				row["type"] = "user"
			case "dns_resolvers":
				row["type"] = "nameserver"
			}
			record, err := json.Marshal(map[string]any{
				"name": "pack/bonafide/" + name, "hostIdentifier": "host-1", "unixTime": 1770000000, "action": "added", "columns": row,
			})
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(t.TempDir(), "results.log")
			if err := os.WriteFile(path, record, 0o600); err != nil {
				t.Fatal(err)
			}
			out, r := read(t, newSet(t, catalog.Options{}), path)
			if len(out.Events) != 1 || r.Inputs()[0].Format != "osquery/result" {
				t.Fatalf("%d events of %s", len(out.Events), record)
			}
			e := out.Raw[0]
			ofMachine := strings.HasPrefix(name, "system") || strings.HasPrefix(name, "os_") || name == "disk_serial"
			if !ofMachine && e.Class == ocsf.DeviceInventory {
				t.Errorf("the row stands for nothing but the machine: %s", record)
			}
			const always = 3 // the host's two names, and the query's
			if e.FieldCount() <= always {
				t.Errorf("nothing is read of the row: %s", record)
			}
		})
	}
}

// TestOsqueryPackIsModest: every query says what it is for and what it means for privacy, and
// asks for named columns, not more often than every quarter of an hour.
func TestOsqueryPackIsModest(t *testing.T) {
	indicator := regexp.MustCompile(`\b[A-Z]{2,3}-\d\d\b`)
	known := contents(t, "indicators/*.yaml")
	for name, q := range osqueryPack(t).Queries {
		if !strings.HasPrefix(q.Query, "SELECT ") || !strings.HasSuffix(q.Query, ";") || strings.Contains(q.Query, "*") {
			t.Errorf("%s: %q is not one SELECT of named columns", name, q.Query)
		}
		if q.Interval < 900 {
			t.Errorf("%s: every %d seconds", name, q.Interval)
		}
		if !strings.Contains(q.Description, "Privacy: ") {
			t.Errorf("%s: the description has no note on privacy", name)
		}
		needed := indicator.FindAllString(q.Description, -1)
		if name != "os_version" && len(needed) == 0 {
			t.Errorf("%s: the description names no indicator that needs it", name)
		}
		for _, id := range needed {
			if !bytes.Contains(known, []byte("- id: "+id+"\n")) {
				t.Errorf("%s: there is no indicator %s", name, id)
			}
		}
		for _, p := range strings.Split(q.Platform, ",") {
			if !slices.Contains([]string{"", "darwin", "linux", "windows"}, p) {
				t.Errorf("%s: platform %q", name, p)
			}
		}
	}
}

// TestOsqueryPackKnowsTheHardware: neighbours are asked for by the makers that the catalogue
// of hardware has, and no others.
func TestOsqueryPackKnowsTheHardware(t *testing.T) {
	list := regexp.MustCompile(`[{ ]mac: \[([^\]]*)\]`)
	prefix := regexp.MustCompile(`[0-9a-f]{2}(:[0-9a-f]{2}){2,}`)
	var want []string
	for _, m := range list.FindAllSubmatch(contents(t, "hardware/*.yaml"), -1) {
		want = append(want, prefix.FindAllString(string(m[1]), -1)...)
	}
	got := prefix.FindAllString(osqueryPack(t).Queries["arp_cache"].Query, -1)
	slices.Sort(want)
	slices.Sort(got)
	if want = slices.Compact(want); !slices.Equal(want, got) {
		t.Errorf("the pack asks for %v, the catalogue has %v", got, want)
	}
}
