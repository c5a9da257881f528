package contact_test

import (
	"strings"
	"testing"

	"bonafide/detect/contact"
	dt "bonafide/detect/detecttest"
	"bonafide/model"
	"bonafide/model/ocsf"
)

// stolen is a mailbox of somebody, "" for nobody's here, on a machine.
func stolen(who model.SubjectID, day int, machine, mailbox string) model.Event {
	return dt.Event(ocsf.IdentityVerification, who, dt.Day(day), dt.With(model.CheckName, "stolen_credential"), dt.With(model.ResourceUID, machine), dt.With(model.UserEmail, mailbox))
}

func TestStolen(t *testing.T) {
	t.Parallel()
	w := dt.People(dt.Person("ann", dt.Austin()), dt.Person("bob", dt.Boston()))
	w.Names["ann"] = "ann example"
	couple := dt.People(dt.Person("ann", dt.Austin()), dt.Person("bob", dt.Austin()))
	couple.People["bob"].HomeKey = couple.People["ann"].HomeKey
	personas := []model.Event{
		stolen("ann", 0, "hw-1", "ann@example.com"), stolen("", 1, "hw-1", "john.miller@example.org"), stolen("", 2, "hw-1", "peter_stone77@example.net"),
	}
	dt.Table(
		t, contact.NewStolen(struct{}{}),
		dt.Case{
			Name: "three_personas", World: w, Events: personas, Want: []string{"ann EDR-30"},
			Reasons: map[string]string{"ann EDR-30": "on which 2 persons of other names had theirs"},
		},
		dt.Case{
			Name: "two_people_here_and_a_persona", World: w, Want: []string{"ann EDR-30", "bob EDR-30"},
			Events:  []model.Event{stolen("ann", 0, "hw-1", "ann@example.com"), stolen("bob", 1, "hw-1", "bob@example.com"), stolen("", 2, "hw-1", "john.miller@example.org")},
			Reasons: map[string]string{"ann EDR-30": "among them bob"},
		},
		dt.Case{Name: "handles_of_ones_own", World: w, Events: []model.Event{
			stolen("ann", 0, "hw-1", "ann@example.com"), stolen("", 1, "hw-1", "darkstar99@example.org"), stolen("", 2, "hw-1", "gamer@example.net"), stolen("", 2, "hw-1", "a.b.c@example.net"),
		}},
		dt.Case{Name: "mailboxes_of_ones_own_name", World: w, Events: []model.Event{
			stolen("ann", 0, "hw-1", "ann@example.com"), stolen("", 1, "hw-1", "ann.example@example.org"), stolen("", 2, "hw-1", "ann_example+x@example.net"),
		}},
		dt.Case{Name: "a_family_of_another_name", World: w, Events: []model.Event{
			stolen("ann", 0, "hw-1", "ann@example.com"), stolen("", 1, "hw-1", "john.miller@example.org"), stolen("", 2, "hw-1", "mary.miller@example.net"),
		}},
		dt.Case{Name: "machines_of_their_own", World: w, Events: []model.Event{
			stolen("ann", 0, "hw-1", "ann@example.com"), stolen("", 1, "hw-2", "john.miller@example.org"), stolen("", 2, "hw-3", "peter.stone@example.net"),
		}},
		dt.Case{Name: "couple_and_a_guest", World: couple, Events: []model.Event{
			stolen("ann", 0, "hw-1", "ann@example.com"), stolen("bob", 1, "hw-1", "bob@example.com"), stolen("", 2, "hw-1", "john.miller@example.org"),
		}},
	)
	for _, f := range dt.Find(t, w, contact.NewStolen(struct{}{}), personas...) {
		if strings.Contains(f.Reason, "miller") || strings.Contains(f.Reason, "hw-1") {
			t.Errorf("the reason shows what was stolen: %q", f.Reason)
		}
	}
}
