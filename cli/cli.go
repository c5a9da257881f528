// Package cli is the command line: it reads flags, calls app and prints. Start with Main.
// Results go to standard output, everything else to standard error.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/spf13/cobra"
)

// Exit codes of the contract.
const (
	exitDone       = 0
	exitFound      = 1 // somebody is at or over --fail-at
	exitWrong      = 2 // wrong use or settings
	exitIncomplete = 3 // done, but some input could not be read; outranks exitFound
)

// exit ends a command with a code and without a message.
type exit int

func (e exit) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// hinted is an error with what to do next.
type hinted struct {
	error
	hint string
}

// streams are where a command reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// Main runs the command line and gives the exit code.
func Main(args []string, in io.Reader, out, errOut io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	root := newRoot(streams{in, out, errOut})
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	var code exit
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &code):
		return int(code)
	}
	_, _ = fmt.Fprintf(errOut, "bonafide: %v\n", err)
	var h hinted
	if errors.As(err, &h) {
		_, _ = fmt.Fprintf(errOut, "hint: %s\n", h.hint)
	}
	return exitWrong
}

func newRoot(s streams) *cobra.Command {
	root := &cobra.Command{
		Use:   "bonafide",
		Short: "Trust, but verify: hold what remote workers claim against what records show",
		Long: `Bonafide holds what a remote worker claims (who they are, where they are, which laptop
they use) against what the company's own records show, and says whose claims do not
hold, how sure it is, why, and which check would settle it.

It judges deception, never origin, and it decides nothing: a person does.`,
		Example: `  bonafide demo
  bonafide assess ./exports
  bonafide assess ./exports --format html --output report.html`,
		Version:           version(),
		SilenceUsage:      true,
		SilenceErrors:     true,
		DisableAutoGenTag: true,
	}
	root.SetIn(s.in)
	root.SetOut(s.out)
	root.SetErr(s.err)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return hinted{err, "see: " + c.CommandPath() + " --help"}
	})
	root.AddCommand(newAssess(s), newDemo(s), newSimulate(s), newMan(s))
	return root
}

// version is the module's version and commit, as far as the build knows them.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	v := info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			v += " " + s.Value[:min(12, len(s.Value))]
		}
	}
	return v
}
