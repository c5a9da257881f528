package hardware

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"bonafide/model"
)

// Signature is one entry of the catalogue.
type Signature struct {
	ID    string             `yaml:"id"`
	Name  string             `yaml:"name"`
	Kind  model.HardwareKind `yaml:"kind"`
	Exact bool               `yaml:"exact"`
	// Match lists patterns by attribute. All attributes must fit, each by one of its
	// patterns; of functions all must be there.
	Match          map[string][]string `yaml:"match"`
	Provenance     string              `yaml:"provenance"`
	FalsePositives string              `yaml:"false_positives"`
	// Positive and NearMiss are the fixtures: what must and what must not be recognised.
	Positive map[string]string `yaml:"positive"`
	NearMiss map[string]string `yaml:"near_miss"`

	conditions []condition
}

type condition struct {
	field    model.Field
	read     func(pattern, value string) bool
	patterns []string
	all      bool
}

// attribute is a word of the catalogue, the field it stands for and how values are held
// against patterns. The order is that in which conditions are tried.
type attribute struct {
	word  string
	field model.Field
	read  func(pattern, value string) bool
}

func attributes() []attribute {
	return []attribute{
		{"vendor", model.PeripheralVendorID, sameID},
		{"maker", model.PeripheralVendor, like},
		{"name", model.PeripheralName, like},
		{"serial", model.PeripheralSerial, like},
		{"functions", model.PeripheralFunctions, contains},
		{"product", model.PeripheralProductID, sameID},
		{"width", model.PeripheralWidth, sameNumber},
		{"height", model.PeripheralHeight, sameNumber},
		{"class", model.PeripheralClass, contains},
		{"mac", model.NeighbourMAC, samePrefix},
		{"host", model.NeighbourName, like},
		{"service", model.NeighbourService, like},
		{"device_vendor", model.DeviceVendor, like},
		{"device_model", model.DeviceModel, like},
		{"bios", model.BIOSVersion, like},
		{"cpu", model.CPUName, like},
		{"device_mac", model.DeviceMAC, samePrefix},
	}
}

// FieldOf is the field that a word of the catalogue stands for.
func FieldOf(word string) (model.Field, bool) {
	for _, a := range attributes() {
		if a.word == word {
			return a.field, true
		}
	}
	return model.NoField, false
}

// Read reads and checks the catalogue.
func Read(content fs.FS) ([]*Signature, error) {
	names, err := fs.Glob(content, "hardware/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("enrich/hardware: %w", err)
	}
	if len(names) == 0 {
		return nil, errors.New("enrich/hardware: no catalogue in hardware/")
	}
	var all []*Signature
	seen := map[string]bool{}
	for _, name := range names {
		b, err := fs.ReadFile(content, name)
		if err != nil {
			return nil, fmt.Errorf("enrich/hardware: %w", err)
		}
		var file struct {
			Signatures []*Signature `yaml:"signatures"`
		}
		d := yaml.NewDecoder(bytes.NewReader(b))
		d.KnownFields(true)
		if err := d.Decode(&file); err != nil {
			return nil, fmt.Errorf("hardware/%s: %w", path.Base(name), err)
		}
		for _, s := range file.Signatures {
			if err := s.prepare(); err != nil {
				return nil, fmt.Errorf("%s: signature %q: %w", name, s.ID, err)
			}
			if seen[s.ID] {
				return nil, fmt.Errorf("%s: signature %q stands twice", name, s.ID)
			}
			seen[s.ID] = true
			all = append(all, s)
		}
	}
	return all, nil
}

func kinds() []model.HardwareKind {
	return []model.HardwareKind{
		model.IPKVM, model.BMC, model.KVMSwitch, model.USBGadget, model.CaptureCard, model.JigglerBoard, model.SingleBoard,
		model.VirtualMachine, model.SpoofedUSB, model.NoScreen,
	}
}

// prepare checks a signature and compiles its conditions.
func (s *Signature) prepare() error {
	switch {
	case s.ID == "" || s.Name == "" || s.Provenance == "" || s.FalsePositives == "":
		return errors.New("id, name, provenance and false_positives must be given")
	case !slices.Contains(kinds(), s.Kind):
		return fmt.Errorf("unknown kind %q", s.Kind)
	case len(s.Match) == 0 || len(s.Positive) == 0 || len(s.NearMiss) == 0:
		return errors.New("match, positive and near_miss must be given")
	}
	for _, a := range attributes() {
		patterns := s.Match[a.word]
		if len(patterns) == 0 {
			continue
		}
		if slices.Contains(patterns, "") || slices.Contains(patterns, "*") {
			return fmt.Errorf("%s: an empty pattern fits everything", a.word)
		}
		s.conditions = append(s.conditions, condition{a.field, a.read, patterns, a.word == "functions"})
	}
	if len(s.conditions) != len(s.Match) {
		return errors.New("match names an unknown attribute")
	}
	return nil
}

