package extract

import (
	"slices"
	"strings"
)

// mentionKind tells what a mention names.
type mentionKind uint8

const (
	otherMention       mentionKind = iota
	personMention                  // a name of a person
	nameMention                    // a capital word that may be a surname, an organisation or neither
	orgMention                     // a named organisation
	placeMention                   // a country or town
	pronounMention                 // he, she, they, it, I, we, who
	descriptionMention             // "the senator", "a senior official", "the company", "the report"
)

// mention is a noun phrase that may be a source.
type mention struct {
	oblique    bool // shown by its article or a preposition to be no subject; only where the grammar tells
	tail       int  // the token behind what goes with it ("ein Sprecher des Verbands"), or 0
	kind       mentionKind
	first, end int    // tokens of the whole phrase
	name       [2]int // tokens of the name without titles; empty when there is none
	head       int    // the noun that says what it is, for descriptions
	start      int    // first token of the role or modifiers, determiner left out
	sent       int
	male       bool
	female     bool
	plural     bool
	definite   bool
	indefinite bool
	own        bool // begins with his, her, their
	possessor  int  // the mention before "'s", or -1
	possesses  bool // followed by "'s"
	quoted     bool // stands inside a quote: registers people, is no source
	entity     int  // the person or organisation, or -1
}

// findNames finds all mentions of the text.
func (d *document) findNames() {
	d.findSurnames()
	d.countCapitals()
	d.mentions = make([]mention, 0, len(d.tokens)/12+8)
	d.headlines = make([]bool, len(d.sents))
	for s := range d.sents {
		d.headlines[s] = d.titleCase(d.sents[s])
	}
	for s := range d.sents {
		d.scanMentions(s)
	}
}

// addMention appends a mention and marks its tokens.
func (d *document) addMention(m mention) int {
	m.entity = -1
	n := len(d.mentions)
	for i := m.first; i < m.end; i++ {
		if d.tokens[i].mention < 0 {
			d.tokens[i].mention = int32(n)
		}
	}
	d.mentions = append(d.mentions, m)
	return n
}

// speechNounAt says whether a noun of speech that is no document stands at token i or shortly behind it.
func (d *document) speechNounAt(i, end int) bool {
	for k := i; k < end && k < i+3; k++ {
		if t := &d.tokens[k]; t.kind != wordToken || t.class&(documentNoun|preposition|determiner) != 0 {
			return false
		} else if t.traits()&speechNoun != 0 {
			return true
		}
	}
	return false
}

const notInPhrase = preposition | conjunction | subordinator | relative | auxiliary | subject | pronounOther | thatWord

// scanMentions finds the mentions of one sentence, left to right.
func (d *document) scanMentions(s int) {
	x := d.sents[s]
	caps := d.titleCase(x)
	for i := x.first; i < x.end; {
		t := &d.tokens[i]
		if t.kind != wordToken {
			i++
			continue
		}
		if t.class&subject != 0 && (t.class&pronounI == 0 || t.capital) {
			m := mention{kind: pronounMention, first: i, end: i + 1, head: i, start: i, sent: s, possessor: -1}
			m.male = t.class&pronounHe != 0
			m.female = t.class&pronounShe != 0
			m.plural = t.class&(pronounThey|pronounWe) != 0
			d.addMention(m)
			i++
			continue
		}
		if v := t.traits() & (maleWord | femaleWord); v != 0 && t.class&possessive != 0 && d.speechNounAt(i+1, x.end) {
			// "his claim that"
			d.addMention(mention{kind: pronounMention, first: i, end: i + 1, head: i, start: i, sent: s, possessor: -1, male: v == maleWord, female: v == femaleWord})
			i++
			continue
		}
		if t.class&indefinite != 0 && i+1 < x.end && d.tokens[i+1].class&strongCue != 0 && d.tokens[i+1].class&(pastForm|thirdForm) != 0 {
			// "Another said"
			m := mention{first: i, end: i + 1, start: i, sent: s, possessor: -1, indefinite: true}
			d.describe(&m, i)
			d.addMention(m)
			i++
			continue
		}
		if end := d.phrase(s, i, x.end, caps); end > i {
			i = end
			continue
		}
		i++
	}
}

