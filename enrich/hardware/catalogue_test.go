package hardware

import "testing"

func TestDisplayMakersByNumber(t *testing.T) {
	tests := []struct {
		name, pattern, value string
		want                 bool
	}{
		{"letters", "AUS", "AUS", true},
		{"number", "AUS", "06b3", true},
		{"number_with_prefix", "AUS", "0x6B3", true},
		{"number_of_another", "AUS", "10ac", false},
		{"letters_of_another", "AUS", "DEL", false},
		{"usb_number", "046d", "46d", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := sameID(tt.pattern, tt.value); got != tt.want {
				t.Errorf("sameID(%q, %q) is %v", tt.pattern, tt.value, got)
			}
		})
	}
}

// TestKeysFileEverySpelling: what sameID takes for an identifier is found in the index.
func TestKeysFileEverySpelling(t *testing.T) {
	for _, pattern := range []string{"046d", "0b95", "1d6b", "AUS", "DEL", "ADZ"} {
		s := &Signature{conditions: []condition{{patterns: []string{pattern}}}}
		p := pivot{signatures: []*Signature{s}}
		p.index()
		for _, value := range []string{"046d", "46d", "0x46D", "VID_046D", `USB\VID_1D6B`, "b95", "1d6b", "AUS", "aus", "06b3", "0x6B3", "10ac", "DEL", "adz", "", "x", "12345", "0"} {
			found := false
			for _, key := range keys(nil, value) {
				found = found || len(p.byID[string(key)]) > 0
			}
			if same := sameID(pattern, value); same && !found {
				t.Errorf("%q is %q, but is not filed so", value, pattern)
			}
		}
	}
}
