package quotes

import "strings"

// Bounds of a citation's context in bytes: a shorter paragraph says too little by itself, so the one before it is kept
// too, as far as it is not long.
const (
	shortParagraph = 240
	longParagraph  = 600
)

// Cite makes the citation of a quote in an article, as it is before it is stored: without scope, number and adder.
// The quote's spans must be valid for the article's text.
func Cite(a Article, q Quote) Citation {
	c := Citation{
		Text: q.Words(a.Text), Kind: q.Kind, Context: contextOf(a.Text, q), Language: a.Language,
		Speaker: q.Speaker.Name, SpeakerKind: q.Speaker.Kind, Role: q.Speaker.Role, Via: q.Via.Name,
		Mention: q.Mention.In(a.Text), Cue: q.Cue.In(a.Text), Rule: q.Rule, Confidence: q.Confidence,
		Said: q.Said, Published: a.Published, Updated: a.Updated, Title: a.Title, Publisher: a.Source.Name, Agency: a.Agency,
		Byline: strings.Join(a.Byline, ", "), URL: a.URL,
	}
	if len(q.Segments) > 1 {
		c.Segments = q.Printed(a.Text)
	}
	return c
}

// contextOf is the paragraph, or paragraphs, that the quote stands in: one unbroken piece of the text.
func contextOf(text string, q Quote) string {
	start, end := q.Segments[0].Start, q.Segments[len(q.Segments)-1].End
	start = strings.LastIndexByte(text[:start], '\n') + 1
	if i := strings.IndexByte(text[end:], '\n'); i >= 0 {
		end += i
	} else {
		end = len(text)
	}
	if end-start < shortParagraph {
		before := strings.TrimRight(text[:start], " \t\r\n")
		if line := strings.LastIndexByte(before, '\n') + 1; line < len(before) && len(before)-line <= longParagraph {
			start = line
		}
	}
	return strings.TrimSpace(text[start:end])
}
