package simulate

import (
	"fmt"
	"math/rand/v2"
	"time"

	"bonafide/simulate/internal/shape"
)

// result makes an osqueryd record of a machine.
func result(l *laptop, at time.Time, query, action string) *shape.Osquery {
	o := &shape.Osquery{
		Name: "pack/bonafide/" + query, HostIdentifier: l.hostname, Action: action, Counter: int(at.Unix()/3600) % 5000,
		Decorations: map[string]string{"host_uuid": l.uuid, "hostname": l.hostname, "hardware_serial": l.serial},
	}
	o.At(at)
	return o
}

func (c *company) differential(w *press, l *laptop, at time.Time, query, action string, row map[string]string) {
	o := result(l, at, query, action)
	o.Columns = row
	w.put(osqueryLane, at, o)
}

func (c *company) snapshot(w *press, l *laptop, at time.Time, query string, rows ...map[string]string) {
	o := result(l, at, query, "snapshot")
	o.Snapshot = rows
	w.put(osqueryLane, at, o)
}

// emitHost writes what osquery reports from a person's laptop on a day: rows that appeared or went, and, when the
// machine is in use, where it is.
func (c *company) emitHost(w *press, p *person, day int, d *workday) {
	for _, l := range []*laptop{p.laptop, p.earlier} {
		if l == nil || !l.agent {
			continue
		}
		c.emitRows(w, l, day)
	}
	l := p.laptop
	if d != nil {
		l = d.lap
	}
	if !l.agent || d == nil && !p.alwaysOn {
		return
	}
	r := stream(c.cfg.Seed, forLane+purpose(osqueryLane), uint64(p.n), uint64(day))
	at, where := c.dayStart(day).Add(hourOf(12+r.Float64())), p.home
	if d != nil {
		at, where = d.begin.Add(within(r, 0, 10*time.Minute)), d.at
	}
	c.emitNetwork(w, l, where, r, at, day)
	if d == nil {
		return
	}
	if where.office && chance(r, 0.8) {
		c.emitDesk(w, l, where, r, d)
	}
	for range scaled(r, 0.8, c.volume) {
		t := d.moment(r)
		c.differential(w, l, t, "process_events", "added", c.plainProcess(l, r, t))
	}
}

// emitRows writes the rows of a machine that a day brings or takes.
func (c *company) emitRows(w *press, l *laptop, day int) {
	start := c.dayStart(day)
	if day < 0 {
		return
	}
	for i, row := range l.rows {
		c.emitRow(w, l, i, row, start)
	}
	first := c.firstReport(l)
	if first.Before(start) || !first.Before(start.AddDate(0, 0, 1)) {
		return
	}
	for i, row := range c.equipment(l) {
		row.at = first.Add(time.Duration(i*7) * time.Second)
		c.differential(w, l, row.at, row.query, "added", row.columns)
	}
}

// firstReport is when a laptop first reports: on its first day, or in the first days of the period for one in use
// before, as a freshly shipped log has it.
func (c *company) firstReport(l *laptop) time.Time {
	if l.from.After(c.from) {
		return l.from.Add(13*time.Hour + 40*time.Minute)
	}
	return c.from.Add(5*time.Hour + time.Duration(l.stock%(60*3600))*time.Second)
}

func (c *company) emitRow(w *press, l *laptop, i int, row hostRow, start time.Time) {
	at := row.at
	if at.Before(c.from) {
		at = c.firstReport(l).Add(time.Duration(200+i*7) * time.Second)
	}
	if !at.Before(start) && at.Before(start.AddDate(0, 0, 1)) {
		c.differential(w, l, at, row.query, "added", row.columns)
	}
	if until := row.until; !until.IsZero() && !until.Before(start) && until.Before(start.AddDate(0, 0, 1)) {
		c.differential(w, l, until, row.query, "removed", row.columns)
	}
}

