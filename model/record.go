package model

import "strconv"

// Origin says where a record stands in what was handed in, so that every reason can
// cite it. Path is the path as the user gave it (for an archive "a.zip/inner.csv"),
// Line counts from 1; for binary formats Line is the record's number. Part tells apart
// the events of one record and starts at 0.
type Origin struct {
	Path string
	Line int64
	Part int32
}

// String is "path:line".
func (o Origin) String() string { return o.Path + ":" + strconv.FormatInt(o.Line, 10) }

// Syntax is how a record's bytes are written.
type Syntax uint8

// The syntaxes that sources read.
const (
	SyntaxUnknown Syntax = iota
	SyntaxJSON           // Raw is one JSON object
	SyntaxTable          // Header and Row hold one line of a CSV file
	SyntaxText           // Raw is one line of text
)

// Record is one thing a source read, untouched: a source knows nothing of its meaning.
// Its slices belong to the source and are valid until the next record is asked for;
// whoever keeps one copies it.
type Record struct {
	Origin Origin
	Syntax Syntax
	// Raw is the record's own text: the JSON object, or the CSV line as it stood.
	Raw []byte
	// Envelope is the JSON object that wrapped the array this record came from, without
	// that array ("{}" or nil when there was none). A Zoom participant's meeting stands here.
	Envelope []byte
	// Header and Row are the columns of a table, in step.
	Header []string
	Row    []string
}
