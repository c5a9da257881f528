// Package endpoint reads what runs on issued laptops beyond remote access: jigglers
// (EDR-21), emulators and multi-login browsers (EDR-26), LAN messengers (EDR-27), tampered
// protection (EDR-29), wiped history (EDR-11), a stranger getting to know the machine
// (EDR-10), malware as soon as it is switched on (EDR-12), interview aids (INT-17), one-time codes in the browser (ONB-12); and what is
// taken: credentials (BEH-12), archives of source (BEH-14), personal clouds (BEH-11).
//
// False positives: jigglers and one-time-code sites are used by honest people too,
// developers pack and list things all day; only protection and history tampering and
// credential stores weigh much alone.
package endpoint

import (
	"fmt"
	"hash/fnv"
	"io"
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
	NewHireDays    int `yaml:"new_hire_days" unit:"days" doc:"Days after the start in which getting to know the machine is looked at (EDR-10)."`
	ReconMinutes   int `yaml:"recon_minutes" unit:"min" doc:"The three commands of EDR-10 come within this time."`
	CloudDays      int `yaml:"cloud_days" unit:"days" doc:"Days with a personal cloud's client before it is reported (BEH-11)."`
	MalwareMinutes int `yaml:"malware_minutes" unit:"min" doc:"So soon after a newcomer's laptop first shows, malware on it is reported (EDR-12)."`
	ArchiveVolume  int `yaml:"archives" doc:"Archives of whole folders within a day before it is reported (BEH-14); one that is encrypted or cut into volumes counts twice."`
}

// Defaults are settings that fit most companies.
func Defaults() Settings {
	return Settings{NewHireDays: 14, ReconMinutes: 30, CloudDays: 2, MalwareMinutes: 60, ArchiveVolume: 3}
}

// state is what is kept per device owner.
type state struct {
	Tools   []seen      `json:"tools,omitempty"` // by id
	Wiped   detect.Set  `json:"wiped,omitempty"`
	Stopped detect.Set  `json:"stopped,omitempty"`
	Stores  detect.Set  `json:"stores,omitempty"`
	Recon   []asked     `json:"recon,omitempty"`
	Known   bool        `json:"known,omitempty"` // EDR-10 was reported
	LAN     bool        `json:"lan,omitempty"`   // EDR-27 by its port was reported
	Packing detect.Days `json:"packing,omitzero"`
	Packed  int         `json:"packed,omitempty"` // archives made on the last day; guarded ones count twice
	Last    []packed    `json:"last,omitempty"`
	Hauls   detect.Days `json:"hauls,omitzero"` // days with many archives
	Since   time.Time   `json:"since,omitzero"` // when a newcomer's laptop first showed
	Malware bool        `json:"malware,omitempty"`
}

// Bounds of the state: tools, reports of one kind and commands kept of one subject.
const (
	mostTools   = 24
	mostReports = 12
	mostPacked  = 6
)

// seen is a tool and the days on which it was.
type seen struct {
	ID   string      `json:"id"`
	Days detect.Days `json:"days"`
	Told bool        `json:"told,omitempty"`
}

// asked is a question put to the machine.
type asked struct {
	Name string         `json:"name"`
	At   time.Time      `json:"at"`
	Cite model.Evidence `json:"cite"`
}

// packed is an archive that was made.
type packed struct {
	Hash uint64    `json:"hash"`
	At   time.Time `json:"at"`
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
				"EDR-10", "EDR-11", "EDR-12", "EDR-21", "EDR-26", "EDR-27", "EDR-29", "INT-17", "ONB-12", "BEH-11", "BEH-12", "BEH-14",
			},
			FalsePositives: "Presenters and carers with a jiggler, testers with emulators, developers who pack builds.",
			Settings:       s,
		},
		On: []ocsf.Class{
			ocsf.ProcessActivity, ocsf.ProcessQuery, ocsf.SoftwareInventory, ocsf.DNSActivity, ocsf.NetworkActivity,
			ocsf.ServiceQuery, ocsf.WindowsService, ocsf.EventLogActivity, ocsf.ScriptActivity, ocsf.FileActivity, ocsf.HTTPActivity,
			ocsf.DeviceConfigState, ocsf.RegistryValue, ocsf.DetectionFinding,
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
	d.messenger(c, s, e)
	d.malware(c, s, e)
	if e.Class == ocsf.EventLogActivity && e.Activity == logCleared && s.Wiped.First("log", mostReports) {
		d.find(c, e, "EDR-11", "log", fmt.Sprintf("an event log was cleared (%s)", e.Action))
	}
	if command := e.Text(model.ProcessCommand); command != "" && e.Outcome != model.Failure {
		d.tamper(c, s, e, command)
		d.recon(c, s, e, command)
		d.harvest(c, s, e, command)
		d.pack(c, s, e, command)
	}
}

