package utterance

import (
	"fmt"
	"strings"
)

// Bounds of the decision. They were set on two thirds of the labelled pairs in testdata, for classes of pairs; the test
// tells how they do on the third that was not looked at.
const (
	// What a sentence must hold to be told from stock phrases: words that tell something, and words at all.
	fewTelling, fewWords   = 3, 5 // where one of the two is undated
	manyTelling, manyWords = 5, 8 // where they were printed far apart, or nobody is named

	briefTelling   = 3    // up to which a cut may as well be one of another sentence
	nearRatio      = 0.80 // share of common words from which two texts are nearly the same
	overlapWords   = 5    // words that two halves must share
	overlapTelling = 2
	bagShare       = 0.74 // share of the telling words of the shorter that another translation has too
	bagTotal       = 0.45 // and of those of both
	bagFewest      = 3
	neighbourRun   = 7    // words in a row that surroundings must share for the same neighbours
	templateRun    = 14   // and for a text that was not reworded
	copySketch     = 0.22 // resemblance of articles from which one may be a copy of the other
	copiedReport   = 0.30 // from which one does not count as a report of its own
	sameReport     = 0.50 // and from which they are one report
	copyPlace      = 0.34 // share of the surroundings that a reworded sentence has kept
)

// Same decides whether two printings are one utterance, and how their words relate. It is symmetric, but that Shorter
// and Longer change places. The rules stand in docs/utterances.md.
func Same(a, b Printing) Decision { return Prepare(a).Same(Prepare(b)) }

// Prepared is a printing with what deciding needs again and again.
type Prepared struct {
	*Printing
	tokens  []token
	telling int             // tokens that tell something
	bag     map[string]bool // their stems
	names   [][]string      // of the speaker
	place   *place          // of the surroundings, made when first needed
}

// Prepare makes a printing ready to be compared with many. The result is not safe for use by several goroutines.
func Prepare(p Printing) *Prepared {
	ts := fold(p.Text)
	return &Prepared{Printing: &p, tokens: ts, telling: content(ts), bag: stems(ts), names: namesOf(p.Speaker)}
}

func (p *Prepared) around() *place {
	if p.place == nil {
		p.place = &place{before: fold(p.Before), after: fold(p.After)}
	}
	return p.place
}

// Surround gives a prepared printing the printed text around it, when that was not known at first.
func (a *Prepared) Surround(before, after string) { a.Before, a.After, a.place = before, after, nil }

func apart(why string) Decision { return Decision{Relation: Apart, Why: []string{why}} }

func never(why string) Decision { return Decision{Relation: Apart, Never: true, Why: []string{why}} }

// pair is what is known of two printings besides their words.
type pair struct {
	a, b   *Prepared
	who    acquaintance
	when   timing
	alike  float64 // resemblance of the articles
	single bool    // both stand in one article
}

// Same is as the function of that name.
func (a *Prepared) Same(b *Prepared) Decision { return decide(a, b) }

// Undecided says whether two printings that Same leaves apart might be joined if their surroundings were known. A store
// asks before it reads the articles.
func (a *Prepared) Undecided(b *Prepared) bool {
	if a.Scope != b.Scope || compareNames(a.names, b.names) != sameSpeaker {
		return false
	}
	common := shared(a.bag, b.bag)
	return a.Article.Sketch.Resemblance(b.Article.Sketch) >= copySketch ||
		common >= bagFewest && float64(common) >= bagShare*float64(min(len(a.bag), len(b.bag)))
}

// decide is symmetric: of several best alignments the one counts that is found from the text that sorts first.
func decide(a, b *Prepared) Decision {
	if b.Text < a.Text {
		return decideInOrder(b, a).mirrored()
	}
	return decideInOrder(a, b)
}

// mirrored is the decision seen from the other printing.
func (d Decision) mirrored() Decision {
	switch d.Relation {
	case Shorter:
		d.Relation = Longer
	case Longer:
		d.Relation = Shorter
	}
	return d
}

