package utterance

import "quotebot/quotes"

// Op says what a change does to the real words.
type Op string

// The kinds of change.
const (
	Kept   Op = "kept"   // the same words in both; marks and case may differ
	Struck Op = "struck" // only in the real text
	Added  Op = "added"  // only in the text asked about
)

// Change is a passage of a comparison. The Real spans of all changes follow each other without a gap and cover the real
// text from end to end, and so do the Asked spans for the other text; a span is empty where a text has no part in it.
type Change struct {
	Op          Op
	Real, Asked quotes.Span
}

// Diff compares two texts word by word. Words are compared folded (case, accents, marks, contractions and the spelling
// of numbers don't count); a span reaches to the next word, so that joined spans give each text back byte for byte.
// Texts of more than some two thousand different words each are shown as replaced in the middle.
func Diff(real, asked string) []Change {
	a, b := fold(real), fold(asked)
	if len(a) == 0 || len(b) == 0 {
		return withoutWords(real, asked, len(a) == len(b))
	}
	return changes(hunks(a, b, strictly), a, b, len(real), len(asked))
}

func changes(hs []hunk, a, b []token, realLen, askedLen int) []Change {
	var out []Change
	for _, h := range hs {
		real := quotes.Span{Start: border(a, h.a0, realLen), End: border(a, h.a1, realLen)}
		asked := quotes.Span{Start: border(b, h.b0, askedLen), End: border(b, h.b1, askedLen)}
		if h.equal {
			out = append(out, Change{Kept, real, asked})
			continue
		}
		if h.a1 > h.a0 {
			out = append(out, Change{Struck, real, quotes.Span{Start: asked.Start, End: asked.Start}})
		}
		if h.b1 > h.b0 {
			out = append(out, Change{Added, quotes.Span{Start: real.End, End: real.End}, asked})
		}
	}
	return out
}

// withoutWords compares texts of which at least one has no words; two without any count as the same.
func withoutWords(real, asked string, both bool) []Change {
	whole, other := quotes.Span{End: len(real)}, quotes.Span{End: len(asked)}
	if both {
		return []Change{{Kept, whole, other}}
	}
	var out []Change
	if whole.Len() > 0 {
		out = append(out, Change{Struck, whole, quotes.Span{}})
	}
	if other.Len() > 0 {
		out = append(out, Change{Added, quotes.Span{Start: whole.End, End: whole.End}, other})
	}
	return out
}

// border is where the token begins that a passage begins with: signs before the first belong to it, signs behind a word
// to the word.
func border(ts []token, i, length int) int {
	switch {
	case i >= len(ts):
		return length
	case i == 0:
		return 0
	}
	return ts[i].at.Start
}
