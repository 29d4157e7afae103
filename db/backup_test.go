package db

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotebot/quotes"
)

// noParts fails when a half-written file was left in a folder.
func noParts(t *testing.T, folder string) {
	t.Helper()
	left, err := filepath.Glob(filepath.Join(folder, "*.part*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// Backups made while a batch after the other is added each hold whole batches only, and go up.
func TestBackupUnderWrites(t *testing.T) {
	d := openTemp(t)
	const size, backups = 25, 6
	stop := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		for b := 0; ; b++ {
			select {
			case <-stop:
				return
			default:
			}
			var cs []quotes.Citation
			for i := range size {
				cs = append(cs, typed("batch %d, quote %d %s", b, i, strings.Repeat("and more ", 40)))
			}
			if _, err := d.AddCitations(t.Context(), cs); err != nil {
				t.Error(err)
				return
			}
		}
	})
	folder, last := t.TempDir(), int64(0)
	for i := range backups {
		path := filepath.Join(folder, strings.Repeat("b", i+1)+".db")
		h, err := Backup(t.Context(), d.path, path, false)
		if err != nil {
			t.Fatal(err)
		}
		n, err := reopen(t, path).Count(t.Context(), everything)
		if err != nil || n != h.Quotes || n%size != 0 || n < last {
			t.Errorf("backup %d: %d quotes, said to be %d, after %d: %v", i, n, h.Quotes, last, err)
		}
		last = n
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("rights %v, %v", info.Mode(), err)
		}
	}
	close(stop)
	wg.Wait()
	noParts(t, folder)
	if _, err := d.write.ExecContext(t.Context(), `PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
		t.Error("a backup still holds the library:", err)
	}
}

func TestBackupRefuses(t *testing.T) {
	d := openTemp(t)
	mustAdd(t, d, typed("kept"))
	folder := t.TempDir()
	there := filepath.Join(folder, "there.db")
	write(t, there, []byte("a letter"))
	damaged := filepath.Join(folder, "damaged.db")
	filled(t, damaged)
	info, err := os.Stat(damaged)
	if err != nil {
		t.Fatal(err)
	}
	damage(t, damaged, 8192, int(info.Size()))
	before, err := os.ReadFile(damaged)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, library, path string
		replace             bool
		want                error
	}{
		{"a file that is there", d.path, there, false, ErrExists},
		{"the library itself", d.path, d.path, true, nil},
		{"a damaged library", damaged, there, true, ErrDamaged},
		{"no library", filepath.Join(folder, "absent.db"), there, true, os.ErrNotExist},
		{"another file", there, filepath.Join(folder, "new.db"), false, ErrForeign},
		{"no folder", d.path, filepath.Join(folder, "absent", "b.db"), false, os.ErrNotExist},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := Backup(t.Context(), tt.library, tt.path, tt.replace); err == nil || tt.want != nil && !errors.Is(err, tt.want) {
				t.Errorf("error %v, want %v", err, tt.want)
			}
			if got, err := os.ReadFile(there); err != nil || string(got) != "a letter" {
				t.Errorf("the file that was there is %.20q, %v", got, err)
			}
		})
	}
	if after, err := os.ReadFile(damaged); err != nil || !bytes.Equal(before, after) {
		t.Error("the damaged library was changed", err)
	}
	if _, err := os.Stat(filepath.Join(folder, "absent.db")); !errors.Is(err, os.ErrNotExist) {
		t.Error("looking at a library that is not there made one")
	}
	if _, err := Backup(t.Context(), d.path, there, true); err != nil {
		t.Error(err)
	}
	if n, err := reopen(t, there).Count(t.Context(), everything); err != nil || n != 1 {
		t.Errorf("%d quotes, %v", n, err)
	}
	noParts(t, folder)
}

func TestRestore(t *testing.T) {
	folder := t.TempDir()
	library, backup := filepath.Join(folder, "quotes.db"), filepath.Join(folder, "backup.db")
	d, err := Open(t.Context(), library)
	if err != nil {
		t.Fatal(err)
	}
	mustAdd(t, d, typed("in both"))
	if _, err := Backup(t.Context(), library, backup, false); err != nil {
		t.Fatal(err)
	}
	mustAdd(t, d, typed("only in the library"), typed("this too"))
	now := time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC)
	if r, err := RestoreFrom(t.Context(), backup, library, now); !errors.Is(err, ErrInUse) {
		t.Errorf("an open library was replaced: %+v, %v", r, err)
	}
	if n, err := d.Count(t.Context(), everything); err != nil || n != 3 {
		t.Errorf("after the refusal: %d quotes, %v", n, err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := Compare(t.Context(), backup, library)
	if err != nil || r.Lost != 2 || r.Back != 0 || r.Library == nil || r.Library.Quotes != 3 || r.Backup.Quotes != 1 || r.Kept != "" {
		t.Errorf("%+v, %v", r, err)
	}
	if r, err = RestoreFrom(t.Context(), backup, library, now); err != nil || r.Kept != library+".before-20260504T030201Z" {
		t.Fatalf("%+v, %v", r, err)
	}
	for path, want := range map[string]int64{library: 1, r.Kept: 3} {
		if n, err := reopen(t, path).Count(t.Context(), everything); err != nil || n != want {
			t.Errorf("%s has %d quotes, %v; want %d", path, n, err, want)
		}
	}
	noParts(t, folder)
}

// What can't be read is kept byte for byte, with its write-ahead log, and the backup takes its place.
func TestRestoreOverDamage(t *testing.T) {
	folder := t.TempDir()
	library, backup := filepath.Join(folder, "quotes.db"), filepath.Join(folder, "backup.db")
	filled(t, library)
	if _, err := Backup(t.Context(), library, backup, false); err != nil {
		t.Fatal(err)
	}
	damage(t, library, 100, 3000)
	write(t, library+"-wal", []byte("left by a crash"))
	want, err := os.ReadFile(library)
	if err != nil {
		t.Fatal(err)
	}
	r, err := RestoreFrom(t.Context(), backup, library, time.Now())
	if err != nil || !errors.Is(r.Broken, ErrDamaged) || r.Library != nil {
		t.Fatalf("%+v, %v", r, err)
	}
	got, err := os.ReadFile(r.Kept)
	if err != nil || !bytes.Equal(got, want) {
		t.Error("the damaged file was not kept as it was", err)
	}
	if log, err := os.ReadFile(r.Kept + "-wal"); err != nil || string(log) != "left by a crash" {
		t.Errorf("its log was not kept: %.20q, %v", log, err)
	}
	if n, err := reopen(t, library).Count(t.Context(), everything); err != nil || n != r.Backup.Quotes {
		t.Errorf("%d quotes, %v", n, err)
	}
}

func TestRestoreRefuses(t *testing.T) {
	folder := t.TempDir()
	library := filepath.Join(folder, "quotes.db")
	filled(t, library)
	before, err := os.ReadFile(library)
	if err != nil {
		t.Fatal(err)
	}
	newer, cut, letter := filepath.Join(folder, "newer.db"), filepath.Join(folder, "cut.db"), filepath.Join(folder, "letter.db")
	for _, path := range []string{newer, cut} {
		if _, err := Backup(t.Context(), library, path, false); err != nil {
			t.Fatal(err)
		}
	}
	mustExec(t, mustOpenRaw(t, newer), `PRAGMA user_version = 1000`)
	if err := os.Truncate(cut, 8192); err != nil {
		t.Fatal(err)
	}
	write(t, letter, []byte("Dear reader, this is no backup."))
	for path, want := range map[string]error{newer: ErrNewer, cut: ErrDamaged, letter: ErrForeign, library: nil, filepath.Join(folder, "none"): os.ErrNotExist} {
		if _, err := RestoreFrom(t.Context(), path, library, time.Now()); err == nil || want != nil && !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", filepath.Base(path), err, want)
		}
	}
	if after, err := os.ReadFile(library); err != nil || !bytes.Equal(before, after) {
		t.Error("the library was changed", err)
	}
	noParts(t, folder)
}

func TestRestoreWithoutALibrary(t *testing.T) {
	d := openTemp(t)
	mustAdd(t, d, typed("kept"))
	path := filepath.Join(t.TempDir(), "new.db")
	r, err := RestoreFrom(t.Context(), d.path, path, time.Now())
	if err != nil || r.Library != nil || r.Broken != nil || r.Kept != "" || r.Back != 1 {
		t.Fatalf("%+v, %v", r, err)
	}
	if n, err := reopen(t, path).Count(t.Context(), everything); err != nil || n != 1 {
		t.Errorf("%d quotes, %v", n, err)
	}
}

func TestPrune(t *testing.T) {
	at := func(day int) time.Time { return time.Date(2026, 3, day, 12, 0, 0, 0, time.UTC) }
	tests := []struct {
		name string
		there,
		want []int
		made, keep int
	}{
		{"fewer than are kept", []int{1, 2}, []int{1, 2}, 2, 3},
		{"the oldest go", []int{1, 2, 3, 4}, []int{3, 4}, 4, 2},
		{"the clock was set back: the new one stays", []int{1, 5, 6, 7}, []int{1, 6, 7}, 1, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := Stamped{Folder: t.TempDir()}
			other := filepath.Join(s.Folder, "quotebot-mine.db")
			write(t, other, []byte("not a scheduled backup"))
			for _, day := range tt.there {
				write(t, s.Path(at(day)), []byte("x"))
			}
			if n, err := s.Prune(tt.keep, at(tt.made)); err != nil || n != len(tt.there)-len(tt.want) {
				t.Errorf("%d removed, %v", n, err)
			}
			times, err := s.Times()
			if err != nil {
				t.Fatal(err)
			}
			var got []int
			for _, x := range times {
				got = append(got, x.Day())
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("left (-want +got):\n%s", diff)
			}
			if _, err := os.Stat(other); err != nil {
				t.Error(err)
			}
		})
	}
}