// logCleared is OCSF's activity of an event log that was cleared (Windows 1102 and 104).
const logCleared = 1

func (d *endpoint) find(c *detect.Context, e *model.Event, id model.IndicatorID, about, reason string, more ...model.Evidence) {
	c.Report(e, model.Finding{Indicator: id, Subject: e.Owner, About: about, Reason: reason}, more...)
}

// tool reports what a catalogued tool stands for.
func (d *endpoint) tool(c *detect.Context, s *state, e *model.Event, m *model.ToolMatch) {
	id, what, days := d.meaning(e, m)
	if id == "" {
		return
	}
	i := slices.IndexFunc(s.Tools, func(t seen) bool { return t.ID == m.ID })
	if i < 0 {
		if len(s.Tools) >= mostTools {
			return
		}
		i = len(s.Tools)
		s.Tools = append(s.Tools, seen{ID: strings.Clone(m.ID)})
	}
	t := &s.Tools[i]
	if !t.Days.Add(e.Time) || t.Told || t.Days.Count < days {
		return
	}
	t.Told = true
	d.find(c, e, id, m.ID, fmt.Sprintf("%s: %s (%s is %q)%s", what, m.Name, m.Field, detect.Short(m.Value), since(t.Days)))
}

func since(d detect.Days) string {
	if d.Count < 2 {
		return ""
	}
	return " " + d.String()
}

// ambientDays is on how many days a part of the system that keeps the laptop awake must run
// to mean something: installers and backups call it too.
const ambientDays = 5

// meaning tells which indicator a tool raises, in words, and after how many days.
func (d *endpoint) meaning(e *model.Event, m *model.ToolMatch) (id model.IndicatorID, what string, days int) {
	switch m.Kind {
	case model.Jiggler:
		days = 1
		if m.ID == "caffeinate" || m.ID == "powertoys-awake" {
			days = ambientDays
		}
		return "EDR-21", "keeps the laptop awake", days
	case model.Emulator:
		switch m.ID {
		case "android-emulator", "scrcpy", "genymotion":
			return "", "", 0 // tools of those who write for phones
		}
		return "EDR-26", "several identities on one machine", 1
	case model.MultiLogin:
		return "EDR-26", "several identities on one machine", 1
	case model.LANMessenger:
		return "EDR-27", "a messenger for one local network", 1
	case model.InterviewAid:
		return "INT-17", "answers for interviews and applications", 1
	case model.BrowserOTP:
		return "ONB-12", "one-time codes kept where others can read them", 1
	case model.PersonalCloud:
		if e.Class == ocsf.SoftwareInventory {
			return "", "", 0 // installed is not used
		}
		return "BEH-11", "a private cloud on the laptop", d.CloudDays
	}
	return "", "", 0
}

// lanPort is the port of IP Messenger and its kin (threat catalogue EDR-27).
const lanPort = "2425"

// messenger reports EDR-27 by the port, whatever the program is called.
func (d *endpoint) messenger(c *detect.Context, s *state, e *model.Event) {
	if s.LAN || e.Class != ocsf.NetworkActivity || e.Outcome == model.Failure {
		return
	}
	local := e.Text(model.SrcPort) == lanPort
	remote := e.Text(model.DstPort) == lanPort
	to := e.IP(model.DstIP)
	if !local && !(remote && (!to.IsValid() || to.IsPrivate() || to.IsLinkLocalUnicast() || to.IsMulticast() || to.As16()[15] == 255)) {
		return
	}
	s.LAN = true
	by := e.Text(model.ProcessPath)
	if by == "" {
		by = e.Text(model.ProcessName)
	}
	d.find(c, e, "EDR-27", "port", fmt.Sprintf("a messenger for one local network: %q speaks on port %s", by, lanPort))
}

