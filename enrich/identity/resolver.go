package identity

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"bonafide/model"
	"bonafide/model/ocsf"
	"bonafide/plugin"
)

// Resolver names the subject, target and device owner of events. It implements
// enrich.Enricher.
type Resolver struct {
	owners map[node]owner
	missed map[node]int
	leases map[string]*history // by address
	memory *memory
}

// owner is who an identifier belongs to, over time.
type owner struct{ tenures []tenure }

type tenure struct {
	subject model.SubjectID
	from    time.Time
	order   int // of the claim it rests on, 0 where it rests on records
	link    model.Link
}

// rank puts what rests on claims before what rests on records.
func (t tenure) rank() int {
	if t.order == 0 {
		return math.MaxInt
	}
	return t.order
}

// add appends a tenure unless the subject has one already.
func (o *owner) add(t tenure) {
	for _, have := range o.tenures {
		if have.subject == t.subject {
			return
		}
	}
	o.tenures = append(o.tenures, t)
}

// sole is the owner of an identifier that only ever had one.
func (o owner) sole() (model.SubjectID, bool) {
	if len(o.tenures) != 1 {
		return "", false
	}
	return o.tenures[0].subject, true
}

// handover is how many days before its dispatch a device may show up as its new holder's,
// while it is being set up.
const handover = 30

// at is the owner at a time: of several claimants the last one it was handed to. When
// two claim it from the same time on, nobody is named.
func (o owner) at(t time.Time) (model.SubjectID, bool) {
	if subject, ok := o.sole(); ok {
		// Long before it was handed to its only claimant, it was somebody else's.
		from := o.tenures[0].from
		return subject, from.IsZero() || !t.Before(from) || !t.Before(from.AddDate(0, 0, -handover))
	}
	var found model.SubjectID
	var since time.Time
	for _, tenure := range o.tenures {
		switch {
		case tenure.from.IsZero():
			return "", false // nothing says who had it when
		case tenure.from.After(t) && found != "":
		case tenure.from.Equal(since):
			return "", false
		default:
			found, since = tenure.subject, tenure.from
		}
	}
	return found, found != ""
}

// Declare says what the resolver is.
func (r *Resolver) Declare() plugin.Declaration {
	return plugin.Declaration{
		Name: "identity", Kind: plugin.Enricher, Version: 1,
		Summary: "Names the subject, target and device owner of an event by its accounts, e-mails, user names, serials and host names, and records of the network by whose address it was.",
		Needs:   []string{"people file with e-mails, accounts and device serials", "logs of DHCP or of the VPN, for records that show nothing but an address"},
	}
}

// Enrich sets the event's Subject, Target and Owner. The subject is who acted; on a
// device's own records, which name nobody, it is the device's owner.
func (r *Resolver) Enrich(e *model.Event) {
	var actorNode, userNode, deviceNode node
	e.Subject, actorNode = r.find(r.memory.person(e, model.ActorUID, model.ActorEmail, model.ActorName), e.Time)
	user, userNode := r.find(r.memory.person(e, model.UserUID, model.UserEmail, model.UserName), e.Time)
	e.Owner, deviceNode = r.find(r.memory.device(e), e.Time)
	if e.Class == ocsf.AssetShipment {
		e.Owner, deviceNode = r.shipment(e)
	}
	e.Target = user
	if e.Subject == "" && actorNode == (node{}) {
		e.Subject, e.Target = user, ""
		if user == "" && userNode == (node{}) {
			e.Subject = e.Owner
		}
	}
	if actorNode == (node{}) && userNode == (node{}) && deviceNode == (node{}) {
		if id, ok := r.byAddress(e); ok {
			e.Subject, e.Owner = id, id
		}
	}
	r.miss(e, actorNode, userNode, deviceNode)
}

// Person is whose account the event's actor names, "" for nobody's. Unlike Enrich it does not
// count what belongs to nobody.
func (r *Resolver) Person(e *model.Event) model.SubjectID {
	id, _ := r.find(r.memory.person(e, model.ActorUID, model.ActorEmail, model.ActorName), e.Time)
	return id
}

