//go:build unix

package main

import (
	"runtime"
	"syscall"
)

// usage is the processor time that this process has used, in seconds, and the most memory
// that it held, in MiB.
func usage() (cpu, peak float64) {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0, 0
	}
	unit := 1024.0 // kibibytes
	if runtime.GOOS == "darwin" {
		unit = 1 << 20 // bytes
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9, float64(u.Maxrss) / unit
}
