package extract

// findFloating gives a source to the quotes that no cue names one for: they go on with the speech before them, or are
// introduced by the sentence or paragraph before.
func (d *document) findFloating() {
	lastSeg, lastPara := -1, -1
	for g := range d.segments {
		seg := &d.segments[g]
		if seg.reject != "" || seg.token < 0 {
			continue
		}
		p := seg.para
		s := &seg.source
		switch {
		case seg.continues >= 0 && d.segments[seg.continues].source.mention >= 0 && (s.mention < 0 || s.rule == sentenceTopic || s.rule == afterFar):
			d.inherit(g, seg.continues, continued)
		case s.mention < 0 && d.standsAlone(g):
			d.float(g, lastSeg, lastPara)
		}
		if s.mention >= 0 || s.order {
			lastSeg, lastPara = g, p
		}
	}
}

// standsAlone says whether a quote is a sentence of its own.
func (d *document) standsAlone(g int) bool {
	return d.segments[g].source.mention < 0
}

func (d *document) inherit(g, from int, r rule) {
	s, o := &d.segments[g].source, &d.segments[from].source
	s.mention, s.rule, s.order, s.from, s.cue = o.mention, r, true, from, -1
}

// float finds the source of a quote that stands alone.
func (d *document) float(g, lastSeg, lastPara int) {
	seg := &d.segments[g]
	x := d.sents[d.tokens[seg.token].sent]
	para := d.paras[seg.para]
	if lastSeg >= 0 && lastPara == seg.para {
		d.inherit(g, lastSeg, sameParagraph)
		return
	}
	// The paragraph before ends in a colon.
	if x.first == para.tokens[0] && seg.para > 0 {
		if d.colonBefore(g) {
			return
		}
	}
	opens := seg.token == para.tokens[0]
	if lastSeg >= 0 && opens && lastPara == seg.para-1 {
		// A cue later in this paragraph speaks for its first quote too.
		if n := d.nextCued(g); n >= 0 && d.sents[d.tokens[d.segments[n].token].sent].first-x.end <= 0 {
			d.inherit(g, n, nextCue)
			return
		}
		d.inherit(g, lastSeg, lastSpeaker)
		return
	}
	if n := d.nextCued(g); n >= 0 {
		d.inherit(g, n, nextCue)
		return
	}
	if s := int(d.tokens[seg.token].sent); s > para.sents[0] {
		y := d.sents[s-1]
		if m := d.topic(y.first, y.end); m >= 0 {
			d.set(g, m, -1, sentenceBefore)
			return
		}
	}
	if lastSeg >= 0 && lastPara >= seg.para-2 {
		d.inherit(g, lastSeg, lastSpeaker)
		return
	}
	if seg.para > 0 {
		q := d.paras[seg.para-1]
		if q.sents[1] > q.sents[0] {
			y := d.sents[q.sents[1]-1]
			if m := d.topic(y.first, y.end); m >= 0 {
				d.set(g, m, -1, sentenceBefore)
			}
		}
	}
}

// nextCued finds the next quote of the paragraph that has a cue of its own, or -1.
func (d *document) nextCued(g int) int {
	for n := g + 1; n < d.paras[d.segments[g].para].segs[1]; n++ {
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
	for j := y.end - 1; j >= y.first; j-- {
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
