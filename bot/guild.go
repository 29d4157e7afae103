package bot

import (
	"context"
	"fmt"
	"time"
)

// guilds is what a store must know of the guilds that the bot is in.
type guilds interface {
	// Guilds lists those of which anything is kept, without those that the bot was taken out of.
	Guilds(ctx context.Context) ([]string, error)
	GuildGone(ctx context.Context, guild string, at time.Time) error
	GuildBack(ctx context.Context, guild string) error
	Tidy(ctx context.Context, now, trash, gone time.Time) (forgotten int, erased []string, err error)
}

// goneTime is how long the data of a guild is kept after the bot was taken out of it: long enough for a mistake to be
// noticed. It is part of what docs/privacy.md promises.
const goneTime = 30 * 24 * time.Hour

// guildsKept lists the guilds that the bot should be in, as far as is known here.
func (b *Brain) guildsKept(ctx context.Context, _ Request) (Reply, error) {
	list, err := b.Store.Guilds(ctx)
	if err != nil {
		return Reply{}, fmt.Errorf("list guilds: %w", err)
	}
	return Reply{Outcome: Done, Private: true, Guilds: list}, nil
}

func (b *Brain) guildGone(ctx context.Context, r Request) (Reply, error) {
	if r.Asker.Guild == "" {
		return Reply{Outcome: Nothing}, nil
	}
	if err := b.Store.GuildGone(ctx, r.Asker.Guild, r.Now); err != nil {
		return Reply{}, fmt.Errorf("note that a guild is gone: %w", err)
	}
	return Reply{Outcome: Done, Private: true}, nil
}

func (b *Brain) guildBack(ctx context.Context, r Request) (Reply, error) {
	if err := b.Store.GuildBack(ctx, r.Asker.Guild); err != nil {
		return Reply{}, fmt.Errorf("note that a guild is back: %w", err)
	}
	return Reply{Outcome: Done, Private: true}, nil
}

// Tidy does what is due: quotes go out of the trash after 30 days, the data of guilds that the bot was taken out of after
// 30 days, drafts and the like when their time is over. It is to be called every hour or so.
func (b *Brain) Tidy(ctx context.Context, now time.Time) error {
	forgotten, erased, err := b.Store.Tidy(ctx, now, now.Add(-trashTime), now.Add(-goneTime))
	if err != nil {
		return fmt.Errorf("tidy up: %w", err)
	}
	if forgotten > 0 || len(erased) > 0 {
		b.Log.Info("tidied up", "forgotten", forgotten, "guilds_erased", len(erased))
	}
	return nil
}
