package extract

// apposed goes from a description to the person whom it is an apposition of, or who is one of it: "Roe, a spokesman for the
// mayor," and "his lawyer, Jane Roe,".
func (d *document) apposed(m int) int {
	x := &d.mentions[m]
	if x.kind != descriptionMention || x.plural {
		return m
	}
	comma := func(i int) bool {
		return i >= 0 && i < len(d.tokens) && d.tokens[i].kind == signToken && d.tokens[i].sign == ',' && int(d.tokens[i].sent) == x.sent
	}
	end := d.phraseEnd(m)
	if end+1 < len(d.tokens) && d.tokens[end].class&preposition != 0 {
		// "his partner at the bank, Jane Roe,"
		if n := int(d.tokens[end+1].mention); n >= 0 {
			end = d.mentions[n].end
		}
	}
	if comma(end) && end+1 < len(d.tokens) {
		k := end + 1
		for k < end+3 && k+1 < len(d.tokens) && d.tokens[k].mention < 0 && d.tokens[k].kind == wordToken && !d.tokens[k].capital && d.tokens[k].cue == noCue && d.tokens[k].class&(otherVerb|auxiliary|preposition|determiner) == 0 {
			k++
		}
		if n := int(d.tokens[k].mention); n >= 0 && (d.mentions[n].kind == personMention || d.mentions[n].kind == orgMention && d.tokens[x.head].class&orgNoun != 0) && d.mentions[n].first == k && !d.mentions[n].possesses &&
			(comma(d.mentions[n].end) || d.mentions[n].end < len(d.tokens) && (d.tokens[d.mentions[n].end].cue != noCue || d.tokens[d.mentions[n].end].kind == signToken)) {
			return n
		}
	}
	if d.actsItself(x) {
		return m
	}
	first := x.first
	if x.possessor >= 0 {
		first = d.mentions[x.possessor].first // "Roe, the mayor's spokesman, who said"
	}
	if comma(first-1) && first >= 2 {
		if n := int(d.tokens[first-2].mention); n >= 0 && d.mentions[n].kind == personMention && !d.mentions[n].possesses {
			return n
		}
	}
	return m
}

// headMention goes from a possessor to what it possesses: in "Brown's spokesman said" the spokesman speaks.
func (d *document) headMention(m, end int) int {
	for d.mentions[m].possesses {
		next := -1
		for j := d.mentions[m].end; j < end && j < d.mentions[m].end+4; j++ {
			if n := int(d.tokens[j].mention); n >= 0 && n != m {
				next = n
				break
			}
		}
		if next < 0 || next <= m && d.mentions[next].first <= d.mentions[m].first {
			return m
		}
		m = next
	}
	return m
}

// mentionAfter gives the mention that begins at token i or after adverbs and adjectives there, or -1.
func (d *document) mentionAfter(i, end int) int {
	for j := i; j < end && j < i+5; j++ {
		t := &d.tokens[j]
		if t.mention >= 0 {
			m := int(t.mention)
			if d.mentions[m].first == j {
				return d.headMention(m, end)
			}
			return m
		}
		if t.kind == numberToken {
			continue
		}
		if t.kind != wordToken || t.class&(preposition|conjunction|subordinator|verb) != 0 && t.class&adverb == 0 {
			return -1
		}
	}
	return -1
}

// verbAfter gives the cue that follows a subject whose phrase ends before token i: over adverbs, auxiliaries and one
// apposition between commas or brackets. -1 when none does.
func (d *document) verbAfter(i, end int) int {
	jumped := false
	for j := i; j < end; j++ {
		d.looks++
		t := &d.tokens[j]
		switch {
		case t.cue != noCue && t.class&(finite|participleForm) != 0:
			return j
		case t.cue != noCue && t.class&gerundForm != 0 && j > i && d.tokens[j-1].class&beWord != 0:
			return j
		case t.kind == signToken && (t.sign == ',' || t.sign == '(' || t.sign == '-') && !jumped:
			e := d.appositionEnd(j, end)
			if e < 0 {
				return -1
			}
			j = e
			jumped = true
		case t.class&(adverb|auxiliary) != 0:
		case t.class&otherVerb != 0 && j+1 < end && d.tokens[j+1].class&toWord != 0:
			j++ // "went on to say" and "had to say"
		case t.class&otherVerb != 0 && j+2 < end && d.tokens[j+2].class&toWord != 0:
			j += 2
		case t.class&fromWord != 0:
			// "X of/from ORG said": over the preposition and the phrase behind it.
			m := -1
			if j+1 < end {
				m = int(d.tokens[j+1].mention)
			}
			if m < 0 {
				return -1
			}
			j = d.mentions[m].end - 1
		default:
			return -1
		}
	}
	return -1
}

