package extract

// This file finds the sources of quotes in languages whose verbs stand in brackets (clause.go).

// findBracketSources finds, for each quote, who is said to have spoken it, where the sentence says so.
func (d *document) findBracketSources() {
	for s := range d.sents {
		x := d.sents[s]
		for i := x.first; i < x.end; i++ {
			if d.tokens[i].kind == quoteToken {
				d.findBracketSource(int(d.tokens[i].segment), i, x)
			}
		}
	}
}

// findBracketSource looks around the quote at token i of sentence x.
func (d *document) findBracketSource(g, i int, x sentence) {
	seg := &d.segments[g]
	if seg.block {
		if d.paras[seg.para].label.IsZero() {
			return
		}
		if m := d.topic(x.first, i); !d.set(g, m, -1, transcriptLine) {
			seg.source.nobody = true // a label that names nobody: "Frage:"
		}
		return
	}
	if d.rightBehind(g, i, x) || d.inFront(g, i, x) || d.laterOn(g, i, x) {
		return
	}
	if d.isReported(x) && d.topicReports(x) {
		return // goes on with what was reported before
	}
	if m := d.subjectBefore(i, x); m >= 0 {
		d.set(g, m, -1, sentenceTopic)
	}
}

// isReported says whether a sentence has a verb in the form of reported speech.
func (d *document) isReported(x sentence) bool {
	for j := x.first; j < min(x.end, x.first+clauseTokens); j++ {
		d.looks++
		if d.tokens[j].syntax&reportedForm != 0 {
			return true
		}
	}
	return false
}

// topicReports says whether no cue in the sentence itself reports.
func (d *document) topicReports(x sentence) bool {
	for j := x.first; j < min(x.end, x.first+clauseTokens); j++ {
		d.looks++
		if d.tokens[j].cue == strongStrength {
			return false
		}
	}
	return true
}

// rightBehind looks for the cue that follows the quote.
func (d *document) rightBehind(g, i int, x sentence) bool {
	k := i + 1
	for k < x.end && d.tokens[k].kind == signToken && (d.tokens[k].sign == ',' || d.tokens[k].sign == '-') {
		k++
	}
	if k >= x.end {
		return false
	}
	comma := k > i+1
	if k == i+2 && d.tokens[i+1].sign == '-' || comma {
		// A signature: „...“ – Jan Roth
		if m := int(d.tokens[k].mention); m >= 0 && d.mentions[m].kind == personMention && d.tokens[k-1].sign == '-' && d.mentions[m].end == x.end {
			return d.set(g, m, -1, dashName)
		}
	}
	return d.cueClause(g, k, x, afterInverted)
}

// plainFinite says whether token k is a finite verb that no list has as a cue.
func (d *document) plainFinite(k int) bool {
	t := &d.tokens[k]
	return t.kind == wordToken && !t.capital && t.mention < 0 && t.class&(preposition|conjunction|subordinator|determiner|pronounOther|adverb|beWord) == 0 &&
		(t.class&(otherVerb|cue|auxiliary) != 0 || t.class == 0 && d.lang.ends(t.key, verbEndings))
}

// cueClause reads "sagte X", "so X", "wie X sagte", "hatte X gesagt" and "laut X" at token k.
func (d *document) cueClause(g, k int, x sentence, r rule) bool {
	end := min(x.end, k+bracketReach)
	for k < end && d.tokens[k].class&adverb != 0 && d.tokens[k].cue == noCue && d.tokens[k].mention < 0 && d.tokens[k].syntax&soWord == 0 {
		k++
	}
	if k >= x.end {
		return false
	}
	t := &d.tokens[k]
	if t.syntax&soWord != 0 {
		return d.set(g, d.speakerBehind(k+1, x), k, r)
	}
	if m, c := d.sourcePhraseAt(k, x); m >= 0 {
		return d.set(g, m, c, accordingTo)
	}
	if t.syntax&asTold != 0 {
		for v := k + 1; v < min(x.end, k+bracketReach); v++ {
			if u := &d.tokens[v]; u.cue != noCue {
				return d.setBracket(g, v, x, afterSubject)
			} else if u.kind == signToken && u.sign != '(' && u.sign != ')' && u.sign != ',' || u.kind == quoteToken {
				return false
			}
		}
		return false
	}
	if t.cue != noCue && t.class&finite != 0 {
		return d.setBracket(g, k, x, r)
	}
	comma := k > x.first && d.tokens[k-1].kind == signToken && d.tokens[k-1].sign == ','
	if t.class&auxiliary != 0 {
		for v := k + 1; v < min(x.end, k+bracketReach) && d.tokens[v].kind != quoteToken; v++ {
			if u := &d.tokens[v]; u.cue != noCue && u.class&participleForm != 0 {
				return d.setBracket(g, v, x, r)
			}
		}
	}
	if r == afterInverted && comma && d.plainFinite(k) {
		// "zeigte sich X zufrieden", "ließ X wissen": right behind the comma any verb reports.
		if m := d.behindVerb(k, x); m >= 0 && d.mentions[m].kind != otherMention && d.mentions[m].first <= k+2 {
			return d.set(g, m, k, r)
		}
	}
	return false
}

