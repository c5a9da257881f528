package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"bonafide/app"
	"bonafide/model"
)

func newMisuse(print func(report, error) error) *cobra.Command {
	var seeds []uint
	var people int
	c := &cobra.Command{
		Use:   "misuse",
		Short: "Who takes data out of a simulated company, beside honest people who take much",
		Long: "Writes the audit logs of GitHub and Google Drive and Sysmon's of a company in which amounts differ from person to\n" +
			"person and day to day as they do (log-normal people, exponential days, busy days), with honest people who\n" +
			"take far more than usual on some days and a few who take data out, each in one of five ways.",
		RunE: func(c *cobra.Command, _ []string) error {
			r := &misuseReport{Stories: map[string]*misuseStory{}}
			for _, seed := range seeds {
				if err := r.add(c.Context(), uint64(seed), people); err != nil {
					return err
				}
			}
			return print(r, nil)
		},
	}
	c.Flags().UintSliceVar(&seeds, "seeds", []uint{301, 302, 303}, "seeds of the companies")
	c.Flags().IntVar(&people, "people", 1000, "people of a company")
	return c
}

// misuseReport is what became of each story.
type misuseReport struct {
	People  int                     `json:"people"`
	Stories map[string]*misuseStory `json:"stories"`
}

type misuseStory struct {
	Theft   bool    `json:"theft"`
	People  int     `json:"people"`
	Watched int     `json:"worth_watching_or_more"`
	Open    int     `json:"open_case"`
	Highest float64 `json:"highest_misuse"`
}

// misuseWatched is from where on the report calls misuse worth watching.
const misuseWatched = 0.1

