package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// tokenKind tells what a token is.
type tokenKind uint8

const (
	wordToken tokenKind = iota
	numberToken
	signToken  // punctuation
	quoteToken // stands for a whole segment
	nickToken  // a nickname in marks within a name
	titleToken // a title in marks: a thing, never a speaker
)

// token is a word or sign of the text outside the quotes; a quote is one token, so that nothing in it is ever taken for
// a name or verb of the sentence around it.
type token struct {
	syntax     syntax
	start, end int32
	kind       tokenKind
	capital    bool
	allCaps    bool
	sign       byte // for punctuation: one of . , ; : ? ! ( ) - … folded to ASCII
	class      class
	word       *word
	key        string // lower case
	sent       int32
	mention    int32 // the mention that covers it, or -1
	segment    int32 // for a quote
	cue        cueStrength
}

// trait gives the classes of a word that dates are made of.
func (t *token) traits() trait {
	if t.word == nil {
		return 0
	}
	return t.word.traits
}

// sentence is a range of tokens.
type sentence struct {
	first, end int
	para       int
}

// tokenise reads every paragraph into tokens and sentences.
func (d *document) tokenise() {
	d.tokens = make([]token, 0, len(d.text)/5+16)
	for p := range d.paras {
		para := &d.paras[p]
		para.tokens[0] = len(d.tokens)
		at := max(para.Start, para.dateline)
		for s := para.segs[0]; s < para.segs[1]; s++ {
			seg := &d.segments[s]
			if seg.reject != "" && seg.reject != nickname && seg.reject != titleReason {
				continue
			}
			d.scan(at, max(at, seg.outer.Start))
			seg.token = len(d.tokens)
			kind := quoteToken
			switch seg.reject {
			case nickname:
				kind = nickToken
			case titleReason:
				kind = titleToken
			}
			d.tokens = append(d.tokens, token{start: int32(seg.outer.Start), end: int32(seg.outer.End), kind: kind, segment: int32(s), mention: -1})
			at = seg.outer.End
		}
		d.scan(at, para.End)
		para.tokens[1] = len(d.tokens)
		d.splitSentences(p)
	}
}

// scan appends the tokens of a range of the text.
func (d *document) scan(lo, hi int) {
	text := d.text
	for i := lo; i < hi; {
		c := text[i]
		switch {
		case c == ' ' || c == '\t' || c == '\r':
			i++
		case isLetter(c) || c == '@' || c == '#':
			i = d.scanWord(i, hi)
		case c >= '0' && c <= '9':
			i = d.scanNumber(i, hi)
		case c < utf8.RuneSelf:
			d.sign(i, i+1, c)
			i++
		default:
			r, size := utf8.DecodeRuneInString(text[i:hi])
			switch {
			case unicode.IsLetter(r):
				i = d.scanWord(i, hi)
				continue
			case unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff':
			case r == '–' || r == '—' || r == '―':
				d.sign(i, i+size, '-')
			case r == '…':
				d.sign(i, i+size, '~')
			case r == '’':
				d.sign(i, i+size, '\'')
			case r == '“' || r == '”' || r == '‘' || r == '«' || r == '»' || r == '„':
				d.sign(i, i+size, '"')
			default:
				d.sign(i, i+size, '*')
			}
			i += size
		}
	}
}

func (d *document) sign(lo, hi int, c byte) {
	d.tokens = append(d.tokens, token{start: int32(lo), end: int32(hi), kind: signToken, sign: c, mention: -1, segment: -1})
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// scanNumber reads digits with the signs and letters inside them ("2,500", "10th", "3.5").
func (d *document) scanNumber(lo, hi int) int {
	text := d.text
	i := lo + 1
	for i < hi {
		c := text[i]
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(text[i:hi])
			if !unicode.IsLetter(r) {
				break
			}
			i += n
		} else if isWordByte(c) {
			i++
		} else if (c == ',' || c == '.' || c == '-' || c == ':' || c == '/') && i+1 < hi && (text[i+1] >= '0' && text[i+1] <= '9' || c == '-' && isLetter(text[i+1])) {
			i += 2
		} else {
			break
		}
	}
	key := text[lo:i]
	if d.ordinal(lo, i, hi) {
		i++
	}
	if p, rest, ok := strings.Cut(key, "-"); ok && d.lang.grammar.compounds && rest != "" && rest[0] >= 'A' && rest[0] <= 'Z' && len(p) <= 3 {
		// "die 20-Jährige": a noun.
		d.word(lo, i)
		t := &d.tokens[len(d.tokens)-1]
		t.capital = true
		if t.word == nil {
			h := d.lang.head(t.key)
			t.class, t.syntax = h.class, h.syntax
		}
		return i
	}
	d.tokens = append(d.tokens, token{start: int32(lo), end: int32(i), kind: numberToken, key: key, mention: -1, segment: -1})
	return i
}

