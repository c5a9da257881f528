package table

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// bare is a vendor's table without a line of column names, which is known by what stands in
// its columns.
type bare struct {
	names []string
	fits  func(row []string) bool
}

// queryType is how Umbrella writes a kind of DNS record: "1 (A)".
var queryType = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\d{1,5} \([A-Z0-9]+\)$`) }) //nolint:gochecknoglobals // made once

// bares are the tables that are known. Umbrella puts its DNS log into a bucket so
// (docs.umbrella.com, "DNS log formats"); later versions have more columns behind.
func bares() []bare {
	return []bare{{
		names: []string{
			"timestamp", "policy identity", "identities", "internal ip", "external ip", "action", "query type", "response code", "domain",
			"categories", "policy identity type", "identity types", "blocked categories", "rule id", "destination countries", "organization id",
		},
		fits: func(row []string) bool {
			if len(row) < 10 || len(row) > 16 {
				return false
			}
			_, err := time.Parse(time.DateTime, row[0])
			return err == nil && address(row[3]) && address(row[4]) && slices.Contains([]string{"Allowed", "Blocked", "Proxied"}, row[5]) && queryType().MatchString(row[6]) && strings.Contains(row[8], ".")
		},
	}}
}

func address(s string) bool {
	_, err := netip.ParseAddr(s)
	return err == nil || s == ""
}

// bareNames are the columns of a table that has no line of them, nil where the first record is
// none of those that are known.
func bareNames(first []string) []string {
	for _, b := range bares() {
		if b.fits(first) {
			return slices.Clone(b.names)
		}
	}
	return nil
}
