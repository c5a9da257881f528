package evtx

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// kind is the type of a value of a record; arrayFlag makes it an array of that type.
type kind byte

const (
	kindNull   kind = 0x00
	kindText   kind = 0x01
	kindANSI   kind = 0x02
	kindInt8   kind = 0x03
	kindUint8  kind = 0x04
	kindInt16  kind = 0x05
	kindUint16 kind = 0x06
	kindInt32  kind = 0x07
	kindUint32 kind = 0x08
	kindInt64  kind = 0x09
	kindUint64 kind = 0x0a
	kindReal32 kind = 0x0b
	kindReal64 kind = 0x0c
	kindBool   kind = 0x0d
	kindBinary kind = 0x0e
	kindGUID   kind = 0x0f
	kindSize   kind = 0x10
	kindTime   kind = 0x11
	kindSystem kind = 0x12
	kindSID    kind = 0x13
	kindHex32  kind = 0x14
	kindHex64  kind = 0x15
	kindBinXML kind = 0x21
	kindXML    kind = 0x23
	arrayFlag  kind = 0x80
)

// sizes are the bytes of the kinds that have always as many.
//
//nolint:gochecknoglobals // a table
var sizes = map[kind]int{
	kindInt8: 1, kindUint8: 1, kindInt16: 2, kindUint16: 2, kindInt32: 4, kindUint32: 4, kindInt64: 8, kindUint64: 8,
	kindReal32: 4, kindReal64: 8, kindBool: 4, kindGUID: 16, kindTime: 8, kindSystem: 16, kindHex32: 4, kindHex64: 8,
}

// value is one value of a record.
type value struct {
	kind kind
	raw  []byte
	at   int // where in the chunk
}

// json writes a value as Windows writes it in XML, numbers and truths without quotes.
// Nothing is null.
func (v value) json() []byte {
	if v.kind&arrayFlag != 0 {
		return v.array()
	}
	text, bare := v.text()
	if bare {
		return []byte(text)
	}
	return quote(text)
}

func (v value) array() []byte {
	out := []byte{'['}
	for i, one := range v.elements() {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, one.json()...)
	}
	return append(out, ']')
}

// elements are those of an array.
func (v value) elements() []value {
	of := v.kind &^ arrayFlag
	var list []value
	if of == kindText || of == kindANSI {
		whole, _ := value{kind: of, raw: v.raw}.text()
		for part := range strings.SplitSeq(whole, "\x00") {
			list = append(list, value{kind: kindANSI, raw: []byte(part)})
		}
		return list
	}
	size := sizes[of]
	if size == 0 {
		return []value{{kind: kindBinary, raw: v.raw}}
	}
	for raw := v.raw; len(raw) >= size; raw = raw[size:] {
		list = append(list, value{kind: of, raw: raw[:size]})
	}
	return list
}

// text writes a value; bare tells that it is JSON as it stands. What has not the size of
// its kind is written as bytes.
func (v value) text() (text string, bare bool) {
	if size := sizes[v.kind]; size > 0 && len(v.raw) != size && (v.kind != kindBool || len(v.raw) == 0 || len(v.raw) > 8) {
		return strings.ToUpper(fmt.Sprintf("%x", v.raw)), false
	}
	switch v.kind {
	case kindNull:
		return "null", true
	case kindText:
		return utf16Text(v.raw), false
	case kindANSI, kindXML:
		return strings.TrimRight(string(v.raw), "\x00"), false
	case kindReal32, kindReal64:
		return v.real()
	case kindBool:
		return strconv.FormatBool(v.unsigned() != 0), true
	case kindGUID:
		return v.guid(), false
	case kindTime:
		return fileTime(v.unsigned()), false
	case kindSystem:
		return systemTime(v.raw), false
	case kindSID:
		return sid(v.raw), false
	}
	return v.number()
}

// number writes whole numbers, and everything else as bytes.
func (v value) number() (text string, bare bool) {
	u := v.unsigned()
	switch v.kind {
	case kindInt8, kindInt16, kindInt32, kindInt64:
		shift := 64 - 8*len(v.raw)
		return strconv.FormatInt(int64(u<<shift)>>shift, 10), true //nolint:gosec // its sign is restored
	case kindUint8, kindUint16, kindUint32, kindUint64:
		return strconv.FormatUint(u, 10), true
	case kindHex32, kindHex64:
		return "0x" + strconv.FormatUint(u, 16), false
	case kindSize:
		if len(v.raw) <= 8 {
			return "0x" + strconv.FormatUint(u, 16), false
		}
	}
	return strings.ToUpper(fmt.Sprintf("%x", v.raw)), false
}

// unsigned reads up to eight bytes.
func (v value) unsigned() uint64 {
	var b [8]byte
	copy(b[:], v.raw)
	return binary.LittleEndian.Uint64(b[:])
}

func (v value) real() (text string, bare bool) {
	f, bits := math.Float64frombits(v.unsigned()), 64
	if v.kind == kindReal32 {
		f, bits = float64(math.Float32frombits(uint32(v.unsigned()))), 32 //nolint:gosec // four bytes
	}
	return strconv.FormatFloat(f, 'g', -1, bits), !math.IsNaN(f) && !math.IsInf(f, 0)
}

func (v value) guid() string {
	b := v.raw
	return fmt.Sprintf("%08X-%04X-%04X-%X-%X", binary.LittleEndian.Uint32(b), binary.LittleEndian.Uint16(b[4:]), binary.LittleEndian.Uint16(b[6:]), b[8:10], b[10:])
}

// fileTime writes a time that is counted in steps of 100 nanoseconds from 1601 on.
func fileTime(steps uint64) string {
	const second, from1601 = 10_000_000, 11_644_473_600
	t := time.Unix(int64(steps/second)-from1601, int64(steps%second)*100).UTC() //nolint:gosec // the quotient fits
	return t.Format("2006-01-02T15:04:05.0000000Z")
}

// systemTime writes a time that is written in its parts.
func systemTime(b []byte) string {
	part := func(i int) int { return int(binary.LittleEndian.Uint16(b[2*i:])) }
	return fmt.Sprintf("%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", part(0), part(1), part(3), part(4), part(5), part(6), part(7))
}

func sid(b []byte) string {
	if len(b) < 8 {
		return ""
	}
	var authority [8]byte
	copy(authority[2:], b[2:8])
	text := fmt.Sprintf("S-%d-%d", b[0], binary.BigEndian.Uint64(authority[:]))
	for b = b[8:]; len(b) >= 4; b = b[4:] {
		text += fmt.Sprintf("-%d", binary.LittleEndian.Uint32(b))
	}
	return text
}

func quote(text string) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(text) // a text can always be written
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
