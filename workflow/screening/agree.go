package screening

import (
	"regexp"
	"slices"
	"strings"
)

// Agreement says how a date or a place of birth stands to an entry's. It is said beside the
// score of the name and never enters it.
type Agreement string

// The agreements.
const (
	Unknown Agreement = "not stated"
	Agrees  Agreement = "agrees"
	Near    Agreement = "near" // the same year, or a year apart
	Differs Agreement = "differs"
)

var (
	yearOf = regexp.MustCompile(`\b(1[89]|20)\d\d\b`)
	dayOf  = regexp.MustCompile(`^(\d{4})-(\d\d)-(\d\d)`)
	wordy  = regexp.MustCompile(`^(\d\d) ([A-Z][a-z][a-z]) (\d{4})$`)
)

const months = "JanFebMarAprMayJunJulAugSepOctNovDec"

// isoDay writes "12 Mar 1970" as 1970-03-12 and leaves everything else.
func isoDay(text string) string {
	m := wordy.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return strings.TrimSpace(text)
	}
	k := strings.Index(months, m[2])
	if k < 0 || k%3 != 0 {
		return text
	}
	n := k/3 + 1
	return m[3] + "-" + string([]byte{byte('0' + n/10), byte('0' + n%10)}) + "-" + m[1]
}

// Dates compares a day or year of birth with the dates that an entry states.
func (e *Entry) Dates(born string) Agreement {
	born = strings.TrimSpace(born)
	year := yearOf.FindString(born)
	if year == "" || len(e.Born) == 0 {
		return Unknown
	}
	best := Differs
	for _, b := range e.Born {
		b = isoDay(b)
		if dayOf.MatchString(b) && dayOf.MatchString(born) {
			switch {
			case b[:10] == born[:10]:
				return Agrees
			case b[:4] == year, b[:4] == born[:4]:
				best = Near
			}
			continue
		}
		years := yearOf.FindAllString(b, -1)
		switch {
		case slices.Contains(years, year), len(years) == 2 && years[0] <= year && year <= years[1]:
			if !dayOf.MatchString(born) && !dayOf.MatchString(b) {
				return Agrees
			}
			best = Near
		case len(years) == 1 && apart(years[0], year) <= 1:
			best = Near
		}
	}
	return best
}

func apart(a, b string) int {
	n := 0
	for i := range 4 {
		n = n*10 + int(a[i]) - int(b[i])
	}
	return max(n, -n)
}

// Birthplace compares a place of birth with those that an entry states, word by word.
func (e *Entry) Birthplace(place string) Agreement {
	asked := strings.FieldsFunc(strings.ToLower(place), notLetter)
	if len(asked) == 0 || len(e.BornIn) == 0 {
		return Unknown
	}
	for _, b := range e.BornIn {
		own := strings.FieldsFunc(strings.ToLower(b), notLetter)
		for _, w := range asked {
			if len(w) > 2 && slices.Contains(own, w) {
				return Agrees
			}
		}
	}
	return Differs
}

func notLetter(r rune) bool {
	return r == ',' || r == ' ' || r == '.' || r == ';' || r == '(' || r == ')'
}
