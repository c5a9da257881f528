package evtx

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"

	"bonafide/source"
)

// Where things stand in a log, in a chunk and in a record.
const (
	fileMagic   = "ElfFile\x00"
	chunkMagic  = "ElfChnk\x00"
	recordMagic = "**\x00\x00"

	firstChunk  = 0x1000 // in a log
	chunkSize   = 0x10000
	freeSpace   = 48    // in a chunk: where the place behind its last record is written
	firstRecord = 0x200 // in a chunk
	binaryXML   = 24    // in a record, behind its header
)

// record is an event as it stands in a chunk.
type record struct {
	at, end int
	id      uint64
}

// records finds the records of a chunk. The header is written late, so there may be more
// than it says. Behind a damaged one it goes on at the next place that looks like a record;
// lost are the bytes that were passed over that way.
func records(chunk []byte) (found []record, lost int) {
	for p := firstRecord; p+binaryXML+8 < len(chunk); {
		if size, ok := recordSize(chunk, p); ok {
			found = append(found, record{p, p + size, binary.LittleEndian.Uint64(chunk[p+8:])})
			p += size
			continue
		}
		// What the header counts as used may go on behind the damage.
		end := min(int(binary.LittleEndian.Uint32(chunk[freeSpace:])), len(chunk))
		if p >= end {
			break
		}
		next := bytes.Index(chunk[p+1:end], []byte(recordMagic))
		if next < 0 {
			lost += end - p
			break
		}
		lost += next + 1
		p += next + 1
	}
	return found, lost
}

// recordSize is how large the record is that begins at p, when one does.
func recordSize(chunk []byte, p int) (int, bool) {
	if string(chunk[p:p+4]) != recordMagic {
		return 0, false
	}
	size := int(binary.LittleEndian.Uint32(chunk[p+4:]))
	return size, size >= binaryXML+8 && p+size <= len(chunk)
}

// events gives every event of a chunk. The error is the sink's.
func (l *reading) events(chunk []byte, at int64) error {
	found, lost := records(chunk)
	switch {
	case len(found) == 0:
		l.problem(at, errors.New("the chunk holds no events that can be read"))
		return nil
	case lost > 0:
		l.problem(at, fmt.Errorf("%d bytes of it are damaged", lost))
	}
	t := newTemplates(chunk)
	for _, r := range found {
		l.last = r.id
		raw, err := t.event(r)
		if err != nil {
			l.sink.Problem(source.Problem{
				Path: l.path, Line: int64(r.id), Err: fmt.Errorf("damaged: %w", err), //nolint:gosec // a count
				Hint: "the event is passed over; copy the log again while it is not written to",
			})
			continue
		}
		if err := l.event(r, raw); err != nil {
			return err
		}
	}
	return nil
}
