package network

import (
	"net/netip"

	"bonafide/model"
)

//nolint:gochecknoglobals // constant tables
var (
	carrierNAT = netip.MustParsePrefix("100.64.0.0/10")
	// notRouted are ranges that the registries keep out of the public network: benchmark
	// and fake-address ranges of tunnel clients, protocol assignments, reserved space.
	notRouted = []netip.Prefix{
		netip.MustParsePrefix("0.0.0.0/8"),
		netip.MustParsePrefix("192.0.0.0/24"),
		netip.MustParsePrefix("198.18.0.0/15"),
		netip.MustParsePrefix("240.0.0.0/4"),
		netip.MustParsePrefix("fec0::/10"),
		netip.MustParsePrefix("100::/64"),
	}
)

// special recognises addresses that belong to no operator (RFC 6890 and its kin).
// Documentation ranges are left alone: examples use them as if they were real.
func special(a netip.Addr) (model.NetworkKind, string) {
	switch {
	case a.IsPrivate(), a.IsLoopback(), a.IsLinkLocalUnicast(), a.IsUnspecified(), a.IsMulticast(), a.IsLinkLocalMulticast():
		return model.PrivateNet, ""
	case carrierNAT.Contains(a):
		return model.CarrierNATNet, ""
	}
	for _, p := range notRouted {
		if p.Contains(a) {
			return model.PrivateNet, ""
		}
	}
	return model.UnknownNet, ""
}
