package search

import (
	"cmp"
	"context"
	"math"
	"slices"

	"quotebot/quotes"
	"quotebot/quotes/words"
)

// The limits of gathering. They bound the cost of a question in a library of any size; docs/performance.md has what
// other values cost and find.
const (
	postings         = 10_000 // how many quotes the terms of one look-up may stand in, summed up
	relativePostings = 5_000  // the same for relatives of the words
	speakerPostings  = 20_000 // the same when the speaker narrows it
	offered          = 100    // how many candidates a look-up gives
	nearby           = 12     // how many articles are looked into for other quotes
	nearbySize       = 150    // how many quotes of them are taken
	verbatim         = .6     // from this share of its words in one quote on, the question is probably that quote
	whole            = .9     // from this share on, there is nothing better to look for
)

// pool is the candidates of one question.
type pool struct {
	query     *Query
	audiences []int64 // that the asker belongs to
	groups    []group
	terms     []int // the group of every term of the question
	mass      float64
	docs      []*doc
	byForm    map[string]sense
	byStem    map[string]sense
	heads     heads                 // of the stems in byStem
	empty     bool                  // the view has no quotes
	kin       map[string][]relation // by the first stem of what may stand for a group
	kinForms  map[string][]relation // the same by form, as far as they were met
	kinHeads  heads                 // of the stems in kin
	gate      float64               // how nearly the question is a quote word for word
	weights   Weights
}

// group is what the words of the question with one stem have in common.
type group struct {
	term
	value float64 // weight times idf
}

// sense is the group that a word of a quote stands for.
type sense struct {
	group int
	sim   float64
}

// pool gathers candidates for a question and completes its terms with what the library knows of them.
func (e *Engine) pool(ctx context.Context, q Question, query *Query, audiences []int64) (*pool, error) {
	if err := e.weigh(ctx, q.View, query, audiences); err != nil {
		return nil, err
	}
	p := newPool(query)
	p.audiences = audiences
	g := gathering{e: e, q: q, p: p, seen: map[int64]bool{}}
	if err := g.run(ctx); err != nil {
		return nil, err
	}
	return p, nil
}

// weigh finds out how rare the words of the question are, and what unknown ones may have meant.
func (e *Engine) weigh(ctx context.Context, v quotes.View, query *Query, audiences []int64) error {
	stems := make([]string, len(query.terms))
	for i, t := range query.terms {
		stems[i] = t.stem
		if t.common {
			stems[i] = t.form
		}
	}
	all, with, _, err := e.index.Counts(ctx, v, stems)
	if err != nil {
		return err
	}
	for i := range query.terms {
		t := &query.terms[i]
		t.known, t.idf = with[i] > 0, rarity(all, with[i])
		if t.known || t.common || t.weight <= frameWeight { // what only makes it a question is not looked for in other spellings
			continue
		}
		if t.alternatives, err = e.correct(ctx, audiences, t.form); err != nil {
			return err
		}
	}
	return nil
}

// rarity is the inverse document frequency of BM25 in the form that is never negative.
func rarity(all, with int64) float64 {
	n, w := float64(all), float64(min(with, all))
	return math.Log(1 + (n-w+.5)/(w+.5))
}

func newPool(query *Query) *pool {
	p := &pool{query: query, weights: learnedWeights(), byForm: map[string]sense{}, byStem: map[string]sense{},
		kin: map[string][]relation{}, kinForms: map[string][]relation{}}
	for _, t := range query.terms {
		m, ok := p.byStem[t.stem]
		if !ok || m.sim < 1 {
			m = sense{len(p.groups), 1}
			p.byStem[t.stem] = m
			p.groups = append(p.groups, group{term: t, value: t.weight * t.idf})
		} else if g := &p.groups[m.group]; t.weight > g.weight || !t.who {
			g.who = g.who && t.who
			g.weight, g.value = t.weight, t.weight*g.idf
		}
		p.terms = append(p.terms, m.group)
		for _, a := range t.alternatives {
			stem := words.Stem(a.word)
			if known, ok := p.byStem[stem]; !ok || known.sim < a.sim {
				p.byStem[stem] = sense{m.group, a.sim}
			}
		}
	}
	for stem := range p.byStem { // the order does not matter: they end in a set
		p.heads.add(stem)
	}
	for _, g := range p.groups {
		p.mass += g.value
	}
	return p
}

// gathering is the work of filling a pool.
type gathering struct {
	e    *Engine
	q    Question
	p    *pool
	seen map[int64]bool
}

// lookupTerm is a term of the index with what it costs to look for.
type lookupTerm struct {
	text  string
	cost  int64
	typed bool // a word as the question has it, and no pair of common words
	worth float64
}

func (g *gathering) run(ctx context.Context) error {
	terms, all, err := g.lookupTerms(ctx)
	if err != nil {
		return err
	}
	g.p.empty = all == 0
	if len(terms) == 0 {
		return nil
	}
	chosen := within(terms, postings)
	if err := g.take(ctx, some(chosen, postings)); err != nil {
		return err
	}
	if len(chosen) < len(terms) && !g.covered(whole) { // the words left out stand in many quotes, but all of them together in few
		if err := g.take(ctx, quotes.Wanted{Run: g.sequence()}); err != nil {
			return err
		}
		typed := slices.DeleteFunc(slices.Clone(terms), func(t lookupTerm) bool { return !t.typed })
		if err := g.take(ctx, quotes.Wanted{All: texts(typed)}); err != nil {
			return err
		}
	}
	if s := g.p.query.speaker; len(s.typed) > 0 {
		var names []string
		for _, w := range append(slices.Clone(s.typed), s.other...) {
			names = append(names, words.Stem(w))
		}
		w := some(within(terms, speakerPostings), speakerPostings)
		w.Speaker = names
		if err := g.take(ctx, w); err != nil {
			return err
		}
	}
	if g.p.query.Asked || !g.covered(verbatim) {
		return g.beside(ctx)
	}
	return nil
}

