package quotes

// Wanted is what to look for in an index of words. Terms are those of package quotes/words.
type Wanted struct {
	Any     []string  // at least one of them stands in the quote's words, context, title or speaker
	Worth   []float64 // what each of Any is worth; 1 where it is missing
	All     []string  // every one of them does
	Run     []string  // all of them stand in the quote's words, one behind the other
	Speaker []string  // at least one of them stands in the speaker's name
}

// Candidate is what ranking needs to know of a quote that may answer a question.
type Candidate struct {
	ID      int64
	Article int64 // key of the article; 0 when there is none
	Text    string
	Context string // empty when it is not more than the text
	Title   string
	Speaker string
	Role    string
	Outlet  string
	Agency  string
	Since   int64 // seconds since 1970: first instant that it may have been said (or published) at; before year 1000 when undated
	Until   int64 // first instant after it
	Added   int64 // seconds since 1970
}

// Dated says whether it is known when the quote was said or published.
func (c Candidate) Dated() bool { return c.Since > -30610224000 } // the year 1000

// Entry is a word or a name that a library holds, with the number of quotes that have it. Newer entries have higher ids.
type Entry struct {
	ID     int64
	Name   string
	Quotes int64
}
