package cli

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"bonafide/internal/hint"
	"bonafide/sigma"
	"bonafide/sigma/pipeline"
	"bonafide/sigma/plain"
)

// plainLayout finds fields under their own names.
const plainLayout = "plain"

// layouts are the words that --layout takes.
func layouts() []string {
	return append([]string{plainLayout}, slices.Sorted(maps.Keys(pipeline.Layouts()))...)
}

// layoutUsage describes the flag --layout.
func layoutUsage(otherwise string) string {
	return fmt.Sprintf("where events keep their fields: %s (default: %s)", strings.Join(layouts(), ", "), otherwise)
}

func checkLayout(name string) error {
	if name != "" && !slices.Contains(layouts(), name) {
		return hint.With(fmt.Errorf("there is no layout %q", name), fmt.Sprintf("layouts are %q", layouts()))
	}
	return nil
}

// layoutFor is the layout of a name, else that of the event's shape.
func layoutFor(name string, e *plain.Event) sigma.Layout {
	return pipeline.Layouts()[cmp.Or(name, pipeline.LayoutOf(e))]
}

// layoutOf tells by an event where its like keep their fields.
func layoutOf(event []byte) string {
	e, err := plain.Decode(event)
	if err != nil {
		return plainLayout
	}
	return cmp.Or(pipeline.LayoutOf(e), plainLayout)
}
