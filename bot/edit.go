package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"quotebot/quotes"
)

// keeping is what a store must know for taking care of what it has.
type keeping interface {
	EditQuotes(ctx context.Context, scope quotes.Scope, numbers []int64, e quotes.Edit, what quotes.What, by quotes.Adder) ([]quotes.Citation, error)
	Remove(ctx context.Context, scope quotes.Scope, numbers []int64, r quotes.Removal) (int, error)
	Restore(ctx context.Context, scope quotes.Scope, numbers []int64, by quotes.Adder) ([]quotes.Citation, error)
	Join(ctx context.Context, scope quotes.Scope, numbers []int64, by quotes.Adder) (quotes.Citation, error)
	Removed(ctx context.Context, scope quotes.Scope, number int64) (quotes.Removal, error)
	Trash(ctx context.Context, v quotes.View, scope quotes.Scope, limit int) ([]quotes.Removal, error)
	History(ctx context.Context, scope quotes.Scope, number int64) ([]quotes.Deed, error)
}

// changeable gives the quote that a request is about when the asker may change it; else the reply says why not.
func (b *Brain) changeable(ctx context.Context, r Request) (c quotes.Citation, v quotes.View, reply Reply, ok bool, err error) {
	if c, v, reply, ok, err = b.meant(ctx, r); err != nil || !ok {
		return c, v, reply, ok, err
	}
	note, err := b.mayChange(ctx, r, c)
	if err != nil || note != "" {
		return c, v, refusal(note), false, err
	}
	return c, v, Reply{}, true, nil
}

func (r Request) by() quotes.Adder { return quotes.Adder{ID: r.Asker.User, At: r.Now} }

// edit changes the words, the speaker, the day or the address of a quote.
func (b *Brain) edit(ctx context.Context, r Request) (Reply, error) {
	c, _, reply, ok, err := b.changeable(ctx, r)
	if err != nil || !ok {
		return reply, err
	}
	if r.DryRun {
		k := card(c)
		k.Editable = true
		return Reply{Outcome: Done, Cards: []Card{k}, Private: true}, nil
	}
	e, wrong := edits(r, c)
	if wrong != "" {
		return refusal(wrong), nil
	}
	if e == (quotes.Edit{}) {
		return r.refuse("There is nothing to change in that."), nil
	}
	edited, err := b.Store.EditQuotes(ctx, c.Scope, []int64{c.Number}, e, quotes.WasEdited, r.by())
	if err != nil {
		return Reply{}, fmt.Errorf("edit quote %d: %w", c.Number, err)
	}
	k := card(edited[0])
	k.Editable = true
	return Reply{Outcome: Done, Note: r.say("%s is changed.", c.Ref()), Cards: []Card{k}}, nil
}

// edits reads the new values of a request. wrong says which of them can't be used.
func edits(r Request, c quotes.Citation) (e quotes.Edit, wrong string) {
	if r.Changes == nil {
		return e, ""
	}
	ch := *r.Changes
	if ch.Text != nil && *ch.Text != c.Text {
		e.Text = ch.Text
	}
	if ch.Speaker != nil {
		if name := strings.TrimSpace(*ch.Speaker); name != c.Speaker {
			s := quotes.Speaker{Name: name}
			if name != "" {
				s.Kind = quotes.Person
			}
			e.Speaker = &s
		}
	}
	if ch.Date != nil {
		said, err := quotes.ParseDate(strings.TrimSpace(*ch.Date))
		if err != nil {
			return e, r.say("“%s” is not a date that I can read. Write it as 2023-01-20, 2023-01 or 2023.", *ch.Date)
		}
		if said.String() != c.Said.String() && said.String() != c.Said.Day() {
			if !said.IsZero() {
				said.Words = quotes.GivenByHand
			}
			e.Said = &said
		}
	}
	if ch.URL != nil {
		url := strings.TrimSpace(*ch.URL)
		if url != "" {
			clean, err := quotes.CleanURL(url)
			if err != nil {
				return e, r.say("That is not a web address that I can keep. It must begin with https:// or http://.")
			}
			url = clean
		}
		if url != c.URL {
			e.URL = &url
		}
	}
	return e, ""
}

// remove puts a quote into the trash or, where the person who said it asks, forgets it.
func (b *Brain) remove(ctx context.Context, r Request) (Reply, error) {
	c, _, reply, ok, err := b.meant(ctx, r)
	if err != nil || !ok {
		return reply, err
	}
	if r.Asker.said(c) {
		return b.removeOwn(ctx, r, c)
	}
	note, err := b.mayChange(ctx, r, c)
	if err != nil || note != "" {
		return refusal(note), err
	}
	return b.trashed(ctx, r, c, quotes.ByHand)
}

// trashed puts a quote into the trash.
func (b *Brain) trashed(ctx context.Context, r Request, c quotes.Citation, cause quotes.Cause) (Reply, error) {
	if _, err := b.Store.Remove(ctx, c.Scope, []int64{c.Number}, quotes.Removal{State: quotes.Trashed, Cause: cause, By: r.Asker.User, At: r.Now}); err != nil {
		return Reply{}, fmt.Errorf("delete quote %d: %w", c.Number, err)
	}
	until := r.Now.Add(trashTime)
	note := r.say("%s is in the trash. It can be restored until %s.", c.Ref(), day(until))
	if cause == quotes.NoQuote {
		note += " " + r.say("Its words are not taken from that page again.")
	}
	return Reply{Outcome: Done, Until: until, Note: note}, nil
}

