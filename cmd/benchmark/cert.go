package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"bonafide/model"
)

func newCERT(print func(report, error) error) *cobra.Command {
	var tables []string
	c := &cobra.Command{
		Use:   "cert [RELEASE...]",
		Short: "The figures of alerts on the CERT insider threat test data, where CERT_DIR says",
		Long: "Reads releases r4.2, r5.2 and r6.2 of the insider threat test data of Carnegie Mellon University's Software\n" +
			"Engineering Institute, unpacked below the folder that CERT_DIR names, with answers/insiders.csv beside\n" +
			"them. It is generated data, too, but not by us. People are made of the monthly LDAP files: who is no longer\n" +
			"in them has left. Without CERT_DIR it says so and measures nothing.",
		RunE: func(c *cobra.Command, releases []string) error {
			dir := os.Getenv("CERT_DIR")
			if dir == "" {
				_, err := fmt.Fprintln(c.OutOrStdout(), "skipped: CERT_DIR is not set; it names the folder with r4.2, r5.2 or r6.2 and answers of the CERT insider threat test data")
				return err
			}
			if len(releases) == 0 {
				releases = []string{"r4.2", "r5.2", "r6.2"}
			}
			return measureCERT(c.Context(), dir, releases, tables, print)
		},
	}
	c.Flags().StringSliceVar(&tables, "tables", []string{"logon", "device", "file", "email", "http"}, "tables to read; http is by far the largest")
	return c
}

