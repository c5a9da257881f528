package persona

// Applications is the schema of what applications and staff records have: names, ways to be
// reached, places, and marks of things that personas share (devices, accounts, photos, files),
// which are hashes. It has no field of origin, age, gender or language, and no dates of birth.
func Applications() Schema {
	return Schema{
		Fields: []Field{
			{Name: "given_name", Kind: Name, Swapped: "surname", Group: "name"},
			{Name: "surname", Kind: Name, Swapped: "given_name", Group: "name", Household: true},
			{Name: "email", Kind: Mark, Group: "contact", Means: true},
			{Name: "email_name", Kind: Name, Group: "name"},
			{Name: "phone", Kind: Code, Household: true, Means: true},
			{Name: "street", Kind: Text, Group: "home", Home: true},
			{Name: "postcode", Kind: Code, Group: "home", Home: true},
			{Name: "profile", Kind: Mark, Means: true},
			{Name: "repository_login", Kind: Mark, Means: true},
			{Name: "device", Kind: Mark, Household: true, Means: true},
			{Name: "pay_account", Kind: Mark, Household: true, Means: true},
			{Name: "photo", Kind: Mark, Means: true},
			{Name: "document", Kind: Mark, Means: true},
			{Name: "phrasing", Kind: Mark, Means: true},
			{Name: "employer", Kind: Text},
			{Name: "school", Kind: Text},
		},
		Blocks: [][]Key{
			{{Field: "email"}},
			{{Field: "phone"}},
			{{Field: "profile"}},
			{{Field: "repository_login"}},
			{{Field: "device"}},
			{{Field: "pay_account"}},
			{{Field: "photo"}},
			{{Field: "document"}},
			{{Field: "phrasing"}},
			{{Field: "given_name", How: Sound}, {Field: "surname", How: Sound}, {Field: "postcode"}},
			{{Field: "email_name"}},
			{{Field: "street"}, {Field: "postcode"}},
			{{Field: "surname"}, {Field: "employer"}, {Field: "school"}},
		},
	}
}
