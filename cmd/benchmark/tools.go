package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"

	"bonafide/content"
	"bonafide/enrich/tool"
	"bonafide/model"
)

func newTools(print func(report, error) error) *cobra.Command {
	var (
		data, leftOut string
		events        []string
	)
	c := &cobra.Command{
		Use:   "tools",
		Short: "Hold the observables of LOLRMM's entries against the tool catalogue",
		Long: "For every entry its concrete file names, paths, hosts, signers, services and registry keys are made into events\n" +
			"and recognised. An observable counts when it leads to a tool whose provenance names the entry. What does not is\n" +
			"listed with the reason. With --events records are read instead, and every tool recognised in them is listed.",
		RunE: func(c *cobra.Command, _ []string) error {
			switch {
			case len(events) > 0:
				return print(recognised(c.Context(), events))
			case data == "":
				return errors.New("name the folder with the entries of LOLRMM with --data, or records with --events")
			}
			return print(tools(data, leftOut))
		},
	}
	c.Flags().StringVar(&data, "data", "", "a folder with LOLRMM's YAML files, at any depth")
	c.Flags().StringSliceVar(&events, "events", nil, "files or folders with records, in which to look for tools")
	c.Flags().StringVar(&leftOut, "left-out", "content/testdata/tools/left_out.yaml", "observables that are left out on purpose, with the reason")
	return c
}

// toolsReport tells how far the catalogue covers LOLRMM.
type toolsReport struct {
	Entries    int            `json:"entries"`
	Named      int            `json:"named"`      // in the provenance of a tool
	Recognised int            `json:"recognised"` // by at least one observable of their own
	ByName     []string       `json:"by_name"`    // state nothing usable: recognised by what the makers say
	Missing    []string       `json:"missing,omitempty"`
	Kinds      []observedKind `json:"kinds"`
	Misses     []toolMiss     `json:"misses,omitempty"`
	Unread     []string       `json:"unread,omitempty"`
}

// observedKind counts observables of one kind.
type observedKind struct {
	Kind       string `json:"kind"`
	All        int    `json:"all"`
	Recognised int    `json:"recognised"`
	Beside     int    `json:"beside"`      // of those, only beside the tool's folder or signer
	Explained  int    `json:"explained"`   // not recognised, for a stated reason
	Unstated   int    `json:"unexplained"` // not recognised, without a reason
}

// toolMiss is an observable that does not lead to its tool.
type toolMiss struct {
	Entry, Kind, Value, Reason string
}

// toolBench holds what one run needs.
type toolBench struct {
	recogniser *tool.Enricher
	tools      map[string][]*tool.Tool // by entry
	reasons    reasons
	report     *toolsReport
	kinds      map[string]*observedKind
}

func tools(data, leftOut string) (*toolsReport, error) {
	all, err := tool.Read(content.FS())
	if err != nil {
		return nil, err
	}
	b := &toolBench{tools: map[string][]*tool.Tool{}, report: &toolsReport{}, kinds: map[string]*observedKind{}}
	for _, t := range all {
		for _, p := range t.Provenance {
			if entry, ok := strings.CutPrefix(p, "lolrmm/"); ok {
				b.tools[entry] = append(b.tools[entry], t)
			}
		}
	}
	if b.recogniser, err = tool.New(tool.Config{Content: content.FS()}); err != nil {
		return nil, err
	}
	if b.reasons, err = readReasons(leftOut); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(data)
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }()
	err = fs.WalkDir(root.FS(), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".yaml") && !strings.HasSuffix(path, ".yml") {
			return err
		}
		text, err := fs.ReadFile(root.FS(), path)
		if err != nil {
			return err
		}
		b.entry(d.Name(), text)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("tools: %w", err)
	}
	if b.report.Entries == 0 {
		return nil, fmt.Errorf("tools: no YAML files in %q", data)
	}
	for _, name := range []string{"file", "path", "host", "signer", "service", "registry"} {
		if k := b.kinds[name]; k != nil {
			b.report.Kinds = append(b.report.Kinds, *k)
		}
	}
	return b.report, nil
}

