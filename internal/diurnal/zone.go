package diurnal

import "time"

// Rule is how clocks change with the seasons.
type Rule int

// Rules of summer time.
const (
	Fixed    Rule = iota // clocks never change
	Northern             // an hour ahead from March to October
	Southern             // an hour ahead from October to March
)

// Zone is a hypothesis: an offset from UTC outside summer time, in half-hours, and a rule.
type Zone struct {
	Offset int
	Rule   Rule
}

// At is the offset in hours in the northern summer, or outside it.
func (z Zone) At(summer bool) float64 {
	o := float64(z.Offset) / 2
	if z.ahead(summer) {
		o++
	}
	return o
}

func (z Zone) ahead(summer bool) bool {
	return z.Rule == Northern && summer || z.Rule == Southern && !summer
}

// Claimed reads a time zone as a hypothesis, as it is in the year of t.
func Claimed(l *time.Location, t time.Time) Zone {
	_, winter := time.Date(t.Year(), time.January, 15, 12, 0, 0, 0, time.UTC).In(l).Zone()
	_, summer := time.Date(t.Year(), time.July, 15, 12, 0, 0, 0, time.UTC).In(l).Zone()
	z := Zone{Offset: halves(min(winter, summer))}
	switch {
	case summer > winter:
		z.Rule = Northern
	case winter > summer:
		z.Rule = Southern
	}
	return z
}

func halves(seconds int) int {
	if seconds < 0 {
		return -((-seconds + 900) / 1800)
	}
	return (seconds + 900) / 1800
}

// zones are the hypotheses: every offset that clocks on Earth are set to, with the rules
// that are in use at it. Offsets are equally likely beforehand, however many people live
// there; 13 and 14 hours ahead are the hours of 11 and 10 behind.
func zones() [][]Zone {
	var list [][]Zone
	for o := -22; o <= 24; o++ {
		half := o%2 != 0
		if half && o != -7 && o != 7 && o != 9 && o != 11 && o != 13 && o != 19 && o != 21 {
			continue
		}
		same := []Zone{{o, Fixed}}
		if o >= -20 && o <= -6 || o >= -2 && o <= 4 {
			same = append(same, Zone{o, Northern})
		}
		if o == -8 || o == -6 || o >= 19 && o <= 24 && o != 21 {
			same = append(same, Zone{o, Southern})
		}
		list = append(list, same)
	}
	return list
}
