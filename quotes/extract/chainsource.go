package extract

// This file finds the sources of quotes in languages whose verbs are chains (chains.go).

// findChainSources finds, for each quote, who is said to have spoken it, where the sentence says so.
func (d *document) findChainSources() {
	for s := range d.sents {
		x := d.sents[s]
		for i := x.first; i < x.end; i++ {
			if d.tokens[i].kind == quoteToken {
				d.findChainSource(int(d.tokens[i].segment), i, x)
			}
		}
	}
}

// findChainSource looks around the quote at token i of sentence x.
func (d *document) findChainSource(g, i int, x sentence) {
	seg := &d.segments[g]
	if seg.block {
		if m := d.topic(x.first, i); m >= 0 && !d.paras[seg.para].label.IsZero() {
			d.set(g, m, -1, transcriptLine)
		}
		return
	}
	if seg.incised && d.segments[g-1].source.mention >= 0 {
		d.inherit(g, g-1, sameParagraph)
		return
	}
	last := lastByte(seg.inner.In(d.text))
	open := last == '?' || last == '!' || last == '~'
	if i+1 < x.end && d.tokens[i+1].kind == signToken && (d.tokens[i+1].sign == ',' || d.tokens[i+1].sign == '-') {
		open = true
	}
	if open && d.chainBehind(g, i, x) || d.chainInFront(g, i, x) || !open && d.chainBehind(g, i, x) {
		return
	}
	d.chainFar(g, i, x)
}

// chainBehind looks for the cue that follows the quote.
func (d *document) chainBehind(g, i int, x sentence) bool {
	k := i + 1
	comma := false
	for k < x.end && d.tokens[k].kind == signToken && (d.tokens[k].sign == ',' || d.tokens[k].sign == '-') {
		comma = true
		k++
	}
	if k < x.end && comma && d.tokens[k-1].sign == '-' && !d.chainLeads(i, x) {
		if m := int(d.owners[k]); m >= 0 && d.mentions[m].first == k && (d.mentions[m].kind == personMention || d.mentions[m].kind == nameMention) && d.signsOff(m, x) {
			return d.set(g, m, -1, dashName)
		}
	}
	if k < x.end && d.tokens[k].class&andWord != 0 {
		return false
	}
	for k < x.end && d.tokens[k].class&adverb != 0 && d.tokens[k].class&cue == 0 && d.tokens[k].syntax&(asTold|objectPronoun) == 0 && d.owners[k] < 0 {
		k++
	}
	if k >= x.end {
		return false
	}
	if m, c := d.sourceWords(k, x); m >= 0 && (comma || d.tokens[k].syntax&sourceBefore != 0) {
		return d.set(g, m, c, accordingTo)
	}
	if d.tokens[k].syntax&asTold != 0 {
		k++
		if k < x.end && d.tokens[k].class&thatWord != 0 {
			k++
		}
	}
	return d.verbBehind(g, k, i, x, comma) || d.subjectBehind(g, k, i, x, comma)
}

// signsOff says whether nothing but an apposition follows a name to the end of its sentence.
func (d *document) signsOff(m int, x sentence) bool {
	for k := d.mentions[m].end; k < x.end && k < d.mentions[m].end+clauseTokens; k++ {
		d.looks++
		if d.tokens[k].cue != noCue || d.tokens[k].kind == quoteToken || d.tokens[k].class&auxiliary != 0 {
			return false
		}
	}
	return true
}

// chainLeads says whether a reporting verb or a colon leads up to the quote at token i.
func (d *document) chainLeads(i int, x sentence) bool {
	for j := i - 1; j >= x.first && i-j <= cueBefore; j-- {
		d.looks++
		if d.tokens[j].cue == strongStrength {
			return true
		}
	}
	return false
}

