package shape

// SignIn is a signIn resource of Microsoft Graph (beta, which carries the operator's number and the session).
type SignIn struct {
	ID                               string            `json:"id"`
	CreatedDateTime                  string            `json:"createdDateTime"`
	UserDisplayName                  string            `json:"userDisplayName"`
	UserPrincipalName                string            `json:"userPrincipalName"`
	UserID                           string            `json:"userId"`
	AppID                            string            `json:"appId"`
	AppDisplayName                   string            `json:"appDisplayName"`
	IPAddress                        string            `json:"ipAddress"`
	AutonomousSystemNumber           int               `json:"autonomousSystemNumber"`
	ClientAppUsed                    string            `json:"clientAppUsed"`
	UserAgent                        string            `json:"userAgent"`
	CorrelationID                    string            `json:"correlationId"`
	SessionID                        string            `json:"sessionId"`
	ConditionalAccessStatus          string            `json:"conditionalAccessStatus"`
	IsInteractive                    bool              `json:"isInteractive"`
	AuthenticationProtocol           string            `json:"authenticationProtocol"`
	AuthenticationRequirement        string            `json:"authenticationRequirement"`
	RiskDetail                       string            `json:"riskDetail"`
	RiskLevelAggregated              string            `json:"riskLevelAggregated"`
	RiskLevelDuringSignIn            string            `json:"riskLevelDuringSignIn"`
	RiskState                        string            `json:"riskState"`
	RiskEventTypes                   []string          `json:"riskEventTypes_v2"`
	ResourceDisplayName              string            `json:"resourceDisplayName"`
	ResourceID                       string            `json:"resourceId"`
	Status                           SignInStatus      `json:"status"`
	DeviceDetail                     SignInDevice      `json:"deviceDetail"`
	Location                         SignInLocation    `json:"location"`
	MFADetail                        *SignInMFA        `json:"mfaDetail"`
	AppliedConditionalAccessPolicies []SignInPolicy    `json:"appliedConditionalAccessPolicies"`
	NetworkLocationDetails           []NetworkLocation `json:"networkLocationDetails"`
}

// SignInStatus is the outcome; error code 0 is success.
type SignInStatus struct {
	ErrorCode         int     `json:"errorCode"`
	FailureReason     string  `json:"failureReason"`
	AdditionalDetails *string `json:"additionalDetails"`
}

// SignInDevice is the device as the directory knows it.
type SignInDevice struct {
	DeviceID        string `json:"deviceId"`
	DisplayName     string `json:"displayName"`
	OperatingSystem string `json:"operatingSystem"`
	Browser         string `json:"browser"`
	IsCompliant     bool   `json:"isCompliant"`
	IsManaged       bool   `json:"isManaged"`
	TrustType       string `json:"trustType"`
}

// SignInLocation is Microsoft's own idea of where the address is.
type SignInLocation struct {
	City            string         `json:"city"`
	State           string         `json:"state"`
	CountryOrRegion string         `json:"countryOrRegion"`
	GeoCoordinates  GeoCoordinates `json:"geoCoordinates"`
}

// GeoCoordinates are coordinates; Microsoft always leaves the altitude empty.
type GeoCoordinates struct {
	Altitude  *float64 `json:"altitude"`
	Latitude  float64  `json:"latitude"`
	Longitude float64  `json:"longitude"`
}

// SignInMFA says which second factor was used.
type SignInMFA struct {
	AuthMethod string  `json:"authMethod"`
	AuthDetail *string `json:"authDetail"`
}

// SignInPolicy is a conditional-access policy that was evaluated.
type SignInPolicy struct {
	ID          string `json:"id"`
	DisplayName string `json:"displayName"`
	Result      string `json:"result"`
}

// NetworkLocation names a network the tenant has declared.
type NetworkLocation struct {
	NetworkType  string   `json:"networkType"`
	NetworkNames []string `json:"networkNames"`
}

// DirectoryAudit is a directoryAudit resource of Microsoft Graph.
type DirectoryAudit struct {
	ID                  string         `json:"id"`
	Category            string         `json:"category"`
	CorrelationID       string         `json:"correlationId"`
	Result              string         `json:"result"`
	ResultReason        string         `json:"resultReason"`
	ActivityDisplayName string         `json:"activityDisplayName"`
	ActivityDateTime    string         `json:"activityDateTime"`
	LoggedByService     string         `json:"loggedByService"`
	OperationType       string         `json:"operationType"`
	InitiatedBy         AuditInitiator `json:"initiatedBy"`
	TargetResources     []AuditTarget  `json:"targetResources"`
	AdditionalDetails   []KeyValue     `json:"additionalDetails"`
}

// AuditInitiator is the user or the application behind a change.
type AuditInitiator struct {
	App  *AuditApp  `json:"app"`
	User *AuditUser `json:"user"`
}

// AuditApp is an application that acted.
type AuditApp struct {
	DisplayName        string `json:"displayName"`
	ServicePrincipalID string `json:"servicePrincipalId"`
}

// AuditUser is a user who acted.
type AuditUser struct {
	ID                string  `json:"id"`
	DisplayName       *string `json:"displayName"`
	UserPrincipalName string  `json:"userPrincipalName"`
	IPAddress         string  `json:"ipAddress"`
}

// AuditTarget is what was changed.
type AuditTarget struct {
	ID                 string          `json:"id"`
	DisplayName        string          `json:"displayName"`
	Type               string          `json:"type"`
	UserPrincipalName  *string         `json:"userPrincipalName"`
	ModifiedProperties []AuditProperty `json:"modifiedProperties"`
}

// AuditProperty is a changed property; Microsoft quotes the values as JSON inside a string.
type AuditProperty struct {
	DisplayName string  `json:"displayName"`
	OldValue    *string `json:"oldValue"`
	NewValue    *string `json:"newValue"`
}

// KeyValue is a detail.
type KeyValue struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}
