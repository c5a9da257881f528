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

// history is what is known of one address: its leases in the order of their time.
type history struct {
	leases []lease
	// doubts are, for each lease, the latest lease before it that makes its holder doubtful.
	doubts []doubt
	places map[node][]int // where each holder's leases stand
}

// doubt is when a lease began that contradicts another, if any did and it was looked for.
type doubt struct {
	from         time.Time
	found, asked bool
}

// newHistory puts leases into the order of their time, whatever order they were read in. Of
// one moment, the lines of one file stand in their order, and who gives the address back and
// does nothing else makes room for the others.
func newHistory(leases []lease) *history {
	slices.SortFunc(leases, func(a, b lease) int {
		return cmp.Or(a.from.Compare(b.from), cmp.Compare(a.origin.Path, b.origin.Path), cmp.Compare(a.origin.Line, b.origin.Line), compareNodes(a.who, b.who))
	})
	for from := 0; from < len(leases); {
		to := from + 1
		for to < len(leases) && leases[to].from.Equal(leases[from].from) {
			to++
		}
		if to-from > 1 {
			makeRoom(leases[from:to])
		}
		from = to
	}
	h := &history{leases: slices.Clip(slices.Clone(withoutRenewals(leases))), places: map[node][]int{}}
	h.doubts = make([]doubt, len(h.leases))
	for i := range h.leases {
		h.places[h.leases[i].who] = append(h.places[h.leases[i].who], i)
	}
	return h
}

// makeRoom puts those of one moment first who only gave the address back.
func makeRoom(leases []lease) {
	times := map[node]int{}
	for i := range leases {
		times[leases[i].who]++
	}
	rank := func(l lease) int {
		if l.ends && times[l.who] == 1 {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(leases, func(a, b lease) int { return cmp.Compare(rank(a), rank(b)) })
}

// withoutRenewals leaves out, in place, leases that only say again what the one before and the
// one after say: a computer renews its lease several times a day. It changes no answer, and so
// lets those stand during which somebody else may have had the address, too.
func withoutRenewals(leases []lease) []lease {
	kept := leases[:0]
	var all, others time.Time // until when leases held at the latest: all so far, and those before this holder's
	for i, l := range leases {
		n := len(kept)
		if n > 0 && kept[n-1].who != l.who {
			others = all
		}
		all = later(all, l.until)
		if n > 0 && i+1 < len(leases) && renews(&kept[n-1], &l) && renews(&l, &leases[i+1]) && !others.After(kept[n-1].from) {
			kept[n-1].until = l.until
			continue
		}
		kept = append(kept, l)
	}
	return kept
}

// renews tells whether a lease goes on with the one before.
func renews(before, l *lease) bool {
	return before.who == l.who && !before.ends && !l.ends && before.told == l.told && l.from.After(before.from) &&
		!l.from.After(before.until) && !before.until.After(l.until)
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// holder is who had the address at a time. Nobody is named when the last lease was given
// back or ran out, and when two had it at once: two networks use the same addresses.
func (h *history) holder(at time.Time) (node, bool) {
	next, _ := slices.BinarySearchFunc(h.leases, at, func(l lease, t time.Time) int {
		if l.from.After(t) {
			return 1
		}
		return -1
	})
	if next == 0 {
		return node{}, false
	}
	last := &h.leases[next-1]
	if last.ends || at.After(last.until) {
		return node{}, false
	}
	if d := h.doubt(next - 1); d.found && at.Sub(d.from) <= leaseDays {
		return node{}, false
	}
	return last.who, true
}

// doubt finds the latest lease that contradicts a lease, once: an address of a guests'
// network has thousands, and as many questions.
func (h *history) doubt(last int) *doubt {
	d := &h.doubts[last]
	if d.asked {
		return d
	}
	d.asked = true
	l := &h.leases[last]
	for i := last - 1; i >= 0 && l.from.Sub(h.leases[i].from) <= leaseDays; i-- {
		if other := &h.leases[i]; other.who != l.who && h.contradicts(i, last) {
			d.found, d.from = true, other.from
			break
		}
	}
	return d
}

// contradicts tells whether somebody had a lease and did not give it back, and either it still
// held when the last began, or they go on as if nobody else had had the address, or two files
// say of one moment who got it.
func (h *history) contradicts(i, last int) bool {
	other, l := &h.leases[i], &h.leases[last]
	if other.ends {
		return false
	}
	theirs := h.places[other.who]
	at, _ := slices.BinarySearch(theirs, i)
	for at++; at < len(theirs) && theirs[at] < last; at++ {
		if h.leases[theirs[at]].ends {
			return false // they gave the address back before
		}
	}
	if other.told && other.until.After(l.from) || at < len(theirs) && !h.leases[theirs[at]].from.After(other.until) {
		return true
	}
	return other.from.Equal(l.from) && other.origin.Path != l.origin.Path
}

// byAddress names the person whose address a record of the network shows, where it shows
// nothing else.
func (r *Resolver) byAddress(e *model.Event) (model.SubjectID, bool) {
	switch e.Class {
	case ocsf.DNSActivity, ocsf.NetworkActivity, ocsf.HTTPActivity, ocsf.RDPActivity:
	default:
		return "", false
	}
	h := r.leases[e.Text(model.SrcIP)]
	if h == nil {
		return "", false
	}
	who, ok := h.holder(e.Time)
	if !ok {
		return "", false
	}
	return r.owners[who].at(e.Time)
}
