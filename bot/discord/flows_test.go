package discord_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotebot/bot"
	"quotebot/bot/discord"
	"quotebot/bot/discord/discordtest"
	"quotebot/quotes"
)

func TestAdd(t *testing.T) {
	t.Parallel()
	var s seen
	w := start(t, s.by(func(context.Context, bot.Request) bot.Reply {
		return bot.Reply{Outcome: bot.Done, Note: "Saved as #1."}
	}))
	m := w.answer(w.use(discordtest.Use{Command: "quote add", Options: []discordtest.Option{
		{Name: "text", Value: "The tide does not ask."}, {Name: "speaker", Value: "Mara Quill"},
		{Name: "date", Value: "2023-01-20"}, {Name: "source", Value: "https://news.example.org/tide"},
	}}))
	shows(t, m, "Saved as #1.")
	got := s.all()[0]
	if got.Act != bot.Add || got.Text != "The tide does not ask." || got.Speaker != "Mara Quill" || got.Date != "2023-01-20" || got.URL != "https://news.example.org/tide" {
		t.Errorf("request: %+v", got)
	}
}

func TestFromFile(t *testing.T) {
	t.Parallel()
	const page = "<html><body><p>“It holds,” said Mara Quill.</p></body></html>"
	tests := map[string]struct {
		file discordtest.File
		kind string
		want string
	}{
		"a page":         {discordtest.File{Name: "page.html", Data: []byte(page)}, "text/html; charset=utf-8", fmt.Sprintf("found %d bytes", len(page))},
		"by its name":    {discordtest.File{Name: "page.HTM", Data: []byte(page)}, "", fmt.Sprintf("found %d bytes", len(page))},
		"a picture":      {discordtest.File{Name: "page.png", Data: []byte(page)}, "image/png", "neither"},
		"no type at all": {discordtest.File{Name: "page", Data: []byte(page)}, "", "neither"},
		"too large":      {discordtest.File{Name: "page.txt", Data: make([]byte, 5<<20)}, "text/plain", "up to 4 MB"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := start(t, func(_ context.Context, r bot.Request) bot.Reply {
				return bot.Reply{Outcome: bot.Done, Note: fmt.Sprintf("%s: %s, found %d bytes", r.Act, r.File.Name, len(r.File.Data))}
			})
			i := w.use(discordtest.Use{Command: "quote from", Options: []discordtest.Option{{Name: "file", File: &tt.file, Type: tt.kind}}})
			w.wait("the answer", func() bool {
				shown := i.Shown()
				return len(shown) > 0 && strings.Contains(shown[len(shown)-1].Content, tt.want)
			})
		})
	}
}

func TestFromElsewhereIsNotFetched(t *testing.T) {
	t.Parallel()
	var s seen
	w := start(t, s.by(echo))
	i := w.use(discordtest.Use{Command: "quote from", Options: []discordtest.Option{{Name: "url", Value: "x"}}, Extra: map[string]any{
		"data": map[string]any{"name": "quote", "type": 1,
			"options":  []any{map[string]any{"name": "from", "type": 1, "options": []any{map[string]any{"name": "file", "type": 11, "value": "5"}}}},
			"resolved": map[string]any{"attachments": map[string]any{"5": map[string]any{"filename": "a.txt", "content_type": "text/plain", "url": "http://169.254.169.254/a.txt"}}},
		}}})
	w.wait("the refusal", func() bool {
		shown := i.Shown()
		return len(shown) == 1 && strings.Contains(shown[0].Content, "not kept by Discord")
	})
	if n := len(s.all()); n != 0 {
		t.Errorf("the brain was asked %d times", n)
	}
}

func TestFromShowsProgress(t *testing.T) {
	t.Parallel()
	goOn := make(chan bool)
	w := start(t, func(_ context.Context, r bot.Request) bot.Reply {
		r.Progress("Reading the *page* …")
		<-goOn
		return bot.Reply{Outcome: bot.Done, Note: "2 quotes added."}
	})
	i := w.use(discordtest.Use{Command: "quote from", Options: []discordtest.Option{{Name: "url", Value: "https://news.example.org/pier"}}})
	w.wait("progress", func() bool {
		shown := i.Shown()
		return len(shown) == 1 && shown[0].Content == `Reading the \*page\* …`
	})
	close(goOn)
	w.wait("the answer", func() bool { return i.Shown()[0].Content == "2 quotes added." })
}