// matches tells whether all conditions hold, and the value of the first.
func (s *Signature) matches(e *model.Event) (value string, ok bool) {
	for i := range s.conditions {
		v, ok := s.conditions[i].holds(e)
		if !ok {
			return "", false
		}
		if i == 0 {
			value = v
		}
	}
	return value, true
}

func (c *condition) holds(e *model.Event) (string, bool) {
	if c.all {
		for _, p := range c.patterns {
			if _, ok := c.any(e, p); !ok {
				return "", false
			}
		}
		return e.Text(c.field), true
	}
	for _, p := range c.patterns {
		if v, ok := c.any(e, p); ok {
			return v, true
		}
	}
	return "", false
}

func (c *condition) any(e *model.Event, pattern string) (string, bool) {
	for v := range e.All(c.field) {
		if c.read(pattern, v) {
			return v, true
		}
	}
	return "", false
}

// sameID compares identifiers of four hexadecimal digits, however written ("0x46D",
// "046d", "VID_046D"), and the three letters of display makers.
func sameID(pattern, value string) bool {
	value = bare(value)
	if n, ok := displayMaker(pattern); ok {
		v, err := strconv.ParseUint(value, 16, 16)
		return strings.EqualFold(pattern, value) || err == nil && uint16(v) == n
	}
	for len(value) < len(pattern) && len(pattern) > 0 && pattern[0] == '0' {
		pattern = pattern[1:]
	}
	return strings.EqualFold(pattern, value)
}

// bare is an identifier without what systems put before it.
func bare(id string) string {
	for _, prefix := range [...]string{"0x", "vid_", "pid_", "usb\\vid_"} {
		if len(id) > len(prefix) && strings.EqualFold(id[:len(prefix)], prefix) {
			return id[len(prefix):]
		}
	}
	return id
}

// displayMaker is the number that stands for three letters in a display's own description
// (EDID bytes 8 and 9, five bits a letter); some systems report it instead of the letters.
func displayMaker(letters string) (n uint16, ok bool) {
	if len(letters) != 3 {
		return 0, false
	}
	for _, ch := range letters {
		if ch < 'A' || ch > 'Z' {
			return 0, false
		}
		n = n<<5 | uint16(ch-'A'+1) //nolint:gosec // five bits
	}
	return n, true
}

func sameNumber(pattern, value string) bool {
	value = strings.TrimSuffix(value, ".0")
	return pattern == value
}

// samePrefix compares network addresses by the maker's part, whatever divides the pairs.
func samePrefix(pattern, value string) bool {
	at := 0
	for i := 0; i < len(value); i++ {
		ch := value[i]
		if ch == ':' || ch == '-' || ch == '.' {
			continue
		}
		for at < len(pattern) && pattern[at] == ':' {
			at++
		}
		if at == len(pattern) {
			return true
		}
		if lower(ch) != pattern[at] {
			return false
		}
		at++
	}
	return at == len(pattern)
}

func contains(pattern, value string) bool { return indexFold(value, pattern) >= 0 }

// like compares text in any case: "word" the whole, "word*" the beginning, "*word*" any
// part, "?" one letter or digit.
func like(pattern, value string) bool {
	open, end := strings.HasPrefix(pattern, "*"), strings.HasSuffix(pattern, "*")
	word := strings.TrimSuffix(strings.TrimPrefix(pattern, "*"), "*")
	switch {
	case open && end:
		return indexFold(value, word) >= 0
	case open:
		return len(value) >= len(word) && sameFold(value[len(value)-len(word):], word)
	case end:
		return len(value) >= len(word) && sameFold(value[:len(word)], word)
	}
	return len(value) == len(word) && sameFold(value, word)
}

// indexFold finds a word in a text without regard to case; letters beyond ASCII must be
// equal.
func indexFold(text, word string) int {
	for i := 0; i+len(word) <= len(text); i++ {
		if sameFold(text[i:i+len(word)], word) {
			return i
		}
	}
	return -1
}

func sameFold(a, b string) bool {
	for i := range len(a) {
		if b[i] == '?' && alphanumeric(a[i]) {
			continue
		}
		if lower(a[i]) != lower(b[i]) {
			return false
		}
	}
	return true
}

func alphanumeric(ch byte) bool {
	return ch >= '0' && ch <= '9' || lower(ch) >= 'a' && lower(ch) <= 'z'
}

func lower(ch byte) byte {
	if ch >= 'A' && ch <= 'Z' {
		return ch + 'a' - 'A'
	}
	return ch
}
