package main

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"bonafide/model"
)

// lolrmm is what is read of an entry of LOLRMM. Its files differ: what is a list in one is
// a single value in another.
type lolrmm struct {
	Details struct {
		PEMetadata many[struct {
			Filename         string `yaml:"Filename"`
			OriginalFileName string `yaml:"OriginalFileName"`
		}] `yaml:"PEMetadata"`
		InstallationPaths many[string] `yaml:"InstallationPaths"`
	} `yaml:"Details"`
	Artifacts struct {
		Disk many[struct {
			File string `yaml:"File"`
		}] `yaml:"Disk"`
		EventLog many[struct {
			ServiceName string `yaml:"ServiceName"`
		}] `yaml:"EventLog"`
		Registry many[struct {
			Path string `yaml:"Path"`
		}] `yaml:"Registry"`
		Network many[struct {
			Domains many[string] `yaml:"Domains"`
		}] `yaml:"Network"`
	} `yaml:"Artifacts"`
	CodeSigning struct {
		Certificates many[struct {
			SignerName string `yaml:"signer_name"`
		}] `yaml:"certificates"`
	} `yaml:"CodeSigning"`
}

// many is a list, or one value that stands for a list of one.
type many[T any] []T

// UnmarshalYAML reads either form; an empty value is an empty list.
func (m *many[T]) UnmarshalYAML(n *yaml.Node) error {
	switch {
	case n.Kind == yaml.SequenceNode:
		for _, item := range n.Content {
			var v T
			if err := item.Decode(&v); err != nil {
				return err
			}
			*m = append(*m, v)
		}
	case n.Tag != "!!null":
		var v T
		if err := n.Decode(&v); err != nil {
			return err
		}
		*m = append(*m, v)
	}
	return nil
}

// observable is one thing by which an entry says its tool is known.
type observable struct{ kind, value string }

