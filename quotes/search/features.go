package search

import (
	"math"
	"slices"
	"strings"

	"quotebot/quotes"
	"quotebot/quotes/words"
)

// doc is a candidate with what was found out about it.
type doc struct {
	quotes.Candidate
	words         []words.Word // of the text
	name          []string     // of the speaker
	before, after string       // the context around the text
	ahead, behind []words.Word // of the context around the text
	title         []words.Word
	hits          []sense   // of every word of the text; group -1 for none
	best          []float64 // by group: how well it is met in the text
	around        []float64 // by group: how well in the context, less the farther from the quote
	closeBy       []float64 // the same, with a shorter reach
	anywhere      []float64 // by group: in the text, the context or the title
	content       float64   // how many words, common ones counting less
	same          []bool    // by group: a word in the text names the same thing
	sameBeside    []bool    // the same in the context or the title
	holds         bool      // the speaker holds the office that the question asks for
	features      Features
	score         float64
	share         float64 // of the whole pool, after softmax
}

// Features are what ranking looks at, each between 0 and about 1. The weights are in weights.go.
type Features [featureCount]float64

const (
	fBM25       = iota // rare words met often in short texts
	fText              // share of the question's weight met in the text
	fTextSq            // its square: full cover counts more
	fAround            // share met near the quote in its context
	fClose             // share met in the text or within a few words of it
	fAny               // share met in text, context or title
	fTitle             // share met in the title
	fArticle           // share met in any quote, context or title of the article
	fOrder             // neighbours of the question that are neighbours in the text
	fRun               // longest run of the question's words in the text
	fReverse           // share of the text's words that the question has
	fRarest            // the rarest word stands in the text
	fMissing           // the heaviest word that stands nowhere
	fSpeaker           // said by the one who is named as the one who speaks
	fMentioned         // said by somebody whom the question names otherwise
	fOther             // said by somebody else than the one who is named as the one who speaks
	fBeside            // the one who is named stands beside the quote
	fPhrase            // what is in quotation marks stands in the text
	fOutlet            // printed by the outlet that is named
	fTime              // said in the time that is named; negative when said at another
	fLength            // logarithm of the text's length
	fKin               // share met in the text only by words that may stand for the question's
	fKinAround         // the same, near the quote or in the title
	fWho               // share of what describes the one who speaks that is told of the speaker, here or in another quote of the article
	fWhat              // share of the rest that stands in the text or near
	fKinReverse        // share of the text's words that stand for the question's
	fMeaning           // closeness in meaning (cosine); 0 without a model
	featureCount
)

// Usual lengths in words of the fields, for BM25: a word says less in a longer text.
const (
	usualText    = 22
	usualContext = 60
	usualTitle   = 10
)

const absent = -1

// meaningOf gives the group that a word of a quote stands for.
func (p *pool) meaningOf(form string) sense {
	if !p.heads.may(form) {
		return sense{group: absent}
	}
	m, ok := p.byForm[form]
	if !ok {
		if m, ok = p.byStem[words.Stem(form)]; !ok {
			m = sense{group: absent}
		}
		p.byForm[form] = m
	}
	return m
}

// heads are the beginnings of stems: the first two bytes, or the only one. Most words of a quote need not be stemmed, nor
// even looked up, to see that they are none of the question's.
type heads [1 << 13]bool

// headAt gives the place of a beginning; two of them may share one. A y behind the first letter may become an i in the stem.
func headAt(form string) int {
	if len(form) < 2 {
		return int(form[0]) << 5
	}
	second := form[1]
	if second == 'y' {
		second = 'i'
	}
	return int(form[0])<<5 | int(second&31)
}

func (h *heads) add(stem string) { h[headAt(stem)] = true }

// may says whether the stem of a form can begin like one of the stems.
func (h *heads) may(form string) bool { return h[headAt(form)] || h[headAt(form[:1])] }

