package catalog_test

import (
	"testing"

	"bonafide/normalize/catalog"
)

func TestNew(t *testing.T) {
	if _, err := catalog.New(catalog.Options{}); err != nil {
		t.Fatal(err)
	}
}
