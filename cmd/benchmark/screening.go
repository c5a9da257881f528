package main

import (
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"bonafide/internal/names"
	"bonafide/workflow/screening"
)

func newScreening(print func(report, error) error) *cobra.Command {
	var data string
	var seed uint64
	var show int
	c := &cobra.Command{
		Use:   "screening",
		Short: "Search sanctions lists for names with typing errors, at one false alert in a thousand",
		Long: "Reads lists below DATA/sanctions and people who match nobody from DATA/names/yente. The threshold is the least at which\n" +
			"at most 1 in 1,000 clean people alerts. The names of listed people are then asked for with one typing error, with two\n" +
			"(letters added, dropped, exchanged or replaced, anywhere in the name, from a fixed seed) and without a middle name. A\n" +
			"name counts as found when its own entry scores at the threshold or over it. Everything is said for both halves of the\n" +
			"clean people apart, too.",
		RunE: func(*cobra.Command, []string) error {
			if data == "" {
				return errors.New("name the folder with sanctions and names with --data FOLDER")
			}
			return print(screenLists(data, seed, show))
		},
	}
	c.Flags().StringVar(&data, "data", "", "a folder with sanctions and names/yente")
	c.Flags().IntVar(&show, "show", 0, "list so many of the clean people and of the listed people missed that score highest")
	c.Flags().Uint64Var(&seed, "seed", 1, "seed of the typing errors")
	return c
}

// screeningReport tells what is found at a budget of false alerts.
type screeningReport struct {
	Entries   int            `json:"entries"`
	Aliases   int            `json:"aliases"`
	People    int            `json:"listed_people"`
	BuildMS   float64        `json:"index_ms"`
	Halves    []screeningRun `json:"halves"`
	PerSecond float64        `json:"queries_per_cpu_second"`
	P50       float64        `json:"p50_us"`
	P99       float64        `json:"p99_us"`
	Slowest   float64        `json:"slowest_us"`
	Queries   int            `json:"queries"`
	PeakMiB   float64        `json:"peak_mib"`
	Highest   []string       `json:"highest,omitempty"` // clean people who score highest
	Missed    []string       `json:"missed,omitempty"`
}

// screeningRun is one half of the clean people.
type screeningRun struct {
	Clean     string  `json:"clean"`
	Count     int     `json:"count"`
	Threshold float64 `json:"threshold"`
	Alerts    int     `json:"alerts"`
	Exact     float64 `json:"recall_exact"`
	One       float64 `json:"recall_one_error"`
	Two       float64 `json:"recall_two_errors"`
	Dropped   float64 `json:"recall_middle_dropped"`
}

// searchFrom is the lowest score that is asked for: far below every threshold measured.
const searchFrom = 0.45

func screenLists(data string, seed uint64, show int) (*screeningReport, error) {
	lists, err := screening.Read(filepath.Join(data, "sanctions"))
	if err != nil {
		return nil, err
	}
	var entries []screening.Entry
	for _, l := range lists {
		entries = append(entries, l.Entries...)
	}
	start, _ := usage()
	x := screening.NewIndex(entries)
	built, _ := usage()
	r := &screeningReport{Entries: len(entries), BuildMS: (built - start) * 1000}
	for _, e := range entries {
		r.Aliases += len(e.Names)
	}
	clean, err := readClean(data)
	if err != nil {
		return nil, err
	}
	var all []string
	for _, half := range clean {
		all = append(all, half.names...)
	}
	clean = append(clean, cleanPeople{"all", all})
	asked := alter(entries, seed)
	r.People = len(asked)
	s := x.Searcher()
	recall := measureRecall(s, asked)
	for _, half := range clean {
		r.Halves = append(r.Halves, runHalf(s, half, recall))
	}
	r.speed(x, all, asked)
	if show > 0 {
		r.show(s, all, asked, recall, show)
	}
	_, r.PeakMiB = usage()
	return r, nil
}

// cleanPeople are people who match nobody.
type cleanPeople struct {
	what  string
	names []string
}

