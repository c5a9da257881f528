package catalog_test

import (
	"bufio"
	"bytes"
	"os"
	"testing"

	"bonafide/model"
	"bonafide/normalize/catalog"
)

type discard struct{ events int }

func (d *discard) Event(*model.Event) error { d.events++; return nil }
func (d *discard) Claim(model.Claim) error  { return nil }

// BenchmarkNormalize measures raw JSON to event, one record after the other.
func BenchmarkNormalize(b *testing.B) {
	for _, name := range []string{"okta_systemlog", "entra_signin", "windows_nxlog"} {
		b.Run(name, func(b *testing.B) {
			text, err := os.ReadFile("testdata/" + name + ".input.jsonl")
			if err != nil {
				b.Fatal(err)
			}
			var records [][]byte
			sc := bufio.NewScanner(bytes.NewReader(text))
			sc.Buffer(nil, 1<<20)
			for sc.Scan() {
				if !bytes.Contains(sc.Bytes(), []byte("yesterday")) && !bytes.Contains(sc.Bytes(), []byte(`"published": null`)) {
					records = append(records, bytes.Clone(sc.Bytes()))
				}
			}
			set, err := catalog.New(catalog.Options{})
			if err != nil {
				b.Fatal(err)
			}
			d := &discard{}
			r, err := set.Runner(d, nil)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			b.SetBytes(int64(len(text) / len(records)))
			i := 0
			for b.Loop() {
				rec := model.Record{Origin: model.Origin{Path: "x", Line: int64(i)}, Syntax: model.SyntaxJSON, Raw: records[i%len(records)]}
				if err := r.Normalize(&rec); err != nil {
					b.Fatal(err)
				}
				i++
			}
			if d.events != i {
				b.Fatalf("%d events of %d records", d.events, i)
			}
		})
	}
}

// BenchmarkInterleaved measures a stream in which each record is of another format than the
// one before.
func BenchmarkInterleaved(b *testing.B) {
	var lists [3][][]byte
	for k, name := range []string{"okta_systemlog", "entra_signin", "windows_nxlog"} {
		text, err := os.ReadFile("testdata/" + name + ".input.jsonl")
		if err != nil {
			b.Fatal(err)
		}
		sc := bufio.NewScanner(bytes.NewReader(text))
		sc.Buffer(nil, 1<<20)
		for sc.Scan() {
			lists[k] = append(lists[k], bytes.Clone(sc.Bytes()))
		}
	}
	set, err := catalog.New(catalog.Options{})
	if err != nil {
		b.Fatal(err)
	}
	r, err := set.Runner(&discard{}, nil)
	if err != nil {
		b.Fatal(err)
	}
	i := 0
	for b.Loop() {
		l := lists[i%3]
		rec := model.Record{Origin: model.Origin{Path: "x", Line: int64(i)}, Syntax: model.SyntaxJSON, Raw: l[(i/3)%len(l)]}
		if err := r.Normalize(&rec); err != nil {
			b.Fatal(err)
		}
		i++
	}
}
