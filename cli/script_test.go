package cli_test

import (
	"archive/zip"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"bonafide/cli"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"bonafide": func() { os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
	})
}

// TestScripts runs the commands as people do. Each script begins with a small company in
// the folder ws, in which E2 has an open case.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: os.Getenv("UPDATE_SCRIPTS") != "",
		Setup: func(e *testscript.Env) error {
			return errors.Join(os.CopyFS(filepath.Join(e.WorkDir, "ws"), os.DirFS("testdata/workspace")), examples(filepath.Join(e.WorkDir, "guide")))
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "gzipped": gzipped, "zipped": zipped,
		},
	})
}

// examples writes the examples of the guide on own formats into a folder: its blocks of
// code that name a file.
func examples(dir string) error {
	text, err := os.ReadFile("../docs/guides/own-formats.md")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	for _, m := range regexp.MustCompile("(?ms)^```\\w+ (\\S+)\n(.*?)^```$").FindAllSubmatch(text, -1) {
		if err := os.WriteFile(filepath.Join(dir, string(m[1])), m[2], 0o600); err != nil {
			return err
		}
	}
	return nil
}

// exits runs a command and expects its exit code: exits CODE COMMAND...
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		got = failed.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("the exit code is %d, want %d", got, want)
	}
}

// gzipped compresses a file and takes the plain one away: gzipped FILE
func gzipped(ts *testscript.TestScript, _ bool, args []string) {
	in := ts.MkAbs(args[0])
	text, err := os.ReadFile(in)
	ts.Check(err)
	f, err := os.Create(in + ".gz")
	ts.Check(err)
	z := gzip.NewWriter(f)
	_, err = z.Write(text)
	ts.Check(errors.Join(err, z.Close(), f.Close(), os.Remove(in)))
}

// zipped puts files into an archive and takes them away: zipped ARCHIVE FILE...
func zipped(ts *testscript.TestScript, _ bool, args []string) {
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	z := zip.NewWriter(f)
	for _, name := range args[1:] {
		in, err := os.Open(ts.MkAbs(name))
		ts.Check(err)
		w, err := z.Create(filepath.ToSlash(name))
		ts.Check(err)
		_, err = io.Copy(w, in)
		ts.Check(errors.Join(err, in.Close(), os.Remove(ts.MkAbs(name))))
	}
	ts.Check(errors.Join(z.Close(), f.Close()))
}
