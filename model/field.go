package model

// Field is one attribute of an event. Its path is the OCSF attribute path (paths below
// "bonafide" are Bonafide's own extension), its type tells how the text value is read,
// its observable type tells what identifies a person, a device or a place.
//
// One table drives mappings, the OCSF export, identity, redaction and the reference
// page; adding an attribute is one line here.
type Field uint8

// The attributes of an event, in the order of the table below.
const (
	NoField Field = iota

	ActorUID
	ActorName
	ActorEmail
	ActorFullName
	ActorType
	ActorApp
	SessionUID
	SessionIssued
	UserUID
	UserName
	UserEmail
	UserFullName
	UserPhone

	DeviceUID
	DeviceSerial
	DeviceHostname
	DeviceName
	DeviceOS
	DeviceType
	DeviceVendor
	DeviceModel
	DeviceManaged
	DeviceCompliant
	DeviceMAC
	DeviceIP
	DeviceFingerprint
	DeviceTimeZone
	DeviceLat
	DeviceLong
	DeviceCity
	DeviceRegion
	DeviceCountry
	DeviceAccuracy
	DiskUID
	CPUName
	BIOSVersion

	SrcIP
	SrcPort
	SrcHostname
	SrcMAC
	SrcLat
	SrcLong
	SrcCity
	SrcRegion
	SrcCountry
	SrcASN
	SrcOrg
	SrcISP
	SrcProxy
	DstIP
	DstPort
	DstHostname
	URL
	HTTPMethod
	UserAgent

	AppUID
	AppName
	Protocol
	MFA
	Factor
	FactorUID
	NewDevice
	NewPlace
	Risk
	LogonType
	Privilege
	GroupName
	ResourceUID
	ResourceName
	ResourceType

	ProcessName
	ProcessPath
	ProcessCommand
	ProcessOriginalName
	ProcessSigner
	ProcessUser
	ParentPath
	ParentCommand
	TargetProcess
	FilePath
	FileDrive
	FileHash
	RegistryPath
	RegistryData
	ServiceName
	ServicePath
	SoftwareName
	SoftwareVersion
	SoftwareID

	PeripheralClass
	PeripheralVendorID
	PeripheralProductID
	PeripheralVendor
	PeripheralName
	PeripheralSerial
	PeripheralFunctions
	PeripheralWidth
	PeripheralHeight
	PeripheralYear

	NeighbourMAC
	NeighbourIP
	NeighbourName
	NeighbourService
	NeighbourRole
	BSSID
	SSID
	GatewayMAC
	DNSServer

	MeetingUID
	MeetingTopic
	MeetingRole
	Camera
	Microphone
	Speaker
	MACAddress
	InternalIP
	DataCentre
	NetworkType
	ScreenShared
	Latency
	RemotePeer

	InternalInput
	ExternalInput
	Docked
	Keys
	Clicks
	Moves
	MovePeriod
	MoveHours
	FrameMs
	FrameShare
	Typist
	SessionTypist

	TunnelIP
	TunnelGateway
	Bytes
	BytesIn
	BytesOut
	Seconds
	EndTime

	AssetSerial
	Carrier
	Tracking
	Recipient
	AddressOnFile
	ShipTo
	AddressChangedAt
	AddressChangedBy
	ShippedAt
	DeliveredAt
	DeliveryCity
	DeliveryRegion
	DeliveryCountry
	AddressType
	SignedBy
	ShipmentStatus

	CheckName
	CheckResult
	CheckSource
	CheckSince
	CheckBy
	CheckPhone
	CheckAddress
	PayAccount
	PayHolder
	PayeeSince
	Institution
	Channel
	Note

	fieldCount
)

// FieldCount is one more than the highest Field.
const FieldCount = int(fieldCount)

// FieldType says how an attribute's text is read.
type FieldType uint8

// The types of attributes. All values are kept as text, as the source wrote them.
const (
	Text FieldType = iota
	Number
	Flag // "true" or "false"
	Time // RFC 3339
	Address
	List // the attribute may stand several times
)

// ObservableKind names what an attribute identifies. Values with OCSF's type_id keep it.
type ObservableKind uint8

