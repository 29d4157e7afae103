package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"quotebot/quotes"
)

// show shows one quote by its reference. In a guild "#12" is the guild's own; "L12" is the library's.
func (b *Brain) show(ctx context.Context, r Request) (Reply, error) {
	number, library := r.Number, false
	if number == 0 {
		var ok bool
		if number, library, ok = quotes.ParseRef(r.Text); !ok {
			return refusal("Tell me a quote's number, such as #12, or L12 for one of the library."), nil
		}
	}
	scope := r.Asker.home()
	if library {
		scope = quotes.Library
	}
	v, err := b.view(ctx, r.Asker)
	if err != nil {
		return Reply{}, err
	}
	c, err := b.Store.ByNumber(ctx, v, scope, number)
	if errors.Is(err, quotes.ErrNotFound) {
		ref := quotes.Citation{Number: number, Scope: scope}.Ref()
		return Reply{Outcome: Nothing, Note: "There is no quote " + ref + " here that you can see.", Private: true}, nil
	}
	if err != nil {
		return Reply{}, fmt.Errorf("show quote %d: %w", number, err)
	}
	return Reply{Outcome: Done, Cards: []Card{card(c)}}, nil
}

// random shows any quote, every one with the same chance, of one speaker where one is named.
func (b *Brain) random(ctx context.Context, r Request) (Reply, error) {
	v, err := b.view(ctx, r.Asker)
	if err != nil {
		return Reply{}, err
	}
	f := r.Filter
	if s := strings.TrimSpace(r.Speaker); s != "" {
		f.Speaker = s
	}
	c, err := b.Store.Random(ctx, v, f, pick)
	if errors.Is(err, quotes.ErrNotFound) {
		if f == (quotes.Filter{}) {
			return b.empty(), nil
		}
		note := "There is no quote here that fits."
		if f.Speaker != "" {
			note = fmt.Sprintf("There is no quote by %s here.", f.Speaker)
		}
		return Reply{Outcome: Nothing, Note: note}, nil
	}
	if err != nil {
		return Reply{}, fmt.Errorf("pick a random quote: %w", err)
	}
	return Reply{Outcome: Done, Cards: []Card{card(c)}}, nil
}

// complete offers names, outlets or numbers that go on from what has been typed.
func (b *Brain) complete(ctx context.Context, r Request) (Reply, error) {
	v, err := b.view(ctx, r.Asker)
	if err != nil {
		return Reply{}, err
	}
	limit := r.Limit
	if limit <= 0 {
		limit = 25
	}
	found, err := b.Finder.Complete(ctx, v, r.Field, r.Text, limit)
	if err != nil {
		return Reply{}, fmt.Errorf("complete %s: %w", r.Field, err)
	}
	reply := Reply{Outcome: Done, Private: true}
	for _, c := range found {
		reply.Choices = append(reply.Choices, Choice{Label: c.Label, Value: c.Value})
	}
	return reply, nil
}

// empty is the reply where there is nothing at all that the asker could see.
func (b *Brain) empty() Reply {
	return Reply{Outcome: Nothing, Verdict: "nothing", Empty: true, Note: "There are no quotes here yet."}
}