// entry holds one entry against the catalogue.
func (b *toolBench) entry(name string, text []byte) {
	b.report.Entries++
	var e lolrmm
	if err := yaml.Unmarshal(text, &e); err != nil {
		b.report.Unread = append(b.report.Unread, name+": "+err.Error())
		return
	}
	if len(b.tools[name]) > 0 {
		b.report.Named++
	}
	seen := false
	for _, o := range e.observables() {
		k := b.kinds[o.kind]
		if k == nil {
			k = &observedKind{Kind: o.kind}
			b.kinds[o.kind] = k
		}
		k.All++
		switch ids := b.leadsTo(o); {
		case b.means(name, ids):
			k.Recognised++
			seen = true
		case b.beside(name, o):
			k.Recognised++
			k.Beside++
			seen = true
		default:
			reason := b.reasons.of(o)
			if reason == "" && len(ids) > 0 {
				reason = "is " + strings.Join(ids, ", ")
			}
			if reason == "" {
				k.Unstated++
				reason = "?"
			} else {
				k.Explained++
			}
			b.report.Misses = append(b.report.Misses, toolMiss{name, o.kind, o.value, reason})
		}
	}
	switch {
	case seen:
		b.report.Recognised++
	case b.named(name):
		b.report.ByName = append(b.report.ByName, name)
	default:
		b.report.Missing = append(b.report.Missing, name)
	}
}

// leadsTo are the tools that an event with the observable shows.
func (b *toolBench) leadsTo(o observable) []string {
	var ids []string
	e := o.event()
	b.recogniser.Enrich(e)
	for _, m := range e.Facts.Tools {
		ids = append(ids, m.ID)
	}
	return ids
}

// means tells whether one of the tools has its facts from the entry.
func (b *toolBench) means(entry string, ids []string) bool {
	return slices.ContainsFunc(b.tools[entry], func(t *tool.Tool) bool { return slices.Contains(ids, t.ID) })
}

// beside tells whether a file name that others use too leads to the tool when the tool's
// own folder or signer stands beside it.
func (b *toolBench) beside(entry string, o observable) bool {
	if o.kind != "file" {
		return false
	}
	for _, t := range b.tools[entry] {
		if !slices.Contains(t.Weak, strings.ToLower(o.value)) {
			continue
		}
		for _, folder := range t.Paths {
			e := &model.Event{}
			e.Add(model.ProcessPath, "C:"+strings.TrimRight(folder, `\/`)+`\`+o.value)
			if b.recogniser.Enrich(e); len(e.Facts.Tools) > 0 {
				return true
			}
		}
		for _, signer := range slices.Concat(t.Signers, t.Makers) {
			e := o.event()
			e.Add(model.ProcessSigner, signer)
			if b.recogniser.Enrich(e); len(e.Facts.Tools) > 0 {
				return true
			}
		}
	}
	return false
}

// named tells whether an entry without a usable observable is recognised by what the makers
// say themselves: the product's name, its program, its folder or its host.
func (b *toolBench) named(entry string) bool {
	for _, t := range b.tools[entry] {
		e := &model.Event{}
		for _, name := range t.Software {
			e.Add(model.SoftwareName, name+" 1.0")
		}
		for _, name := range slices.Concat(t.Processes, t.Paths) {
			e.Add(model.FilePath, "/"+concreteName(name)+"x")
			e.Add(model.ProcessName, concreteName(name))
		}
		for _, host := range t.Domains {
			e.Add(model.ProcessPath, `C:\x\agent.exe`)
			e.Add(model.DstHostname, "node1."+host)
		}
		if b.recogniser.Enrich(e); len(e.Facts.Tools) > 0 {
			return true
		}
	}
	return false
}

func (r *toolsReport) text(w io.Writer) {
	_, _ = fmt.Fprintf(w, "%d entries of LOLRMM, %d stand behind a tool of the catalogue\n", r.Entries, r.Named)
	_, _ = fmt.Fprintf(w, "%d are recognised by an observable of their own, %d state none that could be used and are recognised by their makers' names\n", r.Recognised, len(r.ByName))
	_, _ = fmt.Fprintf(w, "\n%-10s %8s %11s %8s %10s %12s\n", "observable", "stated", "recognised", "beside", "explained", "unexplained")
	for _, k := range r.Kinds {
		_, _ = fmt.Fprintf(w, "%-10s %8d %11d %8d %10d %12d\n", k.Kind, k.All, k.Recognised, k.Beside, k.Explained, k.Unstated)
	}
	for _, name := range r.Missing {
		_, _ = fmt.Fprintf(w, "not recognised at all: %s\n", name)
	}
	for _, name := range r.ByName {
		_, _ = fmt.Fprintf(w, "by the maker's names: %s\n", name)
	}
	slices.SortStableFunc(r.Misses, func(a, b toolMiss) int { return cmp.Compare(a.Reason, b.Reason) })
	for _, m := range r.Misses {
		_, _ = fmt.Fprintf(w, "- %s: %s %q: %s\n", m.Entry, m.Kind, m.Value, m.Reason)
	}
	for _, u := range r.Unread {
		_, _ = fmt.Fprintf(w, "unread: %s\n", u)
	}
}
