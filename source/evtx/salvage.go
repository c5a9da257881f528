package evtx

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"

	"www.velocidex.com/golang/evtx"

	"bonafide/source"
)

// Where things stand in a chunk and in a record.
const (
	firstNumber = 8
	lastNumber  = 16
	binaryXML   = 24 // in a record, after its header
)

// maxDamaged is how many damaged records are passed over before the rest of a chunk is
// given up.
const maxDamaged = 64

// salvage reads a chunk's records. The parser panics on damage and then gives nothing of
// the chunk, so a record it stumbles over is found and emptied, and the rest read again.
func (l *reading) salvage(chunk []byte, at int64) []*evtx.EventRecord {
	places := places(chunk)
	if len(places) == 0 {
		l.problem(at, errors.New("the chunk holds no events that can be read"))
		return nil
	}
	l.empty(chunk, places)
	setCount(chunk, len(places))
	for range maxDamaged {
		records, err := parse(chunk)
		if err == nil {
			return records
		}
		bad := firstBad(chunk, len(places))
		setCount(chunk, len(places))
		p := places[bad]
		l.sink.Problem(source.Problem{
			Path: l.path, Line: int64(binary.LittleEndian.Uint64(chunk[p+8:])), //nolint:gosec // a count
			Err: err, Hint: "the event is passed over; copy the log again while it is not written to",
		})
		if chunk[p+binaryXML] == 0 {
			break // it was emptied already: the damage is elsewhere
		}
		chunk[p+binaryXML] = 0 // the token that ends a fragment
	}
	for n := len(places) - 1; n > 0; n-- {
		setCount(chunk, n)
		if records, err := parse(chunk); err == nil {
			l.problem(at, fmt.Errorf("%d events cannot be read", len(places)-n))
			return records
		}
	}
	l.problem(at, errors.New("none of the events can be read"))
	return nil
}

// empty empties records whose outermost template says that it has more arguments than
// the record has room for: the parser would count up to four thousand million of them.
func (l *reading) empty(chunk []byte, places []int) {
	known := make(map[uint32]bool)
	for _, p := range places {
		end := p + int(binary.LittleEndian.Uint32(chunk[p+4:]))
		if plausible(chunk, p+binaryXML, end, known) {
			continue
		}
		l.sink.Problem(source.Problem{
			Path: l.path, Line: int64(binary.LittleEndian.Uint64(chunk[p+8:])), //nolint:gosec // a count
			Err: errors.New("damaged: the event's template does not fit it"), Hint: "the event is passed over; copy the log again while it is not written to",
		})
		chunk[p+binaryXML] = 0
	}
}

// plausible follows the beginning of a record's binary XML as the parser does.
func plausible(chunk []byte, p, end int, known map[uint32]bool) bool {
	for p < end && chunk[p] == 0x0f { // the header of a fragment
		p += 4
	}
	if p >= end || chunk[p] != 0x0c { // no template
		return true
	}
	if p+14 > end {
		return false
	}
	id, arguments := binary.LittleEndian.Uint32(chunk[p+2:]), binary.LittleEndian.Uint32(chunk[p+10:])
	p += 14
	if !known[id] {
		if p+20 > len(chunk) {
			return false
		}
		body := int(binary.LittleEndian.Uint32(chunk[p+16:]))
		p += 20 + body
		if body > len(chunk) || p+4 > len(chunk) {
			return false
		}
		arguments = binary.LittleEndian.Uint32(chunk[p:])
		p += 4
		known[id] = true
	}
	return int(arguments)*4 <= end-p
}

// firstBad is the place of the first record that the parser stumbles over.
func firstBad(chunk []byte, n int) int {
	good, bad := 0, n // so many records can be read, so many cannot
	for bad-good > 1 {
		mid := (good + bad) / 2
		setCount(chunk, mid)
		if _, err := parse(chunk); err == nil {
			good = mid
		} else {
			bad = mid
		}
	}
	return bad - 1
}

// places finds where records begin.
func places(chunk []byte) []int {
	var found []int
	for p := evtx.EVTX_CHUNK_HEADER_SIZE; p+binaryXML+8 < len(chunk); {
		if string(chunk[p:p+4]) != evtx.EVTX_EVENT_RECORD_MAGIC {
			break
		}
		size := int(binary.LittleEndian.Uint32(chunk[p+4:]))
		if size < binaryXML+8 || p+size > len(chunk) {
			break
		}
		found = append(found, p)
		p += size
	}
	return found
}

func setCount(chunk []byte, n int) {
	binary.LittleEndian.PutUint64(chunk[firstNumber:], 1)
	binary.LittleEndian.PutUint64(chunk[lastNumber:], uint64(n)) //nolint:gosec // small
}

// parse reads a chunk's records; a panic of the parser becomes an error.
func parse(chunk []byte) (records []*evtx.EventRecord, err error) {
	defer func() {
		if p := recover(); p != nil {
			records, err = nil, fmt.Errorf("damaged: %v", p)
		}
	}()
	c, err := evtx.NewChunk(bytes.NewReader(chunk), 0)
	if err != nil {
		return nil, err
	}
	return c.Parse(0)
}
