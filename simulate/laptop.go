package simulate

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

// laptop is a machine of the company, or of a candidate.
type laptop struct {
	serial, hostname, uuid string
	os, osVersion          string // "windows", "darwin", "linux"
	vendor, model          string
	mac, wired, disk       string
	camera, mic, speaker   string
	zone                   string // its time zone
	oktaDevice, entraID    string
	dtHash                 string
	agent                  bool // osquery and, on Windows, Sysmon report from it
	managed                bool
	from                   time.Time // first day of use
	dns                    string    // its resolver, when not the router
	stock                  uint64    // keys the stream of what it came with
	rows                   []hostRow // what stories added
}

// hostRow is something that a query about the machine returns from a time on, and until a time when that is set.
type hostRow struct {
	query     string
	columns   map[string]string
	at, until time.Time
}

type model struct {
	os, vendor, name, prefix string
	cores                    int
}

func models() []model {
	return []model{
		{"windows", "LENOVO", "21HM002TUS", "a0:29:42", 10},
		{"windows", "LENOVO", "21CB00CNUS", "f4:26:79", 12},
		{"windows", "Dell Inc.", "Latitude 5440", "e8:cf:83", 10},
		{"windows", "Dell Inc.", "Precision 5480", "00:be:43", 14},
		{"windows", "HP", "HP EliteBook 840 14 inch G10", "30:f6:ef", 10},
		{"darwin", "Apple Inc.", "Mac15,3", "a4:83:e7", 8},
		{"darwin", "Apple Inc.", "Mac14,9", "f0:2f:4b", 10},
		{"darwin", "Apple Inc.", "MacBookPro18,3", "3c:06:30", 8},
		{"linux", "LENOVO", "20XW004AUS", "8c:c6:81", 4},
	}
}

// newLaptop builds a machine of the wanted system; an empty system draws one as companies have them.
func (c *company) newLaptop(system string, r *rand.Rand) *laptop {
	if system == "" {
		system = pick(r, []string{"windows", "windows", "windows", "windows", "windows", "darwin", "darwin", "darwin", "darwin", "linux"})
	}
	var fit []model
	for _, m := range models() {
		if m.os == system {
			fit = append(fit, m)
		}
	}
	m := pick(r, fit)
	l := &laptop{
		os: m.os, vendor: m.vendor, model: m.name, uuid: strings.ToUpper(uuid(r)),
		stock: r.Uint64(), serial: serialFor(m.vendor, r), mac: macAddr(r, m.prefix), wired: macAddr(r, "00:e0:4c"),
		disk:       strings.ToUpper(hexText(r, 8)),
		oktaDevice: "guo" + token(r, base62, 17), entraID: uuid(r), dtHash: hexText(r, 32),
		agent: chance(r, 0.96), managed: true,
	}
	l.hostname = c.prefix + "-" + l.serial
	switch l.os {
	case "windows":
		l.osVersion = pick(r, []string{"10.0.22631", "10.0.26100", "10.0.26100"})
		l.camera, l.mic, l.speaker = "Integrated Camera", "Microphone Array (Realtek(R) Audio)", "Speakers (Realtek(R) Audio)"
	case "darwin":
		l.osVersion = pick(r, []string{"14.7.6", "15.6.1", "15.7", "26.0.1"})
		l.camera, l.mic, l.speaker = "FaceTime HD Camera", "MacBook Pro Microphone", "MacBook Pro Speakers"
	default:
		l.osVersion = pick(r, []string{"22.04.5 LTS", "24.04.3 LTS"})
		l.camera, l.mic, l.speaker = "Integrated Camera: Integrated C", "Built-in Audio Analog Stereo", "Built-in Audio Analog Stereo"
	}
	return l
}

func serialFor(vendor string, r *rand.Rand) string {
	switch vendor {
	case "LENOVO":
		return "PF" + token(r, letters, 6)
	case "Dell Inc.":
		return token(r, letters, 7)
	case "HP":
		return "5CG" + token(r, letters, 7)
	}
	return token(r, letters, 10)
}

// have adds a row that a query returns from a time on.
func (l *laptop) have(at time.Time, query string, pairs ...string) {
	l.rows = append(l.rows, hostRow{query: query, columns: columns(pairs...), at: at})
}

// columns makes a row from alternating names and values.
func columns(pairs ...string) map[string]string {
	m := make(map[string]string, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return m
}

// equipment lists what every laptop has: system, software, built-in devices, perhaps a keyboard and a monitor. It is
// worked out when asked for, since a large company has many laptops.
func (c *company) equipment(of *laptop) []hostRow {
	bare := *of
	l, r, at := &bare, stream(c.cfg.Seed, forLaptop, of.stock, 2), of.from
	l.rows = nil
	cores := between(r, 8, 14)
	l.have(at, "system_info", "hostname", l.hostname, "uuid", l.uuid, "cpu_type", cpuType(l.os), "cpu_brand", cpuBrand(l.os, r),
		"cpu_physical_cores", strconv.Itoa(cores), "cpu_logical_cores", strconv.Itoa(cores*2), "physical_memory", "34359738368",
		"hardware_vendor", l.vendor, "hardware_model", l.model, "hardware_version", "1.0", "hardware_serial", l.serial,
		"computer_name", l.hostname, "local_hostname", l.hostname)
	l.have(at, "os_version", osVersion(l)...)
	l.have(at, "mounts", "device", bootDevice(l.os), "path", "/", "type", fileSystem(l.os), "blocks_size", "4096", "encrypted", "1")
	for _, d := range builtIn(l.os) {
		l.plug(at, d)
	}
	if chance(r, 0.5) {
		l.plug(at, pick(r, plainDevices()))
	}
	if chance(r, 0.15) {
		l.plug(at, pick(r, plainDevices()))
	}
	if chance(r, 0.55) {
		l.show(at, plainMonitor(r))
	}
	for _, a := range plainSoftware() {
		if a.runsOn(l.os) && chance(r, a.share) {
			l.install(at, a)
		}
	}
	return l.rows
}

func cpuType(system string) string {
	if system == "darwin" {
		return "arm64e"
	}
	return "x86_64"
}

func cpuBrand(system string, r *rand.Rand) string {
	if system == "darwin" {
		return pick(r, []string{"Apple M1 Pro", "Apple M2 Pro", "Apple M3"})
	}
	return pick(r, []string{"13th Gen Intel(R) Core(TM) i7-1355U", "12th Gen Intel(R) Core(TM) i7-1260P", "AMD Ryzen 7 PRO 7840U w/ Radeon 780M Graphics"})
}

func bootDevice(system string) string {
	switch system {
	case "windows":
		return `\\?\Volume{boot}\`
	case "darwin":
		return "/dev/disk3s1s1"
	}
	return "/dev/mapper/root"
}

func fileSystem(system string) string {
	switch system {
	case "windows":
		return "NTFS"
	case "darwin":
		return "apfs"
	}
	return "ext4"
}

func osVersion(l *laptop) []string {
	name := map[string]string{"windows": "Microsoft Windows 11 Enterprise", "darwin": "macOS", "linux": "Ubuntu"}[l.os]
	return []string{"name", name, "version", l.osVersion, "platform", l.os, "arch", cpuType(l.os), "build", l.osVersion}
}
