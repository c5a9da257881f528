package config

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"bonafide/internal/hint"
	"bonafide/plugin"
)

// Error is one thing that is wrong with the settings.
type Error struct {
	File string
	Line int // 0 when it concerns the whole file
	Text string
	Tip  string
}

// Error is the place and what is wrong there.
func (e *Error) Error() string {
	if e.Line == 0 {
		return e.File + ": " + e.Text
	}
	return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Text)
}

// Hint is what to do about it.
func (e *Error) Hint() string { return e.Tip }

// reference is where to read on.
const reference = "docs/reference/settings.md lists what there is"

// The library's messages that are put into words of our own.
var (
	atLine       = regexp.MustCompile(`^(?:yaml: )?line (\d+): (.*)$`)
	unknownField = regexp.MustCompile(`^field (.*) not found in type (.*)$`)
	wrongType    = regexp.MustCompile("^cannot unmarshal (!!\\w+)(?: `(.*)`)? into (.*)$")
	repeatedKey  = regexp.MustCompile(`^mapping key "(.*)" already defined at line (\d+)$`)
)

// translate makes errors with places and hints of the YAML library's.
func translate(name string, err error) error {
	var many *yaml.TypeError
	if !errors.As(err, &many) {
		e := wrong(name, err.Error())
		e.Tip = "settings are YAML: check the indentation, and put quotes round values with a colon"
		return e
	}
	list := make([]error, 0, len(many.Errors))
	for _, text := range many.Errors {
		list = append(list, wrong(name, text))
	}
	return errors.Join(list...)
}

func wrong(name, text string) *Error {
	e := &Error{File: name, Text: strings.TrimPrefix(text, "yaml: ")}
	if m := atLine.FindStringSubmatch(text); m != nil {
		e.Line, _ = strconv.Atoi(m[1])
		e.Text = m[2]
	}
	text, example, found := strings.Cut(e.Text, ": write ")
	if found {
		e.Text, e.Tip = text, "write "+example
	}
	switch {
	case unknownField.MatchString(e.Text):
		m := unknownField.FindStringSubmatch(e.Text)
		e.Text = fmt.Sprintf("there is no setting %q here", m[1])
		e.Tip = offer(m[1], keysOf(reflect.TypeFor[Settings](), m[2]))
	case wrongType.MatchString(e.Text):
		m := wrongType.FindStringSubmatch(e.Text)
		e.Text = fmt.Sprintf("%s is given where %s is expected", yamlWord(m[1], m[2]), goWord(m[3]))
		e.Tip = reference
	case repeatedKey.MatchString(e.Text):
		m := repeatedKey.FindStringSubmatch(e.Text)
		e.Text, e.Tip = fmt.Sprintf("%q stands in line %s already", m[1], m[2]), "put both into one"
	}
	return e
}

// offer names what may have been meant.
func offer(word string, known []string) string {
	if near := hint.Nearest(word, known); near != "" {
		return fmt.Sprintf("did you mean %q? %s", near, reference)
	}
	if len(known) > 0 && len(known) <= 12 {
		return "there are: " + strings.Join(known, ", ")
	}
	return reference
}

// keysOf lists the keys of the type of a name, looked for below t.
func keysOf(t reflect.Type, name string) []string {
	for t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer || t.Kind() == reflect.Map {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	var keys []string
	for i := range t.NumField() {
		tag := strings.Split(t.Field(i).Tag.Get("yaml"), ",")[0]
		if tag == "" {
			continue
		}
		if t.String() == name {
			keys = append(keys, tag)
		} else if found := keysOf(t.Field(i).Type, name); found != nil {
			return found
		}
	}
	return keys
}

// yamlWord is what was written, in words.
func yamlWord(tag, value string) string {
	kind, ok := map[string]string{
		"!!map": "a group of keys", "!!seq": "a list", "!!int": "a number", "!!float": "a number",
		"!!bool": "yes or no", "!!null": "nothing", "!!str": "text",
	}[tag]
	switch {
	case value != "":
		return strconv.Quote(value)
	case ok:
		return kind
	}
	return "something else"
}

// goWord is what a setting of a Go type is, in words.
func goWord(t string) string {
	switch {
	case strings.HasPrefix(t, "[]"):
		return "a list"
	case strings.HasPrefix(t, "map["), strings.HasPrefix(t, "config."):
		return "a group of keys"
	case strings.HasPrefix(t, "int"):
		return "a whole number"
	case strings.HasPrefix(t, "float"):
		return "a number"
	case t == "bool":
		return "true or false"
	}
	return "text"
}

// inOrder joins errors by their lines.
func inOrder(errs []error) error {
	slices.SortStableFunc(errs, func(a, b error) int {
		var x, y *Error
		if !errors.As(a, &x) || !errors.As(b, &y) {
			return 0
		}
		return cmp.Or(cmp.Compare(x.Line, y.Line), cmp.Compare(x.Text, y.Text))
	})
	return errors.Join(errs...)
}

// Wrong makes an error about what stands at a path of keys.
func (s *Settings) Wrong(path []string, tip, format string, args ...any) error {
	return &Error{File: s.file, Line: s.line(path), Text: fmt.Sprintf(format, args...), Tip: tip}
}

// line is where the key at the path stands, or the nearest above it; 0 when none does.
func (s *Settings) line(path []string) int {
	line := 0
	n := &s.root
	if len(n.Content) > 0 && n.Kind == yaml.DocumentNode {
		n = n.Content[0]
	}
	for _, key := range path {
		at := -1
		for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == key {
				at = i
			}
		}
		if i, err := strconv.Atoi(key); err == nil && n.Kind == yaml.SequenceNode && i < len(n.Content) {
			n = n.Content[i]
			line = n.Line
			continue
		}
		if at < 0 {
			return line
		}
		line, n = n.Content[at].Line, n.Content[at+1]
	}
	return line
}