// verbBehind reads "a déclaré X", "explique-t-elle" and "s'amuse X" at token k behind the quote at token i.
func (d *document) verbBehind(g, k, i int, x sentence, comma bool) bool {
	end := min(x.end, k+chainReach)
	for v := k; v < end; v++ {
		t := &d.tokens[v]
		if t.kind != wordToken || t.syntax&clitic == 0 && t.mention >= 0 && d.mentions[t.mention].kind == pronounMention {
			return false
		}
		if t.syntax&clitic != 0 && t.class&pronounOther != 0 && v > k {
			if v+1 < x.end && d.tokens[v+1].kind == wordToken && d.tokens[v-1].class&auxiliary != 0 {
				return d.byNobody(g, v+1) // "a-t-on appris"
			}
			return d.byNobody(g, v-1)
		}
		if t.cue != noCue && (v+1 < x.end && d.tokens[v+1].syntax&clitic != 0 && d.tokens[v+1].mention < 0 || t.syntax&passiveVerb != 0 && comma) {
			if m := d.subjectOfChain(v, x); m >= 0 && t.syntax&passiveVerb != 0 && d.mentions[m].first > v {
				return d.set(g, m, v, byPassive)
			}
			return d.byNobody(g, v) // "dit-on", "a été dit"
		}
		if t.cue != noCue {
			c, p := d.chain(v, x)
			if c > k && p < 0 || t.cue == mediumStrength && !comma && i+1 != k {
				return false
			}
			m := p
			if m < 0 {
				m = d.behindInverted(v, x)
			}
			if m < 0 && comma && c == k && t.cue == strongStrength && t.class&finite != 0 {
				return d.byNobody(g, v) // somebody said it, and nobody else than who stands there
			}
			if m < 0 {
				continue
			}
			return d.set(g, m, v, afterInverted)
		}
		if t.syntax&clitic != 0 && t.mention >= 0 && v > k {
			// Right behind a quote whatever verb stands before such a pronoun reports.
			m := int(t.mention)
			for w := v + 1; w < end && d.tokens[w].kind == wordToken; w++ {
				if d.tokens[w].syntax&passiveVerb != 0 {
					return d.byNobody(g, w) // "a-t-il été dit"
				}
				if d.tokens[w].cue != noCue {
					return d.set(g, m, w, afterInverted)
				}
			}
			return d.set(g, m, v-1, afterInverted)
		}
		if comma && d.mayReport(v) && v+1 < x.end && (v == k || d.tokens[v-1].class&(auxiliary|pronounOther) != 0) {
			// "s'amuse Marie Roux": right before a name any verb may.
			if m := int(d.owners[v+1]); m >= 0 && d.mentions[m].first == v+1 && (d.namesPerson(m) || d.mentions[m].kind == nameMention) && d.subjectLike(m) {
				return d.set(g, d.nameOf(m, x.end), v, afterInverted)
			}
		}
		if t.class&(auxiliary|adverb|pronounOther|toWord) == 0 && t.syntax&(objectPronoun|leadVerb|clitic) == 0 && v > k && (v+1 >= end || d.tokens[v+1].syntax&clitic == 0) {
			return false
		}
	}
	return false
}

// byNobody notes that the cue at token v reports a quote and does not tell who spoke.
func (d *document) byNobody(g, v int) bool {
	s := &d.segments[g].source
	s.nobody, s.cue = true, v
	return true
}

// mayReport says whether a word that is no cue may be a verb that reports where it stands right behind a quote.
func (d *document) mayReport(v int) bool {
	t := &d.tokens[v]
	return t.kind == wordToken && !t.capital && t.mention < 0 && t.class&(preposition|conjunction|subordinator|determiner|pronounOther|adverb|auxiliary|nameable) == 0 &&
		(t.class&otherVerb != 0 || t.class == 0 && d.lang.ends(t.key, verbEndings))
}

// behindInverted finds the subject of a verb behind a quote, which no pronoun with a hyphen is: the first phrase behind it.
func (d *document) behindInverted(v int, x sentence) int {
	if t := &d.tokens[v]; t.syntax&passiveVerb != 0 || t.class&(pastForm|thirdForm|baseForm) == 0 {
		return -1
	}
	return d.behindChain(v, x)
}

// subjectBehind reads "Marie Roux a déclaré" and "elle l'a dit" at token k behind the quote at token i.
func (d *document) subjectBehind(g, k, i int, x sentence, comma bool) bool {
	m := int(d.owners[k])
	if m < 0 || d.mentions[m].first != k || !d.subjectLike(m) {
		return false
	}
	if !comma && d.mentions[m].kind != pronounMention && i > x.first {
		return false // an object: "a jugé « ... » la décision"
	}
	for v := max(d.mentions[m].end, d.mentions[m].tail); v < min(x.end, k+subjectReach); v++ {
		d.looks++
		t := &d.tokens[v]
		if t.kind == quoteToken || t.kind == signToken && t.sign != ',' && t.sign != '(' && t.sign != ')' || t.class&thatWord != 0 {
			return false
		}
		if t.cue != noCue && t.class&(finite|participleForm) != 0 && t.class&gerundForm == 0 {
			if s := d.subjectOfChain(v, x); s == m || s >= 0 && d.apposed(s) == d.apposed(m) {
				return d.set(g, m, v, afterSubject)
			}
		}
	}
	return false
}

