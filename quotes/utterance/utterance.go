// Package utterance joins the printings of one act of speaking. Papers trim the same words, retranslate them, reword
// them or repeat an agency's report; this package decides which printed sentences are one utterance (Same, Group), which
// printing is the original and which only rewords it (Group), how two wordings differ (Diff), whether words that somebody
// remembers were printed like that (Check), and how a speaker's words changed over time (Timeline).
//
// It is pure: printings go in, values come out, the order of what goes in never matters, and it keeps nothing. The unit
// is one sentence of a quote (Parts), because outlets choose and join the sentences of a speech differently.
// docs/utterances.md has the rules on one page.
package utterance

import "quotebot/quotes"

// Printing is one sentence of a quote as one article printed it.
type Printing struct {
	// Key tells this printing from all others. It must be made from what was printed and where, never from the order of
	// adding, because it breaks ties: an address and the number of the sentence, for instance.
	Key   string
	Scope quotes.Scope // printings of different scopes are never joined

	Text    string // the sentence as printed, with quotes.Ellipsis where the quote was interrupted
	Speaker quotes.Speaker
	Said    quotes.Date

	Article       Article
	Before, After string // printed text around the sentence, see Around
}

// Article is what has to be known of the article that a printing stands in.
type Article struct {
	Key       string // tells this article from all others
	Publisher string
	Host      string
	Agency    string // the agency whose report it is, or empty
	Published quotes.Date
	Sketch    Sketch // of the whole text, see SketchOf; zero when the text is not known
	Interview bool   // the words were said to this very outlet, see Interviewed
}

// Relation tells how the words of one printing relate to those of another.
type Relation string

// The relations between two printings. From Identical to Halves the words are the speaker's in both; Translated and
// Reworded are other words for the same sentence.
const (
	Identical  Relation = "identical"   // byte for byte
	Marks      Relation = "marks"       // the same words; marks, case, accents or the spelling of a number differ
	Near       Relation = "near"        // a letter or a small word differs
	Shorter    Relation = "shorter"     // the first is a cut of the second
	Longer     Relation = "longer"      // the second is a cut of the first
	Halves     Relation = "halves"      // they overlap: one goes on where the other begins
	Translated Relation = "translation" // mostly the same words in another order or translation
	Reworded   Relation = "reworded"    // few words shared, but the same place in much the same article
	Apart      Relation = "apart"       // not known to be the same utterance
)

// Verbatim says whether a relation leaves the speaker's words as they are.
func (r Relation) Verbatim() bool {
	switch r {
	case Identical, Marks, Near, Shorter, Longer, Halves:
		return true
	}
	return false
}

// Decision is what Same finds out about two printings.
type Decision struct {
	Relation Relation
	Strength float64  // 0 to 1, 0 for Apart; orders the joins of Group
	Never    bool     // for Apart: the two can't be one utterance, whatever a third printing suggests
	Lost     string   // the "not" that stands only in the longer of a cut; empty when there is none
	Why      []string // the reasons, in words for people

	ruled bool // decided by hand
	brief bool // a cut of very few words, which may fit several sentences
}

// Stored is one sentence of a stored quote with the utterance that it is a printing of.
type Stored struct {
	ID       int64       // of the utterance; it stays while its first printing stays
	Part     quotes.Span // the sentence, in the quote's Text; zero in a list of utterances
	Variants []Variant   // the original first
	Why      []string    // why it is the original
	Reports  int         // how many independent reports print it: reprints and copies count once
}

// Variant is one printing of an utterance in a store.
type Variant struct {
	quotes.Citation
	Part    quotes.Span // the sentence, in Text
	Wording Relation    // of its words to those of the original
}

// Ruling is what people decide about two quotes.
type Ruling string

// The rulings.
const (
	AreOne  Ruling = "one"   // they are one utterance
	AreTwo  Ruling = "two"   // they are not
	ByRules Ruling = "rules" // what the rules say: takes another ruling back
)
