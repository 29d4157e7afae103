package search

import (
	"slices"
	"strings"
	"time"
	"unicode"
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
	Outlet  string // the outlet that it names
	From    quotes.Date
	Until   quotes.Date
	Phrases []string // what stands in quotation marks
	Topic   []string // the words left to look for, folded

	terms   []term
	speaker speakerWords
	phrases [][]string
}

// speakerWords are the words by which the speaker of a quote is recognised.
type speakerWords struct {
	typed  []string // as the question names the speaker
	other  []string // the surname that the question leaves out
	speaks bool     // the name stands where the one who speaks is named
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
	start, end int // bytes of the question

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
	q.Intent = p.intent()
	q.Asked = p.asked(q.Intent)
	if q.Asked {
		p.findTime(&q, now)
		p.findOutlet(&q)
		p.markFrame()
	} else {
		q.Speaker, q.speaker = "", speakerWords{}
		clear(p.role)
	}
	for i, w := range p.ws {
		t := term{form: w.Form, stem: words.Stem(w.Form), common: words.Common(w.Form), start: w.Start, end: w.End, weight: topicWeight}
		switch {
		case p.role[i] == inTime || p.role[i] == inFrame:
			t.weight = frameWeight
		case q.Asked && t.common:
			t.weight = commonWeight
		}
		q.terms = append(q.terms, t)
		if p.role[i] == inTopic && !(q.Asked && t.common) {
			q.Topic = append(q.Topic, w.Form)
		}
	}
	return q
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

var (
	askers = listOf(`who whom whose what which when where why how`)
	// helpers come before the subject in a question.
	helpers = listOf(`do does did is are was were has have had will would can could should must am not`)
	// sayings are verbs of speech, in every form.
	sayings = listOf(`say says said saying tell tells told telling talk talks talked talking claim claims claimed claiming state states stated
		stating write writes wrote written writing tweet tweets tweeted tweeting post posted call calls called calling ask asks asked asking
		answer answers answered answering reply replies replied replying respond responds responded responding explain explains explained
		explaining warn warns warned warning think thinks thought mention mentions mentioned announce announces announced insist insists
		insisted argue argues argued arguing admit admits admitted admitting deny denies denied denying complain complains complained complaining
		promise promises promised add adds added quote quotes quoted quoting comment comments commented speak speaks spoke spoken speaking
		describe describes described describing react reacts reacted reacting statement statements remark remarks words`)
	asides   = listOf(`about on of regarding concerning really actually ever again exactly please thing something anything someone somebody guy`)
	subjects = listOf(`i you we they he she it there this that`)
	// roles are how people name a speaker whose name they forgot.
	roles = listOf(`senator professor lawyer attorney spokesman spokeswoman spokesperson governor mayor judge general minister president
		secretary chancellor director chief economist analyst expert critic doctor author writer reporter journalist editor columnist adviser
		advisor aide official officer strategist pollster voter supporter activist founder executive ceo chairman owner mother father son daughter
		wife husband guy man woman someone somebody congressman congresswoman representative candidate pm prosecutor teacher student officer
	veteran resident pastor bishop scientist researcher historian campaigner lobbyist banker investor owner coach player pope king queen
	report study essay article editorial speech statement analysis letter memo`)
)

// intent tells what the question is after from how it begins.
func (p *parser) intent() Intent {
	f := p.forms
	at := func(i int) string {
		if i >= 0 && i < len(f) {
			return f[i]
		}
		return ""
	}
	i := 0
	for at(i) == "please" || at(i) == "so" || at(i) == "and" || at(i) == "hey" {
		i++
	}
	said := func(from, to int) bool {
		for k := from; k < min(to, len(f)); k++ {
			if sayings[f[k]] {
				return true
			}
		}
		return false
	}
	switch first := at(i); {
	case p.random(i):
		return Random
	case first == "who" || first == "whose":
		return Who
	case first == "when" && helpers[at(i+1)] && said(i, len(f)):
		return When
	case (first == "what" || first == "which") && (said(i, len(f)) || p.named && helpers[at(i+1)]):
		return What
	case (first == "did" || first == "has" || first == "have" || first == "does") && said(i, i+8):
		return Really
	case p.named && p.name.first+p.name.count == len(f) && p.name.first > 0 && (at(p.name.first-1) == "by" || at(p.name.first-1) == "from") &&
		p.name.first <= i+5:
		return By
	case p.named && p.name.first == i && p.name.count == len(f):
		return By
	case p.named && p.name.first <= i+2 && (said(i, p.name.first) || said(p.name.first+p.name.count, p.name.first+p.name.count+2)):
		return What
	}
	return Lookup
}

// random says whether any quote will do: "random", "a random quote", "give me a random quote by X". "A random act" will not.
func (p *parser) random(i int) bool {
	f := p.forms[i:]
	if len(f) > 1 && (f[0] == "give" || f[0] == "show" || f[0] == "tell") {
		f = f[1:]
		if f[0] == "me" || f[0] == "us" {
			f = f[1:]
		}
	}
	if len(f) > 0 && f[0] == "a" {
		f = f[1:]
	}
	if len(f) == 0 || f[0] != "random" {
		return false
	}
	return len(f) == 1 || f[1] == "quote" || f[1] == "quotes" || f[1] == "one" || f[1] == "by" || f[1] == "from" || p.named && p.forms[p.name.first] == f[1]
}

// asked says whether the words are put as a question or as the description of a quote, and not as the quote itself.
func (p *parser) asked(in Intent) bool {
	f := p.forms
	if in != Lookup {
		return true
	}
	if len(f) == 0 {
		return false
	}
	if strings.HasSuffix(strings.TrimSpace(p.text), "?") {
		return true
	}
	for i, w := range f {
		if !askers[w] || i+1 >= len(f) {
			continue
		}
		opens := i == 0 || strings.ContainsAny(p.text[p.ws[i-1].End:p.ws[i].Start], ",;:.-–—")
		if !opens {
			continue
		}
		for k := i + 1; k < min(len(f), i+6) && !subjects[f[k]]; k++ {
			if helpers[f[k]] || sayings[f[k]] && i == 0 {
				return true
			}
		}
	}
	if helpers[f[0]] && p.named && p.name.first <= 2 {
		return true
	}
	return p.described()
}

// described finds "somebody on something": a short head that names a speaker or a role, without a subject or verb of its
// own, before "on", "about", "saying" and the like.
func (p *parser) described() bool {
	someone := false
	for i, w := range p.forms[:min(len(p.forms), 9)] {
		if i > 0 && p.possessive(i-1) && (someone || p.names.known(p.forms[i-1])) {
			return true
		}
		if i > 0 && someone && (w == "on" || w == "about" || w == "vs" || w == "regarding" || strings.HasSuffix(w, "ing") && len(w) > 5) {
			return true
		}
		if helpers[w] || subjects[w] || w == "my" || w == "our" || w == "your" {
			return false
		}
		someone = someone || roles[w] || p.names.known(w)
	}
	return false
}

// possessive says whether word i carries a possessive ending in the question.
func (p *parser) possessive(i int) bool {
	end := p.text[p.ws[i].Start:p.ws[i].End]
	return strings.HasSuffix(end, "'s") || strings.HasSuffix(end, "’s")
}

// known says whether a word belongs to the name of a speaker and is no everyday word.
func (n Names) known(word string) bool {
	return len(n.speakers.byWord[word]) > 0 && !everyday[word]
}

// everyday are names that are more often something else.
var everyday = listOf(`will may mark bill rice young green white brown black gray king church bush rose grace hope faith joy dean page cook
	baker long short day summer winter may june april august the a of for and in on at to new york times post state states house united
	national american party group law man men woman people city county police department school university office board council bank world
	health news report study court case bell best case chance cash cross dick drew frank free good grant hall hill hunter love major
	marsh mason mills moon nice noble paris price reed rich sage sharp small stone street strong wise wood woods word words young officials
	company campaign government one two who what that this not he she it his her they we i you official statement spokesman spokeswoman`)

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
		if best.place, best.first = p.misheard(); best.place < 0 {
			return
		}
		best.count, bestSpeaks = 1, true
	}
	k := l.all[best.place]
	p.name, p.named = best, true
	q.Speaker = k.name
	q.speaker.speaks = bestSpeaks
	q.speaker.typed = slices.Clone(p.forms[best.first : best.first+best.count])
	for _, form := range k.forms {
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
	if m.first > 0 {
		before := f[m.first-1]
		if before == "by" || before == "from" && m.first <= 4 || before == "to" && m.first > 1 && f[m.first-2] == "according" {
			return true
		}
		if helpers[before] {
			return m.first == 1 || slices.ContainsFunc(f[:m.first-1], func(w string) bool { return askers[w] })
		}
	}
	if sayings[after] && (m.first == 0 || !askers[f[m.first-1]] || f[m.first-1] == "what" || f[m.first-1] == "when") {
		return true
	}
	if m.first > 2 {
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
		case b == "by", b == "from", b == "did", b == "does", b == "has", b == "to", b == "when", b == "what", titles[b], roles[b]:
			return true
		}
		if r, _ := utf8.DecodeRuneInString(p.text[p.ws[i].Start:]); unicode.IsUpper(r) && p.text != strings.ToUpper(p.text) {
			return true
		}
	}
	return i+1 < len(p.forms) && sayings[p.forms[i+1]] || p.possessive(i)
}

// misheard looks for a misspelt name where a speaker is to be expected, and gives its place in the list and the word of
// the question, or -1.
func (p *parser) misheard() (place, word int) {
	l := p.names.speakers
	for i, w := range p.forms {
		if words.Common(w) || askers[w] || sayings[w] || everyday[w] || roles[w] || !p.expected(i) {
			continue
		}
		if heard, ok := l.heard(w); ok {
			return int(l.byWord[heard][0]), i
		}
	}
	return -1, -1
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
			q.Outlet = l.all[m.place].name
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
