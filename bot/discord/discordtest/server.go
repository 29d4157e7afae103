// Package discordtest is Discord as far as quotebot needs it, at the wire: a gateway (websocket) and a REST interface on
// loopback. It refuses what Discord refuses, keeps from a bot without the message-content intent what Discord keeps from
// it, misbehaves on demand, and records everything that is asked of it. The rules come from Discord's documentation
// (https://discord.com/developers/docs) and stand beside their checks.
//
// Tests move people with Send and Use, wait for what follows with Wait, and never sleep.
package discordtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"
)

// Options says how the server is set up. The zero value will do.
type Options struct {
	Addr       string        // to listen on; empty for a free port on loopback
	Token      string        // the bot's; empty for "test-token"
	Heartbeat  time.Duration // interval told to the bot; zero for Discord's 41.25 s
	FirstReply time.Duration // how long an interaction waits for its first response; zero for Discord's 3 s
	Shards     int           // the recommended number; zero for 1
	Spacing    time.Duration // that must lie between the starts of two sessions; zero for none
	Forget     bool          // keeps no requests, answered interactions or old events, for long runs
	Transcript io.Writer     // gets a line for everything said on either side; nil for none
}

// Ids of the bot.
const (
	BotID = "900000000000000001"
	AppID = "900000000000000002"
)

// Server is a Discord of its own.
type Server struct {
	o    Options
	http *http.Server
	addr string

	mu           sync.Mutex
	changed      chan struct{} // closed and made anew whenever something happens
	last         uint64        // snowflake
	requests     []Request
	faults       []*Fault
	latency      time.Duration
	others       int // interactions that another process takes
	conducts     []Conduct
	sessions     map[string]*session
	conns        map[*conn]bool
	identified   []time.Time
	resumed      int
	beats        int
	soon         int // sessions that were begun too soon
	guilds       map[string]*Guild
	outages      map[string]bool   // guilds that can't be reached
	direct       map[string]string // direct-message channels by user
	commands     map[string]json.RawMessage
	interactions map[string]*Interaction // by token
	messages     []*Message
	uploads      map[string][]byte // by path
	wg           sync.WaitGroup
}

// Request is one REST request with its answer's status.
type Request struct {
	Method, Path string // the path without /api/v9
	Body         []byte // JSON; of a multipart request, its payload_json
	Files        []File
	Status       int
	At           time.Time
}

// File is a file that was sent or is to be handed in.
type File struct {
	Name string
	Data []byte
}

// New starts a server.
func New(o Options) (*Server, error) {
	if o.Addr == "" {
		o.Addr = "127.0.0.1:0"
	}
	if o.Token == "" {
		o.Token = "test-token"
	}
	if o.Heartbeat == 0 {
		o.Heartbeat = 41250 * time.Millisecond
	}
	if o.FirstReply == 0 {
		o.FirstReply = 3 * time.Second
	}
	if o.Shards == 0 {
		o.Shards = 1
	}
	ln, err := net.Listen("tcp", o.Addr)
	if err != nil {
		return nil, fmt.Errorf("discord double: %w", err)
	}
	s := &Server{
		o: o, addr: ln.Addr().String(), changed: make(chan struct{}), sessions: map[string]*session{}, conns: map[*conn]bool{},
		guilds: map[string]*Guild{}, outages: map[string]bool{}, direct: map[string]string{}, commands: map[string]json.RawMessage{},
		interactions: map[string]*Interaction{}, uploads: map[string][]byte{},
	}
	s.http = &http.Server{Handler: s.routes(), ReadHeaderTimeout: 10 * time.Second}
	s.wg.Go(func() { _ = s.http.Serve(ln) }) // ends with Close
	return s, nil
}

// URL is the base address of the API, for DISCORD_API_URL.
func (s *Server) URL() string { return "http://" + s.addr }

// Token is the bot's token.
func (s *Server) Token() string { return s.o.Token }

// Close drops all connections and stops.
func (s *Server) Close() {
	s.mu.Lock()
	for c := range s.conns {
		_ = c.ws.Close()
	}
	s.mu.Unlock()
	_ = s.http.Close()
	s.wg.Wait()
}

// did tells those who wait that something has happened. The lock must be held.
func (s *Server) did() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// Wait waits until ok, which is asked anew after everything that happens and may call the other methods.
func (s *Server) Wait(ctx context.Context, ok func() bool) error {
	for {
		s.mu.Lock()
		changed := s.changed
		s.mu.Unlock()
		if ok() {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("discord double: waited in vain: %w", ctx.Err())
		}
	}
}

// Requests are all requests so far, in order.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// Commands is what the bot has registered with the guild, or everywhere when guild is empty.
func (s *Server) Commands(guild string) json.RawMessage {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.commands[guild]
}

// Fault makes requests fail.
type Fault struct {
	Method     string        // empty for every method
	Path       string        // what the path must contain
	Status     int           // of the answer
	Code       int           // in the answer
	RetryAfter time.Duration // for 429
	Global     bool          // for 429: of the whole API
	Times      int           // how often
}

// Fail makes the next fitting requests fail.
func (s *Server) Fail(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &f)
}

// RespondFirst has another process defer the next n interactions before the bot gets to see them.
func (s *Server) RespondFirst(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.others = n
}

// SetLatency makes every REST answer wait.
func (s *Server) SetLatency(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.latency = d
}

// id makes a snowflake, which carries the time. The lock must be held.
func (s *Server) id() string {
	const epoch = 1420070400000 // 2015-01-01 in ms
	n := uint64(time.Now().UnixMilli()-epoch) << 22
	s.last = max(s.last+1, n)
	return strconv.FormatUint(s.last, 10)
}

// say writes a line into the transcript. The lock must be held.
func (s *Server) say(who, what string, detail any) {
	if s.o.Transcript == nil {
		return
	}
	text, err := json.Marshal(detail)
	if err != nil {
		text = []byte(err.Error())
	}
	fmt.Fprintf(s.o.Transcript, "%s %s %s\n", who, what, text)
}

var errUnknown = errors.New("discord double: no such thing")
