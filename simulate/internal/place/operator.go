package place

import "net/netip"

// Kind says what sort of network an operator runs.
type Kind uint8

// The kinds of network that matter to the simulator.
const (
	Home Kind = iota
	Mobile
	Business
	Hosting
	VPN
	Relay
	Gateway // security service edge: one address for a whole company
)

// Operator is a network operator as vendors name it.
type Operator struct {
	ASN      int
	Org, ISP string
	Domain   string
	Kind     Kind
	Product  string // the consumer VPN that exits here, if one does
	ranges   []netip.Prefix
}

type operatorRow struct {
	asn              int
	org, isp, domain string
	kind             Kind
	countries        string // where it serves homes or phones, space-separated
	product          string
	ranges           []string
}

func operatorRows() []operatorRow {
	rows := homeRows()
	rows = append(rows, mobileRows()...)
	return append(rows, otherRows()...)
}

func homeRows() []operatorRow {
	return []operatorRow{
		{7922, "comcast", "comcast cable communications llc", "comcast.net", Home, "US", "", []string{"73.8.0.0/13", "98.192.0.0/12", "67.160.0.0/12", "71.192.0.0/12"}},
		{7018, "at&t internet", "at&t internet services", "sbcglobal.net", Home, "US", "", []string{"99.32.0.0/12", "108.192.0.0/12", "76.240.0.0/13", "107.192.0.0/12"}},
		{701, "verizon", "verizon business", "verizon.net", Home, "US", "", []string{"71.96.0.0/12", "173.48.0.0/13", "108.0.0.0/12", "96.224.0.0/12"}},
		{11427, "charter", "charter communications inc", "spectrum.com", Home, "US", "", []string{"70.112.0.0/14", "72.176.0.0/13", "66.68.0.0/15", "24.24.0.0/15"}},
		{22773, "cox communications", "cox communications inc.", "cox.net", Home, "US", "", []string{"68.96.0.0/13", "70.160.0.0/12", "98.160.0.0/12", "72.192.0.0/13"}},
		{16591, "google fiber", "google fiber inc.", "googlefiber.net", Home, "US", "", []string{"136.32.0.0/13", "136.56.0.0/14"}},
		{577, "bell canada", "bell canada", "bell.ca", Home, "CA", "", []string{"70.24.0.0/13", "174.88.0.0/14", "76.64.0.0/13"}},
		{6327, "shaw communications", "shaw communications inc.", "shawcable.net", Home, "CA", "", []string{"24.64.0.0/13", "70.64.0.0/13", "96.48.0.0/13"}},
		{812, "rogers communications", "rogers communications canada inc.", "rogers.com", Home, "CA", "", []string{"99.224.0.0/12", "174.112.0.0/13"}},
		{2856, "bt", "british telecommunications plc", "btcentralplus.com", Home, "GB", "", []string{"86.128.0.0/11", "81.128.0.0/12", "109.144.0.0/12"}},
		{5089, "virgin media", "virgin media limited", "virginm.net", Home, "GB", "", []string{"82.0.0.0/12", "86.0.0.0/12", "80.0.0.0/13"}},
		{5607, "sky broadband", "sky uk limited", "skybroadband.com", Home, "GB", "", []string{"90.192.0.0/11", "2.120.0.0/13"}},
		{3320, "deutsche telekom", "deutsche telekom ag", "t-ipconnect.de", Home, "DE", "", []string{"79.192.0.0/11", "84.128.0.0/11", "87.128.0.0/11", "91.0.0.0/11"}},
		{3209, "vodafone", "vodafone gmbh", "vodafone-ip.de", Home, "DE", "", []string{"88.64.0.0/12", "92.72.0.0/14", "178.4.0.0/14"}},
		{3215, "orange", "orange s.a.", "wanadoo.fr", Home, "FR", "", []string{"90.0.0.0/11", "86.192.0.0/11"}},
		{12322, "free", "free sas", "proxad.net", Home, "FR", "", []string{"82.64.0.0/14", "88.160.0.0/12", "78.192.0.0/12"}},
		{5617, "orange polska", "orange polska spolka akcyjna", "neostrada.pl", Home, "PL", "", []string{"83.0.0.0/12", "79.184.0.0/14"}},
		{3243, "meo", "meo - servicos de comunicacoes e multimedia s.a.", "telepac.pt", Home, "PT", "", []string{"85.240.0.0/13", "144.64.0.0/16"}},
		{3352, "telefonica de espana", "telefonica de espana s.a.u.", "rima-tde.net", Home, "ES", "", []string{"83.32.0.0/12", "80.24.0.0/13"}},
		{8151, "uninet", "uninet s.a. de c.v.", "prod-infinitum.com.mx", Home, "MX", "", []string{"187.128.0.0/12", "189.128.0.0/12"}},
		{9121, "turk telekom", "turk telekomunikasyon anonim sirketi", "ttnet.com.tr", Home, "TR", "", []string{"88.224.0.0/12", "78.160.0.0/12"}},
		{24560, "bharti airtel", "bharti airtel ltd., telemedia services", "airtel.in", Home, "IN", "", []string{"122.160.0.0/13", "182.64.0.0/13"}},
		{9299, "pldt", "philippine long distance telephone company", "pldt.net", Home, "PH", "", []string{"112.200.0.0/14", "49.144.0.0/14"}},
		{4713, "ocn", "ntt communications corporation", "ocn.ne.jp", Home, "JP", "", []string{"153.128.0.0/12", "118.0.0.0/13"}},
		{27699, "vivo", "telefonica brasil s.a", "vivozap.com.br", Home, "BR", "", []string{"189.96.0.0/13", "177.94.0.0/16"}},
		{4837, "china unicom", "china unicom china169 backbone", "chinaunicom.cn", Home, "CN", "", []string{"60.16.0.0/13", "218.24.0.0/15"}},
		{12389, "rostelecom", "pjsc rostelecom", "rt.ru", Home, "RU", "", []string{"94.50.0.0/16", "95.154.64.0/18"}},
		{5384, "etisalat", "emirates telecommunications group company", "emirates.net.ae", Home, "AE", "", []string{"94.200.0.0/14", "83.110.0.0/16"}},
		{9873, "lao telecom", "lao telecom communication, ltc", "laotel.com", Home, "LA", "", []string{"115.84.64.0/18"}},
		{17557, "pakistan telecommunication", "pakistan telecommunication company limited", "ptcl.net", Home, "PK", "", []string{"39.32.0.0/12", "182.176.0.0/14"}},
		{29465, "mtn nigeria", "mtn nigeria communication limited", "mtnnigeria.net", Home, "NG", "", []string{"197.210.0.0/16", "105.112.0.0/13"}},
		{33771, "safaricom", "safaricom limited", "safaricombusiness.co.ke", Home, "KE", "", []string{"105.160.0.0/13", "41.90.0.0/16"}},
		{8400, "telekom srbija", "telekom srbija a.d.", "telekom.rs", Home, "RS", "", []string{"109.92.0.0/15", "212.200.0.0/16"}},
	}
}

