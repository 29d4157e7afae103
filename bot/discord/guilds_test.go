package discord_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"quotebot/bot"
	"quotebot/bot/discord"
	"quotebot/bot/discord/discordtest"
)

// again runs another process on the world's Discord until stop, which gives what Run returned.
func (w *world) again(h handler, change ...func(*discord.Options)) (stop func() error) {
	w.t.Helper()
	o := discord.Options{Token: w.Token(), API: w.URL(), Shards: 1, Timing: short, Log: textLog(w.log)}
	for _, c := range change {
		c(&o)
	}
	end := make(chan error, 1)
	run, cancel := context.WithCancel(w.ctx)
	go func() { end <- discord.Run(run, h, o) }()
	return func() error {
		cancel()
		return <-end
	}
}

// halt stops the first process.
func (w *world) halt() {
	w.t.Helper()
	w.stop()
	err := <-w.end
	w.end <- err
	if err != nil {
		w.t.Fatal(err)
	}
}

// TestGuildsMissedWhileOffline has the bot taken out of guilds while it is not running. What READY lists is never gone, an
// outage included, and a shard judges no guild of another.
func TestGuildsMissedWhileOffline(t *testing.T) {
	t.Parallel()
	w := start(t, echo)
	w.halt()
	guild := func(shard, n int) string { return fmt.Sprint((uint64(7000+n)*2+uint64(shard))<<22 | 1) } // of two shards
	there, outage, left, others := guild(1, 1), guild(1, 2), guild(1, 3), guild(0, 4)
	for n, id := range []string{there, outage, left, others} {
		w.AddGuild(discordtest.Guild{ID: id, Channels: []discordtest.Channel{{ID: fmt.Sprint(820000000000000000 + n)}}})
	}
	w.Leave(outage, true)
	w.Leave(left, false)
	w.Leave(others, false)

	var s seen
	kept := s.by(func(_ context.Context, r bot.Request) bot.Reply {
		if r.Act == bot.Guilds {
			return bot.Reply{Guilds: []string{there, outage, left, others}}
		}
		return bot.Reply{}
	})
	told := func(act bot.Act) (guilds []string) {
		for _, r := range s.all() {
			if r.Act == act {
				guilds = append(guilds, r.Asker.Guild)
			}
		}
		return guilds
	}
	stop := w.again(kept, func(o *discord.Options) { o.Shards, o.Only = 2, []int{1} })
	w.log.wait(w.ctx, t, `msg="taken out of guilds meanwhile" shard=1 guilds=1`)
	if err := stop(); err != nil { // finishes what is in hand
		t.Fatal(err)
	}
	if got := told(bot.GuildGone); !slices.Equal(got, []string{left}) {
		t.Errorf("gone of shard 1: %q, want %q", got, left)
	}
	if back := told(bot.GuildBack); slices.Contains(back, outage) || !slices.Contains(back, there) {
		t.Errorf("the bot is told to be in %q", back)
	}
	stop = w.again(kept, func(o *discord.Options) { o.Shards, o.Only = 2, []int{0} })
	w.log.wait(w.ctx, t, `msg="taken out of guilds meanwhile" shard=0 guilds=1`)
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if got := told(bot.GuildGone); !slices.Equal(got, []string{left, others}) {
		t.Errorf("gone: %q, want %q and %q", got, left, others)
	}
}

// TestGuildMissedAndBack does it with a real library: the guild is noted as gone, and no longer when the bot
// is back in it.
func TestGuildMissedAndBack(t *testing.T) {
	t.Parallel()
	d := library(t)
	b := brainOn(t, d, nil)
	w := start(t, b.Handle)
	in := func(guild, channel, text string) {
		t.Helper()
		u := inGeneral(ada, "quote add", "text", text, "speaker", "Mara Quill")
		u.Guild, u.Channel = guild, channel
		shows(t, w.answer(w.use(u)), text)
	}
	in(harbour, general, "The tide does not ask.")
	in(hills, hilltop, "The wind does.")
	w.halt()
	w.Leave(hills, false)
	stop := w.again(b.Handle)
	w.log.wait(w.ctx, t, "guilds=1")
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if kept, err := d.Guilds(t.Context()); err != nil || !slices.Equal(kept, []string{harbour}) {
		t.Fatalf("guilds: %q, %v", kept, err)
	}
	back := discordtest.Guild{ID: hills, Owner: ada.ID, Roles: []discordtest.Role{{ID: hills, Permissions: "68608"}}, Channels: []discordtest.Channel{{ID: hilltop}}}
	w.AddGuild(back)
	stop = w.again(b.Handle)
	w.wait("the guild to be taken back", func() bool {
		kept, err := d.Guilds(t.Context())
		return err != nil || slices.Equal(kept, []string{harbour, hills})
	})
	if err := stop(); err != nil {
		t.Fatal(err)
	}
}