// decideInOrder applies the rules in order: what rules a pair out, then the relations from the closest to the loosest.
func decideInOrder(a, b *Prepared) Decision {
	if a.Scope != b.Scope {
		return never("they belong to different scopes")
	}
	p := pair{a: a, b: b, who: compareNames(a.names, b.names), when: compareDays(a.Printing, b.Printing),
		single: a.Article.Key != "" && a.Article.Key == b.Article.Key}
	if p.who == otherSpeaker {
		return never("another speaker")
	}
	p.alike = a.Article.Sketch.Resemblance(b.Article.Sketch)
	if p.when == otherDay {
		if p.alike < sameReport || !nextDoor(a.Said, b.Said) {
			return never("said on another day")
		}
		p.when = nearDay
	}
	if len(a.tokens) == 0 || len(b.tokens) == 0 {
		return apart("no words to compare")
	}
	hs := hunks(a.tokens, b.tokens, loosely)
	t := p.tally(hs)
	if d, ok := p.verbatim(hs, t); ok {
		return d
	}
	if d, ok := p.contradiction(t); ok {
		return d
	}
	if p.single {
		return never("two sentences of one article")
	}
	if d, ok := p.halves(hs); ok {
		return d
	}
	if p.who != sameSpeaker {
		return apart("the words differ and the speaker is not known")
	}
	d := p.translated()
	if c, ok := p.copied(d); ok {
		return c
	}
	return d
}

// distinct says whether that many words can be told from a stock phrase, given what is known of speaker and day.
func (p pair) distinct(telling, words int) bool {
	switch {
	case p.who == unknownSpeaker && p.when == farApart:
		return telling > manyTelling && words > manyWords
	case p.who == unknownSpeaker || p.when == farApart:
		return telling >= manyTelling && words >= manyWords
	case p.when == undated:
		return telling >= fewTelling && words >= fewWords
	}
	return true
}

// circumstances says in words what agrees besides the text.
func (p pair) circumstances() []string {
	var why []string
	if p.who == sameSpeaker {
		why = append(why, "same speaker")
	}
	switch p.when {
	case sameDay:
		why = append(why, "same day")
	case nearDay:
		why = append(why, "printed within days")
	}
	return why
}

// verbatim covers the relations in which the words of one, or all but a few letters, stand in the other: equal, nearly
// equal, cut.
func (p pair) verbatim(hs []hunk, t tally) (Decision, bool) {
	words := min(len(p.a.tokens), len(p.b.tokens))
	telling := min(p.a.telling, p.b.telling)
	decided := func(r Relation, strength float64, why string) (Decision, bool) {
		if !p.distinct(telling, words) {
			return apart("too short to tell from a stock phrase on another occasion"), true
		}
		return Decision{Relation: r, Strength: strength, Why: append([]string{why}, p.circumstances()...)}, true
	}
	switch {
	case p.a.Text == p.b.Text:
		return decided(Identical, 1, "the same words and marks")
	case t.onlyA == 0 && t.onlyB == 0 && t.spelt == 0:
		return decided(Marks, 0.98, "the same words, other marks")
	case t.polarity != "" || t.figures:
		return Decision{}, false
	case t.ratio() >= nearRatio && t.tellingA == 0 && t.tellingB == 0 && (t.onlyA > 0 && t.onlyB > 0 || t.longest < 2):
		return decided(Near, 0.95, "the same words but for a letter or a small word")
	}
	return p.cut(hs, t)
}

// cut says whether one printing leaves words of the other out and adds none.
func (p pair) cut(hs []hunk, t tally) (Decision, bool) {
	if t.onlyA > 0 && t.onlyB > 0 {
		return Decision{}, false
	}
	short, long, relation := p.a, p.b, Shorter
	if t.onlyA > 0 {
		short, long, relation = p.b, p.a, Longer
	}
	pieces, shortest := 0, len(short.tokens)
	for _, h := range hs {
		if h.equal {
			pieces++
			shortest = min(shortest, h.a1-h.a0)
		}
	}
	switch {
	case pieces > 1 && (pieces > 4 || shortest < 2 || short.telling < 3),
		short.telling < 1, short.telling < 2 && len(short.tokens) < 4,
		!p.distinct(short.telling, len(short.tokens)):
		return apart("too few words in common"), true
	}
	d := Decision{Relation: relation, brief: short.telling <= briefTelling, Strength: 0.85 + 0.05*float64(len(short.tokens))/float64(len(long.tokens)),
		Lost: lostNegation(hs, short == p.b, long.tokens),
		Why:  append([]string{"one is a cut of the other"}, p.circumstances()...)}
	if p.who == unknownSpeaker {
		d.Strength -= 0.1
	}
	return d, true
}

