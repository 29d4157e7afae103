package extract

import (
	"math"
	"sort"

	"quotebot/quotes"
)

// bodyReach is how many sentences back "it" and "they" look.
const bodyReach = 3

// body resolves "it" and "they" to an organisation or group: the nearest one, but rather one that is the subject of its
// sentence than one that is not.
func (d *document) body(m int) (int, quotes.Speaker) {
	x := &d.mentions[m]
	plural := d.tokens[x.first].class&pronounThey != 0
	best, top := -1, math.Inf(-1)
	for j := m - 1; j >= 0 && j >= m-backwards; j-- {
		d.looks++
		o := &d.mentions[j]
		if x.sent-o.sent > bodyReach {
			break
		}
		if o.possesses || o.end >= len(d.tokens) || d.lang.grammar.verbChains && plural && !o.plural {
			continue
		}
		head := d.tokens[o.head].class
		switch o.kind {
		case orgMention:
		case descriptionMention:
			if !plural && head&(orgNoun|documentNoun) == 0 || o.plural != plural && head&orgNoun == 0 || head&(personNoun|orgNoun) == 0 && (plural || head&documentNoun == 0) {
				continue
			}
		default:
			continue
		}
		score := -float64(x.sent - o.sent)
		switch y := d.sents[o.sent]; {
		case o.oblique || o.first > y.first && d.tokens[o.first-1].class&preposition != 0:
			score--
		case o.end < y.end && (d.tokens[o.end].class&(verb|adverb) != 0 || d.besideVerb(o.end)):
			score += 1.5
		case o.first == y.first:
			score += 1.5
		}
		if o.kind == orgMention {
			score += 0.5
		}
		if score > top {
			best, top = j, score
		}
	}
	if best < 0 {
		return -1, quotes.Speaker{}
	}
	return d.speakerOf(best, -1, -1)
}

// description resolves "the senator", "a senior official", "the company", "his wife".
func (d *document) description(m, lastEntity, lastSent int) (int, quotes.Speaker) {
	x := &d.mentions[m]
	head := &d.tokens[x.head]
	words := d.text[d.tokens[x.start].start:d.tokens[max(x.end, x.tail)-1].end]
	if d.lang.grammar.nounCapitals {
		words = d.nominative(x, words)
	}
	person := head.class&(orgNoun|documentNoun) == 0
	if x.definite && person && !x.plural && !d.lang.grammar.nounCapitals && x.possessor < 0 && !x.own && !d.labels(x) {
		guess := head.class&genericNoun == 0 && x.end-x.start <= guessedTokens && d.phraseEnd(m) == x.end && (!d.lang.grammar.verbChains || x.male != x.female)
		if e := d.described(m, lastEntity, lastSent, guess); e >= 0 {
			return e, d.speaker(e)
		}
		if guess {
			if e := d.antecedent(m, lastEntity, lastSent); e >= 0 {
				return e, d.speaker(e)
			}
		}
	} else if x.definite && person && !x.plural {
		if e := d.roleBearer(m); e >= 0 {
			return e, d.speaker(e)
		}
		if head.class&genericNoun == 0 && x.possessor < 0 && !x.own && x.end-x.start <= 3 && !d.labels(x) && x.tail <= x.end && x.head == x.end-1 {
			if e := d.antecedent(m, lastEntity, lastSent); e >= 0 {
				return e, d.speaker(e)
			}
		}
	}
	kind := quotes.Unnamed
	switch {
	case person:
	case head.class&orgNoun != 0:
		kind = quotes.Organisation
		if x.definite && d.phraseEnd(m) == x.end {
			if e := d.orgOfWord(m); e >= 0 {
				return e, d.speaker(e)
			}
			// Where nouns have tails, most bodies are called by their noun alone: "la préfecture" is no other one.
			if e := d.latestOrg(m); e >= 0 && !(d.lang.grammar.nounCapitals && head.word == nil) && !d.lang.grammar.verbChains {
				return e, d.speaker(e)
			}
		}
	case head.class&documentNoun != 0:
		if e, s := d.issuer(m, lastEntity, lastSent); s.Kind != quotes.Nobody {
			return e, s
		}
		kind = quotes.Document
	}
	if x.possessor >= 0 {
		p := &d.mentions[x.possessor]
		words = d.text[d.tokens[p.start].start:d.tokens[x.end-1].end]
	}
	return -1, quotes.Speaker{Name: words, Kind: kind}
}

// labels says whether a mention is the label of a transcript's line: "HOST" is nobody named elsewhere.
func (d *document) labels(x *mention) bool {
	return int(d.tokens[x.first].start) < d.paras[d.sents[x.sent].para].label.End
}

