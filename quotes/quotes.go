// Package quotes is the vocabulary of quotebot: articles, the quotes printed in them, who spoke them, when, and what a
// stored quote looks like when it is cited. It keeps these values valid and knows nothing of pages, databases or chats;
// every other package of ours may import it, and it imports none of them.
//
// The words are those of the field (PARC, Citron, the Gender Gap Tracker); docs/glossary.md explains them.
package quotes

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Ellipsis stands between the segments of a quote wherever its words are shown on one line.
const Ellipsis = " … "

// Span is a half-open range of bytes in an article's text. Both ends lie on rune borders.
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// In cuts the span out of text. It must be valid for that text.
func (s Span) In(text string) string { return text[s.Start:s.End] }

// Len is the length of the span in bytes.
func (s Span) Len() int { return s.End - s.Start }

// IsZero says whether the span is empty at the very start, which stands for "none".
func (s Span) IsZero() bool { return s == Span{} }

// Covers says whether o lies within s.
func (s Span) Covers(o Span) bool { return s.Start <= o.Start && o.End <= s.End }

// Overlaps says whether the spans share a byte.
func (s Span) Overlaps(o Span) bool { return s.Start < o.End && o.Start < s.End }

// Valid says whether the span is not empty, lies within text and begins and ends on rune borders.
func (s Span) Valid(text string) bool {
	return s.Start >= 0 && s.Start < s.End && s.End <= len(text) &&
		utf8.RuneStart(text[s.Start]) && (s.End == len(text) || utf8.RuneStart(text[s.End]))
}

// Source is the publication in which an article was printed; never the speaker.
type Source struct {
	Name string // as it calls itself: "The Daily Example"
	Host string // of the canonical address, without www: "example.org"
}

// Article is one printed text with what is known about it. Text is fixed once read: every span in quotes points into it.
type Article struct {
	URL       string   // clean (CleanURL), or empty for text without an address
	Source    Source   // the outlet that printed it
	Agency    string   // the agency whose report it is ("Reuters"), or empty
	Title     string   // headline
	Byline    []string // authors as printed, without "By"
	Dateline  string   // place at the head of the text ("LONDON"), or empty
	Published Date     // when it was first printed
	Updated   Date     // when the page says it was last changed
	Language  string   // BCP 47 primary tag ("en", "de"), or empty when not known
	Text      string   // plain text, paragraphs on lines of their own

	People []Speaker // everybody whom the text names, as far as that was worked out; for repairs of an attribution
}

// Kind tells how the words of a quote are presented.
type Kind string

// The kinds of quote.
const (
	Direct   Kind = "direct"   // whole clauses between marks
	Mixed    Kind = "mixed"    // a quoted part inside a reported sentence
	Indirect Kind = "indirect" // reported without marks
	Message  Kind = "message"  // a chat message kept whole
	Entered  Kind = "entered"  // typed in by a person, without an article
)

// SpeakerKind tells what sort of speaker a mention resolves to.
type SpeakerKind string

// The kinds of speaker.
const (
	Nobody       SpeakerKind = ""         // not attributed
	Person       SpeakerKind = "person"   // a named human being
	Organisation SpeakerKind = "org"      // a body that speaks as one
	Document     SpeakerKind = "document" // a report, study, statement with nobody behind it
	Unnamed      SpeakerKind = "unnamed"  // "a senior official"
)

// Speaker is the person or body that a mention resolves to.
type Speaker struct {
	Name    string      // fullest form in the article, without titles: "Dmitry Peskov"
	Kind    SpeakerKind // what sort of speaker it is
	Role    string      // as printed beside the name: "Kremlin spokesman"
	Aliases []string    // other forms of the name in the article, as printed
}

// Quote is words of an article presented as somebody's speech.
type Quote struct {
	Kind       Kind
	Segments   []Span   // the quoted words, in order, without their marks; at least one
	Reported   Span     // for a mixed quote: the reported sentence around it; else zero
	Speaker    Speaker  // zero when nobody can be named
	Via        Speaker  // who passed the words on ("A said B told him": A), else zero
	Mention    Span     // the words that name the speaker where the quote stands; zero when there are none
	Cue        Span     // the reporting verb or phrase; zero when there is none
	Said       Date     // when it was said, as far as the text tells
	Rule       string   // which rule named the speaker, for people who ask why
	Trace      []string // how it was decided, a step a line, for --explain
	Confidence float64  // 0 to 1: how sure the speaker is
}

// Words joins the segments of the quote as printed in text, with an ellipsis between them.
func (q Quote) Words(text string) string { return strings.Join(q.Printed(text), Ellipsis) }

// Printed cuts the segments of the quote out of text, byte for byte.
func (q Quote) Printed(text string) []string {
	parts := make([]string, len(q.Segments))
	for i, s := range q.Segments {
		parts[i] = s.In(text)
	}
	return parts
}

// Valid reports what is wrong with the quote's spans in text, or nil.
func (q Quote) Valid(text string) error {
	if len(q.Segments) == 0 {
		return errors.New("quotes: a quote without segments")
	}
	end := 0
	for i, s := range q.Segments {
		if !s.Valid(text) {
			return fmt.Errorf("quotes: segment %d (%d to %d) does not fit the text", i+1, s.Start, s.End)
		}
		if s.Start < end {
			return fmt.Errorf("quotes: segment %d begins before the one before it ends", i+1)
		}
		end = s.End
	}
	for name, s := range map[string]Span{"reported": q.Reported, "mention": q.Mention, "cue": q.Cue} {
		if !s.IsZero() && !s.Valid(text) {
			return fmt.Errorf("quotes: the %s span (%d to %d) does not fit the text", name, s.Start, s.End)
		}
	}
	return nil
}

// Rejected is a pair of marks that was not taken for a quote, with the reason in words for people.
type Rejected struct {
	Span   Span   // the words between the marks
	Reason string // "title", "nickname", "term", "slogan", "scare quote", "no speech around it", ...
}

// Extraction is what was found in one article.
type Extraction struct {
	Language string     // the language whose rules were used; empty when none fitted
	Quotes   []Quote    // in the order of the text
	Rejected []Rejected // marks not taken, in the order of the text
	People   []Speaker  // everybody whom the article names, most often named first
}
