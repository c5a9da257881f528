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
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"bonafide/internal/hint"
)

// Exit codes of the contract.
const (
	exitDone       = 0
	exitFound      = 1 // somebody is at or over --fail-at; a rule is wrong or its test failed
	exitWrong      = 2 // wrong use or settings
	exitIncomplete = 3 // done, but some input could not be read; outranks exitFound
)

// exit ends a command with a code and without a message.
type exit int

func (e exit) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

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
	if errors.Is(err, context.Canceled) && ctx.Err() != nil {
		err = hint.With(errors.New("interrupted"), "nothing was written; with --checkpoint FILE an interrupted run can be taken up again")
	}
	tell(errOut, err)
	return exitWrong
}

// tell prints an error with what to do about it; several that were joined, one by one.
func tell(w io.Writer, err error) {
	if many, ok := err.(interface{ Unwrap() []error }); ok { //nolint:errorlint // only what was joined last
		for _, e := range many.Unwrap() {
			tell(w, e)
		}
		return
	}
	_, _ = fmt.Fprintf(w, "bonafide: %s\n", strings.TrimSpace(err.Error()))
	if h := hint.Of(err); h != "" {
		_, _ = fmt.Fprintf(w, "hint: %s\n", h)
	}
}

func newRoot(s streams) *cobra.Command {
	var showVersion bool
	root := &cobra.Command{
		Use:   "bonafide",
		Short: "Trust, but verify: hold what remote workers claim against what records show",
		Long: `Bonafide holds what a remote worker claims (who they are, where they are, which laptop
they use) against what the company's own records show, and says whose claims do not
hold, how sure it is, why, and which check would settle it.

It judges deception, never origin, and it decides nothing: a person does. It reads
files, contacts nobody, and keeps nothing but what it is told to write.

Exit codes: 0 done, and nobody is at or over --fail-at; 1 somebody is; 2 wrong use or
settings; 3 done, but some input could not be read.`,
		Example: `  bonafide demo
  bonafide assess ./exports
  bonafide assess ./exports --format html --output report.html
  bonafide doctor ./exports`,
		Args: unknownCommand,
		RunE: func(c *cobra.Command, _ []string) error {
			if !showVersion {
				return c.Help()
			}
			_, err := fmt.Fprint(s.out, version())
			return err
		},
		SilenceUsage:      true,
		SilenceErrors:     true,
		DisableAutoGenTag: true,
	}
	root.SetIn(s.in)
	root.SetOut(s.out)
	root.SetErr(s.err)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return hint.With(err, flagHint(c, err))
	})
	root.Flags().BoolVarP(&showVersion, "version", "v", false, "print the version and how much content there is")
	root.AddCommand(newAssess(s), newDemo(s), newSimulate(s), newDoctor(s), newRule(s), newReview(s), newScreen(s), newFeed(s), newMan(s), newVersion(s))
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	return root
}

// unknownCommand says what may have been meant by a word that is no command.
func unknownCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() {
			names = append(names, sub.Name())
		}
	}
	err := fmt.Errorf("there is no command %q", args[0])
	if _, missing := os.Stat(args[0]); missing == nil && !c.HasParent() {
		return hint.With(err, "to assess a folder or file: bonafide assess "+args[0])
	}
	if near := hint.Nearest(args[0], names); near != "" {
		return hint.With(err, "did you mean "+c.CommandPath()+" "+near+"?")
	}
	return hint.With(err, "there are: "+strings.Join(names, ", "))
}

// flagHint says what to do about a flag that is wrong.
func flagHint(c *cobra.Command, err error) string {
	help := "see: " + c.CommandPath() + " --help"
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) {
		return help
	}
	var names []string
	c.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	if near := hint.Nearest(unknown.GetSpecifiedName(), names); near != "" {
		return "did you mean --" + near + "? " + help
	}
	return help
}

// exactly makes sure that a command gets what it needs, and says what that is.
func exactly(what, example string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		switch len(args) {
		case 1:
			return nil
		case 0:
			return hint.With(fmt.Errorf("%s needs %s", c.Name(), what), "try: "+example)
		}
		return hint.With(fmt.Errorf("%s takes one argument, %s, and was given %d", c.Name(), what, len(args)), "try: "+example)
	}
}

// nothing makes sure that a command is given nothing but flags.
func nothing(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return hint.With(fmt.Errorf("%s takes no arguments, and was given %q", c.Name(), args[0]), "see: "+c.CommandPath()+" --help")
}
