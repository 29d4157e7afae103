package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"quotebot/bot/discord"
	"quotebot/config"
	"quotebot/db"

	"github.com/spf13/cobra"
)

const (
	// maxSkew is how far our clock may be from Discord's. Snowflakes and "today" are read by it.
	maxSkew = 30 * time.Second
	// fewSessions is how few identifies may be left before it is worth a word.
	fewSessions = 50
	// doctorTime bounds what Discord is asked.
	doctorTime = 30 * time.Second
	// minFree is how much must be free on the disk besides a copy of the library, in bytes.
	minFree = 64 << 20
)

func (a *app) doctorCommand() *cobra.Command {
	var offline, rebuild bool
	c := &cobra.Command{
		Use:   "doctor",
		Short: "Look over the library, the settings, the disk and the connection to Discord",
		Long: `Looks for everything that is known to go wrong, and says what to do about each. Nothing is changed, unless --rebuild-index asks
for the index of words to be made anew from the quotes. The exit status is 1 when something is wrong.`,
		Example: "  quotebot doctor\n  quotebot doctor --offline --db /data/quotebot.db\n  quotebot doctor --rebuild-index",
		Args:    takes(0, 0),
		RunE: func(c *cobra.Command, _ []string) error {
			cfg, err := a.config()
			if err != nil {
				return err
			}
			if rebuild {
				if answers(cfg.HealthSocket()) {
					return fmt.Errorf("a bot runs on this library (it answers on %s); stop it first", cfg.HealthSocket())
				}
				if _, err := os.Stat(cfg.DB); err != nil {
					return fmt.Errorf("rebuild the index of words: %w", err)
				}
				if err := db.RebuildIndex(c.Context(), cfg.DB); err != nil {
					return err
				}
				fmt.Fprintln(a.out, "The index of words has been made anew.")
			}
			return a.examine(c.Context(), cfg, offline)
		},
	}
	c.Flags().BoolVar(&offline, "offline", false, "do not ask Discord")
	c.Flags().BoolVar(&rebuild, "rebuild-index", false, "first make the index of words anew")
	return c
}

// examine writes all findings, and fails when one of them is wrong.
func (a *app) examine(ctx context.Context, c config.Config, offline bool) error {
	library, err := db.Examine(ctx, c.DB)
	if err != nil {
		return fmt.Errorf("look the library over: %w", err)
	}
	list := append(library, onDisk(c)...)
	list = append(list, settings(c)...)
	if !offline {
		list = append(list, a.onDiscord(ctx, c)...)
	}
	bad := 0
	for _, f := range list {
		if !f.Wrong {
			fmt.Fprintf(a.out, "ok    %s\n", f.What)
			continue
		}
		bad++
		fmt.Fprintf(a.out, "WRONG %s\n      %s\n", unnamed(f.What), f.Do)
	}
	if bad > 0 {
		fmt.Fprintf(a.out, "%d of %d findings need something done.\n", bad, len(list))
		return &toldError{1}
	}
	fmt.Fprintln(a.out, "All is well.")
	return nil
}

func fine(format string, args ...any) db.Finding {
	return db.Finding{What: fmt.Sprintf(format, args...)}
}

func amiss(do, format string, args ...any) db.Finding {
	return db.Finding{Wrong: true, What: fmt.Sprintf(format, args...), Do: do}
}

// onDisk looks at the rights of files and at the space beside the library.
func onDisk(c config.Config) []db.Finding {
	var list []db.Finding
	path, err := filepath.Abs(c.DB)
	if err != nil {
		path = c.DB
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil // said already
	}
	if others := info.Mode().Perm() & 0o077; others != 0 {
		list = append(list, amiss("chmod 600 "+path, "others on this machine can read the library (rights %04o)", info.Mode().Perm()))
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		list = append(list, amiss("Give the user that runs quotebot the right to write it.", "the library can't be written: %v", err))
	} else {
		_ = f.Close() // nothing was written
	}
	probe, err := os.CreateTemp(filepath.Dir(path), ".quotebot-doctor-*")
	if err != nil {
		list = append(list, amiss("Give the user that runs quotebot the right to write there: SQLite keeps its log beside the library.",
			"no file can be made beside the library: %v", err))
	} else if err := errors.Join(probe.Close(), os.Remove(probe.Name())); err != nil {
		list = append(list, amiss("Remove "+probe.Name()+" by hand.", "a file made beside the library can't be removed: %v", err))
	}
	free, err := freeSpace(filepath.Dir(path))
	switch {
	case err != nil:
		list = append(list, fine("how much space is free beside the library can't be told here: %v", err))
	case free < info.Size()+minFree:
		list = append(list, amiss("Make room: an upgrade keeps a copy of the library beside it.", "only %d MB are free beside the library, which has %d MB",
			free>>20, info.Size()>>20))
	default:
		list = append(list, fine("%d MB are free beside the library, which has %d MB", free>>20, info.Size()>>20))
	}
	if c.BackupDir != "" {
		list = append(list, backups(c))
	}
	return list
}