// event is a record in which the observable shows, and nothing else does.
func (o observable) event() *model.Event {
	e := &model.Event{}
	switch o.kind {
	case "file":
		e.Add(model.ProcessPath, `C:\Users\ann\Downloads\`+o.value)
	case "path":
		e.Add(model.FilePath, o.value)
	case "host":
		e.Add(model.ProcessPath, `C:\Users\ann\Downloads\agent.exe`)
		e.Add(model.DstHostname, o.value)
	case "signer":
		e.Add(model.ProcessPath, `C:\Users\ann\Downloads\agent.exe`)
		e.Add(model.ProcessSigner, o.value)
	case "service":
		e.Add(model.ServiceName, o.value)
	case "registry":
		e.Add(model.RegistryPath, o.value)
	}
	return e
}

// observables lists the concrete observables, each once.
func (l *lolrmm) observables() []observable {
	var list []observable
	add := func(kind, value string) {
		if o := (observable{kind, value}); value != "" && !slices.Contains(list, o) {
			list = append(list, o)
		}
	}
	addFile := func(path string) {
		if path = concretePath(path); path == "" {
			return
		}
		if name := path[strings.LastIndexAny(path, `\/`)+1:]; program(name) {
			add("file", name)
		}
		if strings.ContainsAny(path[1:], `\/`) {
			add("path", path)
		}
	}
	for _, pe := range l.Details.PEMetadata {
		addFile(pe.Filename)
		addFile(pe.OriginalFileName)
	}
	for _, p := range l.Details.InstallationPaths {
		addFile(p)
	}
	for _, d := range l.Artifacts.Disk {
		addFile(d.File)
	}
	for _, n := range l.Artifacts.Network {
		for _, host := range n.Domains {
			add("host", concreteHost(host))
		}
	}
	for _, c := range l.CodeSigning.Certificates {
		add("signer", strings.TrimRight(strings.TrimSpace(c.SignerName), `\`))
	}
	for _, s := range l.Artifacts.EventLog {
		add("service", concreteName(s.ServiceName))
	}
	for _, r := range l.Artifacts.Registry {
		if p := concreteName(r.Path); strings.Contains(p, `\`) {
			add("registry", p)
		}
	}
	return list
}

// program tells whether a name is that of a program or an installer.
func program(name string) bool {
	low := strings.ToLower(name)
	return slices.ContainsFunc([]string{".exe", ".app", ".msi", ".com"}, func(end string) bool { return strings.HasSuffix(low, end) })
}

// concretePath makes a path with wildcards and variables into one that could be, "" when
// it is no path: the example takes the place of the star.
func concretePath(path string) string {
	path = strings.Trim(strings.TrimSpace(path), `"'`)
	if path == "" || !strings.ContainsAny(path, `./\`) || strings.Contains(path, "n't ") {
		return ""
	}
	for _, v := range [][2]string{
		{"%programdata%", `C:\ProgramData`},
		{"%appdata%", `C:\Users\ann\AppData\Roaming`},
		{"%localappdata%", `C:\Users\ann\AppData\Local`},
		{"%temp%", `C:\Users\ann\AppData\Local\Temp`},
		{"%userprofile%", `C:\Users\ann`},
		{"%programfiles%", `C:\Program Files`},
		{"%programfiles(x86)%", `C:\Program Files (x86)`},
		{"%systemroot%", `C:\Windows`},
		{"%windir%", `C:\Windows`},
		{"~/", "/Users/ann/"},
	} {
		if len(path) >= len(v[0]) && strings.EqualFold(path[:len(v[0])], v[0]) {
			path = v[1] + path[len(v[0]):]
		}
	}
	if rest, ok := strings.CutPrefix(path, "*"); ok {
		if !strings.HasPrefix(rest, `\`) && !strings.HasPrefix(rest, "/") {
			rest = `\` + rest
		}
		path = "C:" + rest
	}
	path = strings.ReplaceAll(concreteName(path), `\\`, `\`)
	if name := path[strings.LastIndexAny(path, `\/`)+1:]; strings.Contains(path, `\`) && !strings.Contains(name, ".") {
		path = strings.TrimSuffix(path, `\`) + `\settings.dat` // a folder, which shows in what lies in it
	}
	return path
}

// concreteName puts an example where a name has a star or a placeholder.
func concreteName(name string) string {
	name = regexp.MustCompile(`<[^>]*>`).ReplaceAllString(name, "0a1b2c3d")
	return strings.ReplaceAll(strings.TrimSpace(name), "*", "12")
}

// concreteHost makes a host pattern into a host, "" when it is none.
func concreteHost(host string) string {
	host = strings.ToLower(strings.TrimSpace(host))
	host = strings.TrimPrefix(strings.TrimPrefix(host, "https://"), "http://")
	host, _, _ = strings.Cut(host, "/")
	host, _, _ = strings.Cut(host, ":")
	if rest, ok := strings.CutPrefix(host, "*."); ok {
		host = "node12." + rest
	}
	host = regexp.MustCompile(`\[[^\]]*\](\{\d+\})?`).ReplaceAllString(concreteName(host), "0a1b2c3d")
	if !strings.Contains(host, ".") || strings.ContainsAny(host, " _\\") && !strings.HasSuffix(host, ".com") {
		return ""
	}
	return host
}

// reasons say why an observable is not taken.
type reasons []struct {
	Why    string   `yaml:"why"`
	Kind   string   `yaml:"kind"`
	Values []string `yaml:"values"`
}

func readReasons(path string) (reasons, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("tools: %w (name the file with --left-out)", err)
	}
	var file struct {
		LeftOut reasons `yaml:"left_out"`
	}
	if err := yaml.Unmarshal(text, &file); err != nil {
		return nil, fmt.Errorf("tools: %s: %w", path, err)
	}
	return file.LeftOut, nil
}

// of is the reason for which an observable is left out, "" when none is stated. A host
// stands for everything below it.
func (r reasons) of(o observable) string {
	for _, reason := range r {
		if reason.Kind != o.kind {
			continue
		}
		for _, v := range reason.Values {
			switch {
			case strings.EqualFold(v, o.value),
				o.kind == "host" && strings.HasSuffix(o.value, "."+v),
				(o.kind == "path" || o.kind == "registry") && strings.Contains(strings.ToLower(o.value), v):
				return reason.Why
			}
		}
	}
	return ""
}
