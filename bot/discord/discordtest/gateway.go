package discordtest

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// Conduct is how the gateway treats one connection.
type Conduct struct {
	Mute    bool   // says nothing at all
	Hello   string // sent instead of hello, as it is
	Instead string // sent instead of READY or RESUMED, as it is
	Close   int    // close code sent instead of READY or RESUMED
}

// session is what the gateway remembers of a bot over its connections.
type session struct {
	id      string
	shard   [2]int
	intents int
	conn    *conn // nil while there is none
	events  []json.RawMessage
	dropped int // events before these
}

// conn is one gateway connection.
type conn struct {
	ws      *websocket.Conn
	mu      sync.Mutex // of writing
	conduct Conduct
	mute    bool
	session *session
}

// packet is a gateway message.
type packet struct {
	Op int             `json:"op"`
	D  json.RawMessage `json:"d"`
	S  int             `json:"s,omitempty"`
	T  string          `json:"t,omitempty"`
}

// Conduct says how the next connections are treated, one after the other; later ones are treated well.
func (s *Server) Conduct(c ...Conduct) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conducts = append(s.conducts, c...)
}

// Live says on how many connections the bot is ready.
func (s *Server) Live() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, ses := range s.sessions {
		if ses.conn != nil {
			n++
		}
	}
	return n
}

// Identified is when each new session was begun.
func (s *Server) Identified() []time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.identified)
}

// Beats is how often the bot's heart has beaten.
func (s *Server) Beats() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.beats
}

// Resumed is how often a session was gone on with.
func (s *Server) Resumed() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.resumed
}

// each calls f for every ready connection.
func (s *Server) each(f func(*conn)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		if c.session != nil {
			f(c)
		}
	}
	s.did()
}

// Reconnect asks the bot to connect anew (op 7).
func (s *Server) Reconnect() { s.each(func(c *conn) { s.send(c, packet{Op: 7}) }) }

// Invalidate tells the bot that its session is invalid (op 9), and forgets it unless it is resumable.
func (s *Server) Invalidate(resumable bool) {
	s.each(func(c *conn) {
		s.send(c, packet{Op: 9, D: json.RawMessage(strconv.FormatBool(resumable))})
		if !resumable {
			delete(s.sessions, c.session.id)
		}
	})
}

// CloseGateway closes the connections with a code.
func (s *Server) CloseGateway(code int) {
	s.each(func(c *conn) {
		c.close(code)
		s.part(c)
	})
}

// Drop cuts the connections without a word.
func (s *Server) Drop() {
	s.each(func(c *conn) {
		_ = c.ws.Close()
		s.part(c)
	})
}

// Mute makes the connections half open: nothing that the bot sends is heeded, and nothing comes.
func (s *Server) Mute() { s.each(func(c *conn) { c.mute = true }) }

// Raw sends a message as it is, outside the session's numbering.
func (s *Server) Raw(text string) { s.each(func(c *conn) { _ = c.write([]byte(text)) }) }

// Dispatch sends an event to the shard of the guild; empty for direct messages. A bot that is away gets it when it resumes.
func (s *Server) Dispatch(guild, event string, data any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dispatch(guild, event, data)
}

// dispatch needs the lock.
func (s *Server) dispatch(guild, event string, data any) {
	raw, err := json.Marshal(data)
	if err != nil {
		panic(err) // a mistake in a test
	}
	for _, ses := range s.sessions {
		if ses.has(guild) && ses.wants(guild, event) {
			s.post(ses, event, raw)
		}
	}
	s.did()
}

// has says whether the events of a guild go to the session's shard; no guild means direct messages.
func (ses *session) has(guild string) bool {
	n, _ := strconv.ParseUint(guild, 10, 64) // no guild: shard 0
	return uint64(ses.shard[0]) == (n>>22)%uint64(ses.shard[1])
}

