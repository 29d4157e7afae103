package discord_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"quotebot/bot"
	"quotebot/bot/discord"
	"quotebot/bot/discord/discordtest"
	"quotebot/quotes"
)

// sentences makes a page with that many quotes, by two speakers in turn.
func sentences(n int) string {
	var b strings.Builder
	b.WriteString(`<html><head><title>Harbour hearing</title><meta property="og:site_name" content="The Shingle Post"></head><body><article>
<p>The harbour board of Marram Point heard harbour master Mara Quill and engineer Bo Lund on the future of the pier for a whole day.</p>`)
	words := []string{"rope", "lamp", "stone", "tide", "crane", "wharf", "boat", "bell", "chain", "light"}
	for i := range n {
		who := []string{"Mara Quill", "Bo Lund"}[i%2]
		fmt.Fprintf(&b, "\n<p>“Item %d of the list is the %s, and it has to be paid for before the winter comes round again,” %s said.</p>", i+1, words[i%len(words)], who)
	}
	b.WriteString("\n</article></body></html>")
	return b.String()
}

// from hands a page in and gives the review.
func (w *world) from(by discordtest.User, page string) discordtest.Message {
	w.t.Helper()
	return w.complete(w.use(discordtest.Use{Guild: harbour, Channel: general, By: by, Command: "quote from",
		Options: []discordtest.Option{{Name: "file", File: &discordtest.File{Name: "page.html", Data: []byte(page)}, Type: "text/html"}}}))
}

// in has somebody use a command in harbour's general channel.
func (w *world) in(by discordtest.User, command string, options ...string) discordtest.Message {
	w.t.Helper()
	return w.answer(w.use(inGeneral(by, command, options...)))
}

func inGeneral(by discordtest.User, command string, options ...string) discordtest.Use {
	u := discordtest.Use{Guild: harbour, Channel: general, By: by, Command: command}
	for i := 0; i < len(options); i += 2 {
		u.Options = append(u.Options, discordtest.Option{Name: options[i], Value: options[i+1]})
	}
	return u
}

// hasButton fails the test unless the message has a component of that name that can be used.
func hasButton(t *testing.T, m discordtest.Message, name string, want bool) {
	t.Helper()
	c, ok := m.Find(name)
	if (ok && !c.Disabled) != want {
		t.Errorf("component %q can be used: %v\n%+v", name, ok && !c.Disabled, m.Components)
	}
}

func TestReview(t *testing.T) {
	t.Parallel()
	w := start(t, brain(t))
	m := w.from(ben, sentences(30))
	if !m.Private() {
		t.Error("everybody sees a review")
	}
	shows(t, m, "Item 1 of the list")
	shows(t, m, "page 1 of 2")
	choose, _ := m.Find("choose:")
	if len(choose.Options) != 25 || *choose.MinValues != 0 || !choose.Options[24].Default {
		t.Errorf("select: %+v", choose)
	}
	if _, err := w.Press(m, ada, "Save 30"); err == nil {
		t.Error("another person can press what only one sees")
	}
	m = w.answer(w.press(m, ben, "choose:", "0", "2", "3"))
	hasButton(t, m, "Save 8", true)
	m = w.answer(w.press(m, ben, "▶"))
	shows(t, m, "Item 26 of the list")
	hasButton(t, m, "▶", false)
	m = w.answer(w.press(m, ben, "choose:", "29"))
	m = w.answer(w.press(m, ben, "Save 4"))
	shows(t, m, "4 quotes added")
	shows(t, w.in(ben, "quote list"), "Item 30 of the list")

	again := w.from(ben, sentences(30))
	shows(t, again, "here already as #1")
	if choose, _ = again.Find("choose:"); len(choose.Options) != 22 {
		t.Errorf("%d can be chosen of a page with three that are stored", len(choose.Options))
	}
	shows(t, w.answer(w.press(again, ben, "Cancel")), "Nothing was stored")
	undone := w.answer(w.press(m, ben, "Undo"))
	shows(t, undone, "Taken back: #1, #2, #3, #4")
	shows(t, w.in(ben, "quote list"), "no quotes here yet")
}

