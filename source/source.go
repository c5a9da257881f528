// Package source is the first stage: it turns what was handed in (files, folders,
// archives, standard input) into records with an origin, and knows nothing of their
// meaning. Start with Source, and with Reader, which runs them over files and folders.
//
// Contract: a source never drops anything silently. What it cannot read it reports as a
// Problem with file, line and hint, and goes on with the rest.
package source

import (
	"context"
	"io"

	"bonafide/model"
	"bonafide/plugin"
)

// ProblemKind tells what was lost.
type ProblemKind uint8

// The kinds of problems.
const (
	Broken  ProblemKind = iota // should have been readable: a record, the rest of a file, a whole file
	Skipped                    // of a kind that is not read, or not yet: nothing is wrong with it
	Notice                     // read, but not quite as it stood: characters replaced, an encoding guessed
)

// Problem is something that could not be read as it stands.
type Problem struct {
	Path string
	Line int64 // 0 when it concerns the whole file
	Kind ProblemKind
	Err  error
	Hint string // what to do about it
}

// Sink takes what a source reads. Calls come one at a time per file, in the order of the
// file; a Source may call from several goroutines for different files.
type Sink interface {
	// Record takes one record. The record and everything it points to belong to the
	// source again when Record returns.
	Record(r *model.Record) error
	// Problem takes what could not be read.
	Problem(p Problem)
}

// Binary is implemented by a Source whose content is not text. It is asked first, and it
// gets the bytes as they are; text sources get UTF-8, whatever the file was written in.
type Binary interface {
	// Binary tells that Recognize and Read want raw bytes.
	Binary() bool
}

// Source reads one kind of container: a plain file of some syntax, an event log.
type Source interface {
	Declare() plugin.Declaration
	// Recognize says how sure it is, from 0 (not mine) to 1, by the first bytes of the
	// (already decompressed) content. The name is a hint only.
	Recognize(name string, head []byte) float64
	// Read reads all records of one stream in constant memory. It reports unreadable
	// records to the sink and goes on; it returns an error only when nothing more can be
	// read, and ctx's error when that ends.
	Read(ctx context.Context, path string, r io.Reader, sink Sink) error
}
