package watch

import (
	"maps"
	"strings"
	"unicode/utf8"

	"quotebot/quotes"
	"quotebot/quotes/words"
)

const (
	// alike is the share of a sentence's words, by weight, that a passage must have to count as its new form.
	alike = 0.6
	// telling is how much a word weighs that not every text has; one that every text has weighs 1.
	telling = 3
	// mostPassages is how many passages that are nothing new are passed over for one sentence.
	mostPassages = 8
	// longestPage is up to how many words of a page are searched for new forms, which takes time for each sentence. Pages of
	// news have a few thousand.
	longestPage = 100_000
)

// nearest is the passage of the page that a sentence has become, or empty. What the kept text had already is nothing that
// it has become. Among passages as good as each other the one between marks wins.
func nearest(sentence string, kept, page, spoken *text) string {
	if len(page.words) > longestPage {
		return ""
	}
	ws := words.Cut(sentence)
	had := func(passage string) bool { return kept.holds(strings.Split(passage, quotes.Ellipsis)) }
	in, good := spoken.near(ws, had)
	if all, better := page.near(ws, had); better > good {
		in = all
	}
	return in
}

// near finds the stretch of the text, as long as the words are and a little longer, that has most of their weight; it
// gives the sentence or the marked words around it, and the share of the weight. It gives nothing when that share is too
// small; unwanted passages are passed over.
func (t *text) near(ws []words.Word, unwanted func(passage string) bool) (passage string, good float64) {
	want, whole := map[string]int{}, 0
	for _, w := range ws {
		want[w.Form]++
		whole += weight(w.Form)
	}
	width := len(ws) + len(ws)/4 + 1
	passed := map[int]bool{} // words of passages that were passed over
	for range mostPassages {
		at, best := t.densest(want, width, passed)
		good = float64(best) / float64(whole)
		if best == 0 || good < alike {
			return "", 0
		}
		first, last := t.tightest(max(0, at-width+1), at, want, passed)
		passage = around(t.printed, t.words[first].Start, t.words[last].End)
		if !unwanted(passage) {
			return passage, good
		}
		for i := first; i <= last; i++ {
			passed[i] = true
		}
	}
	return "", 0
}

// densest is the last word of the stretch of so many words that has most of the wanted weight, and that weight. A stretch
// lies in one paragraph.
func (t *text) densest(want map[string]int, width int, passed map[int]bool) (at, best int) {
	have := map[string]int{}
	got, first := 0, 0
	for i, w := range t.words {
		if passed[i] || t.breaks(i) {
			clear(have)
			got, first = 0, i
		}
		if passed[i] {
			first = i + 1
			continue
		}
		if have[w.Form]++; have[w.Form] <= want[w.Form] {
			got += weight(w.Form)
		}
		if i-first >= width {
			out := t.words[first].Form
			if have[out] <= want[out] {
				got -= weight(out)
			}
			have[out]--
			first++
		}
		if got > best {
			best, at = got, i
		}
	}
	return at, best
}

// breaks says whether a word is the first of its paragraph.
func (t *text) breaks(i int) bool {
	return i > 0 && strings.IndexByte(t.printed[t.words[i-1].Start:t.words[i].Start], '\n') >= 0
}

// interrupted says whether something stood between a word and the one before it.
func (t *text) interrupted(i int) bool {
	return i > 0 && strings.Contains(t.printed[t.words[i-1].Start:t.words[i].Start], quotes.Ellipsis)
}

// tightest is the piece of a stretch in which the wanted words outweigh the others most: a stray "the" at its end does not
// belong to it, nor does a second sentence with some of the same words.
func (t *text) tightest(from, to int, want map[string]int, passed map[int]bool) (first, last int) {
	first, last = to, to
	sum, best, start := 0, 0, from
	left := maps.Clone(want)
	for i := from; i <= to; i++ {
		if t.interrupted(i) {
			sum -= telling
		}
		if sum <= 0 || t.breaks(i) || passed[i] {
			sum, start, left = 0, i, maps.Clone(want)
		}
		if form := t.words[i].Form; left[form] > 0 && !passed[i] {
			left[form]--
			sum += weight(form)
		} else {
			sum--
		}
		if sum > best {
			best, first, last = sum, start, i
		}
	}
	return first, last
}

func weight(form string) int {
	if words.Common(form) {
		return 1
	}
	return telling
}

const marks = "“”„«»\""

// around widens a stretch to the sentence or the words between marks that it stands in.
func around(printed string, start, end int) string {
	line := strings.LastIndexByte(printed[:start], '\n') + 1
	if i := strings.LastIndexAny(printed[line:start], marks); i >= 0 {
		_, n := utf8.DecodeRuneInString(printed[line+i:])
		line += i + n
	}
	if i := strings.LastIndex(printed[line:start], quotes.Ellipsis); i >= 0 {
		line += i + len(quotes.Ellipsis)
	}
	if i := lastSentenceEnd(printed[line:start]); i >= 0 {
		line += i
	}
	stop := len(printed)
	if i := strings.IndexByte(printed[end:], '\n'); i >= 0 {
		stop = end + i
	}
	if i := strings.IndexAny(printed[end:stop], marks); i >= 0 {
		stop = end + i
	}
	if i := strings.Index(printed[end:stop], quotes.Ellipsis); i >= 0 {
		stop = end + i
	}
	if i := firstSentenceEnd(printed[end:stop]); i >= 0 {
		stop = end + i
	}
	return strings.TrimSpace(printed[line:stop])
}

// lastSentenceEnd is the byte behind the last sign that ends a sentence and is followed by a blank, or -1.
func lastSentenceEnd(s string) int {
	for i := len(s) - 1; i > 0; i-- {
		if s[i] == ' ' && strings.IndexByte(".!?", s[i-1]) >= 0 {
			return i
		}
	}
	return -1
}

// firstSentenceEnd is the byte behind the first sign that ends a sentence, or -1.
func firstSentenceEnd(s string) int {
	for i := range len(s) {
		if strings.IndexByte(".!?", s[i]) >= 0 && (i+1 == len(s) || s[i+1] == ' ') {
			return i + 1
		}
	}
	return -1
}
