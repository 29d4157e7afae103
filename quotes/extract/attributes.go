package extract

import (
	"strings"

	"quotebot/quotes"
)

// This file resolves "the Fenwick senator" and "the mogul" by what the article tells of its people: their offices, parties,
// places and trades, wherever they are printed beside a name.

// How much the signs weigh that a description means a person.
const (
	headSign     = 3.0 // the person is called by the description's noun
	wordSign     = 2.0 // by one of its other words
	formerSign   = 1.5 // "the former mayor" is somebody who is called former
	distanceCost = 0.25
	oftenSign    = 0.12
	speakerSign  = 0.8
	subjectSign  = 0.8
	sameSentence = 2.0 // who has just been named in the sentence is rarely described in it
	noFullName   = 0.5
	noPersonCost = 2.0
)

// How many sentences back a description looks, and how often a person is named that counts.
const (
	describedReach = 40
	oftenEnough    = 15
	guessedTokens  = 4 // of a description that may mean somebody of whom it says something new
)

// roleTokens is how many tokens beside a name are read for what the person is.
const roleTokens = 8

// attributesOf gives, for each person, the words that stand beside the name and tell what the person is.
func (d *document) attributesOf(e int) map[string]bool {
	if d.attributes == nil {
		d.attributes = make([]map[string]bool, len(d.people.all))
		for i := range d.mentions {
			if m := &d.mentions[i]; m.entity >= 0 && m.kind == personMention && !m.quoted {
				d.attribute(i)
			}
		}
	}
	return d.attributes[e]
}

// attribute notes the words beside mention i.
func (d *document) attribute(i int) {
	m := &d.mentions[i]
	d.attributeRange(m.entity, m.start, m.name[0])
	if m.possessor >= 0 {
		p := &d.mentions[m.possessor]
		d.attributeRange(m.entity, p.first, p.end)
	}
	end := min(d.sents[m.sent].end, m.end+roleTokens)
	if m.end < end {
		switch t := &d.tokens[m.end]; {
		case t.kind == signToken && t.sign == '(':
			// "(R-Fenwick)"
			for k := m.end + 1; k < end && d.tokens[k].kind != signToken; k++ {
				d.attributeRange(m.entity, k, k+1)
			}
		case t.class&ofWord != 0:
			d.attributeRange(m.entity, m.end+1, min(end, m.end+3))
		case t.kind == signToken && t.sign == ',' && m.end+1 < end:
			if n := int(d.tokens[m.end+1].mention); n >= 0 && d.mentions[n].first == m.end+1 && d.mentions[n].kind == descriptionMention && !d.actsItself(&d.mentions[n]) {
				stop := d.mentions[n].end
				for stop < end && d.tokens[stop].kind == wordToken && d.tokens[stop].class&(relative|verb) == 0 {
					stop++
				}
				d.attributeRange(m.entity, d.mentions[n].start, stop)
			}
		}
	}
	// "the Fenwick senator, Jane Roe,"
	if f := m.first; f >= 2 && d.tokens[f-1].kind == signToken && d.tokens[f-1].sign == ',' && m.start == m.name[0] {
		if n := int(d.tokens[f-2].mention); n >= 0 && d.mentions[n].kind == descriptionMention && d.phraseEnd(n) == f-1 && !d.mentions[n].plural && d.mentions[n].definite {
			d.attributeRange(m.entity, d.mentions[n].start, d.mentions[n].end)
		}
	}
}

// attributeRange notes words of a range of tokens, those that say nothing left out.
func (d *document) attributeRange(e, from, to int) {
	for k := from; k < to; k++ {
		t := &d.tokens[k]
		if t.kind != wordToken || t.class&(determiner|preposition|conjunction|auxiliary|subject) != 0 && t.class&(titleWord|personNoun) == 0 {
			continue
		}
		if d.attributes[e] == nil {
			d.attributes[e] = map[string]bool{}
		}
		if len(d.attributes[e]) >= most {
			return
		}
		d.attributes[e][d.role(t.key)] = true
		if a, b, ok := strings.Cut(t.key, "-"); ok && t.capital {
			d.attributes[e][d.role(a)], d.attributes[e][d.role(b)] = true, true
		}
	}
}

