// Package app wires the parts into programs: it alone imports implementations. Start with
// Assess.
package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"bonafide/config"
	"bonafide/content"
	"bonafide/detect"
	detectors "bonafide/detect/catalog"
	"bonafide/detect/rule"
	"bonafide/enrich"
	"bonafide/enrich/identity"
	"bonafide/internal/gazetteer"
	"bonafide/internal/hint"
	"bonafide/model"
	"bonafide/normalize"
	"bonafide/pipeline"
	"bonafide/pipeline/footprint"
	"bonafide/pipeline/linkage"
	"bonafide/pipeline/roster"
	"bonafide/pipeline/spool"
	"bonafide/score"
)

// Options say what to assess and how.
type Options struct {
	Paths []string
	// Config is the settings file; "" looks for bonafide.yaml in the first folder.
	Config string
	Stdin  io.Reader
	// Now is when the assessment is made. It is written down, and what is dated later is not
	// believed to be so late; else it decides nothing.
	Now time.Time
	// Workers is how many cores to use; 0 means all.
	Workers int
	// Memory is how many bytes of events are kept in memory before they go to disk; 0
	// means 256 MiB.
	Memory int64
	// Progress, if not nil, is told what is being done.
	Progress Progress
	// Seen, if not nil, is shown every event in the order of their time, enriched and with the
	// subject it belongs to. It must not keep it.
	Seen func(*model.Event)
	// Resume takes up an interrupted run from what Checkpoint wrote; a state of other inputs
	// or settings is refused. Checkpoint is written when ctx ends or Stop events were seen.
	Resume     io.Reader
	Checkpoint io.Writer
	Stop       int64

	room *room
}

// Progress is told what stage runs, how many records or events it has done, and of how
// many (0: not known). It may be called from any goroutine.
type Progress func(stage string, done, total int64)

// ErrInterrupted says that a run stopped before its end and its state was written down.
var ErrInterrupted = errors.New("interrupted; the state was saved")

// Result is an assessment with what programs need beside it.
type Result struct {
	Assessment *model.Assessment
	Coverage   []normalize.FormatCount
	// Findings are what the reasons were made of.
	Findings []model.Finding
	// Roster are the subjects.
	Roster *roster.Roster
	// StateBytes is the keyed state of each detector as JSON, WrittenBytes packed as a
	// checkpoint has it.
	StateBytes, WrittenBytes func() (map[string]int, error)
	Scorer                   *score.Scorer

	// Grants are the entitlements that were handed in, in the order of their records.
	Grants []model.Grant
}

// Assess reads everything under the paths and weighs it. What could not be read stands in
// the assessment; an error means that nothing could be assessed.
func Assess(ctx context.Context, o Options) (*Result, error) {
	room := makeRoom()
	defer room.done()
	o.room = room
	a, err := newAssessor(o)
	if err != nil {
		return nil, err
	}
	defer func() { _ = a.spool.Close() }()
	if err := a.collect(ctx); err != nil {
		return nil, err
	}
	if err := a.introduce(); err != nil {
		return nil, err
	}
	span, err := a.replay(ctx)
	if err != nil {
		return nil, err
	}
	return a.conclude(span)
}

// assessor is one run.
type assessor struct {
	Options

	settings  *config.Settings
	company   *model.Company
	gazetteer *gazetteer.Gazetteer
	scorer    *score.Scorer
	spool     *spool.Spool
	roster    *roster.Roster
	resolver  *identity.Resolver
	runner    *detect.Runner
	collected *pipeline.Collected
	footprint *footprint.Footprint
	linkage   *linkage.Graph
	rules     *rule.Set
	unmatched atomic.Int64 // records that could not be held against rules
	records   int64        // events that were read, before subjects were introduced
	notices   []string
}