func readClean(data string) ([]cleanPeople, error) {
	var halves []cleanPeople
	for _, half := range []string{"us", "global"} {
		path := filepath.Join(data, "names", "yente", "negatives_"+half+".csv")
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		rows, err := csv.NewReader(f).ReadAll()
		_ = f.Close()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		h := cleanPeople{what: half}
		for _, row := range rows[1:] {
			h.names = append(h.names, row[0])
		}
		halves = append(halves, h)
	}
	return halves, nil
}

// askedPerson is a listed person with altered names.
type askedPerson struct {
	list, id   string
	name       string
	one, two   string
	withoutMid string
}

// alter makes the altered names of every listed person whose name is in Latin letters.
func alter(entries []screening.Entry, seed uint64) []askedPerson {
	var list []askedPerson
	rnd := rand.New(rand.NewPCG(seed, 7)) //nolint:gosec // a fixed seed is the point
	for _, e := range entries {
		if e.Type != screening.TypePerson {
			continue
		}
		name := straight(e.Names[0].Text)
		if len(strings.Fields(name)) < 2 || len(name) < 8 {
			continue
		}
		a := askedPerson{list: e.List, id: e.ID, name: name}
		a.one = mistype(name, 1, rnd)
		a.two = mistype(name, 2, rnd)
		if w := strings.Fields(name); len(w) > 2 {
			k := 1 + rnd.IntN(len(w)-2)
			a.withoutMid = strings.Join(slices.Concat(w[:k], w[k+1:]), " ")
		}
		list = append(list, a)
	}
	return list
}

// straight writes "FAMILY, Given" as "Given FAMILY".
func straight(name string) string {
	if family, given, ok := strings.Cut(name, ", "); ok {
		return given + " " + family
	}
	return name
}

// mistype makes errors at letters, each at another place.
func mistype(name string, errors int, rnd *rand.Rand) string {
	r := []rune(name)
	for done := 0; done < errors; {
		i := rnd.IntN(len(r))
		if !lettered(r[i]) {
			continue
		}
		other := rune('a' + rnd.IntN(26))
		switch rnd.IntN(4) {
		case 0:
			r = slices.Delete(r, i, i+1)
		case 1:
			r = slices.Insert(r, i, other)
		case 2:
			if other == r[i]|0x20 {
				continue
			}
			r[i] = other
		default:
			if i+1 >= len(r) || !lettered(r[i+1]) || r[i]|0x20 == r[i+1]|0x20 {
				continue
			}
			r[i], r[i+1] = r[i+1], r[i]
		}
		done++
	}
	return string(r)
}

func lettered(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }

// recallScores are the scores at which each person's own entry was found; 0 for not at all.
type recallScores struct{ exact, one, two, dropped []float64 }

func measureRecall(s *screening.Searcher, asked []askedPerson) recallScores {
	var r recallScores
	find := func(text string, a askedPerson) float64 {
		for _, h := range s.Search(text, names.Person, searchFrom, 1000) {
			if h.Entry.ID == a.id && h.Entry.List == a.list {
				return h.Score
			}
		}
		return 0
	}
	for _, a := range asked {
		r.exact = append(r.exact, find(a.name, a))
		r.one = append(r.one, find(a.one, a))
		r.two = append(r.two, find(a.two, a))
		if a.withoutMid != "" {
			r.dropped = append(r.dropped, find(a.withoutMid, a))
		}
	}
	return r
}

func runHalf(s *screening.Searcher, half cleanPeople, r recallScores) screeningRun {
	var best []float64
	for _, name := range half.names {
		if hits := s.Search(name, names.Person, searchFrom, 1); len(hits) > 0 {
			best = append(best, hits[0].Score)
		}
	}
	slices.Sort(best)
	slices.Reverse(best)
	budget := len(half.names) / 1000
	run := screeningRun{Clean: half.what, Count: len(half.names), Threshold: searchFrom}
	if len(best) > budget {
		run.Threshold = best[budget] + 1e-9 // the first that must not alert
	}
	at := func(scores []float64) float64 {
		n := 0
		for _, v := range scores {
			if v >= run.Threshold {
				n++
			}
		}
		return ratio(n, len(scores))
	}
	for _, v := range best {
		if v >= run.Threshold {
			run.Alerts++
		}
	}
	run.Exact, run.One, run.Two, run.Dropped = at(r.exact), at(r.one), at(r.two), at(r.dropped)
	return run
}

