package db

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// migration is one step of the schema; its number is the version that the file has after it.
type migration struct {
	version int
	name    string
	sql     string
}

// migrations reads the embedded steps, which are numbered from 1 without a gap (NNNN_name.sql).
func migrations() ([]migration, error) {
	names, err := fs.Glob(migrationFiles, "migrations/*.sql") // in the order of their names
	if err != nil {
		return nil, err
	}
	steps := make([]migration, 0, len(names))
	for i, name := range names {
		text, err := migrationFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		number, _, _ := strings.Cut(strings.TrimPrefix(name, "migrations/"), "_")
		if v, err := strconv.Atoi(number); err != nil || v != i+1 {
			return nil, fmt.Errorf("db: %s should be migration %d", name, i+1)
		}
		steps = append(steps, migration{version: i + 1, name: name, sql: string(text)})
	}
	return steps, nil
}

// migrate brings the schema to the newest version, a transaction a step.
func (d *DB) migrate(ctx context.Context) error {
	steps, err := migrations()
	if err != nil {
		return err
	}
	var version int
	if err := d.write.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version); err != nil {
		return err
	}
	if version > len(steps) {
		return fmt.Errorf("%w (schema %d; this program knows %d)", ErrNewer, version, len(steps))
	}
	if version > 0 && version < len(steps) {
		if err := d.keepCopy(ctx, version); err != nil {
			return fmt.Errorf("copy the library before changing its schema: %w", err)
		}
	}
	for _, m := range steps[version:] {
		if err := d.step(ctx, m); err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
	}
	// The quotes of an older library are yet to be indexed, also when a process was killed before it had done that.
	var behind bool
	if err := d.write.QueryRowContext(ctx, `
		SELECT EXISTS (SELECT 1 FROM quotes WHERE id > (SELECT last_id FROM indexed)) OR EXISTS (SELECT 1 FROM changed)`).Scan(&behind); err != nil {
		return err
	}
	if !behind {
		return nil
	}
	return d.change(ctx, func(context.Context, *sql.Tx) error { return nil })
}

// step does one migration, unless another process has done it since we looked.
func (d *DB) step(ctx context.Context, m migration) error {
	return d.within(ctx, func(ctx context.Context, tx *sql.Tx) error {
		var version int
		if err := tx.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version); err != nil {
			return err
		}
		if version >= m.version {
			return nil
		}
		if _, err := tx.ExecContext(ctx, m.sql); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, fmt.Sprintf(`PRAGMA user_version = %d`, m.version))
		return err
	})
}

// keepCopy writes the library as it is to a file beside it, named for its schema: quotebot.db.v1.bak. It appears under
// that name only when it is whole.
func (d *DB) keepCopy(ctx context.Context, version int) error {
	final := fmt.Sprintf("%s.v%d.bak", d.path, version)
	part, err := os.CreateTemp(filepath.Dir(final), filepath.Base(final)+".*.part") // for its owner alone
	if err != nil {
		return err
	}
	if err := part.Close(); err != nil {
		return err
	}
	if _, err := d.write.ExecContext(ctx, `VACUUM INTO ?`, part.Name()); err != nil {
		return errors.Join(err, os.Remove(part.Name()))
	}
	return os.Rename(part.Name(), final)
}

// within runs f in a transaction that holds the write lock. Its turn can be waited for only as long as ctx lasts; then f
// gets a context that is never cancelled, and looks at ctx itself where it may stop. For a context that can be cancelled
// the driver starts a goroutine a statement, which makes adding three times as slow, and a cancelled one interrupts
// whatever the connection is doing.
func (d *DB) within(ctx context.Context, f func(ctx context.Context, tx *sql.Tx) error) error {
	return d.withinDirect(ctx, func(ctx context.Context, tx *sql.Tx, _ *direct) error { return f(ctx, tx) })
}

// withinDirect is within for those who also run statements past database/sql.
func (d *DB) withinDirect(ctx context.Context, f func(ctx context.Context, tx *sql.Tx, fast *direct) error) error {
	conn, err := d.write.Conn(ctx)
	if err != nil {
		return err
	}
	fast, err := directly(conn)
	if err == nil {
		err = transact(context.WithoutCancel(ctx), conn, func(ctx context.Context, tx *sql.Tx) error { return f(ctx, tx, fast) })
	}
	return errors.Join(err, conn.Close())
}

func transact(ctx context.Context, conn *sql.Conn, f func(ctx context.Context, tx *sql.Tx) error) error {
	tx, err := begin(ctx, conn)
	if err != nil {
		return err
	}
	if err := f(ctx, tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// lookEvery is how often a transaction that waits for another process looks whether its turn has come.
const lookEvery = time.Millisecond

// begin begins a transaction that holds the write lock, and waits for it as long as the connection's busy_timeout says.
// SQLite itself sleeps for up to a tenth of a second between two looks (sqliteDefaultBusyCallback), and then another process
// that writes without a pause, with less than a millisecond between two transactions, may leave no chance for minutes.
func begin(ctx context.Context, conn *sql.Conn) (*sql.Tx, error) {
	var wait int64
	if err := conn.QueryRowContext(ctx, `PRAGMA busy_timeout`).Scan(&wait); err != nil {
		return nil, err
	}
	if _, err := conn.ExecContext(ctx, `PRAGMA busy_timeout = 0`); err != nil {
		return nil, err
	}
	var tx *sql.Tx
	err := patiently(ctx, time.Duration(wait)*time.Millisecond, lookEvery, func(ctx context.Context) (err error) {
		tx, err = conn.BeginTx(ctx, nil)
		return err
	})
	_, back := conn.ExecContext(ctx, fmt.Sprintf(`PRAGMA busy_timeout = %d`, wait))
	if back != nil && err == nil {
		err = tx.Rollback()
	}
	return tx, errors.Join(err, back)
}
