package discord_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"quotebot/bot"
	"quotebot/bot/discord"
	"quotebot/bot/discord/discordtest"
	"quotebot/quotes"
)

// mentions has ben ask the bot in harbour's general channel.
func (w *world) mentions(text string) *discordtest.Posted {
	return w.Send(discordtest.Post{Guild: harbour, Channel: general, From: ben, Text: "<@" + discordtest.BotID + "> " + text})
}

// answers fails the test unless the bot answers a question.
func (w *world) answers(p *discordtest.Posted) {
	w.t.Helper()
	if _, err := w.Reply(w.ctx, p); err != nil {
		w.t.Fatalf("the bot does not answer: %v", err)
	}
}

// quick makes the gateway's heart beat fast, so that silence is noticed soon.
func quick(_ *discord.Options, so *discordtest.Options) { so.Heartbeat = 150 * time.Millisecond }

// trouble is something that goes wrong with the gateway.
type trouble struct {
	cause      func(*world)
	conduct    []discordtest.Conduct // of the connections after it
	newSession bool                  // the old one is lost; else it is resumed, and what came meanwhile is answered
	quick      bool                  // it is noticed by the heartbeat
}

func TestGatewayTrouble(t *testing.T) {
	t.Parallel()
	drop := func(w *world) { w.Drop() }
	conduct := func(c ...discordtest.Conduct) []discordtest.Conduct { return c }
	op9 := discordtest.Conduct{Instead: `{"op":9,"d":false}`}
	tests := map[string]trouble{
		"connection cut":                    {cause: drop},
		"op 7":                              {cause: func(w *world) { w.Reconnect() }},
		"op 9, resumable":                   {cause: func(w *world) { w.Invalidate(true) }},
		"op 9, not resumable":               {cause: func(w *world) { w.Invalidate(false) }, newSession: true},
		"half open":                         {cause: func(w *world) { w.Mute() }, quick: true},
		"op 7 instead of RESUMED":           {cause: drop, conduct: conduct(discordtest.Conduct{Instead: `{"op":7,"d":null}`})},
		"op 9 instead of RESUMED":           {cause: drop, conduct: conduct(op9), newSession: true},
		"op 9 instead of RESUMED and READY": {cause: drop, conduct: conduct(op9, op9), newSession: true},
		"op 11 instead of RESUMED":          {cause: drop, conduct: conduct(discordtest.Conduct{Instead: `{"op":11}`})},
		"silence instead of hello":          {cause: drop, conduct: conduct(discordtest.Conduct{Mute: true})},
		"no interval in hello":              {cause: drop, conduct: conduct(discordtest.Conduct{Hello: `{"op":10,"d":{"heartbeat_interval":0}}`})},
		"null, then cut":                    {cause: func(w *world) { w.Raw("null"); w.Drop() }},
	}
	for code, lost := range map[int]bool{
		1001: true, 1006: false, 1011: false, 4000: false, 4001: false, 4002: false, 4003: false, 4005: false, 4007: true, 4008: false, 4009: true,
	} {
		tests[fmt.Sprint("close code ", code)] = trouble{cause: func(w *world) { w.CloseGateway(code) }, newSession: lost}
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var change []func(*discord.Options, *discordtest.Options)
			if tt.quick {
				change = append(change, quick)
			}
			w := start(t, echo, change...)
			w.answers(w.mentions("before"))
			w.Conduct(tt.conduct...)
			tt.cause(w)
			meanwhile := w.mentions("meanwhile")
			if tt.newSession {
				w.wait("a new session", func() bool { return len(w.Identified()) >= 2 && w.Live() == 1 })
			} else {
				w.answers(meanwhile)
				if n := len(w.Identified()); n != 1 {
					t.Errorf("%d sessions were begun, want the first one to be resumed", n)
				}
			}
			w.answers(w.mentions("after"))
		})
	}
}

// TestInvalidAtFirst has op 9 and op 7 come while the very first session is begun, in which the library holds its lock.
func TestInvalidAtFirst(t *testing.T) {
	t.Parallel()
	for _, instead := range []string{`{"op":9,"d":false}`, `{"op":9,"d":true}`, `{"op":7,"d":null}`} {
		t.Run(instead, func(t *testing.T) {
			t.Parallel()
			w := startOnly(t, echo)
			w.Conduct(discordtest.Conduct{Instead: instead}, discordtest.Conduct{Instead: instead})
			w.wait("a session", func() bool { return w.Live() == 1 })
			w.answers(w.mentions("there?"))
		})
	}
}

