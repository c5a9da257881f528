package sigma

// An event is a JSON object. Where an array stands, a field has all its elements as
// values; a key that is written twice counts the same way.

// Layout says where events keep the fields that rules name. The zero value finds a field
// under its own name, and "a.b" also as b within a.
type Layout struct {
	// Roots are objects whose members count as if they stood at the top, e.g.
	// "Event.EventData".
	Roots []string
	// Aliases are further paths by field, e.g. Provider_Name: Event.System.Provider.Name.
	Aliases map[string][]string
}

// Paths are the places at which a field may stand, all of which are read.
func (l Layout) Paths(field string) []string {
	paths := make([]string, 0, 1+len(l.Roots))
	paths = append(paths, field)
	for _, root := range l.Roots {
		paths = append(paths, root+"."+field)
	}
	return append(paths, l.Aliases[field]...)
}

// Route tells what log source an event is: Source, when each field in When has one of the
// values, compared as text without regard to case, and each field in Has is there, as exists
// means it. An event may be of several sources.
type Route struct {
	When   map[string][]string
	Has    []string
	Source LogSource
}
