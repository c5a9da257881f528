package match_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bonafide/sigma"
	"bonafide/sigma/match"
	"bonafide/sigma/pipeline"
	"bonafide/sigma/rulefile"
	"bonafide/sigma/sigmatest"
)

// TestHostile holds events against rules of every kind that nobody would write.
func TestHostile(t *testing.T) {
	if testing.Short() {
		t.Skip("large, and nothing in it can race")
	}
	rules, layout := eachKind(t), kindsLayout()
	m, err := match.Compile(match.Config{Rules: rules, Layout: layout})
	if err != nil {
		t.Fatal(err)
	}
	s := m.Session()
	text := func(n int, s string) string { return strings.Repeat(s, n/len(s)) }
	var keys strings.Builder
	for i := range 100_000 {
		fmt.Fprintf(&keys, `"key%d":%d,"a":"v%d",`, i, i, i)
	}
	list := func(form string) string {
		var b strings.Builder
		for i := range 100_000 {
			fmt.Fprintf(&b, `,"`+form+`"`, i)
		}
		return b.String()
	}
	for name, c := range map[string]struct {
		event   string
		refused bool
		costly  bool // for the plain evaluation
	}{
		"long_text":            {event: `{"d":"` + text(10<<20, "hay needl ") + `needle","a":"one"}`, costly: true},
		"long_text_escaped":    {event: `{"d":"` + text(1<<20, `\u006e\\`) + `","z":"` + text(1<<20, `\"`) + `"}`},
		"long_number":          {event: `{"n":` + text(1<<20, "9") + `,"d":-0.` + text(1<<20, "0") + `1e-99999}`},
		"many_keys":            {event: `{` + keys.String() + `"d":"needle"}`},
		"many_elements":        {event: `{"a":["x"` + text(1<<20, `,"one"`) + `],"d":[0` + text(1<<20, `,1`) + `]}`, costly: true},
		"many_references":      {event: `{"a":["x"` + list("y%d") + `],"d":["z"` + list("w%d") + `]}`, costly: true},
		"many_words":           {event: `{"q":["x"` + text(1<<18, `,"needl"`) + `,"needle"]}`},
		"deep_objects":         {event: text(600_000, `{"a":`) + `1` + text(100_000, `}`), refused: true},
		"deep_arrays":          {event: `{"a":` + text(100_000, `[`) + text(100_000, `]`) + `}`, refused: true},
		"deep_and_not_asked":   {event: `{"q":` + text(100_000, `[`) + text(100_000, `]`) + `}`, refused: true},
		"deep_and_unfinished":  {event: `{"q":` + text(100_000, `[`), refused: true},
		"less_deep":            {event: `{"q":` + text(400, `[`) + text(400, `]`) + `,"a":"one"}`},
		"objects_for_texts":    {event: `{"a":{"a":{}},"d":{"x":1},"e":{},"f":[{}],"ip":{},"n":{},"t":{},"g":{},"h":{},"b":{},"c":{}}`},
		"numbers_for_texts":    {event: `{"a":1,"d":2e2,"e":3,"f":-4,"ip":10,"n":"x","t":20,"g":0,"h":0,"b":1,"c":0}`},
		"texts_for_numbers":    {event: `{"n":["","-","1e","0x10","1_000"," 15","15 ","NaN","Inf","١٥"],"b":"TRUE","t":"24:61","ip":"10.0.0.256"}`},
		"booleans_everywhere":  {event: `{"a":true,"d":false,"e":true,"f":false,"ip":true,"n":true,"t":false,"g":true,"h":true,"c":false}`},
		"huge_numbers":         {event: `{"n":[1e999,-1e999,1e-999,18446744073709551616,0.1e1,9007199254740993]}`},
		"keys_written_twice":   {event: `{"a":"no","\u0061":"one","a":null,"x":{"y":1},"x":{"y":2},"d":"needle","d":null}`},
		"keys_escaped_and_odd": {event: `{"":"needle","\u0000":"x","a\u002eb":1,"x.y":"","x":{"":{"z":"deep"}}}`},
		"nothing":              {event: "", refused: true},
		"white_space":          {event: text(1000, " \n"), refused: true},
		"zeros":                {event: text(1000, "\x00"), refused: true},
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			_, err := s.Match([]byte(c.event), sigma.LogSource{Product: "p"})
			if took := time.Since(start); took > time.Minute {
				t.Errorf("it takes %s", took)
			}
			if (err != nil) != c.refused {
				t.Fatalf("the error is %v", err)
			}
			if !c.refused && !c.costly {
				sameOnAny(t, s, rules, layout, []byte(c.event))
			}
			if got, err := s.Match([]byte(`{"a":"one"}`), sigma.LogSource{Product: "p"}); err != nil || !slices.Contains(got, 0) {
				t.Errorf("afterwards an event gives %v, %v", got, err)
			}
		})
	}
}

