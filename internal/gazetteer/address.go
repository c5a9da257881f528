package gazetteer

import (
	"regexp"
	"strings"

	"bonafide/model"
)

//nolint:gochecknoglobals // compiled patterns are constants
var (
	usPost = regexp.MustCompile(`(?i)^(.*?)[\s,]*\b([a-z]{2}|[a-z]+(?: [a-z]+){0,2})\.?[\s,]+(\d{5})(?:-\d{4})?$`)
	caPost = regexp.MustCompile(`(?i)^(.*?)[\s,]*\b([a-z]{2}|[a-zé]+(?: [a-z]+){0,2})?\.?[\s,]*\b[abceghjklmnprstvxy]\d[a-z][\s-]?\d[a-z]\d$`)
	gbPost = regexp.MustCompile(`(?i)^(.*?)[\s,]*\b[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2}$`)
	auPost = regexp.MustCompile(`(?i)^(.*?)[\s,]*\b(nsw|vic|qld|wa|sa|tas|act|nt)[\s,]+\d{4}$`)
	inPost = regexp.MustCompile(`(?i)^(.*?)[\s,]*-?\s*\b(\d{3}\s?\d{3})$`)
	// A number before or after the town, with or without the country's letter.
	numberFirst = regexp.MustCompile(`(?i)^(?:[a-z]{1,2}-)?\d{3,6}(?:[\s-]\d{2,4})?(?:\s[a-z]{2})?\s+(.+)$`)
	numberLast  = regexp.MustCompile(`(?i)^(.+?)[\s-]+\d{3,7}(?:-\d{3,4})?$`)
)

// PlaceOfAddress takes the place out of a postal address written on one or several
// lines: town, region and country as far as they are named. ok is false when no known
// place is in it. Street and name are not looked at, except where no comma divides them
// from the town.
func (g *Gazetteer) PlaceOfAddress(text string) (p model.Place, ok bool) {
	parts := strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == '\n' || r == ';' || r == '\r' || r == '|' })
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	parts = dropEmpty(parts)
	if len(parts) == 0 {
		return model.Place{}, false
	}
	country := ""
	if last := parts[len(parts)-1]; len(parts) > 1 && g.namesCountry(last, parts) {
		country, _ = g.Country(last)
		parts = parts[:len(parts)-1]
	}
	for _, read := range []func([]string, string) model.Place{g.americanTown, g.lettersTown, g.numberedTown, g.plainTown} {
		if p := read(parts, country); p.Known {
			return p, true
		}
	}
	if country == "" {
		return model.Place{}, false
	}
	p = g.Place("", "", country)
	return p, p.Known
}

// namesCountry: two letters after a state's post code are a country; "CA", "IN" or "DE"
// after a town alone are states.
func (g *Gazetteer) namesCountry(last string, parts []string) bool {
	code, ok := g.Country(last)
	if !ok {
		return false
	}
	if len(last) > 2 {
		return !strings.EqualFold(last, "Georgia") || code != "GE" || len(parts) < 3
	}
	var kb keyBuffer
	if g.findRegion(&kb, g.findCountry(&kb, "US"), last) < 0 {
		return true
	}
	before := parts[len(parts)-2]
	return strings.ContainsAny(before, "0123456789") && !strings.ContainsAny(before[:1], "0123456789#")
}

// americanTown reads "City, ST 12345", with or without the comma, and the same with the
// state or the post code missing.
func (g *Gazetteer) americanTown(parts []string, country string) model.Place {
	if country != "" && country != "US" && country != "PR" {
		return model.Place{}
	}
	last, before := parts[len(parts)-1], parts[:len(parts)-1]
	var state string
	if m := usPost.FindStringSubmatch(last); m != nil {
		if last, state = g.splitRegion(m[1], m[2], "US"); state == "" {
			return model.Place{}
		}
	} else if _, isState := g.Region(last, "US"); isState && len(before) > 0 {
		state, last = last, ""
	} else {
		return model.Place{}
	}
	if last == "" && len(before) > 0 {
		last = before[len(before)-1]
	}
	return g.townIn(last, state, "US")
}

// splitRegion moves words from the front of what may be a region to the line before it
// until a region is left, or nothing.
func (g *Gazetteer) splitRegion(line, words, country string) (rest, region string) {
	for words != "" {
		if _, ok := g.Region(words, country); ok {
			break
		}
		word, after, _ := strings.Cut(words, " ")
		line, words = strings.TrimSpace(line+" "+word), after
	}
	return line, words
}

