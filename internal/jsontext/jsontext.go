// Package jsontext writes texts as JSON has them, for those who put records together byte by
// byte. Start with AppendString. It reads nothing; encoding/json does.
package jsontext

// AppendString appends a text, which is valid UTF-8, as a JSON string (RFC 8259, section 7).
// It allocates nothing but the room that b lacks, and escapes only what has to be.
func AppendString(b []byte, text string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	for i := range len(text) {
		switch c := text[i]; {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c < ' ':
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		default:
			b = append(b, c)
		}
	}
	return append(b, '"')
}