// speakerBehind gives the first mention from token k on that may speak, to the next sign; genitives count when nothing
// else does ("so die Vorwürfe der Anwältin"). -1 when there is none.
func (d *document) speakerBehind(k int, x sentence) int {
	for j := k; j < x.end && j < k+12; j++ {
		t := &d.tokens[j]
		if t.kind == quoteToken || t.kind == signToken && t.sign != '(' {
			return -1
		}
		if m := int(t.mention); m >= 0 && d.mentions[m].first == j && d.usable(m) {
			return d.nameOf(m, x.end)
		}
		if t.class&(auxiliary|subordinator) != 0 {
			return -1
		}
	}
	return -1
}

// sourcePhraseAt reads "laut X", "nach Angaben von X", "X zufolge" and "Angaben des X zufolge" with its first or, for
// the last two, its last word at token k.
func (d *document) sourcePhraseAt(k int, x sentence) (mention, cue int) {
	t := &d.tokens[k]
	if t.syntax&sourceBefore != 0 {
		if k+1 < x.end && d.tokens[k+1].kind == wordToken {
			if m := d.speakerBehind(k+1, x); m >= 0 && d.mentions[m].first <= k+4 {
				return m, k
			}
		}
		return -1, -1
	}
	if t.syntax&sourceBehind != 0 && k > x.first {
		m := int(d.tokens[k-1].mention)
		if d.usable(m) && d.mentions[m].kind != placeMention {
			return m, k
		}
		return -1, -1
	}
	if t.syntax&tellingLead == 0 {
		return -1, -1
	}
	if k-2 >= x.first && d.tokens[k-1].syntax&tellingNoun != 0 {
		// "seiner Ansicht nach", "Renners Ansicht nach"
		if p := int(d.tokens[k-2].mention); p >= 0 && (d.mentions[p].kind == personMention || d.mentions[p].kind == pronounMention) {
			return p, k
		}
	}
	for j := k + 1; j < x.end && j < k+5; j++ {
		u := &d.tokens[j]
		if u.kind != wordToken {
			return -1, -1
		}
		if u.syntax&tellingNoun == 0 {
			continue
		}
		e := j + 1
		if e < x.end && d.tokens[e].class&(byWord|fromWord) != 0 {
			e++
		}
		if e < x.end && d.tokens[e].mention >= 0 {
			if m := int(d.tokens[e].mention); d.mentions[m].first == e && d.mentions[m].kind != otherMention && d.mentions[m].kind != placeMention {
				return d.nameOf(m, x.end), k
			}
		}
		// "nach Renners Angaben"
		if p := int(d.tokens[j-1].mention); p >= 0 && (d.mentions[p].kind == personMention || d.mentions[p].kind == pronounMention) {
			return p, k
		}
		return -1, -1
	}
	return -1, -1
}

// ownVerdict finds whose verdict the words before a colon bring in: "das Fazit von Jana Roth", "ihr Fazit". -1 when there is
// none.
func (d *document) ownVerdict(i int, x sentence) int {
	for j := i - 1; j >= x.first && i-j < bracketReach; j-- {
		d.looks++
		if d.tokens[j].syntax&tellingNoun == 0 {
			continue
		}
		if j+2 < i && d.tokens[j+1].class&byWord != 0 {
			if m := int(d.tokens[j+2].mention); m >= 0 && d.mentions[m].first == j+2 && d.mentions[m].kind != otherMention && d.mentions[m].kind != placeMention {
				return d.nameOf(m, x.end)
			}
		}
		if j > x.first {
			if m := int(d.tokens[j-1].mention); m >= 0 && (d.mentions[m].kind == pronounMention || d.mentions[m].kind == personMention && d.mentions[m].possesses) {
				return m
			}
		}
	}
	return -1
}

// setBracket sets the source of a quote to the subject of the cue at token v, or to the person whose words it cites.
func (d *document) setBracket(g, v int, x sentence, r rule) bool {
	m := d.subjectAround(v, x)
	if d.tokens[v].syntax&quotedObject != 0 && (d.tokens[v].class&participleForm == 0 || d.auxiliaryOf(v, x) < 0) {
		if o := d.citedObject(v, m, x); o >= 0 {
			m = o
		}
	}
	if m < 0 {
		m = d.impersonalSource(v, x)
	}
	return d.set(g, m, v, r)
}

// citedObject finds whom a verb like "zitieren" cites: the person in its clause that is not its subject, or -1.
func (d *document) citedObject(v, subject int, x sentence) int {
	for j := v + 1; j < min(x.end, v+bracketReach) && d.tokens[j].kind != quoteToken; j++ {
		d.looks++
		m := int(d.tokens[j].mention)
		if m < 0 || m == subject || d.mentions[m].first != j {
			continue
		}
		if y := &d.mentions[m]; y.kind == personMention || y.kind == nameMention || y.kind == descriptionMention && d.tokens[y.head].class&personNoun != 0 {
			return d.nameOf(m, x.end)
		}
	}
	return -1
}

