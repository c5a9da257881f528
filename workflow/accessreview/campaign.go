package accessreview

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"bonafide/internal/hint"
	"bonafide/model"
)

// Campaign is a review that people decide: what stands in its file.
type Campaign struct {
	Start
	Items []Item
	index map[string]int
	// Decisions by item, in their order; the last one counts.
	Decisions map[string][]Made
	// Checks by item, in their order.
	Checks map[string][]Check
	Head   string
	last   Entry
	heads  []string // the hash of every line but the last
}

// HadHead tells whether a line of the file has the hash.
func (c *Campaign) HadHead(hash string) bool {
	return hash == c.Head || hash != "" && slices.Contains(c.heads, hash)
}

// Made is a decision with who made it when.
type Made struct {
	Decision
	By model.SubjectID
	At time.Time
}

// Open reads a campaign's file.
func Open(text []byte) (*Campaign, error) {
	entries, head, err := ReadEntries(text)
	if err != nil {
		return nil, err
	}
	if len(entries) == 0 || entries[0].Start == nil {
		return nil, hint.With(errors.New("this is no file of a review"), "begin one with: bonafide review start FOLDER --output review.jsonl")
	}
	c := &Campaign{
		Start: *entries[0].Start, index: map[string]int{}, Decisions: map[string][]Made{}, Checks: map[string][]Check{}, Head: head,
		last: entries[len(entries)-1],
	}
	for _, e := range entries {
		c.heads = append(c.heads, e.Prev)
		switch {
		case e.Item != nil:
			c.index[e.Item.ID] = len(c.Items)
			c.Items = append(c.Items, *e.Item)
		case e.Decision != nil:
			c.Decisions[e.Decision.Item] = append(c.Decisions[e.Decision.Item], Made{*e.Decision, model.SubjectID(e.By), e.At})
		case e.Check != nil:
			c.Checks[e.Check.Item] = append(c.Checks[e.Check.Item], *e.Check)
		}
	}
	return c, c.whole()
}

// whole tells whether the file holds the items that its first line announces, and decisions
// that say what they must: a chain of hashes shows neither.
func (c *Campaign) whole() error {
	const back = "go back to a copy from before"
	if len(c.Items) < c.Start.Items {
		return hint.With(fmt.Errorf("the review began with %d items and its file has %d: lines at its end are missing", c.Start.Items, len(c.Items)), back)
	}
	for _, id := range slices.Sorted(maps.Keys(c.Decisions)) {
		if _, known := c.index[id]; !known {
			return hint.With(fmt.Errorf("%w: a decision is about the item %q, which the review does not have", ErrChanged, id), back)
		}
		if slices.ContainsFunc(c.Decisions[id], func(m Made) bool { return m.Action == Limit && m.Until == nil }) {
			return hint.With(fmt.Errorf("%w: a time limit of the item %q has no end", ErrChanged, id), back)
		}
	}
	return nil
}

// Begin writes the first lines of a campaign's file: what it is about and every item with
// its reviewer.
func Begin(s Start, items []Item, by string, at time.Time) ([]byte, error) {
	s.Items = len(items)
	entries := make([]Entry, 0, len(items)+1)
	entries = append(entries, Entry{At: at, By: by, Start: &s})
	for i := range items {
		entries = append(entries, Entry{At: at, By: by, Item: &items[i]})
	}
	return Append(nil, Entry{}, "", entries)
}

// Extend gives the lines that entries add to the campaign's file.
func (c *Campaign) Extend(entries []Entry) ([]byte, error) {
	return Append(nil, c.last, c.Head, entries)
}

// Item finds an item by its id, or by the beginning of it where that is enough.
func (c *Campaign) Item(id string) (*Item, error) {
	if i, ok := c.index[id]; ok {
		return &c.Items[i], nil
	}
	var found []int
	for i := range c.Items {
		if len(id) >= 4 && strings.HasPrefix(c.Items[i].ID, id) {
			found = append(found, i)
		}
	}
	switch len(found) {
	case 1:
		return &c.Items[found[0]], nil
	case 0:
		return nil, hint.With(fmt.Errorf("the review has no item %q", id), "bonafide review list FILE shows the ids")
	}
	return nil, hint.With(fmt.Errorf("%q begins the ids of %d items", id, len(found)), "write more of it")
}

// Decided is the decision that counts, nil for none.
func (c *Campaign) Decided(id string) *Made {
	list := c.Decisions[id]
	if len(list) == 0 {
		return nil
	}
	return &list[len(list)-1]
}

