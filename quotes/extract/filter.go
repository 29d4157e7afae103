package extract

import (
	"strings"

	"quotebot/quotes"
)

// Reasons why a pair of marks is no quote.
const (
	nickname    = "nickname"
	titleReason = "title"
	term        = "term"
	scareQuote  = "scare quote"
	noSpeech    = "no speech around it"
	headline    = "headline"
	furniture   = "page furniture"
)

// Reasons lists all reasons for which marks are not taken, so that they can be told in other languages.
func Reasons() []string {
	return []string{nickname, titleReason, term, scareQuote, noSpeech, headline, furniture}
}

// filterEarly takes out the marks that would disturb the reading of the sentence around them.
func (d *document) filterEarly() {
	for g := range d.segments {
		s := &d.segments[g]
		if s.para < titleLines && d.isTitle(s.para) {
			s.reject = headline
			continue
		}
		if d.paras[s.para].furniture != "" {
			s.reject = furniture
			continue
		}
		if !s.block && s.words <= 8 && d.titled(s.inner.In(d.text)) && d.titlePlace(s) {
			s.reject = titleReason
			continue
		}
		if s.words <= 2 && d.betweenCapitals(s.outer) && d.nicknameLike(s.inner.In(d.text)) {
			s.reject = nickname
		}
	}
}

// titleLines is how many paragraphs at the head of a text may be the article's title.
const titleLines = 3

// titleMost is how many times as long as the title a line with nothing but its letters can be at most, marks included.
const titleMost = 4

// isTitle says whether a paragraph is the article's title, whole or without what a site adds behind it.
func (d *document) isTitle(p int) bool {
	if d.article.Title == "" { // else a long line with many marks would be read through for each of them
		return false
	}
	text := d.paras[p].In(d.text)
	if len(text) > titleMost*len(d.article.Title) {
		return false
	}
	line, title := bare(text), bare(d.article.Title)
	if line == "" || title == "" {
		return false
	}
	return strings.EqualFold(line, title) || len(line) >= len(title)/2 && len(line) < len(title) && strings.EqualFold(line, title[:len(line)])
}

// titlePlace says whether words set like a title stand where a title does: behind a preposition, an article or a noun,
// without a comma or colon between.
func (d *document) titlePlace(s *segment) bool {
	lo, hi := s.outer.Start, d.paras[s.para].Start
	if s.words < 2 && lastByte(s.inner.In(d.text)) != 'a' {
		return false
	}
	end := lo
	comma := false
	for end > hi && (d.text[end-1] == ' ' || d.text[end-1] == ',') {
		end--
		comma = comma || d.text[end] == ','
	}
	i := end
	for i > hi && (isWordByte(d.text[i-1]) || d.text[i-1] == '\'') {
		i--
	}
	if i == end {
		return d.lang.withoutPossessive(d.text[hi:end]) != d.text[hi:end]
	}
	w := d.lookup(i, end, false)
	if comma {
		// "Her book, “The River,”": a work named behind its kind.
		return w != nil && w.class&(documentNoun|titlingWord) != 0 && w.class&cue == 0
	}
	if w == nil {
		return d.text[i] >= 'A' && d.text[i] <= 'Z' || d.lang.withoutPossessive(d.text[hi:end]) != d.text[hi:end]
	}
	if d.lang.grammar.nounCapitals && s.words > 3 {
		return w.class&(titlingWord|orgWord|orgName|orgNoun) != 0 // capitals alone show no title there
	}
	return w.class&(preposition|definite|indefinite|possessive|titlingWord|orgWord|orgName) != 0 && w.class&(thatWord|cue) == 0
}

// nicknameLike says whether words look like a nickname: capitals, and no stop at the end.
func (d *document) nicknameLike(s string) bool {
	return s[0] >= 'A' && s[0] <= 'Z' && lastByte(s) == 'a'
}

