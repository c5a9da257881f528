package gazetteer

import (
	"bufio"
	"bytes"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

// loader fills a Gazetteer from its tables: tab-separated text, one place a line, in the
// order of importance within a country; lines beginning with # are comments.
type loader struct {
	g      *Gazetteer
	fsys   fs.FS
	zoneOf map[string]int32
	kb     keyBuffer
}

func (l *loader) read(name string, row func([]string) error) error {
	b, err := fs.ReadFile(l.fsys, name)
	if err != nil {
		return fmt.Errorf("read table: %w", err)
	}
	lines := bufio.NewScanner(bytes.NewReader(b))
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		if line == "" || line[0] == '#' {
			continue
		}
		if err := row(strings.Split(line, "\t")); err != nil {
			return fmt.Errorf("%s:%d: %w", name, n, err)
		}
	}
	return lines.Err() //nolint:wrapcheck // reading from memory
}

// country reads: code, alpha-3, name, lat, long, radius, only zone or "", aliases.
func (l *loader) country(f []string) error {
	if len(f) != 8 {
		return fmt.Errorf("%d columns, want 8", len(f))
	}
	lat, long, radius, err := numbers(f[3], f[4], f[5])
	if err != nil {
		return err
	}
	at := int32(len(l.g.countries))
	l.g.countries = append(l.g.countries, country{f[0], f[2], lat, long, radius, l.zone(f[6])})
	for _, name := range append([]string{f[0], f[1], f[2]}, strings.Split(f[7], ";")...) {
		if name != "" {
			l.g.countryNamed[string(l.kb.fold("", name))] = at
		}
	}
	return nil
}

// region reads: country, code, name, lat, long, radius, only zone or "", aliases.
func (l *loader) region(f []string) error {
	if len(f) != 8 {
		return fmt.Errorf("%d columns, want 8", len(f))
	}
	lat, long, radius, err := numbers(f[3], f[4], f[5])
	if err != nil {
		return err
	}
	at := l.g.findCountry(&l.kb, f[0])
	if at < 0 {
		return fmt.Errorf("unknown country %q", f[0])
	}
	in := int32(len(l.g.regions))
	l.g.regions = append(l.g.regions, region{at, f[1], f[2], lat, long, radius, l.zone(f[6])})
	for _, name := range append([]string{f[1], f[2]}, strings.Split(f[7], ";")...) {
		if name == "" {
			continue
		}
		l.g.regionNamed[string(l.kb.keyed(f[0], name))] = in
		l.regionAnywhere(name, at, in)
	}
	return nil
}

// regionAnywhere makes a region findable without its country where only one country has
// a region of that name; of abbreviations those of the United States and Canada are.
func (l *loader) regionAnywhere(name string, at, in int32) {
	code := l.g.countries[at].code
	if len(name) <= 3 && code != "US" && code != "CA" {
		return
	}
	key := string(l.kb.keyed("", name))
	if other, taken := l.g.regionNamed[key]; taken && (other < 0 || l.g.regions[other].country != at) {
		l.g.regionNamed[key] = -1
		return
	}
	l.g.regionNamed[key] = in
}

// city reads: country, region code or "", name, lat, long, zone, "capital" or "", aliases.
func (l *loader) city(f []string) error {
	if len(f) != 8 {
		return fmt.Errorf("%d columns, want 8", len(f))
	}
	lat, long, _, err := numbers(f[3], f[4], "0")
	if err != nil {
		return err
	}
	g := l.g
	at := g.findCountry(&l.kb, f[0])
	if at < 0 {
		return fmt.Errorf("unknown country %q", f[0])
	}
	in := g.findRegion(&l.kb, at, f[1])
	if f[1] != "" && in < 0 {
		return fmt.Errorf("unknown region %q of %q", f[1], f[0])
	}
	i := int32(len(g.cities))
	g.cities = append(g.cities, city{at, in, f[2], lat, long, l.zone(f[5]), f[6] == "capital"})
	row, col := cellOf(lat, long)
	g.cells[cellKey(row, col)] = append(g.cells[cellKey(row, col)], i)
	for _, name := range append([]string{f[2]}, strings.Split(f[7], ";")...) {
		if name == "" {
			continue
		}
		key := string(l.kb.keyed(f[0], name))
		g.cityNamed[key] = append(g.cityNamed[key], i)
		key = string(l.kb.fold("", name))
		g.anywhere[key] = append(g.anywhere[key], i)
	}
	return nil
}

func (l *loader) zone(name string) int32 {
	if name == "" {
		return -1
	}
	z, ok := l.zoneOf[name]
	if !ok {
		z = int32(len(l.g.zones))
		l.g.zones = append(l.g.zones, name)
		l.zoneOf[name] = z
	}
	return z
}

func numbers(lat, long, radius string) (la, lo, ra float64, err error) {
	if la, err = strconv.ParseFloat(lat, 64); err != nil {
		return 0, 0, 0, fmt.Errorf("latitude %q: %w", lat, err)
	}
	if lo, err = strconv.ParseFloat(long, 64); err != nil {
		return 0, 0, 0, fmt.Errorf("longitude %q: %w", long, err)
	}
	if ra, err = strconv.ParseFloat(radius, 64); err != nil {
		return 0, 0, 0, fmt.Errorf("radius %q: %w", radius, err)
	}
	return la, lo, ra, nil
}
