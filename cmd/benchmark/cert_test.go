package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// certFolder writes a release in the form of the CERT test data: twenty people for 45
// working days, of whom one fills a drive on two evenings before leaving.
func certFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	const header = "employee_name,user_id,email,role,business_unit,functional_unit,department,team,supervisor\n"
	tables := map[string]*strings.Builder{}
	for path, head := range map[string]string{
		"r4.2/LDAP/2010-01.csv": header, "r4.2/LDAP/2010-02.csv": header, "r4.2/LDAP/2010-03.csv": header,
		"r4.2/logon.csv":       "id,date,user,pc,activity\n",
		"r4.2/device.csv":      "id,date,user,pc,activity\n",
		"r4.2/file.csv":        "id,date,user,pc,filename,content\n",
		"answers/insiders.csv": "dataset,scenario,details,user,start,end\n4.2,2,r4.2-2-EXA0007.csv,EXA0007,02/25/2010 19:00:00,02/26/2010 22:00:00\n5.2,1,x,EXA0001,01/01/2010 00:00:00,01/01/2010 00:00:00\n",
	} {
		tables[path] = &strings.Builder{}
		tables[path].WriteString(head)
	}
	n := 0
	row := func(table string, at time.Time, who, rest string) {
		n++
		_, _ = fmt.Fprintf(tables["r4.2/"+table+".csv"], "{%04d-TEST},%s,%s,PC-%s,%s\n", n, at.Format("01/02/2006 15:04:05"), who, who[3:], rest)
	}
	for i := range 20 {
		who := fmt.Sprintf("EXA%04d", i)
		for month := range 3 {
			if who != "EXA0007" || month < 2 {
				_, _ = fmt.Fprintf(tables[fmt.Sprintf("r4.2/LDAP/2010-%02d.csv", month+1)], "Person Number %d,%s,%s@example.com,Salesman,1,2 - Sales,3 - Field,1 - Team,Person Number 0\n", i, who, strings.ToLower(who))
			}
		}
		for day := range 80 {
			at := time.Date(2010, 1, 1+day, 8, i, 0, 0, time.UTC)
			if w := at.Weekday(); w == time.Saturday || w == time.Sunday || who == "EXA0007" && at.Month() == 3 {
				continue
			}
			row("logon", at, who, "Logon")
			row("logon", at.Add(9*time.Hour), who, "Logoff")
			if (day+i)%9 == 0 {
				row("device", at.Add(time.Hour), who, "Connect")
				row("file", at.Add(time.Hour+time.Minute), who, fmt.Sprintf("note%d.doc,words", day))
				row("device", at.Add(2*time.Hour), who, "Disconnect")
			}
		}
	}
	for day := 25; day <= 26; day++ {
		for i := range 300 {
			row("file", time.Date(2010, 2, day, 19, 0, 20*i, 0, time.UTC), "EXA0007", fmt.Sprintf(`"plan%d-%d.doc","words, words"`, day, i))
		}
	}
	for path, text := range tables {
		path = filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestCERT(t *testing.T) {
	t.Parallel()
	dir := certFolder(t)
	var r *alertReport
	err := measureCERT(context.Background(), dir, []string{"r4.2", "r5.2"}, []string{"logon", "device", "file"}, func(x report, err error) error {
		r, _ = x.(*alertReport)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if r.People != 20 || r.Fraud != 1 || r.False != 0 {
		t.Errorf("%d people, %d insiders, %d false cases", r.People, r.Fraud, r.False)
	}
	for _, lane := range r.Lanes {
		if lane.Method == ours && (lane.Found != 1 || lane.Raised != 1 || lane.Days[0] > 2) {
			t.Errorf("at %v alerts: %d of %d named are insiders, after %v days", lane.Budget, lane.Found, lane.Raised, lane.Days)
		}
	}
}

// TestCERTSupervisors: whose supervisor bears the name of two people has no manager, every time.
func TestCERTSupervisors(t *testing.T) {
	t.Parallel()
	month := time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC)
	staff := map[string]*employee{}
	for id, name := range map[string]string{"EXA1": "Ann Ames", "EXA2": "Ann Ames", "EXA3": "Ben Beta", "EXA4": "Cal Cole"} {
		staff[id] = &employee{name: name, supervisor: "Ann Ames", first: month, last: month}
	}
	staff["EXA4"].supervisor = "Ben Beta"
	for range 10 {
		folder := t.TempDir()
		if err := writeStaff(folder, staff); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(filepath.Join(folder, "people.csv"))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), "EXA3,Ben Beta,,,,,,,UTC,") || !strings.Contains(string(text), "EXA4,Cal Cole,,,,EXA3,,,UTC,") {
			t.Fatalf("not the supervisors that are known:\n%s", text)
		}
	}
}

func TestCERTDamaged(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ path, text, want string }{
		"no such month":    {"r4.2/LDAP/May.csv", "user_id\n", "its name is no month such as 2010-01"},
		"column missing":   {"r4.2/LDAP/2010-02.csv", "employee_name,user_id\nx,y\n", "2010-02.csv:1: has no column email"},
		"no time":          {"answers/insiders.csv", "dataset,user,start\n4.2,EXA0001,soon\n", `insiders.csv:2: "soon" is no time`},
		"unknown insider":  {"answers/insiders.csv", "dataset,user,start\n4.2,EXB0001,07/01/2010 01:24:58\n", "EXB0001 stands in no file of"},
		"no insider":       {"answers/insiders.csv", "dataset,user,start\n5.2,EXA0001,07/01/2010 01:24:58\n", "names no insider of release 4.2"},
		"columns too few":  {"answers/insiders.csv", "dataset,user,start\n4.2\n", "insiders.csv:2: 1 columns instead of 3"},
		"a quote too many": {"answers/insiders.csv", "dataset,user,start\n4.2,\"EXA\"0001,x\n", "insiders.csv:2:"},
	} {
		dir := certFolder(t)
		if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(c.path)), []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := certRelease(context.Background(), filepath.Join(dir, "r4.2"), filepath.Join(dir, "answers", "insiders.csv"), []string{"logon"})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}
