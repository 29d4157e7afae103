// Package extract finds the quotes in an article and says who spoke them and when.
//
// It is pure and deterministic: an article goes in, its quotes come out, and nothing else is read but the data files
// that are built in. The steps stand in a file each, in this order: paragraphs, marks, tokens and sentences, names,
// joining of names to people, cues, source, pronouns and descriptions, floating quotes, filter, transcripts, groups,
// dates. docs/extraction.md tells the rules.
package extract

import "quotebot/quotes"

// Extractor finds quotes. It is safe for concurrent use.
type Extractor struct {
	english *language
}

// Options choose what else to find or to tell.
type Options struct {
	Indirect bool // reported speech without marks too
	Explain  bool // fill Quote.Trace
}

// New loads the data files. It fails only when one of them is broken.
func New() (*Extractor, error) {
	english, err := loadLanguage(data, "en")
	if err != nil {
		return nil, err
	}
	return &Extractor{english: english}, nil
}

// Extract finds the quotes of an article.
func (e *Extractor) Extract(a quotes.Article, o Options) quotes.Extraction {
	d := &document{lang: e.english, article: a, text: a.Text, explain: o.Explain}
	d.findParagraphs()
	d.findDatelines()
	d.findTranscript()
	d.findMarks()
	d.filterEarly()
	d.tokenise()
	d.findNames()
	d.joinNames()
	d.findCues()
	d.findSources()
	d.findFloating()
	d.resolve()
	d.filter()
	d.findSaid()
	return d.result()
}
