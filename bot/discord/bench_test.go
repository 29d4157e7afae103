package discord_test

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"quotebot/bot"
	"quotebot/bot/discord"
	"quotebot/bot/discord/discordtest"
	"quotebot/db"
	"quotebot/quotes"
	"quotebot/quotes/sample/madeup"
	"quotebot/quotes/search"
)

// BenchmarkAsk measures from the event on the gateway to the response on the REST side, with a brain that answers at once.
func BenchmarkAsk(b *testing.B) {
	measureAsk(b, handler(echo), func(int) string { return "what?" })
}

// libraryQuotes is how many quotes the library of BenchmarkAskLibrary has.
const libraryQuotes = 100_000

// BenchmarkAskLibrary measures the same with the real brain on a library of 100,000 quotes of a made-up language: with seven
// words of a quote, and with eight of them as people ask (mistyped, in another order, about what somebody said).
func BenchmarkAskLibrary(b *testing.B) {
	d, err := db.Open(b.Context(), filepath.Join(b.TempDir(), "quotes.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer d.Close()
	world := madeup.New()
	all := make([]quotes.Citation, libraryQuotes)
	for i := range all {
		all[i] = world.Quote(i)
	}
	for batch := range slices.Chunk(all, 20_000) {
		if _, err := d.AddCitations(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
	}
	if err := d.Regroup(b.Context(), nil); err != nil {
		b.Fatal(err)
	}
	engine, err := search.New(d)
	if err != nil {
		b.Fatal(err)
	}
	texts, err := bot.NewTexts()
	if err != nil {
		b.Fatal(err)
	}
	brain := &bot.Brain{Store: d, Finder: engine, Printings: d, Sources: d, Texts: texts, Log: textLog(newLogBook())}
	for name, question := range map[string]func(n int) string{
		"words": func(n int) string {
			words := strings.Fields(all[n*7919%libraryQuotes].Text)
			return "who said " + strings.Join(words[4:11], " ")
		},
		"as-asked": func(n int) string {
			c := all[n*7919%libraryQuotes]
			return world.QuestionAbout(n, c.Text, c.Speaker)
		},
	} {
		b.Run(name, func(b *testing.B) {
			for what, f := range map[string]func(string) error{
				"search": func(q string) error {
					v := quotes.View{Scopes: []quotes.Scope{quotes.GuildScope(harbour), quotes.Library}}
					_, err := engine.Ask(b.Context(), search.Question{Text: q, View: v, Limit: 16, Now: time.Now()})
					return err
				},
				"brain": func(q string) error {
					brain.Handle(b.Context(), bot.Request{Act: bot.Ask, Text: q, Now: time.Now(), Asker: bot.Asker{User: ada.ID, Guild: harbour, Channel: general}})
					return nil
				},
			} {
				var took []time.Duration
				for n := range 300 {
					q := question(n)
					start := time.Now()
					if err := f(q); err != nil {
						b.Fatal(err)
					}
					took = append(took, time.Since(start))
				}
				slices.Sort(took)
				b.Logf("%s alone: p50 %v, p99 %v", what, took[len(took)/2], took[len(took)*99/100])
			}
			measureAsk(b, brain, question)
		})
	}
}

// measureAsk asks one question after the other and reports how long the first response takes.
func measureAsk(b *testing.B, h bot.Handler, question func(n int) string) {
	s, err := discordtest.New(discordtest.Options{Forget: true})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	s.AddGuild(discordtest.Guild{ID: harbour, Channels: []discordtest.Channel{{ID: general}}})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- discord.Run(ctx, h, discord.Options{Token: s.Token(), API: s.URL(), Shards: 1}) }()
	if err := s.Registered(ctx, ""); err != nil {
		b.Fatal(err)
	}
	ask := func(n int) time.Duration {
		i, err := s.Use(discordtest.Use{Guild: harbour, Channel: general, By: ada, Command: "ask", Options: []discordtest.Option{{Name: "question", Value: question(n)}}})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := i.Answer(ctx); err != nil {
			b.Fatal(err)
		}
		d, _ := i.Took()
		return d
	}
	for n := range 50 { // what is read once is read
		ask(n)
	}
	var took []time.Duration
	for n := 0; b.Loop(); n++ {
		took = append(took, ask(n))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
	cancel()
	if err := <-done; err != nil {
		b.Error(err)
	}
}
