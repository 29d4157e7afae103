package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"quotebot/quotes"
)

// maxSlips and maxSlipBytes bound what is kept of one kind for a person; the slips that end first go.
const (
	maxSlips     = 20
	maxSlipBytes = 32 << 20
)

// KeepSlip stores a slip, in place of one with the same token. Of each kind the owner's newest twenty are kept, and of
// large ones fewer.
func (d *DB) KeepSlip(ctx context.Context, s quotes.Slip) error {
	err := d.lightly(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO slips (token, kind, owner, scope, until, body) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (token) DO UPDATE SET until = excluded.until, body = excluded.body`,
			s.Token, s.Kind, s.Owner, string(s.Scope), s.Until.Unix(), s.Body); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `
			DELETE FROM slips WHERE token <> :token AND token IN (
				SELECT token FROM (
					SELECT
						token,
						row_number() OVER newest AS place,
						sum(length(body)) OVER newest AS bytes
					FROM slips
					WHERE owner = :owner AND kind = :kind
					WINDOW newest AS (ORDER BY until DESC, token)
				) WHERE place > :most OR bytes > :room
			)`,
			sql.Named("owner", s.Owner), sql.Named("kind", s.Kind), sql.Named("most", maxSlips), sql.Named("room", maxSlipBytes), sql.Named("token", s.Token))
		return err
	})
	if err != nil {
		return fmt.Errorf("keep a slip: %w", ours(err))
	}
	return nil
}

// lightly is as within, but does not wait for the disk: a power cut may lose what was written, a crash of the program does
// not. Slips can be spared, and answers that hand one out must not wait for a disk each.
func (d *DB) lightly(ctx context.Context, f func(ctx context.Context, tx *sql.Tx) error) error {
	conn, err := d.write.Conn(ctx)
	if err != nil {
		return err
	}
	always := context.WithoutCancel(ctx)
	if _, err := conn.ExecContext(always, `PRAGMA synchronous = NORMAL`); err != nil {
		return errors.Join(err, conn.Close())
	}
	err = transact(always, conn, f)
	_, back := conn.ExecContext(always, `PRAGMA synchronous = FULL`)
	return errors.Join(err, back, conn.Close())
}

// Slip gives the slip with a token, or quotes.ErrNotFound when there is none any more.
func (d *DB) Slip(ctx context.Context, token string, now time.Time) (quotes.Slip, error) {
	s := quotes.Slip{Token: token}
	var until int64
	err := d.read.QueryRowContext(ctx, `SELECT kind, owner, scope, until, body FROM slips WHERE token = ? AND until > ?`, token, now.Unix()).
		Scan(&s.Kind, &s.Owner, &s.Scope, &until, &s.Body)
	if errors.Is(err, sql.ErrNoRows) {
		err = quotes.ErrNotFound
	}
	if err != nil {
		return quotes.Slip{}, fmt.Errorf("read a slip: %w", ours(err))
	}
	s.Until = time.Unix(until, 0).UTC()
	return s, nil
}

// DropSlip removes a slip, if it is there.
func (d *DB) DropSlip(ctx context.Context, token string) error {
	if _, err := d.write.ExecContext(ctx, `DELETE FROM slips WHERE token = ?`, token); err != nil {
		return fmt.Errorf("drop a slip: %w", ours(err))
	}
	return nil
}
