// Package ocsf names the classes, activities and observable types of the Open
// Cybersecurity Schema Framework 1.x that Bonafide uses (https://schema.ocsf.io).
// It holds numbers and words only; the attributes themselves are model.Field.
package ocsf

import (
	"maps"
	"slices"
)

// Version is the schema version that events are written in.
const Version = "1.5.0"

// Class is an OCSF class_uid.
type Class uint32

// Classes in use. Those at 99900xxx belong to Bonafide's own extension, because OCSF
// has no class for them.
const (
	BaseEvent           Class = 0
	FileActivity        Class = 1001
	KernelExtension     Class = 1002
	MemoryActivity      Class = 1004
	ModuleActivity      Class = 1005
	ScheduledJob        Class = 1006
	ProcessActivity     Class = 1007
	EventLogActivity    Class = 1008
	ScriptActivity      Class = 1009
	PeripheralActivity  Class = 1010
	RegistryKeyActivity Class = 201001
	RegistryValue       Class = 201002
	WindowsService      Class = 201004
	DetectionFinding    Class = 2004
	AccountChange       Class = 3001
	Authentication      Class = 3002
	AuthorizeSession    Class = 3003
	EntityManagement    Class = 3004
	UserAccess          Class = 3005
	GroupManagement     Class = 3006
	NetworkActivity     Class = 4001
	HTTPActivity        Class = 4002
	DNSActivity         Class = 4003
	DHCPActivity        Class = 4004
	RDPActivity         Class = 4005
	EmailActivity       Class = 4009
	TunnelActivity      Class = 4014
	DeviceInventory     Class = 5001
	DeviceConfigState   Class = 5002
	UserInventory       Class = 5003
	NetworksQuery       Class = 5013
	PeripheralQuery     Class = 5014
	ProcessQuery        Class = 5015
	ServiceQuery        Class = 5016
	UserSessionQuery    Class = 5017
	SoftwareInventory   Class = 5020
	WebResourceActivity Class = 6001
	ApplicationLife     Class = 6002
	APIActivity         Class = 6003
	FileHosting         Class = 6006

	// MeetingParticipation: somebody took part in a video call.
	MeetingParticipation Class = 99900001
	// AssetShipment: a device was sent, redirected, delivered or returned.
	AssetShipment Class = 99900002
	// NeighbourQuery: what a device sees on its own network (ARP, mDNS, Wi-Fi).
	NeighbourQuery Class = 99900003
	// IdentityVerification: the outcome of a check on somebody's identity or past.
	IdentityVerification Class = 99900004
	// PaymentChange: how or where somebody is paid was changed.
	PaymentChange Class = 99900005
)

// name pairs a class with its caption and stable word.
type name struct{ word, caption string }

func names() map[Class]name {
	return map[Class]name{
		BaseEvent:            {"base_event", "Base Event"},
		FileActivity:         {"file_activity", "File System Activity"},
		KernelExtension:      {"kernel_extension_activity", "Kernel Extension Activity"},
		MemoryActivity:       {"memory_activity", "Memory Activity"},
		ModuleActivity:       {"module_activity", "Module Activity"},
		ScheduledJob:         {"scheduled_job_activity", "Scheduled Job Activity"},
		ProcessActivity:      {"process_activity", "Process Activity"},
		EventLogActivity:     {"event_log_activity", "Event Log Activity"},
		ScriptActivity:       {"script_activity", "Script Activity"},
		PeripheralActivity:   {"peripheral_activity", "Peripheral Activity"},
		RegistryKeyActivity:  {"registry_key_activity", "Registry Key Activity"},
		RegistryValue:        {"registry_value_activity", "Registry Value Activity"},
		WindowsService:       {"windows_service_activity", "Windows Service Activity"},
		DetectionFinding:     {"detection_finding", "Detection Finding"},
		AccountChange:        {"account_change", "Account Change"},
		Authentication:       {"authentication", "Authentication"},
		AuthorizeSession:     {"authorize_session", "Authorize Session"},
		EntityManagement:     {"entity_management", "Entity Management"},
		UserAccess:           {"user_access", "User Access Management"},
		GroupManagement:      {"group_management", "Group Management"},
		NetworkActivity:      {"network_activity", "Network Activity"},
		HTTPActivity:         {"http_activity", "HTTP Activity"},
		DNSActivity:          {"dns_activity", "DNS Activity"},
		DHCPActivity:         {"dhcp_activity", "DHCP Activity"},
		RDPActivity:          {"rdp_activity", "RDP Activity"},
		EmailActivity:        {"email_activity", "Email Activity"},
		TunnelActivity:       {"tunnel_activity", "Tunnel Activity"},
		DeviceInventory:      {"inventory_info", "Device Inventory Info"},
		DeviceConfigState:    {"config_state", "Device Config State"},
		UserInventory:        {"user_inventory", "User Inventory Info"},
		NetworksQuery:        {"networks_query", "Networks Query"},
		PeripheralQuery:      {"peripheral_device_query", "Peripheral Device Query"},
		ProcessQuery:         {"process_query", "Process Query"},
		ServiceQuery:         {"service_query", "Service Query"},
		UserSessionQuery:     {"session_query", "User Session Query"},
		SoftwareInventory:    {"software_info", "Software Inventory Info"},
		WebResourceActivity:  {"web_resources_activity", "Web Resources Activity"},
		ApplicationLife:      {"application_lifecycle", "Application Lifecycle"},
		APIActivity:          {"api_activity", "API Activity"},
		FileHosting:          {"file_hosting", "File Hosting Activity"},
		MeetingParticipation: {"bonafide/meeting_participation", "Meeting Participation"},
		AssetShipment:        {"bonafide/asset_shipment", "Asset Shipment"},
		NeighbourQuery:       {"bonafide/neighbour_query", "Neighbour Query"},
		IdentityVerification: {"bonafide/identity_verification", "Identity Verification"},
		PaymentChange:        {"bonafide/payment_change", "Payment Change"},
	}
}

// Word is the class's name as mappings and rules write it, "" for an unknown class.
func (c Class) Word() string { return names()[c].word }

// Caption is the class's name as people read it, "" for an unknown class.
func (c Class) Caption() string { return names()[c].caption }

// Classes lists the classes in use, in the order of their numbers.
func Classes() []Class { return slices.Sorted(maps.Keys(names())) }

// ClassNamed finds the class whose Word is w.
func ClassNamed(w string) (Class, bool) {
	for c, n := range names() {
		if n.word == w {
			return c, true
		}
	}
	return 0, false
}

// Activity is an OCSF activity_id; its meaning depends on the class.
type Activity uint8

// Activities that detectors ask about. Values are OCSF's own within each class.
const (
	Unknown Activity = 0
	Other   Activity = 99

	Logon         Activity = 1 // Authentication
	Logoff        Activity = 2
	Ticket        Activity = 3
	ServiceTicket Activity = 4
	Preauth       Activity = 6

	Create         Activity = 1 // Account Change and most entity classes
	Enable         Activity = 2
	PasswordChange Activity = 3
	PasswordReset  Activity = 4
	Disable        Activity = 5
	Delete         Activity = 6
	AttachPolicy   Activity = 7
	DetachPolicy   Activity = 8
	Lock           Activity = 9
	MFAEnable      Activity = 10
	MFADisable     Activity = 11

	Launch    Activity = 1 // Process Activity
	Terminate Activity = 2
	Open      Activity = 3

	Connected    Activity = 1 // Peripheral Activity, Tunnel Activity (open / close)
	Disconnected Activity = 2
)
