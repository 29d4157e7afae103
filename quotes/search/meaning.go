package search

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"quotebot/quotes"
	"quotebot/quotes/meaning"
)

// Encoder turns a text into a vector that lies close to those of texts that mean nearly the same. Version names the
// model: only vectors of one version compare.
type Encoder interface {
	Vector(text string) []float32
	Version() string
}

// Vectors keeps what an encoder made of stored quotes. Like those of Index, its methods give only what the view allows,
// but for Sketches, which gives the audience of each.
type Vectors interface {
	Sketches(ctx context.Context, model string, after int64, limit int) ([]quotes.Sketched, error)
	Codes(ctx context.Context, v quotes.View, f quotes.Filter, model string, ids []int64) ([]quotes.Vector, error)
	CandidatesOf(ctx context.Context, v quotes.View, ids []int64) ([]quotes.Candidate, error)
}

// NewWithMeaning makes an engine that looks by meaning too when the words of a question find nothing for sure. The
// sketches of all vectors are read when they are first needed and stay in memory: 80 bytes a quote.
func NewWithMeaning(ix Index, encoder Encoder, vectors Vectors) (*Engine, error) {
	e, err := New(ix)
	if err != nil {
		return nil, err
	}
	e.encoder, e.vectors, e.shelves = encoder, vectors, map[int64]*shelf{}
	return e, nil
}

// The limits of looking by meaning.
const (
	sketchesRead = 20_000 // how many are read at once
	sketched     = 300    // how many quotes are compared by their whole vectors
	closest      = 60     // how many of them become candidates
	leastCosine  = .25    // what is less close is about something else
)

// shelf has the sketches of one audience. It only grows: a quote that was removed or changed leaves a sketch behind, which
// the store answers with nothing or with the vector of now.
type shelf struct {
	quotes   []int64
	sketches []meaning.Sketch
}

// shelvesOf gives the sketches of these audiences as they are now.
func (e *Engine) shelvesOf(ctx context.Context, audiences []int64) ([]shelf, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for {
		list, err := e.vectors.Sketches(ctx, e.encoder.Version(), e.lastSketch, sketchesRead)
		if err != nil {
			return nil, err
		}
		for _, s := range list {
			e.lastSketch = s.ID
			mark, ok := meaning.ReadSketch(s.Sketch)
			if !ok {
				continue
			}
			on := e.shelves[s.Audience]
			if on == nil {
				on = &shelf{}
				e.shelves[s.Audience] = on
			}
			on.quotes, on.sketches = append(on.quotes, s.Quote), append(on.sketches, mark)
		}
		if len(list) < sketchesRead {
			break
		}
	}
	var list []shelf
	for _, a := range audiences {
		if on := e.shelves[a]; on != nil {
			list = append(list, *on) // what stands on it is never changed, so it can be read without the lock
		}
	}
	return list, nil
}

// near gives the quotes whose sketches differ least from one.
func near(shelves []shelf, s meaning.Sketch, most int) []int64 {
	type place struct {
		quote int64
		apart int
	}
	var counts [8*meaning.SketchSize + 1]int
	for _, on := range shelves {
		for _, t := range on.sketches {
			counts[s.Apart(t)]++
		}
	}
	limit, sum := 0, 0 // the distance up to which there are enough
	for limit < len(counts)-1 && sum+counts[limit] < most {
		sum += counts[limit]
		limit++
	}
	var places []place
	for _, on := range shelves {
		for i, t := range on.sketches {
			if apart := s.Apart(t); apart <= limit {
				places = append(places, place{on.quotes[i], apart})
			}
		}
	}
	slices.SortFunc(places, func(a, b place) int { return cmp.Or(cmp.Compare(a.apart, b.apart), cmp.Compare(b.quote, a.quote)) })
	ids := make([]int64, 0, most)
	for _, p := range places[:min(len(places), most)] {
		ids = append(ids, p.quote)
	}
	return ids
}

// understand tells the pool how close its candidates are to the question in meaning and, unless the question is put as
// one, adds the closest quotes of all. A question is about its answer and does not mean the same: what it brings by
// meaning is mostly beside the point, and its words are in the context of the right quote already.
func (e *Engine) understand(ctx context.Context, q Question, p *pool) error {
	vector := e.encoder.Vector(q.Text)
	if vector == nil {
		return nil
	}
	var ids []int64
	pooled := map[int64]*doc{}
	for _, d := range p.docs {
		pooled[d.ID] = d
		ids = append(ids, d.ID)
	}
	if !p.query.Asked {
		shelves, err := e.shelvesOf(ctx, p.audiences)
		if err != nil {
			return fmt.Errorf("look by meaning: %w", err)
		}
		ids = append(ids, near(shelves, meaning.SketchOf(vector), sketched)...)
	}
	codes, err := e.vectors.Codes(ctx, q.View, q.Filter, e.encoder.Version(), ids)
	if err != nil {
		return fmt.Errorf("look by meaning: %w", err)
	}
	type found struct {
		quote  int64
		cosine float64
	}
	var others []found
	cosines := map[int64]float64{}
	for _, c := range codes {
		cosine := meaning.Code(c.Code).Cosine(vector)
		cosines[c.Quote] = cosine
		if pooled[c.Quote] == nil && cosine >= leastCosine {
			others = append(others, found{c.Quote, cosine})
		}
	}
	slices.SortStableFunc(others, func(a, b found) int { return cmp.Compare(b.cosine, a.cosine) })
	var fresh []int64
	for _, o := range others[:min(len(others), closest)] {
		fresh = append(fresh, o.quote)
	}
	if len(fresh) > 0 {
		cs, err := e.vectors.CandidatesOf(ctx, q.View, fresh)
		if err != nil {
			return fmt.Errorf("look by meaning: %w", err)
		}
		for _, c := range cs {
			p.add(c)
			p.measureKin(p.docs[len(p.docs)-1])
		}
	}
	for _, d := range p.docs {
		d.features[fMeaning] = max(0, cosines[d.ID])
	}
	return nil
}