func TestAnswerButtons(t *testing.T) {
	t.Parallel()
	w := start(t, brain(t))
	w.answer(w.press(w.from(ada, sentences(6)), ada, "Save 6"))
	answer := w.in(ben, "ask", "question", "who said that item 3 is the stone?")
	shows(t, answer, "the stone")
	shows(t, answer, "Mara Quill")
	context := w.answer(w.press(answer, ben, "Context"))
	if !context.Private() {
		t.Error("everybody sees the context that one person asked for")
	}
	shows(t, context, "-# “Item 2 of the list")
	refused := w.answer(w.press(answer, ben, "Wrong speaker"))
	if !refused.Private() {
		t.Error("everybody sees a refusal")
	}
	shows(t, refused, "Only whoever added #3 may do that")
	if now := w.shownIn(answer.ID); len(now.Embeds) == 0 {
		t.Errorf("the answer is gone: %+v", now)
	}

	people := w.answer(w.press(answer, ada, "Wrong speaker"))
	who, _ := people.Find("person:")
	if !slices.ContainsFunc(who.Options, func(o struct {
		Label       string `json:"label"`
		Value       string `json:"value"`
		Description string `json:"description"`
		Default     bool   `json:"default"`
	}) bool {
		return o.Value == "Bo Lund"
	}) {
		t.Errorf("people: %+v", who)
	}
	repaired := w.answer(w.press(people, ada, "person:", "Bo Lund"))
	shows(t, repaired, "#3 is by Bo Lund now. 2 more quotes")
	shows(t, w.answer(w.press(repaired, ada, "Correct those too (2)")), "Corrected: 2 quotes")
	typed := w.answer(w.submit(w.press(w.answer(w.press(answer, ada, "Wrong speaker")), ada, "Somebody else …"), map[string]string{"speaker": "Ida Marsh"}))
	shows(t, typed, "#3 is by Ida Marsh now")
	history := w.in(ada, "quote history", "number", "3")
	shows(t, history, "speaker corrected")
	shows(t, history, "Ida Marsh")

	gone := w.answer(w.press(answer, ada, "Not a quote"))
	shows(t, gone, "#3 is in the trash")
	shows(t, w.in(ben, "quote show", "number", "3"), "in the trash")
	typing := inGeneral(ada, "quote restore")
	typing.Options = []discordtest.Option{{Name: "number", Value: "stone", Focused: true}}
	for can, want := range map[string]int{"8192": 1, "": 0} { // the trash is for those who may manage
		typing.Can = can
		offered, err := w.use(typing).Choices(w.ctx)
		if err != nil || len(offered) != want || want > 0 && (offered[0].Value != "3" || !strings.Contains(offered[0].Name, "#3 Ida Marsh: Item 3")) {
			t.Errorf("with the rights %q the trash offers %+v, %v", can, offered, err)
		}
	}
	manager := inGeneral(ada, "quote restore", "number", "3")
	manager.Can = "8192"
	shows(t, w.answer(w.use(manager)), "#3 is back")
	merged := inGeneral(ada, "quote show", "number", "3")
	merged.Can = "8192"
	names := w.press(w.answer(w.press(w.answer(w.use(merged)), ada, "Wrong speaker")), ada, "Same person, two names …")
	one := w.answer(w.submit(names, map[string]string{"speaker": "Ida Marsh", "into": "Bo Lund"}))
	shows(t, one, "are one person now")
	shows(t, w.answer(w.press(one, ada, "Split again")), "Ida Marsh stands alone again")
	asked := func(speaker, into string) discordtest.Message { // some other day, without that button
		people := w.answer(w.press(w.answer(w.use(merged)), ada, "Wrong speaker"))
		return w.answer(w.submit(w.press(people, ada, "Same person, two names …"), map[string]string{"speaker": speaker, "into": into}))
	}
	shows(t, asked("Ida Marsh", "Bo Lund"), "are one person now")
	shows(t, asked("Ida Marsh", ""), "Ida Marsh stands alone again")
}

