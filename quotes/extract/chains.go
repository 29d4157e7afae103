package extract

import (
	"fmt"
	"strings"
)

// This file finds cues and subjects in languages whose verb is a chain of words ("a-t-elle aussi tenu à préciser") with its
// subject before it, or behind it after a quote.

// How many tokens a chain of verbs may have, and how far behind it its subject may stand.
const (
	chainReach    = 9
	subjectReach  = 30
	aheadOfChain  = 60
	mediumInFront = 14
)

// readForms reads a file of reporting verbs: infinitive, present, past tenses and the two participles with all their forms,
// parted by bars, and what sort of cue the verb is.
func (l *language) readForms(text string) error {
	number := int32(0)
	return eachLine(text, func(s string) error {
		f := strings.Split(s, "|")
		if len(f) != len(verbColumns)+1 {
			return fmt.Errorf("a verb has %d groups of forms, want %d", len(f)-1, len(verbColumns))
		}
		c, err := cueSort(strings.TrimSpace(f[len(verbColumns)]))
		if err != nil {
			return err
		}
		number++
		for i, kind := range verbColumns {
			for _, form := range strings.Fields(f[i]) {
				e := l.entry(form)
				e.verb = number
				e.class |= kind | c
			}
		}
		return nil
	})
}

// makePlurals adds the plural of the nouns that name people, bodies, documents and events.
func (l *language) makePlurals() {
	var made []*word
	for _, e := range l.words {
		if e.class&(nameable|eventNoun) != 0 && e.class&(pluralPerson|namePrefix) == 0 && !l.ends(e.text, singularNouns) {
			made = append(made, e)
		}
	}
	for _, e := range made {
		p := l.entry(e.text + l.endings[pluralNouns][0])
		p.class |= e.class & nounClasses
		if e.class&personNoun != 0 {
			p.class |= pluralPerson
		}
		p.syntax |= e.syntax & notVerb
	}
}

// findChainCues marks the reporting verbs of the text.
func (d *document) findChainCues() {
	for s := range d.sents {
		x := d.sents[s]
		for i := x.first; i < x.end; i++ {
			t := &d.tokens[i]
			if t.kind != wordToken || t.class&cue == 0 || t.capital && i > x.first && d.tokens[i-1].kind == wordToken {
				continue
			}
			if m := t.mention; m >= 0 && d.mentions[m].kind != otherMention {
				continue
			}
			a := -1
			if t.class&participleForm != 0 {
				a = d.chainAuxiliary(i, x)
			}
			switch {
			case a >= 0 && d.isPassive(a, i, x):
				t.class &^= finite
				t.syntax |= passiveVerb
			case a >= 0:
				t.class = t.class&^finite | pastForm
			case t.class&(thirdForm|pastForm) != 0 && d.readsAsFinite(i, x):
				t.class &^= participleForm
			case t.class&gerundForm != 0:
			case t.class&baseForm != 0 && d.ledByVerb(i, x):
			default:
				continue
			}
			t.cue = mediumStrength
			if t.class&strongCue != 0 {
				t.cue = strongStrength
			}
		}
	}
}

// chainAuxiliary finds the auxiliary before the participle at token i, over adverbs and pronouns, or -1.
func (d *document) chainAuxiliary(i int, x sentence) int {
	for j := i - 1; j >= x.first && i-j <= chainReach; j-- {
		d.looks++
		if k := d.thrownIn(j, x); k > 0 {
			j = k
			continue
		}
		t := &d.tokens[j]
		switch {
		case t.kind != wordToken:
			return -1
		case t.class&andWord != 0:
			return d.sharedAuxiliary(j, x) // "a reconnu ... et promis"
		case t.syntax&havingForm != 0, t.class&beWord != 0 && t.syntax&nonFinite == 0:
			return j
		case t.class&beWord != 0 || t.syntax&(clitic|objectPronoun) != 0 || t.class&(adverb|pronounOther) != 0:
		default:
			return -1
		}
	}
	return -1
}

