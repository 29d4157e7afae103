package db

import (
	"context"
	"database/sql"
	"fmt"

	"quotebot/quotes"
)

// Stats gives numbers about the quotes that the view and the filter allow. Speakers and outlets are at most limit each.
func (d *DB) Stats(ctx context.Context, v quotes.View, f quotes.Filter, limit int) (quotes.Figures, error) {
	s, err := readOnly(ctx, d, func(tx *sql.Tx) (quotes.Figures, error) { return stats(ctx, tx, v, f, limit) })
	if err != nil {
		return quotes.Figures{}, fmt.Errorf("count quotes: %w", ours(err))
	}
	return s, nil
}

func stats(ctx context.Context, tx *sql.Tx, v quotes.View, f quotes.Filter, limit int) (quotes.Figures, error) {
	var s quotes.Figures
	where, args, err := narrowing(ctx, tx, f)
	if err != nil {
		return s, err
	}
	args = append(args, append(viewArgs(v), sql.Named("limit", limit))...)
	const from = ` FROM quotes AS q
		LEFT JOIN speakers AS p ON p.id = q.speaker_id
		LEFT JOIN articles AS a ON a.id = q.article_id
		LEFT JOIN sources AS s ON s.id = a.source_id
		WHERE `
	where = from + visible + where
	if err := tx.QueryRowContext(ctx, `SELECT count(*), count(nullif(coalesce(p.name, ''), ''))`+where, args...).Scan(&s.Quotes, &s.Unnamed); err != nil {
		return s, err
	}
	s.Unnamed = s.Quotes - s.Unnamed
	const month = `substr(coalesce(nullif(q.said, ''), a.published, ''), 1, 7)`
	for _, part := range []struct {
		into  *[]quotes.Figure
		query string
	}{
		{&s.Speakers, `SELECT p.name, count(*) AS n` + where + ` AND p.name <> '' GROUP BY p.name ORDER BY n DESC, p.name LIMIT :limit`},
		{&s.Outlets, `SELECT coalesce(nullif(s.name, ''), s.host) AS outlet, count(*) AS n` + where + ` AND outlet <> '' GROUP BY outlet ORDER BY n DESC, outlet LIMIT :limit`},
		{&s.Months, `SELECT ` + month + ` AS month, count(*)` + where + ` AND length(month) = 7 GROUP BY month ORDER BY month`},
	} {
		rows, err := tx.QueryContext(ctx, part.query, args...)
		if err != nil {
			return s, err
		}
		*part.into, err = all(rows, func(scan func(...any) error) (n quotes.Figure, err error) { return n, scan(&n.Name, &n.Count) })
		if err != nil {
			return s, err
		}
	}
	s.Undated = s.Quotes
	for _, m := range s.Months {
		s.Undated -= m.Count
	}
	return s, nil
}

// CountWith is how many quotes the view and the filter allow.
func (d *DB) CountWith(ctx context.Context, v quotes.View, f quotes.Filter) (int64, error) {
	if f == (quotes.Filter{}) {
		return d.Count(ctx, v)
	}
	n, err := readOnly(ctx, d, func(tx *sql.Tx) (n int64, err error) {
		where, args, err := narrowing(ctx, tx, f)
		if err != nil {
			return 0, err
		}
		err = tx.QueryRowContext(ctx, `SELECT count(*) FROM quotes AS q WHERE `+visible+where, append(args, viewArgs(v)...)...).Scan(&n)
		return n, ignore(err, sql.ErrNoRows)
	})
	if err != nil {
		return 0, fmt.Errorf("count quotes: %w", ours(err))
	}
	return n, nil
}
