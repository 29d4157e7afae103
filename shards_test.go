package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quotebot/bot/discord/discordtest"
)

// TestShardsOfTwoProcesses shares the gateway connections of one bot out over two processes by their settings alone.
func TestShardsOfTwoProcesses(t *testing.T) {
	t.Parallel()
	s := double(t, discordtest.Options{Shards: 3})
	var both []*program
	for _, ids := range []string{"0,2", "1"} {
		folder := filepath.Join(t.TempDir(), ids)
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		both = append(both, start(t, folder, []string{"DISCORD_TOKEN=" + s.Token(), "DISCORD_API_URL=" + s.URL(), "DISCORD_SHARDS=3", "DISCORD_SHARD_IDS=" + ids}, nil, "serve"))
	}
	eventually(t, "three connections", func() bool { return s.Live() == 3 })
	for _, p := range both {
		if err := p.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range both {
		if got := p.status(t); got != 0 {
			t.Errorf("exit status %d:\n%s", got, p.err.String())
		}
	}
	p := start(t, t.TempDir(), []string{"DISCORD_TOKEN=" + s.Token(), "DISCORD_SHARDS=3", "DISCORD_SHARD_IDS=3"}, nil, "config")
	if p.status(t) == 0 || !strings.Contains(p.err.String(), "DISCORD_SHARD_IDS must hold numbers from 0 to 2") {
		t.Errorf("a connection that there is not: %s", p.err.String())
	}
}
