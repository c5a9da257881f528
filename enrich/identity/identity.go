// Package identity joins accounts, e-mails, user names, device serials, host names and
// meeting ids to subjects, and keeps the reason for every link. Start with NewGraph: claims
// and records are told to it, Resolve settles who owns what, and the Resolver names the
// subject of each event.
//
// It never guesses. A link rests on a claim (the people file names the account), or on a
// record that shows two identifiers together; what leads to two people belongs to nobody
// and is listed as unassigned.
package identity

import (
	"cmp"
	"strings"

	"bonafide/model"
)

// node is an identifier in its canonical form.
type node struct {
	kind  model.ObservableKind
	value string
}

func (n node) String() string { return n.kind.String() + ":" + n.value }

func compareNodes(a, b node) int {
	return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.value, b.value))
}

// pair is two identifiers that stood together in one record, the smaller one first.
type pair struct{ a, b node }

func pairOf(a, b node) pair {
	if compareNodes(a, b) > 0 {
		a, b = b, a
	}
	return pair{a, b}
}

// sides tells persons' identifiers from devices'; links stay on their side.
type side uint8

const (
	persons side = iota
	devices
	holders // a device together with the person an inventory names
)

// Learner gathers, for one goroutine, which identifiers stand together in records.
type Learner struct {
	seen   [3]map[pair]model.Origin
	leases map[string][]lease // by address
	memory *memory
}

// NewLearner makes an empty learner.
func NewLearner() *Learner {
	return &Learner{seen: [3]map[pair]model.Origin{{}, {}, {}}, leases: map[string][]lease{}, memory: newMemory()}
}

// Learn takes in an event's identifiers. It keeps nothing of the event's memory.
func (l *Learner) Learn(e *model.Event) {
	actor := l.together(persons, l.memory.person(e, model.ActorUID, model.ActorEmail, model.ActorName), e)
	user := l.together(persons, l.memory.person(e, model.UserUID, model.UserEmail, model.UserName), e)
	device := l.together(devices, l.memory.device(e), e)
	if holder, ok := inventoryHolder(e, actor, user); ok && device != (node{}) {
		l.keep(holders, device, holder, e)
	}
	l.keepLease(e, actor, device)
}

// together notes that the nodes stand together and gives the first one. A user name that
// stands alone is noted with itself: it may be the local part of somebody's address. What was
// met in an earlier line of the file is known already.
func (l *Learner) together(s side, k *known, e *model.Event) node {
	if len(k.nodes) == 0 || len(k.nodes) == 1 && k.nodes[0].kind != model.ObservedUserName {
		return k.first()
	}
	if at := &k.learned; at.Path != e.Origin.Path || e.Origin.Line < at.Line {
		if len(k.nodes) == 1 {
			l.keep(s, k.nodes[0], k.nodes[0], e)
		}
		for _, other := range k.nodes[1:] {
			l.keep(s, k.nodes[0], other, e)
		}
		k.learned = model.Origin{Path: strings.Clone(e.Origin.Path), Line: e.Origin.Line}
	}
	return k.nodes[0]
}

func (l *Learner) keep(s side, a, b node, e *model.Event) {
	p := pairOf(a, b)
	if at, known := l.seen[s][p]; known && !before(e.Origin, at) {
		return
	}
	p.a.value, p.b.value = strings.Clone(p.a.value), strings.Clone(p.b.value)
	l.seen[s][p] = model.Origin{Path: strings.Clone(e.Origin.Path), Line: e.Origin.Line}
}

func before(a, b model.Origin) bool {
	return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line)) < 0
}

// system is the part of a format before the slash: "okta" of "okta/system_log".
func system(format string) string {
	name, _, _ := strings.Cut(format, "/")
	return name
}

// appendPerson gives the canonical identifiers of a person that the three fields hold, the
// most specific one first.
func appendPerson(nodes []node, e *model.Event, uid, email, name model.Field) []node {
	if v := e.Text(uid); v != "" && !systemAccount(v) {
		nodes = append(nodes, account(e.Format, v))
	}
	if v := e.Text(email); strings.Contains(v, "@") {
		nodes = append(nodes, node{model.ObservedEmail, strings.ToLower(v)})
	}
	if v := e.Text(name); v != "" && !systemAccount(v) {
		if strings.Contains(v, "@") {
			nodes = append(nodes, node{model.ObservedEmail, strings.ToLower(v)})
		} else {
			nodes = append(nodes, node{model.ObservedUserName, system(e.Format) + ":" + userName(e, v)})
		}
	}
	return nodes
}

// account is the node of an account id, as the people file writes it: "okta:00u1". An id
// that is an e-mail address stands for the address; the company's own plain files name
// people by the people file's id.
func account(format, id string) node {
	if strings.Contains(id, "@") {
		return node{model.ObservedEmail, strings.ToLower(id)}
	}
	name := system(format)
	switch {
	case ownFile(name):
		name = people
	case ofEntra(name):
		name = "entra"
	}
	return node{model.ObservedAccount, name + ":" + id}
}

