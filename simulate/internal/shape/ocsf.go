package shape

// OCSF is an event of the Open Cybersecurity Schema Framework 1.3: authentication (3002) or network activity (4001).
type OCSF struct {
	ActivityID   int           `json:"activity_id"`
	ActivityName string        `json:"activity_name"`
	CategoryUID  int           `json:"category_uid"`
	CategoryName string        `json:"category_name"`
	ClassUID     int           `json:"class_uid"`
	ClassName    string        `json:"class_name"`
	TypeUID      int           `json:"type_uid"`
	SeverityID   int           `json:"severity_id"`
	Severity     string        `json:"severity"`
	StatusID     int           `json:"status_id"`
	Status       string        `json:"status"`
	Time         int64         `json:"time"`
	Metadata     OCSFMetadata  `json:"metadata"`
	User         *OCSFUser     `json:"user,omitempty"`
	Actor        *OCSFActor    `json:"actor,omitempty"`
	Device       *OCSFDevice   `json:"device,omitempty"`
	SrcEndpoint  *OCSFEndpoint `json:"src_endpoint,omitempty"`
	DstEndpoint  *OCSFEndpoint `json:"dst_endpoint,omitempty"`
	Connection   *OCSFConn     `json:"connection_info,omitempty"`
	Traffic      *OCSFTraffic  `json:"traffic,omitempty"`
	Service      *OCSFService  `json:"service,omitempty"`
	IsRemote     *bool         `json:"is_remote,omitempty"`
	AuthProtocol string        `json:"auth_protocol,omitempty"`
}

// OCSFMetadata names the product and the schema's version.
type OCSFMetadata struct {
	Version string      `json:"version"`
	UID     string      `json:"uid"`
	Product OCSFProduct `json:"product"`
}

// OCSFProduct is the product that reported.
type OCSFProduct struct {
	Name       string `json:"name"`
	VendorName string `json:"vendor_name"`
}

// OCSFUser is a user.
type OCSFUser struct {
	Name      string `json:"name"`
	UID       string `json:"uid,omitempty"`
	EmailAddr string `json:"email_addr,omitempty"`
}

// OCSFActor is a user who acts.
type OCSFActor struct {
	User OCSFUser `json:"user"`
}

// OCSFDevice is a managed device.
type OCSFDevice struct {
	Hostname string        `json:"hostname"`
	HWInfo   *OCSFHardware `json:"hw_info,omitempty"`
	TypeID   int           `json:"type_id"`
	Type     string        `json:"type"`
	UID      string        `json:"uid,omitempty"`
}

// OCSFHardware identifies the machine.
type OCSFHardware struct {
	SerialNumber string `json:"serial_number"`
}

// OCSFEndpoint is one end of a connection.
type OCSFEndpoint struct {
	IP       string        `json:"ip,omitempty"`
	Port     int           `json:"port,omitempty"`
	Hostname string        `json:"hostname,omitempty"`
	Domain   string        `json:"domain,omitempty"`
	Location *OCSFLocation `json:"location,omitempty"`
	AS       *OCSFAS       `json:"autonomous_system,omitempty"`
}

// OCSFLocation is a place.
type OCSFLocation struct {
	City    string  `json:"city"`
	Region  string  `json:"region"`
	Country string  `json:"country"`
	Lat     float64 `json:"lat"`
	Long    float64 `json:"long"`
}

// OCSFAS is an autonomous system.
type OCSFAS struct {
	Number int    `json:"number"`
	Name   string `json:"name"`
}

// OCSFConn describes a connection.
type OCSFConn struct {
	ProtocolName string `json:"protocol_name"`
	DirectionID  int    `json:"direction_id"`
	Direction    string `json:"direction"`
}

// OCSFTraffic counts bytes.
type OCSFTraffic struct {
	BytesIn  int64 `json:"bytes_in"`
	BytesOut int64 `json:"bytes_out"`
}

// OCSFService is the service signed in to.
type OCSFService struct {
	Name string `json:"name"`
}
