package simulate

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// row is a line of a plain file with the time that orders it.
type row struct {
	at     time.Time
	values []string
}

// tables holds the plain files, which are small enough to be kept until they are written.
type tables struct {
	shipping, idChecks, employment, pay, vendors, i9, phones, other, requests, latency, unlocks, inputs []row
}

// parcel is how a laptop came to its user.
type parcel struct {
	to, kind, signedBy string
	changedAt          time.Time
	changedBy          string
	shippedAt          time.Time
	deliveredAt        time.Time
	city               *cityRef
	note               string
}

// cityRef is a delivery's place.
type cityRef struct{ city, region, country string }

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}

// plainFile is a plain file to be written.
type plainFile struct {
	path, header string
	rows         []row
}

// writeTables writes the plain files and the settings.
func (c *company) writeTables(dir string) ([]File, error) {
	c.fillTables()
	if err := c.writeSettings(dir); err != nil {
		return nil, err
	}
	t := &c.tables
	plan := []plainFile{
		{"people.csv", "id,name,email,other_emails,phone,title,department,manager_id,employment_type,vendor,status,start_date,end_date,work_city,work_region,work_country,time_zone,home_address,ship_address,shipped_at,device_serials,referred_by,pay_account_ref,accounts", c.peopleRows()},
		{"shipping.csv", "shipment_id,employee_id,asset_serial,carrier,tracking_number,recipient,address_on_file,ship_to_address,address_changed_at,address_changed_by,shipped_at,delivered_at,delivery_city,delivery_region,delivery_country,address_type,signed_by,status,note", t.shipping},
		{"id_checks.csv", "candidate_id,checked_at,document,document_check,data_check,portrait_check,note", t.idChecks},
		{"employment_checks.csv", "candidate_id,employer,result,source,checked_at", t.employment},
		{"payroll_changes.csv", "change_id,employee_id,changed_at,change_type,old_value,new_value,pay_account_ref,account_holder,institution_type,channel,source_ip,source_city,device", t.pay},
		{"vendor_payments.csv", "payee,employee_id,pay_account_ref,payee_registered_on,paid_at,memo", t.vendors},
		{"i9.csv", "employee_id,completed_on,examiner_type,examiner,examiner_phone,examiner_address", t.i9},
		{"phone_lookup.csv", "phone,line_type,carrier,looked_up_at", t.phones},
		{"concurrent_employment.csv", "employee_id,employer,basis,since,state,reported_on", t.other},
		{"verification_requests.csv", "employee_id,requested_at,request,answered_at,result,note", t.requests},
		{"input_latency.csv", "date,hostname,serial,employee_id,median_key_to_host_ms,p95_ms,samples", t.latency},
	}
	files, err := c.writeCollected(dir)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(t.pay, func(a, b row) int { return a.at.Compare(b.at) })
	for i := range t.pay {
		t.pay[i].values[0] = fmt.Sprintf("PC-%06d", i+1)
	}
	for _, f := range []plainFile{
		{"unlocks.csv", "unlocked_at,hostname,serial,employee_id,unlock_typist,session_typist", t.unlocks},
		{"input_activity.csv", "date,hostname,serial,employee_id,internal_events,external_events,docked", t.inputs},
	} {
		if len(f.rows) > 0 { // agents that count input are rare
			plan = append(plan, f)
		}
	}
	for _, f := range plan {
		if err := writeCSV(filepath.Join(dir, f.path), f.header, f.rows); err != nil {
			return nil, err
		}
		files = append(files, File{Path: f.path, Records: len(f.rows)})
	}
	return files, nil
}

// writeCollected writes the files that were copied from machines.
func (c *company) writeCollected(dir string) ([]File, error) {
	var files []File
	for _, f := range c.collected {
		path := filepath.Join(dir, "collected", filepath.FromSlash(f.path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return nil, fmt.Errorf("simulate: %w", err)
		}
		if err := os.WriteFile(path, []byte(f.text), 0o644); err != nil {
			return nil, fmt.Errorf("simulate: %w", err)
		}
		files = append(files, File{Path: "collected/" + f.path, Records: strings.Count(f.text, "\n")})
	}
	return files, nil
}

func writeCSV(path, header string, rows []row) error {
	slices.SortStableFunc(rows, func(a, b row) int { return a.at.Compare(b.at) })
	file, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("simulate: %w", err)
	}
	w := csv.NewWriter(file)
	err = w.Write(strings.Split(header, ","))
	for _, r := range rows {
		err = cmp.Or(err, w.Write(r.values))
	}
	w.Flush()
	return cmp.Or(err, w.Error(), file.Close())
}

func (c *company) peopleRows() []row {
	var rows []row
	for _, p := range c.people {
		var manager, referrer, shipped string
		if p.manager != nil {
			manager = p.manager.id
		}
		if p.referredBy != nil && p.referredBy != p {
			referrer = p.referredBy.id
		}
		if p.parcel != nil {
			shipped = stamp(p.parcel.shippedAt)
		}
		serials := p.laptop.serial
		if p.earlier != nil {
			serials = p.earlier.serial + ";" + serials
		}
		accounts := "okta:" + p.oktaID + ";zoom:" + p.zoomID
		if p.entraID != "" {
			accounts += ";entra:" + p.entraID
		} else {
			accounts += ";google:" + p.googleID
		}
		rows = append(rows, row{values: []string{
			p.id, p.name.Full(), p.email, p.private, p.phone, p.title, p.department, manager, p.employment, p.vendor, p.status, date(p.start), date(p.end),
			p.claim.Name, p.claim.RegionCode, p.claim.Code, p.claim.Zone.String(), p.address, p.shipTo, shipped, serials, referrer, p.payRef, accounts,
		}})
	}
	return rows
}

