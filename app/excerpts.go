package app

import (
	"context"

	"bonafide/config"
	"bonafide/model"
	"bonafide/source"
)

// Excerpts reads the cited records again, for a report that shows them. The paths are
// those that were assessed.
func Excerpts(ctx context.Context, paths []string, wanted []source.Wanted) (map[model.Evidence]string, error) {
	reader, err := newReader(Options{Paths: paths}, &config.Settings{})
	if err != nil {
		return nil, err
	}
	return reader.Excerpts(ctx, paths, wanted)
}
