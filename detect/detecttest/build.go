package detecttest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bonafide/detect"
	"bonafide/model"
	"bonafide/model/ocsf"
)

// Monday is when tests begin, a working day.
func Monday() time.Time { return time.Date(2026, 3, 2, 15, 0, 0, 0, time.UTC) }

// Day is a time n days after Monday.
func Day(n int) time.Time { return Monday().AddDate(0, 0, n) }

// Event makes an event of a person with an id and a line of its own.
func Event(class ocsf.Class, who model.SubjectID, at time.Time, changes ...func(*model.Event)) model.Event {
	e := model.Event{
		ID: model.EventID(fmt.Sprintf("%s-%d-%d", who, class, at.Unix())), Format: "test/event",
		Origin: model.Origin{Path: "test.jsonl", Line: at.Unix() % 1_000_000}, Class: class, Activity: 1, Action: "test",
		Outcome: model.Success, Time: at, Subject: who,
	}
	for _, change := range changes {
		change(&e)
	}
	return e
}

// With gives an event an attribute.
func With(f model.Field, value string) func(*model.Event) {
	return func(e *model.Event) { e.Add(f, value) }
}

// Owned makes the event one of a device issued to somebody.
func Owned(who model.SubjectID) func(*model.Event) {
	return func(e *model.Event) { e.Owner = who }
}

// To makes somebody the target of the event.
func To(who model.SubjectID) func(*model.Event) {
	return func(e *model.Event) { e.Target = who }
}

// Did sets the event's action.
func Did(action string) func(*model.Event) {
	return func(e *model.Event) { e.Action = action }
}

// Failed makes the event a failure.
func Failed(e *model.Event) { e.Outcome = model.Failure }

// As sets the event's activity.
func As(a ocsf.Activity) func(*model.Event) {
	return func(e *model.Event) { e.Activity = a }
}

// At puts the event at a place.
func At(p model.Place, basis model.Basis) func(*model.Event) {
	return func(e *model.Event) {
		e.Facts.Sightings = append(e.Facts.Sightings, model.Sighting{Place: p, Basis: basis})
	}
}

// From gives the event a source address in a network.
func From(ip string, kind model.NetworkKind, operator string) func(*model.Event) {
	return func(e *model.Event) {
		e.Add(model.SrcIP, ip)
		e.Facts.Network = model.Network{Kind: kind, Operator: operator}
		e.Facts.Corporate = kind == model.CorporateNet
	}
}

// Shows makes the event show a tool by one of its attributes.
func Shows(id string, kind model.ToolKind, f model.Field, value string) func(*model.Event) {
	return func(e *model.Event) {
		e.Add(f, value)
		e.Facts.Tools = append(e.Facts.Tools, model.ToolMatch{ID: id, Name: strings.ToUpper(id[:1]) + id[1:], Kind: kind, Field: f, Value: value})
	}
}

// Has makes the event show hardware by one of its attributes.
func Has(id string, kind model.HardwareKind, exact bool, f model.Field, value string) func(*model.Event) {
	return func(e *model.Event) {
		e.Add(f, value)
		e.Facts.Hardware = append(e.Facts.Hardware, model.HardwareMatch{ID: id, Name: id, Kind: kind, Exact: exact, Field: f, Value: value})
	}
}

// Daily repeats an event on n days.
func Daily(e model.Event, n int) []model.Event { return Series(e, n, 24*time.Hour) }

// Town is a place known to a few kilometres.
func Town(city, region, country string, lat, long float64) model.Place {
	return model.Place{City: city, Region: region, Country: country, Lat: lat, Long: long, Radius: 15, Known: true}
}

// Austin is where most people of the tests live.
func Austin() model.Place { return Town("Austin", "Texas", "US", 30.27, -97.74) }

// Dallas is 300 km from Austin.
func Dallas() model.Place { return Town("Dallas", "Texas", "US", 32.78, -96.8) }

// Boston is 2,700 km from Austin.
func Boston() model.Place { return Town("Boston", "Massachusetts", "US", 42.36, -71.06) }

// London is in another country.
func London() model.Place { return Town("London", "England", "GB", 51.51, -0.13) }

// Seoul is on another continent.
func Seoul() model.Place { return Town("Seoul", "", "KR", 37.57, 126.98) }