// fillTables writes what every hire leaves in plain files; stories have already written theirs.
func (c *company) fillTables() {
	for _, p := range c.people {
		r := stream(c.cfg.Seed, forTables, uint64(p.n))
		recent := p.start.After(c.from.AddDate(0, 0, -400))
		c.shipmentRow(p, recent)
		if recent || p.truth.Fraud {
			c.vettingRows(p)
		}
		if chance(r, 0.02) {
			at := c.from.AddDate(0, 0, r.IntN(c.cfg.Days)).Add(18 * time.Hour)
			c.payChange(p, at, "hmac:"+hexText(r, 12), p.name.Full(), "bank", p.home.outside(0), p.laptop.hostname)
		}
		if p.laptop.agent && chance(r, 0.35) {
			c.latencyRows(p)
		}
	}
}

func (c *company) latencyRows(p *person) {
	r := stream(c.cfg.Seed, forTables, uint64(p.n), 2)
	base := between(r, 9, 42)
	for day := 0; day < c.cfg.Days; day += 7 {
		at := c.dayStart(day)
		if at.Before(p.start) || (!p.end.IsZero() && at.After(p.end)) {
			continue
		}
		median := base + between(r, -3, 6) + p.keyDelay
		c.tables.latency = append(c.tables.latency, row{at, []string{
			date(at), p.laptop.hostname, p.laptop.serial, p.id, fmt.Sprint(max(5, median)), fmt.Sprint(max(9, median*2+between(r, 0, 30))), fmt.Sprint(between(r, 900, 9000)),
		}})
	}
}

func (c *company) shipmentRow(p *person, recent bool) {
	r := stream(c.cfg.Seed, forTables, uint64(p.n), 1)
	k := p.parcel
	if k == nil {
		if !recent || (p.office != nil && chance(r, 0.5)) {
			return
		}
		k = &parcel{to: p.shipTo, kind: "residential", signedBy: p.name.Full(), shippedAt: p.laptop.from.AddDate(0, 0, -between(r, 4, 8)).Add(15 * time.Hour)}
		if chance(r, 0.06) {
			k.signedBy = "FRONT DOOR"
		}
		p.parcel = k
	}
	if k.deliveredAt.IsZero() {
		k.deliveredAt = k.shippedAt.Add(within(r, 30*time.Hour, 70*time.Hour))
	}
	if k.city == nil {
		k.city = &cityRef{p.claim.Name, p.claim.RegionCode, p.claim.Code}
	}
	c.tables.shipping = append(c.tables.shipping, row{k.shippedAt, []string{
		"S-" + token(r, digits, 7), p.id, p.laptop.serial, pick(r, []string{"UPS", "FedEx", "DHL"}), "1Z" + token(r, letters, 16), p.name.Full(), p.address, k.to,
		stamp(k.changedAt), k.changedBy, stamp(k.shippedAt), stamp(k.deliveredAt), k.city.city, k.city.region, k.city.country, k.kind, k.signedBy, "delivered", k.note,
	}})
}

// vettingRows writes the checks before a start: papers, employers, telephone, and the right to work.
func (c *company) vettingRows(p *person) {
	r := stream(c.cfg.Seed, forTables, uint64(p.n), 3)
	at := p.start.AddDate(0, 0, -between(r, 12, 30)).Add(16 * time.Hour)
	document := pick(r, []string{"passport", "driving_licence", "residence_permit", "identity_card"})
	portrait, note := "pass", ""
	if chance(r, 0.03) {
		portrait, note = "unclear", "glare on the photograph"
	}
	if !slices.ContainsFunc(c.tables.idChecks, func(k row) bool { return p.truth.Fraud && k.values[0] == p.id }) {
		c.tables.idChecks = append(c.tables.idChecks, row{at, []string{p.id, stamp(at), document, "pass", "pass", portrait, note}})
	}
	for range between(r, 1, 3) {
		c.tables.employment = append(c.tables.employment, row{at.Add(time.Hour), []string{
			p.id, pick(r, formerEmployers()), pick(r, []string{"verified", "verified", "verified", "verified", "no_answer"}), pick(r, []string{"registry", "employer_hr", "payroll_network"}), stamp(at.Add(26 * time.Hour)),
		}})
	}
	kind, carrier := "mobile", pick(r, []string{"T-Mobile", "Verizon", "AT&T", "Vodafone", "Orange", "Bell"})
	if p.voip {
		kind, carrier = "voip", pick(r, []string{"Google Voice", "Bandwidth", "Twilio", "Onvoy"})
	}
	c.tables.phones = append(c.tables.phones, row{at, []string{p.phone, kind, carrier, stamp(at)}})
	if p.claim.Code == "US" && !p.i9Done {
		c.tables.i9 = append(c.tables.i9, row{p.start, []string{p.id, date(p.start.AddDate(0, 0, 1)), pick(r, []string{"hr", "hr", "notary"}), "HR desk", "+1 512 5550100", c.offices[0].address}})
	}
}

func formerEmployers() []string {
	return []string{"Example Logistics", "Sample Systems", "Demo Analytics", "Placeholder Bank", "Fictional Foods", "Specimen Software", "Exemplar Energy", "Mock Media"}
}

// payChange writes a change of where the pay goes.
func (c *company) payChange(p *person, at time.Time, ref, holder, institution string, from egress, device string) {
	c.tables.pay = append(c.tables.pay, row{at, []string{
		"", p.id, stamp(at), "direct_deposit", p.payRef, ref, ref, holder, institution, "self_service", from.addr.String(), from.geo.Name, device,
	}})
	p.payRef = ref
}
