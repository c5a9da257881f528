package pipeline

import (
	"fmt"

	"go.yaml.in/yaml/v3"

	"bonafide/sigma"
)

// route is a route as it is written.
type route struct {
	Category string           `yaml:"category"`
	Product  string           `yaml:"product"`
	Service  string           `yaml:"service"`
	When     map[string]texts `yaml:"when"`
	Has      texts            `yaml:"has"`
}

// Routes tell of known events what log source they are: by channel and number for Windows,
// by what says so in the event for others, by the fields that only they have for the rest. The fields are found through Layouts.
func Routes() []sigma.Route {
	text, err := builtin.ReadFile("builtin/" + routesFile)
	if err != nil {
		panic(err) // it is embedded
	}
	var list []route
	if err := yaml.Unmarshal(text, &list); err != nil {
		panic(fmt.Sprintf("%s: %v", routesFile, err)) // the test reads it
	}
	out := make([]sigma.Route, len(list))
	for i, r := range list {
		when := make(map[string][]string, len(r.When))
		for field, values := range r.When {
			when[field] = values
		}
		out[i] = sigma.Route{When: when, Has: r.Has, Source: sigma.LogSource{Category: r.Category, Product: r.Product, Service: r.Service}}
	}
	return out
}
