package contact

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"bonafide/detect"
	"bonafide/model"
	"bonafide/model/ocsf"
	"bonafide/plugin"
)

// machine is what is kept of a machine whose credentials were stolen.
type machine struct {
	Holders detect.Holders `json:"holders,omitzero"`
	Names   detect.Set     `json:"names,omitempty"` // full names in mailboxes
}

// mostNames bounds the names kept of one machine.
const mostNames = 32

// NewStolen makes the detector of machines from which the credentials of several people were
// stolen (EDR-30): that of a person here, and those of two others at least who share no part
// of a name with them or with each other. A handle is no name, because people have several
// mailboxes, and a family shares a name. False positives: shared computers, an Internet café.
func NewStolen(struct{}) detect.Detector {
	return &detect.Keyed[machine]{
		Declaration: plugin.Declaration{
			Name: "stolen-credentials", Kind: plugin.Detector, Version: 1,
			Summary:        "A machine from which the credentials of three persons or more were stolen, one of them a person here.",
			Needs:          []string{"stealer_logs file of a threat-intelligence provider", "e-mail addresses in the people file"},
			Indicators:     []string{"EDR-30"},
			FalsePositives: "Computers that a flat or a café shares.",
		},
		On: []ocsf.Class{ocsf.IdentityVerification},
		Things: func(e *model.Event, add func(kind, value string)) {
			if id := e.Text(model.ResourceUID); id != "" && e.Text(model.CheckName) == "stolen_credential" {
				add("stealer_machine", id)
			}
		},
		Observe: observeStolen,
	}
}

func observeStolen(c *detect.Context, m *machine, e *model.Event) {
	before := len(m.Names)
	if name := fullName(e.Text(model.UserEmail)); name != "" && e.Subject == "" {
		m.Names.First(name, mostNames)
	}
	if added := m.Holders.Add(e, e.Subject); !added && len(m.Names) == before {
		return
	}
	_, value, _ := strings.Cut(string(c.Key), ":")
	sum := sha256.Sum256([]byte(value))
	mark := hex.EncodeToString(sum[:4])
	for _, id := range slices.Sorted(maps.Keys(m.Holders.People)) {
		strangers := m.Holders.Strangers(c, id, nil)
		others := m.others(c, id)
		if len(strangers)+others < 2 {
			continue
		}
		f := model.Finding{
			Indicator: "EDR-30", Subject: id, About: mark,
			Reason: fmt.Sprintf("credentials of theirs were stolen from a machine (mark %s) on which %s of other names had theirs, too", mark, detect.Count(len(strangers)+others, "person")),
		}
		if len(strangers) > 0 {
			f.Reason += ", among them " + detect.Names(strangers)
			f.Shared = m.Holders.Shared(c, "stealer_machine", "mark "+mark, append(strangers, id)...)
		}
		f.Cite(m.Holders.People[id].Cite)
		c.Report(e, f)
	}
}

// others counts the names on the machine that share no part with the person's, nor with one
// counted before.
func (m *machine) others(c *detect.Context, id model.SubjectID) (n int) {
	var counted []string
	for _, name := range m.Names {
		if same, known := c.SameName(id, name); !known || same {
			continue
		}
		words := strings.Fields(name)
		if !slices.ContainsFunc(words, func(w string) bool { return slices.Contains(counted, w) }) {
			counted = append(counted, words...)
			n++
		}
	}
	return n
}

// fullName is the name in a mailbox that has a first and a last one, "" for a handle.
func fullName(mailbox string) string {
	local, _, _ := strings.Cut(strings.ToLower(mailbox), "@")
	local, _, _ = strings.Cut(local, "+")
	words := strings.FieldsFunc(local, func(r rune) bool { return r == '.' || r == '_' || r == '-' })
	for i, w := range words {
		words[i] = strings.Trim(w, "0123456789")
		if len(words[i]) < 2 {
			return ""
		}
	}
	if len(words) < 2 {
		return ""
	}
	return strings.Join(words, " ")
}