// appositionEnd gives the token that closes an apposition which a comma, bracket or dash at i opens, or -1.
func (d *document) appositionEnd(i, end int) int {
	want := d.tokens[i].sign
	if want == '(' {
		want = ')'
	}
	for j := i + 1; j < end && j < i+45; j++ {
		t := &d.tokens[j]
		if t.kind == signToken && t.sign == want {
			if want == ',' && !(j+1 < end && (d.tokens[j+1].cue != noCue || d.tokens[j+1].class&(adverb|auxiliary|otherVerb) != 0 || d.besideVerb(j+1))) {
				continue
			}
			return j
		}
	}
	return -1
}

// passive says whether a participle follows a form of "be".
func (d *document) passive(v int, x sentence) bool {
	for k := v - 1; k >= x.first && k >= v-3; k-- {
		if d.tokens[k].class&beWord != 0 {
			return true
		}
		if d.tokens[k].class&(adverb|auxiliary) == 0 {
			return false
		}
	}
	return false
}

// actsItself says whether a verb follows a description at once: "..., the senator said". Then it is no apposition.
func (d *document) actsItself(x *mention) bool {
	k := x.end
	for k < len(d.tokens) && d.tokens[k].class&adverb != 0 {
		k++
	}
	return k < len(d.tokens) && (d.tokens[k].cue != noCue || d.tokens[k].class&(otherVerb|auxiliary) != 0 || d.besideVerb(k))
}

// subjectOf finds the subject of the verb at token v in sentence x, or -1.
func (d *document) subjectOf(v int, x sentence) int {
	if d.lang.grammar.verbBrackets {
		return d.subjectAround(v, x)
	}
	if d.lang.grammar.verbChains {
		return d.subjectOfChain(v, x)
	}
	if d.tokens[v].class&gerundForm != 0 && d.tokens[v].class&finite == 0 {
		if v-1 < x.first || d.tokens[v-1].class&beWord == 0 {
			if m := d.cited(v, x); m >= 0 {
				return m
			}
			k := v - 1
			for k > x.first && d.tokens[k].class&adverb != 0 && d.tokens[k].mention < 0 {
				k--
			}
			if k >= x.first && d.tokens[k].mention >= 0 {
				if m := int(d.tokens[k].mention); d.mentions[m].kind == personMention && !d.mentions[m].possesses {
					return m // "with Roe shouting"
				}
			}
			return d.clauseSubject(v, x)
		}
	}
	if m := d.invertedSubject(v, x); m >= 0 {
		return m
	}
	j := v - 1
	for steps := 0; j >= x.first && steps < 60; steps++ {
		t := &d.tokens[j]
		switch {
		case t.mention >= 0:
			return d.headOf(int(t.mention), j, v, x)
		case t.kind == signToken && t.sign == ',' && j > x.first && d.tokens[j-1].kind == signToken && d.tokens[j-1].sign == ')':
			j--
		case t.kind == signToken && (t.sign == ',' || t.sign == ')' || t.sign == '-'):
			if m := d.beforeApposition(j, v, x); m >= 0 {
				return m
			}
			return d.clauseSubject(v, x)
		case t.kind == signToken:
			return -1
		case t.kind == quoteToken:
			return d.clauseSubject(v, x)
		case t.class&(conjunction|toWord) != 0:
			return d.clauseSubject(v, x)
		case t.class&relative != 0:
			j--
			if j >= x.first && d.tokens[j].kind == signToken && d.tokens[j].sign == ',' {
				j--
			}
			if j >= x.first && d.tokens[j].mention >= 0 && d.namesPerson(int(d.tokens[j].mention)) {
				return int(d.tokens[j].mention) // "from Roe, who said"
			}
			if j >= x.first && d.tokens[j].mention >= 0 && d.mentions[d.tokens[j].mention].kind != placeMention {
				return d.headOf(int(d.tokens[j].mention), j, v, x)
			}
			return d.clauseSubject(v, x)
		case t.class&(adverb|auxiliary) != 0:
			j--
		case t.class&verb != 0:
			return d.clauseSubject(v, x)
		default:
			// A time or place between subject and verb: "Roe on Monday said".
			j--
			if v-j > 8 {
				return d.clauseSubject(v, x)
			}
		}
	}
	return -1
}

