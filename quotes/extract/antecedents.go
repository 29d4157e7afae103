package extract

import (
	"fmt"
	"strconv"
	"strings"

	"quotebot/quotes"
)

// This file chooses the person whom he or she means. What is known of each person within reach is a set of signs; the weight
// of a sign is how much likelier it makes that person, fitted on articles (weights/antecedents.txt).

// sign is one thing that is known of a person whom a pronoun may mean. Behind those that tell how far back something stands
// there are five more, one for each range of sentences (see steps).
type sign uint8

const (
	nearest sign = iota // the nearest mention by name
	_
	_
	_
	_
	_
	nearNone     // there is none, only pronouns
	nearInverted // that mention is the subject in "..., said Roe"
	nearTold     // is told something
	nearOwns     // is "Roe's"
	nearBehind   // stands behind a preposition
	nearAside    // is the subject of a clause beside the main one
	nearActs     // is the subject of the main clause
	nearOther
	act // the nearest mention that is a subject
	_
	_
	_
	_
	_
	actNone
	actHere    // and stands in the pronoun's paragraph
	actAside   // or in a clause beside the main one
	anyHere    // any mention stands in this paragraph
	firstName0 // first person of the pronoun's sentence
	firstName1 // of the one before
	firstName2
	topicHere   // the paragraph begins with the name
	topicBefore // the one before it does
	meant       // the nearest pronoun that means this person
	_
	_
	_
	_
	_
	meantActs // that one as a subject of a main clause
	_
	_
	_
	_
	_
	meantHere
	wasAsked    // was asked something just before
	hasAsked    // asked it
	namedBehind // is named behind the pronoun in its clause: "he told Roe"
	namedWithin // is named in the words that whom the pronoun means spoke
	lastSpoke   // spoke last
	_
	_
	_
	_
	_
	spokeSince // but somebody without a name has spoken since
	goesOn     // spoke last, and the pronoun's verb is "added" or its like
	leansTo    // the first name is one of both sexes, and rather of the pronoun's
	leansNot
	leansFrom
	bareName // is never named with more than one word
	noPerson // nothing else shows that it is a person
	stranger // is nobody named
	strangerSpoke
	strangerNeutral // and no word tells the sex
	signCount
)

// signNames are the names of the signs in the file of weights.
var signNames = [signCount]string{
	nearNone: "near none", nearInverted: "near inverted", nearTold: "near told", nearOwns: "near owns", nearBehind: "near behind",
	nearAside: "near aside", nearActs: "near acts", nearOther: "near other", actNone: "act none", actHere: "act here", actAside: "act aside",
	anyHere: "here", firstName0: "first 0", firstName1: "first 1", firstName2: "first 2", topicHere: "topic", topicBefore: "topic before",
	meantHere: "meant here", wasAsked: "was asked", hasAsked: "has asked", namedBehind: "named behind", namedWithin: "named within",
	spokeSince: "spoke since", goesOn: "goes on", leansTo: "leans to", leansNot: "leans not", leansFrom: "leans from", bareName: "bare name",
	noPerson: "no person", stranger: "stranger", strangerSpoke: "stranger spoke", strangerNeutral: "stranger neutral",
	nearest: "near 0", nearest + 1: "near 1", nearest + 2: "near 2", nearest + 3: "near 3", nearest + 4: "near 5", nearest + 5: "near 8",
	act: "act 0", act + 1: "act 1", act + 2: "act 2", act + 3: "act 3", act + 4: "act 5", act + 5: "act 8",
	meant: "meant 0", meant + 1: "meant 1", meant + 2: "meant 2", meant + 3: "meant 3", meant + 4: "meant 5", meant + 5: "meant 8",
	meantActs: "meant acts 0", meantActs + 1: "meant acts 1", meantActs + 2: "meant acts 2", meantActs + 3: "meant acts 3",
	meantActs + 4: "meant acts 5", meantActs + 5: "meant acts 8",
	lastSpoke: "last 0", lastSpoke + 1: "last 1", lastSpoke + 2: "last 2", lastSpoke + 3: "last 3", lastSpoke + 4: "last 5", lastSpoke + 5: "last 8",
}

// steps gives the range of a distance in sentences: 0, 1, 2, 3 and 4, 5 to 7, more.
func steps(distance int) sign {
	switch {
	case distance <= 2:
		return sign(max(distance, 0))
	case distance <= 4:
		return 3
	case distance <= 7:
		return 4
	}
	return 5
}