func TestSaveQuote(t *testing.T) {
	t.Parallel()
	var s seen
	w := start(t, s.by(func(context.Context, bot.Request) bot.Reply {
		return bot.Reply{Outcome: bot.Done, Note: "Saved as #3."}
	}))
	target := w.Send(discordtest.Post{Guild: harbour, Channel: general, From: ada, Text: "Never <@1> trust a *calm* sea ||ever||", Extra: map[string]any{
		"attachments":   []any{map[string]any{"id": "1", "filename": "sea.png"}},
		"sticker_items": []any{map[string]any{"name": "wave"}},
		"embeds":        []any{map[string]any{"title": "Tides", "description": "of March"}},
		"components":    []any{map[string]any{"type": 20}},
		"timestamp":     "2023-01-20T15:04:05.678000+00:00",
	}})
	m := w.answer(w.use(discordtest.Use{Command: "Save quote", By: ben, Guild: harbour, Channel: general, Target: target}))
	shows(t, m, "Saved as #3.")
	want := &bot.SavedMessage{
		ID: target.ID, Channel: general, Author: ada.ID, AuthorName: "Captain Ada", Text: "Never <@1> trust a *calm* sea ||ever||",
		At: time.Date(2023, 1, 20, 15, 4, 5, 678e6, time.UTC), Link: "https://discord.com/channels/" + harbour + "/" + general + "/" + target.ID,
		Attachments: []string{"sea.png", "wave", "Tides\nof March"},
	}
	if d := cmp.Diff(want, s.all()[0].Message); d != "" {
		t.Errorf("saved message (-want +got):\n%s", d)
	}
	if got := s.all()[0]; got.Act != bot.Save || got.Asker.User != ben.ID {
		t.Errorf("request: %+v", got)
	}
}

func TestRandomShowHelp(t *testing.T) {
	t.Parallel()
	var s seen
	w := start(t, s.by(func(ctx context.Context, r bot.Request) bot.Reply {
		if r.Act == bot.Help {
			return bot.Reply{Outcome: bot.Done, Private: true}
		}
		return echo(ctx, r)
	}))
	w.answer(w.use(discordtest.Use{Command: "quote random"}))
	w.answer(w.use(discordtest.Use{Command: "quote random", Options: []discordtest.Option{{Name: "speaker", Value: "Mara Quill"}}}))
	w.answer(w.use(discordtest.Use{Command: "quote show", Options: []discordtest.Option{{Name: "number", Value: "L12"}}}))
	shows(t, w.answer(w.use(discordtest.Use{Command: "help"})), "/quote from")
	type brief struct {
		Act           bot.Act
		Speaker, Text string
	}
	var got []brief
	for _, r := range s.all() {
		got = append(got, brief{r.Act, r.Speaker, r.Text})
	}
	want := []brief{{bot.Random, "", ""}, {bot.Random, "Mara Quill", ""}, {bot.Show, "", "L12"}, {bot.Help, "", ""}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("requests (-want +got):\n%s", d)
	}
}

func TestCompletion(t *testing.T) {
	t.Parallel()
	many := make([]bot.Choice, 40)
	for i := range many {
		many[i] = bot.Choice{Label: fmt.Sprintf("%d %s", i, strings.Repeat("n", 200)), Value: fmt.Sprint("value ", i)}
	}
	tests := map[string]struct {
		given []bot.Choice
		want  int
		first discordtest.Choice
	}{
		"none":     {nil, 0, discordtest.Choice{}},
		"one":      {[]bot.Choice{{Label: "Mara Quill", Value: "Mara Quill"}}, 1, discordtest.Choice{Name: "Mara Quill", Value: "Mara Quill"}},
		"unusable": {[]bot.Choice{{}, {Label: " \n", Value: " "}, {Label: "long", Value: strings.Repeat("v", 101)}, {Label: "Bo"}}, 1, discordtest.Choice{Name: "Bo", Value: "Bo"}},
		"too many": {many, 25, discordtest.Choice{Name: "0 " + strings.Repeat("n", 97) + "…", Value: "value 0"}},
		"twice":    {[]bot.Choice{{Label: "Bo", Value: "a"}, {Label: "Bo", Value: "b"}}, 1, discordtest.Choice{Name: "Bo", Value: "a"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var s seen
			w := start(t, s.by(func(context.Context, bot.Request) bot.Reply { return bot.Reply{Choices: tt.given} }))
			i := w.use(discordtest.Use{Command: "quote random", Options: []discordtest.Option{{Name: "speaker", Value: "qu", Focused: true}}})
			got, err := i.Choices(w.ctx)
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != tt.want || len(got) > 0 && got[0] != tt.first {
				t.Errorf("%d choices, first %+v", len(got), append(got, discordtest.Choice{})[0])
			}
			if r := s.all()[0]; r.Act != bot.Complete || r.Field != "speaker" || r.Text != "qu" || r.Asker.Guild != harbour {
				t.Errorf("request: %+v", r)
			}
		})
	}
}

