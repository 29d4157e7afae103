package db

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"quotebot/quotes"
)

// Guilds lists the guilds of which anything is kept, in order, without those that the bot was taken out of.
func (d *DB) Guilds(ctx context.Context) ([]string, error) {
	guilds, err := column[string](d, ctx, `
		SELECT substr(name, length(:prefix) + 1) FROM scopes
		WHERE substr(name, 1, length(:prefix)) = :prefix AND substr(name, length(:prefix) + 1) NOT IN (SELECT guild FROM gone_guilds)
		UNION
		SELECT guild FROM settings
		WHERE guild NOT IN (SELECT guild FROM gone_guilds)
		ORDER BY 1`, sql.Named("prefix", string(quotes.GuildScope(""))))
	if err != nil {
		return nil, fmt.Errorf("list guilds: %w", err)
	}
	return guilds, nil
}

// GuildGone notes that the bot was taken out of a guild, once.
func (d *DB) GuildGone(ctx context.Context, guild string, at time.Time) error {
	_, err := d.write.ExecContext(ctx, `INSERT INTO gone_guilds (guild, gone_at) VALUES (?, ?) ON CONFLICT DO NOTHING`, guild, at.Unix())
	if err != nil {
		return fmt.Errorf("note that a guild is gone: %w", ours(err))
	}
	return nil
}

// GuildBack notes that the bot is in a guild.
func (d *DB) GuildBack(ctx context.Context, guild string) error {
	var gone bool // asked first: at every start all guilds come in, and none of them need be written down
	if err := d.read.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM gone_guilds WHERE guild = ?)`, guild).Scan(&gone); err != nil || !gone {
		return ours(err)
	}
	if _, err := d.write.ExecContext(ctx, `DELETE FROM gone_guilds WHERE guild = ?`, guild); err != nil {
		return fmt.Errorf("note that a guild is back: %w", ours(err))
	}
	return nil
}

// Tidy does what is due: it forgets what has been in a trash since before trash, erases guilds that are gone since before
// gone, and drops slips whose time is over. It says how many quotes were forgotten, and which guilds were erased.
func (d *DB) Tidy(ctx context.Context, now, trash, gone time.Time) (forgotten int, erased []string, err error) {
	if forgotten, err = d.EmptyTrash(ctx, trash, now); err != nil {
		return 0, nil, err
	}
	if erased, err = column[string](d, ctx, `SELECT guild FROM gone_guilds WHERE gone_at < ? ORDER BY guild`, gone.Unix()); err != nil {
		return forgotten, nil, fmt.Errorf("list gone guilds: %w", err)
	}
	for i, g := range erased {
		if err := d.erase(ctx, g); err != nil {
			return forgotten, erased[:i], fmt.Errorf("erase a guild: %w", ours(err))
		}
	}
	if _, err := d.write.ExecContext(ctx, `DELETE FROM slips WHERE until <= ?`, now.Unix()); err != nil {
		return forgotten, erased, fmt.Errorf("drop old slips: %w", ours(err))
	}
	return forgotten, erased, nil
}

// erasedAtOnce is how many quotes go in one transaction, so that others need not wait long.
const erasedAtOnce = 1000

// erase removes everything of a guild, its quotes first. The index follows each transaction; what it leaves goes last.
func (d *DB) erase(ctx context.Context, guild string) error {
	scope := string(quotes.GuildScope(guild))
	for left := true; left; {
		err := d.change(ctx, func(ctx context.Context, tx *sql.Tx) error {
			r, err := tx.ExecContext(ctx, `
				DELETE FROM quotes WHERE id IN (
					SELECT id FROM quotes WHERE scope_id = (SELECT id FROM scopes WHERE name = ?) ORDER BY id DESC LIMIT ?
				)`, scope, erasedAtOnce)
			if err != nil {
				return err
			}
			n, err := r.RowsAffected()
			left = n > 0
			return err
		})
		if err != nil {
			return err
		}
	}
	err := d.change(ctx, func(ctx context.Context, tx *sql.Tx) error {
		for _, q := range []string{
			`DELETE FROM passages WHERE article_id IS NULL AND NOT EXISTS (SELECT 1 FROM quotes WHERE passage_id = passages.id)`,
			`DELETE FROM removed WHERE scope_id = (SELECT id FROM scopes WHERE name = ?1)`,
			`DELETE FROM articles WHERE scope_id = (SELECT id FROM scopes WHERE name = ?1)`,
			`DELETE FROM not_quotes WHERE scope_id = (SELECT id FROM scopes WHERE name = ?1)`,
			`DELETE FROM history WHERE scope_id = (SELECT id FROM scopes WHERE name = ?1)`,
			`DELETE FROM rulings WHERE scope_id = (SELECT id FROM scopes WHERE name = ?1)`,
			`DELETE FROM aliases WHERE speaker_id IN (SELECT id FROM speakers WHERE scope_id = (SELECT id FROM scopes WHERE name = ?1))`,
			`UPDATE speakers SET merged_into = NULL WHERE scope_id = (SELECT id FROM scopes WHERE name = ?1)`,
			`DELETE FROM speakers WHERE scope_id = (SELECT id FROM scopes WHERE name = ?1)`,
			`DELETE FROM slips WHERE scope = ?1`,
		} {
			if _, err := tx.ExecContext(ctx, q, scope); err != nil {
				return err
			}
		}
		for _, q := range []string{`DELETE FROM settings WHERE guild = ?1`, `DELETE FROM posted WHERE guild = ?1`} {
			if _, err := tx.ExecContext(ctx, q, guild); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return d.within(ctx, func(ctx context.Context, tx *sql.Tx) error {
		for _, q := range []string{
			`DELETE FROM names WHERE audience_id IN (SELECT a.id FROM audiences AS a JOIN scopes AS s ON s.id = a.scope_id WHERE s.name = ?1)`,
			`DELETE FROM vocabulary WHERE audience_id IN (SELECT a.id FROM audiences AS a JOIN scopes AS s ON s.id = a.scope_id WHERE s.name = ?1)`,
			`DELETE FROM audiences WHERE scope_id = (SELECT id FROM scopes WHERE name = ?1)`,
			`DELETE FROM scopes WHERE name = ?1`,
		} {
			if _, err := tx.ExecContext(ctx, q, scope); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM gone_guilds WHERE guild = ?`, guild)
		return err
	})
}
