package source

import (
	"bytes"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// decoded turns text of whatever encoding into UTF-8, told by its first bytes. The
// notice says so when the encoding was guessed.
func decoded(r io.Reader, head []byte) (io.Reader, string) {
	var e encoding.Encoding
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		if _, err := io.ReadFull(r, make([]byte, 3)); err != nil {
			return bytes.NewReader(nil), ""
		}
		return r, ""
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		return unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Reader(r), ""
	}
	little, big := wide(head)
	switch {
	case little:
		e = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case big:
		e = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	case western(head):
		return charmap.Windows1252.NewDecoder().Reader(r), "the text is not UTF-8 and was read as Windows-1252"
	default:
		return r, ""
	}
	return e.NewDecoder().Reader(r), "the text was read as UTF-16 by its pattern"
}

// wide tells whether text is UTF-16 without a mark: every other byte is zero.
func wide(head []byte) (little, big bool) {
	head = head[:min(len(head), 1024)&^1]
	if len(head) < 4 {
		return false, false
	}
	var even, odd int
	for i := 0; i < len(head); i += 2 {
		if head[i] == 0 {
			even++
		}
		if head[i+1] == 0 {
			odd++
		}
	}
	half := len(head) / 2
	return odd > half*3/4 && even < half/8, even > half*3/4 && odd < half/8
}

// binary tells whether the bytes are no text in any encoding read here.
func binary(head []byte) bool {
	if little, big := wide(head); little || big || bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) {
		return false
	}
	control := 0
	head = head[:min(len(head), 4096)]
	for _, c := range head {
		if c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != 0x1e && c != 0x0c {
			control++
		}
	}
	return control*50 > len(head)
}

// western tells whether bytes above ASCII are letters of Windows-1252: not UTF-8, and
// none of them part of anything that is.
func western(head []byte) bool {
	invalid, multi := 0, 0
	for i := 0; i < len(head); {
		if head[i] < utf8.RuneSelf {
			i++
			continue
		}
		c, n := utf8.DecodeRune(head[i:])
		if c == utf8.RuneError && n == 1 {
			if !utf8.FullRune(head[i:]) { // cut by the end of the head
				break
			}
			invalid++
		} else {
			multi++
		}
		i += n
	}
	return invalid > 0 && multi == 0
}

// mending replaces bytes that are not UTF-8 and remembers where the first one stood.
type mending struct {
	r       io.Reader
	carry   [utf8.UTFMax]byte // an incomplete character from the last read
	carried int
	out     []byte // mended text not handed out yet
	err     error
	line    int64
	first   int64 // line of the first replacement
	count   int
}

// Read implements io.Reader.
func (m *mending) Read(p []byte) (int, error) {
	if len(m.out) > 0 {
		n := copy(p, m.out)
		m.out = m.out[n:]
		return n, nil
	}
	if m.err != nil {
		return 0, m.err
	}
	if len(p) <= utf8.UTFMax {
		return 0, io.ErrShortBuffer
	}
	n := copy(p, m.carry[:m.carried])
	m.carried = 0
	k, err := m.r.Read(p[n:])
	n += k
	m.err = err
	if err == nil {
		if keep := incomplete(p[:n]); keep > 0 {
			m.carried = copy(m.carry[:], p[n-keep:n])
			n -= keep
		}
	}
	if utf8.Valid(p[:n]) {
		if m.count == 0 {
			m.line += int64(bytes.Count(p[:n], []byte{'\n'}))
		}
		return n, m.after(n)
	}
	m.out = m.mend(p[:n])
	n = copy(p, m.out)
	m.out = m.out[n:]
	return n, m.after(n)
}

func (m *mending) after(n int) error {
	if n == 0 || len(m.out) == 0 && m.carried == 0 {
		return m.err
	}
	return nil
}

func (m *mending) mend(b []byte) []byte {
	fixed := make([]byte, 0, len(b)+64)
	for i := 0; i < len(b); {
		c, n := utf8.DecodeRune(b[i:])
		if c == utf8.RuneError && n == 1 {
			if m.count == 0 {
				m.first = m.line + 1 + int64(bytes.Count(b[:i], []byte{'\n'}))
			}
			m.count++
		}
		fixed = utf8.AppendRune(fixed, c)
		i += n
	}
	return fixed
}

// incomplete is how many bytes at the end begin a character that is not there yet.
func incomplete(b []byte) int {
	for i := 1; i <= min(utf8.UTFMax-1, len(b)); i++ {
		c := b[len(b)-i]
		if utf8.RuneStart(c) {
			if c >= utf8.RuneSelf && !utf8.FullRune(b[len(b)-i:]) {
				return i
			}
			return 0
		}
	}
	return 0
}
