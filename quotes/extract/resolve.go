package extract

import (
	"strings"
	"unicode/utf8"

	"quotebot/quotes"
)

// resolve turns the mention of each quote into its speaker.
func (d *document) resolve() {
	d.findBearers()
	lastEntity, lastSent := -1, -1
	d.unnamed, d.unnamedSent = -1, -1
	before := -1
	for g := range d.segments {
		seg := &d.segments[g]
		s := &seg.source
		if seg.reject != "" || s.mention < 0 {
			continue
		}
		if s.order {
			o := &d.segments[s.from].source
			if o.speaker.Kind != quotes.Nobody || s.from < g {
				s.entity, s.speaker = o.entity, o.speaker
				continue
			}
		}
		if d.lang.grammar.pronounSigns && before >= 0 && d.segments[before].source.mention == s.mention && d.mentions[s.mention].kind == pronounMention {
			o := &d.segments[before].source
			s.entity, s.speaker, s.margin = o.entity, o.speaker, o.margin // cited twice with one pronoun
			continue
		}
		before = g
		d.meanUpTo(s.mention, lastEntity, lastSent)
		s.entity, s.speaker, d.margin = -1, quotes.Speaker{}, 9
		if n := d.namedLater(g); n >= 0 {
			s.entity, s.speaker = d.speakerOf(n, lastEntity, lastSent)
		} else if n := d.leadIn(g); n >= 0 {
			s.entity, s.speaker = d.speakerOf(n, lastEntity, lastSent)
		} else {
			s.entity, s.speaker = d.speakerOf(s.mention, lastEntity, lastSent)
		}
		s.margin = d.margin
		if d.meant != nil && s.entity >= 0 && d.mentions[s.mention].kind == pronounMention {
			d.meant[s.mention] = s.entity
		}
		switch {
		case s.entity >= 0 && d.people.all[s.entity].kind == quotes.Person:
			lastEntity, lastSent = s.entity, d.mentions[s.mention].sent
		case s.speaker.Kind == quotes.Unnamed:
			if d.mentions[s.mention].kind == descriptionMention {
				d.unnamed = s.mention
			}
			d.unnamedSent = d.mentions[s.mention].sent
		}
	}
	// A quote that takes its source from a later one.
	for g := range d.segments {
		s := &d.segments[g].source
		if s.order && s.from > g {
			s.entity, s.speaker = d.segments[s.from].source.entity, d.segments[s.from].source.speaker
		}
	}
}

// segmentsAhead is how many quotes any search goes forwards at most.
const segmentsAhead = 24

// namedLater finds the name that a later part of the same continued speech has for the pronoun of segment g, or -1.
func (d *document) namedLater(g int) int {
	x := &d.mentions[d.segments[g].source.mention]
	if x.kind != pronounMention || !x.male && !x.female {
		return -1
	}
	para := d.segments[g].para
	for h := g + 1; h < len(d.segments) && h <= g+segmentsAhead && d.segments[h].para <= para+reach; h++ {
		d.looks++
		s := &d.segments[h]
		if s.para > para && s.continues < 0 {
			return -1
		}
		if s.reject != "" || s.source.mention < 0 || s.source.order || s.para == para {
			continue
		}
		if o := &d.mentions[s.source.mention]; o.kind == personMention && o.entity >= 0 {
			if w := d.genderOf(o.entity); w == unknownGender || (w == maleGender) == x.male {
				return s.source.mention
			}
		}
	}
	return -1
}

// leadIn finds the person whom the words before a colon lead in, for the pronoun behind the quote that follows it: "Roe
// fired back: “...,” he wrote". -1 when there is none.
func (d *document) leadIn(g int) int {
	s := &d.segments[g]
	x := &d.mentions[s.source.mention]
	if x.kind != pronounMention || !x.male && !x.female || s.token < 1 || x.first < s.token || d.tokens[s.token-1].sign != ':' {
		return -1
	}
	y := d.sents[d.tokens[s.token].sent]
	if s.token-1 <= y.first || x.sent != int(d.tokens[s.token].sent) {
		return -1
	}
	m := d.topic(y.first, s.token)
	if m < 0 || d.mentions[m].kind != personMention || d.mentions[m].entity < 0 {
		return -1
	}
	if w := d.genderOf(d.mentions[m].entity); w != unknownGender && (w == maleGender) != x.male {
		return -1
	}
	return m
}

