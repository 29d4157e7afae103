package utterance

import (
	"hash/fnv"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"quotebot/quotes"
)

// SketchSize is how many values a sketch has. Of two sketches, the share of equal values estimates the share of common
// names (MinHash); with 64 values one standard error is about 0.06.
const SketchSize = 64

// Sketch is a small fingerprint of the names and numbers in an article: what a reworded copy can't change. The zero
// sketch is that of no text, and resembles nothing.
type Sketch [SketchSize]uint16

// SketchOf makes the sketch of an article's text.
func SketchOf(text string) Sketch {
	var least [SketchSize]uint64
	for i := range least {
		least[i] = math.MaxUint64
	}
	any := false
	for name := range namesIn(text) {
		h := fnv.New64a()
		h.Write([]byte(name))
		x := h.Sum64()
		for i := range least {
			x = mix(x + 0x9e3779b97f4a7c15)
			least[i] = min(least[i], x)
		}
		any = true
	}
	var s Sketch
	if !any {
		return s
	}
	for i, v := range least {
		s[i] = uint16(v) | 1 // odd, so that no value is that of the zero sketch
	}
	return s
}

// mix is the finaliser of SplitMix64: it spreads one hash into as many as are needed.
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// Resemblance estimates which share of the names of two articles they have in common, from 0 to 1.
func (s Sketch) Resemblance(o Sketch) float64 {
	n := 0
	for i := range s {
		if s[i] == o[i] && s[i] != 0 {
			n++
		}
	}
	return float64(n) / SketchSize
}

// namesIn are the words of a text that begin with a capital letter though they don't begin a sentence, and the numbers
// of two digits and more. In German these are the nouns, which copies keep too.
func namesIn(text string) map[string]bool {
	m := make(map[string]bool)
	opening := true // whether the next word begins a sentence
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if !wordSign(r) {
			if strings.ContainsRune(".!?:\n“”\"„»«", r) {
				opening = true
			}
			i += n
			continue
		}
		start := i
		for i < len(text) {
			q, k := utf8.DecodeRuneInString(text[i:])
			if !wordSign(q) && !unicode.IsMark(q) {
				break
			}
			i += k
		}
		word := text[start:i]
		if i-start > 1 && (unicode.IsDigit(r) || unicode.IsUpper(r) && !opening) {
			m[plainString(word)] = true
		}
		opening = false
	}
	return m
}

// reach is how many bytes of an article count as the surroundings of a printing, on each side.
const reach = 360

// Around cuts the surroundings of a span out of an article's text, for Printing.Before and Printing.After.
func Around(text string, at quotes.Span) (before, after string) {
	from, to := max(0, at.Start-reach), min(len(text), at.End+reach)
	for from < at.Start && !utf8.RuneStart(text[from]) {
		from++
	}
	for to > at.End && to < len(text) && !utf8.RuneStart(text[to]) {
		to--
	}
	return text[from:at.Start], text[at.End:to]
}

// place is what Same compares of the surroundings of a printing.
type place struct {
	before, after []token
}

// kept is which part of the telling words around two printings they have in common, 0 to 1: all of the surroundings and,
// counting the same, those next to the words. A side where an article begins or ends says nothing.
func (p place) kept(o place) float64 {
	n, sum := 0, 0.0
	for _, side := range [][2][]token{
		{p.before, o.before}, {p.after, o.after},
		{p.before[max(0, len(p.before)-closeBy):], o.before[max(0, len(o.before)-closeBy):]},
		{p.after[:min(closeBy, len(p.after))], o.after[:min(closeBy, len(o.after))]},
	} {
		a, b := stems(side[0]), stems(side[1])
		if min(len(a), len(b)) < 3 {
			continue
		}
		n++
		sum += bagOverlap(a, b)
	}
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}

// closeBy is how many words next to a printing count as its closest surroundings.
const closeBy = 16

// neighbours is how many words in a row the surroundings have in common: the quote printed next to one is printed next
// to the other.
func (p place) neighbours(o place) int {
	return max(longestRun(p.before, o.before), longestRun(p.after, o.after))
}

// shared counts the stems that are in both sets.
func shared(a, b map[string]bool) int {
	n := 0
	for w := range a {
		if b[w] {
			n++
		}
	}
	return n
}

// longestRun is the length of the longest run of tokens that two lists share.
func longestRun(a, b []token) int {
	longest := 0
	row := make([]int, len(b)+1)
	for i := range a {
		for j := len(b); j > 0; j-- {
			if a[i].id != b[j-1].id {
				row[j] = 0
				continue
			}
			row[j] = row[j-1] + 1
			longest = max(longest, row[j])
		}
	}
	return longest
}
