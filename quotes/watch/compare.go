package watch

import (
	"slices"
	"strings"

	"quotebot/quotes"
	"quotebot/quotes/utterance"
	"quotebot/quotes/words"
)

const (
	// enough is the share of the kept text, in runs of four words, that a page must show so that words which are not found
	// in it count as changed or missing. Pages that ask to log in, show a notice or only their first paragraph have less.
	enough = 0.5
	run    = 4
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
	before, page, spoken := cut(kept.Text), cut(now), cut(spokenIn(now))
	judged := shown(before, page) >= enough
	state = Same
	for _, q := range kept.Quotes {
		f := Finding{Quote: q.ID}
		switch {
		case stands(q.pieces(), page, spoken):
			f.State = Same
		case judged:
			f = changed(q, before, page, spoken)
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

// stands says whether a text has a quote's words. They may be interrupted where they were not before, as long as they are
// all there in order.
func stands(pieces []string, page, spoken *text) bool {
	return page.holds(pieces) || spoken.holds(pieces)
}

// changed tells what has become of a quote whose words the page does not have as they were. If all its sentences are there,
// only something else came between them.
func changed(q Quote, kept, page, spoken *text) Finding {
	f := Finding{Quote: q.ID, State: Changed}
	there := 0
	for _, part := range utterance.Parts(q.Words) {
		sentence := part.In(q.Words)
		if stands(strings.Split(sentence, quotes.Ellipsis), page, spoken) {
			there++
			continue
		}
		now := nearest(sentence, kept, page, spoken)
		if f.Part.IsZero() || f.Now == "" && now != "" {
			f.Part, f.Now = part, now
		}
	}
	switch {
	case f.Part.IsZero():
		f.State = Same
	case f.Now == "" && there == 0:
		return Finding{Quote: q.ID, State: Missing}
	}
	return f
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
