package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"quotebot/bot/discord/discordtest"
)

// What the load is made of. Most of what a gateway delivers is talk that is not meant for the bot.
const (
	loadGuilds  = 1_000
	loadRate    = 500 // events a second
	loadAsks    = 20  // of them questions
	loadAdds    = 5   // and quotes to keep
	loadLibrary = 20_000
)

// TestLoad is a large bot's day in short, through the wire: events of a thousand guilds come from a Discord double in this
// process to the real program in another. Every question and every quote to keep must be answered in Discord's three
// seconds, every acknowledged quote be there, and nothing be turned away. It runs for as long as QUOTEBOT_SOAK says.
func TestLoad(t *testing.T) {
	lasting, err := time.ParseDuration(os.Getenv("QUOTEBOT_SOAK"))
	if err != nil {
		t.Skip("set QUOTEBOT_SOAK to a duration, or run make soak")
	}
	folder, port := t.TempDir(), freePort(t)
	s, err := discordtest.New(discordtest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for g := range loadGuilds {
		id := guildID(g)
		s.AddGuild(discordtest.Guild{ID: id, Owner: "1", Roles: []discordtest.Role{{ID: id, Permissions: "309237763072"}},
			Channels: []discordtest.Channel{{ID: channelID(g)}}})
	}
	words := invented(5_000)
	writeLibrary(t, filepath.Join(folder, "library.jsonl"), words)
	quotebot(t, folder, 0, "import", "library.jsonl")
	p := start(t, folder, []string{"DISCORD_TOKEN=" + s.Token(), "DISCORD_API_URL=" + s.URL(), "QUOTEBOT_METRICS_ADDR=" + port,
		"QUOTEBOT_BACKUP_DIR=backups"}, nil, "serve")
	eventually(t, "readiness", func() bool { status, _ := get(t, port, "/readyz"); return status == 200 })
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := s.Registered(ctx, ""); err != nil {
		t.Fatal(err)
	}

	asked, added, events, took := send(t, s, words, lasting)
	for end := time.Now().Add(patience); time.Now().Before(end) && unanswered(asked)+unanswered(added) > 0; {
		time.Sleep(10 * time.Millisecond)
	}
	if a, b := unanswered(asked), unanswered(added); a+b > 0 {
		log := p.err.String()
		t.Fatalf("%d of %d questions and %d of %d quotes were not answered:\n%s", a, len(asked), b, len(added), log[max(0, len(log)-4000):])
	}
	peak, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.Process.Pid)) // shown where there is one
	_, figures := get(t, port, "/metrics")
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if code := p.status(t); code != 0 {
		t.Errorf("status %d", code)
	}

	var first []time.Duration
	for _, i := range append(slices.Clone(asked), added...) {
		d, ok := i.Took()
		if !ok {
			t.Error("a request was not answered")
		}
		first = append(first, d)
	}
	slices.Sort(first)
	at := func(q float64) time.Duration {
		return first[int(q*float64(len(first)-1))].Round(100 * time.Microsecond)
	}
	if last := at(1); last > 3*time.Second {
		t.Errorf("the slowest answer took %v; Discord waits 3 s", last)
	}
	kept := stored(t, folder) - loadLibrary
	if kept != 0 {
		t.Errorf("the operator's library has %d quotes of guilds", kept)
	}
	all := quotebot(t, folder, 0, "export", "--scope", "all")
	for n := range added {
		if !strings.Contains(all, fmt.Sprintf("%q", keptWords(n))) {
			t.Errorf("quote %d was acknowledged and is not there", n)
		}
	}
	for _, none := range []string{"quotebot_overloaded_total 0", "quotebot_rate_limited_total 0", "quotebot_gateway_lost_total 0"} {
		if !strings.Contains(figures, "\n"+none+"\n") {
			t.Errorf("the figures lack %q", none)
		}
	}
	if log := p.err.String(); strings.Contains(log, "level=ERROR") || strings.Contains(log, "level=WARN") {
		t.Errorf("the log complains:\n%s", log[max(0, len(log)-4000):])
	}
	quotebot(t, folder, 0, "doctor", "--offline")
	t.Logf("%d guilds, %d quotes in the library", loadGuilds, loadLibrary)
	t.Logf("%d events in %v: %.0f a second, of them %d questions and %d quotes to keep; none lost", events, took.Round(time.Second),
		float64(events)/took.Seconds(), len(asked), len(added))
	t.Logf("time in the brain: %s s in all for %s questions", figure(figures, `quotebot_request_seconds_sum{act="ask"}`), figure(figures, `quotebot_request_seconds_count{act="ask"}`))
	t.Logf("first response as Discord sees it: p50 %v, p99 %v, slowest %v", at(.5), at(.99), at(1))
	t.Logf("memory of the bot: Go's heap %s bytes, at the end %s, at its peak %s", figure(figures, "go_memstats_heap_inuse_bytes"),
		figure(figures, "process_resident_memory_bytes"), regexp.MustCompile(`VmHWM:\s*(\d+ kB)`).FindSubmatch(peak)[1])
}

