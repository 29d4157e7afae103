package discord_test

import (
	"bytes"
	"context"
	"flag"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"quotebot/bot"
	"quotebot/bot/discord"
	"quotebot/bot/discord/discordtest"
	"quotebot/quotes"
)

func TestMain(m *testing.M) {
	flag.Parse()
	// The tests wait most of the time: the library sleeps for a second when it closes a connection.
	if err := flag.Set("test.parallel", "32"); err != nil {
		panic(err)
	}
	goleak.VerifyTestMain(m)
}

// The places and people of the tests.
const (
	harbour = "700000000000000001" // a guild
	hills   = "700000000000000002" // another guild
	general = "800000000000000001" // a channel of harbour
	secret  = "800000000000000002" // a channel of harbour that only the staff can read
	hilltop = "800000000000000003" // a channel of hills
	staff   = "710000000000000001" // a role of harbour
)

var (
	ada = discordtest.User{ID: "600000000000000001", Username: "ada", GlobalName: "Ada"}
	ben = discordtest.User{ID: "600000000000000002", Username: "ben"}
)

// handler answers with a function.
type handler func(context.Context, bot.Request) bot.Reply

func (h handler) Handle(ctx context.Context, r bot.Request) bot.Reply { return h(ctx, r) }

// echo answers every request with a card that holds its text.
func echo(_ context.Context, r bot.Request) bot.Reply {
	c := bot.Card{Citation: quotes.Citation{Number: 7, Scope: quotes.GuildScope(harbour), Text: r.Text, Speaker: "Mara Quill", Kind: quotes.Direct}}
	return bot.Reply{Outcome: bot.Found, Cards: []bot.Card{c}}
}

// seen records what the handler was asked.
type seen struct {
	mu   sync.Mutex
	list []bot.Request
}

func (s *seen) by(h handler) handler {
	return func(ctx context.Context, r bot.Request) bot.Reply {
		s.mu.Lock()
		s.list = append(s.list, r)
		s.mu.Unlock()
		return h(ctx, r)
	}
}

func (s *seen) all() []bot.Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]bot.Request(nil), s.list...)
}

// patience is how long a test waits before it counts as hung, also on a machine that is busy with other things.
const patience = 2 * time.Minute

// world is a running bot on the double.
type world struct {
	*discordtest.Server
	t    *testing.T
	ctx  context.Context
	stop context.CancelFunc
	end  chan error // what Run returned
	log  *logBook
}

// logBook keeps the log for assertions; the test fails for panics in it that were not asked for.
type logBook struct {
	mu      sync.Mutex
	text    bytes.Buffer
	written chan bool // closed and made anew with every line
	panics  bool      // are expected
}

func newLogBook() *logBook { return &logBook{written: make(chan bool)} }

func (l *logBook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	close(l.written)
	l.written = make(chan bool)
	return l.text.Write(p)
}

// wait waits until the log holds the text.
func (l *logBook) wait(ctx context.Context, t *testing.T, text string) {
	t.Helper()
	for {
		l.mu.Lock()
		there, written := strings.Contains(l.text.String(), text), l.written
		l.mu.Unlock()
		if there {
			return
		}
		select {
		case <-written:
		case <-ctx.Done():
			t.Fatalf("the log does not say %q", text)
		}
	}
}