// thrownIn gives the first comma of what is thrown in between an auxiliary and its participle, of which token j is the last
// ("a, pour sa part, estimé"), or 0.
func (d *document) thrownIn(j int, x sentence) int {
	if d.tokens[j].kind != signToken || d.tokens[j].sign != ',' {
		return 0
	}
	for k := j - 1; k > x.first && j-k <= asideTokens; k-- {
		t := &d.tokens[k]
		if t.kind == signToken && t.sign == ',' && d.tokens[k-1].class&auxiliary != 0 {
			return k
		}
		if t.kind != wordToken || t.cue != noCue || t.class&auxiliary != 0 {
			return 0
		}
	}
	return 0
}

// sharedAuxiliary finds the auxiliary of the last reporting participle before the conjunction at token j, which the one behind
// it has too, or -1.
func (d *document) sharedAuxiliary(j int, x sentence) int {
	for k := j - 1; k >= x.first && j-k <= subjectReach; k-- {
		d.looks++
		t := &d.tokens[k]
		if t.kind == signToken && t.sign != ',' || t.class&andWord != 0 {
			return -1
		}
		if t.cue != noCue {
			if t.class&pastForm == 0 || t.class&participleForm == 0 {
				return -1
			}
			return d.chainAuxiliary(k, x)
		}
	}
	return -1
}

// isPassive says whether the participle at token i with its auxiliary at token a tells what is done to somebody: behind a form
// of "be" that no reflexive pronoun stands before.
func (d *document) isPassive(a, i int, x sentence) bool {
	if i-a > chainReach {
		return false // shared with another, which is none
	}
	for j := a + 1; j < i; j++ {
		if d.tokens[j].class&beWord != 0 {
			return true // "a été"
		}
	}
	if d.tokens[a].class&beWord == 0 {
		return false
	}
	return a <= x.first || d.tokens[a-1].syntax&reflexiveForm == 0
}

// readsAsFinite says whether a reporting word is a verb where it stands, not a noun or adjective.
func (d *document) readsAsFinite(i int, x sentence) bool {
	t := &d.tokens[i]
	if i == x.first {
		return t.syntax&notVerb == 0 && t.class&participleForm == 0
	}
	p := &d.tokens[i-1]
	if p.kind != wordToken {
		return t.class&participleForm == 0 || t.class&thirdForm != 0
	}
	if p.syntax&objectPronoun != 0 {
		if p.class&determiner == 0 {
			return true
		}
		// "il l'affirme", but "l'annonce"
		if i-2 < x.first {
			return false
		}
		q := &d.tokens[i-2]
		return q.kind == wordToken && (q.class&(subject|relative) != 0 || q.syntax&(objectPronoun|asTold) != 0)
	}
	if p.class&(determiner|preposition) != 0 && p.class&adverb == 0 || p.syntax&beforeNoun != 0 && t.syntax&notVerb != 0 {
		return false
	}
	return true
}

// ledByVerb says whether the infinitive at token i belongs to a verb that says that it was done: "a tenu à préciser", "avant
// d'ajouter", and before a colon "et Roux d'ajouter".
func (d *document) ledByVerb(i int, x sentence) bool {
	for j := i - 1; j >= x.first && i-j <= 4; j-- {
		t := &d.tokens[j]
		if t.kind != wordToken {
			return false
		}
		if t.syntax&leadVerb != 0 {
			return true
		}
		if t.class&ofWord != 0 && j > x.first && d.owners[j-1] >= 0 && d.usable(int(d.owners[j-1])) && i+1 < x.end && d.tokens[i+1].kind == signToken && d.tokens[i+1].sign == ':' {
			return true
		}
		if t.class&(toWord|adverb|pronounOther|preposition|auxiliary) == 0 && t.syntax&objectPronoun == 0 {
			return false
		}
	}
	return false
}

