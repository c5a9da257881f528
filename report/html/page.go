package html

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"bonafide/model"
	"bonafide/report"
)

// page is what page.html shows.
type page struct {
	assets

	Title, Company, People, Records, Files string
	From, To, Generated                    string
	Notices                                []string
	Tiles                                  []tile
	Cases                                  int
	Honest, HonestOf, Missed, Others       string

	Lists    []peopleList
	Sections []template.HTML
	MoreFull int // people of the lists without a section
	Land     string
	Clusters []clusterView
	MoreTied int

	Inputs     []inputView
	MoreInputs int
	Troubles   []trouble
	MoreErrors int
	Rejected   string
	Unread     string

	Unassigned     []model.Unassigned
	MoreUnassigned int
	Rest           []restView
	RestCount      string
	MoreRest       int
}

// tile is a figure of the summary.
type tile struct{ Count, Word, Note, Href string }

// peopleList is one of the ranked tables.
type peopleList struct {
	ID, Title, Note string
	Count           int
	Rows            []row
	More            int
	Policy          bool
}

// row is somebody in a table.
type row struct {
	Rank                   int
	Anchor, ID, Name       string
	Percent                string
	Width                  float64 // percent of a bar
	Story, Exposure, Check string
	Why                    []string
	MoreWhy                int
}

// restView is somebody of whom there is little to say.
type restView struct{ ID, Name, Percent, Reasons string }

// page gives what needs no section.
func (b *builder) page() *page {
	a := b.a
	records := 0
	for _, in := range a.Inputs {
		records += in.Records
	}
	l := b.lists
	p := &page{
		Title: "Bonafide", Company: a.Company, People: report.Count(len(a.Subjects), "person", "people"),
		Records: report.Count(records, "record", "records"), Files: report.Count(len(a.Inputs), "file", "files"),
		Generated: a.GeneratedAt.UTC().Format("2006-01-02 15:04 UTC"), Notices: a.Notices,
		Cases: len(l.Cases), Honest: report.About(report.ExpectedHonest(l.Cases)), HonestOf: report.Count(len(l.Cases), "open case", "open cases"),
		Missed:    report.About(report.ExpectedMissed(l.Policy, l.Watch, l.Rest)),
		Others:    report.Count(len(a.Subjects)-len(l.Cases), "person", "people"),
		RestCount: report.Count(len(l.Rest), "person", "people"),
	}
	if a.Company != "" {
		p.Title += ": " + a.Company
	}
	if a.From != nil && a.To != nil {
		p.From, p.To = report.Day(*a.From), report.Day(*a.To)
	}
	p.Tiles = []tile{
		{report.Thousands(len(l.Cases)), "open cases", "a person should look", "#cases"},
		{report.Thousands(len(l.Policy)), "policy matters", "ask where, or for whom, they work", "#policy"},
		{report.Thousands(len(l.Watch)), "worth watching", "not enough for a case", "#watch"},
		{report.Thousands(len(l.Rest)), "everybody else", "nothing to look at", "#rest"},
	}
	for i, list := range [][]*model.SubjectAssessment{l.Cases, l.Policy, l.Watch, l.Rest} {
		if len(list) == 0 {
			p.Tiles[i].Href = ""
		}
	}
	return p
}

// fill adds what names the sections.
func (p *page) fill(b *builder) {
	l := b.lists
	p.Lists = []peopleList{
		b.list("cases", "Open cases", "Claims that could not be verified, on several kinds of records. A person should look, beginning with the next check.", l.Cases),
		b.list("policy", "Policy matters", "Probably the right person, but elsewhere or with other jobs. Ask; there may be an agreement that the records do not show.", l.Policy),
		b.list("watch", "Worth watching", "Some contradiction, not enough for a case. Nothing needs to be done but to look again when there are more records.", l.Watch),
	}
	p.Lists[1].Policy = true
	p.MoreFull = len(l.Cases) + len(l.Policy) + len(l.Watch) - len(p.Sections)
	if b.maps {
		p.Land = land()
	}
	p.Clusters = b.clusters()
	p.MoreTied = max(0, len(b.a.Clusters)-mostClusters)
	b.inputs(p)
	p.Unassigned = b.a.Unassigned[:min(len(b.a.Unassigned), mostUnassigned)]
	p.MoreUnassigned = len(b.a.Unassigned) - len(p.Unassigned)
	for _, s := range l.Rest[:min(len(l.Rest), mostRest)] {
		p.Rest = append(p.Rest, restView{string(s.ID), s.Name, report.Percent(report.Doubt(s)), report.Count(len(s.Reasons), "reason", "reasons")})
	}
	p.MoreRest = len(l.Rest) - len(p.Rest)
}

