package console

import (
	"fmt"
	"strings"
	"unicode"

	"quotebot/bot"
	"quotebot/bot/say"

	"github.com/rivo/uniseg"
)

// Style is how replies look in a terminal.
type Style struct {
	Colour bool // use escape sequences
	Width  int  // columns; 0 means 80
}

const (
	indent     = "     "
	usualWidth = 80
	minWidth   = 40
	maxWidth   = 100 // longer lines are hard to read
)

// escape sequences for the few styles that we use.
const (
	bold   = "\x1b[1m"
	dim    = "\x1b[2m"
	green  = "\x1b[32m"
	yellow = "\x1b[33m"
	red    = "\x1b[31m"
	struck = "\x1b[9;31m"
	added  = "\x1b[4;32m"
	reset  = "\x1b[0m"
)

// Render draws a reply as text that ends in a line break, or as nothing when it has nothing to say. Text from articles
// and chats cannot bring escape sequences of its own.
func (s Style) Render(r bot.Reply) string {
	if len(r.Timeline) > 0 {
		return s.Timeline(r)
	}
	if r.Asked != "" {
		return s.Checked(r)
	}
	var b strings.Builder
	if r.Note != "" {
		b.WriteString(s.paint(noteColour(r.Outcome), s.wrap(clean(r.Note), "")) + "\n")
	}
	for i, c := range r.Cards {
		if i > 0 || r.Note != "" {
			b.WriteByte('\n')
		}
		s.card(&b, c)
	}
	return b.String()
}

func noteColour(o bot.Outcome) string {
	switch o {
	case bot.Failed, bot.Refused:
		return red
	case bot.Nearest, bot.Nothing:
		return yellow
	default:
		return green
	}
}

// card draws one quote: its number and words, then who, when, where and the link, a line each.
func (s Style) card(b *strings.Builder, c bot.Card) {
	ref := indent
	if c.Number > 0 {
		ref = fmt.Sprintf("%-5s", c.Ref())
	}
	b.WriteString(s.paint(dim, ref))
	b.WriteString(strings.TrimPrefix(s.wrap(s.highlight(c), indent), indent) + "\n")
	line := func(colour, text string) {
		if text != "" {
			b.WriteString(s.paint(colour, s.wrap(clean(text), indent)) + "\n")
		}
	}
	line(bold, say.Who(c.Citation))
	line(yellow, say.Doubt(c.Citation))
	line("", joined(" · ", say.When(c.Citation), say.Where(c.Citation), quoted(c.Title)))
	if hasWords(c.Before) || hasWords(c.After) {
		line(dim, oneLine(c.Before+" […] "+c.After))
	}
	if c.Link != "" {
		b.WriteString(indent + s.paint(dim, clean(c.Link)) + "\n")
	}
	s.source(c, line)
	s.also(c, line)
	if c.Already {
		line(dim, "was here already")
	}
	for _, w := range c.Why {
		line(dim, fmt.Sprintf("%+.2f %s", w.Points, w.Rule))
	}
}

// highlight is the quote in its marks with the words that were asked for made bold.
func (s Style) highlight(c bot.Card) string {
	whole := say.Words(c.Citation)
	at := strings.Index(whole, c.Text)
	if !s.Colour || at < 0 {
		return clean(whole)
	}
	var b strings.Builder
	done := 0
	for _, m := range c.Matched {
		if m.Start < done || !m.Valid(c.Text) {
			continue
		}
		b.WriteString(clean(whole[at+done:at+m.Start]) + bold + clean(m.In(c.Text)) + reset)
		done = m.End
	}
	return clean(whole[:at]) + b.String() + clean(whole[at+done:])
}

// hasWords says whether there is more than marks and blanks.
func hasWords(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) >= 0
}

func (s Style) paint(colour, text string) string {
	if !s.Colour || colour == "" {
		return text
	}
	return colour + text + reset
}

// Columns is how long a line may be.
func (s Style) Columns() int {
	width := s.Width
	if width == 0 {
		width = usualWidth
	}
	return min(max(width, minWidth), maxWidth)
}

// Fill sets text of ours anew in lines that fit; an empty line parts paragraphs.
func (s Style) Fill(text string) string {
	var paragraphs []string
	for p := range strings.SplitSeq(text, "\n\n") {
		paragraphs = append(paragraphs, s.wrap(oneLine(p), ""))
	}
	return strings.Join(paragraphs, "\n\n")
}

// wrap breaks text into lines that fit, each with the prefix in front. Words longer than a line stay whole, so that an
// address can still be clicked, unless they are of a script that parts words by nothing, such as Chinese.
func (s Style) wrap(text, prefix string) string {
	width := s.Columns() - len(prefix)
	var lines []string
	for _, paragraph := range strings.Split(text, "\n") {
		line, used := "", 0
		put := func(word, gap string) {
			n := columns(word)
			if line != "" && used+len(gap)+n > width {
				lines = append(lines, prefix+line)
				line, used = "", 0
			}
			if line != "" {
				line, used = line+gap, used+len(gap)
			}
			line, used = line+word, used+n
		}
		for _, word := range strings.Fields(paragraph) {
			gap := " "
			for _, piece := range pieces(word, width) {
				put(piece, gap)
				gap = ""
			}
		}
		lines = append(lines, prefix+line)
	}
	return strings.Join(lines, "\n")
}

// pieces cuts a word that is wider than a line where its script allows a line to end. Only wide characters are reason to:
// an address has none.
func pieces(word string, width int) []string {
	if columns(word) <= width || !strings.ContainsFunc(word, func(r rune) bool { return uniseg.StringWidth(string(r)) > 1 }) {
		return []string{word}
	}
	var cut []string
	state := -1
	for word != "" {
		var piece string
		piece, word, _, state = uniseg.FirstLineSegmentInString(word, state)
		cut = append(cut, piece)
	}
	return cut
}

// columns is how wide a word stands in a terminal, escape sequences of ours not counted.
func columns(word string) int {
	for _, e := range []string{bold, struck, added, reset} {
		word = strings.ReplaceAll(word, e, "")
	}
	return uniseg.StringWidth(word)
}

// clean replaces control characters: text that we did not write must not drive the terminal.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' {
			return r
		}
		if unicode.IsControl(r) || r == '\u202e' || r == '\u202d' {
			return ' '
		}
		return r
	}, text)
}

func joined(sep string, parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, sep)
}

func quoted(title string) string {
	if title == "" {
		return ""
	}
	return "“" + title + "”"
}
