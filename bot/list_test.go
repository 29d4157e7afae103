package bot_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"quotebot/bot"
	"quotebot/bot/cards"
)

func TestListPages(t *testing.T) {
	b, _ := brain(t)
	for i := range 12 {
		r := do(t, b, bot.Request{Act: bot.Add, Text: fmt.Sprintf("words number %02d", i+1), Speaker: "Ada Brook", Now: now.Add(time.Duration(i) * time.Minute)})
		wants(t, r, bot.Done, "Saved")
	}
	first := do(t, b, bot.Request{Act: bot.List, Limit: 5, Speaker: "brook"})
	if first.Paging.First != 1 || first.Paging.Total != 12 || first.Paging.Prev != "" || first.Paging.Next == "" || first.Cards[0].Text != "words number 12" {
		t.Fatalf("%+v %q", first.Paging, words(first))
	}
	wants(t, do(t, b, bot.Request{Act: bot.Add, Text: "added in between", Speaker: "Ada Brook", Now: now.Add(time.Hour)}), bot.Done, "Saved")
	wants(t, do(t, b, bot.Request{Act: bot.Turn, Asker: lee, Token: first.Paging.Next}), bot.Refused, "Only whoever asked")
	second := do(t, b, bot.Request{Act: bot.Turn, Token: first.Paging.Next})
	third := do(t, b, bot.Request{Act: bot.Turn, Token: second.Paging.Next})
	if third.Paging.Next != "" || third.Paging.First != 11 || third.Paging.Total != 13 || len(third.Cards) != 2 {
		t.Errorf("last page %+v %q", third.Paging, words(third))
	}
	var all []string
	for _, p := range []bot.Reply{first, second, third} {
		all = append(all, words(p)...)
	}
	for i, w := range all {
		if w != fmt.Sprintf("words number %02d", 12-i) {
			t.Errorf("place %d has %q", i, w)
		}
	}
	back := do(t, b, bot.Request{Act: bot.Turn, Token: third.Paging.Prev})
	if !slices.Equal(words(back), words(second)) {
		t.Errorf("back on page two: %q, not %q", words(back), words(second))
	}
	wants(t, do(t, b, bot.Request{Act: bot.Turn, Token: first.Paging.Next, Now: now.Add(25 * time.Hour)}), bot.Refused, "too old to turn")
	for _, token := range []string{"", "x", "x.1", first.Paging.Next + "9", strings.Split(first.Paging.Next, ".")[0] + ".-1"} {
		wants(t, do(t, b, bot.Request{Act: bot.Turn, Token: token}), bot.Refused, "too old to turn")
	}
	wants(t, do(t, b, bot.Request{Act: bot.List, Speaker: "Nobody"}), bot.Nothing, "no quote by Nobody")
}

func TestSearchPages(t *testing.T) {
	b, _ := brain(t)
	for _, w := range []string{"tall ships", "everybody", "fishermen who came late", "swimmers", "the mayor's boat", "tourists in June", "cargo", "ferries", "rowers"} {
		add(t, b, kim, "The harbour is closed to "+w, "")
	}
	seen := map[string]bool{}
	r := do(t, b, bot.Request{Act: bot.Ask, Text: "harbour closed", Limit: 4})
	for page := 1; ; page++ {
		for _, w := range words(r) {
			if seen[w] {
				t.Errorf("%q came twice", w)
			}
			seen[w] = true
		}
		if r.Paging.Next == "" {
			break
		}
		if page > 5 {
			t.Fatal("the pages never end")
		}
		r = do(t, b, bot.Request{Act: bot.Turn, Token: r.Paging.Next})
	}
	if len(seen) != 9 || r.Paging.First != 9 || r.Paging.Prev == "" {
		t.Errorf("%d of 9 were seen; last page %+v", len(seen), r.Paging)
	}
}

// shared is an access in a place whose readers all read the channels in everybody too.
type shared struct {
	access
	everybody []string
}

func (s shared) Shared(_ context.Context, channels []string) ([]string, error) {
	return slices.DeleteFunc(slices.Clone(channels), func(c string) bool { return !slices.Contains(s.everybody, c) }), nil
}

func TestAnswersForAllHoldOnlyWhatAllMayRead(t *testing.T) {
	b, _ := brain(t)
	open := bot.Asker{User: "u1", Guild: "g1", Channel: "open"}
	save(t, b, bot.Asker{User: "u1", Guild: "g1", Channel: "staff"}, "m1", "staff", "u9", "the raise is off")
	save(t, b, bot.Asker{User: "u1", Guild: "g1", Channel: "lobby"}, "m2", "lobby", "u9", "hello everybody")
	acts := []bot.Request{{Act: bot.List}, {Act: bot.Stats}, {Act: bot.Random}, {Act: bot.Ask, Text: "the raise is off"}, {Act: bot.Show, Number: 1}, {Act: bot.Context, Number: 1},
		{Act: bot.Variants, Number: 1}}
	for _, tt := range []struct {
		name          string
		access        bot.Access
		sees, private bool
	}{
		{"nothing known", nil, false, false},
		{"reads neither", access{}, false, false},
		{"reads it, others may not", access{"staff"}, true, true},
		{"reads it, like everybody here", shared{access{"staff"}, []string{"staff"}}, true, false},
		{"reads both, others only one", shared{access{"staff", "lobby"}, []string{"lobby"}}, true, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := open
			a.Access = tt.access
			for _, r := range acts {
				r.Asker = a
				got := do(t, b, r)
				sees := len(got.Cards) > 0 || got.Figures != nil
				if sees != tt.sees {
					t.Errorf("%s sees: %v (%q)", r.Act, sees, got.Note)
				}
				one := r.Act == bot.Random && slices.Contains(words(got), "hello everybody")
				if sees && got.Private != tt.private && !one {
					t.Errorf("%s is private: %v", r.Act, got.Private)
				}
			}
			n := 0
			for _, f := range do(t, b, bot.Request{Act: bot.Export, Asker: a}).Files {
				n += strings.Count(string(f.Data), "the raise is off")
			}
			if (n > 0) != tt.sees {
				t.Errorf("the export has it %d times", n)
			}
		})
	}
}