// chain gives the first token of the chain of verbs that ends with token v, and the pronoun with a hyphen in it or behind it
// ("a-t-elle dit", "dit-elle"), or -1.
func (d *document) chain(v int, x sentence) (start, pronoun int) {
	start, pronoun = v, -1
	if v+1 < x.end && d.tokens[v+1].syntax&clitic != 0 && d.tokens[v+1].mention >= 0 {
		pronoun = int(d.tokens[v+1].mention)
	}
	for j := v - 1; j >= x.first && v-j <= chainReach; j-- {
		d.looks++
		if k := d.thrownIn(j, x); k > 0 {
			j = k
			continue
		}
		t := &d.tokens[j]
		switch {
		case t.kind != wordToken:
			return start, pronoun
		case t.syntax&clitic != 0:
			if t.mention >= 0 {
				pronoun = int(t.mention)
			}
		case t.class&auxiliary != 0, t.syntax&(objectPronoun|leadVerb) != 0:
			start = j
		case t.class&adverb != 0 && t.class&subordinator == 0:
		case t.class&toWord != 0 && d.tokens[v].class&baseForm != 0:
			start = j
		default:
			return start, pronoun
		}
	}
	return start, pronoun
}

// subjectOfChain finds the subject of the verb at token v in sentence x, or -1.
func (d *document) subjectOfChain(v int, x sentence) int {
	t := &d.tokens[v]
	c, p := d.chain(v, x)
	if p >= 0 {
		return p
	}
	if t.syntax&passiveVerb != 0 {
		return d.agentOf(v, x)
	}
	if t.cue != noCue && t.class&(gerundForm|baseForm) != 0 && t.class&finite&^baseForm == 0 {
		if c > x.first && d.owners[c-1] >= 0 && t.class&baseForm != 0 {
			if m := d.speakerAt(int(d.owners[c-1])); m >= 0 {
				return d.nameOf(m, x.end) // "et Roux d'ajouter"
			}
		}
		return d.chainClauseSubject(c, x)
	}
	if d.inverts(c, x) {
		if m := d.behindChain(v, x); m >= 0 {
			return m
		}
	}
	if m := d.beforeChain(c, v, x); m >= 0 {
		return m
	}
	if c > x.first && d.tokens[c-1].kind == signToken && d.tokens[c-1].sign == ',' && t.cue == strongStrength {
		if m := d.behindChain(v, x); m >= 0 && d.phraseEnd(m)+1 >= x.end {
			return m // "Le pont fermera, a annoncé la ville."
		}
	}
	return -1
}

// verbStart gives the first token of the verb at token v, which is v itself where verbs are no chains.
func (d *document) verbStart(v int, x sentence) int {
	if !d.lang.grammar.verbChains {
		return v
	}
	c, _ := d.chain(v, x)
	return c
}

// speakerAt gives the mention if it may be a subject, else -1.
func (d *document) speakerAt(m int) int {
	if m >= 0 && d.subjectLike(m) {
		return m
	}
	return -1
}

// agentOf finds the "par X" behind a passive, or -1.
func (d *document) agentOf(v int, x sentence) int {
	for j := v + 1; j+1 < x.end && j < v+subjectReach; j++ {
		d.looks++
		if d.tokens[j].class&byWord == 0 {
			continue
		}
		if m := int(d.owners[j+1]); m >= 0 && d.usable(m) && d.mentions[m].kind != placeMention {
			return d.nameOf(m, x.end)
		}
	}
	return -1
}

// inverts says whether a chain of verbs that begins at token c stands where its subject follows it: behind a quote, at the
// head of the sentence, behind "comme" or a relative "que".
func (d *document) inverts(c int, x sentence) bool {
	if c == x.first {
		return true
	}
	p := &d.tokens[c-1]
	if p.kind == quoteToken || p.syntax&asTold != 0 || p.class&thatWord != 0 {
		return true
	}
	if p.kind == signToken && (p.sign == ',' || p.sign == '-') {
		return c-2 < x.first || d.tokens[c-2].kind == quoteToken || d.tokens[c-2].kind == signToken
	}
	return false
}