// speed asks for clean people and for listed ones with errors, with a fresh searcher.
func (r *screeningReport) speed(x *screening.Index, clean []string, asked []askedPerson) {
	var queries []string
	for i, name := range clean {
		queries = append(queries, name)
		if i%10 == 0 {
			queries = append(queries, asked[i/10%len(asked)].one)
		}
	}
	s := x.Searcher()
	times := make([]time.Duration, 0, len(queries))
	start, _ := usage()
	for _, q := range queries {
		at := time.Now()
		s.Search(q, names.Person, screening.Threshold, 10)
		times = append(times, time.Since(at))
	}
	end, _ := usage()
	slices.Sort(times)
	us := func(p float64) float64 { return float64(times[int(p*float64(len(times)-1))].Nanoseconds()) / 1000 }
	r.Queries, r.PerSecond, r.P50, r.P99, r.Slowest = len(queries), float64(len(queries))/(end-start), us(0.5), us(0.99), us(1)
}

// show lists the clean people who score highest and listed people who score just too low.
func (r *screeningReport) show(s *screening.Searcher, clean []string, asked []askedPerson, recall recallScores, n int) {
	type line struct {
		score float64
		text  string
	}
	var high []line
	for _, name := range clean {
		if hits := s.Search(name, names.Person, 0.7, 1); len(hits) > 0 {
			high = append(high, line{hits[0].Score, fmt.Sprintf("%.4f %s | %s", hits[0].Score, name, hits[0].Alias.Text)})
		}
	}
	slices.SortFunc(high, func(a, b line) int { return cmp.Compare(b.score, a.score) })
	for _, l := range high[:min(n, len(high))] {
		r.Highest = append(r.Highest, l.text)
	}
	at := r.Halves[len(r.Halves)-1].Threshold
	mid := 0
	for i, a := range asked {
		if recall.one[i] < at && i%17 == 0 {
			r.Missed = append(r.Missed, fmt.Sprintf("%.4f %s (%s)", recall.one[i], a.one, a.name))
		}
		if a.withoutMid != "" {
			if recall.dropped[mid] < at && i%17 == 0 {
				r.Missed = append(r.Missed, fmt.Sprintf("%.4f %s (%s)", recall.dropped[mid], a.withoutMid, a.name))
			}
			mid++
		}
	}
	r.Missed = r.Missed[:min(n, len(r.Missed))]
}

func (r *screeningReport) text(w io.Writer) {
	_, _ = fmt.Fprintf(w, "%d entries, %d names, index in %.0f ms; %d listed people asked for\n", r.Entries, r.Aliases, r.BuildMS, r.People)
	_, _ = fmt.Fprintf(w, "%-8s %7s %9s %7s %8s %8s %8s %8s\n", "clean", "people", "threshold", "alerts", "exact", "1 error", "2 errors", "dropped")
	for _, h := range r.Halves {
		_, _ = fmt.Fprintf(w, "%-8s %7d %9.4f %7d %7.1f%% %7.1f%% %7.1f%% %7.1f%%\n", h.Clean, h.Count, h.Threshold, h.Alerts, 100*h.Exact, 100*h.One, 100*h.Two, 100*h.Dropped)
	}
	_, _ = fmt.Fprintf(w, "%d queries: %.0f per second of processor time; p50 %.0f us, p99 %.0f us, slowest %.0f us; %.0f MiB at most\n",
		r.Queries, r.PerSecond, r.P50, r.P99, r.Slowest, r.PeakMiB)
	for _, l := range r.Highest {
		_, _ = fmt.Fprintln(w, "clean ", l)
	}
	for _, l := range r.Missed {
		_, _ = fmt.Fprintln(w, "missed", l)
	}
}
