package bot_test

import (
	"context"
	"testing"
	"time"

	"quotebot/bot"
	"quotebot/quotes"
	"quotebot/quotes/page"
)

// FuzzActs asks for anything with anything: nothing that people hand in may be our fault.
func FuzzActs(f *testing.F) {
	acts := []bot.Act{bot.Add, bot.Save, bot.Random, bot.Show, bot.Complete, bot.Review, bot.Choose, bot.Keep, bot.Cancel, bot.Undo, bot.Edit, bot.Delete, bot.Restore, bot.Trash,
		bot.History, bot.People, bot.SetSpeaker, bot.Carry, bot.Join, bot.NotQuote, bot.Merge, bot.Split, bot.List, bot.Turn, bot.Context, bot.Stats, bot.Export, bot.Import, bot.PrivacyShow,
		bot.ForgetMe, bot.OptOut, bot.OptIn, bot.Hide, bot.Unhide, bot.Edited, bot.Deleted, bot.Settings, bot.Due, bot.Daily, bot.Guilds, bot.GuildGone, bot.GuildBack, bot.Check, bot.Timeline, bot.Variants}
	for i := range acts {
		f.Add(uint8(i), int64(1), "#1", "Ada Brook", "2023-01-20", true)
		f.Add(uint8(i), int64(1), "words", "\x00", "2023\xff", true)
		f.Add(uint8(i), int64(-5), "\x00\xff % _ \"", "’", "x", false)
	}
	b, log := brain(f)
	b.Pages, b.Sample = page.NewClient(page.Options{}), nil
	f.Fuzz(func(t *testing.T, act uint8, number int64, text, other, date string, sure bool) {
		r := bot.Request{Act: acts[int(act)%len(acts)], Number: number, Text: text, Speaker: other, Into: text, Date: date, Token: text, Field: other, Sure: sure, Now: now,
			Asker: bot.Asker{User: "u1", Guild: "g1", Channel: "c1", Admin: sure, Manager: sure}, Changes: &bot.Changes{Text: &text, Speaker: &other, Date: &date},
			File: &bot.File{Name: other, Data: []byte(text)}, Chosen: []int{int(number), 0}, Offset: int(number % 100), Count: 5, Limit: int(number % 50), Review: sure,
			Filter:  quotes.Filter{Outlet: other, Host: text},
			Message: &bot.SavedMessage{ID: date, Channel: other, Author: "u9", AuthorName: other, Text: text, At: now.Add(time.Duration(number%1e6) * time.Second), Link: "https://discord.com/" + date}}
		got := b.Handle(context.Background(), r)
		if got.Outcome == bot.Failed || got.Outcome == "" {
			t.Errorf("%s: %q %s %s", r.Act, got.Outcome, got.Note, log.String())
		}
	})
}
