package extract

import "quotebot/quotes"

// This file takes reporting clauses out of the words that they are printed within: where a language puts them inside one pair
// of marks ("« Nous ferons tout, a promis le ministre, pour réussir. »") the quote has a segment on either side. It is done
// only where nothing else can be meant.

// How many such clauses one pair of marks may have, and how many tokens a clause.
const (
	mostIncises  = 12
	inciseTokens = 28
)

// addWords appends a segment, or its parts when reporting clauses stand within it, and gives the index of the last.
func (d *document) addWords(s segment) int {
	if !d.lang.grammar.verbChains || s.single {
		return d.addSegment(s)
	}
	parts := d.withoutIncises(s)
	last := -1
	for _, p := range parts {
		n := d.addSegment(p)
		if n < 0 {
			continue
		}
		if last >= 0 {
			d.segments[n].incised = true
		}
		last = n
	}
	return last
}

// withoutIncises cuts the reporting clauses out of a segment.
func (d *document) withoutIncises(s segment) []segment {
	kept := d.tokens
	d.tokens = d.scratch[:0]
	d.scan(s.inner.Start, s.inner.End)
	toks := d.tokens
	d.scratch, d.tokens = toks, kept
	var parts []segment
	rest := s
	quoted := false // inside marks within
	for i := 0; i+2 < len(toks) && len(parts) < mostIncises; i++ {
		d.looks++
		t := &toks[i]
		if t.kind != signToken {
			continue
		}
		if t.sign == '"' {
			quoted = d.text[t.start:t.end] == "“" || d.text[t.start:t.end] == "«"
			continue
		}
		if quoted || i == 0 || t.sign != ',' && t.sign != '-' && t.sign != '?' && t.sign != '!' && t.sign != '~' {
			continue
		}
		end := d.inciseEnd(toks, i+1)
		if end < 0 {
			continue
		}
		cut := int(t.start)
		if t.sign != ',' && t.sign != '-' {
			cut = int(t.end)
		}
		first := rest
		first.outer.End, first.inner.End, first.closed = cut, cut, true
		next := s.inner.End
		if end < len(toks) {
			next = int(toks[end].end)
		}
		if !d.speaks(first.inner) {
			continue
		}
		parts = append(parts, first)
		lo, hi := trim(d.text, next, s.inner.End)
		rest.outer.Start, rest.inner.Start, rest.continues = lo, lo, -1
		if lo >= hi || !d.speaks(quotes.Span{Start: lo, End: hi}) {
			return parts
		}
		i = end
	}
	return append(parts, rest)
}

// speaks says whether a range holds a letter or digit.
func (d *document) speaks(s quotes.Span) bool {
	return s.Start < s.End && countWords(s.In(d.text)) > 0
}

// inciseEnd reads a reporting clause at token k of the words between marks and gives the sign that closes it, the number of
// tokens when the words end with it, or -1 when there is none.
func (d *document) inciseEnd(toks []token, k int) int {
	at := func(i int) *token {
		if i < len(toks) && toks[i].kind == wordToken {
			return &toks[i]
		}
		return &token{kind: signToken}
	}
	for n := 0; n < 2 && at(k).syntax&objectPronoun != 0; n++ {
		k++
	}
	t := at(k)
	if t.kind != wordToken || t.capital {
		return -1
	}
	pronoun, strong := false, t.class&strongCue != 0
	clitics := func() {
		if at(k).syntax&clitic != 0 {
			pronoun = pronoun || at(k).class&(pronounHe|pronounShe|pronounThey) != 0
			k++
		}
	}
	switch {
	case t.class&auxiliary != 0 && t.syntax&nonFinite == 0 && (t.syntax&havingForm != 0 || t.class&beWord != 0 && k > 0 && at(k-1).syntax&reflexiveForm != 0):
		k++
		clitics()
		for n := 0; n < 3 && at(k).class&adverb != 0 && at(k).class&cue == 0; n++ {
			k++
		}
		strong = at(k).class&strongCue != 0
		switch {
		case at(k).class&participleForm != 0 && at(k).class&cue != 0:
			k++
		case at(k).syntax&leadVerb != 0:
			k++
			if at(k).class&toWord != 0 {
				k++
			}
			if at(k).class&baseForm == 0 || at(k).class&cue == 0 {
				return -1
			}
			strong = at(k).class&strongCue != 0
			k++
		default:
			return -1
		}
	case t.class&cue != 0 && t.class&(thirdForm|pastForm) != 0:
		k++
		clitics()
	default:
		return -1
	}
	if !pronoun && !strong {
		return -1
	}
	end := d.clauseStop(toks, k)
	switch {
	case end < 0 || end-k > inciseTokens:
		return -1
	case pronoun:
		return end
	case !d.namesSubject(toks[k:end]):
		return -1
	}
	// ", Marie Roux," behind the office
	if end+1 < len(toks) && toks[end].sign == ',' {
		if e := d.clauseStop(toks, end+1); e > 0 && e <= end+8 && d.apposes(toks[end+1:e]) {
			end = e
		}
	}
	return end
}

