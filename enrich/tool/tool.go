// Package tool is the enricher that recognises catalogued programs, domains and devices
// in events: remote access, tunnels, VPN clients, virtual cameras and the other kinds of
// model.ToolKind. Start with New; the catalogue is content/tools.
//
// It judges nothing: an approved tool and a stranger's look the same here but for the
// tenant. A browser that visits a vendor's site is not the vendor's program running.
package tool

import (
	"io/fs"
	"slices"

	"bonafide/model"
	"bonafide/plugin"
)

// Enricher fills Facts.Tools.
type Enricher struct{ index *index }

// Config is what the enricher works with.
type Config struct {
	// Content is the embedded content, with tools/.
	Content fs.FS
}

// New reads the catalogue.
func New(c Config) (*Enricher, error) {
	all, err := Read(c.Content)
	if err != nil {
		return nil, err
	}
	x, err := newIndex(all)
	if err != nil {
		return nil, err
	}
	return &Enricher{x}, nil
}

// Declare says what the enricher is.
func (n *Enricher) Declare() plugin.Declaration {
	return plugin.Declaration{
		Name: "tool", Kind: plugin.Enricher, Version: 1,
		Summary: "Recognises catalogued programs, domains and devices, and whose account they belong to.",
		Needs:   []string{"process, service, software, file, registry, DNS or meeting device attributes"},
	}
}

// Enrich adds the tools the event shows, each once, by the attribute that showed it first.
func (n *Enricher) Enrich(e *model.Event) {
	l := look{x: n.index, e: e}
	for f, value := range e.Fields() {
		l.read(f, value)
	}
	if e.Has(model.ProcessSigner) && !l.ownName() {
		l.texts(model.ProcessSigner, e.Text(model.ProcessSigner), inSigner)
		if l.weak {
			l.settleWeak()
		}
	}
	l.settleShared()
	for i := range e.Facts.Tools {
		m := &e.Facts.Tools[i]
		if m.Tenant == "" {
			m.Tenant = n.index.tenant(m.ID, e)
		}
	}
}

// look is one pass over one event.
type look struct {
	x    *index
	e    *model.Event
	weak bool // a generic name was seen, which counts only with its tool's path or signer
}

// read looks at one attribute in the way its meaning asks for.
func (l *look) read(f model.Field, value string) {
	switch f {
	case model.ProcessPath, model.ParentPath, model.FilePath, model.ServicePath:
		l.path(f, value)
	case model.ProcessName, model.ProcessOriginalName:
		l.name(f, value, base(value))
	case model.ProcessCommand, model.ParentCommand:
		l.texts(f, value, inCommand)
	case model.ServiceName:
		l.serviceName(f, value, value)
	case model.SoftwareName, model.SoftwareID:
		l.product(f, value, value)
	case model.DstHostname:
		l.domain(f, value, value)
	case model.URL:
		l.domain(f, value, hostOf(value))
	case model.Camera, model.Microphone, model.Speaker, model.PeripheralName:
		l.texts(f, value, inDevice)
	case model.UserAgent:
		l.texts(f, value, inAgent)
	case model.RegistryPath:
		l.texts(f, value, inRegistry)
		l.key(f, value)
	case model.RegistryData:
		l.texts(f, value, inRegistry)
	}
}

// ownName tells whether the program's own name or folder has shown a tool. Then who signed
// it adds nothing: a maker of two tools is not taken for the other.
func (l *look) ownName() bool {
	for i := range l.e.Facts.Tools {
		switch l.e.Facts.Tools[i].Field {
		case model.ProcessName, model.ProcessPath, model.ProcessOriginalName:
			return true
		}
	}
	return false
}

func (l *look) path(f model.Field, value string) {
	if f == model.ServicePath {
		value = image(value)
	}
	name := base(value)
	l.name(f, value, name)
	l.texts(f, value, inPath)
	if f == model.FilePath {
		l.unit(f, value, name)
	}
}

// unit reads the file that sets up a service of Linux or macOS: it has the service's name.
func (l *look) unit(f model.Field, value, name string) {
	for _, end := range [...]string{".service", ".plist"} {
		if n := len(name) - len(end); n > 0 && same(name[n:], end) {
			l.serviceName(f, value, name[:n])
		}
	}
}