// measureCERT prints a report for each release that is there.
func measureCERT(ctx context.Context, dir string, releases, tables []string, print func(report, error) error) error {
	found := 0
	for _, name := range releases {
		release := filepath.Join(dir, name)
		if _, err := os.Stat(release); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		found++
		r, err := certRelease(ctx, release, filepath.Join(dir, "answers", "insiders.csv"), tables)
		if err := print(r, err); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	if found == 0 {
		return fmt.Errorf("%s: holds none of %s; unpack a release there", dir, strings.Join(releases, ", "))
	}
	return nil
}

// certMisuse is the probability of misuse from which on an alert is raised here: ten times
// what it is of anybody, because these data have nothing else to show.
const certMisuse = 0.05

// certRelease measures one release.
func certRelease(ctx context.Context, release, answers string, tables []string) (*alertReport, error) {
	staff, err := readDirectory(filepath.Join(release, "LDAP"))
	if err != nil {
		return nil, err
	}
	insiders, err := readInsiders(answers, strings.TrimPrefix(filepath.Base(release), "r"))
	if err != nil {
		return nil, err
	}
	var t truthFile
	for _, id := range slices.Sorted(maps.Keys(staff)) {
		x := truth{ID: model.SubjectID(id)}
		if first, is := insiders[id]; is {
			x.Fraud, x.First = true, first
		}
		t.Subjects = append(t.Subjects, x)
	}
	for _, id := range slices.Sorted(maps.Keys(insiders)) {
		if staff[id] == nil {
			return nil, fmt.Errorf("%s: %s stands in no file of %s", answers, id, filepath.Join(release, "LDAP"))
		}
	}
	folder, err := os.MkdirTemp("", "bonafide-cert-*")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	if err := writeStaff(folder, staff); err != nil {
		return nil, err
	}
	paths := []string{folder}
	for _, name := range tables {
		path := filepath.Join(release, name+".csv")
		if _, err := os.Stat(path); err != nil {
			return nil, err
		}
		paths = append(paths, path)
	}
	r := newAlertReport()
	r.Simulated, r.misuse = false, certMisuse
	if err := r.add(ctx, paths, t); err != nil {
		return nil, err
	}
	return r.finish(), nil
}

// employee is somebody of the directory, with the first and the last month they are in it.
type employee struct {
	name, email, role, department, supervisor string
	first, last                               time.Time // the first days of these months
}

// readDirectory reads the monthly files of the directory, named 2009-12.csv and so on.
func readDirectory(dir string) (map[string]*employee, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.csv"))
	if err != nil || len(files) == 0 {
		return nil, errors.Join(err, fmt.Errorf("%s: holds no monthly file such as 2010-01.csv", dir))
	}
	slices.Sort(files)
	staff := map[string]*employee{}
	for _, path := range files {
		month, err := time.Parse("2006-01", strings.TrimSuffix(filepath.Base(path), ".csv"))
		if err != nil {
			return nil, fmt.Errorf("%s: its name is no month such as 2010-01", path)
		}
		err = readColumns(path, []string{"user_id", "employee_name", "email", "role", "department", "supervisor"}, func(v []string) error {
			e := staff[v[0]]
			if e == nil {
				e = &employee{first: month}
				staff[v[0]] = e
			}
			e.name, e.email, e.role, e.department, e.supervisor, e.last = v[1], v[2], v[3], v[4], v[5], month
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return staff, nil
}

// readInsiders gives the insiders of a release with the time of their first act.
func readInsiders(path, release string) (map[string]time.Time, error) {
	insiders := map[string]time.Time{}
	err := readColumns(path, []string{"dataset", "user", "start"}, func(v []string) error {
		if v[0] != release {
			return nil
		}
		start, err := time.Parse("1/2/2006 15:04:05", v[2])
		if err != nil {
			return fmt.Errorf("%q is no time such as 07/01/2010 01:24:58", v[2])
		}
		if have, is := insiders[v[1]]; !is || start.Before(have) {
			insiders[v[1]] = start
		}
		return nil
	})
	if err == nil && len(insiders) == 0 {
		err = fmt.Errorf("%s: names no insider of release %s", path, release)
	}
	return insiders, err
}

// readColumns gives the named columns of each row of a table.
func readColumns(path string, names []string, row func([]string) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	r := csv.NewReader(f)
	r.FieldsPerRecord = -1
	header, err := r.Read()
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	at := make([]int, len(names))
	for i, name := range names {
		if at[i] = slices.Index(header, name); at[i] < 0 {
			return fmt.Errorf("%s:1: has no column %s", path, name)
		}
	}
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		line, _ := r.FieldPos(0)
		if err == nil && len(cells) <= slices.Max(at) {
			err = fmt.Errorf("%d columns instead of %d", len(cells), len(header))
		}
		values := make([]string, len(at))
		for i := range at {
			if err == nil {
				values[i] = cells[at[i]]
			}
		}
		if err == nil {
			err = row(values)
		}
		if err != nil {
			return fmt.Errorf("%s:%d: %w", path, line, err)
		}
	}
}

// writeStaff writes a people file: who is not in the last month left with the last they
// are in, who is not in the first began with theirs. Supervisors are named by name alone: of
// two of one name it is nobody.
func writeStaff(folder string, staff map[string]*employee) error {
	byName := map[string]string{}
	var first, last time.Time
	for id, e := range staff {
		if _, another := byName[e.name]; another {
			id = ""
		}
		byName[e.name] = id
		if first.IsZero() || e.first.Before(first) {
			first = e.first
		}
		if e.last.After(last) {
			last = e.last
		}
	}
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	rows := [][]string{{"id", "name", "email", "title", "department", "manager_id", "start_date", "end_date", "time_zone", "accounts"}}
	for _, id := range slices.Sorted(maps.Keys(staff)) {
		e := staff[id]
		start, end := "", ""
		if e.first.After(first) {
			start = e.first.Format(time.DateOnly)
		}
		if e.last.Before(last) {
			end = e.last.AddDate(0, 1, -1).Format(time.DateOnly)
		}
		rows = append(rows, []string{id, e.name, e.email, e.role, e.department, byName[e.supervisor], start, end, "UTC", "cert:" + id})
	}
	if err := cmp.Or(w.WriteAll(rows), w.Error()); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "people.csv"), text.Bytes(), 0o600)
}
