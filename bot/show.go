package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"quotebot/bot/say"
	"quotebot/quotes"
)

// show shows one quote by its reference. In a guild "#12" is the guild's own; "L12" is the library's.
func (b *Brain) show(ctx context.Context, r Request) (Reply, error) {
	c, _, reply, ok, err := b.meant(ctx, r)
	if err != nil || !ok {
		return reply, err
	}
	note, err := b.mayChange(ctx, r, c)
	if err != nil {
		return Reply{}, err
	}
	k := card(c)
	k.Editable = note == ""
	reply = Reply{Outcome: Done, Cards: []Card{k}}
	if r.Picture {
		return b.pictured(r, reply)
	}
	return reply, nil
}

// Drawer draws pictures as PNG files. Package bot/cards is one.
type Drawer interface {
	// Card draws one quote, its facts in a language (nil: English). An error of quotes.ErrNotFound says that the fonts lack its script.
	Card(c quotes.Citation, in *say.Tongue) ([]byte, error)
	// Chart draws numbers by speaker, outlet and month, under these headings.
	Chart(f quotes.Figures, speakers, outlets, months string) ([]byte, error)
}

// pictured adds the picture of a reply's only card.
func (b *Brain) pictured(r Request, reply Reply) (Reply, error) {
	if b.Drawer == nil {
		return r.refuse("Pictures can't be drawn here."), nil
	}
	c := reply.Cards[0].Citation
	png, err := b.Drawer.Card(c, r.tongue)
	switch {
	case errors.Is(err, quotes.ErrNotFound):
		reply.Note = r.say("I have no letters to draw these words with, so here they are as text.")
		return reply, nil
	case errors.Is(err, quotes.ErrTooLong):
		reply.Note = r.say("That is too long for a picture, so here it is as text.")
		return reply, nil
	case err != nil:
		return Reply{}, fmt.Errorf("draw quote %d: %w", c.Number, err)
	}
	reply.Files = []File{{Name: "quote-" + strings.TrimPrefix(c.Ref(), "#") + ".png", ContentType: "image/png", Data: png}}
	return reply, nil
}

// random shows any quote, every one with the same chance, of one speaker where one is named.
func (b *Brain) random(ctx context.Context, r Request) (Reply, error) {
	v, err := b.view(ctx, r.Asker)
	if err != nil {
		return Reply{}, err
	}
	f := r.narrowed()
	narrowed := f != quotes.Filter{}
	f.Once = f.Outlet == "" && f.Host == "" // words that ten papers print are no likelier than others
	c, err := b.Store.Random(ctx, v, f, pick)
	if errors.Is(err, quotes.ErrNotFound) {
		if !narrowed {
			return b.empty(r), nil
		}
		note := r.say("There is no quote here that fits.")
		if f.Speaker != "" {
			note = r.say("There is no quote by %s here.", f.Speaker)
		}
		return Reply{Outcome: Nothing, Note: note}, nil
	}
	if err != nil {
		return Reply{}, fmt.Errorf("pick a random quote: %w", err)
	}
	k, err := b.printed(ctx, v, card(c))
	if err != nil {
		return Reply{}, err
	}
	return Reply{Outcome: Done, Cards: []Card{k}}, nil
}

// complete offers names, outlets or numbers that go on from what has been typed.
func (b *Brain) complete(ctx context.Context, r Request) (Reply, error) {
	if r.Field != "speaker" && r.Field != "outlet" && r.Field != "number" {
		return Reply{Outcome: Done, Private: true}, nil // anything may be typed there
	}
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
func (b *Brain) empty(r Request) Reply {
	return Reply{Outcome: Nothing, Verdict: "nothing", Empty: true, Note: r.say("There are no quotes here yet.")}
}
