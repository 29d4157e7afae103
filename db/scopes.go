package db

import (
	"context"
	"fmt"

	"quotebot/quotes"
)

// Scopes lists every scope that quotes were ever added to, the library first, then in the order of their making. It is
// for the operator: nobody else is told which scopes there are.
func (d *DB) Scopes(ctx context.Context) ([]quotes.Scope, error) {
	scopes, err := column[quotes.Scope](d, ctx, `SELECT name FROM scopes ORDER BY id`)
	if err != nil {
		return nil, fmt.Errorf("list the scopes: %w", err)
	}
	return scopes, nil
}

// Channels lists the chat channels that quotes of these scopes were saved from.
func (d *DB) Channels(ctx context.Context, scopes []quotes.Scope) ([]string, error) {
	channels, err := column[string](d, ctx, `
		SELECT DISTINCT channel
		FROM audiences
		WHERE channel <> '' AND quotes > 0 AND scope_id IN (SELECT id FROM scopes WHERE name IN (SELECT value FROM json_each(?)))
		ORDER BY channel`, jsonOf(scopes))
	if err != nil {
		return nil, fmt.Errorf("list the channels: %w", err)
	}
	return channels, nil
}

// column reads a query's only column.
func column[T any](d *DB, ctx context.Context, query string, args ...any) ([]T, error) {
	rows, err := d.read.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, ours(err)
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		var v T
		if err := rows.Scan(&v); err != nil {
			return nil, ours(err)
		}
		out = append(out, v)
	}
	return out, ours(rows.Err())
}
