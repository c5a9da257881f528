package spool

import (
	"encoding/binary"
	"errors"
	"time"

	"bonafide/model"
	"bonafide/model/ocsf"
)

var errDamaged = errors.New("spool: damaged block")

// appendEvent writes an event: fixed parts first, then every attribute as number and
// text. Facts and resolved subjects are not kept; later stages derive them again.
func appendEvent(b []byte, e *model.Event, format, path uint32) []byte {
	b = binary.AppendVarint(b, e.Time.UnixNano())
	b = binary.AppendUvarint(b, uint64(format))
	b = binary.AppendUvarint(b, uint64(path))
	b = binary.AppendVarint(b, e.Origin.Line)
	b = binary.AppendVarint(b, int64(e.Origin.Part))
	b = binary.AppendUvarint(b, uint64(e.Class))
	b = append(b, byte(e.Activity), byte(e.Outcome))
	b = appendText(b, string(e.ID))
	b = appendText(b, e.Action)
	b = binary.AppendUvarint(b, uint64(e.FieldCount())) //nolint:gosec // never negative
	for f, v := range e.Fields() {
		b = append(b, byte(f))
		b = appendText(b, v)
	}
	return appendMatched(b, &e.Matched)
}

// appendMatched writes what rules said of the record.
func appendMatched(b []byte, m *model.Matched) []byte {
	b = binary.AppendUvarint(b, uint64(len(m.Rules)))
	for _, r := range m.Rules {
		b = binary.AppendUvarint(b, uint64(r)) //nolint:gosec // never negative
	}
	if len(m.Rules) == 0 {
		return b
	}
	b = binary.AppendUvarint(b, uint64(len(m.Texts)))
	for _, t := range m.Texts {
		b = binary.AppendUvarint(b, uint64(t.Field)) //nolint:gosec // never negative
		b = appendText(b, t.Text)
	}
	return b
}

func appendText(b []byte, s string) []byte {
	b = binary.AppendUvarint(b, uint64(len(s)))
	return append(b, s...)
}

// decoder reads what appendEvent wrote. All text shares one string, so that an event
// costs one allocation; whoever keeps a part of it clones that part.
type decoder struct {
	text string
	at   int
	bad  bool
}

func (d *decoder) uvarint() uint64 {
	var n uint64
	for shift := uint(0); shift < 64; shift += 7 {
		if d.at >= len(d.text) {
			break
		}
		c := d.text[d.at]
		d.at++
		n |= uint64(c&0x7f) << shift
		if c < 0x80 {
			return n
		}
	}
	d.bad = true
	return 0
}

func (d *decoder) varint() int64 {
	n := d.uvarint()
	return int64(n>>1) ^ -int64(n&1) //nolint:gosec // zigzag decoding
}

func (d *decoder) byte() byte {
	if d.at >= len(d.text) {
		d.bad = true
		return 0
	}
	d.at++
	return d.text[d.at-1]
}

func (d *decoder) string() string {
	n := d.uvarint()
	if d.bad || n > uint64(len(d.text)-d.at) { //nolint:gosec // never negative
		d.bad = true
		return ""
	}
	s := d.text[d.at : d.at+int(n)] //nolint:gosec // bounded above
	d.at += int(n)                  //nolint:gosec // bounded above
	return s
}

// decode reads one event into e.
func (d *decoder) matched(m *model.Matched) {
	n := d.uvarint()
	if n == 0 {
		return
	}
	for ; n > 0 && !d.bad; n-- {
		m.Rules = append(m.Rules, int32(d.uvarint())) //nolint:gosec // as written
	}
	for n := d.uvarint(); n > 0 && !d.bad; n-- {
		field := int32(d.uvarint()) //nolint:gosec // as written
		m.Texts = append(m.Texts, model.MatchedText{Field: field, Text: d.string()})
	}
}

func (s *Spool) decode(b []byte, e *model.Event) error {
	d := decoder{text: string(b)}
	e.Reset()
	e.Time = time.Unix(0, d.varint()).UTC()
	format, path := d.uvarint(), d.uvarint()
	e.Origin.Line = d.varint()
	e.Origin.Part = int32(d.varint())    //nolint:gosec // as written
	e.Class = ocsf.Class(d.uvarint())    //nolint:gosec // as written
	e.Activity = ocsf.Activity(d.byte()) //
	e.Outcome = model.Outcome(d.byte())
	e.ID = model.EventID(d.string())
	e.Action = d.string()
	for n := d.uvarint(); n > 0 && !d.bad; n-- {
		f := model.Field(d.byte())
		e.Add(f, d.string())
	}
	d.matched(&e.Matched)
	if d.bad {
		return errDamaged
	}
	var err error
	s.mu.Lock()
	defer s.mu.Unlock()
	if e.Format, err = s.word(format); err != nil {
		return err
	}
	e.Origin.Path, err = s.word(path)
	return err
}
