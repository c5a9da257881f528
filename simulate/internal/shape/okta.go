package shape

// Okta is one event of the Okta System Log API.
type Okta struct {
	Actor                 OktaActor       `json:"actor"`
	Client                OktaClient      `json:"client"`
	Device                *OktaDevice     `json:"device"`
	AuthenticationContext OktaAuth        `json:"authenticationContext"`
	DisplayMessage        string          `json:"displayMessage"`
	EventType             string          `json:"eventType"`
	Outcome               OktaOutcome     `json:"outcome"`
	Published             string          `json:"published"`
	SecurityContext       OktaSecurity    `json:"securityContext"`
	Severity              string          `json:"severity"`
	DebugContext          OktaDebug       `json:"debugContext"`
	LegacyEventType       *string         `json:"legacyEventType"`
	Transaction           OktaTransaction `json:"transaction"`
	UUID                  string          `json:"uuid"`
	Version               string          `json:"version"`
	Request               OktaRequest     `json:"request"`
	Target                []OktaTarget    `json:"target"`
}

// OktaActor is who acted.
type OktaActor struct {
	ID          string         `json:"id"`
	Type        string         `json:"type"`
	AlternateID string         `json:"alternateId"`
	DisplayName string         `json:"displayName"`
	DetailEntry map[string]any `json:"detailEntry"`
}

// OktaClient is where the request came from, as Okta saw it.
type OktaClient struct {
	UserAgent           OktaUserAgent `json:"userAgent"`
	Zone                string        `json:"zone"`
	Device              string        `json:"device"`
	ID                  *string       `json:"id"`
	IPAddress           string        `json:"ipAddress"`
	GeographicalContext OktaGeo       `json:"geographicalContext"`
}

// OktaUserAgent is the browser.
type OktaUserAgent struct {
	RawUserAgent string `json:"rawUserAgent"`
	OS           string `json:"os"`
	Browser      string `json:"browser"`
}

// OktaGeo is Okta's own idea of where an address is.
type OktaGeo struct {
	City        string       `json:"city"`
	State       string       `json:"state"`
	Country     string       `json:"country"`
	PostalCode  *string      `json:"postalCode"`
	Geolocation OktaLocation `json:"geolocation"`
}

// OktaLocation is a pair of coordinates.
type OktaLocation struct {
	Lat float64 `json:"lat"`
	Lon float64 `json:"lon"`
}

// OktaDevice is the registered device, present when Okta Verify answered for it.
type OktaDevice struct {
	ID             string `json:"id"`
	Name           string `json:"name"`
	OSPlatform     string `json:"os_platform"`
	OSVersion      string `json:"os_version"`
	Managed        bool   `json:"managed"`
	Registered     bool   `json:"registered"`
	DiskEncryption string `json:"disk_encryption_type"`
	ScreenLockType string `json:"screen_lock_type"`
	Jailbreak      *bool  `json:"jailbreak"`
	SecureHardware bool   `json:"secure_hardware_present"`
}

// OktaAuth is the session.
type OktaAuth struct {
	AuthenticationProvider *string `json:"authenticationProvider"`
	CredentialProvider     *string `json:"credentialProvider"`
	CredentialType         *string `json:"credentialType"`
	Issuer                 *string `json:"issuer"`
	Interface              *string `json:"interface"`
	AuthenticationStep     int     `json:"authenticationStep"`
	RootSessionID          string  `json:"rootSessionId"`
	ExternalSessionID      string  `json:"externalSessionId"`
}

// OktaOutcome is the result.
type OktaOutcome struct {
	Result string  `json:"result"`
	Reason *string `json:"reason"`
}

// OktaSecurity names the network of the client.
type OktaSecurity struct {
	ASNumber int    `json:"asNumber"`
	ASOrg    string `json:"asOrg"`
	ISP      string `json:"isp"`
	Domain   string `json:"domain"`
	IsProxy  bool   `json:"isProxy"`
}

// OktaDebug carries details that differ by event type.
type OktaDebug struct {
	DebugData map[string]string `json:"debugData"`
}

// OktaTransaction groups events of one request.
type OktaTransaction struct {
	Type   string         `json:"type"`
	ID     string         `json:"id"`
	Detail map[string]any `json:"detail"`
}

// OktaRequest is the chain of addresses.
type OktaRequest struct {
	IPChain []OktaHop `json:"ipChain"`
}

// OktaHop is one address of the chain.
type OktaHop struct {
	IP                  string  `json:"ip"`
	GeographicalContext OktaGeo `json:"geographicalContext"`
	Version             string  `json:"version"`
	Source              *string `json:"source"`
}

// OktaTarget is what was acted upon.
type OktaTarget struct {
	ID          string         `json:"id"`
	Type        string         `json:"type"`
	AlternateID string         `json:"alternateId"`
	DisplayName string         `json:"displayName"`
	DetailEntry map[string]any `json:"detailEntry"`
}
