package html

import (
	"fmt"
	"math"
	"slices"
	"time"

	"bonafide/model"
	"bonafide/report"
)

// timeline puts the reasons on a line of time, each with its number in the list.
// Positions across are percent, down pixels.
type timeline struct {
	Title  string
	Height int
	Axis   int // where the line is
	Months []tick
	Dots   []dot
	Stacks []tick // how many more there are above a full stack
	Top    int    // where that stands
	Start  *tick  // the first day, when it is known and not long before
}

type dot struct {
	X    float64
	Y    int
	No   int
	For  bool
	Href string
	Text string
}

const (
	dotRoom = 4.2 // percent that a dot takes on the line
	dotRow  = 24  // pixels between dots above one another
	mostUp  = 6   // dots above one another
)

func (b *builder) timeline(s *model.SubjectAssessment) *timeline {
	if len(s.Reasons) == 0 {
		return nil
	}
	type numbered struct {
		r  *model.Reason
		no int
	}
	list := make([]numbered, 0, len(s.Reasons))
	for i := range s.Reasons[:min(len(s.Reasons), mostReasons)] {
		list = append(list, numbered{&s.Reasons[i], i + 1})
	}
	slices.SortStableFunc(list, func(x, y numbered) int { return x.r.At.Compare(y.r.At) })
	from, to := list[0].r.At, list[len(list)-1].r.At
	t := &timeline{Title: fmt.Sprintf("When each of the %s first held, from %s to %s", report.Count(len(list), "reason", "reasons"), report.Day(from), report.Day(to))}
	if b.a.To != nil && b.a.To.After(to) && b.a.To.Sub(to) < 400*24*time.Hour {
		to = *b.a.To
	}
	started := time.Time{}
	if b.o.Claims != nil {
		if c := b.o.Claims(s.ID); c != nil {
			started = c.Start
		}
	}
	if !started.IsZero() && started.Before(to) && from.Sub(started) < 400*24*time.Hour {
		if started.Before(from) {
			from = started
		}
	} else {
		started = time.Time{}
	}
	span := max(to.Sub(from), 24*time.Hour)
	at := func(x time.Time) float64 { return round(4 + 92*float64(x.Sub(from))/float64(span)) }
	if !started.IsZero() {
		t.Start = &tick{at(started), "starts " + report.Day(started)}
	}
	var ends []float64 // of the last dot in each row
	var more []int     // dots above the last full stacks
	for _, n := range list {
		x, y := at(n.r.At), 0
		for y < len(ends) && x-ends[y] < dotRoom {
			y++
		}
		if y == mostUp {
			if k := len(t.Stacks) - 1; k < 0 || x-t.Stacks[k].At >= dotRoom {
				t.Stacks, more = append(t.Stacks, tick{At: x}), append(more, 0)
			}
			more[len(more)-1]++
			continue
		}
		if y == len(ends) {
			ends = append(ends, 0)
		}
		ends[y] = x
		t.Dots = append(t.Dots, dot{
			X: x, Y: y, No: n.no, For: !against(n.r),
			Text: fmt.Sprintf("%d: %s, %s", n.no, n.r.Title, report.Day(n.r.At)),
		})
	}
	for i, n := range more {
		t.Stacks[i].Label = fmt.Sprintf("+%d", n)
	}
	t.Axis = 16 + dotRow*len(ends)
	if len(more) > 0 {
		t.Axis += 16
	}
	t.Top = t.Axis - 14 - dotRow*mostUp + 8
	for i := range t.Dots {
		t.Dots[i].Y = t.Axis - 14 - dotRow*t.Dots[i].Y
	}
	t.Height = t.Axis + 40
	t.Months = months(from, to, at)
	return t
}

// months marks the beginnings of months, or of every so many of them.
func months(from, to time.Time, at func(time.Time) float64) []tick {
	n := int(to.Sub(from).Hours()/24/30) + 1
	every := int(math.Ceil(float64(n) / 7))
	for _, nice := range []int{1, 2, 3, 6, 12} {
		if every <= nice {
			every = nice
			break
		}
	}
	var list []tick
	m := time.Date(from.Year(), from.Month(), 1, 0, 0, 0, 0, time.UTC)
	for ; !m.After(to); m = m.AddDate(0, 1, 0) {
		if (int(m.Month())-1)%every == 0 && !m.Before(from) {
			list = append(list, tick{at(m), m.Format("Jan 2006")})
		}
	}
	if len(list) < 2 {
		list = []tick{{at(from), report.Day(from)}}
		if days := to.Sub(from).Hours() / 24; days >= 2 {
			list = append(list, tick{at(to), report.Day(to)})
		}
	}
	return list
}
