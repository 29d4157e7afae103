package extract

// findFloating gives a source to the quotes that no cue names one for: they go on with the speech before them, or are
// introduced by the sentence or paragraph before.
func (d *document) findFloating() {
	d.shareContinued()
	last := -1
	for g := range d.segments {
		seg := &d.segments[g]
		if seg.reject != "" || seg.token < 0 {
			continue
		}
		s := &seg.source
		if !s.nobody && (s.mention < 0 || s.rule == sentenceTopic && d.wholeSentence(g)) {
			d.float(g, last)
		}
		if s.mention >= 0 {
			last = g
		}
	}
}

// shareContinued gives all parts of a speech over several paragraphs the source of the one part that has a cue: the first
// part, or, where that has none, a later one.
func (d *document) shareContinued() {
	for g := range d.segments {
		c := d.segments[g].continues
		if c < 0 || d.segments[c].token < 0 || d.segments[g].token < 0 {
			continue
		}
		s, o := &d.segments[g].source, &d.segments[c].source
		weak := s.mention < 0 || s.rule == sentenceTopic || s.rule == afterFar
		switch {
		case weak && o.mention >= 0:
			d.inherit(g, c, continued)
		case !weak && (o.mention < 0 || o.rule == sentenceTopic):
			// Back along the speech to its first part.
			for k := c; k >= 0; k = d.segments[k].continues {
				if d.segments[k].source.mention >= 0 && d.segments[k].source.rule != sentenceTopic {
					break
				}
				d.inherit(k, g, continued)
			}
		}
	}
}

// wholeSentence says whether the quote is all of its sentence.
func (d *document) wholeSentence(g int) bool {
	x := d.sents[d.tokens[d.segments[g].token].sent]
	return x.end-x.first == 1
}

func (d *document) inherit(g, from int, r rule) {
	s, o := &d.segments[g].source, &d.segments[from].source
	s.mention, s.rule, s.order, s.from, s.cue = o.mention, r, true, from, -1
}

// float finds the source of a quote that stands alone. last is the quote before it that has a source, or -1.
func (d *document) float(g, last int) {
	seg := &d.segments[g]
	para := d.paras[seg.para]
	sent := int(d.tokens[seg.token].sent)
	// What was said in the sentence before without marks: "Roe noted. "..."".
	if sent > para.sents[0] {
		if m, c := d.reports(d.sents[sent-1]); m >= 0 {
			d.set(g, m, c, sentenceBefore)
			return
		}
	}
	if last >= 0 && d.segments[last].para == seg.para {
		d.inherit(g, last, sameParagraph)
		return
	}
	if m := d.signedBelow(g); m >= 0 {
		d.set(g, m, -1, dashName)
		return
	}
	if d.sents[sent].first == para.tokens[0] && seg.para > 0 && d.colonBefore(g) {
		return
	}
	next := d.nextCued(g)
	if next >= 0 && sent == para.sents[0] && int(d.tokens[d.segments[next].token].sent) <= sent+1 {
		d.inherit(g, next, nextCue)
		return
	}
	opens := seg.token == para.tokens[0]
	if last >= 0 && opens && d.segments[last].para == seg.para-1 && d.lastInParagraph(last) {
		d.inherit(g, last, lastSpeaker)
		return
	}
	if sent > para.sents[0] {
		for s := sent - 1; s >= para.sents[0] && s >= sent-3; s-- {
			y := d.sents[s]
			if m := d.person(y.first, y.end); m >= 0 {
				d.set(g, m, -1, sentenceBefore)
				return
			}
		}
	}
	if next >= 0 {
		d.inherit(g, next, nextCue)
		return
	}
	if seg.para > 0 {
		if q := d.paras[seg.para-1]; q.sents[1] > q.sents[0] {
			y := d.sents[q.sents[1]-1]
			if m, c := d.reports(y); m >= 0 {
				d.set(g, m, c, paragraphBefore)
				return
			}
			if m := d.person(y.first, y.end); m >= 0 && d.mentions[m].end < y.end && d.tokens[d.mentions[m].end].cue == mediumStrength && !d.hasQuote(y) {
				d.set(g, m, d.mentions[m].end, paragraphBefore)
				return
			}
		}
	}
	if last >= 0 && d.segments[last].para >= seg.para-2 {
		d.inherit(g, last, lastSpeaker)
		return
	}
	if seg.para > 0 {
		if q := d.paras[seg.para-1]; q.sents[1] > q.sents[0] {
			y := d.sents[q.sents[1]-1]
			if m := d.person(y.first, y.end); m >= 0 {
				d.set(g, m, -1, paragraphBefore)
			}
		}
	}
}

