package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"quotebot/quotes"
)

// guesses is how often Random draws a number before it counts. When one quote in twenty is allowed, 64 draws miss with a
// chance of 4 %.
const guesses = 64

// narrowing gives the conditions of a filter on selectCitation, beginning with AND, and their arguments. The speaker is
// found by whole name or, failing that, by all the words typed; the times match where said (or published) may lie in
// them.
func narrowing(ctx context.Context, tx *sql.Tx, f quotes.Filter) (string, []any, error) {
	var where strings.Builder
	var args []any
	add := func(condition, name string, value any) {
		where.WriteString(" AND " + condition)
		args = append(args, sql.Named(name, value))
	}
	if f.Speaker != "" {
		ids, err := speakersNamed(ctx, tx, f.Speaker)
		if err != nil {
			return "", nil, err
		}
		add(`q.speaker_id IN (SELECT value FROM json_each(:speakers))`, "speakers", jsonOf(ids))
	}
	if f.Outlet != "" {
		add(`q.article_id IN (SELECT id FROM articles WHERE source_id IN (
			SELECT id FROM sources WHERE name = :outlet COLLATE NOCASE))`, "outlet", f.Outlet)
	}
	if f.Host != "" {
		add(`q.article_id IN (SELECT id FROM articles WHERE source_id IN (
			SELECT id FROM sources WHERE host = :host OR host LIKE '%.' || :host))`, "host", quotes.HostOf("//"+f.Host))
	}
	if !f.From.IsZero() {
		from, _ := f.From.Bounds()
		add(`q.until > :from`, "from", from.Unix())
	}
	if !f.Until.IsZero() {
		_, end := f.Until.Bounds()
		add(fmt.Sprintf(`q.since < :end AND q.since <> %d`, undated), "end", end.Unix())
	}
	if f.Kind != "" {
		add(`q.kind = :kind`, "kind", string(f.Kind))
	}
	if f.Channel != "" {
		add(`q.channel = :channel`, "channel", f.Channel)
	}
	if f.Once {
		where.WriteString(" AND " + leading)
	}
	return where.String(), args, nil
}

// speakersNamed gives the speakers, of all scopes, that a name as typed may mean: those with just that name or alias or,
// when there are none, those with all its words in one of their names.
func speakersNamed(ctx context.Context, tx *sql.Tx, name string) ([]int64, error) {
	folded := foldName(name)
	if folded == "" {
		return nil, nil
	}
	read := func(query string, args ...any) ([]int64, error) {
		return idsOf(tx.QueryContext(ctx, query, args...))
	}
	ids, err := read(`
		SELECT id FROM speakers WHERE folded = :name
		UNION SELECT speaker_id FROM aliases WHERE folded = :name`, sql.Named("name", folded))
	if err != nil || len(ids) > 0 {
		return ids, err
	}
	// Folded names hold letters, numbers and blanks only, so nothing in them has a meaning for LIKE.
	var every []string
	var args []any
	for _, word := range strings.Fields(folded) {
		every = append(every, `' ' || folded || ' ' LIKE ?`+strconv.Itoa(len(args)+1))
		args = append(args, "% "+word+" %")
	}
	condition := strings.Join(every, " AND ")
	return read(`SELECT id FROM speakers WHERE `+condition+` UNION SELECT speaker_id FROM aliases WHERE `+condition, args...)
}

// Random gives one of the quotes that the view and the filter allow, each with the same chance, or quotes.ErrNotFound.
// pick(n) must give a number from 0 to n-1, each with the same chance.
//
// Numbers of the scopes are drawn until one belongs to an allowed quote, which costs a look-up a draw whatever the size
// of the library. Where that hits nothing, few quotes are allowed, and they are counted.
func (d *DB) Random(ctx context.Context, v quotes.View, f quotes.Filter, pick func(n int64) int64) (quotes.Citation, error) {
	c, err := d.random(ctx, v, f, pick)
	if err != nil {
		return c, fmt.Errorf("read random quote: %w", ours(err))
	}
	return c, nil
}

func (d *DB) random(ctx context.Context, v quotes.View, f quotes.Filter, pick func(n int64) int64) (quotes.Citation, error) {
	tx, err := d.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return quotes.Citation{}, err
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	where, args, err := narrowing(ctx, tx, f)
	if err != nil {
		return quotes.Citation{}, err
	}
	args = append(args, viewArgs(v)...)
	where = ` WHERE ` + visible + where
	scopes, err := scopesOf(ctx, tx, v)
	if err != nil {
		return quotes.Citation{}, err
	}
	var numbers int64
	for _, s := range scopes {
		numbers += s.last
	}
	if numbers == 0 {
		return quotes.Citation{}, quotes.ErrNotFound
	}
	for range guesses {
		n := pick(numbers)
		scope := 0
		for n >= scopes[scope].last {
			n -= scopes[scope].last
			scope++
		}
		var id int64
		err := tx.QueryRowContext(ctx, `SELECT q.id FROM quotes AS q`+where+` AND q.scope_id = :scope AND q.number = :number`,
			append(args, sql.Named("scope", scopes[scope].id), sql.Named("number", n+1))...).Scan(&id)
		if err == nil {
			return one(tx.QueryContext(ctx, selectCitation+` WHERE q.id = ?`, id))
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return quotes.Citation{}, err
		}
	}
	var allowed int64
	err = tx.QueryRowContext(ctx, `SELECT count(*) FROM quotes AS q`+where, args...).Scan(&allowed)
	if err != nil {
		return quotes.Citation{}, err
	}
	if allowed == 0 {
		return quotes.Citation{}, quotes.ErrNotFound
	}
	var id int64
	err = tx.QueryRowContext(ctx, `SELECT q.id FROM quotes AS q`+where+` ORDER BY q.id LIMIT 1 OFFSET :skip`,
		append(args, sql.Named("skip", pick(allowed)))...).Scan(&id)
	if err != nil {
		return quotes.Citation{}, err
	}
	return one(tx.QueryContext(ctx, selectCitation+` WHERE q.id = ?`, id))
}

