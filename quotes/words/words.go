// Package words cuts a text into words and brings them into a form in which they can be compared: lower case, without
// accents, curly marks, possessive endings and contractions, and as stems. The index of a store and the ranking of
// search must agree on every word, so both take it from here; the text itself is never changed.
package words

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// longest is the length in bytes at which a word is cut off: longer runs of letters are addresses or noise.
const longest = 48

// Word is one word of a text.
type Word struct {
	Form       string // folded: compare it with other forms
	Start, End int    // bytes of the text that it was made from
}

// Cut gives the words of a text in order. A contraction gives the words that it stands for ("gonna" gives "going" and
// "to"), each with the bytes of the whole; text in a script that puts no blanks between words gives overlapping pairs of
// signs. Any text is allowed, also invalid UTF-8.
func Cut(text string) []Word {
	c := cutter{text: text, words: make([]Word, 0, len(text)/5+1)}
	for i := 0; i < len(text); {
		r, n := decode(text[i:])
		switch {
		case unspaced(r):
			i = c.signs(i)
		case inWord(r):
			i = c.word(i)
		default:
			i += n
		}
	}
	return c.words
}

type cutter struct {
	text  string
	words []Word
	buf   []byte
}

// word reads the word that begins at i and returns where it ends.
func (c *cutter) word(i int) int {
	if end := c.initials(i); end > 0 {
		return end
	}
	if end := c.plain(i); end > 0 {
		return end
	}
	start, marked := i, -1 // marked: length of the word before its last apostrophe
	c.buf = c.buf[:0]
	ascii := true
	for i < len(c.text) {
		r, n := decode(c.text[i:])
		switch {
		case r < utf8.RuneSelf && inWord(r):
			c.buf = append(c.buf, lower(byte(r)))
		case unspaced(r):
			n = 0
		case inWord(r) || unicode.IsMark(r):
			c.buf, ascii = append(c.buf, c.text[i:i+n]...), false
		case !joins(r) || !c.wordAt(i+n):
			n = 0
		case r == ',' && !c.thousands(i):
			n = 0
		case apostrophe(r):
			marked = len(c.buf)
		}
		if n == 0 {
			break
		}
		i += n
	}
	if marked >= 0 && ascii {
		if whole, ok := withoutEnding(string(c.buf[:marked]), string(c.buf[marked:])); ok {
			c.add(whole, start, i)
			return i
		}
	}
	form := string(c.buf)
	if !ascii {
		form = fold(form)
	}
	c.add(form, start, i)
	return i
}

// plain reads a word of small letters and digits with a blank or the like behind, as most are: its form is a piece of the
// text and needs no copy. It returns 0 when the word at i is another.
func (c *cutter) plain(i int) int {
	end := i
	for end < len(c.text) && ('a' <= c.text[end] && c.text[end] <= 'z' || digit(c.text[end])) {
		end++
	}
	if end == i || end < len(c.text) && (c.text[end] >= utf8.RuneSelf || letter(c.text[end]) || joins(rune(c.text[end]))) {
		return 0
	}
	c.add(c.text[i:end], i, end)
	return end
}

// add appends the words that a form stands for.
func (c *cutter) add(form string, start, end int) {
	if len(form) > longest {
		form = strings.ToValidUTF8(form[:longest], "")
	}
	if form == "" {
		return
	}
	long, ok := contractions[form]
	if !ok {
		c.words = append(c.words, Word{form, start, end})
		return
	}
	for _, f := range strings.Fields(long) {
		c.words = append(c.words, Word{f, start, end})
	}
}

