package detect

import (
	"cmp"
	"net"
	"regexp"
	"strings"
	"unicode"

	"bonafide/model"
	"bonafide/model/ocsf"
)

// Approved tells whether the company approved a VPN operator.
func (c *Context) Approved(operator string) bool {
	for _, name := range c.Company().VPNOperators {
		if operator != "" && strings.EqualFold(name, operator) {
			return true
		}
	}
	return false
}

// Corporate tells whether the event's device bears a name as the company gives them.
func (c *Context) Corporate(e *model.Event) bool {
	pattern := c.hostnames()
	return pattern != nil && pattern.MatchString(cmp.Or(e.Text(model.DeviceHostname), e.Text(model.DeviceName)))
}

// hostnames is the pattern of the company's host names, read once; nil for none, and for one
// that is no regular expression, which the settings refuse.
func (c *Context) hostnames() *regexp.Regexp {
	if text := c.Company().HostnamePattern; text != c.pattern {
		c.pattern, c.names = text, nil
		if re, err := regexp.Compile(text); err == nil && text != "" {
			c.names = re
		}
	}
	return c.names
}

// System is the family of the operating system an event came from: "windows", "macos",
// "linux", "chromeos", "ios", "android", or "" when the record does not say.
func System(e *model.Event) string {
	text := strings.ToLower(cmp.Or(e.Text(model.DeviceOS), e.Text(model.UserAgent)))
	found := ""
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		family := systemOf(word)
		switch {
		case family == "":
		case family == "ios" || family == "android" || family == "chromeos":
			return family // their browsers name another system too
		case found == "" || found == "linux":
			found = family
		}
	}
	return found
}

func systemOf(word string) string {
	switch {
	case strings.HasPrefix(word, "iphone"), strings.HasPrefix(word, "ipad"), word == "ios":
		return "ios"
	case word == "android":
		return "android"
	case word == "cros", word == "chromeos":
		return "chromeos"
	case strings.HasPrefix(word, "windows"), word == "win32", word == "win64", word == "win10", word == "win11":
		return "windows"
	case strings.HasPrefix(word, "mac") && word != "machine", word == "darwin", word == "osx":
		return "macos"
	case word == "linux", word == "ubuntu", word == "debian", word == "fedora":
		return "linux"
	}
	return ""
}

// Desktop tells whether a system is a computer's, not a phone's.
func Desktop(system string) bool {
	return system == "windows" || system == "macos" || system == "linux"
}

// Background tells whether a program did it by itself, under the person's name: token
// refreshes, the end of a session, a tunnel that went down.
func Background(e *model.Event) bool {
	switch {
	case e.Class == ocsf.Authentication && (e.Activity == ocsf.Logoff || e.Activity == ocsf.Ticket || e.Activity == ocsf.ServiceTicket):
		return true
	case e.Class == ocsf.TunnelActivity && e.Activity != ocsf.Connected:
		return true
	case e.Class == ocsf.APIActivity && e.Text(model.LogonType) == "access_key": // it may lie in a build machine
		return true
	case e.Class == ocsf.MeetingParticipation && e.Activity == ocsf.Disconnected:
		return true
	}
	action := strings.ToLower(e.Action)
	return AnyIn(action, "noninteractive", "token.grant", "token.refresh", "refresh", "logout", "session.end", "session.expire", "sign out")
}

// ByHand tells whether a person was there: they signed in, met somebody or used a browser.
func ByHand(e *model.Event) bool {
	switch e.Class {
	case ocsf.Authentication, ocsf.MeetingParticipation:
		return true
	case ocsf.WebResourceActivity, ocsf.APIActivity:
		return strings.Contains(strings.ToLower(e.Text(model.UserAgent)), "mozilla")
	}
	return false
}

// HardwareAddress reads the hardware address of a network card, router or access point in
// a form in which equal ones are equal. ok is false for those that stand on many machines:
// placeholders, addresses of virtual routers, of VPN clients and of virtual machines' hosts.
func HardwareAddress(text string) (address string, ok bool) {
	mac, err := net.ParseMAC(strings.TrimSpace(text))
	if err != nil || len(mac) != 6 || mac[0]&1 == 1 {
		return "", false
	}
	address = mac.String()
	switch address {
	case "00:00:00:00:00:00", "02:00:00:00:00:00", // not told
		"02:50:41:00:00:01", "00:05:9a:3c:7a:00", "00:05:9a:3c:78:00", "00:09:0f:fe:00:01", "00:09:0f:aa:00:01", // VPN clients
		"02:00:4c:4f:4f:50", "00:11:22:33:44:55", "00:50:56:c0:00:01", "00:50:56:c0:00:08": // loop-back, examples, host-only cards
		return "", false
	}
	for _, prefix := range [...]string{
		"00:00:5e:00:01:", "00:00:5e:00:02:", "00:00:0c:07:ac:", "00:00:0c:9f:", "00:07:b4:00:", // virtual routers
		"0a:00:27:", "02:42:", "52:54:00:12:35:", "00:15:5d:", // virtual machines' hosts, containers
	} {
		if strings.HasPrefix(address, prefix) {
			return "", false
		}
	}
	return address, true
}

// Invented tells whether an address from HardwareAddress was made up by software, as phones
// do for privacy and for their hotspots: it identifies a moment, not a machine.
func Invented(address string) bool {
	mac, err := net.ParseMAC(address)
	return err == nil && mac[0]&2 == 2
}