// contradiction says whether the words are much the same and yet say the opposite, or give other figures.
func (p pair) contradiction(t tally) (Decision, bool) {
	if t.ratio() < 0.5 && float64(t.telling) < 0.6*float64(min(p.a.telling, p.b.telling)) {
		return Decision{}, false
	}
	switch {
	case t.polarity != "" && (!negators[t.polarity] || t.ratio() >= 0.75 || negations(p.a.tokens) != negations(p.b.tokens)):
		return never(fmt.Sprintf("%q stands in only one of them", t.polarity)), true
	case t.figures:
		return never("other figures"), true
	}
	return Decision{}, false
}

// halves says whether one text goes on where the other begins.
func (p pair) halves(hs []hunk) (Decision, bool) {
	var mid hunk
	switch {
	case len(hs) != 3 || !hs[1].equal:
		return Decision{}, false
	case hs[0].b0 == hs[0].b1 && hs[2].a0 == hs[2].a1, hs[0].a0 == hs[0].a1 && hs[2].b0 == hs[2].b1:
		mid = hs[1]
	default:
		return Decision{}, false
	}
	run := p.a.tokens[mid.a0:mid.a1]
	if len(run) < overlapWords || content(run) < overlapTelling || !p.distinct(content(run), len(run)) {
		return Decision{}, false
	}
	return Decision{Relation: Halves, Strength: 0.8, Why: append([]string{"one goes on where the other begins"}, p.circumstances()...)}, true
}

// copied says whether one article is a reworded copy of the other and both printings stand in the same place of it. Who
// rewords the quotes rewords what is around them: where that is the same to the letter and the quotes are not, one text
// was filled with other words, as in the reports of a series, or it is the neighbouring quote. translated is what the
// words alone say.
func (p pair) copied(translated Decision) (Decision, bool) {
	// An outlet does not reword itself: its articles that are much alike are those of a series, a day each.
	if p.alike < copySketch || p.when == farApart || p.a.Article.known() && p.a.Article.outlet() == p.b.Article.outlet() {
		return Decision{}, false
	}
	x, y := p.a.around(), p.b.around()
	if x.neighbours(*y) >= templateRun {
		if translated.Relation != Apart {
			return translated, true
		}
		return never("other words in the same text"), true
	}
	kept := x.kept(*y)
	words := bagOverlap(p.a.bag, p.b.bag)
	if kept < copyPlace || kept+words < copyPlace+0.1 {
		return Decision{}, false
	}
	return Decision{Relation: Reworded, Strength: 0.3 + 0.15*kept + 0.15*words,
		Why: append([]string{"the same place in much the same article"}, p.circumstances()...)}, true
}

// translated says whether the telling words are mostly the same though their order or form is not.
func (p pair) translated() Decision {
	common := shared(p.a.bag, p.b.bag)
	least, all := min(len(p.a.bag), len(p.b.bag)), len(p.a.bag)+len(p.b.bag)-common
	if common < bagFewest || float64(common) < bagShare*float64(least) {
		return apart("other words")
	}
	if negated(p.a.tokens) != negated(p.b.tokens) {
		return never("only one of them is negated")
	}
	why := p.circumstances()
	switch {
	case p.a.around().neighbours(*p.b.around()) >= neighbourRun:
		why = append(why, "the same neighbours in the article")
	case p.when != sameDay && p.when != nearDay, float64(common) < bagTotal*float64(all):
		return apart("other words, and nothing shows that it was the same occasion")
	}
	return Decision{Relation: Translated, Strength: 0.6 + 0.1*float64(common)/float64(all),
		Why: append([]string{"mostly the same words in another form"}, why...)}
}

// bagOverlap is the share of the smaller bag of stems that is in the other.
func bagOverlap(a, b map[string]bool) float64 {
	if least := min(len(a), len(b)); least > 0 {
		return float64(shared(a, b)) / float64(least)
	}
	return 0
}

