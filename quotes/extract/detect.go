package extract

import (
	"strings"
	"unicode/utf8"
)

// How much of a text is read to find out its language, and the share of its words that the commonest words of that
// language make up at least. In running text they make up a third; 12 in 100 keeps lists of names and headlines in.
const (
	detectBytes = 2500
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
	common, words := e.countCommon(text[:min(len(text), detectBytes)])
	best, most := e.plain, 0
	for i, l := range e.languages {
		if n := common[i]; n > most && float64(n) >= detectShare*float64(words) {
			best, most = l, n
		}
	}
	return best
}

// longestCommon is how many bytes a word may have to be among the commonest ones.
const longestCommon = 8

// countCommon counts the words of a text, and for each language those that are among its commonest.
func (e *Extractor) countCommon(text string) (common []int, words int) {
	common = make([]int, len(e.languages))
	var buffer [longestCommon]byte
	for i := 0; i < len(text); {
		if !isWordByte(text[i]) {
			i++
			continue
		}
		start := i
		for i < len(text) && (isWordByte(text[i]) || text[i] >= utf8.RuneSelf) {
			if n := i - start; n < longestCommon {
				buffer[n] = text[i]
				if text[i] >= 'A' && text[i] <= 'Z' {
					buffer[n] += 'a' - 'A'
				}
			}
			i++
		}
		words++
		if i-start > longestCommon {
			continue
		}
		for k, l := range e.languages {
			if l.common[string(buffer[:i-start])] {
				common[k]++
			}
		}
	}
	return common, words
}
