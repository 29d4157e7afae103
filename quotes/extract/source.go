package extract

import (
	"quotebot/quotes"
)

// source is where a quote's words were found to come from.
type source struct {
	mention int // or -1
	cue     int // token of the reporting verb, or -1
	entity  int // or -1
	via     int // mention of who passed the words on, or -1
	rule    rule
	speaker quotes.Speaker
	nobody  bool    // the text says that somebody spoke, and not who
	order   bool    // taken from another segment
	from    int     // that segment
	margin  float64 // by how much the person behind a pronoun or description beat the next one
}

// rule names the way in which a source was found.
type rule string

const (
	noRule          rule = ""
	afterInverted   rule = "cue after, inverted"
	afterSubject    rule = "cue after"
	afterFar        rule = "cue later in the sentence"
	accordingTo     rule = "according to"
	beforeSubject   rule = "cue before"
	beforeColon     rule = "colon"
	paragraphColon  rule = "colon of the paragraph before"
	byPassive       rule = "by"
	sameParagraph   rule = "floating, same paragraph"
	lastSpeaker     rule = "floating, last speaker"
	nextCue         rule = "floating, next cue"
	paragraphBefore rule = "the paragraph before"
	ownWords        rule = "somebody's remark"
	sentenceBefore  rule = "subject of the sentence before"
	continued       rule = "continued speech"
	sentenceTopic   rule = "subject of the sentence"
	transcriptLine  rule = "transcript"
	dashName        rule = "name after a dash"
)

// findSources finds, for each quote, who is said to have spoken it, where the sentence says so.
func (d *document) findSources() {
	for s := range d.sents {
		x := d.sents[s]
		for i := x.first; i < x.end; i++ {
			if d.tokens[i].kind == quoteToken {
				d.findSource(int(d.tokens[i].segment), i, x)
			}
		}
	}
}

// set fills the source of a segment.
func (d *document) set(g, mention, cue int, r rule) bool {
	if mention < 0 {
		return false
	}
	mention = d.apposed(mention)
	s := &d.segments[g].source
	s.mention, s.cue, s.rule = mention, cue, r
	return true
}

// usable says whether a mention may be a source at all.
func (d *document) usable(m int) bool {
	if m < 0 {
		return false
	}
	x := &d.mentions[m]
	return x.kind != otherMention && !x.possesses
}

// findSource looks around the quote at token i of sentence x.
func (d *document) findSource(g, i int, x sentence) {
	seg := &d.segments[g]
	if seg.block {
		if m := d.topic(x.first, i); m >= 0 && !d.paras[seg.para].label.IsZero() {
			d.set(g, m, -1, transcriptLine)
		}
		return
	}
	last := lastByte(seg.inner.In(d.text))
	open := last == ',' || last == '?' || last == '!' || last == '-' || last == '~'
	if i+1 < x.end && d.tokens[i+1].kind == signToken && (d.tokens[i+1].sign == ',' || d.tokens[i+1].sign == '-') {
		open = true
	}
	if i > x.first && i+1 < x.end && d.tokens[i-1].kind == signToken && d.tokens[i-1].sign == '-' && d.tokens[i+1].kind == signToken && d.tokens[i+1].sign == '-' {
		open = false // thrown in between dashes
	}
	if d.trailing(g, i, x) {
		return
	}
	led := open && d.leadsOver(i, x)
	if led && d.before(g, i, x) {
		return
	}
	if open && !led && d.after(g, i, x) {
		return
	}
	if d.before(g, i, x) {
		return
	}
	if !open && d.after(g, i, x) {
		return
	}
	d.far(g, i, x)
}

// trailing reads the reporting clause that closes a sentence in which the quote is only a part of what is told: "The vote
// marks “...” for the town, said Roe." Words of another verb stand between the quote and it, so that no other rule sees
// that all before it is reported.
func (d *document) trailing(g, i int, x sentence) bool {
	end := min(d.nextQuote(i, x.end), i+clauseTokens)
	if end < x.end && d.tokens[end].kind == quoteToken {
		return false
	}
	for j := i + 3; j+1 < end; j++ {
		d.looks++
		t := &d.tokens[j]
		if t.cue != strongStrength || t.class&(pastForm|thirdForm) == 0 || t.class&askVerb != 0 || d.tokens[j-1].kind != signToken || d.tokens[j-1].sign != ',' {
			continue // behind "told" stands who was told
		}
		m := d.mentionAfter(j+1, end)
		if !d.usable(m) || d.mentions[m].first > j+3 || d.mentions[m].kind == pronounMention || d.mentions[m].kind == placeMention {
			continue
		}
		if e := d.mentions[m].end; e < end && d.tokens[e].kind != signToken && d.tokens[e].class&(preposition|relative) == 0 {
			continue
		}
		if b := d.cueBeside(i, x); b >= 0 {
			return false
		}
		return d.set(g, m, j, afterFar)
	}
	return false
}

