package catalog_test

import (
	"archive/zip"
	"cmp"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bonafide/source/catalog"
	"bonafide/source/sourcetest"
)

// TestSourcesConform runs the suite over a sample of each source's content. The event log
// is public data that is not kept here; without it that part is skipped.
func TestSourcesConform(t *testing.T) {
	samples := map[string][]byte{
		"anydesk":    []byte("Incoming    2026-09-01, 15:04    Passwd    1234567890    1234567890\r\nIncoming    2026-09-02, 09:11    User    far end    1234567890\r\n"),
		"jsonstream": []byte("{\"a\":1}\n{\"b\":{\"c\":[1,2,\"}\"]}}\n\n{\"d\":\"\\\"\"}\n"),
		"dhcpd":      []byte("lease 192.0.2.7 {\n  starts 1 2026/11/16 09:00:00;\n  client-hostname \"a\";\n}\nlease 192.0.2.8 {\n  ends never;\n}\n"),
		"fieldlog":   []byte("#separator \\x09\n#path\tdns\n#fields\tts\tquery\tanswers\n#types\ttime\tstring\tvector[string]\n1.5\ta.example\t-\n2.5\tb.example\t192.0.2.1,192.0.2.2\n"),
		"table":      []byte("id,name,city\n1,Ann,Oslo\n2,\"Bo, the \"\"second\"\"\",Rome\n3,Cy,\"two\nlines\"\n"),
	}
	if log := eventLog(t); log != nil {
		samples["evtx"] = log
	}
	for _, s := range catalog.All() {
		t.Run(s.Declare().Name, func(t *testing.T) {
			sample, ok := samples[s.Declare().Name]
			if !ok {
				t.Skip("the public test data with event logs is not there (set BONAFIDE_DATA)")
			}
			sourcetest.Run(t, s, sample)
		})
	}
}

// eventLog gives a small event log of the public regression set, nil without it.
func eventLog(t *testing.T) []byte {
	t.Helper()
	folder := cmp.Or(os.Getenv("BONAFIDE_DATA"), filepath.Join("..", "..", "..", "shared", "data"))
	z, err := zip.OpenReader(filepath.Join(folder, "sigma", "regression.zip"))
	if err != nil {
		return nil
	}
	defer func() { _ = z.Close() }()
	for _, f := range z.File {
		if !strings.HasSuffix(f.Name, ".evtx") {
			continue
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		log, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		return log
	}
	return nil
}
