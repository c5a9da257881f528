package simulate

import (
	"encoding/csv"
	"strconv"
	"strings"
	"time"
)

// emitVPN writes the corporate VPN's sessions of a day; the client is seen at the place's own line.
func (c *company) emitVPN(w *press, p *person, day int, d *workday) {
	if !d.vpn || d.at == p.office || p.personalLaptop {
		return
	}
	r := stream(c.cfg.Seed, forLane+purpose(vpnLane), uint64(p.n), uint64(day))
	begin := d.begin.Add(within(r, time.Minute, time.Hour))
	length := within(r, time.Hour, 7*time.Hour)
	row := func(at time.Time, event, seconds, in, out, reason string) {
		w.put(vpnLane, at, csvLine(
			at.UTC().Format(time.RFC3339), p.email, event, d.direct.addr.String(), d.direct.geo.Name, d.direct.geo.Code,
			"10.200."+strconv.Itoa(p.n/250)+"."+strconv.Itoa(p.n%250+2), "gw-"+strings.ToLower(c.offices[0].city.Code)+"-1", d.lap.hostname, "6.2.4-652",
			seconds, in, out, reason))
	}
	row(begin, "connected", "", "", "", "")
	row(begin.Add(length), "disconnected", strconv.Itoa(int(length.Seconds())),
		strconv.Itoa(between(r, 2_000_000, 900_000_000)), strconv.Itoa(between(r, 500_000, 90_000_000)),
		pick(r, []string{"user_logout", "user_logout", "idle_timeout", "network_change"}))
}

// csvLine joins values as one line of CSV.
func csvLine(values ...string) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	if err := w.Write(values); err != nil {
		panic(err) // a strings.Builder takes everything
	}
	w.Flush()
	return strings.TrimSuffix(b.String(), "\n")
}
