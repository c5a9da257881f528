package sigma_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"bonafide/sigma"
)

func TestPatternIsReadAsItWasWritten(t *testing.T) {
	for _, text := range []string{
		`a`, `\`, `\\`, `\\\`, `\*`, `\\*`, `\\\*`, `\\\\*`, `\\\\\*`, `\\\\\\*`, `\\\\\\?x`, `a\\\b`, `*\\\\\\*`, `C:\Windows\\*`,
	} {
		p := sigma.ReadPattern(text)
		if d := cmp.Diff(p, sigma.ReadPattern(p.String())); d != "" {
			t.Errorf("%s, written as %s: %s", text, p, d)
		}
	}
}
