package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/valyala/fastjson"

	"bonafide/sigma"
	"bonafide/sigma/match"
	"bonafide/sigma/pipeline"
)

// sigmaOptions are the flags of the command.
type sigmaOptions struct {
	rules, profile string
	events         []string
	counts         []int
	copies         int
	seconds        float64
	peers          bool
}

func newSigma(print func(report, error) error) *cobra.Command {
	var o sigmaOptions
	c := &cobra.Command{
		Use:   "sigma",
		Short: "Time Sigma rules from raw JSON to verdict, beside parsing alone and other Go engines",
		Long: "One core. Each event is varied anew (command lines, ids, times), so that nothing lives off the\n" +
			"repetition of a short sample. The other engines do not choose rules by log source: they are timed with\n" +
			"the choice made for them, and with each event held against every rule that is loaded.",
		Example: "  go run ./cmd/benchmark sigma --rules rules.zip --events windows-process.ndjson.gz",
		RunE: func(c *cobra.Command, _ []string) error {
			return print(benchSigma(c.Context(), o))
		},
	}
	f := c.Flags()
	f.StringVar(&o.rules, "rules", "", "a folder or a zip file of Sigma rules")
	f.StringSliceVar(&o.events, "events", nil, "files of JSON lines, .gz too; the name tells the log source: windows-process, windows-*, cloudtrail*")
	f.IntSliceVar(&o.counts, "counts", []int{10, 100, 1000, 0}, "how many rules of the log source to load; 0 is all rules")
	f.IntVar(&o.copies, "events-least", 20000, "how many different events to make of a file at least")
	f.Float64Var(&o.seconds, "seconds", 2, "how long to time each engine")
	f.BoolVar(&o.peers, "peers", true, "run the other engines, too (needs the go command)")
	f.StringVar(&o.profile, "profile", "", "write a CPU profile to this file")
	_ = c.MarkFlagRequired("rules")
	_ = c.MarkFlagRequired("events")
	return c
}

// sigmaReport is one run.
type sigmaReport struct {
	Rules    int             `json:"rules"`
	LoadMS   float64         `json:"load_ms"`
	HeapMiB  float64         `json:"heap_mib"`
	PeakMiB  float64         `json:"peak_mib_with_events"`
	Lanes    []*sigmaLane    `json:"lanes"`
	Rejected []sigma.Problem `json:"rejected,omitempty"`
}

// sigmaLane is one file with one number of rules.
type sigmaLane struct {
	Events    string  `json:"events"`
	Count     int     `json:"count"`
	Bytes     float64 `json:"bytes_per_event"`
	Loaded    int     `json:"rules_loaded"`
	ParseRate float64 `json:"parse_only_per_second"`
	Rate      float64 `json:"per_second"`
	Ratio     float64 `json:"of_parse_only"`
	Matches   int     `json:"matches_per_pass"`
	// Checked is how many pairs of a rule and an event the plain evaluator decided the same way.
	Checked int `json:"pairs_checked"`
	// Growth is the time of an event with these rules over that with 100.
	Growth float64      `json:"time_over_100_rules,omitempty"`
	Peers  []peerResult `json:"peers,omitempty"`
}

type peerResult struct {
	Engine  string  `json:"engine"`
	Loaded  int     `json:"loaded"`
	Failed  int     `json:"failed"`
	Events  int     `json:"events"`
	Rate    float64 `json:"rate"`
	Matches int     `json:"matches"`
	Factor  float64 `json:"factor"`
	// Unrouted: each event was held against every rule, not only those of its log source.
	Unrouted bool `json:"unrouted"`
}

func benchSigma(ctx context.Context, o sigmaOptions) (*sigmaReport, error) {
	runtime.GOMAXPROCS(1)
	folder, done, err := ruleFolder(o.rules)
	if err != nil {
		return nil, err
	}
	defer done()
	rules, r, err := loadTimed(folder)
	if err != nil {
		return nil, err
	}
	stop, err := profiled(o.profile)
	if err != nil {
		return nil, err
	}
	defer stop()
	for _, path := range o.events {
		events, err := readVaried(path, o.copies)
		if err != nil {
			return nil, err
		}
		base := laneSource(path)
		applying, err := applicable(rules, base, events)
		if err != nil {
			return nil, err
		}
		hundred := 0.0
		for _, n := range o.counts {
			lane, err := o.lane(ctx, folder, pick(rules, applying, n), base, events)
			if err != nil {
				return nil, err
			}
			lane.Events, lane.Count = filepath.Base(path), n
			if n == 100 {
				hundred = lane.Rate
			}
			if hundred > 0 && n != 100 {
				lane.Growth = hundred / lane.Rate
			}
			r.Lanes = append(r.Lanes, lane)
		}
	}
	_, r.PeakMiB = usage()
	return r, nil
}

