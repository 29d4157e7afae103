package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"quotebot/quotes"
)

// naming is what a store must know for repairing who said something.
type naming interface {
	// People gives everybody whom the article of a quote names.
	People(ctx context.Context, v quotes.View, citationID int64) ([]quotes.Speaker, error)
	// Sisters gives the other quotes of the same article by that speaker.
	Sisters(ctx context.Context, v quotes.View, citationID int64, speaker string) ([]quotes.Citation, error)
	Merge(ctx context.Context, scope quotes.Scope, name, into string, by quotes.Adder) (moved int, err error)
	Split(ctx context.Context, scope quotes.Scope, name string, by quotes.Adder) (moved int, err error)
}

// people offers the people of a quote's article.
func (b *Brain) people(ctx context.Context, r Request) (Reply, error) {
	c, v, reply, ok, err := b.changeable(ctx, r)
	if err != nil || !ok {
		return reply, err
	}
	people, err := b.Store.People(ctx, v, c.ID)
	if err != nil {
		return Reply{}, fmt.Errorf("read the people of an article: %w", err)
	}
	reply = Reply{Outcome: Done, Private: true, Cards: []Card{card(c)}, Note: r.say("Who said %s?", c.Ref())}
	for _, p := range people {
		if p.Name == c.Speaker {
			continue
		}
		label := p.Name
		if p.Role != "" {
			label += ", " + p.Role
		}
		reply.Choices = append(reply.Choices, Choice{Label: label, Value: p.Name})
	}
	return reply, nil
}

// carrying is a repair that can be done to sister quotes as well.
type carrying struct {
	Numbers []int64
	Speaker quotes.Speaker
}

// setSpeaker says who it was, and offers to say so of the other quotes of that article with the same wrong speaker.
func (b *Brain) setSpeaker(ctx context.Context, r Request) (Reply, error) {
	c, v, reply, ok, err := b.changeable(ctx, r)
	if err != nil || !ok {
		return reply, err
	}
	who, err := b.person(ctx, v, c, strings.TrimSpace(r.Speaker))
	if err != nil {
		return Reply{}, err
	}
	if who.Name == c.Speaker {
		return r.refuse("%s is by that speaker already.", c.Ref()), nil
	}
	sisters, err := b.Store.Sisters(ctx, v, c.ID, c.Speaker)
	if err != nil {
		return Reply{}, fmt.Errorf("look for other quotes of that article: %w", err)
	}
	edited, err := b.Store.EditQuotes(ctx, c.Scope, []int64{c.Number}, quotes.Edit{Speaker: &who}, quotes.SpeakerSet, r.by())
	if err != nil {
		return Reply{}, fmt.Errorf("correct the speaker of quote %d: %w", c.Number, err)
	}
	k := card(edited[0])
	k.Editable = true
	reply = Reply{Outcome: Done, Cards: []Card{k}, Note: r.say("%s is by %s now.", k.Ref(), who.Name)}
	if who.Name == "" {
		reply.Note = r.say("%s has no speaker now.", k.Ref())
	}
	carry := carrying{Speaker: who}
	for _, s := range sisters {
		note, err := b.mayChange(ctx, r, s)
		if err != nil {
			return Reply{}, err
		}
		if note == "" {
			carry.Numbers = append(carry.Numbers, s.Number)
			reply.Others = append(reply.Others, card(s))
		}
	}
	if len(carry.Numbers) > 0 {
		reply.Note += " " + r.many(len(carry.Numbers), "%d more quote of that article has the speaker that was wrong.", "%d more quotes of that article have the speaker that was wrong.")
		reply.Carry, reply.Until, err = b.hand(ctx, r, "", slipCarry, carryTime, carry)
	}
	return reply, err
}

// person gives a speaker as the article names the person, or as typed.
func (b *Brain) person(ctx context.Context, v quotes.View, c quotes.Citation, name string) (quotes.Speaker, error) {
	if name == "" {
		return quotes.Speaker{}, nil
	}
	people, err := b.Store.People(ctx, v, c.ID)
	if err != nil {
		return quotes.Speaker{}, fmt.Errorf("read the people of an article: %w", err)
	}
	for _, p := range people {
		if strings.EqualFold(p.Name, name) {
			return p, nil
		}
	}
	return quotes.Speaker{Name: name, Kind: quotes.Person}, nil
}

