package db

import (
	"strings"

	"quotebot/quotes/words"
)

// mostWords bounds what a lexicon remembers: some 200 bytes a word or name.
const mostWords = 250_000

// lexicon remembers how words are indexed: stemming a word again for every quote that has it costs several times as much
// as looking it up. It is for one goroutine at a time; what it has given out may be read by others.
type lexicon struct {
	ids   map[string]uint32
	pairs map[[2]uint32]uint32
	names map[name]uint32
	words []lexeme // the first is none
	seen  []uint32 // by word: the quote that was last seen with it
	sums  []int32  // by word: how many quotes of a batch have it; 0 between batches
	quote uint32

	at  []uint32
	out []byte
}

// lexeme is a word, folded, or a pair of common ones, with the term that it is indexed by; or the name of somebody.
type lexeme struct {
	word, term string
	common     bool
	names      kindOfName // nobody: it is a word
}

// name is a name as printed.
type name struct {
	names kindOfName
	text  string
}

// kindOfName is whom a name names.
type kindOfName uint8

const (
	nobody kindOfName = iota
	aSpeaker
	anOutlet
)

// column is how table names writes the kind.
func (k kindOfName) column() string { return [...]string{"", "speaker", "outlet"}[k] }

// form is a quote as the index takes it in: its terms, and every word and name that it has, once each, as places in its
// lexicon.
type form struct {
	terms
	has    []uint32
	speaks uint32 // the speaker's name among them; 0: none
}

// terms are those of the columns of the index.
type terms struct{ words, context, title, speaker string }

func newLexicon() *lexicon {
	return &lexicon{ids: map[string]uint32{}, pairs: map[[2]uint32]uint32{}, names: map[name]uint32{},
		words: make([]lexeme, 1), seen: make([]uint32, 1), sums: make([]int32, 1)}
}

// full says that it is time for a new one.
func (l *lexicon) full() bool { return len(l.words) > mostWords }

// form gives the form of a quote. The context is the paragraph, which repeats the quote; its words count once.
func (l *lexicon) form(e entry) form {
	l.quote++
	own := words.Cut(e.words)
	f := form{has: make([]uint32, 0, len(own)+16)}
	l.at = l.at[:0]
	for _, w := range own {
		id := l.id(w.Form)
		l.at = append(l.at, id)
		l.note(&f, id)
	}
	f.words = l.inOrder(&f)
	f.context, f.title, f.speaker = l.single(&f, strings.Replace(e.context, e.words, " ", 1)), l.single(&f, e.title), l.single(&f, e.speaker)
	f.speaks = l.name(&f, name{aSpeaker, e.speaker})
	l.name(&f, name{anOutlet, e.outlet})
	return f
}

// sum counts in how many of the quotes each word is.
func (l *lexicon) sum(rows []row) []counted {
	n := 0
	for i := range rows {
		for _, w := range rows[i].form.has {
			if l.sums[w] == 0 {
				n++
			}
			l.sums[w]++
		}
	}
	counts := make([]counted, 0, n)
	for i := range rows {
		for _, w := range rows[i].form.has {
			if l.sums[w] != 0 {
				counts = append(counts, counted{word: w, more: l.sums[w]})
				l.sums[w] = 0
			}
		}
	}
	return counts
}

// inOrder gives the terms of the words at l.at, as words.Terms does.
func (l *lexicon) inOrder(f *form) string {
	l.out = l.out[:0]
	for i, id := range l.at {
		switch {
		case !l.words[id].common:
			l.add(l.words[id].term)
		case i > 0 && l.words[l.at[i-1]].common:
			pair := l.pair(l.at[i-1], id)
			l.note(f, pair)
			l.add(l.words[pair].term)
		}
	}
	if len(l.out) == 0 {
		for _, id := range l.at {
			l.add(l.words[id].word)
		}
	}
	return string(l.out)
}

// single gives the terms of the words that are not common: order tells little outside the quote itself, so pairs are
// left out.
func (l *lexicon) single(f *form, text string) string {
	l.out = l.out[:0]
	for _, w := range words.Cut(text) {
		id := l.id(w.Form)
		l.note(f, id)
		if !l.words[id].common {
			l.add(l.words[id].term)
		}
	}
	return string(l.out)
}

func (l *lexicon) add(term string) {
	if len(l.out) > 0 {
		l.out = append(l.out, ' ')
	}
	l.out = append(l.out, term...)
}

// note notes that the quote has a word.
func (l *lexicon) note(f *form, id uint32) {
	if l.seen[id] != l.quote {
		l.seen[id] = l.quote
		f.has = append(f.has, id)
	}
}

// id gives the place of a word.
func (l *lexicon) id(word string) uint32 {
	if id, ok := l.ids[word]; ok {
		return id
	}
	word = strings.Clone(word) // it is a piece of a whole text
	x := lexeme{word: word, term: word, common: words.Common(word)}
	if !x.common { // common words are never looked for alone, but how common they are tells what they are worth
		x.term = words.Stem(word)
	}
	id := l.learn(x)
	l.ids[word] = id
	return id
}

// pair gives the place of two common words that follow each other.
func (l *lexicon) pair(a, b uint32) uint32 {
	key := [2]uint32{a, b}
	id, ok := l.pairs[key]
	if !ok {
		word := words.Pair(l.words[a].word, l.words[b].word)
		id = l.learn(lexeme{word: word, term: word})
		l.pairs[key] = id
	}
	return id
}

// name gives the place of a name, and notes that the quote has it; 0 for nobody's.
func (l *lexicon) name(f *form, n name) uint32 {
	if n.text == "" {
		return 0
	}
	id, ok := l.names[n]
	if !ok {
		n.text = strings.Clone(n.text)
		id = l.learn(lexeme{word: n.text, names: n.names})
		l.names[n] = id
	}
	l.note(f, id)
	return id
}

func (l *lexicon) learn(x lexeme) uint32 {
	l.words = append(l.words, x)
	l.seen = append(l.seen, 0)
	l.sums = append(l.sums, 0)
	return uint32(len(l.words) - 1)
}
