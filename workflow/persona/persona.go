// Package persona finds records that are of one person: applications of years, staff, their
// references (entity resolution). Start with Schema, which says how fields are compared, and
// Resolve, which takes records and gives links with their reasons and the clusters they make.
//
// The method is the probabilistic one of Fellegi and Sunter (1969): how much a field speaks for
// one person is the ratio of how often it agrees so among records of one person to how often among
// those of two. The second is counted on random pairs, the first estimated without
// labels by expectation maximisation over the pairs that blocking brings together (Winkler 1988);
// what agrees exactly counts the more the rarer its value is (Winkler 1989).
//
// It compares what it is given and judges nobody: names are strings here, and a link between two
// personas says that they are one person, not what that person is.
package persona

// Kind says how the values of a field are compared.
type Kind uint8

// The kinds. All compare missing values with nothing.
const (
	Name Kind = iota // spelling varies
	Text             // several words, some of them left out: streets, employers
	Code             // copied letters and digits: postcodes, house numbers
	Date             // year, month and day, one of them mistyped or two of them swapped
	Mark             // the same or not, and people have several: hashes, addresses of mail, devices
)

// Field is one thing that records may have.
type Field struct {
	Name string
	Kind Kind
	// Group names fields that agree together because one thing is behind them, as street, suburb
	// and postcode are one home: the strongest counts in full, the others in part.
	Group string
	// Home says that the field is a part of where somebody lives, Household that people who live
	// together share it: a surname, a telephone, a computer, an account. Where two records have one
	// home, that explains the rest, which then says next to nothing.
	Home, Household bool
	// Means says that it is something one needs to work under a name: a device, an account, a
	// telephone. Personas of one hand differ in everything else.
	Means bool
	// Swapped names the field that this one's value is sometimes written into.
	Swapped string
}

// How is the part of a value that a block is made of.
type How uint8

// The parts.
const (
	Whole  How = iota
	Sound      // what a name sounds like, see Soundex
	Start      // the first three letters
	Sorted     // the words in their order by letter
)

// Key is a field's part of a block.
type Key struct {
	Field string
	How   How
}

// Schema says what records have. Records that agree in all keys of a block are compared.
type Schema struct {
	Fields []Field
	Blocks [][]Key
}

// Record is what is known of a persona. Values are in the order of the schema's fields, in
// lower case and without spaces around them; "" is not known. Source names the list it is of,
// where lists are given in which nobody stands twice.
type Record struct {
	ID     string
	Source string
	Values []string
}

// Part is how much one field speaks for one person, in bits, and what stood there.
type Part struct {
	Field string
	Bits  float64
	A, B  string
	Level string
}

// Link is two records that are probably of one person or one hand; A and B are places in the list.
type Link struct {
	A, B        int32
	Bits        float32
	Probability float32
	// Hand says that what speaks for the link is shared means: one hand behind two personas,
	// who differ in name and home.
	Hand bool
}

// Result is what Resolve found.
type Result struct {
	Links []Link
	// Cluster is, for each record, the lowest place of its cluster.
	Cluster []int32
	// Compared is how many pairs were compared, Crowded how many records stood in blocks that
	// are shared by too many to say anything.
	Compared int64
	Crowded  int
	Model    *Model

	linker *linker
}

// Explain says field by field why two records are linked or not (a waterfall), beginning with
// the odds before anything is compared.
func (r *Result) Explain(a, b int32) []Part { return r.linker.explain(a, b) }
