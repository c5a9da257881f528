package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/valyala/fastjson"

	"bonafide/simulate"
)

// steadyReport is a run over some formats without what every run costs once.
type steadyReport struct {
	Formats []string `json:"formats"`
	// Start is a run over the same people and tables without the formats.
	Start speedReport `json:"start"`
	// PerSecond and PerCPU are the events that the formats add, for each second and
	// processor second that they add.
	PerSecond float64 `json:"events_per_second"`
	PerCPU    float64 `json:"events_per_cpu_second"`
	// Parse is how many records of the same files are parsed as JSON a second of one core,
	// with nothing else done.
	Parse float64 `json:"parse_only_per_second"`
}

// speedOf measures one company with nothing but its tables and the named folders, each of
// which holds one format, on one core unless cores says otherwise.
func speedOf(ctx context.Context, formats []string, profile string, cores int) (*speedReport, error) {
	dir, err := os.MkdirTemp("", "bonafide-benchmark-*")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	company, start := filepath.Join(dir, "company"), filepath.Join(dir, "start")
	large := simulate.Large(1)
	large.Events = 0 // all that such a company logs
	if _, err := simulate.Write(ctx, company, large); err != nil {
		return nil, err
	}
	if err := leave(company, formats); err != nil {
		return nil, err
	}
	if err := tables(company, start); err != nil {
		return nil, err
	}
	bare, err := again(ctx, start, "", cores)
	if err != nil {
		return nil, err
	}
	parse, err := parseOnly(company, formats)
	if err != nil {
		return nil, err
	}
	s, err := again(ctx, company, profile, cores)
	if err != nil {
		return nil, err
	}
	events := float64(s.Events - bare.Events)
	s.Steady = &steadyReport{
		Formats: formats, Start: *bare, Parse: parse,
		PerSecond: events / (s.Seconds - bare.Seconds), PerCPU: events / (s.CPU - bare.CPU),
	}
	return s, nil
}

// leave removes every folder of a company that is not named.
func leave(company string, formats []string) error {
	entries, err := os.ReadDir(company)
	if err != nil {
		return err
	}
	var known []string
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		known = append(known, e.Name())
		if slices.Contains(formats, e.Name()) {
			continue
		}
		if err := os.RemoveAll(filepath.Join(company, e.Name())); err != nil {
			return err
		}
	}
	for _, f := range formats {
		if !slices.Contains(known, f) {
			return fmt.Errorf("speed: no format is called %q; there are %s", f, strings.Join(known, ", "))
		}
	}
	return nil
}

// tables copies the files that stand beside the folders.
func tables(from, to string) error {
	entries, err := os.ReadDir(from)
	if err != nil {
		return err
	}
	if err := os.Mkdir(to, 0o700); err != nil {
		return err
	}
	for _, e := range entries {
		if e.IsDir() {
			continue
		}
		b, err := os.ReadFile(filepath.Join(from, e.Name()))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(to, e.Name()), b, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// parseOnly is how many lines of JSON below the folders are parsed a second of one core,
// 0 where the folders hold none. It also brings the files into the system's cache.
func parseOnly(company string, formats []string) (float64, error) {
	var p fastjson.Parser
	lines := 0
	before, _ := usage()
	for _, format := range formats {
		err := filepath.WalkDir(filepath.Join(company, format), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !slices.Contains([]string{".jsonl", ".ndjson"}, filepath.Ext(path)) {
				return err
			}
			n, err := parseLines(&p, path)
			lines += n
			return err
		})
		if err != nil {
			return 0, err
		}
	}
	after, _ := usage()
	if lines == 0 {
		return 0, nil
	}
	return float64(lines) / max(after-before, time.Nanosecond.Seconds()), nil
}

func parseLines(p *fastjson.Parser, path string) (int, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	s := bufio.NewScanner(f)
	s.Buffer(make([]byte, 1<<20), 64<<20)
	n := 0
	for s.Scan() {
		if _, err := p.ParseBytes(s.Bytes()); err != nil {
			return n, errors.Join(fmt.Errorf("%s:%d: %w", path, n+1, err), f.Close())
		}
		n++
	}
	return n, errors.Join(s.Err(), f.Close())
}

func (s *steadyReport) String() string {
	text := fmt.Sprintf("without the start (%.1f s, %.1f CPU s): %.0f events/s, %.0f events per CPU second", s.Start.Seconds, s.Start.CPU, s.PerSecond, s.PerCPU)
	if s.Parse > 0 {
		text += fmt.Sprintf("; parsing their JSON alone: %.0f/s, so %.1f %% of that", s.Parse, 100*s.PerCPU/s.Parse)
	}
	return text
}