// cueBeside gives the strong cue that leads up to the quote at token i at once, or -1.
func (d *document) cueBeside(i int, x sentence) int {
	for j := i - 1; j >= x.first && j >= i-besideQuote; j-- {
		if d.tokens[j].cue == strongStrength {
			return j
		}
	}
	return -1
}

// leadsOver says whether the quote at token i belongs to what stands before it although a verb follows it: it ends a clause
// that begins with "although" or "when", whose own verb reports, and what follows is the main clause; or a reporting verb
// leads up to it, and what follows its question or call begins a new sentence.
func (d *document) leadsOver(i int, x sentence) bool {
	if i <= x.first+2 {
		return false
	}
	b := -1
	for j := i - 1; j > x.first && j >= i-cueBefore; j-- {
		d.looks++
		if d.tokens[j].kind == quoteToken {
			break
		}
		if d.tokens[j].cue == strongStrength && d.tokens[j].class&(pastForm|thirdForm|gerundForm) != 0 {
			b = j
			break
		}
	}
	if b < 0 {
		return false
	}
	if d.tokens[i-1].kind == signToken {
		last := lastByte(d.segments[d.tokens[i].segment].inner.In(d.text))
		return (last == '!' || last == '?') && b >= i-besideQuote && i+1 < x.end && d.tokens[i+1].capital && d.tokens[i+1].class&subject != 0
	}
	if c := d.tokens[x.first].class; c&subordinator == 0 || c&relative != 0 {
		return false
	}
	for k := i + 1; k < x.end && k < i+8; k++ {
		t := &d.tokens[k]
		if t.kind == quoteToken || t.cue == strongStrength {
			return false
		}
		if t.mention < 0 && t.kind == wordToken && (t.class&verb != 0 || d.besideVerb(k)) {
			return true
		}
	}
	return false
}

// nextQuote gives the token of the next quote in the sentence, or its end.
func (d *document) nextQuote(i, end int) int {
	for j := i + 1; j < end; j++ {
		d.looks++
		if d.tokens[j].kind == quoteToken {
			return j
		}
	}
	return end
}

// after looks for cue and subject right behind the quote.
func (d *document) after(g, i int, x sentence) bool {
	end := d.nextQuote(i, x.end)
	j := i + 1
	for j < end && d.tokens[j].kind == signToken && (d.tokens[j].sign == ',' || d.tokens[j].sign == '-') {
		j++
	}
	last := lastByte(d.segments[g].inner.In(d.text))
	comma := last == ',' || j > i+1
	k := j
	for k < end && (d.tokens[k].class&adverb != 0 && d.tokens[k].class&cue == 0) && d.tokens[k].mention < 0 {
		k++
	}
	if k >= end {
		return false
	}
	if m, c := d.according(k, end); m >= 0 {
		return d.set(g, m, c, accordingTo)
	}
	if d.tokens[k].class&asWord != 0 && k+1 < end {
		k++
	}
	direct := last != '.' && last != 'a' // the quote ends as one does that a verb follows at once
	return d.verbFirst(g, k, end, direct && k == j) || d.subjectFirst(g, i, k, end, comma, direct)
}

// verbFirst reads "said Roe" at token k. Where the verb follows the quote directly, one that no list has will do.
func (d *document) verbFirst(g, k, end int, direct bool) bool {
	t := &d.tokens[k]
	if t.cue != noCue && t.class&finite != 0 {
		if m := d.mentionAfter(k+1, end); d.usable(m) && (d.mentions[m].kind != pronounMention || t.class&strongCue != 0) {
			return d.set(g, m, k, afterInverted)
		}
	}
	if direct && d.besideVerb(k) {
		if m := d.mentionAfter(k+1, end); m >= 0 && d.mentions[m].kind == personMention && d.mentions[m].first == k+1 {
			return d.set(g, m, k, afterInverted)
		}
	}
	return false
}

