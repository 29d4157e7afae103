package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"quotebot/quotes"
)

// selectCitation reads citations. Conditions on the quote go behind it, with the alias q for quotes, a for articles, s
// for sources and p for speakers.
const selectCitation = `
	SELECT
		q.id, q.number, sc.name, q.words, q.kind,
		CASE WHEN q.own_context THEN q.words ELSE coalesce(pa.text, '') END,
		coalesce(a.language, ''),
		coalesce(p.name, ''), coalesce(p.kind, ''),
		(SELECT json_group_array(al.name ORDER BY al.name) FROM aliases AS al WHERE al.speaker_id = q.speaker_id),
		q.mention, q.role, q.via, q.cue, q.rule, q.confidence, q.said, q.said_words,
		coalesce(a.published, ''), coalesce(a.published_words, ''), coalesce(a.updated, ''), coalesce(a.updated_words, ''),
		coalesce(a.title, ''), coalesce(s.name, ''), coalesce(a.agency, ''), coalesce(a.byline, ''), coalesce(a.url, ''),
		q.channel, q.message, q.author, q.added_by, q.added_at, q.edited_at, q.original,
		(SELECT json_group_array(sg.words ORDER BY sg.position) FROM segments AS sg WHERE sg.quote_id = q.id AND sg.words IS NOT NULL)
	FROM quotes AS q
	JOIN scopes AS sc ON sc.id = q.scope_id
	LEFT JOIN passages AS pa ON pa.id = q.passage_id
	LEFT JOIN speakers AS p ON p.id = q.speaker_id
	LEFT JOIN articles AS a ON a.id = q.article_id
	LEFT JOIN sources AS s ON s.id = a.source_id`

// visible holds for the quotes that a view allows; viewArgs are its arguments.
const visible = `
	q.scope_id IN (SELECT id FROM scopes WHERE name IN (SELECT value FROM json_each(:scopes)))
	AND (:everywhere OR q.channel = '' OR q.channel IN (SELECT value FROM json_each(:channels)))`

func viewArgs(v quotes.View) []any {
	return []any{sql.Named("scopes", jsonOf(v.Scopes)), sql.Named("channels", jsonOf(v.Channels)), sql.Named("everywhere", v.All)}
}

// jsonOf is a list as a JSON array, for json_each: a list as one argument.
func jsonOf[T ~string | ~int64](list []T) string {
	if len(list) == 0 {
		return "[]"
	}
	text, err := json.Marshal(list)
	if err != nil { // cannot be: strings and integers always have a JSON form
		return "[]"
	}
	return string(text)
}

// ByNumber gives the quote with that number in a scope, when the view allows it, else quotes.ErrNotFound.
func (d *DB) ByNumber(ctx context.Context, v quotes.View, scope quotes.Scope, number int64) (quotes.Citation, error) {
	c, err := one(d.read.QueryContext(ctx, selectCitation+` WHERE q.scope_id = (SELECT id FROM scopes WHERE name = :scope)
		AND q.number = :number AND `+visible, append(viewArgs(v), sql.Named("scope", string(scope)), sql.Named("number", number))...))
	if err != nil {
		return c, fmt.Errorf("read quote %d: %w", number, ours(err))
	}
	return c, nil
}

// ByID gives the quotes with these ids that the view allows, in the order of the ids. Others are left out.
func (d *DB) ByID(ctx context.Context, v quotes.View, ids []int64) ([]quotes.Citation, error) {
	cs, err := citations(d.read.QueryContext(ctx, selectCitation+` WHERE q.id IN (SELECT value FROM json_each(:ids)) AND `+visible,
		append(viewArgs(v), sql.Named("ids", jsonOf(ids)))...))
	if err != nil {
		return nil, fmt.Errorf("read quotes: %w", ours(err))
	}
	place := make(map[int64]int, len(ids))
	for i, id := range slices.Backward(ids) {
		place[id] = i
	}
	slices.SortFunc(cs, func(x, y quotes.Citation) int { return place[x.ID] - place[y.ID] })
	return cs, nil
}

// Count is how many quotes the view allows.
func (d *DB) Count(ctx context.Context, v quotes.View) (int64, error) {
	// Quotes of channels are counted apart, so that both counts come from an index alone.
	const in = ` FROM quotes AS q WHERE q.scope_id IN (SELECT id FROM scopes WHERE name IN (SELECT value FROM json_each(:scopes)))`
	const hidden = in + ` AND q.channel <> '' AND NOT :everywhere AND q.channel NOT IN (SELECT value FROM json_each(:channels))`
	var n int64
	err := d.read.QueryRowContext(ctx, `SELECT (SELECT count(*) `+in+`) - (SELECT count(*) `+hidden+`)`, viewArgs(v)...).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count quotes: %w", ours(err))
	}
	return n, nil
}