// tally counts what the hunks of an alignment hold.
type tally struct {
	common, telling    int // tokens in both, and those of them that tell something
	onlyA, onlyB       int // tokens in one of them, without those that an editor put in
	tellingA, tellingB int // those of them that tell something
	spelt              int // tokens that are spelt differently
	total              int
	longest            int    // tokens of the longest passage that is in one of them only
	polarity           string // the negation that stands in only one, where the words around it are in both
	figures            bool   // where one has a figure, the other has another
}

// ratio is the share of the words of both texts that is common.
func (t tally) ratio() float64 {
	if t.total == 0 {
		return 0
	}
	return 2 * float64(t.common) / float64(t.total)
}

func (p pair) tally(hs []hunk) tally {
	a, b := p.a.tokens, p.b.tokens
	var t tally
	for i, h := range hs {
		as, bs := a[h.a0:h.a1], b[h.b0:h.b1]
		if h.equal {
			t.common += len(as)
			t.telling += content(as)
			t.total += len(as) + len(bs)
			for k := range as {
				if as[k].id != bs[k].id {
					t.spelt++
				}
			}
			continue
		}
		if editorial(as, bs) {
			continue
		}
		t.onlyA, t.onlyB, t.total = t.onlyA+len(as), t.onlyB+len(bs), t.total+len(as)+len(bs)
		t.longest = max(t.longest, len(as), len(bs))
		t.tellingA, t.tellingB = t.tellingA+content(as), t.tellingB+content(bs)
		inner := i > 0 && i < len(hs)-1
		if word := turned(as, bs); word != "" && t.polarity == "" && (len(as) > 0 && len(bs) > 0 || inner && len(as)+len(bs) <= 3) {
			t.polarity = word
		}
		if len(as) > 0 && len(bs) > 0 && otherFigures(as, bs) {
			t.figures = true
		}
	}
	return t
}

// editorial says whether a hunk is only what an editor put in square brackets, alone or for a word or two.
func editorial(as, bs []token) bool {
	ins := func(ts []token) bool {
		for _, t := range ts {
			if !t.inserted {
				return false
			}
		}
		return len(ts) > 0
	}
	return ins(as) && len(bs) <= 2 && !negated(bs) || ins(bs) && len(as) <= 2 && !negated(as)
}

// turned is the negation that one side of a hunk has and the other has not: a word of the list, or a negative prefix.
func turned(as, bs []token) string {
	na, nb := negation(as), negation(bs)
	if (na == "") != (nb == "") {
		return na + nb
	}
	for i := range as {
		for j := range bs {
			if x, y := &as[i], &bs[j]; len(x.form) > 2 && len(y.form) > 2 && x.form != y.form && opposite(x, y) {
				if len(x.form) > len(y.form) {
					return x.form
				}
				return y.form
			}
		}
	}
	return ""
}

// negation is the first negating word of the tokens, or empty.
func negation(ts []token) string {
	for _, t := range ts {
		if t.negates {
			return t.form
		}
	}
	return ""
}

func negations(ts []token) int {
	n := 0
	for _, t := range ts {
		if t.negates {
			n++
		}
	}
	return n
}

func negated(ts []token) bool { return negation(ts) != "" }

// otherFigures says whether both sides have numbers and none of them in common.
func otherFigures(as, bs []token) bool {
	var x, y []string
	for _, t := range as {
		if t.number {
			x = append(x, t.form)
		}
	}
	for _, t := range bs {
		if t.number {
			y = append(y, t.form)
		}
	}
	return len(x) > 0 && len(y) > 0 && strings.Join(x, " ") != strings.Join(y, " ")
}

// lostNegation is the negation among the words that a cut leaves out of the sentences that it takes words from.
func lostNegation(hs []hunk, longIsA bool, long []token) string {
	for _, h := range hs {
		if h.equal {
			continue
		}
		from, to := h.b0, h.b1
		if longIsA {
			from, to = h.a0, h.a1
		}
		if word := negation(long[from:to]); word != "" {
			return word
		}
	}
	return ""
}