// figure is one of the figures.
func figure(figures, name string) string {
	_, after, _ := strings.Cut(figures, "\n"+name+" ")
	value, _, _ := strings.Cut(after, "\n")
	return value
}

// unanswered counts the interactions without an answer.
func unanswered(all []*discordtest.Interaction) (n int) {
	for _, i := range all {
		if len(i.Shown()) == 0 {
			n++
		}
	}
	return n
}

// send sends events at an even pace.
func send(t *testing.T, s *discordtest.Server, words []string, lasting time.Duration) (asked, added []*discordtest.Interaction, events int, took time.Duration) {
	t.Helper()
	chance := rand.New(rand.NewPCG(1, 2))
	begin := time.Now()
	for ; time.Since(begin) < lasting; time.Sleep(2 * time.Millisecond) {
		for due := int(time.Since(begin).Seconds() * loadRate); events < due; events++ {
			g := chance.IntN(loadGuilds)
			by := discordtest.User{ID: strconv.Itoa(5000 + chance.IntN(20_000)), Username: "somebody"}
			use := discordtest.Use{Guild: guildID(g), Channel: channelID(g), By: by}
			switch n := chance.IntN(loadRate); {
			case n < loadAsks:
				use.Command = "ask"
				use.Options = []discordtest.Option{{Name: "question", Value: "who spoke of " + phrase(chance, words, 4)}}
				asked = append(asked, must(t, s, use))
			case n < loadAsks+loadAdds:
				use.Command = "quote add"
				use.Options = []discordtest.Option{{Name: "text", Value: keptWords(len(added))}, {Name: "speaker", Value: "Ida Marrow"}}
				added = append(added, must(t, s, use))
			default:
				s.Send(discordtest.Post{Guild: use.Guild, Channel: use.Channel, From: by, Text: "Just talking, to nobody in particular."})
			}
		}
	}
	return asked, added, events, time.Since(begin)
}

func must(t *testing.T, s *discordtest.Server, u discordtest.Use) *discordtest.Interaction {
	t.Helper()
	i, err := s.Use(u)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func guildID(g int) string   { return strconv.Itoa((g + 1) << 22) } // the bits that Discord chooses the shard by
func channelID(g int) string { return strconv.Itoa(900_000_000_000 + g) }
func keptWords(n int) string { return fmt.Sprintf("Saying number %d, to be kept.", n) }

// invented makes words of our own; the first are the most common in sentences.
func invented(n int) []string {
	chance := rand.New(rand.NewPCG(3, 4))
	words := make([]string, n)
	for i := range words {
		for range 2 + chance.IntN(3) {
			words[i] += string("bdfgklmnprstv"[chance.IntN(13)]) + string("aeiou"[chance.IntN(5)])
		}
	}
	return words
}

func phrase(chance *rand.Rand, words []string, n int) string {
	var b strings.Builder
	for range n {
		b.WriteString(words[int(float64(len(words))*chance.Float64()*chance.Float64())] + " ")
	}
	return strings.TrimSpace(b.String())
}

// writeLibrary writes a file with quotes of invented words.
func writeLibrary(t *testing.T, path string, words []string) {
	t.Helper()
	chance := rand.New(rand.NewPCG(5, 6))
	var b strings.Builder
	for i := range loadLibrary {
		fmt.Fprintf(&b, `{"text": "%s %d.", "speaker": "%s %s", "said_on": "20%02d-01-02", "url": "https://example.org/%d", "publisher": "The Harbour Gazette"}`+"\n",
			phrase(chance, words, 12), i, words[chance.IntN(40)], words[chance.IntN(50)], chance.IntN(25), i/10)
	}
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}
