package accessreview

import (
	"fmt"

	"bonafide/internal/privilege"
)

// recommend settles what is proposed. What speaks against a grant is weighed in the open:
//
//   - who left, holds nothing: revoke;
//   - not used, and not what the role usually holds: revoke; what the role holds may stay, with
//     a limit when it is privileged;
//   - left from another role: revoke, or a limit while it is in use (hand-over);
//   - ahead of the stage: a limit where it is in use, else revoke until the stage is reached;
//   - a combination: a limit, in which the other half goes to somebody else; revoke where it is
//     no part of the role and not in use;
//   - an outlier: revoke when privileged and not known to be used, else a limit;
//   - an account of nobody: a limit, in which an owner is named.
func (r *reviewer) recommend(p *Proposal) {
	used, expected := p.supported("used"), p.supported("expected")
	p.Proposed = Keep
	limit := func() {
		if p.Proposed == Keep {
			p.Proposed = Limit
		}
	}
	for _, a := range p.Against {
		switch a.Kind {
		case "leaver":
			p.Proposed = Revoke
		case "unused":
			switch {
			case !expected:
				p.Proposed = Revoke
			case p.Privilege > privilege.Ordinary:
				limit()
			}
		case "leftover", "stage", "toxic":
			if used || expected || p.supported("absent") || a.Kind == "toxic" && !p.Has("outlier") {
				limit()
			} else {
				p.Proposed = Revoke
			}
		case "outlier":
			if !used && p.Privilege >= privilege.High && !p.supported("recent") && !p.supported("absent") {
				p.Proposed = Revoke
			} else {
				limit()
			}
		case "ownerless":
			limit()
		}
	}
	r.until(p)
}

// until gives a time limit its end. A grant that ends by itself before then may stay: the
// limit that is asked for is there.
func (r *reviewer) until(p *Proposal) {
	end := r.in.AsOf.AddDate(0, 0, r.settings.LimitDays)
	if p.Proposed != Limit {
		p.Until = nil
		return
	}
	if p.Until == nil || p.Until.Before(r.in.AsOf) {
		p.Until = &end
	}
	if p.Expires != nil && p.Expires.After(r.in.AsOf) && !p.Expires.After(*p.Until) && !p.Has("stage") {
		p.Proposed, p.Until = Keep, nil
		p.For = append(p.For, Reason{Kind: "expires", Text: fmt.Sprintf("ends by itself on %s", day(*p.Expires))})
	}
}

// supported tells whether a reason of a kind speaks for the grant.
func (p *Proposal) supported(kind string) bool {
	for _, f := range p.For {
		if f.Kind == kind {
			return true
		}
	}
	return false
}
