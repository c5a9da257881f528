package sigma

import (
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A value of an event is a text; here is how a number, an address and a part of a time are
// read from it. All of the text has to be one: nothing is trimmed.

var (
	number = regexp.MustCompile(`^[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$`)
	clock  = regexp.MustCompile(`^[Tt ]([01][0-9]|2[0-3]):([0-5][0-9])(?::(?:[0-5][0-9]|60)(?:[.,][0-9]+)?)?(?: ?(?:[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?))?$`)
)

// ReadNumber reads a text that is a decimal number as a whole, as JSON writes it; a plus
// sign and leading zeros are fine, too. What is too big for a float64 is infinite.
func ReadNumber(text string) (float64, bool) {
	if !number.MatchString(text) {
		return 0, false
	}
	v, _ := strconv.ParseFloat(text, 64) // all that can go wrong is the range
	return v, true
}

// ReadAddr reads a text that is an IP address as a whole. An IPv4 address in IPv6 form is
// the IPv4 address; a zone is left out.
func ReadAddr(text string) (netip.Addr, bool) {
	a, err := netip.ParseAddr(text)
	if err != nil {
		return netip.Addr{}, false
	}
	return a.Unmap().WithZone(""), true
}

// Of reads the part from a text that is an ISO 8601 time or date as a whole: year, month
// and day with hyphens, then perhaps T or a space, hour, minute, second, a fraction and a
// zone, none of which is converted. A date has no hour and no minute.
func (p Part) Of(text string) (float64, bool) {
	if len(text) < len(time.DateOnly) {
		return 0, false
	}
	date, rest := text[:len(time.DateOnly)], text[len(time.DateOnly):]
	day, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return 0, false
	}
	var hour, minute string
	if rest != "" {
		m := clock.FindStringSubmatch(rest)
		if m == nil {
			return 0, false
		}
		hour, minute = m[1], m[2]
	}
	switch p {
	case Minute:
		return ReadNumber(minute)
	case Hour:
		return ReadNumber(hour)
	case Day:
		return float64(day.Day()), true
	case Week:
		_, week := day.ISOWeek()
		return float64(week), true
	case Month:
		return float64(day.Month()), true
	case Year:
		return float64(day.Year()), true
	}
	return 0, false
}

// Fits tells whether a JSON number, as it is written, is the number. Integers are compared
// digit by digit, so that those beyond 2^53 are told apart.
func (n Number) Fits(text string) bool {
	if integer(text) && integer(n.Digits) {
		return text == n.Digits
	}
	v, ok := ReadNumber(text)
	return ok && v == n.Value
}

// integer tells whether a text is an integer in its one usual form.
func integer(text string) bool {
	digits := strings.TrimPrefix(text, "-")
	if digits == "" || digits[0] == '0' && text != "0" {
		return false
	}
	return strings.Trim(digits, "0123456789") == ""
}
