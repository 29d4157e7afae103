// Package extract finds the quotes in an article and says who spoke them and when.
//
// It is pure and deterministic: an article goes in, its quotes come out, and nothing else is read but the data files
// that are built in. The steps stand in a file each, in this order: paragraphs, marks, tokens and sentences, names,
// joining of names to people, cues, source, pronouns and descriptions, floating quotes, filter, transcripts, groups,
// dates. docs/extraction.md tells the rules.
package extract

import (
	"errors"
	"fmt"
	"sync"

	"quotebot/quotes"
)

// Extractor finds quotes. It is safe for concurrent use.
type Extractor struct {
	languages []*language
	plain     *language // for texts in none of them
	weights   weights
	signs     [signCount]float64
}

// Options choose what else to find or to tell.
type Options struct {
	Indirect bool // reported speech without marks too
	Explain  bool // fill Quote.Trace
}

// MaxText is how many bytes of text Extract should be given at most. It takes time and memory in proportion to the text and
// can't be stopped: text of this size that is made to cost much takes about three seconds and 380 MB. An article has a
// hundredth of it, the minutes of a long hearing a third.
const MaxText = 2 << 20

// New loads the data files, the languages at the same time: a program that reads one page waits for it. It fails only when one of them is broken.
func New() (*Extractor, error) {
	folders, err := data.ReadDir("data")
	if err != nil {
		return nil, fmt.Errorf("extract: read data: %w", err)
	}
	w, err := builtIn("confidence.txt", readWeights)
	if err != nil {
		return nil, err
	}
	e := &Extractor{plain: newLanguage(""), weights: w}
	if e.signs, err = builtIn("antecedents.txt", readSigns); err != nil {
		return nil, err
	}
	e.languages = make([]*language, len(folders))
	failures := make([]error, len(folders))
	var loading sync.WaitGroup
	for i, f := range folders {
		loading.Go(func() { e.languages[i], failures[i] = loadLanguage(data, f.Name()) })
	}
	loading.Wait()
	if err := errors.Join(failures...); err != nil {
		return nil, err
	}
	return e, nil
}

// Extract finds the quotes of an article. In a language without rules it finds what stands between the marks and names
// nobody. The text should be no longer than MaxText; a caller that lets others choose it refuses more.
func (e *Extractor) Extract(a quotes.Article, o Options) quotes.Extraction {
	d := e.document(a, o)
	d.run()
	return d.result()
}

// document puts an article on its way.
func (e *Extractor) document(a quotes.Article, o Options) *document {
	return &document{lang: e.language(a.Language, a.Text), article: a, text: a.Text, explain: o.Explain, indirect: o.Indirect, weights: e.weights, signWeights: &e.signs}
}

// run takes the steps in their order.
func (d *document) run() {
	d.findParagraphs()
	d.findFurniture()
	d.findDatelines()
	d.findTranscript()
	d.findMarks()
	d.filterEarly()
	d.tokenise()
	if len(d.lang.words) == 0 {
		d.filterPlain()
		return
	}
	switch {
	case d.lang.grammar.nounCapitals:
		d.findNouns()
	case d.lang.grammar.verbChains:
		d.findPhrases()
	default:
		d.findNames()
	}
	d.joinNames()
	switch {
	case d.lang.grammar.verbBrackets:
		d.retarget()
		d.findBracketCues()
		d.findBracketSources()
	case d.lang.grammar.verbChains:
		d.bodiesForPronouns()
		d.findChainCues()
		d.findChainSources()
	default:
		d.findCues()
		d.findSources()
	}
	d.findFloating()
	d.resolve()
	d.filter()
	d.findVia()
	d.findSaid()
}