// described finds the person whom a definite description means by words of it that stand beside the person's name, or -1.
// loose says that its noun need not be one of them.
func (d *document) described(m, lastEntity, lastSent int, loose bool) int {
	x := &d.mentions[m]
	seen := map[int]bool{}
	best, top, second := -1, -1e9, -1e9
	look := func(j int) {
		o := &d.mentions[j]
		if o.entity < 0 || o.kind != personMention && o.kind != nameMention || o.quoted || seen[o.entity] || d.people.all[o.entity].kind != quotes.Person {
			return
		}
		seen[o.entity] = true
		score, called, known := d.fits(x, o.entity)
		if !called && !(loose && known) {
			return
		}
		p := &d.people.all[o.entity]
		if !p.human && !p.full {
			score -= noPersonCost
		}
		if !p.full {
			score -= noFullName
		}
		dist := x.sent - o.sent
		switch {
		case dist < 0:
			dist = -dist + 2
		case dist == 0:
			score -= sameSentence
		case dist == 1 && d.acts(o, d.afterPreposition(o)):
			score += subjectSign
		}
		score -= distanceCost * float64(min(dist, describedReach))
		score += oftenSign * float64(min(p.count, oftenEnough))
		if o.entity == lastEntity && x.sent-lastSent <= 3 {
			score += speakerSign
		}
		if score > top {
			best, top, second = o.entity, score, top
		} else {
			second = max(second, score)
		}
	}
	for j := m - 1; j >= 0 && j >= m-backwards && x.sent-d.mentions[j].sent <= describedReach; j-- {
		d.looks++
		look(j)
	}
	if best < 0 {
		for j := m + 1; j < len(d.mentions) && j <= m+backwards; j++ {
			d.looks++
			look(j)
		}
	}
	d.margin = min(top-second, 9)
	return best
}

// conflicts says whether a description names a party or place, and the article a person as one of another.
func (d *document) conflicts(x *mention, e int) bool {
	for k := x.start; k < x.end; k++ {
		t := &d.tokens[k]
		key := d.role(t.key)
		sort := d.sortOf(key)
		if sort == noSort || d.attributesOf(e)[key] {
			continue
		}
		for w := range d.attributesOf(e) {
			d.looks++
			if d.sortOf(w) == sort {
				return true
			}
		}
	}
	return false
}

// attributeSort is what a word tells of a person of which there is one only.
type attributeSort uint8

const (
	noSort attributeSort = iota
	partySort
	placeSort
)

// sortOf says whether a word names a party or a place.
func (d *document) sortOf(key string) attributeSort {
	if d.lang.parties[key] {
		return partySort
	}
	if w := d.lang.words[key]; w != nil && w.class&(place|nationality) != 0 && w.class&placeStart == 0 {
		return placeSort
	}
	return noSort
}

// fits weighs what the words of a description tell of a person. It says whether the article calls the person by the
// description's noun, and whether by a word of it that is no party.
func (d *document) fits(x *mention, e int) (score float64, called, known bool) {
	g := d.genderOf(e)
	if x.female && g == maleGender || x.male && g == femaleGender || d.conflicts(x, e) {
		return 0, false, false
	}
	words := d.attributesOf(e)
	former, formerly := false, false
	for k := x.start; k < x.end; k++ {
		t := &d.tokens[k]
		if t.kind != wordToken || t.class&determiner != 0 {
			continue
		}
		key := d.role(t.key)
		has := words[key]
		if t.traits()&formerWord != 0 {
			former, formerly = true, has
			continue
		}
		switch {
		case !has && d.sortOf(key) != noSort:
			return 0, false, false // of which party the person is, or of which place, the article does not say
		case k < x.head && t.capital && t.class&(orgWord|orgNoun) != 0 && d.tokens[x.head].capital:
			return 0, false, false // "the Fenwick Union Leader": a paper
		case !has:
		case k == x.head:
			score += headSign
			called = true
		default:
			score += wordSign
			known = known || !d.lang.parties[key]
		}
	}
	if s, ok := d.fitsTail(x, words); !ok {
		return 0, false, false
	} else {
		score += s
	}
	switch {
	case former && formerly:
		score += formerSign
	case former:
		score -= formerSign
	}
	return score, called, known
}

// fitsTail weighs what goes with the noun of a description: "le directeur de l'hôpital" is none of whom the article tells
// another body or place. Languages without such tails have nothing to weigh.
func (d *document) fitsTail(x *mention, words map[string]bool) (float64, bool) {
	if !d.lang.grammar.verbChains || x.tail <= x.end {
		return 0, true
	}
	known, told := 0, 0
	for k := x.end; k < x.tail; k++ {
		t := &d.tokens[k]
		if t.kind != wordToken || t.class&(determiner|preposition) != 0 {
			continue
		}
		told++
		if words[d.role(t.key)] {
			known++
		}
	}
	return wordSign * float64(known), known > 0 || told == 0
}