func TestForms(t *testing.T) {
	t.Parallel()
	w := start(t, brain(t))
	opened := w.use(inGeneral(ben, "quote add"))
	added := w.answer(w.submit(opened, map[string]string{"text": "The tide does not ask.", "speaker": "Mara Quill", "date": "2023-01-20", "source": "https://news.example.org/tide"}))
	shows(t, added, "Saved as #1.")
	shows(t, added, "The tide does not ask.")
	edit := w.use(inGeneral(ben, "quote edit", "number", "1"))
	form, err := edit.Form(w.ctx)
	if err != nil {
		t.Fatal(err)
	}
	var values []string
	for _, c := range form.Components {
		values = append(values, c.Component.Value)
	}
	if want := []string{"The tide does not ask.", "Mara Quill", "2023-01-20", "https://news.example.org/tide"}; !slices.Equal(values, want) {
		t.Errorf("the form has %q", values)
	}
	shows(t, w.answer(w.submit(edit, map[string]string{"text": "The tide never asks."})), "The tide never asks.")
	shows(t, w.in(ada, "quote edit", "number", "1"), "Only whoever added #1 may do that")
	shows(t, w.in(ben, "quote edit", "number", "9"), "no quote #9")
	undone := w.answer(w.press(added, ben, "Undo"))
	if shows(t, undone, "Taken back: #1"); strings.Contains(describe(undone), "tide") {
		t.Errorf("what was taken back is still shown: %+v", undone)
	}
	shows(t, w.in(ben, "quote add", "speaker", "Mara Quill"), "The words are missing")
}

func TestPages(t *testing.T) {
	t.Parallel()
	h := brain(t)
	w := start(t, h)
	w.answer(w.press(w.from(ada, sentences(12)), ada, "Save 12"))
	first := w.in(ben, "quote list")
	shows(t, first, "1–5 of 12")
	hasButton(t, first, "◀ Back", false)
	theirs := w.answer(w.press(first, ada, "More ▶"))
	if shows(t, theirs, "Only whoever asked"); !theirs.Private() {
		t.Error("everybody sees that somebody may not turn pages")
	}
	second := w.answer(w.press(first, ben, "More ▶"))
	if second.ID != first.ID {
		t.Error("the next page is another message")
	}
	shows(t, second, "6–10 of 12")
	timeline := w.in(ben, "quote timeline", "speaker", "Bo Lund")
	shows(t, timeline, "Bo Lund over time")

	// The bot is restarted: what is needed stands in the custom ids and in the library.
	w.stop()
	if err := <-w.end; err != nil {
		t.Fatal(err)
	}
	again := make(chan error, 1)
	run, stop := context.WithCancel(w.ctx)
	go func() {
		again <- discord.Run(run, h, discord.Options{Token: w.Token(), API: w.URL(), Shards: 1, Timing: short, Log: textLog(w.log)})
	}()
	w.wait("the new process", func() bool { return w.Live() == 1 })
	shows(t, w.answer(w.press(second, ben, "More ▶")), "11–12 of 12")
	stop()
	w.end <- <-again
}

