package names

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// folds romanise the characters below U+0700: Latin with signs, Greek, Cyrillic, Armenian is
// left out, Hebrew and Arabic as consonants. Cyrillic follows the passport romanisation
// (ICAO Doc 9303) with the letters of Ukrainian, Belarusian, Serbian and Kazakh; Arabic
// follows the consonants of BGN/PCGN without its signs.
var folds = buildFolds(0x80, 0x700) //nolint:gochecknoglobals // a table

// latinExtra has Latin Extended Additional (Vietnamese and others).
var latinExtra = buildFolds(0x1E00, 0x1F00)[0x1E00:] //nolint:gochecknoglobals // a table

func buildFolds(from, to rune) []string {
	table := make([]string, to)
	for r := from; r < to; r++ {
		table[r] = decomposed(r)
	}
	for _, line := range []string{latinLetters, greekLetters, cyrillicLetters, hebrewLetters, arabicLetters} {
		for _, pair := range strings.Fields(line) {
			letters, roman, _ := strings.Cut(pair, "=")
			for _, r := range letters {
				if r < to {
					table[r] = roman
				}
			}
		}
	}
	return table
}

// decomposed is a letter without its signs, or a gap for what is no letter.
func decomposed(r rune) string {
	var b strings.Builder
	for _, d := range norm.NFKD.String(string(r)) {
		switch {
		case d >= 'a' && d <= 'z', d >= '0' && d <= '9':
			b.WriteRune(d)
		case d >= 'A' && d <= 'Z':
			b.WriteRune(d + 'a' - 'A')
		}
	}
	switch {
	case b.Len() > 0:
		return b.String()
	case r < 0xC0 || r == 0xD7 || r == 0xF7:
		return " "
	case r >= 0x0531 && r < 0x0590:
		return string(r)
	}
	return ""
}

const (
	latinLetters = "ßẞ=ss øØ=o đĐðÐ=d łŁ=l æÆ=ae œŒ=oe þÞ=th ıİ=i ŋŊ=ng ħĦ=h əƏ=a ǝ=a ſ=s ŧŦ=t ʻʼʾʿ="

	greekLetters = "Αα=a Άά=a Ββ=v Γγ=g Δδ=d Εε=e Έέ=e Ζζ=z Ηη=i Ήή=i Θθ=th Ιι=i Ίί=i Ϊϊΐ=i Κκ=k Λλ=l Μμ=m Νν=n " +
		"Ξξ=x Οο=o Όό=o Ππ=p Ρρ=r Σσς=s Ττ=t Υυ=y Ύύ=y Ϋϋΰ=y Φφ=f Χχ=ch Ψψ=ps Ωω=o Ώώ=o"

	cyrillicLetters = "Аа=a Бб=b Вв=v Гг=g Ґґ=g Дд=d Ее=e Ёё=e Єє=ye Жж=zh Зз=z Ии=i Іі=i Її=yi Йй=y Јј=j Кк=k Лл=l Љљ=lj Мм=m " +
		"Нн=n Њњ=nj Оо=o Пп=p Рр=r Сс=s Тт=t Ћћ=c Ђђ=dj Уу=u Ўў=u Фф=f Хх=kh Цц=ts Чч=ch Џџ=dz Шш=sh Щщ=shch Ъъ= Ыы=y " +
		"Ьь= Ээ=e Юю=yu Яя=ya Әә=a Ғғ=g Ққ=q Ңң=n Өө=o Ұұ=u Үү=u Һһ=h Ѓѓ=g Ќќ=k Ѕѕ=dz"

	hebrewLetters = "א=a ב=b ג=g ד=d ה=h ו=w ז=z ח=h ט=t י=y כך=k ל=l מם=m נן=n ס=s ע=a פף=f צץ=ts ק=k ר=r ש=sh ת=t"

	arabicLetters = "اأإآٱ=a ب=b ت=t ث=th ج=j ح=h خ=kh د=d ذ=dh ر=r ز=z س=s ش=sh ص=s ض=d ط=t ظ=z ع= غ=gh ف=f ق=q كک=k ل=l " +
		"م=m ن=n هةە=h و=w ؤ=w يىیې=y ئ=y ء= پ=p چ=ch ژ=zh گ=g ڤ=v ټ=t ٹ=t ډ=d ڈ=d ړ=r ڑ=r ښ=sh ګ=g ڼ=n ں=n ے=y ھہۀ=h ځ=z څ=s " +
		"٠۰=0 ١۱=1 ٢۲=2 ٣۳=3 ٤۴=4 ٥۵=5 ٦۶=6 ٧۷=7 ٨۸=8 ٩۹=9"
)

// georgian follows the national romanisation of 2002, without apostrophes.
//
//nolint:gochecknoglobals // a table
var georgian = [...]string{
	"a", "b", "g", "d", "e", "v", "z", "t", "i", "k", "l", "m", "n", "o", "p", "zh", "r", "s", "t", "u", "p", "k",
	"gh", "q", "sh", "ch", "ts", "dz", "ts", "ch", "kh", "j", "h",
}

// Hangul letters by the Revised Romanisation (Notice 2000-8 of the Ministry of Culture and
// Tourism), without assimilation between syllables.
//
//nolint:gochecknoglobals // tables
var (
	initials = [...]string{"g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h"}
	medials  = [...]string{
		"a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "eu", "ui", "i",
	}
	finals = [...]string{
		"", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t", "ng", "t", "t", "k", "t", "p", "t",
	}
)
