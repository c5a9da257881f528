package simulate

import (
	"os"
	"testing"
	"time"
)

func TestDump(t *testing.T) {
	if os.Getenv("SIM_OUT") == "" {
		t.Skip("no SIM_OUT")
	}
	cfg := Demo(7)
	if os.Getenv("SIM_LARGE") != "" {
		cfg = Large(7)
	}
	begin := time.Now()
	sum, err := Write(t.Context(), os.Getenv("SIM_OUT"), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(sum.Records, time.Since(begin))
	for _, f := range sum.Files {
		t.Log(f)
	}
}
