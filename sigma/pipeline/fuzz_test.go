package pipeline_test

import (
	"testing"

	"bonafide/sigma/pipeline"
)

func FuzzParse(f *testing.F) {
	f.Add([]byte("name: p\nvars: {a: [1, 2]}\ntransformations:\n  - {type: field_name_mapping, mapping: {a: [b, c]}, rule_conditions: [{type: logsource, product: windows}]}\n"))
	f.Add([]byte("transformations: [{type: add_condition, conditions: {a|re: b}}, {type: replace_string, regex: (a), replacement: \\1}]"))
	f.Add([]byte("transformations: [{type: nest, items: [{type: set_value, value: 1}]}, {type: map_string, mapping: {x: [y, z]}}, {type: convert_type, target_type: num}]"))
	rule := one(f, written)
	f.Fuzz(func(t *testing.T, text []byte) {
		p, problems := pipeline.Parse("p.yml", text)
		if p == nil {
			if len(problems) == 0 {
				t.Error("it is refused without a reason")
			}
			return
		}
		if got, problems := p.Apply(rule); got == nil && len(problems) == 0 {
			t.Error("the rule is refused without a reason")
		}
		if show(rule) != untouched {
			t.Error("the rule was changed in place")
		}
	})
}
