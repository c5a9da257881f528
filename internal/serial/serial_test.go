package serial_test

import (
	"testing"

	"bonafide/internal/serial"
)

func TestPlaceholder(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"", " ", "0", "00000000", "0x01010101", "16843009", "FFFFFFFF", "To be filled by O.E.M.", "123456789", "None", "Default string",
		"0123456789ABCDEF", "CAFEBABE", "xxxxxxxx",
	} {
		if !serial.Placeholder(s) {
			t.Errorf("%q is a placeholder", s)
		}
	}
	for _, s := range []string{"3S5GQ23", "UK02143047718", "C02XL0AAJGH5", "PF3ABCDE", "8675309", "0x39363945", "11223344", "1010101"} {
		if serial.Placeholder(s) {
			t.Errorf("%q is a serial number", s)
		}
	}
}
