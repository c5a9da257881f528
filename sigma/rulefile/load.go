package rulefile

import (
	"cmp"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"

	"bonafide/sigma"
)

// Load reads every .yml and .yaml file under the roots, "." when none is given, in the
// order of their paths. Tests beside rules (rule.test.yaml) are left out. A file that
// cannot be read is a problem and leaves the others alone.
func Load(fsys fs.FS, roots ...string) (sigma.Collection, []sigma.Problem) {
	paths, problems := find(fsys, roots)
	type result struct {
		c        sigma.Collection
		problems []sigma.Problem
	}
	results := make([]result, len(paths))
	next := make(chan int)
	var readers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(paths)) {
		readers.Go(func() {
			for i := range next {
				text, err := fs.ReadFile(fsys, paths[i])
				if err != nil {
					results[i].problems = []sigma.Problem{unreadable(paths[i], err)}
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
	var c sigma.Collection
	for _, r := range results {
		c.Add(r.c)
		problems = append(problems, r.problems...)
	}
	return c, problems
}

// find lists the rule files, each once.
func find(fsys fs.FS, roots []string) (paths []string, problems []sigma.Problem) {
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

func unreadable(name string, err error) sigma.Problem {
	return sigma.Problem{Path: name, Severity: sigma.Error, Text: "cannot be read: " + err.Error(), Advice: "check that it exists and that you may read it"}
}
