package extract

// This file finds cues and subjects in languages whose finite verb stands second in a main clause and last in a
// subordinate one, with a prefix or participle at the clause's end.

// bracketReach is how many tokens may stand between a finite verb and the prefix or participle that belongs to it.
const bracketReach = 30

// findBracketCues marks the reporting verbs of the text.
func (d *document) findBracketCues() {
	for s := range d.sents {
		x := d.sents[s]
		for i := x.first; i < x.end; i++ {
			t := &d.tokens[i]
			if t.kind != wordToken || t.word == nil || t.capital && i > x.first && d.tokens[i-1].kind == wordToken {
				continue
			}
			if d.parted(i, x) || t.class&cue == 0 {
				continue
			}
			switch {
			case t.class&(thirdForm|pastForm) != 0:
				// A cue either way, also where it is the participle that looks like the finite form.
			case t.class&participleForm != 0:
				if d.auxiliaryOf(i, x) < 0 {
					continue
				}
			case t.class&baseForm != 0:
				if !d.pluralPresent(i, x) {
					continue
				}
			}
			t.cue = mediumStrength
			if t.class&strongCue != 0 {
				t.cue = strongStrength
			}
		}
	}
}

// parted reads a verb whose prefix stands at the end of the clause, marks it as the cue that both make, and says whether
// there was one.
func (d *document) parted(i int, x sentence) bool {
	t := &d.tokens[i]
	if len(t.word.particles) == 0 {
		return false
	}
	for j := i + 1; j < min(x.end, i+bracketReach); j++ {
		d.looks++
		u := &d.tokens[j]
		if u.kind != wordToken || u.class&pronounOther != 0 {
			continue
		}
		for _, p := range t.word.particles {
			if p.prefix != u.key || !d.clauseEnds(j+1, x.end) {
				continue
			}
			t.class = t.class&^(cue|finite) | p.class
			t.cue = mediumStrength
			if p.class&strongCue != 0 {
				t.cue = strongStrength
			}
			return true
		}
	}
	return false
}

// clauseEnds says whether a clause ends before token i.
func (d *document) clauseEnds(i, end int) bool {
	if i >= end {
		return true
	}
	t := &d.tokens[i]
	return t.kind != wordToken && t.kind != numberToken || t.class&(conjunction|subordinator) != 0 || t.class&auxiliary != 0
}

// auxiliaryOf finds the auxiliary that a participle belongs to: right behind it, or before it in its clause; else -1.
func (d *document) auxiliaryOf(i int, x sentence) int {
	for j := i + 1; j < x.end && j <= i+3 && d.tokens[j].class&auxiliary != 0; j++ {
		if !d.isNonFinite(j) {
			return j
		}
	}
	for j := i - 1; j >= x.first && j > i-bracketReach; j-- {
		d.looks++
		t := &d.tokens[j]
		if t.kind == signToken && (t.sign == ';' || t.sign == ':') {
			return -1
		}
		if t.class&auxiliary != 0 && !d.isNonFinite(j) {
			return j
		}
		if t.cue != noCue {
			return -1
		}
	}
	return -1
}

// isNonFinite says whether an auxiliary is a participle or infinitive.
func (d *document) isNonFinite(j int) bool {
	return d.tokens[j].syntax&nonFinite != 0
}

// pluralPresent says whether an infinitive's form is the plural of the present: right behind a quote or plural subject.
func (d *document) pluralPresent(i int, x sentence) bool {
	if i == x.first {
		return false
	}
	p := &d.tokens[i-1]
	if p.mention >= 0 {
		for m := int(p.mention); m >= 0 && d.mentions[m].tail == d.mentions[p.mention].tail; m-- {
			if d.mentions[m].plural {
				return true // "Die Veranstalter des Marktes erklären"
			}
		}
	}
	if i+1 < x.end && d.tokens[i+1].kind == signToken && (d.tokens[i+1].sign == ',' || d.tokens[i+1].sign == ':') {
		// "Die Veranstalter betonen, ...": no auxiliary and no "zu" stands before it.
		for j := i - 1; j >= x.first && j > i-bracketReach; j-- {
			d.looks++
			if d.tokens[j].class&(auxiliary|toWord|subordinator) != 0 {
				return false
			}
		}
		return true
	}
	return p.kind == quoteToken || p.kind == signToken && i-2 >= x.first && d.tokens[i-2].kind == quoteToken
}

