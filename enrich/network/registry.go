package network

import (
	"fmt"
	"io/fs"
	"net/netip"
	"strconv"
	"strings"
)

// registries tells the part of the world a block of addresses was given to. It is words
// for a reader, too coarse to measure a distance by.
type registries struct {
	four [256]string
	six  map[uint16]string // by the first twelve bits
}

func readRegistries(content fs.FS) (*registries, error) {
	b, err := fs.ReadFile(content, "networks/registries.tsv")
	if err != nil {
		return nil, fmt.Errorf("enrich/network: %w", err)
	}
	r := &registries{six: map[uint16]string{}}
	for line := range strings.Lines(string(b)) {
		region, blocks, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok || region[0] == '#' || region == "mixed" {
			continue
		}
		for _, block := range strings.Fields(blocks) {
			if err := r.add(region, block); err != nil {
				return nil, fmt.Errorf("networks/registries.tsv: %w", err)
			}
		}
	}
	return r, nil
}

func (r *registries) add(region, block string) error {
	if p, err := netip.ParsePrefix(block); err == nil && p.Addr().Is6() {
		r.six[twelve(p.Addr())] = region
		return nil
	}
	first, last, isRange := strings.Cut(block, "-")
	if !isRange {
		last = first
	}
	from, errFrom := strconv.ParseUint(first, 10, 8)
	to, errTo := strconv.ParseUint(last, 10, 8)
	if errFrom != nil || errTo != nil || to < from {
		return fmt.Errorf("block %q", block)
	}
	for i := from; i <= to; i++ {
		r.four[i] = region
	}
	return nil
}

// region is where the block of an address was given to, "" when that tells nothing.
func (r *registries) region(a netip.Addr) string {
	if a.Is4() {
		b := a.As4()
		return r.four[b[0]]
	}
	return r.six[twelve(a)]
}

func twelve(a netip.Addr) uint16 {
	b := a.As16()
	return uint16(b[0])<<4 | uint16(b[1])>>4
}
