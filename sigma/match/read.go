package match

import (
	"net/netip"

	"bonafide/sigma"
)

// Texts are read as sigma reads them; what is frequent is read here, without making strings.

// readNumber is sigma.ReadNumber.
func readNumber(b []byte) (float64, bool) {
	i := 0
	if len(b) > 0 && b[0] == '-' {
		i = 1
	}
	if i == len(b) || b[i]-'0' > 9 && b[i] != '+' {
		return 0, false
	}
	if len(b) > 15 {
		return sigma.ReadNumber(string(b))
	}
	n := 0
	for _, c := range b[i:] {
		if c-'0' > 9 {
			return sigma.ReadNumber(string(b))
		}
		n = 10*n + int(c-'0')
	}
	if i == 1 {
		n = -n
	}
	return float64(n), true
}

// readAddr is sigma.ReadAddr.
func readAddr(b []byte) (netip.Addr, bool) {
	var a [4]byte
	octet, n, size := 0, 0, 0
	for _, c := range b {
		switch {
		case c == ':':
			return sigma.ReadAddr(string(b))
		case c == '.' && size > 0 && octet < 3:
			a[octet] = byte(n) //nolint:gosec // at most 255
			octet, n, size = octet+1, 0, 0
		case c-'0' <= 9 && (size == 0 || n > 0) && 10*n+int(c-'0') <= 255:
			n, size = 10*n+int(c-'0'), size+1
		case hexDigit(c):
			return sigma.ReadAddr(string(b))
		default:
			return netip.Addr{}, false
		}
	}
	if octet != 3 || size == 0 {
		return netip.Addr{}, false
	}
	a[3] = byte(n) //nolint:gosec // at most 255
	return netip.AddrFrom4(a), true
}

func hexDigit(c byte) bool { return c-'0' <= 9 || c|0x20 >= 'a' && c|0x20 <= 'f' }
