package utterance

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"quotebot/quotes"
)

// shortSentence is how many words a sentence must have to be a part of its own; shorter ones ("Yes.") go with the next.
const shortSentence = 4

// Parts cuts the words of a quote into sentences, as spans of text: the unit that utterances are made of. A sentence that
// was interrupted ("The bridge, … is safe.") is one part.
func Parts(text string) []quotes.Span {
	var out []quotes.Span
	start := 0
	cut := func(end, next int) {
		if len(fold(text[start:end])) >= shortSentence {
			out = append(out, quotes.Span{Start: start, End: end})
			start = next
		}
	}
	for i := 0; i < len(text); {
		if strings.HasPrefix(text[i:], quotes.Ellipsis) { // a piece of the quote ends here
			next := i + len(quotes.Ellipsis)
			if ended(text[start:i]) || opensUpper(text[next:]) {
				cut(i, next)
			}
			i = next
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		if strings.ContainsRune(".!?", r) {
			if end, next := sentenceEnd(text, i); next > 0 {
				cut(end, next)
				i = end
				continue
			}
		}
		i += n
	}
	if rest := strings.TrimSpace(text[start:]); rest != "" {
		end := start + len(strings.TrimRight(text[start:], " \t\r\n"))
		if len(out) > 0 && len(fold(rest)) < shortSentence {
			out[len(out)-1].End = end
		} else {
			out = append(out, quotes.Span{Start: start, End: end})
		}
	}
	for i := range out {
		trimmed := strings.TrimLeft(out[i].In(text), " \t\r\n")
		out[i].Start = out[i].End - len(trimmed)
	}
	return out
}

// sentenceEnd tells where a sentence that the sign at i closes ends and where the next begins; next is 0 when the sign
// closes none: within a number, after an initial or an abbreviation, before a small letter, or in an ellipsis.
func sentenceEnd(text string, i int) (end, next int) {
	if text[i] == '.' && (abbreviated(text[:i]) || strings.HasPrefix(text[i:], "..") || strings.HasSuffix(text[:i], ".")) {
		return 0, 0
	}
	end = i + 1
	for end < len(text) {
		r, n := utf8.DecodeRuneInString(text[end:])
		if !strings.ContainsRune(".!?\"'”’“‘»«)]", r) {
			break
		}
		end += n
	}
	next = end
	for next < len(text) && (text[next] == ' ' || text[next] == '\n' || text[next] == '\t' || text[next] == '\r') {
		next++
	}
	if next == end || next == len(text) || !opensUpper(text[next:]) {
		return 0, 0
	}
	return end, next
}

// ended says whether a piece closes its sentence.
func ended(piece string) bool {
	piece = strings.TrimRight(piece, " \"'”’“‘»«)]")
	return piece != "" && strings.ContainsRune(".!?", rune(piece[len(piece)-1])) && !strings.HasSuffix(piece, "..")
}

// opensUpper says whether the first letter is a capital, or there is a digit or no letter first.
func opensUpper(text string) bool {
	for _, r := range text {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return !unicode.IsLower(r)
		}
		if unicode.IsSpace(r) {
			continue
		}
		if !strings.ContainsRune("\"'“‘„‚«»([¿¡", r) {
			return false
		}
	}
	return false
}

// abbreviated says whether the last word is one letter or a usual abbreviation, whose dot closes nothing.
func abbreviated(text string) bool {
	i := strings.LastIndexFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })
	if i >= 0 {
		_, n := utf8.DecodeRuneInString(text[i:])
		i += n - 1
	}
	word := text[i+1:]
	return utf8.RuneCountInString(word) == 1 && word != "I" || abbreviations[strings.ToLower(word)]
}

var abbreviations = set("mr mrs ms dr prof st sen rep gov gen col lt sgt jr sr vs no jan feb mar apr aug sept oct nov dec hr fr nr bzw usw z ca")

// InText gives the place in an article of a part of a quote: from its first byte to its last, with what was printed
// between its segments. at are the places of the segments, as many as there are segments. A quote in one piece has one
// segment.
func InText(part quotes.Span, segments []string, at []quotes.Span) quotes.Span {
	place := func(offset int) int {
		start := 0
		for i, s := range segments {
			if offset <= start+len(s) || i == len(segments)-1 {
				return min(at[i].Start+max(0, offset-start), at[i].End)
			}
			start += len(s) + len(quotes.Ellipsis)
		}
		return 0
	}
	return quotes.Span{Start: place(part.Start), End: place(part.End)}
}
