package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"quotebot/bot"
	"quotebot/bot/cards"
	"quotebot/bot/console"
	"quotebot/bot/discord"
	"quotebot/bot/metrics"

	"github.com/spf13/cobra"
)

// howToDiscord tells how to get from a terminal to a server.
func howToDiscord() string {
	return `To run it on Discord:
  1. Make an application at https://discord.com/developers/applications and copy the token of its bot.
  2. Invite it (scopes bot and applications.commands), with your application's id in place of ID:
     ` + discord.InviteURL("ID") + `
  3. Start again with DISCORD_TOKEN set.
`
}

func (a *app) serveCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "serve",
		Short:   "Run the Discord bot",
		Long:    "Runs the Discord bot until it is stopped. DISCORD_TOKEN or DISCORD_TOKEN_FILE must be set.",
		Example: "  DISCORD_TOKEN_FILE=token.txt quotebot serve",
		Args:    takes(0, 0),
		RunE:    func(c *cobra.Command, _ []string) error { return a.serve(c.Context()) },
	}
}

func (a *app) chatCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "chat",
		Short:   "Talk to the bot in the terminal",
		Long:    "The same bot as on Discord, as a chat on standard input and output. You are its operator: what you add goes into the library that everybody may read.",
		Example: "  quotebot chat\n  echo 'who spoke about the bridge?' | quotebot chat",
		Args:    takes(0, 0),
		RunE:    func(c *cobra.Command, _ []string) error { return a.chat(c.Context(), "") },
	}
}

// start is quotebot without a command: the Discord bot with a token, else a chat when somebody is there to talk to.
func (a *app) start(ctx context.Context) error {
	c, err := a.config()
	if err != nil {
		return err
	}
	switch {
	case c.Token != "":
		return a.serve(ctx)
	case a.interactive():
		return a.chat(ctx, "No DISCORD_TOKEN is set, so this is the same bot as a chat in your terminal.\n"+howToDiscord())
	default:
		return errors.New("no DISCORD_TOKEN is set and there is no terminal to chat in.\n" +
			"Set DISCORD_TOKEN or DISCORD_TOKEN_FILE for the Discord bot, or use one of: quotebot chat, quotebot ask, quotebot add.\n" +
			howToDiscord())
	}
}

// serve runs the Discord bot with its health socket, its figures, its backups and its watch over sources until ctx ends.
func (a *app) serve(ctx context.Context) error {
	return a.with(ctx, func(h *house) error {
		if h.config.Token == "" {
			return &usageError{errors.New("no DISCORD_TOKEN is set; `quotebot chat` needs none.\n" + howToDiscord())}
		}
		figures := metrics.New(version, func(ctx context.Context) (metrics.Library, error) {
			f, err := h.db.Figures(ctx)
			return metrics.Library(f), err
		})
		health, err := listenHealth(ctx, h.config.HealthSocket(), h.config.Metrics, h.db, figures)
		if err != nil {
			return err
		}
		defer health.close()
		h.log.Info("starting", "version", version, "db", h.config.DB, "metrics", h.config.Metrics, "backups", h.config.BackupDir)
		h.brain.Limits = bot.NewLimits()
		if h.brain.Drawer, err = cards.New(); err != nil {
			return fmt.Errorf("load the fonts: %w", err)
		}
		if h.brain.Texts, err = bot.NewTexts(); err != nil {
			return fmt.Errorf("load the texts: %w", err)
		}
		var wg sync.WaitGroup
		defer wg.Wait()
		chores, stop := context.WithCancel(ctx)
		defer stop()
		wg.Go(func() { a.keepTidy(chores, h) })
		wg.Go(func() { // what an import or an upgrade left to be joined
			if err := h.db.Regroup(chores, nil); err != nil && chores.Err() == nil {
				h.log.Error("printings not joined", "error", err)
			}
		})
		if h.model != nil {
			wg.Go(func() { keepVectors(chores, h) })
		}
		if h.config.BackupDir != "" {
			wg.Go(func() { a.keepBackups(chores, h, figures) })
		}
		if h.config.Watch {
			wg.Go(func() { a.watcher(h).Run(chores) })
		}
		err = discord.Run(ctx, figures.Handler(h.brain), discord.Options{
			Token: h.config.Token.Reveal(), API: h.config.API, Shards: h.config.Shards, Only: h.config.ShardIDs, Log: h.log, Now: a.now, OnState: health.gateway, Meter: figures,
		})
		if err != nil {
			return fmt.Errorf("run the Discord bot: %w", err)
		}
		h.log.Info("stopped")
		return nil
	})
}

// tidyEvery is how often what is due in the library is done. Trash and the data of guilds are kept for days, so an hour
// more or less does not matter.
const tidyEvery = time.Hour

// keepTidy does what is due in the library, at once and then every hour, until ctx ends.
func (a *app) keepTidy(ctx context.Context, h *house) {
	tick := time.NewTicker(tidyEvery)
	defer tick.Stop()
	for {
		if err := h.brain.Tidy(ctx, a.now()); err != nil && ctx.Err() == nil {
			h.log.Error("not tidied up", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// chat talks on standard input and output.
func (a *app) chat(ctx context.Context, greeting string) error {
	return a.with(ctx, func(h *house) error {
		if h.model != nil {
			var wg sync.WaitGroup
			defer wg.Wait()
			chores, stop := context.WithCancel(ctx)
			defer stop()
			wg.Go(func() { keepVectors(chores, h) })
		}
		o := console.Options{Style: a.style(), Prompt: a.interactive(), Now: a.now}
		if o.Prompt {
			n, err := h.db.Count(ctx, operatorView())
			if err != nil {
				return fmt.Errorf("count the quotes: %w", err)
			}
			o.Greeting = greeting + console.Greeting(n, h.config.DB)
		}
		return console.Run(ctx, h.brain, a.in, a.out, o)
	})
}
