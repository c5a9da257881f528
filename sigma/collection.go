package sigma

// Collection is what was read: the documents in the order of files and places.
type Collection struct {
	Rules        []*Rule
	Correlations []*Correlation
	Filters      []*Filter
}

// Add appends what another collection has.
func (c *Collection) Add(o Collection) {
	c.Rules = append(c.Rules, o.Rules...)
	c.Correlations = append(c.Correlations, o.Correlations...)
	c.Filters = append(c.Filters, o.Filters...)
}
