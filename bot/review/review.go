// Package review draws what was found in an article as one self-contained web page: the article's text with its quotes in
// the colours of their speakers, their cues and mentions, how each was decided, and the marks that were not taken. It is
// for people who judge whether the extraction is right.
package review

import (
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"quotebot/bot/say"
	"quotebot/quotes"
)

//go:embed review.html
var page string

// what a span of the text is, weakest first: where spans overlap, the strongest is shown.
const (
	plain = iota
	cue
	mention
	rejected
	words
)

// classes are the CSS classes of the kinds of span.
var classes = [...]string{plain: "", cue: "cue", mention: "mention", rejected: "rejected", words: "words"}

// span is a piece of the text with what it is.
type span struct {
	quotes.Span
	kind  int
	quote int    // index of the quote, for all kinds but rejected
	note  string // for rejected: why
}

// piece is what the template draws one after the other.
type piece struct {
	Text  string
	Class string
	Hue   int
	Quote int // number of the quote from 1, or 0
	Note  string
}

// entry is one quote in the list beside the text.
type entry struct {
	Number           int
	Hue              int
	Words, Who, When string
	Facts            []fact
}

type fact struct{ Name, Value string }

// Write draws the page. Errors are those of writing.
func Write(w io.Writer, a quotes.Article, x quotes.Extraction) error {
	t, err := template.New("review").Parse(page)
	if err != nil {
		return fmt.Errorf("read the page's template: %w", err)
	}
	hues := hues(x)
	data := struct {
		Title, Source, Published, Address, Language string
		Pieces                                      []piece
		Entries                                     []entry
		Rejected                                    []fact
	}{
		Title: a.Title, Source: a.Source.Name, Published: a.Published.String(), Address: a.URL, Language: x.Language,
		Pieces: pieces(a.Text, spans(x), x, hues), Entries: entries(a, x, hues),
	}
	if data.Title == "" {
		data.Title = "Quotes found"
	}
	for _, r := range x.Rejected {
		data.Rejected = append(data.Rejected, fact{Name: r.Span.In(a.Text), Value: r.Reason})
	}
	if err := t.Execute(w, data); err != nil {
		return fmt.Errorf("write the page: %w", err)
	}
	return nil
}

// hues gives each speaker a colour of its own, spread by the golden angle so that neighbours differ.
func hues(x quotes.Extraction) map[string]int {
	out := map[string]int{}
	for _, q := range x.Quotes {
		if _, ok := out[q.Speaker.Name]; !ok {
			out[q.Speaker.Name] = len(out) * 137 % 360
		}
	}
	return out
}

// spans lists everything that is marked in the text, by where it begins.
func spans(x quotes.Extraction) []span {
	var out []span
	for i, q := range x.Quotes {
		for _, s := range q.Segments {
			out = append(out, span{Span: s, kind: words, quote: i})
		}
		if !q.Mention.IsZero() {
			out = append(out, span{Span: q.Mention, kind: mention, quote: i})
		}
		if !q.Cue.IsZero() {
			out = append(out, span{Span: q.Cue, kind: cue, quote: i})
		}
	}
	for _, r := range x.Rejected {
		out = append(out, span{Span: r.Span, kind: rejected, note: r.Reason})
	}
	slices.SortStableFunc(out, func(a, b span) int { return cmp.Compare(a.Start, b.Start) })
	return out
}

// pieces cuts the text at every border of a span and gives each piece the strongest span that covers it.
func pieces(text string, marked []span, x quotes.Extraction, hues map[string]int) []piece {
	borders := []int{0, len(text)}
	for _, s := range marked {
		borders = append(borders, s.Start, s.End)
	}
	slices.Sort(borders)
	borders = slices.Compact(borders)
	var out []piece
	var open []span
	for i := 0; i+1 < len(borders); i++ {
		at := quotes.Span{Start: borders[i], End: borders[i+1]}
		for len(marked) > 0 && marked[0].Start <= at.Start {
			open = append(open, marked[0])
			marked = marked[1:]
		}
		open = slices.DeleteFunc(open, func(s span) bool { return s.End <= at.Start })
		p := piece{Text: at.In(text)}
		best := span{kind: plain}
		for _, s := range open {
			if s.kind > best.kind {
				best = s
			}
		}
		if best.kind != plain {
			p.Class, p.Note = classes[best.kind], best.note
			if best.kind != rejected {
				q := x.Quotes[best.quote]
				p.Quote, p.Hue, p.Note = best.quote+1, hues[q.Speaker.Name], note(q)
			}
		}
		out = append(out, p)
	}
	return out
}

// note is what a pointer over a quote shows.
func note(q quotes.Quote) string {
	who := q.Speaker.Name
	if who == "" {
		who = "speaker not known"
	}
	s := fmt.Sprintf("%s · %s · %.2f", who, q.Rule, q.Confidence)
	if !q.Said.IsZero() {
		s += " · said " + q.Said.String()
	}
	return s
}

func entries(a quotes.Article, x quotes.Extraction, hues map[string]int) []entry {
	var out []entry
	for i, q := range x.Quotes {
		c := quotes.Cite(a, q)
		e := entry{Number: i + 1, Hue: hues[q.Speaker.Name], Words: say.Words(c), Who: say.Who(c), When: say.When(c)}
		for _, f := range []fact{
			{"kind", string(q.Kind)}, {"mention", c.Mention}, {"cue", c.Cue}, {"rule", q.Rule}, {"confidence", fmt.Sprintf("%.2f", q.Confidence)},
			{"because", strings.Join(q.Trace, "; ")},
		} {
			if f.Value != "" {
				e.Facts = append(e.Facts, f)
			}
		}
		out = append(out, e)
	}
	return out
}
