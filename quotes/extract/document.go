package extract

import (
	"strings"

	"quotebot/quotes"
)

// document is one article on its way through the steps. Nothing in it outlives the call of Extract.
type document struct {
	lang      *language
	article   quotes.Article
	text      string
	explain   bool
	indirect  bool
	inward    bool // » opens and « closes
	paras     []paragraph
	marks     []mark
	segments  []segment
	tokens    []token
	sents     []sentence
	mentions  []mention
	headlines []bool // for each sentence, whether it is set like a headline
	people    people
	bearers   map[string][]bearer // who is named with a role, by the role

	attributes []map[string]bool // what stands beside the names of each person; nil until it is asked for

	// looks counts the tokens, mentions and segments that searches around a place looked at: what could grow faster than
	// the text if a search were unbounded. A test holds it to linear growth.
	looks int

	unnamed     int     // the mention of somebody without a name who spoke last
	unnamedSent int     // and in which sentence
	margin      float64 // of the last choice among antecedents
	meant       []int   // for each mention that is he or she, whom it means as far as that is decided; nil before
	meanNext    int     // the first mention that was not looked at for it

	// capitals counts, for each word in lower case, how often it is printed with a capital inside a sentence.
	weights     weights
	signWeights *[signCount]float64
	capitals    map[string]int
	surnames    map[string]bool // found beside first names and offices; only where capitals show no name
	buffer      [64]byte
	owners      []int32 // for each token the mention that it or what goes with it is part of, or -1; only where nouns have tails
	scratch     []token // for reading words between marks
}

// paragraph is one line of the text that is not blank.
type paragraph struct {
	quotes.Span
	tokens    [2]int // first token and the one after the last
	sents     [2]int
	segs      [2]int
	furniture string      // why nothing is quoted here, or empty
	label     quotes.Span // the speaker at the head of a transcript's line
	speaking  bool        // goes on with a transcript's line
	dateline  int         // where the text behind a place and dash begins, or 0
}

// segment is what stands between one pair of marks, within one paragraph.
type segment struct {
	outer, inner quotes.Span
	para         int
	token        int  // the token that stands for it
	single       bool // in single marks
	block        bool // a block quotation or a transcript's line, without marks of its own
	closed       bool // its closing mark is printed
	incised      bool // goes on with the segment before it behind a reporting clause within one pair of marks
	continues    int  // the segment of an earlier paragraph that it goes on with, or -1
	words        int
	reject       string // why it is no quote, or empty
	source       source
	said         quotes.Date
	level        dateLevel
}

// findParagraphs cuts the text into lines, blank ones left out.
func (d *document) findParagraphs() {
	text := d.text
	for at := 0; at < len(text); {
		end := strings.IndexByte(text[at:], '\n')
		if end < 0 {
			end = len(text)
		} else {
			end += at
		}
		if lo, hi := trim(text, at, end); lo < hi {
			d.paras = append(d.paras, paragraph{Span: quotes.Span{Start: lo, End: hi}})
		}
		at = end + 1
	}
}

// datelineLimit is how many bytes a place and date before the dash of a dateline may have.
const datelineLimit = 70

// findDatelines notes where the text begins behind "LONDON (Reuters) —", so that the place is no subject.
func (d *document) findDatelines() {
	for p := 0; p < len(d.paras) && p < 40; p++ {
		s := d.paras[p].In(d.text)
		head := s[:min(len(s), datelineLimit)]
		for _, dash := range [...]string{" — ", " – ", " - ", " -- "} {
			i := strings.Index(head, dash)
			if i < 3 || !capitalWord(head[:i]) || d.sentenceWords(head[:i]) {
				continue
			}
			d.paras[p].dateline = d.paras[p].Start + i
			break
		}
	}
}

// capitalWord says whether a text begins with a word all in capitals of three letters and more.
func capitalWord(s string) bool {
	i := 0
	for i < len(s) && (s[i] >= 'A' && s[i] <= 'Z' || s[i] == '.') {
		i++
	}
	return i >= 3 && (i == len(s) || s[i] == ' ' || s[i] == ',')
}

// sentenceWords says whether a text holds two words in lower case outside brackets: then it is no place and date.
func (d *document) sentenceWords(s string) bool {
	small, depth := 0, 0
	for _, w := range strings.Fields(s) {
		depth += strings.Count(w, "(")
		if depth == 0 && w[0] >= 'a' && w[0] <= 'z' && !(d.lang.grammar.smallDays && d.isMonth(w)) {
			small++
		}
		depth -= strings.Count(w, ")")
	}
	return small >= 1
}

// isMonth says whether a word names a month.
func (d *document) isMonth(w string) bool {
	e := d.lang.words[strings.TrimRight(w, ",")]
	return e != nil && e.class&month != 0
}

// trim narrows a range of bytes so that it neither begins nor ends with white space.
func trim(text string, lo, hi int) (int, int) {
	s := text[lo:hi]
	t := strings.TrimLeft(s, " \t\r\n\v\f\u00a0\u202f\u200b\ufeff")
	lo += len(s) - len(t)
	return lo, lo + len(strings.TrimRight(t, " \t\r\n\v\f\u00a0\u202f\u200b\ufeff"))
}
