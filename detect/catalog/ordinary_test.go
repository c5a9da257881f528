package catalog_test

import (
	"testing"
	"time"

	dt "bonafide/detect/detecttest"
	"bonafide/model"
	"bonafide/model/ocsf"
)

// TestOrdinaryToolsSayNothing holds every detector to what model.Ordinary promises: that a
// messenger, groupware or help for a screen reader runs on a laptop raises nothing, also not
// for somebody new, and not together with the same thing on other laptops.
func TestOrdinaryToolsSayNothing(t *testing.T) {
	t.Parallel()
	ann, bob := dt.Person("ann", dt.Austin()), dt.Person("bob", dt.Boston())
	ann.Start = dt.Day(-3)
	world := dt.People(ann, bob)
	shown := func(kind model.ToolKind) (events []model.Event) {
		for i, who := range []model.SubjectID{"ann", "bob"} {
			for j, class := range []ocsf.Class{
				ocsf.ProcessActivity, ocsf.DNSActivity, ocsf.SoftwareInventory, ocsf.ServiceQuery, ocsf.FileActivity, ocsf.NetworkActivity,
			} {
				field, value := model.ProcessPath, `C:\Program Files\Example\example.exe`
				if class == ocsf.DNSActivity || class == ocsf.NetworkActivity {
					field, value = model.DstHostname, "node1.example.com"
				}
				at := dt.Monday().Add(time.Duration(i*24+j) * time.Hour)
				events = append(events, dt.Daily(dt.Event(class, who, at, dt.Owned(who), dt.Shows("example", kind, field, value)), 9)...)
			}
		}
		return dt.Sorted(events)
	}
	seen := false
	for _, d := range all(t) {
		if found := dt.Find(t, world, d, shown(model.Ordinary)...); len(found) != 0 {
			t.Errorf("%s: %s: %s", d.Declare().Name, found[0].Indicator, found[0].Reason)
		}
		seen = seen || len(dt.Find(t, world, d, shown(model.RemoteAccess)...)) > 0
	}
	if !seen {
		t.Error("the same events with a remote-access tool raise nothing either: the test shows nothing")
	}
}