// subjectFirst reads "Roe said" at token k, behind the quote at token i, over an apposition however long; and "- Roe", a
// signature.
func (d *document) subjectFirst(g, i, k, end int, comma, direct bool) bool {
	m := int(d.tokens[k].mention)
	if m < 0 || d.mentions[m].first != k {
		return false
	}
	if k > i+1 && d.tokens[k-1].sign == '-' && !d.led(i) && d.signs(m, end) {
		return d.set(g, m, -1, dashName)
	}
	m = d.headMention(m, end)
	if !d.usable(m) {
		return false
	}
	e := d.mentions[m].end
	if c := d.verbAfter(e, end); c >= 0 && (d.tokens[c].cue == strongStrength || comma || c-e <= 4) {
		return d.set(g, m, c, afterSubject)
	}
	if e >= end || d.mentions[m].kind == placeMention {
		return false
	}
	if direct && d.besideVerb(e) {
		return d.set(g, m, e, afterSubject)
	}
	n := &d.tokens[e]
	if comma && (n.kind == signToken && (n.sign == ',' || n.sign == '(') || n.class&(relative|fromWord) != 0) {
		if c := d.anyCue(e, end); c >= 0 {
			return d.set(g, m, c, afterSubject)
		}
	}
	return false
}

// led says whether a reporting verb of the same sentence leads up to the quote at token i: then the name behind a dash is
// the reporter's, not the speaker's.
func (d *document) led(i int) bool {
	first := d.sents[d.tokens[i].sent].first
	return i > first && d.tokens[i-1].kind == wordToken && d.anyCue(max(first, i-cueBefore), i) >= 0
}

// signs says whether a name behind a dash is a signature: it ends the sentence, or a comma, full stop or bracket follows
// and no verb.
func (d *document) signs(m, end int) bool {
	x := &d.mentions[m]
	if x.kind != personMention && x.kind != nameMention {
		return false
	}
	if x.end < end {
		if t := &d.tokens[x.end]; t.kind != signToken || t.sign != ',' && t.sign != '.' && t.sign != '(' {
			return false
		}
	}
	return d.anyCue(x.end, end) < 0
}

// anyCue gives the first strong cue of a range, or -1.
func (d *document) anyCue(i, end int) int {
	for end = min(end, i+clauseTokens); i < end; i++ {
		d.looks++
		if d.tokens[i].cue == strongStrength && d.tokens[i].class&gerundForm == 0 {
			return i
		}
	}
	return -1
}

// according reads "according to X" at token i.
func (d *document) according(i, end int) (mention, cue int) {
	if i+2 >= end || d.tokens[i].class&sourcePhrase == 0 {
		return -1, -1
	}
	if d.tokens[i+1].class&toWord == 0 {
		return -1, -1
	}
	m := d.mentionAfter(i+2, end)
	if m >= 0 {
		m = d.headMention(m, end)
	}
	if !d.usable(m) {
		return -1, -1
	}
	return m, i
}

// How far before the quote its cue may stand, in tokens: any at all, a medium one, and the strong one that a weaker one
// gives way to.
const (
	cueBefore    = 45
	mediumBefore = 14
	outerBefore  = 25
	besideQuote  = 4 // a medium cue this near gives way to none
)

// before looks for cue and subject in front of the quote, in its sentence.
func (d *document) before(g, i int, x sentence) bool {
	// After a colon the cue may stand anywhere before it.
	colon := i > x.first && d.tokens[i-1].kind == signToken && d.tokens[i-1].sign == ':'
	best := d.plainVerb(i, x)
	for j := i - 1; best < 0 && j >= x.first && i-j <= cueBefore; j-- {
		t := &d.tokens[j]
		if t.kind == signToken && t.sign == ';' {
			break
		}
		if m, c := d.according(j, i); m >= 0 {
			return d.set(g, m, c, accordingTo)
		}
		if t.traits()&speechNoun != 0 && i-j <= ownReach && d.leadsTo(j, i) {
			if m := d.ownerOf(j, x.first); m >= 0 {
				return d.set(g, m, j, ownWords)
			}
		}
		if t.cue == strongStrength || t.cue == mediumStrength && (i-j <= mediumBefore || colon) {
			best = j
		}
	}
	if best < 0 {
		return colon && d.set(g, d.topic(x.first, i), -1, beforeColon)
	}
	if d.outerCue(g, best, i, x) {
		return true
	}
	if d.tokens[best].class&participleForm != 0 {
		if m := d.agent(best, i); m >= 0 {
			return d.set(g, m, best, byPassive)
		}
		if d.passive(best, x) && d.tokens[best].class&askVerb != 0 {
			// "Roe was asked": whoever asked is not named, and it is nobody named elsewhere.
			d.segments[g].source.nobody = true
			return true
		}
	}
	if m := d.subjectOf(best, x); m >= 0 {
		return d.set(g, m, best, beforeSubject)
	}
	// "Said Jane Roe: ..."
	if d.tokens[best].cue == strongStrength {
		if m := d.mentionAfter(best+1, i); d.usable(m) && d.mentions[m].kind != descriptionMention {
			return d.set(g, m, best, afterInverted)
		}
	}
	return false
}

