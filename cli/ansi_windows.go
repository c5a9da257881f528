package cli

import (
	"os"
	"syscall"
)

// enableVirtualTerminal makes a Windows console read escape sequences.
const enableVirtualTerminal = 0x0004

// ansi tells whether a terminal understands escape sequences, turning them on where that
// must be asked for.
func ansi(f *os.File) bool {
	var mode uint32
	handle := syscall.Handle(f.Fd())
	if err := syscall.GetConsoleMode(handle, &mode); err != nil {
		return false
	}
	if mode&enableVirtualTerminal != 0 {
		return true
	}
	set := syscall.NewLazyDLL("kernel32.dll").NewProc("SetConsoleMode")
	if set.Find() != nil {
		return false
	}
	done, _, _ := set.Call(uintptr(handle), uintptr(mode|enableVirtualTerminal))
	return done != 0
}
