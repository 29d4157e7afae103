package db

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"quotebot/quotes"
)

// LastDay is the last local day for which a guild's quote of the day was chosen, or empty.
func (d *DB) LastDay(ctx context.Context, guild, field string) (string, error) {
	var day string
	err := d.read.QueryRowContext(ctx, `SELECT coalesce(max(day), '') FROM posted WHERE guild = ? AND field = ?`, guild, field).Scan(&day)
	if err != nil {
		return "", fmt.Errorf("read the last quote of the day: %w", ours(err))
	}
	return day, nil
}

// Daily chooses a quote of the day and notes it: of the speakers who came least often, one that has not come since all
// others came; with anniversary, only of those said (or else printed) on that day of an earlier year. pick(n) must give a
// number from 0 to n-1, each with the same chance. A day that is done already is quotes.ErrDoneToday; a day for which there
// is no quote is noted too, and quotes.ErrNotFound.
func (d *DB) Daily(ctx context.Context, v quotes.View, guild, field string, day time.Time, anniversary bool, pick func(n int64) int64) (quotes.Citation, error) {
	var chosen quotes.Citation
	none := false
	err := d.within(ctx, func(ctx context.Context, tx *sql.Tx) error {
		date := day.Format(time.DateOnly)
		var done bool
		if err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM posted WHERE guild = ? AND field = ? AND day >= ?)`, guild, field, date).Scan(&done); err != nil {
			return err
		}
		if done {
			return quotes.ErrDoneToday
		}
		c, err := fairest(ctx, tx, v, guild, field, day, anniversary, pick)
		if err != nil {
			return err
		}
		if none = c == nil; none {
			_, err := tx.ExecContext(ctx, `INSERT INTO posted (guild, field, day) VALUES (?, ?, ?)`, guild, field, date)
			return err
		}
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO posted (guild, field, day, scope_id, number, speaker)
			SELECT ?, ?, ?, scope_id, number, coalesce(speaker_id, 0) FROM quotes WHERE id = ?`, guild, field, date, c.id); err != nil {
			return err
		}
		chosen, err = one(tx.QueryContext(ctx, selectCitation+` WHERE q.id = ?`, c.id))
		return err
	})
	if err == nil && none {
		err = quotes.ErrNotFound
	}
	if err != nil {
		return quotes.Citation{}, fmt.Errorf("choose the quote of the day: %w", ours(err))
	}
	return chosen, nil
}

// eligible is a quote that may be the one of the day.
type eligible struct{ id, speaker, came int64 }

// fairest chooses among the quotes that have not come in this round; when all have, a new round begins.
func fairest(ctx context.Context, tx *sql.Tx, v quotes.View, guild, field string, day time.Time, anniversary bool, pick func(n int64) int64) (*eligible, error) {
	args := append(viewArgs(v), sql.Named("guild", guild), sql.Named("field", field))
	where := ` WHERE ` + visible
	if anniversary {
		const date = `coalesce(nullif(q.said, ''), a.published, '')`
		where += ` AND length(` + date + `) >= 10 AND substr(` + date + `, 6, 5) = :monthday AND substr(` + date + `, 1, 4) < :year`
		args = append(args, sql.Named("monthday", day.Format("01-02")), sql.Named("year", day.Format("2006")))
	}
	for _, again := range []bool{false, true} {
		if again {
			if _, err := tx.ExecContext(ctx, `UPDATE posted SET number = NULL, scope_id = NULL WHERE guild = ? AND field = ?`, guild, field); err != nil {
				return nil, err
			}
		}
		rows, err := tx.QueryContext(ctx, `
			SELECT q.id, coalesce(q.speaker_id, 0), coalesce(c.came, 0)
			FROM quotes AS q
			LEFT JOIN articles AS a ON a.id = q.article_id
			LEFT JOIN (SELECT speaker, count(*) AS came FROM posted WHERE guild = :guild AND field = :field GROUP BY speaker) AS c
				ON c.speaker = coalesce(q.speaker_id, 0)`+where+`
				AND (q.scope_id, q.number) NOT IN (SELECT scope_id, number FROM posted WHERE guild = :guild AND field = :field AND number IS NOT NULL)`, args...)
		if err != nil {
			return nil, err
		}
		list, err := all(rows, func(scan func(...any) error) (e eligible, err error) { return e, scan(&e.id, &e.speaker, &e.came) })
		if err != nil {
			return nil, err
		}
		if len(list) > 0 {
			return draw(list, pick), nil
		}
	}
	return nil, nil
}

// draw draws a speaker among those who came least often, then one of the speaker's quotes.
func draw(list []eligible, pick func(n int64) int64) *eligible {
	least := slices.MinFunc(list, func(a, b eligible) int { return int(a.came - b.came) }).came
	var speakers []int64
	of := map[int64][]eligible{}
	for _, e := range list {
		if e.came != least {
			continue
		}
		if of[e.speaker] == nil {
			speakers = append(speakers, e.speaker)
		}
		of[e.speaker] = append(of[e.speaker], e)
	}
	theirs := of[speakers[pick(int64(len(speakers)))]]
	return &theirs[pick(int64(len(theirs)))]
}
