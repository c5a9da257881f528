package endpoint

import (
	"slices"
	"strings"

	"bonafide/model"
)

// split cuts a command line into words. Quotes hold words together and are taken off; a
// backslash is a separator of Windows paths and escapes nothing.
func split(command string) []string {
	var words []string
	var word strings.Builder
	quote, open := rune(0), false
	flush := func() {
		if open {
			words = append(words, word.String())
		}
		word.Reset()
		open = false
	}
	for _, r := range command {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '"' || r == '\''):
			quote, open = r, true
		case quote == 0 && (r == ' ' || r == '\t' || r == '\n' || r == '\r'):
			flush()
		case quote == 0 && (r == ';' || r == '|' || r == '&'):
			flush()
			words = append(words, string(r))
		default:
			open = true
			word.WriteRune(r)
		}
	}
	flush()
	return words
}

// program is the name of a program's file in lower case, without path and ".exe".
func program(word string) string {
	name := strings.ToLower(word[strings.LastIndexAny(word, `\/`)+1:])
	return strings.TrimSuffix(name, ".exe")
}

// shell tells whether a program runs commands that stand in one word of its own.
func shell(name string) bool {
	switch name {
	case "cmd", "sh", "bash", "zsh", "dash", "powershell", "pwsh":
		return true
	}
	return false
}

// call is a program with its arguments, up to the end of the command.
type call struct {
	name string
	args []string
}

// longest is how much of a command line is looked at; scripts in logs can be of any length.
const longest = 8 << 10

// known tells whether a program is one that is looked for.
func known(name string) bool {
	switch name {
	case "7z", "7za", "7zz", "7zr", "7zg", "rar", "winrar", "zip", "tar", "bsdtar", "gtar", "compress-archive", "ditto", "git",
		"dxdiag", "systeminfo", "whoami", "bw", "lpass", "keepassxc-cli":
		return true
	}
	return false
}

func separates(word string) bool { return word == ";" || word == "|" || word == "&" }

// calls are the known programs that a command line may start: any word may be one, because a
// path with spaces is not always quoted and shells and wrappers stand before programs. depth
// bounds shells within shells.
func calls(command string, depth int) []call {
	words := split(command[:min(len(command), longest)])
	var found []call
	end, inShell := 0, false
	for i, w := range words {
		if separates(w) {
			continue
		}
		if i >= end {
			for end = i; end < len(words) && !separates(words[end]); end++ {
			}
		}
		name := program(w)
		switch {
		case known(name):
			found = append(found, call{name, words[i+1 : end]})
		case shell(name):
			inShell = true
		case inShell && depth > 0 && strings.Contains(w, " "):
			found = append(found, calls(w, depth-1)...)
		}
	}
	return found
}

// packing is what a command packs.
type packing struct {
	guarded bool // encrypted or cut into volumes
	what    string
}

// packs tells whether a command packs whole folders into an archive, and how.
func packs(command string) (packing, bool) {
	for _, c := range calls(command, 2) {
		if len(c.args) > 0 && archives(c) {
			return packing{guarded(c), c.name + " " + strings.Join(c.args, " ")}, true
		}
	}
	return packing{}, false
}

// archives tells whether a call makes an archive of folders.
func archives(c call) bool {
	first := strings.ToLower(c.args[0])
	switch c.name {
	case "7z", "7za", "7zz", "7zr", "7zg":
		return first == "a" || first == "u"
	case "rar", "winrar":
		return first == "a" || first == "m" || first == "u"
	case "zip":
		return slices.ContainsFunc(c.args, func(a string) bool {
			return a == "--recurse-paths" || strings.HasPrefix(a, "-") && !strings.HasPrefix(a, "--") && strings.Contains(a, "r")
		})
	case "tar", "bsdtar", "gtar":
		cluster := strings.TrimPrefix(c.args[0], "-")
		letters := strings.Trim(cluster, "cvzjJfpPahZ") == ""
		return letters && strings.Contains(cluster, "c") || slices.Contains(c.args, "--create")
	case "compress-archive":
		return true
	case "ditto":
		return slices.Contains(c.args, "-c") && slices.Contains(c.args, "-k")
	case "git":
		return first == "bundle" && len(c.args) > 1 && c.args[1] == "create" && slices.Contains(c.args, "--all")
	}
	return false
}

// guarded tells whether an archive is encrypted or cut into volumes, as for carrying away.
func guarded(c call) bool {
	for _, a := range c.args {
		a = strings.ToLower(a)
		switch c.name {
		case "7z", "7za", "7zz", "7zr", "7zg", "rar", "winrar":
			if strings.HasPrefix(a, "-v") && len(a) > 2 && a[2] >= '0' && a[2] <= '9' || strings.HasPrefix(a, "-p") || strings.HasPrefix(a, "-hp") || a == "-mhe=on" || a == "-mhe" {
				return true
			}
		case "zip":
			if a == "-e" || a == "--encrypt" || a == "-p" || a == "--password" || a == "-s" {
				return true
			}
		}
	}
	return false
}

// built tells whether a command packs what a build made: its output, or on behalf of a
// build tool. That is a developer's daily bread.
func built(e *model.Event, what string) bool {
	switch program(e.Text(model.ParentPath)) {
	case "make", "gmake", "ninja", "npm", "node", "yarn", "pnpm", "gradle", "mvn", "java", "msbuild", "cargo", "go", "docker", "dockerd",
		"buildkitd", "brew", "ruby", "jenkins", "runner.worker", "gitlab-runner", "code", "devenv", "xcodebuild":
		return true
	}
	for _, w := range strings.FieldsFunc(strings.ToLower(what), func(r rune) bool { return r == ' ' || r == '/' || r == '\\' || r == '.' }) {
		switch w {
		case "dist", "build", "target", "out", "node_modules", "artifacts", "artifact", "release", "releases", "coverage", "lambda", "layer",
			"logs", "log", "tmp", "screenshots":
			return true
		}
	}
	return false
}

// masked leaves the passwords out of an archiver's arguments.
func masked(command string) string {
	words := strings.Fields(command)
	for i, w := range words {
		for _, flag := range [...]string{"-hp", "-p"} {
			if strings.HasPrefix(strings.ToLower(w), flag) && len(w) > len(flag) {
				words[i] = flag + "…"
				break
			}
		}
	}
	return strings.Join(words, " ")
}
