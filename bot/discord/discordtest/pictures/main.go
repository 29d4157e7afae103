// Command pictures draws the pictures of docs/using.md: it runs the bot with the real brain on the Discord double, does what
// the document tells of, sets what the bot has answered in HTML and has a headless Chromium draw that. They are renderings:
// Discord's own clients look somewhat different.
//
//	go run -tags sqlite_fts5 ./bot/discord/discordtest/pictures -out docs/pictures
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"quotebot/bot"
	"quotebot/bot/discord"
	"quotebot/bot/discord/discordtest"
	"quotebot/db"
	"quotebot/quotes/extract"
	"quotebot/quotes/page"
	"quotebot/quotes/search"
)

func main() {
	out := flag.String("out", "docs/pictures", "folder to write to")
	chromium := flag.String("chromium", "chromium", "program that draws")
	flag.Parse()
	if err := run(*out, *chromium); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

const (
	guild   = "700000000000000001"
	channel = "800000000000000001"
	patient = time.Minute
)

var ada = discordtest.User{ID: "600000000000000001", Username: "ada", GlobalName: "Ada"}

func run(out, chromium string) (err error) {
	dir, err := os.MkdirTemp("", "pictures")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	ctx, cancel := context.WithTimeout(context.Background(), 5*patient)
	defer cancel()
	d, err := db.Open(ctx, filepath.Join(dir, "quotes.db"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	brain, err := newBrain(d)
	if err != nil {
		return err
	}
	s, err := discordtest.New(discordtest.Options{})
	if err != nil {
		return err
	}
	defer s.Close()
	s.AddGuild(discordtest.Guild{ID: guild, Owner: ada.ID, Roles: []discordtest.Role{{ID: guild, Permissions: "68608"}}, Channels: []discordtest.Channel{{ID: channel}}})
	running, stop := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() {
		done <- discord.Run(running, brain, discord.Options{Token: s.Token(), API: s.URL(), Shards: 1})
	}()
	if err = s.Registered(ctx, ""); err == nil {
		err = draw(ctx, s, &drawer{chromium: chromium, dir: dir, out: out})
	}
	stop()
	return errors.Join(err, <-done)
}

func newBrain(d *db.DB) (*bot.Brain, error) {
	x, err := extract.New()
	if err != nil {
		return nil, err
	}
	engine, err := search.New(d)
	if err != nil {
		return nil, err
	}
	texts, err := bot.NewTexts()
	if err != nil {
		return nil, err
	}
	return &bot.Brain{Store: d, Finder: engine, Printings: d, Extractor: x, Pages: page.NewClient(page.Options{}), Texts: texts,
		Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))}, nil
}

// scene is the bot in use.
type scene struct {
	ctx context.Context
	s   *discordtest.Server
	err error // the first that came up; what follows does nothing
}

// use has somebody use a command, with pairs of names and values of its options, and gives what is shown.
func (c *scene) use(locale, command string, options ...string) discordtest.Message {
	u := discordtest.Use{Guild: guild, Channel: channel, By: ada, Command: command, Can: "32", Locale: locale}
	for i := 0; i < len(options); i += 2 {
		o := discordtest.Option{Name: options[i], Value: options[i+1]}
		if o.Name == "file" {
			o.File, o.Type, o.Value = &discordtest.File{Name: "page.html", Data: []byte(o.Value)}, "text/html", ""
		}
		u.Options = append(u.Options, o)
	}
	return c.shown(func() (*discordtest.Interaction, error) { return c.s.Use(u) })
}

func (c *scene) press(m discordtest.Message, name string, values ...string) discordtest.Message {
	return c.shown(func() (*discordtest.Interaction, error) { return c.s.Press(m, ada, name, values...) })
}

// shown waits until the answer is more than a note of progress.
func (c *scene) shown(do func() (*discordtest.Interaction, error)) discordtest.Message {
	if c.err != nil {
		return discordtest.Message{}
	}
	i, err := do()
	if err != nil {
		c.err = err
		return discordtest.Message{}
	}
	var m discordtest.Message
	c.err = c.s.Wait(c.ctx, func() bool {
		done, cancel := context.WithCancel(c.ctx)
		cancel()
		var err error
		m, err = i.Answer(done)
		return err == nil && !strings.HasSuffix(m.Content, "…")
	})
	return m
}

// draw does what docs/using.md tells of.
func draw(ctx context.Context, s *discordtest.Server, d *drawer) error {
	c := &scene{ctx: ctx, s: s}
	review := c.use("", "quote from", "url", "https://shingle.example/keep", "file", harbourPage)
	d.picture(c, "review", "/quote from url: https://shingle.example/keep file: page.html", review)
	c.press(review, "keep:")
	c.press(c.use("", "quote from", "url", "https://echo.example/keeps", "file", echoPage), "keep:")
	c.press(c.use("", "quote from", "url", "https://shingle.example/costs", "file", laterPage), "keep:")
	answer := c.use("", "ask", "question", "what did quill say about the lantern room?")
	d.picture(c, "ask", "/ask question: what did quill say about the lantern room?", answer)
	d.picture(c, "context", "Context", c.press(answer, "Context"))
	d.picture(c, "speaker", "Wrong speaker", c.press(answer, "Wrong speaker"))
	d.picture(c, "check", "/quote check text: the lantern room is not older than any of us, and it will outlast us",
		c.use("", "quote check", "text", "the lantern room is not older than any of us, and it will outlast us"))
	d.picture(c, "timeline", "/quote timeline speaker: Mara Quill", c.use("", "quote timeline", "speaker", "Mara Quill"))
	d.picture(c, "list", "/quote list", c.use("", "quote list"))
	settings := c.use("", "quote settings")
	d.picture(c, "settings", "/quote settings", c.press(settings, "settings", "message-deleted"))
	d.picture(c, "german", "/fragen frage: lantern room older", c.use("de", "ask", "question", "lantern room older"))
	return c.err
}
