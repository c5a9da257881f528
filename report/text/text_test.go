package text_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bonafide/model"
	"bonafide/report"
	"bonafide/report/text"
)

// update writes the golden files again: go test ./report/text -update.
var update = flag.Bool("update", false, "write the golden files") //nolint:gochecknoglobals // a test's flag

func day(n int) time.Time { return time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC).AddDate(0, 0, n) }

// small is a made-up assessment with something of everything.
func small() *model.Assessment {
	from, to := day(0), day(60)
	story := func(genuine, elsewhere, proxy, fabricated float64) map[model.Hypothesis]float64 {
		return map[model.Hypothesis]float64{model.Genuine: genuine, model.UndisclosedLocation: elsewhere, model.Proxy: proxy, model.Fabricated: fabricated}
	}
	cite := func(lines ...int64) (list []model.Evidence) {
		for _, n := range lines {
			list = append(list, model.Evidence{Path: "/exports/okta/system_log.jsonl", Line: n})
		}
		return list
	}
	return &model.Assessment{
		Schema: model.AssessmentSchema, GeneratedAt: day(61), Company: "Example & Sons", From: &from, To: &to,
		Notices: []string{"The people file names no time zones, so hours of work were not looked at."},
		Inputs: []model.Input{
			{Path: "okta/system_log.jsonl", Format: "okta/system_log", Records: 12345, Events: 12340, Rejected: 5, Errors: []model.InputError{{Line: 77, Error: "not a JSON object: \"password=hunter2\"", Hint: "the rest of the line is passed over"}}},
			{Path: "people.csv", Format: "people/csv", Records: 6},
		},
		Subjects: []model.SubjectAssessment{
			{
				ID: "w-1", Kind: model.Worker, Name: "李明 Example", Probability: 0.96, Hypotheses: story(0.03, 0.01, 0.71, 0.25), Misuse: 0.12, Exposure: 0.8, Priority: 0.77, OpenCase: true,
				Reasons: []model.Reason{
					{Indicator: "FAC-01", Reason: "5 people with different declared addresses keep their laptops in one place (access point 00:00:5e:00:53:01)", LogLR: map[model.Hypothesis]float64{model.Proxy: 3}, Evidence: cite(311, 412, 513, 614, 715), Adjusted: "the category links is capped"},
					{Indicator: "CTR-02", Reason: "present in the office at 東京, JP on 16 days", LogLR: map[model.Hypothesis]float64{model.Fabricated: -1.6}, Evidence: cite(9)},
				},
				NextChecks: []model.NextCheck{{Title: "Unplanned video call; ask to show the laptop's serial number", ExpectedBits: 0.42, CostMinutes: 10}, {Title: "Call the number on file", ExpectedBits: 0.1, CostMinutes: 8}},
			},
			{
				ID: "w-2\x1b[31m", Kind: model.Worker, Name: "Bo\u202e Example", Probability: 0.03, Hypotheses: story(0.07, 0.9, 0.02, 0.01), Exposure: 0.5, Priority: 0.02, PolicyMatter: "undisclosed_location",
				Reasons: []model.Reason{{Indicator: "NET-06", Reason: "seen elsewhere on 22 of 22 days", LogLR: map[model.Hypothesis]float64{model.UndisclosedLocation: 3}, Evidence: cite(5)}},
			},
			{
				ID: "w-3", Kind: model.Worker, Name: "Cy Example", Probability: 0.4, Hypotheses: story(0.5, 0.1, 0.3, 0.1), Exposure: 0.5, Priority: 0.2,
				Reasons: []model.Reason{
					{Indicator: "EDR-01", Reason: "a-very-long-name-of-a-tool-that-does-not-fit-into-a-narrow-terminal-however-it-is-broken.exe ran", LogLR: map[model.Hypothesis]float64{model.Proxy: 2}, Evidence: cite(1)},
					{Indicator: "NET-02", Reason: "a VPN", LogLR: map[model.Hypothesis]float64{model.Proxy: 1}, Evidence: cite(1)},
				},
			},
			{ID: "w-4", Kind: model.Worker, Name: "Di Example", Probability: 0.01, Hypotheses: story(0.98, 0.01, 0.01, 0), Exposure: 0.3},
		},
		Clusters:   []model.Cluster{{ID: "c-1", Subjects: []model.SubjectID{"w-1", "w-3"}, Shared: []model.SharedThing{{Kind: "bssid", Value: "00:00:5e:00:53:01", Rarity: 0.99, Subjects: []model.SubjectID{"w-1", "w-3"}}}}},
		Unassigned: []model.Unassigned{{Observable: "device:XYZ", Why: "no subject claims it", Events: 1}},
	}
}

func write(t *testing.T, a *model.Assessment, o text.Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := text.Write(&b, a, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]text.Options{
		"plain": {}, "narrow": {Width: 44}, "colour": {Colour: true, Width: 80}, "all": {All: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := write(t, small(), o)
			file := filepath.Join("testdata", name+".golden")
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestLinesFitTheTerminal(t *testing.T) {
	t.Parallel()
	for width := 40; width <= 140; width += 7 {
		for line := range strings.Lines(write(t, small(), text.Options{Width: width})) {
			if n := report.Columns(strings.TrimSuffix(line, "\n")); n > width {
				t.Errorf("%d columns in a terminal of %d: %q", n, width, line)
			}
		}
	}
}

func TestNothingRepaintsTheTerminal(t *testing.T) {
	t.Parallel()
	if got := write(t, small(), text.Options{}); strings.ContainsAny(got, "\x1b\u202e\x00\r") {
		t.Error("control characters of a name reach the terminal")
	}
	if got := write(t, small(), text.Options{}); strings.Contains(got, "hunter2") {
		t.Error("shows a secret")
	}
}

func TestEmptyAssessment(t *testing.T) {
	t.Parallel()
	got := write(t, &model.Assessment{}, text.Options{})
	if !strings.Contains(got, "0 people") || !strings.Contains(got, "Nobody has an open case") {
		t.Errorf("reads %q", got)
	}
}
