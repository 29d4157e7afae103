package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"quotebot/quotes"
)

// errTried ends a transaction that was only to show what would happen.
var errTried = errors.New("db: only tried")

// TryArticle tells what AddArticle would answer, and keeps nothing.
func (d *DB) TryArticle(ctx context.Context, scope quotes.Scope, a quotes.Article, qs []quotes.Quote, by quotes.Adder) ([]quotes.Added, error) {
	return d.try(ctx, func(b *batch) ([]quotes.Added, error) { return b.addArticle(scope, a, qs, by) })
}

// TryCitations tells what AddCitations would answer, and keeps nothing.
func (d *DB) TryCitations(ctx context.Context, cs []quotes.Citation) ([]quotes.Added, error) {
	return d.try(ctx, func(b *batch) ([]quotes.Added, error) { return b.addCitations(ctx, cs, nil) })
}

// try runs f in a transaction that is rolled back. The index does not follow, since nothing stays.
func (d *DB) try(ctx context.Context, f func(b *batch) ([]quotes.Added, error)) ([]quotes.Added, error) {
	var added []quotes.Added
	err := d.withinDirect(ctx, func(inner context.Context, tx *sql.Tx, fast *direct) (err error) {
		defer fast.close()
		b := newBatch(writing{ctx: inner, tx: tx, fast: fast})
		defer b.close()
		if added, err = f(b); err != nil {
			return err
		}
		return errTried
	})
	if err != nil && !errors.Is(err, errTried) {
		return nil, fmt.Errorf("try to add: %w", ours(err))
	}
	return added, nil
}
