package normalize

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"strconv"
	"strings"
)

// EDID is what a display says of itself.
type EDID struct {
	Manufacturer string // three letters, such as DEL
	Product      string // four hexadecimal digits
	Serial       string // as text where the display gives one, else the number
	SerialNumber uint32
	Name         string
	Width        int // cm, 0 when not said
	Height       int
	Week, Year   int
}

// ErrEDID says that bytes are no EDID.
var ErrEDID = errors.New("not an EDID block")

// DecodeEDID reads the base block of an EDID (VESA E-EDID 1.4). A wrong checksum is not
// held against it: imitations often have one.
func DecodeEDID(b []byte) (EDID, error) {
	if len(b) < 128 || string(b[:8]) != "\x00\xff\xff\xff\xff\xff\xff\x00" {
		return EDID{}, ErrEDID
	}
	id := binary.BigEndian.Uint16(b[8:])
	d := EDID{
		Manufacturer: string([]byte{'@' + byte(id>>10&31), '@' + byte(id>>5&31), '@' + byte(id&31)}),
		Product:      strings.ToUpper(hex.EncodeToString([]byte{b[11], b[10]})),
		SerialNumber: binary.LittleEndian.Uint32(b[12:]),
		Width:        int(b[21]), Height: int(b[22]), Week: int(b[16]),
	}
	if b[17] > 0 {
		d.Year = 1990 + int(b[17])
	}
	if d.Week > 54 {
		d.Week = 0 // 255 means that the year is the model's
	}
	for at := 54; at <= 108; at += 18 {
		block := b[at : at+18]
		if block[0] != 0 || block[1] != 0 || block[2] != 0 {
			continue
		}
		switch block[3] {
		case 0xff:
			d.Serial = descriptor(block[5:])
		case 0xfc:
			d.Name = descriptor(block[5:])
		}
	}
	if d.Serial == "" && d.SerialNumber != 0 {
		d.Serial = strconv.FormatUint(uint64(d.SerialNumber), 10)
	}
	return d, nil
}

func descriptor(b []byte) string {
	text := string(b)
	if i := strings.IndexByte(text, '\n'); i >= 0 {
		text = text[:i]
	}
	text = strings.Map(func(c rune) rune {
		if c < ' ' || c > '~' {
			return -1
		}
		return c
	}, text)
	return strings.TrimSpace(text)
}

// EDIDFromText reads an EDID written as hexadecimal digits (with blanks, commas or 0x
// between them) or base64.
func EDIDFromText(text string) (EDID, error) {
	digits := strings.Map(func(c rune) rune {
		switch c {
		case ' ', ',', '\n', '\r', '\t', ':', '-', '<', '>':
			return -1
		}
		return c
	}, strings.ReplaceAll(text, "0x", ""))
	if b, err := hex.DecodeString(digits); err == nil {
		return DecodeEDID(b)
	}
	b, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil {
		return EDID{}, ErrEDID
	}
	return DecodeEDID(b)
}
