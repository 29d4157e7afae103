package extract

import "strings"

// This file finds the mentions of a text in which every noun has a capital. A capital shows no name there; what does is a
// first name, an office before it, a surname known from elsewhere in the article, and a place beside a reporting verb
// where no article stands.

// nounLike are the classes of nouns that begin or go on with no name.
const nounLike = personNoun | orgNoun | orgWord | orgName | documentNoun | eventNoun

// findNouns finds all mentions of the text.
func (d *document) findNouns() {
	d.findSurnames()
	d.capitals = map[string]int{}
	d.mentions = make([]mention, 0, len(d.tokens)/10+8)
	d.headlines = make([]bool, len(d.sents))
	d.surnames = map[string]bool{}
	for s := range d.sents {
		x := d.sents[s]
		for i := x.first; i < x.end; i++ {
			t := &d.tokens[i]
			if t.kind == wordToken && t.capital && i > x.first && d.bare(i-1) {
				d.capitals[t.key]++
			}
			if t.class&relative != 0 && t.class&determiner != 0 && !(i > x.first && (d.tokens[i-1].kind == signToken || d.tokens[i-1].class&preposition != 0)) {
				t.class &^= relative // an article: no comma parts it from what stands before
			}
		}
	}
	for s := range d.sents {
		x := d.sents[s]
		for i := x.first; i < x.end; i++ {
			role := i > x.first && d.tokens[i-1].class&(personNoun|namePrefix) != 0
			if e := d.nameAt(i, x.end, role); e > i+1 || e > i && role {
				d.surnames[d.tokens[e-1].key] = true
				i = e - 1
			}
		}
	}
	d.namePapers()
	for s := range d.sents {
		from := len(d.mentions)
		d.scanNouns(s)
		d.joinTails(from)
	}
}

// namePapers takes names in marks that stand where a speaker does for the names of papers: "schrieb die „Warte“".
func (d *document) namePapers() {
	for s := range d.sents {
		x := d.sents[s]
		for i := x.first; i < x.end; i++ {
			t := &d.tokens[i]
			if t.kind != titleToken {
				continue
			}
			p := i - 1
			if p > x.first && d.tokens[p].class&determiner != 0 {
				p--
			}
			speaks := p >= x.first && (d.tokens[p].class&strongCue != 0 && d.tokens[p].class&finite != 0 || d.tokens[p].syntax&(soWord|sourceBefore) != 0)
			if i+1 < x.end && !d.tokens[i+1].capital {
				speaks = speaks || d.tokens[i+1].class&strongCue != 0 && d.tokens[i+1].class&(thirdForm|pastForm) != 0
			}
			if !speaks {
				continue
			}
			in := d.segments[t.segment].inner
			t.kind, t.start, t.end, t.capital, t.class = wordToken, int32(in.Start), int32(in.End), true, orgWord|orgName
			t.key = unaccented(strings.ToLower(in.In(d.text)))
		}
	}
}

// bare says whether what stands at token i leaves the word behind it without an article or adjective: a verb, a
// conjunction, a sign, or a preposition that holds no article.
func (d *document) bare(i int) bool {
	t := &d.tokens[i]
	return t.kind != wordToken && t.kind != numberToken || t.class&(verb|cue|conjunction|adverb|subordinator) != 0 || t.syntax&soWord != 0
}

// isNoun says whether a capital word is an ordinary noun, not a name.
func (d *document) isNoun(i int) bool {
	t := &d.tokens[i]
	if t.class&surname != 0 || t.class&firstName != 0 && t.class&nounLike == 0 {
		return false
	}
	if d.surnames[t.key] || i > 0 && t.class&personNoun != 0 && d.tokens[i-1].capital && d.tokens[i-1].class&(firstName|nounLike) == d.tokens[i-1].class&firstName && d.tokens[i-1].class&firstName != 0 {
		return false // "Jana Richter": behind a first name an office is a surname
	}
	if t.class&nounLike != 0 || t.syntax&(commonNoun|tellingNoun) != 0 {
		return true
	}
	if t.word == nil {
		if w := d.lang.words[d.lang.withoutGenitive(t.key)]; w != nil && w.class&place != 0 && w.text != t.key {
			return true // "Israels": what stands before it is of that place
		}
	}
	return t.word == nil && len(t.key) > 5 && d.lang.ends(t.key, derivedEndings)
}