// carry does a repair to the sister quotes as well.
func (b *Brain) carry(ctx context.Context, r Request) (Reply, error) {
	var c carrying
	slip, no, err := b.take(ctx, r, r.Token, slipCarry, &c)
	if err != nil || no != (denial{}) {
		return no.reply(), err
	}
	v, err := b.view(ctx, r.Asker)
	if err != nil {
		return Reply{}, err
	}
	var numbers []int64
	for _, n := range c.Numbers { // rights and quotes may have changed since the offer
		there, err := b.Store.ByNumber(ctx, v, slip.Scope, n)
		if errors.Is(err, quotes.ErrNotFound) {
			continue
		}
		if err != nil {
			return Reply{}, fmt.Errorf("read quote %d: %w", n, err)
		}
		note, err := b.mayChange(ctx, r, there)
		if err != nil {
			return Reply{}, err
		}
		if note == "" {
			numbers = append(numbers, n)
		}
	}
	if len(numbers) == 0 {
		return gone(r, slipCarry).reply(), nil
	}
	edited, err := b.Store.EditQuotes(ctx, slip.Scope, numbers, quotes.Edit{Speaker: &c.Speaker}, quotes.SpeakerSet, r.by())
	if err != nil {
		return Reply{}, fmt.Errorf("correct the speaker of more quotes: %w", err)
	}
	if err := b.Store.DropSlip(ctx, r.Token); err != nil {
		return Reply{}, fmt.Errorf("drop an offer: %w", err)
	}
	reply := Reply{Outcome: Done, Note: r.say("Corrected: %s.", r.quotes(len(edited)))}
	for _, e := range edited {
		reply.Cards = append(reply.Cards, card(e))
	}
	return reply, nil
}

// notQuote puts words into the trash that are no quote.
func (b *Brain) notQuote(ctx context.Context, r Request) (Reply, error) {
	c, _, reply, ok, err := b.changeable(ctx, r)
	if err != nil || !ok {
		return reply, err
	}
	return b.trashed(ctx, r, c, quotes.NoQuote)
}

// merge makes two names one person.
func (b *Brain) merge(ctx context.Context, r Request) (Reply, error) {
	name, into := strings.TrimSpace(r.Speaker), strings.TrimSpace(r.Into)
	if name == "" || into == "" {
		return r.refuse("Tell me both names: the one that goes, and the one that stays."), nil
	}
	return b.rename(ctx, r, name, func() (string, error) {
		n, err := b.Store.Merge(ctx, r.Asker.home(), name, into, r.by())
		return r.say("%s and %s are one person now: %s moved. It can be undone by splitting the name again.", name, into, r.quotes(n)), err
	})
}

// split undoes merge.
func (b *Brain) split(ctx context.Context, r Request) (Reply, error) {
	name := strings.TrimSpace(r.Speaker)
	if name == "" {
		return r.refuse("Tell me the name that was merged into another one."), nil
	}
	return b.rename(ctx, r, name, func() (string, error) {
		n, err := b.Store.Split(ctx, r.Asker.home(), name, r.by())
		return r.say("%s stands alone again: %s moved back.", name, r.quotes(n)), err
	})
}

func (b *Brain) rename(ctx context.Context, r Request, name string, do func() (string, error)) (Reply, error) {
	if note, err := b.may(ctx, r, toManage); err != nil || note != "" {
		return refusal(note), err
	}
	note, err := do()
	if errors.Is(err, quotes.ErrNotFound) {
		return r.refuse("One of these names has no quotes here. Write both as they stand under the quotes."), nil
	}
	if err != nil {
		return Reply{}, fmt.Errorf("change a name: %w", err)
	}
	return Reply{Outcome: Done, Note: note, Private: true}, nil
}
