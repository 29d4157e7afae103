package extract

import "strings"

// This file finds the mentions of a text whose nouns are followed by what belongs to them: "la présidente du conseil régional
// Odile Brandt". Names are known by their capitals.

// How many tokens what goes with a noun may have, and how many a name.
const (
	tailTokens = 16
	runTokens  = 10
)

// nameable are the classes of nouns that say who or what speaks.
const nameable = personNoun | orgNoun | documentNoun

// notInTail ends what goes with a noun.
const notInTail = verb | conjunction | subordinator | relative | subject | pronounOther | preposition | determiner | adverb | weekday | month

// findPhrases finds all mentions of the text.
func (d *document) findPhrases() {
	for i := range d.tokens {
		t := &d.tokens[i]
		if t.kind != wordToken {
			continue
		}
		next := i+1 < len(d.tokens) && d.tokens[i+1].kind == wordToken && d.tokens[i+1].capital
		if t.capital && next && t.class&namePrefix != 0 {
			t.class &^= pronounOther | determiner // "Me Roux"
			t.syntax &^= objectPronoun
		}
		if t.word == nil {
			if _, rest, ok := strings.Cut(t.key, "-"); ok {
				if w := d.lang.words[rest]; w != nil && w.class&personNoun != 0 {
					t.class, t.syntax = w.class&nounClasses, w.syntax // "ex-ministre"
				} else if w != nil && w.syntax&beforeNoun != 0 {
					t.syntax = beforeNoun // "l'ex-premier ministre"
				}
			}
		}
	}
	d.findSurnames()
	d.countCapitals()
	d.mentions = make([]mention, 0, len(d.tokens)/12+8)
	d.headlines = make([]bool, len(d.sents))
	d.owners = make([]int32, len(d.tokens))
	for i := range d.owners {
		d.owners[i] = -1
	}
	for s := range d.sents {
		d.headlines[s] = d.titleCase(d.sents[s])
	}
	for s := range d.sents {
		x := d.sents[s]
		for i := x.first; i < x.end; {
			if d.tokens[i].kind != wordToken {
				i++
				continue
			}
			i = max(i+1, d.tailPhrase(i, s))
		}
	}
}

// own adds a mention and notes whose each token of it and its tail is.
func (d *document) own(m mention) int {
	m.tail = max(m.tail, m.end)
	n := d.addMention(m)
	for k := m.first; k < m.tail; k++ {
		if d.owners[k] < 0 {
			d.owners[k] = int32(n)
		}
	}
	return n
}

// phraseEnd gives the token behind a mention, and behind what goes with it where nouns have tails.
func (d *document) phraseEnd(m int) int {
	x := &d.mentions[m]
	if !d.lang.grammar.verbChains {
		return x.end
	}
	return max(x.end, x.tail)
}

// behindPreposition says whether a preposition stands before token i, so that what begins there is no subject.
func (d *document) behindPreposition(i, first int) bool {
	return i > first && d.tokens[i-1].kind == wordToken && d.tokens[i-1].class&preposition != 0 && d.tokens[i-1].class&adverb == 0
}

