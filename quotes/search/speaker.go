package search

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"quotebot/quotes/words"
)

// findSpeaker looks for the known names in the question and takes the one that stands where the one who speaks is named;
// without such a one, the longest. A single everyday word counts as a name only where a speaker is to be expected.
func (p *parser) findSpeaker(q *Query) {
	l := p.names.speakers
	best, bestSpeaks := match{}, false
	for i := 0; i < len(p.forms); i++ {
		m, ok := l.find(p.forms, i)
		if !ok || m.count == 1 && (words.Common(p.forms[i]) || askers[p.forms[i]] || everyday[p.forms[i]] && !p.expected(i)) {
			continue
		}
		speaks := p.speaks(m)
		if !bestSpeaks && (speaks || m.count > best.count) {
			best, bestSpeaks = m, speaks
		}
		i += m.count - 1
	}
	if best.count == 0 {
		if best.known, best.first = p.misheard(); best.known == nil {
			return
		}
		best.count, bestSpeaks, q.speaker.heard = 1, true, true
	}
	k := best.known
	p.name, p.named = best, true
	q.Speaker = k.name
	q.speaker.speaks = bestSpeaks
	q.speaker.typed = slices.Clone(p.forms[best.first : best.first+best.count])
	for _, form := range l.forms(k) {
		if last := form[len(form)-1]; !slices.Contains(q.speaker.typed, last) && !slices.Contains(q.speaker.other, last) {
			q.speaker.other = append(q.speaker.other, last)
		}
	}
	if len(k.forms[0]) > 0 && !slices.Contains(k.forms[0], p.forms[best.first]) { // by an alias or by ear
		q.speaker.typed = append(q.speaker.typed, k.forms[0][len(k.forms[0])-1])
	}
	for i := best.first; i < best.first+best.count; i++ {
		p.role[i] = inSpeaker
	}
}

// speaks says whether a name stands where a question names the one who speaks: behind "what did", before "said", "on" or
// "complaining", with a possessive ending at the beginning, behind "by".
func (p *parser) speaks(m match) bool {
	f, next := p.forms, m.first+m.count
	after := ""
	if next < len(f) {
		after = f[next]
	}
	if p.possessive(next-1) && (related[after] || officeWords(f[next:]) > 0) {
		return false // "Pike's wife" is not Pike
	}
	first := m.first
	for first > 0 && determiners[f[first-1]] {
		first--
	}
	if first > 0 {
		before := f[first-1]
		if before == "by" || before == "from" && first <= 4 || before == "to" && first > 1 && f[first-2] == "according" {
			return true
		}
		if helpers[before] {
			return first == 1 || slices.ContainsFunc(f[:first-1], func(w string) bool { return askers[w] })
		}
	}
	if first > 0 && f[0] == "who" && slices.ContainsFunc(f[:first], func(w string) bool { return sayings[w] }) {
		return false // "who said Pike's plan is dead" does not ask for Pike
	}
	if sayings[after] && (first == 0 || !askers[f[first-1]] || f[first-1] == "what" || f[first-1] == "when") {
		return true
	}
	if first > 2 || first == 2 && !titles[f[1]] && !roles[f[1]] && !offices[f[1]] || slices.ContainsFunc(f[:first], func(w string) bool { return askers[w] || sayings[w] }) {
		return false
	}
	return p.possessive(next-1) || after == "on" || after == "about" || after == "vs" || after == "in" || after == "at" ||
		strings.HasSuffix(after, "ing") && len(after) > 5
}

// expected says whether a speaker may be named at word i: after "by", "did" and the like, before a verb of speech, with
// a possessive ending, or with a capital in the middle of a question.
func (p *parser) expected(i int) bool {
	if i > 0 {
		switch b := p.forms[i-1]; {
		case b == "by", b == "from", b == "did", b == "does", b == "has", b == "to", b == "when", b == "what", b != "the" && titles[b], roles[b], offices[b]:
			return true
		}
		if r, _ := utf8.DecodeRuneInString(p.text[p.ws[i].Start:]); unicode.IsUpper(r) && p.text != strings.ToUpper(p.text) {
			return true
		}
	}
	return i+1 < len(p.forms) && sayings[p.forms[i+1]] || p.possessive(i)
}

// misheard looks for a misspelt name where a speaker is to be expected, and gives it and the word of the question, or nil.
func (p *parser) misheard() (name *known, word int) {
	l := p.names.speakers
	for i, w := range p.forms {
		if words.Common(w) || askers[w] || sayings[w] || everyday[w] || roles[w] || !p.expected(i) {
			continue
		}
		if heard := l.heard(w); heard != nil {
			return heard, i
		}
	}
	return nil, 0
}
