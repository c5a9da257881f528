package sigma

import (
	"math"
	"testing"
)

func TestReadNumber(t *testing.T) {
	for text, want := range map[string]float64{
		"0": 0, "-0": 0, "4624": 4624, "4624.0": 4624, "4.624e3": 4624, "46240E-1": 4624, "+5": 5, "007": 7,
		"-1.5": -1.5, "1e400": math.Inf(1), "-1e400": math.Inf(-1), "1e-400": 0,
	} {
		if got, ok := ReadNumber(text); !ok || got != want {
			t.Errorf("ReadNumber(%q) = %v, %v; want %v", text, got, ok, want)
		}
	}
	for _, text := range []string{"", " 1", "1 ", "1\n", ".5", "5.", "1e", "0x10", "1_000", "inf", "NaN", "1,5", "--1", "١"} {
		if got, ok := ReadNumber(text); ok {
			t.Errorf("ReadNumber(%q) = %v; want none", text, got)
		}
	}
}

func TestReadAddr(t *testing.T) {
	for text, want := range map[string]string{
		"10.1.2.3": "10.1.2.3", "::ffff:10.1.2.3": "10.1.2.3", "2001:DB8::1": "2001:db8::1", "fe80::1%eth0": "fe80::1",
	} {
		if got, ok := ReadAddr(text); !ok || got.String() != want {
			t.Errorf("ReadAddr(%q) = %v, %v; want %v", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "10.1.2", "10.1.2.03", " 10.1.2.3", "10.1.2.3:80", "[::1]", "10.0.0.0/8"} {
		if got, ok := ReadAddr(text); ok {
			t.Errorf("ReadAddr(%q) = %v; want none", text, got)
		}
	}
}

func TestPartOf(t *testing.T) {
	for _, c := range []struct {
		part Part
		text string
		want float64
	}{
		{Minute, "2024-02-29T20:15:00Z", 15},
		{Hour, "2024-02-29T20:15:00Z", 20},
		{Hour, "2024-02-29 20:15", 20},
		{Hour, "2024-02-29t00:15:59.123456789+05:30", 0},
		{Hour, "2024-02-29 23:15:60,5 -0800", 23},
		{Day, "2024-02-29", 29},
		{Month, "2024-02-29", 2},
		{Year, "2024-02-29T20:15:00+02", 2024},
		{Week, "2024-12-30", 1},
		{Week, "2021-01-03", 53},
		{Week, "2021-01-04", 1},
	} {
		if got, ok := c.part.Of(c.text); !ok || got != c.want {
			t.Errorf("%s of %q = %v, %v; want %v", c.part, c.text, got, ok, c.want)
		}
	}
	for _, c := range []struct {
		part Part
		text string
	}{
		{Hour, ""},
		{Hour, "2024-02-29"},
		{Hour, "2024-02-29T24:00:00"},
		{Hour, "2024-02-29T20:60:00"},
		{Hour, "2024-02-29T20"},
		{Hour, "20:15:00"},
		{Day, "2023-02-29"},
		{Day, "2024-2-9"},
		{Day, "20240229"},
		{Day, "2024-02-29T"},
		{Day, " 2024-02-29"},
		{Day, "1709237700"},
		{Part("second"), "2024-02-29T20:15:00Z"},
	} {
		if got, ok := c.part.Of(c.text); ok {
			t.Errorf("%s of %q = %v; want none", c.part, c.text, got)
		}
	}
}
