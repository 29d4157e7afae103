package discord

import (
	"context"
	"log/slog"
	"sync"

	"quotebot/bot"
)

// readyGuilds is what READY says of guilds. It lists all guilds of the shard that the bot is in, those of an outage included;
// what it says of their being available is not looked at. https://discord.com/developers/docs/events/gateway-events#ready
type readyGuilds struct {
	Shard  *[2]int `json:"shard"` // left out where there is only one
	Guilds []struct {
		ID string `json:"id"`
	} `json:"guilds"`
}

// guildList has the guilds that the bot is in, as far as the shards of this process have said.
type guildList struct {
	mu sync.Mutex
	in map[string]bool
}

// set replaces the guilds of one shard.
func (g *guildList) set(shard [2]int, ids []string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.in == nil {
		g.in = map[string]bool{}
	}
	for id := range g.in {
		if shardOf(id, shard[1]) == shard[0] {
			delete(g.in, id)
		}
	}
	for _, id := range ids {
		g.in[id] = true
	}
}

// come notes that the bot is in a guild. then is called before anybody else looks.
func (g *guildList) come(id string, then func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.in == nil {
		g.in = map[string]bool{}
	}
	g.in[id] = true
	then()
}

// leave notes that the bot was taken out of a guild.
func (g *guildList) leave(id string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.in, id)
}

// without calls then for a guild that the bot is not in, before anybody else looks.
func (g *guildList) without(id string, then func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.in[id] {
		then()
	}
}

// missed finds the guilds that the bot was taken out of while it was not there to be told: those of which something is kept
// and that READY does not list. Each shard judges its own guilds only.
func (m *mouth) missed(r readyGuilds) {
	shard := [2]int{0, 1}
	if r.Shard != nil {
		shard = *r.Shard
	}
	if r.Guilds == nil { // a list without guilds is one that says that there are none
		return
	}
	ids := make([]string, len(r.Guilds))
	for i, g := range r.Guilds {
		ids[i] = g.ID
	}
	m.guilds.set(shard, ids)
	ok := m.add(m.chores, "guilds", func() {
		defer m.caught("guilds")
		ctx, cancel := context.WithTimeout(m.base, m.o.Timing.Job)
		defer cancel()
		gone := 0
		for _, id := range m.handler.Handle(ctx, bot.Request{Act: bot.Guilds, Now: m.o.Now()}).Guilds {
			if shardOf(id, shard[1]) != shard[0] {
				continue
			}
			m.guilds.without(id, func() {
				gone++
				m.chore(bot.Request{Act: bot.GuildGone, Asker: bot.Asker{Guild: id}}, id)
			})
		}
		if gone > 0 {
			m.o.Log.LogAttrs(ctx, slog.LevelInfo, "taken out of guilds meanwhile", slog.Int("shard", shard[0]), slog.Int("guilds", gone))
		}
	})
	if !ok {
		m.o.Log.Warn("guilds not compared: the queue is full")
	}
}