// readSigns reads lines "name<tab>weight".
func readSigns(text string) (w [signCount]float64, err error) {
	known := map[string]sign{}
	for s, name := range signNames {
		known[name] = sign(s)
	}
	err = eachLine(text, func(line string) (err error) {
		name, number, _ := strings.Cut(line, "\t")
		s, ok := known[name]
		if !ok {
			return fmt.Errorf("no such sign: %q", name)
		}
		w[s], err = strconv.ParseFloat(number, 64)
		return err
	})
	return w, err
}

// candidate is a person whom a pronoun may mean, with the signs found so far, a bit each.
type candidate struct {
	entity int // behind the number of all people: the mention of somebody without a name
	found  uint64
}

func (c *candidate) add(s sign) { c.found |= 1 << s }

// any says whether one of the signs from a up to b, without b, is found.
func (c *candidate) any(a, b sign) bool { return c.found>>a&(1<<(b-a)-1) != 0 }

// candidates are those of one pronoun.
type candidates struct {
	list []candidate
	x    *mention
	m    int
	want gender
}

func (c *candidates) of(entity int) *candidate {
	for i := range c.list {
		if c.list[i].entity == entity {
			return &c.list[i]
		}
	}
	c.list = append(c.list, candidate{entity: entity})
	return &c.list[len(c.list)-1]
}

// meaning finds the person whom he or she at mention m means, given who spoke last and where. Behind the numbers of all people
// it gives the mention of somebody without a name; -1 for nobody.
func (d *document) meaning(m, lastEntity, lastSent int) int {
	if d.meant == nil {
		d.meant = make([]int, len(d.mentions))
		for i := range d.meant {
			d.meant[i] = -1
		}
	}
	list := d.candidatesOf(m, lastEntity, lastSent)
	best, top, second := -1, -1e9, -1e9
	for i := range list {
		score := 0.0
		for found, s := list[i].found, 0; found != 0; found, s = found>>1, s+1 {
			if found&1 != 0 {
				score += d.signWeights[s]
			}
		}
		if score > top {
			best, top, second = list[i].entity, score, top
		} else {
			second = max(second, score)
		}
	}
	d.margin = min(top-second, 9)
	if best >= 0 {
		d.meant[m] = best
	}
	return best
}

// mostCandidates is how many people are weighed for one pronoun.
const mostCandidates = 24

// candidatesOf lists the people whom the pronoun at mention m may mean, with their signs.
func (d *document) candidatesOf(m, lastEntity, lastSent int) []candidate {
	x := &d.mentions[m]
	if r := d.lastReporter(m); r >= 0 && d.mentions[r].sent > lastSent {
		lastEntity, lastSent = d.mentions[r].entity, d.mentions[r].sent
	}
	cs := candidates{x: x, m: m, want: maleGender, list: make([]candidate, 0, 8)}
	if x.female {
		cs.want = femaleGender
	}
	for j := m - 1; j >= 0 && j >= m-backwards && x.sent-d.mentions[j].sent <= window; j-- {
		d.looks++
		if e := d.candidateAt(&cs, j, lastSent); e >= 0 && len(cs.list) < mostCandidates {
			d.signsAt(&cs, cs.of(e), j)
		}
	}
	behind, said := d.around(x)
	for i := range cs.list {
		c := &cs.list[i]
		if !c.any(nearest, nearest+6) {
			c.add(nearNone)
		}
		if !c.any(act, act+6) {
			c.add(actNone)
		}
		if c.entity >= len(d.people.all) {
			d.strangerSigns(&cs, c, lastSent)
			continue
		}
		e := &d.people.all[c.entity]
		if c.entity == lastEntity {
			c.add(lastSpoke + steps(x.sent-lastSent))
			if d.unnamedSent > lastSent {
				c.add(spokeSince)
			}
			if d.verbGoesOn(x) {
				c.add(goesOn)
			}
		}
		if d.genderOf(c.entity) == unknownGender {
			switch d.leaning(c.entity) {
			case cs.want:
				c.add(leansTo)
			case unknownGender:
				c.add(leansNot)
			default:
				c.add(leansFrom)
			}
		}
		if !e.full {
			c.add(bareName)
		}
		if !e.human {
			c.add(noPerson)
		}
		if contains(behind, c.entity) {
			c.add(namedBehind)
		}
		if said != "" && namedIn(said, e) {
			c.add(namedWithin)
		}
	}
	return cs.list
}

