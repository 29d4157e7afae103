package extract

import (
	"strings"

	"quotebot/quotes"
)

// cutHeads takes from long names the words that are no part of them: what stands before a first name, where the article
// has the rest as a name by itself ("McCain Challenger Kelli Ward").
func (d *document) cutHeads(long []int) {
	pairs := map[string]bool{}
	for _, i := range long {
		m := &d.mentions[i]
		if m.name[1]-m.name[0] == 2 {
			pairs[d.tokens[m.name[0]].key+" "+d.tokens[m.name[1]-1].key] = true
		}
	}
	bearers := map[string]bool{} // of whom the article has a known first name
	for _, i := range long {
		m := &d.mentions[i]
		if d.tokens[m.name[0]].class&firstName != 0 {
			bearers[d.tokens[m.name[1]-1].key] = true
		}
	}
	for _, i := range long {
		m := &d.mentions[i]
		n := m.name[1] - m.name[0]
		first, last := &d.tokens[m.name[0]], &d.tokens[m.name[1]-1]
		if n == 2 && last.class&place != 0 && bearers[first.key] {
			m.name[1]-- // "Roe Ohio" in a line of a table
			continue
		}
		if first.class&firstName != 0 {
			continue
		}
		if n < 3 {
			if bearers[last.key] && d.leadsName(m.name[0]) {
				m.name[0]++ // "a Fenwick-area Roe rally"
			}
			continue
		}
		t := &d.tokens[m.name[1]-2]
		switch {
		case t.class&firstName != 0 && (pairs[t.key+" "+last.key] || n == 3 && d.leadsName(m.name[0])):
			m.name[0] = m.name[1] - 2
		case bearers[last.key] && d.leadsName(m.name[0]) && (first.class&placeStart != 0 || d.leadsName(m.name[1]-2)):
			m.name[0] = m.name[1] - 1 // "the New Fenwick Roe"
		}
	}
}

// leadsName says whether the capital word at token k is one that stands before names and belongs to none: a word that means
// something else, or one with a small part behind a hyphen.
func (d *document) leadsName(k int) bool {
	t := &d.tokens[k]
	if t.class&(firstName|surname|particle) != 0 || d.initial(k) {
		return false
	}
	return t.class&(place|placeStart|nationality|orgWord|orgNoun|personNoun|titleWord|neverName|otherVerb|adverb|month) != 0 || compound(d.text[t.start:t.end])
}

// findQuotedNames registers people whose full name stands only in the headline or inside quotes, for surnames that the
// text uses alone.
func (d *document) findQuotedNames() {
	lone := map[string]bool{}
	for i := range d.mentions {
		m := &d.mentions[i]
		if (m.kind == nameMention || m.kind == personMention) && m.entity < 0 && m.name[1]-m.name[0] == 1 {
			if key := d.tokens[m.name[0]].key; len(d.people.byLast[key]) == 0 && len(d.people.byFirst[key]) == 0 {
				lone[key] = true
			}
		}
	}
	if len(lone) == 0 {
		return
	}
	d.scanFullNames(d.article.Title, lone)
	for g := range d.segments {
		d.scanFullNames(d.segments[g].inner.In(d.text), lone)
	}
}

// scanFullNames adds a person for each known first name that one of the given surnames follows.
func (d *document) scanFullNames(text string, surnames map[string]bool) {
	before := ""
	for next := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ' ' || r == '\n' || r == '\u00a0' }) {
		word := before
		before = next
		first := strings.Trim(word, "“”\"'‘’(),.:;")
		if first == "" || first[0] < 'A' || first[0] > 'Z' || strings.ContainsAny(word, ",.:;") && len(first) > 1 {
			continue
		}
		last := strings.TrimRight(next, "“”\"'‘’(),.:;?!")
		last = d.lang.withoutPossessive(last)
		key := unaccented(strings.ToLower(last))
		if !surnames[key] || last[0] < 'A' || last[0] > 'Z' {
			continue
		}
		w := d.lang.words[unaccented(strings.ToLower(first))]
		if w == nil || w.class&firstName == 0 {
			continue
		}
		keys := []string{w.text, key}
		if _, ok := d.people.byName[strings.Join(keys, " ")]; !ok {
			d.addEntity(entity{kind: quotes.Person, name: first + " " + last, keys: keys, first: -1, last: key, full: true})
		}
	}
}