// tamper reports EDR-11 and EDR-29 by command lines that wipe history or stop protection.
func (d *endpoint) tamper(c *detect.Context, s *state, e *model.Event, command string) {
	lower := strings.ToLower(command)
	if wipe := detect.FirstIn(lower, wipes()...); wipe != "" && s.Wiped.First(wipe, mostReports) {
		d.find(c, e, "EDR-11", wipe, fmt.Sprintf("wiped its traces: %q", detect.Short(command)))
	}
	stop := detect.FirstIn(lower, stops()...)
	if stop == "" {
		stop = weakened(lower)
	}
	if stop != "" && s.Stopped.First(stop, mostReports) {
		d.find(c, e, "EDR-29", stop, fmt.Sprintf("stopped or weakened the laptop's protection: %q", detect.Short(command)))
	}
}

func wipes() []string {
	return []string{
		"history -c", "unset histfile", "histfile=/dev/null", "histsize=0", "clear-history", "(get-psreadlineoption).historysavepath",
		"consolehost_history.txt", "wevtutil cl ", "wevtutil clear-log", "wevtutil.exe cl ", "wevtutil.exe\" cl ", "clear-eventlog", "rm ~/.bash_history",
		"rm ~/.zsh_history", "rm -f ~/.bash_history", "rm -f ~/.zsh_history", "log erase --all", "shred -u ~/.bash_history", "> ~/.bash_history", "> ~/.zsh_history",
	}
}

func stops() []string {
	return []string{
		"falconctl unload", "falconctl uninstall", "falcon-sensor --purge", "stop falcon-sensor", "disable falcon-sensor", "sentinelctl unload", "sentinelctl unprotect",
		"com.crowdstrike.falcond.plist unload", "launchctl unload /library/launchdaemons/com.crowdstrike", "launchctl unload /library/launchdaemons/com.sentinel",
		"sc stop windefend", "sc.exe stop windefend", "sc stop sense", "sc.exe stop sense", "sc delete windefend", "sc config windefend start= disabled",
		"net stop windefend", "stop-service windefend", "stop-service sense", "spctl --master-disable", "spctl --global-disable", "csrutil disable",
		"jamf removeframework", "jamf -removeframework", "fleetctl uninstall", "uninstall-windowsfeature windows-defender", "setenforce 0",
	}
}

// weakened tells how a command weakens the protection that comes with Windows: by turning a
// part of it off, or by exempting a place where anything may lie. To exempt the folder of
// one's own sources is a habit of developers.
func weakened(command string) string {
	switch {
	case strings.Contains(command, "set-mppreference") && strings.Contains(command, "-disable") && (strings.Contains(command, "$true") || strings.Contains(command, " 1")):
		return "set-mppreference -disable"
	case !strings.Contains(command, "-mppreference") || !strings.Contains(command, "-exclusion"):
		return ""
	}
	_, after, _ := strings.Cut(command, "-exclusion")
	_, value, _ := strings.Cut(strings.ReplaceAll(after, "=", " "), " ")
	value = strings.Trim(value, ` "'`+"\t")
	if loose := detect.FirstIn(value, `\users\public`, `\temp`, `\downloads`, `\appdata`, `\programdata`, `\windows`, "powershell", "$env:temp", "$env:public"); loose != "" {
		return "exclusion " + loose
	}
	if root := strings.TrimRight(value, `\/*"' `); len(root) == 2 && root[1] == ':' {
		return "exclusion of a drive"
	}
	return ""
}

