package simulate

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"bonafide/simulate/internal/shape"
)

// emitSignIns writes a person's day in the directory's sign-in log.
func (c *company) emitSignIns(w *press, p *person, day int, d *workday) {
	if p.entraID == "" {
		return
	}
	r := stream(c.cfg.Seed, forLane+purpose(signInLane), uint64(p.n), uint64(day))
	lap := d.lap
	if p.personalLaptop {
		lap = p.computer
	}
	for range scaled(r, 1.5, max(c.volume, 0.15)) {
		at := d.moment(r)
		w.put(signInLane, at, c.signIn(p, lap, d.out, r, at))
	}
}

func (c *company) signIn(p *person, lap *laptop, from egress, r *rand.Rand, at time.Time) *shape.SignIn {
	app := pick(r, [][2]string{
		{"00000002-0000-0ff1-ce00-000000000000", "Office 365 Exchange Online"},
		{"1fec8e78-bce4-4aaf-ab1b-5451cc387264", "Microsoft Teams"},
		{"d3590ed6-52b3-4102-aeff-aad2292ab01c", "Microsoft Office"},
		{"00000003-0000-0ff1-ce00-000000000000", "Office 365 SharePoint Online"},
		{"04b07795-8ddb-461a-bbee-02f9e1bf7b46", "Microsoft Azure CLI"},
	})
	agent := agentOf(lap)
	s := &shape.SignIn{
		ID: uuid(r), CreatedDateTime: at.UTC().Format(time.RFC3339), UserDisplayName: p.name.Full(), UserPrincipalName: p.email, UserID: p.entraID,
		AppID: app[0], AppDisplayName: app[1], IPAddress: from.addr.String(), AutonomousSystemNumber: from.op.ASN, ClientAppUsed: "Browser",
		UserAgent: agent.RawUserAgent, CorrelationID: uuid(r), SessionID: uuid(r), ConditionalAccessStatus: "success", IsInteractive: true,
		AuthenticationProtocol: "none", AuthenticationRequirement: "multiFactorAuthentication", RiskDetail: "none", RiskLevelAggregated: "none",
		RiskLevelDuringSignIn: "none", RiskState: "none", RiskEventTypes: []string{}, ResourceDisplayName: app[1], ResourceID: app[0],
		Status:                           shape.SignInStatus{FailureReason: "Other."},
		AppliedConditionalAccessPolicies: []shape.SignInPolicy{{ID: hashToken(c.entra, 8), DisplayName: "Require multifactor authentication", Result: "success"}},
		NetworkLocationDetails:           []shape.NetworkLocation{},
		Location: shape.SignInLocation{
			City: from.geo.Name, State: from.geo.Region, CountryOrRegion: from.geo.Code,
			GeoCoordinates: shape.GeoCoordinates{Latitude: from.geo.Lat, Longitude: from.geo.Lon},
		},
	}
	if chance(r, 0.3) {
		s.MFADetail = &shape.SignInMFA{AuthMethod: "Mobile app notification"}
	}
	if from.proxy {
		s.RiskEventTypes, s.RiskLevelDuringSignIn, s.RiskState = []string{"anonymizedIPAddress"}, "low", "atRisk"
	}
	s.DeviceDetail = shape.SignInDevice{OperatingSystem: map[string]string{"windows": "Windows10", "darwin": "MacOs", "linux": "Linux"}[lap.os], Browser: "Chrome 142.0.0"}
	if lap.managed {
		s.DeviceDetail.DeviceID, s.DeviceDetail.DisplayName = lap.entraID, lap.hostname
		s.DeviceDetail.IsManaged, s.DeviceDetail.IsCompliant, s.DeviceDetail.TrustType = true, true, "Azure AD joined"
	}
	return s
}

// audit writes a change in the directory: a laptop that is registered, a method that is added.
func (c *company) audit(p *person, at time.Time, from egress, activity, service, category string, properties ...shape.AuditProperty) {
	if p.entraID == "" {
		return
	}
	r := stream(c.cfg.Seed, forStory, uint64(p.n), uint64(at.Unix()), 7)
	name, id := p.name.Full(), uuid(r)
	p.moments = append(p.moments, moment{at, auditLane, &shape.DirectoryAudit{
		ID: "Directory_" + id + "_" + token(r, digits, 8), Category: category, CorrelationID: id, Result: "success",
		ActivityDisplayName: activity, ActivityDateTime: at.UTC().Format("2006-01-02T15:04:05.0000000Z"), LoggedByService: service, OperationType: "Add",
		InitiatedBy:       shape.AuditInitiator{User: &shape.AuditUser{ID: p.entraID, DisplayName: &name, UserPrincipalName: p.email, IPAddress: from.addr.String()}},
		TargetResources:   []shape.AuditTarget{{ID: p.entraID, DisplayName: name, Type: "User", UserPrincipalName: &p.email, ModifiedProperties: properties}},
		AdditionalDetails: []shape.KeyValue{},
	}})
}

