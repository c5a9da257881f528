package verification_test

import (
	"testing"

	dt "bonafide/detect/detecttest"
	"bonafide/detect/verification"
	"bonafide/model"
	"bonafide/model/ocsf"
)

func ticket(day int, kind, text, status string) model.Event {
	return dt.Event(ocsf.IdentityVerification, "ann", dt.Day(day), dt.With(model.CheckName, "ticket"), dt.With(model.ResourceType, kind), dt.With(model.Note, text), dt.With(model.CheckResult, status))
}

func TestTickets(t *testing.T) {
	t.Parallel()
	person := func(change func(*model.Claims)) *dt.World {
		p := dt.Person("ann", dt.Austin())
		p.ShippedAt = dt.Day(-3)
		if change != nil {
			change(p)
		}
		return dt.People(p)
	}
	w := person(nil)
	aided := person(func(c *model.Claims) { c.Accommodations = []string{"own_device"} })
	gone := person(func(c *model.Claims) { c.End = dt.Day(5) })
	unsent := person(func(c *model.Claims) { c.ShippedAt = dt.Day(30) })
	own := "I would rather use my own laptop instead of the company laptop."
	dt.Table(
		t, verification.NewTickets(verification.TicketDefaults()),
		dt.Case{
			Name: "insists", World: w, Events: []model.Event{ticket(0, "", own, "closed"), ticket(4, "own_device", "as before", "open")}, Want: []string{"ann ONB-06"},
			Reasons: map[string]string{"ann ONB-06": "asked 2 times to work on a computer of their own"},
		},
		dt.Case{Name: "asks_once", World: w, Events: []model.Event{ticket(0, "", own, "closed")}},
		dt.Case{Name: "aids_on_the_own_computer", World: aided, Events: []model.Event{ticket(0, "", own, "closed"), ticket(4, "", own, "closed"), ticket(5, "", "Local admin and USB enabled, please.", "open")}},
		dt.Case{
			Name: "without_protection", World: w, Events: []model.Event{ticket(0, "equipment", "Could it be a Mac with local admin and without EDR?", "open")}, Want: []string{"ann ONB-17"},
			Reasons: map[string]string{"ann ONB-17": "administrator rights and no security agent"},
		},
		dt.Case{Name: "developer_who_needs_rights", World: w, Events: []model.Event{ticket(0, "equipment", "I need local admin for the debugger.", "open"), ticket(1, "", "A Mac would be nice.", "open")}},
		dt.Case{
			Name: "drifts", World: w, Events: []model.Event{ticket(0, "start_moved", "", ""), ticket(7, "start_moved", "", ""), ticket(14, "", "Please postpone my start again.", "")}, Want: []string{"ann ONB-16"},
			Reasons: map[string]string{"ann ONB-16": "moved on 3 days"},
		},
		dt.Case{Name: "ill_once", World: w, Events: []model.Event{ticket(0, "start_moved", "", ""), ticket(9, "start_moved", "", "")}},
		dt.Case{Name: "before_the_laptop_was_sent", World: unsent, Events: []model.Event{ticket(0, "start_moved", "", ""), ticket(7, "start_moved", "", ""), ticket(14, "start_moved", "", "")}},
		dt.Case{
			Name: "kept_back", World: gone, Events: []model.Event{ticket(9, "return", "refuses to return it until paid", "open")}, Want: []string{"ann EXT-08"},
			Reasons: map[string]string{"ann EXT-08": "the laptop was kept back"},
		},
		dt.Case{
			Name: "came_back_wiped", World: gone, Events: []model.Event{ticket(20, "return", "", "wiped"), ticket(21, "return", "", "wiped")}, Want: []string{"ann EXT-08"},
			Reasons: map[string]string{"ann EXT-08": "came back wiped"},
		},
		dt.Case{Name: "wiped_by_support_while_employed", World: w, Events: []model.Event{ticket(9, "return", "laptop reimaged after a failed update", "wiped")}},
		dt.Case{Name: "returned", World: gone, Events: []model.Event{ticket(9, "return", "laptop lost in the post", "open"), ticket(20, "return", "", "received")}},
	)
}
