package match

import (
	"testing"

	"bonafide/sigma"
)

// TestReadAsSigma holds the short ways of reading against the long ones.
func TestReadAsSigma(t *testing.T) {
	for _, text := range []string{
		"", "0", "-0", "-", "+", "+5", "007", "12", "-12", "1.5", "1e3", "1.", ".5", " 1", "1 ", "999999999999999", "9999999999999999", "0x10", "1a", "--1",
		"1.2.3.4", "01.2.3.4", "0.0.0.0", "255.255.255.255", "256.1.1.1", "1.2.3", "1.2.3.4.5", "1..2.3", ".1.2.3", "1.2.3.", "1.2.3.4%eth0", "::1", "::ffff:1.2.3.4",
		"fe80::1%eth0", "a.b.c.d", "beef", "abcd::", "1.2.3.4:80", "1.2.3.4 ", "00.1.1.1", "1.2.3.00",
	} {
		n, ok := readNumber([]byte(text))
		if want, is := sigma.ReadNumber(text); n != want || ok != is {
			t.Errorf("%q is the number %v, %v; want %v, %v", text, n, ok, want, is)
		}
		a, ok := readAddr([]byte(text))
		if want, is := sigma.ReadAddr(text); a != want || ok != is {
			t.Errorf("%q is the address %v, %v; want %v, %v", text, a, ok, want, is)
		}
	}
}
