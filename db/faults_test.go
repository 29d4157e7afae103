package db

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"quotebot/quotes"
)

// faultsEnv says how many times as often as usual the tests of faults make processes die; `make soak` sets it.
const faultsEnv = "QUOTEBOT_TEST_FAULTS"

// runs is how often a fault is tried.
func runs(usual int) int {
	if testing.Short() {
		return min(usual, 3)
	}
	if n, err := strconv.Atoi(os.Getenv(faultsEnv)); err == nil && n > 0 {
		return usual * n
	}
	return usual
}

// childEnv names what this test binary does when it runs as the child of a test of faults: "migrate PATH", "backup PATH
// PATH", "edit PATH", "fill PATH BYTES", "lock PATH".
const childEnv = "QUOTEBOT_TEST_CHILD"

// child does what childEnv says and writes "done" when it is acknowledged.
func child(t *testing.T, what string) {
	words := strings.Fields(what)
	ctx := t.Context()
	fmt.Println("start")
	switch words[0] {
	case "migrate":
		d, err := Open(ctx, words[1])
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println("done")
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	case "backup":
		if _, err := Backup(ctx, words[1], words[2], true); err != nil {
			t.Fatal(err)
		}
		fmt.Println("done")
	case "edit":
		edit(t, words[1])
	case "fill":
		fill(t, words[1], words[2])
	case "lock":
		fmt.Println("locked", locked(t, words[1]))
	}
}

// doomed starts a child and kills it after a random time below within; it gives what the child wrote until then.
func doomed(t *testing.T, within time.Duration, what string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestChild$")
	cmd.Env = append(os.Environ(), childEnv+"="+what)
	var out strings.Builder
	cmd.Stdout = &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	kill := time.AfterFunc(rand.N(within), func() { _ = cmd.Process.Kill() }) // it may have ended by itself
	defer kill.Stop()
	if err := cmd.Wait(); err != nil && cmd.ProcessState.ExitCode() != -1 {
		t.Fatalf("%s: %v\n%s", what, err, out.String())
	}
	return out.String()
}

// locked says whether another process holds the lock that SQLite keeps on a database while it is open, at the place
// that its file format gives it (https://www.sqlite.org/src/file/src/os.h, SHARED_FIRST).
func locked(t *testing.T, path string) bool {
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	l := syscall.Flock_t{Type: syscall.F_WRLCK, Start: 0x40000000 + 2, Len: 510}
	if err := syscall.FcntlFlock(f.Fd(), syscall.F_GETLK, &l); err != nil {
		t.Fatal(err)
	}
	return l.Type != syscall.F_UNLCK
}

// TestChild is not a test: it is what the children run.
func TestChild(t *testing.T) {
	what := os.Getenv(childEnv)
	if what == "" {
		t.Skip("is run by other tests")
	}
	child(t, what)
}

// old is a library of the first schema with many quotes, so that bringing it to the newest takes a while.
func old(t *testing.T, path string, quotes int) {
	t.Helper()
	load(t, "testdata/v1.sql", path)
	p := mustOpenRaw(t, path)
	mustExec(t, p, fmt.Sprintf(`
		WITH RECURSIVE n (i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
		INSERT INTO quotes (scope_id, number, fingerprint, kind, words, since, until)
		SELECT 1, i, i, '', 'the ' || i || 'th of many words about bridges and harbours', 0, 0 FROM n`, 99+quotes))
	mustExec(t, p, `UPDATE scopes SET last_number = 1000000 WHERE id = 1`)
}