// mayName says whether token i may be a word of a name.
func (d *document) mayName(i int) bool {
	t := &d.tokens[i]
	return t.kind == wordToken && t.capital && t.class&(subject|month|weekday|nationality|namePrefix) == 0 && (t.class&neverName == 0 || t.class&surname != 0) && !d.isNoun(i)
}

// isFirstName says whether token i is a first name or initial, also in two parts with a hyphen.
func (d *document) isFirstName(i int) bool {
	t := &d.tokens[i]
	if !t.capital || t.class&(place|neverName|month) != 0 {
		return false
	}
	if t.class&firstName != 0 {
		return t.class&nounLike == 0 && t.syntax&commonNoun == 0
	}
	if p, _, ok := strings.Cut(t.key, "-"); ok {
		w := d.lang.words[p]
		return w != nil && w.class&firstName != 0
	}
	return t.end-t.start == 2 && strings.HasSuffix(t.key, ".")
}

// nameAt gives the end of a person's name that begins at token i, or i. Behind a role any word that is no noun is one.
func (d *document) nameAt(i, end int, role bool) int {
	if !d.mayName(i) {
		return i
	}
	first := d.isFirstName(i)
	j := i + 1
	for j < end && j < i+7 {
		t := &d.tokens[j]
		switch {
		case t.kind == nickToken && j+1 < end && d.mayName(j+1):
			j++
			continue
		case t.kind == wordToken && !t.capital && t.class&particle != 0 && (t.class&preposition == 0 || d.isFirstName(j-1) || j == i+1 && role) && d.particlesBefore(j, end):
			j++
			continue
		case d.mayName(j) && (t.class&place == 0 || first):
			j++
			continue
		}
		break
	}
	switch {
	case first || role:
		return j
	case j == i+2 && d.tokens[i].class == 0 && d.tokens[j-1].class&^(surname|firstName) == 0 && (j == end || !d.tokens[j].capital) && d.strangers(i, j, end):
		return j
	}
	return i
}

// strangers says whether two words that no list has are a name: they stand beside a reporting verb, or the second stands
// alone elsewhere, without an article as only names do.
func (d *document) strangers(i, j, end int) bool {
	if i > 0 && d.tokens[i-1].class&determiner != 0 {
		return false
	}
	if i > 0 && j < end && d.tokens[i-1].kind == signToken && d.tokens[i-1].sign == ',' && d.tokens[j].kind == signToken && d.tokens[j].sign == ',' {
		return true // between commas: an apposition
	}
	if j+2 < end && d.tokens[j].kind == signToken && d.tokens[j].sign == ',' && d.tokens[j+1].class&determiner != 0 && (d.tokens[j+2].class&personNoun != 0 || j+3 < end && d.tokens[j+3].class&personNoun != 0) {
		return true // before one
	}
	if k := d.lang.withoutGenitive(d.tokens[i].key); k != d.tokens[i].key && d.capitals[k] > 0 {
		return false // "Roths Antrag"
	}
	if d.capitals[d.tokens[j-1].key] > 0 || j < end && d.tokens[j].class&strongCue != 0 && d.tokens[j].class&(thirdForm|pastForm) != 0 {
		return true
	}
	return i > 0 && (d.tokens[i-1].class&strongCue != 0 && d.tokens[i-1].class&finite != 0 || d.tokens[i-1].syntax&soWord != 0)
}

// particlesBefore says whether the particles from token j on lead to a word of a name.
func (d *document) particlesBefore(j, end int) bool {
	for k := j + 1; k < end && k <= j+2; k++ {
		if d.mayName(k) {
			return true
		}
		if d.tokens[k].class&particle == 0 {
			return false
		}
	}
	return false
}

// scanNouns finds the mentions of one sentence, left to right.
func (d *document) scanNouns(s int) {
	x := d.sents[s]
	for i := x.first; i < x.end; {
		t := &d.tokens[i]
		if t.kind != wordToken {
			i++
			continue
		}
		if t.class&subject != 0 && (!t.capital || i == x.first || d.tokens[i-1].kind != wordToken) {
			d.addNounPronoun(i, s)
			i++
			continue
		}
		if v := t.traits() & (maleWord | femaleWord); v != 0 && t.class&possessive != 0 && i+1 < x.end && d.tokens[i+1].syntax&tellingNoun != 0 {
			// "seiner Ansicht nach", "ihr Fazit:"
			d.addMention(mention{kind: pronounMention, first: i, end: i + 1, tail: i + 1, head: i, start: i, sent: s, possessor: -1, male: v == maleWord, female: v == femaleWord})
			i++
			continue
		}
		i = d.nounPhrase(i, s)
	}
}