func (l *logBook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func textLog(l *logBook) *slog.Logger {
	return slog.New(slog.NewTextHandler(l, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// short are periods that let tests be quick; where one has to pass, the test waits for what follows from it.
var short = discord.Timing{
	Defer: 100 * time.Millisecond, Progress: time.Millisecond, Opening: 2 * time.Second, Backoff: 20 * time.Millisecond,
	Invalid: 20 * time.Millisecond, Identify: time.Millisecond, Grace: 5 * time.Second,
}

// start runs the bot on a double and waits until it is live and has registered its commands.
func start(t *testing.T, h handler, change ...func(*discord.Options, *discordtest.Options)) *world {
	t.Helper()
	w := startOnly(t, h, change...)
	if err := w.Registered(w.ctx, ""); err != nil {
		t.Fatalf("commands not registered: %v\n%s", err, w.log)
	}
	return w
}

func startOnly(t *testing.T, h handler, change ...func(*discord.Options, *discordtest.Options)) *world {
	t.Helper()
	w := &world{t: t, end: make(chan error, 1), log: newLogBook()}
	o := discord.Options{Shards: 1, Timing: short, Log: textLog(w.log)}
	so := discordtest.Options{}
	for _, c := range change {
		c(&o, &so)
	}
	s, err := discordtest.New(so)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	w.Server = s
	s.AddGuild(discordtest.Guild{
		ID: harbour, Owner: "600000000000000009",
		Roles: []discordtest.Role{{ID: harbour, Permissions: "68608"}, {ID: staff, Permissions: "0"}},
		Channels: []discordtest.Channel{{ID: general}, {ID: secret, Overwrites: []discordtest.Overwrite{
			{ID: harbour, Type: 0, Allow: "0", Deny: "1024"}, {ID: staff, Type: 0, Allow: "1024", Deny: "0"},
		}}},
		Members: []discordtest.Member{{User: ada, Nick: "Captain Ada", Roles: []string{staff}}, {User: ben}},
	})
	s.AddGuild(discordtest.Guild{ID: hills, Owner: ada.ID, Roles: []discordtest.Role{{ID: hills, Permissions: "68608"}}, Channels: []discordtest.Channel{{ID: hilltop}}})
	o.API = s.URL()
	if o.Token == "" {
		o.Token = s.Token()
	}
	w.ctx, w.stop = context.WithTimeout(context.Background(), patience)
	run, cancel := context.WithCancel(context.Background())
	stopTest := w.stop
	w.stop = cancel
	quiet := handler(func(ctx context.Context, r bot.Request) bot.Reply {
		if r.Act == bot.Guilds || r.Act == bot.GuildBack && (r.Asker.Guild == harbour || r.Asker.Guild == hills) { // told at every start
			return bot.Reply{}
		}
		return h(ctx, r)
	})
	go func() { w.end <- discord.Run(run, quiet, o) }()
	t.Cleanup(func() {
		cancel()
		select {
		case <-w.end:
		case <-time.After(patience):
			t.Error("Run did not return")
		}
		stopTest()
		conforms(t, w.Requests())
		if text := w.log.String(); !w.log.panics && strings.Contains(text, "panic") {
			t.Errorf("a panic was caught:\n%s", text)
		}
		if t.Failed() {
			t.Logf("log:\n%s", w.log)
		}
	})
	return w
}

// use has ada use a command in harbour's general channel.
func (w *world) use(u discordtest.Use) *discordtest.Interaction {
	w.t.Helper()
	if u.By.ID == "" {
		u.By = ada
	}
	if u.Channel == "" && u.Guild == "" {
		u.Guild, u.Channel = harbour, general
	}
	i, err := w.Use(u)
	if err != nil {
		w.t.Fatal(err)
	}
	return i
}

func (w *world) ask(question string) *discordtest.Interaction {
	w.t.Helper()
	return w.use(discordtest.Use{Command: "ask", Options: []discordtest.Option{{Name: "question", Value: question}}})
}

// press has somebody press a button of a message, or choose from a select.
func (w *world) press(m discordtest.Message, by discordtest.User, name string, values ...string) *discordtest.Interaction {
	w.t.Helper()
	i, err := w.Press(m, by, name, values...)
	if err != nil {
		w.t.Fatalf("%v\n%+v", err, m.Components)
	}
	return i
}

// submit waits for the form that an interaction opens, fills it in and hands it in.
func (w *world) submit(i *discordtest.Interaction, fields map[string]string) *discordtest.Interaction {
	w.t.Helper()
	if _, err := i.Form(w.ctx); err != nil {
		w.t.Fatal(err)
	}
	n, err := w.Submit(i, fields)
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// complete waits for an answer after progress notes: one that something can be done with.
func (w *world) complete(i *discordtest.Interaction) discordtest.Message {
	w.t.Helper()
	var m discordtest.Message
	w.wait("the answer", func() bool {
		for _, m = range i.Shown() {
		}
		return len(m.Components) > 0 || len(m.Files) > 0
	})
	return m
}

// answer waits for the answer to an interaction. When a private one was deferred, something neutral is shown before it.
func (w *world) answer(i *discordtest.Interaction) discordtest.Message {
	w.t.Helper()
	for {
		m, err := i.Answer(w.ctx)
		if err != nil {
			w.t.Fatalf("the answer: %v", err)
		}
		if m.Deleted || m.Content == "This answer is only for the person who asked." {
			w.wait("the answer", func() bool { s := i.Shown(); return len(s) > 0 && s[len(s)-1].ID != m.ID })
			continue
		}
		if m.Pings {
			w.t.Errorf("the answer could ping somebody: %+v", m)
		}
		return m
	}
}

func (w *world) wait(what string, ok func() bool) {
	w.t.Helper()
	if err := w.Wait(w.ctx, ok); err != nil {
		w.t.Fatalf("%s: %v", what, err)
	}
}

// shows fails the test unless the message shows the text somewhere, bold or not.
func shows(t *testing.T, m discordtest.Message, text string) {
	t.Helper()
	all := m.Content
	for _, e := range m.Embeds {
		all += "\n" + e.Title + "\n" + e.Description
		for _, f := range e.Fields {
			all += "\n" + f.Name + "\n" + f.Value
		}
		if e.Footer != nil {
			all += "\n" + e.Footer.Text
		}
	}
	if !strings.Contains(strings.ReplaceAll(all, "**", ""), text) {
		t.Errorf("the message does not show %q:\n%s", text, all)
	}
}

func TestAsk(t *testing.T) {
	t.Parallel()
	var s seen
	w := start(t, s.by(echo))
	m := w.answer(w.ask("what did quill say about the pier?"))
	shows(t, m, "what did quill say about the pier?")
	shows(t, m, "Mara Quill")
	shows(t, m, "#7")
	r := s.all()[0]
	if r.Act != bot.Ask || r.Asker.Guild != harbour || r.Asker.Channel != general || r.Asker.User != ada.ID || r.Asker.Name != "Captain Ada" || r.Asker.Operator {
		t.Errorf("request: %+v", r)
	}
}

func TestMention(t *testing.T) {
	t.Parallel()
	var s seen
	w := start(t, s.by(echo))
	w.Send(discordtest.Post{Guild: harbour, Channel: general, From: ben, Text: "nothing to do with the bot"})
	p := w.Send(discordtest.Post{Guild: harbour, Channel: general, From: ben, Text: "<@" + discordtest.BotID + "> who spoke of the *pier*?"})
	m, err := w.Reply(w.ctx, p)
	if err != nil {
		t.Fatal(err)
	}
	shows(t, m, `who spoke of the \*pier\*?`)
	if m.Channel != general || m.Pings {
		t.Errorf("reply: %+v", m)
	}
	if all := s.all(); len(all) != 1 || all[0].Text != "who spoke of the *pier*?" || all[0].Asker.Guild != harbour || all[0].Asker.Name != "ben" {
		t.Errorf("requests: %+v", all)
	}
}

func TestDirectMessage(t *testing.T) {
	t.Parallel()
	var s seen
	w := start(t, s.by(echo))
	m, err := w.Reply(w.ctx, w.Send(discordtest.Post{From: ada, Text: "who spoke of the pier?"}))
	if err != nil {
		t.Fatal(err)
	}
	shows(t, m, "who spoke of the pier?")
	if r := s.all()[0]; r.Asker.Guild != "" || r.Asker.Channel != w.DirectChannel(ada.ID) || r.Asker.Access != nil {
		t.Errorf("request: %+v", r)
	}
}