// sourceWords reads "selon X", "d'après X", "pour X", "de l'avis de X" and "à en croire X" at token k.
func (d *document) sourceWords(k int, x sentence) (mention, word int) {
	t := &d.tokens[k]
	if t.syntax&sourceBefore != 0 && k+1 < x.end {
		if m := int(d.owners[k+1]); m >= 0 && d.mentions[m].first <= k+2 {
			return d.sourceMention(m, x), k
		}
		for j := k + 1; j < x.end && j < k+5; j++ {
			if d.tokens[j].kind != wordToken {
				break
			}
			if d.tokens[j].syntax&tellingNoun != 0 {
				return d.ownerBehind(j, x), k
			}
			if m := int(d.owners[j]); m >= 0 {
				return d.sourceMention(m, x), k
			}
		}
		return -1, -1
	}
	if t.syntax&tellingLead == 0 {
		return -1, -1
	}
	for j := k + 1; j < x.end && j < k+4; j++ {
		u := &d.tokens[j]
		if u.kind != wordToken {
			return -1, -1
		}
		if u.syntax&tellingNoun != 0 && u.class&cue == 0 && j > k {
			return d.ownerBehind(j, x), k
		}
		if u.syntax&believingWord != 0 && j+1 < x.end && d.owners[j+1] >= 0 {
			return d.sourceMention(int(d.owners[j+1]), x), k
		}
	}
	return -1, -1
}

// isDocument says whether a mention is a text: what people say in "selon un sondage, ..." the text says.
func (d *document) isDocument(m int) bool {
	x := &d.mentions[m]
	return x.kind == descriptionMention && d.tokens[x.head].class&documentNoun != 0 && d.tokens[x.head].class&(personNoun|orgNoun) == 0
}

// sharesCue reads "et Paul Roux « ... »": somebody else right before the quote at token i, whose verb is that of the quote
// before.
func (d *document) sharesCue(i int, x sentence) (mention, cue int) {
	if i-3 < x.first {
		return -1, -1
	}
	m := int(d.owners[i-1])
	if m < 0 || d.phraseEnd(m) != i || !d.subjectLike(m) || d.mentions[m].kind == pronounMention {
		return -1, -1
	}
	k := d.mentions[m].first - 1
	if k <= x.first || d.tokens[k].class&andWord == 0 {
		return -1, -1
	}
	k--
	if d.tokens[k].kind == signToken && d.tokens[k].sign == ',' && k > x.first {
		k--
	}
	if d.tokens[k].kind != quoteToken {
		return -1, -1
	}
	s := &d.segments[d.tokens[k].segment].source
	if s.mention < 0 || s.cue < 0 || s.rule != beforeSubject {
		return -1, -1
	}
	return m, s.cue
}

// opinionAt reads "pour X," at token k: only people, and only with a comma behind them.
func (d *document) opinionAt(k int, x sentence) int {
	if d.tokens[k].syntax&opinionLead == 0 || k+1 >= x.end {
		return -1
	}
	m := int(d.owners[k+1])
	if m < 0 {
		return -1
	}
	y := &d.mentions[m]
	e := d.phraseEnd(m)
	if y.kind != personMention && y.kind != nameMention && y.kind != pronounMention && (y.kind != descriptionMention || y.plural || d.tokens[y.head].class&personNoun == 0) ||
		e >= x.end || d.tokens[e].kind != signToken || d.tokens[e].sign != ',' {
		return -1
	}
	return d.nameOf(m, x.end)
}

// sourceMention gives a mention behind a preposition if it may speak, else -1.
func (d *document) sourceMention(m int, x sentence) int {
	y := &d.mentions[m]
	if y.kind == placeMention || y.kind == otherMention {
		return -1
	}
	return d.nameOf(m, x.end)
}

// ownerBehind finds whose opinion or message the noun at token j is: the mention behind "de", or -1.
func (d *document) ownerBehind(j int, x sentence) int {
	for k := j + 1; k+1 < x.end && k < j+5; k++ {
		if d.tokens[k].kind != wordToken {
			return -1
		}
		if d.tokens[k].class&ofWord == 0 {
			continue
		}
		for e := k + 1; e < x.end && e < k+3; e++ {
			if m := int(d.tokens[e].mention); m >= 0 && d.mentions[m].first >= k {
				return d.sourceMention(m, x)
			}
		}
	}
	return -1
}

