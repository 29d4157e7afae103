package utterance

import (
	"cmp"
	"slices"
	"strings"

	"quotebot/quotes"
)

// Verdict says how words that somebody remembers stand to those in a library.
type Verdict string

// The verdicts, from the best to none.
const (
	Exact         Verdict = "exact"
	ExactMarks    Verdict = "exact but for marks"
	Shortened     Verdict = "shortened"
	OutOfContext  Verdict = "cut out of context"
	JoinedFromTwo Verdict = "joined from two"
	RewordedCopy  Verdict = "reworded copy"
	Altered       Verdict = "altered"
	OtherSpeaker  Verdict = "another speaker"
	NotHere       Verdict = "not in this library"
)

// Known is a stored quote that the words may come from.
type Known struct {
	quotes.Citation
	Rewords *Wording // set when its words are only a rewording: the real ones
}

// Wording is a sentence of a stored quote.
type Wording struct {
	quotes.Citation
	Part quotes.Span // of Text
}

// Finding is the answer to "did X really say that?".
type Finding struct {
	Verdict  Verdict
	TooShort bool    // there are too few words to compare
	Matches  []Match // the nearest words, best first; two for JoinedFromTwo; none when nothing is near
}

// Match is a stored quote with the words asked about laid against it.
type Match struct {
	quotes.Citation
	Window  quotes.Span // of Text: the sentences that were compared
	Changes []Change    // Real spans are in Text and cover Window, Asked spans are in the words asked about
	Share   float64     // of the telling words asked about that stand here, 0 to 1
	Lost    string      // a negation that stands here and not in the words asked about
	Added   string      // one that stands in the words asked about and not here
	Copied  string      // for RewordedCopy: who printed the rewording, where that is known
	Other   bool        // somebody else said it than the speaker who was asked about
}

// matchesMost is how many near quotes a finding lists.
const matchesMost = 3

// Bounds of Check, in shares of the telling words that were asked about.
const (
	alteredShare = 0.5 // from here on it is the same sentence with other words in it
	nearShare    = 0.2 // below, showing it would be of no help
)

// Check compares words with candidates from a library, as a search for them finds. speaker is who is thought to have
// said them, or empty. It judges the words only: that they are not in the library does not mean that nobody said them.
func Check(text, speaker string, candidates []Known) Finding {
	asked := fold(text)
	if content(asked) == 0 || len(asked) < 2 {
		return Finding{Verdict: NotHere, TooShort: true}
	}
	var found []*checked
	for i := range candidates {
		found = append(found, check(text, asked, speaker, &candidates[i]))
	}
	slices.SortStableFunc(found, func(a, b *checked) int {
		return cmp.Or(cmp.Compare(b.rank, a.rank), compareBool(a.otherSpeaker, b.otherSpeaker), cmp.Compare(b.match.Share, a.match.Share),
			compareBool(a.known.Rewords != nil, b.known.Rewords != nil), strings.Compare(a.known.Said.String(), b.known.Said.String()),
			cmp.Compare(a.known.ID, b.known.ID))
	})
	if len(found) > 0 && found[0].rank <= rankOf[Altered] {
		if f, ok := joinedFromTwo(asked, text, found); ok {
			return f
		}
	}
	f := Finding{Verdict: NotHere}
	seen := make(map[string]bool) // reprints say nothing new
	for _, c := range found {
		words := strings.ToLower(trimMarks(c.match.Window.In(c.match.Text))) + "\n" + c.match.Speaker
		if c.match.Share >= nearShare && len(f.Matches) < matchesMost && !seen[words] {
			seen[words] = true
			f.Matches = append(f.Matches, c.match)
		}
	}
	if len(f.Matches) > 0 {
		f.Verdict = found[0].verdict
	}
	return f
}

// rankOf orders verdicts on single candidates; the candidate that ranks highest decides.
var rankOf = map[Verdict]int{Exact: 6, ExactMarks: 5, Shortened: 4, OutOfContext: 4, RewordedCopy: 3, Altered: 2, NotHere: 1}

// checked is a candidate with what comparing it gave.
type checked struct {
	known        *Known
	tokens       []token // of the whole quote
	verdict      Verdict
	rank         int
	otherSpeaker bool
	match        Match
}