func newAssessor(o Options) (*assessor, error) {
	if len(o.Paths) == 0 {
		return nil, errors.New("nothing to assess was named")
	}
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.Progress == nil {
		o.Progress = func(string, int64, int64) {}
	}
	a := &assessor{Options: o}
	var err error
	if a.settings, err = readSettings(o); err != nil {
		return nil, err
	}
	if err := checkSettings(a.settings); err != nil {
		return nil, err
	}
	if a.gazetteer, err = gazetteer.New(content.FS()); err != nil {
		return nil, err
	}
	a.company = company(a.settings, a.gazetteer)
	for _, err := range parts(strangePlaces(a.settings, a.gazetteer)) {
		a.notices = append(a.notices, err.Error()+" ("+hint.Of(err)+")")
	}
	catalogue, err := score.LoadCatalogue(content.FS())
	if err != nil {
		return nil, err
	}
	if a.scorer, err = score.New(catalogue, thresholds(a.settings)); err != nil {
		return nil, err
	}
	a.footprint = footprint.New()
	a.spool = spool.New(spool.Config{Memory: o.Memory, Digest: o.Resume != nil || o.Checkpoint != nil})
	return a, nil
}

// collect runs the first two stages.
func (a *assessor) collect(ctx context.Context) error {
	reader, err := newReader(a.Options, a.settings)
	if err != nil {
		return err
	}
	normalizers, err := a.normalizers()
	if err != nil {
		return err
	}
	if a.rules, err = a.ruleSet(normalizers.Normalizers); err != nil {
		return err
	}
	a.collected, err = pipeline.Collect(ctx, pipeline.Intake{
		Reader: reader, Paths: a.Paths, Normalize: normalizers, Spool: a.spool, Workers: a.Workers,
		Learner:  func() pipeline.Learner { return identity.NewLearner() },
		Matcher:  func() pipeline.Matcher { return a.rules.Matcher(&a.unmatched) },
		Progress: func(n int64) { a.step("reading records", n, 0) },
	})
	if n := a.unmatched.Load(); n > 0 {
		a.notices = append(a.notices, fmt.Sprintf("%d records could not be held against rules, because their JSON is not sound throughout.", n))
	}
	return err
}

// step is told of every batch that a stage has done.
func (a *assessor) step(stage string, done, total int64) {
	if a.room != nil {
		a.room.step()
	}
	a.Progress(stage, done, total)
}

// introduce makes subjects of the claims and settles who owns what.
func (a *assessor) introduce() error {
	a.roster = roster.New(a.company, a.gazetteer)
	for _, c := range a.collected.Claims {
		a.roster.Add(c)
	}
	addTravel(a.roster, a.settings, a.gazetteer)
	for _, p := range a.roster.Close() {
		a.problem(p)
	}
	if len(a.roster.Subjects()) == 0 {
		a.notices = append(a.notices, "No people file was found, so nobody can be named and nothing was held against a claim. Add an export of the people with at least an id, a name and an e-mail address (people.csv); docs/reference/formats.md has its columns.")
	}
	a.vague()
	graph := identity.NewGraph(mailDomains(a.company, a.roster.Subjects()))
	for _, candidates := range []bool{false, true} { // staff first
		for _, s := range a.roster.Subjects() {
			if candidates == (s.Kind == model.Candidate) {
				graph.Claim(&s.Claims)
			}
		}
	}
	for _, l := range a.collected.Learners {
		graph.Merge(l.(*identity.Learner)) //nolint:forcetypeassert // collect made them
	}
	a.resolver = graph.Resolve()
	ids := make([]model.SubjectID, 0, len(a.roster.Subjects()))
	for _, s := range a.roster.Subjects() {
		ids = append(ids, s.ID)
	}
	a.resolver.Know(ids...)
	a.collected.Learners = nil // they have been taken in, and are large
	if a.Resume == nil && a.Checkpoint == nil {
		a.collected.Claims = nil
	}
	a.records = a.spool.Len()
	if err := pipeline.Introduce(a.roster, a.spool); err != nil {
		return err
	}
	return a.introduceGrants()
}

// vague tells of people whose work place is known by its country alone, so that little
// can be held against it.
func (a *assessor) vague() {
	var ids []string
	for _, s := range a.roster.Subjects() {
		if s.Work.City != "" && (!s.Work.Known || s.Work.Radius > cityKm) && !strings.Contains(strings.ToLower(s.Work.City), "remote") {
			ids = append(ids, fmt.Sprintf("%s (%s)", s.ID, s.Work))
		}
	}
	if len(ids) == 0 {
		return
	}
	told := strings.Join(ids[:min(len(ids), 5)], ", ")
	if more := len(ids) - 5; more > 0 {
		told += fmt.Sprintf(" and %d more", more)
	}
	a.notices = append(a.notices, "The work place of "+told+" is in no list of cities, so where they are seen is held against their country alone. Write the nearest larger city, with region and country.")
}