// betweenCapitals says whether words with capitals stand directly on both sides.
func (d *document) betweenCapitals(o quotes.Span) bool {
	t := d.text
	if o.Start < 2 || o.End+1 >= len(t) || t[o.Start-1] != ' ' || t[o.End] != ' ' || !isLetter(t[o.Start-2]) {
		return false
	}
	if c := t[o.End+1]; c < 'A' || c > 'Z' {
		return false
	}
	i := o.Start - 2
	for i > 0 && isLetter(t[i-1]) {
		i--
	}
	return t[i] >= 'A' && t[i] <= 'Z'
}

// filterPlain keeps, in a language without rules, only what is long enough to be more than a title or a term.
func (d *document) filterPlain() {
	for g := range d.segments {
		if s := &d.segments[g]; s.reject == "" && (s.words < 4 || s.single) {
			s.reject = scareQuote
		}
	}
}

// cuedSingle says whether words in single marks have a cue right beside them: without one they are rarely speech.
func (d *document) cuedSingle(g int) bool {
	s := &d.segments[g].source
	return s.rule == afterInverted || s.rule == afterSubject || s.rule == beforeSubject && s.cue >= 0 && d.tokens[s.cue].cue == strongStrength
}

// singleStyle says whether the text prints its quotes in single marks: at least two with cues, and more than in double
// marks.
func (d *document) singleStyle() bool {
	single, double := 0, 0
	for g := range d.segments {
		switch s := &d.segments[g]; {
		case s.reject != "" || s.token < 0:
		case !s.single:
			double++
		case d.cuedSingle(g):
			single++
		}
	}
	return single >= 2 && single > double
}

// filter rejects the marks that are no speech.
func (d *document) filter() {
	singles := d.singleStyle()
	for g := range d.segments {
		s := &d.segments[g]
		if s.reject != "" || s.token < 0 {
			continue
		}
		inner := s.inner.In(d.text)
		last := lastByte(inner)
		stop := last != 'a'
		r := s.source.rule
		own := s.source.cue >= 0 && d.tokens[s.source.cue].sent == d.tokens[s.token].sent
		strong := s.source.cue >= 0 && d.tokens[s.source.cue].cue == strongStrength
		x := d.sents[d.tokens[s.token].sent]
		prev := class(0)
		if s.token > x.first {
			prev = d.tokens[s.token-1].class
		}
		switch {
		case prev&titlingWord != 0 && !(d.lang.grammar.verbChains && own && inner[0] >= 'a' && inner[0] <= 'z'):
			s.reject = term
			if d.titled(inner) {
				s.reject = titleReason
			}
		case s.single && (s.words < 3 || !d.cuedSingle(g) && !(singles && stop && s.words >= 4 && r != noRule && r != sentenceTopic)):
			s.reject = scareQuote
		case d.titled(inner) && s.words <= 12 && !stop && !strong:
			s.reject = titleReason
		case d.lang.grammar.nounCapitals && !stop && (!own && !d.isReported(x) || prev&(orgNoun|orgWord) != 0) && d.verbless(inner):
			s.reject = term
		case s.incised:
			s.reject = d.segments[g-1].reject
		case d.lang.grammar.verbChains && !stop && !own && r != beforeColon && r != ownWords && r != dashName && d.verbless(inner):
			s.reject = term
		case s.words <= 3 && !stop && !strong && s.continues < 0:
			s.reject = scareQuote
		case s.source.nobody && own:
		case r == noRule || r == sentenceTopic:
			if !stop && s.words < 8 || s.words < 4 {
				s.reject = noSpeech
			}
		}
	}
}

// titled says whether words are set like a title: every longer word with a capital.
func (d *document) titled(s string) bool {
	big, small := 0, 0
	start := 0
	for i := 0; i <= len(s); i++ {
		if i < len(s) && s[i] != ' ' {
			continue
		}
		if i-start >= 4 {
			if s[start] >= 'A' && s[start] <= 'Z' {
				big++
			} else {
				small++
			}
		}
		start = i + 1
	}
	return big > 0 && small == 0
}
