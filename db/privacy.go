package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"quotebot/quotes"
)

// numbered is a quote's number with its scope.
type numbered struct {
	scope  quotes.Scope
	id     int64 // of the scope
	number int64
}

func (b *batch) numbered(query string, args ...any) ([]numbered, error) {
	rows, err := b.tx.QueryContext(b.ctx, query, args...)
	if err != nil {
		return nil, err
	}
	return all(rows, func(scan func(...any) error) (n numbered, err error) { return n, scan(&n.scope, &n.id, &n.number) })
}

// OptedOut gives those of these people who do not want their words kept, in order.
func (d *DB) OptedOut(ctx context.Context, people []string) ([]string, error) {
	out, err := column[string](d, ctx, `SELECT person FROM opted_out WHERE person IN (SELECT value FROM json_each(?)) ORDER BY person`, jsonOf(people))
	if err != nil {
		return nil, fmt.Errorf("read who is not to be quoted: %w", err)
	}
	return out, nil
}

// OptOut notes that a person does not want to be quoted, and hides what the person has said, in every scope. It says how
// many quotes it has hidden.
func (d *DB) OptOut(ctx context.Context, person string, at time.Time) (hidden int, err error) {
	err = d.batch(ctx, func(b *batch) error {
		if _, err := b.insert(`INSERT INTO opted_out (person, at) VALUES (?, ?) ON CONFLICT DO NOTHING`, person, at.Unix()); err != nil {
			return err
		}
		list, err := b.numbered(`SELECT s.name, s.id, q.number FROM quotes AS q JOIN scopes AS s ON s.id = q.scope_id WHERE q.author = ? ORDER BY q.id`, person)
		if err != nil {
			return err
		}
		for _, n := range list {
			if _, err := b.remove(n.id, n.number, quotes.Removal{State: quotes.Hidden, Cause: quotes.ByOptOut, By: person, At: at}); err != nil {
				return err
			}
		}
		hidden = len(list)
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("opt out: %w", ours(err))
	}
	return hidden, nil
}

// OptIn undoes OptOut. It says how many quotes can be seen again; one that was added anew in between stays hidden.
func (d *DB) OptIn(ctx context.Context, person string, at time.Time) (shown int, err error) {
	err = d.batch(ctx, func(b *batch) error {
		if _, err := b.insert(`DELETE FROM opted_out WHERE person = ?`, person); err != nil {
			return err
		}
		list, err := b.numbered(`SELECT s.name, s.id, r.number FROM removed AS r JOIN scopes AS s ON s.id = r.scope_id
			WHERE r.author = ? AND r.state = 'hidden' AND r.cause = ? ORDER BY r.scope_id, r.number`, person, string(quotes.ByOptOut))
		if err != nil {
			return err
		}
		for _, n := range list {
			_, err := b.restore(n.scope, n.id, n.number, quotes.Adder{ID: person, At: at})
			if _, there := errors.AsType[*quotes.DuplicateError](err); there {
				continue
			}
			if err != nil {
				return err
			}
			shown++
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("opt in: %w", ours(err))
	}
	return shown, nil
}

// Personal gives everything that is kept about a person, in every scope.
func (d *DB) Personal(ctx context.Context, person string) (quotes.PersonalData, error) {
	p, err := readOnly(ctx, d, func(tx *sql.Tx) (quotes.PersonalData, error) { return personal(ctx, tx, person) })
	if err != nil {
		return quotes.PersonalData{}, fmt.Errorf("read what is kept of a person: %w", ours(err))
	}
	return p, nil
}

func personal(ctx context.Context, tx *sql.Tx, person string) (quotes.PersonalData, error) {
	var p quotes.PersonalData
	var err error
	if p.Said, err = citations(tx.QueryContext(ctx, selectCitation+` WHERE q.author = ? ORDER BY q.scope_id, q.number`, person)); err != nil {
		return p, err
	}
	rows, err := tx.QueryContext(ctx, selectRemoval+` WHERE r.author = ? AND r.kept IS NOT NULL ORDER BY r.scope_id, r.number`, person)
	if err != nil {
		return p, err
	}
	if p.Removed, err = all(rows, scanRemoval); err != nil {
		return p, err
	}
	rows, err = tx.QueryContext(ctx, `
		SELECT s.name, q.number, q.added_at FROM quotes AS q JOIN scopes AS s ON s.id = q.scope_id WHERE q.added_by = ?1
		UNION ALL SELECT s.name, r.number, json_extract(r.kept, '$.Citation.AddedAt') FROM removed AS r JOIN scopes AS s ON s.id = r.scope_id
			WHERE r.added_by = ?1 AND r.kept IS NOT NULL
		ORDER BY 1, 2`, person)
	if err != nil {
		return p, err
	}
	if p.Added, err = all(rows, scanAdded); err != nil {
		return p, err
	}
	var out sql.NullInt64
	err = tx.QueryRowContext(ctx, `SELECT (SELECT at FROM opted_out WHERE person = ?1), (SELECT count(*) FROM history WHERE by_id = ?1)`, person).Scan(&out, &p.Deeds)
	if out.Valid {
		p.OptedOut = time.Unix(out.Int64, 0).UTC()
	}
	return p, err
}

// scanAdded reads where and when something was added; the time is in seconds for quotes and in words for removed ones.
func scanAdded(scan func(...any) error) (quotes.Added, error) {
	var a quotes.Added
	var at any
	if err := scan(&a.Scope, &a.Number, &at); err != nil {
		return a, err
	}
	switch at := at.(type) {
	case int64:
		if at != 0 {
			a.AddedAt = time.Unix(at, 0).UTC()
		}
	case string:
		t, err := time.Parse(time.RFC3339Nano, at)
		if err != nil {
			return a, err
		}
		a.AddedAt = t
	}
	return a, nil
}

// Forget removes a person from every scope: the words that the person said are forgotten, wherever they are kept; so are
// the person's own quotes, and who it was that added, edited or removed others. That the person opted out stays known,
// because nothing else keeps it so. It says how many quotes were forgotten and how many lost the name of who added them.
func (d *DB) Forget(ctx context.Context, person string, at time.Time) (forgotten, unsigned int, err error) {
	err = d.batch(ctx, func(b *batch) error {
		own := string(quotes.PrivateScope(person))
		list, err := b.numbered(`
			SELECT s.name, s.id, q.number FROM quotes AS q JOIN scopes AS s ON s.id = q.scope_id WHERE q.author = ?1 OR s.name = ?2
			UNION SELECT s.name, s.id, r.number FROM removed AS r JOIN scopes AS s ON s.id = r.scope_id
				WHERE r.kept IS NOT NULL AND (r.author = ?1 OR s.name = ?2)
			ORDER BY 2, 3`, person, own)
		if err != nil {
			return err
		}
		for _, n := range list {
			if _, err := b.remove(n.id, n.number, quotes.Removal{State: quotes.Forgotten, Cause: quotes.OnForgetting, At: at}); err != nil {
				return err
			}
		}
		forgotten = len(list)
		for i, q := range []string{
			`UPDATE quotes SET added_by = '' WHERE added_by = ?1`,
			`UPDATE removed SET added_by = '', kept = json_set(kept, '$.Citation.AddedBy', '') WHERE added_by = ?1`,
			`UPDATE removed SET removed_by = '' WHERE removed_by = ?1`,
			`UPDATE history SET by_id = '' WHERE by_id = ?1`,
			`DELETE FROM slips WHERE owner = ?1`,
		} {
			r, err := b.tx.ExecContext(b.ctx, q, person)
			if err != nil {
				return err
			}
			if i < 2 {
				n, err := r.RowsAffected()
				if err != nil {
					return err
				}
				unsigned += int(n)
			}
		}
		return b.forgetArticles(own)
	})
	if err != nil {
		return 0, 0, fmt.Errorf("forget a person: %w", ours(err))
	}
	return forgotten, unsigned, nil
}

// forgetArticles removes the texts of a scope that has no quotes any more.
func (b *batch) forgetArticles(scope string) error {
	_, err := b.insert(`
		DELETE FROM articles
		WHERE scope_id = (SELECT id FROM scopes WHERE name = ?)
			AND NOT EXISTS (SELECT 1 FROM quotes WHERE article_id = articles.id)
			AND NOT EXISTS (SELECT 1 FROM removed WHERE article_id = articles.id)`, scope)
	return err
}

// Originals notes what became of chat messages, in every scope that has them: their quotes are marked or, with forget,
// forgotten. It says how many quotes that changed. A deleted message stays deleted.
func (d *DB) Originals(ctx context.Context, channel string, messages []string, what quotes.Original, forget bool, at time.Time) (int, error) {
	n := 0
	err := d.batch(ctx, func(b *batch) error {
		list, err := b.numbered(`
			SELECT s.name, s.id, q.number FROM quotes AS q JOIN scopes AS s ON s.id = q.scope_id
				WHERE q.message IN (SELECT value FROM json_each(?1)) AND q.message <> '' AND q.channel = ?2 AND q.original NOT IN (?3, 'deleted')
			UNION SELECT s.name, s.id, r.number FROM removed AS r JOIN scopes AS s ON s.id = r.scope_id
				WHERE r.message IN (SELECT value FROM json_each(?1)) AND r.message <> '' AND r.channel = ?2
					AND json_extract(r.kept, '$.Citation.Original') NOT IN (?3, 'deleted')
			ORDER BY 2, 3`, jsonOf(messages), channel, string(what))
		if err == nil {
			list, err = b.wholes(list)
		}
		if err != nil {
			return err
		}
		n = len(list)
		for _, q := range list {
			if forget {
				_, err = b.remove(q.id, q.number, quotes.Removal{State: quotes.Forgotten, Cause: quotes.OfMessage, At: at})
			} else {
				err = b.mark(q, what, at)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("follow chat messages: %w", ours(err))
	}
	return n, nil
}

// mark notes at one quote what became of its message.
func (b *batch) mark(q numbered, what quotes.Original, at time.Time) error {
	for _, query := range []string{
		`UPDATE quotes SET original = ?1 WHERE scope_id = ?2 AND number = ?3`,
		`UPDATE removed SET kept = json_set(kept, '$.Citation.Original', ?1) WHERE scope_id = ?2 AND number = ?3 AND kept IS NOT NULL`,
	} {
		if _, err := b.insert(query, string(what), q.id, q.number); err != nil {
			return err
		}
	}
	deed := quotes.MessageEdited
	if what == quotes.OriginalDeleted {
		deed = quotes.MessageGone
	}
	return b.note(q.id, q.number, deed, quotes.Adder{At: at})
}

// HasMessages says whether any of these chat messages was saved. It takes no lock, so it may be asked for every message
// that changes in a chat.
func (d *DB) HasMessages(ctx context.Context, channel string, messages []string) (bool, error) {
	var has bool
	err := d.read.QueryRowContext(ctx, `
		SELECT EXISTS (SELECT 1 FROM quotes WHERE message IN (SELECT value FROM json_each(?1)) AND message <> '' AND channel = ?2)
			OR EXISTS (SELECT 1 FROM removed WHERE message IN (SELECT value FROM json_each(?1)) AND message <> '' AND channel = ?2)`,
		jsonOf(messages), channel).Scan(&has)
	if err != nil {
		return false, fmt.Errorf("look for chat messages: %w", ours(err))
	}
	return has, nil
}
