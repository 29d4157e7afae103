package db

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"unicode"

	"quotebot/quotes"
)

// columnWeights are the weights of the columns of the index (audience, words, context, title, speaker) in bm25: the words
// themselves count most. They only choose the candidates; package search ranks them.
const columnWeights = `bm25(0.0, 1.0, 0.5, 0.6, 0.5)`

// Candidates gives up to limit quotes that the view and the filter allow and that hold what is wanted, the best by bm25
// first. Its cost grows with the number of quotes that hold one of the wanted terms; the caller chooses rare ones.
func (d *DB) Candidates(ctx context.Context, v quotes.View, f quotes.Filter, w quotes.Wanted, limit int) ([]quotes.Candidate, error) {
	cs, err := readOnly(ctx, d, func(tx *sql.Tx) ([]quotes.Candidate, error) { return candidates(ctx, tx, v, f, w, limit) })
	if err != nil {
		return nil, fmt.Errorf("find candidates: %w", ours(err))
	}
	return cs, nil
}

func candidates(ctx context.Context, tx *sql.Tx, v quotes.View, f quotes.Filter, w quotes.Wanted, limit int) ([]quotes.Candidate, error) {
	seen, err := audiencesOf(ctx, tx, v)
	if err != nil || len(seen) == 0 {
		return nil, err
	}
	match := expression(seen, w)
	if match == "" {
		return nil, nil
	}
	where, args, err := narrowing(ctx, tx, f)
	if err != nil {
		return nil, err
	}
	// Without a filter the index alone chooses, and no row of quotes is read for those that are not among the best.
	from := `FROM search WHERE search MATCH :match AND rank MATCH '` + columnWeights + `'`
	if where != "" {
		from = `FROM search JOIN quotes AS q ON q.id = search.rowid WHERE search MATCH :match AND rank MATCH '` + columnWeights + `'` + where
	}
	args = append(append(args, viewArgs(v)...), sql.Named("match", match), sql.Named("limit", limit))
	rows, err := tx.QueryContext(ctx, `WITH best AS MATERIALIZED (SELECT search.rowid AS id, rank AS place `+from+` ORDER BY rank LIMIT :limit)`+
		selectCandidate+` WHERE q.id IN (SELECT id FROM best) AND `+visible+` ORDER BY (SELECT place FROM best WHERE best.id = q.id), q.id`, args...)
	if err != nil {
		return nil, err
	}
	return all(rows, scanCandidate)
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

// expression writes what is wanted as FTS5 takes it, or nothing when nothing is wanted. Terms hold letters, digits and
// the underscore only, and each is quoted, so nothing in them is an operator.
func expression(audiences []int64, w quotes.Wanted) string {
	var seen []string
	for _, a := range audiences {
		seen = append(seen, audienceTerm(a))
	}
	parts := []string{`audience : (` + quoted(seen, " OR ") + `)`}
	if s := quoted(w.Speaker, " OR "); s != "" {
		parts = append(parts, `speaker : (`+s+`)`)
	}
	if s := quoted(w.All, " AND "); s != "" {
		parts = append(parts, `- audience : (`+s+`)`)
	}
	if s := quoted(w.Any, " OR "); s != "" {
		parts = append(parts, `- audience : (`+s+`)`)
	}
	if len(parts) == 1 {
		return ""
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

// Counts gives how many quotes the view allows and, term by term, how many of them hold it. A quote
// that holds two forms of a term may count twice.
func (d *DB) Counts(ctx context.Context, v quotes.View, terms []string) (all int64, with []int64, err error) {
	with = make([]int64, len(terms))
	_, err = readOnly(ctx, d, func(tx *sql.Tx) (struct{}, error) {
		seen, err := audiencesOf(ctx, tx, v)
		if err != nil {
			return struct{}{}, err
		}
		if err := tx.QueryRowContext(ctx, `
			SELECT coalesce(sum(quotes), 0)
			FROM audiences
			WHERE id IN (SELECT value FROM json_each(?))`, jsonOf(seen)).Scan(&all); err != nil {
			return struct{}{}, err
		}
		rows, err := tx.QueryContext(ctx, `
			SELECT w.key, v.quotes
			FROM json_each(:terms) AS w
			CROSS JOIN json_each(:audiences) AS a -- in this order: a look-up for each
			CROSS JOIN vocabulary AS v ON v.audience_id = a.value AND v.term = w.value`, sql.Named("terms", jsonOf(terms)), sql.Named("audiences", jsonOf(seen)))
		if err != nil {
			return struct{}{}, err
		}
		return struct{}{}, each(rows, func(scan func(...any) error) (c [2]int64, err error) { return c, scan(&c[0], &c[1]) },
			func(c [2]int64) error {
				with[c[0]] += c[1]
				return nil
			})
	})
	if err != nil {
		return 0, nil, fmt.Errorf("count terms: %w", ours(err))
	}
	return all, with, nil
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
