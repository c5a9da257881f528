package detect

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"math"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Packed state is the JSON of a state in few bytes: names, texts and times that many states
// have in common are numbers of a dictionary, times and counts are short numbers. Unpacking
// gives the same JSON to the letter, so that nothing depends on how a state was kept.
//
// A state is a sequence of marks, each a byte that says what follows: the marks of JSON
// itself, a word of the dictionary, a text, a time, a number.
const (
	markWord    = 0x01 // number of a word of the dictionary, a text with its quotes
	markText    = 0x02 // length and a text between quotes, as JSON writes it
	markTime    = 0x03 // a time of RFC 3339 in UTC, as nanoseconds since 1970 in units of a power of 1000
	markUUID    = 0x04 // 16 bytes
	markInteger = 0x05 // a whole number
	markOther   = 0x06 // length and any other token: a fraction, true, false, null
	markMember  = 0x07 // a word of the dictionary that is a name, with its colon
	markHex     = 0x08 // length and bytes that the text has as two digits each
	markLetters = 0x09 // length and a text of the 64 letters of base64, six bits each
	markIPv4    = 0x0a // 4 bytes
	markTrue    = 0x0b
	markAgain   = 0x0c // number of a text of this state that stood before
	markSmall   = 0x80 // and all above it: a number of 0 to 127, which most are
)

var errPacked = errors.New("detect: packed state is damaged")

// dictionary are the texts that states have in common, with their quotes.
type dictionary struct {
	words   []string
	numbers map[string]uint64
}

func newDictionary(words []string) *dictionary {
	d := &dictionary{words: words, numbers: make(map[string]uint64, len(words))}
	for i, w := range words {
		d.numbers[w] = uint64(i) //nolint:gosec // never negative
	}
	return d
}

// counts gathers how often texts stand in states.
type counts map[string]int

// add counts the texts of a state's JSON.
func (c counts) add(state []byte) {
	for len(state) > 0 {
		n := token(state)
		if state[0] == '"' && n > 4 && n < 256 {
			c[string(state[:n])]++
		}
		state = state[n:]
	}
}

// dictionary makes one of the texts that stand in many places, the most frequent first, since
// low numbers are short.
func (c counts) dictionary() *dictionary {
	const often = 8 // a text that few states have costs more here than it saves
	var words []string
	for w, n := range c {
		if n >= often {
			words = append(words, w)
		}
	}
	slices.SortFunc(words, func(a, b string) int {
		if c[a] != c[b] {
			return c[b] - c[a]
		}
		return strings.Compare(a, b)
	})
	return newDictionary(words)
}

// token is the length of the token of JSON at the beginning, which encoding/json wrote.
func token(b []byte) int {
	switch b[0] {
	case '{', '}', '[', ']', ',', ':':
		return 1
	case '"':
		for i := 1; i < len(b); i++ {
			switch b[i] {
			case '\\':
				i++
			case '"':
				return i + 1
			}
		}
		return len(b)
	}
	n := 1
	for n < len(b) && !strings.ContainsRune("{}[],:\"", rune(b[n])) {
		n++
	}
	return n
}

// pack writes a state's JSON in few bytes.
func (d *dictionary) pack(state []byte) string {
	packed := make([]byte, 0, len(state)/3)
	own := map[string]uint64{}
	for len(state) > 0 {
		n := token(state)
		t := state[:n]
		state = state[n:]
		switch {
		case t[0] == '"':
			member := len(state) > 0 && state[0] == ':'
			number, known := d.numbers[string(t)]
			switch {
			case known && member:
				packed = binary.AppendUvarint(append(packed, markMember), number)
				state = state[1:]
			case known:
				packed = binary.AppendUvarint(append(packed, markWord), number)
			default:
				packed = appendOwn(packed, t, own)
			}
		case n == 1 && strings.IndexByte("{}[],:", t[0]) >= 0:
			packed = append(packed, t[0])
		default:
			packed = appendNumber(packed, t)
		}
	}
	return base64.RawStdEncoding.EncodeToString(packed)
}

// appendOwn writes a text that no dictionary has. One that stood in the state before is
// written as its number among those.
func appendOwn(packed, quoted []byte, own map[string]uint64) []byte {
	if n, known := own[string(quoted)]; known {
		return binary.AppendUvarint(append(packed, markAgain), n)
	}
	own[string(quoted)] = uint64(len(own))
	return appendText(packed, quoted)
}

// appendText writes a text in as few bytes as its letters take.
func appendText(packed, quoted []byte) []byte {
	text := string(quoted[1 : len(quoted)-1])
	if at, err := time.Parse(time.RFC3339Nano, text); err == nil && stamp(at.UnixNano()) == text {
		unit, n := byte(0), at.UnixNano()
		for ; unit < 3 && n%1000 == 0; unit++ {
			n /= 1000
		}
		return binary.AppendVarint(append(packed, markTime, unit), n)
	}
	if id, ok := parseUUID(text); ok {
		return append(append(packed, markUUID), id[:]...)
	}
	if a, err := netip.ParseAddr(text); err == nil && a.Is4() && a.String() == text {
		return append(append(packed, markIPv4), a.AsSlice()...)
	}
	if b, err := hex.DecodeString(text); err == nil && len(b) > 0 && text == strings.ToLower(text) {
		return append(binary.AppendUvarint(append(packed, markHex), uint64(len(b))), b...)
	}
	if padded, ok := letters(text); ok {
		return append(binary.AppendUvarint(append(packed, markLetters), uint64(len(text))), padded...)
	}
	packed = binary.AppendUvarint(append(packed, markText), uint64(len(text)))
	return append(packed, text...)
}