// issuer finds who is behind a statement, letter or post: its possessor, else the subject of the sentence that brought it
// up.
func (d *document) issuer(m, lastEntity, lastSent int) (int, quotes.Speaker) {
	x := &d.mentions[m]
	if x.possessor >= 0 && x.possessor != m {
		if p := &d.mentions[x.possessor]; p.kind == personMention || p.kind == orgMention || p.kind == nameMention || p.kind == descriptionMention && p.possessor < 0 {
			return d.speakerOf(x.possessor, lastEntity, lastSent)
		}
	}
	if x.own {
		c := d.tokens[x.first].class
		if c&pronounHe != 0 || c&pronounShe != 0 {
			y := *x
			y.male, y.female = c&pronounHe != 0, c&pronounShe != 0
			if e := d.antecedentOf(&y, m, lastEntity, lastSent, false); e >= 0 {
				return e, d.speaker(e)
			}
		}
	}
	if !x.definite {
		return -1, quotes.Speaker{}
	}
	key := d.tokens[x.head].key
	for j := m - 1; j >= 0 && j >= m-backwards; j-- {
		d.looks++
		o := &d.mentions[j]
		if d.sents[x.sent].para-d.sents[o.sent].para > 4 {
			break
		}
		if o.kind != descriptionMention || d.tokens[o.head].key != key {
			continue
		}
		if o.possessor >= 0 {
			return d.issuer(j, lastEntity, lastSent)
		}
		y := d.sents[o.sent]
		if s, _ := d.reports(y); s >= 0 && s != j && s != m && d.mentions[s].kind != descriptionMention {
			return d.speakerOf(s, lastEntity, lastSent)
		}
		if s := d.person(y.first, o.first); s >= 0 && s != j && s != m {
			return d.speakerOf(s, lastEntity, lastSent)
		}
	}
	return -1, quotes.Speaker{}
}

// bearer says that a person is named with a role at a mention.
type bearer struct{ mention, entity int }

// findBearers notes who is named with which role: in a title before the name, or in an apposition behind it.
func (d *document) findBearers() {
	d.bearers = map[string][]bearer{}
	for i := range d.mentions {
		m := &d.mentions[i]
		if m.entity >= 0 && m.kind == personMention {
			for k := m.start; k < m.name[0]; k++ {
				if t := &d.tokens[k]; t.class&(personNoun|titleWord) != 0 {
					d.addBearer(t.key, bearer{i, m.entity})
				}
			}
		}
		// "her spokesman, John Roe,": the name follows the description.
		if e := d.phraseEnd(i); m.kind == descriptionMention && !m.plural && e+1 < len(d.tokens) && d.tokens[e].kind == signToken && d.tokens[e].sign == ',' {
			if p := int(d.tokens[e+1].mention); p >= 0 && d.mentions[p].kind == personMention && d.mentions[p].first == e+1 && d.mentions[p].entity >= 0 {
				d.addBearer(d.tokens[m.head].key, bearer{i, d.mentions[p].entity})
			}
		}
		// "Jane Roe, a senator from Ohio": the description follows the name after a comma.
		if m.kind == descriptionMention && m.first >= 2 && !d.actsItself(m) && d.tokens[m.first-1].kind == signToken && d.tokens[m.first-1].sign == ',' {
			if p := int(d.tokens[m.first-2].mention); p >= 0 && d.mentions[p].kind == personMention && d.mentions[p].entity >= 0 {
				d.addBearer(d.tokens[m.head].key, bearer{i, d.mentions[p].entity})
			}
		}
	}
}

// addBearer notes who has the office that a word names, and, of a compound, also the office that its last part names.
func (d *document) addBearer(word string, b bearer) {
	key := d.role(word)
	d.bearers[key] = append(d.bearers[key], b)
	if h := d.role(d.lang.head(word).text); h != "" && h != key {
		d.bearers[h] = append(d.bearers[h], b)
	}
}

// roleBearer finds the latest person before mention m whose title or apposition is the noun of its description, or -1.
func (d *document) roleBearer(m int) int {
	x := &d.mentions[m]
	list := d.bearers[d.role(d.tokens[x.head].key)]
	for i := sort.Search(len(list), func(i int) bool { return list[i].mention >= m }); i > 0; i-- {
		d.looks++
		b := list[i-1]
		if g := d.genderOf(b.entity); !(x.female && g == maleGender) && !(d.lang.grammar.nounCapitals && d.otherOffice(x, &d.mentions[b.mention])) {
			return b.entity
		}
		if len(list)-i > most {
			break
		}
	}
	// Nobody before: the one to whom the article gives the office later.
	if len(list) > 0 && list[0].mention > m && len(list) <= most {
		for _, b := range list {
			if b.entity != list[0].entity {
				return -1
			}
		}
		return list[0].entity
	}
	return -1
}

// role gives the word that stands for all words of an office ("sen." is "senator").
func (d *document) role(key string) string {
	if r, ok := d.lang.roles[key]; ok {
		return r
	}
	return key
}

// orgOfWord finds the latest organisation in whose name the head of a description stands: "the authority" is the "Fenwick
// Water Authority". -1 when there is none.
func (d *document) orgOfWord(m int) int {
	key := d.tokens[d.mentions[m].head].key
	for j := m - 1; j >= 0 && j >= m-backwards; j-- {
		d.looks++
		o := &d.mentions[j]
		if o.kind != orgMention || o.entity < 0 {
			continue
		}
		for _, k := range d.people.all[o.entity].keys {
			if k == key {
				return o.entity
			}
		}
	}
	return -1
}

// latestOrg finds the latest organisation that stood as a subject.
func (d *document) latestOrg(m int) int {
	x := &d.mentions[m]
	for j := m - 1; j >= 0 && j >= m-backwards && x.sent-d.mentions[j].sent <= 6; j-- {
		d.looks++
		o := &d.mentions[j]
		if o.kind != orgMention || o.entity < 0 || o.end >= len(d.tokens) {
			continue
		}
		apposed := o.first >= 2 && d.tokens[o.first-1].kind == signToken && d.tokens[o.first-1].sign == ',' && d.tokens[o.first-2].class&orgNoun != 0
		if apposed || d.tokens[o.end].class&(verb|adverb) != 0 || d.besideVerb(o.end) {
			return o.entity
		}
	}
	return -1
}
