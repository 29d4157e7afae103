package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"text/tabwriter"
	"time"

	"quotebot/bot/console"
	"quotebot/bot/metrics"
	"quotebot/config"
	"quotebot/db"

	"github.com/spf13/cobra"
)

func (a *app) backupCommand() *cobra.Command {
	var force bool
	c := &cobra.Command{
		Use:   "backup PATH",
		Short: "Write a checked copy of the library, also while the bot runs",
		Long: `Writes the library as it is at one moment to a new file. The bot goes on answering and adding meanwhile. The file appears
under its name only when it is whole and has been checked; one that is there already is kept unless --force says otherwise.
When PATH is a folder, the file is named for the time. The running bot makes backups by itself when QUOTEBOT_BACKUP_DIR is set.`,
		Example: "  quotebot backup quotes-of-today.db\n  quotebot backup --db /data/quotebot.db /backups/",
		Args:    takes(1, 1),
		RunE: func(c *cobra.Command, args []string) error {
			cfg, err := a.config()
			if err != nil {
				return err
			}
			path := args[0]
			if info, err := os.Stat(path); err == nil && info.IsDir() {
				path = db.Stamped{Folder: path}.Path(a.now())
			}
			if _, err := os.Stat(cfg.DB); errors.Is(err, os.ErrNotExist) {
				return fmt.Errorf("there is no library %s to back up", cfg.DB)
			}
			if _, err := os.Stat(filepath.Dir(path)); errors.Is(err, os.ErrNotExist) {
				return fmt.Errorf("there is no folder %s for the backup", filepath.Dir(path))
			}
			h, err := db.Backup(c.Context(), cfg.DB, path, force)
			if errors.Is(err, db.ErrExists) {
				return fmt.Errorf("%s is there already; name another file, or replace it with --force", path)
			}
			if err != nil {
				return err
			}
			fmt.Fprintf(a.out, "%s: %d quotes, %d articles, %d bytes, checked.\n", path, h.Quotes, h.Articles, h.Bytes)
			return nil
		},
	}
	c.Flags().BoolVar(&force, "force", false, "replace a file that is there")
	return c
}

func (a *app) restoreCommand() *cobra.Command {
	var dry bool
	c := &cobra.Command{
		Use:   "restore PATH",
		Short: "Put a backup in the library's place; the library as it was is kept",
		Long: `Checks the backup, tells what would change, and puts it in the library's place. The library as it was stays beside it under a
name that ends in .before-TIME, so restoring can be undone by restoring that. Stop the bot first.`,
		Example: "  quotebot restore --dry-run quotes-of-today.db\n  quotebot restore quotes-of-today.db",
		Args:    takes(1, 1),
		RunE: func(c *cobra.Command, args []string) error {
			cfg, err := a.config()
			if err != nil {
				return err
			}
			f, err := console.Open(args[0])
			if err != nil {
				return err
			}
			if err := f.Close(); err != nil {
				return fmt.Errorf("close the backup: %w", err)
			}
			if dry {
				r, err := db.Compare(c.Context(), args[0], cfg.DB)
				if err != nil {
					return err
				}
				a.showRestoration(r, cfg.DB)
				fmt.Fprintln(a.out, "Nothing was changed.")
				return nil
			}
			if answers(cfg.HealthSocket()) {
				return fmt.Errorf("a bot runs on this library (it answers on %s); stop it first", cfg.HealthSocket())
			}
			r, err := db.RestoreFrom(c.Context(), args[0], cfg.DB, a.now())
			if errors.Is(err, db.ErrInUse) {
				return fmt.Errorf("another program has %s open; stop it first", cfg.DB)
			}
			if err != nil {
				return err
			}
			a.showRestoration(r, cfg.DB)
			if r.Kept != "" {
				fmt.Fprintf(a.out, "The library as it was is kept: %s\n", r.Kept)
			}
			return nil
		},
	}
	c.Flags().BoolVar(&dry, "dry-run", false, "tell what would change and change nothing")
	return c
}

// showRestoration writes a table of what is on either side, and what that means.
func (a *app) showRestoration(r db.Restoration, library string) {
	t := tabwriter.NewWriter(a.out, 0, 8, 2, ' ', 0)
	old := db.Holdings{}
	if r.Library != nil {
		old = *r.Library
	}
	number := func(name string, of func(db.Holdings) int64) {
		now := "–"
		if r.Library != nil {
			now = fmt.Sprint(of(old))
		}
		fmt.Fprintf(t, "%s\t%s\t%d\n", name, now, of(r.Backup))
	}
	fmt.Fprintf(t, "\tlibrary\tbackup\n")
	number("schema", func(h db.Holdings) int64 { return int64(h.Schema) })
	number("quotes", func(h db.Holdings) int64 { return h.Quotes })
	number("articles", func(h db.Holdings) int64 { return h.Articles })
	number("speakers", func(h db.Holdings) int64 { return h.Speakers })
	number("scopes", func(h db.Holdings) int64 { return h.Scopes })
	fmt.Fprintf(t, "last added\t%s\t%s\n", day(old.LastAdded), day(r.Backup.LastAdded))
	number("bytes", func(h db.Holdings) int64 { return h.Bytes })
	_ = t.Flush() // the output's own errors show where it is written next
	switch {
	case r.Broken != nil:
		fmt.Fprintf(a.out, "The library can't be read (%v), so nobody can tell what it has that the backup lacks.\n", r.Broken)
	case r.Library == nil:
		fmt.Fprintf(a.out, "There is no library at %s.\n", library)
	default:
		fmt.Fprintf(a.out, "Lost by restoring: %d quotes, which only the library has. Brought back: %d, which only the backup has.\n", r.Lost, r.Back)
	}
}

func day(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return t.Format(time.DateTime)
}

// keepBackups makes backups as the settings say until ctx ends. What fails is logged, counted and tried again sooner.
func (a *app) keepBackups(ctx context.Context, h *house, m *metrics.Metrics) {
	c := h.config
	stamped := db.Stamped{Folder: c.BackupDir}
	wait := untilDue(stamped, c.BackupEvery, a.now(), m)
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		at := a.now()
		err := makeBackup(ctx, c, stamped, at)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			m.BackupFailed()
			wait = min(c.BackupEvery, retryBackup)
			h.log.Error("backup failed", "err", err, "again_in", wait)
		default:
			m.BackedUp(at)
			wait = c.BackupEvery
			h.log.Info("backup made", "path", stamped.Path(at))
		}
	}
}

// retryBackup is how long to wait after a backup that failed.
const retryBackup = 10 * time.Minute

// untilDue is how long the next backup can wait. A backup that seems to come from the future, because the clock was set
// back, says nothing about when the next one is due.
func untilDue(s db.Stamped, every time.Duration, now time.Time, m *metrics.Metrics) time.Duration {
	times, err := s.Times()
	if err != nil || len(times) == 0 { // what is wrong with the folder shows when the backup is made
		return 0
	}
	last := times[len(times)-1]
	m.BackedUp(last)
	if last.After(now) {
		return 0
	}
	return max(every-now.Sub(last), 0)
}

func makeBackup(ctx context.Context, c config.Config, s db.Stamped, at time.Time) error {
	if err := os.MkdirAll(c.BackupDir, 0o700); err != nil {
		return fmt.Errorf("make the folder for backups: %w", err)
	}
	if _, err := db.Backup(ctx, c.DB, s.Path(at), false); err != nil {
		return err
	}
	_, err := s.Prune(c.BackupKeep, at)
	return err
}
