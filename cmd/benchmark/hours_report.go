package main

import (
	"fmt"
	"io"
	"slices"

	"bonafide/internal/diurnal"
)

// hoursReport is how well zones are inferred from hours.
type hoursReport struct {
	Authors     int        `json:"authors"`
	Learned     int        `json:"learned_from"`
	Rows        []hoursRow `json:"rows"`
	Halves      spread     `json:"random_halves"`
	KnownHalves spread     `json:"random_halves_clock_known"`
	Across      hitRates   `json:"learned_from_one_half_scored_on_the_other"`
	Held        []heldRow  `json:"held_against_a_claim"`
}

// hoursRow is one part of the authors.
type hoursRow struct {
	Part      string   `json:"part"`
	Authors   int      `json:"authors"`
	Plain13   hitRates `json:"circular_mean_against_13"`
	Plain     hitRates `json:"circular_mean_against_14"`
	Profile   hitRates `json:"mean_profile_without_the_author"`
	ByAuthor  scores   `json:"without_the_author"`
	ByProject scores   `json:"without_the_authors_projects"`
	Based     scores   `json:"without_the_author_with_the_others_offsets_as_prior"`
}

// hitRates are the shares of authors whose offset was missed by no more than 1.5, 2.5 and 4
// hours; NearMean takes the mean of the offsets as true instead of the commonest one, NearEach
// takes each commit's own and asks for the middle commit's error.
type hitRates struct {
	Near     float64 `json:"within_1.5h"`
	Wide     float64 `json:"within_2.5h"`
	Coarse   float64 `json:"within_4h"`
	NearMean float64 `json:"within_1.5h_of_the_mean"`
	WideMean float64 `json:"within_2.5h_of_the_mean"`
	NearEach float64 `json:"within_1.5h_at_the_middle_commit"`
	WideEach float64 `json:"within_2.5h_at_the_middle_commit"`
}

// scores are hit rates and how often intervals of 50, 80 and 95 % hold the truth.
type scores struct {
	hitRates
	Covered [3]float64 `json:"covered_50_80_95"`
	Width   [3]float64 `json:"mean_width_hours"`
}

type spread struct {
	NearLow, NearHigh, WideLow, WideHigh float64
}

// heldRow is how often somebody is told to work by another zone than one so many hours off
// their own; none off is a false alarm.
type heldRow struct {
	Off      int     `json:"hours_off"`
	Reported float64 `json:"reported"`
	Plain    float64 `json:"circular_mean_seven_hours_off"`
}

// apartHours is how far the detector wants the likeliest zone to be from the claim.
const apartHours = 6

// answer is what is said of somebody: an offset, and what it is in each season.
type answer struct{ offset, winter, summer float64 }

func hits(people []*person, answers []answer) hitRates {
	var h hitRates
	add := func(to *float64, hit bool) {
		if hit {
			*to += 100 / float64(len(people))
		}
	}
	for i, p := range people {
		off, mean, each := diurnal.Apart(answers[i].offset, p.dominant), diurnal.Apart(answers[i].offset, p.mean), p.middle(answers[i])
		add(&h.Near, off <= 1.5)
		add(&h.Wide, off <= 2.5)
		add(&h.Coarse, off <= 4)
		add(&h.NearMean, mean <= 1.5)
		add(&h.WideMean, mean <= 2.5)
		add(&h.NearEach, each <= 1.5)
		add(&h.WideEach, each <= 2.5)
	}
	return h
}

// middle is the error at the commit in the middle, when commits stand in the order of theirs.
func (p *person) middle(a answer) float64 {
	errs := make([]float64, len(p.acts))
	for i, c := range p.acts {
		said := a.winter
		if diurnal.NorthernSummer(c.at) {
			said = a.summer
		}
		errs[i] = diurnal.Apart(said, float64(c.ahead)/60)
	}
	slices.Sort(errs)
	return errs[len(errs)/2]
}