// A process that is killed while it brings an old library to the newest schema leaves one that the next can go on with,
// and a whole copy of the old one.
func TestKilledWhileMigrating(t *testing.T) {
	const many = 3000
	folder := t.TempDir()
	model := filepath.Join(folder, "model.db")
	old(t, model, many)
	text, err := os.ReadFile(model)
	if err != nil {
		t.Fatal(err)
	}
	fresh, midway := schemaOf(t, openTemp(t)), 0
	for i := range runs(12) {
		path := filepath.Join(folder, fmt.Sprintf("%d.db", i))
		write(t, path, text)
		if out := doomed(t, 250*time.Millisecond, "migrate "+path); !strings.Contains(out, "done") {
			midway++
		}
		if kept, err := os.Stat(path + ".v1.bak"); err == nil && kept.Size() > 0 {
			if h, err := Inspect(t.Context(), path+".v1.bak"); err != nil || h.Schema != 1 || h.Quotes != many+3 {
				t.Errorf("the copy: %+v, %v", h, err)
			}
		}
		d, err := Open(t.Context(), path)
		if err != nil {
			t.Fatalf("run %d: %v", i, err)
		}
		if got := schemaOf(t, d); got != fresh {
			t.Errorf("run %d: the schema is another", i)
		}
		if n, err := d.Count(t.Context(), quotes.View{Scopes: []quotes.Scope{quotes.Library, quotes.GuildScope("1")}, All: true}); err != nil || n != many+3 {
			t.Errorf("run %d: %d quotes, %v", i, n, err)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		if got := examined(t, path); got != "" {
			t.Errorf("run %d: %s", i, got)
		}
		for _, name := range []string{path, path + ".v1.bak"} {
			if err := os.Remove(name); err != nil {
				t.Fatal(err)
			}
		}
	}
	t.Logf("killed before the end in %d of %d runs", midway, runs(12))
}

// A backup that is cut off leaves the one before in place.
func TestKilledWhileBackingUp(t *testing.T) {
	d, folder := openTemp(t), t.TempDir()
	path := filepath.Join(folder, "backup.db")
	for i := range 40 {
		var cs []quotes.Citation
		for k := range 50 {
			cs = append(cs, typed("%d.%d %s", i, k, strings.Repeat("many words ", 60)))
		}
		mustAdd(t, d, cs...)
	}
	if _, err := Backup(t.Context(), d.path, path, false); err != nil {
		t.Fatal(err)
	}
	before, midway := int64(2000), 0
	for i := range runs(10) {
		mustAdd(t, d, typed("one more: %d", i))
		out := doomed(t, 120*time.Millisecond, "backup "+d.path+" "+path)
		h, err := Inspect(t.Context(), path)
		if err != nil || h.Quotes < before || strings.Contains(out, "done") && h.Quotes != int64(2001+i) {
			t.Fatalf("run %d: %+v, %v, after %d quotes (%q)", i, h, err, before, out)
		}
		if !strings.Contains(out, "done") {
			midway++
		}
		before = h.Quotes
	}
	t.Logf("killed before the end in %d of %d runs", midway, runs(10))
}

// edit changes quotes without end, puts some into the trash and takes them out again, and tells of each when it is
// acknowledged.
func edit(t *testing.T, path string) {
	d, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	_, _, last, err := edited(t, d)
	if err != nil {
		t.Fatal(err)
	}
	for n := last + 1; ; n++ {
		number := []int64{int64(n%editedQuotes + 1)}
		if n%3 == 0 {
			if _, err := d.Remove(t.Context(), quotes.Library, number, quotes.Removal{State: quotes.Trashed, At: time.Unix(1, 0)}); err != nil {
				t.Fatal(err)
			}
			if _, err := d.Restore(t.Context(), quotes.Library, number, quotes.Adder{}); err != nil {
				t.Fatal(err)
			}
		}
		text := fmt.Sprintf("Version %d of what was said.", n)
		if _, err := d.EditQuotes(t.Context(), quotes.Library, number, quotes.Edit{Text: &text}, quotes.WasEdited, quotes.Adder{}); err != nil {
			t.Fatal(err)
		}
		fmt.Println("edited", n)
	}
}

const editedQuotes = 20

// edited counts the quotes that are there and those in the trash, and gives the highest version among their words.
func edited(t *testing.T, d *DB) (there, trashed, last int, err error) {
	t.Helper()
	if err := d.Export(t.Context(), everything, func(c quotes.Citation) error {
		there++
		var n int
		if _, err := fmt.Sscanf(c.Text, "Version %d of what was said.", &n); err != nil {
			return err
		}
		last = max(last, n)
		return nil
	}); err != nil {
		return 0, 0, 0, err
	}
	in, err := d.Trash(t.Context(), everything, quotes.Library, 100)
	return there, len(in), last, err
}

// A process that is killed while it edits keeps every edit that it acknowledged, and a quote is in one place: among the
// quotes or in the trash.
func TestKilledWhileEditing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "quotes.db")
	d, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	for range editedQuotes {
		mustAdd(t, d, quotes.Citation{Scope: quotes.Library, Text: "Version 0 of what was said.", URL: fmt.Sprint("https://example.org/", rand.Int())})
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	acknowledged := 0
	for i := range runs(8) {
		out := doomed(t, 250*time.Millisecond, "edit "+path)
		for line := range strings.Lines(out) {
			var n int
			if _, err := fmt.Sscanf(line, "edited %d\n", &n); err == nil {
				acknowledged = n
			}
		}
		d, err := Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		there, trashed, last, err := edited(t, d)
		if err != nil || there+trashed != editedQuotes || trashed > 1 || last < acknowledged || last > acknowledged+1 {
			t.Errorf("run %d: %d quotes, %d in the trash, version %d after %d was acknowledged, %v", i, there, trashed, last, acknowledged, err)
		}
		if trashed == 1 { // it was killed between the two
			in, err := d.Trash(t.Context(), everything, quotes.Library, 1)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := d.Restore(t.Context(), quotes.Library, []int64{in[0].Number}, quotes.Adder{}); err != nil {
				t.Fatal(err)
			}
		}
		acknowledged = last // what was written and not told counts too, from now on
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		if got := examined(t, path); got != "" {
			t.Errorf("run %d: %s", i, got)
		}
	}
	t.Logf("%d edits in %d runs", acknowledged, runs(8))
}

