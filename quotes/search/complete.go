package search

import (
	"context"
	"fmt"

	"quotebot/quotes"
)

// Completion is one way to go on with what was typed.
type Completion struct {
	Label string // what to show
	Value string // what to put in
}

// completable is a name with what completing needs to know of it.
type completable struct {
	text   string
	folded string
	quotes int64
}

func newCompletables(names []Name) []completable { return nil }

// Complete gives names of speakers ("speaker") or outlets ("outlet") that fit what was typed, or numbers of quotes with
// their first words ("number"), the likeliest first.
func (e *Engine) Complete(ctx context.Context, v quotes.View, field, typed string, limit int) ([]Completion, error) {
	return nil, fmt.Errorf("search: there is no completion for %q", field)
}
