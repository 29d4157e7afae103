package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func env(pairs ...string) func(string) string {
	m := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return func(k string) string { return m[k] }
}

func TestLoadDefaults(t *testing.T) {
	c, err := Load(env())
	if err != nil {
		t.Fatal(err)
	}
	if c.DB != "quotebot.db" || c.Token != "" || c.HealthSocket() != "quotebot.db.sock" || c.FetchMax != 8<<20 || c.Watch {
		t.Errorf("defaults are %+v", c)
	}
}

func TestLoadReportsEverythingAtOnce(t *testing.T) {
	_, err := Load(env("DISCORD_API_URL", "discord", "QUOTEBOT_LOG_LEVEL", "loud", "QUOTEBOT_FETCH_ALLOW", "10.0.0.0/8,nowhere",
		"QUOTEBOT_FETCH_TIMEOUT", "soon", "QUOTEBOT_FETCH_MAX", "-1", "DISCORD_SHARDS", "many", "QUOTEBOT_LOG_FORMAT", "xml",
		"QUOTEBOT_METRICS_ADDR", "0", "QUOTEBOT_BACKUP_KEEP", "0", "QUOTEBOT_BACKUP_EVERY", "1s",
		"QUOTEBOT_WATCH", "maybe", "QUOTEBOT_USER_AGENT", "bö\nt", "DISCORD_TOKEN", "a secret"))
	if err == nil {
		t.Fatal("no error")
	}
	for _, name := range []string{"DISCORD_API_URL", "QUOTEBOT_LOG_LEVEL", "QUOTEBOT_FETCH_ALLOW", "QUOTEBOT_FETCH_TIMEOUT", "QUOTEBOT_FETCH_MAX",
		"DISCORD_SHARDS", "QUOTEBOT_LOG_FORMAT", "QUOTEBOT_USER_AGENT", "QUOTEBOT_WATCH", "DISCORD_TOKEN"} {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("the error does not name %s:\n%v", name, err)
		}
	}
	if strings.Contains(err.Error(), "a secret") {
		t.Error("the error shows the token")
	}
}

func TestSecretFromFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte("abc.def\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Load(env("DISCORD_TOKEN_FILE", file))
	if err != nil || c.Token.Reveal() != "abc.def" {
		t.Fatalf("token %q, %v", c.Token.Reveal(), err)
	}
	for name, getenv := range map[string]func(string) string{
		"both":   env("DISCORD_TOKEN_FILE", file, "DISCORD_TOKEN", "x"),
		"absent": env("DISCORD_TOKEN_FILE", file+"x"),
		"empty":  env("DISCORD_TOKEN_FILE", os.DevNull),
	} {
		if _, err := Load(getenv); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestSecretNeverShows(t *testing.T) {
	c, err := Load(env("DISCORD_TOKEN", "Bot s3cr3t"))
	if err != nil {
		t.Fatal(err)
	}
	if c.Token.Reveal() != "s3cr3t" {
		t.Fatalf("token is %q", c.Token.Reveal())
	}
	var out bytes.Buffer
	if err := c.Show(&out); err != nil {
		t.Fatal(err)
	}
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "token", c.Token, "config", c)
	j, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(&out, "%v %+v %#v %s %q %s", c, c, c, c.Token, c.Token, j)
	if strings.Contains(out.String(), "s3cr3t") {
		t.Errorf("the token shows:\n%s", out.String())
	}
	if !strings.Contains(out.String(), mask) {
		t.Error("nothing says that a token is set")
	}
}

func TestAllowList(t *testing.T) {
	c, err := Load(env("QUOTEBOT_FETCH_ALLOW", " 127.0.0.1:8080, intranet.example:443 ,10.0.0.0/8,[::1]:80,"))
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(c.FetchAllow, " "); got != "127.0.0.1:8080 intranet.example:443 10.0.0.0/8 [::1]:80" {
		t.Errorf("got %s", got)
	}
}

func TestShardIDs(t *testing.T) {
	for _, tt := range []struct{ shards, ids, want string }{
		{"", "", ""}, {"4", "", ""}, {"4", "0", "0"}, {"4", " 3, 0-1 ", "0,1,3"}, {"4", "1-2,2-3", "1,2,3"},
		{"", "0", "error"}, {"0", "0", "error"}, {"4", "4", "error"}, {"4", "-1", "error"}, {"4", "2-1", "error"}, {"4", "1,,2", "error"}, {"4", "all", "error"},
	} {
		c, err := Load(env("DISCORD_SHARDS", tt.shards, "DISCORD_SHARD_IDS", tt.ids))
		if got := joinIDs(c.ShardIDs); err == nil && got != tt.want || err != nil && (tt.want != "error" || !strings.Contains(err.Error(), "DISCORD_SHARD_IDS")) {
			t.Errorf("%q of %q: %q, %v; want %q", tt.ids, tt.shards, got, err, tt.want)
		}
	}
	c, err := Load(env("DISCORD_SHARDS", "8", "DISCORD_SHARD_IDS", "4-7"))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := c.Show(&out); err != nil || !strings.Contains(out.String(), "4,5,6,7") {
		t.Errorf("shown, %v:\n%s", err, out.String())
	}
}

func TestMetricsAddress(t *testing.T) {
	for in, want := range map[string]string{
		"":             "",
		"9464":         "127.0.0.1:9464",
		":9464":        "127.0.0.1:9464",
		"0.0.0.0:9464": "0.0.0.0:9464",
		"[::1]:9464":   "[::1]:9464",
		"70000":        "error",
		"host":         "error",
		"host:":        "error",
	} {
		c, err := Load(env("QUOTEBOT_METRICS_ADDR", in))
		if got := c.Metrics; err == nil && got != want || err != nil && want != "error" {
			t.Errorf("%q: %q, %v; want %q", in, got, err, want)
		}
	}
}

func TestRedact(t *testing.T) {
	var out bytes.Buffer
	w := Secret("abc.def").Redact(&out)
	if n, err := fmt.Fprintln(w, "Bot abc.def and abc.defabc.def"); n != 31 || err != nil {
		t.Errorf("%d bytes, %v", n, err)
	}
	if want := "Bot " + mask + " and " + mask + mask + "\n"; out.String() != want {
		t.Errorf("written %q, want %q", out.String(), want)
	}
	if Secret("").Redact(&out) != &out {
		t.Error("without a secret there is nothing to mask")
	}
}