// speakerOf resolves a mention, given who spoke last and where.
func (d *document) speakerOf(m, lastEntity, lastSent int) (int, quotes.Speaker) {
	x := &d.mentions[m]
	switch x.kind {
	case personMention, nameMention, orgMention, placeMention:
		if x.entity < 0 {
			return -1, quotes.Speaker{}
		}
		return x.entity, d.speaker(x.entity)
	case pronounMention:
		return d.pronoun(m, lastEntity, lastSent)
	case descriptionMention:
		return d.description(m, lastEntity, lastSent)
	}
	return -1, quotes.Speaker{}
}

// speaker makes an entity a speaker.
func (d *document) speaker(e int) quotes.Speaker {
	x := &d.people.all[e]
	return quotes.Speaker{Name: mended(x.name), Kind: x.kind, Role: x.role, Aliases: x.aliases}
}

// mended gives a name as it was before a page was read in the wrong encoding, once or twice: "FranÃ§ois" is "François".
func mended(s string) string {
	for range 2 {
		// The signs of it, each in one letter or as an A with its accent behind it.
		s = strings.ReplaceAll(strings.ReplaceAll(s, "A\u0303", "Ã"), "A\u0302", "Â")
		if !strings.ContainsAny(s, "ÃÂ") {
			return s
		}
		b := make([]byte, 0, len(s))
		for _, r := range s {
			if r > 0xff {
				return s
			}
			b = append(b, byte(r))
		}
		if !utf8.Valid(b) {
			return s
		}
		s = string(b)
	}
	return s
}

// pronoun resolves he, she, it, they, I and we.
func (d *document) pronoun(m, lastEntity, lastSent int) (int, quotes.Speaker) {
	x := &d.mentions[m]
	c := d.tokens[x.first].class
	switch {
	case c&(pronounI|pronounWe) != 0:
		if len(d.article.Byline) > 0 && c&pronounI != 0 {
			return -1, quotes.Speaker{Name: d.article.Byline[0], Kind: quotes.Person}
		}
		return -1, quotes.Speaker{}
	case x.male || x.female:
		if r := d.reporterOf(m); r >= 0 {
			return d.speakerOf(r, lastEntity, lastSent)
		}
		e := d.personOf(m, lastEntity, lastSent)
		if n := e - len(d.people.all); n >= 0 {
			d.unnamed = n
			return d.speakerOf(n, lastEntity, lastSent)
		}
		if e >= 0 {
			return e, d.speaker(e)
		}
	case c&(pronounIt|pronounThey) != 0:
		return d.body(m)
	}
	return -1, quotes.Speaker{}
}

// personOf finds whom he or she at mention m means.
func (d *document) personOf(m, lastEntity, lastSent int) int {
	if !d.lang.grammar.pronounSigns {
		return d.antecedentOf(&d.mentions[m], m, lastEntity, lastSent, true)
	}
	return d.meaning(m, lastEntity, lastSent)
}

// meanUpTo finds whom the pronouns before mention m mean, so that those behind them may mean the same.
func (d *document) meanUpTo(m, lastEntity, lastSent int) {
	if !d.lang.grammar.pronounSigns {
		return
	}
	for ; d.meanNext < m; d.meanNext++ {
		if x := &d.mentions[d.meanNext]; x.kind == pronounMention && (x.male || x.female) && (d.meant == nil || d.meant[d.meanNext] < 0) {
			d.meaning(d.meanNext, lastEntity, lastSent)
		}
	}
}

// reporterOf finds, for "he" that begins what somebody says ("Another said he hoped"), the unnamed person who says it: who
// else is meant, nobody can tell. -1 when the sentence has no such beginning.
func (d *document) reporterOf(m int) int {
	x := &d.mentions[m]
	v := x.first - 1
	if v >= 0 && d.tokens[v].class&thatWord != 0 {
		v--
	}
	y := d.sents[x.sent]
	if v <= y.first || d.tokens[v].cue != strongStrength || d.tokens[v].class&(pastForm|thirdForm) == 0 {
		return -1
	}
	r := int(d.tokens[v-1].mention)
	if r < 0 || d.mentions[r].first != y.first || d.mentions[r].possesses {
		return -1
	}
	if o := &d.mentions[r]; o.kind != descriptionMention || !o.indefinite || o.plural || o.male && x.female || o.female && x.male {
		return -1
	}
	return r
}

