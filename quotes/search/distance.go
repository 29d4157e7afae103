package search

import (
	"math/bits"
	"strings"
)

// distance is the number of letters to add, drop, change or swap with their neighbour to make one word of the other
// (optimal string alignment), or limit+1 when it is above the limit. Words are compared byte by byte: they are folded,
// and in other scripts a letter may count as two.
func distance(a, b string, limit int) int {
	const longest = 48 // package words cuts words off there
	if len(a) > longest || len(b) > longest || abs(len(a)-len(b)) > limit {
		return limit + 1
	}
	var rows [3][longest + 1]int
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		last[j] = j
	}
	for i := range len(a) {
		row[0] = i + 1
		best := row[0]
		for j := range len(b) {
			d := last[j]
			if a[i] != b[j] {
				d = 1 + min(d, last[j+1], row[j])
				if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
					d = min(d, before[j-1]+1)
				}
			}
			row[j+1] = d
			best = min(best, d)
		}
		if best > limit {
			return limit + 1
		}
		before, last, row = last, row, before
	}
	return min(last[len(b)], limit+1)
}

// letterSet has a bit for every letter that a word holds. Words whose sets differ in more than 2n bits are more than n
// letters apart, which spares nearly all comparisons.
func letterSet(word string) uint64 {
	var set uint64
	for i := range len(word) {
		set |= 1 << (word[i] & 63)
	}
	return set
}

func farApart(a, b uint64, limit int) bool { return bits.OnesCount64(a^b) > 2*limit }

// sound is a rough key of how a Latin word is spoken in most European languages: words that sound alike often have the
// same one. Letters of one class share a sign, vowels count at the beginning only, and doubles count once.
func sound(word string) string {
	word = spelled.Replace(word)
	key := make([]byte, 0, len(word))
	for i := range len(word) {
		c := soundClass(word[i])
		if c == 'a' && len(key) > 0 {
			c = 0
		}
		if c != 0 && (len(key) == 0 || key[len(key)-1] != c) {
			key = append(key, c)
		}
	}
	return string(key)
}

// spelled brings groups of letters that stand for one sound together.
var spelled = strings.NewReplacer("schtsch", "s", "shch", "s", "tsch", "s", "sch", "s", "tch", "s", "sh", "s", "ch", "s", "zh", "s", "ts", "s",
	"tz", "s", "cz", "s", "ce", "se", "ci", "si", "cy", "si", "ph", "f", "gh", "g", "kh", "k", "ck", "k", "x", "ks", "qu", "kv", "wr", "r", "kn", "n")

func soundClass(c byte) byte {
	switch c {
	case 'a', 'e', 'i', 'o', 'u', 'y', 'j':
		return 'a'
	case 'b', 'p':
		return 'p'
	case 'f', 'v', 'w':
		return 'f'
	case 'c', 'k', 'g', 'q':
		return 'k'
	case 's', 'z':
		return 's'
	case 'd', 't':
		return 't'
	case 'm', 'n':
		return 'm'
	case 'h':
		return 0
	}
	return c
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}