// nounPhrase is a noun phrase while it is read.
type nounPhrase struct {
	sent      int
	first     int // with the determiner
	body      int // without
	stop      int // where the reading stopped
	det       class
	possessor int    // the mention before "'s", or -1
	noun      int    // the last noun that names people, bodies or documents, or -1
	name      [2]int // the last name; empty at nought when there is none
}

// mostTokens is how many tokens of a noun phrase are read.
const mostTokens = 12

// phrase reads a noun phrase at token i: determiner, modifiers, names and nouns that name people, bodies or documents.
// It gives the end of what it read, or i.
func (d *document) phrase(s, i, end int, caps bool) int {
	p, ok := d.phraseHead(s, i, end)
	if !ok {
		return i
	}
	j := p.body
	for j < end && j < p.body+mostTokens {
		next := d.phraseStep(&p, j, end, caps)
		if next <= j {
			break
		}
		j = next
	}
	p.stop = max(p.noun+1, p.name[1])
	if p.stop <= p.body && p.det != 0 && j > p.body && j < end && d.tokens[j].class&strongCue != 0 && d.tokens[j].class&(pastForm|thirdForm) != 0 &&
		d.tokens[j].class&nounForm == 0 {
		// "the veteran said": whatever the noun, what says something is a speaker.
		p.noun, p.stop = j-1, j
	}
	if p.stop <= p.body || !d.addPhrase(&p) {
		return i
	}
	return p.stop
}

// phraseHead reads what a noun phrase begins with: a possessor before it and its determiners. It says whether one may begin
// at token i.
func (d *document) phraseHead(s, i, end int) (nounPhrase, bool) {
	p := nounPhrase{sent: s, first: i, body: i, possessor: -1, noun: -1}
	if i > d.sents[s].first && d.possessiveSign(i-1) {
		if m := d.tokens[i-1].mention; m >= 0 {
			p.possessor = int(m)
		} else if i >= 2 && d.tokens[i-2].mention >= 0 {
			p.possessor = int(d.tokens[i-2].mention)
		}
	}
	t := &d.tokens[i]
	switch {
	case t.class&thatWord != 0 && i+1 < end && d.tokens[i+1].capital:
		return p, false // "said that Roe"
	case t.class&determiner != 0 && !(t.class&pronounOther != 0 && t.class&possessive == 0):
		p.det = t.class & determiner
		p.body++
		for p.body < end && p.body < i+4 && d.tokens[p.body].kind == wordToken && d.tokens[p.body].class&indefinite != 0 {
			d.looks++
			p.body++
		}
	case t.kind == numberToken:
		return p, false
	}
	return p, true
}

// phraseStep reads the token j of a noun phrase, or the name that begins there, and gives the token behind it; j when the
// phrase does not go on.
func (d *document) phraseStep(p *nounPhrase, j, end int, caps bool) int {
	t := &d.tokens[j]
	if t.kind == numberToken && p.det != 0 {
		if d.lang.ageEnding != "" && strings.HasSuffix(t.key, d.lang.ageEnding) {
			p.noun = j
		}
		return j + 1
	}
	if t.kind != wordToken {
		return j
	}
	afterName := p.name[1] == j && j > p.body
	if d.nameStart(j, d.sents[p.sent].first) {
		// A plural noun takes no name after it ("told reporters Trump would"), nor does a name without a noun between.
		if afterName || p.noun == j-1 && p.noun >= 0 && d.tokens[p.noun].class&pluralPerson != 0 {
			return j
		}
		p.name = [2]int{j, d.nameRun(j, end)}
		p.noun = -1
		return p.name[1]
	}
	if t.class&(notInPhrase|determiner) != 0 {
		return j
	}
	if noun := t.class & (personNoun | orgNoun | documentNoun); noun != 0 {
		// "issue", "post" and the like are verbs unless a determiner or a neighbour says otherwise: not at the start, and not
		// in the third person behind a name ("Roe notes").
		if t.class&(cue|otherVerb) != 0 && t.class&finite != 0 && j == p.body && p.det == 0 || t.class&cue != 0 && t.class&thirdForm != 0 && p.det == 0 && afterName {
			return j
		}
		p.noun = j
		return j + 1
	}
	next := class(0)
	if j+1 < end && d.tokens[j+1].kind == wordToken {
		next = d.tokens[j+1].class
	}
	switch {
	case t.class&(cue|otherVerb) != 0:
		return j
	case t.capital && j > p.body && !caps && t.class&neverName == 0:
		return j + 1
	case t.class&adverb != 0 && (j == p.body && p.det == 0 || next&(cue|otherVerb|auxiliary) != 0):
		return j
	case p.noun >= 0 && p.noun == j-1 && d.tokens[p.noun].class&(personNoun|orgNoun) != 0 && !d.modifier(j):
		return j
	case afterName && t.class&(nationality|titleWord) == 0 && p.det == 0:
		// A word in lower case right after a name goes on with the phrase only when a noun follows at once.
		if next&(personNoun|orgNoun|documentNoun) == 0 || next&(cue|otherVerb) != 0 || d.looksPast(t) || t.class&adverb != 0 {
			return j
		}
	}
	return j + 1
}

