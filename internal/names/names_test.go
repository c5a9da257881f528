package names_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"bonafide/internal/names"
)

func TestParseRomanises(t *testing.T) {
	for _, c := range []struct {
		name, in, want string
		kind           names.Kind
	}{
		{"latin_signs", "Őrsi Łukasz Ýr", "orsi lukasz yr", names.Person},
		{"cyrillic", "Щука Ёлкин", "shchuka elkin", names.Person},
		{"hangul", "김철수", "gim cheol su", names.Person},
		{"pinyin", "李明", "li ming", names.Person},
		{"greek", "Θέμις", "themis", names.Person},
		{"georgian", "ნინო", "nino", names.Person},
		{"full_width", "ＡＢＣ", "abc", names.Person},
		{"initials_of_people", "J.P. Doe", "j p doe", names.Person},
		{"acronym_of_companies", "A.B.C. Widgets S.A.R.L.", "abc widgets llc", names.Organisation},
		{"legal_form_of_words", "Widgets Gesellschaft mit beschränkter Haftung", "widgets llc", names.Organisation},
		{"ampersand", "Salt & Pepper", "salt and pepper", names.Organisation},
		{"nothing", " ,.- ", "", names.Person},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := names.Parse(c.in, c.kind).String(); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestScoreTellsNamesApart(t *testing.T) {
	m := names.NewMatcher(names.Pairwise())
	for _, c := range []struct {
		name, a, b string
		kind       names.Kind
		same       bool
	}{
		{"order", "Testperson Quillon", "QUILLON, Testperson", names.Person, true},
		{"one_letter", "Quilon Testperson", "Quillon Testperson", names.Person, true},
		{"title", "Dr. Quillon Testperson", "Quillon Testperson", names.Person, true},
		{"words_joined", "QuillonTestperson", "Quillon Testperson", names.Person, true},
		{"middle_name", "Quillon Exemplary Testperson", "Quillon Testperson", names.Person, true},
		{"romanisation", "Wladimir Testow", "Владимир Тестов", names.Person, true},
		{"nickname", "Bill Testperson", "William Testperson", names.Person, true},
		{"another_given_name", "Marigold Testperson", "Quillon Testperson", names.Person, false},
		{"another_family_name", "Quillon Exemplar", "Quillon Testperson", names.Person, false},
		{"another_father", "Quillon Borisovich Testov", "Quillon Viktorovich Testov", names.Person, false},
		{"two_known_names", "Ahmed Testperson", "Mohammed Testperson", names.Person, false},
		{"other_sign", "김철수", "김철호", names.Person, false},
		{"legal_form", "Widgets Ltd", "Widgets Limited", names.Organisation, true},
		{"other_country", "Widgets France SA", "Widgets Spain SA", names.Organisation, false},
		{"other_word", "Widgets Solutions", "Gadgets Solutions", names.Organisation, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := m.Score(names.Parse(c.a, c.kind), names.Parse(c.b, c.kind))
			if got := s >= names.Likely; got != c.same {
				t.Errorf("%q and %q score %.3f, want the same bearer: %v", c.a, c.b, s, c.same)
			}
		})
	}
}

// TestScoreHasItsProperties holds for any text at all.
func TestScoreHasItsProperties(t *testing.T) {
	m := names.NewMatcher(names.InList())
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.String().Draw(t, "a"), rapid.String().Draw(t, "b")
		kind := names.Kind(rapid.IntRange(0, 2).Draw(t, "kind"))
		x, y := names.Parse(a, kind), names.Parse(b, kind)
		s := m.Score(x, y)
		if s < 0 || s > 1 || math.IsNaN(float64(s)) {
			t.Fatalf("%q and %q score %g", a, b, s)
		}
		score, parts := m.Explain(x, y)
		if math.Abs(score-float64(s)) > 1e-6 {
			t.Fatalf("explained %g, scored %g", score, s)
		}
		sum := 0.0
		for _, p := range parts {
			sum += p.Points
		}
		if score < 1 && math.Abs(sum-score) > 1e-4 {
			t.Fatalf("the parts add up to %g, the score is %g", sum, score)
		}
	})
}

func TestTheSameNameScoresHighest(t *testing.T) {
	m := names.NewMatcher(names.Pairwise())
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[a-z]{5,9}`)
		a := word.Draw(t, "given") + " " + word.Draw(t, "family")
		x := names.Parse(a, names.Person)
		self := m.Score(x, names.Parse(a, names.Person))
		other := m.Score(x, names.Parse(word.Draw(t, "other")+" "+word.Draw(t, "another"), names.Person))
		if self < names.Likely || other > self+1e-6 {
			t.Fatalf("%q scores %g with itself and %g with another", a, self, other)
		}
	})
}

func TestScoringDoesNotAllocate(t *testing.T) {
	m := names.NewMatcher(names.Pairwise())
	b := names.Parse("QUILLON DE LA TEST, Exemplary", names.Person)
	var a names.Name
	a.Parse("Quilon Exemplary de la Test", names.Person)
	if n := testing.AllocsPerRun(100, func() {
		a.Parse("Quilon Exemplary delaTest", names.Person)
		m.Score(&a, b)
	}); n > 0 {
		t.Errorf("%g allocations a comparison, want none", n)
	}
}
