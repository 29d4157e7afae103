// Package db keeps articles, the quotes printed in them and their speakers in one SQLite file. Articles, quotes and
// citations go in; citations, lists and the kept texts come out, always narrowed to what the asker's quotes.View allows.
//
// One connection writes and a few others read, so that reading never waits for writing (write-ahead log). Every exported
// method that writes is one transaction; what it has answered is on the disk. The tables are described where they are
// made, in migrations, and as a whole in schema.sql. SQL stands beside the one function that uses it.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"time"

	_ "github.com/mattn/go-sqlite3" // the driver, under the name "sqlite3"
)

// applicationID marks a file as ours in its header: "QtBt" in ASCII.
const applicationID = 0x51744274

// pageSize is that of a new library, in bytes. With twice the usual size the indexes of a million quotes are a level
// lower, and adding takes a tenth less; answers cost the same (docs/performance.md).
const pageSize = 8192

// readers is how many connections read at once. More would not help on the few cores of a self-hosted machine.
const readers = 4

// DB is an open library. It is safe for use by several goroutines. Close it after use.
type DB struct {
	write *sql.DB // one connection, whose transactions take the write lock when they begin
	read  *sql.DB // connections that cannot write
	path  string

	adding assembly
}

// Open opens the library at path and brings it to the schema of this program; a copy of the file as it was is kept beside
// it before the first change of schema. A file that is not there is made, readable by its owner alone. A newer library
// gives ErrNewer, a file of another program ErrForeign, a broken one ErrDamaged; none of these is changed.
func Open(ctx context.Context, path string) (*DB, error) {
	d, err := open(ctx, path)
	if err != nil {
		return nil, fmt.Errorf("open library %s: %w", path, ours(err))
	}
	return d, nil
}

func open(ctx context.Context, path string) (*DB, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if err := claim(ctx, path); err != nil {
		return nil, err
	}
	d := &DB{path: path}
	if d.write, err = pool(ctx, path, writerSettings, 1); err != nil {
		return nil, err
	}
	if err := d.foldAt(ctx, usualLog); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	if err := d.migrate(ctx); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	if d.read, err = pool(ctx, path, readerSettings, readers); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// Close waits for what is being done and closes the file.
func (d *DB) Close() error {
	d.adding.leader.Wait()
	var errs []error
	for _, p := range []*sql.DB{d.read, d.write} { // the writer last: it folds the write-ahead log into the file
		if p != nil {
			errs = append(errs, p.Close())
		}
	}
	return errors.Join(errs...)
}

// Check reads and writes the library once, to see that it can.
func (d *DB) Check(ctx context.Context) error {
	var scopes int
	if err := d.read.QueryRowContext(ctx, `SELECT count(*) FROM scopes`).Scan(&scopes); err != nil {
		return fmt.Errorf("check library: %w", ours(err))
	}
	// A change to the same value is still written and committed, so a full or read-only disk shows here.
	if _, err := d.write.ExecContext(ctx, `UPDATE scopes SET last_number = last_number WHERE name = 'library'`); err != nil {
		return fmt.Errorf("check library: %w", ours(err))
	}
	return nil
}

// Settings of the two pools. They stand in the data source name because a PRAGMA sent through a pool reaches only one of
// its connections. synchronous is FULL and not NORMAL, so that an acknowledged quote survives a power cut too: quotes are
// added seldom enough to afford the wait. Connections need no mutex of SQLite's own: database/sql gives each to one
// goroutine at a time, and interrupting is allowed from any (https://www.sqlite.org/threadsafe.html). Cache sizes are in
// KiB when negative: 56 MiB over all connections, most of it for the writer, whose indexes are changed all over in an import.
var (
	writerSettings = url.Values{
		"_journal_mode": {"WAL"}, "_synchronous": {"FULL"}, "_foreign_keys": {"1"}, "_busy_timeout": {"5000"},
		"_txlock": {"immediate"}, "_mutex": {"no"}, "_secure_delete": {"1"}, "_cache_size": {"-24576"}, "_stmt_cache_size": {"64"},
	}
	readerSettings = url.Values{
		"mode": {"ro"}, "_query_only": {"1"}, "_foreign_keys": {"1"}, "_busy_timeout": {"5000"}, "_mutex": {"no"},
		"_cache_size": {"-8192"}, "_stmt_cache_size": {"64"},
	}
)

// pool opens connections to the file and tries one.
func pool(ctx context.Context, path string, settings url.Values, size int) (*sql.DB, error) {
	name := url.URL{Scheme: "file", Path: path, RawQuery: settings.Encode()}
	p, err := sql.Open("sqlite3", name.String())
	if err != nil {
		return nil, err
	}
	p.SetMaxOpenConns(size)
	p.SetMaxIdleConns(size)
	if err := patiently(ctx, patience, 10*time.Millisecond, p.PingContext); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

// patience is how long opening waits for another process that has the file for itself.
const patience = 5 * time.Second

// patiently does again after a pause what the file was too busy for, until it succeeds or has taken too long. For opening,
// SQLite's own waiting does not reach: while two connections change a new file to the write-ahead log, or the last one folds the log back, it
// refuses the others at once (https://www.sqlite.org/wal.html#sometimes_queries_return_sqlite_busy_in_wal_mode).
func patiently(ctx context.Context, most, pause time.Duration, do func(context.Context) error) error {
	for end := time.Now().Add(most); ; {
		err := do(ctx)
		if !busy(err) || time.Now().After(end) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(pause):
		}
	}
}

// claim makes the file when there is none and looks at its header before SQLite may touch it: opening another program's
// file with our settings would already change it. Our mark is written before the write-ahead log is switched on, so it
// is in the header even after a crash.
//
// The file that is opened here for a look is closed before SQLite opens its own, and none may be later (see look), so a
// process must not open one library twice.
func claim(ctx context.Context, path string) error {
	// For writing, although only the header is read: a read-only disk would show later, and as another error.
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	header := make([]byte, 100)
	n, err := io.ReadFull(f, header)
	if err := errors.Join(ignore(err, io.EOF, io.ErrUnexpectedEOF), f.Close()); err != nil {
		return err
	}
	if n > 0 {
		return recognise(header[:n])
	}
	p, err := pool(ctx, path, url.Values{"_busy_timeout": {"5000"}}, 1)
	if err != nil {
		return err
	}
	_, err = p.ExecContext(ctx, fmt.Sprintf(`PRAGMA page_size = %d; PRAGMA application_id = %d`, pageSize, applicationID))
	return errors.Join(err, p.Close())
}

// recognise tells from the first bytes of a file whether it is a library. The places in the header are given at
// https://www.sqlite.org/fileformat.html#the_database_header
func recognise(header []byte) error {
	if len(header) < 100 || string(header[:16]) != "SQLite format 3\x00" {
		return noDatabase()
	}
	return ofOurs(uint32(header[68])<<24 | uint32(header[69])<<16 | uint32(header[70])<<8 | uint32(header[71]))
}

func noDatabase() error {
	return fmt.Errorf("%w: it is no database, or its first bytes are damaged", ErrForeign)
}

// ofOurs looks at the mark of a database.
func ofOurs(id uint32) error {
	if id != applicationID {
		return fmt.Errorf("%w: it is the database of another program", ErrForeign)
	}
	return nil
}

func ignore(err error, unless ...error) error {
	for _, u := range unless {
		if err == u {
			return nil
		}
	}
	return err
}
