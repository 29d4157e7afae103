package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"quotebot/quotes"
)

// Messages that one person wrote one after the other can be joined into one quote. The parts stay behind as removed
// quotes whose cause names the whole, so that what becomes of one of the messages reaches the whole.

// joinedInto is the cause of a removed part.
func joinedInto(number int64) quotes.Cause {
	return quotes.Cause(joinedPrefix + strconv.FormatInt(number, 10))
}

const joinedPrefix = "joined "

// wholeOf is the number that joinedInto has put into a cause, or 0.
func wholeOf(c quotes.Cause) int64 {
	digits, ok := strings.CutPrefix(string(c), joinedPrefix)
	n, err := strconv.ParseInt(digits, 10, 64)
	if !ok || err != nil {
		return 0
	}
	return n
}

// Join makes one quote of saved messages, a line or more each, in the order in which they were written. All must be of
// one person and one channel; else, and when one is not there, quotes.ErrNotFound.
func (d *DB) Join(ctx context.Context, scope quotes.Scope, numbers []int64, by quotes.Adder) (quotes.Citation, error) {
	var whole quotes.Citation
	err := d.batch(ctx, func(b *batch) (err error) {
		whole, err = b.join(scope, numbers, by)
		return err
	})
	if err != nil {
		return quotes.Citation{}, fmt.Errorf("join messages: %w", ours(err))
	}
	return whole, nil
}

func (b *batch) join(name quotes.Scope, numbers []int64, by quotes.Adder) (quotes.Citation, error) {
	s, err := b.scope(name)
	if err != nil {
		return quotes.Citation{}, err
	}
	parts, err := citations(b.tx.QueryContext(b.ctx, selectCitation+` WHERE q.scope_id = :scope AND q.number IN (SELECT value FROM json_each(:numbers))
		AND q.message <> '' ORDER BY q.since, q.id`, sql.Named("scope", s.id), sql.Named("numbers", jsonOf(numbers))))
	if err != nil {
		return quotes.Citation{}, err
	}
	if len(parts) < 2 || len(parts) != len(numbers) {
		return quotes.Citation{}, quotes.ErrNotFound
	}
	slices.SortStableFunc(parts, func(x, y quotes.Citation) int { return x.Said.Time.Compare(y.Said.Time) })
	c := parts[0]
	lines := make([]string, len(parts))
	for i, p := range parts {
		if p.SpeakerID != c.SpeakerID || p.Speaker != c.Speaker || p.Channel != c.Channel {
			return quotes.Citation{}, quotes.ErrNotFound
		}
		lines[i] = p.Text
	}
	c.ID, c.Number, c.Text, c.Context, c.AddedBy, c.AddedAt = 0, 0, strings.Join(lines, "\n"), "", by.ID, by.At
	all, err := b.addCitations(b.ctx, []quotes.Citation{c}, nil)
	if err != nil {
		return quotes.Citation{}, err
	}
	added := all[0]
	for _, p := range parts {
		if _, err := b.remove(s.id, p.Number, quotes.Removal{State: quotes.Trashed, Cause: joinedInto(added.Number), By: by.ID, At: by.At}); err != nil {
			return quotes.Citation{}, err
		}
	}
	return added.Citation, nil
}

// wholes adds to quotes of messages those that they were joined into.
func (b *batch) wholes(list []numbered) ([]numbered, error) {
	for i := 0; i < len(list); i++ {
		var cause quotes.Cause
		err := b.tx.QueryRowContext(b.ctx, `SELECT cause FROM removed WHERE scope_id = ? AND number = ?`, list[i].id, list[i].number).Scan(&cause)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return nil, err
		}
		n := numbered{scope: list[i].scope, id: list[i].id, number: wholeOf(cause)}
		if n.number != 0 && !slices.Contains(list, n) {
			list = append(list, n)
		}
	}
	return list, nil
}

// forgetParts forgets what a forgotten quote was joined from.
func (b *batch) forgetParts(scope, whole int64, r quotes.Removal) error {
	rows, err := b.tx.QueryContext(b.ctx, `SELECT number FROM removed WHERE scope_id = ? AND cause = ? AND kept IS NOT NULL ORDER BY number`, scope, string(joinedInto(whole)))
	if err != nil {
		return err
	}
	parts, err := all(rows, func(scan func(...any) error) (n int64, err error) { return n, scan(&n) })
	if err != nil {
		return err
	}
	for _, n := range parts {
		if _, err := b.forgetRemoved(scope, n, r); err != nil {
			return err
		}
	}
	return nil
}