// outerCue takes the source from a stronger cue before the nearest one, where that one only tells what somebody says.
func (d *document) outerCue(g, best, i int, x sentence) bool {
	t := &d.tokens[best]
	embedded := d.embedded(best, x)
	// "According to the survey, voters put ...": whoever the sentence begins with speaks, not who does something in it.
	if t.cue == mediumStrength || embedded {
		for j := x.first; j < min(best, x.first+4); j++ {
			if m, c := d.according(j, i); m >= 0 {
				return d.set(g, m, c, accordingTo)
			}
		}
	}
	if t.cue == noCue || !embedded && (i-best <= besideQuote || t.cue != mediumStrength && t.class&gerundForm == 0) {
		return false
	}
	for j := best - 1; j >= x.first && best-j < outerBefore; j-- {
		u := &d.tokens[j]
		if u.kind == signToken && u.sign == ';' {
			return false
		}
		if u.cue != strongStrength {
			continue
		}
		if u.class&participleForm != 0 && d.passive(j, x) {
			if m := d.agent(j, i); m >= 0 {
				return d.set(g, m, j, byPassive)
			}
		}
		if u.class&(pastForm|thirdForm|gerundForm) != 0 {
			if m := d.subjectOf(j, x); m >= 0 {
				return d.set(g, m, j, beforeSubject)
			}
		}
	}
	return false
}

// ownReach is how many tokens may stand between a noun of speech and the quote.
const ownReach = 7

// leadsTo says whether the words between a noun of speech and the quote bring its words in: "that", "of", a comma or a
// colon, and no verb, which would tell something of the remark instead ("her remark was “...”").
func (d *document) leadsTo(noun, quote int) bool {
	if noun+3 == quote && d.tokens[noun+1].class&beWord != 0 && d.tokens[quote-1].kind == signToken && d.tokens[quote-1].sign == ':' {
		return true // "her answer was:"
	}
	brings := false
	for k := noun + 1; k < quote; k++ {
		t := &d.tokens[k]
		if t.cue != noCue || t.class&(otherVerb|auxiliary) != 0 || t.class&andWord != 0 {
			return false
		}
		brings = brings || t.class&(thatWord|ofWord) != 0 || t.kind == signToken && (t.sign == ',' || t.sign == ':')
	}
	return brings
}

// ownerOf finds whose remark or claim the noun at token v is: the possessor before it, or the one behind "his" or "her".
func (d *document) ownerOf(v, first int) int {
	for k := v - 1; k >= first && k >= v-3; k-- {
		m := int(d.tokens[k].mention)
		if d.possessiveSign(k) && k > first {
			return int(d.tokens[k-1].mention)
		}
		if m >= 0 && d.mentions[m].kind == pronounMention && d.tokens[k].class&possessive != 0 {
			return m
		}
		if d.tokens[k].kind != wordToken || d.tokens[k].class&(preposition|verb|conjunction) != 0 {
			return -1
		}
	}
	return -1
}

// embedded says whether a verb stands in what somebody says: after "would" or "to", or of the mind ("said he wants").
func (d *document) embedded(v int, x sentence) bool {
	t := &d.tokens[v]
	if t.class&mindVerb != 0 {
		return true
	}
	if v > x.first && t.cue == mediumStrength && d.tokens[v-1].class&(relative|thatWord) != 0 && d.tokens[v-1].class&whoWord == 0 {
		return true // "wants a plan that calls for"
	}
	if t.class&(pastForm|gerundForm) != 0 && t.cue == strongStrength {
		return false
	}
	if v > x.first && d.tokens[v-1].class&toWord != 0 && t.class&baseForm != 0 && t.cue == mediumStrength {
		return true
	}
	if t.class&baseForm != 0 && t.class&pastForm == 0 {
		for k := v - 1; k >= x.first && k >= v-3; k-- {
			if d.tokens[k].class&(auxiliary|toWord) != 0 {
				return true
			}
		}
	}
	return false
}

