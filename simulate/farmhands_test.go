package simulate

import (
	"slices"
	"strings"
	"testing"
)

// TestAskedStories looks up in the files what the truth says of stories that are cast only where they are named, and
// that nobody else lives them.
func TestAskedStories(t *testing.T) {
	t.Parallel()
	cfg := small(31)
	cfg.Stories = AskedStoryNames()
	f := parsed(t, cfg)
	told := map[string]bool{}
	plugged, hands := map[string]map[string]bool{}, map[string]map[string]bool{}
	owners := f.owners()
	for _, o := range f.host {
		if d := o.Columns; strings.Contains(d["model"], "KVM Switch") {
			mark(plugged, d["serial"], owners[o.Decorations["hardware_serial"]])
		}
	}
	for _, r := range f.rows["unlocks.csv"] {
		if r["unlock_typist"] != r["session_typist"] {
			mark(hands, r["unlock_typist"], r["employee_id"])
		}
	}
	shared, unlocked := several(plugged), several(hands)
	for _, s := range f.sum.Subjects {
		told[s.Story] = true
		if slices.Contains(s.MustFind, "EDR-35") != shared[s.ID] {
			t.Errorf("%s (%s): one switch on several laptops is %v, the truth says otherwise", s.ID, s.Story, shared[s.ID])
		}
		if slices.Contains(s.MustFind, "FAC-02") != unlocked[s.ID] {
			t.Errorf("%s (%s): one rhythm on several laptops is %v, the truth says otherwise", s.ID, s.Story, unlocked[s.ID])
		}
	}
	for _, name := range AskedStoryNames() {
		if !told[name] {
			t.Errorf("nobody lives the story %s", name)
		}
	}
	usual, files := written(t, small(31))
	for _, s := range usual.Subjects {
		if slices.Contains(AskedStoryNames(), s.Story) {
			t.Errorf("%s lives %s, which nobody asked for", s.ID, s.Story)
		}
	}
	if files["unlocks.csv"] != nil || files["input_activity.csv"] != nil {
		t.Error("files are written that only asked stories have")
	}
}
