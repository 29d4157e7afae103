package bot_test

import (
	"strings"
	"testing"

	"quotebot/bot"
	"quotebot/quotes"
)

// press adds an agency's report as two outlets print it, the reprint first.
func press(t *testing.T, b *bot.Brain) bot.Asker {
	t.Helper()
	ask := inGuild("g1", "c1")
	report := `The keeper of Marram light, Mara Quill, spoke on Friday in Port Ellery about the storm of 9 November that broke the lantern room of the tower.
“There will be no light on this coast before the spring comes back,” Quill told reporters in Port Ellery on Friday.
The harbour master Tomas Reyle, the insurers of Tarn & Oake and the coast guard of Hollin Bay had asked for a date since the storm of 9 November.`
	for _, p := range []struct{ publisher, text, published, byline string }{
		{"The Ferry Times", report + "\nMore soon.", "2023-11-18", "Reuters"},
		{"The Shingle Post", report, "2023-11-17", "Reuters"},
	} {
		r := b.Handle(t.Context(), bot.Request{Act: bot.From, Asker: ask, Now: now, Text: p.text, Publisher: p.publisher, Published: p.published, Byline: p.byline,
			URL: "https://" + strings.ToLower(strings.ReplaceAll(p.publisher, " ", "-")) + ".example/light"})
		if r.Outcome != bot.Done || len(r.Cards) != 1 {
			t.Fatalf("%s: %s %q", p.publisher, r.Outcome, r.Note)
		}
	}
	return ask
}

func TestOneCardAnUtterance(t *testing.T) {
	b, _ := brain(t)
	ask := press(t, b)
	for _, req := range []bot.Request{
		{Act: bot.Random},
		{Act: bot.List},
		{Act: bot.Ask, Text: "no light on this coast before the spring"},
	} {
		req.Asker, req.Now = ask, now
		r := b.Handle(t.Context(), req)
		if len(r.Cards) != 1 {
			t.Errorf("%s %q shows %q", req.Act, req.Text, words(r))
			continue
		}
		k := r.Cards[0]
		if !strings.HasPrefix(k.Text, "There will be no light") || k.Publisher != "The Shingle Post" || len(k.Also) != 1 {
			t.Errorf("%s %q shows %q of %s and %d others", req.Act, req.Text, k.Text, k.Publisher, len(k.Also))
		}
	}
	own := b.Handle(t.Context(), bot.Request{Act: bot.List, Asker: ask, Now: now, Filter: quotes.Filter{Outlet: "The Ferry Times"}})
	if len(own.Cards) != 1 || own.Cards[0].Publisher != "The Ferry Times" {
		t.Errorf("the outlet's own list shows %q", words(own))
	}
	check := b.Handle(t.Context(), bot.Request{Act: bot.Ask, Asker: ask, Now: now, Text: "did Quill really say that there will be no light on this coast before the summer comes back?"})
	if check.Verdict != "altered" || len(check.Cards) == 0 || check.Cards[0].Check == nil {
		t.Errorf("verdict %q with %q", check.Verdict, words(check))
	}
}