// add takes a candidate into the pool and measures what can be measured without the others.
func (p *pool) add(c quotes.Candidate) {
	n := len(p.groups)
	d := &doc{Candidate: c, words: words.Cut(c.Text), name: nameWords(c.Speaker), best: make([]float64, n), around: make([]float64, n), closeBy: make([]float64, n), anywhere: make([]float64, n)}
	d.hits = make([]sense, len(d.words))
	text, context, title := make([]float64, n), make([]float64, n), make([]float64, n)
	met, content := 0.0, 0.0
	for i, w := range d.words {
		m := p.meaningOf(w.Form)
		d.hits[i] = m
		value := 1.0
		if words.Common(w.Form) {
			value = .2
		}
		content += value
		if m.group != absent {
			text[m.group] += m.sim
			d.best[m.group] = max(d.best[m.group], m.sim)
			met += value * m.sim
		}
	}
	contextLength, named := p.measureContext(d, context)
	for _, w := range words.Cut(c.Speaker + " " + c.Role) {
		if m := p.meaningOf(w.Form); m.group != absent {
			context[m.group] += m.sim
			d.around[m.group] = max(d.around[m.group], m.sim)
			d.closeBy[m.group] = max(d.closeBy[m.group], m.sim)
		}
	}
	d.title = words.Cut(c.Title)
	for _, w := range d.title {
		if m := p.meaningOf(w.Form); m.group != absent {
			title[m.group] = max(title[m.group], m.sim)
		}
	}
	var f Features
	rarest := -1
	for g, group := range p.groups {
		tf := text[g]/norm(len(d.words), usualText, .5) + .5*context[g]/norm(contextLength, usualContext, .6) + .6*title[g]/norm(len(d.title), usualTitle, .4)
		f[fBM25] += group.value * tf / (tf + 1.2)
		d.anywhere[g] = max(d.best[g], min(1, context[g]), title[g])
		f[fText] += group.value * d.best[g]
		f[fAround] += group.value * d.around[g]
		f[fClose] += group.value * max(d.best[g], d.closeBy[g])
		f[fAny] += group.value * d.anywhere[g]
		f[fTitle] += group.value * title[g]
		if !group.common && (rarest < 0 || group.value > p.groups[rarest].value) {
			rarest = g
		}
		if d.anywhere[g] == 0 {
			f[fMissing] = max(f[fMissing], group.value)
		}
	}
	d.content = content
	f[fOrder], f[fRun] = p.order(d)
	for _, k := range []int{fBM25, fText, fAround, fClose, fAny, fTitle, fMissing, fOrder} {
		f[k] /= max(p.mass, 1e-9)
	}
	f[fTextSq] = f[fText] * f[fText]
	if content > 0 {
		f[fReverse] = met / content
	}
	if rarest >= 0 {
		f[fRarest] = d.best[rarest]
	}
	p.measureSpeaker(&f, d, named)
	f[fPhrase] = p.phrases(d)
	q := p.query
	if q.Outlet != "" && (strings.EqualFold(q.Outlet, c.Outlet) || strings.EqualFold(q.Outlet, c.Agency)) {
		f[fOutlet] = 1
	}
	f[fTime] = inPeriod(c, q.From, q.Until)
	f[fLength] = math.Log(1+float64(len(d.words))) / 5
	d.features = f
	p.docs = append(p.docs, d)
}

func norm(length, usual int, b float64) float64 { return 1 - b + b*float64(length)/float64(usual) }

// measureContext counts the question's words around the quote, without those of the quote itself, and sees whether the
// speaker who is asked for stands near. It gives the number of words around the quote.
func (p *pool) measureContext(d *doc, count []float64) (length int, named bool) {
	if d.Context == "" {
		return 0, false
	}
	before, after, found := strings.Cut(d.Context, d.Text)
	ahead, behind := words.Cut(before), words.Cut(after)
	d.before, d.after, d.ahead, d.behind = before, after, ahead, behind
	look := func(w words.Word, distance int) {
		if found && distance <= 12 && slices.Contains(p.query.speaker.typed, w.Form) {
			named = true
		}
		m := p.meaningOf(w.Form)
		if m.group == absent {
			return
		}
		count[m.group] += m.sim
		d.around[m.group] = max(d.around[m.group], m.sim*math.Exp(-float64(distance)/30))
		d.closeBy[m.group] = max(d.closeBy[m.group], m.sim*math.Exp(-float64(distance)/8))
	}
	for i, w := range ahead {
		distance := 15 // the quote is not found in its context: it was split
		if found {
			distance = len(ahead) - i
		}
		look(w, distance)
	}
	for i, w := range behind {
		look(w, i+1)
	}
	return len(ahead) + len(behind), named
}

