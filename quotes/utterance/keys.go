package utterance

import (
	"hash/fnv"
	"slices"

	"quotebot/quotes"
)

// How printings are found again without comparing all: runs of shingleWords words are hashed, and of every window of
// shingleWindow runs the least hash is a key (winnowing). Two printings that share shingleWindow + shingleWords - 1 words
// in a row (11) are sure to share a key; a sentence of 20 words has four keys on average.
const (
	shingleWords  = 4
	shingleWindow = 8
)

// Shingles are the keys of a text, each once, in the order of the text: hashes of runs of its words. A text of fewer
// than four words has none.
func Shingles(text string) []uint64 {
	ts := fold(text)
	if len(ts) < shingleWords {
		return nil
	}
	runs := make([]uint64, 0, len(ts)-shingleWords+1)
	for i := range len(ts) - shingleWords + 1 {
		h := uint64(0)
		for _, t := range ts[i : i+shingleWords] {
			h = mix(h ^ t.id)
		}
		runs = append(runs, h)
	}
	var keys []uint64
	last := -1
	for start := 0; start == 0 || start+shingleWindow <= len(runs); start++ {
		least := start
		for i := start; i < min(start+shingleWindow, len(runs)); i++ {
			if runs[i] < runs[least] {
				least = i
			}
		}
		if least != last {
			last = least
			if !slices.Contains(keys, runs[least]) {
				keys = append(keys, runs[least])
			}
		}
	}
	return keys
}

// SpeakerHash is the key under which the printings of a speaker are found: of the last word of the name, so that short
// forms meet the full name. It is 0 for nobody.
func SpeakerHash(s quotes.Speaker) uint64 {
	key := SpeakerKey(s.Name)
	if key == "" || s.Kind == quotes.Unnamed {
		return 0
	}
	h := fnv.New64a()
	h.Write([]byte(key))
	return h.Sum64() | 1
}
