package jsontext_test

import (
	"encoding/json"
	"testing"

	"bonafide/internal/jsontext"
)

func TestAppendString(t *testing.T) {
	for _, text := range []string{"", "plain", `"C:\Temp"`, "a\tb\r\n\x00\x1f\x7f", "Müller 漢 \u2028 <&>", "😀"} {
		written := jsontext.AppendString([]byte("x"), text)
		var back string
		if err := json.Unmarshal(written[1:], &back); err != nil || back != text || written[0] != 'x' {
			t.Errorf("%q is written %s and read as %q (%v)", text, written, back, err)
		}
	}
}
