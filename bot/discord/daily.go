package discord

import (
	"context"

	"quotebot/bot"
)

// keepDaily posts the quotes of the day when they are due, until ctx ends.
func (m *mouth) keepDaily(ctx context.Context, mine func(guild string) bool) {
	for sleep(ctx, m.o.Timing.Minute) == nil {
		m.daily(ctx, mine)
	}
}

// daily posts what is due now.
func (m *mouth) daily(ctx context.Context, mine func(guild string) bool) {
	defer m.caught("quote of the day")
	ctx, cancel := context.WithTimeout(ctx, m.o.Timing.SlowJob)
	defer cancel()
	for _, p := range m.handler.Handle(ctx, bot.Request{Act: bot.Due, Now: m.o.Now()}).Posts {
		if ctx.Err() != nil {
			return
		}
		if !mine(p.Guild) {
			continue
		}
		locale := m.locales.of(p.Guild)
		r := bot.Request{Act: bot.Daily, Now: m.o.Now(), Locale: locale, Field: p.Field, Asker: bot.Asker{Guild: p.Guild, Channel: p.Channel}}
		reply := m.handler.Handle(ctx, r)
		if len(reply.Cards) == 0 || reply.Private {
			continue
		}
		answer := render(reply, scene{tongue: m.tongues.of(locale), locale: locale, guild: p.Guild, r: r})
		if _, err := m.api.send(ctx, p.Channel, answer); err != nil {
			m.o.Log.Warn("quote of the day not posted", "guild", p.Guild, "channel", p.Channel, "err", err)
		}
	}
}

// shardOf is the shard of a guild, as Discord works it out. https://discord.com/developers/docs/events/gateway#sharding
func shardOf(guild string, shards int) int {
	if shards <= 1 {
		return 0
	}
	n := uint64(0)
	for _, r := range guild {
		if r < '0' || r > '9' {
			return 0
		}
		n = n*10 + uint64(r-'0')
	}
	return int((n >> 22) % uint64(shards))
}