// loadTimed reads and compiles all rules and tells the time and the memory that it takes.
func loadTimed(folder string) ([]*sigma.Rule, *sigmaReport, error) {
	cores := runtime.GOMAXPROCS(runtime.NumCPU())
	defer runtime.GOMAXPROCS(cores)
	before := heap()
	start := time.Now()
	rules, problems := publicRules(folder)
	m, err := match.Compile(match.Config{Rules: rules, Routes: pipeline.Routes()})
	if err != nil {
		return nil, nil, err
	}
	s := m.Session()
	for _, source := range distinctSources(rules) { // builds what the first event of each source would
		if _, err := s.Match([]byte("{}"), source); err != nil {
			return nil, nil, err
		}
	}
	r := &sigmaReport{Rules: len(rules), LoadMS: float64(time.Since(start).Microseconds()) / 1000}
	r.HeapMiB = heap() - before
	runtime.KeepAlive(m)
	for _, p := range problems {
		if p.Severity == sigma.Error {
			r.Rejected = append(r.Rejected, p)
		}
	}
	return rules, r, nil
}

func heap() float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / (1 << 20)
}

func distinctSources(rules []*sigma.Rule) []sigma.LogSource {
	var list []sigma.LogSource
	for _, r := range rules {
		l := r.LogSource
		l.Definition = ""
		if !slices.Contains(list, l) {
			list = append(list, l)
		}
	}
	return list
}

// applicable gives, in an order that does not depend on what they are, the rules that any
// of the events has to be held against.
func applicable(rules []*sigma.Rule, base sigma.LogSource, events [][]byte) ([]*sigma.Rule, error) {
	sets, _, err := ruleSets(rules, base, events)
	if err != nil {
		return nil, err
	}
	seen := map[int]bool{}
	for _, set := range sets {
		for _, r := range set {
			seen[r] = true
		}
	}
	var list []*sigma.Rule
	for i, r := range rules {
		if seen[i] {
			list = append(list, r)
		}
	}
	slices.SortStableFunc(list, func(a, b *sigma.Rule) int { return strings.Compare(a.ID, b.ID) })
	return list, nil
}

// pick takes n of the rules that apply, or all rules there are.
func pick(all, applying []*sigma.Rule, n int) []*sigma.Rule {
	if n == 0 {
		return all
	}
	return applying[:min(n, len(applying))]
}

// ruleSets tells which rules each event is held against: sets of places in rules, and the
// set of each event.
func ruleSets(rules []*sigma.Rule, base sigma.LogSource, events [][]byte) (sets [][]int, of []int, err error) {
	m, err := match.Compile(match.Config{Rules: rules, Routes: pipeline.Routes()})
	if err != nil {
		return nil, nil, err
	}
	s := m.Session()
	known := map[string]int{}
	for _, e := range events {
		applying, err := s.Applying(e, base)
		if err != nil {
			return nil, nil, err
		}
		key := fmt.Sprint(applying)
		n, ok := known[key]
		if !ok {
			n = len(sets)
			known[key] = n
			sets = append(sets, slices.Clone(applying))
		}
		of = append(of, n)
	}
	return sets, of, nil
}

// lane times parsing alone and the matcher in turns, and then the other engines.
func (o sigmaOptions) lane(ctx context.Context, folder string, rules []*sigma.Rule, base sigma.LogSource, events [][]byte) (*sigmaLane, error) {
	m, err := match.Compile(match.Config{Rules: rules, Routes: pipeline.Routes()})
	if err != nil {
		return nil, err
	}
	s := m.Session()
	lane := &sigmaLane{Loaded: len(rules)}
	var failed error
	ours := func() {
		lane.Matches = 0
		for _, e := range events {
			v, err := s.Match(e, base)
			if err != nil {
				failed = err
			}
			lane.Matches += len(v)
		}
	}
	var p fastjson.Parser
	parse := func() {
		for _, e := range events {
			if _, err := p.ParseBytes(e); err != nil {
				failed = err
			}
		}
	}
	if lane.Checked, err = checkVerdicts(s, rules, base, events); err != nil {
		return nil, err
	}
	lane.ParseRate, lane.Rate = turns(o.seconds, len(events), parse, ours)
	if failed != nil {
		return nil, failed
	}
	lane.Ratio = lane.Rate / lane.ParseRate
	for _, e := range events {
		lane.Bytes += float64(len(e)) / float64(len(events))
	}
	if o.peers {
		lane.Peers, err = o.runPeers(ctx, folder, rules, base, events)
		for i := range lane.Peers {
			lane.Peers[i].Factor = lane.Rate / lane.Peers[i].Rate
		}
	}
	return lane, err
}

