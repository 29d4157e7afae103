// Package discord is the Discord mouth: it turns commands, mentions, direct messages, and what is pressed, chosen and
// filled in, into requests for the brain, and the brain's replies into messages that keep within Discord's limits and ping
// nobody.
//
// The protocol is spoken by github.com/bwmarrin/discordgo. Around it are a guard on the connection (guard.go) and a
// supervisor (supervisor.go) for what that library does not survive, a transport that keeps the rate limits
// (transport.go), and our own reading of events (events.go). Events are only put in line by the reading goroutine; a
// bounded queue runs them on a few workers (queue.go): messages in order per channel, because the replies stand there one
// below the other, and commands, whose answers have places of their own, in order per person.
//
// No privileged intent is used: Discord shows the bot the text of messages that mention it, of direct messages, and of
// a message that a message command is used on, and that is enough.
package discord

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"quotebot/bot"
)

// Intents are the kinds of events that the bot asks for: guilds with their channels and roles, messages in guilds, and
// direct messages, none of them privileged.
const Intents = discordgo.IntentGuilds | discordgo.IntentGuildMessages | discordgo.IntentDirectMessages

// Permissions are what the bot needs in a guild: to see channels, send messages there and in threads, with embeds and
// files, and to read the history, without which it can't reply to a message.
const Permissions = viewChannel | sendMessages | embedLinks | attachFiles | readHistory | sendInThreads

// InviteURL is the address that adds the bot to a guild.
func InviteURL(application string) string {
	return "https://discord.com/oauth2/authorize?client_id=" + application + "&scope=bot+applications.commands&permissions=" + permissionText(Permissions)
}

// State tells whether the bot is connected to the gateway.
type State int

// The states. Discord's gateway is live when every shard's connection is.
const (
	Down State = iota
	Live
)

// Timing has the periods that the mouth keeps. Zero fields mean the usual period.
type Timing struct {
	Defer      time.Duration // from a request's arrival until "thinking…" is shown; Discord waits 3 s. Usual: 1.5 s
	Job        time.Duration // for a question, everything included. Usual: 30 s
	SlowJob    time.Duration // for a source. Usual: 2 min; Discord takes answers for 15 min
	Completion time.Duration // for a completion. Usual: 2.5 s
	Progress   time.Duration // between progress notes. Usual: 2 s
	Grace      time.Duration // for finishing what is in hand when stopping. Usual: 8 s
	Opening    time.Duration // for each step of opening a gateway connection. Usual: 20 s
	Backoff    time.Duration // before connecting anew; doubles up to 64 times. Usual: 1 s
	Invalid    time.Duration // before starting a new session after Discord threw one away. Usual: 2 s
	Identify   time.Duration // between the starts of two sessions. Usual: 5 s
	Pages      time.Duration // until buttons that can be used for a while only are switched off. Usual: 10 min; Discord allows it for 15 min
	Minute     time.Duration // between looks for quotes of the day that are due. Usual: 1 min
	Fresh      time.Duration // how long what is known of a guild's channels and roles is taken for true. Usual: 30 s
}

// Options says how to run.
type Options struct {
	Token   string // the bot's token, without "Bot "
	API     string // base address of the API; empty for Discord itself
	Guild   string // register the commands with this guild only, where they appear at once; empty for everywhere
	Workers int    // jobs at a time. Usual: 16
	Queue   int    // jobs waiting. Usual: 512
	Shards  int    // gateway connections; 0 for as many as Discord recommends
	Only    []int  // of these, the ones that this process keeps, from 0; none for all of them
	MaxFile int64  // bytes of a file that is handed in. Usual: 4 MiB
	Timing  Timing
	Log     *slog.Logger
	Now     func() time.Time
	OnState func(State) // told whenever the connection comes or goes; must not wait
	Meter   Meter       // told of what happens, for figures; nil for nobody
}

// Meter is told of what happens, for figures. Its methods must not wait.
type Meter interface {
	Queued(by int) // that many more jobs (or fewer, when negative) are in hand or waiting
	Overloaded()   // somebody was turned away because there is too much to do
	Limited()      // Discord said that we ask too often
}

// noMeter is told in vain.
type noMeter struct{}

func (noMeter) Queued(int)  {}
func (noMeter) Overloaded() {}
func (noMeter) Limited()    {}

