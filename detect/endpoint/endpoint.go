// Package endpoint reads what runs on issued laptops beyond remote access: jigglers
// (EDR-21), emulators and multi-login browsers (EDR-26), LAN messengers (EDR-27), tampered
// protection (EDR-29), wiped history (EDR-11), a stranger getting to know the machine
// (EDR-10), interview aids (INT-17), one-time codes in the browser (ONB-12); and what is
// taken: credentials (BEH-12), archives of source (BEH-14), personal clouds (BEH-11).
//
// False positives: jigglers and one-time-code sites are used by honest people too,
// developers pack and list things all day; only protection and history tampering and
// credential stores weigh much alone.
package endpoint

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"bonafide/detect"
	"bonafide/model"
	"bonafide/model/ocsf"
	"bonafide/plugin"
)

// Settings tune the detector.
type Settings struct {
	NewHireDays   int `yaml:"new_hire_days" unit:"days" doc:"Days after the start in which getting to know the machine is looked at (EDR-10)."`
	ReconMinutes  int `yaml:"recon_minutes" unit:"min" doc:"The three commands of EDR-10 come within this time."`
	CloudDays     int `yaml:"cloud_days" unit:"days" doc:"Days with a personal cloud's client before it is reported (BEH-11)."`
	ArchiveVolume int `yaml:"archives" doc:"Archives of many files within a day before it is reported (BEH-14)."`
}

// Defaults are settings that fit most companies.
func Defaults() Settings {
	return Settings{NewHireDays: 14, ReconMinutes: 30, CloudDays: 2, ArchiveVolume: 3}
}

// state is what is kept per device owner.
type state struct {
	Told     []string             `json:"told,omitempty"`
	Recon    map[string]time.Time `json:"recon,omitempty"`
	Cloud    detect.Days          `json:"cloud"`
	Archives detect.Days          `json:"archives"`
	Packed   int                  `json:"packed"` // archives made on the last day
}

// New makes the detector.
func New(s Settings) detect.Detector {
	d := &endpoint{s}
	return &detect.Keyed[state]{
		Declaration: plugin.Declaration{
			Name: "endpoint", Kind: plugin.Detector, Version: 1,
			Summary: "Jigglers, emulators, tampering and taking on issued laptops.",
			Needs:   []string{"process, software or DNS records of laptops"},
			Indicators: []string{
				"EDR-10", "EDR-11", "EDR-21", "EDR-26", "EDR-27", "EDR-29", "INT-17", "ONB-12", "BEH-11", "BEH-12", "BEH-14",
			},
			FalsePositives: "Presenters and carers with a jiggler, testers with emulators, developers who pack builds.",
			Settings:       s,
		},
		On: []ocsf.Class{
			ocsf.ProcessActivity, ocsf.ProcessQuery, ocsf.SoftwareInventory, ocsf.DNSActivity, ocsf.NetworkActivity,
			ocsf.ServiceQuery, ocsf.WindowsService, ocsf.EventLogActivity, ocsf.ScriptActivity, ocsf.FileActivity, ocsf.HTTPActivity,
			ocsf.DeviceConfigState, ocsf.RegistryValue,
		},
		Of:      func(e *model.Event) model.SubjectID { return e.Owner },
		Observe: d.observe,
	}
}

type endpoint struct{ Settings }

func (d *endpoint) observe(c *detect.Context, s *state, e *model.Event) {
	for i := range e.Facts.Tools {
		d.tool(c, s, e, &e.Facts.Tools[i])
	}
	command := strings.ToLower(e.Text(model.ProcessCommand))
	if e.Class == ocsf.EventLogActivity && cleared(e) {
		d.once(c, s, e, "EDR-11", "log", fmt.Sprintf("an event log was cleared (%s)", e.Action))
	}
	if command == "" {
		return
	}
	d.tamper(c, s, e, command)
	d.recon(c, s, e, command)
	d.harvest(c, s, e, command)
	d.pack(c, s, e, command)
}

// once reports an indicator the first time it is seen with what it is about.
func (d *endpoint) once(c *detect.Context, s *state, e *model.Event, id model.IndicatorID, about, reason string) {
	mark := string(id) + " " + about
	if slices.Contains(s.Told, mark) || len(s.Told) >= 48 {
		return
	}
	s.Told = append(s.Told, strings.Clone(mark))
	f := model.Finding{Indicator: id, Subject: e.Owner, At: e.Time, About: strings.Clone(about), Reason: reason}
	f.Cite(e.Evidence())
	c.Find(f)
}

// tool reports what a catalogued tool stands for.
func (d *endpoint) tool(c *detect.Context, s *state, e *model.Event, m *model.ToolMatch) {
	shown := fmt.Sprintf("%s (%s is %q)", m.Name, m.Field, m.Value)
	switch m.Kind {
	case model.Jiggler:
		d.once(c, s, e, "EDR-21", m.ID, "keeps the laptop awake: "+shown)
	case model.Emulator, model.MultiLogin:
		d.once(c, s, e, "EDR-26", m.ID, "several identities on one machine: "+shown)
	case model.LANMessenger:
		d.once(c, s, e, "EDR-27", m.ID, "a messenger for one local network: "+shown)
	case model.InterviewAid:
		d.once(c, s, e, "INT-17", m.ID, "answers for interviews and applications: "+shown)
	case model.BrowserOTP:
		d.once(c, s, e, "ONB-12", m.ID, "one-time codes kept where others can read them: "+shown)
	case model.PersonalCloud:
		if e.Class == ocsf.SoftwareInventory || !s.Cloud.Add(e.Time) || s.Cloud.Count < d.CloudDays {
			return
		}
		d.once(c, s, e, "BEH-11", m.ID, fmt.Sprintf("a private cloud on the laptop %s: %s", s.Cloud, shown))
	}
}

