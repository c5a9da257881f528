package app

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"bonafide/config"
	"bonafide/content"
	"bonafide/internal/gazetteer"
	"bonafide/internal/hint"
	"bonafide/model"
	normalizers "bonafide/normalize/catalog"
	"bonafide/reference"
	"bonafide/score"
)

// Checkup is one thing that Examine looked at.
type Checkup struct {
	What string // "content", "settings", "feeds" …
	Fine bool
	Text string
	Hint string // what to do, when it is not fine or could be better
}

// Counts is how much the program knows.
type Counts struct {
	Indicators, Detectors, Formats, Recognised int
}

// Count tells how much content the program has, or why it cannot be used.
func Count() (Counts, error) {
	f, err := declared()
	if err != nil {
		return Counts{}, err
	}
	return Counts{len(f.Catalogue.Indicators), len(f.Detectors), len(f.Read()), len(f.Unread())}, nil
}

// Examine looks whether an assessment with these options can be made: content, settings,
// feeds, temporary space, inputs. It reads no records.
func Examine(o Options) []Checkup {
	d := &doctor{Options: o}
	d.content()
	d.zones()
	d.settingsAndParts()
	d.space()
	d.inputs()
	return d.list
}

type doctor struct {
	Options
	list []Checkup
}

func (d *doctor) fine(what, format string, args ...any) {
	d.list = append(d.list, Checkup{What: what, Fine: true, Text: fmt.Sprintf(format, args...)})
}

func (d *doctor) wrong(what string, err error) {
	for _, e := range parts(err) {
		d.list = append(d.list, Checkup{What: what, Text: e.Error(), Hint: hint.Of(e)})
	}
}

func (d *doctor) content() {
	f, err := declared()
	if err == nil {
		err = unknownIndicators(f)
	}
	if err != nil {
		d.wrong("content", hint.With(err, "the program is damaged; install it again"))
		return
	}
	d.fine("content", "%d indicators, %d detectors, %d formats read and %d recognised", len(f.Catalogue.Indicators), len(f.Detectors),
		len(f.Read()), len(f.Unread()))
}

// unknownIndicators tells of indicators that detectors raise and the catalogue lacks.
func unknownIndicators(f reference.Facts) error {
	for _, x := range f.Detectors {
		for _, id := range x.Indicators {
			if _, ok := f.Catalogue.Indicators[model.IndicatorID(id)]; !ok {
				return fmt.Errorf("the detector %q raises %s, which the catalogue does not have", x.Name, id)
			}
		}
	}
	return nil
}

func (d *doctor) zones() {
	if _, err := time.LoadLocation("America/Chicago"); err != nil {
		d.wrong("time zones", hint.With(err, "install the system's time zone data (tzdata)"))
		return
	}
	d.fine("time zones", "known")
}

func (d *doctor) settingsAndParts() {
	name, named := settingsFile(d.Options)
	s, err := readSettings(d.Options)
	if err == nil {
		err = checkSettings(s)
	}
	if err != nil {
		d.wrong("settings", err)
		return
	}
	switch _, missing := os.Stat(name); {
	case name == "" || missing != nil && !named:
		d.list = append(d.list, Checkup{
			What: "settings", Fine: true, Text: "no " + config.FileName + ": the defaults hold",
			Hint: "write one to name your offices, your own exits and what IT approved; docs/reference/settings.md has its keys",
		})
	default:
		d.fine("settings", "%s", name)
	}
	places, err := gazetteer.New(content.FS())
	if err != nil {
		d.wrong("content", err)
		return
	}
	d.mappings(s)
	d.rules(s)
	for _, err := range parts(strangePlaces(s, places)) {
		d.wrong("settings", err)
	}
	d.feeds(s, places)
}

func (d *doctor) mappings(s *config.Settings) {
	a := &assessor{Options: d.Options, settings: s, company: &model.Company{}}
	if _, err := a.normalizers(); err != nil {
		d.wrong("mappings", err)
		return
	}
	if _, err := normalizers.New(normalizers.Options{}); err == nil && len(s.Mappings) > 0 {
		d.fine("mappings", "%d of your own", len(s.Mappings))
	}
}