// restore takes a quote out of the trash.
func (b *Brain) restore(ctx context.Context, r Request) (Reply, error) {
	number, scope, ok := reference(r)
	if !ok {
		return r.refuse("Tell me the number of a quote in the trash, such as #12."), nil
	}
	if scope != r.Asker.home() {
		return r.refuse("Only the operator changes the library, at the terminal."), nil
	}
	if note, err := b.may(ctx, r, toManage); err != nil || note != "" {
		return refusal(note), err
	}
	gone, v, err := b.inTrash(ctx, r, scope, number)
	if err != nil {
		return Reply{}, err
	}
	if gone == nil {
		if _, err := b.Store.ByNumber(ctx, v, scope, number); err == nil {
			return r.refuse("%s is not in the trash.", quotes.Citation{Number: number, Scope: scope}.Ref()), nil
		}
		note, err := b.missing(ctx, r, scope, number)
		return Reply{Outcome: Nothing, Note: note, Private: true}, err
	}
	back, err := b.Store.Restore(ctx, scope, []int64{number}, r.by())
	if err != nil {
		return Reply{}, fmt.Errorf("restore quote %d: %w", number, err)
	}
	k := card(back[0])
	k.Editable = true
	return Reply{Outcome: Done, Note: r.say("%s is back.", k.Ref()), Cards: []Card{k}}, nil
}

// inTrash gives a quote in the trash that the asker could see if it were not there, or nil.
func (b *Brain) inTrash(ctx context.Context, r Request, scope quotes.Scope, number int64) (*quotes.Removal, quotes.View, error) {
	v, err := b.view(ctx, r.Asker)
	if err != nil {
		return nil, v, err
	}
	g, err := b.Store.Removed(ctx, scope, number)
	switch {
	case errors.Is(err, quotes.ErrNotFound):
		return nil, v, nil
	case err != nil:
		return nil, v, fmt.Errorf("look into the trash: %w", err)
	}
	channel := g.Citation.Channel
	if g.State != quotes.Trashed || g.Whole != 0 || !v.All && channel != "" && !slices.Contains(v.Channels, channel) {
		return nil, v, nil
	}
	return &g, v, nil
}

// shownTrash is how many quotes of the trash are shown when the request names no number.
const shownTrash = 25

// trash shows what can be restored.
func (b *Brain) trash(ctx context.Context, r Request) (Reply, error) {
	if note, err := b.may(ctx, r, toManage); err != nil || note != "" {
		return refusal(note), err
	}
	v, err := b.view(ctx, r.Asker)
	if err != nil {
		return Reply{}, err
	}
	limit := r.Limit
	if limit <= 0 {
		limit = shownTrash
	}
	list, err := b.Store.Trash(ctx, v, r.Asker.home(), limit)
	if err != nil {
		return Reply{}, fmt.Errorf("look into the trash: %w", err)
	}
	reply := Reply{Outcome: Done, Private: true, Note: r.say("The last that were deleted. Each can be restored for 30 days.")}
	if len(list) == 0 {
		return Reply{Outcome: Nothing, Private: true, Note: r.say("The trash is empty.")}, nil
	}
	for _, g := range list {
		k := card(g.Citation)
		k.Removed = g.At
		reply.Cards = append(reply.Cards, k)
	}
	return reply, nil
}

// history shows what was done to a quote. What was done to one in the trash is shown to those who could restore it.
func (b *Brain) history(ctx context.Context, r Request) (Reply, error) {
	c, _, reply, ok, err := b.meant(ctx, r)
	if err != nil {
		return Reply{}, err
	}
	if !ok {
		number, scope, isRef := reference(r)
		if !isRef || scope != r.Asker.home() {
			return reply, nil
		}
		note, err := b.may(ctx, r, toManage)
		if err != nil || note != "" {
			return reply, err
		}
		gone, _, err := b.inTrash(ctx, r, scope, number)
		if err != nil || gone == nil {
			return reply, err
		}
		c = gone.Citation
	}
	deeds, err := b.Store.History(ctx, c.Scope, c.Number)
	if err != nil {
		return Reply{}, fmt.Errorf("read a history: %w", err)
	}
	k := card(c)
	reply = Reply{Outcome: Done, Private: true, Cards: []Card{k}}
	deeds = append([]quotes.Deed{{At: c.AddedAt, By: c.AddedBy, What: quotes.WasAdded}}, deeds...)
	for _, d := range deeds {
		reply.Changes = append(reply.Changes, Change{Deed: d, Note: deedNote(r, d.What)})
	}
	return reply, nil
}

// deedNote says what was done, in a word or two.
func deedNote(r Request, what quotes.What) string {
	switch what {
	case quotes.WasAdded:
		return r.say("added")
	case quotes.WasEdited:
		return r.say("edited")
	case quotes.SpeakerSet:
		return r.say("speaker corrected")
	case quotes.WasMerged:
		return r.say("names merged")
	case quotes.WasSplit:
		return r.say("names split")
	case quotes.WasTrashed:
		return r.say("deleted")
	case quotes.WasRestored:
		return r.say("restored")
	case quotes.WasHidden:
		return r.say("hidden")
	case quotes.WasShown:
		return r.say("shown again")
	case quotes.MessageEdited:
		return r.say("the message was edited")
	case quotes.MessageGone:
		return r.say("the message was deleted")
	default:
		return r.say("forgotten")
	}
}
