package app_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bonafide/app"
	"bonafide/internal/hint"
)

// TestResumeRefusesAnotherRun: a saved state is of one program, settings, people and records.
func TestResumeRefusesAnotherRun(t *testing.T) {
	t.Parallel()
	add := func(name, text string) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			t.Helper()
			f, err := os.OpenFile(filepath.Join(dir, name), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
			if err != nil {
				t.Fatal(err)
			}
			_, err = f.WriteString(text)
			if err := errors.Join(err, f.Close()); err != nil {
				t.Fatal(err)
			}
		}
	}
	replace := func(old, by string) func(*testing.T, string) { // in as many records as before
		return func(t *testing.T, dir string) {
			t.Helper()
			path := filepath.Join(dir, "shipping.csv")
			text, err := os.ReadFile(path)
			if err != nil || !bytes.Contains(text, []byte(old)) {
				t.Fatalf("no %q in %s (%v)", old, path, err)
			}
			if err := os.WriteFile(path, bytes.ReplaceAll(text, []byte(old), []byte(by)), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	tests := []struct {
		name   string
		change func(*testing.T, string)
		want   string // "" where the state may be used
	}{
		{name: "nothing_changed", change: func(*testing.T, string) {}},
		{"a_setting", add("bonafide.yaml", "\n# a remark\n"), "other inputs or other settings"},
		{"a_person", add("more_people.csv", "id,name,email\nN1,New Person,new@acme.example\n"), "other inputs or other settings"},
		{"a_value_of_a_record", replace("1Z", "1Y"), "other inputs or other settings"},
		{"a_record", add("more.jsonl", `{"uuid":"x1","published":"2026-10-02T15:00:00.000Z","eventType":"user.session.start","actor":{"id":"00u1","type":"User","alternateId":"ann@acme.example"},"client":{"ipAddress":"192.0.2.7"},"outcome":{"result":"SUCCESS"}}`+"\n"), "other inputs or other settings"},
		{"the_state_itself", nil, "no saved state"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := company(t, 0)
			var state bytes.Buffer
			_, err := app.Assess(context.Background(), app.Options{Paths: []string{dir}, Now: now(), Stop: 500, Checkpoint: &state})
			if !errors.Is(err, app.ErrInterrupted) {
				t.Fatal(err)
			}
			if tt.change == nil {
				state.Truncate(20)
			} else {
				tt.change(t, dir)
			}
			_, err = app.Assess(context.Background(), app.Options{Paths: []string{dir}, Now: now(), Resume: &state})
			switch {
			case tt.want == "" && err != nil:
				t.Error(err)
			case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want) || hint.Of(err) == ""):
				t.Errorf("the error is %v (hint %q), want one that says %q", err, hint.Of(err), tt.want)
			}
		})
	}
}

// TestPeopleWithoutRecords: people who share a telephone are found without any record, and
// no time is made up.
func TestPeopleWithoutRecords(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	people := "id,name,email,phone,home_address,start_date\n" +
		"1,Ann Example,ann@acme.example,+1 312 555 0100,\"12 Oak St, Chicago, IL 60601, US\",2026-01-05\n" +
		"2,Bo Sample,bo@acme.example,+1 312 555 0100,\"9 Elm St, Austin, TX 78701, US\",2026-02-02\n"
	if err := os.WriteFile(filepath.Join(dir, "people.csv"), []byte(people), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := app.Assess(context.Background(), app.Options{Paths: []string{dir}, Now: now()})
	if err != nil {
		t.Fatal(err)
	}
	if a := r.Assessment; a.From != nil || a.To != nil {
		t.Errorf("without records, they are said to reach from %v to %v", a.From, a.To)
	}
	for _, s := range r.Assessment.Subjects {
		if len(s.Reasons) == 0 {
			t.Errorf("nothing is said of %s, who shares a telephone", s.ID)
		}
		for _, reason := range s.Reasons {
			if reason.At.Year() != 2026 {
				t.Errorf("%s of %s is dated %v", reason.Indicator, s.ID, reason.At)
			}
		}
	}
}

// TestSettingsStandBesideTheirFiles: what the settings name is looked for in their folder,
// also when another path is named first.
func TestSettingsStandBesideTheirFiles(t *testing.T) {
	t.Parallel()
	one, two := t.TempDir(), t.TempDir()
	for name, text := range map[string]string{
		filepath.Join(one, "people.csv"):    "id,name,email\n1,Ann Example,ann@acme.example\n",
		filepath.Join(two, "bonafide.yaml"): "feeds:\n  - {kind: ip, path: exits.txt, operator: Mullvad, network: vpn}\n",
		filepath.Join(two, "exits.txt"):     "198.51.100.0/24\n",
	} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r, err := app.Assess(context.Background(), app.Options{Paths: []string{filepath.Join(one, "people.csv"), two}, Now: now()})
	if err != nil {
		t.Fatal(err)
	}
	for _, notice := range r.Assessment.Notices {
		t.Errorf("notice: %s", notice)
	}
}
