// Package shipping follows issued laptops to the door: an address changed at the last
// minute (ONB-01), mail drops (ONB-02), one address for several people (ONB-03), signed for
// by somebody else (ONB-04), not returned (ONB-18).
//
// False positives: people who move, relatives and receptions who sign, rural addresses,
// couples at one address (left out when the people file has them there).
package shipping

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"bonafide/detect"
	"bonafide/internal/postal"
	"bonafide/model"
	"bonafide/model/ocsf"
	"bonafide/plugin"
)

// Settings tune the detector.
type Settings struct {
	ChangeDays int `yaml:"change_days" unit:"days" doc:"An address changed so shortly before dispatch is reported (ONB-01)."`
}

// Defaults are settings that fit most companies.
func Defaults() Settings { return Settings{ChangeDays: 14} }

// state is what is kept per recipient: nothing, every shipment stands for itself.
type state struct{}

// New makes the detector of what is wrong with one person's shipments.
func New(s Settings) detect.Detector {
	d := &shipping{s}
	return &detect.Keyed[state]{
		Declaration: plugin.Declaration{
			Name: "shipping", Kind: plugin.Detector, Version: 1,
			Summary:        "Laptops redirected at the last minute, sent to mail drops, signed for by others, not returned.",
			Needs:          []string{"shipments file"},
			Indicators:     []string{"ONB-01", "ONB-02", "ONB-04", "ONB-18"},
			FalsePositives: "People who move, relatives and receptions who sign, rural delivery.",
			Settings:       s,
		},
		On:      []ocsf.Class{ocsf.AssetShipment},
		Observe: d.observe,
	}
}

type shipping struct{ Settings }

func (d *shipping) observe(c *detect.Context, s *state, e *model.Event) {
	claims := c.Claims(e.Subject)
	if claims == nil {
		return
	}
	d.changed(c, claims, e)
	d.drop(c, e)
	d.signed(c, e)
	d.returned(c, claims, e)
}

func (d *shipping) find(c *detect.Context, e *model.Event, id model.IndicatorID, reason string, more ...model.Evidence) {
	about := cmp.Or(e.Text(model.Tracking), e.Text(model.AssetSerial), string(e.ID)) // one shipment is several records
	c.Report(e, model.Finding{Indicator: id, Subject: e.Subject, About: about, Reason: reason}, more...)
}

// incoming tells whether the parcel is on its way back. A note may speak of the label for a
// later return; only the status tells.
func incoming(e *model.Event) bool {
	return strings.Contains(strings.ToLower(e.Text(model.ShipmentStatus)), "return")
}

// changed reports ONB-01: the parcel goes where the people file has nobody, by a change
// shortly before dispatch.
func (d *shipping) changed(c *detect.Context, claims *model.Claims, e *model.Event) {
	to := postal.Key(e.Text(model.ShipTo))
	if to == "" || incoming(e) || to == claims.HomeKey {
		return
	}
	if _, fine := c.Company().SharesKnowingly(to); fine {
		return
	}
	when, sent := e.When(model.AddressChangedAt), e.When(model.ShippedAt)
	onFile := postal.Key(e.Text(model.AddressOnFile))
	late := !when.IsZero() && !sent.IsZero() && sent.Sub(when) <= time.Duration(d.ChangeDays)*24*time.Hour && sent.Sub(when) > -72*time.Hour
	if !late || onFile == to {
		return
	}
	by := ""
	if who := e.Text(model.AddressChangedBy); who != "" {
		by = " by " + who
	}
	d.find(c, e, "ONB-01", fmt.Sprintf("the delivery address was changed%s %s, to %q; on file is %q",
		by, before(sent.Sub(when)), e.Text(model.ShipTo), e.Text(model.AddressOnFile)), claims.Evidence(model.ClaimHomeAddress))
}

// before says how long before dispatch something was.
func before(d time.Duration) string {
	switch n := int(d.Hours() / 24); {
	case d < 0:
		return "on the way, after dispatch"
	case n == 0:
		return "hours before dispatch"
	default:
		return detect.Count(n, "day") + " before dispatch"
	}
}