func (r *misuseReport) add(ctx context.Context, seed uint64, people int) error {
	folder, err := os.MkdirTemp("", "bonafide-misuse-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	w := &workplace{r: rand.New(rand.NewPCG(seed, 7)), start: time.Date(2026, 5, 4, 14, 0, 0, 0, time.UTC)}
	w.fill(people)
	for name, log := range map[string]*bytes.Buffer{"people.csv": &w.people, "github.jsonl": &w.github, "drive.jsonl": &w.drive, "sysmon.jsonl": &w.sysmon} {
		if err := os.WriteFile(filepath.Join(folder, name), log.Bytes(), 0o600); err != nil {
			return err
		}
	}
	result, err := app.Assess(ctx, app.Options{Paths: []string{folder}})
	if err != nil {
		return err
	}
	r.People += people
	for _, s := range result.Assessment.Subjects {
		story := w.stories[s.ID]
		x := r.Stories[story.name]
		if x == nil {
			x = &misuseStory{Theft: story.theft}
			r.Stories[story.name] = x
		}
		x.People++
		x.Highest = max(x.Highest, s.Misuse)
		if s.OpenCase {
			x.Open++
		}
		if s.OpenCase || s.Misuse >= misuseWatched {
			x.Watched++
		}
	}
	return nil
}

func (r *misuseReport) text(out io.Writer) {
	p := func(format string, a ...any) { _, _ = fmt.Fprintf(out, format+"\n", a...) }
	var sum [2]misuseStory // honest people, thieves
	p("%-22s %-7s %7s %9s %6s %8s", "story (simulated)", "", "people", "watched", "cases", "highest")
	for _, name := range slices.Sorted(maps.Keys(r.Stories)) {
		s := r.Stories[name]
		kind, of := "honest", &sum[0]
		if s.Theft {
			kind, of = "theft", &sum[1]
		}
		of.People, of.Watched, of.Open = of.People+s.People, of.Watched+s.Watched, of.Open+s.Open
		p("%-22s %-7s %7d %9d %6d %8.3f", name, kind, s.People, s.Watched, s.Open, s.Highest)
	}
	p("\n%d people, %d of them thieves (base rate %.1f %%): %d watched or more, %d with a case; of %d honest people %d watched, %d with a case",
		r.People, sum[1].People, 100*float64(sum[1].People)/float64(max(r.People, 1)), sum[1].Watched, sum[1].Open, sum[0].People, sum[0].Watched, sum[0].Open)
}

// workplace is a company whose audit logs are being written.
type workplace struct {
	r       *rand.Rand
	start   time.Time
	records int
	stories map[model.SubjectID]workStory

	people, github, drive, sysmon bytes.Buffer
}

type workStory struct {
	name  string
	theft bool
}

// workDays is how long it is watched, theftFrom the first day on which anybody takes anything out.
const (
	workDays  = 100
	theftFrom = 45
)

// workStories are told of one person in forty each; the others are plain.
func workStories() []workStory {
	return []workStory{
		{"takes everything", true},
		{"takes and sends away", true},
		{"takes and wipes", true},
		{"leaver takes documents", true},
		{"takes a little more", true},
		{"new laptop", false},
		{"migration", false},
		{"month end", false},
		{"build engineer", false},
		{"honest leaver", false},
		{"archives a build", false},
	}
}

func (w *workplace) fill(people int) {
	w.stories = map[model.SubjectID]workStory{}
	departments := []string{"Engineering", "Sales", "Finance", "Support", "Data", "Legal"}
	_, _ = fmt.Fprintln(&w.people, "id,name,email,department,title,start_date,end_date,work_city,work_region,work_country,time_zone,accounts")
	for i := range people {
		story, all := workStory{name: "plain"}, workStories()
		if k := i % 40; k < len(all) && !(all[k].theft && i%200 >= 40) { // thefts are rarer
			story = all[k]
		}
		id := fmt.Sprintf("W%04d", i)
		w.stories[model.SubjectID(id)] = story
		day, end := theftFrom+w.r.IntN(workDays-theftFrom-12), ""
		if story.name == "leaver takes documents" || story.name == "honest leaver" {
			end = w.start.AddDate(0, 0, day+5+w.r.IntN(20)).Format(time.DateOnly)
		}
		department := departments[i%len(departments)]
		if story.name != "plain" && story.name != "month end" && story.name != "leaver takes documents" && story.name != "honest leaver" {
			department = "Engineering"
		}
		_, _ = fmt.Fprintf(&w.people, "%s,Person Number%d,person%d@example.com,%s,Staff,2024-01-08,%s,Denver,CO,US,America/Denver,github:dev%d\n", id, i, i, department, end, i)
		w.work(i, department, story)
		w.tell(i, day, story)
	}
}

// work is what anybody does: documents as everybody's habit has it, repositories of engineers.
func (w *workplace) work(i int, department string, story workStory) {
	habit := math.Exp(1 + 0.9*w.r.NormFloat64())
	for day := range workDays {
		date := w.start.AddDate(0, 0, day)
		if weekend := date.Weekday() == time.Saturday || date.Weekday() == time.Sunday; weekend && w.r.Float64() > 0.03 || w.r.Float64() < 0.1 {
			continue
		}
		busy := 1.0
		if w.r.Float64() < 0.01 {
			busy = []float64{5, 10, 20}[w.r.IntN(3)]
		}
		if story.name == "month end" && date.Day() >= 28 {
			busy = max(busy, 6)
		}
		for range min(400, int(w.r.ExpFloat64()*habit*busy)) {
			name := "view"
			if w.r.Float64() < 0.3 {
				name = "download"
			}
			w.document(i, day, w.r.IntN(500), name, fmt.Sprintf("%s-%d", department, w.zipf(3000)))
		}
		if department != "Engineering" {
			continue
		}
		fetched := int(w.r.ExpFloat64() * 1.5)
		if story.name == "build engineer" {
			fetched = 25 + w.r.IntN(15)
		}
		for range fetched {
			w.clone(i, day, w.r.IntN(500), fmt.Sprintf("r%d", w.zipf(200)))
		}
	}
}

// zipf is one of n things, of which the first are wanted most.
func (w *workplace) zipf(n int) int { return int(math.Pow(w.r.Float64(), -1/0.8)) % n }

// tell adds what makes the story.
func (w *workplace) tell(i, day int, story workStory) {
	all := func(n int, prefix string) {
		for k := range n {
			w.clone(i, day, k, fmt.Sprintf("%s%d", prefix, k))
		}
	}
	const archiver, sync, logs = `C:\Program Files\7-Zip\7z.exe`, `C:\t\rclone.exe`, `C:\Windows\System32\wevtutil.exe`
	switch story.name {
	case "takes everything":
		all(60+w.r.IntN(240), "all")
	case "takes and sends away":
		all(60+w.r.IntN(240), "all")
		w.ran(i, day, 320, archiver, `7z.exe a -pSecret -v500m C:\t\out.7z C:\src`)
		w.ran(i, day, 350, sync, `rclone.exe copy C:\t mega:out`)
	case "takes and wipes":
		all(60+w.r.IntN(240), "all")
		w.ran(i, day, 350, logs, `wevtutil cl Security`)
	case "leaver takes documents":
		for k := range 100 + w.r.IntN(300) {
			w.document(i, day, k%400, "download", fmt.Sprintf("all-%d", k))
		}
	case "takes a little more": // a few repositories a day for three weeks
		for later := range 21 {
			for k := range 5 {
				w.clone(i, min(day+later, workDays-1), k, fmt.Sprintf("all%d", later*5+k))
			}
		}
	case "new laptop":
		all(15+w.r.IntN(35), "r")
	case "migration":
		day = 60 // everybody's
		all(70+w.r.IntN(20), "moved")
	case "honest leaver":
		for k := range 5 + w.r.IntN(20) {
			w.document(i, day, k, "download", fmt.Sprintf("own-%d", k))
		}
	case "archives a build":
		w.ran(i, day, 100, archiver, `7z.exe a C:\t\build.7z C:\build`)
	}
}

func (w *workplace) at(day, minute int) time.Time {
	w.records++
	return w.start.AddDate(0, 0, day).Add(time.Duration(minute) * time.Minute)
}

func (w *workplace) clone(who, day, minute int, repo string) {
	at := w.at(day, minute)
	_, _ = fmt.Fprintf(&w.github, `{"@timestamp":%d,"_document_id":"doc-%d","action":"git.clone","actor":"dev%d","actor_ip":"198.51.100.1","org":"example-org","repo":"example-org/%s","transport_protocol_name":"ssh"}`+"\n",
		at.UnixMilli(), w.records, who, repo)
}

func (w *workplace) document(who, day, minute int, name, doc string) {
	at := w.at(day, minute)
	_, _ = fmt.Fprintf(&w.drive, `{"kind":"admin#reports#activity","id":{"time":%q,"uniqueQualifier":"%d","applicationName":"drive"},"actor":{"email":"person%d@example.com","profileId":"1%d"},"ipAddress":"198.51.100.1",`+
		`"events":[{"type":"access","name":%q,"parameters":[{"name":"doc_id","value":%q},{"name":"doc_title","value":"T"},{"name":"doc_type","value":"document"}]}]}`+"\n",
		at.Format(time.RFC3339), w.records, who, who, name, doc)
}

func (w *workplace) ran(who, day, minute int, image, command string) {
	at := w.at(day, minute)
	line, _ := json.Marshal(map[string]any{
		"@timestamp": at.Format(time.RFC3339), "host": map[string]string{"name": fmt.Sprintf("LT-%d", who)},
		"winlog": map[string]any{
			"event_id": 1, "channel": "Microsoft-Windows-Sysmon/Operational", "provider_name": "Microsoft-Windows-Sysmon",
			"event_data": map[string]string{
				"Image": image, "CommandLine": command, "ParentImage": `C:\Windows\System32\cmd.exe`, "UtcTime": at.Format("2006-01-02 15:04:05.000"),
				"User": fmt.Sprintf(`EXAMPLE\person%d`, who), "ProcessId": fmt.Sprint(w.records),
			},
		},
	})
	w.sysmon.Write(append(line, '\n'))
}
