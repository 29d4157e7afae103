package search

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sync"

	"quotebot/quotes"
)

// spelling has the words of one audience, to find those that a mistyped word may have meant.
type spelling struct {
	last  int64           // id of the newest entry
	byLen [][]spelledWord // by length in bytes
}

type spelledWord struct {
	word string
	set  uint64
	uses float32 // logarithm of how many quotes have it
}

// learn adds new entries.
func (s *spelling) learn(es []quotes.Entry) {
	for _, e := range es {
		s.last = e.ID
		n := len(e.Name)
		for len(s.byLen) <= n {
			s.byLen = append(s.byLen, nil)
		}
		s.byLen[n] = append(s.byLen[n], spelledWord{e.Name, letterSet(e.Name), float32(math.Log(float64(max(e.Quotes, 1))))})
	}
}

// alternative is a word of the library that a word of the question may have meant.
type alternative struct {
	word  string
	sim   float64 // 1 for the same word
	score float64 // how likely it was meant, to compare alternatives
}

// reach is how many letters may be wrong in a word of this length.
func reach(length int) int {
	switch {
	case length < 3:
		return 0
	case length < 7:
		return 1
	default:
		return 2
	}
}

// near appends the words within reach.
func (s *spelling) near(list []alternative, word string) []alternative {
	limit := reach(len(word))
	if limit == 0 {
		return list
	}
	set := letterSet(word)
	for n := max(1, len(word)-limit); n <= len(word)+limit && n < len(s.byLen); n++ {
		for _, w := range s.byLen[n] {
			if farApart(set, w.set, limit) {
				continue
			}
			d := distance(word, w.word, limit)
			if d > limit {
				continue
			}
			a := alternative{word: w.word, sim: 1 - .15*float64(d), score: -3*float64(d) + .5*float64(w.uses)}
			if w.word[0] != word[0] { // people rarely get the first letter wrong
				a.sim -= .05
				a.score -= .7
			}
			list = append(list, a)
		}
	}
	return list
}

// alternatives is how many words may stand in for a mistyped one.
const alternatives = 8

// correct gives the likeliest words that the view's library has for a word that it does not have.
func (e *Engine) correct(ctx context.Context, audiences []int64, word string) ([]alternative, error) {
	if reach(len(word)) == 0 {
		return nil, nil
	}
	var list []alternative
	for _, a := range audiences {
		s, err := e.spellingOf(ctx, a)
		if err != nil {
			return nil, err
		}
		list = s.near(list, word)
	}
	slices.SortStableFunc(list, func(a, b alternative) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.word, b.word))
	})
	list = slices.CompactFunc(list, func(a, b alternative) bool { return a.word == b.word })
	return list[:min(len(list), alternatives)], nil
}

// vocabulary keeps the words of an audience up to date.
type vocabulary struct {
	mu sync.Mutex // held while it is brought up to date
	spelling
}

// spellingOf gives the words of an audience as they are now. What is returned must not be changed.
func (e *Engine) spellingOf(ctx context.Context, audience int64) (*spelling, error) {
	v := e.spellings.get(audience, func() *vocabulary { return &vocabulary{} })
	now, size, err := v.now(ctx, e.index, audience)
	if err != nil {
		return nil, err
	}
	e.spellings.resize(audience, 1+size)
	return now, nil
}

func (v *vocabulary) now(ctx context.Context, ix Index, audience int64) (s *spelling, size int, err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	es, err := ix.Vocabulary(ctx, audience, v.last)
	if err != nil {
		return nil, 0, err
	}
	if len(es) > 0 {
		// Others may be reading the old one: it is copied, and only its outer slices are shared with the new one.
		grown := spelling{last: v.last, byLen: make([][]spelledWord, len(v.byLen))}
		for n, ws := range v.byLen {
			grown.byLen[n] = slices.Clip(ws)
		}
		grown.learn(es)
		v.spelling = grown
	}
	for _, ws := range v.byLen {
		size += len(ws)
	}
	return &spelling{v.last, v.byLen}, size, nil
}
