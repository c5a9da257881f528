package shape

import (
	"bytes"
	"encoding/json"
	"time"
)

// Windows is a Windows event as log shippers flatten it: the header, then the event's own fields beside it.
type Windows struct {
	Channel, Provider, ProviderGUID string
	Computer                        string
	EventID, Level, Task            int
	Keywords                        string
	RecordNumber                    int64
	Time                            time.Time
	Message                         string
	Fields                          []Field
}

// Field is one value of an event's data, in the order of its template.
type Field struct {
	Name, Value string
}

// MarshalJSON writes the header and the fields as one flat object.
func (w Windows) MarshalJSON() ([]byte, error) {
	at := w.Time.UTC().Format("2006-01-02T15:04:05.000Z")
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	b.WriteByte('{')
	write := func(name string, value any) error {
		if b.Len() > 1 {
			b.WriteByte(',')
		}
		if err := enc.Encode(name); err != nil {
			return err
		}
		b.Truncate(b.Len() - 1)
		b.WriteByte(':')
		if err := enc.Encode(value); err != nil {
			return err
		}
		b.Truncate(b.Len() - 1)
		return nil
	}
	header := []struct {
		name  string
		value any
	}{
		{"SourceName", w.Provider},
		{"ProviderGuid", w.ProviderGUID},
		{"Level", w.Level},
		{"Keywords", w.Keywords},
		{"Channel", w.Channel},
		{"Hostname", w.Computer},
		{"TimeCreated", at},
		{"@timestamp", at},
		{"EventID", w.EventID},
		{"RecordNumber", w.RecordNumber},
		{"Task", w.Task},
		{"Message", w.Message},
	}
	for _, h := range header {
		if err := write(h.name, h.value); err != nil {
			return nil, err
		}
	}
	for _, f := range w.Fields {
		if err := write(f.Name, f.Value); err != nil {
			return nil, err
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}
