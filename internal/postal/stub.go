package postal

import "strings"

func Key(a string) string { return strings.ToLower(strings.Join(strings.Fields(strings.Map(func(r rune) rune {
	if r == ',' || r == '.' { return ' ' }
	return r
}, a)), " ")) }
func IsMailDrop(a string) (string, bool) { return "", strings.Contains(strings.ToLower(a), "po box") }
