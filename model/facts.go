package model

// Facts are what enrichment derived from an event. Nothing here is a judgement.
type Facts struct {
	// Network is the network of the source address.
	Network Network
	// Corporate: the source address belongs to the company (office, VPN exit, SASE).
	Corporate bool
	// Sightings are the places the event gives, the most telling first.
	Sightings []Sighting
	// Tools are catalogued programs, domains or devices that the event shows.
	Tools []ToolMatch
	// Hardware are catalogued hardware signatures that the event shows.
	Hardware []HardwareMatch
}

// reset empties the facts and keeps their memory.
func (f *Facts) reset() {
	*f = Facts{Sightings: f.Sightings[:0], Tools: f.Tools[:0], Hardware: f.Hardware[:0]}
}

// Sighting is the most telling place of the event.
func (f *Facts) Sighting() (Sighting, bool) {
	if len(f.Sightings) == 0 {
		return Sighting{}, false
	}
	return f.Sightings[0], true
}

// NetworkKind says what sort of network an address belongs to.
type NetworkKind string

// The kinds of networks. Anonymising ones hide where somebody really is.
const (
	UnknownNet     NetworkKind = ""
	ResidentialNet NetworkKind = "residential"
	MobileNet      NetworkKind = "mobile"
	BusinessNet    NetworkKind = "business"
	EducationNet   NetworkKind = "education"
	SatelliteNet   NetworkKind = "satellite"
	HostingNet     NetworkKind = "hosting"
	VPNNet         NetworkKind = "vpn"
	ProxyNet       NetworkKind = "proxy"       // residential or mobile proxy exits
	RelayNet       NetworkKind = "relay"       // iCloud Private Relay and its like: hides the address, keeps the region
	TorNet         NetworkKind = "tor"         //
	CorporateNet   NetworkKind = "corporate"   // the company's own, by its settings
	PrivateNet     NetworkKind = "private"     // RFC 1918, loopback, link local
	CarrierNATNet  NetworkKind = "carrier_nat" // many strangers behind one address
)

// Anonymising tells whether the network hides its users' place on purpose.
func (k NetworkKind) Anonymising() bool { return k == VPNNet || k == ProxyNet || k == TorNet }

// Network is what is known of a source address.
type Network struct {
	Kind     NetworkKind
	Operator string // who runs it, e.g. "Comcast" or, for a VPN, "Astrill"
	ASN      uint32
	Feed     string // which feed says so
	AsOf     string // that feed's date, RFC 3339 date, "" when it states none
}

// ToolKind says what sort of tool a catalogue entry is.
type ToolKind string

// The kinds of tools in the catalogue.
const (
	RemoteAccess   ToolKind = "remote_access"
	RemoteClient   ToolKind = "remote_client" // controls other computers, lets nobody in
	DevTunnel      ToolKind = "dev_tunnel"
	VPNClient      ToolKind = "vpn_client"
	Jiggler        ToolKind = "jiggler"
	VirtualCamera  ToolKind = "virtual_camera"
	PhoneCamera    ToolKind = "phone_camera" // an honest phone or effects app used as a camera
	VirtualAudio   ToolKind = "virtual_audio"
	NoiseFilter    ToolKind = "noise_filter"
	VoiceChanger   ToolKind = "voice_changer"
	FaceSwap       ToolKind = "face_swap"
	Emulator       ToolKind = "emulator"
	MultiLogin     ToolKind = "multi_login_browser"
	LANMessenger   ToolKind = "lan_messenger"
	InterviewAid   ToolKind = "interview_aid"
	BrowserOTP     ToolKind = "browser_otp"
	PersonalCloud  ToolKind = "personal_cloud"
	FileTransfer   ToolKind = "file_transfer"
	Archiver       ToolKind = "archiver"
	SecurityTool   ToolKind = "security_tool" // an agent that protects the device
	HypervisorTool ToolKind = "hypervisor"
	// DeviceManagement: inventory, patches and settings of a fleet, without a way in.
	DeviceManagement ToolKind = "device_management"
	// Ordinary: public lists name it beside remote access, but it lets nobody in by itself
	// (messengers, groupware, help for screen readers). It is told apart from tools that do;
	// no detector may look at it.
	Ordinary ToolKind = "ordinary"
)

// ToolMatch says that an event shows a catalogued tool.
type ToolMatch struct {
	ID     string // catalogue id, e.g. "anydesk"
	Name   string
	Kind   ToolKind
	Tenant string // the account or server the tool belongs to, where the record shows it
	Field  Field  // what it was recognised by
	Value  string
}

// HardwareKind says what sort of hardware a signature stands for.
type HardwareKind string

// The kinds of hardware in the catalogue.
const (
	IPKVM          HardwareKind = "ip_kvm"
	BMC            HardwareKind = "bmc" // server management or rack KVM
	KVMSwitch      HardwareKind = "kvm_switch"
	USBGadget      HardwareKind = "usb_gadget" // a computer that poses as USB devices
	CaptureCard    HardwareKind = "capture"
	JigglerBoard   HardwareKind = "jiggler_board"
	SingleBoard    HardwareKind = "single_board_computer"
	VirtualMachine HardwareKind = "virtual_machine"
	SpoofedUSB     HardwareKind = "spoofed_usb" // strings that no genuine device of that id carries
	NoScreen       HardwareKind = "no_screen"   // a display without physical size
)

// HardwareMatch says that an event shows catalogued hardware.
type HardwareMatch struct {
	ID    string // signature id, e.g. "pikvm.usb"
	Name  string
	Kind  HardwareKind
	Exact bool  // an exact signature, not a shape that others share
	Field Field // what it was recognised by
	Value string
}
