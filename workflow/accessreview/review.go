// Package accessreview reviews who holds which entitlements, to least privilege: what peers do
// not hold, what is not used, what should not be held together, what comes before somebody is
// known, what was left from an earlier role. Start with Propose for proposals, Campaign for a
// review that people decide, Reconcile for what became of decisions.
//
// It works on what it is given and reads no file. It judges access and never origin: of a
// person it looks at role, department, manager, kind of employment and dates alone. It decides
// nothing: every proposal is for a person, with what speaks for and against it.
package accessreview

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"bonafide/internal/privilege"
	"bonafide/model"
)

// Settings tune the review.
type Settings struct {
	UnusedDays   int     `yaml:"unused_days" unit:"days" doc:"A grant that was not used for so long is proposed for revocation; records must reach back as far. Also how long somebody must not have been seen at all to count as absent."`
	MinPeers     int     `yaml:"min_peers" unit:"people" doc:"With fewer others in a circle nothing is said of it: the only one in a role has no peers."`
	ExpectedLow  float64 `yaml:"expected_low" unit:"share" doc:"A grant belongs to a role when the share of peers who hold it is over this even at the low end of what so few people can tell (5 % quantile)."`
	OutlierHigh  float64 `yaml:"outlier_high" unit:"share" doc:"A grant is an outlier when the share of peers who hold it is under this even at the high end (95 % quantile), in every circle that is large enough."`
	OutlierShare float64 `yaml:"outlier_share" unit:"share" doc:"And at most this share of each such circle hold it: 14 of 60 are a group of their own."`
	OrdinaryToo  bool    `yaml:"ordinary_too" doc:"Also propose ordinary entitlements that are outliers. They are many and open little; what is at home in another role is told all the same."`
	LimitDays    int     `yaml:"limit_days" unit:"days" doc:"How long a proposed time limit is."`
	ProbableStep float64 `yaml:"probable_step" unit:"probability" doc:"A person's probability must have risen by so much since an earlier assessment to open a micro-review."`
}

// Defaults are settings that fit most companies.
func Defaults() Settings {
	return Settings{UnusedDays: 90, MinPeers: 5, ExpectedLow: 0.5, OutlierHigh: 0.4, OutlierShare: 0.1, LimitDays: 90, ProbableStep: 0.2}
}

// Person is what a review looks at of somebody.
type Person struct {
	ID                                        model.SubjectID
	Name, Title, Department, Type, Status     string
	Manager                                   model.SubjectID
	Start, End                                time.Time
	Verified                                  time.Time // when an identity check was passed, zero for not known
	LastSeen                                  time.Time // in any record
	VerificationCite, StartCite, LastSeenCite model.Evidence
}

// placed tells whether title and department are on file. Of who has none it cannot be said that
// they are not in a circle.
func (p *Person) placed() bool {
	return strings.TrimSpace(p.Title) != "" && strings.TrimSpace(p.Department) != ""
}

// left tells whether somebody has gone.
func (p *Person) left(at time.Time) bool {
	return !p.End.IsZero() && at.After(p.End.Add(36*time.Hour)) || strings.EqualFold(p.Status, "terminated")
}

// Held is a grant with whom its account belongs to, "" for nobody.
type Held struct {
	model.Grant
	Person model.SubjectID
	// Owner answers for an account that is no person's.
	Owner model.SubjectID
}

// Input is everything a review rests on.
type Input struct {
	AsOf   time.Time
	People []Person
	Grants []Held
	Usage  *Usage
}

// Action is what is proposed or decided.
type Action string

// The actions.
const (
	Keep   Action = "keep"
	Revoke Action = "revoke"
	Limit  Action = "time-limit"
)