// backups looks at how old the newest scheduled backup is.
func backups(c config.Config) db.Finding {
	times, err := (db.Stamped{Folder: c.BackupDir}).Times()
	const do = "Look into the bot's log for \"backup failed\"; it makes a backup when it starts and then every QUOTEBOT_BACKUP_EVERY."
	switch {
	case err != nil && !errors.Is(err, os.ErrNotExist):
		return amiss("Give the user that runs quotebot the right to use QUOTEBOT_BACKUP_DIR.", "the backups can't be listed: %v", err)
	case len(times) == 0:
		return amiss(do, "there is no backup in %s yet", c.BackupDir)
	}
	last := times[len(times)-1]
	if age := time.Since(last); age > 2*c.BackupEvery {
		return amiss(do, "the newest of %d backups is %v old", len(times), age.Round(time.Minute))
	}
	return fine("%d backups, the newest of %s", len(times), last.Format(time.RFC3339))
}

// settings looks at what is set, beyond what config refuses.
func settings(c config.Config) []db.Finding {
	var list []db.Finding
	if c.Token == "" {
		list = append(list, fine("no DISCORD_TOKEN is set: quotebot is a chat in the terminal"))
	}
	if len(c.FetchAllow) > 0 {
		list = append(list, fine("pages may be fetched from private addresses: %s", strings.Join(c.FetchAllow, ", ")))
	}
	if c.Metrics != "" && !strings.HasPrefix(c.Metrics, "127.") && !strings.HasPrefix(c.Metrics, "[::1]") && !strings.HasPrefix(c.Metrics, "localhost:") {
		list = append(list, fine("the figures on %s can be read by everybody who reaches that address", c.Metrics))
	}
	if n := len(c.HealthSocket()); n > maxSocketPath {
		list = append(list, amiss("Set QUOTEBOT_HEALTH to a shorter path.", "the path of the health socket has %d bytes; %d are the most that fit", n, maxSocketPath))
	}
	return list
}

// onDiscord asks Discord about the bot, the clock and the rights in its guilds.
func (a *app) onDiscord(ctx context.Context, c config.Config) []db.Finding {
	if c.Token == "" {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, doctorTime)
	defer cancel()
	asked := a.now()
	s, err := discord.StandingOf(ctx, c.Token.Reveal(), c.API)
	if errors.Is(err, discord.ErrToken) {
		return []db.Finding{amiss("Copy it anew from the application's Bot page and set DISCORD_TOKEN or DISCORD_TOKEN_FILE.", "Discord does not accept the token")}
	}
	if err != nil {
		return []db.Finding{amiss("Check that this machine reaches the internet (and DISCORD_API_URL, when that is set); see discordstatus.com.",
			"Discord could not be asked: %v", err)}
	}
	list := []db.Finding{fine("the token is that of %s (%s), application %s", s.Name, s.ID, s.Application)}
	if !s.Clock.IsZero() {
		// Discord gives whole seconds; the answer took at most from asked until now.
		early, late := asked.Sub(s.Clock), s.Clock.Sub(a.now())
		if skew := max(early, late) - time.Second; skew > maxSkew {
			list = append(list, amiss("Set this machine's clock (NTP): dates such as \"yesterday\" are reckoned by it.", "the clock is off by about %v", skew.Round(time.Second)))
		} else {
			list = append(list, fine("the clock agrees with Discord's"))
		}
	}
	if s.SessionsLeft < fewSessions {
		list = append(list, amiss("Find out why the bot reconnects so often (log: \"gateway connection ended\"), before Discord resets the token.",
			"only %d of %d new sessions are left today", s.SessionsLeft, s.SessionsFrom))
	}
	if c.Shards != 0 && c.Shards < s.Shards {
		list = append(list, amiss("Set DISCORD_SHARDS to 0, or to at least that number.", "%d shards are set, Discord recommends %d", c.Shards, s.Shards))
	}
	intents := "the bot asks for no privileged intent"
	if s.Content {
		intents += "; the application has the message-content intent, which it does not need"
	}
	list = append(list, fine("%s", intents))
	if len(s.Guilds) == 0 {
		return append(list, amiss("Invite it: "+discord.InviteURL(s.Application), "the bot is in no guild"))
	}
	lacking := 0
	for _, g := range s.Guilds {
		if len(g.Missing) > 0 {
			lacking++
			list = append(list, amiss("Give its role these rights, or invite it again: "+discord.InviteURL(s.Application),
				"in the guild %q (%s) the bot lacks: %s", g.Name, g.ID, strings.Join(g.Missing, ", ")))
		}
	}
	if lacking == 0 {
		list = append(list, fine("the bot has all rights it needs in %d guilds (channels may take some away)", len(s.Guilds)))
	}
	return list
}