// wants says whether the session asked for a kind of event. https://discord.com/developers/docs/events/gateway#list-of-intents
func (ses *session) wants(guild, event string) bool {
	switch {
	case strings.HasPrefix(event, "MESSAGE_") && guild == "":
		return ses.intents&(1<<12) != 0
	case strings.HasPrefix(event, "MESSAGE_"):
		return ses.intents&(1<<9) != 0
	case strings.HasPrefix(event, "GUILD_"), strings.HasPrefix(event, "CHANNEL_"), strings.HasPrefix(event, "THREAD_"):
		return ses.intents&1 != 0
	default:
		return true
	}
}

func mustJSON(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err) // a mistake in a test
	}
	return raw
}

// post adds an event to a session and sends it when the bot is there. It needs the lock.
func (s *Server) post(ses *session, event string, data json.RawMessage) {
	p := packet{Op: 0, T: event, S: ses.dropped + len(ses.events) + 1, D: data}
	raw, err := json.Marshal(p)
	if err != nil {
		panic(err)
	}
	ses.events = append(ses.events, raw)
	if n := len(ses.events) - 200; s.o.Forget && n > 0 {
		ses.events, ses.dropped = slices.Clone(ses.events[n:]), ses.dropped+n
	}
	if ses.conn != nil && !ses.conn.mute {
		s.say("gateway", event, p.D)
		_ = ses.conn.write(raw)
	}
}

func (c *conn) write(raw []byte) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ws.WriteMessage(websocket.TextMessage, raw)
}

func (c *conn) close(code int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	_ = c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, "told to"), time.Now().Add(time.Second))
	_ = c.ws.Close()
}

// send needs the lock.
func (s *Server) send(c *conn, p packet) {
	raw, err := json.Marshal(p)
	if err != nil {
		panic(err)
	}
	s.say("gateway", "op "+strconv.Itoa(p.Op), p.D)
	_ = c.write(raw)
}

// part takes the connection from its session. It needs the lock.
func (s *Server) part(c *conn) {
	if c.session != nil && c.session.conn == c {
		c.session.conn = nil
	}
	c.session = nil
	delete(s.conns, c)
	s.did()
}

// serveGateway is one connection from hello to its end.
func (s *Server) serveGateway(w http.ResponseWriter, r *http.Request) {
	up := websocket.Upgrader{}
	ws, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer ws.Close()
	c := &conn{ws: ws}
	s.mu.Lock()
	if len(s.conducts) > 0 {
		c.conduct, s.conducts = s.conducts[0], s.conducts[1:]
	}
	c.mute = c.conduct.Mute
	s.conns[c] = true
	switch {
	case c.mute:
	case c.conduct.Hello != "":
		_ = c.write([]byte(c.conduct.Hello))
	default:
		s.send(c, packet{Op: 10, D: json.RawMessage(`{"heartbeat_interval":` + strconv.FormatInt(s.o.Heartbeat.Milliseconds(), 10) + `}`)})
	}
	s.did()
	s.mu.Unlock()
	for {
		_, raw, err := ws.ReadMessage()
		s.mu.Lock()
		if err != nil {
			// A bot that closes with 1000 or 1001 means to go for good.
			if c.session != nil && websocket.IsCloseError(err, websocket.CloseNormalClosure, websocket.CloseGoingAway) {
				delete(s.sessions, c.session.id)
			}
			s.part(c)
			s.mu.Unlock()
			return
		}
		if !c.mute {
			s.heed(c, raw)
		}
		s.mu.Unlock()
	}
}

// heed acts on what the bot sent. It needs the lock.
func (s *Server) heed(c *conn, raw []byte) {
	var p packet
	if json.Unmarshal(raw, &p) != nil {
		c.close(4002)
		return
	}
	switch p.Op {
	case 1:
		s.beats++
		s.send(c, packet{Op: 11})
	case 2, 6:
		s.say("bot", "op "+strconv.Itoa(p.Op), nil) // the token is in it
		switch {
		case c.session != nil:
			c.close(4005)
		case c.conduct.Close != 0:
			c.close(c.conduct.Close)
		case c.conduct.Instead != "":
			_ = c.write([]byte(c.conduct.Instead))
		case p.Op == 2:
			s.identify(c, p.D)
		default:
			s.resume(c, p.D)
		}
	case 3:
	default:
		c.close(4001)
	}
	s.did()
}