// turns runs two things in turns until each has had its time and gives the medians of
// their rates, events per second of processor time.
func turns(seconds float64, events int, a, b func()) (rateA, rateB float64) {
	a()
	b() // both warm
	var as, bs []float64
	for start := time.Now(); len(as) < 3 || time.Since(start).Seconds() < 2*seconds; {
		as = append(as, timed(events, a))
		bs = append(bs, timed(events, b))
	}
	return median(as), median(bs)
}

func timed(events int, do func()) float64 {
	start := time.Now()
	before, _ := usage()
	do()
	after, _ := usage()
	if after > before {
		return float64(events) / (after - before)
	}
	return float64(events) / time.Since(start).Seconds()
}

func median(list []float64) float64 {
	slices.Sort(list)
	return list[len(list)/2]
}

// runPeers times the other engines twice: with each event held against the rules of its log
// source only, which a matcher found out for them, and against every rule that is loaded,
// because they have no such choice of their own.
func (o sigmaOptions) runPeers(ctx context.Context, folder string, rules []*sigma.Rule, base sigma.LogSource, events [][]byte) ([]peerResult, error) {
	sets, of, err := ruleSets(rules, base, events)
	if err != nil {
		return nil, err
	}
	list, err := o.handOver(ctx, folder, rules, events, sets, of)
	if err != nil {
		return nil, err
	}
	every := make([]int, len(rules))
	for i := range every {
		every[i] = i
	}
	if len(sets) == 1 && len(sets[0]) == len(every) {
		return list, nil
	}
	unrouted, err := o.handOver(ctx, folder, rules, events, [][]int{every}, make([]int, len(events)))
	for i := range unrouted {
		unrouted[i].Unrouted = true
	}
	return append(list, unrouted...), err
}

// handOver hands rules and events to the module of the other engines: sets of places in
// rules, and the set of each event.
func (o sigmaOptions) handOver(ctx context.Context, folder string, rules []*sigma.Rule, events [][]byte, sets [][]int, of []int) ([]peerResult, error) {
	type event struct {
		Set int    `json:"set"`
		Raw string `json:"raw"`
	}
	work := struct {
		Sets    [][]string `json:"sets"`
		Events  []event    `json:"events"`
		Seconds float64    `json:"seconds"`
	}{Seconds: o.seconds}
	for _, set := range sets {
		paths := []string{}
		for _, i := range set {
			paths = append(paths, filepath.Join(folder, filepath.FromSlash(rules[i].Path)))
		}
		work.Sets = append(work.Sets, paths)
	}
	for i, e := range events {
		work.Events = append(work.Events, event{of[i], string(e)})
	}
	in, err := json.Marshal(work)
	if err != nil {
		return nil, err
	}
	c := exec.CommandContext(ctx, "go", "run", ".")
	c.Dir = filepath.Join("cmd", "benchmark", "peers")
	c.Stdin, c.Stderr = bytes.NewReader(in), os.Stderr
	out, err := c.Output()
	if err != nil {
		return nil, fmt.Errorf("the other engines (run it at the top of the repository, or with --peers=false): %w", err)
	}
	var list []peerResult
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p peerResult
		switch err := d.Decode(&p); {
		case errors.Is(err, io.EOF):
			return list, nil
		case err != nil:
			return nil, err
		}
		list = append(list, p)
	}
}

func (r *sigmaReport) text(w io.Writer) {
	print := func(format string, a ...any) { _, _ = fmt.Fprintf(w, format, a...) }
	print("%d rules loaded and compiled for all log sources in %.0f ms on %d cores; rules and matcher hold %.0f MiB\n",
		r.Rules, r.LoadMS, runtime.NumCPU(), r.HeapMiB)
	for _, p := range r.Rejected {
		print("not loaded: %s\n", p.Error())
	}
	last := ""
	for _, l := range r.Lanes {
		if l.Events != last {
			print("\n%s, %.0f bytes an event, events per second of one core\n", l.Events, l.Bytes)
			last = l.Events
		}
		print("%6d rules %10.0f   parse only %10.0f   %5.1f %%", l.Loaded, l.Rate, l.ParseRate, 100*l.Ratio)
		if l.Growth > 0 {
			print("   time %.2fx that of 100 rules", l.Growth)
		}
		print("   %d matches, %d pairs checked\n", l.Matches, l.Checked)
		for _, p := range l.Peers {
			rules := "of its log source"
			if p.Unrouted {
				rules = "for each event"
			}
			print("             %10.0f   %s: %.0f times slower (%d rules %s, %d do not load; %d events, %d matches)\n",
				p.Rate, p.Engine, p.Factor, p.Loaded, rules, p.Failed, p.Events, p.Matches)
		}
	}
	print("\npeak of this process, events and all: %.0f MiB\n", r.PeakMiB)
}
