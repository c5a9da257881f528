package prefixset_test

import (
	"net/netip"
	"testing"

	"bonafide/enrich/network/prefixset"
)

func prefixes(texts ...string) []netip.Prefix {
	var all []netip.Prefix
	for _, t := range texts {
		all = append(all, netip.MustParsePrefix(t))
	}
	return all
}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	one, err := prefixset.New(map[string]string{"kind": "vpn"}, prefixes("203.0.113.0/25", "203.0.113.128/25", "255.255.255.255/32", "0.0.0.0/32", "2001:db8::/33", "ffff:ffff:ffff:ffff::/64"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := prefixset.Encode([]*prefixset.Set{one})
	if err != nil {
		t.Fatal(err)
	}
	sets, err := prefixset.Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	s := sets[0]
	if s.Labels["kind"] != "vpn" || s.Len() != 5 || s.Addresses4() != 258 {
		t.Errorf("%v, %d ranges, %d addresses", s.Labels, s.Len(), s.Addresses4())
	}
	for text, want := range map[string]bool{
		"203.0.113.0": true, "203.0.113.255": true, "203.0.114.0": false, "203.0.112.255": false, "0.0.0.0": true, "0.0.0.1": false,
		"255.255.255.255": true, "2001:db8::1": true, "2001:db8:8000::1": false, "ffff:ffff:ffff:ffff::9": true, "::": false,
	} {
		if got := s.Contains(netip.MustParseAddr(text)); got != want {
			t.Errorf("Contains(%s) = %v, want %v", text, got, want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	s, err := prefixset.New(nil, prefixes("203.0.113.0/24", "2001:db8::/32"))
	if err != nil {
		f.Fatal(err)
	}
	b, err := prefixset.Encode([]*prefixset.Set{s})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Fuzz(func(_ *testing.T, b []byte) {
		sets, err := prefixset.Decode(b)
		if err == nil {
			for _, s := range sets {
				s.Contains(netip.MustParseAddr("203.0.113.7"))
			}
		}
	})
}