// behindChain gives the first mention behind the verb that may be its subject, over days and phrases with a preposition, or
// -1.
func (d *document) behindChain(v int, x sentence) int {
	for j := v + 1; j < x.end && j < v+subjectReach; j++ {
		d.looks++
		t := &d.tokens[j]
		if t.kind == quoteToken || t.class&thatWord != 0 || t.class&relative != 0 && t.class&preposition == 0 {
			return -1
		}
		if t.kind == signToken {
			if t.sign != ',' || j > v+1 {
				return -1
			}
			for n := 0; ; n++ {
				if j = d.asideEnd(j, x.end); j < 0 || n == mostAsides {
					return -1
				}
				if j+1 < x.end && d.owners[j+1] >= 0 && d.subjectLike(int(d.owners[j+1])) {
					break
				}
			}
			continue
		}
		m := int(d.owners[j])
		if m < 0 {
			if t.class&(auxiliary|otherVerb) != 0 && t.class&(preposition|adverb) == 0 && d.tokens[j-1].class&determiner == 0 {
				return -1
			}
			continue
		}
		y := &d.mentions[m]
		if y.kind == otherMention && !y.oblique && j == v+1 && d.tokens[v].cue == strongStrength && d.behindQuote(v, x) {
			d.takeNoun(m)
		}
		if d.subjectLike(m) || j == v+2 && y.first == j && y.kind == nameMention && d.tokens[v+1].class&particle != 0 && d.behindQuote(d.verbStart(v, x), x) {
			return d.nameOf(m, x.end) // also "avait dit de Roux", whose name has a particle
		}
		j = max(j, max(y.tail, y.end)-1)
	}
	return -1
}

// How many phrases may be thrown in between a verb and its subject, and how many tokens each may have.
const (
	mostAsides  = 3
	asideTokens = 7
)

// asideEnd gives the comma that closes what is thrown in behind the comma at token j, between verb and subject: a day, an
// adjective, a phrase with a preposition. -1 when there is none.
func (d *document) asideEnd(j, end int) int {
	for k := j + 1; k < end && k <= j+asideTokens; k++ {
		t := &d.tokens[k]
		if t.kind == signToken {
			if t.sign == ',' && k > j+1 {
				return k
			}
			return -1
		}
		if t.kind == quoteToken || t.cue != noCue || t.class&(auxiliary|relative|thatWord) != 0 && t.class&preposition == 0 {
			return -1
		}
		if m := int(d.owners[k]); m >= 0 && d.subjectLike(m) {
			return -1
		}
	}
	return -1
}

// takeNoun takes a noun that no list knows for somebody who speaks: it is the subject of a reporting verb.
func (d *document) takeNoun(m int) {
	x := &d.mentions[m]
	t := &d.tokens[x.head]
	if x.kind == otherMention && x.name[1] == 0 && x.definite != x.indefinite && t.class&(eventNoun|nationality|firstName) == 0 && t.word == nil && !d.lang.ends(t.key, derivedEndings) {
		x.kind = descriptionMention
		t.class |= personNoun | genericNoun // described elsewhere or nobody else
	}
}

