// Package diurnal infers the offset from UTC at which somebody lives from nothing but the
// times at which they are active. Start with Hours, which gathers the times in a few hundred
// bytes, and Model.Infer, which gives a posterior over offsets with its uncertainty.
//
// What it knows of people is a table of weights (weights.go), learned from public commit
// times whose offset is known; docs/design/hours.md says how and how well. It never sees a
// name, a place or a claim, and never speaks of more than an offset.
package diurnal

import "time"

const (
	day  = 24
	week = 7 * day
	// The counters of one season stand in a row: hours of the week with activity, then the
	// hours of the day in which activity began after a pause, then those in which it ended.
	starts  = week
	ends    = week + day
	season  = week + 2*day
	seasons = 2
	// pause is a gap that is taken for the night: shorter ones come with dinner or a carer's day.
	pause = 6 * time.Hour
	// memory is after how many active days everything counted so far is halved, so that who
	// moved is known by the new place before a year is over.
	memory = 250
)

// Hours are the hours in which somebody was active. The zero Hours is empty. An hour counts
// once, whatever happened in it, for a burst of fifty commits is one piece of evidence.
type Hours struct {
	// Counts are seasons x (168 hours of the week, 24 in which activity began, 24 in which it
	// ended), in UTC.
	Counts Counters `json:"counts,omitempty"`
	// Days are the stretches of activity between pauses: about the active days.
	Days int `json:"days,omitempty"`
	// Last is the last activity in seconds since 1970.
	Last int64 `json:"last,omitempty"`
}

// Add counts an activity. Times come in order; what lies before the last one is left out.
func (h *Hours) Add(at time.Time) {
	t := at.Unix()
	if h.Last != 0 && (t < h.Last || t/3600 == h.Last/3600) {
		h.Last = max(h.Last, t)
		return
	}
	if h.Counts == nil {
		h.Counts = make(Counters, seasons*season)
	}
	if h.Last == 0 || t-h.Last >= int64(pause/time.Second) {
		if h.Last != 0 {
			h.count(h.Last, ends+hourOfDay(h.Last))
		}
		h.count(t, starts+hourOfDay(t))
		if h.Days++; h.Days%memory == 0 {
			h.fade()
		}
	}
	h.count(t, hourOfWeek(t))
	h.Last = t
}

func (h *Hours) count(t int64, at int) {
	at += season * seasonOf(t)
	if h.Counts[at]++; h.Counts[at] == 255 {
		h.fade()
	}
}

// fade halves all counters, rounding up, so that what is rare is not lost.
func (h *Hours) fade() {
	for i, n := range h.Counts {
		h.Counts[i] = n - n/2
	}
}

// Active is in how many hours there was activity, as far as it is remembered.
func (h *Hours) Active() int { return h.active(0) + h.active(1) }

func (h *Hours) active(s int) int {
	n := 0
	if h.Counts != nil {
		for _, c := range h.Counts[s*season : s*season+week] {
			n += int(c)
		}
	}
	return n
}

// Summer tells whether most activity fell into the northern summer.
func (h *Hours) Summer() bool { return h.active(1) > h.active(0) }

func hourOfDay(t int64) int { return int(t / 3600 % day) }

// hourOfWeek is 0 for the first hour of Monday.
func hourOfWeek(t int64) int { return int((t/3600 + 3*day) % week) }

func seasonOf(t int64) int {
	if NorthernSummer(t) {
		return 1
	}
	return 0
}

// NorthernSummer tells whether clocks of the northern hemisphere are on summer time, to a
// week, at a Unix time.
func NorthernSummer(t int64) bool {
	const year, march, october = 365.2425 * 86400, 83, 301
	d := float64(t) / year
	d = (d - float64(int64(d))) * 365.2425
	return d >= march && d < october
}
