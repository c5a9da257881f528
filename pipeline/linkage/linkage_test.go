package linkage_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bonafide/model"
	"bonafide/pipeline/linkage"
)

// town are people, some of whom declare one home.
type town map[model.SubjectID]*model.Claims

func (t town) Claims(id model.SubjectID) *model.Claims { return t[id] }

// people live alone, but for those whose id has a letter after the number: they share the number.
func people(ids ...model.SubjectID) town {
	t := town{}
	for _, id := range ids {
		t[id] = &model.Claims{ID: id, HomeKey: "home " + strings.TrimRight(string(id), "ab")}
	}
	return t
}

// common says that what more than ten people share is a hub.
func common(holders, _ int) float64 {
	if holders > 10 {
		return 0.1
	}
	return 1
}

func day(n int) time.Time { return time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n) }

// tied is what detectors find of a thing: a finding of each who holds it, since a day.
func tied(kind, value string, since int, ids ...model.SubjectID) []model.Finding {
	var list []model.Finding
	slices.Sort(ids)
	for _, id := range ids {
		f := model.Finding{
			Indicator: "NET-07", Subject: id, At: day(since + 3), About: kind + value, Reason: "shares " + value,
			Evidence: []model.Evidence{{Path: "log.jsonl", Line: int64(since + 1)}},
			Shared:   &model.Shared{Kind: kind, Value: value, Holders: len(ids), Population: 100, Subjects: ids, First: day(since), Last: day(since + 9)},
		}
		f.ID = f.Identify()
		list = append(list, f)
	}
	return list
}

func graph(t town, findings ...[]model.Finding) *linkage.Graph {
	g := linkage.New(t, common)
	for _, f := range slices.Concat(findings...) {
		g.Take(f)
	}
	return g
}

// groups are the members of each cluster.
func groups(g *linkage.Graph) []string {
	var list []string
	for _, c := range g.Clusters() {
		list = append(list, fmt.Sprint(c.Subjects))
	}
	return list
}

// members are how many people are in clusters.
func members(g *linkage.Graph) (n int) {
	for _, c := range g.Clusters() {
		n += len(c.Subjects)
	}
	return n
}

