package normalize

import (
	"net/netip"
	"strconv"
	"strings"
	"time"

	"bonafide/model"
)

// Put adds a value to an event in the form its field has: addresses without port and
// brackets, flags as true or false, times in RFC 3339, MAC addresses in lower case with
// colons. A value that says nothing ("-", "null", "N/A") or is not of the field's type is
// not added.
func Put(e *model.Event, f model.Field, value string) {
	value = strings.TrimSpace(value)
	if Nothing(value) {
		return
	}
	info := f.Info()
	switch info.Type {
	case model.Address:
		value = Address(value)
	case model.Flag:
		value = Flag(value)
	case model.Number:
		if _, err := strconv.ParseFloat(value, 64); err != nil {
			return
		}
	case model.Time:
		t, err := ParseTime(value, nil)
		if err != nil {
			return
		}
		value = t.Format(time.RFC3339Nano)
	}
	if info.Observable == model.ObservedMAC || info.Observable == model.ObservedBSSID || f == model.NeighbourMAC || f == model.SrcMAC {
		value = MAC(value)
	}
	e.Add(f, value)
}

// Nothing tells whether a value is one of the words that stand for none.
func Nothing(value string) bool {
	switch value {
	case "", "-", "--", "null", "NULL", "(null)", "None", "none", "N/A", "n/a", "<nil>", "nil", "undefined", "NaN":
		return true
	}
	return false
}

// Address is the IP address that a value is or begins with, "" when it is none.
func Address(value string) string {
	if _, err := netip.ParseAddr(value); err == nil {
		return value
	}
	if ap, err := netip.ParseAddrPort(value); err == nil {
		return ap.Addr().String()
	}
	value = strings.TrimSuffix(strings.TrimPrefix(value, "["), "]")
	if i := strings.IndexAny(value, ", /"); i > 0 {
		value = value[:i]
	}
	if a, err := netip.ParseAddr(value); err == nil {
		return a.String()
	}
	return ""
}

// Flag is "true" or "false" for the words people write for them, "" for others.
func Flag(value string) string {
	switch strings.ToLower(value) {
	case "true", "1", "yes", "y", "t", "on", "enabled", "compliant", "managed", "registered":
		return "true"
	case "false", "0", "no", "n", "f", "off", "disabled", "noncompliant", "unmanaged", "not_registered":
		return "false"
	}
	return ""
}

// MAC writes a MAC address in lower case with colons; what is none is given back in
// lower case, and the address that stands for nobody as "".
func MAC(value string) string {
	var hex [12]byte
	n := 0
	canonical := len(value) == 17
	for i := range len(value) {
		c := value[i]
		switch {
		case c >= '0' && c <= '9', c >= 'a' && c <= 'f':
		case c >= 'A' && c <= 'F':
			c += 'a' - 'A'
			canonical = false
		case c == ':':
			canonical = canonical && i%3 == 2
			if i > 0 && i < 2 || n%2 == 1 { // macOS leaves out leading zeros
				return looseMAC(value)
			}
			continue
		case c == '-', c == '.':
			canonical = false
			continue
		default:
			return strings.ToLower(value)
		}
		if n == len(hex) {
			return strings.ToLower(value)
		}
		hex[n] = c
		n++
	}
	if n != len(hex) {
		return looseMAC(value)
	}
	if string(hex[:]) == "000000000000" || string(hex[:]) == "ffffffffffff" {
		return ""
	}
	if canonical {
		return value
	}
	var out [17]byte
	for i := range 6 {
		copy(out[3*i:], hex[2*i:2*i+2])
		if i < 5 {
			out[3*i+2] = ':'
		}
	}
	return string(out[:])
}

// looseMAC fills in leading zeros: "0:1b:2:…".
func looseMAC(value string) string {
	parts := strings.Split(strings.ToLower(value), ":")
	if len(parts) != 6 {
		return strings.ToLower(value)
	}
	for i, p := range parts {
		if len(p) == 1 {
			parts[i] = "0" + p
		} else if len(p) != 2 {
			return strings.ToLower(value)
		}
	}
	if s := strings.Join(parts, ":"); s != "00:00:00:00:00:00" {
		return s
	}
	return ""
}