func mobileRows() []operatorRow {
	return []operatorRow{
		{21928, "t-mobile usa", "t-mobile usa inc.", "t-mobile.com", Mobile, "US", "", []string{"172.32.0.0/12", "172.56.0.0/14"}},
		{6167, "verizon wireless", "cellco partnership dba verizon wireless", "myvzw.com", Mobile, "US", "", []string{"174.192.0.0/11", "97.128.0.0/11"}},
		{20057, "at&t mobility", "at&t mobility llc", "mycingular.net", Mobile, "US", "", []string{"107.64.0.0/12", "166.128.0.0/12"}},
		{14593, "starlink", "space exploration technologies corporation", "starlinkisp.net", Mobile, "US CA", "", []string{"98.97.0.0/17", "129.222.0.0/17"}},
		{35228, "o2 uk", "telefonica uk limited", "o2.co.uk", Mobile, "GB", "", []string{"82.132.192.0/18"}},
		{6805, "o2 germany", "telefonica germany gmbh & co.ohg", "telefonica.de", Mobile, "DE", "", []string{"89.204.128.0/17", "176.0.0.0/14"}},
		{15557, "sfr", "societe francaise du radiotelephone - sfr sa", "sfr.net", Mobile, "FR", "", []string{"92.184.96.0/19", "77.204.0.0/15"}},
		{12912, "t-mobile polska", "t-mobile polska s.a.", "t-mobile.pl", Mobile, "PL", "", []string{"188.146.0.0/15", "94.254.128.0/17"}},
	}
}

func otherRows() []operatorRow {
	return []operatorRow{
		{3356, "level 3", "level 3 parent llc", "lumen.com", Business, "", "", []string{"4.14.0.0/16", "63.208.0.0/14"}},
		{174, "cogent communications", "cogent communications", "cogentco.com", Business, "", "", []string{"38.96.0.0/13"}},
		{53813, "zscaler", "zscaler inc.", "zscaler.com", Gateway, "", "", []string{"165.225.8.0/21", "136.226.48.0/20"}},
		{39351, "31173 services ab", "31173 services ab", "mullvad.net", VPN, "", "Mullvad", []string{"193.138.218.82/31", "185.213.154.66/31", "185.213.154.68/31", "45.83.220.68/31"}},
		{62371, "proton ag", "proton ag", "protonvpn.com", VPN, "", "Proton VPN", []string{"185.159.156.4/30", "185.159.157.44/30", "185.159.157.48/30", "185.107.56.104/31"}},
		{136787, "packethub s.a.", "packethub s.a.", "nordvpn.com", VPN, "", "NordVPN", []string{"185.153.176.0/22", "37.19.200.0/22"}},
		{9009, "m247", "m247 europe srl", "m247.com", VPN, "", "", []string{"37.120.128.0/17", "217.138.192.0/18"}},
		{36183, "akamai", "akamai technologies inc.", "akamai.com", Relay, "", "iCloud Private Relay", []string{"172.225.192.0/22"}},
		{14061, "digitalocean", "digitalocean llc", "digitalocean.com", Hosting, "", "", []string{"159.65.0.0/16", "167.99.0.0/16"}},
		{20473, "vultr", "the constant company llc", "vultr.com", Hosting, "", "", []string{"45.32.0.0/16", "149.28.0.0/16"}},
		{396356, "latitude.sh", "latitude.sh", "latitude.sh", Hosting, "", "", []string{"103.50.32.0/22"}},
	}
}
