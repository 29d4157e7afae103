package db

import (
	"context"
	"fmt"
)

// Settings gives the settings of a guild that were ever changed, by name.
func (d *DB) Settings(ctx context.Context, guild string) (map[string]string, error) {
	rows, err := d.read.QueryContext(ctx, `SELECT name, value FROM settings WHERE guild = ?`, guild)
	if err != nil {
		return nil, fmt.Errorf("read settings: %w", ours(err))
	}
	set := map[string]string{}
	err = each(rows, func(scan func(...any) error) (s [2]string, err error) { return s, scan(&s[0], &s[1]) }, func(s [2]string) error {
		set[s[0]] = s[1]
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read settings: %w", ours(err))
	}
	return set, nil
}

// Set keeps a setting of a guild.
func (d *DB) Set(ctx context.Context, guild, name, value string) error {
	_, err := d.write.ExecContext(ctx, `
		INSERT INTO settings (guild, name, value) VALUES (?, ?, ?)
		ON CONFLICT (guild, name) DO UPDATE SET value = excluded.value`, guild, name, value)
	if err != nil {
		return fmt.Errorf("keep a setting: %w", ours(err))
	}
	return nil
}

// Unset brings a setting of a guild back to its usual value.
func (d *DB) Unset(ctx context.Context, guild, name string) error {
	if _, err := d.write.ExecContext(ctx, `DELETE FROM settings WHERE guild = ? AND name = ?`, guild, name); err != nil {
		return fmt.Errorf("drop a setting: %w", ours(err))
	}
	return nil
}

// GuildsWith lists the guilds that have a value for one of these settings, in order, without those that the bot was
// taken out of.
func (d *DB) GuildsWith(ctx context.Context, names []string) ([]string, error) {
	guilds, err := column[string](d, ctx, `
		SELECT DISTINCT guild FROM settings
		WHERE value <> '' AND name IN (SELECT value FROM json_each(?)) AND guild NOT IN (SELECT guild FROM gone_guilds)
		ORDER BY guild`, jsonOf(names))
	if err != nil {
		return nil, fmt.Errorf("list guilds: %w", err)
	}
	return guilds, nil
}
