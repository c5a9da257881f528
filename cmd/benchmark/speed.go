package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"bonafide/app"
	"bonafide/simulate"
)

func newSpeed(print func(report, error) error) *cobra.Command {
	var data, profile string
	var cores int
	var formats []string
	c := &cobra.Command{
		Use:   "speed",
		Short: "Time the assessment of a folder from cold, with its peak memory",
		Long:  "Without --data a simulated company of 10,000 people and about 1,000,000 events is written first\n(that is not timed). With --formats only its tables and the named folders are left, of everything\nthat it logs in 30 days; what a run costs without them is measured too and taken off, and parsing\ntheir JSON alone stands beside it. That is on one core, unless --cores says otherwise.",
		RunE: func(c *cobra.Command, _ []string) error {
			if len(formats) > 0 {
				if !c.Flags().Changed("cores") {
					cores = 1
				}
				return print(speedOf(c.Context(), formats, profile, cores))
			}
			return print(speed(c.Context(), data, profile, cores))
		},
	}
	c.Flags().StringVar(&data, "data", "", "a workspace folder")
	c.Flags().StringSliceVar(&formats, "formats", nil, "folders of the simulated company to leave, e.g. okta")
	c.Flags().StringVar(&profile, "profile", "", "write a CPU profile to this file")
	c.Flags().IntVar(&cores, "cores", 2, "how many cores to use")
	return c
}

// speedReport is one run.
type speedReport struct {
	Cores     int     `json:"cores"`
	People    int     `json:"people"`
	Events    int     `json:"events"`
	Bytes     int64   `json:"bytes"`
	Seconds   float64 `json:"seconds"`
	CPU       float64 `json:"cpu_seconds"`
	PeakMiB   float64 `json:"peak_mib"`
	PerSecond float64 `json:"events_per_cpu_second"`
	// State is the keyed state of all detectors, as JSON, for each person.
	State int `json:"state_bytes_per_person"`
	// Detectors is what each detector has of it.
	Detectors map[string]int `json:"state_bytes_of_detectors"`
	// Written is the same state packed as a checkpoint has it, with the dictionary that all
	// people share, for each person.
	Written          int            `json:"written_bytes_per_person"`
	WrittenDetectors map[string]int `json:"written_bytes_of_detectors"`
	// Steady is there when only some formats were measured.
	Steady *steadyReport `json:"steady,omitempty"`
}

func speed(ctx context.Context, data, profile string, cores int) (*speedReport, error) {
	if data == "" {
		dir, err := os.MkdirTemp("", "bonafide-benchmark-*")
		if err != nil {
			return nil, err
		}
		defer func() { _ = os.RemoveAll(dir) }()
		data = filepath.Join(dir, "company")
		if _, err := simulate.Write(ctx, data, simulate.Large(1)); err != nil {
			return nil, err
		}
		return again(ctx, data, profile, cores)
	}
	stop, err := profiled(profile)
	if err != nil {
		return nil, err
	}
	defer stop()
	runtime.GOMAXPROCS(cores)
	before, _ := usage()
	start := time.Now()
	r, err := app.Assess(ctx, app.Options{Paths: []string{data}, Workers: cores})
	if err != nil {
		return nil, err
	}
	after, _ := usage()
	s := &speedReport{Cores: cores, Seconds: time.Since(start).Seconds(), CPU: after - before, People: len(r.Assessment.Subjects), Bytes: size(data)}
	for _, in := range r.Assessment.Inputs {
		s.Events += in.Events
	}
	s.PerSecond = float64(s.Events) / s.CPU
	_, s.PeakMiB = usage()
	if s.Detectors, err = r.StateBytes(); err != nil {
		return nil, err
	}
	if s.WrittenDetectors, err = r.WrittenBytes(); err != nil {
		return nil, err
	}
	for _, n := range s.Detectors {
		s.State += n
	}
	for _, n := range s.WrittenDetectors {
		s.Written += n
	}
	s.Written /= max(s.People, 1)
	s.State /= max(s.People, 1)
	return s, nil
}

// again measures in a process of its own, so that the writing does not count.
func again(ctx context.Context, data, profile string, cores int) (*speedReport, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	c := exec.CommandContext(ctx, self, "speed", "--data", data, "--profile", profile, "--cores", strconv.Itoa(cores), "--format", "json")
	c.Stderr = os.Stderr
	out, err := c.Output()
	if err != nil {
		return nil, err
	}
	s := &speedReport{}
	return s, json.Unmarshal(out, s)
}

func size(dir string) int64 {
	var n int64
	_ = filepath.Walk(dir, func(_ string, info os.FileInfo, err error) error {
		if err == nil && !info.IsDir() {
			n += info.Size()
		}
		return nil
	})
	return n
}

func (s *speedReport) text(w io.Writer) {
	_, _ = fmt.Fprintf(w, "%d people, %d events, %.0f MB on %d core(s): %.1f s, %.1f CPU s, %.0f events per CPU second, peak %.0f MiB, state %d bytes a person, written %d\n",
		s.People, s.Events, float64(s.Bytes)/1e6, s.Cores, s.Seconds, s.CPU, s.PerSecond, s.PeakMiB, s.State, s.Written)
	for _, name := range slices.SortedFunc(maps.Keys(s.Detectors), func(a, b string) int { return s.Detectors[b] - s.Detectors[a] }) {
		_, _ = fmt.Fprintf(w, "  %-16s %6d bytes a person, written %d\n", name, s.Detectors[name]/max(s.People, 1), s.WrittenDetectors[name]/max(s.People, 1))
	}
	if s.Steady != nil {
		_, _ = fmt.Fprintf(w, "%s: %s\n", strings.Join(s.Steady.Formats, ", "), s.Steady)
	}
}
