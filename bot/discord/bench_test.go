package discord_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"quotebot/bot"
	"quotebot/bot/discord"
	"quotebot/bot/discord/discordtest"
)

// BenchmarkAsk measures from the event on the gateway to the response on the REST side, with a brain that answers at once.
func BenchmarkAsk(b *testing.B) {
	s, err := discordtest.New(discordtest.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	s.AddGuild(discordtest.Guild{ID: harbour, Channels: []discordtest.Channel{{ID: general}}})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		done <- discord.Run(ctx, handler(func(ctx context.Context, r bot.Request) bot.Reply { return echo(ctx, r) }),
			discord.Options{Token: s.Token(), API: s.URL(), Shards: 1})
	}()
	if err := s.Registered(ctx, ""); err != nil {
		b.Fatal(err)
	}
	var took []time.Duration
	for b.Loop() {
		i, err := s.Use(discordtest.Use{Guild: harbour, Channel: general, By: ada, Command: "ask", Options: []discordtest.Option{{Name: "question", Value: "what?"}}})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := i.Answer(ctx); err != nil {
			b.Fatal(err)
		}
		d, _ := i.Took()
		took = append(took, d)
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
	cancel()
	if err := <-done; err != nil {
		b.Error(err)
	}
}
