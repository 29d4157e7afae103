package extract

import "quotebot/quotes"

// gender is what pronouns agree with.
type gender uint8

const (
	unknownGender gender = iota
	maleGender
	femaleGender
)

// guessGenders learns the gender of people whose first name tells none from the pronouns that can mean nobody else.
func (d *document) guessGenders() {
	votes := map[int]int{}
	for i := range d.mentions {
		m := &d.mentions[i]
		if m.kind != pronounMention || !m.male && !m.female {
			continue
		}
		only := -1
		for j := i - 1; j >= 0 && j >= i-backwards && m.sent-d.mentions[j].sent <= 1; j-- {
			d.looks++
			o := &d.mentions[j]
			if o.kind == pronounMention && (o.male != m.male || o.female != m.female) && (o.male || o.female) {
				only = -2
			}
			if o.entity < 0 || o.kind != personMention && o.kind != nameMention || d.people.all[o.entity].kind != quotes.Person {
				continue
			}
			if only != -1 && only != o.entity {
				only = -2
				break
			}
			only = o.entity
		}
		if only < 0 || d.genderOf(only) != unknownGender {
			continue
		}
		if m.male {
			votes[only]++
		} else {
			votes[only]--
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