// recon reports EDR-10: the three commands by which a stranger gets to know a machine,
// soon after the start.
func (d *endpoint) recon(c *detect.Context, s *state, e *model.Event, command string) {
	if s.Known || !detect.NewHire(c.Claims(e.Owner), e.Time, d.NewHireDays) {
		return
	}
	window := time.Duration(d.ReconMinutes) * time.Minute
	for _, call := range calls(command, 2) {
		switch call.name {
		case "dxdiag", "systeminfo", "whoami":
			s.Recon = slices.DeleteFunc(s.Recon, func(a asked) bool { return a.Name == call.name || e.Time.Sub(a.At) > window })
			s.Recon = append(s.Recon, asked{strings.Clone(call.name), e.Time, e.Evidence()})
		}
	}
	if len(s.Recon) < 3 {
		return
	}
	s.Known = true
	f := model.Finding{
		Indicator: "EDR-10", Subject: e.Owner,
		Reason: fmt.Sprintf("dxdiag, systeminfo and whoami within %s, in the first days", detect.Count(int(e.Time.Sub(s.Recon[0].At).Minutes())+1, "minute")),
	}
	for _, a := range s.Recon {
		f.Cite(a.Cite)
	}
	s.Recon = nil
	c.Report(e, f)
}

// harvest reports BEH-12: credential stores read by commands. Scanning one's own sources for
// secrets is hygiene, and one item out of a keychain is how scripts sign in.
func (d *endpoint) harvest(c *detect.Context, s *state, e *model.Event, command string) {
	store := detect.FirstIn(strings.ToLower(command), stores()...)
	for _, call := range calls(command, 2) {
		if (call.name == "bw" || call.name == "lpass" || call.name == "keepassxc-cli") && len(call.args) > 0 && call.args[0] == "export" {
			store = call.name + " export"
		}
	}
	if store == "" || !s.Stores.First(store, mostReports) {
		return
	}
	d.find(c, e, "BEH-12", store, fmt.Sprintf("read a store of credentials: %q", detect.Short(command)))
}

func stores() []string {
	return []string{
		`\google\chrome\user data\default\login data`, `\microsoft\edge\user data\default\login data`, `\default\network\cookies`, "security dump-keychain",
		"vaultcmd /list", "lazagne", "mimikatz", "sekurlsa", "dpapi::", "/etc/shadow", "application support/google/chrome/default/cookies",
		"application support/google/chrome/default/login data", "findstr /si password", "findstr /s /i password", "reg save hklm\\sam", "reg save hklm\\security",
		"comsvcs.dll, minidump", "comsvcs.dll,minidump", "ntds.dit", "grep -ri password /", "grep -ri password ~",
	}
}

// pack reports BEH-14: archives of whole folders, several within a day. One that is encrypted
// or cut into volumes counts twice; what a build packs does not count. One run may stand in
// two logs and counts once.
func (d *endpoint) pack(c *detect.Context, s *state, e *model.Event, command string) {
	p, ok := packs(command)
	if !ok || built(e, p.what) || s.again(p.what, e.Time) {
		return
	}
	if s.Packing.Add(e.Time) {
		s.Packed = 0
	}
	before := s.Packed
	s.Packed++
	if p.guarded {
		s.Packed++
	}
	if before >= d.ArchiveVolume || s.Packed < d.ArchiveVolume || !s.Hauls.Add(e.Time) || !detect.Milestone(s.Hauls.Count) {
		return
	}
	d.find(c, e, "BEH-14", "", fmt.Sprintf("packed whole folders %s, several times a day; last %q", s.Hauls, detect.Short(masked(p.what))))
}

// again tells whether the same archive was made within the last minutes.
func (s *state) again(what string, now time.Time) bool {
	h := fnv.New64a()
	_, _ = io.WriteString(h, strings.Join(strings.Fields(strings.ToLower(what)), " "))
	sum := h.Sum64()
	s.Last = slices.DeleteFunc(s.Last, func(p packed) bool { return now.Sub(p.At) > 5*time.Minute })
	if slices.ContainsFunc(s.Last, func(p packed) bool { return p.Hash == sum }) {
		return true
	}
	s.Last = detect.Newest(s.Last, packed{sum, now}, mostPacked)
	return false
}
