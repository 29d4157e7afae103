package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"quotebot/bot/discord/discordtest"
)

// patience is how long a test waits for another process before it counts as hung.
const patience = 2 * time.Minute

// program is quotebot running as a process of its own.
type program struct {
	*exec.Cmd
	out, err output
	done     chan struct{} // closed when it has ended
}

// output is what a process has written so far.
type output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}

// start starts this test binary as the command quotebot (TestMain), in a folder and with nothing in its environment but
// env.
func start(t testing.TB, folder string, env []string, in io.Reader, args ...string) *program {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := &program{Cmd: exec.CommandContext(context.Background(), self), done: make(chan struct{})}
	p.Args = append([]string{"quotebot"}, args...)
	p.Dir, p.Stdin = folder, in
	p.Env = append([]string{"TMPDIR=" + folder}, env...)
	p.Stdout, p.Stderr = &p.out, &p.err
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = p.Wait() // the state tells
		close(p.done)
	}()
	t.Cleanup(func() {
		_ = p.Process.Kill() // it may have ended
		<-p.done
	})
	return p
}

// status waits for the end of the process and gives its exit status; -1 when a signal ended it.
func (p *program) status(t testing.TB) int {
	t.Helper()
	select {
	case <-p.done:
	case <-time.After(patience):
		_ = p.Process.Signal(syscall.SIGQUIT) // shows where it hangs
		<-p.done
		t.Fatalf("%v did not end:\n%s", p.Args, p.err.String())
	}
	return p.ProcessState.ExitCode()
}

// quotebot runs the program to its end, which must be that status.
func quotebot(t testing.TB, folder string, want int, args ...string) string {
	t.Helper()
	p := start(t, folder, nil, nil, args...)
	if got := p.status(t); got != want {
		t.Fatalf("quotebot %s: exit status %d, want %d\n%s%s", strings.Join(args, " "), got, want, p.out.String(), p.err.String())
	}
	return p.out.String()
}

// eventually waits until ok, and fails the test when that takes too long.
func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !ok(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// double is a Discord with one guild.
func double(t testing.TB, o discordtest.Options) *discordtest.Server {
	t.Helper()
	s, err := discordtest.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	s.AddGuild(discordtest.Guild{ID: "100", Owner: "1", Roles: []discordtest.Role{{ID: "100", Permissions: "309237763072"}},
		Channels: []discordtest.Channel{{ID: "200"}}})
	return s
}

// freePort is a port on loopback that nobody listens on just now.
func freePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// get reads a page on loopback; the status is 0 when nobody answers.
func get(t testing.TB, port, path string) (status int, text string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://127.0.0.1:"+port+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, ""
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

// A bot as an operator runs it: it tells how it is, shows its figures, makes its backups, keeps a second one and a restore
// off its library, and ends in order.
func TestServe(t *testing.T) {
	folder, s, port := t.TempDir(), double(t, discordtest.Options{}), freePort(t)
	quotebot(t, folder, 0, "import", "--sample")
	env := []string{"DISCORD_TOKEN=" + s.Token(), "DISCORD_API_URL=" + s.URL(), "QUOTEBOT_METRICS_ADDR=" + port, "QUOTEBOT_BACKUP_DIR=backups"}
	p := start(t, folder, env, nil, "serve")
	eventually(t, "readiness", func() bool { status, _ := get(t, port, "/readyz"); return status == http.StatusOK })
	quotebot(t, folder, 0, "health")

	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := s.Registered(ctx, ""); err != nil {
		t.Fatal(err)
	}
	i, err := s.Use(discordtest.Use{Guild: "100", Channel: "200", By: discordtest.User{ID: "1", Username: "ada"}, Command: "ask",
		Options: []discordtest.Option{{Name: "question", Value: "the only thing we have to fear is fear itself"}}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := i.Answer(ctx); err != nil {
		t.Fatal(err)
	}
	_, figures := get(t, port, "/metrics")
	for _, want := range []string{"quotebot_gateway_up 1", `quotebot_requests_total{act="ask",outcome="found"} 1`, "quotebot_library_quotes 11",
		"quotebot_queue_jobs", "quotebot_build_info"} {
		if !strings.Contains(figures, want) {
			t.Errorf("the figures lack %s:\n%s", want, strings.Join(regexp.MustCompile(`(?m)^quotebot.*$`).FindAllString(figures, -1), "\n"))
		}
	}
	eventually(t, "the first backup", func() bool {
		made, err := filepath.Glob(filepath.Join(folder, "backups", "quotebot-*.db"))
		return err == nil && len(made) == 1
	})
	made, err := filepath.Glob(filepath.Join(folder, "backups", "*"))
	if err != nil || len(made) != 1 {
		t.Fatalf("backups: %v, %v", made, err)
	}

	second := start(t, folder, env, nil, "serve")
	if code := second.status(t); code != 1 || !strings.Contains(second.err.String(), "another quotebot runs on this library") {
		t.Errorf("a second bot: status %d\n%s", code, second.err.String())
	}
	quotebot(t, folder, 1, "restore", made[0])
	quotebot(t, folder, 1, "doctor", "--rebuild-index")
	quotebot(t, folder, 0, "backup", "by-hand.db")

	// The gateway goes: alive, but not ready.
	s.CloseGateway(4000)
	s.Conduct(discordtest.Conduct{Mute: true}, discordtest.Conduct{Mute: true})
	eventually(t, "unreadiness", func() bool { status, _ := get(t, port, "/readyz"); return status == http.StatusServiceUnavailable })
	if status, text := get(t, port, "/healthz"); status != http.StatusOK {
		t.Errorf("/healthz: %d %s", status, text)
	}
	quotebot(t, folder, 1, "health")

	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if code := p.status(t); code != 0 {
		t.Errorf("after SIGTERM: status %d\n%s", code, p.err.String())
	}
	if _, err := os.Stat(filepath.Join(folder, "quotebot.db.sock")); err == nil {
		t.Error("the health socket is left behind")
	}
	quotebot(t, folder, 1, "health")
	quotebot(t, folder, 0, "restore", made[0])
	quotebot(t, folder, 0, "doctor", "--offline")
}

// A bot whose predecessor was killed takes its place.
func TestServeAfterKill(t *testing.T) {
	folder, s := t.TempDir(), double(t, discordtest.Options{})
	env := []string{"DISCORD_TOKEN=" + s.Token(), "DISCORD_API_URL=" + s.URL()}
	for range 3 {
		p := start(t, folder, env, nil, "serve")
		eventually(t, "health", func() bool {
			ask := start(t, folder, nil, nil, "health")
			return ask.status(t) == 0
		})
		if err := p.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		if code := p.status(t); code != -1 {
			t.Fatalf("status %d", code)
		}
	}
	quotebot(t, folder, 0, "doctor", "--offline")
}
