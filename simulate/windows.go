package simulate

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"bonafide/simulate/internal/shape"
)

const (
	sysmonChannel = "Microsoft-Windows-Sysmon/Operational"
	sysmonGUID    = "{5770385f-c22a-43e0-bf4c-06f5698ffbd9}"
	auditingGUID  = "{54849625-5478-4994-a5ba-3e3b0328c30d}"
	controlGUID   = "{555908d1-a6d7-4695-8e1e-26931d2012f4}"
	eventlogGUID  = "{fc65ddd8-d6ef-4962-83d5-6e5cfe9ce148}"
	defenderGUID  = "{11cd958a-c507-4ef3-b3f2-5fd9dfbd2c78}"
)

// account is the name a person signs in with on Windows; it is a number, as in companies that rename nobody.
func (p *person) account() string { return "e" + p.id[1:] }

func (c *company) computer(l *laptop) string { return l.hostname + ".corp." + c.domain }

func f(name, value string) shape.Field { return shape.Field{Name: name, Value: value} }

// sysmon makes a Sysmon event; the message repeats the fields, as the shipper renders it.
func (c *company) sysmon(l *laptop, at time.Time, id int, title string, fields ...shape.Field) *shape.Windows {
	fields = append([]shape.Field{f("RuleName", "-"), f("UtcTime", at.UTC().Format("2006-01-02 15:04:05.000"))}, fields...)
	var b strings.Builder
	b.WriteString(title + ":")
	for _, v := range fields {
		b.WriteString("\r\n" + v.Name + ": " + v.Value)
	}
	return &shape.Windows{
		Channel: sysmonChannel, Provider: "Microsoft-Windows-Sysmon", ProviderGUID: sysmonGUID, Computer: c.computer(l), EventID: id, Level: 4, Task: id,
		Keywords: "0x8000000000000000", RecordNumber: at.Unix() % 10_000_000, Time: at, Message: b.String(), Fields: fields,
	}
}

