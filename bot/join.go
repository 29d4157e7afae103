package bot

import (
	"context"
	"errors"
	"fmt"

	"quotebot/quotes"
)

// lastSaved is the message that somebody has saved last in a channel.
type lastSaved struct {
	Number int64
	Author string // id
	Name   string
}

// joining is what a join makes one quote of.
type joining struct{ Numbers []int64 }

// savedToken is where the last message that the asker has saved in a channel is remembered.
func savedToken(r Request, channel string) string {
	return slipSaved + " " + r.Asker.User + " " + string(r.Asker.home()) + " " + channel
}

// joinable offers to join a message that was just saved with the one that the asker saved before, when both are by the
// same person in the same channel. Messages of several people are never joined: each keeps the say over their own words.
func (b *Brain) joinable(ctx context.Context, r Request, reply Reply) (Reply, error) {
	k := reply.Cards[0]
	if k.Already {
		return reply, nil
	}
	token := savedToken(r, k.Channel)
	var last lastSaved
	slip, err := b.Store.Slip(ctx, token, r.Now)
	if err != nil && !errors.Is(err, quotes.ErrNotFound) {
		return Reply{}, fmt.Errorf("look for the message saved before: %w", err)
	}
	if err == nil {
		if _, _, err := b.take(ctx, r, slip.Token, slipSaved, &last); err != nil {
			return Reply{}, err
		}
		if last.Author == k.SpeakerID && last.Name == k.Speaker {
			if reply.Join, _, err = b.hand(ctx, r, "", slipJoin, joinTime, joining{Numbers: []int64{last.Number, k.Number}}); err != nil {
				return Reply{}, err
			}
		}
	}
	_, _, err = b.hand(ctx, r, token, slipSaved, joinTime, lastSaved{Number: k.Number, Author: k.SpeakerID, Name: k.Speaker})
	return reply, err
}

// join makes one quote of messages that the asker has just saved. A third message can be joined to what comes out.
func (b *Brain) join(ctx context.Context, r Request) (Reply, error) {
	var j joining
	slip, no, err := b.take(ctx, r, r.Token, slipJoin, &j)
	if err != nil || no != (denial{}) {
		return no.reply(), err
	}
	c, err := b.Store.Join(ctx, slip.Scope, j.Numbers, r.by())
	if errors.Is(err, quotes.ErrNotFound) {
		return r.refuse("One of these messages is not here any more, so there is nothing to join."), nil
	}
	if err != nil {
		return Reply{}, fmt.Errorf("join messages: %w", err)
	}
	if err := b.Store.DropSlip(ctx, r.Token); err != nil {
		return Reply{}, fmt.Errorf("drop an offer: %w", err)
	}
	if _, _, err := b.hand(ctx, r, savedToken(r, c.Channel), slipSaved, joinTime, lastSaved{Number: c.Number, Author: c.SpeakerID, Name: c.Speaker}); err != nil {
		return Reply{}, err
	}
	k := card(c)
	k.Editable = true
	reply := Reply{Outcome: Done, Note: r.say("Joined as %s.", k.Ref()), Cards: []Card{k}}
	reply.Undo, reply.Until, err = b.hand(ctx, r, "", slipUndo, undoTime, undoing{Numbers: []int64{c.Number}, Parts: j.Numbers})
	return reply, err
}

// part brings back what was joined into one quote. The last of it can be joined again.
func (b *Brain) part(ctx context.Context, r Request, scope quotes.Scope, numbers []int64) (note string, err error) {
	parts, err := b.Store.Restore(ctx, scope, numbers, r.by())
	if errors.Is(err, quotes.ErrNotFound) {
		return r.say("That was taken back already."), nil
	}
	if err != nil {
		return "", fmt.Errorf("part what was joined: %w", err)
	}
	c := parts[len(parts)-1]
	_, _, err = b.hand(ctx, r, savedToken(r, c.Channel), slipSaved, joinTime, lastSaved{Number: c.Number, Author: c.SpeakerID, Name: c.Speaker})
	return "", err
}
