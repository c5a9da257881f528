package postal_test

import (
	"testing"

	"bonafide/internal/postal"
)

func TestEqualAddresses(t *testing.T) {
	t.Parallel()
	for name, same := range map[string][]string{
		"us": {
			"123 Main Street, Apt 4, Austin, TX 78701", "123 MAIN ST. #4, Austin, Texas 78701-1234", "123 Main St Apartment 4 Austin TX 78701 USA",
			"Apt 4, 123 Main St, Austin, TX 78701, United States", "123 Main St Unit 4\nAustin TX, 78701",
		},
		"direction":     {"500 North West 2nd Avenue, Miami, FL 33128", "500 N.W. Second Ave, Miami, Florida 33128", "500 NW 2 Ave Miami FL 33128"},
		"suite":         {"1 Elm Blvd, Suite 200, Reston, VA 20190", "1 Elm Boulevard Ste. 200 Reston Virginia 20190"},
		"state_words":   {"9 Oak Dr, Cary, North Carolina 27511", "9 Oak Drive, Cary, NC 27511"},
		"canada":        {"10 King Street West, Toronto, Ontario M5H 1A1, Canada", "10 King St W, Toronto ON M5H1A1"},
		"uk":            {"Flat 3, 10 High Street, London SW1A 1AA, UK", "10 High St, Flat 3, London, SW1A1AA"},
		"germany":       {"Hauptstraße 5, 10115 Berlin, Germany", "Hauptstr. 5, 10115 Berlin", "HAUPTSTRASSE 5 10115 Berlin Deutschland"},
		"france":        {"5 avenue des Champs-Élysées, 75008 Paris, France", "5 av. des Champs Elysees 75008 Paris"},
		"india":         {"Flat No. 12, MG Road, Bengaluru, Karnataka 560001, India", "Flat 12 MG Rd Bengaluru Karnataka 560001"},
		"australia":     {"4/12 Smith Street, Richmond VIC 3121", "Unit 4, 12 Smith St, Richmond, Victoria 3121, Australia"},
		"floor":         {"1 Pine St, 3rd Floor, Boston, MA 02110", "1 Pine Street Fl 3 Boston MA 02110", "1 Pine St, Floor 3, Boston MA 02110"},
		"unit_letter":   {"8 Bay Rd Apt 2B, Reno, NV 89501", "8 Bay Road #2 B Reno Nevada 89501"},
		"leading_zeros": {"8 Bay Rd Unit 02, Reno, NV 89501", "8 Bay Road Unit 2, Reno NV 89501"},
		"po_box":        {"P.O. Box 12, Reno, NV 89501", "PO Box 12 Reno NV 89501", "Post Office Box 12, Reno, Nevada 89501"},
	} {
		for _, a := range same[1:] {
			if got, want := postal.Key(a), postal.Key(same[0]); got != want {
				t.Errorf("%s:\n%q gives %q\n%q gives %q", name, same[0], want, a, got)
			}
		}
	}
}

func TestDifferentAddresses(t *testing.T) {
	t.Parallel()
	for name, pair := range map[string][2]string{
		"unit":         {"123 Main St Apt 2, Austin, TX 78701", "123 Main St Apt 12, Austin, TX 78701"},
		"unit_or_none": {"123 Main St, Austin, TX 78701", "123 Main St Apt 2, Austin, TX 78701"},
		"house":        {"12 Main St, Austin, TX 78701", "123 Main St, Austin, TX 78701"},
		"direction":    {"12 N Main St, Austin, TX 78701", "12 S Main St, Austin, TX 78701"},
		"type":         {"12 Oak St, Austin, TX 78701", "12 Oak Ct, Austin, TX 78701"},
		"zip":          {"12 Oak St, Austin, TX 78701", "12 Oak St, Austin, TX 78702"},
		"town":         {"12 Oak St, Austin, TX", "12 Oak St, Dallas, TX"},
		"letter":       {"12 Oak St Apt 2A, Austin, TX 78701", "12 Oak St Apt 2B, Austin, TX 78701"},
		"street":       {"12 2nd St, Austin, TX 78701", "12 22nd St, Austin, TX 78701"},
		"uk_half":      {"10 High St, London SW1A 1AA", "10 High St, London SW1A 1AB"},
		"floor_unit":   {"1 Pine St Fl 3, Boston, MA 02110", "1 Pine St Apt 3, Boston, MA 02110"},
		"flat_house":   {"4/12 Smith St, Richmond VIC 3121", "12/4 Smith St, Richmond VIC 3121"},
	} {
		if a, b := postal.Key(pair[0]), postal.Key(pair[1]); a == b {
			t.Errorf("%s: %q and %q both give %q", name, pair[0], pair[1], a)
		}
	}
}

func TestIsMailDrop(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"P.O. Box 12, Reno, NV 89501", "PO BOX 9, Nashville TN", "123 Main St PMB 45, Reno NV", "The UPS Store #1234, 5 Oak Ave, Austin TX",
		"c/o Mail Boxes Etc., 5 High St, London", "Postfach 12 34, 10115 Berlin", "MyUS.com, 4283 Express Lane, Suite 1, Sarasota FL",
		"Packstation 123, 10115 Berlin", "General Delivery, Nome AK 99762", "12 Oak St, ABC Freight Forwarding LLC, Miami FL", "BP 123, 75008 Paris",
		"FedEx Office, 1 Pine St, Boston MA",
	} {
		if why, ok := postal.IsMailDrop(address); !ok || why == "" {
			t.Errorf("%q is a mail drop", address)
		}
	}
	for _, address := range []string{
		"12 Box Elder Rd, Austin, TX 78701", "4 Post Office Rd, Acton MA", "123 Main St Apt 4, Austin, TX 78701", "9 Boxwood Ln, Cary NC",
		"7 Mailbox Rd, Reno NV", "5 Store St, London WC1E 7BS", "1 Forward Ave, Pittsburgh PA", "BP Station Rd, Leeds", "3 Upstone Way, Bath",
		"Hauptstr. 5, 10115 Berlin", "22 Apartado Ct, San Diego CA", "88 Express Lane, Sarasota FL",
	} {
		if why, ok := postal.IsMailDrop(address); ok {
			t.Errorf("%q is taken for a mail drop: %s", address, why)
		}
	}
}

func FuzzKey(f *testing.F) {
	f.Add("123 Main Street, Apt 4, Austin, TX 78701-1234")
	f.Add("4/12 # # apt")
	f.Fuzz(func(t *testing.T, address string) {
		k := postal.Key(address)
		if again := postal.Key(address); again != k {
			t.Errorf("%q then %q", k, again)
		}
		postal.IsMailDrop(address)
	})
}

func BenchmarkKey(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		postal.Key("123 Main Street, Apt 4, Austin, TX 78701-1234, USA")
	}
}
