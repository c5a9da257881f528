// Package place holds the small part of the world that the simulator needs: cities, the network operators that serve
// them, and addresses drawn from ranges those operators really announce, so that a country table or a provider list
// says about them what it would say about true records.
//
// Start with [New]. The package never looks anything up and never invents an operator's name.
package place
