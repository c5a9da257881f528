package shipping_test

import (
	"testing"
	"time"

	dt "bonafide/detect/detecttest"
	"bonafide/detect/shipping"
	"bonafide/internal/postal"
	"bonafide/model"
	"bonafide/model/ocsf"
)

const (
	home  = "1 Ann Street, Austin, TX 78701, US"
	other = "77 Far Road, Phoenix, AZ 85001, US"
)

func parcel(to string, changes ...func(*model.Event)) model.Event {
	return dt.Event(ocsf.AssetShipment, "ann", dt.Monday(), append([]func(*model.Event){
		dt.With(model.ShipTo, to), dt.With(model.AddressOnFile, home), dt.With(model.ShippedAt, dt.Monday().Format(time.RFC3339)),
		dt.With(model.Tracking, "T-1"),
	}, changes...)...)
}

func changed(days int) func(*model.Event) {
	return dt.With(model.AddressChangedAt, dt.Day(days).Format(time.RFC3339))
}

func ann() *model.Claims {
	p := dt.Person("ann", dt.Austin())
	p.HomeAddress, p.HomeKey = home, postal.Key(home)
	return p
}

func TestShipping(t *testing.T) {
	t.Parallel()
	w := dt.People(ann())
	moved := ann()
	moved.HomeKey = postal.Key(other)
	agency := dt.People(ann())
	agency.Firm.SharedAddresses = []model.SharedAddress{{Key: postal.Key(other), Reason: "agency"}}
	gone := ann()
	gone.End = dt.Day(-30)
	status := func(s string) func(*model.Event) { return dt.With(model.ShipmentStatus, s) }
	delivered := parcel(other, changed(-3), status("delivered"))
	delivered.ID, delivered.Origin.Line = "second", 99
	dt.Table(
		t, shipping.New(shipping.Defaults()),
		dt.Case{
			Name: "redirected_at_the_last_minute", World: w, Events: []model.Event{parcel(other, changed(-3), dt.With(model.AddressChangedBy, "candidate")), delivered}, Want: []string{"ann ONB-01"},
			Reasons: map[string]string{"ann ONB-01": "the delivery address was changed 3 days before dispatch, to \"77 Far Road"},
		},
		dt.Case{Name: "redirected_on_the_way", World: w, Events: []model.Event{parcel(other, changed(1))}, Want: []string{"ann ONB-01"}, Reasons: map[string]string{"ann ONB-01": "on the way, after dispatch"}},
		dt.Case{Name: "a_note_of_the_return_label_hides_nothing", World: w, Events: []model.Event{parcel(other, changed(-3), dt.With(model.Note, "return label in the box"))}, Want: []string{"ann ONB-01"}},
		dt.Case{Name: "mail_drop", World: w, Events: []model.Event{parcel(home, dt.With(model.AddressType, "cmra"))}, Want: []string{"ann ONB-02"}},
		dt.Case{Name: "signed_for_by_a_stranger", World: w, Events: []model.Event{parcel(home, dt.With(model.SignedBy, "mallory"))}, Want: []string{"ann ONB-04"}},
		dt.Case{Name: "not_returned", World: dt.People(gone), Events: []model.Event{parcel(home, status("not_returned"))}, Want: []string{"ann ONB-18"}},
		dt.Case{Name: "mover", World: dt.People(moved), Events: []model.Event{parcel(other, changed(-3))}},
		dt.Case{Name: "changed_long_ago", World: w, Events: []model.Event{parcel(other, changed(-60))}},
		dt.Case{Name: "agency", World: agency, Events: []model.Event{parcel(other, changed(-3), dt.With(model.AddressType, "cmra"))}},
		dt.Case{Name: "left_with_the_front_desk", World: w, Events: []model.Event{parcel(home, dt.With(model.SignedBy, "Front Desk")), parcel(home, dt.With(model.SignedBy, "ann"))}},
		dt.Case{Name: "sent_back", World: w, Events: []model.Event{parcel("1 Company Plaza, Boston, MA", changed(-1), status("returned"), dt.With(model.SignedBy, "warehouse clerk"))}},
		dt.Case{Name: "old_laptop_is_late", World: w, Events: []model.Event{parcel(home, status("overdue"))}},
	)
}

func TestAddress(t *testing.T) {
	t.Parallel()
	bob, cho := dt.Person("bob", dt.Boston()), dt.Person("cho", dt.Boston())
	w := dt.People(ann(), bob, cho)
	couple := dt.Person("cho", dt.Boston())
	couple.HomeKey = bob.HomeKey
	to := func(who model.SubjectID, day int, address string, changes ...func(*model.Event)) model.Event {
		return dt.Event(ocsf.AssetShipment, who, dt.Day(day), append([]func(*model.Event){dt.With(model.ShipTo, address)}, changes...)...)
	}
	fine := dt.People(ann(), bob)
	fine.Firm.SharedAddresses = []model.SharedAddress{{Key: postal.Key(other), Reason: "co-living"}}
	dt.Table(
		t, shipping.NewAddress(struct{}{}),
		dt.Case{
			Name: "strangers_at_one_door", World: w, Events: []model.Event{to("ann", 0, other), to("bob", 3, "77 Far Rd., Phoenix AZ 85001")}, Want: []string{"ann ONB-03", "bob ONB-03"},
			Reasons: map[string]string{"ann ONB-03": "which is the home on file of 0 of them"},
		},
		dt.Case{Name: "to_somebodys_home", World: w, Events: []model.Event{to("ann", 0, home), to("bob", 3, home)}, Want: []string{"ann ONB-03", "bob ONB-03"}, Reasons: map[string]string{"ann ONB-03": "of 1 of them"}},
		dt.Case{Name: "couple_to_a_relative", World: dt.People(bob, couple), Events: []model.Event{to("bob", 0, other), to("cho", 3, other)}},
		dt.Case{Name: "shared_knowingly", World: fine, Events: []model.Event{to("ann", 0, other), to("bob", 3, other)}},
		dt.Case{Name: "back_to_the_warehouse", World: w, Events: []model.Event{to("ann", 0, other, dt.With(model.ShipmentStatus, "returned")), to("bob", 3, other, dt.With(model.ShipmentStatus, "return in transit"))}},
	)
}
