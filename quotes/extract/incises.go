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
	reflexive := false
	for n := 0; n < 2 && at(k).syntax&objectPronoun != 0; n++ {
		reflexive = reflexive || at(k).syntax&reflexiveForm != 0
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
	case reflexive && t.class&(nameable|auxiliary) == 0 && at(k+1).syntax&clitic != 0:
		k++ // "se souvient-il": whatever the verb
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
	for n := 0; n < mostAsides && end >= 0 && end+1 < len(toks) && toks[end].sign == ',' && d.apposes(toks[end+1:]); n++ {
		end = d.appositionStop(toks, end+1) // ", Marie Roux, 52 ans, pilote," behind the office
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
			if t.sign == ',' || t.sign == '-' || t.sign == '.' {
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
		case t.syntax&speakersOwn != 0:
			return false // "dit mon père" is told by who is quoted
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

// apposes says whether words behind a comma begin like an apposition: a name, or an office without a verb.
func (d *document) apposes(toks []token) bool {
	if len(toks) < 2 {
		return false
	}
	t, u := &toks[0], &toks[1]
	if t.kind == numberToken {
		return u.word != nil && u.word.unit == 'y' // an age
	}
	if t.kind != wordToken {
		return false
	}
	if t.capital {
		return t.class&(determiner|preposition|adverb|subject) == 0 || u.capital
	}
	return t.class&personNoun != 0 && t.class&cue == 0 || t.class&(definite|indefinite) != 0 && t.class&preposition == 0 && u.class&personNoun != 0 && u.class&cue == 0 && u.syntax&clitic == 0 && d.appositionStop(toks, 0) > 0
}

// appositionStop gives what closes the apposition that begins at token k: a comma, dash or stop, or the end of the words. -1
// when a verb stands in it first: it is none then, and the clause before it cannot be told from what is said.
func (d *document) appositionStop(toks []token, k int) int {
	within := false
	for e := k; e < len(toks) && e < k+inciseTokens; e++ {
		d.looks++
		t := &toks[e]
		switch {
		case t.kind == signToken && t.sign == '"':
			within = !within // the title of a work
		case within:
		case t.kind == signToken && (t.sign == ',' || t.sign == '-' || t.sign == '.'):
			return e
		case t.kind == signToken && t.sign != '(' && t.sign != ')':
			return -1
		case t.kind == wordToken && !t.capital && t.class&(auxiliary|otherVerb|subject) != 0 && t.class&(preposition|nameable) == 0:
			return -1
		}
	}
	if len(toks) > k+inciseTokens || within {
		return -1
	}
	return len(toks)
}
