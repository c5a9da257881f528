package tool

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"bonafide/model"
)

// Tool is one entry of the catalogue. All words are in lower case and compared without
// regard to case.
type Tool struct {
	ID   string         `yaml:"id"`
	Name string         `yaml:"name"`
	Kind model.ToolKind `yaml:"kind"`
	// Processes are file names of programs; one star stands for any run of characters.
	Processes []string `yaml:"processes"`
	// Weak are file names that other software has too: they count only beside the tool's
	// own path or signer.
	Weak []string `yaml:"weak"`
	// Paths are parts of file paths.
	Paths []string `yaml:"paths"`
	// Domains are host names with everything below them.
	Domains []string `yaml:"domains"`
	// Signers are parts of a certificate's subject; only makers who sign nothing that is
	// honest. They count where the program's own name and folder show no tool.
	Signers []string `yaml:"signers"`
	// Makers are signers of other software too: they count only with a weak file name.
	Makers []string `yaml:"makers"`
	// Services are service names; one star as above.
	Services []string `yaml:"services"`
	// Software are the leading words of product names, or package identifiers.
	Software []string `yaml:"software"`
	// Extensions are identifiers of browser extensions.
	Extensions []string `yaml:"extensions"`
	// Devices are parts of camera, microphone and speaker names.
	Devices []string `yaml:"devices"`
	// UserAgents, Commands and Registry are parts of those values.
	UserAgents []string `yaml:"user_agents"`
	Commands   []string `yaml:"commands"`
	Registry   []string `yaml:"registry"`
	// Tenants are regular expressions whose first group is the account or server.
	Tenants []string `yaml:"tenants"`
	// Over are tools part of whose names this one shares: where it shows, they do not.
	Over []string `yaml:"over"`
	// Web: the tool lives in the browser, so visiting its domain is using it.
	Web  bool   `yaml:"web"`
	Note string `yaml:"note"`
	// Provenance says where the facts come from: "lolrmm/NAME.yaml" for an entry of LOLRMM,
	// "maker" for the maker's own installer, documentation or public source, else in words.
	Provenance []string `yaml:"provenance"`

	tenants []*regexp.Regexp
}

// Read reads and checks the catalogue.
func Read(content fs.FS) ([]*Tool, error) {
	names, err := fs.Glob(content, "tools/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("enrich/tool: %w", err)
	}
	if len(names) == 0 {
		return nil, errors.New("enrich/tool: no catalogue in tools/")
	}
	var all []*Tool
	seen := map[string]string{}
	for _, name := range names {
		b, err := fs.ReadFile(content, name)
		if err != nil {
			return nil, fmt.Errorf("enrich/tool: %w", err)
		}
		var file struct {
			Tools []*Tool `yaml:"tools"`
		}
		d := yaml.NewDecoder(bytes.NewReader(b))
		d.KnownFields(true)
		if err := d.Decode(&file); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for _, t := range file.Tools {
			if err := t.prepare(); err != nil {
				return nil, fmt.Errorf("%s: tool %q: %w", name, t.ID, err)
			}
			if other, ok := seen[t.ID]; ok {
				return nil, fmt.Errorf("%s: tool %q stands in %s too", name, t.ID, other)
			}
			seen[t.ID] = name
			all = append(all, t)
		}
	}
	for _, t := range all {
		for _, id := range t.Over {
			if _, ok := seen[id]; !ok || id == t.ID {
				return nil, fmt.Errorf("%s: tool %q: over: there is no other tool %q", seen[t.ID], t.ID, id)
			}
		}
	}
	return all, nil
}

func kinds() []model.ToolKind {
	return []model.ToolKind{
		model.RemoteAccess, model.RemoteClient, model.DeviceManagement, model.FileTransfer, model.DevTunnel, model.VPNClient,
		model.Jiggler, model.VirtualCamera, model.PhoneCamera, model.VirtualAudio, model.NoiseFilter, model.VoiceChanger,
		model.FaceSwap, model.Emulator, model.MultiLogin, model.LANMessenger, model.InterviewAid, model.BrowserOTP,
		model.PersonalCloud, model.Archiver, model.SecurityTool, model.HypervisorTool, model.Ordinary,
	}
}

// shortest is the length below which a part of a text says nothing.
const shortest = 4

// prepare checks an entry and compiles its patterns.
func (t *Tool) prepare() error {
	if t.ID == "" || t.Name == "" || !slices.Contains(kinds(), t.Kind) {
		return fmt.Errorf("id and name must be given, and kind be known, not %q", t.Kind)
	}
	if len(t.Provenance) == 0 || slices.Contains(t.Provenance, "") {
		return errors.New("provenance must say where the facts come from")
	}
	words := 0
	for _, list := range t.lists() {
		for _, w := range list.words {
			words++
			switch {
			case w != strings.ToLower(w):
				return fmt.Errorf("%s: %q must be in lower case", list.name, w)
			case len(strings.Trim(w, "*. ")) < list.shortest:
				return fmt.Errorf("%s: %q is too short to mean this tool", list.name, w)
			case strings.Count(w, "*") > 0 && (!list.stars || strings.HasPrefix(w, "*")):
				return fmt.Errorf("%s: %q must not have a star there", list.name, w)
			}
		}
	}
	if len(t.Makers) > 0 && len(t.Weak) == 0 {
		return errors.New("makers count only with weak file names, and it has none")
	}
	if words == 0 {
		return errors.New("it recognises nothing")
	}
	for _, p := range t.Tenants {
		re, err := regexp.Compile(p)
		if err != nil {
			return fmt.Errorf("tenants: %w", err)
		}
		if re.NumSubexp() != 1 {
			return fmt.Errorf("tenants: %q must have one group", p)
		}
		t.tenants = append(t.tenants, re)
	}
	return nil
}

type wordList struct {
	name     string
	words    []string
	shortest int
	stars    bool
}

func (t *Tool) lists() []wordList {
	return []wordList{
		{"processes", t.Processes, 3, true},
		{"weak", t.Weak, 3, false},
		{"paths", t.Paths, shortest, false},
		{"domains", t.Domains, shortest, false},
		{"signers", t.Signers, shortest, false},
		{"makers", t.Makers, shortest, false},
		{"services", t.Services, 3, true},
		{"software", t.Software, 3, false},
		{"extensions", t.Extensions, shortest, false},
		{"devices", t.Devices, shortest, false},
		{"user_agents", t.UserAgents, shortest, false},
		{"commands", t.Commands, shortest, false},
		{"registry", t.Registry, shortest, false},
	}
}

func (t *Tool) signed(signer string) bool {
	signer = strings.ToLower(signer)
	in := func(s string) bool { return strings.Contains(signer, s) }
	return slices.ContainsFunc(t.Signers, in) || slices.ContainsFunc(t.Makers, in)
}

// bundles are the folders of the tool's applications of macOS, for the programs in them.
func (t *Tool) bundles() []string {
	var all []string
	for _, name := range t.Processes {
		if folder := "/" + name + "/"; strings.HasSuffix(name, ".app") && !strings.Contains(name, "*") && !slices.Contains(t.Paths, folder) {
			all = append(all, folder)
		}
	}
	return all
}