// identify needs the lock.
func (s *Server) identify(c *conn, data json.RawMessage) {
	var d struct {
		Token   string  `json:"token"`
		Intents *int    `json:"intents"`
		Shard   *[2]int `json:"shard"`
	}
	const privileged = 1<<1 | 1<<8 | 1<<15
	const known = 1<<26 - 1
	shard := [2]int{0, 1}
	if json.Unmarshal(data, &d) != nil || d.Intents == nil {
		c.close(4002)
		return
	}
	if d.Shard != nil {
		shard = *d.Shard
	}
	switch {
	case d.Token != "Bot "+s.o.Token:
		c.close(4004)
		return
	case shard[1] < 1 || shard[0] < 0 || shard[0] >= shard[1]:
		c.close(4010)
		return
	case *d.Intents&^known != 0:
		c.close(4013)
		return
	case *d.Intents&privileged != 0: // the application has none granted
		c.close(4014)
		return
	case s.tooSoon():
		s.send(c, packet{Op: 9, D: json.RawMessage("false")})
		return
	}
	ses := &session{id: s.id(), shard: shard, intents: *d.Intents, conn: c}
	c.session = ses
	s.sessions[ses.id] = ses
	s.identified = append(s.identified, time.Now())
	guilds := []any{}
	for _, id := range slices.Sorted(maps.Keys(s.guilds)) {
		if ses.has(id) {
			guilds = append(guilds, map[string]any{"id": id, "unavailable": true})
		}
	}
	ready, err := json.Marshal(map[string]any{
		"v": 9, "session_id": ses.id, "resume_gateway_url": "ws://" + s.addr + "/gateway", "guilds": guilds, "shard": shard,
		"user": map[string]any{"id": BotID, "username": "quotebot", "bot": true}, "application": map[string]any{"id": AppID, "flags": 0},
	})
	if err != nil {
		panic(err)
	}
	s.post(ses, "READY", ready)
	if ses.intents&1 == 0 {
		return
	}
	for _, id := range slices.Sorted(maps.Keys(s.guilds)) {
		if ses.has(id) && !s.outages[id] {
			s.post(ses, "GUILD_CREATE", mustJSON(s.guilds[id].file()))
		}
	}
}

// tooSoon says whether a session was begun less than the spacing ago, which Discord answers with op 9. It needs the lock.
// https://discord.com/developers/docs/events/gateway#rate-limiting
func (s *Server) tooSoon() bool {
	n := len(s.identified)
	if n == 0 || time.Since(s.identified[n-1]) >= s.o.Spacing {
		return false
	}
	s.soon++
	return true
}

// TooSoon is how often a session was begun too soon after another.
func (s *Server) TooSoon() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.soon
}

// resume needs the lock.
func (s *Server) resume(c *conn, data json.RawMessage) {
	var d struct {
		Token   string `json:"token"`
		Session string `json:"session_id"`
		Seq     int    `json:"seq"`
	}
	if json.Unmarshal(data, &d) != nil {
		c.close(4002)
		return
	}
	ses := s.sessions[d.Session]
	switch {
	case d.Token != "Bot "+s.o.Token:
		c.close(4004)
	case ses == nil:
		s.send(c, packet{Op: 9, D: json.RawMessage("false")})
	case d.Seq > ses.dropped+len(ses.events), d.Seq < ses.dropped:
		c.close(4007)
	default:
		c.session, ses.conn = ses, c
		for _, raw := range ses.events[d.Seq-ses.dropped:] {
			_ = c.write(raw)
		}
		s.post(ses, "RESUMED", json.RawMessage(`{}`))
		s.resumed++
	}
}
