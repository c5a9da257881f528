package identity

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"bonafide/model"
	"bonafide/model/ocsf"
)

// lease says from when on an address of the company's own networks was whose: a computer's
// by DHCP, a person's by VPN.
type lease struct {
	who    node
	from   time.Time
	until  time.Time // when it ended at the latest
	told   bool      // until is what the record says
	ends   bool      // who gave the address back at from
	origin model.Origin
}

// How long a lease is believed that does not say how long it holds: Windows' DHCP server
// gives eight days, and a VPN session is a working day's.
const (
	leaseDays = 8 * 24 * time.Hour
	vpnHours  = 24 * time.Hour
)

// Activities of OCSF's DHCP Activity: the one by which a computer gets or keeps an address,
// and those after which it has none. Others, a request among them, say only what was wanted.
const (
	dhcpAck     ocsf.Activity = 5
	dhcpDecline ocsf.Activity = 4
	dhcpNak     ocsf.Activity = 6
	dhcpRelease ocsf.Activity = 7
	dhcpExpire  ocsf.Activity = 9
)

// leaseOf reads a lease and its address from an event; ok is false where it holds none.
func leaseOf(e *model.Event, actor, device node) (l lease, address string, ok bool) {
	l = lease{from: e.Time, origin: e.Origin}
	switch e.Class {
	case ocsf.DHCPActivity:
		address, l.who, l.until = e.Text(model.DeviceIP), device, e.Time.Add(leaseDays)
		l.ends = e.Activity == dhcpDecline || e.Activity == dhcpNak || e.Activity == dhcpRelease || e.Activity == dhcpExpire
		if !l.ends && e.Activity != dhcpAck {
			return l, "", false
		}
	case ocsf.TunnelActivity:
		address, l.who, l.until = e.Text(model.TunnelIP), actor, e.Time.Add(vpnHours)
		l.ends = e.Activity != ocsf.Connected
	default:
		return l, "", false
	}
	if until := e.When(model.EndTime); !until.IsZero() && until.After(e.Time) {
		l.until, l.told = until, true
	} else if seconds, given := e.Number(model.Seconds); given && seconds > 0 && e.Class == ocsf.DHCPActivity {
		l.until, l.told = e.Time.Add(time.Duration(seconds)*time.Second), true
	}
	return l, address, address != "" && l.who != (node{}) && e.Outcome != model.Failure
}

// keepLease notes a lease.
func (l *Learner) keepLease(e *model.Event, actor, device node) {
	found, address, ok := leaseOf(e, actor, device)
	if !ok {
		return
	}
	found.who.value = strings.Clone(found.who.value)
	found.origin.Path = strings.Clone(found.origin.Path)
	l.leases[strings.Clone(address)] = append(l.leases[address], found)
}

// sorted puts leases into the order of their time, whatever order they were read in.
func sorted(leases []lease) []lease {
	slices.SortFunc(leases, func(a, b lease) int {
		return cmp.Or(a.from.Compare(b.from), compareNodes(a.who, b.who), cmp.Compare(a.origin.Path, b.origin.Path), cmp.Compare(a.origin.Line, b.origin.Line))
	})
	return leases
}

// holder is who had the address at a time. Nobody is named when the last lease was given
// back or ran out, and when two had it at once: two networks use the same addresses.
func (r *Resolver) holder(address string, at time.Time) (node, bool) {
	leases := r.leases[address]
	next, _ := slices.BinarySearchFunc(leases, at, func(l lease, t time.Time) int {
		if l.from.After(t) {
			return 1
		}
		return -1
	})
	if next == 0 {
		return node{}, false
	}
	last := &leases[next-1]
	if last.ends || at.After(last.until) {
		return node{}, false
	}
	for i := next - 2; i >= 0 && at.Sub(leases[i].from) <= leaseDays; i-- {
		other := &leases[i]
		switch {
		case other.who == last.who:
		case gone(leases[i+1:next], other.who): // it gave the address back before
		case other.told && other.until.After(last.from), again(leases[next:], other):
			return node{}, false
		}
	}
	return last.who, true
}

// gone tells whether somebody gave the address back.
func gone(leases []lease, who node) bool {
	return slices.ContainsFunc(leases, func(l lease) bool { return l.ends && l.who == who })
}

// again tells whether somebody renews a lease as if nobody else had had the address.
func again(leases []lease, l *lease) bool {
	for i := range leases {
		if leases[i].from.After(l.until) {
			return false // an address of a guests' network has thousands of leases
		}
		if leases[i].who == l.who {
			return true
		}
	}
	return false
}

// byAddress names the person whose address a record of the network shows, where it shows
// nothing else.
func (r *Resolver) byAddress(e *model.Event) (model.SubjectID, bool) {
	switch e.Class {
	case ocsf.DNSActivity, ocsf.NetworkActivity, ocsf.HTTPActivity, ocsf.RDPActivity:
	default:
		return "", false
	}
	who, ok := r.holder(e.Text(model.SrcIP), e.Time)
	if !ok {
		return "", false
	}
	return r.owners[who].at(e.Time)
}
