// Package model holds the words every other package speaks: record, event, claim,
// subject, finding, assessment. Start with Record (what a source read), Event (what
// it means, in OCSF terms), Claim (what somebody says about themselves) and Finding
// (why a claim does not hold).
//
// It imports the standard library and its own sub-packages only, does no I/O and
// decides nothing.
package model