// signedBelow finds the name behind a dash in the paragraph under one that is a quote and nothing else, or -1.
func (d *document) signedBelow(g int) int {
	p := d.segments[g].para
	if p+1 >= len(d.paras) || d.paras[p].tokens[1]-d.paras[p].tokens[0] != 1 {
		return -1
	}
	q := d.paras[p+1].tokens
	if q[1]-q[0] < 2 || d.tokens[q[0]].kind != signToken || d.tokens[q[0]].sign != '-' {
		return -1
	}
	if m := int(d.tokens[q[0]+1].mention); m >= 0 && (d.mentions[m].kind == personMention || d.mentions[m].kind == nameMention) {
		return m
	}
	return -1
}

// lastInParagraph says whether only a reporting clause or a short remark follows the quote in its paragraph.
func (d *document) lastInParagraph(g int) bool {
	return d.paras[d.segments[g].para].sents[1]-int(d.tokens[d.segments[g].token].sent) <= 2
}

// reports finds the subject and verb of a sentence that reports speech without marks. A sentence that holds the quote
// last is none: that quote's source speaks for it.
func (d *document) reports(y sentence) (mention, verb int) {
	y.first = max(y.first, y.end-clauseTokens)
	for j := y.end - 1; j >= y.first; j-- {
		d.looks++
		t := &d.tokens[j]
		if t.kind == quoteToken && d.segments[t.segment].source.mention >= 0 {
			return -1, -1
		}
	}
	for j := y.first; j < y.end; j++ {
		d.looks++
		t := &d.tokens[j]
		if t.class&sourcePhrase != 0 {
			if m, c := d.according(j, y.end); m >= 0 {
				return m, c
			}
		}
		if t.cue != strongStrength || t.class&(pastForm|thirdForm) == 0 || d.passive(j, y) {
			continue
		}
		if m := d.subjectOf(j, y); m >= 0 && d.mentions[m].kind != placeMention && !(d.mentions[m].kind == descriptionMention && d.tokens[d.mentions[m].head].class&documentNoun != 0) {
			return m, j
		}
	}
	return -1, -1
}

// person gives the first person, pronoun or speaking body of a range that stands in no prepositional phrase, or -1.
func (d *document) person(first, end int) int {
	for j := first; j < end && j < first+clauseTokens; j++ {
		d.looks++
		m := int(d.tokens[j].mention)
		if m < 0 || d.mentions[m].first != j || !d.usable(m) {
			continue
		}
		x := &d.mentions[m]
		if x.kind == placeMention || x.kind == pronounMention && !x.male && !x.female && !x.plural ||
			x.kind == descriptionMention && d.tokens[x.head].class&(personNoun|orgNoun) == 0 {
			continue
		}
		if d.mentions[m].oblique || j > first && d.tokens[j-1].class&preposition != 0 {
			continue
		}
		return m
	}
	return -1
}

// nextCued finds the next quote of the paragraph that has a cue of its own, or -1.
func (d *document) nextCued(g int) int {
	for n := g + 1; n < d.paras[d.segments[g].para].segs[1] && n <= g+segmentsAhead; n++ {
		d.looks++
		s := &d.segments[n]
		if s.reject == "" && s.source.mention >= 0 && !s.source.order && s.source.rule != sentenceTopic {
			return n
		}
	}
	return -1
}

// colonBefore takes the source from the last sentence of the paragraph before when that ends in a colon.
func (d *document) colonBefore(g int) bool {
	q := d.paras[d.segments[g].para-1]
	if q.sents[1] == q.sents[0] {
		return false
	}
	y := d.sents[q.sents[1]-1]
	t := &d.tokens[y.end-1]
	if t.kind != signToken || t.sign != ':' {
		return false
	}
	for j := y.end - 1; j >= y.first && j > y.end-clauseTokens; j-- {
		d.looks++
		if d.tokens[j].cue == noCue {
			continue
		}
		if m := d.subjectOf(j, y); m >= 0 {
			return d.set(g, m, j, paragraphColon)
		}
	}
	if m := d.topic(y.first, y.end); m >= 0 {
		return d.set(g, m, -1, paragraphColon)
	}
	return false
}
