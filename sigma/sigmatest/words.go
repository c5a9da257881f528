package sigmatest

// The words that rules and events share. They are few, so that what a rule asks for is
// often there, and chosen for what comparisons get wrong.

//nolint:gochecknoglobals // tables
var (
	// fields have names within names, and names that differ in case only.
	fields = []string{
		"Image", "CommandLine", "User", "EventID", "image", "a", "b", "c", "a.b", "b.c", "a.b.c", "a.c",
		"Image.Name", "Event", "Event.EventData", "x", "feld_ä", "two words", `quo"te\`, ".a", "a.", "a..b", "0",
	}
	// roots are where layouts look and events put fields.
	roots = []string{"Event.EventData", "Event", "r", "a"}

	aliasPlaces = []string{"Event.System.Provider.Name", "r.x", "sys", "a.b"}

	// ends are what paths and lines begin or end with, for shared prefixes and suffixes.
	ends = []string{
		`C:\Windows\System32\`, `C:\Windows\`, `C:\Windows\SysWOW64\`, `C:\Users\Public\`, `\\srv\`, `\cmd.exe`, `\powershell.exe`, `.exe`,
		" -enc ", " /c ", " -EncodedCommand ", "http://", "HKLM\\", "aaaa", "abab", "ababa",
	}

	// atoms are the small alphabet.
	atoms = []string{
		"a", "b", "ab", "A", "B", "aB", "c", "1", "0", "cmd", "CMD", "exe", ".", " ", "-", "/", `\`, `\\`, "*", "?", "%", `"`, "'", ":",
		"\t", "\n", "\r\n", "\x00", "\x1f", "\x7f", "-a", " -a", " /b", "true", "null", "4624", "whoami", "Mimikatz",
	}

	// letters are characters whose case, width or encoding is special.
	letters = []string{
		"İ", "ı", "i", "I", "ſ", "s", "S", "K", "k", "\u212a", "Å", "å", "\u212b", "ß", "ẞ", "é", "É", "e\u0301", "ς", "σ", "Σ", "Ǆ", "ǅ", "ǆ",
		"ä", "Ä", "Ω", "\u2126", "ω", "\u00b5", "\u03bc", "ﬀ", "Ⅷ", "ⅷ", "Ა", "ა", "Ꭰ", "ꭰ", "𐐀", "𐐨", "😀", "👩\u200d💻", "日本", "–", "—", "―", "‐",
		"\u2028", "\ufeff", "\u0085", "\u00a0", "\ufffd", "\U0010ffff",
	}

	// broken are bytes that are no UTF-8: alone, cut off, overlong, surrogates.
	broken = []string{"\xff", "\xc3", "\xe2\x82", "\xf0\x9f\x98", "\x80", "\xc0\xaf", "\xed\xa0\x80", "\xf5"}

	prefixes = []string{
		"10.0.0.0/8", "10.1.0.0/16", "10.1.2.3/32", "192.168.0.0/16", "192.168.0.128/25", "0.0.0.0/0", "2001:db8::/32", "2001:db8:0:1::/64",
		"fe80::/10", "::1/128", "::/0",
	}

	addrs = []string{
		"10.1.2.3", "10.200.0.1", "192.168.0.127", "192.168.0.128", "11.0.0.0", "::ffff:10.1.2.3", "2001:db8::1", "2001:DB8:0:1::F", "fe80::1%eth0",
		"::1", "0:0:0:0:0:0:0:1", "10.1.2", "10.01.2.3", "10.1.2.3/8", "::", "255.255.255.255",
	}

	times = []string{
		"2024-02-29T20:15:00Z", "2024-02-29 23:59:60", "2024-12-30T00:00:00.000+02:00", "2021-01-03", "2021-01-04T07:05", "2023-02-29T20:15:00Z",
		"2024-02-29T24:00:00Z", "20:15", "2024-06-01t08:30:00,5 -0130", "1709237700", "2024-06-01 08:30:00 UTC",
	}

	// numbers are values in several spellings each.
	numbers = [][]string{
		{"4624", "4624.0", "4.624e3", "46240E-1", "4624.000", "4.624E+3"},
		{"0", "-0", "0.0", "0e5", "-0.0"},
		{"1", "1.0", "1e0", "10e-1"},
		{"-1", "-1.0", "-1e0"},
		{"5", "5.0", "0.5e1"},
		{"0.1", "1e-1", "0.10"},
		{"1e400", "2e400"},
		{"9007199254740993", "9007199254740992", "9.007199254740992e15"},
		{"20", "2e1", "20.0"},
	}

	// numberTexts look like numbers and are none, or are but only as a string.
	numberTexts = []string{"04624", "+4624", " 4624", "4624 ", "0x10", "1_000", "inf", "NaN", ".5", "5.", "", "-", "1e", "٤"}
)