// CheckDetectors holds the settings of detectors against what the detectors declare.
func (s *Settings) CheckDetectors(declared []plugin.Declaration) error {
	names := make([]string, 0, len(declared))
	settings := map[string][]plugin.Setting{}
	for _, d := range declared {
		names = append(names, d.Name)
		settings[d.Name] = d.SettingsOf()
	}
	slices.Sort(names)
	var errs []error
	for _, name := range sortedKeys(s.Detectors) {
		n := s.Detectors[name]
		if !slices.Contains(names, name) {
			errs = append(errs, s.Wrong([]string{"detectors", name}, offer(name, names), "there is no detector called %q", name))
			continue
		}
		errs = append(errs, s.checkDetector(name, &n, settings[name])...)
	}
	return inOrder(errs)
}

func (s *Settings) checkDetector(name string, n *yaml.Node, list []plugin.Setting) []error {
	path := []string{"detectors", name}
	if n.Kind != yaml.MappingNode {
		return []error{s.Wrong(path, "write the settings below it: NAME: value", "the settings of %q are no group of keys", name)}
	}
	known := make([]string, 0, len(list))
	for _, set := range list {
		known = append(known, set.Name)
	}
	var errs []error
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i].Value, n.Content[i+1]
		at := append(slices.Clone(path), key)
		k := slices.Index(known, key)
		if k < 0 {
			errs = append(errs, s.Wrong(at, offer(key, known), "the detector %q has no setting %q", name, key))
			continue
		}
		if !fits(list[k].Type, value) {
			tip := fmt.Sprintf("write %s: %v", key, list[k].Default)
			errs = append(errs, s.Wrong(at, tip, "%q is given where %s is expected", value.Value, article(list[k].Type)))
		}
	}
	return errs
}

// fits tells whether a YAML value can be of a JSON Schema type.
func fits(kind string, n *yaml.Node) bool {
	switch kind {
	case "number":
		return n.Tag == "!!int" || n.Tag == "!!float"
	case "integer":
		return n.Tag == "!!int"
	case "boolean":
		return n.Tag == "!!bool"
	case "array":
		return n.Kind == yaml.SequenceNode
	case "object":
		return n.Kind == yaml.MappingNode
	}
	return n.Kind == yaml.ScalarNode
}

func article(kind string) string {
	switch kind {
	case "integer":
		return "a whole number"
	case "boolean":
		return "true or false"
	case "array":
		return "a list"
	case "object":
		return "a group of keys"
	case "string":
		return "text"
	}
	return "a " + kind
}

// CheckColumns holds the names of columns against the kinds of files there are.
func (s *Settings) CheckColumns(known map[string][]string, protected func(string) bool) error {
	var errs []error
	kinds := sortedKeys(known)
	for _, kind := range sortedKeys(s.Columns) {
		if known[kind] == nil {
			errs = append(errs, s.Wrong([]string{"columns", kind}, offer(kind, kinds), "there are no files of the kind %q", kind))
			continue
		}
		for _, column := range sortedKeys(s.Columns[kind]) {
			at := []string{"columns", kind, column}
			theirs := s.Columns[kind][column]
			switch {
			case protected(theirs) || protected(column):
				errs = append(errs, s.Wrong(at, "take the line out; no rule may see it", "%q is a protected attribute, which is never read", theirs))
			case !slices.Contains(known[kind], column):
				errs = append(errs, s.Wrong(at, offer(column, known[kind]), "files of the kind %q have no column %q", kind, column))
			}
		}
	}
	return inOrder(errs)
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
