package mapping

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"bonafide/model"
	"bonafide/model/ocsf"
	"bonafide/normalize"
	"bonafide/normalize/mapping/transform"
)

// path reads one path in any scope.
func (c *compiler) path(n *yaml.Node, text string) (source, bool) {
	s := source{text: text}
	if rest, ok := strings.CutPrefix(text, "="); ok {
		return source{scope: constant, text: rest}, true
	}
	if c.options.Protected.Names(text) {
		c.wrong(n, "%q is a protected attribute, which is never read", text)
		return s, false
	}
	root := int32(recordNode)
	switch {
	case strings.HasPrefix(text, "@."):
		s.scope, root, text = inElement, elementNode, text[2:]
	case text == "@":
		s.scope, s.node = inElement, elementNode
		return s, true
	case strings.HasPrefix(text, "^."):
		s.scope, text = inEnvelope, text[2:]
	case c.m.columns != nil:
		i := slices.Index(c.m.columns.names, text)
		if i < 0 {
			c.wrong(n, "there is no column %q%s", text, suggest(text, c.m.columns.names))
			return s, false
		}
		s.scope, s.column = inColumn, int32(i) //nolint:gosec // few
		return s, true
	}
	p, err := normalize.ParsePath(text)
	if err != nil {
		c.wrong(n, "%v", err)
		return s, false
	}
	if s.scope == inEnvelope {
		s.rest = p
		return s, true
	}
	s.node, s.rest = c.m.nodeFor(root, p)
	return s, true
}

// sources reads paths of which the first that leads anywhere is meant.
func (c *compiler) sources(n *yaml.Node) []source {
	var out []source
	for _, text := range c.list(n) {
		for t := range strings.SplitSeq(text, "|") {
			if strings.HasPrefix(text, "=") {
				t = text
			}
			if s, ok := c.path(n, t); ok {
				out = append(out, s)
			}
			if strings.HasPrefix(text, "=") {
				break
			}
		}
	}
	return out
}

// spec reads where a value comes from: a path, a list of paths, or the long form.
func (c *compiler) spec(n *yaml.Node) spec {
	if n == nil {
		return spec{recall: asItIs}
	}
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	switch n.Kind {
	case yaml.SequenceNode:
		return c.alternatives(n.Content)
	case yaml.MappingNode:
		return c.longSpec(n)
	}
	return spec{sources: c.sources(n), recall: asItIs}
}

// every is what stands below the key every, all of which is meant, or the node itself.
func (c *compiler) every(n *yaml.Node) []*yaml.Node {
	if n.Kind == yaml.MappingNode && len(n.Content) == 2 && n.Content[0].Value == "every" {
		return c.items(n.Content[1])
	}
	return []*yaml.Node{n}
}

// alternatives reads a list of places: the first that gives a value is taken.
func (c *compiler) alternatives(list []*yaml.Node) spec {
	first := spec{recall: asItIs}
	at := &first
	for i, n := range list {
		if n.Kind == yaml.AliasNode {
			n = n.Alias
		}
		if n.Kind == yaml.MappingNode {
			if i > 0 {
				at.or = &spec{recall: asItIs}
				at = at.or
			}
			*at = c.longSpec(n)
			continue
		}
		if i > 0 && list[i-1].Kind == yaml.MappingNode {
			at.or = &spec{recall: asItIs}
			at = at.or
		}
		at.sources = append(at.sources, c.sources(n)...)
	}
	return first
}

// parts reads what is joined; a|b is one part.
func (c *compiler) parts(n *yaml.Node) []source {
	if n == nil {
		return nil
	}
	var out []source
	for _, text := range c.list(n) {
		var group []source
		for p := range strings.SplitSeq(text, "|") {
			if s, ok := c.path(n, p); ok {
				group = append(group, s)
			}
		}
		if len(group) == 1 {
			out = append(out, group[0])
			continue
		}
		out = append(out, source{scope: anyOf, parts: group, text: text})
	}
	return out
}

func (c *compiler) longSpec(n *yaml.Node) spec {
	k := c.keys(n, "from", "const", "join", "with", "do", "map", "else", "when", "unless")
	s := spec{sources: c.sources(k["from"])}
	if t := k["const"]; t != nil {
		s.sources = append(s.sources, source{scope: constant, text: c.text(t)})
	}
	if t := k["join"]; t != nil {
		sep := ", "
		if k["with"] != nil {
			sep = c.text(k["with"])
		}
		s.sources = append(s.sources, source{scope: joined, parts: c.parts(t), text: sep})
	}
	if len(s.sources) == 0 {
		c.wrong(n, "nothing is said of where the value comes from; write from or const")
	}
	for _, text := range c.list(k["do"]) {
		t, err := transform.Parse(text)
		if errors.Is(err, transform.ErrUnknown) {
			c.wrong(k["do"], "%v%s", err, suggest(text, transform.Names()))
		} else if err != nil {
			c.wrong(k["do"], "%v", err)
		}
		s.transforms = append(s.transforms, t)
	}
	for _, p := range c.pairs(k["map"]) {
		if s.words == nil {
			s.words = make(map[string]string)
		}
		s.words[strings.ToLower(p[0].Value)] = c.text(p[1])
	}
	if t := k["else"]; t != nil {
		s.strict, s.otherwise = true, c.text(t)
		if s.words == nil {
			c.wrong(t, "else goes with map")
		}
	}
	s.when = append(c.conditions(k["when"], false), c.conditions(k["unless"], true)...)
	c.remembering(&s)
	return s
}

