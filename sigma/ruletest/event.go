package ruletest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"bonafide/sigma"
	"bonafide/sigma/plain"
)

// Event is an event of a test: a JSON object and, where the tests name a field for it, its
// time.
type Event struct {
	Raw  []byte
	Time time.Time
}

// nodeError is an error that knows its place.
type nodeError struct {
	node *yaml.Node
	text string
}

func (e nodeError) Error() string { return e.text }

// readEvent makes a JSON object of a node. In texts "{n}" stands for the number of the
// repetition.
func readEvent(n *yaml.Node, field string, number int) (Event, error) {
	var b bytes.Buffer
	if n.Kind != yaml.MappingNode {
		return Event{}, nodeError{n, "an event is an object"}
	}
	if err := writeJSON(&b, n, strconv.Itoa(number)); err != nil {
		return Event{}, err
	}
	e := Event{Raw: b.Bytes()}
	if field == "" {
		return e, nil
	}
	decoded, err := plain.Decode(e.Raw)
	if err != nil {
		return e, nodeError{n, err.Error()}
	}
	for _, h := range decoded.Values(sigma.Layout{}, field).Values {
		if t, ok := readTime(h.Text); ok {
			e.Time = t
			return e, nil
		}
	}
	return e, nodeError{n, fmt.Sprintf("the event has no time in %q", field)}
}

// writeJSON writes a YAML node as JSON. Numbers keep their digits, times stay texts.
func writeJSON(b *bytes.Buffer, n *yaml.Node, number string) error {
	switch n.Kind {
	case yaml.MappingNode:
		return writeList(b, n, number, "{", "}", 2)
	case yaml.SequenceNode:
		return writeList(b, n, number, "[", "]", 1)
	case yaml.ScalarNode:
		return writeScalar(b, n, number)
	}
	return nodeError{n, "anchors and aliases do not go in an event; write the value out"}
}

// writeList writes an object, of which each member is two nodes, or an array.
func writeList(b *bytes.Buffer, n *yaml.Node, number, open, end string, step int) error {
	b.WriteString(open)
	for i := 0; i < len(n.Content); i += step {
		if i > 0 {
			b.WriteByte(',')
		}
		value := n.Content[i]
		if step == 2 {
			if value.Kind != yaml.ScalarNode {
				return nodeError{value, "a key is a text"}
			}
			writeText(b, value.Value)
			b.WriteByte(':')
			value = n.Content[i+1]
		}
		if err := writeJSON(b, value, number); err != nil {
			return err
		}
	}
	b.WriteString(end)
	return nil
}

func writeScalar(b *bytes.Buffer, n *yaml.Node, number string) error {
	switch n.ShortTag() {
	case "!!null":
		b.WriteString("null")
	case "!!bool":
		b.WriteString(strings.ToLower(n.Value))
	case "!!int", "!!float":
		if !json.Valid([]byte(n.Value)) {
			return nodeError{n, fmt.Sprintf("%s is no number that JSON has; put it in quotes", n.Value)}
		}
		b.WriteString(n.Value)
	default:
		writeText(b, strings.ReplaceAll(n.Value, "{n}", number))
	}
	return nil
}

func writeText(b *bytes.Buffer, text string) {
	quoted, _ := json.Marshal(text) // a string can always be written
	b.Write(quoted)
}

// readTime reads a time as logs write it: ISO 8601 with T or a space, with a zone or in
// UTC, or a number of seconds, milliseconds, microseconds or nanoseconds since 1970.
func readTime(text string) (time.Time, bool) {
	if v, ok := sigma.ReadNumber(text); ok {
		seconds := v
		for limit := 1e11; math.Abs(v) >= limit && limit < 1e18; limit *= 1e3 {
			seconds /= 1e3
		}
		whole, part := math.Modf(seconds)
		return time.Unix(int64(whole), int64(math.Round(part*1e6))*1e3).UTC(), true
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05.999999999"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}
