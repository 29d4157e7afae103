// Package timeline draws what somebody said over time as one self-contained SVG picture: a line an utterance with its day,
// words and outlet, and the change of wording marked. The picture needs no script, no font and no other file; it is as
// wide as a phone shows well, and has colours for light, dark and paper.
package timeline

import (
	_ "embed"
	"encoding/xml"
	"fmt"
	"io"
	"net/url"
	"strings"
	"unicode"

	"quotebot/bot/say"
	"quotebot/quotes"
	"quotebot/quotes/utterance"
)

//go:embed style.css
var style string

// Measures of the picture, in its own units: on a phone a unit is about 0.75 CSS pixels.
const (
	width     = 520
	margin    = 20
	axis      = 28 // x of the line that the days stand on
	left      = 48 // x of what is told
	room      = width - margin - left
	wordSize  = 17
	wordStep  = 25
	smallSize = 14
	smallStep = 20
	titleSize = 22
	titleStep = 28
	smallGap  = 4  // between the words and what is told of them
	gap       = 26 // between two utterances
)

// mostRunes is how much of one utterance is drawn; what is longer ends in an ellipsis.
const mostRunes = 1200

// piece is text in one style.
type piece struct{ text, class string }

// The styles of words.
const (
	plain  = ""
	struck = "struck" // what only the earlier wording has
	added  = "added"  // what only this one has
)

// SVG draws entries, in their order, under a title. Errors are those of writing.
func SVG(w io.Writer, title string, entries []utterance.Entry) error {
	var p picture
	p.y = margin
	title = strings.TrimSuffix(title, ".")
	for _, line := range wrap([]piece{{title, plain}}, titleSize, (width-2*margin)*9/10) { // bold letters are wider
		p.y += titleStep
		p.line(margin, p.y, "title", line)
	}
	top := p.y + gap
	changed := false
	for i, e := range entries {
		p.entry(e, entries)
		changed = changed || marked(e) && i > 0
	}
	if changed {
		p.y += gap + smallStep
		p.line(left, p.y, "small", []piece{{"taken out", struck}, {" and ", plain}, {"put in", added}, {" since the wording named", plain}})
	}
	height := p.y + margin + smallStep
	_, err := fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%[1]d" height="%[2]d" role="img">
<title>%[3]s</title>
<style>
%[4]s</style>
<rect class="ground" width="100%%" height="100%%"/>
<path class="axis" d="M%[5]d %[6]dV%[7]d"/>
%[8]s</svg>
`, width, height, escaped(title), style, axis, top, max(top, p.last), p.body.String())
	if err != nil {
		return fmt.Errorf("write the picture: %w", err)
	}
	return nil
}

// picture is what has been drawn so far, down to y.
type picture struct {
	body strings.Builder
	y    int
	last int // y of the last dot
}

// entry draws one utterance.
func (p *picture) entry(e utterance.Entry, all []utterance.Entry) {
	p.y += gap + smallStep
	p.last = p.y - 5
	class := "dot"
	if marked(e) {
		class += " changed"
	}
	fmt.Fprintf(&p.body, "<circle class=\"%s\" cx=\"%d\" cy=\"%d\" r=\"6\"/>\n", class, axis, p.last)
	p.line(left, p.y, "day", []piece{{dayOf(e), plain}})
	for _, line := range wrap(wordsOf(e, all), wordSize, room) {
		p.y += wordStep
		p.line(left, p.y, "words", line)
	}
	address := webAddress(e.Citation)
	if address != "" {
		fmt.Fprintf(&p.body, "<a href=\"%s\">\n", escaped(address))
	}
	p.y += smallGap
	p.small("small", e.Ref()+" "+say.Where(e.Citation))
	if address != "" {
		p.body.WriteString("</a>\n")
	}
	if e.Since >= 0 {
		note := "changed since "
		if e.Repeated {
			note = "the same words as "
		}
		p.small("small", note+all[e.Since].Ref()+", "+dayOf(all[e.Since]))
	}
	if e.Lost != "" {
		p.small("turned", "without “"+e.Lost+"”")
	}
	if e.Added != "" {
		p.small("turned", "now with “"+e.Added+"”")
	}
}

// small draws a note in as many lines as it takes.
func (p *picture) small(class, text string) {
	for _, line := range wrap([]piece{{text, plain}}, smallSize, room) {
		p.y += smallStep
		p.line(left, p.y, class, line)
	}
}

// line draws one line of text.
func (p *picture) line(x, y int, class string, pieces []piece) {
	fmt.Fprintf(&p.body, "<text class=\"%s\" x=\"%d\" y=\"%d\" xml:space=\"preserve\">", class, x, y)
	for _, s := range pieces {
		if s.class == plain {
			p.body.WriteString(escaped(s.text))
		} else {
			fmt.Fprintf(&p.body, "<tspan class=\"%s\">%s</tspan>", s.class, escaped(s.text))
		}
	}
	p.body.WriteString("</text>\n")
}

// marked says whether an entry says something in other words than an earlier one.
func marked(e utterance.Entry) bool { return e.Since >= 0 && !e.Repeated }

// dayOf is the day of an entry and how it is known.
func dayOf(e utterance.Entry) string {
	switch {
	case e.Day.IsZero():
		return "day not known"
	case e.Printed:
		return say.Day(e.Day) + " (printed)"
	default:
		return say.Day(e.Day)
	}
}

// wordsOf is what an entry says, laid against the earlier wording where it has changed.
func wordsOf(e utterance.Entry, all []utterance.Entry) []piece {
	if !marked(e) {
		return shortened([]piece{{say.Words(e.Citation), plain}})
	}
	before := all[e.Since].Text
	var out []piece
	for _, c := range e.Changes {
		switch c.Op {
		case utterance.Kept:
			out = append(out, piece{c.Asked.In(e.Text) + " ", plain})
		case utterance.Struck:
			out = append(out, piece{c.Real.In(before), struck}, piece{" ", plain})
		case utterance.Added:
			out = append(out, piece{c.Asked.In(e.Text), added}, piece{" ", plain})
		}
	}
	if say.Words(e.Citation) != e.Text { // it is shown between marks
		out = append([]piece{{"“", plain}}, out...)
		if last := &out[len(out)-1]; strings.TrimSpace(last.text) == "" {
			last.text = "”"
		} else {
			last.text = strings.TrimRight(last.text, " ") + "”"
		}
	}
	return shortened(out)
}

// shortened cuts pieces off where they are too long for a picture.
func shortened(ps []piece) []piece {
	left := mostRunes
	for i, p := range ps {
		r := []rune(p.text)
		if len(r) > left {
			return append(ps[:i:i], piece{string(r[:left]) + "…", p.class})
		}
		left -= len(r)
	}
	return ps
}

// webAddress is the address of a quote's source that opens at the words, if it is one of the web.
func webAddress(c quotes.Citation) string {
	link := c.Link()
	if u, err := url.Parse(link); err != nil || u.Scheme != "https" && u.Scheme != "http" {
		return ""
	}
	return link
}

// escaped is text for XML, without the characters that XML can't hold and without those that turn the direction of what
// follows them.
func escaped(text string) string {
	clean := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), r == '\u202d', r == '\u202e', r == '\ufffe', r == '\uffff':
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(clean)) // a strings.Builder takes everything
	return b.String()
}
