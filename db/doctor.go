package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/mattn/go-sqlite3"

	"quotebot/quotes"
)

// Finding is one thing that was found when looking a library over.
type Finding struct {
	Wrong bool
	What  string
	Do    string // empty when nothing has to be done
}

func good(format string, args ...any) Finding { return Finding{What: fmt.Sprintf(format, args...)} }

func wrong(do, format string, args ...any) Finding {
	return Finding{Wrong: true, What: fmt.Sprintf(format, args...), Do: do}
}

const restoreAdvice = "Stop the bot, keep this file, and restore the newest backup (quotebot restore --dry-run PATH tells what it has)."

// maxFlaws is how many single flaws of one kind are named; the first few tell the kind.
const maxFlaws = 10

// Examine looks a library over and tells everything that it found. It changes nothing: not the schema, and not a damaged
// page. The index of words is compared with one that is made anew in a copy, which lies in the folder for temporary files
// (TMPDIR) meanwhile. The error is only for being stopped.
func Examine(ctx context.Context, path string) ([]Finding, error) {
	if err := look(ctx, path); err != nil {
		return []Finding{unopened(path, err)}, ctx.Err()
	}
	p, err := lookInto(ctx, path)
	if err != nil {
		return []Finding{unopened(path, ours(err))}, ctx.Err()
	}
	defer p.Close()
	var list []Finding
	broken, err := flaws(ctx, p)
	if err != nil {
		list = append(list, wrong(restoreAdvice, "the library can't be read through: %v", ours(err)))
		return list, ctx.Err()
	}
	for _, f := range broken[:min(len(broken), maxFlaws)] {
		list = append(list, wrong(restoreAdvice, "the library is damaged: %s", f))
	}
	h, err := holdings(ctx, p, path)
	switch {
	case err != nil:
		list = append(list, unopened(path, ours(err)))
	case len(broken) == 0:
		list = append(list, good("every page and every reference of the library is sound: schema %d, %d quotes, %d articles, %d bytes", h.Schema, h.Quotes, h.Articles, h.Bytes))
	}
	if err != nil || len(broken) > 0 {
		return list, ctx.Err()
	}
	steps, err := migrations()
	if err != nil {
		return list, err
	}
	if h.Schema < len(steps) {
		list = append(list, good("the schema is %d; the next start brings it to %d and keeps a copy of the file before", h.Schema, len(steps)))
		return list, ctx.Err()
	}
	more, err := contents(ctx, p, path)
	list = append(list, more...)
	if err != nil {
		list = append(list, wrong("Run quotebot doctor again; when it says the same, report it.", "the library could not be looked over: %v", ours(err)))
	}
	return list, ctx.Err()
}

func unopened(path string, err error) Finding {
	do := "Look at the path (QUOTEBOT_DB) and at who may read it."
	switch {
	case errors.Is(err, os.ErrNotExist):
		return wrong("Give the right path (QUOTEBOT_DB). Starting the bot would make an empty library there.", "there is no library at %s", path)
	case errors.Is(err, ErrDamaged):
		do = restoreAdvice
	case errors.Is(err, ErrNewer):
		do = "Start the newer version, or restore the copy beside the library whose name ends in .bak."
	case errors.Is(err, quotes.ErrBusy):
		do = "Another program holds the library. Stop it, or try again later."
	}
	return wrong(do, "the library %s can't be opened: %v", path, err)
}

// contents looks at what the tables say.
func contents(ctx context.Context, p *sql.DB, path string) ([]Finding, error) {
	var list []Finding
	var waiting, numbers int64
	if err := p.QueryRowContext(ctx, `
		SELECT
		  (SELECT count(*) FROM changed) + (SELECT count(*) FROM quotes WHERE id > (SELECT last_id FROM indexed)),
		  (SELECT count(*) FROM scopes s WHERE last_number < (SELECT max(number) FROM quotes WHERE scope_id = s.id))`).Scan(&waiting, &numbers); err != nil {
		return nil, err
	}
	if waiting > 0 {
		list = append(list, wrong("Stop the bot and run: quotebot doctor --rebuild-index", "%d quotes are not in the index of words", waiting))
	}
	if numbers > 0 {
		list = append(list, wrong("Report this; until then numbers may be given twice.", "%d scopes have given a number above their counter", numbers))
	}
	var passages, speakers int64
	if err := p.QueryRowContext(ctx, `
		SELECT
		  (SELECT count(*) FROM passages WHERE id NOT IN (SELECT passage_id FROM quotes WHERE passage_id IS NOT NULL)),
		  (SELECT count(*) FROM speakers WHERE id NOT IN (SELECT speaker_id FROM quotes WHERE speaker_id IS NOT NULL))`).Scan(&passages, &speakers); err != nil {
		return list, err
	}
	if passages+speakers > 0 {
		list = append(list, good("%d paragraphs and %d speakers belong to no quote any more, which does no harm", passages, speakers))
	}
	different, err := compareIndex(ctx, path)
	if err != nil {
		return list, fmt.Errorf("compare the index of words: %w", err)
	}
	for _, d := range different {
		list = append(list, wrong("Stop the bot and run: quotebot doctor --rebuild-index", "the index of words is not what the quotes say: %s", d))
	}
	if len(different) == 0 {
		list = append(list, good("the index of words is what the quotes say"))
	}
	return list, nil
}

