package behaviour

import (
	"fmt"
	"hash/fnv"
	"io"
	"iter"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"bonafide/model"
	"bonafide/model/ocsf"
)

// channel is a way in which things are taken.
type channel int

const (
	code      channel = iota // repositories cloned, fetched or downloaded
	documents                // documents downloaded, copied or exported
	reading                  // documents opened
	secrets                  // secrets and vault items read
	outgoing                 // bytes to private storage, or by file transfer
	copied                   // files written to removable drives
	channels
)

func (ch channel) String() string {
	return [...]string{"repositories", "documents", "documents opened", "secrets", "outgoing", "files copied"}[ch]
}

// indicator is what an anomaly of the channel is called.
func (ch channel) indicator() model.IndicatorID {
	return [...]model.IndicatorID{"BEH-09", "BEH-13", "BEH-13", "BEH-26", "BEH-11", "BEH-15"}[ch]
}

// File Hosting Activity's activities.
const (
	download = 2
	view     = 14
)

// channelOf tells through which channel an event takes what, if any. What failed took nothing.
func channelOf(e *model.Event) (ch channel, what string, ok bool) {
	if e.Outcome == model.Failure {
		return 0, "", false
	}
	what = e.Text(model.ResourceUID)
	if what == "" {
		what = e.Text(model.ResourceName)
	}
	switch e.Class {
	case ocsf.FileHosting:
		kind := strings.ToLower(e.Text(model.ResourceType))
		switch {
		case what == "":
		case e.Activity == download && kind == "repository":
			return code, what, true
		case e.Activity == download:
			return documents, what, true
		case e.Activity == view:
			return reading, what, true
		}
	case ocsf.FileActivity:
		what = e.Text(model.FilePath)
		return copied, what, what != "" && written(e.Activity) && strings.EqualFold(e.Text(model.FileDrive), "removable")
	case ocsf.APIActivity, ocsf.WebResourceActivity:
		if kind := strings.ToLower(e.Text(model.ResourceType)); what != "" && (kind == "secret" || kind == "vault item") {
			return secrets, what, true
		}
	case ocsf.NetworkActivity, ocsf.HTTPActivity:
		if takesOut(e) && e.Has(model.BytesOut) {
			return outgoing, "", true
		}
	}
	return 0, "", false
}

// written tells whether a File System Activity puts something on a drive: create, update,
// rename to it, or copy.
func written(a ocsf.Activity) bool { return a == 1 || a == 3 || a == 5 }

// takesOut tells whether the event shows private storage or a program that transfers files.
func takesOut(e *model.Event) bool {
	return shows(e, model.PersonalCloud) || shows(e, model.FileTransfer)
}

func shows(e *model.Event, kind model.ToolKind) bool {
	return slices.ContainsFunc(e.Facts.Tools, func(t model.ToolMatch) bool { return t.Kind == kind })
}

// stage is a step on the way of data out of a company (MITRE ATT&CK: collection, staging,
// exfiltration, removal of traces).
type stage int

const (
	collected stage = iota
	packed
	takenOut
	wiped
	stages
)

func (s stage) String() string { return [...]string{"collected", "packed", "taken out", "wiped"}[s] }

// upload is from how many bytes on something is sent to private storage; clients that wait
// send less.
const upload = 5e6

// stageOf tells whether an event is such a step by itself. Collecting is not one: it is
// what amounts to something in a day.
func stageOf(e *model.Event) (stage, bool) {
	switch e.Class {
	case ocsf.EventLogActivity:
		const clear = 1
		return wiped, e.Activity == clear
	case ocsf.NetworkActivity, ocsf.HTTPActivity:
		n, _ := e.Number(model.BytesOut)
		return takenOut, n >= upload && takesOut(e)
	case ocsf.ProcessActivity:
		if shows(e, model.FileTransfer) {
			return takenOut, true
		}
		return packed, shows(e, model.Archiver)
	}
	return 0, false
}

func hash(ch channel, what string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte{byte(ch)})
	_, _ = io.WriteString(h, what)
	sum := h.Sum64()
	sum ^= sum >> 33 // FNV's upper bits say little of short texts (finaliser of MurmurHash3)
	sum *= 0xff51afd7ed558ccd
	return sum ^ sum>>33
}

// dayOf is the day at the person's claimed place, or in UTC.
func dayOf(t time.Time, c *model.Claims) int {
	offset := 0
	if c != nil && c.Zone != nil {
		_, offset = t.In(c.Zone).Zone()
	}
	return int(math.Floor(float64(t.Unix()+int64(offset)) / 86400))
}

func (s *circle) sorted() iter.Seq2[model.SubjectID, *member] {
	return func(yield func(model.SubjectID, *member) bool) {
		for _, id := range slices.Sorted(maps.Keys(s.Members)) {
			if !yield(id, s.Members[id]) {
				return
			}
		}
	}
}

// others adds up what is usual for the other members.
func (s *circle) others(id model.SubjectID, ch channel) baseline {
	var sum baseline
	for other, m := range s.sorted() { // in one order, for the sake of rounding
		if other != id {
			sum.add(m.Usual[ch])
		}
	}
	return sum
}

// crowded tells whether so many others take at least half as much on the same day.
func (s *circle) crowded(id model.SubjectID, ch channel, day int, amount float64, crowd int) bool {
	n := 0
	for other, m := range s.Members {
		if other != id && m.on(day, ch) >= amount/2 {
			n++
		}
	}
	return n >= crowd
}

// on is how much the member took on a day, as far as it is still known.
func (m *member) on(day int, ch channel) float64 {
	switch day {
	case m.Day:
		return m.Today[ch].amount(ch)
	case m.Before.Day:
		return m.Before.Amounts[ch]
	}
	return 0
}

// reason says an anomaly with its numbers.
func reason(ch channel, t *take, own, others baseline, sigma float64, day int) string {
	var b strings.Builder
	date := time.Unix(int64(day)*86400, 0).UTC().Format(time.DateOnly)
	if ch == outgoing {
		fmt.Fprintf(&b, "%.0f MB to private storage or by file transfer on %s", t.amount(ch), date)
	} else {
		fmt.Fprintf(&b, "%.0f different %s on %s", t.amount(ch), ch.things(), date)
	}
	if own.N >= known {
		fmt.Fprintf(&b, "; on %.0f earlier days %s", own.N, own.range90(ch))
	} else {
		b.WriteString("; few earlier days are known")
	}
	if others.N >= known {
		fmt.Fprintf(&b, ", the department's others %s", others.range90(ch))
	}
	if t.New > 0 {
		fmt.Fprintf(&b, "; %d of them never before", t.New)
		if t.Rare > 0 {
			fmt.Fprintf(&b, ", %d hardly by anybody there", t.Rare)
		}
	}
	fmt.Fprintf(&b, " (%.1f sigma)", sigma)
	return b.String()
}

func (ch channel) things() string {
	return [...]string{"repositories taken", "documents taken", "documents opened", "secrets read", "", "files copied to removable drives"}[ch]
}
