package utterance

import (
	"hash/fnv"
	"strings"
	"unicode"
	"unicode/utf8"

	"quotebot/quotes"
)

// token is one word of a text, folded for comparing. A contraction gives the words that it stands for, each with its own
// bytes ("isn't": "is" and "n't"), so that a lost "not" can be shown to the letter.
type token struct {
	form     string // lower case, without accents; numbers in digits
	stem     string // form without its ending
	id       uint64 // hash of form
	at       quotes.Span
	number   bool
	negates  bool
	common   bool // a function word, which tells nothing alone
	inserted bool // an editor's words in square brackets
}

// fold cuts text into tokens. Marks, ellipses and fillers ("uh") give none. Any text is allowed.
func fold(text string) []token {
	f := folder{text: text, tokens: make([]token, 0, len(text)/5+2)}
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == '[':
			f.open = bracketEnd(text, i)
			i += n
		case r == '%':
			f.add("percent", i, i+n)
			i += n
		case wordSign(r):
			i = f.word(i)
		default:
			i += n
		}
	}
	return f.joined()
}

type folder struct {
	text   string
	tokens []token
	open   int // where the square bracket that we are in ends, or 0
}

// word reads the word that begins at i and returns where it ends.
func (f *folder) word(i int) int {
	if end, form := initials(f.text, i); end > 0 {
		f.add(form, i, end)
		return end
	}
	start, apostrophe := i, -1
	var b strings.Builder
	for i < len(f.text) {
		r, n := utf8.DecodeRuneInString(f.text[i:])
		switch {
		case wordSign(r) || unicode.IsMark(r):
			b.WriteString(plain(r))
		case isApostrophe(r) && wordAt(f.text, i+n):
			apostrophe = i
		case (r == '.' || r == ',') && inNumber(f.text, start, i):
			if !thousands(f.text, start, i) {
				b.WriteByte('.')
			}
		case (r == '[' || r == ']') && wordAt(f.text, i+n) && i > start: // "[W]e", "want[ed]"
			f.open = 0
		case r == '\u00ad' && wordAt(f.text, i+n): // a soft hyphen does not show
		default:
			n = 0
		}
		if n == 0 {
			break
		}
		i += n
		if unspaced(r) {
			break
		}
	}
	form := b.String()
	if form == "" {
		return i
	}
	f.expand(form, start, apostrophe, i)
	return i
}

// expand adds a word, or the words of a contraction. apostrophe is where its last apostrophe stands, or -1.
func (f *folder) expand(form string, start, apostrophe, end int) {
	if parts, ok := contracted[form]; ok && (apostrophe >= 0 || !needsApostrophe[form]) {
		f.add(parts.first, start, start+parts.length(f.text[start:end]))
		f.add(parts.second, start+parts.length(f.text[start:end]), end)
		return
	}
	if apostrophe > start {
		ending := plainString(f.text[apostrophe:end])
		before := plainString(f.text[start:apostrophe])
		if long, ok := endings[ending]; ok {
			if ending == "s" && isAfter[before] {
				long = "is"
			}
			f.add(before, start, apostrophe)
			f.add(long, apostrophe, end)
			return
		}
		if ending == "t" && strings.HasSuffix(before, "n") { // "isn't": the n belongs to the "not"
			f.add(strings.TrimSuffix(before, "n"), start, apostrophe-1)
			f.add("not", apostrophe-1, end)
			return
		}
	}
	f.add(form, start, end)
}

func (f *folder) add(form string, start, end int) {
	if start >= end || form == "" || fillers[form] {
		return
	}
	number := form[0] >= '0' && form[0] <= '9'
	if digits, ok := numerals[form]; ok {
		form, number = digits, true
	}
	f.tokens = append(f.tokens, token{form: form, at: quotes.Span{Start: start, End: end}, number: number, inserted: start < f.open})
}

