package shape

// Activity is one item of the Google Reports API.
type Activity struct {
	Kind      string          `json:"kind"`
	ID        ActivityID      `json:"id"`
	ETag      string          `json:"etag"`
	Actor     ActivityActor   `json:"actor"`
	IPAddress string          `json:"ipAddress,omitempty"`
	Events    []ActivityEvent `json:"events"`
}

// ActivityID is when and in which application.
type ActivityID struct {
	Time            string `json:"time"`
	UniqueQualifier string `json:"uniqueQualifier"`
	ApplicationName string `json:"applicationName"`
	CustomerID      string `json:"customerId"`
}

// ActivityActor is who.
type ActivityActor struct {
	CallerType string `json:"callerType,omitempty"`
	Email      string `json:"email"`
	ProfileID  string `json:"profileId"`
}

// ActivityEvent is what.
type ActivityEvent struct {
	Type       string              `json:"type"`
	Name       string              `json:"name"`
	Parameters []ActivityParameter `json:"parameters,omitempty"`
}

// ActivityParameter carries one of its values.
type ActivityParameter struct {
	Name       string   `json:"name"`
	Value      string   `json:"value,omitempty"`
	BoolValue  *bool    `json:"boolValue,omitempty"`
	IntValue   string   `json:"intValue,omitempty"`
	MultiValue []string `json:"multiValue,omitempty"`
}

// Text makes a parameter with a string.
func Text(name, value string) ActivityParameter { return ActivityParameter{Name: name, Value: value} }

// Flag makes a parameter with a boolean.
func Flag(name string, value bool) ActivityParameter {
	return ActivityParameter{Name: name, BoolValue: &value}
}

// Many makes a parameter with several strings.
func Many(name string, values ...string) ActivityParameter {
	return ActivityParameter{Name: name, MultiValue: values}
}
