package sigma

// lint notes what is allowed in a rule and probably not meant.
func (d *document) lint(r *Rule) {
	_ = r
}