// Lagos is on yet another.
func Lagos() model.Place { return Town("Lagos", "", "NG", 6.52, 3.38) }

// Person claims to live and work at a place since a year before Monday.
func Person(id model.SubjectID, home model.Place) *model.Claims {
	zone, err := time.LoadLocation("America/Chicago")
	if err != nil {
		zone = time.UTC
	}
	return &model.Claims{
		ID: id, Kind: model.Worker, Status: "active", Start: Day(-365), Home: home, Work: home, Zone: zone,
		HomeAddress: "1 " + string(id) + " Street", HomeKey: "1 " + string(id) + " st",
		Origins: map[model.ClaimKind]model.Origin{model.ClaimName: {Path: "people.csv", Line: 2}},
	}
}

// People makes a world of these people, whose names are their ids.
func People(people ...*model.Claims) *World {
	w := &World{People: map[model.SubjectID]*model.Claims{}, Names: map[model.SubjectID]string{}}
	for _, p := range people {
		w.People[p.ID] = p
		w.Names[p.ID] = string(p.ID)
	}
	return w
}

// Case is one story for a detector: what is seen, and what may be found.
type Case struct {
	Name   string
	World  *World
	Events []model.Event
	// Want is "who INDICATOR" for every finding, sorted.
	Want []string
	// Reasons are words that must stand in the reason of a finding, by "who INDICATOR".
	Reasons map[string]string
}

// Table runs a detector over the cases, and the conformance suite over each of them and
// over all of them in one stream.
func Table(t *testing.T, d detect.Detector, cases ...Case) {
	t.Helper()
	raised := map[string]bool{}
	all, everybody := noise(50), People()
	for i, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			events := Sorted(c.Events)
			found := Find(t, c.World, d, events...)
			var got []string
			for _, f := range found {
				key := string(f.Subject) + " " + string(f.Indicator)
				got = append(got, key)
				raised[string(f.Indicator)] = true
				if words := c.Reasons[key]; !strings.Contains(f.Reason, words) {
					t.Errorf("%s: %q does not stand in the reason %q", key, words, f.Reason)
				}
			}
			slices.Sort(got)
			if diff := cmp.Diff(c.Want, got); diff != "" {
				t.Errorf("findings differ (-want +got):\n%s\n%+v", diff, found)
			}
			Run(t, c.World, d, events)
		})
		all = append(all, apart(i, c, everybody)...)
	}
	t.Run("all_in_one_stream", func(t *testing.T) { Run(t, everybody, d, Sorted(all)) })
	for _, id := range d.Declare().Indicators {
		if !raised[id] {
			t.Errorf("%s is declared, but no case raises it", id)
		}
	}
}

// apart copies a case's events and people under names of their own.
func apart(number int, c Case, into *World) []model.Event {
	rename := func(id model.SubjectID) model.SubjectID {
		if id == "" {
			return ""
		}
		return model.SubjectID(fmt.Sprintf("%s.%d", id, number))
	}
	for _, id := range slices.Sorted(maps.Keys(c.World.People)) {
		claims := *c.World.People[id]
		claims.ID, claims.ReferredBy = rename(id), rename(claims.ReferredBy)
		into.People[claims.ID], into.Names[claims.ID] = &claims, c.World.Names[id]
	}
	events := make([]model.Event, 0, len(c.Events))
	for i := range c.Events {
		e := Copy(&c.Events[i])
		e.Subject, e.Target, e.Owner = rename(e.Subject), rename(e.Target), rename(e.Owner)
		events = append(events, e)
	}
	return events
}

// noise is a stream of ordinary events of a person nobody knows.
func noise(n int) []model.Event {
	e := Event(ocsf.Authentication, "nobody", Monday(), From("192.0.2.200", model.ResidentialNet, "Example Net"), At(Austin(), model.BySource))
	return Series(e, n, 5*time.Hour)
}

// Sorted puts events in the order of their time.
func Sorted(events []model.Event) []model.Event {
	events = slices.Clone(events)
	slices.SortStableFunc(events, func(a, b model.Event) int { return a.Time.Compare(b.Time) })
	return events
}

// Join puts streams together.
func Join(streams ...[]model.Event) []model.Event { return slices.Concat(streams...) }