// candidateAt gives whom mention j stands for, if a pronoun may mean that person, or -1.
func (d *document) candidateAt(cs *candidates, j, lastSent int) int {
	o := &d.mentions[j]
	e := o.entity
	switch {
	case o.kind == pronounMention && (o.male || o.female):
		e = d.meant[j]
		if e < 0 || e >= len(d.people.all) {
			return -1
		}
	case d.strangerAt(cs, j, lastSent):
		return len(d.people.all) + j
	case e < 0 || o.quoted || o.kind != personMention && o.kind != nameMention || d.people.all[e].kind != quotes.Person:
		return -1
	default:
		// A lone capital word that nothing shows to be a person, such as a town that is a first name too, is none.
		p := &d.people.all[e]
		if !p.full && (!p.human || p.count == 1 && d.afterPreposition(o)) {
			return -1
		}
	}
	if g := d.genderOf(e); g != unknownGender && g != cs.want {
		return -1
	}
	return e
}

// strangerAt says whether mention j is somebody without a name whom the pronoun may mean: who spoke last, or was just
// brought up.
func (d *document) strangerAt(cs *candidates, j, lastSent int) bool {
	o := &d.mentions[j]
	spoke := j == d.unnamed && d.unnamedSent > lastSent && cs.x.sent-d.unnamedSent <= unnamedReach+1
	return (spoke || o.indefinite && !o.definite && cs.x.sent-o.sent <= unnamedReach) && d.stranger(o, cs.want) && d.apposed(j) == j
}

// strangerSigns adds what is known of somebody without a name.
func (d *document) strangerSigns(cs *candidates, c *candidate, lastSent int) {
	j := c.entity - len(d.people.all)
	o := &d.mentions[j]
	spoke := j == d.unnamed && d.unnamedSent > lastSent
	c.add(stranger)
	switch {
	case spoke:
		c.add(strangerSpoke)
	case !o.male && !o.female:
		c.add(strangerNeutral)
	}
}

// signsAt adds what mention j tells of the person whom it stands for.
func (d *document) signsAt(cs *candidates, c *candidate, j int) {
	o := &d.mentions[j]
	y := d.sents[o.sent]
	away := cs.x.sent - o.sent
	here := y.para == d.sents[cs.x.sent].para
	behind := o.oblique || d.afterPreposition(o) || d.joinedBehind(o)
	acts := !behind && !o.possesses && d.predicate(o.end, y.end)
	if behind && d.absolute(o) {
		behind, acts = false, true
	}
	aside := acts && d.aside(o)
	if o.kind == pronounMention {
		if !c.any(meant, meantActs+6) {
			if acts && !aside {
				c.add(meantActs + steps(away))
			} else {
				c.add(meant + steps(away))
			}
			if here {
				c.add(meantHere)
			}
		}
		return
	}
	told, inverted := false, false
	if v := o.first - 1; v >= 0 && d.tokens[v].cue == strongStrength && d.tokens[v].class&gerundForm == 0 {
		inverted = d.closes(v, j)
		told = !inverted
		if told && away <= 1 && d.tokens[v].traits()&questions != 0 {
			c.add(wasAsked)
		}
	}
	if acts && away <= 1 && d.tokens[o.end].traits()&questions != 0 {
		c.add(hasAsked)
	}
	if !c.any(nearest, nearest+6) {
		c.add(nearest + steps(away))
		switch {
		case inverted:
			c.add(nearInverted)
		case told:
			c.add(nearTold)
		case o.possesses || d.modifies(o):
			c.add(nearOwns)
		case behind:
			c.add(nearBehind)
		case aside:
			c.add(nearAside)
		case acts:
			c.add(nearActs)
		default:
			c.add(nearOther)
		}
	}
	if (acts || inverted) && !c.any(act, act+6) {
		c.add(act + steps(away))
		if aside {
			c.add(actAside)
		}
		if here {
			c.add(actHere)
		}
	}
	if here {
		c.add(anyHere)
	}
	if away <= 2 && !behind && d.firstPerson(j) {
		c.add(firstName0 + sign(away))
	}
	if o.sent == d.paras[y.para].sents[0] && d.heads(o) {
		switch d.sents[cs.x.sent].para - y.para {
		case 0:
			c.add(topicHere)
		case 1:
			c.add(topicBefore)
		}
	}
}

