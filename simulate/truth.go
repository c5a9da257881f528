package simulate

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
)

// Summary is what was written, and the truth about everyone in it.
type Summary struct {
	Seed     uint64    `json:"seed"`
	From     time.Time `json:"from"`
	To       time.Time `json:"to"`
	People   int       `json:"people"`
	Records  int       `json:"records"`
	Files    []File    `json:"files"`
	Subjects []Subject `json:"subjects"`
}

// File is one file of the folder.
type File struct {
	Path    string `json:"path"`
	Records int    `json:"records"`
}

// Subject is the truth about one person.
type Subject struct {
	ID         string `json:"id"`
	Fraud      bool   `json:"fraud"`
	Hypothesis string `json:"hypothesis"`
	Story      string `json:"story"`
	// Difficulty is easy, medium or hard for a fraudulent person, by how much of the story the files show.
	Difficulty string `json:"difficulty,omitempty"`
	// MustFind holds the ids of the indicators that the files really show for this person.
	MustFind []string `json:"must_find"`
	// FirstObservableAt is the time of the first record that shows one of them.
	FirstObservableAt *time.Time `json:"first_observable_at,omitempty"`
	// Cluster joins people of one scheme, or of one honest household.
	Cluster string `json:"cluster,omitempty"`
	// Observable says when each indicator can first be seen.
	Observable []Sighting `json:"observable,omitempty"`
}

// Sighting is the first time that an indicator can be seen.
type Sighting struct {
	Indicator string    `json:"indicator"`
	At        time.Time `json:"at"`
}

// sight records that the files show an indicator from a time on; the earliest time counts.
func (s *Subject) sight(indicator string, at time.Time) {
	at = at.UTC().Truncate(time.Second)
	for i := range s.Observable {
		if s.Observable[i].Indicator == indicator {
			if at.Before(s.Observable[i].At) {
				s.Observable[i].At = at
			}
			return
		}
	}
	s.Observable = append(s.Observable, Sighting{indicator, at})
}

// settle derives the fields that follow from the sightings.
func (s *Subject) settle() {
	slices.SortFunc(s.Observable, func(a, b Sighting) int {
		if c := a.At.Compare(b.At); c != 0 {
			return c
		}
		return strings.Compare(a.Indicator, b.Indicator)
	})
	s.MustFind = []string{}
	if !s.Fraud {
		s.Observable = nil
		return
	}
	for _, o := range s.Observable {
		s.MustFind = append(s.MustFind, o.Indicator)
	}
	slices.Sort(s.MustFind)
	if len(s.Observable) > 0 {
		s.FirstObservableAt = &s.Observable[0].At
	}
	switch n := len(s.MustFind); {
	case n <= 2:
		s.Difficulty = "hard"
	case n <= 5:
		s.Difficulty = "medium"
	default:
		s.Difficulty = "easy"
	}
}

func (s Summary) write(path string) error {
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return fmt.Errorf("simulate: encode the truth: %w", err)
	}
	if err := os.WriteFile(path, append(text, '\n'), 0o644); err != nil {
		return fmt.Errorf("simulate: write the truth: %w", err)
	}
	return nil
}