// TestOldButtonsAfterARestart presses buttons after their time, in a process that does not remember the messages: whoever
// presses one is told, and all that go with it are switched off.
func TestOldButtonsAfterARestart(t *testing.T) {
	t.Parallel()
	h := brain(t)
	w := start(t, h)
	review := w.from(ada, sentences(30))
	kept := w.answer(w.press(w.from(ada, sentences(12)), ada, "Save 12"))
	list := w.in(ben, "quote list")
	w.stop()
	if err := <-w.end; err != nil {
		t.Fatal(err)
	}
	again := make(chan error, 1)
	run, stop := context.WithCancel(w.ctx)
	later := func() time.Time { return time.Now().Add(25 * time.Hour) }
	go func() {
		again <- discord.Run(run, h, discord.Options{Token: w.Token(), API: w.URL(), Shards: 1, Timing: short, Now: later, Log: textLog(w.log)})
	}()
	w.wait("the new process", func() bool { return w.Live() == 1 })
	for name, tt := range map[string]struct {
		on   discordtest.Message
		by   discordtest.User
		says string
		off  []string
	}{
		"More ▶":  {list, ben, "These pages are too old to turn.", []string{"More ▶", "◀ Back"}},
		"Undo":    {kept, ada, "for ten minutes only", []string{"Undo"}},
		"Save 30": {review, ada, "This review is over", []string{"Save 30", "Cancel", "choose:", "▶"}},
	} {
		i := w.press(tt.on, tt.by, name)
		var all []discordtest.Message
		w.wait("the note on "+name, func() bool { all = i.Shown(); return len(all) == 2 && all[1].Content != "" })
		if shows(t, all[1], tt.says); !all[1].Private() {
			t.Errorf("everybody sees that %s is over", name)
		}
		now := all[0]
		if now.ID != tt.on.ID || now.Content != tt.on.Content || len(now.Embeds) != len(tt.on.Embeds) {
			t.Errorf("%s: more than the buttons was changed: %+v", name, now)
		}
		for _, label := range tt.off {
			hasButton(t, now, label, false)
		}
		if note, ok := now.Find("Timed out. Ask again"); !ok || !note.Disabled {
			t.Errorf("%s: nothing says that it is over: %+v", name, now.Components)
		}
	}
	stop()
	w.end <- <-again
}

func TestTimelinePages(t *testing.T) {
	t.Parallel()
	w := start(t, brain(t))
	w.answer(w.press(w.from(ada, sentences(24)), ada, "Save 24"))
	m := w.in(ben, "quote timeline", "speaker", "Bo Lund")
	shows(t, m, "page 1 of 2")
	shows(t, w.answer(w.press(m, ada, "More ▶")), "Only whoever asked")
	shows(t, w.answer(w.press(m, ben, "More ▶")), "page 2 of 2")
}

func TestPagesTimeOut(t *testing.T) {
	t.Parallel()
	w := start(t, brain(t), func(o *discord.Options, _ *discordtest.Options) { o.Timing.Pages = 200 * time.Millisecond })
	w.answer(w.press(w.from(ada, sentences(12)), ada, "Save 12"))
	m := w.in(ben, "quote list")
	w.wait("the buttons to be switched off", func() bool {
		now := w.shownIn(m.ID)
		c, ok := now.Find("More ▶")
		note, noted := now.Find("Timed out. Ask again")
		return ok && c.Disabled && noted && note.Disabled && len(now.Embeds) == 1
	})
	if _, err := w.Press(m, ben, "More ▶"); err == nil {
		t.Error("a button that was switched off can be pressed")
	}
	p, err := w.Reply(w.ctx, w.mentions("what is said of the list of items?"))
	if err != nil {
		t.Fatal(err)
	}
	if c, ok := p.Find("More ▶"); ok {
		w.wait("the buttons of a reply to be switched off", func() bool {
			now := w.shownIn(p.ID)
			c, _ = now.Find("More ▶")
			return c.Disabled
		})
	}
}

// shownIn is a message as it is now.
func (w *world) shownIn(id string) discordtest.Message {
	for _, channel := range []string{general, secret, hilltop} {
		for _, m := range w.Messages(channel) {
			if m.ID == id {
				return m
			}
		}
	}
	return discordtest.Message{}
}

func TestCheckAndVariants(t *testing.T) {
	t.Parallel()
	w := start(t, brain(t))
	w.answer(w.press(w.from(ada, article), ada, "Save 1"))
	m := w.in(ben, "quote check", "text", "The lantern room is not older than any of us, and it will outlast every one of us")
	shows(t, m, "altered")
	shows(t, m, "is not older")
	shows(t, m, "“not” is in your words and not printed here")
	other := strings.NewReplacer("The Shingle Post", "The Marram Echo", "Lighthouse to be kept", "Board keeps the lighthouse", "will outlast every", "will surely outlast every").Replace(article)
	w.answer(w.press(w.from(ada, other), ada, "Save 1"))
	answer := w.in(ben, "ask", "question", "what did quill say about the lantern room?")
	shows(t, answer, "also in The ")
	variants := w.answer(w.press(answer, ben, "Variants"))
	shows(t, variants, "Other printings")
}