// addNounPronoun adds the mention of a personal pronoun. "sie" is she or they by its verb.
func (d *document) addNounPronoun(i, s int) {
	t := &d.tokens[i]
	x := d.sents[s]
	m := mention{kind: pronounMention, first: i, end: i + 1, tail: i + 1, head: i, start: i, sent: s, possessor: -1}
	if t.class&pronounShe != 0 {
		for _, k := range [...]int{i + 1, i - 1} {
			if k >= x.first && k < x.end && d.tokens[k].class&(verb|finite) != 0 && d.tokens[k].class&(auxiliary|otherVerb|cue) != 0 {
				if d.isPlural(k) {
					t.class = pronounThey
				}
				break
			}
		}
	}
	m.male, m.female = t.class&pronounHe != 0, t.class&pronounShe != 0
	m.plural = t.class&(pronounThey|pronounWe) != 0
	d.addMention(m)
}

// adjectiveLike says whether a word in lower case may stand between article and noun.
func (d *document) adjectiveLike(i int) bool {
	t := &d.tokens[i]
	if t.kind == numberToken {
		return true
	}
	if t.kind != wordToken || t.capital && t.class&nationality == 0 || t.class&(preposition|conjunction|auxiliary|subordinator|determiner|subject|pronounOther|weekday|month) != 0 {
		return false
	}
	return d.lang.ends(t.key, adjectiveEndings) || t.class == adverb && !t.capital
}

// nounPhrase reads the noun phrase at token i, adds its mentions, and gives the token to go on from.
func (d *document) nounPhrase(i, s int) int {
	x := d.sents[s]
	j := i
	det := d.tokens[i].class & determiner
	if det != 0 {
		j++
		for j < x.end && j < i+4 && d.tokens[j].class&determiner != 0 && (d.tokens[j].class&definite == 0 || det&indefinite != 0) {
			j++ // "einer der Anwohner"
		}
	}
	body := j
	if det == 0 && i > x.first && !d.tokens[i].capital && d.tokens[i-1].kind == wordToken && d.tokens[i-1].capital {
		return i + 1 // "Vor der Küste protestierten Fischer": right behind a noun it is a verb
	}
	for j < x.end && j < body+6 && d.adjectiveLike(j) && (det != 0 || !d.tokens[j].capital && d.tokens[j].kind == wordToken && d.tokens[j].class&(verb|adverb) == 0) {
		j++
	}
	if j >= x.end || d.tokens[j].kind != wordToken || !d.tokens[j].capital || d.tokens[j].class&(subject|month|weekday) != 0 {
		return i + 1
	}
	if j == i && d.tokens[j].class&neverName != 0 && d.tokens[j].class&surname == 0 {
		return i + 1
	}
	// The run of capitals: nouns, then perhaps a name.
	noun, k, name := -1, j, [2]int{}
	for k < x.end && d.tokens[k].kind == wordToken && d.tokens[k].capital && d.tokens[k].class&(subject|month|weekday) == 0 {
		role := k > x.first && (d.tokens[k-1].class&(personNoun|namePrefix) != 0) && k > j
		if e := d.nameAt(k, x.end, role); e > k+1 || e > k && role {
			name = [2]int{k, e}
			break
		}
		if d.mayName(k) && d.loneName(k, x, det != 0) {
			name = [2]int{k, k + 1}
			break
		}
		if c := d.tokens[k].class; c&(nounLike|namePrefix) != 0 || c&place != 0 && noun < 0 {
			noun = k
		}
		k++
	}
	end := max(k, name[1])
	if name[1] == 0 {
		return d.addNoun(i, body, j, end, noun, s, det)
	}
	m := mention{kind: personMention, first: i, end: name[1], tail: name[1], start: body, name: name, head: name[1] - 1, sent: s, possessor: -1}
	before := class(0)
	if name[0] > j {
		before = d.tokens[name[0]-1].class
	}
	switch {
	case name[0] > j && before&(orgNoun|orgWord) != 0 && !d.isFirstName(name[0]):
		m.kind = orgMention // "die Agentur Falken Wort"
	case name[0] > j && before&(personNoun|namePrefix) == 0 && (before != 0 || d.isNoun(name[0]-1)):
		// Another noun stands before the name: "des Verbands Jana Roth".
		d.addNoun(i, body, j, name[0], noun, s, det)
		m.first, m.start, det = name[0], name[0], 0
	}
	if m.start < name[0] && d.tokens[name[0]-1].class == 0 && d.tokens[name[0]-1].capital {
		d.tokens[name[0]-1].class = personNoun // an office that no list has
	}
	for k := m.start; k < name[0]; k++ {
		c := d.tokens[k].class
		m.male = m.male || c&(maleNoun|maleTitle) != 0
		m.female = m.female || c&(femaleNoun|femaleTitle) != 0
	}
	if m.male && m.female {
		m.female = d.tokens[m.first].class&definite != 0 && d.tokens[m.first].syntax&(maybeOblique|obliqueForm) == 0
		m.male = !m.female
	}
	d.setCase(&m, det != 0)
	d.cutGenitive(&m)
	if name[1]-name[0] == 1 && m.start == name[0] && m.kind == personMention {
		m.kind = nameMention
	}
	if d.hasOrgWord(name[0], name[1]) {
		m.kind = orgMention
	}
	d.addMention(m)
	return end
}

