package simulate

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// laneID names a log file.
type laneID uint8

const (
	oktaLane laneID = iota
	auditLane
	adminLane
	driveLane
	tokenLane
	zoomLane
	osqueryLane
	windowsLane
	ocsfLane
	signInLane // the lanes from here on are written newest first
	loginLane
	vpnLane
	lanes
)

func (l laneID) newestFirst() bool { return l >= signInLane }

// lane writes one log file in order of time, holding back only the records that a later day may still precede.
type lane struct {
	path        string
	out         *bufio.Writer
	close       func() error
	between     string // what stands between two records
	footer      string
	newestFirst bool
	pending     []line
	scratch     bytes.Buffer
	encoder     *json.Encoder
	seq         int
	records     int
}

type line struct {
	at   time.Time
	seq  int
	text []byte
}

// frame is what surrounds the records of a file.
type frame struct {
	path, header, between, footer string
}

func frames() [lanes]frame {
	const activities = "{\"kind\":\"admin#reports#activities\",\"etag\":\"\\\"sim\\\"\",\"items\":[\n"
	return [lanes]frame{
		oktaLane:    {path: "okta/system_log.jsonl", between: "\n", footer: "\n"},
		auditLane:   {path: "entra/directory_audit.jsonl", between: "\n", footer: "\n"},
		adminLane:   {"google/admin.json", activities, ",\n", "\n]}\n"},
		driveLane:   {"google/drive.json", activities, ",\n", "\n]}\n"},
		tokenLane:   {"google/token.json", activities, ",\n", "\n]}\n"},
		zoomLane:    {"zoom/participants.json", "[\n", ",\n", "\n]\n"},
		osqueryLane: {path: "osquery/results.log.gz", between: "\n", footer: "\n"},
		windowsLane: {path: "windows/sysmon.ndjson", between: "\n", footer: "\n"},
		ocsfLane:    {path: "ocsf/activity.jsonl", between: "\n", footer: "\n"},
		signInLane: {
			"entra/signins.json",
			"{\"@odata.context\":\"https://graph.microsoft.com/beta/$metadata#auditLogs/signIns\",\"value\":[\n", ",\n", "\n]}\n",
		},
		loginLane: {"google/login.json", activities, ",\n", "\n]}\n"},
		vpnLane: {
			"vpn/sessions.csv",
			"time,user,event,client_ip,client_city,client_country,assigned_ip,gateway,hostname,client_version,session_seconds,bytes_in,bytes_out,reason\n", "\n", "\n",
		},
	}
}

func openLane(dir string, id laneID) (*lane, error) {
	f := frames()[id]
	path := filepath.Join(dir, filepath.FromSlash(f.path))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, fmt.Errorf("simulate: %w", err)
	}
	file, err := os.Create(path)
	if err != nil {
		return nil, fmt.Errorf("simulate: %w", err)
	}
	l := &lane{path: f.path, between: f.between, footer: f.footer, newestFirst: id.newestFirst(), close: file.Close}
	var w io.Writer = file
	if filepath.Ext(path) == ".gz" {
		zip := gzip.NewWriter(file)
		w, l.close = zip, func() error { return cmp.Or(zip.Close(), file.Close()) }
	}
	l.out = bufio.NewWriterSize(w, 1<<16)
	l.encoder = json.NewEncoder(&l.scratch)
	l.encoder.SetEscapeHTML(false)
	_, err = l.out.WriteString(f.header)
	return l, err
}

// add holds a record until its time has come; text records are written as they are, others as JSON.
func (l *lane) add(at time.Time, record any) error {
	l.scratch.Reset()
	if text, ok := record.(string); ok {
		l.scratch.WriteString(text)
	} else if err := l.encoder.Encode(record); err != nil {
		return fmt.Errorf("simulate: encode for %s: %w", l.path, err)
	}
	l.seq++
	text := bytes.Clone(bytes.TrimSuffix(l.scratch.Bytes(), []byte("\n")))
	l.pending = append(l.pending, line{at, l.seq, text})
	return nil
}

// flush writes every held record on the near side of the mark.
func (l *lane) flush(mark time.Time) error {
	sign := 1
	if l.newestFirst {
		sign = -1
	}
	slices.SortFunc(l.pending, func(a, b line) int {
		return cmp.Or(sign*a.at.Compare(b.at), cmp.Compare(a.seq, b.seq))
	})
	n := 0
	for n < len(l.pending) && sign*l.pending[n].at.Compare(mark) < 0 {
		if l.records > 0 {
			if _, err := l.out.WriteString(l.between); err != nil {
				return err
			}
		}
		if _, err := l.out.Write(l.pending[n].text); err != nil {
			return err
		}
		l.records++
		n++
	}
	l.pending = slices.Delete(l.pending, 0, n)
	return nil
}

func (l *lane) finish() error {
	mark := time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	if l.newestFirst {
		mark = time.Time{}
	}
	err := l.flush(mark)
	_, ferr := l.out.WriteString(l.footer)
	return cmp.Or(err, ferr, l.out.Flush(), l.close())
}