func score(all []guess) scores {
	var s scores
	var people []*person
	var answers []answer
	for _, g := range all {
		people, answers = append(people, g.person), append(answers, answer{g.Offset, g.At(false), g.At(true)})
		for i, share := range []float64{0.5, 0.8, 0.95} {
			arc := g.Arc(share)
			s.Width[i] += (arc.To - arc.From) / float64(len(all))
			if arc.Contains(g.dominant) {
				s.Covered[i] += 100 / float64(len(all))
			}
		}
	}
	s.hitRates = hits(people, answers)
	return s
}

// held asks of everybody whether the detector would report them if they claimed a zone so
// many hours east or west of theirs.
func held(known []guess) []heldRow {
	var rows []heldRow
	for _, off := range []int{0, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12} {
		n, plain, all := 0.0, 0.0, 0.0
		for _, g := range known {
			for _, way := range []int{-1, 1} {
				claim := diurnal.Zone{Offset: g.zone.Offset + 2*way*off, Rule: g.zone.Rule}
				all++
				if g.Excludes(claim) && diurnal.Apart(g.Offset, claim.At(g.Summer)) >= apartHours {
					n++
				}
				if diurnal.Apart(middles([]*person{g.person}, 13)[0].offset, claim.At(g.Summer)) >= 7 {
					plain++
				}
			}
		}
		rows = append(rows, heldRow{off, 100 * n / all, 100 * plain / all})
	}
	return rows
}

func (r *hoursReport) text(w io.Writer) {
	p := func(format string, a ...any) { _, _ = fmt.Fprintf(w, format+"\n", a...) }
	p("%d authors; weights are learned from %d of them. Share of authors within 1.5 h / 2.5 h / 4 h of the offset of most of their", r.Authors, r.Learned)
	p("commits; in brackets within 1.5 h / 2.5 h of the mean of their offsets; and of the offset at the middle commit.")
	for _, row := range r.Rows {
		p("\n%s: %d authors", row.Part, row.Authors)
		p("  circular mean of the hours against 13:00  %s", row.Plain13)
		p("  circular mean of the hours against 14:00  %s", row.Plain)
		p("  mean profile of the others                %s", row.Profile)
		p("  without the author                        %s", row.ByAuthor)
		p("  without the author's projects             %s", row.ByProject)
		p("  without the author, others' base rate     %s", row.Based)
	}
	p("\nlearned from one half of the authors, scored on the other, both ways: %s", r.Across)
	p("random halves of all authors, 90 %% of them: within 1.5 h %.0f to %.0f %%, within 2.5 h %.0f to %.0f %%", r.Halves.NearLow, r.Halves.NearHigh, r.Halves.WideLow, r.Halves.WideHigh)
	p("random halves, clock known, 90 %% of them:   within 1.5 h %.0f to %.0f %%, within 2.5 h %.0f to %.0f %%", r.KnownHalves.NearLow, r.KnownHalves.NearHigh, r.KnownHalves.WideLow, r.KnownHalves.WideHigh)
	p("\nheld against a claim so many hours off the true zone (clock known, without the author's projects):")
	for _, row := range r.Held {
		p("  %2d h  reported %.1f %%; by a circular mean seven hours off %.1f %%", row.Off, row.Reported, row.Plain)
	}
}

// String is the three shares.
func (h hitRates) String() string {
	return fmt.Sprintf("%5.1f %5.1f %5.1f (%.1f %.1f; %.1f %.1f)", h.Near, h.Wide, h.Coarse, h.NearMean, h.WideMean, h.NearEach, h.WideEach)
}

// String is the shares and the coverage of intervals.
func (s scores) String() string {
	return fmt.Sprintf("%s  50/80/95 %% intervals hold %.0f/%.0f/%.0f %%, %.1f/%.1f/%.1f h wide", s.hitRates, s.Covered[0], s.Covered[1], s.Covered[2], s.Width[0], s.Width[1], s.Width[2])
}