// initials reads single letters with dots between them as one word, "U.S." as "us" and "E.P.A." as "epa". It returns 0
// when there are none at i. Nobody has more of them than the longest word has letters: what goes on is letters one by one,
// else each of a line of dotted letters would be read up to its end to find that out.
func (c *cutter) initials(i int) int {
	if i+1 >= len(c.text) || c.text[i+1] != '.' {
		return 0
	}
	var buf [longest]byte
	letters := buf[:0]
	for j := i; ; j += 2 {
		if len(letters) == longest {
			return 0
		}
		if j+1 < len(c.text) && letter(c.text[j]) && c.text[j+1] == '.' {
			letters = append(letters, lower(c.text[j]))
			continue
		}
		if j < len(c.text) && letter(c.text[j]) && !c.wordAt(j+1) && len(letters) > 0 {
			letters = append(letters, lower(c.text[j]))
			j++
		} else if c.wordAt(j) { // "e.g.something": not initials
			return 0
		}
		if len(letters) < 2 {
			return 0
		}
		c.add(string(letters), i, j)
		return j
	}
}

// signs reads a run of a script without blanks and returns where it ends.
func (c *cutter) signs(i int) int {
	var at []int // where each sign begins, with the marks that belong to it
	for i < len(c.text) {
		r, n := decode(c.text[i:])
		if unspaced(r) {
			at = append(at, i)
		} else if !unicode.IsMark(r) {
			break
		}
		i += n
	}
	at = append(at, i)
	if len(at) == 2 {
		c.add(fold(c.text[at[0]:i]), at[0], i)
	}
	for k := 0; k+2 < len(at); k++ {
		c.add(fold(c.text[at[k]:at[k+2]]), at[k], at[k+2])
	}
	return i
}

func (c *cutter) wordAt(i int) bool {
	if i >= len(c.text) {
		return false
	}
	r, _ := decode(c.text[i:])
	return inWord(r) && !unspaced(r)
}

// thousands says whether the comma at i stands within a number, as in "1,000".
func (c *cutter) thousands(i int) bool {
	return i > 0 && digit(c.text[i-1]) && i+3 < len(c.text) && digit(c.text[i+1]) && digit(c.text[i+2]) && digit(c.text[i+3])
}

// fold takes accents and other marks off and lowers the case: "Žižek" gives "zizek".
func fold(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		if plain, ok := letters[r]; ok {
			b.WriteString(plain)
		} else if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mc, r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// letters are those that no Unicode decomposition takes apart, though people type them without their strokes.
var letters = map[rune]string{'ß': "ss", 'ẞ': "ss", 'æ': "ae", 'Æ': "ae", 'œ': "oe", 'Œ': "oe", 'ø': "o", 'Ø': "o", 'ł': "l", 'Ł': "l",
	'đ': "d", 'Đ': "d", 'ð': "d", 'Ð': "d", 'þ': "th", 'Þ': "th", 'ı': "i", 'ħ': "h", 'Ħ': "h"}

// decode is utf8.DecodeRuneInString with a short way for the most frequent case.
func decode(s string) (rune, int) {
	if s[0] < utf8.RuneSelf {
		return rune(s[0]), 1
	}
	return utf8.DecodeRuneInString(s)
}

func inWord(r rune) bool {
	if r < utf8.RuneSelf {
		return letter(byte(r)) || digit(byte(r))
	}
	return unicode.IsLetter(r) && r != 'ʼ' || unicode.IsDigit(r)
}

// joins says whether a word may go on behind the sign: "don't", "[W]e", "1,000", and signs that do not show.
func joins(r rune) bool {
	switch r {
	case '[', ']', ',', '\u00ad', '\u200b', '\u200c', '\u200d', '\u2060', '\ufeff':
		return true
	}
	return apostrophe(r)
}

func apostrophe(r rune) bool {
	return r == '\'' || r == '’' || r == '‘' || r == 'ʼ' || r == '`' || r == '＇'
}

func unspaced(r rune) bool {
	return r > 0x0e00 && (r == 'ー' || unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao,
		unicode.Khmer, unicode.Myanmar) && unicode.IsLetter(r))
}

func letter(b byte) bool { return 'a' <= b|0x20 && b|0x20 <= 'z' }

func digit(b byte) bool { return '0' <= b && b <= '9' }

func lower(b byte) byte {
	if 'A' <= b && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}