// joined puts "twenty one" and "per cent" together and fills in what can be told from the form.
func (f *folder) joined() []token {
	out := f.tokens[:0]
	for _, t := range f.tokens {
		if n := len(out); n > 0 {
			last := &out[n-1]
			switch {
			case t.form == "cent" && last.form == "per":
				last.form, last.at.End = "percent", t.at.End
				continue
			case last.number && len(last.form) == 2 && last.form[1] == '0' && (t.number && len(t.form) == 1 || t.form == "one") &&
				!digitAt(f.text, last.at.Start) && !digitAt(f.text, t.at.Start):
				last.form, last.at.End = last.form[:1]+strings.Replace(t.form, "one", "1", 1), t.at.End
				continue
			}
		}
		out = append(out, t)
	}
	for i := range out {
		t := &out[i]
		t.common, t.negates = common[t.form], negators[t.form]
		t.stem = stem(t.form)
		h := fnv.New64a()
		h.Write([]byte(t.form))
		t.id = h.Sum64()
	}
	return out
}

// content counts the tokens that tell something.
func content(ts []token) int {
	n := 0
	for _, t := range ts {
		if !t.common && !t.inserted {
			n++
		}
	}
	return n
}

// stems are the different stems of the tokens that tell something.
func stems(ts []token) map[string]bool {
	m := make(map[string]bool, len(ts))
	for _, t := range ts {
		if !t.common && !t.negates {
			m[t.stem] = true
		}
	}
	return m
}

// stem takes one ending off, longest first, and leaves at least four bytes: "improving" and "improvement" meet in
// "improv", "historical" and "history" in "histor". It serves both English and German; it only ever decides between
// sentences that have more in common.
func stem(form string) string {
	if len(form) < 5 || form[0] <= '9' {
		return form
	}
	for _, e := range suffixes {
		if len(form)-len(e) >= 4 && strings.HasSuffix(form, e) {
			return form[:len(form)-len(e)]
		}
	}
	return form
}

// initials reads single letters with dots between them as one word: "U.S." gives "us".
func initials(text string, i int) (end int, form string) {
	for j := i; j+1 < len(text) && isLetter(text[j]) && text[j+1] == '.'; j += 2 {
		form += strings.ToLower(text[j : j+1])
		end = j + 2
	}
	if len(form) < 2 || end < len(text) && wordAt(text, end) {
		return 0, ""
	}
	return end, form
}

// bracketEnd is where the bracket that opens at i closes, or 0 when it does not close soon.
func bracketEnd(text string, i int) int {
	if n := strings.IndexByte(text[i:min(len(text), i+120)], ']'); n > 0 {
		return i + n
	}
	return 0
}

// inNumber says whether the dot or comma at i stands between digits of the number that begins at start.
func inNumber(text string, start, i int) bool {
	return i > start && digitAt(text, start) && digitAt(text, i-1) && digitAt(text, i+1)
}

// thousands says whether the sign at i parts thousands: exactly three digits follow, and no leading zero.
func thousands(text string, start, i int) bool {
	return text[start] != '0' && digitAt(text, i+1) && digitAt(text, i+2) && digitAt(text, i+3) && !digitAt(text, i+4)
}

func digitAt(text string, i int) bool {
	return i >= 0 && i < len(text) && text[i] >= '0' && text[i] <= '9'
}

func isLetter(b byte) bool { return 'a' <= b|0x20 && b|0x20 <= 'z' }

func wordSign(r rune) bool { return unicode.IsLetter(r) && r != 'ʼ' || unicode.IsDigit(r) }

func wordAt(text string, i int) bool {
	if i >= len(text) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(text[i:])
	return wordSign(r)
}

func isApostrophe(r rune) bool {
	return r == '\'' || r == '’' || r == '‘' || r == 'ʼ' || r == '`' || r == '＇'
}

// unspaced says whether a script puts no blanks between words; each of its signs is a token.
func unspaced(r rune) bool {
	return r > 0x0e00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// plain is a sign in lower case without its accent; nothing for a combining mark.
func plain(r rune) string {
	if r < utf8.RuneSelf {
		return string(unicode.ToLower(r))
	}
	if unicode.Is(unicode.Mn, r) {
		return ""
	}
	if p, ok := accents[unicode.ToLower(r)]; ok {
		return p
	}
	if r == utf8.RuneError {
		return ""
	}
	return string(unicode.ToLower(r))
}

func plainString(s string) string {
	var b strings.Builder
	for _, r := range s {
		if wordSign(r) {
			b.WriteString(plain(r))
		}
	}
	return b.String()
}