func TestUserApp(t *testing.T) {
	b, _ := brain(t)
	add(t, b, kim, "words of the guild", "Ada Brook")
	app := bot.Asker{User: "u1", Guild: "g1", Channel: "c1", UserApp: true}
	if r := do(t, b, bot.Request{Act: bot.List, Asker: app}); !r.Empty || !r.Private {
		t.Errorf("the app sees the guild's: %q", words(r))
	}
	save(t, b, app, "m9", "c7", "u9", "saved by the app")
	if got := texts(t, b, bot.Asker{User: "u1", Channel: "dm"}); !slices.Equal(got, []string{"saved by the app"}) {
		t.Errorf("in a direct message: %q", got)
	}
	if r := do(t, b, bot.Request{Act: bot.Show, Asker: app, Number: 1}); !r.Private {
		t.Error("everybody sees what is the asker's own")
	}
}

func TestContext(t *testing.T) {
	b, _ := brain(t)
	kept := do(t, b, bot.Request{Act: bot.From, Text: bakery})
	k := kept.Cards[0]
	r := do(t, b, bot.Request{Act: bot.Context, Number: k.Number})
	if len(r.Cards) != 1 || !strings.Contains(r.Cards[0].Before, "Bread from the old oven") || !strings.Contains(r.Cards[0].After, "on Tuesday") {
		t.Errorf("before %q, after %q", r.Cards[0].Before, r.Cards[0].After)
	}
	short := do(t, b, bot.Request{Act: bot.Context, Number: k.Number, Limit: 30})
	if !strings.HasPrefix(short.Cards[0].Before, "…") || len([]rune(short.Cards[0].Before)) > 31 {
		t.Errorf("before %q", short.Cards[0].Before)
	}
	add(t, b, kim, "typed in", "")
	wants(t, do(t, b, bot.Request{Act: bot.Context, Number: k.Number + int64(len(kept.Cards))}), bot.Done, "Nothing is kept around")
}

func TestStats(t *testing.T) {
	b, _ := brain(t)
	for i, day := range []string{"2024-01-05", "2024-01", "2024-03-01", "", "2023"} {
		speaker := "Ada Brook"
		if i == 2 {
			speaker = "Tomas Reyle"
		}
		wants(t, do(t, b, bot.Request{Act: bot.Add, Text: fmt.Sprint("words ", i), Speaker: speaker, Date: day, URL: "https://example.org/a"}), bot.Done, "Saved")
	}
	r := do(t, b, bot.Request{Act: bot.Stats})
	f := r.Figures
	if f == nil || f.Quotes != 5 || f.Undated != 2 || len(f.Speakers) != 2 || f.Speakers[0].Name != "Ada Brook" || f.Speakers[0].Count != 4 {
		t.Fatalf("%q %+v", r.Note, f)
	}
	if got := fmt.Sprint(f.Months); got != "[{2024-01 2} {2024-02 0} {2024-03 1}]" {
		t.Errorf("months %s", got)
	}
	if len(f.Outlets) != 1 || f.Outlets[0].Name != "example.org" {
		t.Errorf("outlets %+v", f.Outlets)
	}
	if r := do(t, b, bot.Request{Act: bot.Stats, Speaker: "reyle"}); r.Figures.Quotes != 1 {
		t.Errorf("of one speaker: %+v", r.Figures)
	}
}

func TestPicture(t *testing.T) {
	b, _ := brain(t)
	add(t, b, kim, "the tide is on time", "Ada Brook")
	add(t, b, kim, "שלום", "Ada Brook")
	add(t, b, kim, strings.Repeat("very long ", 2000), "Ada Brook")
	wants(t, do(t, b, bot.Request{Act: bot.Show, Number: 1, Picture: true}), bot.Refused, "can't be drawn")
	var err error
	if b.Drawer, err = cards.New(); err != nil {
		t.Fatal(err)
	}
	for number, note := range map[int64]string{1: "", 2: "no letters to draw", 3: "too long for a picture"} {
		r := do(t, b, bot.Request{Act: bot.Show, Number: number, Picture: true})
		wants(t, r, bot.Done, note)
		if len(r.Cards) != 1 || (len(r.Files) == 1) != (note == "") {
			t.Errorf("#%d: %d cards, %d files", number, len(r.Cards), len(r.Files))
		}
	}
	if r := do(t, b, bot.Request{Act: bot.Stats}); len(r.Files) != 1 || !strings.HasPrefix(string(r.Files[0].Data), "\x89PNG") {
		t.Errorf("%d files beside the numbers", len(r.Files))
	}
}