// order measures how far the order of the question's words is kept: pairs that are neighbours (weighed by their rarity),
// and the longest run as a share of the question.
func (p *pool) order(d *doc) (pairs, run float64) {
	places := make([][]int, len(p.groups))
	for i, m := range d.hits {
		if m.group != absent {
			places[m.group] = append(places[m.group], i)
		}
	}
	for i := 1; i < len(p.terms); i++ {
		a, b := p.terms[i-1], p.terms[i]
		near := 0.0
		for _, x := range places[a] {
			for _, y := range places[b] {
				near = max(near, nearness(y-x))
			}
		}
		pairs += near * math.Sqrt(p.groups[a].value*p.groups[b].value) * min(d.best[a], d.best[b])
	}
	longest := 0
	for i := range p.terms {
		for _, x := range places[p.terms[i]] {
			n := 1
			for i+n < len(p.terms) && x+n < len(d.hits) && d.hits[x+n].group == p.terms[i+n] {
				n++
			}
			longest = max(longest, n)
		}
	}
	if len(p.terms) > 1 {
		run = float64(longest) / float64(len(p.terms))
	}
	return pairs, run
}

// nearness of two words that stand this far apart: in order, with up to two words between, or swapped.
func nearness(apart int) float64 {
	switch apart {
	case 1:
		return 1
	case 2:
		return .6
	case 3:
		return .4
	case -1, -2:
		return .35
	}
	return 0
}

// measureSpeaker compares the speaker of a quote with the names in the question.
func (p *pool) measureSpeaker(f *Features, d *doc, named bool) {
	who := p.query.speaker
	met := p.spokenBy(d.name)
	switch {
	case who.speaks && met > 0:
		f[fSpeaker] = met
	case who.speaks && d.Speaker != "":
		f[fOther] = 1
	case met > 0:
		f[fMentioned] = met
	}
	if who.speaks && met == 0 && named {
		f[fBeside] = 1
	}
}

// spokenBy says how surely a speaker is the one whom the question names: 1 when a name as typed is part of it, less when
// only the surname of whom was named.
func (p *pool) spokenBy(name []string) float64 {
	who := p.query.speaker
	met := 0.0
	for _, w := range name {
		switch {
		case slices.Contains(who.typed, w):
			return 1
		case slices.Contains(who.other, w):
			met = .8
		}
	}
	return met
}

// phrases gives the share of the phrases in quotation marks that stand in the text word for word.
func (p *pool) phrases(d *doc) float64 {
	if len(p.query.phrases) == 0 {
		return 0
	}
	met := 0
	for _, phrase := range p.query.phrases {
		if holds(d.words, phrase) {
			met++
		}
	}
	return float64(met) / float64(len(p.query.phrases))
}

func holds(ws []words.Word, phrase []string) bool {
	for i := 0; i+len(phrase) <= len(ws); i++ {
		n := 0
		for n < len(phrase) && ws[i+n].Form == phrase[n] {
			n++
		}
		if n == len(phrase) {
			return true
		}
	}
	return false
}

// inPeriod is 1 for a quote of the period, -1 for one of another time, 0 when either is not known.
func inPeriod(c quotes.Candidate, from, until quotes.Date) float64 {
	if from.IsZero() && until.IsZero() || !c.Dated() {
		return 0
	}
	if first, _ := from.Bounds(); !from.IsZero() && c.Until <= first.Unix() {
		return -1
	}
	if _, end := until.Bounds(); !until.IsZero() && c.Since >= end.Unix() {
		return -1
	}
	return 1
}
