package pipeline

import (
	"embed"
	"path"
	"slices"
	"strings"
)

//go:embed builtin/*.yml
var builtin embed.FS

// routesFile is no pipeline.
const routesFile = "routes.yml"

// Builtin gives a pipeline that comes with the package.
func Builtin(name string) (*Pipeline, bool) {
	if !slices.Contains(Names(), name) {
		return nil, false
	}
	file := path.Join("builtin", name+".yml")
	text, err := builtin.ReadFile(file)
	if err != nil {
		return nil, false
	}
	p, _ := Parse(file, text)
	return p, p != nil
}

// Names are the pipelines that come with the package.
func Names() []string {
	entries, _ := builtin.ReadDir("builtin") // it is embedded
	var list []string
	for _, e := range entries {
		if e.Name() != routesFile {
			list = append(list, strings.TrimSuffix(e.Name(), ".yml"))
		}
	}
	return list
}