// cited finds whom a sentence cites with "as saying" at token v: "the paper quoted Roe as saying". -1 when it is nobody.
func (d *document) cited(v int, x sentence) int {
	if v-2 < x.first || d.tokens[v-1].class&asWord == 0 {
		return -1
	}
	m := int(d.tokens[v-2].mention)
	if !d.usable(m) || d.mentions[m].first <= x.first {
		return -1
	}
	if p := &d.tokens[d.mentions[m].first-1]; p.cue == noCue && p.class&ofWord == 0 {
		return -1
	}
	return m
}

// namesPerson says whether a mention is a person's name or a description of people, and no possessor.
func (d *document) namesPerson(m int) bool {
	x := &d.mentions[m]
	return !x.possesses && (x.kind == personMention || x.kind == descriptionMention && d.tokens[x.head].class&personNoun != 0)
}

// invertedSubject finds the subject behind a strong verb that stands right after a quote or a comma: "..., said Roe".
func (d *document) invertedSubject(v int, x sentence) int {
	t := &d.tokens[v]
	if t.cue != strongStrength || t.class&(pastForm|thirdForm) == 0 {
		return -1
	}
	p := v - 1
	if p > x.first && d.tokens[p].kind == signToken && d.tokens[p].sign == ',' {
		p--
	}
	if v > x.first && (p < x.first || d.tokens[p].kind != quoteToken) {
		return -1
	}
	m := d.mentionAfter(v+1, x.end)
	if !d.usable(m) || d.mentions[m].first > v+3 {
		return -1
	}
	return m
}

// headOf goes from a mention that ends before a verb to the head of its phrase: "X of ORG said" is X, "the spokesman for X
// said" is the spokesman.
func (d *document) headOf(m, j, v int, x sentence) int {
	for range 4 {
		f := d.mentions[m].first
		if f-2 < x.first {
			break
		}
		p := &d.tokens[f-1]
		if p.class&andWord != 0 {
			// "Roe and his team said": the first of the two.
			if o := int(d.tokens[f-2].mention); o >= 0 && (d.mentions[m].own || d.mentions[m].kind != personMention) && d.mentions[o].kind == personMention {
				m = o
				continue
			}
			break
		}
		if p.class&preposition == 0 {
			break
		}
		if p.class&subordinator != 0 && p.class&asWord == 0 && d.mentions[m].end == v && d.mentions[m].kind != placeMention && !d.mentions[m].possesses {
			break // "wrote after Roe argued": it opens a clause there
		}
		o := int(d.tokens[f-2].mention)
		if o >= 0 && p.class&(fromWord|ofWord) != 0 || o >= 0 && p.class&preposition != 0 && d.mentions[o].kind == descriptionMention {
			m = o
			continue
		}
		if o < 0 && d.mentions[m].kind != pronounMention {
			// Within a prepositional phrase without a head of ours: the clause's subject, if there is another.
			if s := d.clauseSubject(d.mentions[m].first, x); s >= 0 {
				return s
			}
		}
		break
	}
	if !d.usable(m) {
		return -1
	}
	return m
}