func (b *builder) list(id, title, note string, subjects []*model.SubjectAssessment) peopleList {
	l := peopleList{ID: id, Title: title, Note: note, Count: len(subjects)}
	for i, s := range subjects[:min(len(subjects), mostRows)] {
		l.Rows = append(l.Rows, b.row(i+1, s))
	}
	l.More = len(subjects) - len(l.Rows)
	return l
}

// mostWhy is how many reasons a row of a table names.
const mostWhy = 3

func (b *builder) row(rank int, s *model.SubjectAssessment) row {
	r := row{
		Rank: rank, Anchor: b.anchors[s.ID], ID: string(s.ID), Name: s.Name, Percent: report.Percent(report.Doubt(s)),
		Width: round(100 * report.Doubt(s)), Exposure: report.Percent(s.Exposure), Story: report.Story(report.Ranked(s)[0]),
	}
	if s.PolicyMatter != "" && !s.OpenCase {
		p := s.Hypotheses[model.Hypothesis(s.PolicyMatter)]
		r.Percent, r.Width, r.Story = report.Percent(p), round(100*p), report.Story(model.Hypothesis(s.PolicyMatter))
	}
	if s.Misuse > s.Probability {
		r.Story = "misuse of access"
	}
	if len(s.NextChecks) > 0 {
		r.Check = fmt.Sprintf("%s (%.0f min)", s.NextChecks[0].Title, s.NextChecks[0].CostMinutes)
	}
	for i := range s.Reasons {
		if !against(&s.Reasons[i]) || slices.Contains(r.Why, s.Reasons[i].Title) {
			continue
		}
		if len(r.Why) == mostWhy {
			r.MoreWhy++
			continue
		}
		r.Why = append(r.Why, s.Reasons[i].Title)
	}
	return r
}

// against tells whether a reason speaks against what is claimed.
func against(r *model.Reason) bool {
	sum := r.MisuseLR
	for _, h := range model.Hypotheses() {
		sum += r.LogLR[h]
	}
	return sum > 0
}

// inputView is a file and what became of it.
type inputView struct {
	Path, Format                                         string
	Records, Events, Claims, Duplicates, Unread, Problem string
	Attributes                                           string
	Trouble                                              bool
}

// trouble is what could not be read of a file.
type trouble struct{ At, Error, Hint string }

// inputs lists the files, and of those with troubles what they are.
func (b *builder) inputs(p *page) {
	rejected, unread := 0, 0
	list := make([]*model.Input, 0, len(b.a.Inputs))
	for i := range b.a.Inputs {
		in := &b.a.Inputs[i]
		rejected, unread = rejected+in.Rejected, unread+in.Unread
		list = append(list, in)
		for _, e := range in.Errors {
			if len(p.Troubles) == mostErrors {
				p.MoreErrors++
				continue
			}
			at := in.Path
			if e.Line > 0 {
				at = fmt.Sprintf("%s:%d", in.Path, e.Line)
			}
			p.Troubles = append(p.Troubles, trouble{at, report.Redact(e.Error), e.Hint})
		}
	}
	p.Rejected, p.Unread = report.Count(rejected, "record", "records"), report.Count(unread, "record", "records")
	if len(list) > mostInputs { // those with troubles first, so that they are among those shown
		slices.SortStableFunc(list, func(x, y *model.Input) int { return cmp.Compare(y.Rejected+y.Unread, x.Rejected+x.Unread) })
		p.MoreInputs = len(list) - mostInputs
		list = list[:mostInputs]
	}
	for _, in := range list {
		p.Inputs = append(p.Inputs, inputView{
			Path: in.Path, Format: cmp.Or(in.Format, "not known"), Records: report.Thousands(in.Records), Events: report.Thousands(in.Events),
			Claims: report.Thousands(in.Claims), Duplicates: report.Thousands(in.Duplicates), Unread: report.Thousands(in.Unread),
			Problem: report.Thousands(in.Rejected), Attributes: strings.Join(in.Attributes, ", "), Trouble: in.Rejected+in.Unread > 0,
		})
	}
}