// townIn finds the longest run of words at the end of a line that is a town of the
// region: "12 Main St Austin" is in Austin.
func (g *Gazetteer) townIn(line, region, country string) model.Place {
	words := strings.Fields(line)
	var kb keyBuffer
	at := g.findCountry(&kb, country)
	in := g.findRegion(&kb, at, region)
	for i := max(0, len(words)-4); i < len(words); i++ {
		if c := g.findCity(&kb, strings.Join(words[i:], " "), in, at); c >= 0 {
			return g.cityPlace(c, region)
		}
	}
	if region == "" {
		return model.Place{}
	}
	if len(words) == 0 || strings.ContainsAny(line, "0123456789") {
		line = ""
	}
	return g.Place(line, region, country)
}

// lettersTown reads the post codes with letters: Canada, the United Kingdom, Australia.
func (g *Gazetteer) lettersTown(parts []string, country string) model.Place {
	last, before := parts[len(parts)-1], parts[:len(parts)-1]
	previous := ""
	if len(before) > 0 {
		previous = before[len(before)-1]
	}
	if m := caPost.FindStringSubmatch(last); m != nil && (country == "" || country == "CA") {
		line, province := g.splitRegion(m[1], m[2], "CA")
		return g.townIn(firstText(line, previous), province, "CA")
	}
	if m := auPost.FindStringSubmatch(last); m != nil && (country == "" || country == "AU") {
		return g.townIn(firstText(m[1], previous), m[2], "AU")
	}
	if m := gbPost.FindStringSubmatch(last); m != nil && (country == "" || country == "GB") {
		for _, line := range []string{m[1], previous} {
			if p := g.townIn(line, "", "GB"); p.Known {
				return p
			}
		}
		if len(before) > 1 {
			return g.townIn(before[len(before)-2], "", "GB")
		}
	}
	return model.Place{}
}

// numberedTown reads the post codes of digits, before the town or after it, where the
// country is named; six digits after a town without a country are India's.
func (g *Gazetteer) numberedTown(parts []string, country string) model.Place {
	if country == "" {
		if !inPost.MatchString(parts[len(parts)-1]) {
			return model.Place{}
		}
		country = "IN"
	}
	for i := len(parts) - 1; i >= max(0, len(parts)-3); i-- {
		line := parts[i]
		region := ""
		if i+1 < len(parts) {
			region = trimNumber(parts[i+1])
		}
		for _, m := range [][]string{numberFirst.FindStringSubmatch(line), numberLast.FindStringSubmatch(line), {"", line}} {
			if m == nil {
				continue
			}
			if p := g.town(strings.TrimRight(m[1], " -"), region, country); p.Known {
				return p
			}
		}
	}
	return model.Place{}
}

// town finds a city by a line of its own or by the words before a dash or a region.
func (g *Gazetteer) town(line, region, country string) model.Place {
	var kb keyBuffer
	at := g.findCountry(&kb, country)
	in := g.findRegion(&kb, at, region)
	if c := g.findCity(&kb, line, in, at); c >= 0 {
		return g.cityPlace(c, region)
	}
	if c := g.findCity(&kb, line, -1, at); c >= 0 {
		return g.cityPlace(c, "")
	}
	if strings.ContainsAny(line, "0123456789") {
		return g.townIn(line, "", country)
	}
	return model.Place{}
}

// plainTown reads "Town, Region" and "Town" without any post code.
func (g *Gazetteer) plainTown(parts []string, country string) model.Place {
	last := parts[len(parts)-1]
	if country == "" && len(parts) > 1 {
		if _, ok := g.Region(last, ""); ok {
			return g.townIn(parts[len(parts)-2], last, "")
		}
	}
	if name, ok := g.Region(last, country); ok && len(parts) > 1 {
		return g.townIn(parts[len(parts)-2], name, country)
	}
	if p := g.Place(trimNumber(last), "", country); p.Known && p.Radius <= cityRadius {
		return p
	}
	return model.Place{}
}

func trimNumber(line string) string {
	return strings.TrimRight(line, " -0123456789")
}

func firstText(a, b string) string {
	if a = strings.TrimSpace(a); a != "" {
		return a
	}
	return b
}

func dropEmpty(parts []string) []string {
	kept := parts[:0]
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return kept
}
