package normalize

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// ErrTime says that a text is no time in any way of writing known here.
var ErrTime = errors.New("not a time that can be read")

// ParseTime reads a time in the ways logs and exports write it: RFC 3339 and its
// relatives, seconds to nanoseconds since 1970, and the common spellings with month
// names. zone holds where the text says nothing; a plain date is the beginning of the day
// there. Month/day/year is read as Americans write it, unless the first number can only
// be a day. The result is in UTC.
func ParseTime(text string, zone *time.Location) (time.Time, error) {
	s := strings.TrimSpace(text)
	if zone == nil {
		zone = time.UTC
	}
	if t, ok := parseISO(s, zone); ok {
		return t, nil
	}
	if t, ok := parseEpoch(s); ok {
		return t, nil
	}
	if len(s) < 6 || len(s) > 60 {
		return time.Time{}, ErrTime
	}
	for _, layout := range layouts(s) {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil && plausible(t.Year()) {
			return t.UTC(), nil
		}
	}
	return time.Time{}, ErrTime
}

// plausible keeps out what is no time of a log: year 1 and 1601 mean "never".
func plausible(year int) bool { return year >= 1970 && year < 2200 }

// parseISO reads 2006-01-02, with T or a blank and 15:04[:05[.999]] and an offset.
func parseISO(s string, zone *time.Location) (time.Time, bool) {
	if len(s) < 10 || s[4] != '-' || s[7] != '-' {
		return time.Time{}, false
	}
	year, a := digits(s[:4])
	month, b := digits(s[5:7])
	day, c := digits(s[8:10])
	if !a || !b || !c || month < 1 || month > 12 || day < 1 || day > 31 || !plausible(year) {
		return time.Time{}, false
	}
	date := func(h, m, sec, ns int, loc *time.Location) (time.Time, bool) {
		t := time.Date(year, time.Month(month), day, h, m, sec, ns, loc)
		return t.UTC(), t.Day() == day || h == 24 || sec == 60
	}
	if len(s) == 10 {
		return date(0, 0, 0, 0, zone)
	}
	if len(s) < 16 || s[10] != 'T' && s[10] != ' ' && s[10] != 't' || s[13] != ':' {
		return time.Time{}, false
	}
	hour, a := digits(s[11:13])
	minute, b := digits(s[14:16])
	if !a || !b || hour > 24 || minute > 59 {
		return time.Time{}, false
	}
	rest, sec, ns := s[16:], 0, 0
	if len(rest) >= 3 && rest[0] == ':' {
		if sec, a = digits(rest[1:3]); !a || sec > 60 {
			return time.Time{}, false
		}
		rest = rest[3:]
		if len(rest) > 1 && (rest[0] == '.' || rest[0] == ',') {
			ns, rest = fraction(rest[1:])
		}
	}
	loc, ok := offset(strings.TrimSpace(rest), zone)
	if !ok {
		return time.Time{}, false
	}
	return date(hour, minute, sec, ns, loc)
}

func digits(s string) (int, bool) {
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}

// fraction reads the digits after the point as nanoseconds.
func fraction(s string) (ns int, rest string) {
	unit := 100_000_000
	i := 0
	for ; i < len(s) && s[i] >= '0' && s[i] <= '9'; i++ {
		ns += int(s[i]-'0') * unit
		unit /= 10
	}
	return ns, s[i:]
}

// offset reads Z, UTC, +02:00, +0200, +02 or nothing.
func offset(s string, zone *time.Location) (*time.Location, bool) {
	switch s {
	case "":
		return zone, true
	case "Z", "z", "UTC", "GMT", "+00:00", "+0000", "-00:00":
		return time.UTC, true
	}
	if s[0] != '+' && s[0] != '-' {
		return nil, false
	}
	hm := strings.Replace(s[1:], ":", "", 1)
	if len(hm) == 2 {
		hm += "00"
	}
	n, ok := digits(hm)
	if !ok || len(hm) != 4 || n/100 > 15 || n%100 > 59 {
		return nil, false
	}
	sec := n/100*3600 + n%100*60
	if s[0] == '-' {
		sec = -sec
	}
	return time.FixedZone("", sec), true
}

// parseEpoch reads seconds, milli-, micro- or nanoseconds since 1970, told by their size.
func parseEpoch(s string) (time.Time, bool) {
	if strings.ContainsAny(s, "eE") {
		if f, err := strconv.ParseFloat(s, 64); err == nil && f > 1e8 && f < 1e11 {
			return time.UnixMilli(int64(f * 1000)).UTC(), true
		}
		return time.Time{}, false
	}
	whole, frac, _ := strings.Cut(s, ".")
	if len(whole) < 9 || len(whole) > 19 {
		return time.Time{}, false
	}
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || n < 0 {
		return time.Time{}, false
	}
	var t time.Time
	switch {
	case n < 1e11:
		ns, _ := fraction(frac)
		t = time.Unix(n, int64(ns))
	case n < 1e14:
		t = time.UnixMilli(n)
	case n < 1e17:
		t = time.UnixMicro(n)
	default:
		t = time.Unix(0, n)
	}
	return t.UTC(), plausible(t.Year())
}

// layouts are the ways of writing to try for s, told by its first letters.
func layouts(s string) []string {
	if s[0] < '0' || s[0] > '9' {
		return []string{
			"Jan 2, 2006 03:04:05 PM", "Jan 2, 2006 3:04 PM", "Jan 2, 2006 15:04:05", "Jan 2, 2006", "January 2, 2006", "Jan 2 2006",
			"Jan 2, 2006 at 3:04 PM", "January 2, 2006 3:04 PM", "Mon Jan _2 15:04:05 2006 MST", "Mon Jan _2 15:04:05 2006", "Mon Jan _2 15:04:05 MST 2006",
			time.RFC1123Z, time.RFC1123, time.RFC850, "Monday, January 2, 2006 3:04:05 PM", "Jan 2 2006 15:04:05",
		}
	}
	if i := strings.IndexByte(s, '/'); i == 4 {
		return []string{"2006/01/02 15:04:05", "2006/01/02 15:04", "2006/01/02", "2006/01/02 15:04:05.999999"}
	} else if i > 0 {
		american := []string{
			"1/2/2006", "1/2/2006 15:04:05", "1/2/2006 15:04", "1/2/2006 3:04:05 PM", "1/2/2006 3:04 PM", "1/2/06",
			"1/2/2006, 3:04:05 PM", "1/2/2006, 3:04 PM", "1/2/06 3:04 PM", "1/2/06 15:04", "1/2/06 15:04:05", "1/2/2006 15:04:05 -07:00", "1/2/2006 3:04:05 PM -07:00",
		}
		if d, ok := digits(s[:i]); ok && d > 12 {
			return []string{"2/1/2006", "2/1/2006 15:04:05", "2/1/2006 15:04", "2/1/06"}
		}
		return american
	}
	return []string{
		"02.01.2006", "02.01.2006 15:04:05", "02.01.2006 15:04", "2.1.2006", "02-Jan-2006", "02-Jan-2006 15:04:05", "2 Jan 2006", "2 January 2006",
		"2 Jan 2006 15:04:05", "02-Jan-06", "20060102", "20060102T150405Z", "20060102150405", "02/Jan/2006:15:04:05 -0700", "02-01-2006", "01-02-2006",
	}
}
