package simulate

import (
	"math/rand/v2"
	"time"

	"bonafide/simulate/internal/naming"
	"bonafide/simulate/internal/place"
)

// person is a worker, with everything about them that a file may show.
type person struct {
	n                  int
	id                 string
	name               naming.Name
	email, private     string
	title, department  string
	manager            *person
	employment, vendor string
	status             string
	start, end         time.Time // end is zero while employed
	claim              *place.City
	address, shipTo    string
	phone              string
	referredBy         *person
	payRef             string
	oktaID, zoomID     string
	entraID, googleID  string // one of them, by the suite that the person's part of the company uses
	laptop             *laptop
	earlier            *laptop // the machine before, handed in when laptop.from came
	computer           *laptop // their own, used for interviews
	telephone          egress
	relief             *egress // where somebody else takes the work over after hours
	home               *site
	office             *site
	officeDays         [7]bool
	hours              hours
	stays              []stay
	detours            []detour
	days               map[int]bool // days off
	vpnShare           float64      // share of days with a corporate VPN session
	tunnel             bool         // the corporate VPN carries all traffic
	cameraOff          bool
	moments            []moment
	story              *story
	truth              Subject
	parcel             *parcel
	interviewed        time.Time
	personalLaptop     bool    // works from the own computer, the issued laptop idle
	pushFrom           *egress // prompts are approved here instead of on the person's own phone
	sharedPush         *laptop // prompts are approved by this device
	zoomIP             *egress // calls come from here
	travels            []travel
	accommodation      string
	keyDelay           int // milliseconds that keystrokes take to the host, when a remote hand makes them
	i9Done             bool
	alwaysOn           bool // the laptop reports on days off as well
	voip               bool
}

// hours is when somebody works, in local time.
type hours struct {
	start, length float64
	pause         [2]float64 // a long break, from and to
	zone          *time.Location
	weekend       bool
	spread        float64
}

// stay is a time that a person and the laptop spend elsewhere.
type stay struct {
	from, to time.Time
	at       *site
}

// detour is a way that traffic of the browser takes around the place's own line.
type detour struct {
	from, to time.Time
	exits    []egress
	share    float64
	laptop   bool // carries what the laptop itself sends, too
}

// travel is what a person has declared.
type travel struct {
	from, to time.Time
	city     *place.City
	purpose  string
}

// moment is a record that belongs to one instant of a story.
type moment struct {
	at     time.Time
	lane   laneID
	record any
}

// workday is what a person does on a day, the same whichever file asks.
type workday struct {
	begin, end time.Time
	pause      [2]time.Time
	at         *site
	out        egress // what web services see
	direct     egress // the line that the place itself has
	phone      egress
	lap        *laptop
	vpn        bool
	session    string
	r          *rand.Rand
}

// at picks an instant of the working day outside the pause.
func (w *workday) moment(r *rand.Rand) time.Time {
	t := w.begin.Add(within(r, 0, w.end.Sub(w.begin)))
	if !w.pause[0].IsZero() && t.After(w.pause[0]) && t.Before(w.pause[1]) {
		t = w.pause[0].Add(-within(r, 0, w.pause[0].Sub(w.begin)))
	}
	return t
}

// dayStart is midnight UTC of a day of the period.
func (c *company) dayStart(day int) time.Time { return c.from.AddDate(0, 0, day) }

// workday says whether and how a person works on a day; it depends on nothing but the person and the day.
func (c *company) workday(p *person, day int) (*workday, bool) {
	r := stream(c.cfg.Seed, forDay, uint64(p.n), uint64(day))
	zone := p.hours.zone
	utc := c.dayStart(day)
	midnight := time.Date(utc.Year(), utc.Month(), utc.Day(), 0, 0, 0, 0, zone)
	weekday := midnight.Weekday()
	free := weekday == time.Saturday || weekday == time.Sunday
	if (free && (!p.hours.weekend || chance(r, 0.5))) || p.days[day] || (p.relief == nil && !free && chance(r, 0.03)) {
		return nil, false
	}
	begin := midnight.Add(hourOf(p.hours.start + r.NormFloat64()*p.hours.spread))
	w := &workday{begin: begin, end: begin.Add(hourOf(p.hours.length + r.NormFloat64()*0.5)), r: r}
	if p.hours.pause[1] > 0 {
		w.pause = [2]time.Time{midnight.Add(hourOf(p.hours.pause[0])), midnight.Add(hourOf(p.hours.pause[1]))}
	}
	if w.begin.Before(p.start) || (!p.end.IsZero() && w.begin.After(p.end)) {
		return nil, false
	}
	c.whereabouts(p, day, w)
	w.session = "idx" + token(r, base62, 22)
	w.vpn = chance(r, p.vpnShare)
	if p.tunnel && w.vpn && w.at != p.office {
		w.out = c.gateways[p.n%len(c.gateways)]
	}
	return w, true
}

func hourOf(h float64) time.Duration { return time.Duration(h * float64(time.Hour)) }

// whereabouts settles the place, the machine and the address of a day.
func (c *company) whereabouts(p *person, day int, w *workday) {
	r := w.r
	w.at = p.home
	if p.office != nil && p.officeDays[w.begin.Weekday()] && chance(r, 0.9) {
		w.at = p.office
	}
	for _, s := range p.stays {
		if !w.begin.Before(s.from) && w.begin.Before(s.to) {
			w.at = s.at
		}
	}
	w.lap = p.laptop
	if p.earlier != nil && w.begin.Before(p.laptop.from) {
		w.lap = p.earlier
	}
	w.direct = w.at.outside(day)
	if w.at.phone {
		w.direct.addr = w.direct.op.Addr(r)
		if chance(r, 0.6) {
			w.direct.geo = c.elsewhere(w.at.city, r)
		}
	}
	w.out = w.direct
	for _, d := range p.detours {
		if !w.begin.Before(d.from) && w.begin.Before(d.to) && chance(r, d.share) {
			w.out = pick(r, d.exits)
			if d.laptop {
				w.direct = w.out
			}
		}
	}
	w.phone = p.telephone
	if chance(r, 0.5) && w.at == p.home {
		w.phone = w.direct
	} else if p.telephone.op != nil {
		w.phone.addr = p.telephone.op.Addr(r)
	}
	if p.pushFrom != nil {
		w.phone = *p.pushFrom
	}
}

// elsewhere is another city of the same country, where a carrier's gateway may stand.
func (c *company) elsewhere(city *place.City, r *rand.Rand) *place.City {
	var same []*place.City
	for _, m := range c.atlas.Markets() {
		if m.Code == city.Code {
			same = append(same, m)
		}
	}
	if len(same) == 0 {
		return city
	}
	return pick(r, same)
}