// impersonalSource finds what is behind "heißt es in einer Mitteilung des Verbands": the document or body named behind the
// preposition, or -1.
func (d *document) impersonalSource(v int, x sentence) int {
	found := false
	for j := max(x.first, v-2); j < min(x.end, v+3); j++ {
		found = found || d.tokens[j].syntax&impersonal != 0
	}
	if !found {
		return -1
	}
	for j := v + 1; j < min(x.end, v+12); j++ {
		if m := int(d.tokens[j].mention); m >= 0 && d.mentions[m].first == j && d.mentions[m].oblique && d.usable(m) && d.mentions[m].kind != placeMention {
			return m
		}
		if d.tokens[j].kind == quoteToken {
			break
		}
	}
	for j := max(x.first, v-12); j < v; j++ {
		if m := int(d.tokens[j].mention); m >= 0 && d.mentions[m].first == j && d.mentions[m].oblique && d.usable(m) && d.mentions[m].kind != placeMention {
			return m
		}
	}
	return -1
}

// mediumReach is how many tokens before the quote a weak reporting verb may stand.
const mediumReach = 14

// inFront looks for the cue before the quote, in its sentence.
func (d *document) inFront(g, i int, x sentence) bool {
	// "Wie X erklärte, ..." and "Laut X ..." tell who says all that follows, unless a strong verb stands nearer.
	if t := &d.tokens[x.first]; (t.syntax&(asTold|sourceBefore) != 0 || t.class&preposition != 0) && x.first < i && !d.strongBetween(d.openingEnd(x.first, i), i) && d.cueClause(g, x.first, x, beforeSubject) {
		return true
	}
	colon := i > x.first && d.tokens[i-1].kind == signToken && d.tokens[i-1].sign == ':'
	for j := i - 1; j >= x.first && i-j <= 60; j-- {
		d.looks++
		t := &d.tokens[j]
		if t.kind == signToken && t.sign == ';' {
			break
		}
		if t.syntax&sourceBehind != 0 && d.strongBetween(x.first, j) {
			continue // somebody's report of what another said
		}
		if m, c := d.sourcePhraseAt(j, x); m >= 0 && d.mentions[m].end <= i {
			return d.set(g, m, c, accordingTo)
		}
		if t.cue == noCue || t.cue == mediumStrength && i-j > mediumReach && !colon {
			continue
		}
		r := beforeSubject
		if colon {
			r = beforeColon
		}
		if d.setBracket(g, j, x, r) {
			return true
		}
	}
	// A participle behind the quote, its auxiliary before it: "hat die Pläne als „...“ bezeichnet"; a prefix likewise.
	for v := i + 1; v < min(x.end, i+4); v++ {
		if t := &d.tokens[v]; t.cue != noCue && t.class&participleForm != 0 {
			if a := d.auxiliaryOf(v, x); a >= 0 && a < i && d.setBracket(g, v, x, beforeSubject) {
				return true
			}
		} else if t.cue != noCue && t.class&finite != 0 && d.verbLast(v, x) {
			return d.setBracket(g, v, x, beforeSubject)
		} else if t.kind != wordToken {
			break
		}
	}
	if !colon {
		return false
	}
	if m := d.ownVerdict(i, x); m >= 0 {
		return d.set(g, m, -1, ownWords)
	}
	if m := d.subjectBefore(i, x); m >= 0 {
		return d.set(g, m, -1, beforeColon)
	}
	return false
}

// openingEnd gives where the clause or phrase that a sentence opens with ends: behind its comma, else after a few words.
func (d *document) openingEnd(first, end int) int {
	if d.tokens[first].syntax&asTold == 0 {
		return first + 2
	}
	for j := first; j < min(end, first+bracketReach); j++ {
		d.looks++
		if d.tokens[j].kind == signToken && d.tokens[j].sign == ',' && j > first+1 && d.tokens[j-1].cue != noCue {
			return j
		}
	}
	return end
}

// strongBetween says whether a strong finite cue stands in a range of tokens.
func (d *document) strongBetween(lo, hi int) bool {
	for j := max(lo, hi-clauseTokens); j < hi; j++ {
		d.looks++
		if d.tokens[j].cue == strongStrength {
			return true
		}
	}
	return false
}

// laterOn looks for a reporting clause behind a comma anywhere later in the sentence.
func (d *document) laterOn(g, i int, x sentence) bool {
	for j := i + 1; j+1 < min(x.end, i+clauseTokens); j++ {
		d.looks++
		t := &d.tokens[j]
		if t.kind == signToken && (t.sign == ',' || t.sign == '-') {
			if d.cueClause(g, j+1, x, afterFar) {
				return true
			}
		}
		if m, c := d.sourcePhraseAt(j, x); m >= 0 {
			return d.set(g, m, c, accordingTo)
		}
	}
	return false
}