func TestGatewaySaysNoForGood(t *testing.T) {
	t.Parallel()
	for _, code := range []int{4004, 4010, 4011, 4012, 4013, 4014} {
		for _, when := range []string{"at first", "later"} {
			t.Run(fmt.Sprint(code, " ", when), func(t *testing.T) {
				t.Parallel()
				w := start(t, echo)
				if when == "at first" {
					w.Conduct(discordtest.Conduct{Close: code})
					w.Drop()
				} else {
					w.CloseGateway(code)
				}
				select {
				case err := <-w.end:
					w.end <- err
					if err == nil || !strings.Contains(err.Error(), fmt.Sprint(code)) {
						t.Errorf("Run ended with %v", err)
					}
				case <-w.ctx.Done():
					t.Error("Run goes on")
				}
			})
		}
	}
}

func TestWrongToken(t *testing.T) {
	t.Parallel()
	for _, shards := range []int{0, 1} {
		w := startOnly(t, echo, func(o *discord.Options, _ *discordtest.Options) { o.Token, o.Shards = "a-wrong-token", shards })
		select {
		case err := <-w.end:
			w.end <- err
			if err == nil || !strings.Contains(err.Error(), "token") {
				t.Errorf("Run ended with %v", err)
			}
		case <-w.ctx.Done():
			t.Fatal("Run goes on")
		}
		if strings.Contains(w.log.String(), "a-wrong-token") {
			t.Error("the token is in the log")
		}
	}
}

func TestStrangeEvents(t *testing.T) {
	t.Parallel()
	w := start(t, echo)
	for _, raw := range []string{
		`null`, `[]`, `7`, `"x"`, `{}`, `not json`, `{"op":"x"}`, `{"op":99,"d":{}}`, `{"op":0,"t":null,"s":null,"d":null}`, `{"op":11,"d":null}`, `{"op":1,"d":null}`,
	} {
		w.Raw(raw)
	}
	for event, data := range map[string]any{
		"A_NEW_EVENT":        map[string]any{"x": 1},
		"GUILD_CREATE":       map[string]any{"id": harbour, "channels": []any{nil}, "members": []any{nil}},
		"MESSAGE_CREATE":     nil,
		"INTERACTION_CREATE": nil,
		"VOICE_STATE_UPDATE": map[string]any{"member": "no"},
		"GUILD_MEMBER_ADD":   []any{},
		"RESUMED":            "?",
	} {
		w.Dispatch(harbour, event, data)
	}
	w.Dispatch(harbour, "INTERACTION_CREATE", map[string]any{"id": "1", "token": "t", "type": 2, "data": map[string]any{"options": []any{nil}}})
	w.Dispatch(harbour, "INTERACTION_CREATE", map[string]any{"id": "1", "token": "t", "type": 77, "user": ada})
	p := w.Send(discordtest.Post{Guild: harbour, Channel: general, From: ben, Text: "<@" + discordtest.BotID + "> still there?", Extra: map[string]any{
		"components": []any{map[string]any{"type": 999, "components": []any{map[string]any{"type": 20}}}},
	}})
	w.answers(p)
	if n := len(w.Identified()); n != 1 {
		t.Errorf("%d sessions", n)
	}
}

func TestShards(t *testing.T) {
	t.Parallel()
	states := make(chan discord.State, 16)
	const apart = 150 * time.Millisecond
	w := start(t, echo, func(o *discord.Options, so *discordtest.Options) {
		so.Shards, o.Shards, o.Timing.Identify, so.Spacing = 2, 0, apart, apart*9/10
		o.OnState = func(s discord.State) { states <- s }
	})
	for s := range states {
		if s == discord.Live {
			break
		}
	}
	begun := w.Identified()
	if len(begun) != 2 || begun[1].Sub(begun[0]) < apart*9/10 {
		t.Errorf("sessions were begun at %v", begun)
	}
	if n := w.TooSoon(); n != 0 {
		t.Errorf("%d sessions were begun too soon", n)
	}
	w.answers(w.mentions("on one shard"))
	w.answers(w.Send(discordtest.Post{Guild: hills, Channel: hilltop, From: ada, Text: "<@" + discordtest.BotID + "> on the other"}))
	w.answers(w.Send(discordtest.Post{From: ada, Text: "on the first"}))
}

