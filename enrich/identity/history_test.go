package identity

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"bonafide/model"
)

// plainHolder asks every lease, as the words say it.
func plainHolder(leases []lease, at time.Time) (node, bool) {
	next := 0
	for next < len(leases) && !leases[next].from.After(at) {
		next++
	}
	if next == 0 || leases[next-1].ends || at.After(leases[next-1].until) {
		return node{}, false
	}
	last := leases[next-1]
	for i := range next - 1 {
		other := leases[i]
		back := slices.ContainsFunc(leases[i+1:next], func(l lease) bool { return l.ends && l.who == other.who })
		if other.who == last.who || other.ends || back || at.Sub(other.from) > leaseDays {
			continue
		}
		again := slices.ContainsFunc(leases[next:], func(l lease) bool { return l.who == other.who && !l.from.After(other.until) })
		if again || other.told && other.until.After(last.from) {
			return node{}, false
		}
	}
	return last.who, true
}

// TestHolderIsWhatEveryLeaseSays compares with the plain answer, for any leases at different
// times, at and between them.
func TestHolderIsWhatEveryLeaseSays(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	named, dropped := 0, 0
	for seed := range uint64(400) {
		rng := rand.New(rand.NewPCG(seed, 1))
		var leases []lease
		at, people := start, 1+rng.IntN(4)
		who := 0
		for i := range 60 {
			at = at.Add(time.Duration(1+rng.IntN(1+int(seed%40))) * time.Hour)
			if rng.IntN(4) == 0 {
				who = rng.IntN(people)
			}
			l := lease{
				who: node{model.ObservedHostname, fmt.Sprint("lt-", who)}, from: at, until: at.Add(leaseDays), ends: rng.IntN(8) == 0,
				origin: model.Origin{Path: "dhcp.log", Line: int64(i)},
			}
			if seed%2 == 0 {
				l.until, l.told = at.Add(time.Duration(4+rng.IntN(60))*time.Hour), true
			}
			leases = append(leases, l)
		}
		shuffled := slices.Clone(leases)
		rng.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		h := newHistory(shuffled)
		dropped += len(leases) - len(h.leases)
		for ask := start; ask.Before(at.Add(20 * 24 * time.Hour)); ask = ask.Add(90 * time.Minute) {
			want, wantOK := plainHolder(leases, ask)
			got, ok := h.holder(ask)
			if got != want || ok != wantOK {
				t.Fatalf("seed %d: at %s: %v %v, want %v %v", seed, ask, got, ok, want, wantOK)
			}
			if ok {
				named++
			}
		}
	}
	if named == 0 || dropped == 0 {
		t.Errorf("%d answers named somebody, %d renewals were left out: the test says nothing", named, dropped)
	}
}

// TestRenewalsAreKeptOnce: a computer that keeps its address for a year has two leases.
func TestRenewalsAreKeptOnce(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	var leases []lease
	for i := range 365 * 4 {
		at := start.Add(time.Duration(i) * 6 * time.Hour)
		leases = append(leases, lease{who: node{model.ObservedHostname, "lt-1"}, from: at, until: at.Add(12 * time.Hour), told: true, origin: model.Origin{Line: int64(i)}})
	}
	h := newHistory(leases)
	if len(h.leases) != 2 {
		t.Errorf("%d leases are kept, want 2", len(h.leases))
	}
	if who, ok := h.holder(start.Add(100 * 24 * time.Hour)); !ok || who.value != "lt-1" {
		t.Errorf("%v, %v", who, ok)
	}
}

// TestManyHandovers: an address of a guests' network is answered for without going through
// all who ever had it.
func TestManyHandovers(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	var leases []lease
	for i := range 5000 {
		at := start.Add(time.Duration(i) * 2 * time.Minute)
		who := node{model.ObservedHostname, fmt.Sprint("guest-", i)}
		leases = append(leases, lease{who: who, from: at, until: at.Add(leaseDays)}, lease{who: who, from: at.Add(time.Minute), until: at.Add(leaseDays), ends: true})
	}
	h := newHistory(leases)
	for i := range 5000 {
		at := start.Add(time.Duration(i)*2*time.Minute + 30*time.Second)
		for range 20 {
			if who, ok := h.holder(at); !ok || who.value != fmt.Sprint("guest-", i) {
				t.Fatalf("at %s: %v, %v", at, who, ok)
			}
		}
	}
}
