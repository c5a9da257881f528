package app_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"bonafide/app"
	"bonafide/content"
)

var update = flag.Bool("update", false, "write the reference pages anew")

const referenceFolder = "../docs/reference"

// TestReferenceIsCurrent holds the committed pages against the declarations. With -update
// it writes them.
func TestReferenceIsCurrent(t *testing.T) {
	t.Parallel()
	pages, err := app.Reference()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range pages {
		path := filepath.Join(referenceFolder, name)
		if *update {
			if err := os.WriteFile(path, want, 0o644); err != nil { //nolint:gosec // pages for everybody
				t.Fatal(err)
			}
			continue
		}
		got, err := os.ReadFile(path)
		if err != nil {
			t.Errorf("%v; run make reference", err)
			continue
		}
		if !bytes.Equal(bytes.ReplaceAll(got, []byte("\r\n"), []byte("\n")), want) {
			t.Errorf("%s is not what the parts declare; run make reference", path)
		}
	}
}

// TestSchemasAcceptWhatIsRead holds settings and indicators against their JSON Schemas.
func TestSchemasAcceptWhatIsRead(t *testing.T) {
	t.Parallel()
	pages, err := app.Reference()
	if err != nil {
		t.Fatal(err)
	}
	settings := schema(t, pages["settings.schema.json"])
	dir := company(t, 0)
	own, err := os.ReadFile(filepath.Join(dir, "bonafide.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	_, example, _ := bytes.Cut(pages["settings.md"], []byte("```yaml\n"))
	example, _, _ = bytes.Cut(example, []byte("```"))
	for name, text := range map[string][]byte{"simulated": own, "page": example, "empty": nil} {
		if err := settings.Validate(plain(t, text)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, text := range map[string]string{
		"unknown_key": "colums: {}", "detector": "detectors: {location: {farkm: 3}}", "column": "columns: {people: {idd: x}}",
		"probability": "thresholds: {open_case: 2}", "type": "offices: {city: Paris}",
	} {
		if settings.Validate(plain(t, []byte(text))) == nil {
			t.Errorf("%s: %q is accepted", name, text)
		}
	}
	indicators := schema(t, pages["indicator.schema.json"])
	entries, err := content.FS().Open("indicators/network.yaml")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = entries.Close() }()
	var text bytes.Buffer
	if _, err := text.ReadFrom(entries); err != nil {
		t.Fatal(err)
	}
	if err := indicators.Validate(plain(t, text.Bytes())); err != nil {
		t.Error(err)
	}
	if indicators.Validate(plain(t, []byte("- {id: NET-99, title: x, category: y, provenance: z, benign: w}"))) == nil {
		t.Error("an indicator that weighs nothing is accepted")
	}
}

func schema(t *testing.T, text []byte) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// plain is YAML as JSON has it.
func plain(t *testing.T, text []byte) any {
	t.Helper()
	var n yaml.Node
	if err := yaml.Unmarshal(text, &n); err != nil {
		t.Fatal(err)
	}
	textual(&n)
	var v any
	if err := n.Decode(&v); err != nil && n.Kind != 0 {
		t.Fatal(err)
	}
	return v
}

// textual makes dates texts, as JSON has none.
func textual(n *yaml.Node) {
	if n.Tag == "!!timestamp" {
		n.Tag = "!!str"
	}
	for _, c := range n.Content {
		textual(c)
	}
}
