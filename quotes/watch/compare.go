package watch

import (
	"slices"
	"strings"
	"unicode/utf8"

	"quotebot/quotes"
	"quotebot/quotes/utterance"
	"quotebot/quotes/words"
)

const (
	// enough is the share of the kept text, in runs of four words, that a page must show so that words which are not found
	// in it count as changed or missing. Pages that ask to log in, show a notice or only their first paragraph have less.
	enough = 0.5
	// alike is the share of a sentence's words, by weight, that a passage must have to count as its new form.
	alike = 0.6
	// telling is how much a word weighs that not every text has; one that every text has weighs 1.
	telling = 3
	run     = 4
)

// text is a printed text with its words.
type text struct {
	printed string
	words   []words.Word
	places  map[string][]int // of each form, in order
}

func cut(printed string) *text {
	t := &text{printed: printed, words: words.Cut(printed)}
	t.places = make(map[string][]int, len(t.words))
	for i, w := range t.words {
		t.places[w.Form] = append(t.places[w.Form], i)
	}
	return t
}

// compare tells what a page shows now of an article that was kept.
func compare(kept Kept, now string) (state State, findings []Finding, correction string) {
	page, spoken := cut(now), cut(spokenIn(now))
	judged := shown(cut(kept.Text), page) >= enough
	state = Same
	for _, q := range kept.Quotes {
		f := find(q, page, spoken)
		if f.State != Same && !judged {
			f = Finding{Quote: q.ID}
		}
		findings = append(findings, f)
		switch {
		case f.State == Missing:
			state = Missing
		case f.State == Changed && state == Same:
			state = Changed
		}
	}
	if !judged {
		return Other, findings, ""
	}
	return state, findings, correctionIn(now, kept.Text)
}

// shown is the share of the runs of four words of the kept text that the page has.
func shown(kept, page *text) float64 {
	runs := func(t *text) map[[run]string]bool {
		out := make(map[[run]string]bool, len(t.words))
		for i := 0; i+run <= len(t.words); i++ {
			var r [run]string
			for j := range run {
				r[j] = t.words[i+j].Form
			}
			out[r] = true
		}
		return out
	}
	had, has := runs(kept), runs(page)
	if len(had) == 0 {
		return 1
	}
	both := 0
	for r := range had {
		if has[r] {
			both++
		}
	}
	return float64(both) / float64(len(had))
}

// find looks for a quote. Its words may be interrupted where they were not before, as long as they are all there in order.
func find(q Quote, page, spoken *text) Finding {
	segments := q.Segments
	if len(segments) == 0 {
		segments = []string{q.Words}
	}
	if page.holds(segments) || spoken.holds(segments) {
		return Finding{Quote: q.ID, State: Same}
	}
	f := Finding{Quote: q.ID, State: Missing}
	there := 0
	for _, part := range utterance.Parts(q.Words) {
		sentence := part.In(q.Words)
		if pieces := strings.Split(sentence, quotes.Ellipsis); page.holds(pieces) || spoken.holds(pieces) {
			there++
			continue
		}
		now := nearest(sentence, page, spoken)
		if f.Part.IsZero() || f.Now == "" && now != "" {
			f.Part, f.Now = part, now
		}
	}
	if f.Now != "" || there > 0 {
		f.State = Changed
		return f
	}
	return Finding{Quote: q.ID, State: Missing}
}

// holds says whether the text has these pieces one after the other, each with its words in one run. Case, accents and
// marks do not count.
func (t *text) holds(pieces []string) bool {
	from := 0
	for _, p := range pieces {
		ws := words.Cut(p)
		if len(ws) == 0 {
			continue
		}
		at := t.index(ws, from)
		if at < 0 {
			return false
		}
		from = at + len(ws)
	}
	return true
}

// index is where a run of words begins, at from or behind it, or -1.
func (t *text) index(ws []words.Word, from int) int {
	rarest := 0
	for i, w := range ws {
		if len(t.places[w.Form]) < len(t.places[ws[rarest].Form]) {
			rarest = i
		}
	}
	for _, p := range t.places[ws[rarest].Form] {
		start := p - rarest
		if start < from || start+len(ws) > len(t.words) {
			continue
		}
		if slices.EqualFunc(ws, t.words[start:start+len(ws)], func(a, b words.Word) bool { return a.Form == b.Form }) {
			return start
		}
	}
	return -1
}

// nearest is the passage of the page that a sentence has become, or empty. Among passages as good as each other the one
// between marks wins.
func nearest(sentence string, page, spoken *text) string {
	ws := words.Cut(sentence)
	in, good := spoken.near(ws)
	if all, better := page.near(ws); better > good {
		in, good = all, better
	}
	if good < alike {
		return ""
	}
	return in
}

// near finds the stretch of the text, as long as the words are and a little longer, that has most of their weight; it
// gives the sentence or the marked words around it, and the share of the weight.
func (t *text) near(ws []words.Word) (string, float64) {
	want, whole := map[string]int{}, 0
	for _, w := range ws {
		want[w.Form]++
		whole += weight(w.Form)
	}
	if whole == 0 {
		return "", 0
	}
	width := len(ws) + len(ws)/4 + 1
	have := map[string]int{}
	got, best, at := 0, 0, 0
	for i, w := range t.words {
		if have[w.Form]++; have[w.Form] <= want[w.Form] {
			got += weight(w.Form)
		}
		if i >= width {
			out := t.words[i-width].Form
			if have[out] <= want[out] {
				got -= weight(out)
			}
			have[out]--
		}
		if got > best {
			best, at = got, i
		}
	}
	if best == 0 {
		return "", 0
	}
	first, last := t.tightest(max(0, at-width+1), at, want)
	return around(t.printed, t.words[first].Start, t.words[last].End), float64(best) / float64(whole)
}

// tightest is the piece of a stretch in which the wanted words outweigh the others most: a stray "the" at its end does not
// belong to it.
func (t *text) tightest(from, to int, want map[string]int) (first, last int) {
	first, last = from, to
	sum, best, start := 0, 0, from
	for i := from; i <= to; i++ {
		if sum <= 0 {
			sum, start = 0, i
		}
		if form := t.words[i].Form; want[form] > 0 {
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

// spokenIn is what stands between marks, a paragraph a line, with an ellipsis where something stood between: a quote that
// is interrupted stands in it in one piece.
func spokenIn(printed string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(printed, "\n") {
		closing := ""
		for _, r := range line {
			switch {
			case closing == "":
				closing = closes(r)
			case strings.ContainsRune(closing, r):
				closing = ""
				b.WriteString(quotes.Ellipsis)
			default:
				b.WriteRune(r)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// closes gives the marks that end what the mark opens, or nothing when it opens nothing.
func closes(r rune) string {
	switch r {
	case '“':
		return "”"
	case '„':
		return "“”"
	case '«':
		return "»"
	case '»':
		return "«"
	case '"':
		return "\""
	}
	return ""
}