// tailPhrase reads the phrase at token i, adds its mentions, and gives the token to go on from.
func (d *document) tailPhrase(i, s int) int {
	x := d.sents[s]
	t := &d.tokens[i]
	source := i > x.first && d.tokens[i-1].syntax&(sourceBefore|opinionLead) != 0
	if t.class&subject != 0 || source && t.traits()&(maleWord|femaleWord) != 0 {
		m := mention{kind: pronounMention, first: i, end: i + 1, head: i, start: i, sent: s, possessor: -1, oblique: t.syntax&clitic == 0 && d.behindPreposition(i, x.first)}
		m.male = t.class&pronounHe != 0 || t.traits()&maleWord != 0
		m.female = t.class&pronounShe != 0
		m.plural = t.class&(pronounThey|pronounWe) != 0
		if m.male && d.isImpersonal(i, x) {
			m.kind = otherMention
		}
		d.own(m)
		return i + 1
	}
	m := mention{first: i, start: i, sent: s, possessor: -1, oblique: d.behindPreposition(i, x.first)}
	j := i
	var form syntax
	if t.class&determiner != 0 && !(t.capital && i > x.first && t.class&firstName != 0) {
		form = t.syntax & (masculineForm | feminineForm | severalForm)
		m.definite, m.indefinite, m.own = t.class&(definite|possessive) != 0, t.class&indefinite != 0, t.class&possessive != 0
		j++
		switch {
		case t.class&preposition == 0:
		case t.syntax&severalForm != 0 && !d.afterNoun(i, x.first):
			m.definite, m.indefinite = false, true // "des habitants ont dit"
		default:
			m.first, m.oblique = j, true // "du maire"
		}
		for n := 0; j < x.end && n < 3 && d.tokens[j].class&determiner != 0 && d.tokens[j].class&preposition == 0; n++ {
			form |= d.tokens[j].syntax & (masculineForm | feminineForm | severalForm)
			j++
		}
		m.start = j
	}
	det := j > i
	for n := 0; j < x.end && n < 3 && (d.tokens[j].syntax&beforeNoun != 0 || det && d.tokens[j].kind == numberToken); n++ {
		j++
	}
	if j >= x.end || d.tokens[j].kind != wordToken {
		return j
	}
	if m.first > i {
		m.first = m.start
	}
	t = &d.tokens[j]
	switch {
	case t.class&orgWord != 0 && t.capital && t.class&firstName == 0 && (det || i > x.first || d.mayBegin(j)):
		return d.bodyPhrase(m, j, x)
	case d.nameBegins(j, x.first) && !(t.class&personNoun != 0 && t.class&(titleWord|firstName) == 0 && j+1 < x.end && !d.tokens[j+1].capital):
		return d.namePhrase(m, j, x, form)
	case t.class&nameable != 0 && (det || t.class&personNoun != 0 && t.class&cue == 0):
		return d.nounWithTail(m, j, x, form, det)
	case det && !t.capital && t.class&notInTail == 0 && len(t.key) > 2:
		// A noun that no list has: what it is, a reporting verb beside it tells.
		m.kind, m.head, m.end = otherMention, j, j+1
		m.plural = form&severalForm != 0
		m.male, m.female = form&masculineForm != 0, form&feminineForm != 0
		m.tail = d.tailEnd(j+1, x)
		if e := m.tail; e+1 < x.end && d.tokens[e].capital && d.tokens[e].class&firstName != 0 && d.tokens[e+1].kind == wordToken && d.tokens[e+1].capital {
			if t.traits()&thingWord != 0 {
				m.end = d.runEnd(e, x.end) // "la rue Victor Roux"
				m.tail = m.end
				d.own(m)
				return m.end
			}
			t.class |= personNoun // an office that no list has
			m.male, m.female, m.kind = false, false, descriptionMention
			return d.nounWithTail(m, j, x, form, det)
		}
		d.own(m)
		return d.innerNames(m.end, m.tail, s)
	}
	return j
}

// isImpersonal says whether the pronoun at token i stands for nobody: "il faut", "il n'y a".
func (d *document) isImpersonal(i int, x sentence) bool {
	for j := i + 1; j < x.end && j < i+4; j++ {
		t := &d.tokens[j]
		if t.syntax&impersonal != 0 {
			return true
		}
		if t.syntax&objectPronoun == 0 && t.class&adverb == 0 {
			return false
		}
	}
	return false
}

// afterNoun says whether what stands before token i goes on with "de": a noun, name or preposition.
func (d *document) afterNoun(i, first int) bool {
	if i == first || d.tokens[i-1].kind != wordToken {
		return false
	}
	p := &d.tokens[i-1]
	return p.cue == noCue && p.class&(cue&finite|conjunction|auxiliary|adverb) == 0 && !(p.class&cue != 0 && p.class&(participleForm|thirdForm|pastForm) != 0)
}

// mayBegin says whether a capital word at the head of a sentence is a name: a verb follows it, or it stands with a capital
// elsewhere.
func (d *document) mayBegin(i int) bool {
	t := &d.tokens[i]
	return t.class&orgName != 0 || d.capitals[t.key] > 0 || i+1 < len(d.tokens) && d.tokens[i+1].class&(auxiliary|cue) != 0
}

// nameBegins says whether a name begins at token i.
func (d *document) nameBegins(i, first int) bool {
	t := &d.tokens[i]
	if !d.nameStart(i, first) || t.class&(cue|otherVerb|adverb) != 0 && t.class&(firstName|surname|namePrefix|titleWord) == 0 && i == first {
		return false
	}
	return t.class&(orgNoun|documentNoun|eventNoun) == 0 || t.class&(firstName|surname) != 0 || i > first
}