// registered writes that a laptop joined the directory.
func (c *company) registered(p *person, lap *laptop, from egress, at time.Time) {
	text := func(s string) *string { s = strconv.Quote(s); return &s }
	c.audit(p, at, from, "Register device", "Device Registration Service", "Device",
		shape.AuditProperty{DisplayName: "DeviceId", NewValue: text(lap.entraID)},
		shape.AuditProperty{DisplayName: "DisplayName", NewValue: text(lap.hostname)},
		shape.AuditProperty{DisplayName: "DeviceOSType", NewValue: text(lap.os)})
}

func (c *company) activity(p *person, r *rand.Rand, at time.Time, app string, from egress, kind, name string, params ...shape.ActivityParameter) *shape.Activity {
	return &shape.Activity{
		Kind: "admin#reports#activity", ETag: `"` + token(r, base62, 20) + `"`, IPAddress: from.addr.String(),
		ID:     shape.ActivityID{Time: at.UTC().Format(oktaTime), UniqueQualifier: fmt.Sprint(int64(r.Uint64())), ApplicationName: app, CustomerID: c.google},
		Actor:  shape.ActivityActor{CallerType: "USER", Email: p.email, ProfileID: p.googleID},
		Events: []shape.ActivityEvent{{Type: kind, Name: name, Parameters: params}},
	}
}

// emitLogins writes a person's day in Google's login log.
func (c *company) emitLogins(w *press, p *person, day int, d *workday) {
	if p.googleID == "" {
		return
	}
	r := stream(c.cfg.Seed, forLane+purpose(loginLane), uint64(p.n), uint64(day))
	for range scaled(r, 0.7, c.volume) {
		at := d.moment(r)
		w.put(loginLane, at, c.activity(p, r, at, "login", d.out, "login", "login_success",
			shape.Text("login_type", "saml"), shape.Many("login_challenge_method", "idv_preregistered_phone"), shape.Flag("is_suspicious", false)))
	}
}

// emitGoogle writes a person's day in the drive and token logs.
func (c *company) emitGoogle(w *press, p *person, day int, d *workday) {
	if p.googleID == "" {
		return
	}
	r := stream(c.cfg.Seed, forLane+purpose(driveLane), uint64(p.n), uint64(day))
	for range scaled(r, 1.5, c.volume) {
		at := d.moment(r)
		name := pick(r, []string{"view", "view", "edit", "create", "download"})
		w.put(driveLane, at, c.activity(p, r, at, "drive", d.out, "access", name, c.document(p, r)...))
	}
	if chance(r, 0.05*c.volume) {
		at := d.moment(r)
		w.put(tokenLane, at, c.activity(p, r, at, "token", d.out, "auth", "authorize",
			shape.Text("client_id", token(r, digits, 12)+".apps.googleusercontent.com"), shape.Text("app_name", pick(r, []string{"Zoom", "Notion", "Slack", "Calendly", "Figma"})),
			shape.Text("client_type", "WEB"), shape.Many("scope", "openid", "https://www.googleapis.com/auth/userinfo.email")))
	}
	if p.department == "IT" && chance(r, 0.2) {
		at := d.moment(r)
		w.put(adminLane, at, c.activity(p, r, at, "admin", d.out, "GROUP_SETTINGS", "ADD_GROUP_MEMBER",
			shape.Text("GROUP_EMAIL", "engineering@"+c.domain), shape.Text("USER_EMAIL", pick(r, c.people).email)))
	}
}

func (c *company) document(p *person, r *rand.Rand) []shape.ActivityParameter {
	return []shape.ActivityParameter{
		shape.Flag("primary_event", true), shape.Flag("billable", true), shape.Text("owner", p.email), shape.Text("doc_id", "1"+token(r, base62, 43)),
		shape.Text("doc_type", pick(r, []string{"document", "spreadsheet", "presentation"})),
		shape.Text("doc_title", pick(r, []string{"Sprint plan", "Q4 roadmap", "Runbook", "Design review", "Onboarding", "Budget", "Interview notes"})),
		shape.Flag("is_encrypted", false), shape.Text("visibility", "people_within_domain_with_link"), shape.Flag("actor_is_collaborator_account", false),
	}
}
