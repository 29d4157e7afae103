package bot_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"quotebot/bot"
	"quotebot/db"
	"quotebot/quotes"
	"quotebot/quotes/extract"
	"quotebot/quotes/page"
	"quotebot/quotes/sample"
	"quotebot/quotes/search"
)

var now = time.Date(2024, 3, 14, 12, 0, 0, 0, time.UTC)

const bridgePage = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Old bridge to close | The Harbour Gazette</title>
<meta property="og:site_name" content="The Harbour Gazette">
<script type="application/ld+json">{"@type":"NewsArticle","headline":"Old bridge to close","datePublished":"2024-03-13T08:00:00Z"}</script></head>
<body><article><h1>Old bridge to close</h1>
<p>The old iron bridge over the Tarn will close on Monday for at least two years, the town council decided after a long debate that ended at midnight.</p>
<p>“We can mend it now or we can fish it out of the river later,” Mayor Ada Brook told reporters on Tuesday. “I would rather mend it.”</p>
<p>“Two years is a long time to wait for a customer,” said Tomas Reyle, who has sold bread beside the bridge since 1998.</p>
</article></body></html>`

// brain is a brain in a real library, reading real pages on loopback.
func brain(t testing.TB) (*bot.Brain, *bytes.Buffer) {
	t.Helper()
	d, err := db.Open(t.Context(), filepath.Join(t.TempDir(), "q.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	engine, err := search.New(d)
	if err != nil {
		t.Fatal(err)
	}
	x, err := extract.New()
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	return &bot.Brain{Store: d, Finder: engine, Printings: d, Extractor: x, Sample: sample.Library, Log: slog.New(slog.NewTextHandler(&log, nil)),
		Pages: page.NewClient(page.Options{Allow: []string{"127.0.0.0/8"}, Timeout: 5 * time.Second})}, &log
}

// site serves one page and the ways in which a page can fail.
func site(t *testing.T) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/bridge":
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprint(w, bridgePage)
		case "/picture":
			w.Header().Set("Content-Type", "image/png")
		case "/empty":
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, "<html></html>")
		case "/paywall":
			w.WriteHeader(http.StatusPaymentRequired)
		case "/busy":
			w.WriteHeader(http.StatusTooManyRequests)
		case "/broken":
			w.WriteHeader(http.StatusBadGateway)
		case "/loop":
			http.Redirect(w, r, "/loop", http.StatusFound)
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func inGuild(guild, channel string) bot.Asker {
	return bot.Asker{User: "u1", Name: "Kim", Guild: guild, Channel: channel}
}

func words(r bot.Reply) []string {
	var out []string
	for _, c := range r.Cards {
		out = append(out, c.Text)
	}
	return out
}

func TestFromPageToAnswer(t *testing.T) {
	b, _ := brain(t)
	ask := inGuild("g1", "c1")
	var progress []string
	url := site(t) + "/bridge?utm_source=chat"
	r := b.Handle(t.Context(), bot.Request{Act: bot.From, Asker: ask, Now: now, URL: url, Progress: func(s string) { progress = append(progress, s) }})
	if r.Outcome != bot.Done || len(r.Cards) != 2 || len(progress) == 0 {
		t.Fatalf("%s %q %q, progress %q", r.Outcome, r.Note, words(r), progress)
	}
	again := b.Handle(t.Context(), bot.Request{Act: bot.Ask, Asker: ask, Now: now, Text: url})
	if again.Outcome != bot.Done || !strings.Contains(again.Note, "were here already") {
		t.Errorf("a bare address again: %s %q", again.Outcome, again.Note)
	}
	a := b.Handle(t.Context(), bot.Request{Act: bot.Ask, Asker: ask, Now: now, Text: "what did the mayor say about mending the bridge?"})
	if a.Outcome != bot.Found && a.Outcome != bot.Nearest || len(a.Cards) == 0 {
		t.Fatalf("%s %q", a.Outcome, a.Note)
	}
	c := a.Cards[0]
	if !strings.HasPrefix(c.Text, "We can mend it now") || c.Speaker != "Ada Brook" || c.Said.Day() != "2024-03-12" || c.Publisher != "The Harbour Gazette" {
		t.Errorf("answered %q by %q on %s in %q", c.Text, c.Speaker, c.Said, c.Publisher)
	}
	if !strings.Contains(c.Link, "/bridge#:~:text=We%20can%20mend%20it") {
		t.Errorf("link %s", c.Link)
	}
}

func TestGuildsNeverSeeEachOther(t *testing.T) {
	b, _ := brain(t)
	for _, g := range []string{"g1", "g2"} {
		r := b.Handle(t.Context(), bot.Request{Act: bot.Add, Asker: inGuild(g, "c"), Now: now, Text: "the harbour of " + g + " is closed to tall ships", Speaker: "Ada Brook of " + g})
		if r.Outcome != bot.Done || r.Cards[0].Ref() != "#1" {
			t.Fatalf("%s: %s %q", g, r.Outcome, r.Note)
		}
	}
	for _, req := range []bot.Request{
		{Act: bot.Ask, Text: "the harbour of g2 is closed to tall ships"},
		{Act: bot.Ask, Text: "what did Ada Brook of g2 say?"},
		{Act: bot.Random},
		{Act: bot.Show, Number: 1},
		{Act: bot.Complete, Field: "speaker", Text: "ada"},
		{Act: bot.Complete, Field: "number", Text: "1"},
	} {
		req.Asker, req.Now = inGuild("g1", "c"), now
		r := b.Handle(t.Context(), req)
		text := fmt.Sprint(words(r), r.Note, r.Choices)
		if strings.Contains(text, "g2") {
			t.Errorf("%s %q shows the other guild: %s", req.Act, req.Text, text)
		}
		if r.Outcome == bot.Failed {
			t.Errorf("%s %q failed", req.Act, req.Text)
		}
	}
	outside := b.Handle(t.Context(), bot.Request{Act: bot.Ask, Asker: bot.Asker{User: "u2", Channel: "dm"}, Now: now, Text: "harbour"})
	if !outside.Empty {
		t.Errorf("a direct message sees %q", words(outside))
	}
}

// access lets somebody read the listed channels.
type access []string

func (a access) Readable(_ context.Context, channels []string) ([]string, error) {
	return slices.DeleteFunc(channels, func(c string) bool { return !slices.Contains(a, c) }), nil
}

func TestChannelRights(t *testing.T) {
	b, _ := brain(t)
	save := b.Handle(t.Context(), bot.Request{Act: bot.Save, Asker: inGuild("g1", "secret"), Now: now, Message: &bot.SavedMessage{
		ID: "m1", Channel: "secret", Author: "u9", AuthorName: "Robin", Text: "||the *cake*|| is a lemon <:x:1>", At: now, Link: "https://discord.com/channels/g1/secret/m1",
		Attachments: []string{"cake.png"}}})
	if save.Outcome != bot.Done || save.Cards[0].Text != "||the *cake*|| is a lemon <:x:1>\n[cake.png]" || save.Cards[0].SpeakerID != "u9" {
		t.Fatalf("%s %q %+v", save.Outcome, save.Note, save.Cards)
	}
	for _, tt := range []struct {
		name   string
		asker  bot.Asker
		sees   bool
		inside bool // the answer may be shown to the channel
	}{
		{"in the channel itself", inGuild("g1", "secret"), true, true},
		{"elsewhere, nothing known of rights", inGuild("g1", "open"), false, false},
		{"elsewhere, can read it", bot.Asker{User: "u1", Guild: "g1", Channel: "open", Access: access{"secret"}}, true, false},
		{"elsewhere, can't read it", bot.Asker{User: "u1", Guild: "g1", Channel: "open", Access: access{"other"}}, false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, req := range []bot.Request{{Act: bot.Show, Number: 1}, {Act: bot.Random}, {Act: bot.Ask, Text: "the cake is a lemon"}, {Act: bot.Random, Speaker: "Robin"}} {
				req.Asker, req.Now = tt.asker, now
				r := b.Handle(t.Context(), req)
				if got := len(r.Cards) > 0; got != tt.sees {
					t.Errorf("%s %q sees it: %v, want %v (%q)", req.Act, req.Text, got, tt.sees, r.Note)
				}
				if len(r.Cards) > 0 && r.Private == tt.inside {
					t.Errorf("%s is private: %v", req.Act, r.Private)
				}
			}
			r := b.Handle(t.Context(), bot.Request{Act: bot.Complete, Asker: tt.asker, Now: now, Field: "speaker", Text: "rob"})
			if got := len(r.Choices) > 0; got != tt.sees {
				t.Errorf("completion sees it: %v", got)
			}
		})
	}
}

func TestWhatCantBeDoneIsSaidInPeoplesWords(t *testing.T) {
	b, log := brain(t)
	url := site(t)
	for _, tt := range []struct {
		name string
		r    bot.Request
		want string
	}{
		{"no words", bot.Request{Act: bot.Add, Text: " \n"}, "no words"},
		{"too long", bot.Request{Act: bot.Add, Text: strings.Repeat("ä", 100_001)}, "too long"},
		{"not text", bot.Request{Act: bot.Add, Text: "a\xff"}, "no text"},
		{"bad date", bot.Request{Act: bot.Add, Text: "x", Date: "next week"}, "next week"},
		{"bad address", bot.Request{Act: bot.Add, Text: "x", URL: "ftp://x"}, "https://"},
		{"no number", bot.Request{Act: bot.Show, Text: "the first"}, "number"},
		{"nothing handed in", bot.Request{Act: bot.From}, "no words"},
		{"a text without end", bot.Request{Act: bot.From, Text: strings.Repeat("“We waited,” he said.\n", extract.MaxText/20)}, "in parts"},
		{"no such page", bot.Request{Act: bot.From, URL: url + "/x"}, "404"},
		{"paywall", bot.Request{Act: bot.From, URL: url + "/paywall"}, "save the page"},
		{"asked too often", bot.Request{Act: bot.From, URL: url + "/busy"}, "too often"},
		{"server broken", bot.Request{Act: bot.From, URL: url + "/broken"}, "502"},
		{"redirects", bot.Request{Act: bot.From, URL: url + "/loop"}, "on and on"},
		{"a picture", bot.Request{Act: bot.From, URL: url + "/picture"}, "neither a web page"},
		{"no text", bot.Request{Act: bot.From, URL: url + "/empty"}, "no article text"},
		{"private address", bot.Request{Act: bot.From, URL: "http://10.0.0.1/"}, "not a public"},
		{"not an address", bot.Request{Act: bot.From, URL: "bridge"}, "web address"},
		{"a file that is no text", bot.Request{Act: bot.From, File: &bot.File{Name: "x", Data: []byte("\x89PNG\r\n\x1a\n")}}, "neither a web page"},
		{"unknown act", bot.Request{Act: "dance"}, "dance"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.r.Asker, tt.r.Now = inGuild("g1", "c1"), now
			r := b.Handle(t.Context(), tt.r)
			if r.Outcome != bot.Refused || !r.Private {
				t.Errorf("%s, private %v: %s", r.Outcome, r.Private, r.Note)
			}
			if !strings.Contains(r.Note, tt.want) || strings.Contains(r.Note, "quotes:") || strings.Contains(r.Note, "page:") {
				t.Errorf("says %q", r.Note)
			}
		})
	}
	if log.Len() > 0 {
		t.Errorf("what people did wrong is in the log: %s", log)
	}
	random := b.Handle(t.Context(), bot.Request{Act: bot.Random, Asker: inGuild("g1", "c1"), Now: now})
	if !random.Empty {
		t.Errorf("something was stored: %q", words(random))
	}
}

// broken is a finder that fails or panics.
type broken struct{ err error }

func (f broken) Ask(context.Context, search.Question) (search.Answer, error) {
	if f.err == nil {
		panic("secret panic words")
	}
	return search.Answer{}, f.err
}

func (f broken) Complete(context.Context, quotes.View, string, string, int) ([]search.Completion, error) {
	return nil, f.err
}

func TestOurFaultsHaveAnID(t *testing.T) {
	for _, f := range []broken{{errors.New("no such column: secret")}, {nil}} {
		b, log := brain(t)
		b.Finder = f
		r := b.Handle(t.Context(), bot.Request{Act: bot.Ask, Asker: inGuild("g1", "c1"), Now: now, Text: "private question"})
		if r.Outcome != bot.Failed || !r.Private || strings.Contains(r.Note, "secret") {
			t.Fatalf("%s %q", r.Outcome, r.Note)
		}
		id := strings.TrimSuffix(r.Note[strings.LastIndex(r.Note, " ")+1:], ".")
		if !strings.Contains(log.String(), "id="+id) || !strings.Contains(log.String(), "secret") {
			t.Errorf("the log does not have %s: %s", id, log)
		}
		if strings.Contains(log.String(), "private question") {
			t.Error("the question is in the log")
		}
	}
}

func TestStoredAsWritten(t *testing.T) {
	b, _ := brain(t)
	for i, text := range []string{"He said \"no\", it's «done» - 50%", "  two\n lines ", "@everyone `x` ||y|| 🍋 שלום", "e\u0301 and é"} {
		r := b.Handle(t.Context(), bot.Request{Act: bot.Add, Asker: inGuild("g1", "c1"), Now: now, Text: text, Date: "2024-03"})
		shown := b.Handle(t.Context(), bot.Request{Act: bot.Show, Asker: inGuild("g1", "c1"), Now: now, Number: int64(i + 1)})
		if len(shown.Cards) != 1 || shown.Cards[0].Text != text || shown.Cards[0].Said.Day() != "2024-03" {
			t.Errorf("%q (%s) came back as %q", text, r.Note, words(shown))
		}
	}
}

func FuzzHandle(f *testing.F) {
	for _, s := range []string{"who said that?", "#1", "L1", "https://[::1", "random", "help", "\" OR NEAR * ^ : -", "é\u0301\x00", strings.Repeat("a ", 5000)} {
		f.Add(s)
	}
	b, _ := brain(f)
	b.Log, b.Pages = slog.New(slog.DiscardHandler), page.NewClient(page.Options{})
	b.Handle(f.Context(), bot.Request{Act: bot.Sample, Asker: bot.Asker{Operator: true}, Now: now})
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := quotes.CleanURL(text); err == nil {
			return // would look the host up
		}
		r := b.Handle(context.Background(), bot.Request{Act: bot.Ask, Asker: inGuild("g1", "c1"), Now: now, Text: text})
		if r.Outcome == bot.Failed || r.Outcome == bot.Refused {
			t.Errorf("%q: %s %s", text, r.Outcome, r.Note)
		}
		if len(r.Cards) == 0 && r.Note == "" && !r.Private {
			t.Errorf("%q: no answer at all", text)
		}
	})
}
