package db

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"quotebot/quotes"
)

// History gives what was done to the quote with a number, oldest first. It is also there for removed quotes; of forgotten
// ones it tells what was done and when, without the words.
func (d *DB) History(ctx context.Context, scope quotes.Scope, number int64) ([]quotes.Deed, error) {
	rows, err := d.read.QueryContext(ctx, `
		SELECT at, by_id, what, fields
		FROM history
		WHERE scope_id = (SELECT id FROM scopes WHERE name = ?) AND number = ?
		ORDER BY id`, string(scope), number)
	if err != nil {
		return nil, fmt.Errorf("read the history of quote %d: %w", number, ours(err))
	}
	deeds, err := all(rows, func(scan func(...any) error) (quotes.Deed, error) {
		var e quotes.Deed
		var at int64
		var fields []byte
		if err := scan(&at, &e.By, &e.What, &fields); err != nil {
			return e, err
		}
		e.At = time.Unix(at, 0).UTC()
		return e, json.Unmarshal(fields, &e.Fields)
	})
	if err != nil {
		return nil, fmt.Errorf("read the history of quote %d: %w", number, ours(err))
	}
	return deeds, nil
}

// note adds to the history of a quote.
func (b *batch) note(scope, number int64, what quotes.What, by quotes.Adder, fields ...quotes.FieldChange) error {
	if fields == nil {
		fields = []quotes.FieldChange{}
	}
	text, err := json.Marshal(fields)
	if err != nil {
		return err
	}
	_, err = b.insert(`INSERT INTO history (scope_id, number, at, by_id, what, fields) VALUES (?, ?, ?, ?, ?, ?)`,
		scope, number, by.At.Unix(), by.ID, string(what), string(text))
	return err
}
