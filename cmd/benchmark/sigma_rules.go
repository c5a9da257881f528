package main

import (
	"os"

	"bonafide/sigma"
	"bonafide/sigma/pipeline"
	"bonafide/sigma/rulefile"
)

// nothingKnown says of the placeholders in the public rules that they have no values: the
// events are of nobody's company.
const nothingKnown = `
name: nothing known
vars:
    known_cdcs: []
transformations:
    - {type: value_placeholders}
`

// publicRules reads the rules of a folder with their placeholders filled.
func publicRules(folder string) ([]*sigma.Rule, []sigma.Problem) {
	c, problems := rulefile.Load(os.DirFS(folder), ruleRoots(folder)...)
	p, wrong := pipeline.Parse("nothing-known.yml", []byte(nothingKnown))
	if p == nil {
		return nil, append(problems, wrong...)
	}
	c, wrong = p.ApplyAll(c)
	return c.Rules, append(problems, wrong...)
}
