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
	"slices"
	"strings"
	"time"

	"github.com/mattn/go-sqlite3"
)

// What can be wrong with a backup or a restore, besides what can be wrong with a library.
var (
	ErrExists = errors.New("db: a file of that name is there already")
	ErrInUse  = errors.New("db: the library is open in another process")
)

// Holdings is what a library file holds, for a person who has to decide about it.
type Holdings struct {
	Schema    int
	Scopes    int64
	Quotes    int64
	Articles  int64
	Speakers  int64
	LastAdded time.Time // of the newest quote; zero when there is none or its time is not known
	Bytes     int64     // of the file, without its write-ahead log
}

// onlyRead are the settings of a connection that looks at a file and changes nothing in it.
var onlyRead = url.Values{"mode": {"ro"}, "_busy_timeout": {"5000"}}

func lookInto(ctx context.Context, path string) (*sql.DB, error) {
	return pool(ctx, abs(path), onlyRead, 1)
}

// Backup writes the library as it is at one moment to a file of its own at path, which other processes may write to
// meanwhile, and gives what is in it. The copy gets its name only when it is whole, on the disk and checked. A file that
// is there is replaced only with replace, else ErrExists. The library is not changed, and not migrated.
func Backup(ctx context.Context, library, path string, replace bool) (Holdings, error) {
	h, err := backup(ctx, library, path, replace)
	if err != nil {
		return Holdings{}, fmt.Errorf("back up %s to %s: %w", library, path, ours(err))
	}
	return h, nil
}

func backup(ctx context.Context, library, path string, replace bool) (Holdings, error) {
	if same(library, path) {
		return Holdings{}, errors.New("the backup would replace the library")
	}
	if !replace {
		if _, err := os.Lstat(path); err == nil {
			return Holdings{}, ErrExists
		}
	}
	part, h, err := duplicate(ctx, library, path)
	if err != nil {
		return Holdings{}, err
	}
	if replace {
		err = os.Rename(part, path)
	} else if err = os.Link(part, path); err == nil { // unlike Rename, Link never replaces what came meanwhile
		err = os.Remove(part)
	} else if !errors.Is(err, os.ErrExist) { // a file system without links
		err = os.Rename(part, path)
	} else {
		err = ErrExists
	}
	if err != nil {
		return Holdings{}, errors.Join(err, ignoreMissing(os.Remove(part)))
	}
	return h, syncFolder(path)
}

func same(a, b string) bool {
	x, err := os.Stat(a)
	y, err2 := os.Stat(b)
	return err == nil && err2 == nil && os.SameFile(x, y)
}

// duplicate writes a checked copy of a library to a new file beside path, and gives the file's name. VACUUM INTO reads
// one snapshot, whatever is written meanwhile, and reads every row: a page that can't be read fails the copy instead of
// being carried along.
func duplicate(ctx context.Context, library, path string) (part string, h Holdings, err error) {
	if err := look(ctx, library); err != nil {
		return "", Holdings{}, err
	}
	from, err := lookInto(ctx, library)
	if err != nil {
		return "", Holdings{}, err
	}
	defer from.Close()
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.part") // for its owner alone
	if err != nil {
		return "", Holdings{}, err
	}
	defer func() {
		err = errors.Join(err, f.Close())
		if err != nil {
			err = errors.Join(err, ignoreMissing(os.Remove(f.Name())))
		}
	}()
	if _, err := from.ExecContext(ctx, `VACUUM INTO ?`, f.Name()); err != nil {
		return "", Holdings{}, err
	}
	if err := f.Sync(); err != nil {
		return "", Holdings{}, err
	}
	if h, err = verify(ctx, f.Name()); err != nil {
		return "", Holdings{}, fmt.Errorf("check the copy: %w", err)
	}
	return f.Name(), h, nil
}

// look refuses what is no library, or is not there, without making a file of it. It looks through SQLite: closing a file
// that we open ourselves would drop every lock that this process has on the library, and the next process that closes it
// would throw away the write-ahead log that we are writing (https://www.sqlite.org/howtocorrupt.html, 2.2).
func look(ctx context.Context, path string) error {
	if _, err := os.Stat(path); err != nil {
		return err
	}
	// Immutable: not even the files of the log are made beside what may be another program's database.
	p, err := pool(ctx, abs(path), url.Values{"mode": {"ro"}, "immutable": {"1"}}, 1)
	var id uint32
	if err == nil {
		err = p.QueryRowContext(ctx, `PRAGMA application_id`).Scan(&id)
		err = errors.Join(err, p.Close())
	}
	if se, ok := errors.AsType[sqlite3.Error](err); ok && se.Code == sqlite3.ErrNotADB {
		return noDatabase()
	}
	if err != nil {
		return err
	}
	return ofOurs(id)
}