// beforeApposition jumps from the comma or bracket at token j, which closes an apposition, to the mention in front of it.
func (d *document) beforeApposition(j, v int, x sentence) int {
	open := d.tokens[j].sign
	if open == ')' {
		for k := j - 1; k > x.first && j-k < clauseTokens; k-- {
			d.looks++
			if d.tokens[k].kind == signToken && d.tokens[k].sign == '(' {
				if m := int(d.tokens[k-1].mention); d.usable(m) {
					return d.headOf(m, k-1, v, x)
				}
				return -1
			}
		}
		return -1
	}
	fallback := -1
	for k := j - 1; k > x.first && j-k < 45; k-- {
		t := &d.tokens[k]
		if t.kind == quoteToken {
			break
		}
		if t.kind != signToken || t.sign != open {
			continue
		}
		m := int(d.tokens[k-1].mention)
		if !d.usable(m) {
			continue
		}
		f := d.mentions[m].first
		if f > x.first && d.tokens[f-1].class&(preposition) != 0 {
			if h := d.headOf(m, k-1, v, x); h != m && h >= 0 {
				return h
			}
			continue
		}
		if d.mentions[m].kind == personMention || d.mentions[m].kind == descriptionMention || d.mentions[m].kind == nameMention {
			return m
		}
		if fallback < 0 && d.mentions[m].kind != placeMention {
			fallback = m
		}
	}
	return fallback
}

// clauseSubject finds the mention that is the subject of the clause that token v goes on with ("Roe left, saying", "Roe came
// and said"): the last one before it that a verb follows, that stands in no prepositional phrase, and that no other verb or
// conjunction brings in as its object or as the subject of a clause within.
func (d *document) clauseSubject(v int, x sentence) int {
	within := -1
	for j := v - 1; j >= x.first && v-j < 70; j-- {
		d.looks++
		m := int(d.tokens[j].mention)
		if m < 0 || d.mentions[m].first != j || !d.usable(m) {
			continue
		}
		if j == x.first {
			if d.predicate(d.mentions[m].end, v) {
				return m
			}
			continue
		}
		p := &d.tokens[j-1]
		if p.cue == strongStrength && d.invertedSubject(j-1, x) == m {
			return m // "..., said Roe, adding"
		}
		if p.class&preposition != 0 && p.class&(asWord|subordinator) == 0 && d.mentions[m].kind != pronounMention || !d.predicate(d.mentions[m].end, v) {
			continue
		}
		if p.class&(thatWord|subordinator|relative|verb) == 0 && p.cue == noCue && !d.besideVerb(j-1) {
			return m
		}
		if within < 0 {
			within = m
		}
	}
	if m := d.topic(x.first, v); m >= 0 && within < 0 {
		return m
	}
	return within
}

// predicate says whether a verb follows a subject that ends before token i, over adverbs, a phrase with a preposition, a
// relative clause's start or an apposition.
func (d *document) predicate(i, end int) bool {
	for steps := 0; i < end && steps < 12; steps++ {
		d.looks++
		t := &d.tokens[i]
		switch {
		case t.cue != noCue && t.class&(finite|participleForm) != 0, t.class&(otherVerb|auxiliary) != 0, t.class&whoWord != 0, d.besideVerb(i):
			return true
		case t.class&adverb != 0 || t.word != nil && t.word.day > 0:
			i++
		case t.class&preposition != 0 && i+1 < end && d.tokens[i+1].mention >= 0:
			i = d.mentions[d.tokens[i+1].mention].end
		case t.kind == signToken && (t.sign == ',' || t.sign == '(' || t.sign == '-'):
			e := d.appositionEnd(i, end)
			if e < 0 {
				return false
			}
			i = e + 1
		default:
			return false
		}
	}
	return false
}

// clauseTokens is how many tokens of a sentence any search looks at: longer ones are no sentences.
const clauseTokens = 150

// topic gives the first mention of a range that may speak and stands in no prepositional phrase, or -1.
func (d *document) topic(first, end int) int {
	for j := first; j < end && j < first+clauseTokens; j++ {
		d.looks++
		m := int(d.tokens[j].mention)
		if m < 0 || d.mentions[m].first != j || !d.usable(m) || d.mentions[m].kind == placeMention {
			continue
		}
		if d.mentions[m].oblique || j > first && d.tokens[j-1].class&preposition != 0 {
			continue
		}
		return m
	}
	return -1
}
