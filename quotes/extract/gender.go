package extract

import "quotebot/quotes"

// gender is what pronouns agree with.
type gender uint8

const (
	unknownGender gender = iota
	maleGender
	femaleGender
)

// genderReach is how many tokens behind a name a pronoun may stand that tells its bearer's gender.
const genderReach = 30

// evidence counts what an article tells of a person's gender.
type evidence struct {
	mr, ms  int // forms of address before the name
	he, she int // subjects behind it that can mean nobody else
	his     int // other such pronouns: his and him, those of women taken off
}

// Against a first name that only one sex has, so many pronouns and this share of them must speak.
const (
	enoughPronouns = 2
	pronounShare   = 0.8
)

// gender gives what the pronouns tell, if they tell it clearly enough.
func (v evidence) gender() gender {
	n := v.he + v.she
	switch {
	case n < enoughPronouns:
	case float64(v.he) >= pronounShare*float64(n):
		return maleGender
	case float64(v.she) >= pronounShare*float64(n):
		return femaleGender
	}
	return unknownGender
}

// guessGenders learns the gender of people from the pronouns between their name and the next person's, in the same sentence
// or the next one, where they can mean nobody else.
func (d *document) guessGenders() {
	for i := range d.mentions {
		m := &d.mentions[i]
		if m.entity < 0 || m.kind != personMention && m.kind != nameMention || d.people.all[m.entity].kind != quotes.Person {
			continue
		}
		if m.possesses || !d.predicate(m.end, d.sents[m.sent].end) && m.first != d.sents[m.sent].first {
			continue // of whom nothing is told
		}
		e := &d.people.all[m.entity]
		alone := d.onlyPerson(i)
		for j := m.end; j < len(d.tokens) && j < m.end+genderReach; j++ {
			d.looks++
			t := &d.tokens[j]
			if int(t.sent) > m.sent && !alone || int(t.sent) > m.sent+1 {
				break
			}
			if n := int(t.mention); n >= 0 && d.mentions[n].entity != m.entity && d.mentions[n].entity >= 0 && d.mentions[n].kind == personMention {
				break
			}
			if v := d.pronounGender(t); v != 0 {
				weight := 1
				if j == d.sents[t.sent].first && m.first == d.sents[m.sent].first {
					weight = enoughPronouns // "Roe said ... He added": nobody else is meant
				}
				switch male := v == maleWord; {
				case t.class&subject != 0 && male:
					e.told.he += weight
				case t.class&subject != 0:
					e.told.she += weight
				case male:
					e.told.his++
				default:
					e.told.his--
				}
				break
			}
		}
	}
}

// pronounGender says of which sex a pronoun tells, or nothing. Where possessives go with every noun of a gender, only the
// subjects tell.
func (d *document) pronounGender(t *token) trait {
	if !d.lang.grammar.nounCapitals && !d.lang.grammar.verbChains {
		return t.traits() & (maleWord | femaleWord)
	}
	switch {
	case t.class&pronounHe != 0:
		return maleWord
	case t.class&pronounShe != 0:
		return femaleWord
	}
	return 0
}

// onlyPerson says whether mention i is the only person in its sentence so far.
func (d *document) onlyPerson(i int) bool {
	for j := i - 1; j >= 0 && j > i-8 && d.mentions[j].sent == d.mentions[i].sent; j-- {
		if o := &d.mentions[j]; o.kind == personMention && o.entity != d.mentions[i].entity || o.kind == pronounMention && (o.male || o.female) {
			return false
		}
	}
	return true
}

// genderOf gives a person's gender: by the form of address, by pronouns that speak clearly against all else, by a noun beside
// the name, by the first name, and by what few pronouns there are.
func (d *document) genderOf(e int) gender {
	x := &d.people.all[e]
	if (x.told.mr > 0) != (x.told.ms > 0) {
		if x.told.mr > 0 {
			return maleGender
		}
		return femaleGender
	}
	if g := x.told.gender(); g != unknownGender {
		return g
	}
	named := unknownGender
	if x.full || len(x.keys) == 1 {
		if w := d.lang.words[x.keys[0]]; w != nil {
			switch w.class & firstName {
			case firstMale:
				named = maleGender
			case firstFemale:
				named = femaleGender
			}
		}
	}
	noun := unknownGender
	switch {
	case x.female && !x.male:
		noun = femaleGender
	case x.male && !x.female:
		noun = maleGender
	}
	switch {
	case noun == unknownGender || noun == named:
		if named != unknownGender {
			return named
		}
	case named == unknownGender || noun == femaleGender:
		return noun
	}
	// Nothing else tells, or a noun for men stands before a woman's name: "spokesman Jane Roe" is none, and a name of
	// another country may be a man's.
	told := unknownGender
	switch n := x.told.he - x.told.she + x.told.his; {
	case n > 0:
		told = maleGender
	case n < 0:
		told = femaleGender
	}
	if l := d.leaning(e); l != unknownGender && l != told && x.told.he+x.told.she == 0 {
		return unknownGender // only "his" or "her" speaks against the first name
	}
	return told
}

// leaning gives the gender that a person's first name is given to more often, where both have it.
func (d *document) leaning(e int) gender {
	if x := &d.people.all[e]; x.full && !x.male && !x.female {
		if w := d.lang.words[x.keys[0]]; w != nil {
			switch {
			case w.traits&mostlyMale != 0:
				return maleGender
			case w.traits&mostlyFemale != 0:
				return femaleGender
			}
		}
	}
	return unknownGender
}
