// Command bonafide holds what remote workers claim against what records show.
package main

import (
	"os"
	_ "time/tzdata" // zones on systems that have none of their own

	"bonafide/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
