package app

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"go.yaml.in/yaml/v3"

	"bonafide/config"
	"bonafide/content"
	"bonafide/detect/rule"
	"bonafide/internal/hint"
	"bonafide/model"
	"bonafide/normalize"
	"bonafide/normalize/mapping"
	"bonafide/sigma"
	"bonafide/sigma/pipeline"
	"bonafide/sigma/rulefile"
)

// ruleSet compiles the rules that come with the program together with the company's own.
// What cannot run is told in a notice.
func (a *assessor) ruleSet(formats []normalize.Normalizer) (*rule.Set, error) {
	rules, told, err := companyRules(a.Options, a.settings)
	if err != nil {
		return nil, err
	}
	known := func(id model.IndicatorID) bool { return a.scorer.Knows(id) }
	set, problems := rule.New(rule.Config{Rules: rules, Sources: LogSources(formats), Known: known})
	for _, p := range append(told, problems...) {
		a.notices = append(a.notices, toldRule(p))
	}
	return set, nil
}

// toldRule is a problem with a rule in words.
func toldRule(p sigma.Problem) string {
	if p.Advice == "" {
		return "rule " + p.Error()
	}
	return "rule " + p.Error() + " (" + p.Advice + ")"
}

// packRules are the rules that come with the program.
func packRules() sigma.Collection {
	c, problems := rulefile.Load(content.FS(), "rules")
	for _, p := range problems {
		if p.Severity == sigma.Error {
			panic(p) // the tests of content read it
		}
	}
	return c
}

// LogSources are what Sigma calls the records of formats.
func LogSources(formats []normalize.Normalizer) map[string][]rule.Source {
	sources := map[string][]rule.Source{}
	for _, n := range formats {
		m, ok := n.(*mapping.Mapping)
		if !ok {
			continue
		}
		name := m.Declare().Name
		for _, l := range m.Describe().LogSources {
			source := rule.Source{
				LogSource: sigma.LogSource{Product: l.Product, Service: l.Service, Category: l.Category},
				Roots:     l.Roots, Class: l.Class, Activity: l.Activity, System: l.System,
			}
			for _, f := range l.Fields {
				source.Fields = append(source.Fields, rule.Named(f))
			}
			sources[name] = append(sources[name], source)
		}
	}
	return sources
}

// companyRules are the rules of a run: those that come with the program, but for what the
// settings leave out or replace, and the company's own. Problems are with single rules; an
// error is with the settings.
func companyRules(o Options, s *config.Settings) (sigma.Collection, []sigma.Problem, error) {
	all := packRules()
	own, problems, err := ownRules(o, s)
	if err != nil {
		return all, nil, err
	}
	replace(&all, &own)
	all.Add(own)
	if err := disable(&all, s); err != nil {
		return all, nil, err
	}
	if len(own.Rules)+len(own.Correlations)+len(own.Filters) > 0 {
		problems = append(problems, all.Check()...)
	}
	problems = append(problems, all.ApplyFilters()...)
	filled, more := fill(all, s.Rules.Placeholders)
	return filled, append(problems, more...), nil
}

// ownRules reads the files that the settings name.
func ownRules(o Options, s *config.Settings) (sigma.Collection, []sigma.Problem, error) {
	var own sigma.Collection
	var problems []sigma.Problem
	var errs []error
	for i, path := range s.Rules.Paths {
		name := beside(o, path)
		info, err := os.Stat(name)
		if err != nil {
			errs = append(errs, s.Wrong([]string{"rules", "paths", fmt.Sprint(i)}, besideTip, "the rules %s cannot be read: %v", path, reason(err)))
			continue
		}
		dir, root := name, "."
		if !info.IsDir() {
			dir, root = filepath.Split(name)
			dir = filepath.Clean(dir)
		}
		c, found := rulefile.Load(os.DirFS(dir), root)
		within(&c, found, dir)
		if len(c.Rules)+len(c.Correlations)+len(c.Filters)+len(found) == 0 {
			errs = append(errs, s.Wrong([]string{"rules", "paths", fmt.Sprint(i)}, "rules are YAML files, .yml or .yaml", "there are no rules in %s", path))
		}
		own.Add(c)
		problems = append(problems, found...)
	}
	lines, err := pipelines(o, s)
	if err := errors.Join(append(errs, err)...); err != nil {
		return own, nil, err
	}
	if len(lines) == 0 {
		return own, problems, nil
	}
	rewritten, more := pipeline.Join(lines...).ApplyAll(own)
	return rewritten, append(problems, more...), nil
}

const besideTip = "paths start from the folder of " + config.FileName + "; check the name"

