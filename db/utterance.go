package db

import (
	"context"
	"database/sql"
	"fmt"

	"quotebot/quotes"
	"quotebot/quotes/utterance"
)

// Bounds of what following costs.
const (
	// atOnce is how many changed quotes a transaction follows before it ends, enough for any article. The notes of larger
	// ones, imports, wait for Regroup: following them would make an import several times as slow.
	atOnce = 200
	// stepQuotes is how many quotes a transaction of Regroup follows.
	stepQuotes = 200
	// stockShingle is in how many parts a run of words may stand before it counts as a stock phrase that nothing is found
	// by.
	stockShingle = 64
	// mostOfSpeaker is how many printings of one speaker around one day a new one is compared with, and how many undated
	// ones.
	mostOfSpeaker = 300
	// daysAround is how far apart, in days, printings may have been said or published to be compared by their speaker.
	daysAround = 4
	// mostTogether is how many sentences may hang together: working out their utterances takes the square of it. The
	// next one that is related to them begins a new set.
	mostTogether = 200
	// partsMost is how many sentences of a quote are told apart; more are taken as one with the last.
	partsMost = 64
)

// partIDs is the range of the parts of a quote.
func partIDs(quote int64) (first, last int64) {
	return quote * partsMost, quote*partsMost + partsMost - 1
}

// partsOf cuts the words of a quote into at most partsMost sentences.
func partsOf(words string) []quotes.Span {
	parts := utterance.Parts(words)
	if len(parts) > partsMost {
		parts[partsMost-1].End = parts[len(parts)-1].End
		parts = parts[:partsMost]
	}
	return parts
}

// lastNote is the newest note that waits to be followed, or 0.
func lastNote(ctx context.Context, tx *sql.Tx) (last int64, err error) {
	return last, tx.QueryRowContext(ctx, `SELECT coalesce(max(id), 0) FROM regroup`).Scan(&last)
}

// utter brings the utterances up to date with what the transaction has changed, unless that is more than atOnce quotes.
// waiting is the last note from before it: older ones, of an import that was not followed, come first, so a few of them
// are caught up with every change.
func (d *DB) utter(ctx context.Context, tx *sql.Tx, waiting int64) error {
	var notes int
	err := tx.QueryRowContext(ctx, `SELECT count(*) FROM (SELECT 1 FROM regroup WHERE id > ? LIMIT ?)`, waiting, atOnce+1).Scan(&notes)
	if err != nil || notes == 0 || notes > atOnce {
		return err
	}
	if err := newGrouper(ctx, tx).follow(atOnce); err != nil {
		return fmt.Errorf("join printings: %w", err)
	}
	return nil
}

// Regroup brings the utterances up to date after large imports and after an upgrade, a few hundred quotes a transaction.
// It may be stopped at any time and goes on where it was. progress, when set, is told how many quotes wait still.
func (d *DB) Regroup(ctx context.Context, progress func(left int64)) error {
	for {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("join printings: %w", err)
		}
		var left int64
		err := d.within(ctx, func(ctx context.Context, tx *sql.Tx) error {
			if err := newGrouper(ctx, tx).follow(stepQuotes); err != nil {
				return err
			}
			// Notes are taken from the front, so their span is their number; counting a million of them each time is slow.
			return tx.QueryRowContext(ctx, `SELECT coalesce(max(id) - min(id) + 1, 0) FROM regroup`).Scan(&left)
		})
		if err != nil {
			return fmt.Errorf("join printings: %w", ours(err))
		}
		if progress != nil {
			progress(left)
		}
		if left == 0 {
			return nil
		}
	}
}

// Rebuild makes all utterances anew, as Regroup does. What people split and joined stays.
func (d *DB) Rebuild(ctx context.Context, progress func(left int64)) error {
	err := d.within(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `
			DELETE FROM parts;
			DELETE FROM shingles;
			DELETE FROM utterances;
			DELETE FROM sketches;
			DELETE FROM regroup;
			INSERT INTO regroup (quote_id) SELECT id FROM quotes ORDER BY id`)
		return err
	})
	if err != nil {
		return fmt.Errorf("join printings anew: %w", ours(err))
	}
	return d.Regroup(ctx, progress)
}
