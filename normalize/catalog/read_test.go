package catalog_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"bonafide/model"
	"bonafide/normalize"
	"bonafide/normalize/catalog"
	"bonafide/source"
	sources "bonafide/source/catalog"
)

type printer struct{ verbose bool }

func (p printer) Event(e *model.Event) error {
	if p.verbose {
		fmt.Println(e.Origin, e.ID, e.Time, e.Class.Word(), e.Activity, e.Action, e.Outcome)
		for f, v := range e.Fields() {
			fmt.Println("   ", f, "=", v)
		}
	}
	return nil
}

func (p printer) Claim(c model.Claim) error {
	if p.verbose {
		fmt.Println(c)
	}
	return nil
}

type sink struct{ *normalize.Runner }

func (s sink) Record(r *model.Record) error { return s.Normalize(r) }
func (s sink) Problem(p source.Problem) {
	s.Runner.Problem(p.Path, p.Line, p.Err, p.Hint, normalize.Loss(p.Kind))
}

func TestTry(t *testing.T) {
	path := os.Getenv("TRY")
	if path == "" {
		t.Skip("set TRY to a path")
	}
	set, err := catalog.New(catalog.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := set.Runner(printer{os.Getenv("V") != ""}, nil)
	if err != nil {
		t.Fatal(err)
	}
	rd, err := source.NewReader(source.Config{Sources: sources.All()})
	if err != nil {
		t.Fatal(err)
	}
	if err := rd.Read(context.Background(), []string{path}, sink{r}); err != nil {
		t.Fatal(err)
	}
	b, _ := json.MarshalIndent(r.Inputs(), "", " ")
	fmt.Println(string(b))
	for _, c := range normalize.Coverage(r) {
		fmt.Printf("%+v\n", c)
	}
}
