package tool

import (
	"strings"

	"bonafide/model"
)

// index finds tools by name, domain or part of a text without walking the catalogue.
type index struct {
	tools        map[string]*Tool
	processes    map[string][]*Tool
	weak         map[string][]*Tool
	services     map[string][]*Tool
	software     map[string][]*Tool
	domains      map[string][]*Tool
	globs        map[gram][]glob
	serviceGlobs map[gram][]glob
	texts        *textIndex
}

// glob is a name with one star.
type glob struct {
	before, after string
	tool          *Tool
}

func (g glob) fits(key []byte) bool {
	return len(key) >= len(g.before)+len(g.after) &&
		string(key[:len(g.before)]) == g.before && string(key[len(key)-len(g.after):]) == g.after
}

// gram is up to four bytes of a text.
type gram uint32

func prefixOf(key []byte) gram {
	if len(key) < shortest {
		return 0
	}
	return gram(key[0]) | gram(key[1])<<8 | gram(key[2])<<16 | gram(key[3])<<24
}

func newIndex(all []*Tool) (*index, error) {
	x := &index{
		tools: map[string]*Tool{}, processes: map[string][]*Tool{}, weak: map[string][]*Tool{}, services: map[string][]*Tool{},
		software: map[string][]*Tool{}, domains: map[string][]*Tool{}, globs: map[gram][]glob{}, serviceGlobs: map[gram][]glob{},
	}
	b := newTextBuilder()
	for _, t := range all {
		x.tools[t.ID] = t
		index1(x.processes, x.globs, t.Processes, t)
		index1(x.services, x.serviceGlobs, t.Services, t)
		for _, list := range []struct {
			into  map[string][]*Tool
			words []string
		}{
			{x.weak, t.Weak}, {x.software, t.Software}, {x.software, t.Extensions}, {x.domains, t.Domains},
		} {
			for _, w := range list.words {
				list.into[w] = append(list.into[w], t)
			}
		}
		for _, list := range []struct {
			in    scope
			words []string
		}{
			{inPath | inCommand, t.Extensions},
			{inPath, t.Paths},
			{inPath, t.bundles()},
			{inSigner, t.Signers},
			{inDevice, t.Devices},
			{inAgent, t.UserAgents},
			{inCommand, t.Commands},
			{inRegistry, t.Registry},
		} {
			for _, w := range list.words {
				b.add(w, list.in, t)
			}
		}
	}
	x.texts = b.build()
	return x, nil
}

func index1(names map[string][]*Tool, globs map[gram][]glob, words []string, t *Tool) {
	for _, w := range words {
		before, after, star := strings.Cut(w, "*")
		if !star {
			names[w] = append(names[w], t)
			continue
		}
		k := prefixOf([]byte(before))
		globs[k] = append(globs[k], glob{before, after, t})
	}
}

// tenant is the account or server a tool belongs to, as far as the event shows it.
func (x *index) tenant(id string, e *model.Event) string {
	t := x.tools[id]
	if t == nil {
		return ""
	}
	for _, re := range t.tenants {
		for _, f := range [...]model.Field{
			model.ProcessCommand, model.ServicePath, model.ServiceName, model.SoftwareName, model.DstHostname, model.URL,
			model.ProcessPath, model.FilePath, model.ParentCommand, model.RegistryData, model.RegistryPath, model.ParentPath,
		} {
			if !e.Has(f) {
				continue
			}
			if m := re.FindStringSubmatch(e.Text(f)); m != nil && m[1] != "" {
				return strings.ToLower(m[1])
			}
		}
	}
	return ""
}