// runEnd gives the end of the name that begins at token i: capitals, initials and particles between them.
func (d *document) runEnd(i, end int) int {
	person := d.tokens[i].class&(firstName|namePrefix) != 0
	j := i + 1
	for j < end && j < i+runTokens {
		t := &d.tokens[j]
		switch {
		case t.kind == nickToken && j+1 < end && d.tokens[j+1].capital:
			j++
		case t.kind == signToken && t.sign == '&' && j+1 < end && d.tokens[j+1].capital:
			j += 2
		case t.kind != wordToken:
			return j
		case t.capital:
			if t.class&(subject|month|weekday) != 0 && t.class&firstName == 0 && !t.allCaps || t.class&(auxiliary|relative) != 0 && !t.allCaps {
				return j
			}
			if t.class&firstName != 0 && !person && d.tokens[j-1].class&(place|orgWord) != 0 {
				return j
			}
			j++
		case t.class&particle != 0:
			k := j + 1
			for k < end && k < j+3 && !d.tokens[k].capital && d.tokens[k].class&particle != 0 {
				k++
			}
			if k >= end || !d.tokens[k].capital || d.tokens[k].kind != wordToken || d.tokens[k].class&(month|weekday) != 0 {
				return j
			}
			if t.class&ofWord != 0 && j-i >= 2 && (d.tokens[k].class&(place|orgWord|orgNoun) != 0 || k > j+1 && d.tokens[k].class&firstName == 0 && !person) || t.class&ofWord != 0 && !person {
				return j // "Odile Brandt de Lyon"
			}
			j = k + 1
		default:
			return j
		}
	}
	return j
}

// namePhrase adds the mention of a name at token j.
func (d *document) namePhrase(m mention, j int, x sentence, form syntax) int {
	run := [2]int{j, d.runEnd(j, x.end)}
	if m.start == m.first || m.first > j {
		m.first = min(m.first, j)
	}
	m.end = run[1]
	d.classifyName(&m, run)
	if m.kind == placeMention || m.kind == orgMention || m.kind == nameMention {
		m.male, m.female = m.male || form&masculineForm != 0 && m.kind == orgMention, m.female || form&feminineForm != 0 && m.kind == orgMention
	}
	if m.kind == nameMention && form != 0 && d.tokens[j].class&firstName == 0 {
		m.kind = orgMention // names of people have no article: "la Brimex", "la Sûreté du Québec"
		if e := run[1]; e+1 < x.end && d.tokens[e].class&ofWord != 0 && d.tokens[e+1].capital {
			m.end = d.complementEnd(e+1, x.end)
			m.name[1], m.head = m.end, m.end-1
		}
	}
	if m.kind == descriptionMention {
		m.tail = d.tailEnd(m.end, x)
		d.setForm(&m, form)
	}
	d.own(m)
	return d.innerNames(m.end, max(m.end, m.tail), m.sent)
}

// bodyPhrase adds the mention of a body whose name begins with a capital noun: "la Fédération nationale des pêcheurs".
func (d *document) bodyPhrase(m mention, j int, x sentence) int {
	end := j + 1
	for end < x.end && d.tokens[end].kind == wordToken && d.tokens[end].capital && d.tokens[end].class&(subject|month|weekday|auxiliary|firstName) == 0 {
		end++
	}
	if d.tokens[j].class&orgName == 0 {
		end = d.tailEnd(end, x)
	}
	m.kind, m.head, m.end, m.tail = orgMention, j, end, end
	m.name = [2]int{j, end}
	f := d.tokens[max(m.start-1, x.first)].syntax
	m.male, m.female = f&masculineForm != 0 && m.start > x.first, f&feminineForm != 0 && m.start > x.first
	d.own(m)
	return end
}

// setForm takes number and gender of a description from its article, where the noun leaves them open.
func (d *document) setForm(m *mention, form syntax) {
	t := &d.tokens[m.head]
	m.plural = m.plural || form&severalForm != 0
	switch {
	case t.syntax&epicene != 0:
		m.male, m.female = false, false
	case m.male == m.female:
		m.male, m.female = form&masculineForm != 0, form&feminineForm != 0
	}
	if m.plural && t.class&personNoun != 0 {
		m.male, m.female = false, false
	}
}

