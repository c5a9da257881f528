package app

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"bonafide/config"
	detectors "bonafide/detect/catalog"
	"bonafide/internal/hint"
	normalizers "bonafide/normalize/catalog"
	"bonafide/normalize/mapping"
	"bonafide/plugin"
	"bonafide/source"
	sources "bonafide/source/catalog"
)

// settingsFile is where the settings stand, "" for nowhere; named tells that somebody
// said so.
func settingsFile(o Options) (name string, named bool) {
	if o.Config != "" {
		return o.Config, true
	}
	for _, p := range o.Paths {
		if info, err := os.Stat(p); err == nil && info.IsDir() {
			return filepath.Join(p, config.FileName), false
		}
	}
	return "", false
}

// readSettings reads the settings file, if there is one.
func readSettings(o Options) (*config.Settings, error) {
	name, named := settingsFile(o)
	if name == "" {
		return &config.Settings{}, nil
	}
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) && !named {
		return &config.Settings{}, nil
	}
	if err != nil {
		return nil, hint.With(fmt.Errorf("the settings file %s cannot be read: %w", name, reason(err)), "check the path and who may read it")
	}
	defer func() { _ = f.Close() }()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, hint.With(fmt.Errorf("%s is a folder, and should be the settings file", name), "name the file itself, or give the folder another name")
	}
	return config.Read(name, f)
}

// reason is an error without the path, which stands beside it already.
func reason(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// checkSettings holds the settings against the parts they are for.
func checkSettings(s *config.Settings) error {
	found, err := detectors.All(nil, nil)
	if err != nil {
		return err
	}
	declared := make([]plugin.Declaration, 0, len(found))
	for _, d := range found {
		declared = append(declared, d.Declare())
	}
	var errs []error
	errs = append(errs, s.CheckDetectors(declared))
	if len(s.Columns) > 0 {
		set, err := normalizers.New(normalizers.Options{})
		if err != nil {
			return err
		}
		known := map[string][]string{}
		for _, n := range set.Normalizers {
			m, ok := n.(*mapping.Mapping)
			if !ok {
				continue
			}
			if d := m.Describe(); d.Key != "" {
				for _, c := range d.Columns {
					known[d.Key] = append(known[d.Key], c.Name)
				}
			}
		}
		errs = append(errs, s.CheckColumns(known, set.Protected.Names))
	}
	return errors.Join(errs...)
}

// beside makes a path of the settings one from here: relative ones start from the folder
// of the settings file.
func beside(o Options, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	name, _ := settingsFile(o)
	return filepath.Join(filepath.Dir(name), path)
}

// newReader makes the reader of all sources. The settings file and the files it names are
// no records.
func newReader(o Options, s *config.Settings) (*source.Reader, error) {
	own := []string{}
	if name, _ := settingsFile(o); name != "" {
		own = append(own, absolute(name))
	}
	for _, path := range s.Mappings {
		own = append(own, absolute(beside(o, path)))
	}
	for _, f := range s.Feeds {
		own = append(own, absolute(beside(o, f.Path)))
	}
	for _, name := range ruleFiles(o, s) {
		own = append(own, absolute(name))
	}
	return source.NewReader(source.Config{
		Sources: sources.All(), Stdin: o.Stdin,
		Omit: func(path string) bool {
			return filepath.Base(path) == config.FileName || slices.Contains(own, absolute(path))
		},
	})
}

func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return filepath.Clean(path)
}

// NewReader makes a reader of all sources for records that no settings are about.
func NewReader(stdin io.Reader) (*source.Reader, error) {
	return source.NewReader(source.Config{Sources: sources.All(), Stdin: stdin})
}
