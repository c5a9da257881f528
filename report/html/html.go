// Package html writes an assessment as one file to be read in a browser or printed: it
// needs nothing beside it, asks no other machine for anything, and works without scripts.
// Start with Write.
//
// Everything that comes from outside (names, paths, reasons, records) is escaped by
// html/template; the page's own policy allows nothing but the style and the script that
// stand in it. The same assessment gives the same bytes.
package html

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strings"

	"bonafide/model"
	"bonafide/report"
	"bonafide/source"
)

// Options say what to write beside the assessment itself.
type Options struct {
	// Excerpt gives the text of a cited record, "" when it is not at hand. Nil gives none.
	Excerpt func(model.Evidence) string
	// Claims gives what is claimed of a subject, to be named beside it: title, start date.
	// Nil gives nothing.
	Claims func(model.SubjectID) *model.Claims
	// Bytes is about how large the file may become; 0 means 4 MiB. The most urgent
	// people are written in full, the rest in one line each.
	Bytes int
}

// Limits of the page's lists; the JSON report has all of everything.
const (
	defaultBytes   = 4 << 20
	mostSections   = 250 // people in full
	mostRows       = 500 // of each list of people
	mostRest       = 1000
	mostEvidence   = 3 // records shown of a reason, of up to model.MaxEvidence cited
	mostClusters   = 60
	mostInputs     = 300
	mostErrors     = 200
	mostUnassigned = 50
)

//go:embed page/*
var files embed.FS

// assets are the texts that stand in every page.
type assets struct {
	Style  template.CSS
	Script template.JS
	Policy string
}

func load() (*template.Template, assets, error) {
	style, err := files.ReadFile("page/style.css")
	if err != nil {
		return nil, assets{}, err
	}
	script, err := files.ReadFile("page/script.js")
	if err != nil {
		return nil, assets{}, err
	}
	t, err := template.New("page").ParseFS(files, "page/*.html")
	if err != nil {
		return nil, assets{}, err
	}
	a := assets{
		Style:  template.CSS(style), //nolint:gosec // our own
		Script: template.JS(script), //nolint:gosec // our own
		Policy: "default-src 'none'; style-src " + hash(style) + "; script-src " + hash(script) +
			"; base-uri 'none'; form-action 'none'",
	}
	return t, a, nil
}

// hash allows one inline text in the page's policy.
func hash(text []byte) string {
	sum := sha256.Sum256(text)
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// Write writes the page.
func Write(w io.Writer, a *model.Assessment, o Options) error {
	o.Bytes = cmp.Or(o.Bytes, defaultBytes)
	t, texts, err := load()
	if err != nil {
		return fmt.Errorf("html: %w", err)
	}
	b := newBuilder(a, o)
	p := b.page()
	p.assets = texts
	if p.Sections, err = b.sections(t); err != nil {
		return fmt.Errorf("html: %w", err)
	}
	p.fill(b)
	var out bytes.Buffer
	if err := t.ExecuteTemplate(&out, "page.html", p); err != nil {
		return fmt.Errorf("html: %w", err)
	}
	_, err = w.Write(bytes.Map(printable, out.Bytes()))
	return err
}

// printable takes out what could repaint or turn round a page, whichever field it came
// through.
func printable(r rune) rune {
	if r != '\n' && r != '\t' && report.Unsafe(r) {
		return -1
	}
	return r
}

// Cited lists the records that Write will show, for whoever reads them again.
func Cited(a *model.Assessment) []source.Wanted {
	var wanted []source.Wanted
	at := map[model.Evidence]int{}
	for _, s := range urgent(report.Sort(a)) {
		theirs := whose(s)
		for i := range s.Reasons[:min(len(s.Reasons), excerpted)] {
			r := &s.Reasons[i]
			for _, e := range r.Evidence[:min(len(r.Evidence), mostEvidence)] {
				k, ok := at[e]
				if !ok {
					k = len(wanted)
					at[e] = k
					wanted = append(wanted, source.Wanted{Evidence: e})
				}
				wanted[k].Of = append(wanted[k].Of, theirs...)
				wanted[k].Near = append(wanted[k].Near, quoted(r.Reason)...)
			}
		}
	}
	return wanted
}

// whose are the addresses, accounts and serial numbers that tell somebody's records.
func whose(s *model.SubjectAssessment) []string {
	list := make([]string, 0, len(s.Links))
	for _, l := range s.Links {
		if value := l.Observable[strings.LastIndexByte(l.Observable, ':')+1:]; len(value) > 4 {
			list = append(list, value)
		}
	}
	return list
}

// urgent are the people who may be written in full.
func urgent(l report.Lists) []*model.SubjectAssessment {
	var all []*model.SubjectAssessment
	for _, list := range [][]*model.SubjectAssessment{l.Cases, l.Policy, l.Watch} {
		all = append(all, list[:min(len(list), mostRows)]...)
	}
	return all[:min(len(all), mostSections)]
}

// builder turns an assessment into what the templates show.
type builder struct {
	a       *model.Assessment
	o       Options
	lists   report.Lists
	anchors map[model.SubjectID]string
	names   map[model.SubjectID]string
	maps    bool // somebody's map was drawn
	lean    bool // the room gets short: people are written without records and links
}

func newBuilder(a *model.Assessment, o Options) *builder {
	b := &builder{a: a, o: o, lists: report.Sort(a), anchors: map[model.SubjectID]string{}, names: map[model.SubjectID]string{}}
	for i := range a.Subjects {
		b.names[a.Subjects[i].ID] = a.Subjects[i].Name
	}
	return b
}

// sections writes the most urgent people, as far as there is room: the first in full, the
// next ones shortened.
func (b *builder) sections(t *template.Template) ([]template.HTML, error) {
	var list []template.HTML
	size := 0
	for i, s := range urgent(b.lists) {
		anchor := fmt.Sprintf("p%d", i+1)
		var out bytes.Buffer
		b.lean = size > b.o.Bytes*2/5
		if err := t.ExecuteTemplate(&out, "person.html", b.person(s, anchor)); err != nil {
			return nil, err
		}
		if size += out.Len(); size > b.o.Bytes*3/4 && len(list) > 0 {
			break
		}
		b.anchors[s.ID] = anchor
		list = append(list, template.HTML(out.String())) //nolint:gosec // written by a template
	}
	return list, nil
}
