// Package watch decides what re-reading the source of stored quotes tells: whether the page still prints the words, how
// it has changed them, whether it has a correction note, whether it is gone; and when to read it again. It is pure: what
// was kept and what came of asking go in (Judge), what is known after that comes out. docs/sources.md has the rules.
//
// What was kept at adding time is never touched; all of this stands beside it.
package watch

import (
	"time"

	"quotebot/quotes"
	"quotebot/quotes/utterance"
)

// State is what is known of a source or of a quote in it.
type State string

// The states, of a quote in its source and of a source as a whole.
const (
	Unknown State = ""        // nothing: never read since, or no verdict about this
	Same    State = "same"    // the words stand there; of a source: those of all its quotes
	Changed State = "changed" // other words stand in the place of some of them
	Missing State = "missing" // the words stand there no more; of a source: those of one quote at least
	Other   State = "other"   // only of a source: it shows mostly another text, so nothing is known of words not found in it
	Gone    State = "gone"    // only of a source: the server says that there is no such page
)

// Record is what is kept about watching one article.
type Record struct {
	Article int64 // key of the article
	Scope   quotes.Scope
	URL     string
	Host    string    // of the address, with its port where that is not the usual one: the pause between requests is kept a host
	Added   time.Time // when its first quote was added

	Next  time.Time // when to ask for it again; zero: not any more
	Tries int       // how often it was asked for without a verdict since the last one

	ETag, LastModified string // from the last time it was read

	State      State
	Since      time.Time // when the state was first seen
	Checked    time.Time // when it was last seen
	Asked      time.Time // when the page was last asked for
	Correction string    // a note on the page that was not there when it was added
	Problem    string    // why the last time asked gave no verdict
}

// Quote is one stored quote of an article.
type Quote struct {
	ID       int64
	Words    string   // segments joined with quotes.Ellipsis
	Segments []string // nil when it is in one piece
}

// pieces are the runs of words that the quote was printed in.
func (q Quote) pieces() []string {
	if len(q.Segments) == 0 {
		return []string{q.Words}
	}
	return q.Segments
}

// Kept is an article as it was kept, with its quotes.
type Kept struct {
	Text   string
	Quotes []Quote
}

// Finding is what is known of one quote.
type Finding struct {
	Quote int64
	State State       // Same, Changed, Missing or Unknown
	Part  quotes.Span // for Changed: the sentence of the quote's words that was changed
	Now   string      // for Changed: what the page has in its place; empty when it has nothing
}

// Report is what an answer tells of the source of a quote.
type Report struct {
	Page       State
	Quote      State
	Since      time.Time // when that was first seen: the page's state where it is Gone or Other, else the quote's
	Checked    time.Time // when the page was last seen with its state
	Part       quotes.Span
	Now        string
	Correction string
}

// Changes lays the new words of the page against those that were kept: Real spans are in the changed sentence, Asked
// spans in Now. It is empty unless the quote was changed.
func (r Report) Changes(words string) []utterance.Change {
	if r.Quote != Changed || !r.Part.Valid(words) {
		return nil
	}
	return utterance.Diff(r.Part.In(words), r.Now)
}

// Outcome tells apart what can come of asking for a page.
type Outcome int

// The outcomes.
const (
	Read      Outcome = iota // it came
	Unchanged                // the server says that it is as it was
	NotFound                 // the server does not have it: status 404
	Ended                    // the server says that it is gone for good: status 410
	Later                    // anything else: no verdict
)

// Answer is what came of asking for a page.
type Answer struct {
	Outcome            Outcome
	Article            quotes.Article // for Read
	ETag, LastModified string         // for Read and Unchanged
	Problem            string         // for Later: why, in words for people
	Wait               time.Duration  // for Later: how long the server asks to wait; 0 when it does not say
}

// notFound is the problem of a page that was not found once. Servers lose pages for an hour, so a page counts as gone
// only when it is not found a second time, a day later.
const notFound = "the server did not find the page; asked again before it counts as gone"

// Judge gives what is known after asking for a page: the record with the time to ask again, and what was found of each
// quote. There are no findings unless the page was read; what was known of the quotes then stays.
func Judge(r Record, kept Kept, a Answer, now time.Time) (Record, []Finding) {
	r.Asked = now
	var findings []Finding
	switch a.Outcome {
	case Unchanged:
		r.ETag, r.LastModified = a.ETag, a.LastModified
		r.verdict(r.State, now)
	case Read:
		var state State
		var correction string
		if state, findings, correction = compare(kept, a.Article.Text); state != Other {
			r.Correction = correction
		}
		r.ETag, r.LastModified = a.ETag, a.LastModified
		r.verdict(state, now)
	case Ended:
		r.gone(now)
	case NotFound:
		if r.State == Gone || r.Problem == notFound {
			r.gone(now)
			break
		}
		r.Problem = notFound
		r.Tries++
		r.Next = now.Add(jittered(r.Article, r.Tries, day))
	default:
		r.Problem = a.Problem
		r.Tries++
		r.Next = again(r, a.Wait, now)
	}
	return r, findings
}

// verdict notes what was seen and plans the next time.
func (r *Record) verdict(s State, now time.Time) {
	if s != r.State || r.Since.IsZero() {
		r.State, r.Since = s, now
	}
	r.Checked, r.Problem, r.Tries = now, "", 0
	r.Next = next(r.Article, r.Added, now)
}

func (r *Record) gone(now time.Time) {
	r.ETag, r.LastModified = "", "" // if it comes back it is to be read
	r.verdict(Gone, now)
}
