package source

import (
	"context"
	"sync"
	"unsafe"

	"bonafide/model"
)

// Batch is some records of one file, in its order, with memory of their own. It is valid
// until the handler that was given it returns.
type Batch struct {
	Path     string
	Records  []model.Record
	Problems []Problem

	bytes  []byte
	fields []string
}

// BatchOptions say how ReadBatches works.
type BatchOptions struct {
	Files   int // how many files are read at once, 1 when not set
	Workers int // how many handlers run at once, 1 when not set
	Records int // in a batch at most, 256 when not set
	Bytes   int // in a batch at about most, 512 KiB when not set
}

// ReadBatches reads everything below the paths: a goroutine per open file finds the
// records and copies them into batches, and Workers goroutines call handle with them.
// Batches come in no order; the records' origins give the order. handle is called with
// the number of its worker, one call at a time for each. Its error ends everything.
func (r *Reader) ReadBatches(ctx context.Context, paths []string, o BatchOptions, handle func(worker int, b *Batch) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	p := newPool(ctx, o)
	var workers sync.WaitGroup
	for i := range max(o.Workers, 1) {
		workers.Go(func() {
			for b := range p.full {
				if ctx.Err() == nil {
					if err := handle(i, b); err != nil {
						cancel(err)
					}
				}
				p.empty.Put(b)
			}
		})
	}
	var files sync.WaitGroup
	slots := make(chan struct{}, max(o.Files, 1))
	report := &batcher{pool: p, path: ""}
	for f := range r.files(paths, report.Problem) {
		select {
		case slots <- struct{}{}:
		case <-ctx.Done():
		}
		if ctx.Err() != nil {
			break
		}
		files.Go(func() {
			defer func() { <-slots }()
			b := &batcher{pool: p, path: f}
			if err := r.file(ctx, f, b); err != nil {
				cancel(err)
			}
			b.flush()
		})
	}
	files.Wait()
	report.flush()
	close(p.full)
	workers.Wait()
	return context.Cause(ctx)
}

// pool hands batches round.
type pool struct {
	ctx     context.Context
	options BatchOptions
	full    chan *Batch
	empty   sync.Pool
}

func newPool(ctx context.Context, o BatchOptions) *pool {
	if o.Records <= 0 {
		o.Records = 256
	}
	if o.Bytes <= 0 {
		o.Bytes = 512 << 10
	}
	p := &pool{ctx: ctx, options: o, full: make(chan *Batch, max(o.Workers, 1))}
	p.empty.New = func() any { return &Batch{bytes: make([]byte, 0, o.Bytes)} }
	return p
}

func (p *pool) get(path string) *Batch {
	b, ok := p.empty.Get().(*Batch)
	if !ok {
		b = &Batch{}
	}
	*b = Batch{Path: path, Records: b.Records[:0], bytes: b.bytes[:0], fields: b.fields[:0]}
	return b
}

// batcher is the sink of one file.
type batcher struct {
	pool  *pool
	path  string
	batch *Batch

	envelope []byte   // of the last record, in the batch's memory
	header   []string // of the file, copied once
	first    *string  // the source's own header, to tell whether it is still the same
}

// Record copies a record into the current batch.
func (s *batcher) Record(r *model.Record) error {
	need := len(r.Raw) + len(r.Envelope)
	for _, v := range r.Row {
		need += len(v)
	}
	b := s.room(need, len(r.Row))
	if b == nil {
		return s.pool.ctx.Err()
	}
	c := model.Record{Origin: r.Origin, Syntax: r.Syntax, Raw: b.keep(r.Raw)}
	if len(r.Envelope) > 0 {
		if string(s.envelope) != string(r.Envelope) {
			s.envelope = b.keep(r.Envelope)
		}
		c.Envelope = s.envelope
	}
	if len(r.Header) > 0 {
		if s.first != &r.Header[0] || len(s.header) != len(r.Header) {
			s.first, s.header = &r.Header[0], append([]string(nil), r.Header...)
		}
		at := len(b.fields)
		for _, v := range r.Row {
			b.fields = append(b.fields, unsafe.String(unsafe.SliceData(b.keep([]byte(v))), len(v)))
		}
		c.Header, c.Row = s.header, b.fields[at:len(b.fields):len(b.fields)]
	}
	b.Records = append(b.Records, c)
	if len(b.Records) >= s.pool.options.Records {
		s.flush()
	}
	return nil
}

// Problem puts a problem into the current batch.
func (s *batcher) Problem(p Problem) {
	if b := s.room(0, 0); b != nil {
		b.Problems = append(b.Problems, p)
	}
}

// room gives the current batch when it can take more without moving what it holds, or
// an empty one; nil when the reading was ended.
func (s *batcher) room(bytes, fields int) *Batch {
	if b := s.batch; b != nil && len(b.Records) > 0 && (cap(b.bytes)-len(b.bytes) < bytes || cap(b.fields)-len(b.fields) < fields) {
		s.flush()
	}
	if s.pool.ctx.Err() != nil {
		return nil
	}
	if s.batch == nil {
		s.batch = s.pool.get(s.path)
		s.envelope = nil
	}
	if b := s.batch; len(b.Records) == 0 {
		if cap(b.bytes) < bytes {
			b.bytes = make([]byte, 0, bytes)
		}
		if cap(b.fields) < fields {
			b.fields = make([]string, 0, max(fields, fields*s.pool.options.Records))
		}
	}
	return s.batch
}

func (s *batcher) flush() {
	if s.batch == nil {
		return
	}
	select {
	case s.pool.full <- s.batch:
	case <-s.pool.ctx.Done():
	}
	s.batch = nil
}

// keep copies p into the batch's memory, which has room for it.
func (b *Batch) keep(p []byte) []byte {
	at := len(b.bytes)
	b.bytes = append(b.bytes, p...)
	return b.bytes[at:len(b.bytes):len(b.bytes)]
}
