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
	if m.start < name[0] && d.tokens[name[0]-1].class == 0 {
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
	if d.tokens[run].segment >= 0 {
		m.first, m.start = run, run // a paper's name in marks: without the article that stands outside them
	}
	d.addMention(m)
	return end
}

// setNumber tells one person from several, and a woman from a man, by the article and verb beside a noun that is used of
// both.
func (d *document) setNumber(m *mention, det class) {
	t := &d.tokens[m.first]
	switch {
	case m.male && m.female:
		m.male, m.female = t.syntax&maybeOblique != 0, t.syntax&(maybeOblique|obliqueForm) == 0
	case det&definite != 0 && t.syntax&(obliqueForm|maybeOblique) == 0 && m.male:
		m.plural = true // "die Sprecher"
	case det != 0:
		m.plural = m.plural && t.syntax&obliqueForm == 0
	default:
		for _, k := range [...]int{m.end, m.first - 1} {
			if x := d.sents[m.sent]; k >= x.first && k < x.end && d.tokens[k].kind == wordToken && !d.tokens[k].capital && d.tokens[k].mention < 0 &&
				d.tokens[k].class&(preposition|adverb|conjunction) == 0 && d.isPlural(k) {
				m.plural = true
			}
		}
	}
}

// setCase notes that a phrase is no subject: it stands behind a preposition, or its article shows another case.
func (d *document) setCase(m *mention, det bool) {
	if m.first > 0 && d.tokens[m.first-1].class&preposition != 0 && d.tokens[m.first-1].kind == wordToken && d.tokens[m.first-1].sent == int32(m.sent) {
		m.oblique = true
		return
	}
	if f := m.first; f > 1 && d.tokens[f-1].class&andWord != 0 && d.tokens[f-2].mention >= 0 && d.tokens[f-2].sent == int32(m.sent) {
		m.oblique = d.mentions[d.tokens[f-2].mention].oblique
	}
	if !det {
		return
	}
	t := &d.tokens[m.first]
	if t.class&indefinite != 0 && m.first+1 < m.start && d.tokens[m.first+1].class&definite != 0 {
		return // "einer der Anwohner"
	}
	switch {
	case t.syntax&obliqueForm != 0:
		m.oblique = true
	case t.syntax&maybeOblique != 0:
		h := &d.tokens[m.head]
		if m.name[1] > m.name[0] && m.kind == personMention {
			h = &d.tokens[max(m.start, m.name[0]-1)]
		}
		m.oblique = d.lang.isFeminine(h) || h.class&pluralPerson != 0
	}
}

// cutGenitive takes the genitive's s off a name that the article has without it, and notes that it possesses.
func (d *document) cutGenitive(m *mention) {
	t := &d.tokens[m.name[1]-1]
	if bare := d.lang.withoutGenitive(t.key); bare != t.key && d.surnames[bare] && strings.HasSuffix(d.text[t.start:t.end], t.key[len(bare):]) {
		t.end -= int32(len(t.key) - len(bare))
		t.key = bare
		m.possesses, m.oblique = true, true
	}
}

// joinTails notes what goes with the mentions from one on: genitives and the bodies that people stand for
// ("ein Sprecher des Verbands in Halden").
func (d *document) joinTails(from int) {
	for a := len(d.mentions) - 1; a >= from; a-- {
		m := &d.mentions[a]
		if m.kind == personMention || m.kind == nameMention || m.kind == pronounMention {
			continue
		}
		if a+1 >= len(d.mentions) {
			continue
		}
		n := &d.mentions[a+1]
		if n.kind == pronounMention || n.possesses {
			continue
		}
		switch {
		case n.first == m.end && (n.oblique || d.tokens[n.first].syntax&maybeOblique != 0):
			// Two phrases in the nominative do not follow each other.
			n.oblique = true
			m.tail = n.tail
		case n.first == m.end && n.kind == orgMention && n.first == n.start:
			m.tail = n.tail // "Staatsanwaltschaft Halden"
		case n.first == m.end+1 && d.tokens[m.end].class&fromWord != 0 && d.tokens[m.end].class&preposition != 0 && n.kind != personMention:
			m.tail = n.tail
		}
	}
}

// retarget finds the pronouns that mean a body instead of a woman: "sie" goes with every feminine noun, so that a body
// which stood as a subject nearby is meant where no woman is named.
func (d *document) retarget() {
	for i := range d.mentions {
		m := &d.mentions[i]
		if m.kind != pronounMention || !m.female {
			continue
		}
		body := false
		for j := i - 1; j >= 0 && j >= i-backwards && m.sent-d.mentions[j].sent <= 1; j-- {
			d.looks++
			o := &d.mentions[j]
			if o.female || o.kind == pronounMention || o.entity >= 0 && (o.kind == personMention || o.kind == nameMention) && d.genderOf(o.entity) != maleGender {
				body = false
				break
			}
			if !o.oblique && (o.kind == orgMention && d.lang.isFeminine(&d.tokens[o.head]) || o.kind == descriptionMention && d.tokens[o.head].class&orgNoun != 0) {
				body = true
			}
		}
		if body {
			m.female = false
			d.tokens[m.first].class = pronounIt
		}
	}
}

// otherOffice says whether a description's adjectives are not those of a bearer of its noun: "der finnische Präsident" is
// not "der estnische Präsident Jaan Roth".
func (d *document) otherOffice(x, b *mention) bool {
	mine, theirs := false, false
	for k := x.start; k < x.head; k++ {
		if t := &d.tokens[k]; t.kind == wordToken && !t.capital && t.class == 0 {
			mine = true
			for n := b.start; n < max(b.name[0], b.head); n++ {
				if u := &d.tokens[n]; u.kind == wordToken && d.lang.stem(u.key) == d.lang.stem(t.key) {
					return false
				}
			}
		}
	}
	for n := b.start; n < max(b.name[0], b.head); n++ {
		if u := &d.tokens[n]; u.kind == wordToken && !u.capital && u.class == 0 {
			theirs = true
		}
	}
	return mine && theirs
}

// stem cuts an adjective's ending off.
func (l *language) stem(key string) string {
	longest := ""
	for _, e := range l.endings[adjectiveEndings] {
		if strings.HasSuffix(key, e) && len(e) > len(longest) {
			longest = e
		}
	}
	return strings.TrimSuffix(key, longest)
}

// nominative cuts the ending off a noun that stands alone in another case: "einen Augenzeugen", "des Gerichts".
func (d *document) nominative(x *mention, words string) string {
	if !x.oblique || x.plural || x.tail > x.end || x.head != x.end-1 {
		return words
	}
	key := d.tokens[x.head].key
	for _, ending := range d.lang.endings[caseEndings] {
		base := strings.TrimSuffix(key, ending)
		if h := d.lang.head(base); base != key && h.text != "" && strings.HasSuffix(base, unaccented(h.text)) && h.class&pluralPerson == 0 {
			return strings.TrimSuffix(words, ending)
		}
	}
	return words
}

// verbless says whether words hold neither a verb nor a pronoun and begin with a capital: they are a name or term then.
func (d *document) verbless(s string) bool {
	if s == "" || s[0] >= 'a' && s[0] <= 'z' {
		return false
	}
	for start, i := 0, 0; i <= len(s); i++ {
		if i < len(s) && isWordByte(s[i]) {
			continue
		}
		if i > start {
			w := d.lang.words[strings.ToLower(s[start:i])]
			if w != nil && w.class&(auxiliary|otherVerb|cue|subject|pronounOther|adverb|possessive) != 0 {
				return false
			}
		}
		start = i + 1
	}
	return true
}