func TestSettings(t *testing.T) {
	t.Parallel()
	w := start(t, brain(t))
	admin := inGeneral(ada, "quote settings")
	admin.Can = "32"
	m := w.answer(w.use(admin))
	if !m.Private() {
		t.Error("everybody sees the settings")
	}
	shows(t, m, "Roles that may add")
	m = w.answer(w.press(m, ada, "settings", "add-roles"))
	m = w.answer(w.press(m, ada, "set:add-roles", staff))
	shows(t, m, "<@&"+staff+">")
	shows(t, w.in(ben, "quote add", "text", "x", "speaker", "X"), "adding quotes needs a role")
	m = w.answer(w.press(m, ada, "settings", "daily-time"))
	m = w.answer(w.submit(w.press(m, ada, "Change: Time of the daily quote"), map[string]string{"value": "7:30"}))
	shows(t, m, "07:30")
	m = w.answer(w.press(m, ada, "settings", "daily-channel"))
	shows(t, w.answer(w.press(m, ada, "set:daily-channel", general)), "<#"+general+">")
	m = w.answer(w.press(w.answer(w.press(m, ada, "settings", "message-deleted")), ada, "set:message-deleted", "forget"))
	shows(t, m, "only the number is left")
	plain := w.in(ben, "quote settings")
	plain = w.answer(w.press(plain, ben, "settings", "message-deleted"))
	shows(t, w.answer(w.press(plain, ben, "set:message-deleted", "keep")), "people who may manage the server")
}

// TestMessagesAreFollowed edits and deletes messages that were saved.
func TestMessagesAreFollowed(t *testing.T) {
	t.Parallel()
	w := start(t, brain(t))
	save := func(text string) *discordtest.Posted {
		p := w.Send(discordtest.Post{Guild: harbour, Channel: general, From: ada, Text: text})
		w.answer(w.use(discordtest.Use{Guild: harbour, Channel: general, By: ben, Command: "Save quote", Target: p}))
		return p
	}
	one, two, three := save("The ferry leaves at noon."), save("The ferry leaves at one."), save("The ferry is full.")
	eventually := func(number, text string) {
		t.Helper()
		for w.ctx.Err() == nil {
			m := w.in(ben, "quote show", "number", number)
			if m.Content+describe(m) != "" && len(m.Embeds) > 0 && strings.Contains(m.Embeds[0].Footer.Text, text) {
				return
			}
		}
		t.Errorf("#%s never shows %q", number, text)
	}
	w.Unfurl(three)
	w.Edit(one, "The ferry leaves at two.")
	eventually("1", "the message was edited since")
	w.Remove(two)
	eventually("2", "the message was deleted since")
	w.Remove(one, three)
	eventually("3", "the message was deleted since")
}

func TestGuildsComeAndGo(t *testing.T) {
	t.Parallel()
	told := make(chan string, 8)
	w := start(t, func(_ context.Context, r bot.Request) bot.Reply {
		told <- string(r.Act) + " " + r.Asker.Guild
		return bot.Reply{}
	})
	const far = "700000000000000009"
	w.Leave(hills, true) // an outage
	w.AddGuild(discordtest.Guild{ID: far, Channels: []discordtest.Channel{{ID: "800000000000000009"}}})
	w.Leave(far, false)
	for _, want := range []string{"guild-back " + far, "guild-gone " + far} {
		select {
		case got := <-told:
			if got != want {
				t.Errorf("the brain is told %q, want %q", got, want)
			}
		case <-w.ctx.Done():
			t.Fatalf("the brain is not told %q", want)
		}
	}
}