// emitNetwork writes the snapshots that tell where a machine is: radio, neighbours, routes, clock and position.
func (c *company) emitNetwork(w *press, l *laptop, s *site, r *rand.Rand, at time.Time, day int) {
	c.snapshot(w, l, at, "wifi_status", wifiRow(l, s, r))
	if s.phone || chance(r, 0.5+0.5*c.volume) {
		at = at.Add(20 * time.Second)
		c.snapshot(w, l, at, "device_location", map[string]string{
			"latitude": fmt.Sprintf("%.5f", s.lat+r.NormFloat64()*0.0002), "longitude": fmt.Sprintf("%.5f", s.lon+r.NormFloat64()*0.0002),
			"accuracy_meters": fmt.Sprint(between(r, 15, 80)), "city": s.city.Name, "region": s.city.Region, "country": s.city.Code, "source": "wifi",
		})
	}
	if c.volume >= 0.5 || day%5 == 0 {
		at = at.Add(time.Second)
		c.snapshot(w, l, at, "time", c.clock(l, at))
	}
	every := 5
	if c.volume < 0.5 {
		every = 10
	}
	if day%every != int(l.stock%uint64(every)) {
		return
	}
	at = at.Add(20 * time.Second)
	rows := []map[string]string{{"address": s.prefix + "1", "mac": s.gateway, "interface": interfaceName(l), "permanent": "0"}}
	for _, n := range s.around {
		rows = append(rows, map[string]string{"address": fmt.Sprintf("%s%d", s.prefix, n.last), "mac": n.mac, "interface": interfaceName(l), "permanent": "0"})
	}
	c.snapshot(w, l, at, "arp_cache", rows...)
	own := fmt.Sprintf("%s%d", s.prefix, 100+int(l.uuid[3])%100)
	c.snapshot(w, l, at.Add(time.Second), "interface_addresses", map[string]string{"interface": interfaceName(l), "address": own, "mask": "255.255.255.0", "broadcast": s.prefix + "255", "type": "dhcp"})
	c.snapshot(w, l, at.Add(2*time.Second), "interface_details", map[string]string{"interface": interfaceName(l), "mac": l.mac, "mtu": "1500", "type": "6", "enabled": "1", "dhcp_enabled": "1", "dhcp_server": s.prefix + "1", "connection_status": "2"})
	c.snapshot(w, l, at.Add(3*time.Second), "routes", map[string]string{"destination": "0.0.0.0", "netmask": "0", "gateway": s.prefix + "1", "interface": interfaceName(l), "metric": "25", "type": "gateway", "source": own, "flags": "0", "mtu": "1500", "hopcount": "0"})
	c.snapshot(w, l, at.Add(4*time.Second), "dns_resolvers", map[string]string{"id": "0", "type": "nameserver", "address": l.resolver(s), "netmask": "32", "options": "0"})
	var seen []map[string]string
	for i, b := range s.survey {
		seen = append(seen, map[string]string{"interface": interfaceName(l), "ssid": fmt.Sprintf("net-%s", b[12:14]), "bssid": b, "rssi": fmt.Sprint(-55 - i*4), "noise": "-92", "channel": fmt.Sprint(1 + i%11), "channel_width": "20", "channel_band": "2", "country_code": s.city.Code})
	}
	c.snapshot(w, l, at.Add(6*time.Second), "wifi_survey", seen...)
}

func wifiRow(l *laptop, s *site, r *rand.Rand) map[string]string {
	return map[string]string{
		"interface": interfaceName(l), "ssid": s.ssid, "bssid": s.bssid, "network_name": s.ssid, "country_code": s.city.Code, "security_type": "WPA2 Personal",
		"rssi": fmt.Sprint(-between(r, 38, 72)), "noise": "-92", "channel": "44", "channel_width": "80", "channel_band": "5", "transmit_rate": fmt.Sprint(between(r, 300, 1200)), "mode": "1",
	}
}

func interfaceName(l *laptop) string {
	switch l.os {
	case "windows":
		return "Wi-Fi"
	case "darwin":
		return "en0"
	}
	return "wlp0s20f3"
}

func (l *laptop) resolver(s *site) string {
	if l.dns != "" {
		return l.dns
	}
	return s.prefix + "1"
}

func (c *company) clock(l *laptop, at time.Time) map[string]string {
	zone, err := time.LoadLocation(l.zone)
	if err != nil {
		zone = time.UTC
	}
	local := at.In(zone)
	abbreviation, _ := local.Zone()
	return map[string]string{
		"weekday": local.Weekday().String(), "year": local.Format("2006"), "month": local.Format("1"), "day": local.Format("2"),
		"hour": local.Format("15"), "minutes": local.Format("4"), "seconds": local.Format("5"), "timezone": "UTC",
		"local_timezone": abbreviation, "timezone_name": l.zone, "unix_time": fmt.Sprint(at.Unix()), "datetime": at.UTC().Format(time.RFC3339),
	}
}

// emitDesk writes the monitor of a desk that anybody may take for a day.
func (c *company) emitDesk(w *press, l *laptop, s *site, r *rand.Rand, d *workday) {
	desk := stream(c.cfg.Seed, forSite, uint64(s.lat*1e4), uint64(r.IntN(12)))
	row := columns(displayColumns(plainMonitor(desk), 1)...)
	c.differential(w, l, d.begin.Add(time.Minute), "connected_displays", "added", row)
	c.differential(w, l, d.end, "connected_displays", "removed", row)
}

func (c *company) plainProcess(l *laptop, r *rand.Rand, at time.Time) map[string]string {
	p, args := pick(r, plainSoftware()), ""
	image := p.image(l.os)
	if !p.runsOn(l.os) || chance(r, 0.5) {
		image = map[string]string{"windows": `C:\Program Files\Git\cmd\git.exe`, "darwin": "/usr/bin/git", "linux": "/usr/bin/git"}[l.os]
		args = pick(r, []string{"fetch origin", "status --porcelain", "pull --rebase", "diff --stat"})
	}
	return processEvent(l, at, image, args, r)
}

func processEvent(l *laptop, at time.Time, image, args string, r *rand.Rand) map[string]string {
	command := quoted(image)
	if args != "" {
		command += " " + args
	}
	return map[string]string{
		"pid": fmt.Sprint(between(r, 900, 60000)), "path": image, "cmdline": command, "cwd": "", "parent": fmt.Sprint(between(r, 1, 900)),
		"uid": "501", "username": "", "time": fmt.Sprint(at.Unix()), "parent_path": parentOf(l.os),
	}
}

func parentOf(system string) string {
	switch system {
	case "windows":
		return `C:\Windows\explorer.exe`
	case "darwin":
		return "/sbin/launchd"
	}
	return "/usr/bin/bash"
}
