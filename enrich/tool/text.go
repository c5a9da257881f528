package tool

import (
	"slices"
	"strings"

	"bonafide/model"
)

// scope says in which attributes a part of a text counts.
type scope uint8

const (
	inPath scope = 1 << iota
	inCommand
	inAgent
	inRegistry
	inDevice
	inSigner
)

// textIndex finds many words in a text at once: it looks at every four bytes of the text,
// asks a small bit table whether any word has them, and only then compares.
type textIndex struct {
	bits  [1 << 10]uint64 // 65536 bits, one per hash of four bytes
	words map[gram][]part
}

// part is a word, with the place of its four telling bytes in it.
type part struct {
	text string
	at   int
	in   scope
	tool *Tool
}

type textBuilder struct{ parts []part }

func newTextBuilder() *textBuilder { return &textBuilder{} }

func (b *textBuilder) add(text string, in scope, t *Tool) {
	b.parts = append(b.parts, part{text: text, in: in, tool: t})
}

// build chooses for each word the four bytes that are rarest in ordinary paths and among
// the words themselves.
func (b *textBuilder) build() *textIndex {
	x := &textIndex{words: map[gram][]part{}}
	count := map[gram]int{}
	for _, p := range b.parts {
		for i := range len(p.text) - shortest + 1 {
			count[gramAt(p.text, i)]++
		}
	}
	for _, common := range []string{
		`c:\windows\system32\ c:\program files (x86)\ c:\users\someone\appdata\local\programs\ c:\programdata\ .exe --type= http:// https:// .com/`,
		`/applications/.app/contents/macos/ /usr/local/bin/ /usr/lib/ /library/application support/ hkey_local_machine\software\microsoft\`,
		`mozilla/5.0 (windows nt 10.0; win64; x64) applewebkit/537.36 (khtml, like gecko) chrome/120.0.0.0 safari/537.36 (macintosh; intel mac os x)`,
		`microphone camera speaker (realtek audio) webcam microsoft corporation, o=, l=, s=, c=us cn= system services currentcontrolset`,
		`remote service client server agent update install support desktop`,
	} {
		for i := range len(common) - shortest + 1 {
			count[gramAt(common, i)] += 1000
		}
	}
	for _, p := range b.parts {
		best := gramAt(p.text, 0)
		for i := range len(p.text) - shortest + 1 {
			if g := gramAt(p.text, i); count[g] < count[best] {
				best, p.at = g, i
			}
		}
		x.words[best] = append(x.words[best], p)
		h := hash(best)
		x.bits[h>>6] |= 1 << (h & 63)
	}
	for _, parts := range x.words {
		slices.SortStableFunc(parts, func(a, b part) int { return strings.Compare(a.tool.ID, b.tool.ID) })
	}
	return x
}

func gramAt(text string, i int) gram {
	return gram(text[i]) | gram(text[i+1])<<8 | gram(text[i+2])<<16 | gram(text[i+3])<<24
}

func hash(g gram) uint32 { return uint32(g) * 2654435761 >> 16 }

// texts adds every tool of which a word of the scope stands in the text, in any case.
func (l *look) texts(f model.Field, text string, in scope) {
	x := l.x.texts
	if len(text) < shortest {
		return
	}
	g := gram(lower(text[0]))<<8 | gram(lower(text[1]))<<16 | gram(lower(text[2]))<<24
	for i := shortest - 1; i < len(text); i++ {
		g = g>>8 | gram(lower(text[i]))<<24
		h := hash(g)
		if x.bits[h>>6]&(1<<(h&63)) == 0 {
			continue
		}
		for _, p := range x.words[g] {
			start := i - (shortest - 1) - p.at
			if p.in&in != 0 && start >= 0 && start+len(p.text) <= len(text) && same(text[start:start+len(p.text)], p.text) {
				l.found(p.tool, f, text)
			}
		}
	}
}

// same compares a text in any case with a word in lower case.
func same(text, word string) bool {
	for i := range len(word) {
		if lower(text[i]) != word[i] {
			return false
		}
	}
	return true
}

func lower(ch byte) byte {
	if ch >= 'A' && ch <= 'Z' {
		return ch + 'a' - 'A'
	}
	return ch
}

// lowered writes a short text in lower case into the room given; texts that do not fit
// name no catalogued thing.
func lowered(room []byte, text string) ([]byte, bool) {
	if text == "" || len(text) > cap(room) {
		return nil, false
	}
	for i := range len(text) {
		room = append(room, lower(text[i]))
	}
	return room, true
}

// after is the element of a registry path that follows a part of it, in any case.
func after(path, part string) string {
	for i := 0; i+len(part) < len(path); i++ {
		if path[i] == part[0] && same(path[i:i+len(part)], part) {
			name, _, _ := strings.Cut(path[i+len(part):], `\`)
			return name
		}
	}
	return ""
}

// base is the last element of a path of any system. A bundle's program stands for the
// bundle too, which paths catch.
func base(path string) string {
	if i := strings.LastIndexAny(path, `\/`); i >= 0 {
		return path[i+1:]
	}
	return path
}

// image is the program of a service's command line.
func image(command string) string {
	if rest, quoted := strings.CutPrefix(command, `"`); quoted {
		path, _, _ := strings.Cut(rest, `"`)
		return path
	}
	for i := 0; i+4 <= len(command); i++ {
		if command[i] == '.' && same(command[i:i+4], ".exe") && (i+4 == len(command) || command[i+4] == ' ') {
			return command[:i+4]
		}
	}
	if i := strings.IndexByte(command, ' '); i > 0 && command[0] == '/' {
		return command[:i]
	}
	return command
}

// hostOf is the host of a URL, or of what stands before the first slash.
func hostOf(url string) string {
	if i := strings.Index(url, "://"); i >= 0 {
		url = url[i+3:]
	}
	if i := strings.IndexAny(url, "/?#"); i >= 0 {
		url = url[:i]
	}
	if i := strings.LastIndexByte(url, '@'); i >= 0 {
		url = url[i+1:]
	}
	if i := strings.LastIndexByte(url, ':'); i >= 0 && !strings.HasSuffix(url, "]") {
		url = url[:i]
	}
	return url
}

// browser tells whether a program is a web browser.
func browser(name string) bool {
	var room [64]byte
	key, ok := lowered(room[:0], base(name))
	if !ok {
		return false
	}
	if n := len(key); n > 4 && string(key[n-4:]) == ".exe" {
		key = key[:n-4]
	}
	switch string(key) {
	case "chrome", "msedge", "firefox", "brave", "opera", "vivaldi", "iexplore", "safari", "chromium", "chromium-browser", "arc",
		"google chrome", "google chrome helper", "microsoft edge", "microsoft edge helper", "brave browser", "brave browser helper",
		"com.apple.webkit.networking", "firefox-bin", "microsoftedge", "msedgewebview2", "google-chrome", "google-chrome-stable",
		"duckduckgo", "zen", "librewolf", "waterfox", "tor", "whale", "browser", "opera_gx", "orion", "dia", "comet":
		return true
	}
	return false
}

// site tells whether the labels before a vendor's domain name its public pages.
func site(labels []byte) bool {
	switch string(labels) {
	case "www", "docs", "help", "support", "blog", "download", "downloads", "learn", "kb", "community", "status", "forum", "cdn",
		"get", "assets", "static", "pages", "go", "info", "marketing", "knowledge", "pkgs", "dl", "developer", "developers", "img", "images":
		return true
	}
	return false
}
