package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestVerdictTable checks that every upstream rule stands in one place, and that every rule
// of ours that the table names exists.
func TestVerdictTable(t *testing.T) {
	t.Parallel()
	table, err := readVerdictTable()
	if err != nil {
		t.Fatal(err)
	}
	if len(table.Covered) == 0 || len(table.reason) == 0 {
		t.Errorf("%d upstream rules covered, %d with a reason", len(table.Covered), len(table.reason))
	}
	for _, group := range table.Left {
		if len(group.Why) < 20 || len(group.Rules) == 0 {
			t.Errorf("%q is no reason, or for nothing", group.Why)
		}
	}
}

// TestVerdicts has one event with each verdict, right and wrong, and one of a family that
// the table does not know.
func TestVerdicts(t *testing.T) {
	t.Parallel()
	lines := []string{
		`{"rule":"GitHub.Branch.ProtectionDisabled","log_types":["GitHub.Audit"],"test":"off","expected":true,"event":{"actor":"w17","action":"protected_branch.destroy","created_at":1794819600000,"org":"example-org","repo":"example-org/a"}}`,
		`{"rule":"GitHub.Branch.ProtectionDisabled","log_types":["GitHub.Audit"],"test":"untimed","expected":true,"event":{"_document_id":"a","actor":"w17","action":"protected_branch.destroy","created_at":"","org":"example-org","repo":"example-org/a"}}`,
		`{"rule":"GitHub.Branch.ProtectionDisabled","log_types":["GitHub.Audit"],"test":"missed","expected":true,"event":{"actor":"w17","action":"protected_branch.update_name","created_at":1794819600000,"org":"example-org","repo":"example-org/a"}}`,
		`{"rule":"GitHub.Branch.ProtectionDisabled","log_types":["GitHub.Audit"],"test":"false","expected":false,"event":{"actor":"w17","action":"protected_branch.destroy","created_at":1794819600000,"org":"example-org","repo":"example-org/a"}}`,
		`{"rule":"GitHub.Branch.ProtectionDisabled","log_types":["GitHub.Audit"],"test":"unread","expected":false,"event":{"what":"is this"}}`,
		`{"rule":"Example.Unknown","log_types":["GitHub.Audit"],"test":"other","expected":true,"event":{"actor":"w17","action":"protected_branch.destroy","created_at":1794819600000,"org":"example-org","repo":"example-org/a"}}`,
	}
	path := filepath.Join(t.TempDir(), "labelled.jsonl")
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := verdicts(t.Context(), []string{path})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Families) != 1 {
		t.Fatalf("%d families, want 1", len(r.Families))
	}
	f := r.Families[0]
	if f.Events != 5 || f.Expected != 3 || f.Right != 2 || f.Untimed != 1 || len(f.Wrong) != 3 {
		t.Errorf("%+v", f)
	}
	for i, want := range []string{"does not match, and should", "matches, and should not", "not read as an event"} {
		if i < len(f.Wrong) && !strings.Contains(f.Wrong[i], want) {
			t.Errorf("%q, want %q", f.Wrong[i], want)
		}
	}
	if len(r.Unlisted) != 1 || r.Matches["github/branch_protection_removed"] != 1 {
		t.Errorf("unlisted %q, matches %v", r.Unlisted, r.Matches)
	}
	if err := r.failed(); err == nil || !strings.Contains(err.Error(), "3 of 5 covered events") || !strings.Contains(err.Error(), "1 upstream rules") {
		t.Errorf("%v", err)
	}
}
