package postal

type phrase struct{ long, short string }

// phraseTable lists runs of words with the word that stands for them: states whose names
// hold a direction, countries, unit words of several words. Long ones go first.
func phraseTable() []phrase {
	return []phrase{
		{" united states of america ", " usa "},
		{" united states ", " usa "},
		{" united kingdom ", " uk "},
		{" great britain ", " uk "},
		{" u s a ", " usa "},
		{" u s ", " usa "},
		{" u k ", " uk "},
		{" north carolina ", " nc "},
		{" south carolina ", " sc "},
		{" north dakota ", " nd "},
		{" south dakota ", " sd "},
		{" west virginia ", " wv "},
		{" new hampshire ", " nh "},
		{" new jersey ", " nj "},
		{" new mexico ", " nm "},
		{" new york ", " ny "},
		{" rhode island ", " ri "},
		{" district of columbia ", " dc "},
		{" puerto rico ", " pr "},
		{" british columbia ", " bc "},
		{" new brunswick ", " nb "},
		{" nova scotia ", " ns "},
		{" prince edward island ", " pe "},
		{" new south wales ", " nsw "},
		{" western australia ", " wa "},
		{" south australia ", " sa "},
		{" tamil nadu ", " tn "},
		{" uttar pradesh ", " up "},
		{" madhya pradesh ", " mp "},
		{" andhra pradesh ", " ap "},
		{" west bengal ", " wb "},
		{" post office box ", " pobox "},
		{" po box ", " pobox "},
		{" p o box ", " pobox "},
		{" private mail box ", " pmb "},
		{" private mailbox ", " pmb "},
		{" flat no ", " flat "},
		{" plot no ", " plot "},
		{" house no ", " "},
		{" h no ", " "},
		{" door no ", " "},
		{" north east ", " ne "},
		{" north west ", " nw "},
		{" south east ", " se "},
		{" south west ", " sw "},
		{" apt no ", " apt "},
		{" unit no ", " unit "},
		{" suite no ", " ste "},
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

// shortForm is the postal services' short form of street types, other words, directions
// and states.
func shortForm(w string) (string, bool) {
	for _, short := range [...]func(string) string{streetType, namedThing, compass} {
		if s := short(w); s != "" {
			return s, true
		}
	}
	return state(w)
}

// streetType is the short form of a kind of street.
func streetType(w string) string {
	switch w {
	case "street", "st", "str", "saint", "strt":
		return "st"
	case "avenue", "ave", "av", "aven", "avn":
		return "ave"
	case "road", "rd":
		return "rd"
	case "drive", "dr", "drv":
		return "dr"
	case "boulevard", "blvd", "boul", "bd", "bvd":
		return "blvd"
	case "lane", "ln":
		return "ln"
	case "court", "ct", "crt":
		return "ct"
	case "circle", "cir", "circ":
		return "cir"
	case "place", "pl", "platz":
		return "pl"
	case "square", "sq":
		return "sq"
	case "terrace", "ter", "terr", "tce":
		return "ter"
	case "parkway", "pkwy", "pky", "parkwy":
		return "pkwy"
	case "highway", "hwy", "hiway":
		return "hwy"
	case "trail", "trl", "tr":
		return "trl"
	case "way", "wy":
		return "way"
	case "crescent", "cres", "crsc":
		return "cres"
	case "close", "cl", "clo":
		return "cl"
	case "route", "rte":
		return "rte"
	case "expressway", "expy":
		return "expy"
	case "freeway", "fwy":
		return "fwy"
	case "chemin", "ch":
		return "ch"
	case "allee", "all":
		return "all"
	}
	return ""
}

// namedThing is the short form of a word in the name of a place or building.
func namedThing(w string) string {
	switch w {
	case "gardens", "gdns", "garden", "gdn":
		return "gdns"
	case "heights", "hts", "ht":
		return "hts"
	case "mount", "mt":
		return "mt"
	case "fort", "ft":
		return "ft"
	case "junction", "jct":
		return "jct"
	case "county", "co":
		return "co"
	case "plaza", "plz":
		return "plz"
	case "point", "pt":
		return "pt"
	case "ridge", "rdg":
		return "rdg"
	case "valley", "vly":
		return "vly"
	case "village", "vlg":
		return "vlg"
	case "center", "centre", "ctr":
		return "ctr"
	case "building", "bldg", "bld":
		return "bldg"
	case "sector", "sec":
		return "sec"
	}
	return ""
}

// compass is the short form of a direction.
func compass(w string) string {
	switch w {
	case "north", "n":
		return "n"
	case "south", "s":
		return "s"
	case "east", "e":
		return "e"
	case "west", "w":
		return "w"
	case "northeast":
		return "ne"
	case "northwest":
		return "nw"
	case "southeast":
		return "se"
	case "southwest":
		return "sw"
	}
	return ""
}

// state is the abbreviation of a state or province of one word.
func state(w string) (string, bool) {
	for _, s := range [...][2]string{
		{"alabama", "al"},
		{"alaska", "ak"},
		{"arizona", "az"},
		{"arkansas", "ar"},
		{"california", "ca"},
		{"calif", "ca"},
		{"colorado", "co"},
		{"connecticut", "ct"},
		{"delaware", "de"},
		{"florida", "fl"},
		{"fla", "fl"},
		{"georgia", "ga"},
		{"hawaii", "hi"},
		{"idaho", "id"},
		{"illinois", "il"},
		{"indiana", "in"},
		{"iowa", "ia"},
		{"kansas", "ks"},
		{"kentucky", "ky"},
		{"louisiana", "la"},
		{"maine", "me"},
		{"maryland", "md"},
		{"massachusetts", "ma"},
		{"michigan", "mi"},
		{"minnesota", "mn"},
		{"mississippi", "ms"},
		{"missouri", "mo"},
		{"montana", "mt"},
		{"nebraska", "ne"},
		{"nevada", "nv"},
		{"ohio", "oh"},
		{"oklahoma", "ok"},
		{"oregon", "or"},
		{"pennsylvania", "pa"},
		{"tennessee", "tn"},
		{"tenn", "tn"},
		{"texas", "tx"},
		{"tex", "tx"},
		{"utah", "ut"},
		{"vermont", "vt"},
		{"virginia", "va"},
		{"washington", "wa"},
		{"wisconsin", "wi"},
		{"wyoming", "wy"},
		{"alberta", "ab"},
		{"manitoba", "mb"},
		{"ontario", "on"},
		{"quebec", "qc"},
		{"saskatchewan", "sk"},
		{"victoria", "vic"},
		{"queensland", "qld"},
		{"tasmania", "tas"},
		{"karnataka", "ka"},
		{"maharashtra", "mh"},
		{"telangana", "ts"},
		{"kerala", "kl"},
		{"gujarat", "gj"},
	} {
		if s[0] == w {
			return s[1], true
		}
	}
	return "", false
}