func TestSlowAnswerIsDeferred(t *testing.T) {
	t.Parallel()
	goOn := make(chan bool)
	w := start(t, func(ctx context.Context, r bot.Request) bot.Reply {
		<-goOn
		return echo(ctx, r)
	})
	i := w.ask("slow")
	queued := w.ask("behind it")
	for _, i := range []*discordtest.Interaction{i, queued} {
		if err := i.Deferred(w.ctx); err != nil {
			t.Fatal(err)
		}
	}
	close(goOn)
	shows(t, w.answer(i), "slow")
	shows(t, w.answer(queued), "behind it")
	for _, r := range w.Requests() {
		if r.Status >= 400 {
			t.Errorf("refused: %s %s: %d", r.Method, r.Path, r.Status)
		}
	}
}

func TestPrivateAnswers(t *testing.T) {
	t.Parallel()
	private := func(context.Context, bot.Request) bot.Reply {
		return bot.Reply{Outcome: bot.Refused, Note: "for your eyes", Private: true}
	}
	t.Run("at once", func(t *testing.T) {
		t.Parallel()
		w := start(t, private)
		if m := w.answer(w.ask("x")); !m.Private() || m.Content != "for your eyes" {
			t.Errorf("answer: %+v", m)
		}
	})
	t.Run("after a deferral", func(t *testing.T) {
		t.Parallel()
		goOn := make(chan bool)
		w := start(t, func(ctx context.Context, r bot.Request) bot.Reply {
			<-goOn
			return private(ctx, r)
		})
		i := w.ask("x")
		if err := i.Deferred(w.ctx); err != nil {
			t.Fatal(err)
		}
		close(goOn)
		w.wait("one private message", func() bool {
			shown := i.Shown()
			return len(shown) == 1 && shown[0].Private() && shown[0].Content == "for your eyes"
		})
	})
	t.Run("to a mention", func(t *testing.T) {
		t.Parallel()
		w := start(t, private)
		w.mentions("x")
		direct := w.DirectChannel(ben.ID)
		w.wait("a direct message", func() bool { return len(w.Messages(direct)) == 1 })
		if n := len(w.Messages(general)); n != 0 {
			t.Errorf("%d messages in the channel", n)
		}
	})
	t.Run("to a mention, direct messages closed", func(t *testing.T) {
		t.Parallel()
		w := start(t, private)
		w.Fail(discordtest.Fault{Path: "users/@me/channels", Status: http.StatusForbidden, Times: 1})
		m, err := w.Reply(w.ctx, w.mentions("x"))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(m.Content, "eyes") {
			t.Errorf("the channel sees %q", m.Content)
		}
	})
}

func TestPanicIsAnswered(t *testing.T) {
	t.Parallel()
	w := start(t, func(context.Context, bot.Request) bot.Reply { panic("a mistake") })
	w.log.panics = true
	i := w.ask("x")
	m := w.answer(i)
	shows(t, m, "our side")
	id := m.Content[strings.LastIndex(m.Content, " ")+1 : len(m.Content)-1]
	if !m.Private() || !strings.Contains(w.log.String(), "id="+id) {
		t.Errorf("answer %+v, log %s", m, w.log)
	}
	w.use(discordtest.Use{Command: "quote random", Options: []discordtest.Option{{Name: "speaker", Value: "q", Focused: true}}})
	w.log.wait(w.ctx, t, "doing=completion")
	w.answer(w.ask("still there?"))
}

func TestBusy(t *testing.T) {
	t.Parallel()
	goOn := make(chan bool)
	w := start(t, func(ctx context.Context, r bot.Request) bot.Reply {
		<-goOn
		return echo(ctx, r)
	}, func(o *discord.Options, _ *discordtest.Options) {
		o.Workers, o.Queue, o.Timing.Defer = 1, 1, time.Minute
	})
	first, second, third := w.ask("first"), w.ask("second"), w.ask("third")
	m := w.answer(third)
	shows(t, m, "too much to do")
	if !m.Private() {
		t.Error("everybody sees that the bot is busy")
	}
	close(goOn)
	shows(t, w.answer(first), "first")
	shows(t, w.answer(second), "second")
}