// chainInFront looks for the cue before the quote, in its sentence.
func (d *document) chainInFront(g, i int, x sentence) bool {
	colon := i > x.first && d.tokens[i-1].kind == signToken && d.tokens[i-1].sign == ':'
	if m, c := d.sourceWords(x.first, x); m >= 0 && max(d.mentions[m].end, d.mentions[m].tail) <= i && (d.isDocument(m) || !d.strongBetween(max(d.mentions[m].end, d.mentions[m].tail), i)) {
		return d.set(g, m, c, accordingTo)
	}
	if m := d.opinionAt(x.first, x); m >= 0 && d.phraseEnd(m) < i && !d.strongBetween(d.phraseEnd(m), i) {
		return d.set(g, m, x.first, accordingTo)
	}
	if m, c := d.sharesCue(i, x); m >= 0 {
		return d.set(g, m, c, beforeSubject)
	}
	for j := i - 1; j >= x.first && i-j <= cueBefore; j-- {
		d.looks++
		t := &d.tokens[j]
		if t.kind == signToken && t.sign == ';' {
			break
		}
		if t.syntax&(sourceBefore|tellingLead) != 0 {
			if m, c := d.sourceWords(j, x); m >= 0 && j > x.first && d.tokens[j-1].kind == signToken && d.mentions[m].end < i {
				return d.set(g, m, c, accordingTo)
			}
		}
		if t.cue == noCue || t.cue == mediumStrength && i-j > mediumInFront && !colon || d.within(j, x) && !colon && i-j > besideQuote {
			continue
		}
		r := beforeSubject
		if colon {
			r = beforeColon
		}
		m := d.subjectOfChain(j, x)
		if m < 0 && t.syntax&passiveVerb != 0 && i-j <= besideQuote {
			d.segments[g].source.nobody = true // who called it so is not said
			return true
		}
		if m < 0 || d.mentions[m].first > i {
			continue
		}
		if t.syntax&passiveVerb != 0 {
			r = byPassive
		}
		return d.set(g, m, j, r)
	}
	if colon {
		for j := i - 1; j >= x.first && i-j < subjectReach; j-- {
			d.looks++
			t := &d.tokens[j]
			if t.syntax&tellingNoun == 0 {
				continue
			}
			if m := d.ownerBehind(j, x); m >= 0 {
				return d.set(g, m, -1, ownWords)
			}
		}
		return d.set(g, d.topic(x.first, i), -1, beforeColon)
	}
	return false
}

// within says whether the verb at token j stands in a relative clause without its own reporting subject: "le projet qui
// prévoit".
func (d *document) within(j int, x sentence) bool {
	c, _ := d.chain(j, x)
	if c-1 < x.first || d.tokens[c-1].class&whoWord == 0 {
		return false
	}
	k := c - 2
	if k >= x.first && d.tokens[k].kind == signToken {
		k--
	}
	if k < x.first {
		return true
	}
	m := int(d.owners[k])
	return m < 0 || !d.usable(m) || d.tokens[d.mentions[m].head].class&documentNoun != 0
}

// chainFar looks for a reporting verb anywhere later in the sentence, and else for what the sentence is about.
func (d *document) chainFar(g, i int, x sentence) {
	end := min(d.nextQuote(i, x.end), i+clauseTokens)
	for j := i + 1; j < end; j++ {
		d.looks++
		t := &d.tokens[j]
		if t.kind == signToken && (t.sign == ';' || t.sign == ':') {
			break
		}
		if t.kind == signToken && t.sign == ',' && j+1 < end {
			if m, c := d.sourceWords(j+1, x); m >= 0 {
				d.set(g, m, c, accordingTo)
				return
			}
		}
		if t.cue != strongStrength || t.class&(pastForm|thirdForm) == 0 {
			continue
		}
		c, p := d.chain(j, x)
		if c == x.first || d.tokens[c-1].kind != signToken || d.tokens[c-1].sign != ',' && d.tokens[c-1].sign != '-' {
			continue // only a clause that is thrown in behind all that it reports
		}
		if p < 0 {
			p = d.behindChain(j, x)
		}
		if p >= 0 && d.mentions[p].first > j-chainReach {
			d.set(g, p, j, afterFar)
			return
		}
	}
	if m := d.topic(x.first, i); m >= 0 {
		d.set(g, m, -1, sentenceTopic)
	}
}
