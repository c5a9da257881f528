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
