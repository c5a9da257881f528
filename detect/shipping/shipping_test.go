package shipping_test

import (
	"testing"
	"time"

	"bonafide/detect/detecttest"
	"bonafide/detect/shipping"
	"bonafide/internal/postal"
	"bonafide/model"
	"bonafide/model/ocsf"
)

const (
	home  = "12 Oak St, Austin, TX 78701"
	other = "99 Elm Ave Apt 4, Reno, NV 89501"
)

func parcel(who model.SubjectID, to string, more ...func(*model.Event)) model.Event {
	sent := detecttest.Monday()
	changes := append([]func(*model.Event){
		detecttest.With(model.ShipTo, to), detecttest.With(model.AddressOnFile, home), detecttest.With(model.ShipmentStatus, "delivered"),
		detecttest.With(model.ShippedAt, sent.Format(time.RFC3339)), detecttest.With(model.AddressType, "residential"),
	}, more...)
	return detecttest.Event(ocsf.AssetShipment, who, detecttest.Day(2), changes...)
}

func changedBefore(days int) func(*model.Event) {
	return detecttest.With(model.AddressChangedAt, detecttest.Monday().AddDate(0, 0, -days).Format(time.RFC3339))
}

func at(id model.SubjectID, address string) *model.Claims {
	p := detecttest.Person(id, detecttest.Austin())
	p.HomeAddress, p.HomeKey = address, postal.Key(address)
	return p
}

func TestShipping(t *testing.T) {
	t.Parallel()
	w := detecttest.People(at("ann", home))
	agency := detecttest.People(at("ann", home))
	agency.Firm.SharedAddresses = []model.SharedAddress{{Address: other, Key: postal.Key(other), Reason: "staffing agency"}}
	detecttest.Table(
		t, shipping.New(shipping.Defaults()),
		detecttest.Case{
			Name: "address_changed_two_days_before", World: w, Events: []model.Event{parcel("ann", other, changedBefore(2))},
			Want: []string{"ann ONB-01"}, Reasons: map[string]string{"ann ONB-01": "2 days before dispatch"},
		},
		detecttest.Case{
			Name: "forwarder", World: w, Events: []model.Event{parcel("ann", other, detecttest.With(model.AddressType, "residential"), func(e *model.Event) { e.Set(model.AddressType, "freight_forwarder") })},
			Want: []string{"ann ONB-02"},
		},
		detecttest.Case{Name: "post_office_box", World: w, Events: []model.Event{parcel("ann", "PO Box 12, Reno, NV 89501")}, Want: []string{"ann ONB-02"}},
		detecttest.Case{Name: "signed_by_a_stranger", World: w, Events: []model.Event{parcel("ann", home, detecttest.With(model.SignedBy, "Zed"))}, Want: []string{"ann ONB-04"}},
		detecttest.Case{
			Name: "not_returned", World: w, Want: []string{"ann ONB-18"},
			Events: []model.Event{parcel("ann", home, func(e *model.Event) { e.Set(model.ShipmentStatus, "not_returned") })},
		},
		detecttest.Case{Name: "moved_last_spring", World: w, Events: []model.Event{parcel("ann", other, changedBefore(90))}},
		detecttest.Case{Name: "corrected_the_address_to_the_one_on_file", World: w, Events: []model.Event{parcel("ann", "12 OAK STREET, Austin TX 78701", changedBefore(1))}},
		detecttest.Case{Name: "staffing_agency_receives", World: agency, Events: []model.Event{parcel("ann", other, changedBefore(1))}},
		detecttest.Case{
			Name: "reception_and_own_hand", World: w,
			Events: []model.Event{parcel("ann", home, detecttest.With(model.SignedBy, "FRONT DESK")), parcel("ann", home, detecttest.With(model.SignedBy, "ann"))},
		},
	)
}

func TestAddress(t *testing.T) {
	t.Parallel()
	unit := "99 Elm Ave Apt 12, Reno, NV 89501"
	detecttest.Table(
		t, shipping.NewAddress(struct{}{}),
		detecttest.Case{
			Name: "three_laptops_to_one_flat", World: detecttest.People(at("ann", home), at("bo", "5 Pine Rd, Boise, ID 83702"), at("cy", "7 Fir Ln, Tampa, FL 33602")),
			Events: []model.Event{parcel("ann", other), parcel("bo", other), parcel("cy", "99 ELM AVENUE, APT 4, RENO NV 89501-1234")},
			Want:   []string{"ann ONB-03", "bo ONB-03", "cy ONB-03"},
		},
		detecttest.Case{Name: "couple_at_home", World: detecttest.People(at("ann", home), at("bo", home)), Events: []model.Event{parcel("ann", home), parcel("bo", home)}},
		detecttest.Case{Name: "neighbours_in_one_house", World: detecttest.People(at("ann", other), at("bo", unit)), Events: []model.Event{parcel("ann", other), parcel("bo", unit)}},
		detecttest.Case{Name: "two_laptops_for_one_person", World: detecttest.People(at("ann", home)), Events: []model.Event{parcel("ann", other), parcel("ann", other)}},
	)
}
