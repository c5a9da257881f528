package source

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// counting counts the bytes that go in.
type counting struct {
	r io.Reader
	n int64
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// unpacking gives what comes out of a compressed stream. When that breaks off or grows
// past the limits it ends, and err says why.
type unpacking struct {
	r      io.Reader
	in     *counting
	limits Limits
	n      int64
	err    error
	hint   string
}

func (u *unpacking) Read(p []byte) (int, error) {
	if u.err != nil {
		return 0, io.EOF
	}
	n, err := u.r.Read(p)
	u.n += int64(n)
	switch {
	case u.n > u.limits.Unpacked, u.n > u.limits.Free && u.n/max(u.in.n, 1) > u.limits.Ratio:
		u.err = fmt.Errorf("unpacked to more than is reasonable (%d bytes out of %d): the rest is not read", u.n, u.in.n)
		u.hint = "unpack it yourself if it is what it should be"
	case err != nil && !errors.Is(err, io.EOF):
		u.err = fmt.Errorf("the compressed file is cut off or damaged: %w", err)
		u.hint = "what stood before was read; copy the file again"
		err = io.EOF
	}
	return n, err
}

// Spooled is a stream that was put into a temporary file, so that it can be read at any
// place. Close deletes it.
type Spooled struct{ *os.File }

// Spool copies a stream of up to limit bytes into a temporary file.
func Spool(r io.Reader, limit int64) (*Spooled, error) {
	f, err := os.CreateTemp("", "bonafide-*")
	if err != nil {
		return nil, err
	}
	s := &Spooled{f}
	n, err := io.Copy(f, io.LimitReader(r, limit+1))
	if err == nil && n > limit {
		err = fmt.Errorf("larger than the limit of %d bytes", limit)
	}
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Close closes and deletes the temporary file.
func (s *Spooled) Close() error { return errors.Join(s.File.Close(), os.Remove(s.Name())) }

// document tells whether an archive is really an office document.
func document(z *zip.Reader) string {
	for _, f := range z.File {
		switch {
		case strings.HasPrefix(f.Name, "word/"):
			return "a Word document"
		case strings.HasPrefix(f.Name, "xl/"):
			return "an Excel workbook"
		case strings.HasPrefix(f.Name, "ppt/"):
			return "a presentation"
		case f.Name == "META-INF/MANIFEST.MF":
			return "a Java archive"
		case f.Name == "content.xml":
			return "an OpenDocument file"
		}
	}
	return ""
}

// binaryFile is what foreign says of content that is like nothing it knows.
const binaryFile = "a binary file"

// foreign names what content is that no source reads, "" when it may be text.
func foreign(path string, head []byte) string {
	for _, m := range []struct{ magic, what string }{
		{"%PDF", "a PDF document"},
		{"\x89PNG", "a picture"},
		{"\xff\xd8\xff", "a picture"},
		{"GIF8", "a picture"},
		{"RIFF", "a media file"},
		{"ID3", "a media file"},
		{"OggS", "a media file"},
		{"\x1aE\xdf\xa3", "a media file"},
		{"MZ", "a program"},
		{"\x7fELF", "a program"},
		{"\xcf\xfa\xed\xfe", "a program"},
		{"SQLite format 3", "an SQLite database"},
		{"PAR1", "a Parquet file"},
		{"# v2 git bundle", "a git bundle"},
		{"# v3 git bundle", "a git bundle"},
		{"BZh", "a bzip2 file"},
		{"\xfd7zXZ", "an xz file"},
		{"7z\xbc\xaf", "a 7z archive"},
		{"{\\rtf", "an RTF document"},
		{"\xd4\xc3\xb2\xa1", "a packet capture"},
		{"\x0a\x0d\x0d\x0a", "a packet capture"},
		{"regf", "a registry hive"},
		{"\xd0\xcf\x11\xe0", "an old Office document"},
		{"<!DOCTYPE html", "a web page"},
		{"<html", "a web page"},
		{"<?xml", "an XML file"},
		{"-----BEGIN", "a key or certificate"},
	} {
		if bytes.HasPrefix(head, []byte(m.magic)) {
			return m.what
		}
	}
	if len(head) > 8 && string(head[4:8]) == "ftyp" {
		return "a media file"
	}
	switch strings.ToLower(filepath.Ext(path)) {
	case ".md", ".rst", ".adoc":
		return "a text document"
	case ".yaml", ".yml", ".toml", ".ini":
		return "a settings file"
	case ".go", ".py", ".js", ".ts", ".sh", ".ps1", ".c", ".h", ".java", ".rb":
		return "program text"
	case ".html", ".htm", ".xml", ".css", ".svg":
		return "a web page or XML file"
	}
	if strings.HasPrefix(filepath.Base(path), "tar") || isTar(head) {
		return "a tar archive"
	}
	if binary(head) {
		return binaryFile
	}
	return ""
}

func isTar(head []byte) bool { return len(head) > 262 && string(head[257:262]) == "ustar" }