// nounWithTail adds the mention of a noun at token j with what goes with it, and of the name that follows.
func (d *document) nounWithTail(m mention, j int, x sentence, form syntax, det bool) int {
	m.end = j + 1
	d.describe(&m, j)
	d.setForm(&m, form)
	m.tail = d.tailEnd(j+1, x)
	t := &d.tokens[j]
	e := d.overBracket(m.tail, x.end)
	if e < x.end && d.tokens[e].kind == wordToken && d.tokens[e].capital && d.nameBegins(e, x.first) && !m.plural {
		run := [2]int{e, d.runEnd(e, x.end)}
		switch {
		case e-1 > j && d.tokens[e-1].class&orgNoun != 0 && d.tokens[e].class&(firstName|namePrefix) == 0:
			m.tail = run[1] // "le chef du groupe Rivemont"
		case t.class&personNoun != 0 && d.tokens[e].class&(orgName|place) == 0:
			head := mention{first: e, start: e, end: run[1], sent: m.sent, possessor: -1}
			d.classifyName(&head, run)
			if head.kind != personMention && head.kind != nameMention {
				break
			}
			head.kind = personMention
			head.first, head.start, head.oblique, head.definite = m.first, m.start, m.oblique, m.definite
			head.male, head.female = head.male || m.male, head.female || m.female
			if head.male && head.female {
				head.male, head.female = false, false
			}
			d.own(head)
			return run[1]
		case t.class&documentNoun != 0 && det && e == j+1 && t.class&(personNoun|orgNoun) == 0:
			m.tail = run[1] // "le rapport Roux"
			d.own(m)
			return m.tail
		case t.class&orgNoun != 0 && e == j+1:
			m.kind, m.name, m.end, m.tail = orgMention, run, run[1], run[1]
			if d.tokens[e].class&firstName != 0 {
				m.name[0] = j // "le lycée Victor Roux"
			}
		}
	}
	if !det && m.kind == descriptionMention && t.class&personNoun == 0 {
		return j + 1
	}
	d.own(m)
	return d.innerNames(m.end, m.tail, m.sent)
}

// bracketTokens is how many tokens a bracket between an office and a name may have: "la maire (PS) Odile Brandt".
const bracketTokens = 4

// overBracket gives the token behind a short bracket at token e, or e.
func (d *document) overBracket(e, end int) int {
	if e >= end || d.tokens[e].kind != signToken || d.tokens[e].sign != '(' {
		return e
	}
	for k := e + 1; k < end && k <= e+bracketTokens; k++ {
		if d.tokens[k].kind == signToken && d.tokens[k].sign == ')' {
			return k + 1
		}
	}
	return e
}

// tailEnd gives the end of what goes with a noun that ends before token j: adjectives, and phrases with "de" or another
// preposition that a noun takes.
func (d *document) tailEnd(j int, x sentence) int {
	limit := min(x.end, j+tailTokens)
	for j < limit {
		t := &d.tokens[j]
		switch {
		case t.kind != wordToken:
			return j
		case t.capital && t.allCaps && t.class&firstName == 0:
			j++ // "le député LR"
		case t.class&nationality != 0 && !t.capital, !t.capital && t.class&notInTail == 0 && (t.class == 0 || d.lang.ends(unaccented(t.key), adjectiveEndings)) && len(t.key) > 2:
			if t.class&nameable != 0 && t.class&personNoun == 0 {
				return j
			}
			j++ // also "le directeur général", "la ministre déléguée"
		case t.class&fromWord != 0 && t.class&preposition != 0:
			k := d.complementEnd(j+1, limit)
			if k < 0 || t.class&ofWord == 0 && !d.mayComplete(j+1, k) {
				return j
			}
			j = k
		default:
			return j
		}
	}
	return j
}

// mayComplete says whether the words of a range may go with a noun behind a preposition other than "de": no day or body that
// somebody talked to.
func (d *document) mayComplete(j, end int) bool {
	for k := j; k < end; k++ {
		if t := &d.tokens[k]; t.class&(orgName|eventNoun|documentNoun|personNoun|weekday|month) != 0 || t.capital && t.class&place == 0 && (t.allCaps || t.class&(orgWord|firstName) != 0) {
			return false
		}
	}
	return true
}

// complementEnd gives the end of the phrase at token j behind a preposition, or -1.
func (d *document) complementEnd(j, limit int) int {
	for n := 0; j < limit && n < 3 && (d.tokens[j].class&determiner != 0 && d.tokens[j].class&preposition == 0 || d.tokens[j].syntax&beforeNoun != 0 || d.tokens[j].kind == numberToken); n++ {
		j++
	}
	if j >= limit || d.tokens[j].kind != wordToken {
		return -1
	}
	t := &d.tokens[j]
	if t.class&(month|weekday) != 0 || t.word != nil && t.word.unit != 0 {
		return -1
	}
	if t.capital {
		k := j + 1
		person := t.class&(firstName|namePrefix) != 0
		for k < limit && d.tokens[k].kind == wordToken && (d.tokens[k].capital && (person || d.tokens[k].class&(firstName|namePrefix) == 0) || d.tokens[k].class&particle != 0 && k+1 < limit && d.tokens[k+1].capital && person) {
			k++
		}
		return k
	}
	if t.class&(verb&^cue|conjunction|subordinator|relative|subject|pronounOther|preposition|adverb) != 0 && t.class&nameable == 0 || t.class&cue != 0 && t.syntax&notVerb == 0 && t.class&nameable == 0 {
		return -1
	}
	return j + 1
}

