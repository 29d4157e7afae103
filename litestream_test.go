package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// litestream is the real program, replicating a folder's library to a folder of files beside it.
type litestream struct {
	program, config, library, replica string
	cmd                               *exec.Cmd
	log                               output
}

// replicate starts Litestream with the configuration of docs/operations.md.
func replicate(t *testing.T, folder string) *litestream {
	t.Helper()
	program, err := exec.LookPath("litestream")
	if err != nil {
		t.Skip("litestream is not installed; go install github.com/benbjohnson/litestream/cmd/litestream@v0.5.18 and put it into PATH")
	}
	l := &litestream{program: program, config: filepath.Join(folder, "litestream.yml"), library: filepath.Join(folder, "quotebot.db"),
		replica: filepath.Join(folder, "replica")}
	text := fmt.Sprintf("dbs:\n  - path: %s\n    replica:\n      type: file\n      path: %s\n", l.library, l.replica)
	if err := os.WriteFile(l.config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	l.cmd = exec.CommandContext(context.Background(), program, "replicate", "-config", l.config)
	l.cmd.Stdout, l.cmd.Stderr = &l.log, &l.log
	if err := l.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.kill)
	return l
}

func (l *litestream) kill() {
	_ = l.cmd.Process.Kill() // it may be dead already
	_ = l.cmd.Wait()
}

// restore writes what the replica has to a library in another folder, and tells whether there was anything.
func (l *litestream) restore(t *testing.T, folder string) bool {
	t.Helper()
	to := filepath.Join(folder, "quotebot.db")
	for _, end := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(to + end); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	if err := exec.CommandContext(t.Context(), l.program, "restore", "-config", l.config, "-o", to, l.library).Run(); err != nil {
		return false
	}
	if err := os.Chmod(to, 0o600); err != nil { // Litestream lets everybody read it
		t.Fatal(err)
	}
	return true
}

// The bot's process and Litestream are killed in the middle of writing. What was acknowledged before Litestream's last
// round is in the replica, as a library that is sound; a round is a second.
func TestLitestream(t *testing.T) {
	folder, elsewhere := t.TempDir(), t.TempDir()
	manyQuotes(t, filepath.Join(folder, "first.jsonl"), batch)
	manyQuotes(t, filepath.Join(folder, "all.jsonl"), 2*batch)
	quotebot(t, folder, 0, "import", "--sample") // Litestream waits for a library that is there
	l := replicate(t, folder)
	for round := range faultRuns(1) {
		quotebot(t, folder, 0, "import", "first.jsonl") // acknowledged
		eventually(t, "the replica to have what was acknowledged", func() bool {
			return l.restore(t, elsewhere) && stored(t, elsewhere) >= 11+batch
		})
		p := start(t, folder, nil, nil, "import", "all.jsonl")
		time.Sleep(300 * time.Millisecond) // in the middle of it
		_ = p.Process.Kill()
		p.status(t)
		l.kill()
		if !l.restore(t, elsewhere) {
			t.Fatalf("round %d: nothing to restore:\n%s", round, l.log.String())
		}
		if n := stored(t, elsewhere); n < 11+batch || (n-11)%batch != 0 {
			t.Errorf("round %d: %d quotes in the replica", round, n)
		}
		quotebot(t, elsewhere, 0, "doctor", "--offline")
		quotebot(t, elsewhere, 0, "import", filepath.Join(folder, "all.jsonl")) // and it can be gone on with
		l = replicate(t, folder)
	}
}
