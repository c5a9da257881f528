package privilege_test

import (
	"slices"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"bonafide/content"
	"bonafide/internal/privilege"
)

func catalogue(t *testing.T) *privilege.Catalogue {
	t.Helper()
	c, err := privilege.Load(content.FS())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestOf(t *testing.T) {
	c := catalogue(t)
	for _, tc := range []struct {
		name, system, kind, entitlement, level string
		want                                   privilege.Level
		can                                    string
	}{
		{"okta_super", "okta", "role", "Super Administrator", "", privilege.Admin, "identity_admin"},
		{"okta_help_desk_is_no_admin", "okta", "role", "Help Desk Administrator", "", privilege.Elevated, "credential_reset"},
		{"entra_reader", "entra", "role", "Directory Readers", "", privilege.Ordinary, ""},
		{"aws_admin", "aws", "policy", "AdministratorAccess", "", privilege.Admin, "log_delete"},
		{"read_only_repository", "github", "repository", "example/site", "read", privilege.Ordinary, ""},
		{"own_admin_group", "okta", "group", "jira-admins", "", privilege.Elevated, ""},
		{"payroll_approver", "bank", "role", "payment approver", "", privilege.High, "pay_approve"},
		{"a_team_that_only_sounds_alike", "okta", "group", "product", "", privilege.Ordinary, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := c.Of(tc.system, tc.kind, tc.entitlement, tc.level)
			if d := cmp.Diff(tc.want, got.Level); d != "" {
				t.Error(d)
			}
			if tc.can != "" && !slices.Contains(got.Can, tc.can) {
				t.Errorf("want %q among %q", tc.can, got.Can)
			}
		})
	}
}

func TestLoadTellsWhatIsWrong(t *testing.T) {
	sound := func() fstest.MapFS {
		return fstest.MapFS{
			"access/privileges.yaml": {Data: []byte("- {id: a, level: high, can: [x, y], match: [{name: ['*']}], why: w}\n")},
			"access/toxic.yaml":      {Data: []byte("- {id: T, both: [x, y], title: t, why: w, source: s, honest: h}\n")},
			"access/stages.yaml":     {Data: []byte("- {id: s, days: 30, most: high, why: w}\n")},
		}
	}
	if _, err := privilege.Load(sound()); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string][2]string{
		"unknown_level":   {"access/privileges.yaml", "- {id: a, level: hgih, can: [x, y], match: [{name: ['*']}], why: w}\n"},
		"unknown_key":     {"access/privileges.yaml", "- {id: a, levle: high, match: [{name: ['*']}], why: w}\n"},
		"unknown_ability": {"access/toxic.yaml", "- {id: T, both: [x, z], title: t, why: w, source: s, honest: h}\n"},
		"no_honest_twin":  {"access/toxic.yaml", "- {id: T, both: [x, y], title: t, why: w, source: s}\n"},
		"unknown_never":   {"access/stages.yaml", "- {id: s, days: 30, most: high, never: [z], why: w}\n"},
		"endless_stage":   {"access/stages.yaml", "- {id: s, most: high, why: w}\n"},
	} {
		t.Run(name, func(t *testing.T) {
			files := sound()
			files[change[0]] = &fstest.MapFile{Data: []byte(change[1])}
			if _, err := privilege.Load(files); err == nil {
				t.Error("want an error")
			}
		})
	}
}
