package accessreview

import (
	"fmt"
	"slices"
	"time"

	"bonafide/model"
)

// State is what became of a decision, as a later export shows it.
type State string

// The states. A grant that was revoked is StillThere until an export without it makes it
// Done; one that shows up again after that CameBack. Overdue is a time limit that ended and
// whose grant is still there. NotSeen tells that nothing of the system was handed in, or an
// export from before the decision, so that nothing is known.
const (
	Done       State = "done"
	StillThere State = "still there"
	CameBack   State = "came back"
	Overdue    State = "overdue"
	Running    State = "running" // a time limit that has not ended
	NotSeen    State = "not seen"
)

// Reconcile holds decisions against a later export. Only what was to go is looked at:
// revocations, and time limits.
func (c *Campaign) Reconcile(grants []Held, asOf time.Time) []Check {
	there := map[string]*Held{}
	kinds, listed := map[string]bool{}, map[string]bool{}
	expanded := Expand(grants)
	for i := range expanded {
		g := &expanded[i]
		kinds[g.System+"\x00"+g.Kind] = true
		listed[key(&g.Grant)] = true
		if g.InForce() && g.Holder.Type != "group" {
			there[itemID(&g.Grant, g.Person)] = g
			there[itemID(&g.Grant, "")] = g
		}
	}
	checks := []Check{} // JSON has a list also when there is none
	for i := range c.Items {
		item := &c.Items[i]
		made := c.Decided(item.ID)
		if made == nil || made.Action == Keep {
			continue
		}
		found, held := there[item.ID]
		if !held { // whose account it is may be told otherwise by now: somebody who left stands in no people file
			found, held = there[itemID(item.account(), "")]
		}
		check := Check{Item: item.ID, AsOf: asOf.UTC(), State: NotSeen}
		what := fmt.Sprintf("%s: %s %s", holder(item), item.System, item.Name)
		since := fmt.Sprintf("%d days after the decision", max(days(asOf.Sub(made.At)), 0))
		switch {
		case asOf.Before(made.At):
			held = false
			check.Text = fmt.Sprintf("%s: the export is of %s, from before the decision, so nothing is known", what, day(asOf))
		case !held && !kinds[item.System+"\x00"+item.Kind]:
			check.Text = what + ": no export of such grants was handed in, so nothing is known"
		case made.Action == Limit && held && !made.Until.Before(asOf):
			check.State, check.Text = Running, fmt.Sprintf("%s: may be held until %s", what, day(*made.Until))
		case !held:
			check.State, check.Text = Done, what+": gone, "+since
			if !listed[key(item.account())] {
				check.Text += "; the export lists nobody who holds it, so make sure that it was exported"
			}
		case made.Action == Limit:
			check.State, check.Text = Overdue, fmt.Sprintf("%s: the limit ended on %s, %d days ago, and it is still held", what, day(*made.Until), days(asOf.Sub(*made.Until)))
		case c.wasDone(item.ID, made.At):
			check.State, check.Text = CameBack, what+": was gone and is held again, "+since
		default:
			check.State, check.Text = StillThere, what+": still held, "+since
		}
		if held {
			check.Cite = []model.Evidence{found.Evidence()}
		}
		checks = append(checks, check)
	}
	return checks
}

// account is the item's grant by its account alone.
func (i *Item) account() *model.Grant {
	return &model.Grant{
		System: i.System, Kind: i.Kind, Name: i.Name, UID: i.UID, Level: i.Level, Scope: i.Scope, Holder: model.Holder{UID: i.Account},
	}
}

// wasDone tells whether an earlier export showed that an item was gone, after its decision.
func (c *Campaign) wasDone(id string, decided time.Time) bool {
	return slices.ContainsFunc(c.Checks[id], func(k Check) bool { return k.State == Done && !k.AsOf.Before(decided.Truncate(24*time.Hour)) })
}

func holder(item *Item) string {
	if item.Person != "" {
		return string(item.Person)
	}
	return "account " + item.Account
}

// Progress counts what was decided and what became of it.
type Progress struct {
	Items    int            `json:"items"`
	Decided  int            `json:"decided"`
	Overdue  bool           `json:"overdue"` // the deadline has passed and items are open
	ByAction map[Action]int `json:"by_action"`
	ByState  map[State]int  `json:"by_state"`
	Open     map[string]int `json:"open_by_reviewer"`
	// Ended are time limits whose end has passed, by item.
	Ended []string `json:"limits_ended,omitempty"`
}

// Progress counts as of a time.
func (c *Campaign) Progress(at time.Time) Progress {
	p := Progress{Items: len(c.Items), ByAction: map[Action]int{}, ByState: map[State]int{}, Open: map[string]int{}}
	for i := range c.Items {
		item := &c.Items[i]
		made := c.Decided(item.ID)
		if made == nil {
			p.Open[string(orNobody(item.Reviewer))]++
			continue
		}
		p.Decided++
		p.ByAction[made.Action]++
		var state State
		if checks := c.Checks[item.ID]; len(checks) > 0 {
			state = checks[len(checks)-1].State
			p.ByState[state]++
		}
		if made.Until != nil && made.Until.Before(at) && state != Done {
			p.Ended = append(p.Ended, item.ID)
		}
	}
	p.Overdue = p.Decided < p.Items && at.After(c.Deadline)
	return p
}
