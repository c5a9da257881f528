package simulate

import (
	"math/rand/v2"
	"time"

	"bonafide/simulate/internal/shape"
)

// emitOCSF writes what a security edge forwards of a person's day: a sign-in to it, and connections through it.
func (c *company) emitOCSF(w *press, p *person, day int, d *workday) {
	r := stream(c.cfg.Seed, forLane+purpose(ocsfLane), uint64(p.n), uint64(day))
	if p.personalLaptop || d.at.office || !chance(r, 0.3*min(1, c.volume)) {
		return
	}
	at := d.begin.Add(within(r, 0, 15*time.Minute))
	remote := true
	e := c.ocsf(p, d.lap, r, at, 3002, 1)
	e.ClassName, e.CategoryUID, e.CategoryName, e.ActivityName = "Authentication", 3, "Identity & Access Management", "Logon"
	e.User = &shape.OCSFUser{Name: p.account(), UID: p.id, EmailAddr: p.email}
	e.SrcEndpoint, e.Service = endpoint(d.direct), &shape.OCSFService{Name: "acme-sse"}
	e.IsRemote, e.AuthProtocol = &remote, "SAML"
	w.put(ocsfLane, at, e)
	for range scaled(r, 1, c.volume) {
		at := d.moment(r)
		e := c.ocsf(p, d.lap, r, at, 4001, 1)
		e.ClassName, e.CategoryUID, e.CategoryName, e.ActivityName = "Network Activity", 4, "Network Activity", "Open"
		e.Actor = &shape.OCSFActor{User: shape.OCSFUser{Name: p.account(), UID: p.id, EmailAddr: p.email}}
		e.SrcEndpoint = endpoint(d.direct)
		e.DstEndpoint = &shape.OCSFEndpoint{Port: 443, Domain: pick(r, []string{"slack.com", "github.com", "outlook.office365.com", "registry.npmjs.org", "pypi.org"})}
		e.Connection = &shape.OCSFConn{ProtocolName: "tcp", DirectionID: 2, Direction: "Outbound"}
		e.Traffic = &shape.OCSFTraffic{BytesIn: r.Int64N(9_000_000), BytesOut: r.Int64N(900_000)}
		w.put(ocsfLane, at, e)
	}
}

func (c *company) ocsf(p *person, l *laptop, r *rand.Rand, at time.Time, class, activity int) *shape.OCSF {
	return &shape.OCSF{
		ActivityID: activity, ClassUID: class, TypeUID: class*100 + activity, SeverityID: 1, Severity: "Informational", StatusID: 1, Status: "Success",
		Time:     at.UnixMilli(),
		Metadata: shape.OCSFMetadata{Version: "1.3.0", UID: uuid(r), Product: shape.OCSFProduct{Name: "Private Access", VendorName: "Example Edge"}},
		Device:   &shape.OCSFDevice{Hostname: l.hostname, HWInfo: &shape.OCSFHardware{SerialNumber: l.serial}, TypeID: 3, Type: "Laptop", UID: l.uuid},
	}
}

func endpoint(e egress) *shape.OCSFEndpoint {
	return &shape.OCSFEndpoint{
		IP:       e.addr.String(),
		Location: &shape.OCSFLocation{City: e.geo.Name, Region: e.geo.Region, Country: e.geo.Code, Lat: e.geo.Lat, Long: e.geo.Lon},
		AS:       &shape.OCSFAS{Number: e.op.ASN, Name: e.op.Org},
	}
}