// ordinal says whether the full stop behind a number belongs to it: one or two digits before a word that does not begin a
// sentence.
func (d *document) ordinal(lo, hi, end int) bool {
	if !d.lang.grammar.ordinalDots || hi-lo > 2 || hi+2 >= end || d.text[hi] != '.' || d.text[hi+1] != ' ' || d.text[hi-1] > '9' {
		return false
	}
	i := hi + 2
	for i < end && isWordByte(d.text[i]) {
		i++
	}
	w := d.lookup(hi+2, i, false)
	return i > hi+2 && (w == nil || w.class&neverName == 0 || d.text[hi+2] >= 'a')
}

// scanWord reads a word: letters and digits, with hyphens, apostrophes and an abbreviation's full stops inside. What an
// apostrophe parts from a name or pronoun ("Clinton's", "he's", "they've") is a token of its own.
func (d *document) scanWord(lo, hi int) int {
	text := d.text
	i := lo
	if text[i] == '@' || text[i] == '#' {
		i++
	}
	dots := 0
	for i < hi {
		c := text[i]
		if isLetter(c) || c >= '0' && c <= '9' || c == '_' {
			i++
			continue
		}
		if c == '-' {
			if i+1 < hi && i > lo && isWordByte(text[i+1]) {
				i++
				continue
			}
			break
		}
		if c == '.' {
			if i+1 < hi && isWordByte(text[i+1]) && i > lo && (i-lo <= 2 || dots > 0 || text[i+1] >= 'a' && text[i+1] <= 'z') {
				dots++
				i++
				continue
			}
			if dots > 0 || i-lo == 1 && text[lo] >= 'A' && text[lo] <= 'Z' && text[lo] != 'I' || d.abbreviated(lo, i) {
				i++
			}
			break
		}
		size := 0
		if c == '\'' {
			size = 1
		} else if strings.HasPrefix(text[i:hi], "’") {
			size = 3
		}
		if size > 0 {
			if d.elides(lo, i, size) {
				d.word(lo, i+size)
				return i + size
			}
			if i+size >= hi || !isWordByte(text[i+size]) || i == lo {
				break
			}
			j := i + size
			for j < hi && isWordByte(text[j]) {
				j++
			}
			if d.lang.contractions[strings.ToLower(text[i+size:j])] {
				d.word(lo, i)
				d.word(i, j)
				return j
			}
			i += size
			continue
		}
		if c < utf8.RuneSelf {
			break
		}
		r, n := utf8.DecodeRuneInString(text[i:hi])
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && !(r < 0x100 && r >= 0x80 && r != 0xa0 && r != 0x85 && r != '«' && r != '»' && i+n < hi && isWordByte(text[i+n])) {
			break // the signs of a wrongly decoded accent stay in the word
		}
		i += n
	}
	if i <= lo {
		i = lo + 1
	}
	if k, p := d.joined(lo, i); k > lo {
		d.word(lo, k)
		d.word(p, i)
		d.tokens[len(d.tokens)-1].syntax |= clitic
		return i
	}
	d.word(lo, i)
	return i
}

// elides says whether a small word ends with the apostrophe of size bytes at i: "l'", "qu'".
func (d *document) elides(lo, i, size int) bool {
	if !d.lang.grammar.elisions || i-lo > len("quelqu") || i == lo {
		return false
	}
	w := d.lookup(lo, i+size, false)
	if w == nil || !d.lang.elided[w.text] {
		return false
	}
	end := i + size
	for end < len(d.text) && (isWordByte(d.text[end]) || d.text[end] >= utf8.RuneSelf && d.text[end] < 0xc0) && end-lo < len(d.buffer) {
		end++
	}
	return end == i+size || d.lookup(lo, end, false) == nil // "d'abord" is one word
}

// longestClitic is how many bytes a pronoun has that a hyphen joins to its verb.
const longestClitic = 5

