// Package shape holds the records of each vendor, field for field as their exports write them: Okta System Log, Microsoft
// Graph sign-ins and directory audits, Google Reports activities, Zoom dashboard participants, osqueryd results, Windows
// events as log shippers flatten them, and OCSF 1.x.
//
// The types are written and never read. What the simulator leaves out is what those vendors leave out, too, when a
// value does not apply.
package shape