func check(text string, asked []token, speaker string, k *Known) *checked {
	c := &checked{known: k, tokens: fold(k.Text)}
	c.compare(text, asked, k.Citation, windowOf(k.Citation, c.tokens, asked))
	if k.Rewords != nil && c.rank >= rankOf[Altered] {
		c.verdict, c.rank = RewordedCopy, rankOf[RewordedCopy]
		share := c.match.Share // of the copy: the real words may have none of these
		c.compareOnly(text, asked, k.Rewords.Citation, k.Rewords.Part)
		c.match.Share = share
		if c.match.Lost != "" && c.match.Added != "" { // other words negate in other places
			c.match.Lost, c.match.Added = "", ""
		}
		c.match.Copied = cmp.Or(k.Publisher, k.Host())
	}
	who := quotes.Speaker{Name: k.Speaker, Kind: k.SpeakerKind, Aliases: k.Aliases}
	if speaker != "" && compareSpeakers(quotes.Speaker{Name: speaker}, who) == otherSpeaker {
		c.otherSpeaker, c.match.Other = true, true
		if c.rank >= rankOf[Shortened] {
			c.verdict = OtherSpeaker
		}
	}
	return c
}

// windowOf is the run of sentences of a quote that words were taken from; the whole text when that can't be told.
func windowOf(k quotes.Citation, tokens, asked []token) quotes.Span {
	window := quotes.Span{End: len(k.Text)}
	kept := make([]bool, len(tokens))
	for _, h := range hunks(tokens, asked, loosely) {
		for i := h.a0; h.equal && i < h.a1; i++ {
			kept[i] = true
		}
	}
	found := false
	for _, part := range Parts(k.Text) {
		words, telling := 0, 0
		for i, t := range tokens {
			if kept[i] && part.Covers(t.at) {
				words++
				if !t.common {
					telling++
				}
			}
		}
		if words < 2 || telling < 1 {
			continue
		}
		if !found {
			window.Start, found = part.Start, true
		}
		window.End = part.End
	}
	if !found {
		return quotes.Span{End: len(k.Text)}
	}
	return window
}

// compare finds the verdict for one candidate.
func (c *checked) compare(text string, asked []token, k quotes.Citation, window quotes.Span) {
	hs, real := c.compareOnly(text, asked, k, window)
	struck, added, pieces := 0, 0, 0
	for _, h := range hs {
		switch {
		case h.equal:
			pieces++
		case !editorial(real[h.a0:h.a1], asked[h.b0:h.b1]):
			struck, added = struck+h.a1-h.a0, added+h.b1-h.b0
		}
	}
	switch {
	case struck == 0 && added == 0 && trimMarks(window.In(k.Text)) == trimMarks(text):
		c.verdict = Exact
	case struck == 0 && added == 0:
		c.verdict = ExactMarks
	case added == 0 && (content(asked) >= 2 || len(asked) >= 4) && pieces <= 1+len(asked)/3:
		c.verdict = Shortened
		if c.match.Lost != "" && governed(hs, real, window.In(k.Text)) {
			c.verdict = OutOfContext
		}
	case c.match.Share >= alteredShare && content(asked) >= 2:
		c.verdict = Altered
	default:
		c.verdict = NotHere
	}
	c.rank = rankOf[c.verdict]
}

// compareOnly lays the words against a window of a quote and fills in the match.
func (c *checked) compareOnly(text string, asked []token, k quotes.Citation, window quotes.Span) ([]hunk, []token) {
	printed := window.In(k.Text)
	real := fold(printed)
	hs := hunks(real, asked, strictly)
	m := Match{Citation: k, Window: window, Changes: changes(hs, real, asked, len(printed), len(text))}
	for i := range m.Changes {
		r := &m.Changes[i].Real
		r.Start, r.End = r.Start+window.Start, r.End+window.Start
	}
	m.Lost, m.Added = turnedIn(hs, real, asked)
	common := 0
	for _, h := range hunks(real, asked, loosely) {
		if h.equal {
			common += content(real[h.a0:h.a1])
		}
	}
	m.Share = float64(common) / float64(max(1, content(asked)))
	c.match = m
	return hs, real
}

// turnedIn is the negation that one text has lost and the one that it has gained. Where both have one at the same place
// ("no hope", "not any hope"), nothing is lost.
func turnedIn(hs []hunk, real, asked []token) (lost, added string) {
	for _, h := range hs {
		if h.equal {
			continue
		}
		rs, as := real[h.a0:h.a1], asked[h.b0:h.b1]
		nr, na := negation(rs), negation(as)
		switch {
		case nr != "" && na == "":
			lost = cmp.Or(lost, nr)
		case na != "" && nr == "":
			added = cmp.Or(added, na)
		case nr == "" && na == "":
			if word := turned(rs, as); word != "" {
				if slices.ContainsFunc(rs, func(t token) bool { return t.form == word }) {
					lost = cmp.Or(lost, word)
				} else {
					added = cmp.Or(added, word)
				}
			}
		}
	}
	return lost, added
}