func TestDaily(t *testing.T) {
	t.Parallel()
	w := start(t, func(_ context.Context, r bot.Request) bot.Reply {
		switch r.Act {
		case bot.Due:
			return bot.Reply{Posts: []bot.Post{{Guild: harbour, Channel: general, Field: "daily"}, {Guild: hills, Channel: hilltop, Field: "daily"}}}
		case bot.Daily:
			if r.Asker.Guild == hills {
				return bot.Reply{Outcome: bot.Nothing}
			}
			return bot.Reply{Outcome: bot.Done, Note: "The quote of the day", Cards: []bot.Card{{Citation: quotes.Citation{Number: 4, Text: r.Field + " bread", Speaker: "Mara Quill"}}}}
		}
		return bot.Reply{}
	}, func(o *discord.Options, _ *discordtest.Options) { o.Timing.Minute = 10 * time.Millisecond })
	w.wait("a post", func() bool { return len(w.Messages(general)) > 1 })
	m := w.Messages(general)[0]
	shows(t, m, "The quote of the day")
	shows(t, m, "daily bread")
	if m.Pings || len(w.Messages(hilltop)) > 0 {
		t.Errorf("posts: %+v, %+v", m, w.Messages(hilltop))
	}
}

func TestUserApp(t *testing.T) {
	t.Parallel()
	w := start(t, brain(t))
	w.in(ben, "quote add", "text", "Of the guild.", "speaker", "Mara Quill")
	own := func(command string, options ...string) discordtest.Use {
		u := inGeneral(ben, command, options...)
		u.Guild, u.Channel, u.UserApp = "", "810000000000000001", true
		return u
	}
	m := w.answer(w.use(own("quote add", "text", "Of my own.", "speaker", "Ida Marsh")))
	if !m.Private() {
		t.Error("others see what somebody keeps with an app of their own")
	}
	list := w.answer(w.use(own("quote list")))
	if shows(t, list, "Of my own."); !list.Private() || strings.Contains(describe(list), "Of the guild.") {
		t.Errorf("list: %+v", list)
	}
	in := inGeneral(ben, "quote list")
	in.UserApp = true
	if m := w.answer(w.use(in)); !m.Private() || strings.Contains(describe(m), "Of the guild.") {
		t.Errorf("in a guild without the bot: %+v", m)
	}
}

func TestPrivacyCommands(t *testing.T) {
	t.Parallel()
	w := start(t, brain(t))
	p := w.Send(discordtest.Post{Guild: harbour, Channel: general, From: ada, Text: "I never liked the pier."})
	save := discordtest.Use{Guild: harbour, Channel: general, By: ben, Command: "Save quote", Target: p}
	w.answer(w.use(save))
	mine := w.in(ada, "privacy show")
	if shows(t, mine, "1 quote of yours"); !mine.Private() || len(mine.Files) != 1 || !strings.Contains(string(mine.Files[0].Data), "never liked the pier") {
		t.Errorf("what is kept: %+v", mine)
	}
	hidden := w.answer(w.press(w.in(ada, "quote show", "number", "1"), ada, "Hide what I said"))
	shows(t, hidden, "#1 is hidden")
	shows(t, w.in(ben, "quote show", "number", "1"), "was removed")
	shows(t, w.answer(w.press(hidden, ada, "Show it again")), "#1 can be seen again")
	sure := w.in(ada, "privacy forget-me")
	shows(t, sure, "can't be undone")
	shows(t, w.answer(w.press(sure, ada, "No")), "Nothing was changed.")
	shows(t, w.in(ben, "quote show", "number", "1"), "I never liked the pier.")
	shows(t, w.answer(w.press(w.in(ada, "privacy forget-me"), ada, "Yes, for good")), "Forgotten: 1 quote")
	shows(t, w.in(ben, "quote show", "number", "1"), "was removed")
	shows(t, w.in(ada, "privacy opt-out"), "nobody can save your messages")
	shows(t, w.answer(w.use(save)), "does not want to be quoted")
	shows(t, w.in(ada, "privacy opt-in"), "can be saved again")
}

