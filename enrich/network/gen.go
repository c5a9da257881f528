//go:build ignore

// Gen makes content/networks/prefixes.bin.zst from the lists that their publishers allow to be restated:
//
//	go run enrich/network/gen.go -x4bnet DIR -misp DIR -asof 2026-08-21 > content/networks/prefixes.bin.zst
//
// X4BNet/lists_vpn (MIT): vpn/ipv4.txt, vpn/ipv6.txt, datacenter/ipv4.txt, datacenter/ipv6.txt.
// MISP/misp-warninglists (CC0): amazon-aws, google-gcp, microsoft-azure, oracle-oci, icloud-private-relay, zscaler.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"bonafide/enrich/network/prefixset"
)

func main() {
	x4bnet := flag.String("x4bnet", "", "folder of X4BNet/lists_vpn")
	misp := flag.String("misp", "", "folder of misp-warninglists/lists")
	asOf := flag.String("asof", "", "date of the X4BNet lists")
	flag.Parse()
	var sets []*prefixset.Set
	add := func(kind, operator, source, date string, prefixes []netip.Prefix) {
		s, err := prefixset.New(map[string]string{"kind": kind, "operator": operator, "source": source, "as_of": date}, prefixes)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Fprintf(os.Stderr, "%-12s %-24s %6d ranges %12d IPv4 addresses\n", kind, operator, s.Len(), s.Addresses4())
		sets = append(sets, s)
	}
	add("vpn", "", "X4BNet/lists_vpn (MIT)", *asOf, lines(*x4bnet, "vpn"))
	for _, list := range []struct{ name, kind, operator string }{
		{"icloud-private-relay", "relay", "Apple Private Relay"},
		{"zscaler", "business", "Zscaler"},
		{"amazon-aws", "hosting", "Amazon Web Services"},
		{"google-gcp", "hosting", "Google Cloud"},
		{"microsoft-azure", "hosting", "Microsoft Azure"},
		{"oracle-oci", "hosting", "Oracle Cloud"},
	} {
		prefixes, date := warning(*misp, list.name)
		add(list.kind, list.operator, "MISP/misp-warninglists (CC0)", date, prefixes)
	}
	add("hosting", "", "X4BNet/lists_vpn (MIT)", *asOf, lines(*x4bnet, "datacenter"))
	b, err := prefixset.Encode(sets)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := os.Stdout.Write(b); err != nil {
		log.Fatal(err)
	}
}

func lines(dir, kind string) (all []netip.Prefix) {
	for _, name := range []string{"ipv4.txt", "ipv6.txt"} {
		f, err := os.Open(filepath.Join(dir, kind, name))
		if err != nil {
			log.Fatal(err)
		}
		for s := bufio.NewScanner(f); s.Scan(); {
			if p, err := netip.ParsePrefix(strings.TrimSpace(s.Text())); err == nil {
				all = append(all, p)
			}
		}
		f.Close()
	}
	return all
}

func warning(dir, name string) (all []netip.Prefix, date string) {
	b, err := os.ReadFile(filepath.Join(dir, name, "list.json"))
	if err != nil {
		log.Fatal(err)
	}
	var list struct {
		List    []string `json:"list"`
		Version int      `json:"version"`
	}
	if err := json.Unmarshal(b, &list); err != nil {
		log.Fatal(err)
	}
	for _, text := range list.List {
		if p, err := netip.ParsePrefix(text); err == nil {
			all = append(all, p)
		} else if a, err := netip.ParseAddr(text); err == nil {
			all = append(all, netip.PrefixFrom(a, a.BitLen()))
		}
	}
	v := strconv.Itoa(list.Version)
	return all, v[:4] + "-" + v[4:6] + "-" + v[6:]
}