// fill adds until the disk is full, makes room, and adds once more.
func fill(t *testing.T, path, limit string) {
	n, err := strconv.ParseUint(limit, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	d, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	var was syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &was); err != nil {
		t.Fatal(err)
	}
	if n > 0 { // a limit on the size of files, where no small disk can be made: the write fails as on a full disk
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: n, Max: was.Max}); err != nil {
			t.Fatal(err)
		}
	}
	kept := 0
	for err == nil && kept < 100_000 {
		if _, err = d.AddCitations(t.Context(), []quotes.Citation{typed("%d %s", kept, strings.Repeat("x", 4000))}); err == nil {
			kept++
		}
	}
	if !errors.Is(err, quotes.ErrFull) {
		t.Fatalf("the disk is full: %v", err)
	}
	if err := d.Check(t.Context()); err != nil && !errors.Is(err, quotes.ErrFull) {
		t.Errorf("check: %v", err)
	}
	if n, err := d.Count(t.Context(), everything); err != nil || n != int64(kept) {
		t.Errorf("%d quotes can be read, %v; %d were acknowledged", n, err, kept)
	}
	if n > 0 {
		err = syscall.Setrlimit(syscall.RLIMIT_FSIZE, &was)
	} else {
		err = os.Remove(filepath.Join(filepath.Dir(path), "ballast"))
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.AddCitations(t.Context(), []quotes.Citation{typed("there is space again")}); err != nil {
		t.Fatalf("there is space again: %v", err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if got := examined(t, path); got != "" {
		t.Error(got)
	}
	fmt.Println("kept", kept)
}

// filledUp runs fill as a process of its own.
func filledUp(t *testing.T, path string, limit int64) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestChild$")
	cmd.Env = append(os.Environ(), childEnv+"="+fmt.Sprintf("fill %s %d", path, limit), "TMPDIR="+t.TempDir())
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if !strings.Contains(string(out), "kept ") || strings.Contains(string(out), "kept 0\n") {
		t.Errorf("nothing was kept before the disk was full:\n%s", out)
	}
}

// A full disk is said to be full, nothing that was acknowledged is lost, and adding goes on when there is space again.
func TestDiskFull(t *testing.T) {
	t.Run("limit on files", func(t *testing.T) {
		filledUp(t, filepath.Join(t.TempDir(), "quotes.db"), 2<<20)
	})
	t.Run("small disk", func(t *testing.T) {
		folder := t.TempDir()
		if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, "size=4m"); err != nil {
			t.Skip("no small disk can be mounted here:", err)
		}
		t.Cleanup(func() {
			if err := syscall.Unmount(folder, syscall.MNT_DETACH); err != nil {
				t.Error(err)
			}
		})
		write(t, filepath.Join(folder, "ballast"), make([]byte, 1<<20))
		path := filepath.Join(folder, "quotes.db")
		filledUp(t, path, 0)

		// A backup that does not fit says so and leaves nothing behind.
		var disk syscall.Statfs_t
		if err := syscall.Statfs(folder, &disk); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(folder, "ballast"), make([]byte, int64(disk.Bavail)*disk.Bsize-256<<10))
		if _, err := Backup(t.Context(), path, filepath.Join(folder, "backup.db"), false); !errors.Is(err, quotes.ErrFull) {
			t.Errorf("backup: %v", err)
		}
		noParts(t, folder)
		if got := examined(t, path); got != "" {
			t.Error(got)
		}
	})
}