// drop reports ONB-02.
func (d *shipping) drop(c *detect.Context, e *model.Event) {
	if incoming(e) {
		return
	}
	if _, fine := c.Company().SharesKnowingly(postal.Key(e.Text(model.ShipTo))); fine {
		return
	}
	kind := strings.ToLower(e.Text(model.AddressType))
	why, is := postal.IsMailDrop(e.Text(model.ShipTo))
	if detect.AnyIn(kind, "cmra", "mail_drop", "mailbox", "po_box", "freight", "forwarder", "ups_store", "virtual", "vacant") {
		why, is = "the carrier calls it "+kind, true
	}
	if is {
		d.find(c, e, "ONB-02", fmt.Sprintf("the laptop went to a mail drop: %q (%s)", e.Text(model.ShipTo), why))
	}
}

// signed reports ONB-04.
func (d *shipping) signed(c *detect.Context, e *model.Event) {
	by := e.Text(model.SignedBy)
	if by == "" || incoming(e) || desk(by) {
		return
	}
	if same, known := c.SameName(e.Subject, by); known && !same {
		d.find(c, e, "ONB-04", fmt.Sprintf("signed for by %q, who shares no part of the recipient's name", by))
	}
}

// desk tells whether the signature is a place's, not a person's.
func desk(by string) bool {
	return detect.AnyIn(strings.ToLower(by), "front desk", "reception", "concierge", "mailroom", "mail room", "lobby", "porch", "door", "left with", "resident", "no signature", "neighbor", "neighbour", "locker", "safe place", "on file", "garage", "waived")
}

// returned reports ONB-18: the person left and the laptop did not come back.
func (d *shipping) returned(c *detect.Context, claims *model.Claims, e *model.Event) {
	status := strings.ToLower(e.Text(model.ShipmentStatus))
	if claims.End.IsZero() || e.Time.Before(claims.End) {
		return // an old laptop that is late, of somebody who still works here
	}
	if detect.AnyIn(status, "not_returned", "not returned", "unreturned", "overdue") {
		d.find(c, e, "ONB-18", "the laptop was not returned", claims.Evidence(model.ClaimEnd))
	}
}

// NewAddress makes the detector of one delivery address for several people (ONB-03).
func NewAddress(struct{}) detect.Detector {
	return &detect.Keyed[detect.Holders]{
		Declaration: plugin.Declaration{
			Name: "shipping-address", Kind: plugin.Detector, Version: 1,
			Summary:        "Laptops of several people sent to one address that is not their common home.",
			Needs:          []string{"shipments file, or ship_address in the people file"},
			Indicators:     []string{"ONB-03"},
			FalsePositives: "Flat-mates and couples whose home addresses on file differ, undeclared agencies.",
		},
		On: []ocsf.Class{ocsf.AssetShipment, ocsf.UserInventory},
		Things: func(e *model.Event, add func(kind, value string)) {
			if key := postal.Key(e.Text(model.ShipTo)); key != "" && e.Subject != "" && !incoming(e) {
				add("ship_address", key)
			}
		},
		Observe: observeHouse,
	}
}

func observeHouse(c *detect.Context, h *detect.Holders, e *model.Event) {
	_, key, _ := strings.Cut(string(c.Key), ":")
	if _, fine := c.Company().SharesKnowingly(key); fine || !h.Add(e, e.Subject) || len(h.People) < 2 {
		return
	}
	all := slices.Sorted(maps.Keys(h.People))
	if c.Households(all) < 2 {
		return // one household, at home or at a relative's
	}
	home := 0
	for _, id := range all {
		if claims := c.Claims(id); claims != nil && claims.HomeKey == key {
			home++
		}
	}
	for _, id := range h.Renew(e.Subject) {
		others := h.Strangers(c, id, nil)
		if len(others) == 0 {
			continue
		}
		f := model.Finding{
			Indicator: "ONB-03", Subject: id, About: key,
			Reason: fmt.Sprintf("laptops of %d people went to %q, which is the home on file of %d of them", len(all), key, home),
			Shared: h.Shared(c, "ship_address", key, append(others, id)...),
		}
		f.Cite(h.People[id].Cite)
		for _, o := range others {
			f.Cite(h.People[o].Cite)
		}
		c.Report(e, f)
	}
}