// subjectLike says whether a mention may be the subject of a reporting verb.
func (d *document) subjectLike(m int) bool {
	return d.usable(m) && !d.mentions[m].oblique && d.mentions[m].kind != placeMention
}

// nameOf goes from a description to the name that stands behind it and what belongs to it: "der Sprecher des Verbands,
// Jan Roth," and "der Vorsitzende der Partei Jan Roth".
func (d *document) nameOf(m, end int) int {
	x := &d.mentions[m]
	if x.kind != descriptionMention || x.plural || d.tokens[x.head].class&personNoun == 0 {
		return m
	}
	j := x.tail
	if d.lang.grammar.verbChains && j < end && d.tokens[j].kind == signToken && d.tokens[j].sign == ',' {
		if k := d.asideEnd(j, end); k > 0 && k+1 < end && d.tokens[k+1].class&firstName != 0 {
			j = k // "le maire, chargé du port, Jean Roux"
		}
	}
	if j < end && d.tokens[j].kind == signToken && (d.tokens[j].sign == ',' || d.tokens[j].sign == '(' || d.tokens[j].sign == '-') {
		j++
	}
	if j < end && d.tokens[j].mention >= 0 {
		if n := int(d.tokens[j].mention); d.mentions[n].first == j && (d.mentions[n].kind == personMention || d.mentions[n].kind == nameMention) && !d.mentions[n].possesses {
			return n
		}
	}
	return m
}

// subjectAround finds the subject of the verb at token v in sentence x, or -1.
func (d *document) subjectAround(v int, x sentence) int {
	t := &d.tokens[v]
	if t.class&participleForm != 0 {
		a := d.auxiliaryOf(v, x)
		if a >= 0 && (t.class&(thirdForm|pastForm) == 0 || d.clauseEnds(v+1, x.end)) {
			if d.tokens[a].class&beWord != 0 && t.syntax&quotedObject == 0 {
				return d.agentAround(a, v, x)
			}
			if a > v {
				return d.lastVerbSubject(v, x)
			}
			v = a
		}
	}
	if d.verbLast(v, x) {
		if m := d.lastVerbSubject(v, x); m >= 0 {
			return m
		}
	}
	first, coordinated := d.clauseStart(v, x)
	if m := d.pronounBehind(v, x); m >= 0 && first < v && !d.speaksItself(first) {
		return m
	}
	if m := d.foreField(first, v, x); m >= 0 {
		return m
	}
	if coordinated {
		if m := d.subjectBefore(v, x); m >= 0 {
			return m
		}
	}
	if m := d.behindVerb(v, x); m >= 0 {
		return m
	}
	if d.tokens[v].cue == strongStrength {
		return d.subjectBefore(v, x)
	}
	return -1
}

// agentAround finds the "von X" of a passive between its auxiliary and its participle, or -1.
func (d *document) agentAround(a, v int, x sentence) int {
	lo, hi := min(a, v), max(a, v)
	for j := max(x.first, lo-clauseTokens); j < hi; j++ {
		d.looks++
		if d.tokens[j].class&byWord != 0 && j+1 < hi && d.tokens[j+1].mention >= 0 {
			m := int(d.tokens[j+1].mention)
			if t := &d.tokens[d.mentions[m].head]; d.mentions[m].kind == otherMention && t.syntax&commonNoun == 0 && !d.lang.ends(t.key, derivedEndings) {
				d.mentions[m].kind = descriptionMention
			}
			if d.usable(m) && d.mentions[m].kind != placeMention {
				return d.nameOf(m, x.end)
			}
		}
	}
	return -1
}

// verbLast says whether the verb at token v ends a subordinate clause.
func (d *document) verbLast(v int, x sentence) bool {
	if v+1 < x.end && d.tokens[v+1].kind == wordToken && d.tokens[v+1].class&(conjunction|auxiliary) == 0 {
		return false
	}
	return d.subordinate(v, x) >= 0
}

