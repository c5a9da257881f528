//go:build !windows

package cli

import "os"

// ansi tells whether a terminal understands escape sequences.
func ansi(*os.File) bool { return os.Getenv("TERM") != "dumb" }
