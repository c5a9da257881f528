package identity

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"bonafide/model"
	"bonafide/model/ocsf"
)

// Graph is what is known of who and what belongs together. It is for one goroutine.
type Graph struct {
	domains map[string]bool            // the company's mail domains
	ids     map[string]model.SubjectID // people's ids in lower case, "" for one that two share
	// localParts are the company addresses that begin with a name.
	localParts map[string][]node
	claimed    map[node][]claim
	seen       [3]map[pair]model.Origin
	order      int
	leases     map[string][]lease
}

// claim is a subject's claim to an identifier, from a time on (zero: always).
type claim struct {
	subject model.SubjectID
	from    time.Time
	origin  model.Origin
	column  model.ClaimKind
	order   int // among all claims, so that links do not stand in the order of names
}

// NewGraph makes an empty graph. The domains are the company's own, for user names that
// are the local part of a company address.
func NewGraph(domains []string) *Graph {
	g := &Graph{
		domains: map[string]bool{}, claimed: map[node][]claim{}, ids: map[string]model.SubjectID{}, localParts: map[string][]node{},
		seen: [3]map[pair]model.Origin{{}, {}, {}}, leases: map[string][]lease{},
	}
	for _, d := range domains {
		g.domains[strings.ToLower(d)] = true
	}
	return g
}

// Claim takes in which identifiers a subject claims. Workers come first: what one of them has
// is not a candidate's, who may be the same person before they were hired, or may just say so.
func (g *Graph) Claim(c *model.Claims) {
	add := func(n node, from time.Time, column model.ClaimKind) {
		if c.Kind == model.Candidate && len(g.claimed[n]) > 0 {
			return
		}
		g.order++
		g.claimed[n] = append(g.claimed[n], claim{c.ID, from, c.Origins[column], column, g.order})
	}
	id := strings.ToLower(string(c.ID))
	if _, taken := g.ids[id]; taken {
		g.ids[id] = ""
	} else if len(id) >= 4 {
		g.ids[id] = c.ID
	}
	for _, email := range c.Emails {
		n := node{model.ObservedEmail, strings.ToLower(email)}
		add(n, time.Time{}, model.ClaimEmail)
		if local, domain, _ := strings.Cut(n.value, "@"); g.domains[domain] && !slices.Contains(g.localParts[local], n) {
			g.localParts[local] = append(g.localParts[local], n)
		}
	}
	for _, a := range c.Accounts {
		if vendor, id, ok := strings.Cut(a, ":"); ok && strings.Contains(id, "@") {
			add(account(vendor, id), time.Time{}, model.ClaimAccount)
			continue
		}
		add(node{model.ObservedAccount, a}, time.Time{}, model.ClaimAccount)
	}
	for _, s := range c.Devices {
		if s = serial(s); s != "" {
			add(node{model.ObservedSerial, s}, c.ShippedAt, model.ClaimDeviceSerial)
		}
	}
}

// Merge takes in what a learner gathered.
func (g *Graph) Merge(l *Learner) {
	for s := range l.seen {
		for p, at := range l.seen[s] {
			if have, ok := g.seen[s][p]; !ok || before(at, have) {
				g.seen[s][p] = at
			}
		}
	}
	for address, list := range l.leases {
		g.leases[address] = append(g.leases[address], list...)
	}
}

// inventoryHolder is the person an inventory or an enrolment names as the device's user.
func inventoryHolder(e *model.Event, actor, user node) (node, bool) {
	if e.Class != ocsf.DeviceInventory {
		return node{}, false
	}
	if user != (node{}) {
		return user, true
	}
	return actor, actor != (node{})
}

// Resolve settles who owns what. Later claims and records need a new call.
func (g *Graph) Resolve() *Resolver {
	r := &Resolver{owners: map[node]owner{}, missed: map[node]int{}, leases: map[string]*history{}, memory: newMemory()}
	for address, list := range g.leases {
		r.leases[address] = newHistory(slices.Clone(list))
	}
	g.settleClaims(r)
	g.settleLocalParts(r)
	g.spread(r, g.seen[persons])
	g.settleHolders(r)
	g.spread(r, g.seen[devices])
	g.settleLocalAccounts(r)
	g.spread(r, g.seen[persons])
	return r
}

// settleClaims gives every claimed identifier to its claimants.
func (g *Graph) settleClaims(r *Resolver) {
	for n, claims := range g.claimed {
		slices.SortStableFunc(claims, func(a, b claim) int {
			if c := a.from.Compare(b.from); c != 0 {
				return c
			}
			return strings.Compare(string(a.subject), string(b.subject))
		})
		o := owner{}
		for _, c := range claims {
			o.add(tenure{c.subject, c.from, c.order, model.Link{
				Observable: n.String(),
				Reason:     fmt.Sprintf("the %s column of the people file names it", c.column),
				Evidence:   model.Evidence{Path: c.origin.Path, Line: c.origin.Line},
			}})
		}
		r.owners[n] = o
	}
}

// settleLocalParts gives a user name to the one person whose company address begins with
// it, or whose id in the people file it is. Names that fit two people, or a claimed
// account, stay open; so do those of one machine only, see settleLocalAccounts.
func (g *Graph) settleLocalParts(r *Resolver) {
	g.eachUserName(func(n node, at model.Origin) {
		if o, ok := r.owners[node{model.ObservedAccount, n.value}]; ok { // "github:login" in the people file
			r.owners[n] = o
			return
		}
		_, name, _ := strings.Cut(n.value, ":")
		if subject, reason, ok := g.bearer(r, name); ok {
			r.settle(n, subject, reason, at)
		}
	})
}

