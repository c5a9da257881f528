package main

import (
	"encoding/json"
	"errors"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"bonafide/internal/diurnal"
	"bonafide/internal/diurnal/fit"
)

const (
	fewestCommits = 50 // of an author who is scored
	fewestLearned = 5  // hours of activity of one who is learned from
	hourFolds     = 20
)

func newHours(print func(report, error) error) *cobra.Command {
	var data, write string
	c := &cobra.Command{
		Use:   "hours",
		Short: "Infer time zones from activity times alone and compare with the known ones",
		Long: "Reads public commit times with their offsets. Everybody is scored with weights that were learned without\n" +
			"them: without their own commits, and, more strictly, without anybody who works on a project of theirs.",
		RunE: func(*cobra.Command, []string) error {
			if data == "" {
				return errors.New("name the commit times with --data")
			}
			people, err := readPeople(data)
			if err != nil {
				return err
			}
			if write != "" {
				if err := writeWeights(write, people); err != nil {
					return err
				}
			}
			return print(measureHours(people), nil)
		},
	}
	c.Flags().StringVar(&data, "data", "", "commit times: project, author, Unix time, offset; with tabs between")
	c.Flags().StringVar(&write, "write", "", "also learn from everybody and write the weights to this file")
	return c
}

// learnable are the people whose clock is known well enough to learn from: no machines on
// UTC, nobody who was in zones far apart.
func learnable(people []*person) []*person {
	return slices.DeleteFunc(slices.Clone(people), func(p *person) bool {
		return !p.settled || p.hours.Active() < fewestLearned
	})
}

func writeWeights(path string, people []*person) error {
	m := fit.Learn(examples(learnable(people)))
	m.Source = "commit times and offsets of public repositories (project, author by number, time, offset); weights only, no person's times"
	m.Command = "go run ./cmd/benchmark hours --data ../shared/data/git/commit-times.tsv.gz --write internal/diurnal/weights.json"
	text, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(text, '\n'), 0o600)
}

func examples(people []*person) []*fit.Example {
	list := make([]*fit.Example, 0, len(people))
	for _, p := range people {
		list = append(list, fit.NewExample(&p.hours, p.zone))
	}
	return list
}

// guess is what was inferred of a person, by weights that know nothing of them.
type guess struct {
	*person
	diurnal.Estimate
}

// apart scores people in folds: each with weights learned from those of another fold that
// may be learned from beside them.
func apart(people, learn []*person, folds int, fold func(*person) int, beside func(test []*person, p *person) bool) []guess {
	given := examples(learn)
	parts := make([][]guess, folds)
	var running sync.WaitGroup
	for n := range folds {
		running.Go(func() {
			var test []*person
			for _, p := range people {
				if fold(p) == n {
					test = append(test, p)
				}
			}
			if len(test) == 0 {
				return
			}
			var rest []*fit.Example
			for i, p := range learn {
				if beside(test, p) {
					rest = append(rest, given[i])
				}
			}
			m := fit.Learn(rest)
			for _, p := range test {
				parts[n] = append(parts[n], guess{p, m.Infer(&p.hours)})
			}
		})
	}
	running.Wait()
	return slices.Concat(parts...)
}

// hashed deals names out to folds.
func hashed(name string, folds int) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(name))
	return int(h.Sum32()>>4) % folds
}

// byAuthor leaves out the people who are scored.
func byAuthor(people, learn []*person) []guess {
	return apart(people, learn, hourFolds, func(p *person) int { return hashed(p.id, hourFolds) },
		func(test []*person, p *person) bool { return !slices.Contains(test, p) })
}

// byProject leaves out everybody who works on a project of those who are scored.
func byProject(people, learn []*person) []guess {
	return apart(people, learn, hourFolds, func(p *person) int { return hashed(p.main(), hourFolds) },
		func(test []*person, p *person) bool {
			return !slices.ContainsFunc(test, func(t *person) bool { return shared(t.projects, p.projects) })
		})
}