// problem notes a claim that could not be used with the file it stands in.
func (a *assessor) problem(p roster.Problem) {
	for i := range a.collected.Inputs {
		in := &a.collected.Inputs[i]
		if in.Path == p.Origin.Path && p.Origin.Path != "" {
			in.Rejected++
			in.Errors = append(in.Errors, model.InputError{Line: p.Origin.Line, Error: p.Err.Error(), Hint: p.Hint})
			return
		}
	}
	a.notices = append(a.notices, p.Err.Error()+" ("+p.Hint+")")
}

// replay runs enrichment and detection.
func (a *assessor) replay(ctx context.Context) (pipeline.Span, error) {
	enrichers, err := a.enrichers()
	if err != nil {
		return pipeline.Span{}, err
	}
	chain, err := enrich.NewChain(append([]enrich.Enricher{a.resolver}, enrichers...)...)
	if err != nil {
		return pipeline.Span{}, err
	}
	list, err := detectors.All(a.settings.Detectors, a.rules)
	if err != nil {
		return pipeline.Span{}, fmt.Errorf("config: %w", err)
	}
	if a.runner, err = detect.NewRunner(a.roster, a.Workers, list...); err != nil {
		return pipeline.Span{}, err
	}
	a.linkage = linkage.New(a.roster, a.scorer.Common)
	a.runner.Watch(a.linkage.Take)
	if a.Resume != nil {
		if err := a.takeUp(); err != nil {
			return pipeline.Span{}, err
		}
	}
	total := a.spool.Len()
	span, err := pipeline.Replay{
		Spool: a.spool, Enrich: chain, Detect: a.runner, Footprint: a.footprint, Seen: a.Seen, Skip: a.runner.Position(), Stop: a.Stop,
		Progress: func(n int64) { a.step("looking for contradictions", n, total) },
	}.Run(ctx)
	if (err == nil && span.Whole) || a.Checkpoint == nil {
		return span, err
	}
	if err != nil && ctx.Err() == nil {
		return span, err
	}
	if err := a.save(); err != nil {
		return span, err
	}
	return span, ErrInterrupted
}

// conclude weighs the findings.
func (a *assessor) conclude(span pipeline.Span) (*Result, error) {
	a.runner.Finish()
	findings := rule.Settle(a.runner.Findings())
	asOf := span.Last
	if !a.Now.IsZero() && asOf.After(a.Now.Add(48*time.Hour)) {
		asOf = a.Now
		a.notices = append(a.notices, fmt.Sprintf("Some records are dated after today, the last %s. Check the clocks of what wrote them.", span.Last.Format(time.DateOnly)))
	}
	subjects, err := pipeline.Conclude(a.roster, a.scorer, findings, asOf)
	if err != nil {
		return nil, err
	}
	links := a.resolver.Links()
	for i := range subjects {
		subjects[i].Links = links[subjects[i].ID]
		if len(subjects[i].Reasons) > 0 {
			subjects[i].Places = a.footprint.Places(a.roster.Claims(subjects[i].ID))
		}
	}
	inputs := a.collected.Inputs
	for i := range inputs {
		inputs[i].Duplicates = span.Duplicates[inputs[i].Path]
	}
	slices.SortFunc(inputs, func(x, y model.Input) int {
		return strings.Compare(x.Path, y.Path)
	})
	result := &model.Assessment{
		Schema: model.AssessmentSchema, GeneratedAt: a.Now.UTC().Truncate(time.Second), Company: a.company.Name,
		Inputs: inputs, Subjects: subjects, Clusters: a.linkage.Clusters(),
		Unassigned: a.resolver.Unassigned(), Notices: a.notices,
	}
	if a.records > 0 {
		result.From, result.To = &span.First, &span.Last
	}
	return &Result{
		Assessment: result, Coverage: a.collected.Coverage, Findings: findings, Roster: a.roster,
		StateBytes: a.runner.StateBytes, WrittenBytes: a.runner.WrittenBytes, Scorer: a.scorer, Grants: a.grants(),
	}, nil
}