// Export hands every quote that the view allows to f, with all its fields, by scope and number, as the library was when
// it began. It stops at the first error of f and returns it.
func (d *DB) Export(ctx context.Context, v quotes.View, f func(quotes.Citation) error) error {
	tx, err := d.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return fmt.Errorf("export: %w", ours(err))
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	scopes := slices.Clone(v.Scopes)
	slices.Sort(scopes)
	for _, scope := range slices.Compact(scopes) {
		args := append(viewArgs(v), sql.Named("scope", string(scope)))
		rows, err := tx.QueryContext(ctx, selectCitation+` WHERE q.scope_id = (SELECT id FROM scopes WHERE name = :scope)
			AND `+visible+` ORDER BY q.number`, args...)
		if err == nil {
			err = each(rows, scanCitation, f)
		}
		if err != nil {
			return fmt.Errorf("export: %w", ours(err))
		}
	}
	return nil
}

// dateColumns is a date as two columns hold it.
type dateColumns struct{ date, words string }

func (d dateColumns) value() (quotes.Date, error) {
	t, err := quotes.ParseDate(d.date)
	t.Words = d.words
	return t, err
}

// scanCitation reads one row of selectCitation.
func scanCitation(scan func(...any) error) (quotes.Citation, error) {
	var c quotes.Citation
	var said, published, updated dateColumns
	var aliases, segments string
	var addedAt, editedAt int64
	err := scan(&c.ID, &c.Number, &c.Scope, &c.Text, &c.Kind, &c.Context, &c.Language, &c.Speaker, &c.SpeakerKind, &aliases,
		&c.Mention, &c.Role, &c.Via, &c.Cue, &c.Rule, &c.Confidence, &said.date, &said.words,
		&published.date, &published.words, &updated.date, &updated.words,
		&c.Title, &c.Publisher, &c.Agency, &c.Byline, &c.URL, &c.Channel, &c.Message, &c.SpeakerID, &c.AddedBy, &addedAt, &editedAt, &c.Original,
		&segments)
	if err != nil {
		return c, err
	}
	c.Byline = strings.ReplaceAll(c.Byline, "\n", ", ")
	if addedAt != 0 {
		c.AddedAt = time.Unix(addedAt, 0).UTC()
	}
	if editedAt != 0 {
		c.EditedAt = time.Unix(editedAt, 0).UTC()
	}
	var errs [5]error
	c.Said, errs[0] = said.value()
	c.Published, errs[1] = published.value()
	c.Updated, errs[2] = updated.value()
	c.Aliases, errs[3] = list(aliases)
	c.Segments, errs[4] = list(segments)
	return c, errors.Join(errs[:]...)
}

// list reads a JSON array of texts; an empty one is nil.
func list(text string) ([]string, error) {
	if text == "[]" {
		return nil, nil
	}
	var l []string
	err := json.Unmarshal([]byte(text), &l)
	return l, err
}

// citations reads all rows of selectCitation.
func citations(rows *sql.Rows, err error) ([]quotes.Citation, error) {
	if err != nil {
		return nil, err
	}
	return all(rows, scanCitation)
}

// one reads a single row of selectCitation, or gives quotes.ErrNotFound.
func one(rows *sql.Rows, err error) (quotes.Citation, error) {
	cs, err := citations(rows, err)
	if err == nil && len(cs) == 0 {
		err = quotes.ErrNotFound
	}
	if err != nil {
		return quotes.Citation{}, err
	}
	return cs[0], nil
}

// idsOf reads a column of ids.
func idsOf(rows *sql.Rows, err error) ([]int64, error) {
	if err != nil {
		return nil, err
	}
	return all(rows, func(scan func(...any) error) (id int64, err error) { return id, scan(&id) })
}

// all reads every row and closes them.
func all[T any](rows *sql.Rows, read func(scan func(...any) error) (T, error)) ([]T, error) {
	var list []T
	err := each(rows, read, func(t T) error {
		list = append(list, t)
		return nil
	})
	return list, err
}

// each hands every row to f as it is read, and closes them.
func each[T any](rows *sql.Rows, read func(scan func(...any) error) (T, error), f func(T) error) error {
	for rows.Next() {
		t, err := read(rows.Scan)
		if err == nil {
			err = f(t)
		}
		if err != nil {
			return errors.Join(err, rows.Close())
		}
	}
	return errors.Join(rows.Err(), rows.Close())
}
