package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The program for arm64 does what the one for this machine does: it reads, keeps, finds and looks its library over. It
// runs in QEMU's emulation of another processor on this kernel; `make arm64-test` builds it and says where it is.
func TestARM64(t *testing.T) {
	other := os.Getenv("QUOTEBOT_TEST_ARM64")
	if other == "" {
		t.Skip("needs the program for arm64: make arm64-test")
	}
	var qemu string
	for _, name := range []string{"qemu-aarch64-static", "qemu-aarch64"} {
		if path, err := exec.LookPath(name); err == nil {
			qemu = path
			break
		}
	}
	if qemu == "" {
		t.Skip("needs qemu-aarch64-static (Debian: qemu-user-static)")
	}
	here, there := t.TempDir(), t.TempDir()
	bridge, err := filepath.Abs("quotes/sample/bridge.txt")
	if err != nil {
		t.Fatal(err)
	}
	emulated := func(args ...string) string {
		t.Helper()
		c := exec.CommandContext(context.Background(), qemu, append([]string{other}, args...)...)
		c.Dir, c.Env = there, []string{"TMPDIR=" + there}
		out, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("quotebot %s: %v\n%s", strings.Join(args, " "), err, out)
		}
		return string(out)
	}
	if text := emulated("--version"); !strings.HasPrefix(text, "quotebot ") {
		t.Errorf("--version: %q", text)
	}
	for _, args := range [][]string{
		{"import", "--sample"},
		{"extract", "--explain", bridge},
		{"extract", "--json", bridge},
		{"add", "--url", "https://example.org/bridge", bridge},
		{"ask", "what", "did", "lincoln", "say", "about", "malice"},
		{"ask", "--json", "what did the mayor say about the bridge"},
		{"export", "--scope", "library"},
	} {
		if want, got := alike(quotebot(t, here, 0, args...)), alike(emulated(args...)); got != want {
			t.Errorf("quotebot %s\non this machine:\n%s\non arm64:\n%s", strings.Join(args, " "), want, got)
		}
	}
	emulated("backup", "copy.db")
	emulated("doctor", "--offline")
	// Either reads the other's library.
	for _, end := range []string{"quotebot.db", "copy.db"} {
		if err := os.Rename(filepath.Join(there, end), filepath.Join(here, "arm64-"+end)); err != nil {
			t.Fatal(err)
		}
		quotebot(t, here, 0, "doctor", "--offline", "--db", "arm64-"+end)
	}
}

// alike leaves out what may differ: when quotes were added, and the last digits of scores, since arm64 adds and multiplies
// in one step, without rounding between.
func alike(text string) string {
	text = regexp.MustCompile(`"added_at": ?"[^"]*"`).ReplaceAllString(text, `"added_at":""`)
	return regexp.MustCompile(`("score": ?\d+\.\d{6})\d+`).ReplaceAllString(text, "$1")
}
