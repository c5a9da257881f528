// Package sourcetest is the conformance suite that every source passes. Start with Run.
package sourcetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bonafide/model"
	"bonafide/source"
)

// Run checks what every source owes, over a sample of its content: a sound declaration, the
// sample recognised and nothing else, records with rising origins, the same records every
// time, no memory of a record used after the sink returned, no panic and no silence on
// content that is cut or damaged anywhere, and an end when the context ends.
func Run(t *testing.T, s source.Source, sample []byte) {
	t.Helper()
	if err := s.Declare().Check(); err != nil {
		t.Error(err)
	}
	if c := s.Recognize("sample", head(sample)); c <= 0 {
		t.Errorf("its own sample is recognised with %g", c)
	}
	if c := s.Recognize("x.png", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")); c > 0 {
		t.Errorf("a picture is recognised with %g", c)
	}
	want := read(t, s, sample)
	if len(want) == 0 {
		t.Fatal("the sample gives no records")
	}
	if diff := cmp.Diff(want, read(t, s, sample)); diff != "" {
		t.Errorf("read twice, it gives something else (-first +second):\n%s", diff)
	}
	for i := 1; i <= 16; i++ {
		read(t, s, sample[:len(sample)*i/17])
		damaged := bytes.Clone(sample)
		for j := i; j < len(damaged); j += len(damaged)/7 + 1 {
			damaged[j] ^= 0x5a
		}
		read(t, s, damaged)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	sink := &keeper{}
	if err := s.Read(ctx, "sample", bytes.NewReader(bytes.Repeat(sample, 50)), sink); err != nil && !errors.Is(err, context.Canceled) && len(sink.problems) == 0 {
		t.Errorf("with an ended context, it fails with %v", err)
	}
}

func head(sample []byte) []byte { return sample[:min(len(sample), 4096)] }

// read gives what a source reads, one line a record.
func read(t *testing.T, s source.Source, content []byte) []string {
	t.Helper()
	sink := &keeper{t: t}
	if err := s.Read(context.Background(), "sample", bytes.NewReader(content), sink); err != nil && err.Error() == "" {
		t.Error("an error says nothing")
	}
	for _, p := range sink.problems {
		if p.Err == nil || p.Path != "sample" {
			t.Errorf("a problem lacks its error or its path: %+v", p)
		}
	}
	return sink.records
}

// keeper is a sink that spoils what it was given, as the contract allows it to vanish.
type keeper struct {
	t        *testing.T
	records  []string
	problems []source.Problem
	last     int64
}

// Record notes the record.
func (k *keeper) Record(r *model.Record) error {
	if k.t != nil && (r.Origin.Path != "sample" || r.Origin.Line < k.last || r.Origin.Line < 1 || r.Syntax == model.SyntaxUnknown) {
		k.t.Errorf("a record stands at %v after line %d, in syntax %d", r.Origin, k.last, r.Syntax)
	}
	k.last = r.Origin.Line
	k.records = append(k.records, fmt.Sprintf("%d %s %s %q %q", r.Origin.Line, r.Raw, r.Envelope, r.Header, r.Row))
	return nil
}

// Problem notes what could not be read.
func (k *keeper) Problem(p source.Problem) { k.problems = append(k.problems, p) }
