package extract

import (
	"sort"
	"strconv"
	"time"

	"quotebot/quotes"
)

// dateExpression is a date that the text names outside its quotes.
type dateExpression struct {
	first, end int // tokens
	sent       int
	date       quotes.Date
	event      bool // tells when an event took place ("Monday's debate")
	speech     bool // stands where a reporting verb's date does
	subject    int  // the entity that did something then, or -1
}

// How far a date carries, in the order in which its precision falls. The distances were set on development data.
const (
	cueReach       = 16 // tokens between the date and the verb
	coarseReach    = 5  // the same for a month or year
	paragraphReach = 6  // paragraphs over which a speaker's date goes on

	coarseParagraphs = 1 // the same for a month or year
)

// findDates reads the date expressions of the text against the day of publication. Without that day only dates with a
// year of their own can be resolved.
func (d *document) findDates() []dateExpression {
	var out []dateExpression
	for s := range d.sents {
		x := d.sents[s]
		for i := x.first; i < x.end; i++ {
			t := &d.tokens[i]
			if t.mention >= 0 && d.mentions[t.mention].entity >= 0 && i < d.mentions[t.mention].name[1] && i >= d.mentions[t.mention].name[0] {
				continue // "USA Today"
			}
			if t.kind != wordToken && t.kind != numberToken || t.word == nil && t.kind == wordToken {
				continue
			}
			if t.kind == wordToken && t.word.day == 0 && t.word.month == 0 && t.traits()&(relativeDay|lastWord|earlierWord|thisWord) == 0 {
				continue // no date begins with it
			}
			date, first, end := d.readDate(i, x)
			if date.IsZero() {
				continue
			}
			if e, ok := d.placeDate(first, end, s); ok {
				date.Words = d.text[d.tokens[e.first].start:d.tokens[e.end-1].end]
				e.date = date
				out = append(out, e)
			}
			i = end - 1
		}
	}
	return out
}

// placeDate looks at the words around a date: behind "since" or "next" it is no time of speaking, before an event's noun
// it is the event's time.
func (d *document) placeDate(first, end, s int) (dateExpression, bool) {
	x := d.sents[s]
	e := dateExpression{first: first, end: end, sent: s}
	for e.end < x.end && d.tokens[e.end].traits()&dayPart != 0 {
		e.end++
	}
	if d.toCome(first, x) {
		return e, false
	}
	if first > x.first {
		p := &d.tokens[first-1]
		if p.traits()&notPast != 0 {
			return e, false
		}
		if p.class&preposition != 0 {
			dated := first-2 >= x.first && d.tokens[first-2].class&documentNoun != 0
			if p.traits()&onWord == 0 && !dated {
				return e, false
			}
			e.first--
		}
	}
	n := e.end
	if n < x.end && d.possessiveSign(n) {
		n++
	}
	possessive := n > e.end
	for k := n; k < x.end && k < n+4; k++ {
		t := &d.tokens[k]
		if t.kind != wordToken || t.class&(preposition|verb|conjunction) != 0 && t.class&eventNoun == 0 {
			break
		}
		if t.class&eventNoun != 0 {
			e.event = true
			break
		}
	}
	if e.event {
		// "at Monday's debate", "in a Tuesday interview": when the words fell, if a preposition leads to it.
		k := first - 1
		for k >= x.first && d.tokens[k].class&(determiner|placeStart) != 0 {
			k--
		}
		e.speech = k >= x.first && d.tokens[k].traits()&onWord != 0
		return e, true
	}
	if possessive {
		return e, false
	}
	if first > x.first && d.tokens[first-1].class&definite != 0 && n < x.end && d.tokens[n].kind == wordToken && d.tokens[n].class&(verb|preposition|adverb|conjunction) == 0 {
		return e, false // "the Sept. 4 attacks"
	}
	e.speech = true
	return e, true
}

// toCome says whether a date belongs to what will be: an auxiliary of the future stands before it in its clause.
func (d *document) toCome(first int, x sentence) bool {
	for k := first - 1; k >= x.first && k >= first-futureReach; k-- {
		t := &d.tokens[k]
		if t.kind != wordToken && t.kind != numberToken || t.cue != noCue && t.class&(pastForm|thirdForm) != 0 {
			return false
		}
		if t.class&auxiliary != 0 && t.traits()&notPast != 0 {
			return true
		}
	}
	return false
}

// futureReach is how many tokens may stand between "will" and the date that belongs to it.
const futureReach = 7

