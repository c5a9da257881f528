package report

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// Clean makes a text from outside safe to show: control characters (with which a name
// could repaint a terminal) and those that turn the direction of writing are taken out,
// line ends become spaces.
func Clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r' || r == '\u2028' || r == '\u2029':
			return ' '
		case Unsafe(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
}

// Unsafe tells whether a character has no place in a text that is shown: a control
// character, or one that turns the direction of writing.
func Unsafe(r rune) bool {
	return unicode.IsControl(r) || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' ||
		r == '\u200e' || r == '\u200f' || r == '\u061c' || r == '\ufeff'
}

// Columns is how many columns of a terminal a text takes: East Asian wide letters take
// two, marks that stand on another letter none.
func Columns(s string) int {
	n := 0
	for _, r := range s {
		n += runeColumns(r)
	}
	return n
}

func runeColumns(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// Fit cuts a text to a number of columns, with an ellipsis when something is left out.
func Fit(s string, columns int) string {
	if Columns(s) <= columns {
		return s
	}
	n := 0
	for i, r := range s {
		if n += runeColumns(r); n > columns-1 {
			return strings.TrimRight(s[:i], " ") + "…"
		}
	}
	return s
}

// hidden stands for what is not shown.
const hidden = "[not shown]"

// secretName is the name of a field whose value is a secret or an account number.
const secretName = `(?:[A-Za-z0-9_.-]*(?:password|passwd|passphrase|secret|api[_-]?key|private[_-]?key|access[_-]?key|` +
	`authorization|cookie|bearer|session_?token|refresh_?token|access_?token|id_?token|next_page_token|otp|pin_code|` +
	`iban|account_?number|routing_?number|card_?number|ssn|social_?security|tax_?id|passport_?(?:number|no)|document_?(?:number|no)|` +
	`national_?id|licen[cs]e_?number)[A-Za-z0-9_.-]*|pwd|token|pin|credentials?)`

// The ways a named value stands in a record: as JSON (also inside a JSON string), as
// name=value and after a flag; and values that are secrets whatever their name is.
var (
	secretJSON  = regexp.MustCompile(`(?i)(\\?"` + secretName + `\\?"\s*:\s*)(?:\\"(?:[^"\\]|\\[^"])*(?:\\"|$)|"(?:[^"\\]|\\.)*(?:"|$)|[0-9][0-9.eE+-]*)`)
	secretPair  = regexp.MustCompile(`(?i)(^|[\s,;&?"'({\[]|--?)(` + secretName + `(?:\s?[=:]\s?))("[^"]*(?:"|$)|'[^']*(?:'|$)|\[not shown\]|[^\s,;&"'\\]+)`)
	secretFlag  = regexp.MustCompile(`(?i)(\s--?` + secretName + `\s+)("[^"]*(?:"|$)|[^\s"'-][^\s"']*)`)
	secretValue = regexp.MustCompile(`(?i:bearer|basic)\s+[A-Za-z0-9+/_=.~-]{12,}|\bAKIA[0-9A-Z]{12,}|\bgh[pousr]_[A-Za-z0-9]{16,}|\bgithub_pat_[A-Za-z0-9_]{16,}|` +
		`\bglpat-[A-Za-z0-9_-]{12,}|\bxox[abeoprs]-[A-Za-z0-9-]{8,}|\bsk-[A-Za-z0-9_-]{16,}|\bsk_live_[A-Za-z0-9]{8,}|\bAIza[A-Za-z0-9_-]{20,}|` +
		`\beyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]{6,}(?:\.[A-Za-z0-9_-]*)?|-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*-----|$)|` +
		`\b[0-9]{3}-[0-9]{2}-[0-9]{4}\b`)
	bankAccount = regexp.MustCompile(`\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b`)
	password    = regexp.MustCompile(`(://[^\s/:@"]+:)[^\s/@"]+@`)
)

// Redact takes out of a record's text what nobody needs to see to follow a reason:
// passwords, keys, tokens, numbers of accounts and documents. It goes by the names of
// fields and by what well-known secrets look like; it is made for records that are shown
// beside a reason, and is no promise for texts of any kind.
func Redact(s string) string {
	s = secretJSON.ReplaceAllString(s, `${1}"`+hidden+`"`)
	s = secretValue.ReplaceAllString(s, hidden)
	s = secretFlag.ReplaceAllString(s, `${1}`+hidden)
	s = secretPair.ReplaceAllString(s, `${1}${2}`+hidden)
	s = bankAccount.ReplaceAllStringFunc(s, func(number string) string {
		if iban(number) {
			return hidden
		}
		return number
	})
	return password.ReplaceAllString(s, `${1}`+hidden+`@`)
}

// iban tells whether the check digits of a bank account number are right, so that the
// hashes that records are full of are not taken for one.
func iban(s string) bool {
	s = strings.ReplaceAll(s, " ", "")
	rest := 0
	for _, r := range s[4:] + s[:4] {
		if r >= 'A' {
			rest = (rest*100 + int(r-'A') + 10) % 97
			continue
		}
		rest = (rest*10 + int(r-'0')) % 97
	}
	return rest == 1
}
