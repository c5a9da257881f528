package html

import (
	"bufio"
	"bytes"
	"fmt"
	"io/fs"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"bonafide/content"
	"bonafide/model"
	"bonafide/report"
)

// The map's size in its own units.
const (
	mapWidth  = 480.0
	mapHeight = 260.0
)

// placesView is a table of places and a drawing of where they lie: equirectangular, with
// a grid, and without borders.
type placesView struct {
	Title      string
	Rows       []placeRow
	Pins       []pin
	Lat, Long  []gridLine
	Transform  string // of the land's dots
	Wide, High float64
}

type placeRow struct {
	No                                int
	Place, Basis, Network, Days, Span string
	Declared                          bool
}

// pin is one or several places that lie together.
type pin struct {
	X, Y     float64
	Label    string
	Name     string // "" where there is no room
	NameX    float64
	Anchor   string // start or end
	Declared bool
	Width    float64
	Shift    float64 // half the width to the left
	Text     string
}

type gridLine struct {
	At    float64
	Label string
}

// view is the piece of the world that a map shows.
type view struct {
	west, south, east, north float64
	squeeze                  float64 // a degree of longitude in degrees of latitude
}

func (v view) xy(lat, long float64) (x, y float64) {
	return round(mapWidth * (long - v.west) / (v.east - v.west)), round(mapHeight * (v.north - lat) / (v.north - v.south))
}

func drawPlaces(s *model.SubjectAssessment) *placesView {
	if len(s.Places) == 0 {
		return nil
	}
	p := &placesView{Wide: mapWidth, High: mapHeight}
	numbers := map[string]int{}
	var firsts []model.PlaceSeen
	for _, seen := range s.Places {
		no, ok := numbers[seen.Place]
		if !ok {
			no = len(numbers) + 1
			numbers[seen.Place] = no
			firsts = append(firsts, seen)
		} else if seen.Basis == declaration {
			firsts[no-1].Basis = declaration
		}
		p.Rows = append(p.Rows, placeRow{
			No: no, Place: seen.Place, Basis: seen.Basis, Network: strings.ReplaceAll(string(seen.Network), "_", " "), Days: days(seen.Days),
			Span: between(seen.First, seen.Last), Declared: seen.Basis == declaration,
		})
	}
	v := frame(firsts)
	p.pins(v, firsts)
	p.grid(v)
	kx, ky := mapWidth/(v.east-v.west), mapHeight/(v.north-v.south)
	p.Transform = fmt.Sprintf("matrix(%.3f 0 0 %.3f %.1f %.1f)", kx, ky, -v.west*kx, v.north*ky)
	p.Title = fmt.Sprintf("Map of %s; the table has the same places by number", report.Count(len(firsts), "place", "places"))
	return p
}

// declaration is the basis of a place that was only said.
const declaration = "declaration"

func days(n int) string {
	if n == 0 {
		return ""
	}
	return report.Count(n, "day", "days")
}

func between(first, last *time.Time) string {
	if first == nil || last == nil {
		return ""
	}
	if report.Day(*first) == report.Day(*last) {
		return report.Day(*first)
	}
	return report.Day(*first) + " to " + report.Day(*last)
}

// frame finds the piece of the world that shows all places.
func frame(places []model.PlaceSeen) view {
	v := view{west: 180, east: -180, south: 90, north: -90}
	for _, p := range places {
		v.west, v.east = min(v.west, p.Long), max(v.east, p.Long)
		v.south, v.north = min(v.south, p.Lat), max(v.north, p.Lat)
	}
	midLat, midLong := (v.south+v.north)/2, (v.west+v.east)/2
	squeeze := max(math.Cos(midLat*math.Pi/180), 0.35)
	high := max(1.5*(v.north-v.south), 12)
	wide := max(1.25*(v.east-v.west), 24)
	// Both ways at one scale, so that distances look right in the middle.
	perUnit := max(high/mapHeight, wide*squeeze/mapWidth)
	high, wide = min(perUnit*mapHeight, 180), min(perUnit*mapWidth/squeeze, 360)
	midLat = min(max(midLat, -90+high/2), 90-high/2)
	midLong = min(max(midLong, -180+wide/2), 180-wide/2)
	return view{west: midLong - wide/2, east: midLong + wide/2, south: midLat - high/2, north: midLat + high/2, squeeze: squeeze}
}

// pinRoom is how near two pins may come before they are drawn as one.
const pinRoom = 20