// settleLocalAccounts gives an account of one machine to the person whose name it bears,
// if the machine is theirs: a david on Mary's laptop may be anybody.
func (g *Graph) settleLocalAccounts(r *Resolver) {
	g.eachUserName(func(n node, at model.Origin) {
		_, account, _ := strings.Cut(n.value, ":")
		host, name, local := strings.Cut(account, `\`)
		if !local {
			return
		}
		subject, reason, ok := g.bearer(r, name)
		if holder, held := r.owners[node{model.ObservedHostname, host}].sole(); ok && held && holder == subject {
			r.settle(n, subject, reason+", and the machine is theirs", at)
		}
	})
}

// eachUserName visits every user name that records show, with the records.
func (g *Graph) eachUserName(visit func(n node, at model.Origin)) {
	for p, at := range g.seen[persons] {
		for _, n := range [...]node{p.a, p.b} {
			if n.kind == model.ObservedUserName {
				visit(n, at)
			}
		}
	}
}

// bearer finds the one person whose id or whose company address's local part a name is.
func (g *Graph) bearer(r *Resolver, name string) (subject model.SubjectID, reason string, ok bool) {
	if anybodysName(name) {
		return "", "", false
	}
	if id, ok := g.ids[name]; ok {
		return id, "the user name is their id in the people file", id != ""
	}
	addresses := g.localParts[name]
	if len(addresses) != 1 {
		return "", "", false
	}
	subject, ok = r.owners[addresses[0]].sole()
	return subject, fmt.Sprintf("the user name is the local part of %s, and of no other company address", addresses[0].value), ok
}

// settle gives a node to a subject; of several records the first by origin is cited.
func (r *Resolver) settle(n node, subject model.SubjectID, reason string, at model.Origin) {
	if have, ok := r.owners[n]; ok {
		cited := have.tenures[0].link.Evidence
		if !before(at, model.Origin{Path: cited.Path, Line: cited.Line}) {
			return
		}
	}
	r.owners[n] = owner{tenures: []tenure{{subject, time.Time{}, 0, model.Link{
		Observable: n.String(), Reason: reason, Evidence: model.Evidence{Path: at.Path, Line: at.Line},
	}}}}
}

// settleHolders gives devices nobody claims to the one person an inventory names.
func (g *Graph) settleHolders(r *Resolver) {
	candidates := map[node][]tenure{}
	for p, at := range g.seen[holders] {
		device, person := p.a, p.b
		if device.kind != model.ObservedSerial && device.kind != model.ObservedDevice && device.kind != model.ObservedHostname {
			device, person = person, device
		}
		if _, claimed := r.owners[device]; claimed {
			continue
		}
		if subject, ok := r.owners[person].sole(); ok {
			candidates[device] = append(candidates[device], tenure{subject, time.Time{}, 0, model.Link{
				Observable: device.String(),
				Reason:     "the device inventory names " + person.String() + " as its user",
				Evidence:   model.Evidence{Path: at.Path, Line: at.Line},
			}})
		}
	}
	for device, tenures := range candidates {
		r.owners[device] = agree(tenures)
	}
}

// agree makes an owner of tenures found in any order: the first by origin where all name
// one subject, all of them where they do not.
func agree(tenures []tenure) owner {
	slices.SortFunc(tenures, func(a, b tenure) int {
		x, y := a.link.Evidence, b.link.Evidence
		return cmp.Or(cmp.Compare(a.subject, b.subject), cmp.Compare(x.Path, y.Path), cmp.Compare(x.Line, y.Line), cmp.Compare(a.link.Reason, b.link.Reason))
	})
	tenures = slices.CompactFunc(tenures, func(a, b tenure) bool { return a.subject == b.subject })
	return owner{tenures: tenures}
}

// spread hands ownership on, step by step, from settled identifiers to those that stood
// beside them. An identifier reached from two people belongs to neither and hands nothing on.
func (g *Graph) spread(r *Resolver, seen map[pair]model.Origin) {
	neighbours := map[node][]node{}
	for p := range seen {
		neighbours[p.a] = append(neighbours[p.a], p.b)
		neighbours[p.b] = append(neighbours[p.b], p.a)
	}
	var frontier []node
	for n := range neighbours {
		if _, ok := r.owners[n]; ok {
			frontier = append(frontier, n)
		}
	}
	for len(frontier) > 0 {
		reached := map[node][]tenure{}
		for _, from := range frontier {
			subject, ok := r.owners[from].sole()
			if !ok {
				continue
			}
			for _, to := range neighbours[from] {
				if _, settled := r.owners[to]; !settled {
					reached[to] = append(reached[to], beside(from, to, subject, seen[pairOf(from, to)]))
				}
			}
		}
		frontier = frontier[:0]
		for n, tenures := range reached {
			r.owners[n] = agree(tenures)
			frontier = append(frontier, n)
		}
	}
}

func beside(from, to node, subject model.SubjectID, at model.Origin) tenure {
	return tenure{subject, time.Time{}, 0, model.Link{
		Observable: to.String(),
		Reason:     "a record shows it together with " + from.String(),
		Evidence:   model.Evidence{Path: at.Path, Line: at.Line},
	}}
}
