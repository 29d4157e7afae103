package search

import (
	"context"
	"fmt"
)

// Examined is a candidate with what ranking looked at, for measuring and for learning weights.
type Examined struct {
	ID, Article int64
	Text        string
	Features    Features
	Score       float64
	Cosine      float64 // closeness in meaning to the question; 0 without a model
}

// Examination is a question with its whole pool of candidates, best first.
type Examination struct {
	Query      Query
	Gate       float64 // how nearly the question is a quote word for word
	Candidates []Examined
	Signs      Signs  // what the decision to claim looks at: of the candidate that is first by the question's own words
	First      string // its text
}

// Examine ranks the candidates of a question as Ask does, and gives all of them with their features. Candidates whose
// text leave says to leave out are treated as if they were not stored.
func (e *Engine) Examine(ctx context.Context, q Question, leave func(text string) bool) (Examination, error) {
	names, audiences, err := e.namesFor(ctx, q.View)
	if err != nil {
		return Examination{}, fmt.Errorf("examine question: %w", err)
	}
	query := Parse(q.Text, q.Now, names)
	p, err := e.pool(ctx, q, &query, audiences)
	if err != nil {
		return Examination{}, fmt.Errorf("examine question: %w", err)
	}
	kept := p.docs[:0]
	for _, d := range p.docs {
		if leave == nil || !leave(d.Text) {
			kept = append(kept, d)
		}
	}
	p.docs = kept
	x := Examination{Query: query}
	if len(p.docs) > 0 {
		p.rank()
		x.Signs, x.First = p.signs(), p.docs[0].Text
	}
	if leave != nil {
		return x, nil
	}
	if err := e.widen(ctx, q, p); err != nil {
		return Examination{}, fmt.Errorf("examine question: %w", err)
	}
	if e.encoder != nil {
		if err := e.understand(ctx, q, p); err != nil {
			return Examination{}, fmt.Errorf("examine question: %w", err)
		}
	}
	if len(p.docs) == 0 {
		return x, nil
	}
	p.rank()
	x.Gate = p.gate
	for _, d := range p.docs {
		x.Candidates = append(x.Candidates, Examined{d.ID, d.Article, d.Text, d.features, d.score, d.features[fMeaning]})
	}
	return x, nil
}