// cleared tells whether the event is a log being cleared (Windows 1102 and 104).
func cleared(e *model.Event) bool {
	return strings.Contains(strings.ToLower(e.Action), "clear") || e.Action == "1102" || e.Action == "104" || e.Activity == 4
}

// tamper reports EDR-11 and EDR-29 by command lines that wipe history or stop protection.
func (d *endpoint) tamper(c *detect.Context, s *state, e *model.Event, command string) {
	for _, wipe := range []string{
		"history -c", "unset histfile", "histfile=/dev/null", "clear-history", "remove-item (get-psreadlineoption).historysavepath",
		"wevtutil cl ", "wevtutil.exe cl ", "clear-eventlog", "rm ~/.bash_history", "rm ~/.zsh_history", "log erase --all",
		"shred -u ~/.bash_history",
	} {
		if strings.Contains(command, wipe) {
			d.once(c, s, e, "EDR-11", wipe, fmt.Sprintf("wiped its traces: %q", command))
		}
	}
	for _, stop := range []string{
		"set-mppreference -disablerealtimemonitoring", "falconctl unload", "falconctl uninstall", "sentinelctl unload",
		"launchctl unload /library/launchdaemons/com.crowdstrike", "sc stop windefend", "sc stop sense", "sc.exe stop sense",
		"add-mppreference -exclusionpath c:\\", "spctl --master-disable", "jamf removeframework", "fleetctl uninstall",
	} {
		if strings.Contains(command, stop) {
			d.once(c, s, e, "EDR-29", stop, fmt.Sprintf("stopped or weakened the laptop's protection: %q", command))
		}
	}
}

// recon reports EDR-10: the three commands by which a stranger gets to know a machine,
// soon after the start.
func (d *endpoint) recon(c *detect.Context, s *state, e *model.Event, command string) {
	if !detect.NewHire(c.Claims(e.Owner), e.Time, d.NewHireDays) {
		return
	}
	for _, name := range []string{"dxdiag", "systeminfo", "whoami"} {
		if !strings.Contains(command, name) {
			continue
		}
		if s.Recon == nil {
			s.Recon = map[string]time.Time{}
		}
		s.Recon[name] = e.Time
	}
	for _, at := range s.Recon {
		if e.Time.Sub(at) > time.Duration(d.ReconMinutes)*time.Minute {
			return
		}
	}
	if len(s.Recon) == 3 {
		d.once(c, s, e, "EDR-10", "", fmt.Sprintf("dxdiag, systeminfo and whoami within %d minutes, in the first days", d.ReconMinutes))
	}
}

// harvest reports BEH-12: credential stores read by commands.
func (d *endpoint) harvest(c *detect.Context, s *state, e *model.Event, command string) {
	for _, store := range []string{
		`\google\chrome\user data\default\login data`, `\network\cookies`, "security dump-keychain", "security find-generic-password -w",
		"vaultcmd /list", "cmdkey /list", "op export", "bw export", "lazagne", "mimikatz", "sekurlsa", "dpapi::", "/etc/shadow",
		"application support/google/chrome/default/cookies", "findstr /si password", "grep -ri password", "gitleaks ", "trufflehog ",
	} {
		if strings.Contains(command, store) {
			d.once(c, s, e, "BEH-12", store, fmt.Sprintf("read a store of credentials: %q", command))
		}
	}
}

// pack reports BEH-14: archives of whole trees, several within a day.
func (d *endpoint) pack(c *detect.Context, s *state, e *model.Event, command string) {
	if !packs(command) || strings.Contains(command, "node_modules/.") {
		return
	}
	if s.Archives.Add(e.Time) {
		s.Packed = 0
	}
	s.Packed++
	if s.Packed == d.ArchiveVolume {
		d.once(c, s, e, "BEH-14", e.Time.Format(time.DateOnly), fmt.Sprintf("%d archives of whole folders within a day, last %q", s.Packed, command))
	}
}

// packs tells whether a command makes an archive of a folder: an archiver and the word by
// which it adds, wherever the program stands and however it is quoted.
func packs(command string) bool {
	if strings.Contains(command, "compress-archive") {
		return true
	}
	program := ""
	for _, word := range strings.Fields(strings.NewReplacer(`"`, " ", "'", " ", `\`, "/").Replace(command)) {
		name := strings.TrimSuffix(word[strings.LastIndexByte(word, '/')+1:], ".exe")
		switch name {
		case "7z", "7za", "7zz", "7zr", "rar", "winrar", "zip", "tar", "bsdtar":
			program = name
			continue
		}
		flags := strings.TrimPrefix(word, "-")
		switch program {
		case "7z", "7za", "7zz", "7zr", "rar", "winrar":
			if word == "a" {
				return true
			}
		case "zip":
			if word != flags && !strings.HasPrefix(flags, "-") && strings.Contains(flags, "r") || flags == "-recurse-paths" {
				return true
			}
		case "tar", "bsdtar":
			if strings.Contains(flags, "c") && strings.Contains(flags, "f") && strings.Trim(flags, "cfvzjJap") == "" || flags == "-create" {
				return true
			}
		}
	}
	return false
}