// A library on a disk that can only be read is refused with a sentence, and read by what only reads.
func TestReadOnlyDisk(t *testing.T) {
	folder := t.TempDir()
	if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, "size=8m"); err != nil {
		t.Skip("nothing can be mounted here:", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(folder, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	path := filepath.Join(folder, "quotes.db")
	filled(t, path)
	if err := syscall.Mount("", folder, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Skip("the disk can't be made read-only here:", err)
	}
	if _, err := Open(t.Context(), path); !errors.Is(err, quotes.ErrReadOnly) {
		t.Errorf("opening: %v", err)
	}
}

// Two processes add to one library at once, as an import beside the running bot does: each gets through, or is told that
// the library is busy (the other one leaves hardly a gap) and gets through when it tries again.
func TestTwoProcesses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "quotes.db")
	d := reopen(t, path)
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), victimEnv+"="+path)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	busy := 0
	for i := 0; i < 50; i++ {
		_, err := d.AddCitations(t.Context(), []quotes.Citation{typed("from this process: %d", i)})
		if errors.Is(err, quotes.ErrBusy) && busy < 20 {
			busy++
			i--
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // it was killed
	page, _, err := d.List(t.Context(), everything, quotes.Filter{}, quotes.ByAdded, "", 1)
	if err != nil || len(page) != 1 {
		t.Errorf("%v, %v", page, err)
	}
	if got := examined(t, path); got != "" {
		t.Error(got)
	}
}

// Looking into an open library, for a backup or otherwise, leaves its locks. Without them, another program that opens it
// and closes it takes itself for the last and removes the write-ahead log, with everything that is added from then on.
func TestLooksLeaveTheLocks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "quotes.db")
	d := reopen(t, path)
	mustAdd(t, d, typed("before"))
	for _, look := range []struct {
		name string
		by   func() error
	}{
		{"nothing", func() error { return nil }},
		{"backup", func() error { _, err := Backup(t.Context(), path, path+".backup", false); return err }},
		{"inspection", func() error { _, err := Inspect(t.Context(), path); return err }},
		{"comparison", func() error { _, err := Compare(t.Context(), path+".backup", path); return err }},
		{"examination", func() error { _, err := Examine(t.Context(), path); return err }},
	} {
		if err := look.by(); err != nil {
			t.Fatal(err)
		}
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestChild$")
		cmd.Env = append(os.Environ(), childEnv+"=lock "+path)
		out, err := cmd.Output()
		if err != nil || !strings.Contains(string(out), "locked true") {
			t.Errorf("after %s: %v\n%s", look.name, err, out)
		}
	}
}

// A clock that jumps, back or far ahead, changes neither the numbers nor what is found.
func TestClockJumps(t *testing.T) {
	d := openTemp(t)
	for i, at := range []time.Time{
		time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC), time.Date(1970, 1, 1, 0, 0, 1, 0, time.UTC), time.Date(1901, 1, 1, 0, 0, 0, 0, time.UTC),
		time.Date(2500, 1, 1, 0, 0, 0, 0, time.UTC), {}, time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC),
	} {
		c := typed("at clock %d", i)
		c.AddedAt = at
		if got := mustAdd(t, d, c); got[0].Number != int64(i+1) || got[0].Already {
			t.Errorf("%v: %+v", at, got)
		}
	}
	if got := examined(t, d.path); got != "" {
		t.Error(got)
	}
	if h, err := Inspect(t.Context(), d.path); err != nil || h.Quotes != 6 {
		t.Errorf("%+v, %v", h, err)
	}
}
