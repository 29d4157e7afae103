package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"quotebot/quotes"
)

// A removed quote is taken out of the quotes altogether and kept as JSON, so that nothing that reads quotes has to know
// of the trash, of hidden quotes or of forgotten ones: lists, counts, draws, completions, utterances, the index of words.

// archived is a removed quote as its row keeps it.
type archived struct {
	Citation    quotes.Citation
	Named       quotes.Speaker // the speaker as attributed, before two names were merged
	Place       quotes.Quote   // its spans in the kept article
	Start       int            // of its context there
	Article     int64
	Fingerprint int64
}

// Remove takes the quotes with these numbers out of a scope, as r says; quotes that are removed already go on to r's
// state when that is Forgotten. It says how many it has changed. Numbers without a quote are passed over.
func (d *DB) Remove(ctx context.Context, scope quotes.Scope, numbers []int64, r quotes.Removal) (int, error) {
	changed := 0
	err := d.batch(ctx, func(b *batch) error {
		id, err := b.scopeID(scope)
		if err != nil || id == 0 {
			return err
		}
		for _, n := range numbers {
			done, err := b.remove(id, n, r)
			if err != nil {
				return err
			}
			if done {
				changed++
			}
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("remove quotes: %w", ours(err))
	}
	return changed, nil
}

// batch runs f in one transaction that may change quotes.
func (d *DB) batch(ctx context.Context, f func(b *batch) error) error {
	return d.changing(ctx, nil, func(w writing) error {
		b := newBatch(w)
		defer b.close()
		if err := f(b); err != nil {
			return err
		}
		return b.finish()
	})
}

// scopeID is the id of a scope, or 0 when nothing was ever added to it.
func (b *batch) scopeID(scope quotes.Scope) (int64, error) {
	return b.find(`SELECT id FROM scopes WHERE name = ?`, string(scope))
}

// deedOf is what a removal is called in the history.
func deedOf(s quotes.State) quotes.What {
	switch s {
	case quotes.Trashed:
		return quotes.WasTrashed
	case quotes.Hidden:
		return quotes.WasHidden
	default:
		return quotes.WasForgotten
	}
}

// remove takes one quote out, or a removed one to a final state.
func (b *batch) remove(scope, number int64, r quotes.Removal) (bool, error) {
	quote, err := b.find(`SELECT id FROM quotes WHERE scope_id = ? AND number = ?`, scope, number)
	switch {
	case err != nil:
		return false, err
	case quote == 0 && r.State == quotes.Forgotten:
		return b.forgetRemoved(scope, number, r)
	case quote == 0:
		return false, nil
	}
	a, err := b.archived(quote)
	if err != nil {
		return false, err
	}
	if r.Cause == quotes.NoQuote {
		if _, err := b.insert(`INSERT INTO not_quotes (scope_id, mark) VALUES (?, ?) ON CONFLICT DO NOTHING`, scope, refusedMark(a.Citation)); err != nil {
			return false, err
		}
	}
	if err := b.takeOut(quote, a); err != nil {
		return false, err
	}
	kept, err := json.Marshal(a)
	if err != nil {
		return false, err
	}
	c := a.Citation
	var text, article any = string(kept), orNull(a.Article)
	if r.State == quotes.Forgotten { // nothing of the quote stays behind but that there was one
		text, article, c = nil, nil, quotes.Citation{}
	}
	if _, err := b.insert(`
		INSERT INTO removed (scope_id, number, state, cause, removed_by, removed_at, author, channel, message, added_by, article_id, kept)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		scope, number, string(r.State), string(r.Cause), r.By, r.At.Unix(), c.SpeakerID, c.Channel, c.Message, c.AddedBy, article, text); err != nil {
		return false, err
	}
	if r.State == quotes.Forgotten {
		if err := errors.Join(b.forgetWords(scope, number, a.Article, a.Citation.Speaker, a.Named.Name), b.forgetParts(scope, number, r)); err != nil {
			return false, err
		}
	}
	return true, b.note(scope, number, deedOf(r.State), quotes.Adder{ID: r.By, At: r.At})
}

// forgetRemoved makes a quote in the trash or a hidden one a forgotten one.
func (b *batch) forgetRemoved(scope, number int64, r quotes.Removal) (bool, error) {
	var article int64
	var speaker, named string
	err := b.tx.QueryRowContext(b.ctx, `
		SELECT coalesce(article_id, 0), json_extract(kept, '$.Citation.Speaker'), json_extract(kept, '$.Named.Name')
		FROM removed
		WHERE scope_id = ? AND number = ? AND state <> 'forgotten'`, scope, number).Scan(&article, &speaker, &named)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if _, err := b.insert(`
		UPDATE removed
		SET state = 'forgotten', cause = :cause, removed_by = :by, removed_at = :at, author = '', channel = '', message = '', added_by = '',
			article_id = NULL, kept = NULL
		WHERE scope_id = :scope AND number = :number`,
		sql.Named("cause", string(r.Cause)), sql.Named("by", r.By), sql.Named("at", r.At.Unix()), sql.Named("scope", scope), sql.Named("number", number)); err != nil {
		return false, err
	}
	if err := errors.Join(b.forgetWords(scope, number, article, speaker, named), b.forgetParts(scope, number, r)); err != nil {
		return false, err
	}
	return true, b.note(scope, number, quotes.WasForgotten, quotes.Adder{ID: r.By, At: r.At})
}

// archived reads everything that is stored of a quote.
func (b *batch) archived(id int64) (archived, error) {
	var a archived
	var err error
	if a.Citation, err = one(b.tx.QueryContext(b.ctx, selectCitation+` WHERE q.id = ?`, id)); err != nil {
		return a, err
	}
	err = b.tx.QueryRowContext(b.ctx, `
		SELECT q.fingerprint, coalesce(q.article_id, 0), coalesce(n.name, ''), coalesce(n.kind, ''), coalesce(p.start_byte, -1),
			coalesce(q.reported_start, 0), coalesce(q.reported_end, 0), coalesce(q.mention_start, 0), coalesce(q.mention_end, 0),
			coalesce(q.cue_start, 0), coalesce(q.cue_end, 0)
		FROM quotes AS q
		LEFT JOIN speakers AS n ON n.id = coalesce(q.named_id, q.speaker_id)
		LEFT JOIN passages AS p ON p.id = q.passage_id
		WHERE q.id = ?`, id).Scan(&a.Fingerprint, &a.Article, &a.Named.Name, &a.Named.Kind, &a.Start,
		&a.Place.Reported.Start, &a.Place.Reported.End, &a.Place.Mention.Start, &a.Place.Mention.End, &a.Place.Cue.Start, &a.Place.Cue.End)
	if err != nil {
		return a, err
	}
	a.Place.Segments, err = segmentsOf(b.ctx, b.tx, id)
	return a, err
}

// dropPassage deletes a passage that no quote stands in any more.
const dropPassage = `DELETE FROM passages WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM quotes WHERE passage_id = ?1)`

// takeOut deletes a quote and the context that it had for itself.
func (b *batch) takeOut(quote int64, a archived) error {
	passage, err := b.find(`SELECT coalesce(passage_id, 0) FROM quotes WHERE id = ?`, quote)
	if err != nil {
		return err
	}
	for _, s := range []struct {
		query string
		id    int64
	}{
		{`DELETE FROM quotes WHERE id = ?`, quote},
		{dropPassage, passage},
	} {
		if _, err := b.insert(s.query, s.id); err != nil {
			return err
		}
	}
	return nil
}

// forgetWords removes what is left of a forgotten quote elsewhere: the words in its history, and the article and the
// speakers that only this quote brought.
func (b *batch) forgetWords(scope, number, article int64, speakers ...string) error {
	if _, err := b.insert(`UPDATE history SET fields = '[]' WHERE scope_id = ? AND number = ?`, scope, number); err != nil {
		return err
	}
	if article != 0 {
		if _, err := b.insert(`
			DELETE FROM articles
			WHERE id = ?1
				AND NOT EXISTS (SELECT 1 FROM quotes WHERE article_id = ?1)
				AND NOT EXISTS (SELECT 1 FROM removed WHERE article_id = ?1)`, article); err != nil {
			return err
		}
	}
	return b.dropSpeakers(scope, speakers...)
}

// dropSpeakers deletes those of these speakers that no quote has any more, and that are not merged with others.
func (b *batch) dropSpeakers(scope int64, names ...string) error {
	for _, name := range names {
		if _, err := b.insert(`
			DELETE FROM speakers
			WHERE scope_id = ? AND name = ? AND merged_into IS NULL
				AND NOT EXISTS (SELECT 1 FROM quotes WHERE speaker_id = speakers.id)
				AND NOT EXISTS (SELECT 1 FROM quotes WHERE named_id = speakers.id)
				AND NOT EXISTS (SELECT 1 FROM speakers AS o WHERE o.merged_into = speakers.id)
				AND NOT EXISTS (SELECT 1 FROM aliases WHERE merged_id = speakers.id)`, scope, name); err != nil {
			return err
		}
	}
	return nil
}

// Restore puts removed quotes back that are not forgotten, with their numbers, and gives them as they are. Where the same
// quote was added again in between, the error is a *quotes.DuplicateError.
func (d *DB) Restore(ctx context.Context, scope quotes.Scope, numbers []int64, by quotes.Adder) ([]quotes.Citation, error) {
	var back []quotes.Citation
	err := d.batch(ctx, func(b *batch) error {
		id, err := b.scopeID(scope)
		if err != nil {
			return err
		}
		for _, n := range numbers {
			c, err := b.restore(scope, id, n, by)
			if err != nil {
				return err
			}
			back = append(back, c)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("restore quotes: %w", ours(err))
	}
	return back, nil
}

func (b *batch) restore(name quotes.Scope, scope, number int64, by quotes.Adder) (quotes.Citation, error) {
	var text []byte
	var state quotes.State
	err := b.tx.QueryRowContext(b.ctx, `SELECT state, kept FROM removed WHERE scope_id = ? AND number = ? AND kept IS NOT NULL`, scope, number).Scan(&state, &text)
	if errors.Is(err, sql.ErrNoRows) {
		err = quotes.ErrNotFound
	}
	if err != nil {
		return quotes.Citation{}, err
	}
	var a archived
	if err := json.Unmarshal(text, &a); err != nil {
		return quotes.Citation{}, err
	}
	if out, err := b.find(`SELECT 1 FROM opted_out WHERE person = ? AND person <> ''`, a.Citation.SpeakerID); err != nil || out != 0 {
		return quotes.Citation{}, errors.Join(err, quotes.ErrOptedOut)
	}
	if err := b.free(scope, a.Fingerprint, 0); err != nil {
		return quotes.Citation{}, err
	}
	s, err := b.scope(name)
	if err != nil {
		return quotes.Citation{}, err
	}
	r := row{Citation: a.Citation, scope: s, fingerprint: a.Fingerprint, article: a.Article, start: a.Start, at: a.Place}
	r.Speaker, r.SpeakerKind, r.Aliases = a.Named.Name, a.Named.Kind, nil
	if err := b.writeQuote(&r); err != nil {
		return quotes.Citation{}, err
	}
	if _, err := b.insert(`DELETE FROM removed WHERE scope_id = ? AND number = ?`, scope, number); err != nil {
		return quotes.Citation{}, err
	}
	if _, err := b.insert(`DELETE FROM not_quotes WHERE scope_id = ? AND mark = ?`, scope, refusedMark(a.Citation)); err != nil {
		return quotes.Citation{}, err
	}
	what := quotes.WasRestored
	if state == quotes.Hidden {
		what = quotes.WasShown
	}
	if err := b.note(scope, number, what, by); err != nil {
		return quotes.Citation{}, err
	}
	return one(b.tx.QueryContext(b.ctx, selectCitation+` WHERE q.id = ?`, r.ID))
}

// free makes sure that no other quote of the scope has a fingerprint.
func (b *batch) free(scope, fingerprint, except int64) error {
	var number int64
	err := b.tx.QueryRowContext(b.ctx, `SELECT number FROM quotes WHERE scope_id = ? AND fingerprint = ? AND id <> ?`, scope, fingerprint, except).Scan(&number)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil:
		return err
	}
	return &quotes.DuplicateError{Number: number}
}

const selectRemoval = `
	SELECT r.number, r.state, r.cause, r.removed_by, r.removed_at, s.name, coalesce(r.kept, '')
	FROM removed AS r
	JOIN scopes AS s ON s.id = r.scope_id`

func scanRemoval(scan func(...any) error) (quotes.Removal, error) {
	var r quotes.Removal
	var at int64
	var scope quotes.Scope
	var kept []byte
	if err := scan(&r.Number, &r.State, &r.Cause, &r.By, &at, &scope, &kept); err != nil {
		return r, err
	}
	r.At, r.Whole = time.Unix(at, 0).UTC(), wholeOf(r.Cause)
	if len(kept) == 0 {
		r.Citation = quotes.Citation{Scope: scope, Number: r.Number}
		return r, nil
	}
	var a archived
	err := json.Unmarshal(kept, &a)
	r.Citation = a.Citation
	r.Citation.ID = 0 // its key may belong to another quote by now
	return r, err
}

// Removed tells what became of the removed quote with a number, or gives quotes.ErrNotFound. The caller decides who may
// see the words of one that is not forgotten.
func (d *DB) Removed(ctx context.Context, scope quotes.Scope, number int64) (quotes.Removal, error) {
	list, err := d.removals(ctx, ` WHERE s.name = ? AND r.number = ?`, string(scope), number)
	if err == nil && len(list) == 0 {
		err = quotes.ErrNotFound
	}
	if err != nil {
		return quotes.Removal{}, fmt.Errorf("read removed quote %d: %w", number, err)
	}
	return list[0], nil
}

// Trash lists what is in the trash of a scope, last removed first, at most limit quotes. Of quotes that were saved from
// chat channels only those of the view's channels are listed.
func (d *DB) Trash(ctx context.Context, v quotes.View, scope quotes.Scope, limit int) ([]quotes.Removal, error) {
	list, err := d.removals(ctx, ` WHERE s.name = :scope AND r.state = 'trash' AND r.cause NOT LIKE 'joined %'
		AND (:everywhere OR r.channel = '' OR r.channel IN (SELECT value FROM json_each(:channels)))
		ORDER BY r.removed_at DESC, r.number DESC LIMIT :limit`,
		sql.Named("scope", string(scope)), sql.Named("everywhere", v.All), sql.Named("channels", jsonOf(v.Channels)), sql.Named("limit", limit))
	if err != nil {
		return nil, fmt.Errorf("read the trash: %w", err)
	}
	return list, nil
}

func (d *DB) removals(ctx context.Context, where string, args ...any) ([]quotes.Removal, error) {
	rows, err := d.read.QueryContext(ctx, selectRemoval+where, args...)
	if err != nil {
		return nil, ours(err)
	}
	list, err := all(rows, scanRemoval)
	return list, ours(err)
}

// EmptyTrash forgets what has been in a trash since before the given time, and says how many quotes that were.
func (d *DB) EmptyTrash(ctx context.Context, before, now time.Time) (int, error) {
	n := 0
	err := d.batch(ctx, func(b *batch) error {
		rows, err := b.tx.QueryContext(b.ctx, `
			SELECT scope_id, number FROM removed
			WHERE state = 'trash' AND removed_at < ? AND cause NOT LIKE 'joined %'`, before.Unix()) // the words of these are still shown
		if err != nil {
			return err
		}
		old, err := all(rows, func(scan func(...any) error) (k [2]int64, err error) { return k, scan(&k[0], &k[1]) })
		if err != nil {
			return err
		}
		n = len(old)
		for _, k := range old {
			if _, err := b.forgetRemoved(k[0], k[1], quotes.Removal{State: quotes.Forgotten, Cause: quotes.TrashWasFull, At: now}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("empty the trash: %w", ours(err))
	}
	return n, nil
}

// NotQuotes says which of these citations people have said to be no quotes, by their place in the list.
func (d *DB) NotQuotes(ctx context.Context, scope quotes.Scope, cs []quotes.Citation) ([]bool, error) {
	marks := make([]int64, len(cs))
	for i, c := range cs {
		marks[i] = refusedMark(c)
	}
	found, err := column[int64](d, ctx, `
		SELECT w.key
		FROM json_each(?) AS w
		JOIN not_quotes AS n ON n.mark = w.value AND n.scope_id = (SELECT id FROM scopes WHERE name = ?)`, jsonOf(marks), string(scope))
	if err != nil {
		return nil, fmt.Errorf("look for what is no quote: %w", err)
	}
	no := make([]bool, len(cs))
	for _, i := range found {
		no[i] = true
	}
	return no, nil
}

// refusedMark is the same for the same words on the same page, whoever is thought to have said them.
func refusedMark(c quotes.Citation) int64 {
	if c.URL != "" {
		return digest("not a quote", pageOrURL(c.URL), c.Text)
	}
	return digest("not a quote", "", c.Text)
}
