package transform_test

import (
	"strings"
	"testing"

	"bonafide/normalize/mapping/transform"
)

func TestTransforms(t *testing.T) {
	tests := []struct{ do, in, want string }{
		{"lower", "ABC", "abc"},
		{"title", "ann EXAMPLE", "Ann Example"},
		{"before:@", "ann@example.com", "ann"},
		{"after:=", "SHA256=AA", "AA"},
		{"after_last:/", "a/b/c", "c"},
		{"before_last:.", "a.b.c", "a.b"},
		{"prefix:github:", "ann", "github:ann"},
		{"split:;", " a; b ;;", "a| b "},
		{"scale:60", "1.5", "90"},
		{"scale:60", "soon", ""},
		{"hex", "414243", "ABC"},
		{"hex", "0x41420043", "AB"},
		{"hex", "xyz", ""},
		{"codes", "[68, 69, 76, 0]", "DEL"},
		{"flag", "Yes", "true"},
		{"not", "yes", "false"},
		{"host", "192.0.2.1:443", "192.0.2.1"},
		{"host", "https://example.com/a?b", "example.com"},
		{"host", "2001:db8::1", "2001:db8::1"},
		{"port", "[2001:db8::1]:443", "443"},
		{"basename", `C:\a\b.exe`, "b.exe"},
		{"email", "mailto:ann@example.com", "ann@example.com"},
		{"email", "ann", ""},
		{"pair:New Device", "{New Geo-Location=NEGATIVE, New Device=POSITIVE}", "POSITIVE"},
		{"pair:level", "{reasons=x, level=HIGH}", "HIGH"},
		{"pair:level", `{"level": "HIGH"}`, "HIGH"},
		{"pair:evel", "{level=HIGH}", ""},
		{"number", "43 ms", "43"},
		{"match:([0-9]+)$", "abc12", "12"},
		{"date", "2026-01-02T03:04:05Z", "2026-01-02"},
		{"time", "1767326645", "2026-01-02T04:04:05Z"},
	}
	for _, tt := range tests {
		f, err := transform.Parse(tt.do)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if f.One != nil {
			got = f.One(tt.in)
		} else {
			got = strings.Trim(strings.Join(f.Many(tt.in), "|"), "|")
		}
		if strings.TrimSpace(got) != strings.TrimSpace(tt.want) {
			t.Errorf("%s %q: got %q, want %q", tt.do, tt.in, got, tt.want)
		}
	}
	for _, bad := range []string{"", "nonsense", "before", "scale:x", "match:(", "edid:colour"} {
		if _, err := transform.Parse(bad); err == nil {
			t.Errorf("%q was taken for a transform", bad)
		}
	}
}
