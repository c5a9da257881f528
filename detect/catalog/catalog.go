// Package catalog lists the detectors: one line each.
package catalog

import (
	"bytes"
	"fmt"
	"maps"
	"slices"

	"go.yaml.in/yaml/v3"

	"bonafide/detect"
	"bonafide/detect/access"
	"bonafide/detect/anonymiser"
	"bonafide/detect/behaviour"
	"bonafide/detect/colocation"
	"bonafide/detect/contact"
	"bonafide/detect/endpoint"
	"bonafide/detect/factor"
	"bonafide/detect/hardware"
	"bonafide/detect/hours"
	"bonafide/detect/input"
	"bonafide/detect/location"
	"bonafide/detect/meeting"
	"bonafide/detect/overlap"
	"bonafide/detect/pay"
	"bonafide/detect/presence"
	"bonafide/detect/remotetool"
	"bonafide/detect/rule"
	"bonafide/detect/session"
	"bonafide/detect/shipping"
	"bonafide/detect/travel"
	"bonafide/detect/verification"
)

// All lists every detector, with the settings given by name over its defaults, and those of
// a set of rules unless it is nil. A setting for a detector that does not exist, or that it
// does not have, is an error.
func All(settings map[string]yaml.Node, rules *rule.Set) ([]detect.Detector, error) {
	l := list{settings: maps.Clone(settings)}
	add(&l, access.Defaults(), access.New)
	add(&l, anonymiser.Defaults(), anonymiser.New)
	add(&l, behaviour.Defaults(), behaviour.New)
	add(&l, colocation.Defaults(), colocation.New)
	add(&l, colocation.PluggedDefaults(), colocation.NewPlugged)
	add(&l, struct{}{}, contact.New)
	add(&l, struct{}{}, contact.NewStolen)
	add(&l, endpoint.Defaults(), endpoint.New)
	add(&l, struct{}{}, factor.New)
	add(&l, struct{}{}, factor.NewShared)
	add(&l, hardware.Defaults(), hardware.New)
	add(&l, hardware.CyclingDefaults(), hardware.NewCycling)
	add(&l, hours.Defaults(), hours.New)
	add(&l, input.Defaults(), input.New)
	add(&l, input.Defaults(), input.NewHands)
	add(&l, location.Defaults(), location.New)
	add(&l, meeting.Defaults(), meeting.New)
	add(&l, struct{}{}, meeting.NewSharing)
	add(&l, meeting.ReachDefaults(), meeting.NewReach)
	add(&l, overlap.Defaults(), overlap.New)
	add(&l, pay.Defaults(), pay.New)
	add(&l, presence.Defaults(), presence.New)
	add(&l, remotetool.Defaults(), remotetool.New)
	add(&l, remotetool.FarDefaults(), remotetool.NewFarEnd)
	add(&l, session.Defaults(), session.New)
	add(&l, shipping.Defaults(), shipping.New)
	add(&l, struct{}{}, shipping.NewAddress)
	add(&l, travel.Defaults(), travel.New)
	add(&l, verification.Defaults(), verification.New)
	add(&l, verification.TicketDefaults(), verification.NewTickets)
	add(&l, struct{}{}, verification.NewObservations)
	add(&l, struct{}{}, verification.NewExaminer)
	add(&l, struct{}{}, verification.NewLine)
	for _, name := range slices.Sorted(maps.Keys(l.settings)) {
		if l.err == nil {
			n := l.settings[name]
			l.err = fmt.Errorf("line %d: detectors: there is no detector called %q", n.Line, name)
		}
	}
	if rules != nil {
		l.detectors = append(l.detectors, rules.Detectors()...)
	}
	return l.detectors, l.err
}

type list struct {
	settings  map[string]yaml.Node
	detectors []detect.Detector
	err       error
}

// add makes a detector from its defaults and the settings under its name.
func add[S any](l *list, defaults S, build func(S) detect.Detector) {
	name := build(defaults).Declare().Name
	if n, ok := l.settings[name]; ok {
		if err := decode(&n, &defaults); err != nil && l.err == nil {
			l.err = fmt.Errorf("line %d: detectors: %s: %w", n.Line, name, err)
		}
		delete(l.settings, name)
	}
	l.detectors = append(l.detectors, build(defaults))
}

// decode reads a node strictly: yaml.Node alone lets unknown keys pass.
func decode(n *yaml.Node, into any) error {
	text, err := yaml.Marshal(n)
	if err != nil {
		return err
	}
	return strict(text, into)
}

func strict(text []byte, into any) error {
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	return d.Decode(into)
}
