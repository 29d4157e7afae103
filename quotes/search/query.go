package search

import (
	"strings"
	"time"
	"unicode/utf8"

	"quotebot/quotes"
	"quotebot/quotes/words"
)

// Intent is what a question is after.
type Intent string

// The intents.
const (
	Lookup Intent = "words"  // words of a quote, remembered well or badly
	Who    Intent = "who"    // who said these words?
	What   Intent = "what"   // what did somebody say about something?
	When   Intent = "when"   // when did somebody say it?
	Really Intent = "really" // did somebody really say it?
	By     Intent = "by"     // quotes of somebody
	Random Intent = "random" // any quote, of somebody perhaps
)

// Query is a question as it was understood.
type Query struct {
	Intent  Intent
	Asked   bool   // it is put as a question, so its function words need not stand in the quote
	Speaker string // fullest name of the speaker that it names, as the library has it
	Role    string // the office by which it names the speaker instead, as it is typed: "finance minister"
	Outlet  string // the outlet that it names
	From    quotes.Date
	Until   quotes.Date
	Phrases []string // what stands in quotation marks
	Topic   []string // the words left to look for, folded

	terms    []term
	speaker  speakerWords
	office   *office // what Role says; nil when there is none
	phrases  [][]string
	capitals []bool // words that are typed in capitals
}

// speakerWords are the words by which the speaker of a quote is recognised.
type speakerWords struct {
	typed  []string // as the question names the speaker
	other  []string // the surname that the question leaves out
	speaks bool     // the name stands where the one who speaks is named
	heard  bool     // no name is spelt so; one sounds so
}

// Weights of the words of a question, before their rarity: the words that only make it a question hardly count.
const (
	topicWeight  = 1.0
	commonWeight = .45
	frameWeight  = .1
)

// term is a word of the question.
type term struct {
	form, stem string
	weight     float64
	common     bool
	who        bool // it describes the one who speaks

	idf          float64
	known        bool // some quote has it
	alternatives []alternative
}

// longestQuestion is the number of words that are looked at; nobody remembers more of a quote.
const longestQuestion = 64

// Parse understands a question. It is pure: now is the time from which "last week" counts, and names are those that the
// asker may see. Any text is understood as something, if only as words to look for.
func Parse(question string, now time.Time, names Names) Query {
	p := parser{text: question, ws: words.Cut(question), names: names}
	p.ws = p.ws[:min(len(p.ws), longestQuestion)]
	for _, w := range p.ws {
		p.forms = append(p.forms, w.Form)
	}
	p.role = make([]role, len(p.ws))
	q := Query{Intent: Lookup, Phrases: quoted(question)}
	for _, text := range q.Phrases {
		var forms []string
		for _, w := range words.Cut(text) {
			forms = append(forms, w.Form)
		}
		q.phrases = append(q.phrases, forms)
	}
	p.findSpeaker(&q)
	p.findOffice(&q)
	q.Intent = p.intent()
	q.Asked = p.asked(q.Intent)
	if q.Asked {
		p.findTime(&q, now)
		p.findOutlet(&q)
		p.markFrame()
	} else {
		q.Speaker, q.speaker, q.Role, q.office = "", speakerWords{}, "", nil
		clear(p.role)
	}
	described := p.describes(q.Asked)
	for i, w := range p.ws {
		t := term{who: i < described || q.office != nil && p.role[i] == inSpeaker, form: w.Form, stem: words.Stem(w.Form), common: words.Common(w.Form), weight: topicWeight}
		switch {
		case p.role[i] == inTime || p.role[i] == inFrame:
			t.weight = frameWeight
		case q.Asked && t.common:
			t.weight = commonWeight
		}
		q.terms = append(q.terms, t)
		q.capitals = append(q.capitals, upper(question[w.Start:w.End]) && question != strings.ToUpper(question))
		if p.role[i] == inTopic && !(q.Asked && t.common) {
			q.Topic = append(q.Topic, w.Form)
		}
	}
	return q
}

// describes tells how many words at the beginning of a question tell of the one who speaks, and not of what was said:
// those before "on", "about", "saying" and the like, or before a verb of speech.
func (p *parser) describes(asked bool) int {
	if !asked {
		return 0
	}
	some := false
	for i, w := range p.forms {
		switch {
		case some && (w == "on" || w == "about" || w == "vs" || w == "regarding" || w == "to" || sayings[w] || strings.HasSuffix(w, "ing") && len(w) > 5):
			return i
		case i > 0 && p.possessive(i-1) && some:
			return i
		}
		some = some || !words.Common(w) && !askers[w] && !helpers[w]
	}
	return 0
}

// role is what a word of a question is there for.
type role byte

const (
	inTopic role = iota
	inFrame
	inTime
	inSpeaker
	inOutlet
)

type parser struct {
	text  string
	ws    []words.Word
	forms []string
	role  []role
	names Names
	// name is where the speaker's name stands.
	name  match
	named bool
}

// findOutlet looks for an outlet's whole name behind a preposition: "in the Daily Example".
func (p *parser) findOutlet(q *Query) {
	l := p.names.outlets
	for i := 1; i < len(p.forms); i++ {
		switch b := p.forms[i-1]; {
		case b == "in", b == "on", b == "from", b == "by", b == "to", b == "the", b == "told":
		default:
			continue
		}
		if m, ok := l.find(p.forms, i); ok && m.whole && p.role[i] == inTopic {
			q.Outlet = m.known.name
			for k := i; k < i+m.count; k++ {
				p.role[k] = inOutlet
			}
			return
		}
	}
}

func (p *parser) findTime(q *Query, now time.Time) {
	t, ok := findPeriod(p.forms, now)
	if !ok {
		return
	}
	q.From, q.Until = t.from, t.until
	for i := t.first; i < t.first+t.count; i++ {
		p.role[i] = inTime
	}
}

// markFrame marks the words that only make the text a question.
func (p *parser) markFrame() {
	for i, w := range p.forms {
		if p.role[i] == inTopic && (askers[w] || helpers[w] || sayings[w] || asides[w] || w == "random" || w == "by") {
			p.role[i] = inFrame
		}
	}
}

// quoted gives what stands between quotation marks. A mark within a word is an apostrophe, and single marks are not
// looked at.
func quoted(question string) []string {
	closing := map[rune]string{'"': "\"", '“': "”", '„': "“”", '«': "»", '»': "«"}
	var phrases []string
	for i := 0; i < len(question); {
		r, n := utf8.DecodeRuneInString(question[i:])
		i += n
		ends, ok := closing[r]
		if !ok {
			continue
		}
		end := strings.IndexAny(question[i:], ends)
		if end < 0 {
			break
		}
		if text := strings.TrimSpace(question[i : i+end]); len(words.Cut(text)) > 0 {
			phrases = append(phrases, text)
		}
		_, n = utf8.DecodeRuneInString(question[i+end:])
		i += end + n
	}
	return phrases
}