// Reason is one thing that speaks for or against keeping a grant.
type Reason struct {
	Kind string `json:"kind"` // outlier, unused, leftover, toxic, stage, leaver, ownerless, expected, used …
	Text string `json:"text"`
	// Peers are the numbers behind it, where it is about peers; Days where it is about time.
	Peers    *Peers           `json:"peers,omitempty"`
	Days     int              `json:"days,omitempty"`
	Evidence []model.Evidence `json:"evidence,omitempty"`
}

// Proposal is a grant with what is proposed of it.
type Proposal struct {
	ID          string          `json:"id"`
	Person      model.SubjectID `json:"person,omitempty"`
	Account     string          `json:"account"`
	AccountType string          `json:"account_type"`
	System      string          `json:"system"`
	Kind        string          `json:"kind"`
	Name        string          `json:"entitlement"`
	UID         string          `json:"uid,omitempty"` // the system's own id of it
	Level       string          `json:"level,omitempty"`
	Scope       string          `json:"scope,omitempty"`
	Via         []string        `json:"via,omitempty"`
	Since       *time.Time      `json:"since,omitempty"`
	Expires     *time.Time      `json:"expires,omitempty"`

	Privilege privilege.Level  `json:"privilege"`
	Can       []string         `json:"can,omitempty"`
	Proposed  Action           `json:"proposed"`
	Until     *time.Time       `json:"until,omitempty"` // of a time limit
	Against   []Reason         `json:"against,omitempty"`
	For       []Reason         `json:"for,omitempty"`
	Evidence  []model.Evidence `json:"evidence"`

	owner model.SubjectID
	held  *holding
}

// Flagged tells whether something speaks against the grant.
func (p *Proposal) Flagged() bool { return len(p.Against) > 0 }

// Has tells whether a reason of a kind speaks against the grant.
func (p *Proposal) Has(kind string) bool {
	return slices.ContainsFunc(p.Against, func(r Reason) bool { return r.Kind == kind })
}

// Propose looks at every grant and says what is proposed of it, the most urgent first.
func Propose(in Input, c *privilege.Catalogue, s Settings) []Proposal {
	r := newReviewer(in, c, s)
	list := make([]Proposal, 0, len(r.holdings))
	for i := range r.holdings {
		list = append(list, r.proposal(&r.holdings[i]))
	}
	r.combinations(list)
	for i := range list {
		r.recommend(&list[i])
	}
	slices.SortStableFunc(list, func(a, b Proposal) int {
		return cmp.Or(urgency(&b)-urgency(&a), cmp.Compare(a.Person, b.Person), cmp.Compare(a.System, b.System), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return list
}

// urgency orders proposals: what is proposed, then what the grant opens, then how much
// speaks against it.
func urgency(p *Proposal) int {
	n := int(p.Privilege)*10 + min(len(p.Against), 9)
	switch p.Proposed {
	case Revoke:
		n += 200
	case Limit:
		n += 100
	case Keep:
	}
	return n
}

// holding is a person's or account's hold on one entitlement, however many grants give it.
type holding struct {
	grant       *model.Grant
	person      int32 // into people, -1 for nobody
	owner       model.SubjectID
	entitlement int32
	right       privilege.Right
	via         []string
	direct      bool
	used        time.Time
	tracked     bool
	since       time.Time
	expires     time.Time
	evidence    []model.Evidence
}

// key is what makes two grants the same entitlement.
func key(g *model.Grant) string {
	return strings.ToLower(strings.Join([]string{g.System, g.Kind, cmp.Or(g.UID, g.Name), g.Level, g.Scope}, "\x00"))
}

// account is the name of the account that holds a grant.
func account(g *model.Grant) string { return cmp.Or(g.Holder.UID, g.Holder.Email, g.Holder.Name) }

// itemID identifies a holding across exports: who holds what.
func itemID(g *model.Grant, person model.SubjectID) string {
	who := "person\x00" + string(person)
	if person == "" {
		who = "account\x00" + strings.ToLower(account(g))
	}
	h := sha256.Sum256([]byte(who + "\x00" + key(g)))
	return hex.EncodeToString(h[:6])
}
