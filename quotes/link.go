package quotes

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// fragmentWords is how many words a text fragment may name whole, and half of what it names at each end of longer text.
const fragmentWords = 8

// Ref is how people name a stored quote: "#12" in its own guild or conversation, "L12" in the library.
func (c Citation) Ref() string {
	if c.Scope == Library {
		return "L" + strconv.FormatInt(c.Number, 10)
	}
	return "#" + strconv.FormatInt(c.Number, 10)
}

// ParseRef reads what Ref writes, with or without the mark in front. library says whether it names a library quote.
func ParseRef(s string) (number int64, library, ok bool) {
	s = strings.TrimSpace(s)
	rest, hash := strings.CutPrefix(s, "#")
	if !hash {
		for _, mark := range []string{"L", "l"} {
			if r, found := strings.CutPrefix(s, mark); found {
				rest, library = r, true
			}
		}
	}
	n, err := strconv.ParseInt(rest, 10, 64)
	if err != nil || n <= 0 || rest[0] == '+' {
		return 0, false, false
	}
	return n, library, true
}

// Link is an address that opens the source at the quoted words: the citation's address with a text fragment (WICG
// Scroll to Text Fragment), or the jump link of a chat message as it is. It is empty when there is no address. Nothing
// in it needs escaping in Markdown.
func (c Citation) Link() string {
	if c.URL == "" {
		return ""
	}
	url := strings.NewReplacer("(", "%28", ")", "%29", "<", "%3C", ">", "%3E", " ", "%20").Replace(c.URL)
	if c.Kind == Message || c.Kind == Entered {
		return url
	}
	words := c.Text
	if len(c.Segments) > 0 {
		words = c.Segments[0]
	}
	if f := textFragment(words, c.Context); f != "" {
		return url + "#:~:text=" + f
	}
	return url
}

// textFragment names words within a page: whole when they are few, else by both ends. Where the same words stand twice
// in the context, the words before the right place are named too.
func textFragment(words, context string) string {
	w := strings.Fields(words)
	if len(w) == 0 {
		return ""
	}
	var f string
	if len(w) <= fragmentWords {
		f = fragmentEscape(strings.Join(w, " "))
	} else {
		half := fragmentWords / 2
		f = fragmentEscape(strings.Join(w[:half], " ")) + "," + fragmentEscape(strings.Join(w[len(w)-half:], " "))
	}
	if strings.Count(context, words) > 1 {
		before := strings.Fields(context[:strings.Index(context, words)])
		if n := len(before); n > 0 {
			f = fragmentEscape(strings.Join(before[max(0, n-3):], " ")) + "-," + f
		}
	}
	return f
}

// fragmentEscape percent-encodes everything but letters and digits of ASCII: the dash, the comma and the ampersand have
// a meaning in a text fragment, round brackets end a link in Markdown.
func fragmentEscape(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' {
			b.WriteByte(c)
			continue
		}
		b.WriteByte('%')
		b.WriteByte(hex[c>>4])
		b.WriteByte(hex[c&15])
	}
	return b.String()
}

// Around cuts the printed text before and after the quote out of its context, at most limit runes on each side and on
// word borders. Both are empty when the words do not stand in the context or are all of it.
func (c Citation) Around(limit int) (before, after string) {
	first, last := c.Text, c.Text
	if n := len(c.Segments); n > 0 {
		first, last = c.Segments[0], c.Segments[n-1]
	}
	i := strings.Index(c.Context, first)
	if i < 0 {
		return "", ""
	}
	j := strings.LastIndex(c.Context, last)
	if j < i {
		return "", ""
	}
	return tail(c.Context[:i], limit), head(c.Context[j+len(last):], limit)
}

// head is the beginning of s, cut at a word border after at most limit runes, with dots where something was cut.
func head(s string, limit int) string {
	s = strings.TrimRight(s, " \t\n")
	if utf8.RuneCountInString(s) <= limit {
		return s
	}
	r := []rune(s)[:limit]
	for i := len(r) - 1; i > 0; i-- {
		if unicode.IsSpace(r[i]) {
			r = r[:i]
			break
		}
	}
	return string(r) + "…"
}

// tail is the end of s, cut at a word border, with dots where something was cut.
func tail(s string, limit int) string {
	s = strings.TrimLeft(s, " \t\n")
	if utf8.RuneCountInString(s) <= limit {
		return s
	}
	r := []rune(s)
	r = r[len(r)-limit:]
	for i := range r {
		if unicode.IsSpace(r[i]) {
			r = r[i+1:]
			break
		}
	}
	return "…" + string(r)
}
