package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"bonafide/app"
)

func newDoctor(s streams) *cobra.Command {
	var config string
	c := &cobra.Command{
		Use:   "doctor [FOLDER|FILE...]",
		Short: "Look whether an assessment can be made, and say what to do where not",
		Long: `Doctor looks at the built-in content, the settings file, your own mappings and feeds,
the space for temporary files and the inputs. It reads no records and changes nothing.

Exit codes: 0 all is fine; 2 something must be mended first.`,
		Example: `  bonafide doctor
  bonafide doctor ./exports
  bonafide doctor ./exports --config company.yaml`,
		Args: func(_ *cobra.Command, args []string) error { return exist(args) },
		RunE: func(_ *cobra.Command, args []string) error {
			found := app.Examine(app.Options{Paths: args, Config: config, Stdin: s.in, Now: time.Now()})
			if showCheckups(s, found) {
				return nil
			}
			return exit(exitWrong)
		},
	}
	c.Flags().StringVar(&config, "config", "", "settings `file` (default: bonafide.yaml in the first folder)")
	return c
}

// showCheckups prints what was looked at, and tells whether all is fine.
func showCheckups(s streams, list []app.Checkup) bool {
	all := true
	_, _ = fmt.Fprint(s.out, version())
	for _, c := range list {
		mark := "ok  "
		if !c.Fine {
			mark, all = "WRONG", false
		}
		_, _ = fmt.Fprintf(s.out, "%-5s %-15s %s\n", mark, c.What, c.Text)
		if c.Hint != "" {
			_, _ = fmt.Fprintf(s.out, "%-21s %s\n", "", "-> "+c.Hint)
		}
	}
	if all {
		_, _ = fmt.Fprintln(s.out, "all is fine")
	} else {
		_, _ = fmt.Fprintln(s.out, "mend what is marked WRONG, and run this again")
	}
	return all
}

func newVersion(s streams) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version, the commit, the Go version and how much content there is",
		Example: "  bonafide version",
		Args:    nothing,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprint(s.out, version())
			return err
		},
	}
}

// version says what was built, of what, and how much it knows.
func version() string {
	number, commit := "unknown", ""
	if info, ok := debug.ReadBuildInfo(); ok {
		number = info.Main.Version
		for _, s := range info.Settings {
			switch {
			case s.Key == "vcs.revision":
				commit = s.Value[:min(12, len(s.Value))] + commit
			case s.Key == "vcs.time":
				commit += " of " + s.Value
			case s.Key == "vcs.modified" && s.Value == "true":
				commit += ", changed since"
			}
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "bonafide %s\n", number)
	if commit != "" {
		fmt.Fprintf(&b, "commit   %s\n", commit)
	}
	fmt.Fprintf(&b, "built    with %s for %s/%s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	if n, err := app.Count(); err == nil {
		fmt.Fprintf(&b, "content  %d indicators, %d detectors, %d formats read, %d recognised\n", n.Indicators, n.Detectors, n.Formats, n.Recognised)
	}
	return b.String()
}
