package simulate

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"bonafide/simulate/internal/shape"
)

const oktaTime = "2006-01-02T15:04:05.000Z"

// agentOf is the browser of a machine.
func agentOf(l *laptop) shape.OktaUserAgent {
	const webkit = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
	switch l.os {
	case "windows":
		return shape.OktaUserAgent{RawUserAgent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) " + webkit, OS: "Windows 11", Browser: "CHROME"}
	case "darwin":
		return shape.OktaUserAgent{RawUserAgent: "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) " + webkit, OS: "Mac OS 15.6.1 (Sequoia)", Browser: "CHROME"}
	}
	return shape.OktaUserAgent{RawUserAgent: "Mozilla/5.0 (X11; Linux x86_64) " + webkit, OS: "Linux", Browser: "CHROME"}
}

func phoneAgent() shape.OktaUserAgent {
	return shape.OktaUserAgent{RawUserAgent: "OktaVerify/9.45.0 iOS/26.0.1 Apple/iPhone15,4", OS: "iOS", Browser: "UNKNOWN"}
}

func oktaGeo(e egress) shape.OktaGeo {
	return shape.OktaGeo{
		City: e.geo.Name, State: e.geo.Region, Country: e.geo.Country, PostalCode: &e.geo.Postal,
		Geolocation: shape.OktaLocation{Lat: e.geo.Lat, Lon: e.geo.Lon},
	}
}

// oktaVisit is what an Okta event takes from the person, the machine and the address behind it.
type oktaVisit struct {
	p       *person
	lap     *laptop
	from    egress
	session string
	phone   bool
}

// event makes a System Log event of a visit; details are set by the caller.
func (v oktaVisit) event(r *rand.Rand, at time.Time, kind, message string) *shape.Okta {
	agent, device := agentOf(v.lap), "Computer"
	if v.phone {
		agent, device = phoneAgent(), "Mobile"
	}
	geo := oktaGeo(v.from)
	e := &shape.Okta{
		Actor: shape.OktaActor{ID: v.p.oktaID, Type: "User", AlternateID: v.p.email, DisplayName: v.p.name.Full()},
		Client: shape.OktaClient{
			UserAgent: agent, Zone: "null", Device: device, IPAddress: v.from.addr.String(), GeographicalContext: geo,
		},
		AuthenticationContext: shape.OktaAuth{RootSessionID: v.session, ExternalSessionID: v.session},
		DisplayMessage:        message, EventType: kind, Outcome: shape.OktaOutcome{Result: "SUCCESS"},
		Published: at.UTC().Format(oktaTime),
		SecurityContext: shape.OktaSecurity{
			ASNumber: v.from.op.ASN, ASOrg: v.from.op.Org, ISP: v.from.provider(), Domain: v.from.op.Domain, IsProxy: v.from.proxy,
		},
		Severity: "INFO", UUID: uuid(r), Version: "0",
		Transaction: shape.OktaTransaction{Type: "WEB", ID: token(r, base62, 27), Detail: map[string]any{}},
		Request:     shape.OktaRequest{IPChain: []shape.OktaHop{{IP: v.from.addr.String(), GeographicalContext: geo, Version: "V4"}}},
	}
	e.DebugContext.DebugData = map[string]string{
		"requestId": token(r, base62, 32), "requestUri": "/idp/idx/identify", "url": "/idp/idx/identify?",
		"dtHash": v.lap.dtHash, "threatSuspected": "false", "risk": "{level=LOW}",
		"behaviors": "{New Geo-Location=NEGATIVE, New Device=NEGATIVE, New IP=NEGATIVE, New State=NEGATIVE, New Country=NEGATIVE, Velocity=NEGATIVE, New City=NEGATIVE}",
	}
	if v.lap.managed && !v.phone {
		e.Device = &shape.OktaDevice{
			ID: v.lap.oktaDevice, Name: v.lap.hostname, OSPlatform: oktaPlatform(v.lap.os), OSVersion: v.lap.osVersion,
			Managed: true, Registered: true, DiskEncryption: "ALL_INTERNAL_VOLUMES", ScreenLockType: "BIOMETRIC", SecureHardware: true,
		}
	}
	return e
}

