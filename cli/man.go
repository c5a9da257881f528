package cli

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

func newMan(_ streams) *cobra.Command {
	return &cobra.Command{
		Use:     "man FOLDER",
		Short:   "Write the manual pages into a folder",
		Long:    "Man writes a manual page for every command, for packages and for man -l.",
		Example: "  bonafide man ./man1\n  man -l ./man1/bonafide-assess.1",
		Args:    exactly("the folder to write into", "bonafide man ./man1"),
		RunE: func(c *cobra.Command, args []string) error {
			if err := os.MkdirAll(args[0], 0o755); err != nil {
				return fmt.Errorf("man: %w", err)
			}
			return doc.GenManTree(c.Root(), &doc.GenManHeader{Title: "BONAFIDE", Section: "1", Source: "Bonafide"}, args[0])
		},
	}
}
