package extract

import (
	"sort"

	"quotebot/quotes"
)

// dateLevel says how a quote's date was found, the surest first.
type dateLevel uint8

const (
	noLevel      dateLevel = iota
	cueLevel               // in the quote's own sentence, near its verb
	speakerLevel           // in a sentence whose subject is the speaker
	carriedLevel           // of an earlier quote of the speaker
	leadLevel              // of the event that the head of the article reports
)

// findSaid dates the quotes.
func (d *document) findSaid() {
	exprs := d.datedEvents(d.findDates())
	if len(exprs) == 0 {
		return
	}
	bySent := make([][]int, len(d.sents))
	for i := range exprs {
		bySent[exprs[i].sent] = append(bySent[exprs[i].sent], i)
	}
	d.findDateSubjects(exprs)
	lead := d.leadDate(exprs)
	leadEnd := d.leadEnd(exprs, lead)
	type dated struct {
		date quotes.Date
		para int
	}
	known := map[int]dated{}
	next := 0
	for g := range d.segments {
		seg := &d.segments[g]
		if seg.reject != "" || seg.token < 0 {
			continue
		}
		// What earlier sentences tell of people and days.
		for ; next < len(exprs) && exprs[next].end <= seg.token; next++ {
			if e := &exprs[next]; e.subject >= 0 && e.speech && (e.date.Precision >= quotes.Day || d.fronted(e)) {
				known[e.subject] = dated{e.date, d.sents[e.sent].para}
			}
		}
		if d.otherDay(seg.source.cue) {
			continue
		}
		sent := int(d.tokens[seg.token].sent)
		e := seg.source.entity
		k, carried := known[e]
		switch i := d.dateAtCue(g, exprs, bySent[sent]); {
		case i >= 0:
			seg.said, seg.level = exprs[i].date, cueLevel
			if e >= 0 && (seg.said.Precision >= quotes.Day || d.fronted(&exprs[i])) {
				known[e] = dated{seg.said, seg.para}
			}
		case seg.source.order && d.segments[seg.source.from].level == cueLevel && d.segments[seg.source.from].para == seg.para:
			o := &d.segments[seg.source.from]
			seg.said, seg.level = o.said, o.level
		case e >= 0 && carried && (seg.para-k.para <= paragraphReach && k.date.Precision >= quotes.Day || seg.para-k.para <= coarseParagraphs):
			seg.said, seg.level = k.date, speakerLevel
			known[e] = dated{k.date, seg.para}
		case lead >= 0 && e >= 0 && (seg.block || seg.para-d.sents[exprs[lead].sent].para <= leadReach) && seg.token > exprs[lead].end && seg.token < leadEnd:
			seg.said, seg.level = exprs[lead].date, leadLevel
		}
	}
}

// otherDay says whether the verb at token v is dated by another day that is not named beside it: "a-t-il dit la veille". No
// day carried over is that one.
func (d *document) otherDay(v int) bool {
	if v < 0 {
		return false
	}
	x := d.sents[d.tokens[v].sent]
	for k := v + 1; k < min(x.end, v+cueReach) && d.tokens[k].kind == wordToken; k++ {
		if w := d.tokens[k].word; w != nil && w.unit == 'o' {
			return true
		}
	}
	return false
}

// eventReach is how many tokens may stand between an event's noun and its date.
const eventReach = 4

// datedEvents adds to the dates those of events that are named again: "at the forum" is the day of "a forum on Wednesday".
func (d *document) datedEvents(exprs []dateExpression) []dateExpression {
	if len(exprs) == 0 {
		return exprs
	}
	type event struct {
		date quotes.Date
		at   int
	}
	dated := make([]bool, len(d.tokens)) // event nouns that have a date beside them
	events := map[string]event{}
	known := make([]event, 0, 8)
	keys := make([]string, 0, 8)
	for i := range exprs {
		e := &exprs[i]
		x := d.sents[e.sent]
		for k := max(x.first, e.first-eventReach); k < min(x.end, e.end+eventReach); k++ {
			t := &d.tokens[k]
			if t.kind == quoteToken && k >= e.end {
				break
			}
			if t.class&eventNoun == 0 || t.cue != noCue {
				continue
			}
			dated[k] = true
			if e.date.Precision >= quotes.Day && (e.event || e.speech) && !d.verbBetween(min(k, e.first), max(k, e.end)) {
				known, keys = append(known, event{e.date, k}), append(keys, t.key)
			}
		}
	}
	if len(known) == 0 {
		return exprs
	}
	next, added := 0, false
	for k := known[0].at; k < len(d.tokens); k++ {
		for ; next < len(known) && known[next].at <= k; next++ {
			events[keys[next]] = known[next]
		}
		t := &d.tokens[k]
		if t.class&eventNoun == 0 || dated[k] || t.cue != noCue {
			continue
		}
		e, ok := events[t.key]
		if !ok {
			continue
		}
		first, ok := d.again(k)
		if !ok {
			continue
		}
		date := e.date
		date.Words = d.text[d.tokens[first].start:t.end]
		exprs = append(exprs, dateExpression{first: first, end: k + 1, sent: int(t.sent), date: date, event: true, speech: true})
		added = true
	}
	if added {
		sort.SliceStable(exprs, func(i, j int) bool { return exprs[i].first < exprs[j].first })
	}
	return exprs
}

// again says whether the event's noun at token k is named as one already known, behind a preposition or as those who are
// told: "at the forum", "told the rally". It gives the first token.
func (d *document) again(k int) (int, bool) {
	first := d.sents[d.tokens[k].sent].first
	j := k - 1
	for j >= first && j > k-3 && d.tokens[j].kind == wordToken && d.tokens[j].class&(determiner|verb|preposition) == 0 {
		j--
	}
	if j <= first-1 || d.tokens[j].class&definite == 0 || j == first {
		return 0, false
	}
	p := &d.tokens[j-1]
	if p.class&askVerb != 0 && p.cue != noCue {
		return j, true
	}
	return j - 1, p.traits()&onWord != 0
}

