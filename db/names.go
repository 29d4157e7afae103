package db

import (
	"context"
	"errors"
	"fmt"

	"quotebot/quotes"
)

// One person may have been printed under two names. Merging keeps both speakers: the quotes of the one go to the other
// and remember under which name they came (quotes.named_id), and so do those that are added later, so that splitting
// gives each name its own quotes back.

// Merge makes two names of speakers in a scope one person, known as into from then on, and says how many quotes go over.
// A name that nobody has is quotes.ErrNotFound.
func (d *DB) Merge(ctx context.Context, scope quotes.Scope, name, into string, by quotes.Adder) (moved int, err error) {
	err = d.batch(ctx, func(b *batch) error {
		s, err := b.scope(scope)
		if err != nil {
			return err
		}
		from, err := b.speakerNamed(s.id, name, false)
		if err != nil {
			return err
		}
		to, err := b.speakerNamed(s.id, into, false)
		if errors.Is(err, quotes.ErrNotFound) {
			to, err = b.speakerNamed(s.id, into, true)
		}
		if err == nil {
			to, err = b.merged(to)
		}
		if err != nil {
			return err
		}
		if from == to {
			return quotes.ErrSameSpeaker
		}
		if _, err := b.insert(`UPDATE speakers SET merged_into = ? WHERE id = ?`, to, from); err != nil {
			return err
		}
		if _, err := b.insert(`
			INSERT INTO aliases (speaker_id, name, folded, merged_id)
			SELECT ?1, name, folded, ?2 FROM speakers WHERE id = ?2
			UNION SELECT ?1, name, folded, ?2 FROM aliases WHERE speaker_id = ?2
			ON CONFLICT DO NOTHING`, to, from); err != nil {
			return err
		}
		moved, err = b.settle(s.id, []int64{from}, quotes.WasMerged, by)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("merge two names: %w", ours(err))
	}
	return moved, nil
}

// Split undoes the merging of a name: its quotes go back to it. A name that is not merged is quotes.ErrNotMerged.
func (d *DB) Split(ctx context.Context, scope quotes.Scope, name string, by quotes.Adder) (moved int, err error) {
	err = d.batch(ctx, func(b *batch) error {
		s, err := b.scope(scope)
		if err != nil {
			return err
		}
		from, err := b.speakerNamed(s.id, name, true)
		if errors.Is(err, quotes.ErrNotFound) {
			err = quotes.ErrNotMerged
		}
		if err != nil {
			return err
		}
		if _, err := b.insert(`UPDATE speakers SET merged_into = NULL WHERE id = ?`, from); err != nil {
			return err
		}
		if _, err := b.insert(`DELETE FROM aliases WHERE merged_id = ?`, from); err != nil {
			return err
		}
		moved, err = b.settle(s.id, []int64{from}, quotes.WasSplit, by)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("split two names: %w", ours(err))
	}
	return moved, nil
}

// speakerNamed is the speaker of a scope with just that name, of those who are merged or of those who are not; people
// before bodies where both have it. Letters' case and accents do not matter.
func (b *batch) speakerNamed(scope int64, name string, merged bool) (int64, error) {
	id, err := b.find(`
		SELECT id FROM speakers
		WHERE scope_id = ?1 AND folded = ?2 AND folded <> '' AND (merged_into IS NOT NULL) = ?4
		ORDER BY name <> ?3, kind <> 'person', id
		LIMIT 1`, scope, foldName(name), name, merged)
	if err == nil && id == 0 {
		err = quotes.ErrNotFound
	}
	return id, err
}

// merged follows a speaker to the name that it is known as.
func (b *batch) merged(id int64) (int64, error) {
	for range maxMerges {
		if id == 0 {
			return 0, nil
		}
		into, err := b.find(`SELECT coalesce(merged_into, 0) FROM speakers WHERE id = ?`, id)
		if err != nil {
			return 0, err
		}
		if into == 0 {
			return id, nil
		}
		id = into
	}
	return id, nil
}

// maxMerges bounds the length of a chain of merged names. Merging never closes a ring, but the bound costs nothing.
const maxMerges = 50

// settle gives every quote that was attributed to one of these speakers, or to one merged into them, to the speaker that
// the name is known as now, and notes it.
func (b *batch) settle(scope int64, speakers []int64, what quotes.What, by quotes.Adder) (moved int, err error) {
	for i := 0; i < len(speakers); i++ {
		into, err := b.merged(speakers[i])
		if err != nil {
			return moved, err
		}
		rows, err := b.tx.QueryContext(b.ctx, `SELECT id, number FROM quotes WHERE coalesce(named_id, speaker_id) = ? AND speaker_id <> ? ORDER BY id`, speakers[i], into)
		if err != nil {
			return moved, err
		}
		type quote struct{ id, number int64 }
		list, err := all(rows, func(scan func(...any) error) (q quote, err error) { return q, scan(&q.id, &q.number) })
		if err != nil {
			return moved, err
		}
		names, err := b.nameChange(speakers[i], into, what)
		if err != nil {
			return moved, err
		}
		for _, q := range list {
			if _, err := b.insert(`UPDATE quotes SET speaker_id = ?1, named_id = nullif(?2, ?1) WHERE id = ?3`, into, speakers[i], q.id); err != nil {
				return moved, err
			}
			if err := b.note(scope, q.number, what, by, names); err != nil {
				return moved, err
			}
		}
		moved += len(list)
		ids, err := idsOf(b.tx.QueryContext(b.ctx, `SELECT id FROM speakers WHERE merged_into = ? ORDER BY id`, speakers[i]))
		if err != nil {
			return moved, err
		}
		speakers = append(speakers, ids...)
	}
	return moved, nil
}

// nameChange is the field of a history that tells of a merged or split name.
func (b *batch) nameChange(named, into int64, what quotes.What) (quotes.FieldChange, error) {
	c := quotes.FieldChange{Field: "speaker"}
	if err := b.tx.QueryRowContext(b.ctx, `SELECT name FROM speakers WHERE id = ?`, named).Scan(&c.Before); err != nil {
		return c, err
	}
	err := b.tx.QueryRowContext(b.ctx, `SELECT name FROM speakers WHERE id = ?`, into).Scan(&c.After)
	if what == quotes.WasSplit {
		c.Before = ""
	}
	return c, err
}
