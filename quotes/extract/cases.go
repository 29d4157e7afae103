package extract

import "strings"

// This file reads what case, number and gender tell in languages that show them: which phrase is no subject, whom a
// pronoun can mean, and the form of a noun that stands alone.

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
		if !h.capital && m.name[1] > m.name[0] {
			m.oblique = !d.lang.ends(h.key, subjectEndings) // "der 84-jährige Roth", but "der jungen Roth"
			return
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
		case d.tokens[n.head].traits()&dayPart != 0 || n.indefinite && d.tokens[m.end].class&byWord != 0:
			// "am Abend" and, in a passive, "von einem Stein" belong to the verb.
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