// looksPast says whether a word ends like a regular past form.
func (d *document) looksPast(t *token) bool {
	return d.lang.pastEnding != "" && strings.HasSuffix(t.key, d.lang.pastEnding)
}

// addPhrase makes a noun phrase a mention, or says that it is none.
func (d *document) addPhrase(p *nounPhrase) bool {
	m := mention{first: p.first, end: p.stop, start: p.body, sent: p.sent, head: p.stop - 1, possessor: p.possessor,
		definite: p.det&(definite|possessive) != 0, indefinite: p.det&indefinite != 0, own: p.det&possessive != 0,
		possesses: p.stop < len(d.tokens) && d.possessiveSign(p.stop)}
	named := p.name[1] > 0
	if p.det == 0 && named {
		// Without a determiner, the words in lower case before a title or name that are no nouns are left out.
		for m.first < p.name[0] && m.first < p.stop-1 {
			t := &d.tokens[m.first]
			if t.capital || t.class&(personNoun|orgNoun|titleWord|nationality) != 0 || d.modifier(m.first) {
				break
			}
			m.first++
		}
		m.start = m.first
	}
	if p.noun < 0 || p.noun < p.name[1] {
		d.classifyName(&m, p.name)
		d.addMention(m)
		return true
	}
	if p.det == 0 && p.possessor < 0 && !named && d.tokens[p.noun].class&(personNoun|orgNoun) == 0 && p.stop-m.first == 1 {
		return false // a bare "release" or "claim" is no document that speaks
	}
	d.describe(&m, p.noun)
	if named {
		// The names inside ("Trump campaign officials") are mentions of their own for the people of the article.
		d.innerName(p.sent, p.name)
	}
	d.addMention(m)
	return true
}

// modifier says whether a lower-case word directly before a noun or title may belong to it ("campaign manager").
func (d *document) modifier(i int) bool {
	t := &d.tokens[i]
	return t.class&(verb|preposition|adverb|determiner|conjunction|subordinator) == 0 && !d.looksPast(t) && i+1 < len(d.tokens) && d.tokens[i+1].class&(personNoun|titleWord|orgNoun) != 0
}

// possessiveSign says whether token i is "'s" or an apostrophe after a plural.
func (d *document) possessiveSign(i int) bool {
	t := &d.tokens[i]
	if t.kind == signToken {
		return t.sign == '\'' && i > 0 && d.tokens[i-1].end == t.start
	}
	return t.kind == wordToken && t.end-t.start <= 4 && slices.Contains(d.lang.possessives, t.key)
}