func TestWhoIsTied(t *testing.T) {
	t.Parallel()
	many := func(first ...model.SubjectID) []model.SubjectID {
		for i := range 20 {
			first = append(first, model.SubjectID(fmt.Sprintf("x%02d", i)))
		}
		return first
	}
	w := people(append(many(), "1a", "1b", "2a", "2b", "3", "4", "5")...)
	for _, c := range []struct {
		name string
		ties [][]model.Finding
		want []string
	}{
		{"one_router", [][]model.Finding{tied("gateway_mac", "m", 0, "3", "4")}, []string{"[3 4]"}},
		{"a_chain_of_different_things", [][]model.Finding{tied("gateway_mac", "m", 0, "3", "4"), tied("pay_account", "p", 9, "4", "5")}, []string{"[3 4 5]"}},
		{"two_groups", [][]model.Finding{tied("gateway_mac", "m", 0, "3", "4"), tied("usb_serial", "u", 0, "1a", "5")}, []string{"[1a 5]", "[3 4]"}},
		{"two_weak_things", [][]model.Finding{tied("typing", "r", 0, "3", "4"), tied("skill", "s", 2, "3", "4")}, []string{"[3 4]"}},
		{"one_weak_thing", [][]model.Finding{tied("typing", "r", 0, "3", "4")}, nil},
		{"household_of_two", [][]model.Finding{tied("gateway_mac", "m", 0, "1a", "1b"), tied("egress_ip", "e", 0, "1a", "1b"), tied("pay_account", "p", 0, "1a", "1b")}, nil},
		{"hub_ties_nobody", [][]model.Finding{tied("phone", "agency", 0, many("3", "4")...)}, nil},
		// Two households whose members meet in a co-working place, come through one agency, and
		// whose neighbours do so too: whatever stands between them is a hub.
		{"hubs_chain_no_households", [][]model.Finding{
			tied("gateway_mac", "home1", 0, "1a", "1b"), tied("gateway_mac", "home2", 0, "2a", "2b"),
			tied("egress_ip", "co-working", 1, many("1a", "2a")...), tied("phone", "agency", 2, many("1b", "2b")...),
			tied("bssid", "airport", 3, many("1a", "2b", "3")...), tied("ship_address", "office", 4, many("1b", "2a", "3")...),
		}, nil},
		// A hub beside what does tie adds nobody.
		{"hub_beside_a_tie", [][]model.Finding{tied("monitor_serial", "s", 0, "3", "4"), tied("phone", "agency", 0, many("3", "4", "5")...)}, []string{"[3 4]"}},
		{"household_and_a_stranger", [][]model.Finding{tied("monitor_serial", "s", 0, "1a", "1b", "3")}, []string{"[1a 1b 3]"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, groups(graph(w, c.ties...))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWhy(t *testing.T) {
	t.Parallel()
	w := people("3", "4", "5")
	first := graph(w, tied("gateway_mac", "m", 0, "3", "4"), tied("typing", "r", 1, "3", "4")).Clusters()
	if len(first) != 1 {
		t.Fatalf("%+v", first)
	}
	want := []model.Edge{
		{
			Kind: "gateway_mac", Value: "m", Subjects: []model.SubjectID{"3", "4"}, Weight: 0.9, Rarity: 0.98, FirstSeen: day(0), LastSeen: day(9),
			Reason: "3: shares m", Indicators: []model.IndicatorID{"NET-07"}, Evidence: []model.Evidence{{Path: "log.jsonl", Line: 1}},
		},
		{
			Kind: "typing", Value: "r", Subjects: []model.SubjectID{"3", "4"}, Weight: 0.4, Rarity: 0.98, FirstSeen: day(1), LastSeen: day(10),
			Damped: "it ties nobody without a second thing", Reason: "3: shares r", Indicators: []model.IndicatorID{"NET-07"},
			Evidence: []model.Evidence{{Path: "log.jsonl", Line: 2}},
		},
	}
	if diff := cmp.Diff(want, first[0].Edges); diff != "" {
		t.Error(diff)
	}
	later := graph(w, tied("gateway_mac", "m", 0, "3", "4"), tied("pay_account", "p", 5, "4", "5")).Clusters()
	if later[0].ID != first[0].ID {
		t.Errorf("the cluster was %s, and is %s since somebody joined", first[0].ID, later[0].ID)
	}
	history := []model.Joining{
		{At: day(0), Subjects: []model.SubjectID{"3", "4"}, Kind: "gateway_mac", Value: "m"},
		{At: day(5), Subjects: []model.SubjectID{"4", "5"}, Kind: "pay_account", Value: "p"},
	}
	if diff := cmp.Diff(history, later[0].History); diff != "" {
		t.Error(diff)
	}
}

// TestKeptIsAsRebuilt takes findings in random order, changes and withdraws some, and holds
// the graph against one that is given what remains in another order.
func TestKeptIsAsRebuilt(t *testing.T) {
	t.Parallel()
	for seed := range uint64(10) {
		r := rand.New(rand.NewPCG(seed, 1))
		var ids []model.SubjectID
		for i := range 60 {
			ids = append(ids, model.SubjectID(fmt.Sprintf("%d%c", i/2, 'a'+i%2)))
		}
		w := people(ids...)
		kinds := []string{"gateway_mac", "phone", "typing", "egress_ip", "rule"}
		kept, last := linkage.New(w, common), map[model.FindingID]model.Finding{}
		parted := 0
		for step := range 90 {
			size := 2 + r.IntN(2)
			if r.IntN(12) == 0 {
				size = 12
			}
			r.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
			for _, f := range tied(kinds[r.IntN(len(kinds))], fmt.Sprint(r.IntN(12)), step%20, slices.Clone(ids[:size])...) {
				kept.Take(f)
				last[f.ID] = f
			}
			before := members(kept)
			for _, f := range last {
				if f.Shared != nil && f.Shared.Subjects[0] == ids[0] && r.IntN(3) == 0 {
					for id, o := range last {
						if o.About == f.About {
							o.Shared = nil
							last[id] = o
							kept.Take(o)
						}
					}
				}
			}
			if members(kept) < before {
				parted++
			}
		}
		var rest []model.Finding
		for _, f := range last {
			rest = append(rest, f)
		}
		slices.SortFunc(rest, func(a, b model.Finding) int { return strings.Compare(string(a.ID), string(b.ID)) })
		r.Shuffle(len(rest), func(i, j int) { rest[i], rest[j] = rest[j], rest[i] })
		if diff := cmp.Diff(graph(w, rest).Clusters(), kept.Clusters()); diff != "" {
			t.Fatalf("seed %d: -rebuilt +kept:\n%s", seed, diff)
		}
		if parted == 0 {
			t.Fatalf("seed %d: nobody ever left a cluster, so nothing is tested of it", seed)
		}
	}
}