// Assign names the reviewer of each proposal: the holder's manager, the owner of a service
// account, else the fallback owner. Nobody reviews their own access.
func Assign(list []Proposal, people []Person, fallback model.SubjectID, at time.Time) []Item {
	known := make(map[model.SubjectID]*Person, len(people))
	for i := range people {
		known[people[i].ID] = &people[i]
	}
	there := func(id model.SubjectID) bool { return id != "" && known[id] != nil && !known[id].left(at) }
	items := make([]Item, 0, len(list))
	for _, p := range list {
		item := Item{Proposal: p}
		who := known[p.Person]
		switch {
		case who == nil && there(p.owner):
			item.Reviewer, item.ReviewerWhy = p.owner, "answers for the account"
		case who == nil:
			item.Reviewer, item.ReviewerWhy = fallback, "nobody is known to answer for the account"
		case who.Manager == "":
			item.Reviewer, item.ReviewerWhy = fallback, "no manager is on file"
		case who.Manager == who.ID:
			item.Reviewer, item.ReviewerWhy = fallback, "the people file names them as their own manager"
		case !there(who.Manager):
			item.Reviewer, item.ReviewerWhy = fallback, fmt.Sprintf("their manager %s has left or is not on file", who.Manager)
		default:
			item.Reviewer = who.Manager
		}
		if item.Reviewer != "" && item.Reviewer == p.Person {
			item.Reviewer, item.ReviewerWhy = "", "the fallback owner is the holder: name another with --reviewer when deciding"
			if who != nil && who.Manager != who.ID && there(who.Manager) {
				item.Reviewer, item.ReviewerWhy = who.Manager, ""
			}
		}
		items = append(items, item)
	}
	return items
}

// Decide checks a decision and gives its entry. The reason must say something, nobody
// decides about their own access, and a time limit has an end.
func (c *Campaign) Decide(d Decision, by model.SubjectID, at time.Time) (Entry, error) {
	item, err := c.Item(d.Item)
	if err != nil {
		return Entry{}, err
	}
	by = item.named(by)
	d.Item = item.ID
	d.Reason = strings.TrimSpace(d.Reason)
	switch {
	case by == "":
		return Entry{}, hint.With(errors.New("nobody is named who decides"), "add --by with the id in the people file")
	case by == item.Person:
		return Entry{}, hint.With(fmt.Errorf("%s holds %s %s and may not decide about it", by, item.System, item.Name), "the reviewer is "+string(orNobody(item.Reviewer)))
	case len([]rune(d.Reason)) < leastReason:
		return Entry{}, hint.With(fmt.Errorf("the reason %q says too little", d.Reason), "say in a few words why: an auditor reads it in a year")
	case d.Action != Keep && d.Action != Revoke && d.Action != Limit:
		return Entry{}, hint.With(fmt.Errorf("%q is no decision", d.Action), "write keep, revoke or time-limit")
	case d.Action == Limit && d.Until == nil:
		d.Until = item.Until
		if d.Until == nil {
			return Entry{}, hint.With(errors.New("a time limit needs its end"), "add --until 2026-12-31")
		}
	case d.Action != Limit && d.Until != nil:
		return Entry{}, hint.With(errors.New("--until goes with a time limit"), "write --decision time-limit")
	}
	if d.Until != nil && !d.Until.After(at) {
		return Entry{}, hint.With(fmt.Errorf("the time limit ends on %s, which has passed", day(*d.Until)), "name a day to come, or revoke")
	}
	return Entry{At: at, By: string(by), Decision: &d}, nil
}

// named is the id of who decides as the review writes it: "e4 " is E4, who may hold the grant.
func (i *Item) named(by model.SubjectID) model.SubjectID {
	by = model.SubjectID(strings.TrimSpace(string(by)))
	for _, id := range []model.SubjectID{i.Person, i.Reviewer} {
		if strings.EqualFold(string(by), string(id)) {
			return id
		}
	}
	return by
}

// leastReason is how many letters a reason has at least; "ok" is none.
const leastReason = 8

func orNobody(id model.SubjectID) model.SubjectID {
	if id == "" {
		return "somebody who does not hold it"
	}
	return id
}

// Flag is something about how decisions were made that an auditor would ask about. It
// accuses nobody.
type Flag struct {
	Kind     string          `json:"kind"` // batch, same_reason, all_kept, self_review, not_the_reviewer, late
	Reviewer model.SubjectID `json:"reviewer,omitempty"`
	Text     string          `json:"text"`
	Items    []string        `json:"items,omitempty"`
}