// within puts the folder before the paths of what was read there.
func within(c *sigma.Collection, problems []sigma.Problem, dir string) {
	at := func(path string) string { return filepath.ToSlash(filepath.Join(dir, path)) }
	for _, r := range c.Rules {
		r.Path = at(r.Path)
	}
	for _, r := range c.Correlations {
		r.Path = at(r.Path)
	}
	for _, r := range c.Filters {
		r.Path = at(r.Path)
	}
	for i := range problems {
		problems[i].Path = at(problems[i].Path)
	}
}

// pipelines reads the pipelines that the settings name.
func pipelines(o Options, s *config.Settings) ([]*pipeline.Pipeline, error) {
	var list []*pipeline.Pipeline
	var errs []error
	for i, path := range s.Rules.Pipelines {
		if p, ok := pipeline.Builtin(path); ok {
			list = append(list, p)
			continue
		}
		name := beside(o, path)
		text, err := os.ReadFile(name)
		if err != nil {
			errs = append(errs, s.Wrong([]string{"rules", "pipelines", fmt.Sprint(i)}, besideTip, "the pipeline %s cannot be read: %v", path, reason(err)))
			continue
		}
		p, problems := pipeline.Parse(name, text)
		for _, found := range problems {
			if p == nil || found.Severity == sigma.Error {
				errs = append(errs, found)
			}
		}
		if p != nil {
			list = append(list, p)
		}
	}
	return list, errors.Join(errs...)
}

// replace takes from the rules those whose id the company's own have.
func replace(all, own *sigma.Collection) {
	ids := map[string]bool{}
	for _, m := range metas(own) {
		if m.ID != "" {
			ids[m.ID] = true
		}
	}
	without(all, func(m *sigma.Meta) bool { return ids[m.ID] })
}

// metas are what all documents say of themselves.
func metas(c *sigma.Collection) []*sigma.Meta {
	var list []*sigma.Meta
	for _, r := range c.Rules {
		list = append(list, &r.Meta)
	}
	for _, r := range c.Correlations {
		list = append(list, &r.Meta)
	}
	for _, f := range c.Filters {
		list = append(list, &f.Meta)
	}
	return list
}

// without takes out what is meant.
func without(c *sigma.Collection, meant func(m *sigma.Meta) bool) {
	c.Rules = slices.DeleteFunc(c.Rules, func(r *sigma.Rule) bool { return meant(&r.Meta) })
	c.Correlations = slices.DeleteFunc(c.Correlations, func(r *sigma.Correlation) bool { return meant(&r.Meta) })
	c.Filters = slices.DeleteFunc(c.Filters, func(f *sigma.Filter) bool { return meant(&f.Meta) })
}

// disable takes out what the settings name. A name that means nothing is an error.
func disable(all *sigma.Collection, s *config.Settings) error {
	var errs []error
	var known []string
	list := metas(all)
	for _, m := range list {
		known = append(known, string(m.Key()))
	}
	for i, id := range s.Rules.Disable {
		if !slices.ContainsFunc(list, func(m *sigma.Meta) bool { return m.Is(id) }) {
			tip := "bonafide rule lint builtin shows the rules with their ids"
			if near := hint.Nearest(id, known); near != "" {
				tip = "did you mean " + near + "?"
			}
			errs = append(errs, s.Wrong([]string{"rules", "disable", fmt.Sprint(i)}, tip, "there is no rule %q", id))
		}
	}
	without(all, func(m *sigma.Meta) bool { return slices.ContainsFunc(s.Rules.Disable, m.Is) })
	return errors.Join(errs...)
}

// fill gives placeholders their values.
func fill(c sigma.Collection, values map[string]config.Words) (sigma.Collection, []sigma.Problem) {
	if len(values) == 0 {
		return c, nil
	}
	text, err := yaml.Marshal(map[string]any{
		"name": "placeholders", "vars": values,
		"transformations": []map[string]any{{"type": "value_placeholders", "include": slices.Sorted(maps.Keys(values))}},
	})
	if err != nil {
		return c, []sigma.Problem{{Severity: sigma.Error, Text: "placeholders: " + err.Error()}}
	}
	p, problems := pipeline.Parse(config.FileName, text)
	if p == nil {
		return c, problems
	}
	return p.ApplyAll(c)
}

// ruleFiles are the files that the settings name for rules, by their paths from here.
func ruleFiles(o Options, s *config.Settings) []string {
	var list []string
	for _, path := range s.Rules.Paths {
		_ = filepath.WalkDir(beside(o, path), func(name string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				list = append(list, name)
			}
			return nil // what cannot be read is told when rules are read
		})
	}
	for _, path := range s.Rules.Pipelines {
		list = append(list, beside(o, path))
	}
	return list
}
