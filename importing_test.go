package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"quotebot/quotes"
)

// faultRuns is how often a fault is tried; `make soak` sets QUOTEBOT_TEST_FAULTS to try more.
func faultRuns(usual int) int {
	if n, err := strconv.Atoi(os.Getenv("QUOTEBOT_TEST_FAULTS")); err == nil && n > 0 {
		return usual * n
	}
	return usual
}

// manyQuotes writes a file of that many quotes to import.
func manyQuotes(t testing.TB, path string, n int) {
	t.Helper()
	var b strings.Builder
	words, chance := invented(2_000), rand.New(rand.NewPCG(1, 2))
	for i := range n {
		fmt.Fprintf(&b, `{"text": "%s %d.", "speaker": "Speaker %d"}`+"\n", phrase(chance, words, 10), i, i%50)
	}
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}

// stored counts the quotes in a folder's library by exporting them, which also reads every one.
func stored(t testing.TB, folder string) int {
	t.Helper()
	out := quotebot(t, folder, 0, "export")
	texts := map[string]bool{}
	for line := range strings.Lines(out) {
		var q struct{ Text string }
		if err := json.Unmarshal([]byte(line), &q); err != nil {
			t.Fatal(err)
		}
		texts[q.Text] = true
	}
	if lines := strings.Count(out, "\n"); len(texts) != lines {
		t.Errorf("%d different quotes in %d lines", len(texts), lines)
	}
	return len(texts)
}

// An import that is killed has taken in whole batches, and importing again takes in the rest and nothing twice.
func TestKilledWhileImporting(t *testing.T) {
	const many = batch + 500
	folder := t.TempDir()
	manyQuotes(t, filepath.Join(folder, "many.jsonl"), many)
	midway := 0
	for i := range faultRuns(2) {
		p := start(t, folder, nil, nil, "import", "many.jsonl")
		time.Sleep(rand.N(400 * time.Millisecond))
		_ = p.Process.Kill() // it may have ended by itself
		if p.status(t) == -1 {
			midway++
		}
		if n := stored(t, folder); n%batch != 0 && n != many {
			t.Errorf("run %d: %d quotes are half a batch", i, n)
		}
		quotebot(t, folder, 0, "import", "many.jsonl")
		if n := stored(t, folder); n != many {
			t.Errorf("run %d: %d quotes after importing again, want %d", i, n, many)
		}
		for _, name := range []string{"quotebot.db", "quotebot.db-wal", "quotebot.db-shm"} {
			if err := os.Remove(filepath.Join(folder, name)); err != nil && !os.IsNotExist(err) {
				t.Fatal(err)
			}
		}
	}
	t.Logf("killed before the end in %d of %d runs", midway, faultRuns(2))
}

// An import that is told to stop keeps what it has read, also while it waits for more, says how much that is and that it is
// not all, and can be taken up again.
func TestStoppedWhileImporting(t *testing.T) {
	folder := t.TempDir()
	in, feed, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer feed.Close()
	p := start(t, folder, nil, in, "import", "--format", "jsonl", "-")
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	for i := range batch + 10 {
		if _, err := io.WriteString(feed, `{"text": "Saying `+strconv.Itoa(i)+`."}`+"\n"); err != nil {
			t.Fatal(err)
		}
	}
	eventually(t, "the first batch to be stored", func() bool { return stored(t, folder) >= batch })
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if code := p.status(t); code != 1 || !strings.Contains(p.err.String(), "import it again for the rest") {
		t.Errorf("status %d\n%s%s", code, p.out.String(), p.err.String())
	}
	if n := stored(t, folder); n < batch || p.out.String() != fmt.Sprintf("%d added, 0 here already, 0 left out.\n", n) {
		t.Errorf("%d quotes are there, of a batch of %d; said to be: %s", n, batch, p.out.String())
	}
	quotebot(t, folder, 0, "doctor", "--offline")
}

// An import that is stopped when all is stored says so.
func TestStoppedAfterImporting(t *testing.T) {
	library := filepath.Join(t.TempDir(), "quotebot.db")
	a := &app{errw: io.Discard, getenv: func(name string) string { return map[string]string{"QUOTEBOT_DB": library}[name] }}
	err := a.with(t.Context(), func(h *house) error {
		some := func(yield func([]quotes.Citation, error) bool) {
			yield([]quotes.Citation{{Scope: quotes.Library, Text: "We can mend the bridge."}, {Scope: quotes.Library, Text: "We can mend the old bridge."}}, nil)
		}
		if err := h.db.Import(t.Context(), some, func(int, int) {}); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		return a.finish(ctx, h)
	})
	if err == nil || !strings.Contains(err.Error(), "the quotes, which are all stored,") {
		t.Errorf("it says %v", err)
	}
}

// Reading what nobody types ends with the program.
func TestStoppedWhileReading(t *testing.T) {
	for _, args := range [][]string{{"extract", "-"}, {"add", "-"}, {"ask", "-"}, {"extract", "--jsonl", "-"}} {
		in, feed, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		defer feed.Close()
		p := start(t, t.TempDir(), nil, in, args...)
		if err := in.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(feed, "{}\n"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(300 * time.Millisecond) // it is reading, most probably; stopped before that it ends likewise
		if err := p.Process.Signal(syscall.SIGINT); err != nil {
			t.Fatal(err)
		}
		if code := p.status(t); code != 1 && code != -1 || code == 1 && !strings.Contains(p.err.String(), "stopped before") {
			t.Errorf("%v: status %d\n%s", args, code, p.err.String())
		}
	}
}

// A library that may not be written is told of in words, with what to do.
func TestNoRightToWrite(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("root may write everywhere")
	}
	folder := t.TempDir()
	quotebot(t, folder, 0, "import", "--sample")
	if err := os.Chmod(filepath.Join(folder, "quotebot.db"), 0o400); err != nil {
		t.Fatal(err)
	}
	if p := start(t, folder, nil, nil, "ask", "fear"); p.status(t) != 1 || !strings.HasPrefix(p.err.String(), "quotebot: the library quotebot.db can't be written: give the user") {
		t.Errorf("it says %s", p.err.String())
	}
}
