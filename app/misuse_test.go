package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bonafide/app"
	"bonafide/model"
)

// office is a team of twelve whose working days show in GitHub's audit log, and what some of
// them do besides. It knows no settings file.
type office struct {
	start  time.Time
	github []string
	others []string
}

func (o *office) clone(who int, day, minute int, repo string) {
	at := o.start.AddDate(0, 0, day).Add(time.Duration(minute) * time.Minute)
	o.github = append(o.github, fmt.Sprintf(
		`{"@timestamp":%d,"_document_id":"doc-%d","action":"git.clone","actor":"gh%d","actor_ip":"198.51.100.%d","org":"example-org","repo":"example-org/%s","transport_protocol_name":"ssh"}`,
		at.UnixMilli(), len(o.github), who, who+1, repo,
	))
}

func (o *office) bulk(who, day, n int, prefix string) {
	for i := range n {
		o.clone(who, day, 30+i, fmt.Sprintf("%s%d", prefix, i))
	}
}

// ran is a program that the directory's user started on their laptop.
func (o *office) ran(who, day, minute int, image, command string) {
	at := o.start.AddDate(0, 0, day).Add(time.Duration(minute) * time.Minute)
	line, _ := json.Marshal(map[string]any{
		"@timestamp": at.Format(time.RFC3339), "host": map[string]string{"name": fmt.Sprintf("LT-%d", who)},
		"winlog": map[string]any{
			"event_id": 1, "channel": "Microsoft-Windows-Sysmon/Operational", "provider_name": "Microsoft-Windows-Sysmon",
			"event_data": map[string]string{
				"Image": image, "CommandLine": command, "ParentImage": `C:\Windows\System32\cmd.exe`, "UtcTime": at.Format("2006-01-02 15:04:05.000"),
				"User": fmt.Sprintf(`EXAMPLE\person%d`, who), "ProcessId": fmt.Sprint(4000 + len(o.others)),
			},
		},
	})
	o.others = append(o.others, string(line))
}

func (o *office) write(t *testing.T) string {
	t.Helper()
	people := "id,name,email,department,title,start_date,end_date,work_city,work_region,work_country,time_zone,accounts\n"
	for i := range 12 {
		end := ""
		if i == 9 {
			end = "2026-11-10"
		}
		people += fmt.Sprintf("E%02d,Person Number%d,person%d@example.com,Engineering,Engineer,2025-01-06,%s,Austin,TX,US,America/Chicago,github:gh%d\n", i, i, i, end, i)
	}
	folder := t.TempDir()
	for name, text := range map[string]string{"people.csv": people, "github.jsonl": strings.Join(o.github, "\n"), "sysmon.jsonl": strings.Join(o.others, "\n")} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// TestMisuse goes the whole way from vendor records to the misuse axis: who takes
// everything, packs it and sends it away has a case, who only takes a lot is to be looked at, and what
// teams, builders and new laptops do is nobody's case.
func TestMisuse(t *testing.T) {
	t.Parallel()
	o := &office{start: time.Date(2026, 9, 1, 14, 0, 0, 0, time.UTC)}
	for day := range 60 {
		if w := o.start.AddDate(0, 0, day).Weekday(); w == time.Saturday || w == time.Sunday {
			continue
		}
		for who := range 12 {
			for i := range 1 + (day+who)%4 {
				o.clone(who, day, 20*i+who, fmt.Sprintf("r%d", (day*who+i)%7))
			}
		}
	}
	const archiver, sync = `C:\Program Files\7-Zip\7z.exe`, `C:\t\rclone.exe`
	for _, who := range []int{1, 2, 3} {
		o.bulk(who, 50, 80, "moved") // a migration
	}
	o.bulk(4, 43, 25, "r")    // a new laptop
	o.bulk(5, 57, 140, "all") // takes everything
	o.bulk(7, 57, 140, "all") // takes everything,
	o.ran(7, 57, 200, archiver, `7z.exe a -pSecret -v500m C:\t\out.7z C:\src`)
	o.ran(7, 57, 220, sync, `rclone.exe copy C:\t mega:out`) // and sends it away
	o.ran(8, 57, 200, archiver, `7z.exe a C:\t\build.7z C:\build`)
	o.bulk(9, 58, 60, "all") // before the last day
	r, err := app.Assess(context.Background(), app.Options{Paths: []string{o.write(t)}})
	if err != nil {
		t.Fatal(err)
	}
	misuse := map[model.SubjectID]float64{}
	for _, s := range r.Assessment.Subjects {
		misuse[s.ID] = s.Misuse
		if s.OpenCase != (s.ID == "E07") {
			t.Errorf("%s: open case %v with misuse %.3f", s.ID, s.OpenCase, s.Misuse)
		}
	}
	const look = 0.09
	for _, id := range []model.SubjectID{"E05", "E09"} {
		if misuse[id] < look {
			t.Errorf("%s takes far more than usual, misuse is %.3f", id, misuse[id])
		}
	}
	for _, id := range []model.SubjectID{"E00", "E01", "E02", "E03", "E04", "E06", "E08", "E10", "E11"} {
		if misuse[id] >= look {
			t.Errorf("%s is honest, misuse is %.3f", id, misuse[id])
		}
	}
}
