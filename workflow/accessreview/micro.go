package accessreview

import (
	"cmp"
	"fmt"
	"slices"

	"bonafide/model"
)

// Trigger is why somebody's grants are reviewed alone.
type Trigger struct {
	Person model.SubjectID
	Why    string
}

// Triggers finds whose grants an assessment asks to review: an open case that the earlier
// assessment did not have, or a probability (of fraud or of misuse) that rose by a step.
// Without an earlier assessment every open case counts.
func Triggers(now, before *model.Assessment, step float64) []Trigger {
	type earlier struct {
		probability, misuse float64
		open                bool
	}
	known := map[model.SubjectID]earlier{}
	if before != nil {
		for i := range before.Subjects {
			s := &before.Subjects[i]
			known[s.ID] = earlier{s.Probability, s.Misuse, s.OpenCase}
		}
	}
	var list []Trigger
	for i := range now.Subjects {
		s := &now.Subjects[i]
		old, seen := known[s.ID]
		switch {
		case s.OpenCase && !old.open:
			list = append(list, Trigger{s.ID, "a case is open"})
		case seen && s.Probability-old.probability >= step:
			list = append(list, Trigger{s.ID, fmt.Sprintf("the probability rose from %.2f to %.2f", old.probability, s.Probability)})
		case seen && s.Misuse-old.misuse >= step:
			list = append(list, Trigger{s.ID, fmt.Sprintf("the probability of misuse rose from %.2f to %.2f", old.misuse, s.Misuse)})
		}
	}
	return list
}

// ByExposure keeps the proposals of some people, what opens most first. In a micro-review
// every grant is looked at, also those that nothing speaks against.
func ByExposure(list []Proposal, people []Trigger) []Proposal {
	var out []Proposal
	for _, p := range list {
		if slices.ContainsFunc(people, func(t Trigger) bool { return t.Person == p.Person && p.Person != "" }) {
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(a, b Proposal) int {
		return cmp.Or(cmp.Compare(b.Privilege, a.Privilege), cmp.Compare(len(b.Can), len(a.Can)), cmp.Compare(a.Person, b.Person))
	})
	return out
}

// AssignQuietly gives the items of a micro-review to one person, who leads the case: a manager
// who sees the list would know of it, and may tell. Nobody reviews their own access.
func AssignQuietly(list []Proposal, lead model.SubjectID) []Item {
	items := make([]Item, 0, len(list))
	for _, p := range list {
		item := Item{Proposal: p, Reviewer: lead, ReviewerWhy: "a review of single people is for who leads the case, not for the manager"}
		if lead == p.Person {
			item.Reviewer, item.ReviewerWhy = "", "who leads the case is the holder: somebody else must decide"
		}
		items = append(items, item)
	}
	return items
}