// heads says whether a mention begins its sentence, over one adverb or "But".
func (d *document) heads(o *mention) bool {
	first := d.sents[o.sent].first
	return o.first == first || o.first == first+1 && d.tokens[first].class&(conjunction|adverb|subordinator) != 0
}

// joinedBehind says whether a mention is joined by "and" to one behind a preposition: "with Roe and Brand".
func (d *document) joinedBehind(o *mention) bool {
	if o.first < 2 || d.tokens[o.first-1].class&andWord == 0 {
		return false
	}
	p := int(d.tokens[o.first-2].mention)
	return p >= 0 && d.mentions[p].sent == o.sent && d.afterPreposition(&d.mentions[p])
}

// absolute says whether a mention behind a preposition is the subject of a participle all the same: "with Roe warning".
func (d *document) absolute(o *mention) bool {
	end := d.sents[o.sent].end
	k := o.end
	if k < end && d.tokens[k].kind == signToken {
		e := d.appositionEnd(k, end)
		if e < 0 {
			return false
		}
		k = e + 1
	}
	return k < end && d.tokens[k].mention < 0 && d.tokens[k].class&gerundForm != 0
}

// asideReach is how many tokens before a subject the word may stand that makes its clause one beside the main one.
const asideReach = 3

// aside says whether a mention is the subject of a clause beside the main one: "When Roe left, ...", "where Roe spoke".
func (d *document) aside(o *mention) bool {
	for k := o.first - 1; k >= d.sents[o.sent].first && k >= o.first-asideReach; k-- {
		t := &d.tokens[k]
		if t.kind != wordToken {
			return false
		}
		if t.class&(subordinator|relative|thatWord) != 0 {
			return true
		}
	}
	return false
}

// closes says whether mention j is the subject behind the verb at token v of a clause that closes a sentence: "..., said Roe."
func (d *document) closes(v, j int) bool {
	o := &d.mentions[j]
	y := d.sents[o.sent]
	if d.invertedSubject(v, y) == j {
		return true
	}
	if v <= y.first || d.tokens[v].class&askVerb != 0 || d.tokens[v].class&(pastForm|thirdForm) == 0 {
		return false
	}
	if p := &d.tokens[v-1]; p.kind != signToken || p.sign != ',' {
		return false
	}
	return o.end >= y.end || d.tokens[o.end].kind == signToken || d.tokens[o.end].class&(preposition|relative) != 0
}

// verbGoesOn says whether the verb behind a pronoun says that who has spoken goes on: "she added".
func (d *document) verbGoesOn(x *mention) bool {
	for k := x.end; k < d.sents[x.sent].end && k < x.end+3; k++ {
		if d.tokens[k].traits()&goOn != 0 {
			return true
		}
	}
	return false
}

// around tells who is named behind a pronoun in its clause, whom it can therefore not mean, and what is quoted right before it.
func (d *document) around(x *mention) (behind []int, said string) {
	y := d.sents[x.sent]
	if x.first == y.first || d.tokens[x.first-1].class&subordinator == 0 {
		for k := x.end; k < y.end && k < x.end+clauseTokens; k++ {
			d.looks++
			t := &d.tokens[k]
			if t.kind == quoteToken || t.kind == signToken && t.sign == ',' && k > x.end+1 || t.class&subordinator != 0 && t.class&preposition == 0 {
				break
			}
			if n := int(t.mention); n >= 0 && d.mentions[n].entity >= 0 && d.mentions[n].kind == personMention && len(behind) < most {
				behind = append(behind, d.mentions[n].entity)
			}
		}
	}
	k := x.first - 1
	if k > y.first && d.tokens[k].kind == signToken {
		k--
	}
	if k >= y.first && d.tokens[k].kind == quoteToken {
		said = d.segments[d.tokens[k].segment].inner.In(d.text)
		said = said[:min(len(said), mostSaid)]
	}
	return behind, said
}

// mostSaid is how many bytes of a quote are searched for names.
const mostSaid = 2000

// namedIn says whether words name a person by the surname.
func namedIn(said string, e *entity) bool {
	name := e.name[strings.LastIndexByte(e.name, ' ')+1:]
	return len(name) > 2 && strings.Contains(said, name)
}
