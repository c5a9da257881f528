package main

import (
	"bufio"
	"cmp"
	"compress/gzip"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"bonafide/internal/diurnal"
)

// act is one commit: when, and how far the author's clock was ahead of UTC, in minutes.
type act struct {
	at      int64
	ahead   int
	project string
}

// person is an author of the public commit times, with what is known of their clock.
type person struct {
	id       string
	acts     []act
	projects []string
	hours    diurnal.Hours

	dominant float64 // the offset of most commits: what is held to be true
	mean     float64 // the circular mean of the offsets of all commits
	settled  bool    // all but a few commits are of one zone, and that is not a machine's UTC
	zone     diurnal.Zone
}

// readPeople reads commit times: project, author, Unix time, offset, and "bot" or nothing.
// Authors marked as bots are left out.
func readPeople(path string) ([]*person, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	var r io.Reader = f
	if strings.HasSuffix(path, ".gz") {
		z, err := gzip.NewReader(f)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		r = z
	}
	people, bots := map[string]*person{}, map[string]bool{}
	lines := bufio.NewScanner(r)
	n := 0
	for lines.Scan() {
		n++
		who, a, bot, err := readAct(lines.Text())
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, n, err)
		}
		bots[who] = bots[who] || bot
		if people[who] == nil {
			people[who] = &person{id: who}
		}
		people[who].acts = append(people[who].acts, a)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s:%d: %w", path, n+1, err)
	}
	var list []*person
	for _, id := range slices.Sorted(maps.Keys(people)) {
		if !bots[id] {
			people[id].settle()
			list = append(list, people[id])
		}
	}
	return list, nil
}

func readAct(line string) (who string, a act, bot bool, err error) {
	cells := strings.Split(line, "\t")
	if len(cells) < 4 || len(cells) > 5 {
		return "", a, false, fmt.Errorf("%d columns instead of project, author, Unix time, offset and \"bot\" or nothing, with tabs between", len(cells))
	}
	a.project = cells[0]
	if a.at, err = strconv.ParseInt(cells[2], 10, 64); err != nil || a.at <= 0 {
		return "", a, false, fmt.Errorf("%q is no Unix time; give seconds since 1970", cells[2])
	}
	offset, err := time.Parse("-0700", cells[3])
	if err != nil {
		return "", a, false, fmt.Errorf("%q is no offset; write it as +0100", cells[3])
	}
	_, seconds := offset.Zone()
	a.ahead = seconds / 60
	return cells[1], a, len(cells) == 5 && cells[4] == "bot", nil
}

// settle gathers the hours and settles what is held to be true, from offsets alone.
func (p *person) settle() {
	slices.SortFunc(p.acts, func(a, b act) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.ahead, b.ahead), cmp.Compare(a.project, b.project))
	})
	counts, x, y := map[int]int{}, 0.0, 0.0
	for _, a := range p.acts {
		p.hours.Add(time.Unix(a.at, 0))
		p.projects = append(p.projects, a.project)
		counts[a.ahead]++
		angle := float64(a.ahead) * math.Pi / 720
		x, y = x+math.Cos(angle), y+math.Sin(angle)
	}
	slices.Sort(p.projects)
	p.projects = slices.Compact(p.projects)
	p.mean = math.Atan2(y, x) * 12 / math.Pi
	top := most(counts)
	p.dominant = float64(top) / 60
	one := counts[top] + max(counts[top-60], counts[top+60])
	const nearly = 0.95
	all := float64(len(p.acts))
	p.settled = float64(one) >= nearly*all && float64(counts[0]) < nearly*all
	p.zone = p.hypothesis()
}

// most is the commonest offset, the smaller one of two.
func most(counts map[int]int) int {
	top := 0
	for i, ahead := range slices.Sorted(maps.Keys(counts)) {
		if i == 0 || counts[ahead] > counts[top] {
			top = ahead
		}
	}
	return top
}

// hypothesis is the zone a person's offsets show: whether those of the northern summer lie
// an hour off the others.
func (p *person) hypothesis() diurnal.Zone {
	both := [2]map[int]int{{}, {}}
	for _, a := range p.acts {
		s := 0
		if diurnal.NorthernSummer(a.at) {
			s = 1
		}
		both[s][a.ahead]++
	}
	winter, summer := most(both[0]), most(both[1])
	z := diurnal.Zone{Offset: int(math.Round(p.dominant * 2))}
	if len(both[0]) == 0 || len(both[1]) == 0 {
		return z
	}
	switch summer - winter {
	case 60:
		return diurnal.Zone{Offset: int(math.Round(float64(winter) / 30)), Rule: diurnal.Northern}
	case -60:
		return diurnal.Zone{Offset: int(math.Round(float64(summer) / 30)), Rule: diurnal.Southern}
	}
	return z
}