// covered says whether some candidate has so much of the question's words in its own.
func (g *gathering) covered(share float64) bool {
	return slices.ContainsFunc(g.p.docs, func(d *doc) bool { return d.features[fText] > share })
}

// within gives the first terms that stand in no more quotes than that, and the first in any case.
func within(terms []lookupTerm, limit int64) []lookupTerm {
	sum := int64(0)
	for i, t := range terms {
		if sum += t.cost; i > 0 && sum > limit {
			return terms[:i]
		}
	}
	return terms
}

// some looks for quotes that hold one of the terms, the best first; when the rarest alone stands in far too many to
// compare, for the newest that hold it.
func some(terms []lookupTerm, limit int64) quotes.Wanted {
	if terms[0].cost > 4*limit {
		return quotes.Wanted{All: texts(terms[:1])}
	}
	w := quotes.Wanted{Any: texts(terms)}
	for _, t := range terms {
		w.Worth = append(w.Worth, t.worth)
	}
	return w
}

// sequence is the terms of the question as the index has them for a quote that holds the question word for word.
func (g *gathering) sequence() []string {
	ws := make([]words.Word, len(g.p.query.terms))
	for i, t := range g.p.query.terms {
		ws[i].Form = t.form
	}
	return words.Terms(ws, words.Stem)
}

// lookupTerms gives the terms of the question and of its corrections that the library has, rarest first.
func (g *gathering) lookupTerms(ctx context.Context) (terms []lookupTerm, all int64, err error) {
	var list []string
	typed := map[string]bool{}
	add := func(t string) {
		if !slices.Contains(list, t) {
			list = append(list, t)
		}
	}
	ts := g.p.query.terms
	for i, t := range ts {
		switch {
		case !t.common && t.weight > frameWeight:
			add(t.stem)
			typed[t.stem] = true
			for _, a := range t.alternatives {
				add(words.Stem(a.word))
			}
		case t.common && i > 0 && ts[i-1].common:
			add(words.Pair(ts[i-1].form, t.form))
		}
	}
	if len(list) == 0 { // nothing but common words, or but words that make a question
		for _, t := range ts {
			add(t.form)
			add(t.stem)
		}
	}
	all, with, cost, err := g.e.index.Counts(ctx, g.q.View, list)
	if err != nil {
		return nil, 0, err
	}
	for i, t := range list {
		if with[i] > 0 {
			terms = append(terms, lookupTerm{t, cost[i], typed[t], rarity(all, with[i])})
		}
	}
	slices.SortStableFunc(terms, func(a, b lookupTerm) int { return cmp.Compare(a.cost, b.cost) })
	return terms, all, nil
}

func (g *gathering) take(ctx context.Context, w quotes.Wanted) error {
	cs, err := g.e.index.Candidates(ctx, g.q.View, g.q.Filter, w, offered)
	g.add(cs)
	return err
}

func (g *gathering) add(cs []quotes.Candidate) {
	for _, c := range cs {
		if !g.seen[c.ID] {
			g.seen[c.ID] = true
			g.p.add(c)
		}
	}
}

// beside adds the other quotes of the articles whose quotes fit best so far: people ask by what an article is about, and
// the words of the question stand around the quote more often than in it.
func (g *gathering) beside(ctx context.Context) error {
	best := map[int64]float64{}
	var articles []int64
	for _, d := range g.p.docs {
		if d.Article == 0 {
			continue
		}
		if _, ok := best[d.Article]; !ok {
			articles = append(articles, d.Article)
		}
		best[d.Article] = max(best[d.Article], g.p.match(d))
	}
	slices.SortStableFunc(articles, func(a, b int64) int { return cmp.Compare(best[b], best[a]) })
	if len(articles) == 0 {
		return nil
	}
	cs, err := g.e.index.Beside(ctx, g.q.View, g.q.Filter, articles[:min(len(articles), nearby)], nearbySize)
	g.add(cs)
	return err
}

// relatives looks for quotes that hold the question's words or relatives of them.
func (g *gathering) relatives(ctx context.Context, terms []lookupTerm) error {
	own, _, err := g.lookupTerms(ctx)
	if err != nil {
		return err
	}
	terms = append(terms, own...)
	if len(terms) == 0 {
		return nil
	}
	slices.SortStableFunc(terms, func(a, b lookupTerm) int { return cmp.Compare(a.cost, b.cost) })
	terms = slices.CompactFunc(terms, func(a, b lookupTerm) bool { return a.text == b.text })
	return g.take(ctx, some(within(terms, relativePostings), relativePostings))
}

func texts(ts []lookupTerm) []string {
	list := make([]string, len(ts))
	for i, t := range ts {
		list[i] = t.text
	}
	return list
}
