package reference

import (
	"reflect"
	"strings"

	"bonafide/config"
	"bonafide/plugin"
)

// Key is a key of bonafide.yaml.
type Key struct {
	Name    string
	Doc     string
	Type    string
	Unit    string
	Example string
	Below   []Key // the keys of each entry, or of the group
}

// Keys are the keys of bonafide.yaml.
func (Facts) Keys() []Key { return keysOf(reflect.TypeFor[config.Settings]()) }

func keysOf(t reflect.Type) []Key {
	var keys []Key
	for i := range t.NumField() {
		f := t.Field(i)
		name := yamlName(f)
		if name == "" {
			continue
		}
		k := Key{Name: name, Doc: f.Tag.Get("doc"), Type: typeWord(f.Type), Unit: f.Tag.Get("unit"), Example: f.Tag.Get("example")}
		below := f.Type
		if below.Kind() == reflect.Slice {
			below = below.Elem()
		}
		if _, ok := reflect.Zero(below).Interface().(described); !ok && below.Kind() == reflect.Struct {
			k.Below = keysOf(below)
		}
		keys = append(keys, k)
	}
	return keys
}

// typeWord is what a key takes, in words.
func typeWord(t reflect.Type) string {
	switch t {
	case reflect.TypeFor[config.Prefix]():
		return "address range"
	case reflect.TypeFor[config.Day]():
		return "date"
	case reflect.TypeFor[config.Zone]():
		return "time zone"
	case reflect.TypeFor[config.Words]():
		return "word or list of words"
	}
	switch t.Kind() {
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Struct && t.Elem() != reflect.TypeFor[config.Prefix]() {
			return "list of groups"
		}
		return "list of " + strings.Replace(typeWord(t.Elem())+"s", "texts", "words", 1)
	case reflect.Struct, reflect.Map:
		return "group"
	case reflect.Int, reflect.Int64:
		return "whole number"
	case reflect.Float64:
		return "number"
	case reflect.Bool:
		return "true or false"
	}
	return "text"
}

// Tuned are the detectors that take settings.
func (f Facts) Tuned() []Detector {
	var list []Detector
	for _, d := range f.Detectors {
		if len(d.SettingsOf()) > 0 {
			list = append(list, d)
		}
	}
	return list
}

// HasSettings tells whether a part takes settings.
func (Facts) HasSettings(d plugin.Declaration) bool { return len(d.SettingsOf()) > 0 }
