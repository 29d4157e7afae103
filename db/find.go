package db

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"unicode"

	"quotebot/quotes"
)

// Candidates gives up to limit quotes that the view and the filter allow and that hold what is wanted: those first whose
// wanted terms are worth most together or, when all of something is wanted, the newest. A term counts less when it stands
// beside the words only: in the context, the title or the speaker's name. The cost grows with the number of quotes that
// hold one of the wanted terms, about 0.2 µs each; the caller chooses rare ones.
func (d *DB) Candidates(ctx context.Context, v quotes.View, f quotes.Filter, w quotes.Wanted, limit int) ([]quotes.Candidate, error) {
	cs, err := readOnly(ctx, d, func(tx *sql.Tx) ([]quotes.Candidate, error) {
		ids, err := wantedIDs(ctx, tx, v, f, w, limit)
		if err != nil || len(ids) == 0 {
			return nil, err
		}
		rows, err := tx.QueryContext(ctx, selectCandidate+`
			JOIN json_each(?) AS wanted ON q.id = wanted.value
			ORDER BY wanted.key`, jsonOf(ids))
		if err != nil {
			return nil, err
		}
		return all(rows, scanCandidate)
	})
	if err != nil {
		return nil, fmt.Errorf("find candidates: %w", ours(err))
	}
	return cs, nil
}

func wantedIDs(ctx context.Context, tx *sql.Tx, v quotes.View, f quotes.Filter, w quotes.Wanted, limit int) ([]int64, error) {
	where, args, err := narrowing(ctx, tx, f)
	if err != nil {
		return nil, err
	}
	args = append(append(args, viewArgs(v)...), sql.Named("limit", limit))
	if len(w.Any) > 0 {
		return bestIDs(ctx, tx, w, visible+where, args, limit)
	}
	match := expression(w)
	w.Speaker = nil
	if expression(w) == "" { // a speaker alone is no words to look for
		return nil, nil
	}
	// The index hands quotes out in the order that is wanted, so those that the view hides are passed over until there are
	// enough: the join must begin at the index.
	return idsOf(tx.QueryContext(ctx, `
		SELECT search.rowid
		FROM search
		CROSS JOIN quotes AS q ON q.id = search.rowid
		WHERE search MATCH :match AND `+visible+where+`
		ORDER BY search.rowid DESC LIMIT :limit`, append(args, sql.Named("match", match))...))
}

// Beside gives up to limit quotes of these articles that the view and the filter allow, by article and id.
func (d *DB) Beside(ctx context.Context, v quotes.View, f quotes.Filter, articles []int64, limit int) ([]quotes.Candidate, error) {
	cs, err := readOnly(ctx, d, func(tx *sql.Tx) ([]quotes.Candidate, error) {
		where, args, err := narrowing(ctx, tx, f)
		if err != nil {
			return nil, err
		}
		args = append(append(args, viewArgs(v)...), sql.Named("articles", jsonOf(articles)), sql.Named("limit", limit))
		rows, err := tx.QueryContext(ctx, selectCandidate+` WHERE q.article_id IN (SELECT value FROM json_each(:articles)) AND `+
			visible+where+` ORDER BY q.article_id, q.id LIMIT :limit`, args...)
		if err != nil {
			return nil, err
		}
		return all(rows, scanCandidate)
	})
	if err != nil {
		return nil, fmt.Errorf("find quotes of the same articles: %w", ours(err))
	}
	return cs, nil
}

const selectCandidate = `
	SELECT
		q.id, coalesce(q.article_id, 0), q.words, coalesce(pa.text, ''), coalesce(a.title, ''), coalesce(p.name, ''), q.role,
		coalesce(s.name, ''), coalesce(a.agency, ''), q.since, q.until, q.added_at
	FROM quotes AS q
	LEFT JOIN passages AS pa ON pa.id = q.passage_id
	LEFT JOIN speakers AS p ON p.id = q.speaker_id
	LEFT JOIN articles AS a ON a.id = q.article_id
	LEFT JOIN sources AS s ON s.id = a.source_id`

func scanCandidate(scan func(...any) error) (c quotes.Candidate, err error) {
	return c, scan(&c.ID, &c.Article, &c.Text, &c.Context, &c.Title, &c.Speaker, &c.Role, &c.Outlet, &c.Agency, &c.Since, &c.Until, &c.Added)
}

// expression writes what else than Any is wanted as FTS5 takes it, or nothing when nothing is. Terms hold letters, digits and
// the underscore only, and each is quoted, so nothing in them is an operator.
func expression(w quotes.Wanted) string {
	var parts []string
	if s := quoted(w.Run, " + "); s != "" {
		parts = append(parts, `words : (`+s+`)`)
	}
	if s := quoted(w.All, " AND "); s != "" {
		parts = append(parts, `(`+s+`)`)
	}
	if s := quoted(w.Speaker, " OR "); s != "" {
		parts = append(parts, `speaker : (`+s+`)`)
	}
	return strings.Join(parts, " AND ")
}

// quoted joins terms, each in quotation marks, and leaves out what the index cannot hold.
func quoted(terms []string, with string) string {
	var good []string
	for _, t := range terms {
		if t != "" && strings.IndexFunc(t, func(r rune) bool {
			return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
		}) < 0 {
			good = append(good, `"`+t+`"`)
		}
	}
	return strings.Join(good, with)
}

// Counts gives how many quotes the view allows and, term by term, how many of them hold it and how many quotes at all do,
// whoever may see them: the first tells what a term is worth, the second what it costs to look for. A quote that holds two
// forms of a term may count twice.
func (d *DB) Counts(ctx context.Context, v quotes.View, terms []string) (n int64, with, cost []int64, err error) {
	with, cost = make([]int64, len(terms)), make([]int64, len(terms))
	_, err = readOnly(ctx, d, func(tx *sql.Tx) (struct{}, error) {
		seen, err := audiencesOf(ctx, tx, v)
		if err != nil {
			return struct{}{}, err
		}
		if err := tx.QueryRowContext(ctx, `
			SELECT coalesce(sum(quotes), 0)
			FROM audiences
			WHERE id IN (SELECT value FROM json_each(?))`, jsonOf(seen)).Scan(&n); err != nil {
			return struct{}{}, err
		}
		rows, err := tx.QueryContext(ctx, `
			SELECT
				w.key,
				sum(v.quotes * (v.audience_id IN (SELECT value FROM json_each(:audiences)))),
				sum(v.quotes)
			FROM json_each(:terms) AS w
			CROSS JOIN vocabulary AS v ON v.term = w.value -- in this order: a look-up for each
			GROUP BY w.key`, sql.Named("terms", jsonOf(terms)), sql.Named("audiences", jsonOf(seen)))
		if err != nil {
			return struct{}{}, err
		}
		return struct{}{}, each(rows, func(scan func(...any) error) (c [3]int64, err error) { return c, scan(&c[0], &c[1], &c[2]) },
			func(c [3]int64) error {
				with[c[0]], cost[c[0]] = c[1], c[2]
				return nil
			})
	})
	if err != nil {
		return 0, nil, nil, fmt.Errorf("count terms: %w", ours(err))
	}
	return n, with, cost, nil
}

// readOnly runs f on one state of the library.
func readOnly[T any](ctx context.Context, d *DB, f func(tx *sql.Tx) (T, error)) (T, error) {
	tx, err := d.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		var none T
		return none, err
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	return f(tx)
}
