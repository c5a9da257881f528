package network

import (
	"bytes"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"time"

	"github.com/gaissmai/bart"

	"bonafide/model"
)

// Feed is one entry of `feeds` in the settings with kind ip: a database or a list of
// address prefixes the company may use.
type Feed struct {
	// Path is a MaxMind database (.mmdb, of any maker) or a list as CSV, JSON or text, or a
	// registry's "delegated" statistics; told by content.
	Path string `yaml:"path" doc:"the file"`
	// Operator is who runs the networks in the list, for lists that do not say.
	Operator string `yaml:"operator" doc:"who runs the networks of a list that does not say, e.g. Mullvad"`
	// Network is the kind of the networks in the list, for lists that do not say.
	Network model.NetworkKind `yaml:"network" doc:"the kind of the networks of a list that does not say: vpn, hosting, proxy, tor, relay, mobile, residential, business, education, satellite, corporate"`
	// AsOf is the date of the list; a database states its own.
	AsOf string `yaml:"as_of" doc:"the date of the list, 2006-01-02; a database states its own"`
	// TTLDays is the age at which the feed is reported as out of date, 0 for never.
	TTLDays int `yaml:"ttl_days" unit:"days" doc:"the age at which the feed is reported as out of date; 0 for never, 180 is usual for exits"`
}

// Problem is something about a feed that the reader of the results should know.
type Problem struct {
	Path string
	Line int64 // 0 when it concerns the whole file
	Err  error
	Hint string
}

// ErrStale says that a feed is older than its ttl_days.
var ErrStale = errors.New("the feed is out of date")

// Stale reports the feeds that are older than their ttl_days at the given time. Old
// feeds go on being used: what they say carries its date.
func (n *Enricher) Stale(now time.Time) []Problem {
	var stale []Problem
	for _, f := range n.feeds {
		at, err := time.Parse(time.DateOnly, f.asOf)
		if err != nil || f.ttl <= 0 || now.Sub(at) <= time.Duration(f.ttl)*24*time.Hour {
			continue
		}
		stale = append(stale, Problem{
			Path: f.name, Err: fmt.Errorf("%w: it is of %s and good for %d days", ErrStale, f.asOf, f.ttl),
			Hint: "bring a newer file or raise ttl_days",
		})
	}
	return stale
}

// feed is a feed that was read: a database or a table of prefixes.
type feed struct {
	name, asOf string
	ttl        int
	db         *database
	table      *bart.Table[int32]
	entries    []hit
}

// hit is what a feed says of an address.
type hit struct {
	network model.Network
	place   model.Place
	bits    int // length of the prefix, IPv4 counted from 96
}

// beats tells which of two list entries holds: the more specific one where it names an
// ordinary network (a correction), else the more telling, else the more specific.
func (h hit) beats(other hit) bool {
	ordinary := func(x hit) bool { return telling(x.network.Kind) < telling(model.HostingNet) }
	if h.bits != other.bits && (ordinary(h) || ordinary(other)) {
		return h.bits > other.bits
	}
	if a, b := telling(h.network.Kind), telling(other.network.Kind); a != b {
		return a > b
	}
	return h.bits > other.bits
}

// list tells whether the feed's kinds are the company's own statement; a database's are
// derived.
func (f *feed) list() bool { return f.db == nil }

func (f *feed) lookUp(a netip.Addr) (hit, bool) {
	if f.db != nil {
		return f.db.lookUp(a)
	}
	at, ok := f.table.Lookup(a)
	if !ok {
		return hit{}, false
	}
	return f.entries[at], true
}

func openFeed(c Feed, n *Enricher) (*feed, []Problem) {
	b, err := os.ReadFile(c.Path)
	if err != nil {
		return nil, []Problem{{Path: c.Path, Err: err, Hint: "check the path in feeds"}}
	}
	if c.AsOf != "" {
		if _, err := time.Parse(time.DateOnly, c.AsOf); err != nil {
			return nil, []Problem{{Path: c.Path, Err: fmt.Errorf("as_of %q is no date", c.AsOf), Hint: "write it as 2006-01-02"}}
		}
	}
	f := &feed{name: c.Path, asOf: c.AsOf, ttl: c.TTLDays}
	if bytes.Contains(b[max(0, len(b)-128*1024):], []byte("\xab\xcd\xefMaxMind.com")) {
		f.db, err = openDatabase(b, c, n)
		if err != nil {
			return nil, []Problem{{Path: c.Path, Err: err, Hint: "the database is damaged; fetch it again"}}
		}
		f.asOf = f.db.asOf
		return f, nil
	}
	f.table = new(bart.Table[int32])
	l := &listReader{feed: f, config: c, enricher: n, label: filepath.Base(c.Path), known: map[hit]int32{}}
	problems := l.read(b)
	if len(f.entries) == 0 {
		problems = append(problems, Problem{
			Path: c.Path, Err: errors.New("no address prefixes in the file"),
			Hint: "a list has one prefix a line, or columns named network, operator, kind",
		})
		return nil, problems
	}
	return f, problems
}