// joined finds the pronoun that a hyphen joins to the verb before it: where the verb ends and the pronoun begins ("a-t-il",
// "dit-elle"), or 0.
func (d *document) joined(lo, hi int) (verb, pronoun int) {
	if !d.lang.grammar.elisions {
		return 0, 0
	}
	i := strings.LastIndexByte(d.text[lo:hi], '-')
	if i <= 0 || hi-lo-i-1 > longestClitic || !d.lang.clitics[strings.ToLower(d.text[lo+i+1:hi])] {
		return 0, 0
	}
	verb, pronoun = lo+i, lo+i+1
	if k := strings.LastIndexByte(d.text[lo:verb], '-'); k > 0 && d.lang.clitics[strings.ToLower(d.text[lo+k+1:hi])] {
		verb = lo + k // "a-t-il"
	}
	return verb, pronoun
}

func isWordByte(c byte) bool { return isLetter(c) || c >= '0' && c <= '9' || c >= 0xc3 && c < 0xe2 }

// abbreviated says whether the word and a full stop after it are an abbreviation. One that is an ordinary word too
// ("no.", "miss.") counts only with a capital.
func (d *document) abbreviated(lo, hi int) bool {
	if hi-lo > 6 {
		return false
	}
	w := d.lookup(lo, hi, true)
	return w != nil && w.class&(abbreviation|month|weekday|namePrefix|titleWord|orgWord|nameSuffix) != 0 && (d.text[lo] < 'a' || w.class&abbreviation != 0 && d.lookup(lo, hi, false) == nil)
}

// lookup finds a word in the dictionary in lower case, without accents where the word with them is unknown.
func (d *document) lookup(lo, hi int, dot bool) *word {
	if hi-lo > len(d.buffer)-8 {
		return nil
	}
	b := d.buffer[:0]
	plain := true
	for i := lo; i < hi; {
		c := d.text[i]
		if c < utf8.RuneSelf {
			if c >= 'A' && c <= 'Z' {
				c += 'a' - 'A'
			}
			b = append(b, c)
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(d.text[i:hi])
		if r == '’' {
			b = append(b, '\'')
		} else {
			plain = false
			b = utf8.AppendRune(b, unicode.ToLower(r))
		}
		i += n
		if len(b) > len(d.buffer)-8 {
			return nil
		}
	}
	if dot {
		b = append(b, '.')
	}
	if w := d.lang.words[string(b)]; w != nil || plain {
		return w
	}
	return d.lang.words[unaccented(string(b))]
}

// word appends a word's token.
func (d *document) word(lo, hi int) {
	t := token{start: int32(lo), end: int32(hi), kind: wordToken, mention: -1, segment: -1}
	t.word = d.lookup(lo, hi, false)
	s := d.text[lo:hi]
	upper, lower := 0, 0
	ascii := true
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= 'A' && c <= 'Z':
			upper++
		case c >= 'a' && c <= 'z':
			lower++
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	if ascii {
		t.capital = s[0] >= 'A' && s[0] <= 'Z'
		t.allCaps = upper >= 2 && lower == 0
	} else {
		r, _ := utf8.DecodeRuneInString(s)
		t.capital = unicode.IsUpper(r)
		t.allCaps = utf8.RuneCountInString(s) >= 2 && strings.ToUpper(s) == s
	}
	switch {
	case t.word != nil:
		t.class, t.syntax, t.key = t.word.class, t.word.syntax, t.word.text
	case ascii && upper == 0:
		t.key = s
	default:
		t.key = unaccented(strings.ToLower(s))
	}
	if t.word == nil && t.capital && d.lang.grammar.compounds {
		h := d.lang.head(t.key)
		t.class, t.syntax = h.class, h.syntax
	}
	d.tokens = append(d.tokens, t)
}

// unaccented folds the accents of Latin letters, so that a name is the same with and without them.
func unaccented(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return accents.Replace(s)
		}
	}
	return s
}

// accents folds the lower-case letters of Latin-1 and Latin Extended-A; words are put in lower case first.
var accents = strings.NewReplacer("à", "a", "á", "a", "â", "a", "ã", "a", "ä", "a", "å", "a", "ā", "a", "ă", "a", "ą", "a", "ç", "c", "ć", "c", "č", "c",
	"ď", "d", "đ", "d", "ð", "d", "è", "e", "é", "e", "ê", "e", "ë", "e", "ē", "e", "ę", "e", "ě", "e", "ğ", "g", "ì", "i", "í", "i", "î", "i", "ï", "i",
	"ī", "i", "ı", "i", "ł", "l", "ľ", "l", "ñ", "n", "ń", "n", "ň", "n", "ò", "o", "ó", "o", "ô", "o", "õ", "o", "ö", "o", "ø", "o", "ō", "o", "ő", "o",
	"ř", "r", "ś", "s", "š", "s", "ş", "s", "ș", "s", "ß", "ss", "ť", "t", "ţ", "t", "ț", "t", "ù", "u", "ú", "u", "û", "u", "ü", "u", "ū", "u", "ů", "u",
	"ű", "u", "ý", "y", "ÿ", "y", "ź", "z", "ż", "z", "ž", "z", "æ", "ae", "œ", "oe", "þ", "th", "’", "'")

