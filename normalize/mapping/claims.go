package mapping

import (
	"fmt"
	"strings"
	"time"

	"bonafide/model"
	"bonafide/normalize"
	"bonafide/normalize/mapping/transform"
)

// claim gives what the record says about a subject.
func (w *worker) claim(out normalize.Out) error {
	id := w.first(&w.subject)
	if id == "" {
		return normalize.WithHint(fmt.Errorf("no %s: nobody can be told by it", w.named(&w.subject)), "give every record an id of its own")
	}
	for i := range w.claims {
		c := &w.claims[i]
		for s := &c.spec; s != nil; s = s.or {
			if w.holds(s.when) && w.claimFrom(c.kind, s, id, out) {
				break
			}
		}
	}
	return nil
}

// claimFrom makes claims of the first source that has a value, and tells whether any had.
func (w *worker) claimFrom(kind model.ClaimKind, s *spec, id string, out normalize.Out) bool {
	for j := range s.sources {
		w.texts = w.eval(s, j, w.texts[:0])
		given := false
		for k, text := range w.texts {
			if text = strings.TrimSpace(text); normalize.Nothing(text) || repeated(w.texts[:k], text) {
				continue
			}
			given = true
			if value, err := claimed(kind, text, w.zone); err != nil {
				out.Reject(err)
			} else {
				out.Claim(model.Claim{Subject: model.SubjectID(id), Kind: kind, Value: value})
			}
		}
		if given {
			return true
		}
	}
	return false
}

func repeated(before []string, text string) bool {
	for _, b := range before {
		if strings.TrimSpace(b) == text {
			return true
		}
	}
	return false
}

// claimed checks a claim's value and writes it in the one form its kind has: dates as
// 2006-01-02, times in RFC 3339.
func claimed(kind model.ClaimKind, text string, zone *time.Location) (string, error) {
	switch kind {
	case model.ClaimStart, model.ClaimEnd:
		t, err := normalize.ParseTime(dateOf(text), time.UTC)
		if err != nil {
			return "", normalize.WithHint(fmt.Errorf("%s %.40q is not a date", kind, text), "write dates as 2006-01-02")
		}
		return t.Format(time.DateOnly), nil
	case model.ClaimShippedAt:
		t, err := normalize.ParseTime(text, zone)
		if err != nil {
			return "", normalize.WithHint(fmt.Errorf("%s %.40q is not a time", kind, text), "write times as 2006-01-02T15:04:05Z")
		}
		return t.Format(time.RFC3339), nil
	case model.ClaimEmail, model.ClaimOtherEmail:
		if transform.Email(text) == "" {
			return "", normalize.WithHint(fmt.Errorf("%s %.60q is not an e-mail address", kind, text), "correct the address")
		}
	case model.ClaimAccount:
		system, id, ok := strings.Cut(text, ":")
		if !ok || system == "" || id == "" {
			return "", normalize.WithHint(fmt.Errorf("account %.60q names no system", text), "write accounts as system:id, such as okta:00u1")
		}
	case model.ClaimTimeZone:
		if _, err := time.LoadLocation(text); err != nil {
			return text, nil // the consumer knows more names of zones
		}
	}
	return text, nil
}

// dateOf is the day of a time as it was written: midnight in New York is not the day
// before.
func dateOf(text string) string {
	if len(text) > 10 && text[4] == '-' && (text[10] == 'T' || text[10] == ' ') {
		return text[:10]
	}
	return text
}

// named is what the mapping calls the first source of a spec.
func (m *Mapping) named(s *spec) string {
	if len(s.sources) == 0 {
		return "id"
	}
	return s.sources[0].text
}
