// Package report is the last stage: it presents an assessment to people and programs and
// concludes nothing of its own. The folders below it are the forms it can take (text,
// html); here stands what they share: who belongs in which list, the words, the figures.
// Start with Sort, or with WriteJSON.
//
// Its wording follows one rule: claims "could not be verified", nobody is accused, and a
// person decides.
package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"bonafide/model"
)

// From here on somebody is worth watching, though there is no case.
const (
	watchProbability = 0.2
	watchMisuse      = 0.1
)

// Lists are the subjects of an assessment as a reader wants them, each list with the most
// urgent first.
type Lists struct {
	Cases  []*model.SubjectAssessment // open cases
	Policy []*model.SubjectAssessment // matters of policy
	Watch  []*model.SubjectAssessment // not enough for a case
	Rest   []*model.SubjectAssessment // everybody else
}

// Sort puts every subject into one of the lists.
func Sort(a *model.Assessment) Lists {
	var l Lists
	for i := range a.Subjects {
		switch s := &a.Subjects[i]; {
		case s.OpenCase:
			l.Cases = append(l.Cases, s)
		case s.PolicyMatter != "":
			l.Policy = append(l.Policy, s)
		case s.Probability >= watchProbability || s.Misuse >= watchMisuse:
			l.Watch = append(l.Watch, s)
		default:
			l.Rest = append(l.Rest, s)
		}
	}
	for _, list := range [][]*model.SubjectAssessment{l.Cases, l.Policy, l.Watch, l.Rest} {
		slices.SortStableFunc(list, func(x, y *model.SubjectAssessment) int {
			return cmp.Or(cmp.Compare(y.Priority, x.Priority), cmp.Compare(x.ID, y.ID))
		})
	}
	return l
}

// Doubt is the probability that a case rests on: of the identity or of misuse, whichever
// is larger.
func Doubt(s *model.SubjectAssessment) float64 { return max(s.Probability, s.Misuse) }

// ExpectedHonest is how many of the cases will turn out honest by their own figures.
func ExpectedHonest(cases []*model.SubjectAssessment) float64 {
	sum := 0.0
	for _, s := range cases {
		sum += 1 - Doubt(s)
	}
	return sum
}

// ExpectedMissed is how many of those without a case have claims that do not hold, by the
// same figures.
func ExpectedMissed(lists ...[]*model.SubjectAssessment) float64 {
	sum := 0.0
	for _, list := range lists {
		for _, s := range list {
			sum += s.Probability
		}
	}
	return sum
}

// Story is a hypothesis in words.
func Story(h model.Hypothesis) string {
	switch h {
	case model.Genuine:
		return "as claimed"
	case model.UndisclosedLocation:
		return "works elsewhere"
	case model.MultipleJobs:
		return "has other jobs"
	case model.Proxy:
		return "somebody else does the work"
	case model.Fabricated:
		return "identity is not theirs"
	}
	return string(h)
}

// Ranked lists the hypotheses of a subject, the likeliest first.
func Ranked(s *model.SubjectAssessment) []model.Hypothesis {
	list := model.Hypotheses()
	slices.SortStableFunc(list, func(a, b model.Hypothesis) int { return cmp.Compare(s.Hypotheses[b], s.Hypotheses[a]) })
	return list
}

// KindOf is the kind of a shared thing in words, one or many of it.
func KindOf(kind string, n int) string {
	words := map[string][2]string{
		"egress_ip":      {"internet address", "internet addresses"},
		"bssid":          {"Wi-Fi access point", "Wi-Fi access points"},
		"monitor_serial": {"monitor", "monitors"},
		"ship_address":   {"delivery address", "delivery addresses"},
		"pay_account":    {"pay account", "pay accounts"},
		"pc_name":        {"computer name", "computer names"},
		"mac":            {"network card", "network cards"},
		"usb_serial":     {"USB device", "USB devices"},
		"neighbour_mac":  {"neighbour on the network", "neighbours on the network"},
		"gateway_mac":    {"router", "routers"},
		"remote_id":      {"far end of remote access", "far ends of remote access"},
		"remote_tenant":  {"remote-access account", "remote-access accounts"},
		"rule":           {"rule that named both", "rules that named both"},
	}
	i := 0
	if n != 1 {
		i = 1
	}
	if w, ok := words[kind]; ok {
		return w[i]
	}
	return strings.ReplaceAll(kind, "_", " ") + []string{"", "s"}[i]
}

// Percent is a probability as people read it; it never says that something is certain.
func Percent(p float64) string {
	switch {
	case p > 0.994:
		return "> 99 %"
	case p < 0.0095:
		return "< 1 %"
	}
	return fmt.Sprintf("%.0f %%", 100*p)
}

// Thousands writes a count with its thousands set apart.
func Thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Count writes how many of something there are: "1 person", "2,500 people".
func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Thousands(n) + " " + many
}

// About is an expected number of people, in words.
func About(x float64) string {
	if x < 0.05 {
		return "fewer than 0.1"
	}
	return fmt.Sprintf("about %.1f", x)
}

// Day is a date, "" for none.
func Day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}

// Factor is how much a reason multiplies the odds of the story that is likeliest for the
// subject, as people read it: "×20", or "÷7" for what speaks for the person. A reason that
// bears on another story only stands in brackets.
func Factor(s *model.SubjectAssessment, r *model.Reason) string {
	lead, best := model.Proxy, 0.0
	for _, h := range model.Hypotheses()[1:] {
		if s.Hypotheses[h] > s.Hypotheses[lead] {
			lead = h
		}
		if l := r.LogLR[h]; math.Abs(l) > math.Abs(best) {
			best = l
		}
	}
	const nothing = 0.01
	switch {
	case math.Abs(r.LogLR[lead]) >= nothing:
		return Times(r.LogLR[lead])
	case math.Abs(r.MisuseLR) > math.Abs(best):
		return Times(r.MisuseLR)
	case math.Abs(best) >= nothing:
		return "(" + Times(best) + ")"
	}
	return Times(0)
}

// Times is a log-likelihood ratio as a factor: "×20", "÷7".
func Times(log float64) string {
	ratio, sign := math.Exp(math.Abs(log)), "×"
	if log < 0 {
		sign = "÷"
	}
	if ratio < 9.95 {
		return fmt.Sprintf("%s%.1f", sign, ratio)
	}
	return fmt.Sprintf("%s%.0f", sign, ratio)
}

// ShortPath keeps the end of a path, which tells files apart.
func ShortPath(path string) string {
	parts := strings.Split(strings.ReplaceAll(path, `\`, "/"), "/")
	return strings.Join(parts[max(0, len(parts)-2):], "/")
}

// Cite is evidence as path:line.
func Cite(e model.Evidence) string {
	if e.Line == 0 {
		return ShortPath(e.Path)
	}
	return fmt.Sprintf("%s:%d", ShortPath(e.Path), e.Line)
}
