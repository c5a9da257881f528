package simulate

import (
	"path/filepath"
	"testing"
)

func TestDemo(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "acme")
	sum, err := Write(t.Context(), dir, Demo(1))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range sum.Files {
		t.Log(f.Path, f.Records)
	}
	t.Log(sum.Records)
}
