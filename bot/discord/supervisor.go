package discord

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"
)

// fatal are the close codes after which trying again can't help, with what to do about them.
var fatal = map[int]string{
	4004: "Discord does not accept the token: copy it anew from the application's Bot page",
	4010: "Discord does not accept this shard number: check the number of shards",
	4011: "the bot is in too many guilds for one connection: set more shards",
	4012: "Discord no longer speaks this version of its gateway: update quotebot",
	4013: "Discord does not know the intents that were asked for: update quotebot",
	4014: "Discord does not grant the intents that were asked for",
}

// gateway keeps the connections to Discord's gateway, one a shard, and gives their events to sink.
type gateway struct {
	token  string
	rest   *http.Client
	shards int   // of the bot
	only   []int // of these, the ones that are kept here; none for all
	timing Timing
	log    *slog.Logger
	sink   func(event string, data json.RawMessage)
	state  func(State)

	identify chan time.Time // holds when the next session may be begun; empty while one is

	mu   sync.Mutex
	live map[int]bool
}

// run keeps all shards connected until ctx ends (then nil) or Discord says for good that one can't be.
func (g *gateway) run(ctx context.Context) error {
	if err := g.count(ctx); err != nil || ctx.Err() != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	g.live = map[int]bool{}
	g.identify = make(chan time.Time, 1)
	g.identify <- time.Time{}
	mine := g.mine()
	ended := make(chan error, len(mine))
	for _, id := range mine {
		go func() { ended <- g.keep(ctx, id) }()
	}
	var first error
	for range mine {
		if err := <-ended; err != nil && first == nil {
			first = err
		}
		stop() // one shard's end is the end of all: a guild without its shard would go unanswered
	}
	return first
}

// mine is the shards that are kept here.
func (g *gateway) mine() []int {
	if len(g.only) > 0 {
		return g.only
	}
	all := make([]int, g.shards)
	for id := range all {
		all[id] = id
	}
	return all
}

// serves says whether the events of a guild come here.
func (g *gateway) serves(guild string) bool {
	return slices.Contains(g.mine(), shardOf(guild, g.shards))
}

// count asks Discord how many shards it recommends, where that was not set.
func (g *gateway) count(ctx context.Context) error {
	for wait := g.timing.Backoff; g.shards <= 0; wait = min(2*wait, time.Minute) {
		info, err := newSession(g.token, g.rest).GatewayBot(discordgo.WithContext(ctx))
		if err == nil {
			g.shards = max(info.Shards, 1)
			break
		}
		if re, ok := errors.AsType[*discordgo.RESTError](err); ok && re.Response.StatusCode == http.StatusUnauthorized {
			return errors.New("discord: " + fatal[4004])
		}
		g.log.Warn("discord does not answer", "err", withoutURL(err), "again_in", wait)
		if sleep(ctx, wait) != nil {
			return nil
		}
	}
	return nil
}

// changed tells the state of one shard, and reports what follows for all of them.
func (g *gateway) changed(shard int, up bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if up == g.live[shard] {
		return
	}
	if up {
		g.live[shard] = true
	} else {
		delete(g.live, shard)
	}
	if len(g.live) == len(g.mine()) {
		g.state(Live)
	} else {
		g.state(Down)
	}
}

// shard is one connection's library session with what the supervisor knows of it.
type shard struct {
	session *discordgo.Session
	gone    chan struct{} // the library closed the session
	begun   bool          // it has identified, so that it is resumed from now on
	mu      sync.Mutex
	guard   *guard
}

// keep holds one shard connected until ctx ends (then nil) or Discord says for good that it can't be.
func (g *gateway) keep(ctx context.Context, id int) error {
	var sh *shard
	failures := 0
	for {
		if sh == nil {
			sh = g.newShard(ctx, id)
		}
		end := g.connect(ctx, sh)
		g.changed(id, false)
		if ctx.Err() != nil {
			return nil
		}
		if why := fatal[end.code]; why != "" {
			return fmt.Errorf("discord gateway, close code %d: %s", end.code, why)
		}
		conn := sh.current()
		wasLive := conn != nil && conn.wasLive()
		if failures++; wasLive {
			failures = 0
		}
		wait := g.timing.Backoff << min(failures, 6)
		switch {
		case end.lost:
			sh, wait = nil, max(wait, g.timing.Invalid)
		case end.reconnect && wasLive:
			wait = 0
		case failures >= 3:
			sh = nil // the address for resuming may be dead
		}
		wait += time.Duration(rand.Int64N(int64(wait/2) + 1))
		g.log.Info("gateway connection ended", "shard", id, "why", end.Error(), "resume", sh != nil, "wait", wait)
		if sleep(ctx, wait) != nil {
			return nil
		}
	}
}

// connect opens the shard and waits until its connection has ended.
func (g *gateway) connect(ctx context.Context, sh *shard) *ending {
	sh.set(nil)
	select {
	case <-sh.gone: // left from the connection before
	default:
	}
	open := sh.session.Open
	if !sh.begun {
		open = func() error { return g.begin(ctx, sh.session) }
	}
	err := open()
	if err == nil {
		sh.begun = true
		select {
		case <-sh.gone:
			err = errors.New("the gateway connection ended")
		case <-ctx.Done():
			if conn := sh.current(); conn != nil {
				conn.leave()
			}
			if err := sh.session.Close(); err != nil {
				g.log.Debug("gateway not closed in order", "err", err)
			}
			return &ending{err: errStopped}
		}
	}
	if conn := sh.current(); conn != nil {
		if end := conn.ending(); end != nil {
			return end
		}
	}
	return &ending{err: fmt.Errorf("connect to the gateway: %w", withoutURL(err))}
}

