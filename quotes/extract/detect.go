package extract

import (
	"strings"
	"unicode"
)

// How much of a text is read to find out its language, and the share of its words that the commonest words of that
// language make up at least. In running text they make up a third; 12 in 100 keeps lists of names and headlines in.
const (
	detectBytes = 6000
	detectShare = 0.12
)

// language chooses the rules for an article: those of the language that it is said to be in, else those of the language
// whose commonest words it is made of. Without rules that fit it gives the plain ones, which know marks only.
func (e *Extractor) language(tag, text string) *language {
	tag, _, _ = strings.Cut(strings.ToLower(tag), "-")
	if tag != "" {
		for _, l := range e.languages {
			if l.tag == tag {
				return l
			}
		}
		return e.plain
	}
	head := text[:min(len(text), detectBytes)]
	best, most := e.plain, 0
	for _, l := range e.languages {
		n, words := l.commonWords(head)
		if n > most && float64(n) >= detectShare*float64(words) {
			best, most = l, n
		}
	}
	return best
}

// commonWords counts the words of a text, and those that are among the commonest of the language.
func (l *language) commonWords(text string) (common, words int) {
	for w := range strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
		words++
		if c := w[0]; c >= 'A' && c <= 'Z' && len(w) <= longestCommon {
			w = strings.ToLower(w)
		}
		if l.common[w] {
			common++
		}
	}
	return common, words
}

// longestCommon is how long a word may be to be among the commonest ones.
const longestCommon = 8
