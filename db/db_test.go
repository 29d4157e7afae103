package db

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"quotebot/quotes"
)

// everything is the operator's view of the library.
var everything = quotes.View{Scopes: []quotes.Scope{quotes.Library}, All: true}

// openTemp opens a new library in a temporary folder.
func openTemp(t testing.TB) *DB {
	t.Helper()
	return reopen(t, filepath.Join(t.TempDir(), "quotes.db"))
}

func reopen(t testing.TB, path string) *DB {
	t.Helper()
	d, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// mustAdd adds citations and gives them as they are stored.
func mustAdd(t testing.TB, d *DB, cs ...quotes.Citation) []quotes.Added {
	t.Helper()
	added, err := d.AddCitations(t.Context(), cs)
	if err != nil {
		t.Fatal(err)
	}
	return added
}

func mustDate(t testing.TB, s, words string) quotes.Date {
	t.Helper()
	d, err := quotes.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	d.Words = words
	return d
}

// typed is a quote of the library with just words.
func typed(format string, args ...any) quotes.Citation {
	return quotes.Citation{Scope: quotes.Library, Text: fmt.Sprintf(format, args...)}
}

func mustExec(t testing.TB, p *sql.DB, query string) {
	t.Helper()
	if _, err := p.ExecContext(t.Context(), query); err != nil {
		t.Fatal(err)
	}
}

// mustOpenRaw opens a file with the driver alone.
func mustOpenRaw(t testing.TB, path string) *sql.DB {
	t.Helper()
	p, err := pool(t.Context(), path, url.Values{"_busy_timeout": {"1"}}, 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

func TestOpenMakesAFileForItsOwner(t *testing.T) {
	path := filepath.Join(t.TempDir(), "odd ?name%41#.db")
	d := reopen(t, path)
	mustAdd(t, d, typed("kept"))
	for _, name := range []string{path, path + "-wal"} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has the rights %v", name, info.Mode())
		}
	}
	if err := d.Check(t.Context()); err != nil {
		t.Error(err)
	}
	again := reopen(t, path)
	if n, err := again.Count(t.Context(), everything); err != nil || n != 1 {
		t.Errorf("opened a second time: %d quotes, %v", n, err)
	}
}

func TestEveryConnectionHasItsSettings(t *testing.T) {
	d := openTemp(t)
	tests := []struct {
		name    string
		pool    *sql.DB
		size    int
		pragmas map[string]string
	}{
		{"writer", d.write, 1, map[string]string{"foreign_keys": "1", "journal_mode": "wal", "synchronous": "2", "busy_timeout": "5000", "query_only": "0"}},
		{"readers", d.read, readers, map[string]string{"foreign_keys": "1", "journal_mode": "wal", "busy_timeout": "5000", "query_only": "1"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var open []*sql.Conn
			for range tt.size { // all at once, so that each is another connection
				c, err := tt.pool.Conn(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				open = append(open, c)
			}
			for i, c := range open {
				for pragma, want := range tt.pragmas {
					var got string
					if err := c.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got); err != nil || got != want {
						t.Errorf("connection %d: %s is %q, want %q (%v)", i, pragma, got, want, err)
					}
				}
				if err := c.Close(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	if _, err := d.write.ExecContext(t.Context(), `INSERT INTO aliases (speaker_id, name, folded) VALUES (99, 'x', 'x')`); err == nil {
		t.Error("an alias of no speaker was taken")
	}
}

// header is the beginning of a database file with an application id.
func header(id byte) []byte {
	h := make([]byte, 4096)
	copy(h, "SQLite format 3\x00")
	h[71] = id
	return h
}

func TestOpenRefuses(t *testing.T) {
	tests := []struct {
		name string
		make func(t *testing.T, path string)
		want error
	}{
		{"a text", func(t *testing.T, path string) { write(t, path, []byte("Dear diary, today ...")) }, ErrForeign},
		{"a long text", func(t *testing.T, path string) { write(t, path, bytes.Repeat([]byte("Dear diary. "), 1000)) }, ErrForeign},
		{"another program's database", func(t *testing.T, path string) {
			mustExec(t, mustOpenRaw(t, path), `CREATE TABLE songs (name TEXT)`)
		}, ErrForeign},
		{"another program's mark", func(t *testing.T, path string) { write(t, path, header(1)) }, ErrForeign},
		{"a newer library", func(t *testing.T, path string) {
			d, err := Open(t.Context(), path)
			if err != nil {
				t.Fatal(err)
			}
			mustExec(t, d.write, `PRAGMA user_version = 1000`)
			if err := d.Close(); err != nil {
				t.Fatal(err)
			}
		}, ErrNewer},
		{"a library cut short", func(t *testing.T, path string) {
			filled(t, path)
			if err := os.Truncate(path, 8192); err != nil {
				t.Fatal(err)
			}
		}, ErrDamaged},
		{"a library with a broken schema page", func(t *testing.T, path string) {
			filled(t, path)
			damage(t, path, 100, 3000)
		}, ErrDamaged},
		{"a folder", func(t *testing.T, path string) {
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
		}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "quotes.db")
			tt.make(t, path)
			before, _ := os.ReadFile(path) // nothing for the folder
			d, err := Open(t.Context(), path)
			if err == nil {
				_ = d.Close()
				t.Fatal("was opened")
			}
			if tt.want != nil && !errors.Is(err, tt.want) {
				t.Errorf("error %v, want %v", err, tt.want)
			}
			if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
				t.Error("the file has changed")
			}
		})
	}
}

func write(t testing.TB, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// filled makes a closed library of many pages.
func filled(t testing.TB, path string) {
	t.Helper()
	d, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 50 {
		mustAdd(t, d, typed("%d %s", i, strings.Repeat("a long quote ", 100)))
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}

// damage overwrites bytes of a file.
func damage(t testing.TB, path string, at, n int) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := at; i < min(at+n, len(data)); i++ {
		data[i] = 0xa5
	}
	write(t, path, data)
}

func TestErrorsAreOurs(t *testing.T) {
	t.Run("damaged pages", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "quotes.db")
		filled(t, path)
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		d := reopen(t, path)
		damage(t, path, 8192, int(info.Size())) // behind the schema
		err = d.Export(t.Context(), everything, func(quotes.Citation) error { return nil })
		if !errors.Is(err, ErrDamaged) {
			t.Errorf("error %v", err)
		}
	})
	t.Run("disk full", func(t *testing.T) {
		d := openTemp(t)
		mustExec(t, d.write, `PRAGMA max_page_count = 60`) // SQLite answers as for a full disk
		var err error
		kept := int64(0)
		for i := 0; err == nil && i < 1000; i++ {
			if _, err = d.AddCitations(t.Context(), []quotes.Citation{typed("%d %s", i, strings.Repeat("x", 4000))}); err == nil {
				kept++
			}
		}
		if !errors.Is(err, quotes.ErrFull) {
			t.Errorf("error %v", err)
		}
		mustExec(t, d.write, `PRAGMA max_page_count = 100000`)
		mustAdd(t, d, typed("there is space again"))
		if n, err := d.Count(t.Context(), everything); err != nil || n != kept+1 {
			t.Errorf("%d quotes, %v, want %d", n, err, kept+1)
		}
	})
	t.Run("locked", func(t *testing.T) {
		d := openTemp(t)
		mustExec(t, d.write, `PRAGMA busy_timeout = 1`)
		other := mustOpenRaw(t, d.path)
		mustExec(t, other, `BEGIN IMMEDIATE`)
		if _, err := d.AddCitations(t.Context(), []quotes.Citation{typed("late")}); !errors.Is(err, quotes.ErrBusy) {
			t.Errorf("adding: %v", err)
		}
		if err := d.Check(t.Context()); !errors.Is(err, quotes.ErrBusy) {
			t.Errorf("checking: %v", err)
		}
		if _, err := d.Count(t.Context(), everything); err != nil {
			t.Errorf("reading waits for the writer: %v", err)
		}
		mustExec(t, other, `ROLLBACK`)
		mustAdd(t, d, typed("late"))
	})
	t.Run("read-only", func(t *testing.T) {
		d := openTemp(t)
		mustExec(t, d.write, `PRAGMA query_only = 1`)
		if _, err := d.AddCitations(t.Context(), []quotes.Citation{typed("no")}); !errors.Is(err, quotes.ErrReadOnly) {
			t.Errorf("adding: %v", err)
		}
		if err := d.Check(t.Context()); !errors.Is(err, quotes.ErrReadOnly) {
			t.Errorf("checking: %v", err)
		}
	})
	t.Run("read-only file", func(t *testing.T) {
		if os.Geteuid() == 0 {
			t.Skip("root may write to everything")
		}
		path := filepath.Join(t.TempDir(), "quotes.db")
		filled(t, path)
		if err := os.Chmod(path, 0o400); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(t.Context(), path); !errors.Is(err, quotes.ErrReadOnly) {
			t.Errorf("error %v", err)
		}
	})
	t.Run("cancelled", func(t *testing.T) {
		d := openTemp(t)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := d.AddCitations(ctx, []quotes.Citation{typed("no")}); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
	})
}

// Readers go on while one writes, and each sees whole batches only.
func TestReadersBesideTheWriter(t *testing.T) {
	d := openTemp(t)
	const batches, size = 40, 25
	var wg sync.WaitGroup
	done := make(chan struct{})
	for range 2 * readers {
		wg.Go(func() {
			for {
				n, err := d.Count(t.Context(), everything)
				if err != nil || n%size != 0 {
					t.Errorf("%d quotes are seen, %v", n, err)
					return
				}
				if _, err := d.Random(t.Context(), everything, quotes.Filter{}, func(n int64) int64 { return n / 2 }); err != nil && !errors.Is(err, quotes.ErrNotFound) {
					t.Error(err)
					return
				}
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	var writers sync.WaitGroup
	for w := range 2 {
		writers.Go(func() {
			for b := range batches / 2 {
				var cs []quotes.Citation
				for i := range size {
					cs = append(cs, typed("writer %d, batch %d, quote %d", w, b, i))
				}
				if _, err := d.AddCitations(t.Context(), cs); err != nil {
					t.Error(err)
				}
			}
		})
	}
	writers.Wait()
	close(done)
	wg.Wait()
	if n, err := d.Count(t.Context(), everything); err != nil || n != batches*size {
		t.Errorf("%d quotes at the end, %v", n, err)
	}
}

// The log has the same length in bytes whatever the pages of the library are: ours, or those of a library from before.
func TestLogOfAnyPages(t *testing.T) {
	for _, page := range []int{pageSize, 4096} {
		path := filepath.Join(t.TempDir(), "quotes.db")
		if page != pageSize {
			old, err := sql.Open("sqlite3", path)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := old.ExecContext(t.Context(), fmt.Sprintf(`PRAGMA page_size = %d; PRAGMA application_id = %d`, page, applicationID)); err != nil {
				t.Fatal(err)
			}
			if err := old.Close(); err != nil {
				t.Fatal(err)
			}
		}
		d := reopen(t, path)
		var pages, size int
		if err := d.write.QueryRowContext(t.Context(), `PRAGMA wal_autocheckpoint`).Scan(&pages); err != nil {
			t.Fatal(err)
		}
		if err := d.write.QueryRowContext(t.Context(), `PRAGMA page_size`).Scan(&size); err != nil {
			t.Fatal(err)
		}
		if size != page || pages*size != usualLog {
			t.Errorf("a log of %d pages of %d bytes, want %d of %d", pages, size, usualLog/page, page)
		}
	}
}
