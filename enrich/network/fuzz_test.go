package network

import (
	"net/netip"
	"os"
	"path/filepath"
	"testing"

	"bonafide/content"
	"bonafide/internal/gazetteer"
	"bonafide/model"
)

// FuzzLists reads any text as a feed and asks it for an address. The lists of the binary are
// read once, so that a run costs what the feed costs.
func FuzzLists(f *testing.F) {
	g, err := gazetteer.New(content.FS())
	if err != nil {
		f.Fatal(err)
	}
	n, err := New(Config{Gazetteer: g, Content: content.FS()})
	if err != nil {
		f.Fatal(err)
	}
	f.Add("network,kind\n203.0.113.0/24,vpn\n")
	f.Add(`{"list":["203.0.113.0/24"]}`)
	f.Add("a|FR|ipv4|203.0.113.0|256|x|y\n")
	f.Add("::-ffff::\n0.0.0.0-255.255.255.255")
	f.Fuzz(func(t *testing.T, text string) {
		path := filepath.Join(t.TempDir(), "fuzz")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		one := *n
		one.answers, one.words = map[netip.Addr]answer{}, map[wordKey]model.Network{}
		if read, _ := openFeed(Feed{Path: path}, &one); read != nil {
			one.feeds = []*feed{read}
		}
		e := &model.Event{}
		e.Add(model.SrcIP, "203.0.113.5")
		one.Enrich(e)
	})
}
