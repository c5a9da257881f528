package app

import (
	"fmt"
	"os"

	"bonafide/internal/hint"
	"bonafide/workflow/screening"
)

// ReadLists reads sanctions lists from files and folders and makes an index over them.
func ReadLists(paths []string) (*screening.Index, []screening.List, error) {
	if len(paths) == 0 {
		return nil, nil, hint.With(fmt.Errorf("there are no sanctions lists to look into"), "name files or folders with --lists; bonafide contacts nobody and fetches none")
	}
	for _, p := range paths {
		if _, err := os.Stat(p); err != nil {
			return nil, nil, hint.With(fmt.Errorf("lists: %w", err), "name a file or folder with sanctions lists with --lists")
		}
	}
	lists, err := screening.Read(paths...)
	if err != nil {
		return nil, nil, err
	}
	var entries []screening.Entry
	for _, l := range lists {
		entries = append(entries, l.Entries...)
	}
	return screening.NewIndex(entries), lists, nil
}