// processCreated makes Sysmon event 1.
func (c *company) processCreated(p *person, l *laptop, at time.Time, r *rand.Rand, image, command, parent string) *shape.Windows {
	guid := func() string {
		return fmt.Sprintf("{%s-%s-%s-%s-%s}", l.uuid[:8], hexText(r, 2), hexText(r, 2), hexText(r, 2), hexText(r, 6))
	}
	folder := image[:strings.LastIndex(image, `\`)+1]
	return c.sysmon(l, at, 1, "Process Create",
		f("ProcessGuid", guid()), f("ProcessId", fmt.Sprint(between(r, 900, 30000))), f("Image", image), f("FileVersion", "-"), f("Description", "-"),
		f("Product", "-"), f("Company", "-"), f("OriginalFileName", imageName(image)), f("CommandLine", command), f("CurrentDirectory", folder),
		f("User", `ACME\`+p.account()), f("LogonGuid", guid()), f("LogonId", "0x"+hexText(r, 3)), f("TerminalSessionId", "1"), f("IntegrityLevel", "Medium"),
		f("Hashes", "SHA256="+strings.ToUpper(hexText(r, 32))), f("ParentProcessGuid", guid()), f("ParentProcessId", fmt.Sprint(between(r, 400, 9000))),
		f("ParentImage", parent), f("ParentCommandLine", quoted(parent)), f("ParentUser", `ACME\`+p.account()))
}

// dnsQuery makes Sysmon event 22.
func (c *company) dnsQuery(p *person, l *laptop, at time.Time, r *rand.Rand, image, name string) *shape.Windows {
	return c.sysmon(l, at, 22, "Dns query", f("ProcessGuid", "{"+uuid(r)+"}"), f("ProcessId", fmt.Sprint(between(r, 900, 30000))), f("QueryName", name),
		f("QueryStatus", "0"), f("QueryResults", "::ffff:"+token(r, "123456789", 2)+".59.148.65;"), f("Image", image), f("User", `ACME\`+p.account()))
}

// connected makes Sysmon event 3.
func (c *company) connected(p *person, l *laptop, at time.Time, r *rand.Rand, image, host string, port int) *shape.Windows {
	return c.sysmon(l, at, 3, "Network connection detected", f("ProcessGuid", "{"+uuid(r)+"}"), f("ProcessId", fmt.Sprint(between(r, 900, 30000))), f("Image", image),
		f("User", `ACME\`+p.account()), f("Protocol", "tcp"), f("Initiated", "true"), f("SourceIsIpv6", "false"), f("SourceIp", p.home.prefix+"104"), f("SourceHostname", "-"),
		f("SourcePort", fmt.Sprint(between(r, 49152, 65000))), f("SourcePortName", "-"), f("DestinationIsIpv6", "false"), f("DestinationIp", "34."+token(r, "123456789", 2)+".17.9"),
		f("DestinationHostname", host), f("DestinationPort", fmt.Sprint(port)), f("DestinationPortName", "https"))
}

// security makes an event of the Security channel.
func (c *company) security(l *laptop, at time.Time, id, task int, message string, fields ...shape.Field) *shape.Windows {
	return &shape.Windows{
		Channel: "Security", Provider: "Microsoft-Windows-Security-Auditing", ProviderGUID: auditingGUID, Computer: c.computer(l), EventID: id, Task: task,
		Keywords: "0x8020000000000000", RecordNumber: at.Unix() % 10_000_000, Time: at, Message: message, Fields: fields,
	}
}

func (c *company) logon(p *person, l *laptop, at time.Time, r *rand.Rand, kind, address string) *shape.Windows {
	sid := "S-1-12-1-" + fmt.Sprint(1_000_000_000+p.n)
	return c.security(l, at, 4624, 12544, "An account was successfully logged on.",
		f("SubjectUserSid", "S-1-5-18"), f("SubjectUserName", l.hostname+"$"), f("SubjectDomainName", "ACME"), f("SubjectLogonId", "0x3e7"), f("TargetUserSid", sid),
		f("TargetUserName", p.account()), f("TargetDomainName", "ACME"), f("TargetLogonId", "0x"+hexText(r, 3)), f("LogonType", kind), f("LogonProcessName", "User32"),
		f("AuthenticationPackageName", "Negotiate"), f("WorkstationName", l.hostname), f("ProcessName", `C:\Windows\System32\svchost.exe`), f("IpAddress", address), f("IpPort", "0"))
}

// serviceInstalled makes System event 7045 and its twin 4697 of the Security channel.
func (c *company) serviceInstalled(p *person, l *laptop, at time.Time, service, image string) []*shape.Windows {
	return []*shape.Windows{
		{
			Channel: "System", Provider: "Service Control Manager", ProviderGUID: controlGUID, Computer: c.computer(l), EventID: 7045, Level: 4,
			Keywords: "0x8080000000000000", RecordNumber: at.Unix() % 10_000_000, Time: at,
			Message: "A service was installed in the system.\r\n\r\nService Name:  " + service + "\r\nService File Name:  " + image + "\r\nService Type:  user mode service\r\nService Start Type:  auto start\r\nService Account:  LocalSystem",
			Fields:  []shape.Field{f("ServiceName", service), f("ImagePath", image), f("ServiceType", "user mode service"), f("StartType", "auto start"), f("AccountName", "LocalSystem")},
		},
		c.security(l, at, 4697, 12289, "A service was installed in the system.",
			f("SubjectUserSid", "S-1-12-1-"+fmt.Sprint(1_000_000_000+p.n)), f("SubjectUserName", p.account()), f("SubjectDomainName", "ACME"), f("SubjectLogonId", "0x5a31c"),
			f("ServiceName", service), f("ServiceFileName", image), f("ServiceType", "0x10"), f("ServiceStartType", "2"), f("ServiceAccount", "LocalSystem")),
	}
}

// deviceRecognised makes Security event 6416 for a USB device.
func (c *company) deviceRecognised(p *person, l *laptop, at time.Time, d usbDevice) *shape.Windows {
	id := fmt.Sprintf(`USB\VID_%s&PID_%s\%s`, strings.ToUpper(d.vendorID), strings.ToUpper(d.productID), d.serial)
	return c.security(l, at, 6416, 13316, "A new external device was recognized by the system.",
		f("SubjectUserSid", "S-1-5-18"), f("SubjectUserName", l.hostname+"$"), f("SubjectDomainName", "ACME"), f("SubjectLogonId", "0x3e7"), f("DeviceId", id),
		f("DeviceDescription", d.product), f("ClassId", "{36fc9e60-c465-11cf-8056-444553540000}"), f("ClassName", "USB"),
		f("VendorIds", fmt.Sprintf(`USB\VID_%s&PID_%s`, strings.ToUpper(d.vendorID), strings.ToUpper(d.productID))), f("CompatibleIds", "USB\\COMPOSITE"), f("LocationInformation", "Port_#0003.Hub_#0001"))
}

// emitWindows writes a person's day in the Windows logs.
func (c *company) emitWindows(w *press, p *person, day int, d *workday) {
	l := d.lap
	if l.os != "windows" || !l.agent || p.personalLaptop {
		return
	}
	r := stream(c.cfg.Seed, forLane+purpose(windowsLane), uint64(p.n), uint64(day))
	if chance(r, 0.3+0.5*c.volume) {
		w.put(windowsLane, d.begin, c.logon(p, l, d.begin, r, pick(r, []string{"2", "7", "11"}), "127.0.0.1"))
	}
	for range scaled(r, 2, c.volume) {
		at := d.moment(r)
		image := pick(r, plainSoftware()).windows
		switch r.IntN(3) {
		case 0:
			w.put(windowsLane, at, c.processCreated(p, l, at, r, image, quoted(image), `C:\Windows\explorer.exe`))
		case 1:
			w.put(windowsLane, at, c.dnsQuery(p, l, at, r, image, pick(r, []string{"slack.com", "github.com", "outlook.office365.com", "zoom.us", "acme.okta.com", "www.google.com"})))
		default:
			w.put(windowsLane, at, c.connected(p, l, at, r, image, "-", 443))
		}
	}
}