func oktaPlatform(system string) string {
	switch system {
	case "windows":
		return "WINDOWS"
	case "darwin":
		return "MACOS"
	}
	return "LINUX"
}

// surprise marks an event as Okta's behaviour detection would.
func surprise(e *shape.Okta, level string, behaviours ...string) {
	text := e.DebugContext.DebugData["behaviors"]
	for _, b := range behaviours {
		text = strings.Replace(text, b+"=NEGATIVE", b+"=POSITIVE", 1)
	}
	e.DebugContext.DebugData["behaviors"] = text
	e.DebugContext.DebugData["risk"] = fmt.Sprintf("{reasons=%s, level=%s}", strings.Join(behaviours, ", "), level)
}

// emitOkta writes a person's day in the System Log: the session, its second factor, and the apps.
func (c *company) emitOkta(w *press, p *person, day int, d *workday) {
	r := stream(c.cfg.Seed, forLane+purpose(oktaLane), uint64(p.n), uint64(day))
	lap := d.lap
	if p.personalLaptop && p.computer != nil {
		lap = p.computer
	}
	v := oktaVisit{p: p, lap: lap, from: d.out, session: d.session}
	at := d.begin.Add(within(r, time.Minute, 12*time.Minute))
	start := v.event(r, at, "user.session.start", "User login to Okta")
	if d.at != p.home && d.at != p.office {
		surprise(start, "MEDIUM", "New Geo-Location", "New IP", "New City")
	}
	w.put(oktaLane, at, start)
	c.emitSecondFactor(w, v, d, r, at)
	for range scaled(r, 3, c.volume) {
		c.emitApp(w, v, r, d.moment(r))
	}
	if chance(r, 0.04*c.volume) {
		t := at.Add(-30 * time.Second)
		e := v.event(r, t, "user.session.start", "User login to Okta")
		reason := "INVALID_CREDENTIALS"
		e.Outcome = shape.OktaOutcome{Result: "FAILURE", Reason: &reason}
		w.put(oktaLane, t, e)
	}
	if chance(r, 0.3*c.volume) {
		w.put(oktaLane, d.end, v.event(r, d.end, "user.session.end", "User logout from Okta"))
	}
	c.emitNights(w, p, v, r, d)
}

// emitNights keeps the session of a day in use around the clock, from another machine on another line.
func (c *company) emitNights(w *press, p *person, v oktaVisit, r *rand.Rand, d *workday) {
	if p.relief == nil {
		return
	}
	v.lap, v.from = p.computer, *p.relief
	for i := range 5 {
		c.emitApp(w, v, r, d.begin.Add(time.Duration(i+1)*4*time.Hour+within(r, -20*time.Minute, 20*time.Minute)))
	}
}

func (c *company) emitSecondFactor(w *press, v oktaVisit, d *workday, r *rand.Rand, at time.Time) {
	if !chance(r, 0.15+0.85*c.volume) && v.p.pushFrom == nil && v.p.sharedPush == nil {
		return
	}
	push := v
	push.from, push.phone = d.phone, true
	sent := v.event(r, at.Add(3*time.Second), "system.push.send_factor_verify_push", "Send a push verification")
	sent.Target = []shape.OktaTarget{{ID: v.p.oktaID, Type: "User", AlternateID: v.p.email, DisplayName: v.p.name.Full()}}
	answer := push.event(r, at.Add(12*time.Second), "user.authentication.auth_via_mfa", "Authentication of user via MFA")
	answer.DebugContext.DebugData["factor"] = "OKTA_VERIFY_PUSH"
	answer.DebugContext.DebugData["factorIntent"] = "AUTHENTICATION"
	if by := v.p.sharedPush; by != nil {
		answer.Device = &shape.OktaDevice{ID: by.oktaDevice, Name: by.hostname, OSPlatform: "IOS", OSVersion: "26.0.1", Registered: true, SecureHardware: true}
	}
	answer.Target = []shape.OktaTarget{
		{ID: v.p.oktaID, Type: "User", AlternateID: v.p.email, DisplayName: v.p.name.Full()},
		{ID: "opf" + hashToken(v.p.oktaID, 17), Type: "AuthenticatorEnrollment", AlternateID: "unknown", DisplayName: "Okta Verify"},
	}
	w.put(oktaLane, at.Add(3*time.Second), sent)
	w.put(oktaLane, at.Add(12*time.Second), answer)
}