// conditions reads paths with the values they must have.
func (c *compiler) conditions(n *yaml.Node, negate bool) []condition {
	if n == nil {
		return nil
	}
	var out []condition
	for _, p := range c.pairs(n) {
		cond := condition{sources: c.sources(p[0]), negate: negate}
		for _, v := range c.list(p[1]) {
			cond.patterns = append(cond.patterns, newPattern(v))
		}
		out = append(out, cond)
	}
	return out
}

func (c *compiler) fields(n *yaml.Node) []field {
	var out []field
	for _, p := range c.pairs(n) {
		if p[0].Value == "*" {
			out = append(out, c.ownFields(out)...)
			continue
		}
		f, ok := model.FieldNamed(p[0].Value)
		if !ok {
			c.wrong(p[0], "unknown field %q%s", p[0].Value, suggest(p[0].Value, fieldNames()))
			continue
		}
		for _, n := range c.every(p[1]) {
			out = append(out, field{f, c.spec(n)})
		}
	}
	return out
}

// ownFields reads every field that is not in taken from its own path, as OCSF records
// have it.
func (c *compiler) ownFields(taken []field) []field {
	var out []field
	for f := model.NoField + 1; int(f) < model.FieldCount; f++ {
		if overridden(taken, f) {
			continue
		}
		if s, ok := c.path(nil, f.String()); ok {
			out = append(out, field{f, spec{sources: []source{s}, recall: asItIs}})
		}
	}
	return out
}

func fieldNames() []string {
	names := make([]string, 0, model.FieldCount)
	for f := model.NoField + 1; int(f) < model.FieldCount; f++ {
		names = append(names, f.String())
	}
	return names
}

func (c *compiler) rule(n *yaml.Node) rule {
	k := c.keys(n, "when", "unless", "class", "activity", "action", "outcome", "fields", "unread")
	r := rule{when: append(c.conditions(k["when"], false), c.conditions(k["unless"], true)...)}
	r.result = c.outcome(k)
	r.result.unread = c.text(k["unread"])
	r.fields = c.fields(k["fields"])
	return r
}

// outcome reads class, activity, action and outcome.
func (c *compiler) outcome(k map[string]*yaml.Node) outcome {
	var o outcome
	if n := k["class"]; n != nil && n.Kind == yaml.MappingNode {
		o.classFrom = c.spec(n)
	} else if n != nil {
		class, ok := ocsf.ClassNamed(c.text(n))
		if !ok {
			c.wrong(n, "unknown class %q%s", n.Value, suggest(n.Value, classNames()))
		}
		o.class = class
	}
	if n := k["activity"]; n != nil && n.Kind == yaml.MappingNode {
		o.activityFrom = c.spec(n)
	} else if n != nil {
		o.known = true
		o.activity = c.activity(n)
	}
	o.action = c.spec(k["action"])
	o.outcome = c.verdict(k["outcome"])
	return o
}

func classNames() []string {
	var names []string
	for _, group := range [][2]int{{1001, 1020}, {2004, 2004}, {3001, 3006}, {4001, 4014}, {5001, 5020}, {6001, 6006}, {201001, 201004}, {99900001, 99900005}} {
		for i := group[0]; i <= group[1]; i++ {
			if w := ocsf.Class(i).Word(); w != "" { //nolint:gosec // small
				names = append(names, w)
			}
		}
	}
	return names
}

func activities() map[string]ocsf.Activity {
	return map[string]ocsf.Activity{
		"unknown": ocsf.Unknown, "other": ocsf.Other, "logon": ocsf.Logon, "logoff": ocsf.Logoff, "ticket": ocsf.Ticket,
		"service_ticket": ocsf.ServiceTicket, "preauth": ocsf.Preauth, "create": ocsf.Create, "enable": ocsf.Enable,
		"password_change": ocsf.PasswordChange, "password_reset": ocsf.PasswordReset, "disable": ocsf.Disable,
		"delete": ocsf.Delete, "attach_policy": ocsf.AttachPolicy, "detach_policy": ocsf.DetachPolicy, "lock": ocsf.Lock,
		"mfa_enable": ocsf.MFAEnable, "mfa_disable": ocsf.MFADisable, "launch": ocsf.Launch, "terminate": ocsf.Terminate,
		"open": ocsf.Open, "connected": ocsf.Connected, "disconnected": ocsf.Disconnected,
	}
}

func (c *compiler) activity(n *yaml.Node) ocsf.Activity {
	text := c.text(n)
	if v, err := strconv.ParseUint(text, 10, 8); err == nil {
		return ocsf.Activity(v)
	}
	a, ok := activities()[text]
	if !ok {
		var known []string
		for w := range activities() {
			known = append(known, w)
		}
		slices.Sort(known)
		c.wrong(n, "unknown activity %q%s", text, suggest(text, known))
	}
	return a
}

// verdict reads an outcome: success, failure, or where to find it.
func (c *compiler) verdict(n *yaml.Node) verdict {
	if n == nil {
		return verdict{}
	}
	if n.Kind == yaml.ScalarNode {
		return verdict{otherwise: c.result(n)}
	}
	k := c.keys(n, "from", "success", "failure", "else")
	v := verdict{from: c.spec(k["from"])}
	for _, t := range c.list(k["success"]) {
		v.success = append(v.success, newPattern(t))
	}
	for _, t := range c.list(k["failure"]) {
		v.failure = append(v.failure, newPattern(t))
	}
	if k["else"] != nil {
		v.otherwise = c.result(k["else"])
	}
	return v
}

func (c *compiler) result(n *yaml.Node) model.Outcome {
	words := []string{"unknown", "success", "failure"}
	i := slices.Index(words, c.text(n))
	if i < 0 {
		c.wrong(n, "%q is no outcome%s", n.Value, suggest(n.Value, words))
		return model.OutcomeUnknown
	}
	return model.Outcome(i) //nolint:gosec // small
}
