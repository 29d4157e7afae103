package bot

import (
	"context"
	"fmt"
	"time"

	"quotebot/quotes"
)

// originals is what a store must know of the chat messages that quotes were saved from.
type originals interface {
	HasMessages(ctx context.Context, channel string, messages []string) (bool, error)
	Originals(ctx context.Context, channel string, messages []string, what quotes.Original, forget bool, at time.Time) (int, error)
}

// messageEdited and messageDeleted follow a chat message as the guild wants it.
func (b *Brain) messageEdited(ctx context.Context, r Request) (Reply, error) {
	return b.follow(ctx, r, settingEdited, quotes.OriginalEdited)
}

func (b *Brain) messageDeleted(ctx context.Context, r Request) (Reply, error) {
	return b.follow(ctx, r, settingDeleted, quotes.OriginalDeleted)
}

// follow says nothing to anybody: its reply is for logs and tests.
func (b *Brain) follow(ctx context.Context, r Request, setting string, what quotes.Original) (Reply, error) {
	quiet := Reply{Outcome: Nothing, Private: true}
	if r.Message == nil || r.Message.Channel == "" {
		return quiet, nil
	}
	ids := r.Message.IDs
	if r.Message.ID != "" {
		ids = append([]string{r.Message.ID}, ids...)
	}
	saved, err := b.Store.HasMessages(ctx, r.Message.Channel, ids)
	if err != nil {
		return Reply{}, fmt.Errorf("look for saved messages: %w", err)
	}
	if !saved {
		return quiet, nil
	}
	set, err := b.settings(ctx, r.Asker.Guild)
	if err != nil {
		return Reply{}, err
	}
	if set[setting] == followKeep {
		return quiet, nil
	}
	n, err := b.Store.Originals(ctx, r.Message.Channel, ids, what, set[setting] == followForget, r.Now)
	if err != nil {
		return Reply{}, fmt.Errorf("follow saved messages: %w", err)
	}
	if n == 0 {
		return quiet, nil
	}
	return Reply{Outcome: Done, Private: true, Note: r.quotes(n)}, nil
}