// subordinate finds the word that opens the subordinate clause which token v ends, or -1.
func (d *document) subordinate(v int, x sentence) int {
	for j := v - 1; j >= x.first && j > v-bracketReach; j-- {
		d.looks++
		t := &d.tokens[j]
		if t.kind == signToken && t.sign != '(' && t.sign != ')' || t.kind == quoteToken {
			if j+1 < v && d.tokens[j+1].mention < 0 && d.tokens[j+1].class&relative != 0 && t.sign == ',' {
				return j + 1
			}
			return -1
		}
		if t.class&subordinator != 0 || t.syntax&asTold != 0 {
			return j
		}
	}
	return -1
}

// lastVerbSubject finds the subject of a verb that ends a subordinate clause: the first phrase behind the word that opens
// the clause, or what a relative pronoun stands for.
func (d *document) lastVerbSubject(v int, x sentence) int {
	o := d.subordinate(v, x)
	if o < 0 {
		return d.subjectBefore(v, x)
	}
	if d.tokens[o].class&relative != 0 && d.tokens[o].class&subordinator == 0 && o-2 >= x.first {
		if m := int(d.tokens[o-2].mention); m >= 0 && d.mentions[m].kind != placeMention && d.usable(m) {
			return m
		}
	}
	for j := o + 1; j < v; j++ {
		if m := int(d.tokens[j].mention); m >= 0 && d.mentions[m].first == j && d.subjectLike(m) {
			return d.nameOf(m, x.end)
		}
	}
	return -1
}

// clauseStart finds where the main clause of the verb at token v begins, appositions jumped over, and says whether the
// clause goes on with the subject of another one ("und sagte").
func (d *document) clauseStart(v int, x sentence) (int, bool) {
	j := v
	for j > x.first && v-j < clauseTokens {
		d.looks++
		t := &d.tokens[j-1]
		if t.kind == quoteToken {
			return j, false
		}
		if t.kind == signToken {
			switch t.sign {
			case ',', '-', ')':
				if o := d.appositionStart(j-1, x); o >= 0 {
					j = o
					continue
				}
				return j, false
			case '(', '/', '\'', '"', '&':
			default:
				return j, false
			}
		}
		if t.class&conjunction != 0 && t.mention < 0 {
			// "Roth und Lang sagten" goes on to the left; "und sagte" does not.
			if j == v {
				return j, true
			}
			if j-2 >= x.first && d.tokens[j-2].mention >= 0 && d.tokens[j].mention >= 0 && d.mentions[d.tokens[j].mention].first == j {
				j--
				continue
			}
			return j, false
		}
		j--
	}
	return j, false
}

// appositionStart finds, for a sign that closes an apposition or relative clause, the token behind the phrase that it
// belongs to: that phrase begins its clause. -1 when there is none.
func (d *document) appositionStart(c int, x sentence) int {
	open := d.tokens[c].sign
	if open == ')' {
		open = '('
	}
	for k := c - 1; k > x.first && c-k < bracketReach; k-- {
		d.looks++
		t := &d.tokens[k]
		if t.kind == quoteToken {
			return -1
		}
		if t.kind != signToken || t.sign != open {
			continue
		}
		if open == '(' {
			return k
		}
		m := int(d.tokens[k-1].mention)
		for m > 0 && d.mentions[m-1].sent == d.mentions[m].sent && d.mentions[m-1].tail == d.mentions[m].tail {
			m--
		}
		if m >= 0 && d.subjectLike(m) && d.mentions[m].kind != pronounMention && d.opensClause(d.mentions[m].first, x) {
			return k
		}
	}
	return -1
}

// opensClause says whether a phrase that begins at token i is the first of its clause.
func (d *document) opensClause(i int, x sentence) bool {
	for n := 0; n < bracketReach && i > x.first && d.tokens[i-1].class&(adverb|conjunction) != 0 && d.tokens[i-1].mention < 0; n++ {
		d.looks++
		i--
	}
	return i == x.first || d.tokens[i-1].kind != wordToken
}