// TestWaitingIsAcknowledged has a quote to keep wait behind a question that takes long: it is acknowledged while it waits.
func TestWaitingIsAcknowledged(t *testing.T) {
	t.Parallel()
	began, goOn := make(chan bool, 2), make(chan bool)
	w := start(t, func(ctx context.Context, r bot.Request) bot.Reply {
		began <- true
		<-goOn
		return echo(ctx, r)
	}, func(o *discord.Options, _ *discordtest.Options) {
		o.Workers, o.Timing.Defer = 1, time.Minute
	})
	ahead := w.ask("slow")
	<-began
	behind := w.use(discordtest.Use{Command: "quote add", Options: []discordtest.Option{{Name: "text", Value: "kept"}, {Name: "speaker", Value: "X"}}})
	if err := behind.Deferred(w.ctx); err != nil {
		t.Error("not acknowledged while in line:", err)
	}
	if len(began) > 0 {
		t.Error("two requests are in hand at a time")
	}
	close(goOn)
	shows(t, w.answer(ahead), "slow")
	shows(t, w.answer(behind), "kept")
}

func TestOrderInAChannel(t *testing.T) {
	t.Parallel()
	w := start(t, echo)
	var posts []*discordtest.Posted
	for n := range 20 {
		posts = append(posts, w.mentions(fmt.Sprint("number ", n)))
	}
	w.answers(posts[19])
	for n, m := range w.Messages(general) {
		if m.ReplyTo != posts[n].ID {
			t.Fatalf("the answer at place %d is to another message", n)
		}
	}
}

// TestTwoProcesses has another process with the same token respond first: the request is left to it.
func TestTwoProcesses(t *testing.T) {
	t.Parallel()
	var s seen
	w := start(t, s.by(echo))
	w.RespondFirst(1)
	w.use(discordtest.Use{Command: "quote add", Options: []discordtest.Option{{Name: "text", Value: "once"}, {Name: "speaker", Value: "X"}}})
	w.log.wait(w.ctx, t, "could not be acknowledged")
	if n := len(s.all()); n != 0 {
		t.Errorf("the brain was asked %d times", n)
	}
}

// TestNothingIsHalfStored has Discord forget an interaction before the bot acknowledges it: what it asks for is not done.
func TestNothingIsHalfStored(t *testing.T) {
	t.Parallel()
	var s seen
	w := start(t, s.by(echo))
	w.Fail(discordtest.Fault{Path: "callback", Status: http.StatusNotFound, Code: 10062, Times: 1})
	w.use(discordtest.Use{Command: "quote add", Options: []discordtest.Option{{Name: "text", Value: "lost"}, {Name: "speaker", Value: "X"}}})
	w.log.wait(w.ctx, t, "could not be acknowledged")
	w.answer(w.ask("after"))
	if all := s.all(); len(all) != 1 || all[0].Act != bot.Ask {
		t.Errorf("requests: %+v", all)
	}
}

func TestReplyToAMessage(t *testing.T) {
	t.Parallel()
	var s seen
	w := start(t, s.by(echo))
	unseen := w.Send(discordtest.Post{Guild: harbour, Channel: general, From: ada, Text: "the harbour freezes over"})
	seen := w.mentions("what of the pier?")
	w.answers(seen)
	at := "<@" + discordtest.BotID + ">"
	reply := func(text string, to *discordtest.Posted) *discordtest.Posted {
		return w.Send(discordtest.Post{Guild: harbour, Channel: general, From: ben, Text: text, ReplyTo: to})
	}
	reply("thanks", seen) // no mention in it: not a question
	m, err := w.Reply(w.ctx, reply(at, seen))
	if err != nil {
		t.Fatal(err)
	}
	shows(t, m, "what of the pier?")
	reply(at, unseen)
	direct := w.DirectChannel(ben.ID)
	w.wait("an explanation", func() bool { return len(w.Messages(direct)) == 1 })
	shows(t, w.Messages(direct)[0], "does not show me")
	if n := len(s.all()); n != 2 {
		t.Errorf("the brain was asked %d times", n)
	}
}