// splitSentences cuts the tokens of a paragraph into sentences.
func (d *document) splitSentences(p int) {
	para := &d.paras[p]
	para.sents[0] = len(d.sents)
	first := para.tokens[0]
	for i := first; i < para.tokens[1]; i++ {
		d.tokens[i].sent = int32(len(d.sents))
		if i+1 == para.tokens[1] || d.endsSentence(i, para.tokens[1]) {
			// What closes a bracket belongs to the sentence before it.
			d.sents = append(d.sents, sentence{first: first, end: i + 1, para: p})
			first = i + 1
		}
	}
	para.sents[1] = len(d.sents)
}

// endsSentence says whether a sentence ends with token i; end is the end of the paragraph.
func (d *document) endsSentence(i, end int) bool {
	t, next := &d.tokens[i], &d.tokens[i+1]
	starts := next.capital || next.kind == quoteToken || next.kind == numberToken || next.kind == signToken && (next.sign == '(' || next.sign == '"' || next.sign == '[')
	switch t.kind {
	case signToken:
		switch t.sign {
		case '.', '?', '!':
			return starts && (next.start > t.end || next.kind == quoteToken || next.kind == wordToken && i > 0 && d.tokens[i-1].kind == wordToken && d.tokens[i-1].end-d.tokens[i-1].start > 2)
		case '~':
			return starts && next.kind != quoteToken
		case ')', ']':
			// "(...)" after a full stop.
			return i > 0 && starts && d.tokens[i-1].kind == signToken && (d.tokens[i-1].sign == '.' || d.tokens[i-1].sign == '?')
		}
		return false
	case wordToken:
		// An abbreviation ends a sentence only before a word that no name begins with.
		return d.text[t.end-1] == '.' && next.capital && next.class&neverName != 0 && next.class&firstName == 0 && t.class&(namePrefix|titleWord) == 0 && t.end-t.start > 2
	case quoteToken:
		return d.quoteEndsSentence(i, end, starts)
	}
	return false
}

// quoteEndsSentence says whether the quote at token i closes its sentence: it ends like one, and what follows begins
// like one. After a question or a call a reporting verb may still follow.
func (d *document) quoteEndsSentence(i, end int, starts bool) bool {
	seg := &d.segments[d.tokens[i].segment]
	last := lastByte(seg.inner.In(d.text))
	if !starts {
		return false
	}
	switch last {
	case '.':
		return true
	case '?', '!', '-', '~':
		apposition := false
		for j := i + 1; j < end && j <= i+24; j++ {
			t := &d.tokens[j]
			if t.kind == quoteToken || t.kind == signToken && t.sign != ',' && t.sign != '(' && t.sign != ')' && t.sign != '-' && t.sign != '\'' {
				break
			}
			if t.kind == signToken {
				apposition = true
			}
			if t.traits()&plainVerb != 0 && j <= i+4 && j > i+1 {
				return false
			}
			if t.class&mediumCue != 0 && t.class&pastForm != 0 && j <= i+4 && j > i+1 && (j+1 == end || d.tokens[j+1].kind == signToken) {
				return false // "...?” Roe demanded."
			}
			if t.class&strongCue != 0 && t.class&(thirdForm|pastForm) != 0 && (!apposition && j <= i+7 || apposition && d.tokens[j-1].kind == signToken) {
				return false
			}
		}
		return true
	}
	return false
}

// lastByte folds the last sign of a text: '.' for a full stop, '~' for an ellipsis, '-' for a dash, 'a' for anything else.
func lastByte(s string) byte {
	switch r, _ := utf8.DecodeLastRuneInString(s); r {
	case '.', ',', '?', '!', ';', ':':
		if strings.HasSuffix(s, "...") {
			return '~'
		}
		return byte(r)
	case '…':
		return '~'
	case '-', '–', '—':
		return '-'
	}
	return 'a'
}
