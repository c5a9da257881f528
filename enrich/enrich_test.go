package enrich_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"bonafide/content"
	"bonafide/enrich"
	"bonafide/enrich/hardware"
	"bonafide/enrich/network"
	"bonafide/enrich/place"
	"bonafide/enrich/tool"
	"bonafide/internal/gazetteer"
	"bonafide/model"
	"bonafide/model/ocsf"
)

func chain(t testing.TB) *enrich.Chain {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	g, err := gazetteer.New(content.FS())
	must(err)
	n, err := network.New(network.Config{Gazetteer: g, Content: content.FS()})
	must(err)
	p, err := place.New(place.Config{Gazetteer: g})
	must(err)
	o, err := tool.New(tool.Config{Content: content.FS()})
	must(err)
	h, err := hardware.New(hardware.Config{Content: content.FS()})
	must(err)
	c, err := enrich.NewChain(n, p, o, h)
	must(err)
	return c
}

func okta(e *model.Event) {
	e.Class = ocsf.Authentication
	e.Add(model.ActorUID, "00u1")
	e.Add(model.ActorEmail, "someone@example.com")
	e.Add(model.ActorFullName, "Some One")
	e.Add(model.SessionUID, "102abc")
	e.Add(model.DeviceOS, "Windows 11")
	e.Add(model.DeviceType, "Computer")
	e.Add(model.UserAgent, "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36")
	e.Add(model.SrcIP, "203.0.113.7")
	e.Add(model.SrcCity, "Austin")
	e.Add(model.SrcRegion, "Texas")
	e.Add(model.SrcCountry, "United States")
	e.Add(model.SrcLat, "30.2672")
	e.Add(model.SrcLong, "-97.7431")
	e.Add(model.SrcASN, "7922")
	e.Add(model.SrcOrg, "comcast cable communications, llc")
	e.Add(model.SrcISP, "comcast cable communications")
	e.Add(model.SrcProxy, "false")
	e.Add(model.AppName, "Okta Dashboard")
	e.Add(model.Risk, "LOW")
	e.Add(model.NewDevice, "false")
}

func sysmon(e *model.Event) {
	e.Class = ocsf.ProcessActivity
	e.Add(model.DeviceHostname, "LT-0042")
	e.Add(model.ProcessPath, `C:\Windows\System32\svchost.exe`)
	e.Add(model.ProcessCommand, `C:\Windows\system32\svchost.exe -k netsvcs -p -s Schedule`)
	e.Add(model.ProcessOriginalName, "svchost.exe")
	e.Add(model.ProcessUser, `NT AUTHORITY\SYSTEM`)
	e.Add(model.ParentPath, `C:\Windows\System32\services.exe`)
	e.Add(model.ParentCommand, `C:\Windows\system32\services.exe`)
	e.Add(model.FileHash, "7fd065bac18c5278777ae44908101cdfed72d26fa741367f0ad4d02020787ab6")
}

func TestChain(t *testing.T) {
	t.Parallel()
	var e model.Event
	okta(&e)
	chain(t).Enrich(&e)
	s, ok := e.Facts.Sighting()
	if !ok || s.Place.String() != "Austin, Texas, US" || s.Basis != model.BySource {
		t.Errorf("sighting %+v", s)
	}
	if n := e.Facts.Network; n.Operator != "Comcast" || n.Kind != model.ResidentialNet || n.ASN != 7922 {
		t.Errorf("network %+v", n)
	}
	if len(e.Facts.Tools)+len(e.Facts.Hardware) != 0 {
		t.Errorf("%+v", e.Facts)
	}
}

// TestNothingOfOrigin: language, keyboard and names change no fact.
func TestNothingOfOrigin(t *testing.T) {
	t.Parallel()
	c := chain(t)
	var plain model.Event
	okta(&plain)
	c.Enrich(&plain)
	for _, name := range []string{"Jane Roe", "李伟", "Олег Иванов", "محمد", "김철수"} {
		var e model.Event
		okta(&e)
		e.Set(model.ActorFullName, name)
		c.Enrich(&e)
		if e.Facts.Network != plain.Facts.Network || e.Facts.Sightings[0] != plain.Facts.Sightings[0] ||
			len(e.Facts.Tools) != 0 || len(e.Facts.Hardware) != 0 {
			t.Errorf("%s: the facts changed", name)
		}
	}
}

func TestCataloguesFitTheirSchemas(t *testing.T) {
	t.Parallel()
	for schema, pattern := range map[string]string{
		"tools/tools.schema.json": "tools/*.yaml", "hardware/hardware.schema.json": "hardware/*.yaml",
		"networks/operators.schema.json": "networks/operators.yaml",
	} {
		b, err := fs.ReadFile(content.FS(), schema)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		c := jsonschema.NewCompiler()
		if err := c.AddResource(schema, doc); err != nil {
			t.Fatal(err)
		}
		s, err := c.Compile(schema)
		if err != nil {
			t.Fatal(err)
		}
		names, err := fs.Glob(content.FS(), pattern)
		if err != nil || len(names) == 0 {
			t.Fatalf("%s: no files: %v", pattern, err)
		}
		for _, name := range names {
			if err := s.Validate(plainValue(t, name)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func plainValue(t *testing.T, name string) any {
	t.Helper()
	b, err := fs.ReadFile(content.FS(), name)
	if err != nil {
		t.Fatal(err)
	}
	var v any
	if err := yaml.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	j, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := jsonschema.UnmarshalJSON(bytes.NewReader(j))
	if err != nil {
		t.Fatal(err)
	}
	return plain
}

func benchmark(b *testing.B, fill func(*model.Event)) {
	b.Helper()
	c := chain(b)
	var e model.Event
	fill(&e)
	b.ReportAllocs()
	for b.Loop() {
		e.Facts = model.Facts{Sightings: e.Facts.Sightings[:0], Tools: e.Facts.Tools[:0], Hardware: e.Facts.Hardware[:0]}
		c.Enrich(&e)
	}
}

func BenchmarkOkta(b *testing.B) { benchmark(b, okta) }

func BenchmarkSysmon(b *testing.B) { benchmark(b, sysmon) }