// main is the project of most commits.
func (p *person) main() string {
	counts := map[string]int{}
	for _, a := range p.acts {
		counts[a.project]++
	}
	top := ""
	for _, name := range p.projects {
		if counts[name] > counts[top] {
			top = name
		}
	}
	return top
}

func shared(a, b []string) bool {
	return slices.ContainsFunc(a, func(name string) bool { _, found := slices.BinarySearch(b, name); return found })
}

// middles is the estimate to compare with: the circular mean of the hours against one in the
// afternoon, or against the hour that suits these very authors best.
func middles(people []*person, middle float64) []answer {
	var answers []answer
	for _, p := range people {
		x, y := 0.0, 0.0
		for _, a := range p.acts {
			angle := float64(a.at%86400) * math.Pi / 43200
			x, y = x+math.Cos(angle), y+math.Sin(angle)
		}
		offset := middle - math.Atan2(y, x)*12/math.Pi
		answers = append(answers, answer{offset, offset, offset})
	}
	return answers
}

func measureHours(people []*person) *hoursReport {
	learn := learnable(people)
	scored := slices.DeleteFunc(slices.Clone(people), func(p *person) bool { return len(p.acts) < fewestCommits })
	r := &hoursReport{Authors: len(people), Learned: len(learn)}
	alone, strict := byAuthor(scored, learn), byProject(scored, learn)
	for _, part := range []struct {
		name string
		in   func(*person) bool
	}{
		{"all", func(*person) bool { return true }},
		{"clock known", func(p *person) bool { return p.settled }},
		{"clock known, 50-99 commits", func(p *person) bool { return p.settled && len(p.acts) < 100 }},
		{"clock known, 100-299 commits", func(p *person) bool { return p.settled && len(p.acts) >= 100 && len(p.acts) < 300 }},
		{"clock known, 300 commits or more", func(p *person) bool { return p.settled && len(p.acts) >= 300 }},
		{"UTC all along", func(p *person) bool { return !p.settled && p.dominant == 0 && math.Abs(p.mean) < 0.2 }},
		{"several zones", func(p *person) bool { return !p.settled && (p.dominant != 0 || math.Abs(p.mean) >= 0.2) }},
	} {
		row := hoursRow{Part: part.name}
		chosen := slices.DeleteFunc(slices.Clone(scored), func(p *person) bool { return !part.in(p) })
		out := func(g guess) bool { return !part.in(g.person) }
		row.Authors = len(chosen)
		row.Plain13 = hits(chosen, middles(chosen, 13))
		row.Plain = hits(chosen, middles(chosen, 14))
		row.ByAuthor = score(slices.DeleteFunc(slices.Clone(alone), out))
		row.ByProject = score(slices.DeleteFunc(slices.Clone(strict), out))
		r.Rows = append(r.Rows, row)
	}
	known := slices.DeleteFunc(slices.Clone(strict), func(g guess) bool { return !g.settled })
	r.Halves = halves(strict)
	r.Held = held(known)
	r.KnownHalves = halves(known)
	r.Across = across(scored, learn)
	return r
}

// across learns from one half of the authors and scores the other, both ways.
func across(scored, learn []*person) hitRates {
	half := func(p *person) int { return hashed(strings.ToUpper(p.id), 2) }
	g := apart(scored, learn, 2, half, func(test []*person, p *person) bool { return half(p) != half(test[0]) })
	return score(g).hitRates
}

// halves are the hit rates of many random halves of the authors: how far a figure moves
// with who happens to be among them.
func halves(all []guess) spread {
	r := rand.New(rand.NewPCG(1, 2))
	var near, wide []float64
	for range 400 {
		r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		s := score(all[:len(all)/2])
		near, wide = append(near, s.Near), append(wide, s.Wide)
	}
	slices.Sort(near)
	slices.Sort(wide)
	at := len(near) / 20
	return spread{near[at], near[len(near)-1-at], wide[at], wide[len(wide)-1-at]}
}