// readDate reads the date that begins at token i and gives its first and last tokens.
func (d *document) readDate(i int, x sentence) (quotes.Date, int, int) {
	t := &d.tokens[i]
	published := d.article.Published
	known := published.Precision >= quotes.Day
	py, pm, pd := published.Time.Date()
	day := time.Date(py, pm, pd, 0, 0, 0, 0, time.UTC)
	at := func(t time.Time) quotes.Date { return quotes.Date{Time: t, Precision: quotes.Day} }
	if t.kind == numberToken {
		// "in 2013", "3 November 2021"
		n, err := strconv.Atoi(t.key)
		if err != nil {
			return quotes.Date{}, i, i
		}
		if i+1 < x.end && n >= 1 && n <= 31 && d.monthAt(i+1) > 0 {
			if y := d.yearAt(i+2, x.end); y > 0 {
				return quotes.DayOf(y, time.Month(d.monthAt(i+1)), n, ""), i, i + 3
			}
			if known {
				return at(latest(day, d.monthAt(i+1), n)), i, i + 2
			}
		}
		if n >= 1900 && n <= 2100 && len(t.key) == 4 && i > x.first && d.tokens[i-1].class&(preposition) != 0 && (!known || n <= py) {
			return quotes.YearOf(n, ""), i, i + 1
		}
		return quotes.Date{}, i, i
	}
	switch {
	case t.word.day > 0 && t.capital:
		if !known {
			return quotes.Date{}, i, i
		}
		// With a date behind it, the date says more: "Friday, Jan. 20".
		if j := i + 1; j+1 < x.end && d.tokens[j].kind == signToken && d.tokens[j].sign == ',' && d.monthAt(j+1) > 0 {
			if date, _, end := d.readDate(j+1, x); date.Precision == quotes.Day {
				return date, i, end
			}
		}
		back := (int(day.Weekday()) - int(t.word.day-1) + 7) % 7
		if back == 6 && published.Time.UTC().Day() != pd && published.Time.UTC().Weekday() == time.Weekday(t.word.day-1) {
			back = -1 // published in the evening, where it is that day further east
		}
		if i > x.first && d.tokens[i-1].traits()&lastWord != 0 {
			if back == 0 {
				back = 7
			}
			return at(day.AddDate(0, 0, -back)), i - 1, i + 1
		}
		return at(day.AddDate(0, 0, -back)), i, i + 1
	case t.word.month > 0 && t.capital:
		return d.readMonth(i, x, day, known)
	case t.traits()&relativeDay != 0 && known:
		return at(day.AddDate(0, 0, int(t.word.shift))), i, i + 1
	case t.traits()&earlierWord != 0 && known && i+2 < x.end && d.tokens[i+1].class&determiner != 0 && d.tokens[i+2].word != nil:
		switch d.tokens[i+2].word.unit {
		case 'm':
			return quotes.MonthOf(py, pm, ""), i, i + 3
		case 'y':
			return quotes.YearOf(py, ""), i, i + 3
		}
	case t.traits()&thisWord != 0 && known && i+1 < x.end && d.tokens[i+1].word != nil:
		switch d.tokens[i+1].word.unit {
		case 'm':
			return quotes.MonthOf(py, pm, ""), i, i + 2
		case 'y':
			return quotes.YearOf(py, ""), i, i + 2
		}
	case t.traits()&lastWord != 0 && known && i+1 < x.end:
		n := &d.tokens[i+1]
		if n.word == nil {
			break
		}
		switch n.word.unit {
		case 'm':
			m := time.Date(py, pm, 1, 0, 0, 0, 0, time.UTC).AddDate(0, -1, 0)
			return quotes.MonthOf(m.Year(), m.Month(), ""), i, i + 2
		case 'y':
			return quotes.YearOf(py-1, ""), i, i + 2
		}
	}
	return quotes.Date{}, i, i
}

// readMonth reads "November 3, 2021", "Nov. 3", "November 2021" and "in November".
func (d *document) readMonth(i int, x sentence, day time.Time, known bool) (quotes.Date, int, int) {
	m := d.monthAt(i)
	if i+1 < x.end && d.tokens[i+1].kind == numberToken {
		n := number(d.tokens[i+1].key)
		if n >= 1 && n <= 31 {
			j := i + 2
			if j < x.end && d.tokens[j].kind == signToken && d.tokens[j].sign == ',' {
				j++
			}
			if y := d.yearAt(j, x.end); y > 0 {
				return quotes.DayOf(y, time.Month(m), n, ""), i, j + 1
			}
			if known {
				return quotes.Date{Time: latest(day, m, n), Precision: quotes.Day}, i, i + 2
			}
			return quotes.Date{}, i, i
		}
		if y := d.yearAt(i+1, x.end); y > 0 {
			return quotes.MonthOf(y, time.Month(m), ""), i, i + 2
		}
		return quotes.Date{}, i, i
	}
	if known && i > x.first && (d.tokens[i-1].class&preposition != 0 || d.tokens[i-1].traits()&lastWord != 0 || d.tokens[i-1].class&determiner != 0 && d.eventSoon(i+1, x.end)) {
		y := day.Year()
		if time.Month(m) > day.Month() {
			y--
		}
		return quotes.MonthOf(y, time.Month(m), ""), i, i + 1
	}
	return quotes.Date{}, i, i
}

// eventSoon says whether an event's noun stands at token i or right behind a word there: "a May interview".
func (d *document) eventSoon(i, end int) bool {
	for k := i; k < end && k < i+2; k++ {
		if d.tokens[k].kind != wordToken {
			return false
		}
		if d.tokens[k].class&eventNoun != 0 {
			return true
		}
	}
	return false
}

// monthAt gives the month that token i names, or 0.
func (d *document) monthAt(i int) int {
	if i < len(d.tokens) {
		if t := &d.tokens[i]; t.word != nil && t.capital {
			return int(t.word.month)
		}
	}
	return 0
}

// yearAt gives the year that token i names, or 0.
func (d *document) yearAt(i, end int) int {
	if i >= end || d.tokens[i].kind != numberToken {
		return 0
	}
	if y := number(d.tokens[i].key); y >= 1000 && y <= 2999 {
		return y
	}
	return 0
}

// number reads the digits at the head of a token ("3rd" is 3).
func number(s string) int {
	n := 0
	for i := 0; i < len(s) && i < 5; i++ {
		if s[i] < '0' || s[i] > '9' {
			break
		}
		n = n*10 + int(s[i]-'0')
	}
	return n
}

// latest is the last day with this month and day that is not after the given one.
func latest(day time.Time, month, n int) time.Time {
	t := time.Date(day.Year(), time.Month(month), n, 0, 0, 0, 0, time.UTC)
	if t.After(day) {
		t = time.Date(day.Year()-1, time.Month(month), n, 0, 0, 0, 0, time.UTC)
	}
	return t
}

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
