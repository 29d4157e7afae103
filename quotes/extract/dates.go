package extract

import (
	"strconv"
	"strings"
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
			if t.kind == wordToken && t.word.day == 0 && t.word.month == 0 && (t.word.unit == 0 || !d.lang.grammar.verbChains) && t.traits()&(relativeDay|lastWord|earlierWord|thisWord) == 0 {
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
	if !d.lang.grammar.verbChains && first > x.first && d.tokens[first-1].class&definite != 0 && n < x.end && d.tokens[n].kind == wordToken && d.tokens[n].class&(verb|preposition|adverb|conjunction) == 0 {
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
		digits := t.key
		if d.lang.ordinal != "" {
			digits = strings.TrimSuffix(digits, d.lang.ordinal) // "1er"
		}
		n, err := strconv.Atoi(digits)
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
	case t.word.day > 0 && d.dayCase(t):
		if !known {
			return quotes.Date{}, i, i
		}
		// With a date behind it, the date says more: "Friday, Jan. 20".
		if j := i + 1; j+1 < x.end && d.tokens[j].kind == signToken && d.tokens[j].sign == ',' && d.monthAt(j+1) > 0 {
			if date, _, end := d.readDate(j+1, x); date.Precision == quotes.Day {
				return date, i, end
			}
		}
		if j := i + 1; d.lang.grammar.smallDays && j < x.end && d.tokens[j].kind == numberToken {
			// "mardi 12 mars"
			if date, _, end := d.readDate(j, x); date.Precision == quotes.Day {
				return date, i, end
			}
			return quotes.Date{}, i, i
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
		if d.lang.grammar.verbChains && i+1 < x.end {
			switch n := d.tokens[i+1].traits(); {
			case n&notPast != 0:
				return quotes.Date{}, i, i // "lundi prochain"
			case n&lastWord != 0:
				if back == 0 {
					back = 7
				}
				return at(day.AddDate(0, 0, -back)), i, i + 2
			}
		}
		return at(day.AddDate(0, 0, -back)), i, i + 1
	case t.word.month > 0 && d.dayCase(t):
		return d.readMonth(i, x, day, known)
	case t.traits()&relativeDay != 0 && known:
		return at(day.AddDate(0, 0, int(t.word.shift))), i, i + 1
	case d.lang.grammar.verbChains && t.word.unit != 0 && known && i+1 < x.end && d.tokens[i+1].traits()&lastWord != 0:
		return d.lastUnit(t.word.unit), i, i + 2 // "le mois dernier"
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
		if date := d.lastUnit(n.word.unit); !date.IsZero() {
			return date, i, i + 2
		}
	}
	return quotes.Date{}, i, i
}

// lastUnit gives the month or year before that of publication, for 'm' and 'y'.
func (d *document) lastUnit(unit byte) quotes.Date {
	y, month, _ := d.article.Published.Time.Date()
	switch unit {
	case 'm':
		m := time.Date(y, month, 1, 0, 0, 0, 0, time.UTC).AddDate(0, -1, 0)
		return quotes.MonthOf(m.Year(), m.Month(), "")
	case 'y':
		return quotes.YearOf(y-1, "")
	}
	return quotes.Date{}
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

// dayCase says whether a word is printed as days and months are.
func (d *document) dayCase(t *token) bool { return t.capital || d.lang.grammar.smallDays }

// monthAt gives the month that token i names, or 0.
func (d *document) monthAt(i int) int {
	if i < len(d.tokens) {
		if t := &d.tokens[i]; t.word != nil && d.dayCase(t) {
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