// verify checks a library file as a whole and gives what is in it.
func verify(ctx context.Context, path string) (Holdings, error) {
	p, err := lookInto(ctx, path)
	if err != nil {
		return Holdings{}, err
	}
	defer p.Close()
	found, err := flaws(ctx, p)
	if err != nil {
		return Holdings{}, err
	}
	if len(found) > 0 {
		return Holdings{}, fmt.Errorf("%w: %s", ErrDamaged, found[0])
	}
	return holdings(ctx, p, path)
}

// Inspect gives what a library file holds and checks it as a whole. Damage gives ErrDamaged, a newer library ErrNewer.
func Inspect(ctx context.Context, path string) (Holdings, error) {
	err := look(ctx, path)
	var h Holdings
	if err == nil {
		h, err = verify(ctx, path)
	}
	if err != nil {
		return Holdings{}, fmt.Errorf("look at %s: %w", path, ours(err))
	}
	return h, nil
}

func holdings(ctx context.Context, p *sql.DB, path string) (Holdings, error) {
	steps, err := migrations()
	if err != nil {
		return Holdings{}, err
	}
	var h Holdings
	if err := p.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&h.Schema); err != nil {
		return Holdings{}, err
	}
	if h.Schema > len(steps) {
		return Holdings{}, fmt.Errorf("%w (schema %d; this program knows %d)", ErrNewer, h.Schema, len(steps))
	}
	if info, err := os.Stat(path); err == nil {
		h.Bytes = info.Size()
	}
	if h.Schema == 0 { // made, and stopped before the first migration: empty
		return h, nil
	}
	var last int64
	if err := p.QueryRowContext(ctx, `
		SELECT
		  (SELECT count(*) FROM scopes),
		  (SELECT count(*) FROM quotes),
		  (SELECT count(*) FROM articles),
		  (SELECT count(*) FROM speakers),
		  (SELECT coalesce(max(added_at), 0) FROM quotes)`).Scan(&h.Scopes, &h.Quotes, &h.Articles, &h.Speakers, &last); err != nil {
		return Holdings{}, err
	}
	if last > 0 {
		h.LastAdded = time.Unix(last, 0).UTC()
	}
	return h, nil
}

// Restoration is what restoring a backup changes.
type Restoration struct {
	Backup  Holdings
	Library *Holdings // nil when there is no library, or when it can't be read
	Broken  error     // why the library can't be read; nil when it can, or is not there
	Lost    int64     // quotes of the library that the backup does not have
	Back    int64     // quotes of the backup that the library does not have
	Kept    string    // after restoring: where the library as it was is; empty when there was none
}

// Compare tells what RestoreFrom would change, and changes nothing.
func Compare(ctx context.Context, backup, library string) (Restoration, error) {
	r, err := compare(ctx, backup, library)
	if err != nil {
		return Restoration{}, fmt.Errorf("compare %s with %s: %w", backup, library, ours(err))
	}
	return r, nil
}

func compare(ctx context.Context, backup, library string) (r Restoration, err error) {
	if same(backup, library) {
		return Restoration{}, errors.New("the backup is the library itself")
	}
	if r.Backup, err = Inspect(ctx, backup); err != nil {
		return Restoration{}, err
	}
	if _, err := os.Stat(library); errors.Is(err, os.ErrNotExist) {
		r.Back = r.Backup.Quotes
		return r, nil
	}
	now, err := Inspect(ctx, library)
	if err != nil {
		r.Broken = err
		return r, nil
	}
	r.Library = &now
	r.Lost, r.Back, err = differences(ctx, library, backup)
	return r, err
}

// differences counts the quotes that only one of two libraries has.
func differences(ctx context.Context, a, b string) (onlyA, onlyB int64, err error) {
	p, err := lookInto(ctx, a)
	if err != nil {
		return 0, 0, err
	}
	defer p.Close()
	other := url.URL{Scheme: "file", Path: abs(b), RawQuery: "mode=ro"}
	if _, err := p.ExecContext(ctx, `ATTACH ? AS other`, other.String()); err != nil {
		return 0, 0, err
	}
	const missing = `
		SELECT count(*)
		FROM %[1]s.quotes q
		JOIN %[1]s.scopes s ON s.id = q.scope_id
		WHERE NOT EXISTS (
		  SELECT 1
		  FROM %[2]s.quotes o
		  WHERE o.scope_id = (SELECT id FROM %[2]s.scopes WHERE name = s.name) AND o.fingerprint = q.fingerprint
		)`
	if err := p.QueryRowContext(ctx, fmt.Sprintf(missing, "main", "other")).Scan(&onlyA); err != nil {
		return 0, 0, err
	}
	err = p.QueryRowContext(ctx, fmt.Sprintf(missing, "other", "main")).Scan(&onlyB)
	return onlyA, onlyB, err
}