// clauseStop gives the comma, dash or stop behind token k that closes a clause, the number of tokens when the words end
// first, or -1 when what stands between is no plain end of a reporting clause.
func (d *document) clauseStop(toks []token, k int) int {
	for ; k < len(toks); k++ {
		d.looks++
		t := &toks[k]
		switch t.kind {
		case signToken:
			switch t.sign {
			case ',', '-':
				return k
			case '.':
				return k
			}
			return -1
		case wordToken:
			if t.class&thatWord != 0 || t.class&(auxiliary|relative) != 0 && t.class&preposition == 0 || t.syntax&clitic != 0 {
				return -1
			}
		}
	}
	return k
}

// namesSubject says whether the words behind a reporting verb are somebody who speaks, perhaps behind a day.
func (d *document) namesSubject(toks []token) bool {
	for i := 0; i < len(toks); i++ {
		t := &toks[i]
		switch {
		case t.kind == numberToken, t.class&(weekday|month|adverb) != 0 || t.traits()&dayPart != 0:
			continue
		case t.kind != wordToken:
			return false
		case t.capital:
			return t.class&(determiner|preposition) == 0
		case t.class&preposition != 0 && t.class&ofWord == 0:
			// "à l'AFP", "dans un entretien": over it to the next article or name.
			for i++; i+1 < len(toks) && !(toks[i+1].class&determiner != 0 && toks[i+1].class&preposition == 0 && i > 0 && toks[i].class&(preposition|determiner) == 0) && !toks[i+1].capital; i++ {
			}
			if i+1 < len(toks) && toks[i+1].capital && toks[i].class&(determiner|preposition) != 0 {
				i++ // the name is the preposition's
			}
			continue
		case t.class&determiner != 0:
			for n := 1; n <= 3 && i+n < len(toks); n++ {
				u := &toks[i+n]
				if u.capital {
					return true
				}
				if u.class&(personNoun|orgNoun|orgWord) != 0 {
					return true
				}
				if u.syntax&beforeNoun == 0 && u.kind != numberToken {
					return false
				}
			}
			return false
		default:
			return false
		}
	}
	return false
}

// apposes says whether words between commas are a name, or an office without a verb.
func (d *document) apposes(toks []token) bool {
	if len(toks) == 0 || toks[0].kind != wordToken {
		return false
	}
	for i := range toks {
		if toks[i].kind != wordToken || toks[i].class&(auxiliary|otherVerb|subject) != 0 && !toks[i].capital {
			return false
		}
	}
	if toks[0].capital {
		return toks[0].class&(determiner|preposition|adverb) == 0 || len(toks) > 1 && toks[1].capital
	}
	return toks[0].class&personNoun != 0 || len(toks) > 1 && toks[0].class&determiner != 0 && toks[1].class&personNoun != 0
}