func (sh *shard) set(conn *guard) {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	sh.guard = conn
}

func (sh *shard) current() *guard {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	return sh.guard
}

// begin opens a new session when its turn has come: Discord allows one every five seconds, counted from IDENTIFY.
func (g *gateway) begin(ctx context.Context, s *discordgo.Session) error {
	select {
	case turn := <-g.identify:
		defer func() { g.identify <- time.Now().Add(g.timing.Identify) }()
		if err := sleep(ctx, time.Until(turn)); err != nil {
			return err
		}
		return s.Open()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// newShard makes a library session that has not identified yet. Everything that the library would do by itself besides
// speaking the protocol is switched off.
func (g *gateway) newShard(ctx context.Context, id int) *shard {
	sh := &shard{gone: make(chan struct{}, 1)}
	s := newSession(g.token, g.rest)
	s.ShouldReconnectOnError = false
	s.ShouldReconnectVoiceOnSessionError = false
	s.StateEnabled = false
	s.SyncEvents = true
	s.Compress = false
	s.Identify.Compress = false
	s.Identify.Intents = Intents
	if g.shards > 1 {
		s.ShardID, s.ShardCount = id, g.shards
	}
	s.AddHandler(func(*discordgo.Session, *discordgo.Disconnect) {
		select {
		case sh.gone <- struct{}{}:
		default:
		}
	})
	dial := func(secure bool) func(context.Context, string, string) (net.Conn, error) {
		return func(dctx context.Context, network, addr string) (net.Conn, error) {
			if ctx.Err() != nil {
				return nil, errStopped
			}
			dctx, cancel := context.WithTimeout(dctx, g.timing.Opening)
			defer cancel()
			stop := context.AfterFunc(ctx, cancel)
			defer stop()
			c, err := dialGateway(dctx, network, addr, secure)
			if err != nil {
				return nil, err
			}
			conn := newGuard(c, g.timing.Opening, time.Now, func(event string, data json.RawMessage) {
				if event == "READY" || event == "RESUMED" {
					g.changed(id, true)
				}
				g.sink(event, data)
			})
			sh.set(conn)
			conn.bind(ctx)
			return conn, nil
		}
	}
	s.Dialer = &websocket.Dialer{HandshakeTimeout: g.timing.Opening, NetDialContext: dial(false), NetDialTLSContext: dial(true)}
	sh.session = s
	return sh
}

// newSession is a library session for token whose requests go through rest. The library writes its log to the standard
// one, with tokens in it, so it is told to keep silent.
func newSession(token string, rest *http.Client) *discordgo.Session {
	s, _ := discordgo.New("Bot " + token) // never fails: it only fills in a struct
	s.LogLevel = -1
	s.Client = rest
	s.MaxRestRetries = 0
	s.ShouldRetryOnRateLimit = false
	return s
}

// dialGateway connects to addr, through the proxy of the environment if there is one. TLS is done here and not by the
// websocket library, because the guard has to read what was decrypted.
func dialGateway(ctx context.Context, network, addr string, secure bool) (net.Conn, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("dial the gateway: %w", err)
	}
	scheme := "http"
	if secure {
		scheme = "https"
	}
	proxy, err := http.ProxyFromEnvironment(&http.Request{URL: &url.URL{Scheme: scheme, Host: addr}})
	if err != nil {
		return nil, fmt.Errorf("dial the gateway: %w", err)
	}
	var d net.Dialer
	var c net.Conn
	if proxy != nil {
		c, err = dialProxy(ctx, &d, network, addr, proxy)
	} else {
		c, err = d.DialContext(ctx, network, addr)
	}
	if err != nil {
		return nil, fmt.Errorf("dial the gateway: %w", err)
	}
	if !secure {
		return c, nil
	}
	t := tls.Client(c, &tls.Config{ServerName: host, NextProtos: []string{"http/1.1"}})
	if err := t.HandshakeContext(ctx); err != nil {
		_ = c.Close()
		return nil, fmt.Errorf("dial the gateway: %w", err)
	}
	return t, nil
}

// dialProxy opens a tunnel to addr with the CONNECT method.
func dialProxy(ctx context.Context, d *net.Dialer, network, addr string, proxy *url.URL) (net.Conn, error) {
	port := proxy.Port()
	if port == "" {
		port = "80"
	}
	c, err := d.DialContext(ctx, network, net.JoinHostPort(proxy.Hostname(), port))
	if err != nil {
		return nil, err
	}
	if deadline, ok := ctx.Deadline(); ok {
		_ = c.SetDeadline(deadline)
	}
	req := &http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: addr}, Host: addr, Header: http.Header{}}
	if u := proxy.User; u != nil {
		password, _ := u.Password()
		req.Header.Set("Proxy-Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(u.Username()+":"+password)))
	}
	err = req.Write(c)
	var resp *http.Response
	if err == nil {
		resp, err = http.ReadResponse(bufio.NewReader(c), req) // nothing follows the head before we speak
	}
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("the proxy answers %s", resp.Status)
	}
	if err != nil {
		_ = c.Close()
		return nil, err
	}
	return c, c.SetDeadline(time.Time{})
}

// sleep waits for d or until ctx ends, and then gives its error.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
