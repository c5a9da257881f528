package cli

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"bonafide/internal/hint"
	"bonafide/sigma"
)

// benchFlags are the flags of rule bench.
type benchFlags struct {
	format, layout string
	source         sigma.LogSource
	anySource      bool
	seconds        float64
	megabytes      int
}

func newRuleBench(s streams) *cobra.Command {
	f := benchFlags{}
	c := &cobra.Command{
		Use:   "bench RULES EVENTS...",
		Short: "Time rules on events of your own",
		Long: `Bench holds events against all rules at once, on one core, and says how many it does a
second, which rules match how often, and which ones are looked at most. RULES is a file, a
folder, or builtin; EVENTS are files and folders of JSON or Windows event logs, compressed
or not; - is standard input. They are read before the clock starts, and go round until the
time is over.

What an event is, and so which rules it concerns, is told by what stands in it; for events
that do not tell, say it with --product, --category and --service, or try every rule on
every event with --any-source. Correlations are not timed.

Exit codes: 0 done; 2 wrong use; 3 done, but some events could not be read.`,
		Example: `  bonafide rule bench ./rules events.jsonl.gz
  bonafide rule bench ./rules Security.evtx Sysmon.evtx
  bonafide rule bench ./rules proxy.jsonl --category proxy --seconds 10`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) < 2 {
				return hint.With(errors.New("bench needs rules and events"), "try: bonafide rule bench builtin events.jsonl")
			}
			if err := rulePaths(c, args[:1]); err != nil {
				return err
			}
			return exist(args[1:])
		},
		RunE: func(c *cobra.Command, args []string) error {
			if err := f.check(); err != nil {
				return err
			}
			found, err := f.bench(c.Context(), s.in, args[0], args[1:])
			if err != nil {
				return err
			}
			if err := found.write(s.out, f.format); err != nil {
				return err
			}
			if len(found.Problems) > 0 {
				return exit(exitIncomplete)
			}
			return nil
		},
	}
	c.Flags().StringVar(&f.format, "format", "text", "text or json")
	c.Flags().StringVar(&f.layout, "layout", "", layoutUsage("by the first event"))
	c.Flags().StringVar(&f.source.Product, "product", "", "the events are of this `product`, such as windows")
	c.Flags().StringVar(&f.source.Category, "category", "", "the events are of this `category`, such as process_creation")
	c.Flags().StringVar(&f.source.Service, "service", "", "the events are of this `service`, such as sysmon")
	c.Flags().BoolVar(&f.anySource, "any-source", false, "try every rule on every event")
	c.Flags().Float64Var(&f.seconds, "seconds", 2, "how long to measure")
	c.Flags().IntVar(&f.megabytes, "megabytes", 512, "how much of the events to hold in memory; the rest is left out")
	return c
}

func (f *benchFlags) check() error {
	if err := ruleFormat(f.format); err != nil {
		return err
	}
	if err := checkLayout(f.layout); err != nil {
		return err
	}
	switch {
	case f.seconds <= 0 || f.seconds > 3600:
		return hint.With(fmt.Errorf("%v seconds cannot be measured", f.seconds), "more than 0 and at most 3600")
	case f.megabytes < 1:
		return hint.With(fmt.Errorf("no events fit into %d megabytes", f.megabytes), "1 or more")
	}
	return nil
}

// ruleBench is what was measured, in the form in which it is written as JSON.
type ruleBench struct {
	Schema string `json:"schema"`
	Rules  int    `json:"rules"`
	// LeftOut are rules that cannot be used.
	LeftOut      []ruleProblem `json:"left_out"`
	Correlations int           `json:"correlations"`
	CompileMS    float64       `json:"compile_ms"`
	Layout       string        `json:"layout"`
	Events       int           `json:"events"`
	Bytes        int64         `json:"bytes"`
	// Unread counts the events that did not fit into memory, Unconcerned those that no rule
	// is about.
	Unread      int `json:"unread"`
	Unconcerned int `json:"unconcerned"`
	// Skipped are files of kinds that are not read.
	Skipped int `json:"skipped"`
	// Problems are events that cannot be read.
	Problems  []string `json:"problems"`
	Rounds    int      `json:"rounds"`
	PerSecond float64  `json:"events_per_second"`
	// MBPerSecond is in millions of bytes of raw events.
	MBPerSecond float64 `json:"mb_per_second"`
	Matches     int     `json:"matches"`
	// Matching are the rules that match, Tried those that are looked at most, both by how
	// often, in one round over the events.
	Matching []benchRule `json:"matching"`
	Tried    []benchRule `json:"tried"`
}

// benchRule tells how often a rule came up.
type benchRule struct {
	Rule    sigma.RuleID `json:"rule"`
	Title   string       `json:"title"`
	Path    string       `json:"path"`
	Tried   int          `json:"tried"`
	Matches int          `json:"matches"`
}

func (b *ruleBench) write(w io.Writer, format string) error {
	if format == "json" {
		return writeJSON(w, b)
	}
	var failed error
	line := func(format string, args ...any) {
		_, err := fmt.Fprintf(w, format+"\n", args...)
		failed = errors.Join(failed, err)
	}
	b.remarks(line)
	line("%s and %s (%.1f MB, %.0f bytes an event), fields as in %s", count(b.Rules, "rule"), count(b.Events, "event"),
		float64(b.Bytes)/1e6, float64(b.Bytes)/float64(b.Events), b.Layout)
	line("one core: %.0f events/s, %.1f MB/s (median of %s); rules compiled in %.0f ms", b.PerSecond, b.MBPerSecond,
		count(b.Rounds, "round"), b.CompileMS)
	line("%s of %s", matchCount(b.Matches), count(len(b.Matching), "rule"))
	for i, r := range b.Matching {
		if i == 20 {
			line("  and %d rules more, which --format json lists", len(b.Matching)-i)
			break
		}
		line("  %8d  %s (%s)", r.Matches, r.Title, r.Path)
	}
	if len(b.Tried) > 0 {
		line("looked at one by one most often, of %s:", count(b.Events, "event"))
	}
	for _, r := range b.Tried {
		line("  %8d  %s (%s), %s", r.Tried, r.Title, r.Path, matchCount(r.Matches))
	}
	return failed
}

// remarks tell what was not timed.
func (b *ruleBench) remarks(line func(string, ...any)) {
	for _, p := range b.LeftOut {
		at := sigma.Problem{Path: p.Path, At: sigma.Position{Line: p.Line, Column: p.Column}, Text: "left out: " + p.Text}
		line("%s", at.Error())
	}
	for _, p := range b.Problems {
		line("not read: %s", p)
	}
	if b.Skipped > 0 {
		line("%s of other kinds: not read", count(b.Skipped, "file"))
	}
	if b.Unread > 0 {
		line("%s did not fit into memory and were left out; --megabytes takes in more", count(b.Unread, "event"))
	}
	if b.Correlations > 0 {
		line("%s: not timed, the rules they count are", count(b.Correlations, "correlation"))
	}
	if b.Unconcerned > 0 {
		line("no rule is about %d of %s, because of what they are; --product, --category and --service tell it, --any-source ignores it",
			b.Unconcerned, count(b.Events, "event"))
	}
}

func matchCount(n int) string {
	if n == 1 {
		return "1 match"
	}
	return fmt.Sprintf("%d matches", n)
}