// plainVerb takes a verb that no list has for a cue where the sentence leaves no doubt: a past form directly before the
// colon or comma of the quote, behind a subject ("he demurred: ...").
func (d *document) plainVerb(i int, x sentence) int {
	if i-2 <= x.first || d.tokens[i-1].kind != signToken || d.tokens[i-1].sign != ':' && d.tokens[i-1].sign != ',' {
		return -1
	}
	v := i - 2
	for v > x.first+1 && d.tokens[v].class&adverb != 0 {
		v--
	}
	if !d.besideVerb(v) || v <= x.first || d.tokens[v].cue != noCue {
		return -1
	}
	m := int(d.tokens[v-1].mention)
	if m < 0 || d.mentions[m].possesses || d.mentions[m].kind == placeMention {
		return -1
	}
	return v
}

// besideVerb says whether token v may report speech where it stands right beside the quote and its speaker.
func (d *document) besideVerb(v int) bool {
	t := &d.tokens[v]
	return t.kind == wordToken && !t.capital && t.mention < 0 && (t.traits()&plainVerb != 0 ||
		len(t.key) > 4 && d.looksPast(t) && t.class&(preposition|adverb|nationality) == 0)
}

// agent finds the "by X" behind a passive participle.
func (d *document) agent(v, end int) int {
	passive := false
	for k := v - 1; k >= 0 && k >= v-3; k-- {
		if d.tokens[k].class&beWord != 0 {
			passive = true
		}
	}
	for k := v + 1; k < end && k < v+8; k++ {
		if d.tokens[k].class&byWord != 0 {
			if m := d.mentionAfter(k+1, end); d.usable(m) && (passive || k == v+1) {
				return m
			}
		}
	}
	return -1
}

// far looks for a reporting verb anywhere later in the sentence.
func (d *document) far(g, i int, x sentence) {
	end := min(d.nextQuote(i, x.end), i+clauseTokens)
	for j := i + 1; j < end; j++ {
		d.looks++
		if d.tokens[j].cue == strongStrength && d.tokens[j].class&gerundForm == 0 {
			sub := x
			sub.first = i + 1
			if m := d.subjectOf(j, sub); m >= 0 {
				d.set(g, m, j, afterFar)
				return
			}
			if m := d.mentionAfter(j+1, end); d.usable(m) {
				d.set(g, m, j, afterFar)
				return
			}
		}
	}
	if m, c := d.closing(end, x); m >= 0 {
		d.set(g, m, c, afterFar)
		return
	}
	if i > x.first && d.possessiveSign(i-1) {
		if m := int(d.tokens[i-2].mention); m >= 0 && i >= 2 {
			d.set(g, m, -1, sentenceTopic)
			return
		}
	}
	if m := d.topic(x.first, i); m >= 0 {
		d.set(g, m, -1, sentenceTopic)
	}
}

// closingTokens is how many tokens before its end the verb of a clause that closes a sentence may stand.
const closingTokens = 6

// closing finds subject and verb of the clause that closes a sentence behind token from and reports all of it, however many
// quotes it holds: "..., she said."
func (d *document) closing(from int, x sentence) (mention, cue int) {
	for j := x.end - 1; j > from+1 && j >= x.end-closingTokens; j-- {
		d.looks++
		t := &d.tokens[j]
		if t.kind == quoteToken {
			break
		}
		if t.cue != strongStrength || t.class&(pastForm|thirdForm) == 0 {
			continue
		}
		m := int(d.tokens[j-1].mention)
		if m < 0 || !d.usable(m) || d.mentions[m].end != j || d.mentions[m].first <= from {
			continue
		}
		o := &d.mentions[m]
		if p := &d.tokens[o.first-1]; p.kind == signToken && p.sign == ',' && (o.kind == personMention || o.kind == nameMention || o.kind == pronounMention && (o.male || o.female)) {
			return m, j
		}
	}
	return -1, -1
}
