package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"bonafide/internal/diurnal"
)

func TestReadPeople(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"columns": {"p\ta\t1700000000\t+0100\nx\n", ":2: 1 columns"},
		"time":    {"p\ta\tyesterday\t+0100\n", `:1: "yesterday" is no Unix time`},
		"offset":  {"p\ta\t1700000000\tCET\n", `:1: "CET" is no offset; write it as +0100`},
	} {
		path := filepath.Join(t.TempDir(), "times.tsv")
		if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := readPeople(path); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestSettle(t *testing.T) {
	t.Parallel()
	const winter, summer = 1704888000, 1720785600 // 2024-01-10, 2024-07-12, noon
	text := ""
	add := func(who string, n int, at int64, offset string) {
		for i := range n {
			text += "p\t" + who + "\t" + strconv.FormatInt(at+int64(i)*86400, 10) + "\t" + offset + "\t\n"
		}
	}
	add("east", 20, winter, "+0100")
	add("east", 30, summer, "+0200")
	add("machine", 50, winter, "+0000")
	add("mover", 20, winter, "+0100")
	add("mover", 30, summer, "-0700")
	text += "p\trobot\t1700000000\t+0100\tbot\n"
	path := filepath.Join(t.TempDir(), "times.tsv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	people, err := readPeople(path)
	if err != nil {
		t.Fatal(err)
	}
	if len(people) != 3 {
		t.Fatalf("%d people", len(people))
	}
	east, machine, mover := people[0], people[1], people[2]
	if !east.settled || east.dominant != 2 || east.zone != (diurnal.Zone{Offset: 2, Rule: diurnal.Northern}) {
		t.Errorf("east: %v %v %+v", east.settled, east.dominant, east.zone)
	}
	if machine.settled || mover.settled || mover.dominant != -7 {
		t.Errorf("machine %v, mover %v at %v", machine.settled, mover.settled, mover.dominant)
	}
}