func abs(path string) string {
	if a, err := filepath.Abs(path); err == nil {
		return a
	}
	return path
}

// RestoreFrom puts a backup in the library's place. The library as it was stays beside it under a name that ends in
// .before-TIME, sound or not. There is no moment without a file at the library's path. A library that another process
// has open gives ErrInUse. An older backup is brought to this program's schema when it is opened next.
func RestoreFrom(ctx context.Context, backup, library string, now time.Time) (Restoration, error) {
	r, err := restore(ctx, backup, library, now)
	if err != nil {
		return r, fmt.Errorf("restore %s to %s: %w", backup, library, ours(err))
	}
	return r, nil
}

func restore(ctx context.Context, backup, library string, now time.Time) (Restoration, error) {
	r, err := compare(ctx, backup, library)
	if err != nil {
		return r, err
	}
	part, _, err := duplicate(ctx, backup, library)
	if err != nil {
		return r, err
	}
	defer os.Remove(part) // nothing is left there after success
	if _, err := os.Lstat(library); err == nil {
		if r.Library != nil {
			if err := fold(ctx, library); err != nil {
				return r, err
			}
		}
		kept := library + ".before-" + now.UTC().Format(stamp)
		if err := keep(library, kept); err != nil {
			return r, fmt.Errorf("keep the library as it was: %w", err)
		}
		r.Kept = kept
	}
	if err := os.Rename(part, library); err != nil {
		return r, err
	}
	return r, syncFolder(library)
}

// fold brings the write-ahead log of a sound library into the file and takes it out of use, which SQLite does only while
// nobody else has the file open.
func fold(ctx context.Context, path string) error {
	p, err := pool(ctx, abs(path), url.Values{"mode": {"rw"}, "_busy_timeout": {"1000"}}, 1)
	if err != nil {
		return err
	}
	var mode string
	err = p.QueryRowContext(ctx, `PRAGMA journal_mode = DELETE`).Scan(&mode)
	if err == nil && mode != "delete" {
		err = ErrInUse
	}
	if busy(err) {
		err = fmt.Errorf("%w: %w", ErrInUse, err)
	}
	return errors.Join(err, p.Close())
}

// keep gives a library and its write-ahead log a second name, and takes the log out of the way of the file that comes.
func keep(library, kept string) error {
	if _, err := os.Lstat(kept); err == nil {
		return fmt.Errorf("%w: %s", ErrExists, kept)
	}
	for _, end := range []string{"-wal", ""} {
		err := os.Link(library+end, kept+end)
		if err != nil && !errors.Is(err, os.ErrNotExist) { // a file system without links
			err = copyFile(library+end, kept+end)
		}
		if ignoreMissing(err) != nil {
			return err
		}
	}
	return errors.Join(ignoreMissing(os.Remove(library+"-wal")), ignoreMissing(os.Remove(library+"-shm")))
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

func ignoreMissing(err error) error {
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

// syncFolder makes a new name in a folder outlast a power cut.
func syncFolder(path string) error {
	f, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// stamp is the form of times in names of files: sorted by name is sorted by time.
const stamp = "20060102T150405Z"

// Stamped are the backups that a schedule has made in one folder. Their names hold the time at which they were made.
type Stamped struct{ Folder string }

const stampedBegin, stampedEnd = "quotebot-", ".db"

// Path is the name of the backup made at a time.
func (s Stamped) Path(at time.Time) string {
	return filepath.Join(s.Folder, stampedBegin+at.UTC().Format(stamp)+stampedEnd)
}

// Times lists when the backups in the folder were made, in order. Other files are passed over.
func (s Stamped) Times() ([]time.Time, error) {
	entries, err := os.ReadDir(s.Folder)
	if err != nil {
		return nil, fmt.Errorf("list the backups: %w", err)
	}
	var times []time.Time
	for _, e := range entries {
		middle, ok := strings.CutPrefix(e.Name(), stampedBegin)
		middle, ok2 := strings.CutSuffix(middle, stampedEnd)
		if at, err := time.Parse(stamp, middle); ok && ok2 && err == nil && e.Type().IsRegular() {
			times = append(times, at)
		}
	}
	slices.SortFunc(times, time.Time.Compare)
	return times, nil
}

// Prune removes all but the newest keep backups, and never the one made at made: when the clock was set back, that one's
// name is not the last.
func (s Stamped) Prune(keep int, made time.Time) (removed int, err error) {
	times, err := s.Times()
	if err != nil {
		return 0, err
	}
	for _, at := range times[:max(len(times)-keep, 0)] {
		if s.Path(at) == s.Path(made) {
			continue
		}
		if err := os.Remove(s.Path(at)); err != nil {
			return removed, fmt.Errorf("remove an old backup: %w", err)
		}
		removed++
	}
	return removed, nil
}