func (c *company) emitApp(w *press, v oktaVisit, r *rand.Rand, at time.Time) {
	app := pick(r, []string{"GitHub Enterprise Cloud", "Slack", "Jira Cloud", "Zoom", "Salesforce.com", "Workday", "Amazon Web Services", "Notion", "Datadog", "Google Workspace", "Office 365"})
	e := v.event(r, at, "user.authentication.sso", "User single sign on to app")
	e.DebugContext.DebugData["requestUri"] = "/app/" + strings.ToLower(strings.Fields(app)[0]) + "/sso/saml"
	e.Target = []shape.OktaTarget{
		{ID: "0oa" + hashToken(app, 17), Type: "AppInstance", AlternateID: app, DisplayName: app, DetailEntry: map[string]any{"signOnModeType": "SAML_2_0"}},
		{ID: "0ua" + hashToken(app+v.p.oktaID, 17), Type: "AppUser", AlternateID: v.p.email, DisplayName: v.p.name.Full()},
	}
	w.put(oktaLane, at, e)
}

// hashToken makes an id that always belongs to the same text.
func hashToken(text string, n int) string {
	h := uint64(14695981039346656037)
	for i := range len(text) {
		h = (h ^ uint64(text[i])) * 1099511628211
	}
	return token(stream(h, forLane), base62, n)
}

// scaled draws how many optional records a day has, around mean times the volume.
func scaled(r *rand.Rand, mean, volume float64) int {
	x := mean * volume * (0.4 + 1.2*r.Float64())
	n := int(x)
	if chance(r, x-float64(n)) {
		n++
	}
	return n
}

// enrol writes how a device comes to be a second factor: the factor and the device that holds it.
func (c *company) enrol(p *person, lap *laptop, from egress, at time.Time, name, platform string) {
	r := stream(c.cfg.Seed, forStory, uint64(p.n), uint64(at.Unix()))
	v := oktaVisit{p: p, lap: lap, from: from, session: "idx" + token(r, base62, 22), phone: platform == "IOS" || platform == "ANDROID"}
	e := v.event(r, at, "user.mfa.factor.activate", "Activate factor for user")
	e.DebugContext.DebugData["factor"] = "OKTA_VERIFY_PUSH"
	user := shape.OktaTarget{ID: p.oktaID, Type: "User", AlternateID: p.email, DisplayName: p.name.Full()}
	e.Target = []shape.OktaTarget{user, {ID: "opf" + hashToken(p.oktaID, 17), Type: "AuthenticatorEnrollment", AlternateID: "unknown", DisplayName: "Okta Verify"}}
	p.moments = append(p.moments, moment{at, oktaLane, e})
	device := map[string]any{
		"oktaDeviceId": lap.oktaDevice, "displayName": name, "platform": platform, "serialNumber": lap.serial,
		"status": "ACTIVE", "secureHardwarePresent": true, "osVersion": lap.osVersion, "manufacturer": lap.vendor, "model": lap.model,
	}
	for i, kind := range []string{"device.enrollment.create", "device.user.add"} {
		t := at.Add(time.Duration(i+1) * 2 * time.Second)
		e := v.event(r, t, kind, map[string]string{"device.enrollment.create": "Device enrolled", "device.user.add": "Add device to user"}[kind])
		e.Target = []shape.OktaTarget{{ID: lap.oktaDevice, Type: "Device", AlternateID: "unknown", DisplayName: name, DetailEntry: device}, user}
		p.moments = append(p.moments, moment{t, oktaLane, e})
	}
}