// TestShardsInTwoProcesses has each of two processes keep one of two shards. They know nothing of each other, so their
// sessions may begin too close together; Discord then refuses one, which tries again.
func TestShardsInTwoProcesses(t *testing.T) {
	t.Parallel()
	var first, daily atomic.Int64 // posts that each process makes
	due := func(ctx context.Context, r bot.Request) bot.Reply {
		switch r.Act {
		case bot.Due:
			return bot.Reply{Posts: []bot.Post{{Guild: hills, Channel: hilltop, Field: "daily"}}}
		case bot.Daily:
			return bot.Reply{Outcome: bot.Done, Cards: []bot.Card{{Citation: quotes.Citation{Text: "daily bread"}}}}
		}
		return echo(ctx, r)
	}
	counting := func(n *atomic.Int64) handler {
		return func(ctx context.Context, r bot.Request) bot.Reply {
			if r.Act == bot.Daily {
				n.Add(1)
			}
			return due(ctx, r)
		}
	}
	w := startOnly(t, counting(&first), func(o *discord.Options, so *discordtest.Options) {
		so.Shards, so.Spacing, o.Shards, o.Only, o.Timing.Identify = 2, 200*time.Millisecond, 2, []int{0}, 250*time.Millisecond
		o.Timing.Minute = 10 * time.Millisecond
	})
	run, cancel := context.WithCancel(w.ctx)
	done := make(chan error, 1)
	go func() {
		timing := short
		timing.Identify, timing.Minute = 250*time.Millisecond, 10*time.Millisecond
		done <- discord.Run(run, counting(&daily), discord.Options{Token: w.Token(), API: w.URL(), Shards: 2, Only: []int{1}, Timing: timing, Log: textLog(w.log)})
	}()
	w.wait("both shards", func() bool { return w.Live() == 2 })
	w.answers(w.Send(discordtest.Post{From: ada, Text: "direct messages go to shard 0"}))
	w.answers(w.Send(discordtest.Post{Guild: hills, Channel: hilltop, From: ada, Text: "<@" + discordtest.BotID + "> the guild is of shard 1"}))
	w.wait("a post of the process that has the guild", func() bool { return daily.Load() > 0 })
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if first.Load() > 0 {
		t.Error("the process without the guild posts there")
	}
	if n := len(w.Identified()); n != 2 {
		t.Errorf("%d sessions", n)
	}
}

func TestRateLimit(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]discordtest.Fault{
		"of a route": {Path: "callback", Status: 429, RetryAfter: 30 * time.Millisecond, Times: 2},
		"global":     {Path: "callback", Status: 429, RetryAfter: 30 * time.Millisecond, Global: true, Times: 1},
		"500":        {Path: "callback", Status: 500, Times: 1},
		"502":        {Path: "callback", Status: 502, Times: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := start(t, echo)
			w.Fail(f)
			i := w.ask("again?")
			shows(t, w.answer(i), "again?")
			for _, r := range w.Requests() {
				if r.Status == http.StatusBadRequest {
					t.Errorf("refused: %s %s %s", r.Method, r.Path, r.Body)
				}
			}
		})
	}
}

func TestDiscordDown(t *testing.T) {
	t.Parallel()
	s, err := discordtest.New(discordtest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	if err := discord.Run(ctx, handler(echo), discord.Options{Token: "x", API: s.URL(), Timing: short}); err != nil {
		t.Errorf("Run ended with %v, want it to wait until it is stopped", err)
	}
}

func TestStopFinishesWhatIsInHand(t *testing.T) {
	t.Parallel()
	begun, goOn := make(chan bool), make(chan bool)
	w := start(t, func(ctx context.Context, r bot.Request) bot.Reply {
		begun <- true
		<-goOn
		return echo(ctx, r)
	})
	i := w.ask("in hand")
	<-begun
	w.stop()
	w.wait("the gateway is left", func() bool { return w.Live() == 0 })
	close(goOn)
	shows(t, w.answer(i), "in hand")
	err := <-w.end
	w.end <- err
	if err != nil {
		t.Errorf("Run ended with %v", err)
	}
}

func TestStopDoesNotWaitForEver(t *testing.T) {
	t.Parallel()
	begun := make(chan bool)
	w := start(t, func(ctx context.Context, _ bot.Request) bot.Reply {
		begun <- true
		<-ctx.Done()
		return bot.Reply{Outcome: bot.Refused, Note: "I was stopped before that was done."}
	}, func(o *discord.Options, _ *discordtest.Options) {
		o.Timing.Grace, o.Timing.Defer = 50*time.Millisecond, time.Minute // what is left to say has that long
	})
	i := w.ask("for ever")
	<-begun
	w.stop()
	shows(t, w.answer(i), "stopped")
	if err := <-w.end; err != nil {
		t.Errorf("Run ended with %v", err)
	}
	w.end <- nil
}

func TestRunRefusesBadOptions(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]discord.Options{
		"no token":    {},
		"bad address": {Token: "x", API: "ftp://example.org"},
	} {
		if err := discord.Run(context.Background(), handler(echo), o); err == nil || errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
