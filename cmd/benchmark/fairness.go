package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"bonafide/app"
	"bonafide/model"
	"bonafide/simulate"
)

func newFairness(print func(report, error) error) *cobra.Command {
	var seed uint64
	c := &cobra.Command{
		Use:   "fairness",
		Short: "Give the same facts to people of twenty name origins and compare the results",
		Long:  "For every origin a company is simulated that differs in names and addresses only. Printed is a hash of all\nprobabilities, weights and times, to the last bit: they must all be one.",
		RunE:  func(c *cobra.Command, _ []string) error { return print(fairness(c.Context(), seed)) },
	}
	c.Flags().Uint64Var(&seed, "seed", 301, "the company's seed")
	return c
}

// fairnessReport is one hash for each name origin.
type fairnessReport struct {
	People int      `json:"people"`
	Hashes []string `json:"hashes"`
	Equal  bool     `json:"equal"`
}

func fairness(ctx context.Context, seed uint64) (*fairnessReport, error) {
	f := &fairnessReport{Equal: true}
	for origin := range 20 {
		dir, err := os.MkdirTemp("", "bonafide-benchmark-*")
		if err != nil {
			return nil, err
		}
		defer func() { _ = os.RemoveAll(dir) }()
		cfg := simulate.Demo(seed)
		cfg.NameOrigin, cfg.Days = origin, 45
		folder := filepath.Join(dir, "company")
		if _, err := simulate.Write(ctx, folder, cfg); err != nil {
			return nil, err
		}
		r, err := app.Assess(ctx, app.Options{Paths: []string{folder}})
		if err != nil {
			return nil, err
		}
		hash, err := decided(r.Assessment)
		if err != nil {
			return nil, err
		}
		f.People = len(r.Assessment.Subjects)
		f.Hashes = append(f.Hashes, hash)
		f.Equal = f.Equal && hash == f.Hashes[0]
	}
	return f, nil
}

// decided hashes everything that is decided about people: all but words.
func decided(a *model.Assessment) (string, error) {
	h := sha256.New()
	e := json.NewEncoder(h)
	for _, s := range a.Subjects {
		s.Name, s.Links = "", nil
		for i := range s.Reasons {
			s.Reasons[i].Reason = ""
			for j := range s.Reasons[i].Evidence {
				s.Reasons[i].Evidence[j] = model.Evidence{Line: s.Reasons[i].Evidence[j].Line}
			}
			s.Reasons[i].ID = "" // it may hold a name: whose account, whose signature
		}
		if err := e.Encode(s); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:8]), nil
}

func (f *fairnessReport) text(w io.Writer) {
	for origin, hash := range f.Hashes {
		_, _ = fmt.Fprintf(w, "name origin %2d  %s\n", origin, hash)
	}
	verdict := "differ: names decide something"
	if f.Equal {
		verdict = "are the same to the last bit"
	}
	_, _ = fmt.Fprintf(w, "%d people, %d name origins: the results %s\n", f.People, len(f.Hashes), verdict)
}