// scopesOf gives the scopes of a view that hold anything, with the highest number that each has given.
func scopesOf(ctx context.Context, tx *sql.Tx, v quotes.View) ([]scopeState, error) {
	rows, err := tx.QueryContext(ctx, `
		SELECT id, last_number FROM scopes
		WHERE last_number > 0 AND name IN (SELECT value FROM json_each(?))
		ORDER BY id`, jsonOf(v.Scopes))
	if err != nil {
		return nil, err
	}
	return all(rows, func(scan func(...any) error) (s scopeState, err error) { return s, scan(&s.id, &s.last) })
}

// listed says which column an order sorts by. Its values are whole seconds.
func listed(o quotes.Order) (string, error) {
	switch o {
	case quotes.BySaid:
		return "since", nil
	case quotes.ByAdded, "":
		return "added_at", nil
	}
	return "", fmt.Errorf("db: a list cannot be sorted by %q; choose %q or %q", o, quotes.BySaid, quotes.ByAdded)
}

// List gives a page of the quotes that the view and the filter allow, newest first by the order (said, which stands for
// published where it is not known, or added, which is also the order when none is given), and the place to go on after;
// that is empty on the last page. A page begins after the place that the page before gave, so quotes that are added in
// between neither repeat nor hide another. Quotes without a date come last.
func (d *DB) List(ctx context.Context, v quotes.View, f quotes.Filter, o quotes.Order, after string, limit int) (page []quotes.Citation, next string, err error) {
	page, next, err = d.list(ctx, v, f, o, after, limit)
	if err != nil {
		return nil, "", fmt.Errorf("list quotes: %w", ours(err))
	}
	return page, next, nil
}

func (d *DB) list(ctx context.Context, v quotes.View, f quotes.Filter, o quotes.Order, after string, limit int) ([]quotes.Citation, string, error) {
	column, err := listed(o)
	if err != nil {
		return nil, "", err
	}
	if limit < 1 {
		return nil, "", errors.New("db: a page must have at least one quote")
	}
	tx, err := d.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, "", err
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	where, args, err := narrowing(ctx, tx, f)
	if err != nil {
		return nil, "", err
	}
	scopes, err := scopesOf(ctx, tx, v)
	if err != nil || len(scopes) == 0 {
		return nil, "", err
	}
	if after != "" {
		key, id, err := place(column, after)
		if err != nil {
			return nil, "", err
		}
		where += ` AND (q.` + column + `, q.id) < (:key, :id)`
		args = append(args, sql.Named("key", key), sql.Named("id", id))
	}
	// A part a scope, each in the order of its own index, which SQLite merges without sorting them whole.
	parts := make([]string, len(scopes))
	for i, s := range scopes {
		scope := "q.scope_id"
		if f.Speaker != "" { // one speaker's quotes are few: the plus sign keeps SQLite from walking the scope in order to find them
			scope = "+q.scope_id"
		}
		parts[i] = fmt.Sprintf(`SELECT q.id AS id, q.%s AS place FROM quotes AS q WHERE %s = %d AND %s%s`, column, scope, s.id, visible, where)
	}
	type entry struct{ id, key int64 }
	rows, err := tx.QueryContext(ctx, strings.Join(parts, ` UNION ALL `)+` ORDER BY place DESC, id DESC LIMIT :limit`,
		append(append(args, viewArgs(v)...), sql.Named("limit", limit+1))...) // one more tells whether there is a next page
	if err != nil {
		return nil, "", err
	}
	found, err := all(rows, func(scan func(...any) error) (e entry, err error) { return e, scan(&e.id, &e.key) })
	if err != nil {
		return nil, "", err
	}
	next := ""
	if len(found) > limit {
		found = found[:limit]
		last := found[limit-1]
		next = fmt.Sprintf("%s.%d.%d", column, last.key, last.id)
	}
	page := make([]quotes.Citation, len(found))
	for i, e := range found {
		if page[i], err = one(tx.QueryContext(ctx, selectCitation+` WHERE q.id = ?`, e.id)); err != nil {
			return nil, "", err
		}
	}
	return page, next, nil
}

// place reads where a page ended, as list wrote it.
func place(column, after string) (key, id int64, err error) {
	parts := strings.Split(after, ".")
	if len(parts) != 3 || parts[0] != column {
		return 0, 0, errors.New("db: that is not a page of this list")
	}
	key, errKey := strconv.ParseInt(parts[1], 10, 64)
	id, errID := strconv.ParseInt(parts[2], 10, 64)
	if errKey != nil || errID != nil {
		return 0, 0, errors.New("db: that is not a page of this list")
	}
	return key, id, nil
}
