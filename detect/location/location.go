// Package location holds where people are seen against where they say they work. It
// reports what is systematic (NET-06), countries nobody declared (NET-08), the first days
// of a new device (ONB-05, ONB-11), a laptop that stays put while its exits wander
// (NET-25), a clock set for elsewhere (NET-20) and accounts that lived elsewhere before
// the first day (NET-09). What speaks for the person is reported too: their device at the
// declared home (CTR-01), and they in the office (CTR-02).
//
// The device's own location counts before the address it speaks from; hidden addresses and
// carriers' gateways count for nothing, except that a gateway tells the country. Days that
// are over are judged, not every event. False positives: a move that HR does not know of, a wrong address on
// file, family visits, addresses placed wrongly by the feed.
package location

import (
	"strings"
	"sync"
	"sync/atomic"

	"bonafide/detect"
	"bonafide/model"
	"bonafide/model/ocsf"
	"bonafide/plugin"
)

// Settings tune the detector.
type Settings struct {
	FarKm        float64 `yaml:"far_km" unit:"km" doc:"Farther than this from every declared place is elsewhere; commuting and the error of address feeds stay below."`
	FarDeviceKm  float64 `yaml:"far_device_km" unit:"km" doc:"The same by the device's own location, which is far more exact than an address."`
	WindowDays   int     `yaml:"window_days" unit:"days" doc:"Days over which a mismatch must hold to be systematic; a trip is shorter."`
	ObservedDays int     `yaml:"observed_days" unit:"days" doc:"Days of the window on which the person must have been seen."`
	Share        float64 `yaml:"mismatch_share" doc:"Share of observed days elsewhere that makes it systematic."`
	CountryDays  int     `yaml:"country_days" unit:"days" doc:"Days in an undeclared country before it is reported."`
	FirstHours   float64 `yaml:"first_hours" unit:"h" doc:"After delivery of a device, the time in which its first check-in is compared with the delivery; a parcel of Friday is opened in the week after."`
	ZoneDays     int     `yaml:"zone_days" unit:"days" doc:"Days with a device clock set for another zone before it is reported."`
	Exits        int     `yaml:"exits" doc:"Exit cities, each far from the next, that a device in one place may use before it is reported."`
}

// Defaults are settings that fit most companies.
func Defaults() Settings {
	return Settings{
		FarKm: 150, FarDeviceKm: 80, WindowDays: 21, ObservedDays: 8, Share: 0.8, CountryDays: 2, FirstHours: 168, ZoneDays: 5, Exits: 3,
	}
}

// state is what is kept per subject.
type state struct {
	Days      []day       `json:"days,omitempty"`      // the last WindowDays on which the subject was seen
	Elsewhere int         `json:"elsewhere,omitempty"` // days elsewhere when NET-06 was last told
	Near      detect.Days `json:"near,omitzero"`       // days at the declared home by device location
	Office    detect.Days `json:"office,omitzero"`
	Countries []country   `json:"countries,omitempty"`
	Deliver   []delivery  `json:"deliver,omitempty"` // the newest last
	Zone      zoneRun     `json:"zone,omitzero"`
	Anchor    anchor      `json:"anchor,omitzero"`
	Before    before      `json:"before,omitzero"`
}

// New makes the detector.
func New(s Settings) detect.Detector {
	d := &location{Settings: s}
	return &detect.Keyed[state]{
		Declaration: plugin.Declaration{
			Name: "location", Kind: plugin.Detector, Version: 1,
			Summary:        "Where people and their devices are seen, against where they say they live and work.",
			Needs:          []string{"people file with work place or home address", "records with places"},
			Indicators:     []string{"NET-06", "NET-08", "NET-09", "NET-20", "NET-25", "ONB-05", "ONB-11", "CTR-01", "CTR-02"},
			FalsePositives: "Undeclared moves and family visits, stale HR addresses, wrongly placed addresses.",
			Settings:       s,
		},
		On: []ocsf.Class{
			ocsf.Authentication, ocsf.MeetingParticipation, ocsf.DeviceConfigState, ocsf.DeviceInventory, ocsf.AssetShipment,
			ocsf.WebResourceActivity, ocsf.APIActivity, ocsf.NetworksQuery, ocsf.NeighbourQuery, ocsf.TunnelActivity,
		},
		Of:      person,
		Observe: d.observe,
		Finish:  d.finish,
	}
}

type location struct {
	Settings

	zones  sync.Map // time zones by name; partitions share them
	cached atomic.Int32
}

// person is whom the event places: who acted, or who owns the device.
func person(e *model.Event) model.SubjectID {
	if e.Subject != "" {
		return e.Subject
	}
	return e.Owner
}

func (d *location) observe(c *detect.Context, s *state, e *model.Event) {
	claims := c.Claims(person(e))
	if claims == nil {
		return
	}
	if e.Class == ocsf.AssetShipment {
		d.shipped(s, e)
		return
	}
	if e.Outcome == model.Failure {
		return
	}
	employed := claims.Employed(e.Time)
	if employed {
		d.clock(c, s, claims, e)
		d.office(c, s, claims, e)
		d.anchored(c, s, claims, e)
		d.abroad(c, s, claims, e)
	}
	at, ok := detect.Credible(e)
	if !ok {
		return
	}
	d.baseline(c, s, claims, e, at)
	d.arrive(c, s, claims, e, at)
	if employed {
		d.daily(c, s, claims, e, at)
	}
}

// finish judges the last day too.
func (d *location) finish(c *detect.Context, s *state) {
	_, id, _ := strings.Cut(string(c.Key), ":")
	if claims := c.Claims(model.SubjectID(id)); claims != nil {
		d.systematic(c, s, claims)
	}
}
