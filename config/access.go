package config

import "strconv"

// AccessReviews say how access reviews judge grants; 0 keeps the default.
type AccessReviews struct {
	Fallback     string           `yaml:"fallback_reviewer" doc:"Who reviews grants of people without a manager and of accounts that are nobody's: an id in the people file." example:"E1"`
	UnusedDays   int              `yaml:"unused_days" unit:"days" doc:"A grant that was not used for so long is proposed for revocation; 90 when not given. Records must reach back as far." example:"90"`
	MinPeers     int              `yaml:"min_peers" unit:"people" doc:"With fewer others of the same title, department, team or kind of employment nothing is said of peers; 5 when not given." example:"5"`
	ExpectedLow  float64          `yaml:"expected_low" doc:"A grant belongs to a role when more than this share of peers hold it, at the low end (5 % quantile) of what so many people can tell; 0.5 when not given." example:"0.5"`
	OutlierHigh  float64          `yaml:"outlier_high" doc:"A grant is an outlier when less than this share of peers hold it, at the high end (95 % quantile), in every circle that is large enough; 0.4 when not given." example:"0.4"`
	OutlierShare float64          `yaml:"outlier_share" doc:"And when at most this share of each such circle hold it; 0.1 when not given." example:"0.1"`
	OrdinaryToo  bool             `yaml:"ordinary_too" doc:"Also propose outliers that open nothing that is known. They are many." example:"true"`
	LimitDays    int              `yaml:"limit_days" unit:"days" doc:"How long a proposed time limit is; 90 when not given." example:"90"`
	Step         float64          `yaml:"micro_review_step" doc:"By how much a person's probability must have risen since an earlier assessment to open a review of their grants alone; 0.2 when not given." example:"0.2"`
	DeadlineDays int              `yaml:"deadline_days" unit:"days" doc:"How long reviewers have; 14 when not given." example:"14"`
	Services     []ServiceAccount `yaml:"service_accounts" doc:"Accounts that are no person's, with who answers for each."`
	Verified     []VerifiedPerson `yaml:"verified" doc:"People whose identity was verified in a way that no handed-in record shows."`
	Stages       []AccessStage    `yaml:"stages" doc:"What newly employed people may hold until they are known, in the order in which it applies; in place of the built-in ones (before verification, first 30 days, first 90 days)."`
}

// ServiceAccount is an account that is no person's.
type ServiceAccount struct {
	Account string `yaml:"account" doc:"Its id, e-mail address or login in the export." example:"svc-backup"`
	Owner   string `yaml:"owner" doc:"Who answers for it: an id in the people file." example:"E1"`
}

// VerifiedPerson is somebody whose identity was verified.
type VerifiedPerson struct {
	Person string `yaml:"person" doc:"The id in the people file." example:"E1"`
	On     Day    `yaml:"on" doc:"When." example:"2026-11-02"`
}

// AccessStage says what may be held for a while.
type AccessStage struct {
	ID    string   `yaml:"id" doc:"Its name in reasons." example:"first-30-days"`
	Until string   `yaml:"until" doc:"verified: the stage ends when the identity is verified." example:"verified"`
	Days  int      `yaml:"days" unit:"days" doc:"Or: it ends so long after the start." example:"30"`
	Most  string   `yaml:"most" doc:"The highest level that may be held: ordinary, elevated, high or admin." example:"elevated"`
	Never []string `yaml:"never" doc:"Abilities that wait whatever their level, as in content/access/privileges.yaml." example:"[publish, secrets]"`
	Why   string   `yaml:"why" doc:"The reason that is shown." example:"the first month needs a desk"`
}

// checkAccess finds what is wrong with the settings of access reviews.
func (s *Settings) checkAccess() []error {
	a, key := s.AccessReviews, "access_reviews"
	var errs []error
	for name, v := range map[string]float64{"expected_low": a.ExpectedLow, "outlier_high": a.OutlierHigh, "outlier_share": a.OutlierShare, "micro_review_step": a.Step} {
		if v < 0 || v >= 1 {
			errs = append(errs, s.Wrong([]string{key, name}, "write a number between 0 and 1, such as 0.5", "%v is no share", v))
		}
	}
	for name, v := range map[string]int{"unused_days": a.UnusedDays, "min_peers": a.MinPeers, "limit_days": a.LimitDays, "deadline_days": a.DeadlineDays} {
		if v < 0 {
			errs = append(errs, s.Wrong([]string{key, name}, "write a whole number, such as 90", "%v is less than nothing", v))
		}
	}
	for i, v := range a.Services {
		if v.Account == "" || v.Owner == "" {
			errs = append(errs, s.Wrong([]string{key, "service_accounts", strconv.Itoa(i)}, "write {account: svc-backup, owner: E1}", "a service account needs account and owner"))
		}
	}
	for i, v := range a.Stages {
		if v.ID == "" || (v.Until == "") == (v.Days == 0) || v.Until != "" && v.Until != "verified" || v.Days < 0 {
			errs = append(errs, s.Wrong([]string{key, "stages", strconv.Itoa(i)}, "write {id: first-30-days, days: 30, most: elevated} or until: verified", "the stage %q needs an id and an end", v.ID))
		}
	}
	return errs
}
