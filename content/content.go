// Package content holds what is data and not code: indicators, mappings, rules, tool and
// hardware catalogues, lists, checks. Each folder has its format described in
// docs/reference; whoever reads a folder also checks it. Everything is embedded, so that
// the binary works alone.
package content

import (
	"embed"
	"io/fs"
)

//go:embed all:mappings all:indicators all:checks all:scoring all:tools all:hardware all:networks all:packs all:rules all:access places
var files embed.FS //nolint:gochecknoglobals // go:embed needs a package variable

// FS gives the embedded content, read-only.
func FS() fs.FS { return files }
