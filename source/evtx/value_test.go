package evtx

import "testing"

func TestValues(t *testing.T) {
	for name, c := range map[string]struct {
		kind kind
		raw  string
		want string
	}{
		"null":                 {kindNull, "", `null`},
		"text":                 {kindText, "a\x00<\x00\xe9\x00\x00\x00", `"a<é"`},
		"text_half_a_pair":     {kindText, "\x00\xd8", "\"\ufffd\""},
		"ansi":                 {kindANSI, "abc\x00\x00", `"abc"`},
		"int8":                 {kindInt8, "\xff", `-1`},
		"int16":                {kindInt16, "\xfe\xff", `-2`},
		"int32":                {kindInt32, "\x00\x00\x00\x80", `-2147483648`},
		"int64":                {kindInt64, "\xff\xff\xff\xff\xff\xff\xff\x7f", `9223372036854775807`},
		"uint64":               {kindUint64, "\xff\xff\xff\xff\xff\xff\xff\xff", `18446744073709551615`},
		"real32":               {kindReal32, "\x00\x00\xc0\x3f", `1.5`},
		"real64_not_a_number":  {kindReal64, "\x00\x00\x00\x00\x00\x00\xf8\x7f", `"NaN"`},
		"bool":                 {kindBool, "\x01\x00\x00\x00", `true`},
		"bool_of_one_byte":     {kindBool, "\x00", `false`},
		"binary":               {kindBinary, "\x00\xab", `"00AB"`},
		"guid":                 {kindGUID, "\x5f\x38\x70\x57\x2a\xc2\xe0\x43\xbf\x4c\x06\xf5\x69\x8f\xfb\xd9", `"5770385F-C22A-43E0-BF4C-06F5698FFBD9"`},
		"size_of_32_bits":      {kindSize, "\x10\x00\x00\x00", `"0x10"`},
		"size_of_64_bits":      {kindSize, "\x10\x00\x00\x00\x01\x00\x00\x00", `"0x100000010"`},
		"time":                 {kindTime, "\x15\x81\x00\xde\xb1\x9d\xd8\x01", `"2022-07-22T10:00:26.6776853Z"`},
		"system_time":          {kindSystem, "\xea\x07\x03\x00\x04\x00\x13\x00\x08\x00\x1f\x00\x1a\x00\xef\x02", `"2026-03-19T08:31:26.751Z"`},
		"sid":                  {kindSID, "\x01\x02\x00\x00\x00\x00\x00\x05\x20\x00\x00\x00\x20\x02\x00\x00", `"S-1-5-32-544"`},
		"sid_cut":              {kindSID, "\x01", `""`},
		"hexadecimal_32":       {kindHex32, "\x10\x14\x00\x00", `"0x1410"`},
		"hexadecimal_64":       {kindHex64, "\x00\x00\x00\x00\x00\x00\x20\x80", `"0x8020000000000000"`},
		"hexadecimal_zero":     {kindHex64, "\x00\x00\x00\x00\x00\x00\x00\x00", `"0x0"`},
		"not_of_its_size":      {kindHex32, "\x10\x14", `"1014"`},
		"unknown":              {0x33, "\x01", `"01"`},
		"texts":                {kindText | arrayFlag, "a\x00\x00\x00b\x00\x00\x00", `["a","b"]`},
		"numbers":              {kindUint16 | arrayFlag, "\x01\x00\x02\x00", `[1,2]`},
		"hexadecimals":         {kindHex64 | arrayFlag, "\x0a\x00\x00\x00\x00\x00\x00\x00", `["0xa"]`},
		"array_of_any_size":    {kindSID | arrayFlag, "\x01\x02", `["0102"]`},
		"array_of_nothing":     {kindUint32 | arrayFlag, "", `[]`},
		"time_beyond_all_days": {kindTime, "\xff\xff\xff\xff\xff\xff\xff\xff", `"60056-05-28T05:36:10.9551615Z"`},
	} {
		t.Run(name, func(t *testing.T) {
			if got := string((value{kind: c.kind, raw: []byte(c.raw)}).json()); got != c.want {
				t.Errorf("it is %s, want %s", got, c.want)
			}
		})
	}
}
