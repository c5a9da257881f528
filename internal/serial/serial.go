// Package serial tells serial numbers that identify something from those that a maker put
// in as a placeholder. Two devices with the same placeholder have nothing in common.
package serial

import "strings"

// Placeholder tells whether a serial number says nothing: empty, zero, one character
// repeated, a running number, the value displays without a serial carry, or a word such as
// "To be filled by O.E.M.".
func Placeholder(s string) bool {
	s = strings.ToLower(strings.TrimSpace(s))
	if len(s) < 3 || repeated(s) || running(s) {
		return true
	}
	for _, word := range [...]string{
		"0x01010101", "01010101", "16843009", "0x00000000", "0x0", "0xffffffff", "4294967295", "1234567890", "0123456789",
		"0123456789abcdef", "none", "n/a", "unknown", "default string", "default_string", "system serial number", "not specified",
		"not applicable", "not available", "no asset tag", "invalid", "serial number", "serialnumber", "chassis serial number",
		"base board serial number", "empty", "oem", "123", "0000", "cafebabe", "deadbeef", "h4zm000001", "lhd000000000",
		"000000000001", "00000000000001", "demoset1",
	} {
		if s == word {
			return true
		}
	}
	return strings.Contains(s, "o.e.m") || strings.Contains(s, "to be filled") || strings.HasPrefix(s, "xxxx")
}

func repeated(s string) bool {
	s = strings.TrimPrefix(s, "0x")
	return s == "" || strings.Count(s, s[:1])*len(s[:1]) == len(s)
}

// running: 123456, 1234567890, abcdefgh.
func running(s string) bool {
	if len(s) < 5 {
		return false
	}
	for i := 1; i < len(s); i++ {
		if s[i] != s[i-1]+1 && (s[i-1] != '9' || s[i] != '0') {
			return false
		}
	}
	return true
}