// TestManyReferences compares so many values of two fields that an index is made of them.
func TestManyReferences(t *testing.T) {
	const form = "title: t\nlogsource: {product: p}\ndetection: {s: {a|fieldref%s: b}, condition: s}\n"
	var rules []*sigma.Rule
	for _, how := range []string{"", "|startswith", "|endswith", "|contains", "|cased", "|contains|cased"} {
		c, problems := rulefile.Parse("r.yml", fmt.Appendf(nil, form, how))
		if len(c.Rules) != 1 {
			t.Fatal(problems)
		}
		rules = append(rules, c.Rules...)
	}
	m, err := match.Compile(match.Config{Rules: rules})
	if err != nil {
		t.Fatal(err)
	}
	s := m.Session()
	var many strings.Builder
	for i := range 200 {
		fmt.Fprintf(&many, `,"-%d-",%d,null,{},"Äö\u0000%d"`, i, i, i)
	}
	for _, one := range [][2]string{
		{`"x"`, `"q"`},
		{`"WholeÄ"`, `"wholeä"`},
		{`"Wholeä"`, `"Wholeä"`},
		{`"begin with"`, `"BEGIN"`},
		{`"at the end"`, `"End"`},
		{`"now within it"`, `"With"`},
		{`"\udfff"`, `"\ud800"`},
		{`"x"`, `""`},
		{`""`, `"x"`},
		{`{}`, `"x"`},
	} {
		raw := `{"a":[` + one[0] + many.String() + `],"b":[` + one[1] + strings.Repeat(`,"+o"`, 500) + `]}`
		sameOnAny(t, s, rules, sigma.Layout{}, []byte(raw))
	}
}

// TestEveryPrefix cuts events off at every byte.
func TestEveryPrefix(t *testing.T) {
	rules, layout := eachKind(t), kindsLayout()
	m, err := match.Compile(match.Config{Rules: rules, Layout: layout})
	if err != nil {
		t.Fatal(err)
	}
	s := m.Session()
	for _, e := range kindsEvents() {
		for i := range len(e) {
			cut := slices.Clip([]byte(e[:i])) // reading behind it is a fault
			if _, err := s.Match(cut, sigma.LogSource{Product: "p"}); err == nil && !strings.Contains(e, "}{") {
				t.Fatalf("%q is taken for an event", cut)
			}
		}
	}
}

// TestSessionGoesOn makes sure that no event leaves anything behind, for as many events as
// any counter of a session needs to begin anew.
func TestSessionGoesOn(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	rules := slices.DeleteFunc(sigmatest.Rules(r, 60), placeholder)
	m, err := match.Compile(match.Config{Rules: rules})
	if err != nil {
		t.Fatal(err)
	}
	old := m.Session()
	for i := range 3000 {
		raw := sigmatest.Event(r, rules)
		got, err := old.Match(raw, sigma.LogSource{})
		want, fresh := m.Session().Match(raw, sigma.LogSource{})
		if (err != nil) != (fresh != nil) || !slices.Equal(got, want) {
			t.Fatalf("event %d: %v, %v; a new session gives %v, %v\n%s", i, got, err, want, fresh, raw)
		}
	}
}

// TestSessionsAtOnce is for the race detector: sessions of one matcher, each the first to
// meet some of the log sources.
func TestSessionsAtOnce(t *testing.T) {
	rules := starter(t)
	m, err := match.Compile(match.Config{Rules: rules, Routes: pipeline.Routes(), Layout: pipeline.Layouts()["windows-evtx"]})
	if err != nil {
		t.Fatal(err)
	}
	want := make([][]int, len(realEvents))
	for i, e := range realEvents {
		got, err := m.Session().Match([]byte(e.raw), e.source)
		if err != nil {
			t.Fatal(err)
		}
		want[i] = slices.Clone(got)
	}
	m, err = match.Compile(match.Config{Rules: rules, Routes: pipeline.Routes(), Layout: pipeline.Layouts()["windows-evtx"]})
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for g := range 8 {
		all.Go(func() {
			s := m.Session()
			for n := range 200 {
				i := (n*(g+1) + g) % len(realEvents)
				if got, err := s.Match([]byte(realEvents[i].raw), realEvents[i].source); err != nil || !slices.Equal(got, want[i]) {
					t.Errorf("event %d gives %v, %v; want %v", i, got, err, want[i])
				}
			}
		})
	}
	all.Wait()
}

// starter are the rules that come with the product.
func starter(t testing.TB) []*sigma.Rule {
	t.Helper()
	c, _ := rulefile.Load(os.DirFS("../../content/rules"))
	if len(c.Rules) < 100 {
		t.Fatalf("there are %d rules", len(c.Rules))
	}
	return c.Rules
}