// The thresholds of flags, as documented.
const (
	batchSize    = 10              // decisions …
	batchWithin  = 2 * time.Minute // … within so long
	sameReasons  = 10              // decisions of one reviewer with one reason
	allKeptLeast = 20              // decisions of one reviewer that are all "keep", with proposals against some
)

// Flags looks at how decisions were made.
func (c *Campaign) Flags() []Flag {
	by := map[model.SubjectID][]Made{}
	flags := []Flag{} // JSON has a list also when there is none
	for i := range c.Items {
		item := &c.Items[i]
		made := c.Decided(item.ID)
		if made == nil {
			continue
		}
		by[made.By] = append(by[made.By], *made)
		switch by := item.named(made.By); {
		case by != "" && by == item.Person:
			flags = flag(flags, "self_review", by, string(by)+" decided about their own access", item.ID)
		case item.Reviewer != "" && by != item.Reviewer:
			flags = flag(flags, "not_the_reviewer", made.By, fmt.Sprintf("%s decided in place of %s", made.By, item.Reviewer), item.ID)
		}
		if made.At.After(c.Deadline) {
			flags = flag(flags, "late", made.By, string(made.By)+" decided after the deadline", item.ID)
		}
	}
	flags = append(flags, c.mutual()...)
	reviewers := make([]model.SubjectID, 0, len(by))
	for id := range by {
		reviewers = append(reviewers, id)
	}
	slices.Sort(reviewers)
	for _, id := range reviewers {
		flags = append(flags, c.habits(id, by[id])...)
	}
	return flags
}

// flag adds an item to the flag of the same words, or adds the flag.
func flag(flags []Flag, kind string, by model.SubjectID, text, item string) []Flag {
	for i := range flags {
		if flags[i].Kind == kind && flags[i].Text == text {
			flags[i].Items = append(flags[i].Items, item)
			return flags
		}
	}
	return append(flags, Flag{kind, by, text, []string{item}})
}

// mutual finds two people who review each other.
func (c *Campaign) mutual() []Flag {
	pairs := map[[2]model.SubjectID]bool{}
	for i := range c.Items {
		if c.Items[i].Person != "" && c.Items[i].Reviewer != "" {
			pairs[[2]model.SubjectID{c.Items[i].Person, c.Items[i].Reviewer}] = true
		}
	}
	var flags []Flag
	for p := range pairs {
		if p[0] < p[1] && pairs[[2]model.SubjectID{p[1], p[0]}] {
			flags = append(flags, Flag{Kind: "mutual", Reviewer: p[0], Text: fmt.Sprintf("%s and %s review each other", p[0], p[1])})
		}
	}
	slices.SortFunc(flags, func(a, b Flag) int { return strings.Compare(a.Text, b.Text) })
	return flags
}

// habits looks at one reviewer's decisions together.
func (c *Campaign) habits(id model.SubjectID, made []Made) []Flag {
	var flags []Flag
	slices.SortStableFunc(made, func(a, b Made) int { return a.At.Compare(b.At) })
	kept, against := 0, 0
	reasons := map[string][]string{}
	for _, m := range made {
		if m.Action == Keep {
			kept++
		}
		if i, ok := c.index[m.Item]; ok && c.Items[i].Proposed != Keep {
			against++
		}
		folded := strings.ToLower(strings.Join(strings.Fields(m.Reason), " "))
		reasons[folded] = append(reasons[folded], m.Item)
	}
	for i := batchSize - 1; i < len(made); i++ {
		if took := made[i].At.Sub(made[i-batchSize+1].At); took <= batchWithin && allKeep(made[i-batchSize+1:i+1]) {
			flags = append(flags, Flag{"batch", id, fmt.Sprintf("%d grants kept within %s, around %s", batchSize, took, made[i].At.Format("2006-01-02 15:04")), nil})
			break
		}
	}
	keys := make([]string, 0, len(reasons))
	for k := range reasons {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		if len(reasons[k]) >= sameReasons {
			flags = append(flags, Flag{"same_reason", id, fmt.Sprintf("%d decisions with the one reason %q", len(reasons[k]), k), reasons[k]})
		}
	}
	if kept == len(made) && kept >= allKeptLeast && against > 0 {
		flags = append(flags, Flag{"all_kept", id, fmt.Sprintf("all %d grants were kept, though revocation or a limit was proposed for %d", kept, against), nil})
	}
	return flags
}

func allKeep(list []Made) bool {
	return !slices.ContainsFunc(list, func(m Made) bool { return m.Action != Keep })
}
