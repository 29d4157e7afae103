package discord_test

import (
	"path/filepath"
	"strings"
	"testing"

	"quotebot/bot"
	"quotebot/bot/cards"
	"quotebot/bot/discord/discordtest"
	"quotebot/db"
	"quotebot/quotes"
	"quotebot/quotes/extract"
	"quotebot/quotes/page"
	"quotebot/quotes/search"
)

// brain is the real one on a library of its own.
func brain(t *testing.T) handler { return brainWith(t, nil) }

// brainWith is the same, with what is known of the sources.
func brainWith(t *testing.T, sources bot.Sources) handler {
	t.Helper()
	return brainOn(t, library(t), sources).Handle
}

// library is an empty one.
func library(t *testing.T) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), filepath.Join(t.TempDir(), "quotes.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

func brainOn(t *testing.T, d *db.DB, sources bot.Sources) *bot.Brain {
	t.Helper()
	x, err := extract.New()
	if err != nil {
		t.Fatal(err)
	}
	engine, err := search.New(d)
	if err != nil {
		t.Fatal(err)
	}
	texts, err := bot.NewTexts()
	if err != nil {
		t.Fatal(err)
	}
	drawer, err := cards.New()
	if err != nil {
		t.Fatal(err)
	}
	return &bot.Brain{Texts: texts, Drawer: drawer, Sources: sources, Store: d, Finder: engine, Printings: d, Extractor: x, Pages: page.NewClient(page.Options{}), Log: textLog(newLogBook()),
		Sample: func() ([]quotes.Citation, error) { return nil, nil }}
}

const article = `<html><head><title>Lighthouse to be kept</title><meta property="og:site_name" content="The Shingle Post">
<script type="application/ld+json">{"@type":"NewsArticle","headline":"Lighthouse to be kept","datePublished":"2023-01-21T08:00:00Z"}</script></head><body><article>
<p>The old lighthouse at Marram Point will not be torn down, the harbour board decided at its meeting in the town hall.</p>
<p>“The lantern room is older than any of us, and it will outlast every one of us,” harbour master Mara Quill told the meeting on Friday.</p>
<p>The board had asked for a report on the costs of the repair, which engineers put at a third of what a new tower would take.</p>
</article></body></html>`

// TestWithTheBrain drives what people do from end to end: the client, the brain and a real library.
func TestWithTheBrain(t *testing.T) {
	t.Parallel()
	w := start(t, brain(t))
	in := func(guild, channel string, by discordtest.User, command string, options ...discordtest.Option) discordtest.Use {
		return discordtest.Use{Guild: guild, Channel: channel, By: by, Command: command, Options: options}
	}
	question := discordtest.Option{Name: "question", Value: "what did quill say about the lantern room?"}
	words := "older than any of us"

	empty := w.answer(w.use(in(harbour, general, ben, "ask", question)))
	shows(t, empty, "/quote from")

	from := w.use(in(harbour, general, ben, "quote from", discordtest.Option{Name: "file", File: &discordtest.File{Name: "page.html", Data: []byte(article)}, Type: "text/html"}))
	review := w.complete(from)
	shows(t, review, words)
	shows(t, review, "Nothing is stored yet.")
	w.answer(w.use(in(harbour, general, ben, "ask", question))) // still nothing there
	shows(t, w.answer(w.press(review, ben, "Save 1")), "1 quote added")

	m := w.answer(w.use(in(harbour, general, ada, "ask", question)))
	shows(t, m, words)
	shows(t, m, "Mara Quill")
	shows(t, m, "said Fri 20 Jan 2023 (from “on Friday”)")
	if reply, err := w.Reply(w.ctx, w.mentions("who said the lantern room is older than any of us?")); err != nil {
		t.Error(err)
	} else {
		shows(t, reply, words)
	}
	shows(t, w.answer(w.use(in(harbour, general, ben, "quote random"))), words)
	shows(t, w.answer(w.use(in(harbour, general, ben, "quote show", discordtest.Option{Name: "number", Value: "1"}))), words)
	choices, err := w.use(in(harbour, general, ben, "quote random", discordtest.Option{Name: "speaker", Value: "qu", Focused: true})).Choices(w.ctx)
	if err != nil || len(choices) != 1 || choices[0].Name != "Mara Quill" {
		t.Errorf("completions: %+v, %v", choices, err)
	}

	// The other guild sees none of it, by no way of asking.
	for _, u := range []discordtest.Use{in(hills, hilltop, ada, "ask", question), in(hills, hilltop, ada, "quote random"),
		in(hills, hilltop, ada, "quote show", discordtest.Option{Name: "number", Value: "1"})} {
		if m := w.answer(w.use(u)); len(m.Embeds) != 0 {
			t.Errorf("%s shows another guild's quote: %+v", u.Command, m)
		}
	}
	if m, err := w.Reply(w.ctx, w.Send(discordtest.Post{From: ada, Text: question.Value})); err != nil || len(m.Embeds) != 0 {
		t.Errorf("in direct messages a guild's quote is shown: %+v, %v", m, err)
	}

	// What was saved in the staff's channel is shown only to the staff, and not to everybody in a channel.
	target := w.Send(discordtest.Post{Guild: harbour, Channel: secret, From: ada, Text: "The foghorn is to be sold in spring."})
	w.answer(w.use(discordtest.Use{Guild: harbour, Channel: secret, By: ada, Command: "Save quote", Target: target}))
	foghorn := discordtest.Option{Name: "question", Value: "foghorn to be sold in spring"}
	if m := w.answer(w.use(in(harbour, general, ada, "ask", foghorn))); !m.Private() {
		t.Errorf("everybody sees what was saved in the staff's channel: %+v", m)
	} else {
		shows(t, m, "The foghorn is to be sold in spring.")
		shows(t, m, "Captain Ada")
	}
	if m := w.answer(w.use(in(harbour, general, ben, "ask", foghorn))); strings.Contains(m.Content+describe(m), "foghorn") {
		t.Errorf("one who can't read the channel is shown %+v", m)
	}
	shows(t, w.answer(w.use(in(harbour, secret, ada, "ask", foghorn))), "The foghorn is to be sold in spring.")
}

func describe(m discordtest.Message) string {
	all := ""
	for _, e := range m.Embeds {
		all += e.Description
	}
	return all
}
