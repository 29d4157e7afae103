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

// guessGenders learns the gender of people whose first name tells none: from the pronouns between their name and the next
// person's, in the same sentence or the next one, where they can mean nobody else.
func (d *document) guessGenders() {
	votes := map[int]int{}
	for i := range d.mentions {
		m := &d.mentions[i]
		if m.entity < 0 || m.kind != personMention && m.kind != nameMention || d.people.all[m.entity].kind != quotes.Person || d.genderOf(m.entity) != unknownGender {
			continue
		}
		if m.possesses || !d.predicate(m.end, d.sents[m.sent].end) && m.first != d.sents[m.sent].first {
			continue // of whom nothing is told
		}
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
			if v := t.traits() & (maleWord | femaleWord); v != 0 {
				if v == maleWord {
					votes[m.entity]++
				} else {
					votes[m.entity]--
				}
				break
			}
		}
	}
	for e := range d.people.all {
		switch v := votes[e]; {
		case v > 0:
			d.people.all[e].male = true
		case v < 0:
			d.people.all[e].female = true
		}
	}
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

// genderOf gives a person's gender by titles and nouns beside the name, else by the first name.
func (d *document) genderOf(e int) gender {
	x := &d.people.all[e]
	if x.male != x.female {
		if x.male {
			return maleGender
		}
		return femaleGender
	}
	if x.full || len(x.keys) == 1 {
		if w := d.lang.words[x.keys[0]]; w != nil {
			switch w.class & firstName {
			case firstMale:
				return maleGender
			case firstFemale:
				return femaleGender
			}
		}
	}
	return unknownGender
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