// verbBetween says whether a verb or quote stands in a range of tokens.
func (d *document) verbBetween(a, b int) bool {
	for k := a; k < b; k++ {
		if t := &d.tokens[k]; t.kind == quoteToken || t.cue != noCue || t.class&(otherVerb|auxiliary) != 0 && t.class&eventNoun == 0 {
			return true
		}
	}
	return false
}

// leadReach is over how many paragraphs the date of the event that the article begins with goes on.
const leadReach = 6

// leadDate finds the one day on which something is said in the first three paragraphs, or -1.
func (d *document) leadDate(exprs []dateExpression) int {
	lead := -1
	for i := range exprs {
		e := &exprs[i]
		if d.sents[e.sent].para > 3 {
			break
		}
		if e.date.Precision < quotes.Day || !e.speech {
			continue
		}
		if !d.eventIn(e.sent) && !d.reporting(e.sent) {
			continue
		}
		if lead >= 0 && exprs[lead].date.Time != e.date.Time {
			return -1
		}
		if lead < 0 {
			lead = i
		}
	}
	return lead
}

// leadEnd gives the token at which another day than that of date lead is named first; the lead's day ends there.
func (d *document) leadEnd(exprs []dateExpression, lead int) int {
	for i := lead + 1; i < len(exprs) && lead >= 0; i++ {
		if exprs[i].date.Precision >= quotes.Day && exprs[i].date.Time != exprs[lead].date.Time {
			return exprs[i].first
		}
	}
	return len(d.tokens)
}

// reporting says whether a sentence holds a strong cue.
func (d *document) reporting(s int) bool {
	for j := d.sents[s].first; j < min(d.sents[s].end, d.sents[s].first+clauseTokens); j++ {
		d.looks++
		if d.tokens[j].cue == strongStrength {
			return true
		}
	}
	return false
}

// findDateSubjects finds out, for each date, who did something on that day: the subject of the verb before it.
func (d *document) findDateSubjects(exprs []dateExpression) {
	lastEntity, lastSent := -1, -1
	for i := range exprs {
		e := &exprs[i]
		e.subject = -1
		x := d.sents[e.sent]
		m := -1
		for v := e.first - 1; v >= x.first && e.first-v <= cueReach; v-- {
			t := &d.tokens[v]
			if t.kind == wordToken && t.mention < 0 && (t.cue != noCue || t.class&verb != 0 && t.class&(preposition|adverb) == 0 || d.pastVerb(v)) {
				if m = d.subjectOf(v, x); m >= 0 {
					break
				}
			}
		}
		if m < 0 && e.first-x.first <= 6 {
			// "On Friday, Roe said": the subject behind the date.
			m = d.person(e.end, x.end)
		}
		if m < 0 {
			continue
		}
		e.subject, _ = d.speakerOf(d.apposed(m), lastEntity, lastSent)
		if e.subject >= 0 {
			lastEntity, lastSent = e.subject, e.sent
		}
	}
}

// pastVerb says whether a word that no list has looks like a regular past form behind a mention.
func (d *document) pastVerb(v int) bool {
	t := &d.tokens[v]
	return !t.capital && d.looksPast(t) && v > 0 && (d.tokens[v-1].mention >= 0 || d.tokens[v-1].class&adverb != 0)
}

// dateAtCue finds the date in the quote's own sentence that stands nearest to its reporting verb, or -1.
func (d *document) dateAtCue(g int, exprs []dateExpression, here []int) int {
	seg := &d.segments[g]
	at := seg.source.cue
	if at < 0 {
		at = seg.token
	}
	best, near := -1, cueReach+1
	lo := sort.Search(len(here), func(k int) bool { return exprs[here[k]].first >= at-2*cueReach })
	for _, i := range here[lo:] {
		d.looks++
		e := &exprs[i]
		if e.first > at+2*cueReach {
			break
		}
		if !e.speech || d.tokens[e.first].sent != d.tokens[at].sent {
			continue
		}
		dist := e.first - at
		if dist < 0 {
			dist = at - e.end
		}
		if e.date.Precision < quotes.Day && dist > coarseReach && !d.fronted(e) {
			continue
		}
		if dist < near && !d.otherVerbBetween(at, e.first) {
			best, near = i, dist
		}
	}
	return best
}

// fronted says whether a date begins its sentence and a comma follows, or the event that it dates does ("In a May interview
// with Roe, ..."): then it is that of all that the sentence tells.
func (d *document) fronted(e *dateExpression) bool {
	x := d.sents[e.sent]
	first := e.first
	for e.event && first > x.first && d.tokens[first-1].mention < 0 && d.tokens[first-1].class&(determiner|preposition) != 0 {
		first--
	}
	return first == x.first && (e.event || e.end < x.end && d.tokens[e.end].kind == signToken && d.tokens[e.end].sign == ',')
}

// otherVerbBetween says whether a verb of another clause stands between a cue and a date.
func (d *document) otherVerbBetween(a, b int) bool {
	if a > b {
		a, b = b, a
	}
	for k := a + 1; k < b; k++ {
		t := &d.tokens[k]
		if t.class&relative != 0 || t.kind == quoteToken {
			return true
		}
	}
	return false
}

// eventIn says whether a sentence names an event at which people speak.
func (d *document) eventIn(s int) bool {
	x := d.sents[s]
	for j := x.first; j < min(x.end, x.first+clauseTokens); j++ {
		d.looks++
		if d.tokens[j].class&eventNoun != 0 {
			return true
		}
	}
	return false
}
