package simulate

import (
	"fmt"
	"slices"
	"time"

	"bonafide/simulate/internal/naming"
)

// MixedNames is the value of Config.NameOrigin that draws an origin for each person.
const MixedNames = naming.Mixed

// NameOrigins is how many name origins there are.
const NameOrigins = naming.Origins

// Config says which company to write. The zero value is a company of 250 people over 90 days whose names are all of
// origin 0; [Demo] is the usual start.
type Config struct {
	// Seed decides everything but names of fields.
	Seed uint64
	// People is how many workers there are; zero means 250.
	People int
	// Days is the length of the period that the logs cover; zero means 90.
	Days int
	// End is the end of the period, midnight UTC; zero means 2026-11-15.
	End time.Time
	// Events is about how many log records are wanted in all; zero leaves the natural amount. What the stories need is
	// written even when it exceeds the wish.
	Events int
	// Stories names the stories to cast; nil is the default mix, an empty slice is plain people only. See StoryNames and
	// AskedStoryNames.
	Stories []string
	// NameOrigin is 0 to NameOrigins-1, or MixedNames. It changes names and e-mail addresses and nothing else.
	NameOrigin int
	// TruthPath is where the ground truth goes; empty means the folder's path with "-truth.json" appended.
	TruthPath string
}

// Demo is the company the product shows itself with: 250 people, 90 days.
func Demo(seed uint64) Config {
	return Config{Seed: seed, People: 250, Days: 90, NameOrigin: MixedNames}
}

// Large is a company of 10,000 people over 30 days with about a million log records.
func Large(seed uint64) Config {
	return Config{Seed: seed, People: 10_000, Days: 30, Events: 1_000_000, NameOrigin: MixedNames}
}

// StoryNames lists the stories of the default mix, in the order of the catalogue.
func StoryNames() []string { return named(false) }

// AskedStoryNames lists the stories that are cast only where Config.Stories names them.
func AskedStoryNames() []string { return named(true) }

func named(asked bool) []string {
	var names []string
	for _, st := range allStories() {
		if st.asked == asked {
			names = append(names, st.name)
		}
	}
	return names
}

func (cfg Config) complete() (Config, error) {
	if cfg.People == 0 {
		cfg.People = 250
	}
	if cfg.Days == 0 {
		cfg.Days = 90
	}
	if cfg.End.IsZero() {
		cfg.End = time.Date(2026, time.November, 15, 0, 0, 0, 0, time.UTC)
	}
	cfg.End = cfg.End.UTC().Truncate(24 * time.Hour)
	if cfg.People < 10 || cfg.Days < 14 {
		return cfg, fmt.Errorf("simulate: %d people over %d days: at least 10 people and 14 days are needed", cfg.People, cfg.Days)
	}
	if cfg.NameOrigin < MixedNames || cfg.NameOrigin >= NameOrigins {
		return cfg, fmt.Errorf("simulate: name origin %d: want %d to %d", cfg.NameOrigin, MixedNames, NameOrigins-1)
	}
	known := slices.Concat(StoryNames(), AskedStoryNames())
	for _, name := range cfg.Stories {
		if !slices.Contains(known, name) {
			return cfg, fmt.Errorf("simulate: no story is called %q", name)
		}
	}
	return cfg, nil
}