// rules looks at the rules of the company's own.
func (d *doctor) rules(s *config.Settings) {
	a := &assessor{Options: d.Options, settings: s, company: &model.Company{}}
	catalogue, err := score.LoadCatalogue(content.FS())
	if err != nil {
		d.wrong("content", err)
		return
	}
	formats, err := a.normalizers()
	if err != nil {
		return // which was told already
	}
	if a.scorer, err = score.New(catalogue, thresholds(s)); err == nil {
		a.rules, err = a.ruleSet(formats.Normalizers)
	}
	if err != nil {
		d.wrong("rules", err)
		return
	}
	for _, text := range a.notices {
		d.list = append(d.list, Checkup{What: "rules", Text: text})
	}
	d.fine("rules", "%d rules and correlations run", a.rules.Len())
}

func (d *doctor) feeds(s *config.Settings, g *gazetteer.Gazetteer) {
	list, err := newEnrichers(&model.Company{}, g, feeds(d.Options, s))
	if err != nil {
		d.wrong("content", err)
		return
	}
	problems := append(list.networks.Problems(), list.networks.Stale(d.Now)...)
	for _, p := range problems {
		d.list = append(d.list, Checkup{What: "feeds", Text: told(p), Hint: ""})
	}
	if n := len(s.Feeds); n > 0 && len(problems) == 0 {
		d.fine("feeds", "%d of your own, readable and in date", n)
	}
	if len(s.Feeds) == 0 {
		d.list = append(d.list, Checkup{
			What: "feeds", Fine: true, Text: "the built-in tables of networks",
			Hint: "an address database of your own places sign-ins better; docs/reference/networks.md says which are read",
		})
	}
}

// space looks at the folder of temporary files, where events go that memory cannot hold.
func (d *doctor) space() {
	const enough = 2 << 30
	dir := os.TempDir()
	f, err := os.CreateTemp("", "bonafide-*")
	if err != nil {
		d.wrong("temporary files", hint.With(err, "set TMPDIR (on Windows TMP) to a folder that may be written to"))
		return
	}
	_ = f.Close()
	_ = os.Remove(f.Name())
	free, known := freeSpace(dir)
	switch {
	case !known:
		d.fine("temporary files", "%s can be written to", dir)
	case free < enough:
		d.list = append(d.list, Checkup{
			What: "temporary files", Fine: true, Text: fmt.Sprintf("%s has %d MiB left", dir, free>>20),
			Hint: "a million events need up to 300 MiB beyond --memory; set TMPDIR to a larger disk for large exports",
		})
	default:
		d.fine("temporary files", "%s has %d GiB left", dir, free>>30)
	}
	d.fine("cores", "%d", runtime.GOMAXPROCS(0))
}

// inputs opens every file once.
func (d *doctor) inputs() {
	if len(d.Paths) == 0 {
		return
	}
	reader, err := newReader(d.Options, &config.Settings{})
	if err != nil {
		d.wrong("inputs", err)
		return
	}
	files, size := 0, int64(0)
	for _, path := range reader.Paths(d.Paths) {
		if path == "-" {
			continue
		}
		info, err := os.Stat(path)
		if err == nil {
			var f *os.File
			if f, err = os.Open(path); err == nil {
				err = f.Close()
			}
		}
		if err != nil {
			d.wrong("inputs", hint.With(fmt.Errorf("%s: %w", filepath.ToSlash(path), reason(err)), "check who may read it"))
			continue
		}
		files++
		size += info.Size()
	}
	if files == 0 {
		d.wrong("inputs", hint.With(errors.New("there are no files to read"), "put exports into the folder; docs/guides/first-assessment.md says which"))
		return
	}
	d.fine("inputs", "%d files, %.1f MiB", files, float64(size)/(1<<20))
}