// withDefaults fills in what was left out.
func (o Options) withDefaults() Options {
	usual := func(d *time.Duration, v time.Duration) {
		if *d <= 0 {
			*d = v
		}
	}
	t := &o.Timing
	usual(&t.Defer, 1500*time.Millisecond)
	usual(&t.Job, 30*time.Second)
	usual(&t.SlowJob, 2*time.Minute)
	usual(&t.Completion, 2500*time.Millisecond)
	usual(&t.Progress, 2*time.Second)
	usual(&t.Grace, 8*time.Second)
	usual(&t.Opening, 20*time.Second)
	usual(&t.Backoff, time.Second)
	usual(&t.Invalid, 2*time.Second)
	usual(&t.Identify, 5*time.Second)
	usual(&t.Pages, 10*time.Minute)
	usual(&t.Minute, time.Minute)
	usual(&t.Fresh, 30*time.Second)
	if o.Workers <= 0 {
		o.Workers = 16
	}
	if o.Queue <= 0 {
		o.Queue = 512
	}
	if o.MaxFile <= 0 {
		o.MaxFile = 4 << 20
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.OnState == nil {
		o.OnState = func(State) {}
	}
	if o.Meter == nil {
		o.Meter = noMeter{}
	}
	return o
}

// Run is the bot on Discord until ctx ends: then it takes nothing new, finishes what is in hand, and returns nil. Before
// that it returns only when Discord says that trying again can't help: a wrong token, a bot in too many guilds for the
// number of shards. Everything else, Discord being down included, is waited out.
func Run(ctx context.Context, h bot.Handler, o Options) error {
	if o.Token == "" {
		return errors.New("discord: no token")
	}
	base, err := parseBase(o.API)
	if err != nil {
		return err
	}
	o = o.withDefaults()
	words, err := readTongues()
	if err != nil {
		return fmt.Errorf("discord: %w", err)
	}
	wire := http.DefaultTransport.(*http.Transport).Clone()
	wire.MaxIdleConnsPerHost = 2 * o.Workers // so that without HTTP/2 answers don't wait for new connections
	defer wire.CloseIdleConnections()
	rest := &http.Client{Transport: &transport{base: base, next: wire, limited: o.Meter.Limited, until: map[string]time.Time{}}}

	// What is in hand goes on when ctx ends, so its context is another one.
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	a := &api{session: newSession(o.Token, rest)}
	m := &mouth{
		handler: h,
		o:       o,
		api:     a,
		files:   newFileReader(wire, o.MaxFile, base),
		access:  newChannelReader(a, o.Timing.Fresh),
		fast:    newQueue(o.Workers, o.Queue),
		slow:    newQueue(2, 32),
		refuse:  newQueue(2, 64),
		chores:  newQueue(2, 4096),
		tongues: words,
		lapses:  newLapses(),
		people:  locales{most: mostPeople},
		base:    work,
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var wg sync.WaitGroup
	var once sync.Once
	gw := &gateway{
		token:  o.Token,
		rest:   &http.Client{Transport: boundTo{ctx, rest.Transport}, Timeout: o.Timing.Opening},
		shards: o.Shards,
		only:   o.Only,
		timing: o.Timing,
		log:    o.Log,
		sink:   m.event,
		state:  o.OnState,
	}
	m.ready = func(app string) {
		once.Do(func() {
			o.Log.Info("on Discord", "invite", InviteURL(app))
			wg.Go(func() { a.keepRegistered(ctx, app, o, commands(words)) })
			wg.Go(func() { m.keepDaily(ctx, gw.serves) })
		})
	}
	err = gw.run(ctx)
	stop()
	m.drain(o.Timing.Grace, cancel)
	wg.Wait()
	return err
}

// keepRegistered registers the commands and tries again while that fails, because the bot answers mentions meanwhile.
func (a *api) keepRegistered(ctx context.Context, app string, o Options, list []command) {
	for wait := o.Timing.Backoff; ; wait = min(2*wait, 5*time.Minute) {
		changed, err := a.register(ctx, app, o.Guild, list)
		if err == nil {
			o.Log.Info("commands registered", "changed", changed)
			return
		}
		if ctx.Err() != nil {
			return
		}
		o.Log.Warn("commands not registered", "err", err, "again_in", wait)
		if sleep(ctx, wait) != nil {
			return
		}
	}
}

// boundTo gives requests that the library makes without a context one that ends with the bot.
type boundTo struct {
	ctx  context.Context
	next http.RoundTripper
}

// RoundTrip implements http.RoundTripper.
func (b boundTo) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancel(req.Context())
	stop := context.AfterFunc(b.ctx, cancel)
	defer stop()
	resp, err := b.next.RoundTrip(req.WithContext(ctx))
	if err != nil {
		cancel()
		return nil, err
	}
	resp.Body = &closing{resp.Body, cancel}
	return resp, nil
}

// closing ends a request's context with its body.
type closing struct {
	io.ReadCloser
	cancel context.CancelFunc
}

// Close implements io.Closer.
func (c *closing) Close() error {
	defer c.cancel()
	return c.ReadCloser.Close()
}
