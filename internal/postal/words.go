package postal

type phrase struct{ long, short string }

// phraseTable lists runs of words with the word that stands for them: states whose names
// hold a direction, countries, unit words of several words. Long ones go first.
func phraseTable() []phrase {
	return []phrase{
		{" united states of america ", " usa "}, {" united states ", " usa "}, {" united kingdom ", " uk "}, {" great britain ", " uk "},
		{" u s a ", " usa "}, {" u s ", " usa "}, {" u k ", " uk "}, {" north carolina ", " nc "}, {" south carolina ", " sc "},
		{" north dakota ", " nd "}, {" south dakota ", " sd "}, {" west virginia ", " wv "}, {" new hampshire ", " nh "},
		{" new jersey ", " nj "}, {" new mexico ", " nm "}, {" new york ", " ny "}, {" rhode island ", " ri "},
		{" district of columbia ", " dc "}, {" puerto rico ", " pr "}, {" british columbia ", " bc "}, {" new brunswick ", " nb "},
		{" nova scotia ", " ns "}, {" prince edward island ", " pe "}, {" new south wales ", " nsw "}, {" western australia ", " wa "},
		{" south australia ", " sa "}, {" tamil nadu ", " tn "}, {" uttar pradesh ", " up "}, {" madhya pradesh ", " mp "},
		{" andhra pradesh ", " ap "}, {" west bengal ", " wb "}, {" post office box ", " pobox "}, {" po box ", " pobox "}, {" p o box ", " pobox "},
		{" private mail box ", " pmb "}, {" private mailbox ", " pmb "}, {" flat no ", " flat "}, {" plot no ", " plot "},
		{" house no ", " "}, {" h no ", " "}, {" door no ", " "}, {" north east ", " ne "}, {" north west ", " nw "},
		{" south east ", " se "}, {" south west ", " sw "}, {" apt no ", " apt "}, {" unit no ", " unit "}, {" suite no ", " ste "},
	}
}

func isCountry(w string) bool {
	switch w {
	case "usa", "us", "uk", "canada", "germany", "deutschland", "france", "india", "australia", "england", "scotland", "wales", "ireland",
		"netherlands", "spain", "espana", "italy", "italia", "poland", "polska", "mexico", "brazil", "brasil", "austria", "osterreich",
		"switzerland", "schweiz", "belgium", "sweden", "norway", "denmark", "finland", "portugal", "japan", "singapore", "philippines":
		return true
	}
	return false
}

func unitWord(w string) bool {
	switch w {
	case "apt", "apartment", "appartement", "unit", "suite", "ste", "#", "flat", "room", "rm", "wohnung", "whg", "apto", "appt", "piso", "depto",
		"office", "lot", "space", "spc", "trlr", "trailer", "slip", "penthouse", "ph", "door", "top", "pmb":
		return true
	}
	return false
}

func numberWord(w string) bool {
	switch w {
	case "no", "nr", "num", "number", "nummer":
		return true
	}
	return false
}

func floorWord(w string) bool {
	switch w {
	case "floor", "fl", "flr", "level", "lvl", "etage", "stock", "og":
		return true
	}
	return false
}

func direction(w string) bool { return w == "n" || w == "s" || w == "e" || w == "w" }

// shortForm is the postal services' short form of street types, directions, states.
func shortForm(w string) (string, bool) {
	switch w {
	case "street", "st", "str", "saint", "strt":
		return "st", true
	case "avenue", "ave", "av", "aven", "avn":
		return "ave", true
	case "road", "rd":
		return "rd", true
	case "drive", "dr", "drv":
		return "dr", true
	case "boulevard", "blvd", "boul", "bd", "bvd":
		return "blvd", true
	case "lane", "ln":
		return "ln", true
	case "court", "ct", "crt":
		return "ct", true
	case "circle", "cir", "circ":
		return "cir", true
	case "place", "pl", "platz":
		return "pl", true
	case "square", "sq":
		return "sq", true
	case "terrace", "ter", "terr", "tce":
		return "ter", true
	case "parkway", "pkwy", "pky", "parkwy":
		return "pkwy", true
	case "highway", "hwy", "hiway":
		return "hwy", true
	case "trail", "trl", "tr":
		return "trl", true
	case "way", "wy":
		return "way", true
	case "crescent", "cres", "crsc":
		return "cres", true
	case "close", "cl", "clo":
		return "cl", true
	case "gardens", "gdns", "garden", "gdn":
		return "gdns", true
	case "heights", "hts", "ht":
		return "hts", true
	case "mount", "mt":
		return "mt", true
	case "fort", "ft":
		return "ft", true
	case "junction", "jct":
		return "jct", true
	case "route", "rte":
		return "rte", true
	case "county", "co":
		return "co", true
	case "expressway", "expy":
		return "expy", true
	case "freeway", "fwy":
		return "fwy", true
	case "plaza", "plz":
		return "plz", true
	case "point", "pt":
		return "pt", true
	case "ridge", "rdg":
		return "rdg", true
	case "valley", "vly":
		return "vly", true
	case "village", "vlg":
		return "vlg", true
	case "center", "centre", "ctr":
		return "ctr", true
	case "building", "bldg", "bld":
		return "bldg", true
	case "sector", "sec":
		return "sec", true
	case "chemin", "ch":
		return "ch", true
	case "allee", "all":
		return "all", true
	case "north", "n":
		return "n", true
	case "south", "s":
		return "s", true
	case "east", "e":
		return "e", true
	case "west", "w":
		return "w", true
	case "northeast":
		return "ne", true
	case "northwest":
		return "nw", true
	case "southeast":
		return "se", true
	case "southwest":
		return "sw", true
	}
	return state(w)
}

// state is the abbreviation of a state or province of one word.
func state(w string) (string, bool) {
	for _, s := range [...][2]string{
		{"alabama", "al"}, {"alaska", "ak"}, {"arizona", "az"}, {"arkansas", "ar"}, {"california", "ca"}, {"calif", "ca"},
		{"colorado", "co"}, {"connecticut", "ct"}, {"delaware", "de"}, {"florida", "fl"}, {"fla", "fl"}, {"georgia", "ga"}, {"hawaii", "hi"},
		{"idaho", "id"}, {"illinois", "il"}, {"indiana", "in"}, {"iowa", "ia"}, {"kansas", "ks"}, {"kentucky", "ky"}, {"louisiana", "la"},
		{"maine", "me"}, {"maryland", "md"}, {"massachusetts", "ma"}, {"michigan", "mi"}, {"minnesota", "mn"}, {"mississippi", "ms"},
		{"missouri", "mo"}, {"montana", "mt"}, {"nebraska", "ne"}, {"nevada", "nv"}, {"ohio", "oh"}, {"oklahoma", "ok"}, {"oregon", "or"},
		{"pennsylvania", "pa"}, {"tennessee", "tn"}, {"tenn", "tn"}, {"texas", "tx"}, {"tex", "tx"}, {"utah", "ut"}, {"vermont", "vt"},
		{"virginia", "va"}, {"washington", "wa"}, {"wisconsin", "wi"}, {"wyoming", "wy"}, {"alberta", "ab"}, {"manitoba", "mb"},
		{"ontario", "on"}, {"quebec", "qc"}, {"saskatchewan", "sk"}, {"victoria", "vic"}, {"queensland", "qld"}, {"tasmania", "tas"},
		{"karnataka", "ka"}, {"maharashtra", "mh"}, {"telangana", "ts"}, {"kerala", "kl"}, {"gujarat", "gj"},
	} {
		if s[0] == w {
			return s[1], true
		}
	}
	return "", false
}
