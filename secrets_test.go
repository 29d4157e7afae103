package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"quotebot/bot/discord/discordtest"
)

// A token whose parts stand out in anything that is written.
const secret = "TOPSECRETid.TOPSECRETtime.TOPSECREThmac"

// The token is in nothing that the program writes, whatever Discord does: not in the log at its most talkative, not in
// errors, not in what commands print, not in the dump of a crash, and not where other users of the machine can see it.
func TestTokenStaysSecret(t *testing.T) {
	answer := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if strings.Contains(body, "ECHO") { // a hostile or careless proxy that repeats what it was sent
				body = fmt.Sprintf(`{"message": %q, "code": 0}`, r.Header.Get("Authorization"))
			}
			w.WriteHeader(status)
			fmt.Fprint(w, body)
		}
	}
	discords := []struct {
		name string
		api  func(t *testing.T) string
	}{
		{"nobody there", func(*testing.T) string { return "http://127.0.0.1:1" }},
		{"not accepted", func(t *testing.T) string { return double(t, discordtest.Options{Token: "another"}).URL() }},
		{"refused by the gateway", func(t *testing.T) string {
			s := double(t, discordtest.Options{Token: secret})
			s.Conduct(discordtest.Conduct{Close: 4004})
			return s.URL()
		}},
		{"out of order", func(t *testing.T) string { return server(t, answer(500, "oops")) }},
		{"talking nonsense", func(t *testing.T) string { return server(t, answer(200, "<html>{")) }},
		{"repeating the token", func(t *testing.T) string { return server(t, answer(400, "ECHO")) }},
		{"well", func(t *testing.T) string { return double(t, discordtest.Options{Token: secret}).URL() }},
	}
	for _, d := range discords {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			folder, api := t.TempDir(), d.api(t)
			if err := os.WriteFile(filepath.Join(folder, "token"), []byte(secret+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			quotebot(t, folder, 0, "import", "--sample")
			env := []string{"DISCORD_TOKEN_FILE=token", "DISCORD_API_URL=" + api, "QUOTEBOT_LOG_LEVEL=debug", "GOTRACEBACK=all"}
			for _, command := range []string{"doctor", "config", "ask fear"} {
				p := start(t, folder, env, nil, strings.Fields(command)...)
				p.status(t)
				silent(t, command, p)
			}
			p := start(t, folder, env, nil, "serve")
			eventually(t, "the bot to meet Discord", func() bool {
				log := p.err.String()
				return strings.Contains(log, "starting") && strings.Count(log, "\n") > 1
			})
			if runtime.GOOS == "linux" {
				for _, file := range []string{"cmdline", "environ", "comm"} {
					if text, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", p.Process.Pid, file)); err == nil && strings.Contains(string(text), "TOPSECRET") {
						t.Errorf("the token is in /proc/PID/%s", file)
					}
				}
			}
			_ = p.Process.Signal(syscall.SIGQUIT) // it may have ended by itself: some of these Discords are final
			p.status(t)
			silent(t, "serve", p)
		})
	}
}

func server(t *testing.T, h http.Handler) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

// silent fails when the token, or a part of it, is in what a process has written.
func silent(t *testing.T, what string, p *program) {
	t.Helper()
	for _, text := range []string{p.out.String(), p.err.String()} {
		if at := strings.Index(text, "TOPSECRET"); at >= 0 {
			t.Errorf("%s shows the token: …%s…", what, text[max(at-200, 0):min(at+60, len(text))])
		}
	}
}

// What people write and ask is not in the log at its usual level, also when storing fails; then the log has the id that
// the person is told.
func TestWordsStayOutOfTheLog(t *testing.T) {
	const words = "PRIVATEWORDS about the harbour"
	folder, s := t.TempDir(), double(t, discordtest.Options{})
	quotebot(t, folder, 0, "import", "--sample")
	p := start(t, folder, []string{"DISCORD_TOKEN=" + s.Token(), "DISCORD_API_URL=" + s.URL(), "QUOTEBOT_LOG_FORMAT=json"}, nil, "serve")
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := s.Registered(ctx, ""); err != nil {
		t.Fatal(err)
	}
	use := func(command string, options ...discordtest.Option) discordtest.Message {
		t.Helper()
		i, err := s.Use(discordtest.Use{Guild: "100", Channel: "200", By: discordtest.User{ID: "1", Username: "ada"}, Command: command, Options: options})
		if err != nil {
			t.Fatal(err)
		}
		m, err := i.Answer(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	question := discordtest.Option{Name: "question", Value: words}
	use("ask", question)
	use("quote add", discordtest.Option{Name: "text", Value: words}, discordtest.Option{Name: "speaker", Value: "Ida PRIVATEWORDS"})
	// The library is damaged under the bot: the next question is our fault.
	path := filepath.Join(folder, "quotebot.db")
	for _, name := range []string{path, path + "-wal"} {
		if err := os.Truncate(name, 0); err != nil {
			t.Fatal(err)
		}
	}
	answer := use("ask", question)
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	p.status(t)
	log := p.err.String()
	if strings.Contains(log, "PRIVATEWORDS") {
		t.Errorf("the log repeats people's words:\n%s", log)
	}
	shown := answer.Content
	for _, e := range answer.Embeds {
		shown += e.Title + e.Description
	}
	_, id, ok := strings.Cut(shown, "this number: ")
	if id, _, _ = strings.Cut(id, "."); !ok || len(id) != 8 || !strings.Contains(log, `"id":"`+id+`"`) {
		t.Errorf("the person is told %q, which is not in the log:\n%s", shown, log)
	}
}
