package model_test

import (
	"testing"

	"bonafide/model"
)

// TestGrantInForce tells what is held from what was only asked for and from what has ended.
func TestGrantInForce(t *testing.T) {
	t.Parallel()
	for status, want := range map[string][2]bool{ // in force, asked for
		"": {true, false}, "active": {true, false}, "approved": {true, false}, "password_expired": {true, false},
		"requested": {false, true}, "rejected": {false, true}, "suspended": {false, false}, "expired": {false, false},
	} {
		g := model.Grant{Status: status}
		if got := [2]bool{g.InForce(), g.Asked()}; got != want {
			t.Errorf("%q: want %v, got %v", status, want, got)
		}
	}
}