// key reads the names that stand in registry keys of services and of installed products.
func (l *look) key(f model.Field, value string) {
	for _, part := range [...]string{`\services\`, `\safeboot\network\`} {
		if name := after(value, part); name != "" {
			l.serviceName(f, value, name)
		}
	}
	if name := after(value, `\uninstall\`); name != "" {
		l.product(f, value, name)
	}
}

func (l *look) name(f model.Field, value, name string) {
	var room [64]byte
	key, ok := lowered(room[:0], name)
	if !ok {
		return
	}
	for _, t := range l.x.processes[string(key)] {
		l.found(t, f, value)
	}
	for _, g := range l.x.globs[prefixOf(key)] {
		if g.fits(key) {
			l.found(g.tool, f, value)
		}
	}
	if len(l.x.weak[string(key)]) > 0 {
		l.weak = true
	}
}

func (l *look) serviceName(f model.Field, value, name string) {
	var room [96]byte
	key, ok := lowered(room[:0], name)
	if !ok {
		return
	}
	for _, t := range l.x.services[string(key)] {
		l.found(t, f, value)
	}
	for _, g := range l.x.serviceGlobs[prefixOf(key)] {
		if g.fits(key) {
			l.found(g.tool, f, value)
		}
	}
}

// product compares products by their longest leading words, identifiers by the whole or up
// to a dot.
func (l *look) product(f model.Field, value, name string) {
	var room [128]byte
	key, ok := lowered(room[:0], name)
	if !ok {
		return
	}
	for end := len(key); end > 0; end = wordEnd(key, end) {
		tools := l.x.software[string(key[:end])]
		for _, t := range tools {
			l.found(t, f, value)
		}
		if len(tools) > 0 {
			return // LogMeIn Hamachi is not LogMeIn
		}
	}
}

// wordEnd is where the words before the last one end, 0 when there are none.
func wordEnd(key []byte, end int) int {
	for i := end - 1; i > 0; i-- {
		if key[i] == ' ' || key[i] == '.' || key[i] == '(' || key[i] == '-' || key[i] == '@' || key[i] == '_' {
			return i
		}
	}
	return 0
}

// domain finds the longest catalogued suffix of a host name. A browser's visit, or a
// look-up of the vendor's site without a program, shows only tools that live in the
// browser.
func (l *look) domain(f model.Field, value, host string) {
	var room [96]byte
	key, ok := lowered(room[:0], host)
	if !ok {
		return
	}
	if n := len(key); key[n-1] == '.' {
		key = key[:n-1]
	}
	start := 0
	for {
		if tools := l.x.domains[string(key[start:])]; len(tools) > 0 {
			visit := l.visit(key, start)
			for _, t := range tools {
				if !visit || t.Web {
					l.found(t, f, value)
				}
			}
			return
		}
		next := dot(key, start)
		if next < 0 {
			return
		}
		start = next
	}
}

// visit tells whether a name is looked at rather than used by a program.
func (l *look) visit(key []byte, start int) bool {
	name := base(l.e.Text(model.ProcessPath))
	if name == "" {
		name = l.e.Text(model.ProcessName)
	}
	if name != "" {
		return browser(name)
	}
	return start == 0 || site(key[:start-1])
}

func dot(key []byte, from int) int {
	for i := from; i < len(key); i++ {
		if key[i] == '.' {
			return i + 1
		}
	}
	return -1
}

// settleWeak adds tools whose generic program name was seen beside their own path or
// maker's signature. Beside its own path it is known already.
func (l *look) settleWeak() {
	signer := l.e.Text(model.ProcessSigner)
	var room [64]byte
	for _, f := range [...]model.Field{model.ProcessPath, model.ProcessName, model.ProcessOriginalName} {
		key, ok := lowered(room[:0], base(l.e.Text(f)))
		if !ok {
			continue
		}
		for _, t := range l.x.weak[string(key)] {
			if t.signed(signer) {
				l.found(t, f, l.e.Text(f))
			}
		}
	}
}

// settleShared leaves out tools that showed only by what another one shares with them.
func (l *look) settleShared() {
	if len(l.e.Facts.Tools) < 2 {
		return
	}
	l.e.Facts.Tools = slices.DeleteFunc(l.e.Facts.Tools, func(m model.ToolMatch) bool {
		for i := range l.e.Facts.Tools {
			if over := &l.e.Facts.Tools[i]; over.Field == m.Field && over.Value == m.Value && slices.Contains(l.x.tools[over.ID].Over, m.ID) {
				return true
			}
		}
		return false
	})
}

func (l *look) found(t *Tool, f model.Field, value string) {
	for i := range l.e.Facts.Tools {
		if l.e.Facts.Tools[i].ID == t.ID {
			return
		}
	}
	l.e.Facts.Tools = append(l.e.Facts.Tools, model.ToolMatch{ID: t.ID, Name: t.Name, Kind: t.Kind, Field: f, Value: value})
}