// The kinds of observables that identity, links and intelligence work with.
const (
	NoObservable ObservableKind = iota
	ObservedAccount
	ObservedEmail
	ObservedUserName
	ObservedPhone
	ObservedDevice
	ObservedSerial
	ObservedHostname
	ObservedMAC
	ObservedDisk
	ObservedIP
	ObservedDomain
	ObservedBSSID
	ObservedMonitor
	ObservedFactor
	ObservedAddress
	ObservedPayAccount
	ObservedSession
	ObservedProcess
	ObservedFile
)

// String is the word for the kind in assessments: "account", "serial", "bssid" …
func (k ObservableKind) String() string {
	words := [...]string{
		"", "account", "email", "user_name", "phone", "device", "serial", "hostname", "mac", "disk", "ip", "domain",
		"bssid", "monitor_serial", "mfa_factor", "address", "pay_account", "session", "process", "file",
	}
	if int(k) < len(words) {
		return words[k]
	}
	return ""
}

// Observable is a typed value that identifies something, the unit of linkage.
type Observable struct {
	Kind  ObservableKind
	Value string
}

// String is "kind:value".
func (o Observable) String() string { return o.Kind.String() + ":" + o.Value }

// Privacy classifies a field for redaction and export.
type Privacy uint8

// The privacy classes, from public to what needs a keyed hash.
const (
	Technical Privacy = iota // says nothing of a person by itself
	Personal                 // names, addresses, contacts, places
	Secret                   // never stored in the clear
)

// FieldInfo describes a field; see Field.
type FieldInfo struct {
	Path       string
	Type       FieldType
	Observable ObservableKind
	Privacy    Privacy
}