// compareIndex makes the index anew in a copy and tells where the library's own differs.
func compareIndex(ctx context.Context, path string) (different []string, err error) {
	folder, err := os.MkdirTemp("", "quotebot-doctor-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	duplicate := filepath.Join(folder, "copy.db")
	p, err := lookInto(ctx, path)
	if err != nil {
		return nil, err
	}
	_, err = p.ExecContext(ctx, `VACUUM INTO ?`, duplicate)
	if err := errors.Join(err, p.Close()); err != nil {
		return nil, err
	}
	before, err := indexed(ctx, duplicate)
	if err != nil {
		return nil, err
	}
	if err := RebuildIndex(ctx, duplicate); err != nil {
		return nil, err
	}
	after, err := indexed(ctx, duplicate)
	if err != nil {
		return nil, err
	}
	for i, part := range indexParts() {
		if before[i] != after[i] {
			different = append(different, fmt.Sprintf("%s (%d entries, want %d)", part.name, before[i].entries, after[i].entries))
		}
	}
	return different, nil
}

// indexPart is one part of the index of words with a query for its entries as texts.
type indexPart struct{ name, query string }

func indexParts() []indexPart {
	return []indexPart{
		{"quotes in the index", `SELECT CAST(id AS TEXT) FROM search_docsize`},
		{"words in the index", `SELECT term || ' ' || doc || ' ' || cnt FROM temp.held`},
		{"counted quotes", `SELECT concat_ws(' ', id, quotes) FROM audiences WHERE quotes <> 0`},
		{"counted words", `SELECT concat_ws(' ', audience_id, word, term, quotes) FROM vocabulary`},
		{"names", `SELECT concat_ws(' ', audience_id, kind, name, quotes) FROM names`},
	}
}

// digestOf stands for a set of entries: how many there are, and a sum that does not depend on their order.
type digestOf struct {
	entries int64
	sum     int64
}

// indexed digests every part of the index of words.
func indexed(ctx context.Context, path string) ([]digestOf, error) {
	p, err := lookInto(ctx, path)
	if err != nil {
		return nil, err
	}
	defer p.Close()
	if _, err := p.ExecContext(ctx, `CREATE VIRTUAL TABLE temp.held USING fts5vocab(main, search, row)`); err != nil {
		return nil, err
	}
	var digests []digestOf
	for _, part := range indexParts() {
		rows, err := p.QueryContext(ctx, part.query)
		if err != nil {
			return nil, err
		}
		var d digestOf
		if err := each(rows, func(scan func(...any) error) (s string, err error) { return s, scan(&s) }, func(s string) error {
			d.entries++
			d.sum += digest(s)
			return nil
		}); err != nil {
			return nil, err
		}
		digests = append(digests, d)
	}
	return digests, nil
}

// RebuildIndex makes the index of words of a library anew from its quotes, in one transaction. The bot that runs on the
// library must be stopped before: it remembers what it has read of the old one.
func RebuildIndex(ctx context.Context, path string) error {
	d, err := Open(ctx, path)
	if err != nil {
		return err
	}
	err = d.change(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO search (search) VALUES ('delete-all');
			DELETE FROM changed;
			DELETE FROM vocabulary;
			DELETE FROM names;
			UPDATE audiences SET quotes = 0;
			UPDATE indexed SET last_id = 0`)
		return err
	})
	if err := errors.Join(err, d.Close()); err != nil {
		return fmt.Errorf("rebuild the index of words: %w", ours(err))
	}
	return nil
}

// flaws is what SQLite finds wrong with a file: damaged pages and indexes (the index of words included, since SQLite
// 3.44), and rows that refer to rows that are not there.
func flaws(ctx context.Context, p *sql.DB) ([]string, error) {
	var list []string
	for _, check := range []string{
		`SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'`,
		`SELECT 'a row of ' || "table" || ' refers to no row of ' || parent FROM pragma_foreign_key_check`,
	} {
		rows, err := p.QueryContext(ctx, check)
		if err != nil {
			return nil, err
		}
		found, err := all(rows, func(scan func(...any) error) (s string, err error) { return s, scan(&s) })
		if err != nil {
			return nil, err
		}
		list = append(list, found...)
	}
	return list, nil
}

// SQLiteVersion is the version of SQLite that is linked in.
func SQLiteVersion() string {
	v, _, _ := sqlite3.Version()
	return v
}
