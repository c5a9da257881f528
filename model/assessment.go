package model

import "time"

// AssessmentSchema names the JSON form of an Assessment.
const AssessmentSchema = "bonafide.assessment/v1"

// Hypothesis is a story that would explain a subject's records.
type Hypothesis string

// The competing hypotheses. Fraud is Proxy or Fabricated; the two in between are matters
// of policy.
const (
	Genuine             Hypothesis = "genuine"
	UndisclosedLocation Hypothesis = "undisclosed_location"
	MultipleJobs        Hypothesis = "multiple_jobs"
	Proxy               Hypothesis = "proxy"
	Fabricated          Hypothesis = "fabricated"
)

// Hypotheses lists all hypotheses, Genuine first.
func Hypotheses() []Hypothesis {
	return []Hypothesis{Genuine, UndisclosedLocation, MultipleJobs, Proxy, Fabricated}
}

// Assessment is the outcome of a run, in the form of the contract
// bonafide.assessment/v1.
type Assessment struct {
	Schema      string              `json:"schema"`
	GeneratedAt time.Time           `json:"generated_at"`
	Company     string              `json:"company,omitempty"`
	From        *time.Time          `json:"from,omitempty"` // first event
	To          *time.Time          `json:"to,omitempty"`   // last event
	Inputs      []Input             `json:"inputs"`
	Subjects    []SubjectAssessment `json:"subjects"`
	Clusters    []Cluster           `json:"clusters"`
	Unassigned  []Unassigned        `json:"unassigned"`
	Notices     []string            `json:"notices,omitempty"` // what a reader must know of this run
}

// Input is a file that was handed in, and what became of its records.
type Input struct {
	Path       string       `json:"path"`
	Format     string       `json:"format"` // "" when nobody could tell
	Records    int          `json:"records"`
	Events     int          `json:"events"`
	Claims     int          `json:"claims,omitempty"`
	Grants     int          `json:"grants,omitempty"`
	Duplicates int          `json:"duplicates,omitempty"`
	Unread     int          `json:"unread,omitempty"`     // well formed, but of a kind not read yet
	Attributes []string     `json:"attributes,omitempty"` // columns that nothing was made of
	Rejected   int          `json:"rejected"`
	Errors     []InputError `json:"errors"`
}

// InputError is a record that could not be read, or a file.
type InputError struct {
	Line  int64  `json:"line,omitempty"`
	Error string `json:"error"`
	Hint  string `json:"hint,omitempty"`
}

// SubjectAssessment is what is held about one subject.
type SubjectAssessment struct {
	ID          SubjectID              `json:"id"`
	Kind        SubjectKind            `json:"kind"`
	Name        string                 `json:"name"`
	Probability float64                `json:"probability"`
	Hypotheses  map[Hypothesis]float64 `json:"hypotheses"`
	Misuse      float64                `json:"misuse"`
	Exposure    float64                `json:"exposure"`
	Priority    float64                `json:"priority"`
	OpenCase    bool                   `json:"open_case"`
	// PolicyMatter names the policy hypothesis that leads, "" when none does.
	PolicyMatter string `json:"policy_matter"`
	// Prior are the log-odds against Genuine before any reason.
	Prior      map[Hypothesis]float64 `json:"prior_log_odds"`
	Reasons    []Reason               `json:"reasons"`
	NextChecks []NextCheck            `json:"next_checks"`
	Links      []Link                 `json:"links,omitempty"`
	// Places are where the subject is said to be and was seen, for those with reasons.
	Places []PlaceSeen `json:"places,omitempty"`
}

// PlaceSeen is a place the subject declared, or was seen at.
type PlaceSeen struct {
	Place string  `json:"place"`
	Lat   float64 `json:"lat"`
	Long  float64 `json:"long"`
	// Basis is "declaration", or what it was seen by: "device location", "sign-in record" …
	Basis string `json:"basis"`
	// Network is the kind of network it was seen through, "" when not known.
	Network NetworkKind `json:"network,omitempty"`
	Days    int         `json:"days,omitempty"` // different days
	First   *time.Time  `json:"first,omitempty"`
	Last    *time.Time  `json:"last,omitempty"`
}

// Reason is a finding with the weight it was given. The reasons' LogLR, added to the
// prior, give the hypotheses exactly.
type Reason struct {
	Indicator IndicatorID            `json:"indicator"`
	Title     string                 `json:"title"`
	At        time.Time              `json:"at"`
	Reason    string                 `json:"reason"`
	Category  string                 `json:"category"`
	LogLR     map[Hypothesis]float64 `json:"log_lr,omitempty"`
	MisuseLR  float64                `json:"misuse_log_lr,omitempty"`
	// Adjusted says how the catalogue's weight was changed, and why.
	Adjusted string     `json:"adjusted,omitempty"`
	Evidence []Evidence `json:"evidence"`
	// Benign are honest explanations to rule out.
	Benign string    `json:"benign,omitempty"`
	ID     FindingID `json:"id"`
}

// NextCheck is a check that would tell the hypotheses apart.
type NextCheck struct {
	Check        string  `json:"check"`
	Title        string  `json:"title"`
	ExpectedBits float64 `json:"expected_information_bits"`
	CostMinutes  float64 `json:"cost_minutes"`
}

// Link says why an account, device or address is held to belong to a subject.
type Link struct {
	Observable string   `json:"observable"`
	Reason     string   `json:"reason"`
	Evidence   Evidence `json:"evidence"`
}

// Cluster is a group of subjects tied together by what they share. Its id is made of the two
// who were joined first, so that it stays as others join.
type Cluster struct {
	ID       string        `json:"id"`
	Subjects []SubjectID   `json:"subjects"`
	Shared   []SharedThing `json:"shared"`
	// Edges are what ties the subjects, with the reason for each.
	Edges []Edge `json:"edges"`
	// History is how the subjects came together, one step for each but the first.
	History []Joining `json:"history"`
}

// Edge is a thing that ties subjects of a cluster, and why it does.
type Edge struct {
	Kind     string      `json:"kind"`
	Value    string      `json:"value"`
	Subjects []SubjectID `json:"subjects"`
	// Weight is how well the thing tells that they are not strangers, 0 to 1, less what it lost
	// because many share it; Rarity is 1 for what almost nobody shares.
	Weight float64 `json:"weight"`
	Rarity float64 `json:"rarity"`
	// Damped says why the thing alone ties nobody, "" where it does.
	Damped     string        `json:"damped,omitempty"`
	FirstSeen  time.Time     `json:"first_seen"`
	LastSeen   time.Time     `json:"last_seen"`
	Reason     string        `json:"reason"`
	Indicators []IndicatorID `json:"indicators"`
	Evidence   []Evidence    `json:"evidence"`
}

// Joining is a step by which a cluster grew: two subjects were tied strongly enough.
type Joining struct {
	At       time.Time   `json:"at"`
	Subjects []SubjectID `json:"subjects"`
	Kind     string      `json:"kind"` // of the thing that did most of it
	Value    string      `json:"value"`
}

// SharedThing is what ties a cluster; Rarity is 1 for what almost nobody shares.
type SharedThing struct {
	Kind     string      `json:"kind"`
	Value    string      `json:"value"`
	Rarity   float64     `json:"rarity"`
	Subjects []SubjectID `json:"subjects"`
}

// Unassigned is an observable that no subject could be named for.
type Unassigned struct {
	Observable string `json:"observable"`
	Why        string `json:"why"`
	Events     int    `json:"events,omitempty"`
}
