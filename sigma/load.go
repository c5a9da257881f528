package sigma

import (
	"cmp"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
)

// Collection is what was read: the documents in the order of files and places.
type Collection struct {
	Rules        []*Rule
	Correlations []*Correlation
	Filters      []*Filter
}

// Add appends what another collection has.
func (c *Collection) Add(o Collection) {
	c.Rules = append(c.Rules, o.Rules...)
	c.Correlations = append(c.Correlations, o.Correlations...)
	c.Filters = append(c.Filters, o.Filters...)
}

// Load reads every .yml and .yaml file under the roots, "." when none is given, in the
// order of their paths. Tests beside rules (rule.test.yaml) are left out. A file that
// cannot be read is a problem and leaves the others alone.
func Load(fsys fs.FS, roots ...string) (Collection, []Problem) {
	paths, problems := find(fsys, roots)
	type result struct {
		c        Collection
		problems []Problem
	}
	results := make([]result, len(paths))
	next := make(chan int)
	var readers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(paths)) {
		readers.Go(func() {
			for i := range next {
				text, err := fs.ReadFile(fsys, paths[i])
				if err != nil {
					results[i].problems = []Problem{unreadable(paths[i], err)}
					continue
				}
				results[i].c, results[i].problems = Parse(paths[i], text)
			}
		})
	}
	for i := range paths {
		next <- i
	}
	close(next)
	readers.Wait()
	var c Collection
	for _, r := range results {
		c.Add(r.c)
		problems = append(problems, r.problems...)
	}
	return c, problems
}

// find lists the rule files, each once.
func find(fsys fs.FS, roots []string) (paths []string, problems []Problem) {
	if len(roots) == 0 {
		roots = []string{"."}
	}
	for _, root := range roots {
		root = path.Clean(cmp.Or(root, "."))
		err := fs.WalkDir(fsys, root, func(name string, e fs.DirEntry, err error) error {
			switch {
			case err != nil && name == root:
				return err
			case err != nil:
				problems = append(problems, unreadable(name, err))
				return nil
			case !e.IsDir() && IsRuleFile(name):
				paths = append(paths, name)
			}
			return nil
		})
		if err != nil {
			problems = append(problems, unreadable(root, err))
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths), problems
}

// IsRuleFile tells by its name whether a file holds rules.
func IsRuleFile(name string) bool {
	stem, ok := strings.CutSuffix(name, ".yml")
	if !ok {
		stem, ok = strings.CutSuffix(name, ".yaml")
	}
	return ok && !strings.HasSuffix(stem, ".test")
}

func unreadable(name string, err error) Problem {
	return Problem{Path: name, Severity: Error, Text: "cannot be read: " + err.Error(), Advice: "check that it exists and that you may read it"}
}
