package quotes

import "strings"

// Bounds of a citation's context in bytes: a short paragraph says too little by itself, so the one before it is kept
// too, as far as it is not long; and no paragraph is this endless.
const (
	shortParagraph = 240
	longParagraph  = 600
	maxContext     = 200_000
)

// Cite makes the citation of a quote in an article, as it is before it is stored: without scope, number and adder.
// The quote's spans must be valid for the article's text.
func Cite(a Article, q Quote) Citation {
	c := Citation{
		Text: q.Words(a.Text), Kind: q.Kind, Context: q.Context(a.Text).In(a.Text), Language: a.Language,
		Speaker: q.Speaker.Name, SpeakerKind: q.Speaker.Kind, Aliases: q.Speaker.Aliases, Role: q.Speaker.Role, Via: q.Via.Name,
		Mention: q.Mention.In(a.Text), Cue: q.Cue.In(a.Text), Rule: q.Rule, Confidence: q.Confidence,
		Said: q.Said, Published: a.Published, Updated: a.Updated, Title: a.Title, Publisher: a.Source.Name, Agency: a.Agency,
		Byline: strings.Join(a.Byline, ", "), URL: a.URL,
	}
	if len(q.Segments) > 1 {
		c.Segments = q.Printed(a.Text)
	}
	return c
}

// Context is what is kept around the quote to show it in: the paragraphs from the first to the last that its segments
// touch, with the paragraph before where that is little. Paragraphs stand on lines of their own. Where they are endless
// it is only the quote from its first to its last segment.
func (q Quote) Context(text string) Span {
	first, last := q.Segments[0].Start, q.Segments[len(q.Segments)-1].End
	// No further than what is kept: a line without end may hold any number of quotes.
	from, to := max(0, first-maxContext), min(len(text), last+maxContext+1)
	s := Span{Start: from + lastLine(text[from:first]), End: to}
	if i := strings.IndexByte(text[last:to], '\n'); i >= 0 {
		s.End = last + i
	}
	if s.Len() > maxContext || from > 0 && s.Start == from && text[from-1] != '\n' {
		return Span{Start: first, End: last}
	}
	if s.Len() < shortParagraph {
		before := strings.TrimRight(text[:s.Start], " \t\r\n")
		from := max(0, len(before)-longParagraph-1)
		if line := from + lastLine(before[from:]); line < len(before) && len(before)-line <= longParagraph {
			s.Start = line
		}
	}
	s.Start += len(s.In(text)) - len(strings.TrimLeft(s.In(text), " \t\r\n"))
	s.End = s.Start + len(strings.TrimRight(s.In(text), " \t\r\n"))
	return s
}

// lastLine gives where the last line of a text begins. It goes back in steps, because asking whether a step holds a line's
// end is many times as quick as looking at each byte, and one long line can have a hundred thousand quotes.
func lastLine(text string) int {
	const step = 4096
	for end := len(text); end > 0; end -= step {
		from := max(0, end-step)
		if strings.IndexByte(text[from:end], '\n') >= 0 {
			return from + strings.LastIndexByte(text[from:end], '\n') + 1
		}
	}
	return 0
}
