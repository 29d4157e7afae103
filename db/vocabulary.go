package db

import (
	"context"
	"database/sql"
	"fmt"

	"quotebot/quotes"
)

// Audiences gives the groups of readers whose quotes the view allows, in ascending order. Words and names are listed by
// audience, so that a view learns none from quotes that it hides.
func (d *DB) Audiences(ctx context.Context, v quotes.View) ([]int64, error) {
	ids, err := readOnly(ctx, d, func(tx *sql.Tx) ([]int64, error) { return audiencesOf(ctx, tx, v) })
	if err != nil {
		return nil, fmt.Errorf("read audiences: %w", ours(err))
	}
	return ids, nil
}

func audiencesOf(ctx context.Context, tx *sql.Tx, v quotes.View) ([]int64, error) {
	return idsOf(tx.QueryContext(ctx, `
		SELECT id
		FROM audiences
		WHERE scope_id IN (SELECT id FROM scopes WHERE name IN (SELECT value FROM json_each(:scopes)))
			AND (:everywhere OR channel = '' OR channel IN (SELECT value FROM json_each(:channels)))
			AND quotes > 0
		ORDER BY id`, viewArgs(v)...))
}

// Vocabulary gives the words of an audience that are newer than the entry after, by id. Pairs of common words are left out.
func (d *DB) Vocabulary(ctx context.Context, audience, after int64) ([]quotes.Entry, error) {
	return d.entries(ctx, `
		SELECT id, word, quotes
		FROM vocabulary
		WHERE +audience_id = :audience AND id > :after AND instr(word, '_') = 0
		ORDER BY id`, sql.Named("audience", audience), sql.Named("after", after))
}

// Names gives the speakers ("speaker") or the outlets ("outlet") of an audience that are newer than the entry after, by id.
func (d *DB) Names(ctx context.Context, audience int64, kind string, after int64) ([]quotes.Entry, error) {
	return d.entries(ctx, `
		SELECT id, name, quotes
		FROM names
		WHERE +audience_id = :audience AND +kind = :kind AND id > :after
		ORDER BY id`, sql.Named("audience", audience), sql.Named("kind", kind), sql.Named("after", after))
}

// Aliases gives the other names of the speakers of an audience whose names are newer than the entry after: pairs of alias
// and name, in order.
func (d *DB) Aliases(ctx context.Context, audience, after int64) ([][2]string, error) {
	pairs, err := readOnly(ctx, d, func(tx *sql.Tx) ([][2]string, error) {
		rows, err := tx.QueryContext(ctx, `
			SELECT al.name, s.name
			FROM names AS n
			CROSS JOIN audiences AS au ON au.id = n.audience_id -- in this order: as a rule few names are new
			CROSS JOIN speakers AS s ON s.scope_id = au.scope_id AND s.name = n.name
			CROSS JOIN aliases AS al ON al.speaker_id = s.id
			WHERE +n.audience_id = :audience AND n.kind = 'speaker' AND n.id > :after
			ORDER BY al.name, s.name`, sql.Named("audience", audience), sql.Named("after", after))
		if err != nil {
			return nil, err
		}
		return all(rows, func(scan func(...any) error) (p [2]string, err error) { return p, scan(&p[0], &p[1]) })
	})
	if err != nil {
		return nil, fmt.Errorf("read aliases: %w", ours(err))
	}
	return pairs, nil
}

// NewestName gives the id of the newest name of all audiences, or 0.
func (d *DB) NewestName(ctx context.Context) (id int64, err error) {
	if err := d.read.QueryRowContext(ctx, `SELECT coalesce(max(id), 0) FROM names`).Scan(&id); err != nil {
		return 0, fmt.Errorf("read newest name: %w", ours(err))
	}
	return id, nil
}

// Named gives those of the names that one of the audiences has as speakers ("speaker") or as outlets ("outlet").
func (d *DB) Named(ctx context.Context, audiences []int64, kind string, names []string) ([]string, error) {
	there, err := readOnly(ctx, d, func(tx *sql.Tx) ([]string, error) {
		rows, err := tx.QueryContext(ctx, `
			SELECT w.value
			FROM json_each(:names) AS w
			WHERE EXISTS (
				SELECT 1 FROM names
				WHERE audience_id IN (SELECT value FROM json_each(:audiences)) AND kind = :kind AND name = w.value)`,
			sql.Named("names", jsonOf(names)), sql.Named("audiences", jsonOf(audiences)), sql.Named("kind", kind))
		if err != nil {
			return nil, err
		}
		return all(rows, func(scan func(...any) error) (name string, err error) { return name, scan(&name) })
	})
	if err != nil {
		return nil, fmt.Errorf("look for names: %w", ours(err))
	}
	return there, nil
}

// Numbers gives up to limit quotes that the view allows and whose number begins with these digits, lowest number first.
func (d *DB) Numbers(ctx context.Context, v quotes.View, digits string, limit int) ([]quotes.Citation, error) {
	ids, err := readOnly(ctx, d, func(tx *sql.Tx) ([]int64, error) {
		// Each range of numbers with these first digits is a range of an index: 12, 120-129, 1200-1299 and so on.
		return idsOf(tx.QueryContext(ctx, `
			WITH RECURSIVE span (low, high) AS (
				SELECT CAST(:digits AS INTEGER), CAST(:digits AS INTEGER)
				UNION ALL
				SELECT low * 10, high * 10 + 9 FROM span WHERE high < 100000000
			)
			SELECT q.id
			FROM span
			JOIN quotes AS q ON q.number BETWEEN span.low AND span.high
				AND q.scope_id IN (SELECT id FROM scopes WHERE name IN (SELECT value FROM json_each(:scopes)))
			WHERE `+visible+`
			ORDER BY q.number, q.scope_id
			LIMIT :limit`, append(viewArgs(v), sql.Named("digits", digits), sql.Named("limit", limit))...))
	})
	if err != nil {
		return nil, fmt.Errorf("find numbers: %w", ours(err))
	}
	return d.ByID(ctx, v, ids)
}

// entries reads words or names. The plus signs before their columns keep SQLite to the order of ids, of which only the
// newest are wanted as a rule.
func (d *DB) entries(ctx context.Context, query string, args ...any) ([]quotes.Entry, error) {
	es, err := readOnly(ctx, d, func(tx *sql.Tx) ([]quotes.Entry, error) {
		rows, err := tx.QueryContext(ctx, query, args...)
		if err != nil {
			return nil, err
		}
		return all(rows, func(scan func(...any) error) (e quotes.Entry, err error) { return e, scan(&e.ID, &e.Name, &e.Quotes) })
	})
	if err != nil {
		return nil, fmt.Errorf("read words and names: %w", ours(err))
	}
	return es, nil
}