//nolint:gochecknoglobals // a constant table; Go has no constant arrays
var fieldTable = [fieldCount]FieldInfo{
	ActorUID:      {"actor.user.uid", Text, ObservedAccount, Technical},
	ActorName:     {"actor.user.name", Text, ObservedUserName, Personal},
	ActorEmail:    {"actor.user.email_addr", Text, ObservedEmail, Personal},
	ActorFullName: {"actor.user.full_name", Text, NoObservable, Personal},
	ActorType:     {"actor.user.type", Text, NoObservable, Technical},
	ActorApp:      {"actor.app_name", Text, NoObservable, Technical},
	SessionUID:    {"actor.session.uid", Text, ObservedSession, Technical},
	SessionIssued: {"actor.session.created_time", Time, NoObservable, Technical},
	UserUID:       {"user.uid", Text, ObservedAccount, Technical},
	UserName:      {"user.name", Text, ObservedUserName, Personal},
	UserEmail:     {"user.email_addr", Text, ObservedEmail, Personal},
	UserFullName:  {"user.full_name", Text, NoObservable, Personal},
	UserPhone:     {"user.phone_number", Text, ObservedPhone, Personal},

	DeviceUID:         {"device.uid", Text, ObservedDevice, Technical},
	DeviceSerial:      {"device.hw_info.serial_number", Text, ObservedSerial, Technical},
	DeviceHostname:    {"device.hostname", Text, ObservedHostname, Technical},
	DeviceName:        {"device.name", Text, NoObservable, Technical},
	DeviceOS:          {"device.os.name", Text, NoObservable, Technical},
	DeviceType:        {"device.type", Text, NoObservable, Technical},
	DeviceVendor:      {"device.vendor_name", Text, NoObservable, Technical},
	DeviceModel:       {"device.model", Text, NoObservable, Technical},
	DeviceManaged:     {"device.is_managed", Flag, NoObservable, Technical},
	DeviceCompliant:   {"device.is_compliant", Flag, NoObservable, Technical},
	DeviceMAC:         {"device.mac", List, ObservedMAC, Technical},
	DeviceIP:          {"device.ip", Address, NoObservable, Personal},
	DeviceFingerprint: {"device.fingerprint", Text, NoObservable, Technical},
	DeviceTimeZone:    {"device.location.timezone", Text, NoObservable, Personal},
	DeviceLat:         {"device.location.lat", Number, NoObservable, Personal},
	DeviceLong:        {"device.location.long", Number, NoObservable, Personal},
	DeviceCity:        {"device.location.city", Text, NoObservable, Personal},
	DeviceRegion:      {"device.location.region", Text, NoObservable, Personal},
	DeviceCountry:     {"device.location.country", Text, NoObservable, Personal},
	DeviceAccuracy:    {"device.location.accuracy_m", Number, NoObservable, Technical},
	DiskUID:           {"device.hw_info.disk_uid", Text, ObservedDisk, Technical},
	CPUName:           {"device.hw_info.cpu_type", Text, NoObservable, Technical},
	BIOSVersion:       {"device.hw_info.bios_ver", Text, NoObservable, Technical},

	SrcIP:       {"src_endpoint.ip", Address, ObservedIP, Personal},
	SrcPort:     {"src_endpoint.port", Number, NoObservable, Technical},
	SrcHostname: {"src_endpoint.hostname", Text, NoObservable, Technical},
	SrcMAC:      {"src_endpoint.mac", Text, NoObservable, Technical},
	SrcLat:      {"src_endpoint.location.lat", Number, NoObservable, Personal},
	SrcLong:     {"src_endpoint.location.long", Number, NoObservable, Personal},
	SrcCity:     {"src_endpoint.location.city", Text, NoObservable, Personal},
	SrcRegion:   {"src_endpoint.location.region", Text, NoObservable, Personal},
	SrcCountry:  {"src_endpoint.location.country", Text, NoObservable, Personal},
	SrcASN:      {"src_endpoint.autonomous_system.number", Number, NoObservable, Technical},
	SrcOrg:      {"src_endpoint.autonomous_system.name", Text, NoObservable, Technical},
	SrcISP:      {"src_endpoint.location.isp", Text, NoObservable, Technical},
	SrcProxy:    {"bonafide.src_endpoint.is_proxy", Flag, NoObservable, Technical},
	DstIP:       {"dst_endpoint.ip", Address, ObservedIP, Technical},
	DstPort:     {"dst_endpoint.port", Number, NoObservable, Technical},
	DstHostname: {"dst_endpoint.hostname", Text, ObservedDomain, Technical},
	URL:         {"http_request.url.url_string", Text, NoObservable, Technical},
	HTTPMethod:  {"http_request.http_method", Text, NoObservable, Technical},
	UserAgent:   {"http_request.user_agent", Text, NoObservable, Technical},

	AppUID:       {"dst_endpoint.svc_uid", Text, NoObservable, Technical},
	AppName:      {"dst_endpoint.svc_name", Text, NoObservable, Technical},
	Protocol:     {"auth_protocol", Text, NoObservable, Technical},
	MFA:          {"is_mfa", Flag, NoObservable, Technical},
	Factor:       {"auth_factors.factor_type", Text, NoObservable, Technical},
	FactorUID:    {"auth_factors.device.uid", Text, ObservedFactor, Technical},
	NewDevice:    {"bonafide.is_new_device", Flag, NoObservable, Technical},
	NewPlace:     {"bonafide.is_new_location", Flag, NoObservable, Technical},
	Risk:         {"risk_level", Text, NoObservable, Technical},
	LogonType:    {"logon_type", Text, NoObservable, Technical},
	Privilege:    {"privileges", List, NoObservable, Technical},
	GroupName:    {"group.name", Text, NoObservable, Technical},
	ResourceUID:  {"resources.uid", Text, NoObservable, Technical},
	ResourceName: {"resources.name", Text, NoObservable, Technical},
	ResourceType: {"resources.type", Text, NoObservable, Technical},

	ProcessName:         {"process.name", Text, NoObservable, Technical},
	ProcessPath:         {"process.file.path", Text, ObservedProcess, Technical},
	ProcessCommand:      {"process.cmd_line", Text, NoObservable, Personal},
	ProcessOriginalName: {"process.file.original_name", Text, NoObservable, Technical},
	ProcessSigner:       {"process.file.signature.certificate.subject", Text, NoObservable, Technical},
	ProcessUser:         {"process.user.name", Text, NoObservable, Personal},
	ParentPath:          {"process.parent_process.file.path", Text, NoObservable, Technical},
	ParentCommand:       {"process.parent_process.cmd_line", Text, NoObservable, Personal},
	TargetProcess:       {"bonafide.target_process.path", Text, NoObservable, Technical},
	FilePath:            {"file.path", Text, ObservedFile, Technical},
	FileDrive:           {"file.drive_type", Text, NoObservable, Technical},
	FileHash:            {"file.hashes.value", List, NoObservable, Technical},
	RegistryPath:        {"reg_key.path", Text, NoObservable, Technical},
	RegistryData:        {"reg_value.data", Text, NoObservable, Technical},
	ServiceName:         {"win_service.name", Text, NoObservable, Technical},
	ServicePath:         {"win_service.cmd_line", Text, NoObservable, Technical},
	SoftwareName:        {"product.name", Text, NoObservable, Technical},
	SoftwareVersion:     {"product.version", Text, NoObservable, Technical},
	SoftwareID:          {"product.uid", Text, NoObservable, Technical},

	PeripheralClass:     {"peripheral_device.class", Text, NoObservable, Technical},
	PeripheralVendorID:  {"peripheral_device.vendor_id", Text, NoObservable, Technical},
	PeripheralProductID: {"peripheral_device.product_id", Text, NoObservable, Technical},
	PeripheralVendor:    {"peripheral_device.vendor_name", Text, NoObservable, Technical},
	PeripheralName:      {"peripheral_device.name", Text, NoObservable, Technical},
	PeripheralSerial:    {"peripheral_device.serial_number", Text, ObservedMonitor, Technical},
	PeripheralFunctions: {"bonafide.peripheral_device.functions", List, NoObservable, Technical},
	PeripheralWidth:     {"bonafide.peripheral_device.width_cm", Number, NoObservable, Technical},
	PeripheralHeight:    {"bonafide.peripheral_device.height_cm", Number, NoObservable, Technical},
	PeripheralYear:      {"bonafide.peripheral_device.year", Number, NoObservable, Technical},

	NeighbourMAC:     {"bonafide.neighbour.mac", List, NoObservable, Technical},
	NeighbourIP:      {"bonafide.neighbour.ip", Address, NoObservable, Technical},
	NeighbourName:    {"bonafide.neighbour.hostname", Text, NoObservable, Personal},
	NeighbourService: {"bonafide.neighbour.service", Text, NoObservable, Technical},
	NeighbourRole:    {"bonafide.neighbour.role", Text, NoObservable, Technical},
	BSSID:            {"bonafide.wifi.bssid", List, ObservedBSSID, Personal},
	SSID:             {"bonafide.wifi.ssid", Text, NoObservable, Personal},
	GatewayMAC:       {"bonafide.gateway.mac", Text, ObservedMAC, Personal},
	DNSServer:        {"bonafide.dns_server.ip", List, NoObservable, Technical},

	MeetingUID:   {"bonafide.meeting.uid", Text, NoObservable, Technical},
	MeetingTopic: {"bonafide.meeting.topic", Text, NoObservable, Personal},
	MeetingRole:  {"bonafide.meeting.role", Text, NoObservable, Technical},
	Camera:       {"bonafide.meeting.camera", Text, NoObservable, Technical},
	Microphone:   {"bonafide.meeting.microphone", Text, NoObservable, Technical},
	Speaker:      {"bonafide.meeting.speaker", Text, NoObservable, Technical},
	MACAddress:   {"bonafide.meeting.mac", List, ObservedMAC, Technical},
	InternalIP:   {"bonafide.meeting.internal_ip", List, NoObservable, Technical},
	DataCentre:   {"bonafide.meeting.data_centre", Text, NoObservable, Technical},
	NetworkType:  {"bonafide.meeting.network_type", Text, NoObservable, Technical},
	ScreenShared: {"bonafide.meeting.screen_shared", Flag, NoObservable, Technical},
	Latency:      {"bonafide.latency_ms", Number, NoObservable, Technical},
	RemotePeer:   {"bonafide.remote.peer_id", Text, NoObservable, Technical},

	InternalInput: {"bonafide.input.internal_events", Number, NoObservable, Technical},
	ExternalInput: {"bonafide.input.external_events", Number, NoObservable, Technical},
	Docked:        {"bonafide.input.docked", Flag, NoObservable, Technical},
	Keys:          {"bonafide.input.keys", Number, NoObservable, Technical},
	Clicks:        {"bonafide.input.clicks", Number, NoObservable, Technical},
	Moves:         {"bonafide.input.moves", Number, NoObservable, Technical},
	MovePeriod:    {"bonafide.input.move_period_s", Number, NoObservable, Technical},
	MoveHours:     {"bonafide.input.move_hours", Number, NoObservable, Technical},
	FrameMs:       {"bonafide.input.frame_ms", Number, NoObservable, Technical},
	FrameShare:    {"bonafide.input.frame_share", Number, NoObservable, Technical},
	Typist:        {"bonafide.input.typist", Text, NoObservable, Personal},
	SessionTypist: {"bonafide.input.session_typist", Text, NoObservable, Personal},

	TunnelIP:      {"tunnel_interface.ip", Address, NoObservable, Technical},
	TunnelGateway: {"tunnel_interface.name", Text, NoObservable, Technical},
	Bytes:         {"traffic.bytes", Number, NoObservable, Technical},
	BytesIn:       {"traffic.bytes_in", Number, NoObservable, Technical},
	BytesOut:      {"traffic.bytes_out", Number, NoObservable, Technical},
	Seconds:       {"bonafide.duration_s", Number, NoObservable, Technical},
	EndTime:       {"end_time", Time, NoObservable, Technical},

	AssetSerial:      {"bonafide.shipment.asset_serial", Text, ObservedSerial, Technical},
	Carrier:          {"bonafide.shipment.carrier", Text, NoObservable, Technical},
	Tracking:         {"bonafide.shipment.tracking_number", Text, NoObservable, Technical},
	Recipient:        {"bonafide.shipment.recipient", Text, NoObservable, Personal},
	AddressOnFile:    {"bonafide.shipment.address_on_file", Text, NoObservable, Personal},
	ShipTo:           {"bonafide.shipment.ship_to_address", Text, ObservedAddress, Personal},
	AddressChangedAt: {"bonafide.shipment.address_changed_at", Time, NoObservable, Technical},
	AddressChangedBy: {"bonafide.shipment.address_changed_by", Text, NoObservable, Personal},
	ShippedAt:        {"bonafide.shipment.shipped_at", Time, NoObservable, Technical},
	DeliveredAt:      {"bonafide.shipment.delivered_at", Time, NoObservable, Technical},
	DeliveryCity:     {"bonafide.shipment.location.city", Text, NoObservable, Personal},
	DeliveryRegion:   {"bonafide.shipment.location.region", Text, NoObservable, Personal},
	DeliveryCountry:  {"bonafide.shipment.location.country", Text, NoObservable, Personal},
	AddressType:      {"bonafide.shipment.address_type", Text, NoObservable, Technical},
	SignedBy:         {"bonafide.shipment.signed_by", Text, NoObservable, Personal},
	ShipmentStatus:   {"bonafide.shipment.status", Text, NoObservable, Technical},

	CheckName:    {"bonafide.check.name", Text, NoObservable, Technical},
	CheckResult:  {"bonafide.check.result", Text, NoObservable, Technical},
	CheckSource:  {"bonafide.check.source", Text, NoObservable, Technical},
	CheckSince:   {"bonafide.check.since", Time, NoObservable, Technical},
	CheckBy:      {"bonafide.check.by", Text, NoObservable, Personal},
	CheckPhone:   {"bonafide.check.phone_number", Text, ObservedPhone, Personal},
	CheckAddress: {"bonafide.check.address", Text, ObservedAddress, Personal},
	PayeeSince:   {"bonafide.pay.payee_registered_time", Time, NoObservable, Technical},
	PayAccount:   {"bonafide.pay.account_ref", Text, ObservedPayAccount, Secret},
	PayHolder:    {"bonafide.pay.account_holder", Text, NoObservable, Personal},
	Institution:  {"bonafide.pay.institution_type", Text, NoObservable, Technical},
	Channel:      {"bonafide.channel", Text, NoObservable, Technical},
	Note:         {"bonafide.note", Text, NoObservable, Personal},
}

// Info describes the field; the zero FieldInfo stands for an unknown one.
func (f Field) Info() FieldInfo {
	if f >= fieldCount {
		return FieldInfo{}
	}
	return fieldTable[f]
}

// String is the field's OCSF path.
func (f Field) String() string { return f.Info().Path }

// FieldNamed finds the field with the given OCSF path.
func FieldNamed(path string) (Field, bool) {
	for f := NoField + 1; f < fieldCount; f++ {
		if fieldTable[f].Path == path {
			return f, true
		}
	}
	return NoField, false
}