// innerNames adds the names that stand in what goes with a noun, and gives its end.
func (d *document) innerNames(from, to, s int) int {
	for k := from; k < to; {
		t := &d.tokens[k]
		if t.kind != wordToken || !t.capital || t.class&(determiner|preposition) != 0 {
			if t.kind == wordToken && !t.capital && t.class&(orgNoun|personNoun) != 0 && k > from && d.tokens[k-1].class&determiner != 0 {
				m := mention{first: k, start: k, end: k + 1, head: k, sent: s, possessor: -1, oblique: true, definite: true}
				d.describe(&m, k)
				d.setForm(&m, d.tokens[k-1].syntax)
				d.own(m)
			}
			k++
			continue
		}
		e := min(to, d.runEnd(k, to))
		m := mention{first: k, start: k, end: e, sent: s, possessor: -1, oblique: true}
		d.classifyName(&m, [2]int{k, e})
		d.own(m)
		k = e
	}
	return to
}

// bodiesForPronouns finds the pronouns that mean a body instead of a person: "il" and "elle" go with every noun, so that a
// body which stood as a subject nearby is meant where no person of that gender is named.
func (d *document) bodiesForPronouns() {
	for i := range d.mentions {
		m := &d.mentions[i]
		if m.kind != pronounMention || m.male == m.female || m.plural {
			continue
		}
		want := maleGender
		if m.female {
			want = femaleGender
		}
		body, told := false, -1
		for j := i - 1; j >= 0 && j >= i-backwards && m.sent-d.mentions[j].sent <= bodyReach; j-- {
			d.looks++
			o := &d.mentions[j]
			if told >= 0 && o.sent < told {
				break // the subject that the sentence before begins with is meant
			}
			if o.kind == pronounMention && o.sent < m.sent && o.male == m.male && o.female == m.female && !o.oblique {
				break
			}
			person := o.entity >= 0 && (o.kind == personMention || o.kind == nameMention) || o.kind == descriptionMention && d.tokens[o.head].class&personNoun != 0 && !o.plural
			if person {
				g := unknownGender
				switch {
				case o.entity >= 0:
					g = d.genderOf(o.entity)
				case o.male:
					g = maleGender
				case o.female:
					g = femaleGender
				}
				if g != unknownGender && g != want {
					continue
				}
				body = false
				break
			}
			bodily := o.kind == orgMention || o.kind == descriptionMention && d.tokens[o.head].class&(orgNoun|documentNoun) != 0
			if bodily && o.sent == m.sent-1 && o.first == d.sents[o.sent].first && (o.male && m.male || o.female && m.female) {
				told = o.sent
			}
			if bodily && !body && !o.oblique && !o.plural && !(o.male && m.female || o.female && m.male) {
				body = true
			}
		}
		if body {
			m.male, m.female = false, false
			d.tokens[m.first].class = pronounIt
		}
	}
}

// roleBefore reads the office before a name with what goes with it: "la présidente du conseil régional Odile Brandt" and "le
// ministre de la Santé, Paul Roux". Empty when none stands there.
func (d *document) roleBefore(m *mention) string {
	if m.start < m.name[0] && !d.honorific(m) {
		for k := m.start; k < m.name[0]; k++ {
			if d.tokens[k].class&personNoun != 0 && d.tokens[k].class&namePrefix == 0 {
				end := m.name[0]
				for end > k+1 && d.tokens[end-1].class&namePrefix != 0 {
					end--
				}
				return d.text[d.tokens[m.start].start:d.tokens[end-1].end]
			}
		}
	}
	if m.first < 2 || d.tokens[m.first-1].kind != signToken || d.tokens[m.first-1].sign != ',' || int(d.tokens[m.first-1].sent) != m.sent {
		return ""
	}
	n := int(d.owners[m.first-2])
	if n < 0 {
		return ""
	}
	r := &d.mentions[n]
	if r.kind != descriptionMention || r.plural || r.indefinite || r.tail != m.first-1 || d.tokens[r.head].class&personNoun == 0 {
		return ""
	}
	return d.text[d.tokens[r.start].start:d.tokens[r.tail-1].end]
}