// window is how many sentences back a pronoun may look.
const window = 14

// antecedent finds the person that he or she stands for.
func (d *document) antecedent(m, lastEntity, lastSent int) int {
	return d.antecedentOf(&d.mentions[m], m, lastEntity, lastSent, false)
}

// obliqueCost is how much less likely a pronoun means a name whose case shows that it is no subject.
const obliqueCost = 1.6

// unnamedCost is how much less likely a pronoun means somebody without a name than a person who is named.
const unnamedCost = 0.8

// neutralCost is what it costs besides that the noun tells no gender.
const neutralCost = 1.6

// unnamedReach is how many sentences back a pronoun may find somebody without a name who has not spoken.
const unnamedReach = 2

// stranger says whether mention o brings up somebody without a name whom he or she may mean: "a farmer from Fenwick".
func (d *document) stranger(o *mention, want gender) bool {
	if o.kind != descriptionMention || o.plural || o.possessor >= 0 || d.tokens[o.head].class&personNoun == 0 || d.tokens[o.head].class&(orgNoun|documentNoun) != 0 {
		return false
	}
	if d.lang.grammar.nounCapitals && !o.male && !o.female {
		return false // where nouns have genders, a pronoun for a neuter one is another
	}
	return !(o.male && want == femaleGender || o.female && want == maleGender)
}

// antecedentOf is antecedent for a mention that is looked at in another way than it is stored. With unnamed it may find a
// mention of somebody without a name; such a one's number is given behind those of all people.
func (d *document) antecedentOf(x *mention, m, lastEntity, lastSent int, unnamed bool) int {
	if r := d.lastReporter(m); r >= 0 && d.mentions[r].sent > lastSent {
		lastEntity, lastSent = d.mentions[r].entity, d.mentions[r].sent
	}
	type candidate struct {
		entity int
		score  float64
	}
	var list []candidate
	own := d.tokens[x.first].class&possessive != 0
	para := d.sents[x.sent].para
	want := unknownGender
	switch {
	case x.female:
		want = femaleGender
	case x.male:
		want = maleGender
	}
	for j := m - 1; j >= 0 && j >= m-backwards; j-- {
		d.looks++
		o := &d.mentions[j]
		if x.sent-o.sent > window {
			break
		}
		spoke := j == d.unnamed && d.unnamedSent > lastSent
		if unnamed && (o.indefinite && !o.definite && x.sent-o.sent <= unnamedReach || spoke && x.sent-d.unnamedSent <= unnamedReach+1) && d.stranger(o, want) && d.apposed(j) == j {
			score := -float64(x.sent-o.sent) - unnamedCost
			prep := o.oblique || d.afterPreposition(o)
			if d.acts(o, prep) {
				score += 1.2
			}
			if prep {
				score -= 1.2
			}
			if o.first == d.sents[o.sent].first && o.sent == x.sent-1 {
				score += 1.6
			}
			if d.sents[o.sent].para == para {
				score += 0.5
			}
			if spoke {
				score += 2.2 + float64(d.unnamedSent-o.sent)
			}
			if !o.male && !o.female && !spoke {
				score -= neutralCost
			}
			list = append(list, candidate{len(d.people.all) + j, score})
			continue
		}
		if o.entity < 0 || d.people.all[o.entity].kind != quotes.Person || o.quoted || o.kind != personMention && o.kind != nameMention {
			continue
		}
		g := d.genderOf(o.entity)
		if g != unknownGender && g != want && want != unknownGender {
			continue
		}
		if x.kind == descriptionMention && d.conflicts(x, o.entity) {
			continue
		}
		e := &d.people.all[o.entity]
		if !e.human && !e.full || !e.full && e.count == 1 && d.afterPreposition(o) {
			continue // a lone capital word that nothing shows to be a person, such as a town that is a first name too
		}
		score := -float64(x.sent - o.sent)
		prep := o.oblique || d.afterPreposition(o)
		if d.firstPerson(j) && !prep {
			score += 1.2
		}
		if d.acts(o, prep) {
			score += 1.2
		}
		if o.possesses || d.modifies(o) {
			score--
		}
		if prep {
			score -= 0.6
			if o.oblique {
				score -= obliqueCost
			}
		}
		if !d.lang.grammar.verbBrackets && o.first > 0 && d.tokens[o.first-1].cue == strongStrength && d.tokens[o.first-1].class&gerundForm == 0 {
			score -= 0.8
		}
		if o.entity == lastEntity {
			switch {
			case x.sent-lastSent > 3 || d.unnamedSent > lastSent && unnamed && d.unnamed >= 0 && d.stranger(&d.mentions[d.unnamed], want):
				score += 0.96
			default:
				score += 1.6
			}
		}
		if o.first == d.sents[o.sent].first && o.sent == x.sent-1 {
			score += 1.6
		}
		if d.sents[o.sent].para == para {
			score += 0.5
		}
		if own && o.sent == x.sent && d.acts(o, prep) {
			score++ // "Roe stood by his claim"
		}
		if g == unknownGender && want != unknownGender {
			switch d.leaning(o.entity) {
			case want:
			case unknownGender:
				score -= 0.8
			default:
				score -= 1.6
			}
		}
		if !e.full {
			score -= 0.6
		}
		if !e.human {
			score -= 2
		}
		score += 0.05 * float64(min(e.count, 10))
		list = append(list, candidate{o.entity, score})
	}
	best, top, second := -1, -1e9, -1e9
	for _, c := range list {
		switch {
		case c.entity == best:
			top = max(top, c.score)
		case c.score > top:
			best, top, second = c.entity, c.score, top
		default:
			second = max(second, c.score)
		}
	}
	d.margin = min(top-second, 9)
	return best
}

