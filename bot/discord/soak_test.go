package discord_test

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"testing"
	"time"

	"quotebot/bot"
	"quotebot/bot/discord"
	"quotebot/bot/discord/discordtest"
)

// A day of Discord, made short: as many heartbeats as one connection has in 24 hours at Discord's interval of 41.25 s, a
// lost connection every half an hour, and a question every few seconds.
const (
	dayBeats   = 24 * 3600 * 100 / 4125
	dayLosses  = 48
	dayAsks    = 9_000
	soakShards = dayLosses / soakRounds
	soakRounds = 6
)

// TestADay runs a part of a day, or all of it with QUOTEBOT_WHOLE_DAY=1 (a minute or two), and looks whether memory or
// goroutines grow.
func TestADay(t *testing.T) {
	share := 20
	if os.Getenv("QUOTEBOT_WHOLE_DAY") != "" {
		share = 1
	}
	s, err := discordtest.New(discordtest.Options{Shards: soakShards, Heartbeat: 100 * time.Millisecond, Forget: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	s.AddGuild(discordtest.Guild{ID: harbour, Channels: []discordtest.Channel{{ID: general}}})
	ctx, cancel := context.WithTimeout(context.Background(), 2*patience)
	defer cancel()
	run, stop := context.WithCancel(ctx)
	done := make(chan error, 1)
	timing := short
	timing.Defer, timing.Pages = time.Second, 50*time.Millisecond
	go func() {
		done <- discord.Run(run, handler(func(ctx context.Context, r bot.Request) bot.Reply {
			reply := echo(ctx, r)
			reply.Undo = "token" // something that lapses
			return reply
		}), discord.Options{Token: s.Token(), API: s.URL(), Shards: soakShards, Timing: timing})
	}()
	live := func() {
		t.Helper()
		if err := s.Wait(ctx, func() bool { return s.Live() == soakShards }); err != nil {
			t.Fatal(err)
		}
	}
	ask := func(n int) {
		t.Helper()
		for i := 0; i < n; i += 100 {
			var all []*discordtest.Interaction
			for k := range 100 {
				u := discordtest.Use{Guild: harbour, Channel: general, Command: "ask", By: discordtest.User{ID: fmt.Sprint(610000000000000000 + i + k), Username: "u"},
					Options: []discordtest.Option{{Name: "question", Value: "what?"}}}
				one, err := s.Use(u)
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, one)
			}
			for _, one := range all {
				if _, err := one.Answer(ctx); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	measure := func() (heap uint64, goroutines int) {
		var m runtime.MemStats
		for range 3 {
			runtime.GC()
		}
		runtime.ReadMemStats(&m)
		return m.HeapAlloc, runtime.NumGoroutine()
	}
	live()
	if err := s.Registered(ctx, ""); err != nil {
		t.Fatal(err)
	}
	var heaps []uint64
	var counts []int
	for round := range soakRounds {
		ask(dayAsks / share / soakRounds)
		s.Drop()
		live()
		want := dayBeats / share * (round + 1) / soakRounds
		if err := s.Wait(ctx, func() bool { return s.Beats() >= want && s.Live() == soakShards }); err != nil {
			t.Fatal(err)
		}
		h, n := measure()
		heaps, counts = append(heaps, h), append(counts, n)
	}
	first, last := heaps[1], heaps[len(heaps)-1] // the first round fills pools and caches
	if last > first+4<<20 {
		t.Errorf("the heap grows: %v bytes", heaps)
	}
	// Up to 32 idle connections for answers are kept, with three goroutines each on both sides; a short run has not opened all.
	if counts[len(counts)-1] > counts[1]+3*32+10 {
		t.Errorf("goroutines grow: %v", counts)
	}
	t.Logf("%d heartbeats, %d connections gone on with, %d questions; heap %v bytes, goroutines %v", s.Beats(), s.Resumed(), dayAsks/share, heaps, counts)
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
