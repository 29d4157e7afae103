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

	loadPatience = 3 * time.Second // how long Discord waits for the first response
)

// TestLoad is a large bot's day in short, through the wire: events of a thousand guilds come from a Discord double in this
// process to the real program in another. Every question and every quote to keep must be responded to in Discord's three
// seconds and then answered, and every quote that is called saved be there; else it is lost. Who is told that there is too
// much to do is counted apart. It runs for as long as QUOTEBOT_SOAK says.
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

	l := send(t, s, words, lasting)
	for end := time.Now().Add(patience); time.Now().Before(end) && l.open() > 0; {
		time.Sleep(10 * time.Millisecond)
	}
	peak, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.Process.Pid)) // shown where there is one
	_, figures := get(t, port, "/metrics")
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if code := p.status(t); code != 0 {
		t.Errorf("status %d", code)
	}
	if n := stored(t, folder) - loadLibrary; n != 0 {
		t.Errorf("the operator's library has %d quotes of guilds", n)
	}
	all := quotebot(t, folder, 0, "export", "--scope", "all")
	quotebot(t, folder, 0, "doctor", "--offline")

	t.Logf("%d guilds, %d quotes in the library; %d events in %v: %.0f a second", loadGuilds, loadLibrary, l.events, l.took.Round(time.Second),
		float64(l.events)/l.took.Seconds())
	turnedAway := 0
	for _, kind := range []struct {
		name    string
		sent    []*discordtest.Interaction
		settled string // what an answer that settles the request shows
	}{{"questions", l.asked, ""}, {"quotes to keep", l.added, "Saved as"}} {
		var first []time.Duration
		var lost, refused int
		for n, i := range kind.sent {
			d, responded := i.Took()
			if responded {
				first = append(first, d)
			}
			shown := i.Shown()
			switch {
			case len(shown) == 0 || d > loadPatience:
				lost++
			case strings.Contains(shown[len(shown)-1].Content, "too much to do"):
				refused++
			case !shows(shown, kind.settled):
				lost++
			case kind.settled != "" && !strings.Contains(all, fmt.Sprintf("%q", keptWords(n))):
				lost++
				t.Errorf("quote %d was acknowledged and is not there", n)
			}
		}
		slices.Sort(first)
		at := func(q float64) time.Duration {
			return first[int(q*float64(len(first)-1))].Round(100 * time.Microsecond)
		}
		t.Logf("%d %s: %d lost, %d turned away; first response as Discord sees it: p50 %v, p99 %v, slowest %v", len(first), kind.name, lost, refused,
			at(.5), at(.99), at(1))
		if lost > 0 {
			t.Errorf("%d of %d %s were lost", lost, len(kind.sent), kind.name)
		}
		turnedAway += refused
	}
	t.Logf("time in the brain: %s s in all for %s questions, %s s for %s quotes", figure(figures, `quotebot_request_seconds_sum{act="ask"}`),
		figure(figures, `quotebot_request_seconds_count{act="ask"}`), figure(figures, `quotebot_request_seconds_sum{act="add"}`),
		figure(figures, `quotebot_request_seconds_count{act="add"}`))
	memory := "unknown"
	if m := regexp.MustCompile(`VmHWM:\s*(\d+ kB)`).FindSubmatch(peak); m != nil {
		memory = string(m[1])
	}
	t.Logf("memory of the bot: Go's heap %s bytes, at the end %s, at its peak %s", figure(figures, "go_memstats_heap_inuse_bytes"),
		figure(figures, "process_resident_memory_bytes"), memory)

	// Turning people away is no loss, they were told; but a bot that does it all the time would not pass for one that carries the load.
	if sent := len(l.asked) + len(l.added); turnedAway*100 > sent {
		t.Errorf("%d of %d requests were turned away", turnedAway, sent)
	}
	if got := figure(figures, "quotebot_overloaded_total"); got != strconv.Itoa(turnedAway) {
		t.Errorf("the figures tell of %s requests that were turned away, %d were", got, turnedAway)
	}
	for _, none := range []string{"quotebot_rate_limited_total", "quotebot_gateway_lost_total"} {
		if got := figure(figures, none); got != "0" {
			t.Errorf("%s is %s", none, got)
		}
	}
	if log := p.err.String(); strings.Contains(log, "level=ERROR") || strings.Contains(log, "level=WARN") || t.Failed() {
		t.Errorf("the end of the log:\n%s", log[max(0, len(log)-4000):])
	}
}

// shows says whether one of the messages has the text in it.
func shows(all []discordtest.Message, text string) bool {
	return slices.ContainsFunc(all, func(m discordtest.Message) bool { return strings.Contains(m.Content, text) })
}

// figure is one of the figures.
func figure(figures, name string) string {
	_, after, _ := strings.Cut(figures, "\n"+name+" ")
	value, _, _ := strings.Cut(after, "\n")
	return value
}

// load is what was sent.
type load struct {
	asked, added []*discordtest.Interaction
	events       int
	took         time.Duration
}

// open counts the requests without an answer.
func (l *load) open() (n int) {
	for _, kind := range [][]*discordtest.Interaction{l.asked, l.added} {
		for _, i := range kind {
			if len(i.Shown()) == 0 {
				n++
			}
		}
	}
	return n
}

// send sends events at an even pace.
func send(t *testing.T, s *discordtest.Server, words []string, lasting time.Duration) *load {
	t.Helper()
	l, chance := &load{}, rand.New(rand.NewPCG(1, 2))
	begin := time.Now()
	for ; time.Since(begin) < lasting; time.Sleep(2 * time.Millisecond) {
		for due := int(time.Since(begin).Seconds() * loadRate); l.events < due; l.events++ {
			g := chance.IntN(loadGuilds)
			by := discordtest.User{ID: strconv.Itoa(5000 + chance.IntN(20_000)), Username: "somebody"}
			use := discordtest.Use{Guild: guildID(g), Channel: channelID(g), By: by}
			switch n := chance.IntN(loadRate); {
			case n < loadAsks:
				use.Command = "ask"
				use.Options = []discordtest.Option{{Name: "question", Value: "who spoke of " + phrase(chance, words, 4)}}
				l.asked = append(l.asked, must(t, s, use))
			case n < loadAsks+loadAdds:
				use.Command = "quote add"
				use.Options = []discordtest.Option{{Name: "text", Value: keptWords(len(l.added))}, {Name: "speaker", Value: "Ida Marrow"}}
				l.added = append(l.added, must(t, s, use))
			default:
				s.Send(discordtest.Post{Guild: use.Guild, Channel: use.Channel, From: by, Text: "Just talking, to nobody in particular."})
			}
		}
	}
	l.took = time.Since(begin)
	return l
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
