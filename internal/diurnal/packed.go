package diurnal

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
)

// Counters are numbers of hours, most of which are zero. Their JSON is a short text: stretches
// of zeros, and of what is not, each with its length, in base64.
type Counters []byte

// MarshalJSON writes the counters in short.
func (c Counters) MarshalJSON() ([]byte, error) {
	var packed []byte
	for at := 0; at < len(c); {
		from := at
		for at < len(c) && c[at] == 0 && at-from < 255 {
			at++
		}
		packed = append(packed, byte(at-from))
		from = at
		for at < len(c) && c[at] != 0 && at-from < 255 {
			at++
		}
		packed = append(packed, byte(at-from))
		packed = append(packed, c[from:at]...)
	}
	return json.Marshal(base64.RawStdEncoding.EncodeToString(packed))
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (c *Counters) UnmarshalJSON(text []byte) error {
	var short string
	if err := json.Unmarshal(text, &short); err != nil {
		return err
	}
	packed, err := base64.RawStdEncoding.DecodeString(short)
	if err != nil {
		return fmt.Errorf("counters of active hours: %w", err)
	}
	var all Counters
	for len(packed) > 0 {
		if len(packed) < 2 || len(packed) < 2+int(packed[1]) {
			return errors.New("counters of active hours: cut short")
		}
		all = append(all, make([]byte, packed[0])...)
		all = append(all, packed[2:2+int(packed[1])]...)
		packed = packed[2+int(packed[1]):]
	}
	if len(all) != 0 && len(all) != seasons*season {
		return fmt.Errorf("counters of active hours: %d instead of %d", len(all), seasons*season)
	}
	*c = all
	return nil
}