// people is the system of the people file's own ids.
const people = "people"

// ownFile tells whether a format is one of the company's plain files.
func ownFile(system string) bool {
	switch system {
	case people, "shipping", "payroll", "checks", "interview", "devices", "vpn":
		return true
	}
	return false
}

// userName is a user name in lower case and without a directory's domain. A name that is
// known on one machine only keeps the machine's: "lt-1\ann" of LT-1 is not ann of the
// directory, and not "lt-2\ann".
func userName(e *model.Event, name string) string {
	host := hostname(e.Text(model.DeviceHostname))
	domain, _, qualified := strings.Cut(name, `\`)
	if host == "" || !machine(system(e.Format)) || qualified && !local(domain, host) {
		return bareName(name)
	}
	return host + `\` + bareName(name)
}

// ofEntra tells whether a system knows people by the ids that Entra gives them.
func ofEntra(system string) bool {
	return system == "intune" || system == "teams" || system == "microsoft" || system == "microsoft365"
}

// machine tells whether a system's user names are those of machines.
func machine(system string) bool {
	switch system {
	case "windows", "osquery", "fleet", "macos", "crowdstrike", "microsoft", "ecs":
		return true
	}
	return false
}

// local tells whether a domain is the machine itself. Windows cuts its name after fifteen
// letters.
func local(domain, host string) bool {
	return domain == "." || strings.EqualFold(domain, host) || len(host) > 15 && strings.EqualFold(domain, host[:15])
}

// bareName takes the domain off a Windows user name, and lowers it.
func bareName(name string) string {
	if i := strings.LastIndexByte(name, '\\'); i >= 0 {
		name = name[i+1:]
	}
	return strings.ToLower(name)
}

// systemAccount tells whether a user name or id belongs to the machine, not to a person.
func systemAccount(name string) bool {
	bare := bareName(name)
	switch bare {
	case "system", "local service", "network service", "anonymous logon", "root", "daemon", "nobody", "-", "n/a",
		"localsystem", "administrator", "s-1-5-18", "s-1-5-19", "s-1-5-20", "s-1-5-7", "s-1-0-0", "unknown", "_windowserver":
		return true
	}
	return strings.HasSuffix(bare, "$") || strings.HasPrefix(bare, "dwm-") || strings.HasPrefix(bare, "umfd-")
}

// appendDevice gives the canonical identifiers of the event's device, the most lasting
// one first.
func appendDevice(nodes []node, e *model.Event) []node {
	if v := serial(e.Text(model.DeviceSerial)); v != "" {
		nodes = append(nodes, node{model.ObservedSerial, v})
	}
	if v := e.Text(model.DeviceUID); v != "" {
		nodes = append(nodes, node{model.ObservedDevice, system(e.Format) + ":" + v})
	}
	if v := hostname(e.Text(model.DeviceHostname)); v != "" {
		nodes = append(nodes, node{model.ObservedHostname, v})
	}
	return nodes
}

// serial is a serial number in upper case, "" for the placeholders that makers leave.
func serial(s string) string {
	s = strings.ToUpper(strings.TrimSpace(s))
	switch s {
	case "", "0", "NONE", "N/A", "UNKNOWN", "-", "TO BE FILLED BY O.E.M.", "SYSTEM SERIAL NUMBER", "DEFAULT STRING",
		"NOT SPECIFIED", "123456789", "0123456789":
		return ""
	}
	return s
}

// hostname is the first label of a host name, in lower case, "" for names that any
// machine may carry.
func hostname(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	if strings.Count(s, ".") == 3 && strings.Trim(s, "0123456789.") == "" {
		return "" // an address
	}
	s, _, _ = strings.Cut(s, ".")
	if s == "localhost" || s == "-" || makersName(s) {
		return ""
	}
	return s
}

// makersName tells whether a computer is called what its maker or its system calls all of
// them, perhaps with a number: "macbook-pro-3".
func makersName(host string) bool {
	letters := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '-' || r == '_' || r == ' ' {
			return -1
		}
		return r
	}, host)
	switch letters {
	case "macbook", "macbookpro", "macbookair", "imac", "imacpro", "mac", "macmini", "macpro", "macstudio", "iphone", "ipad", "android",
		"ubuntu", "debian", "fedora", "kali", "raspberrypi", "windows", "desktop", "laptop", "notebook", "computer", "workstation", "pc", "mypc", "userpc":
		return true
	}
	return false
}

// anybodysName tells whether a user name is one that many computers have an account of.
func anybodysName(name string) bool {
	switch name {
	case "admin", "administrator", "user", "guest", "test", "owner", "support", "helpdesk", "it", "info", "office", "service", "backup",
		"scanner", "ubuntu", "ec2-user", "vagrant", "pi", "dev", "oracle", "postgres", "git", "deploy":
		return true
	}
	return false
}
