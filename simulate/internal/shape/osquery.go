package shape

import "time"

// Osquery is one line of osqueryd's result log: a differential row when Columns is set, else a snapshot.
type Osquery struct {
	Name           string              `json:"name"`
	HostIdentifier string              `json:"hostIdentifier"`
	CalendarTime   string              `json:"calendarTime"`
	UnixTime       int64               `json:"unixTime"`
	Epoch          int                 `json:"epoch"`
	Counter        int                 `json:"counter"`
	Numerics       bool                `json:"numerics"`
	Decorations    map[string]string   `json:"decorations"`
	Columns        map[string]string   `json:"columns,omitempty"`
	Snapshot       []map[string]string `json:"snapshot,omitempty"`
	Action         string              `json:"action"`
}

// At stamps the record in osqueryd's two ways.
func (o *Osquery) At(t time.Time) {
	o.UnixTime = t.Unix()
	o.CalendarTime = t.UTC().Format("Mon Jan _2 15:04:05 2006 UTC")
}