func TestImportAndExport(t *testing.T) {
	t.Parallel()
	w := start(t, brain(t))
	const list = "\"The tide does not ask.\" - Mara Quill\n\"Ropes are older than rules.\" - Bo Lund\n"
	u := inGeneral(ada, "quote import")
	u.Can = "8192"
	u.Options = []discordtest.Option{{Name: "file", File: &discordtest.File{Name: "quotes.txt", Data: []byte(list)}, Type: "text/plain"}}
	dry := w.complete(w.use(u))
	shows(t, dry, "2 new · 0 here already")
	shows(t, w.in(ada, "quote list"), "no quotes here yet")
	shows(t, w.answer(w.press(dry, ada, "Import 2")), "2 quotes new")
	shows(t, w.in(ada, "quote list"), "Ropes are older than rules.")
	out := w.in(ben, "quote export", "format", "jsonl")
	if len(out.Files) != 1 || !out.Private() || !strings.Contains(string(out.Files[0].Data), "Ropes are older") {
		t.Fatalf("export: %+v", out)
	}
	u.By, u.Can = ben, ""
	shows(t, w.answer(w.use(u)), "Importing needs the right to manage messages")
}

// TestMessageCommands asks who said what stands in a message.
func TestWhoSaidThis(t *testing.T) {
	t.Parallel()
	w := start(t, brain(t))
	w.answer(w.press(w.from(ada, article), ada, "Save 1"))
	ask := func(text string) discordtest.Message {
		p := w.Send(discordtest.Post{Guild: harbour, Channel: general, From: ada, Text: text})
		return w.answer(w.use(discordtest.Use{Guild: harbour, Channel: general, By: ben, Command: "Who said this?", Target: p}))
	}
	m := ask("The lantern room is older than any of us")
	if shows(t, m, "Mara Quill"); !m.Private() {
		t.Error("everybody sees what one person looks up")
	}
	shows(t, ask("https://news.example.org/a"), "only an address")
	shows(t, ask(""), "no words in that message")
}

// TestLanguages uses the bot with clients in other languages.
func TestLanguages(t *testing.T) {
	t.Parallel()
	w := start(t, brain(t))
	w.answer(w.press(w.from(ada, article), ada, "Save 1"))
	for locale, want := range map[string][]string{
		"de": {"gesagt Fr 20. Januar 2023", "Zusammenhang"}, "fr": {"dit ven. 20 janvier 2023", "Contexte"}, "es-419": {"dicho vie 20 de enero de 2023", "Contexto"},
		"ja": {"said Fri 20 Jan 2023", "Context"},
	} {
		u := inGeneral(ben, "ask", "question", "what did quill say about the lantern room?")
		u.Locale = locale
		m := w.answer(w.use(u))
		shows(t, m, want[0])
		hasButton(t, m, want[1], true)
	}
	// A message comes without a language: the server's is spoken.
	const far = "700000000000000009"
	w.AddGuild(discordtest.Guild{ID: far, Locale: "de", Channels: []discordtest.Channel{{ID: "800000000000000009"}}})
	post := discordtest.Post{Guild: far, Channel: "800000000000000009", From: ben, Text: "<@" + discordtest.BotID + "> lantern"}
	m, err := w.Reply(w.ctx, w.Send(post))
	if err != nil {
		t.Fatal(err)
	}
	shows(t, m, "Hier sind noch keine Zitate.")

	// In direct messages, it is that of the person's last command.
	for _, locale := range []string{"fr", "en-US"} {
		u := inGeneral(ben, "help")
		u.Locale = locale
		w.answer(w.use(u))
		if m, err = w.Reply(w.ctx, w.Send(discordtest.Post{From: ben, Text: "who spoke?"})); err != nil {
			t.Fatal(err)
		}
		shows(t, m, map[string]string{"fr": "Il n'y a pas encore de citations ici.", "en-US": "There are no quotes here yet."}[locale])
	}
}