// shipment finds whom an asset was sent to: the record names the employee, or the serial
// tells.
func (r *Resolver) shipment(e *model.Event) (model.SubjectID, node) {
	n := node{model.ObservedSerial, serial(e.Text(model.AssetSerial))}
	if n.value == "" {
		return "", node{}
	}
	id, _ := r.owners[n].at(e.Time)
	return id, n
}

// find gives the owner of the first node that has one, and the first node.
func (r *Resolver) find(k *known, t time.Time) (model.SubjectID, node) {
	if len(k.owners) < len(k.nodes) {
		for _, n := range k.nodes {
			k.owners = append(k.owners, r.owners[n])
		}
	}
	for i := range k.owners {
		if subject, ok := k.owners[i].at(t); ok {
			return subject, k.nodes[i]
		}
	}
	return "", k.first()
}

// miss counts what no subject could be named for. Mailboxes whose credentials were stolen
// beside a person's are strangers', and are not listed.
func (r *Resolver) miss(e *model.Event, actor, user, device node) {
	if e.Class == ocsf.IdentityVerification && e.Text(model.CheckName) == "stolen_credential" {
		return
	}
	count := func(n node, subject model.SubjectID) {
		if subject == "" && n != (node{}) {
			if _, known := r.missed[n]; !known {
				n.value = strings.Clone(n.value)
			}
			r.missed[n]++
		}
	}
	if actor != (node{}) {
		count(actor, e.Subject)
	} else if user != (node{}) {
		count(user, e.Subject)
	}
	if e.Subject == "" { // else the record is somebody's all the same
		count(device, e.Owner)
	}
}

// Know makes a subject's own id resolvable: plain files name people by it.
func (r *Resolver) Know(ids ...model.SubjectID) {
	r.memory = newMemory() // which may hold that nobody is known by an id
	for _, id := range ids {
		n := node{model.ObservedAccount, people + ":" + string(id)}
		r.owners[n] = owner{tenures: []tenure{{id, time.Time{}, 0, model.Link{Observable: n.String(), Reason: "the people file's own id"}}}}
	}
}

// Links lists what belongs to each subject and why: first what is claimed, in the order
// of the claims, then what records show, by file.
func (r *Resolver) Links() map[model.SubjectID][]model.Link {
	tenures := map[model.SubjectID][]tenure{}
	for n, o := range r.owners {
		if strings.HasPrefix(n.value, people+":") {
			continue
		}
		for _, t := range o.tenures {
			if _, sole := o.sole(); sole || !t.from.IsZero() {
				tenures[t.subject] = append(tenures[t.subject], t)
			}
		}
	}
	links := make(map[model.SubjectID][]model.Link, len(tenures))
	for id, list := range tenures {
		slices.SortFunc(list, func(a, b tenure) int {
			return cmp.Or(cmp.Compare(a.rank(), b.rank()),
				strings.Compare(a.link.Evidence.Path, b.link.Evidence.Path), strings.Compare(a.link.Observable, b.link.Observable))
		})
		for _, t := range list {
			links[id] = append(links[id], t.link)
		}
	}
	return links
}

// Unassigned lists the identifiers that occurred and belong to nobody, the most frequent
// first.
func (r *Resolver) Unassigned() []model.Unassigned {
	list := make([]model.Unassigned, 0, len(r.missed))
	for n, events := range r.missed {
		list = append(list, model.Unassigned{Observable: n.String(), Why: r.why(n), Events: events})
	}
	slices.SortFunc(list, func(a, b model.Unassigned) int {
		return cmp.Or(cmp.Compare(b.Events, a.Events), strings.Compare(a.Observable, b.Observable))
	})
	return list
}

func (r *Resolver) why(n node) string {
	tenures := r.owners[n].tenures
	if len(tenures) < 2 {
		return "no subject claims it, and no record ties it to one"
	}
	names := make([]string, 0, len(tenures))
	for _, t := range tenures {
		names = append(names, string(t.subject))
	}
	return fmt.Sprintf("it leads to %d people (%s)", len(names), strings.Join(names, ", "))
}