// nameStart says whether a name may begin at token i.
func (d *document) nameStart(i, first int) bool {
	t := &d.tokens[i]
	if !t.capital {
		return false
	}
	c := t.class
	if c&(subject|pronounOther) != 0 {
		return false
	}
	if c&(month|weekday) != 0 && (c&firstName == 0 || i+1 >= len(d.tokens) || !d.tokens[i+1].capital || d.tokens[i+1].kind != wordToken || d.tokens[i+1].class&firstName != 0) {
		return false
	}
	if compound(d.text[t.start:t.end]) {
		return false
	}
	next := i+1 < len(d.tokens) && d.tokens[i+1].kind == wordToken && d.tokens[i+1].capital
	if c&(preposition|conjunction|subordinator|determiner|auxiliary|relative) != 0 && c&(firstName) == 0 {
		return false
	}
	if c&neverName != 0 && !(c&firstName != 0 && next) {
		return false
	}
	start := i == first || d.tokens[i-1].kind != wordToken
	if start && !next && i == first {
		if c&(firstName|place|orgName|orgWord|nationality|titleWord|surname) != 0 || d.capitals[t.key] > 0 || t.allCaps {
			return true
		}
		// A lone capital at the start of a sentence is a name only when a reporting verb or "'s" follows.
		if i+1 < len(d.tokens) {
			n := &d.tokens[i+1]
			return c&(verb|adverb) == 0 && (n.class&strongCue != 0 && n.class&(pastForm|thirdForm) != 0 || d.possessiveSign(i+1) || n.class&auxiliary != 0)
		}
		return false
	}
	if i == first && c&(verb|adverb) != 0 && c&firstName == 0 {
		return false
	}
	return true
}

// nameRun gives the end of the capital run that begins at token i: capitals, initials, particles between them, "of" and
// "for" after words that need them, and a suffix after a comma.
func (d *document) nameRun(i, end int) int {
	j := i + 1
	for j < end && j < i+12 {
		t := &d.tokens[j]
		switch {
		case t.kind == nickToken:
			if j+1 < end && d.tokens[j+1].capital {
				j++
				continue
			}
			return j
		case t.kind == signToken && t.sign == ',':
			if j+1 < end && d.tokens[j+1].class&nameSuffix != 0 && d.tokens[j+1].capital {
				j += 2
				continue
			}
			return j
		case t.kind == signToken && t.sign == '&':
			if j+1 < end && d.tokens[j+1].capital {
				j += 2
				continue
			}
			return j
		case t.kind != wordToken:
			return j
		case t.capital:
			if d.lang.contracted(t.key) {
				return j // "Sanders Aren't" in a headline
			}
			if t.class&(subject|month|weekday) != 0 && t.class&firstName == 0 || t.class&(auxiliary|relative) != 0 && !t.allCaps {
				return j
			}
			j++
		case t.class&particle != 0 && j+1 < end && d.tokens[j+1].capital && d.tokens[j+1].kind == wordToken:
			j += 2
		case t.class&particle != 0 && j+2 < end && d.tokens[j+1].class&particle != 0 && d.tokens[j+2].capital:
			j += 3
		case t.traits()&nameLink != 0:
			if !d.linksName(i, j, end) {
				return j
			}
			j += 2
		default:
			return j
		}
	}
	return j
}

// linksName says whether "of", "for" or "and" at token j goes on with the run from i: after a word that names a body or
// an office, before a capital.
func (d *document) linksName(i, j, end int) bool {
	if j+1 >= end {
		return false
	}
	n := &d.tokens[j+1]
	if d.tokens[j].class&ofWord != 0 && n.class&definite != 0 && j+2 < end && d.tokens[j+2].capital {
		return d.tokens[j-1].class&(orgWord|titleWord) != 0
	}
	if !n.capital || n.kind != wordToken {
		return false
	}
	p := d.tokens[j-1].class
	switch {
	case d.tokens[j].class&ofWord != 0:
		return p&(orgWord|titleWord) != 0
	case d.tokens[j].class&andWord != 0:
		// "Department of Health and Human Services", not "Clinton and Trump".
		return j-i >= 3 && d.tokens[j-2].class&ofWord != 0 && d.tokens[j-3].class&orgWord != 0
	case d.tokens[j].class&definite != 0:
		return d.tokens[j-1].class&ofWord != 0
	}
	return p&orgWord != 0 && p&orgName == 0
}

// innerName adds a name that stands within a description.
func (d *document) innerName(s int, name [2]int) {
	m := mention{first: name[0], end: name[1], start: name[0], head: name[1] - 1, sent: s, possessor: -1}
	d.classifyName(&m, name)
	d.addMention(m)
}