// beforeChain finds the subject before a chain of verbs that begins at token c, or -1.
func (d *document) beforeChain(c, v int, x sentence) int {
	j := c - 1
	for steps := 0; j >= x.first && steps < aheadOfChain; steps++ {
		d.looks++
		t := &d.tokens[j]
		if m := int(d.owners[j]); m >= 0 {
			y := &d.mentions[m]
			if y.kind == otherMention && !y.oblique && d.tokens[v].cue == strongStrength && max(y.tail, y.end) == c {
				d.takeNoun(m)
			}
			if d.subjectLike(m) && (y.first == x.first || d.tokens[y.first-1].cue == noCue && d.tokens[y.first-1].class&auxiliary == 0) {
				return d.firstOfTwo(m, x)
			}
			if y.kind == placeMention && !y.oblique && j == c-1 && d.tokens[v].cue != noCue && (y.first == x.first || d.tokens[y.first-1].kind == signToken || d.tokens[y.first-1].class&(conjunction|subordinator) != 0) {
				return m // "Paris a appelé ..."
			}
			if y.first == x.first {
				return -1
			}
			j = y.first - 1
			continue
		}
		switch {
		case t.kind == signToken && (t.sign == ',' || t.sign == ')' || t.sign == '-'):
			if m := d.beforeAside(j, x); m >= 0 {
				return m
			}
			return d.chainClauseSubject(c, x)
		case t.kind == signToken:
			return -1
		case t.kind == quoteToken || t.class&conjunction != 0:
			return d.chainClauseSubject(c, x)
		case t.class&relative != 0 && t.class&whoWord != 0:
			j--
			if j >= x.first && d.tokens[j].kind == signToken && d.tokens[j].sign == ',' {
				j--
			}
			if j >= x.first {
				if m := int(d.owners[j]); m >= 0 && d.usable(m) && d.mentions[m].kind != placeMention {
					return m // "auprès de Roux, qui a dit"
				}
			}
			return d.chainClauseSubject(c, x)
		case t.class&subordinator != 0 && t.class&(adverb|preposition) == 0:
			return -1
		case t.class&verb != 0 && t.class&(adverb|preposition) == 0:
			return d.chainClauseSubject(c, x)
		default:
			j--
		}
	}
	return -1
}

// firstOfTwo goes from the second of two people who speak together to the first.
func (d *document) firstOfTwo(m int, x sentence) int {
	f := d.mentions[m].first
	if f-2 >= x.first && d.tokens[f-1].class&andWord != 0 {
		if o := int(d.owners[f-2]); o >= 0 && d.subjectLike(o) && (o == 0 || d.mentions[o].kind == personMention) && d.mentions[m].kind != pronounMention {
			return o
		}
	}
	return m
}

// beforeAside jumps from the comma or bracket at token j, which closes an apposition or clause, to the mention in front of
// it, or gives -1.
func (d *document) beforeAside(j int, x sentence) int {
	open := d.tokens[j].sign
	if open == ')' {
		open = '('
	}
	for k := j - 1; k > x.first && j-k < aheadOfChain; k-- {
		d.looks++
		t := &d.tokens[k]
		if t.kind == quoteToken {
			return -1
		}
		if t.kind != signToken || t.sign != open {
			continue
		}
		m := int(d.owners[k-1])
		if m >= 0 && d.subjectLike(m) && d.mentions[m].kind != pronounMention && (d.mentions[m].first == x.first || d.tokens[d.mentions[m].first-1].cue == noCue) {
			return m
		}
		if open == '(' {
			return -1
		}
	}
	return -1
}

// chainClauseSubject finds the subject of the clause that a chain of verbs at token c goes on with: the last mention before it
// that a verb follows or that spoke the quote before.
func (d *document) chainClauseSubject(c int, x sentence) int {
	for j := c - 1; j >= x.first && c-j < aheadOfChain; j-- {
		d.looks++
		if t := &d.tokens[j]; t.kind == quoteToken {
			if s := &d.segments[t.segment].source; s.mention >= 0 && s.cue > j && s.cue < c {
				return s.mention
			}
			continue
		}
		m := int(d.owners[j])
		if m < 0 || d.mentions[m].first != j || !d.subjectLike(m) {
			continue
		}
		if j > x.first {
			if p := &d.tokens[j-1]; p.class&(subordinator|relative) != 0 || p.cue != noCue && !d.inverts(j-1, x) {
				continue
			}
		}
		if d.predicate(max(d.mentions[m].tail, d.mentions[m].end), c) {
			return m
		}
	}
	return d.topic(x.first, c)
}
