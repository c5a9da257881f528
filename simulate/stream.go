package simulate

import (
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"time"
)

// purpose keys a random stream, so that drawing more for one purpose leaves every other as it was.
type purpose uint64

const (
	forCompany purpose = iota + 1
	forName
	forPerson
	forCasting
	forStory
	forSite
	forLaptop
	forDay
	forTables
	forLane // plus the lane's number
)

// stream makes the random stream of a purpose; ids are person, day and so on.
func stream(seed uint64, why purpose, ids ...uint64) *rand.Rand {
	h := mix(seed ^ 0x9e3779b97f4a7c15)
	h = mix(h ^ uint64(why)*0xbf58476d1ce4e5b9)
	for _, id := range ids {
		h = mix(h ^ (id+1)*0x94d049bb133111eb)
	}
	return rand.New(rand.NewPCG(h, mix(h)))
}

// mix spreads the bits of x; it is the finaliser of splitmix64.
func mix(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}

func chance(r *rand.Rand, share float64) bool { return r.Float64() < share }

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// between draws an integer from low to high, both included.
// it is low when there is no room.
func between(r *rand.Rand, low, high int) int { return low + r.IntN(max(1, high-low+1)) }

// within draws a duration from low to high.
func within(r *rand.Rand, low, high time.Duration) time.Duration {
	if high <= low {
		return low
	}
	return low + time.Duration(r.Int64N(int64(high-low)))
}

func uuid(r *rand.Rand) string {
	a, b := r.Uint64(), r.Uint64()
	return fmt.Sprintf("%08x-%04x-4%03x-%04x-%012x", a>>32, a>>16&0xffff, a&0xfff, 0x8000|b>>48&0x3fff, b&0xffffffffffff)
}

const (
	base62  = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	letters = "0123456789ABCDEFGHJKLMNPQRSTVWXYZ"
	digits  = "0123456789"
)

func token(r *rand.Rand, alphabet string, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = alphabet[r.IntN(len(alphabet))]
	}
	return string(b)
}

func hexText(r *rand.Rand, bytes int) string {
	b := make([]byte, bytes)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return hex.EncodeToString(b)
}

// macAddr makes a hardware address behind a vendor's prefix such as "a4:83:e7".
func macAddr(r *rand.Rand, prefix string) string {
	return fmt.Sprintf("%s:%02x:%02x:%02x", prefix, r.IntN(256), r.IntN(256), r.IntN(256))
}
