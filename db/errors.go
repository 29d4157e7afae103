package db

import (
	"errors"
	"fmt"
	"os"
	"syscall"

	"github.com/mattn/go-sqlite3"

	"quotebot/quotes"
)

// What can be wrong with a library as a whole. What can be wrong with one request is in package quotes (ErrNotFound,
// ErrBusy, ErrFull, ErrReadOnly, ...).
var (
	ErrNewer   = errors.New("db: the library was written by a newer quotebot; start that version, or use the copy that was kept when it was upgraded")
	ErrForeign = errors.New("db: the file is not a quotebot library; give the path of another file")
	ErrDamaged = errors.New("db: the library is damaged; keep the file and restore a backup")
)

// ours puts our errors before the driver's, whose text stays for the log. Errors that mean nothing to a person pass as
// they are.
func ours(err error) error {
	var se sqlite3.Error
	switch {
	case err == nil:
		return nil
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fmt.Errorf("%w: %w", quotes.ErrFull, err)
	case errors.Is(err, os.ErrPermission), errors.Is(err, syscall.EROFS):
		return fmt.Errorf("%w: %w", quotes.ErrReadOnly, err)
	case !errors.As(err, &se):
		return err
	}
	switch se.SystemErrno { // SQLite calls some of these an I/O error
	case syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG:
		return fmt.Errorf("%w: %w", quotes.ErrFull, err)
	case syscall.EROFS:
		return fmt.Errorf("%w: %w", quotes.ErrReadOnly, err)
	}
	switch se.Code {
	case sqlite3.ErrBusy, sqlite3.ErrLocked:
		return fmt.Errorf("%w: %w", quotes.ErrBusy, err)
	case sqlite3.ErrFull:
		return fmt.Errorf("%w: %w", quotes.ErrFull, err)
	case sqlite3.ErrReadonly, sqlite3.ErrPerm:
		return fmt.Errorf("%w: %w", quotes.ErrReadOnly, err)
	case sqlite3.ErrCorrupt, sqlite3.ErrNotADB:
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	case sqlite3.ErrTooBig:
		return fmt.Errorf("%w: %w", quotes.ErrTooLong, err)
	}
	return err
}

// busy says whether somebody else holds the lock that was needed.
func busy(err error) bool {
	var se sqlite3.Error
	return errors.As(err, &se) && (se.Code == sqlite3.ErrBusy || se.Code == sqlite3.ErrLocked)
}
