// Package search answers questions with stored quotes. Parse understands a question: what it is after, whom it names, the
// time, the words left. The engine gathers candidates from an index by the rarest of these words, corrects words that the
// library does not have, ranks with a formula that can say its reasons, and decides whether the first hit is what was
// asked for or only the nearest that there is. docs/search.md tells how it works and how well.
//
// Index is declared here and implemented by package db. What an asker may see is decided by the index, on every call.
package search

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"quotebot/quotes"
)

// Index holds the quotes to search. Every method gives only what the view allows; methods that take an audience take one
// that Audiences gave for the view.
type Index interface {
	// Candidates gives quotes that hold what is wanted, the likeliest first.
	Candidates(ctx context.Context, v quotes.View, f quotes.Filter, w quotes.Wanted, limit int) ([]quotes.Candidate, error)
	// Beside gives the quotes of these articles.
	Beside(ctx context.Context, v quotes.View, f quotes.Filter, articles []int64, limit int) ([]quotes.Candidate, error)
	// ByID gives whole quotes in the order of the ids.
	ByID(ctx context.Context, v quotes.View, ids []int64) ([]quotes.Citation, error)
	// List gives the quotes that a filter allows, newest first, a page at a time.
	List(ctx context.Context, v quotes.View, f quotes.Filter, o quotes.Order, after string, limit int) (page []quotes.Citation, next string, err error)
	// Counts gives how many quotes there are, how many of them hold each term, and what each term costs to look for: the
	// number of quotes that hold it, whoever may see them.
	Counts(ctx context.Context, v quotes.View, terms []string) (n int64, with, cost []int64, err error)
	// Audiences gives the groups of readers that the view belongs to.
	Audiences(ctx context.Context, v quotes.View) ([]int64, error)
	// Vocabulary and Names list the words and the names of an audience that are newer than an entry, Aliases the other names
	// of such speakers as pairs of alias and name.
	Vocabulary(ctx context.Context, audience, after int64) ([]quotes.Entry, error)
	Names(ctx context.Context, audience int64, kind string, after int64) ([]quotes.Entry, error)
	Aliases(ctx context.Context, audience, after int64) ([][2]string, error)
	// NewestName is the id of the newest name of all audiences. Named gives those of some names that the audiences have.
	NewestName(ctx context.Context) (int64, error)
	Named(ctx context.Context, audiences []int64, kind string, names []string) ([]string, error)
	// Numbers gives quotes whose number begins with these digits.
	Numbers(ctx context.Context, v quotes.View, digits string, limit int) ([]quotes.Citation, error)
}

// Engine answers questions. It is safe for use by several goroutines.
type Engine struct {
	index     Index
	spellings cache[*vocabulary]
	rosters   cache[*roster]
	kin       func() kinship // the table of words that stand for one another, read when it is first needed

	// Without an encoder there is no looking by meaning.
	mu         sync.Mutex // of what follows
	encoder    Encoder
	vectors    Vectors
	shelves    map[int64]*shelf // by audience
	lastSketch int64            // id of the newest sketch on them
}

// New makes an engine that searches an index. Words and names are read from it when they are first needed.
func New(ix Index) (*Engine, error) {
	if ix == nil {
		return nil, errors.New("search: an engine needs an index")
	}
	return &Engine{index: ix, spellings: cache[*vocabulary]{most: keptWords}, rosters: cache[*roster]{most: keptNames},
		kin: sync.OnceValue(func() kinship { return readKin(kinTable) })}, nil
}

// Question is what somebody wants to know, and what that person may see.
type Question struct {
	Text    string
	View    quotes.View
	Filter  quotes.Filter
	Order   quotes.Order // of the hits; by relevance when empty
	Limit   int          // how many hits; 10 when 0
	Offset  int          // how many hits to pass over
	Now     time.Time    // from which "last week" counts; the time of asking when zero
	Explain bool         // give every hit its reasons
}

// The verdicts of an answer.
const (
	Found   = "found"   // the first hit is what was asked for
	Nearest = "nearest" // it is not there; the hits come nearest
	Nothing = "nothing" // nothing has anything of it
)

// Answer is what an engine has to say to a question.
type Answer struct {
	Verdict   string
	Reason    string // why: one sentence for people
	Found     bool   // the verdict is Found
	Certainty float64
	Hits      []quotes.Hit
	Query     Query
	Corrected []Correction // words that the library has only in another spelling, as far as the hits show
}

// Correction is a word of the question and the word of the library that was looked for in its place.
type Correction struct{ Typed, Meant string }

// usualHits is how many hits an answer has when the question does not say.
const usualHits = 10