// foreField gives the mention in front of the verb if that is what the clause begins with, or -1.
func (d *document) foreField(first, v int, x sentence) int {
	for first < v && d.tokens[first].mention < 0 && (d.tokens[first].class&(adverb|conjunction) != 0 && d.tokens[first].class&preposition == 0 || d.tokens[first].kind == signToken) {
		first++
	}
	if first >= v || d.tokens[first].mention < 0 {
		return -1
	}
	m := int(d.tokens[first].mention)
	if d.tokens[v].cue == strongStrength {
		d.takeForSpeaker(m)
	}
	if d.mentions[m].first != first || !d.subjectLike(m) {
		return -1
	}
	return d.nameOf(m, v)
}

// pronounBehind gives the pronoun right behind the verb at token v that can be nothing but its subject, or -1.
func (d *document) pronounBehind(v int, x sentence) int {
	if v+1 >= x.end || d.tokens[v+1].class&(pronounHe|pronounI|pronounWe) == 0 || d.tokens[v+1].mention < 0 {
		return -1
	}
	return int(d.tokens[v+1].mention)
}

// speaksItself says whether the phrase at token first is a person, body or pronoun: then it is the subject of the verb that
// it stands before, whatever stands behind.
func (d *document) speaksItself(first int) bool {
	m := int(d.tokens[first].mention)
	if m < 0 {
		return false
	}
	switch x := &d.mentions[m]; x.kind {
	case pronounMention, personMention, nameMention:
		return !x.oblique
	}
	return false
}

// takeForSpeaker takes a phrase that no list knows for somebody who speaks: it is the subject of a reporting verb.
func (d *document) takeForSpeaker(m int) {
	x := &d.mentions[m]
	t := &d.tokens[x.head]
	if x.kind == otherMention && x.definite != x.indefinite && t.syntax&(commonNoun|tellingNoun) == 0 && t.class&(eventNoun|nationality|firstName) == 0 && !d.lang.ends(t.key, derivedEndings) {
		x.kind = descriptionMention
	}
}

// behindVerb gives the first mention behind the verb that may be its subject, or -1.
func (d *document) behindVerb(v int, x sentence) int {
	for j := v + 1; j < x.end && j < v+14; j++ {
		d.looks++
		t := &d.tokens[j]
		if t.kind == signToken && t.sign != '(' && t.sign != ')' && t.sign != '\'' || t.class&subordinator != 0 || t.kind == quoteToken {
			return -1
		}
		if t.kind == wordToken && t.syntax&impersonal != 0 && j == v+1 {
			return -1 // "hieß es"
		}
		m := int(t.mention)
		if m < 0 || d.mentions[m].first != j {
			continue
		}
		if j == v+1 && !d.mentions[m].oblique && d.tokens[v].cue == strongStrength && (d.mentions[m].indefinite || d.behindQuote(v, x)) {
			d.takeForSpeaker(m)
		}
		if d.subjectLike(m) {
			return d.nameOf(m, x.end)
		}
		if d.mentions[m].kind == personMention || d.mentions[m].kind == nameMention || d.mentions[m].kind == otherMention {
			j = max(j, d.mentions[m].end-1)
		}
	}
	return -1
}

// behindQuote says whether the verb at token v follows a quote at once or behind a comma.
func (d *document) behindQuote(v int, x sentence) bool {
	k := v - 1
	if k > x.first && d.tokens[k].kind == signToken && d.tokens[k].sign == ',' {
		k--
	}
	return k >= x.first && d.tokens[k].kind == quoteToken
}

// subjectBefore gives the subject of the main clause before token v: its first mention that may be one, or -1.
func (d *document) subjectBefore(v int, x sentence) int {
	for j := max(x.first, v-clauseTokens); j < v; j++ {
		d.looks++
		if m := int(d.tokens[j].mention); m >= 0 && d.mentions[m].first == j && d.subjectLike(m) && d.mentions[m].end <= v {
			return d.nameOf(m, v)
		}
	}
	return -1
}
