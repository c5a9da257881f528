package main

import (
	"fmt"
	"slices"

	"bonafide/sigma"
	"bonafide/sigma/match"
	"bonafide/sigma/plain"
)

// checked is how many events of a file each verdict is checked on.
const checked = 25

// checkVerdicts holds the matcher against the plain evaluator on events spread over all and
// gives the number of pairs of a rule and an event that it compared.
func checkVerdicts(s *match.Session, rules []*sigma.Rule, base sigma.LogSource, events [][]byte) (pairs int, err error) {
	exprs := make([]sigma.Expr, len(rules))
	for i, r := range rules {
		exprs[i] = r.Detection.Expr()
	}
	for i := 0; i < len(events); i += max(1, len(events)/checked) {
		applying, err := s.Applying(events[i], base)
		if err != nil {
			return 0, err
		}
		applying = slices.Clone(applying)
		got, err := s.Match(events[i], base)
		if err != nil {
			return 0, err
		}
		event, err := plain.Decode(events[i])
		if err != nil {
			return 0, err
		}
		for _, r := range applying {
			pairs++
			if plain.Match(exprs[r], event, sigma.Layout{}) != slices.Contains(got, r) {
				return 0, fmt.Errorf("%s: the matcher and the plain evaluator differ on %s", rules[r].Path, events[i])
			}
		}
	}
	return pairs, nil
}