// Ask answers a question. Any text is allowed; what asks for nothing finds nothing. An error means that the index failed.
func (e *Engine) Ask(ctx context.Context, q Question) (Answer, error) {
	if q.Limit <= 0 {
		q.Limit = usualHits
	}
	if q.Now.IsZero() {
		q.Now = time.Now()
	}
	a, err := e.ask(ctx, q)
	if err != nil {
		return Answer{}, fmt.Errorf("answer question: %w", err)
	}
	return a, nil
}

func (e *Engine) ask(ctx context.Context, q Question) (Answer, error) {
	names, audiences, err := e.namesFor(ctx, q.View)
	if err != nil {
		return Answer{}, err
	}
	query := Parse(q.Text, q.Now, names)
	if query.Intent == Random { // no words can choose: the caller draws one
		return Answer{Verdict: Nothing, Reason: "Any quote will do.", Query: query}, nil
	}
	if len(query.Topic) == 0 && (query.Speaker != "" || len(query.terms) == 0) {
		return e.listed(ctx, q, query)
	}
	pool, err := e.pool(ctx, q, &query, audiences)
	if err != nil {
		return Answer{}, err
	}
	a := Answer{Query: query, Verdict: Nearest}
	if len(pool.docs) > 0 {
		pool.rank()
		a.Certainty = pool.certainty()
		a.Found = a.Certainty >= threshold(query) && !pool.rivalled(pool.docs[0])
	}
	if !a.Found { // for what is found word for word, other words are of no use
		if err := e.widen(ctx, q, pool); err != nil {
			return Answer{}, err
		}
		if pool.rank(); pool.answered() {
			a.Found, a.Certainty = true, askedThreshold
		}
	}
	// What the words claim is not asked again, and what only the meaning brings is never claimed.
	if !a.Found && e.encoder != nil {
		if err := e.understand(ctx, q, pool); err != nil {
			return Answer{}, err
		}
		pool.rank()
	}
	if len(pool.docs) == 0 {
		return Answer{Verdict: Nothing, Reason: pool.emptiness(), Query: query}, nil
	}
	if a.Found {
		a.Verdict = Found
	}
	a.Reason = pool.reason(a.Found)
	pool.sortBy(q.Order)
	shown := pool.docs[min(q.Offset, len(pool.docs)):min(q.Offset+q.Limit, len(pool.docs))]
	if a.Hits, err = e.hits(ctx, q, pool, shown); err != nil {
		return Answer{}, err
	}
	a.Corrected = pool.corrected(shown)
	return a, nil
}

// hits reads the whole quotes of ranked candidates. One that was removed in the meantime is left out.
func (e *Engine) hits(ctx context.Context, q Question, p *pool, docs []*doc) ([]quotes.Hit, error) {
	ids := make([]int64, len(docs))
	byID := make(map[int64]*doc, len(docs))
	for i, d := range docs {
		ids[i], byID[d.ID] = d.ID, d
	}
	cs, err := e.index.ByID(ctx, q.View, ids)
	if err != nil {
		return nil, err
	}
	hits := make([]quotes.Hit, 0, len(cs))
	for _, c := range cs {
		d := byID[c.ID]
		h := quotes.Hit{Citation: c, Score: d.score, Matched: p.matched(d)}
		if q.Explain {
			h.Why = p.why(d)
		}
		hits = append(hits, h)
	}
	return hits, nil
}

// listed answers a question that names a speaker or nothing at all, without a topic: the speaker's newest quotes.
func (e *Engine) listed(ctx context.Context, q Question, query Query) (Answer, error) {
	a := Answer{Query: query, Verdict: Nothing, Reason: "The question has no words to look for."}
	f := q.Filter
	if query.Speaker != "" {
		f.Speaker = query.Speaker
	}
	if f.From.IsZero() {
		f.From = query.From
	}
	if f.Until.IsZero() {
		f.Until = query.Until
	}
	if f == (quotes.Filter{}) {
		return a, nil
	}
	order := q.Order
	if order != quotes.ByAdded {
		order = quotes.BySaid
	}
	page, _, err := e.index.List(ctx, q.View, f, order, "", q.Offset+q.Limit)
	if err != nil || len(page) == 0 {
		a.Reason = "Nothing here fits that."
		return a, err
	}
	a.Verdict, a.Found, a.Certainty, a.Reason = Found, true, 1, "The newest of what is here."
	if query.speaker.heard {
		a.Verdict, a.Found, a.Certainty, a.Reason = Nearest, false, 0, "Nobody here is spelt so; this is who sounds like it."
	}
	for _, c := range page[min(q.Offset, len(page)):] {
		h := quotes.Hit{Citation: c}
		if q.Explain && query.Speaker != "" {
			h.Why = []quotes.Reason{{Rule: "said by " + query.Speaker, Points: 1}}
		}
		a.Hits = append(a.Hits, h)
	}
	return a, nil
}