// governed says whether a negation that was cut away stands in one clause with words that were kept: nothing parts them
// but blanks and words. A comma parts clauses, except before "that" ("glaube nicht, dass").
func governed(hs []hunk, real []token, printed string) bool {
	var kept []int
	for _, h := range hs {
		for i := h.a0; h.equal && i < h.a1; i++ {
			kept = append(kept, i)
		}
	}
	for _, h := range hs {
		for i := h.a0; !h.equal && i < h.a1; i++ {
			if !real[i].negates {
				continue
			}
			at, _ := slices.BinarySearch(kept, i)
			if at < len(kept) && oneClause(printed[real[i].at.End:real[kept[at]].at.Start]) ||
				at > 0 && oneClause(printed[real[kept[at-1]].at.End:real[i].at.Start]) {
				return true
			}
		}
	}
	return false
}

func oneClause(between string) bool {
	between = strings.ToLower(between)
	for _, that := range []string{", dass", ", daß", ", ob ", ", that"} {
		between = strings.ReplaceAll(between, that, "")
	}
	return !strings.ContainsAny(between, ",;:.!?–—…")
}

func trimMarks(s string) string { return strings.Trim(s, " \t\r\n\"'“”‘’„‚«».,!?…") }

// joinedFromTwo says whether the words begin in one place of the library and end in another: one part word by word, the
// other at least as a cut.
func joinedFromTwo(asked []token, text string, found []*checked) (Finding, bool) {
	real := slices.DeleteFunc(slices.Clone(found), func(c *checked) bool { return c.known.Rewords != nil })
	front, back := 0, 0
	for _, c := range real {
		front, back = max(front, longestPrefix(asked, c.tokens)), max(back, longestSuffix(asked, c.tokens))
	}
	for _, cut := range [][2]int{{front, front}, {len(asked) - back, len(asked) - back}} {
		head, tail := withoutLink(asked[:cut[0]], asked[cut[1]:])
		first, second := holding(head, real), holding(tail, real)
		if first == nil || second == nil {
			continue
		}
		return Finding{Verdict: JoinedFromTwo, Matches: []Match{placed(head, text, first), placed(tail, text, second)}}, true
	}
	return Finding{}, false
}

// withoutLink takes the words off that only link two parts: "and", "so".
func withoutLink(head, tail []token) ([]token, []token) {
	for range 2 {
		if n := len(head); n > 0 && links[head[n-1].form] {
			head = head[:n-1]
		}
		if len(tail) > 0 && links[tail[0].form] {
			tail = tail[1:]
		}
	}
	return head, tail
}

// holding gives the first quote that has all these words in order and in few pieces, or nil.
func holding(words []token, found []*checked) *checked {
	if len(words) < 3 || content(words) < 2 {
		return nil
	}
	for _, c := range found {
		pieces, added := 0, 0
		for _, h := range hunks(c.tokens, words, strictly) {
			if h.equal {
				pieces++
			} else {
				added += h.b1 - h.b0
			}
		}
		if added == 0 && pieces <= 1+len(words)/4 {
			return c
		}
	}
	return nil
}

// placed lays a part of the words against the quote that holds it.
func placed(words []token, text string, c *checked) Match {
	part := &checked{known: c.known}
	part.compareOnly(text, words, c.known.Citation, windowOf(c.known.Citation, c.tokens, words))
	part.match.Changes = onlyReal(part.match.Changes)
	return part.match
}

// onlyReal leaves what covers the real text: the words asked about are spread over two quotes.
func onlyReal(cs []Change) []Change {
	return slices.DeleteFunc(cs, func(c Change) bool { return c.Op == Added })
}

// longestPrefix is how many tokens from the start of asked stand in a row in real.
func longestPrefix(asked, real []token) int {
	best := 0
	for i := range real {
		n := 0
		for n < len(asked) && i+n < len(real) && asked[n].id == real[i+n].id {
			n++
		}
		best = max(best, n)
	}
	return best
}

func longestSuffix(asked, real []token) int {
	best := 0
	for i := range real {
		n := 0
		for n < len(asked) && n <= i && asked[len(asked)-1-n].id == real[i-n].id {
			n++
		}
		best = max(best, n)
	}
	return best
}
