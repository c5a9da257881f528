package postal

import "strings"

// IsMailDrop tells whether mail for an address goes to a box, a counter or a forwarder
// instead of a home, and by which words. Many honest people use one; nobody lives there.
func IsMailDrop(address string) (why string, ok bool) {
	words := phrases(split(address))
	text := " " + strings.Join(words, " ") + " "
	for _, d := range drops {
		at := strings.Index(text, d.words)
		if at < 0 || d.numbered && !numberFollows(text[at+len(d.words)-1:]) {
			continue
		}
		return d.why, true
	}
	return "", false
}

type drop struct {
	words    string
	numbered bool // counts only with a number after it
	why      string
}

// What a mail drop is called in reasons.
const (
	box       = "post office box"
	private   = "private mailbox"
	counter   = "mail counter"
	forwarder = "mail or freight forwarder"
	locker    = "parcel locker"
	held      = "held for collection"
)

//nolint:gochecknoglobals // a constant table
var drops = [...]drop{
	{" pobox ", false, box},
	{" po bx ", true, box},
	{" pob ", true, box},
	{" postfach ", true, box},
	{" boite postale ", false, box},
	{" bp ", true, box},
	{" cs ", true, box},
	{" apartado ", true, box},
	{" apartado postal ", false, box},
	{" caixa postal ", true, box},
	{" casella postale ", true, box},
	{" postbus ", true, box},
	{" gpo box ", true, box},
	{" locked bag ", true, box},
	{" private bag ", true, box},
	{" lock box ", true, box},
	{" rr box ", true, box},
	{" postboks ", true, box},
	{" skrytka pocztowa ", false, box},
	{" pmb ", true, private},
	{" mailbox ", true, private},
	{" virtual office ", false, private},
	{" virtual mailbox ", false, private},
	{" ups store ", false, counter},
	{" the ups store ", false, counter},
	{" mail boxes etc ", false, counter},
	{" mailboxes etc ", false, counter},
	{" mbe ", true, counter},
	{" postnet ", false, counter},
	{" pak mail ", false, counter},
	{" postal annex ", false, counter},
	{" postalannex ", false, counter},
	{" annex brands ", false, counter},
	{" goin postal ", false, counter},
	{" fedex office ", false, counter},
	{" fedex ship center ", false, counter},
	{" ups customer ctr ", false, counter},
	{" ups customer center ", false, counter},
	{" ups access point ", false, counter},
	{" mail room plus ", false, counter},
	{" anytime mailbox ", false, forwarder},
	{" ipostal1 ", false, forwarder},
	{" ipostal ", false, forwarder},
	{" earth class mail ", false, forwarder},
	{" postscan mail ", false, forwarder},
	{" postscanmail ", false, forwarder},
	{" traveling mailbox ", false, forwarder},
	{" virtualpostmail ", false, forwarder},
	{" us global mail ", false, forwarder},
	{" usa global mail ", false, forwarder},
	{" opus virtual offices ", false, forwarder},
	{" myus ", false, forwarder},
	{" myuscom ", false, forwarder},
	{" shipito ", false, forwarder},
	{" stackry ", false, forwarder},
	{" planet express ", false, forwarder},
	{" viabox ", false, forwarder},
	{" borderlinx ", false, forwarder},
	{" forward2me ", false, forwarder},
	{" reshipcom ", false, forwarder},
	{" qwintry ", false, forwarder},
	{" shopfans ", false, forwarder},
	{" forwardvia ", false, forwarder},
	{" comgateway ", false, forwarder},
	{" shipwire ", false, forwarder},
	{" aramex shop and ship ", false, forwarder},
	{" usgobuy ", false, forwarder},
	{" freight forwarder ", false, forwarder},
	{" freight forwarding ", false, forwarder},
	{" freight forwarders ", false, forwarder},
	{" parcel forwarding ", false, forwarder},
	{" mail forwarding ", false, forwarder},
	{" package forwarding ", false, forwarder},
	{" reshipping ", false, forwarder},
	{" packstation ", false, locker},
	{" amazon locker ", false, locker},
	{" amazon hub ", false, locker},
	{" inpost ", false, locker},
	{" paczkomat ", false, locker},
	{" parcel locker ", false, locker},
	{" paketshop ", false, locker},
	{" parcelshop ", false, locker},
	{" general delivery ", false, held},
	{" poste restante ", false, held},
	{" hold for pickup ", false, held},
	{" hold at location ", false, held},
	{" postlagernd ", false, held},
}

// numberFollows tells whether a number comes next, after "no" or "#" perhaps.
func numberFollows(text string) bool {
	for _, w := range strings.Fields(text) {
		if w == "#" || numberWord(w) {
			continue
		}
		return numeral(w) || len(w) <= 3 && strings.ContainsAny(w, "0123456789")
	}
	return false
}