// pins draws the places, several that lie together as one pin.
func (p *placesView) pins(v view, places []model.PlaceSeen) {
	type group struct {
		x, y     float64
		numbers  []string
		names    []string
		declared bool
	}
	var groups []*group
	for i, seen := range places {
		x, y := v.xy(seen.Lat, seen.Long)
		k := slices.IndexFunc(groups, func(g *group) bool { return math.Hypot(g.x-x, g.y-y) < pinRoom })
		if k < 0 {
			k = len(groups)
			groups = append(groups, &group{x: x, y: y})
		}
		g := groups[k]
		g.numbers, g.names = append(g.numbers, strconv.Itoa(i+1)), append(g.names, seen.Place)
		g.declared = g.declared || seen.Basis == declaration
	}
	taken := [][4]float64{} // boxes that have something in them
	for _, g := range groups {
		label := g.numbers[0]
		if len(g.numbers) > 1 {
			label += fmt.Sprintf(" +%d", len(g.numbers)-1)
		}
		w := 14 + 7*float64(len(label))
		taken = append(taken, [4]float64{g.x - w/2, g.y - 11, g.x + w/2, g.y + 11})
		p.Pins = append(p.Pins, pin{
			X: g.x, Y: g.y, Label: label, Declared: g.declared, Width: w, Shift: -w / 2,
			Text: strings.Join(g.numbers, ", ") + ": " + strings.Join(g.names, "; "),
		})
	}
	for i := range p.Pins {
		p.Pins[i].name(groups[i].names[0], &taken)
	}
}

// name writes the place's name beside the pin, where nothing else is.
func (n *pin) name(place string, taken *[][4]float64) {
	name, _, _ := strings.Cut(place, ",")
	name = report.Fit(report.Clean(name), 18)
	w := 7.2*float64(report.Columns(name)) + 6
	for _, side := range []struct {
		anchor string
		at     float64
		from   float64
	}{{"start", n.X + n.Width/2 + 4, n.X + n.Width/2 + 2}, {"end", n.X - n.Width/2 - 4, n.X - n.Width/2 - 2 - w}} {
		box := [4]float64{side.from, n.Y - 9, side.from + w, n.Y + 9}
		free := box[0] > 0 && box[2] < mapWidth && !slices.ContainsFunc(*taken, func(t [4]float64) bool {
			return box[0] < t[2] && t[0] < box[2] && box[1] < t[3] && t[1] < box[3]
		})
		if free {
			*taken = append(*taken, box)
			n.Name, n.NameX, n.Anchor = name, round(side.at), side.anchor
			return
		}
	}
}

// grid draws parallels and meridians at round degrees.
func (p *placesView) grid(v view) {
	step := 60.0
	for _, s := range []float64{30, 20, 10, 5, 2} {
		if (v.east-v.west)/s <= 9 && (v.north-v.south)/s <= 7 {
			step = s
		}
	}
	name := func(x float64, plus, minus string) string {
		switch {
		case x > 0:
			return fmt.Sprintf("%g° %s", x, plus)
		case x < 0:
			return fmt.Sprintf("%g° %s", -x, minus)
		}
		return "0°"
	}
	for x := math.Ceil(v.west/step) * step; x < v.east; x += step {
		at, _ := v.xy(0, x)
		p.Long = append(p.Long, gridLine{at, name(x, "E", "W")})
	}
	for y := math.Ceil(v.south/step) * step; y < v.north; y += step {
		_, at := v.xy(y, 0)
		p.Lat = append(p.Lat, gridLine{at, name(y, "N", "S")})
	}
}

// land is a path of dots where there are towns, in degrees, north up: enough to know a
// coast by, without anybody's border. It is drawn once and used by every map.
func land() string {
	text, err := fs.ReadFile(content.FS(), "places/cities.tsv")
	if err != nil {
		return ""
	}
	const cell = 1.5
	seen := map[[2]int]bool{}
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		fields := strings.Split(lines.Text(), "\t")
		if strings.HasPrefix(lines.Text(), "#") || len(fields) < 5 {
			continue
		}
		lat, err1 := strconv.ParseFloat(fields[3], 64)
		long, err2 := strconv.ParseFloat(fields[4], 64)
		if err1 == nil && err2 == nil {
			seen[[2]int{int(math.Floor(-lat / cell)), int(math.Floor(long / cell))}] = true
		}
	}
	cells := make([][2]int, 0, len(seen))
	for c := range seen {
		cells = append(cells, c)
	}
	slices.SortFunc(cells, func(a, b [2]int) int { return slices.Compare(a[:], b[:]) })
	var b strings.Builder
	for _, c := range cells {
		fmt.Fprintf(&b, "M%g %gh0", (float64(c[1])+0.5)*cell, (float64(c[0])+0.5)*cell)
	}
	return b.String()
}
