package behaviour

import (
	"fmt"
	"strings"
	"time"

	"bonafide/detect"
	"bonafide/model"
)

// chain notes a step and reports when enough different ones, in their order, end with
// taking out or wiping.
func (d *behaviour) chain(c *detect.Context, m *member, id model.SubjectID, st stage, e *model.Event) {
	now := e.Time.Unix()
	m.Stages[st], m.Cites[st] = now, e.Evidence()
	if st < takenOut {
		return
	}
	within := int64(d.ChainHours * 3600)
	if m.ToldAt != 0 && now-m.ToldAt < within {
		return
	}
	var steps []stage
	last := int64(0)
	for s := range st + 1 {
		if at := m.Stages[s]; at != 0 && now-at <= within && at >= last {
			steps, last = append(steps, s), at
		}
	}
	if len(steps) < d.ChainStages {
		return
	}
	m.ToldAt = now
	f := model.Finding{Indicator: "BEH-27", Subject: id, At: e.Time, About: fmt.Sprintf("day %d", now/86400)}
	var told []string
	for _, s := range steps {
		told = append(told, fmt.Sprintf("%s %s", s, time.Unix(m.Stages[s], 0).UTC().Format(detect.Stamp)))
		f.Cite(m.Cites[s])
	}
	f.Reason = fmt.Sprintf("%s, within %s", strings.Join(told, ", "), detect.Count(int(time.Duration(now-m.Stages[steps[0]])*time.Second/time.Hour)+1, "hour"))
	c.Find(f)
}
