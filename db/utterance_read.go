package db

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"

	"quotebot/quotes"
	"quotebot/quotes/utterance"
)

// leading holds for the quotes that are the original printing of at least one of their sentences, and for those whose
// printings have not been joined yet: one quote for each utterance. Its alias q is that of selectCitation.
const leading = `(
	EXISTS (SELECT 1 FROM parts AS pt WHERE pt.id BETWEEN q.id * 64 AND q.id * 64 + 63 AND pt.place = 0)
	OR NOT EXISTS (SELECT 1 FROM parts AS pt WHERE pt.id BETWEEN q.id * 64 AND q.id * 64 + 63))`

// Variants gives the sentences of a quote in their order, each with the printings of its utterance that the view allows,
// the original first. A quote that the view does not allow is quotes.ErrNotFound.
func (d *DB) Variants(ctx context.Context, v quotes.View, citationID int64) ([]utterance.Stored, error) {
	var out []utterance.Stored
	err := d.reading(ctx, func(tx *sql.Tx) error {
		c, err := one(tx.QueryContext(ctx, selectCitation+` WHERE q.id = :id AND `+visible, append(viewArgs(v), sql.Named("id", citationID))...))
		if err != nil {
			return err
		}
		first, _ := partIDs(c.ID)
		for i, part := range partsOf(c.Text) {
			var id sql.NullInt64
			err := tx.QueryRowContext(ctx, `SELECT utterance FROM parts WHERE id = ?`, first+int64(i)).Scan(&id)
			if err := ignore(err, sql.ErrNoRows); err != nil {
				return err
			}
			s := utterance.Stored{ID: first + int64(i), Reports: 1, Variants: []utterance.Variant{{Citation: c, Part: part, Wording: utterance.Identical}}}
			if id.Valid {
				if s, err = storedUtterance(ctx, tx, v, id.Int64); err != nil {
					return err
				}
			}
			s.Part = part
			out = append(out, s)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read printings of quote: %w", ours(err))
	}
	return out, nil
}

// reading runs f in a transaction that only reads, so that all it sees is of one moment.
func (d *DB) reading(ctx context.Context, f func(tx *sql.Tx) error) error {
	tx, err := d.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	return f(tx)
}

// storedUtterance reads an utterance of several printings, as far as the view allows.
func storedUtterance(ctx context.Context, tx *sql.Tx, v quotes.View, id int64) (utterance.Stored, error) {
	s := utterance.Stored{ID: id}
	var why string
	err := tx.QueryRowContext(ctx, `SELECT why, reports FROM utterances WHERE id = ?`, id).Scan(&why, &s.Reports)
	if err != nil {
		return s, err
	}
	s.Why = strings.Split(why, "\n")
	type member struct {
		part    int64
		wording utterance.Relation
	}
	rows, err := tx.QueryContext(ctx, `SELECT id, wording FROM parts WHERE utterance = ? ORDER BY place`, id)
	if err != nil {
		return s, err
	}
	members, err := all(rows, func(scan func(...any) error) (m member, err error) { return m, scan(&m.part, &m.wording) })
	if err != nil {
		return s, err
	}
	var ids []int64
	for _, m := range members {
		ids = append(ids, m.part/partsMost)
	}
	cs, err := citations(tx.QueryContext(ctx, selectCitation+` WHERE q.id IN (SELECT value FROM json_each(:ids)) AND `+visible,
		append(viewArgs(v), sql.Named("ids", jsonOf(ids)))...))
	if err != nil {
		return s, err
	}
	byID := make(map[int64]quotes.Citation, len(cs))
	for _, c := range cs {
		byID[c.ID] = c
	}
	for _, m := range members {
		c, ok := byID[m.part/partsMost]
		if !ok {
			continue
		}
		if parts := partsOf(c.Text); int(m.part%partsMost) < len(parts) {
			s.Variants = append(s.Variants, utterance.Variant{Citation: c, Part: parts[m.part%partsMost], Wording: m.wording})
		}
	}
	return s, nil
}

// UtterancesOf gives for each of these quotes the utterances that its sentences are printings of, in the order of the
// text. Quotes that have one in common print the same words: an answer shows them as one card. Quotes whose sentences nobody
// else prints are left out.
func (d *DB) UtterancesOf(ctx context.Context, ids []int64) (map[int64][]int64, error) {
	// CROSS keeps the ids on the outside: read in the order of the parts, all parts there are would be looked at.
	rows, err := d.read.QueryContext(ctx, `
		SELECT j.value, coalesce(pt.utterance, pt.id), pt.utterance IS NOT NULL
		FROM json_each(?) AS j
		CROSS JOIN parts AS pt ON pt.id BETWEEN j.value * 64 AND j.value * 64 + 63
		ORDER BY pt.id`, jsonOf(ids))
	of := make(map[int64][]int64, len(ids))
	if err == nil {
		type pair struct {
			quote, utterance int64
			shared           bool
		}
		shared := make(map[int64]bool, len(ids))
		err = each(rows, func(scan func(...any) error) (p pair, err error) { return p, scan(&p.quote, &p.utterance, &p.shared) }, func(p pair) error {
			shared[p.quote] = shared[p.quote] || p.shared
			if !slices.Contains(of[p.quote], p.utterance) {
				of[p.quote] = append(of[p.quote], p.utterance)
			}
			return nil
		})
		maps.DeleteFunc(of, func(quote int64, _ []int64) bool { return !shared[quote] })
	}
	if err != nil {
		return nil, fmt.Errorf("read utterances: %w", ours(err))
	}
	return of, nil
}

// Utterances lists those with more than one printing in the view's scopes, in the order of their ids, after the given
// one; 0 begins. next is 0 on the last page.
func (d *DB) Utterances(ctx context.Context, v quotes.View, after int64, limit int) (page []utterance.Stored, next int64, err error) {
	err = d.reading(ctx, func(tx *sql.Tx) error {
		ids, err := idsOf(tx.QueryContext(ctx, `
			SELECT u.id FROM utterances AS u JOIN quotes AS q ON q.id = u.id / 64
			WHERE u.id > :after AND `+visible+`
			ORDER BY u.id LIMIT :limit`, append(viewArgs(v), sql.Named("after", after), sql.Named("limit", limit+1))...))
		if err != nil {
			return err
		}
		if len(ids) > limit {
			ids = ids[:limit]
			next = ids[len(ids)-1]
		}
		for _, id := range ids {
			s, err := storedUtterance(ctx, tx, v, id)
			if err != nil {
				return err
			}
			page = append(page, s)
		}
		return nil
	})
	if err != nil {
		return nil, 0, fmt.Errorf("list utterances: %w", ours(err))
	}
	return page, next, nil
}

// Reprints is what an outlet printed of utterances that several articles print.
type Reprints struct {
	Outlet    string // its name, or else its host
	Originals int    // sentences of which it has the original
	Reprinted int    // sentences that it printed after others
	Reworded  int    // those of them that are a rewording
}

// Reprints counts by outlet, most reprints first, for utterances of more than one printing.
func (d *DB) Reprints(ctx context.Context, v quotes.View) ([]Reprints, error) {
	rows, err := d.read.QueryContext(ctx, `
		SELECT coalesce(nullif(s.name, ''), nullif(s.host, ''), '') AS outlet, sum(pt.place = 0) AS originals,
			sum(pt.place > 0) AS reprinted, sum(pt.wording = 'reworded') AS reworded
		FROM parts AS pt
		JOIN quotes AS q ON q.id = pt.id / 64
		LEFT JOIN articles AS a ON a.id = q.article_id
		LEFT JOIN sources AS s ON s.id = a.source_id
		WHERE pt.utterance IS NOT NULL AND `+visible+`
		GROUP BY outlet ORDER BY reprinted DESC, originals DESC, outlet`, viewArgs(v)...)
	var list []Reprints
	if err == nil {
		list, err = all(rows, func(scan func(...any) error) (r Reprints, err error) {
			return r, scan(&r.Outlet, &r.Originals, &r.Reprinted, &r.Reworded)
		})
	}
	if err != nil {
		return nil, fmt.Errorf("count reprints: %w", ours(err))
	}
	return list, nil
}

// Known gives quotes as utterance.Check wants them: a sentence that only rewords what others print verbatim stands apart,
// with the real words.
func (d *DB) Known(ctx context.Context, v quotes.View, ids []int64) ([]utterance.Known, error) {
	cs, err := d.ByID(ctx, v, ids)
	if err != nil {
		return nil, err
	}
	var out []utterance.Known
	err = d.reading(ctx, func(tx *sql.Tx) error {
		for _, c := range cs {
			known, err := knownOf(ctx, tx, v, c)
			if err != nil {
				return err
			}
			out = append(out, known...)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read real words: %w", ours(err))
	}
	return out, nil
}

func knownOf(ctx context.Context, tx *sql.Tx, v quotes.View, c quotes.Citation) ([]utterance.Known, error) {
	first, last := partIDs(c.ID)
	type reworded struct{ part, utterance int64 }
	rows, err := tx.QueryContext(ctx, `
		SELECT id, utterance FROM parts WHERE id BETWEEN ? AND ? AND wording = 'reworded' AND utterance IS NOT NULL
		ORDER BY id`, first, last)
	if err != nil {
		return nil, err
	}
	found, err := all(rows, func(scan func(...any) error) (r reworded, err error) { return r, scan(&r.part, &r.utterance) })
	if err != nil || len(found) == 0 {
		return []utterance.Known{{Citation: c}}, err
	}
	var out []utterance.Known
	parts := partsOf(c.Text)
	for _, r := range found {
		s, err := storedUtterance(ctx, tx, v, r.utterance)
		if err != nil {
			return nil, err
		}
		if i := r.part - first; int(i) < len(parts) && len(s.Variants) > 0 && s.Variants[0].Wording != utterance.Reworded {
			copied := c
			copied.Text, copied.Segments = parts[i].In(c.Text), nil
			out = append(out, utterance.Known{Citation: copied, Rewords: &utterance.Wording{Citation: s.Variants[0].Citation, Part: s.Variants[0].Part}})
		}
	}
	if len(out) < len(parts) {
		out = append(out, utterance.Known{Citation: c})
	}
	return out, nil
}

// Rule keeps what somebody decided about two quotes of one audience that the view allows, and joins or parts their
// printings at once. It is kept through rebuilds.
func (d *DB) Rule(ctx context.Context, v quotes.View, quote, other int64, ruling utterance.Ruling) error {
	err := d.change(ctx, func(ctx context.Context, tx *sql.Tx) error {
		cs, err := citations(tx.QueryContext(ctx, selectCitation+` WHERE q.id IN (:quote, :other) AND `+visible+` ORDER BY q.id`,
			append(viewArgs(v), sql.Named("quote", quote), sql.Named("other", other))...))
		switch {
		case err != nil:
			return err
		case len(cs) != 2:
			return quotes.ErrNotFound
		case cs[0].Scope != cs[1].Scope || cs[0].Channel != cs[1].Channel:
			return quotes.ErrApart
		}
		pair := []any{sql.Named("scope", string(cs[0].Scope)), sql.Named("number", min(cs[0].Number, cs[1].Number)),
			sql.Named("other", max(cs[0].Number, cs[1].Number)), sql.Named("joined", ruling == utterance.AreOne)}
		query := `
			INSERT INTO rulings (scope_id, number, other, joined)
			SELECT id, :number, :other, :joined FROM scopes WHERE name = :scope
			ON CONFLICT (scope_id, number, other) DO UPDATE SET joined = excluded.joined`
		if ruling == utterance.ByRules {
			query = `
				DELETE FROM rulings
				WHERE scope_id = (SELECT id FROM scopes WHERE name = :scope) AND number = :number AND other = :other`
			pair = pair[:3]
		}
		if _, err := tx.ExecContext(ctx, query, pair...); err != nil {
			return err
		}
		// The same value is written back: that leaves the notes that a change leaves, and both are joined anew.
		_, err = tx.ExecContext(ctx, `UPDATE quotes SET said = said WHERE id IN (?, ?)`, quote, other)
		return err
	})
	if err != nil {
		return fmt.Errorf("keep ruling: %w", ours(err))
	}
	return nil
}