func TestCommandsAreWrittenOnlyWhenTheyChange(t *testing.T) {
	t.Parallel()
	w := start(t, echo)
	w.log.wait(w.ctx, t, `msg="commands registered" changed=true`)
	run, cancel := context.WithCancel(w.ctx)
	log := newLogBook()
	done := make(chan error, 1)
	go func() {
		done <- discord.Run(run, handler(echo), discord.Options{Token: w.Token(), API: w.URL(), Shards: 1, Timing: short, Log: textLog(log)})
	}()
	log.wait(w.ctx, t, `msg="commands registered" changed=false`)
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// TestRights has people ask where a quote of the staff's channel may be shown to them.
func TestRights(t *testing.T) {
	t.Parallel()
	w := start(t, func(ctx context.Context, r bot.Request) bot.Reply {
		if r.Asker.Access == nil {
			return bot.Reply{Note: "only here"}
		}
		can, err := r.Asker.Access.Readable(ctx, []string{secret, general, hilltop, "1"})
		return bot.Reply{Note: fmt.Sprint(strings.Join(can, " "), " ", err)}
	})
	for name, tt := range map[string]struct {
		use  discordtest.Use
		want string
	}{
		"of the staff":        {discordtest.Use{Guild: harbour, Channel: general, By: ada}, secret + " " + general},
		"not of the staff":    {discordtest.Use{Guild: harbour, Channel: general, By: ben}, general},
		"another guild":       {discordtest.Use{Guild: hills, Channel: hilltop, By: ada}, hilltop},
		"in direct messages":  {discordtest.Use{By: ada}, "only here"},
		"bot only with users": {discordtest.Use{Guild: harbour, Channel: general, By: ada, Extra: map[string]any{"authorizing_integration_owners": map[string]string{"1": ada.ID}}}, "only here"},
	} {
		tt.use.Command, tt.use.Options = "ask", []discordtest.Option{{Name: "question", Value: name}}
		i, err := w.Use(tt.use)
		if err != nil {
			t.Fatal(err)
		}
		if m := w.answer(i); strings.TrimSuffix(m.Content, ` \<nil>`) != tt.want {
			t.Errorf("%s: %s, want %s", name, m.Content, tt.want)
		}
	}
}

func TestLongWordsComeAsAFile(t *testing.T) {
	t.Parallel()
	words := strings.Repeat("salt and wind ", 1000)
	w := start(t, func(context.Context, bot.Request) bot.Reply {
		return bot.Reply{Outcome: bot.Found, Cards: []bot.Card{{Citation: quotes.Citation{Number: 7, Scope: quotes.Library, Text: words, Speaker: "Mara Quill"}}}}
	})
	m := w.answer(w.ask("long"))
	if len(m.Files) != 1 || m.Files[0].Name != "quote-L7.txt" || !strings.HasPrefix(string(m.Files[0].Data), words) {
		t.Errorf("files: %+v", m.Files)
	}
}

// TestManyAtOnce has two hundred people ask at the same time, with a Discord that takes its time for every answer and waits
// three seconds for each, as Discord does. It runs by itself: the three seconds are of the clock on the wall.
func TestManyAtOnce(t *testing.T) {
	w := start(t, echo, func(o *discord.Options, _ *discordtest.Options) { o.Timing = discord.Timing{} })
	w.SetLatency(20 * time.Millisecond)
	var all []*discordtest.Interaction
	for n := range 200 {
		all = append(all, w.use(discordtest.Use{Command: "ask", Guild: harbour, Channel: general,
			By: discordtest.User{ID: fmt.Sprint(610000000000000000 + n), Username: "u"}, Options: []discordtest.Option{{Name: "question", Value: fmt.Sprint(n)}}}))
	}
	longest := time.Duration(0)
	for n, i := range all {
		shows(t, w.answer(i), fmt.Sprint(n))
		took, _ := i.Took()
		longest = max(longest, took)
	}
	responses := 0
	for _, r := range w.Requests() {
		if strings.HasSuffix(r.Path, "/callback") {
			responses++
			if r.Status != http.StatusNoContent {
				t.Errorf("a response was refused: %d %s", r.Status, r.Path)
			}
		}
	}
	if responses != len(all) {
		t.Errorf("%d responses to %d interactions", responses, len(all))
	}
	t.Logf("the last of %d was answered after %v; Discord waits for 3 s", len(all), longest)
}