// letters gives a text of base64's letters in six bits each.
func letters(text string) ([]byte, bool) {
	if text == "" || strings.ContainsAny(text, "\r\n") { // which the decoder passes over
		return nil, false
	}
	b, err := base64.RawStdEncoding.DecodeString(text + strings.Repeat("A", -len(text)&3))
	return b, err == nil
}

// stamp is how encoding/json writes a time in UTC.
func stamp(nanoseconds int64) string {
	return time.Unix(0, nanoseconds).UTC().Format(time.RFC3339Nano)
}

func appendNumber(packed, t []byte) []byte {
	if n, err := strconv.ParseInt(string(t), 10, 64); err == nil && strconv.FormatInt(n, 10) == string(t) {
		if n >= 0 && n < markSmall {
			return append(packed, markSmall|byte(n))
		}
		return binary.AppendVarint(append(packed, markInteger), n)
	}
	if string(t) == "true" {
		return append(packed, markTrue)
	}
	packed = binary.AppendUvarint(append(packed, markOther), uint64(len(t)))
	return append(packed, t...)
}

// parseUUID reads an id as uuids are written, in lower case.
func parseUUID(text string) (id [16]byte, ok bool) {
	if len(text) != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-' {
		return id, false
	}
	at := 0
	for i := 0; i < len(text); {
		if i == 8 || i == 13 || i == 18 || i == 23 { // nowhere else may a hyphen stand
			i++
			continue
		}
		high, low := strings.IndexByte(digits, text[i]), strings.IndexByte(digits, text[i+1])
		if high < 0 || low < 0 || at == len(id) {
			return id, false
		}
		id[at] = byte(high<<4 | low) //nolint:gosec // two digits
		at++
		i += 2
	}
	return id, at == len(id)
}

const digits = "0123456789abcdef"

func formatUUID(b []byte, id []byte) []byte {
	for i, c := range id {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			b = append(b, '-')
		}
		b = append(b, digits[c>>4], digits[c&15])
	}
	return b
}

// unpack gives the JSON that pack was given.
func (d *dictionary) unpack(text string) ([]byte, error) {
	packed, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil {
		return nil, errPacked
	}
	r := unpacking{dictionary: d, packed: packed}
	for len(r.packed) > 0 && !r.bad {
		mark := r.packed[0]
		r.packed = r.packed[1:]
		r.read(mark)
	}
	if r.bad {
		return nil, errPacked
	}
	return r.state, nil
}

// unpacking is a state on its way back.
type unpacking struct {
	*dictionary
	packed, state []byte
	own           []span // texts of the state that no dictionary has
	bad           bool
}

type span struct{ from, to int }

func (r *unpacking) read(mark byte) {
	switch mark {
	case markText, markTime, markUUID, markHex, markLetters, markIPv4:
		from := len(r.state)
		r.text(mark)
		r.own = append(r.own, span{from, len(r.state)})
	case markAgain:
		n := r.unsigned()
		if n >= uint64(len(r.own)) {
			r.bad = true
			return
		}
		r.state = append(r.state, r.state[r.own[n].from:r.own[n].to]...)
	case markTrue:
		r.state = append(r.state, "true"...)
	case '{', '}', '[', ']', ',', ':':
		r.state = append(r.state, mark)
	case markWord:
		r.word()
	case markMember:
		r.word()
		r.state = append(r.state, ':')
	case markInteger:
		r.state = strconv.AppendInt(r.state, r.signed(), 10)
	case markOther:
		r.state = append(r.state, r.take(r.unsigned())...)
	default:
		if mark < markSmall {
			r.bad = true
			return
		}
		r.state = strconv.AppendInt(r.state, int64(mark-markSmall), 10)
	}
}

// text reads a text in whatever way it is written.
func (r *unpacking) text(mark byte) {
	r.state = append(r.state, '"')
	switch mark {
	case markText:
		r.state = append(r.state, r.take(r.unsigned())...)
	case markTime:
		r.time()
	case markUUID:
		r.state = formatUUID(r.state, r.take(16))
	case markHex:
		r.state = hex.AppendEncode(r.state, r.take(r.unsigned()))
	case markIPv4:
		if b := r.take(4); len(b) == 4 {
			r.state = netip.AddrFrom4([4]byte(b)).AppendTo(r.state)
		}
	case markLetters:
		n, from := r.unsigned(), len(r.state)
		r.state = base64.RawStdEncoding.AppendEncode(r.state, r.take((n+3)/4*3))
		r.state = r.state[:min(len(r.state), from+int(n))] //nolint:gosec // bounded by unsigned
	}
	r.state = append(r.state, '"')
}

func (r *unpacking) time() {
	unit, n := r.take(1), r.signed()
	if len(unit) == 0 || unit[0] > 3 {
		r.bad = true
		return
	}
	for range unit[0] {
		n *= 1000
	}
	r.state = append(r.state, stamp(n)...)
}

func (r *unpacking) word() {
	if n := r.unsigned(); n < uint64(len(r.words)) {
		r.state = append(r.state, r.words[n]...)
		return
	}
	r.bad = true
}

func (r *unpacking) unsigned() uint64 {
	n, width := binary.Uvarint(r.packed)
	if width <= 0 || n > math.MaxInt32 {
		r.bad = true
		return 0
	}
	r.packed = r.packed[width:]
	return n
}

func (r *unpacking) signed() int64 {
	n, width := binary.Varint(r.packed)
	if width <= 0 {
		r.bad = true
		return 0
	}
	r.packed = r.packed[width:]
	return n
}

func (r *unpacking) take(n uint64) []byte {
	if n > uint64(len(r.packed)) {
		r.bad = true
		return nil
	}
	b := r.packed[:n]
	r.packed = r.packed[n:]
	return b
}
