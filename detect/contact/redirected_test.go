package contact_test

import (
	"testing"

	"bonafide/detect/contact"
	"bonafide/detect/detecttest"
	"bonafide/model"
	"bonafide/model/ocsf"
)

// TestRedirectedWages: accounts that changes of pay name count as those of the people
// file; a vendor's account is the vendor's.
func TestRedirectedWages(t *testing.T) {
	t.Parallel()
	to := func(who model.SubjectID, action string) model.Event {
		return detecttest.Event(ocsf.PaymentChange, who, detecttest.Day(30), detecttest.Did(action), detecttest.With(model.PayAccount, "hmac:9"))
	}
	w := detecttest.People(detecttest.Person("ann", detecttest.Austin()), detecttest.Person("bo", detecttest.Dallas()))
	for action, want := range map[string]int{"direct_deposit": 2, "vendor_payment": 0} {
		found := detecttest.Find(t, w, contact.New(struct{}{}), to("ann", action), to("bo", action))
		if len(found) != want {
			t.Errorf("%s to one account: %d findings, want %d: %+v", action, len(found), want, found)
		}
	}
}
