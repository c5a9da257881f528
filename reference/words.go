package reference

import (
	"fmt"
	"strconv"
	"strings"

	"bonafide/model"
	"bonafide/plugin"
	"bonafide/score"
)

// cell makes text fit into a table's cell.
func cell(text any) string {
	return strings.NewReplacer("|", `\|`, "\n", " ").Replace(fmt.Sprint(text))
}

// code marks a word as one to be written as it stands.
func code(text any) string {
	s := cell(text)
	if s == "" {
		return ""
	}
	return "`" + s + "`"
}

// list writes words, each as code.
func list(words []string) string {
	marked := make([]string, 0, len(words))
	for _, w := range words {
		marked = append(marked, code(w))
	}
	return strings.Join(marked, ", ")
}

// ratios writes an indicator's likelihood ratios.
func ratios(i score.Indicator) string {
	var parts []string
	for _, h := range model.Hypotheses() {
		if r, ok := i.LR[h]; ok {
			parts = append(parts, fmt.Sprintf("%s ×%s", h, number(float64(r))))
		}
	}
	if i.Misuse > 0 {
		parts = append(parts, "misuse ×"+number(float64(i.Misuse)))
	}
	return strings.Join(parts, ", ")
}

func number(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }

// setting writes a setting's default with its unit.
func setting(s plugin.Setting) string {
	text := fmt.Sprintf("%v", s.Default)
	if f, ok := s.Default.(float64); ok {
		text = number(f)
	}
	if words, ok := s.Default.([]string); ok {
		text = "[" + strings.Join(words, ", ") + "]"
	}
	if text == "" {
		text = `""`
	}
	text = code(text)
	if s.Unit != "" {
		text += " " + s.Unit
	}
	return text
}

// FieldType is the type of an attribute in words.
func (Facts) FieldType(f model.Field) string {
	switch f.Info().Type {
	case model.Number:
		return "number"
	case model.Flag:
		return "true or false"
	case model.Time:
		return "time"
	case model.Address:
		return "internet address"
	case model.List:
		return "list"
	case model.Text:
	}
	return "text"
}

// FieldPrivacy is the privacy class of an attribute in words.
func (Facts) FieldPrivacy(f model.Field) string {
	switch f.Info().Privacy {
	case model.Personal:
		return "personal"
	case model.Secret:
		return "secret"
	case model.Technical:
	}
	return "technical"
}
