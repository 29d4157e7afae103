package db

import (
	"context"
	"database/sql"
	"fmt"

	"quotebot/quotes"
)

// WithoutVector gives up to limit quotes above the id after, in ascending order, whose words have no vector of this model.
// Only Quote and Text of the vectors are set.
func (d *DB) WithoutVector(ctx context.Context, model string, after int64, limit int) ([]quotes.Vector, error) {
	list, err := readOnly(ctx, d, func(tx *sql.Tx) ([]quotes.Vector, error) {
		rows, err := tx.QueryContext(ctx, `
			SELECT q.id, q.words
			FROM quotes AS q
			WHERE q.id > :after AND NOT EXISTS (SELECT 1 FROM vectors AS v WHERE v.quote_id = q.id AND v.model = :model)
			ORDER BY q.id
			LIMIT :limit`, sql.Named("after", after), sql.Named("model", model), sql.Named("limit", limit))
		if err != nil {
			return nil, err
		}
		return all(rows, func(scan func(...any) error) (v quotes.Vector, err error) { return v, scan(&v.Quote, &v.Text) })
	})
	if err != nil {
		return nil, fmt.Errorf("find quotes without a vector: %w", ours(err))
	}
	return list, nil
}

// CountVectors gives how many quotes there are and how many have a vector of this model.
func (d *DB) CountVectors(ctx context.Context, model string) (all, with int64, err error) {
	if err := d.read.QueryRowContext(ctx, `
		SELECT (SELECT count(*) FROM quotes), (SELECT count(*) FROM vectors WHERE model = ?)`, model).Scan(&all, &with); err != nil {
		return 0, 0, fmt.Errorf("count vectors: %w", ours(err))
	}
	return all, with, nil
}

// SetVectors keeps vectors of a model in place of those that the quotes had. A quote that was removed or changed since its
// words were read keeps none.
func (d *DB) SetVectors(ctx context.Context, model string, list []quotes.Vector) error {
	err := d.lightly(ctx, func(ctx context.Context, tx *sql.Tx) (err error) {
		set, err := tx.PrepareContext(ctx, `
			INSERT OR REPLACE INTO vectors (quote_id, audience_id, model, code, sketch)
			SELECT q.id, a.id, :model, :code, :sketch
			FROM quotes AS q
			JOIN audiences AS a ON a.scope_id = q.scope_id AND a.channel = q.channel
			WHERE q.id = :quote AND q.words = :words`)
		if err != nil {
			return err
		}
		defer func() { _ = set.Close() }() // what it could still report does not matter after commit or rollback
		for _, v := range list {
			if _, err := set.ExecContext(ctx, sql.Named("model", model), sql.Named("code", v.Code), sql.Named("sketch", v.Sketch),
				sql.Named("quote", v.Quote), sql.Named("words", v.Text)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("keep vectors: %w", ours(err))
	}
	return nil
}

// Sketches gives up to limit sketches of a model that are newer than the entry after, by id, whoever may see their quotes.
func (d *DB) Sketches(ctx context.Context, model string, after int64, limit int) ([]quotes.Sketched, error) {
	list, err := readOnly(ctx, d, func(tx *sql.Tx) ([]quotes.Sketched, error) {
		rows, err := tx.QueryContext(ctx, `
			SELECT id, quote_id, audience_id, sketch
			FROM vectors INDEXED BY vectors_sketch
			WHERE model = :model AND id > :after
			ORDER BY id
			LIMIT :limit`, sql.Named("model", model), sql.Named("after", after), sql.Named("limit", limit))
		if err != nil {
			return nil, err
		}
		return all(rows, func(scan func(...any) error) (s quotes.Sketched, err error) {
			return s, scan(&s.ID, &s.Quote, &s.Audience, &s.Sketch)
		})
	})
	if err != nil {
		return nil, fmt.Errorf("read sketches: %w", ours(err))
	}
	return list, nil
}

// Codes gives the vectors of those of the quotes that the view and the filter allow, by id. Only Quote and Code are set.
func (d *DB) Codes(ctx context.Context, v quotes.View, f quotes.Filter, model string, ids []int64) ([]quotes.Vector, error) {
	list, err := readOnly(ctx, d, func(tx *sql.Tx) ([]quotes.Vector, error) {
		where, args, err := narrowing(ctx, tx, f)
		if err != nil {
			return nil, err
		}
		args = append(append(args, viewArgs(v)...), sql.Named("model", model), sql.Named("ids", jsonOf(ids)))
		rows, err := tx.QueryContext(ctx, `
			SELECT q.id, ve.code
			FROM quotes AS q
			JOIN vectors AS ve ON ve.quote_id = q.id AND ve.model = :model
			WHERE q.id IN (SELECT value FROM json_each(:ids)) AND `+visible+where+`
			ORDER BY q.id`, args...)
		if err != nil {
			return nil, err
		}
		return all(rows, func(scan func(...any) error) (v quotes.Vector, err error) { return v, scan(&v.Quote, &v.Code) })
	})
	if err != nil {
		return nil, fmt.Errorf("read vectors: %w", ours(err))
	}
	return list, nil
}

// CandidatesOf gives those of the quotes that the view allows, as candidates, by id.
func (d *DB) CandidatesOf(ctx context.Context, v quotes.View, ids []int64) ([]quotes.Candidate, error) {
	cs, err := readOnly(ctx, d, func(tx *sql.Tx) ([]quotes.Candidate, error) {
		rows, err := tx.QueryContext(ctx, selectCandidate+`
			WHERE q.id IN (SELECT value FROM json_each(:ids)) AND `+visible+`
			ORDER BY q.id`, append(viewArgs(v), sql.Named("ids", jsonOf(ids)))...)
		if err != nil {
			return nil, err
		}
		return all(rows, scanCandidate)
	})
	if err != nil {
		return nil, fmt.Errorf("read candidates: %w", ours(err))
	}
	return cs, nil
}
