package discord_test

import (
	"context"
	"fmt"
	"math/rand/v2"
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
	"quotebot/quotes/search"
)

// BenchmarkAsk measures from the event on the gateway to the response on the REST side, with a brain that answers at once.
func BenchmarkAsk(b *testing.B) {
	measureAsk(b, handler(echo), func(int) string { return "what?" })
}

// libraryQuotes is how many quotes the library of BenchmarkAskLibrary has.
const libraryQuotes = 100_000

// BenchmarkAskLibrary measures the same with the real brain on a made-up library of 100,000 quotes: seven words of one of them
// are asked for.
func BenchmarkAskLibrary(b *testing.B) {
	d, err := db.Open(b.Context(), filepath.Join(b.TempDir(), "quotes.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer d.Close()
	all := madeUp(libraryQuotes)
	for batch := range slices.Chunk(all, 20_000) {
		if _, err := d.AddCitations(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
	}
	engine, err := search.New(d)
	if err != nil {
		b.Fatal(err)
	}
	brain := &bot.Brain{Store: d, Finder: engine, Printings: d, Log: textLog(newLogBook())}
	r := rand.New(rand.NewPCG(2, 2))
	question := func(int) string {
		words := strings.Fields(all[r.IntN(len(all))].Text)
		return "who said " + strings.Join(words[4:11], " ")
	}
	for what, f := range map[string]func(string) error{
		"search": func(q string) error {
			_, err := engine.Ask(b.Context(), search.Question{Text: q, View: quotes.View{Scopes: []quotes.Scope{quotes.GuildScope(harbour)}}, Limit: 16, Now: time.Now()})
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
}

// madeUp makes quotes of twenty-odd words, the frequent ones as frequent as in a natural language (Zipf's law).
func madeUp(n int) []quotes.Citation {
	r := rand.New(rand.NewPCG(1, 1))
	words := rand.NewZipf(r, 1.07, 20, 50_000)
	people := rand.NewZipf(r, 1.05, 50, 20_000)
	spell := func(k uint64) string { // the same word for the same number, as unlike as words of a language are
		own := rand.New(rand.NewPCG(k, 3))
		var b strings.Builder
		for range 2 + own.IntN(3) {
			b.WriteByte("bcdfghjklmnprstvwz"[own.IntN(18)])
			b.WriteByte("aeiou"[own.IntN(5)])
			if own.IntN(2) == 0 {
				b.WriteByte("lmnrst"[own.IntN(6)])
			}
		}
		return b.String()
	}
	out := make([]quotes.Citation, n)
	for i := range out {
		var text []string
		for range 20 + r.IntN(10) {
			text = append(text, spell(words.Uint64()))
		}
		who := spell(people.Uint64())
		out[i] = quotes.Citation{
			Scope: quotes.GuildScope(harbour), Text: strings.Join(text, " "), Kind: quotes.Entered, Speaker: strings.ToUpper(who[:1]) + who[1:] + " Marsh", SpeakerKind: quotes.Person,
			Said: quotes.DayOf(2015+i%10, time.Month(1+i%12), 1+i%28, "given"), Publisher: fmt.Sprintf("The Post %d", i%300), AddedAt: time.Unix(1_700_000_000+int64(i), 0).UTC(),
		}
	}
	return out
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
