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
	s := Span{Start: strings.LastIndexByte(text[:first], '\n') + 1, End: len(text)}
	if i := strings.IndexByte(text[last:], '\n'); i >= 0 {
		s.End = last + i
	}
	if s.Len() > maxContext {
		return Span{Start: first, End: last}
	}
	if s.Len() < shortParagraph {
		before := strings.TrimRight(text[:s.Start], " \t\r\n")
		if line := strings.LastIndexByte(before, '\n') + 1; line < len(before) && len(before)-line <= longParagraph {
			s.Start = line
		}
	}
	s.Start += len(s.In(text)) - len(strings.TrimLeft(s.In(text), " \t\r\n"))
	s.End = s.Start + len(strings.TrimRight(s.In(text), " \t\r\n"))
	return s
}