// loneName says whether one word by itself is a name: it is the surname of somebody named elsewhere, a first name
// without an article, or stands without an article beside a reporting verb.
func (d *document) loneName(k int, x sentence, det bool) bool {
	t := &d.tokens[k]
	if d.surnames[t.key] || t.class&surname != 0 || d.surnames[d.lang.withoutGenitive(t.key)] {
		return true
	}
	if det || t.class&place != 0 || k+1 < x.end && d.nameAt(k+1, x.end, false) > k+2 {
		return false // what stands before a full name is an office
	}
	if t.allCaps && t.end-t.start <= 5 {
		return false
	}
	if k > x.first {
		p := &d.tokens[k-1]
		if p.syntax&soWord != 0 || p.class&strongCue != 0 && p.class&finite != 0 && p.kind == wordToken {
			return !d.isNoun(k)
		}
	}
	if k+1 < x.end {
		n := &d.tokens[k+1]
		return n.class&strongCue != 0 && n.class&(thirdForm|pastForm) != 0 && !n.capital && (k == x.first || d.tokens[k-1].kind != wordToken || d.tokens[k-1].syntax&asTold != 0)
	}
	return false
}

// addNoun adds the mention of a phrase without a name, and gives its end. noun is its last noun that says what it is, or -1.
func (d *document) addNoun(first, body, run, end, noun, s int, det class) int {
	m := mention{kind: otherMention, first: first, start: body, end: end, tail: end, head: end - 1, sent: s, possessor: -1,
		definite: det&(definite|possessive) != 0, indefinite: det&indefinite != 0, own: det&possessive != 0}
	if noun >= 0 {
		m.head = noun
	}
	t := &d.tokens[m.head]
	switch c := t.class; {
	case noun < 0:
		if n := end - run; n == 1 && t.allCaps && t.end-t.start >= 2 && t.end-t.start <= 6 {
			m.kind, m.name = orgMention, [2]int{end - 1, end}
		}
	case c&personNoun != 0:
		d.describe(&m, m.head)
		d.setNumber(&m, det)
	case c&orgName != 0 || c&orgWord != 0 && c&orgNoun == 0:
		m.kind, m.name = orgMention, [2]int{run, end}
	case c&orgNoun != 0:
		if end-run > 1 {
			m.kind, m.name = orgMention, [2]int{run, end}
			break
		}
		d.describe(&m, m.head)
	case c&documentNoun != 0:
		d.describe(&m, m.head)
	case c&place != 0 && end-run <= 2:
		m.kind, m.name = placeMention, [2]int{run, end}
	}
	d.setCase(&m, det != 0)
	if noun < 0 && d.tokens[end-1].word == nil && d.isNoun(end-1) && end-run == 1 && det == 0 {
		m.oblique = true // "Israels"
	}
	if d.tokens[run].segment >= 0 {
		m.first, m.start = run, run // a paper's name in marks: without the article that stands outside them
	}
	d.addMention(m)
	return end
}
