package model

// Matched is what rules of the run said of a record: which of them match, and what
// correlations of these read from it. Like the fields it holds what the source said, and no
// judgement. The zero Matched is empty.
type Matched struct {
	// Rules are the places of the rules that match, ascending.
	Rules []int32
	// Texts are values of the record, in the order of their fields.
	Texts []MatchedText
}

// MatchedText is a value of a field that a correlation reads.
type MatchedText struct {
	Field int32 // its place among the fields that the run's correlations read
	Text  string
}

// reset empties it and keeps its memory.
func (m *Matched) reset() { m.Rules, m.Texts = m.Rules[:0], m.Texts[:0] }

// Of gives the texts of a field.
func (m *Matched) Of(field int32) []MatchedText {
	for i := range m.Texts {
		if m.Texts[i].Field != field {
			continue
		}
		end := i + 1
		for end < len(m.Texts) && m.Texts[end].Field == field {
			end++
		}
		return m.Texts[i:end]
	}
	return nil
}
