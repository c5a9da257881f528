package cli

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"bonafide/content"
	"bonafide/internal/hint"
	"bonafide/sigma"
	"bonafide/sigma/rulefile"
)

// builtin stands in place of a path for the rules that come with Bonafide; what lies within
// may follow, as in builtin/okta.
const builtin = "builtin"

// ruleFiles is a folder or a file with rules that somebody named.
type ruleFiles struct {
	fsys fs.FS
	root string // within fsys
	// prefix is what was named, to show paths as a person would write them, and within what
	// of fsys's paths it stands for.
	prefix, within string
}

// withinBuiltin gives the place of a path among the rules that come with Bonafide, "" when
// it means none of them, and whether something is there.
func withinBuiltin(arg string) (string, bool) {
	arg = strings.TrimSuffix(filepath.ToSlash(arg), "/")
	rest, ok := strings.CutPrefix(arg+"/", builtin+"/")
	if !ok || !fs.ValidPath(path.Join("rules", rest)) {
		return "", false
	}
	name := path.Join("rules", rest)
	_, err := fs.Stat(content.FS(), name)
	return name, err == nil
}

// missingBuiltin says what may have been meant by a place where there is nothing.
func missingBuiltin(name string) string {
	folder := path.Dir(name)
	entries, err := fs.ReadDir(content.FS(), folder)
	if err != nil {
		return "see what there is: bonafide rule test builtin --all"
	}
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		names = append(names, e.Name())
	}
	within := builtin + strings.TrimPrefix(folder, "rules")
	if near := hint.Nearest(path.Base(name), names); near != "" {
		return "did you mean " + within + "/" + near + "?"
	}
	return within + " has " + strings.Join(names, ", ")
}

// openRules finds what a path means. That it is there was looked at before.
func openRules(arg string) ruleFiles {
	if name, ok := withinBuiltin(arg); ok {
		return ruleFiles{fsys: content.FS(), root: name, prefix: builtin, within: "rules"}
	}
	if info, err := os.Stat(arg); err == nil && !info.IsDir() {
		dir, file := filepath.Split(arg)
		if dir == "" {
			return ruleFiles{fsys: os.DirFS("."), root: file}
		}
		return ruleFiles{fsys: os.DirFS(dir), root: file, prefix: dir}
	}
	return ruleFiles{fsys: os.DirFS(arg), root: ".", prefix: arg}
}

// shown is a path as a person would write it.
func (p ruleFiles) shown(name string) string {
	name = strings.TrimPrefix(strings.TrimPrefix(name, p.within), "/")
	if p.prefix == "" {
		return name
	}
	return filepath.Join(p.prefix, filepath.FromSlash(name))
}

// load reads the rules; their paths are those that are shown.
func (p ruleFiles) load() (sigma.Collection, []sigma.Problem) {
	c, problems := rulefile.Load(p.fsys, p.root)
	for _, r := range c.Rules {
		r.Path = p.shown(r.Path)
	}
	for _, r := range c.Correlations {
		r.Path = p.shown(r.Path)
	}
	for _, f := range c.Filters {
		f.Path = p.shown(f.Path)
	}
	for i := range problems {
		problems[i].Path = p.shown(problems[i].Path)
	}
	return c, problems
}

func noRules(arg string) error {
	return hint.With(fmt.Errorf("there are no rules in %q", arg), "rules stand in files that end in .yaml or .yml")
}

// indent moves lines to the right, below what they belong to.
func indent(text string) string {
	return "  " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n  ")
}