// afterPreposition says whether a preposition stands before mention o, and not one that opens a clause ("as Roe told").
func (d *document) afterPreposition(o *mention) bool {
	if o.first == 0 || d.tokens[o.first-1].class&preposition == 0 {
		return false
	}
	return d.lang.grammar.verbBrackets || d.tokens[o.first-1].class&subordinator == 0 || !d.predicate(o.end, d.sents[o.sent].end)
}

// acts says whether a verb follows the name that mention o is: at once, or behind an apposition.
func (d *document) acts(o *mention, prep bool) bool {
	if o.end >= len(d.tokens) {
		return false
	}
	t := &d.tokens[o.end]
	return t.class&verb != 0 || !prep && t.kind == signToken && t.sign == ',' && d.predicate(o.end, d.sents[o.sent].end)
}

// modifies says whether the name that mention o is only qualifies the noun behind it: "a Brandt impersonation", "Brandt senior
// adviser".
func (d *document) modifies(o *mention) bool {
	if d.lang.grammar.verbBrackets {
		return false
	}
	y := d.sents[o.sent]
	for k := o.end; k < y.end && k < o.end+3; k++ {
		t := &d.tokens[k]
		if t.kind != wordToken || t.cue != noCue || t.class&(verb|adverb|preposition|conjunction|subordinator|determiner|relative) != 0 || d.looksPast(t) {
			return false
		}
		if t.class&(personNoun|orgNoun) != 0 {
			return true
		}
		if k == o.end && t.word == nil && !t.capital && o.first >= y.first+2 && (d.tokens[o.first-1].class|d.tokens[o.first-2].class)&determiner != 0 {
			return true
		}
	}
	return false
}

// lastReporter finds the person before mention m who was the subject of the latest reporting verb, in this or the two
// sentences before, or -1.
func (d *document) lastReporter(m int) int {
	x := &d.mentions[m]
	for j := m - 1; j >= 0 && j >= m-backwards && x.sent-d.mentions[j].sent <= 2; j-- {
		d.looks++
		o := &d.mentions[j]
		if o.kind != personMention || o.entity < 0 || d.people.all[o.entity].kind != quotes.Person || o.possesses {
			continue
		}
		if o.end < len(d.tokens) && d.tokens[o.end].cue == strongStrength && d.tokens[o.end].class&(pastForm|thirdForm) != 0 {
			return j
		}
	}
	return -1
}

// firstPerson says whether mention j is the first person named in its sentence.
func (d *document) firstPerson(j int) bool {
	for k := j - 1; k >= 0 && k >= j-8 && d.mentions[k].sent == d.mentions[j].sent; k-- {
		d.looks++
		if d.mentions[k].kind == personMention {
			return false
		}
	}
	return true
}

// bare gives the letters and digits of a text alone.
func bare(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r > 127 && r != '’' && r != '“' && r != '”' && r != '‘' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			b.WriteRune(r)
		}
	}
	return b.String()
}
