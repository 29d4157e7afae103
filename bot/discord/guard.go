package discord

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// The gateway's operations (https://discord.com/developers/docs/topics/opcodes-and-status-codes).
const (
	opDispatch       = 0
	opHeartbeat      = 1
	opReconnect      = 7
	opInvalidSession = 9
	opHello          = 10
	opHeartbeatAck   = 11
)

// The frames of RFC 6455, section 11.8.
const (
	frameContinuation = 0x0
	frameText         = 0x1
	frameClose        = 0x8
	framePing         = 0x9
	framePong         = 0xA
)

// maxMessage is the largest gateway message that is read; Discord's own are far smaller without the guild intents.
const maxMessage = 16 << 20

// ending is why a gateway connection ended.
type ending struct {
	code      int  // of the close frame; 0 when there was none
	lost      bool // the session can't be resumed
	reconnect bool // Discord asked for a new connection
	err       error
}

func (e *ending) Error() string { return e.err.Error() }

func (e *ending) Unwrap() error { return e.err }

// guard is the connection below the library's websocket. It reads the gateway's messages before the library does and
// hands on only what the library survives, because discordgo f43dd94 (each was reproduced)
//   - deadlocks when op 7, 9 or 11 comes while Open holds its lock,
//   - dies of a null message, a heartbeat interval of zero, or a nil entry in the guilds of READY,
//   - can't decode interactions and messages with components that it does not know,
//   - never looks at close codes and waits for ever on a silent gateway,
//   - answers missing acknowledgements with close code 1000, which ends the session instead of resuming it.
//
// So the guard gives the events to the sink itself and shows the library only their sequence numbers; op 7, op 9, close
// frames and silence end the connection with an ending that the supervisor reads; and once it has ended, writes
// are dropped without an error, so that only the library's reader, and not its heart, closes the session.
type guard struct {
	net.Conn
	sink    func(event string, data json.RawMessage) // must not block
	opening time.Duration                            // how long until READY or RESUMED
	now     func() time.Time

	in      *bufio.Reader
	out     bytes.Buffer // for the library
	partial []byte       // fragments of a message so far
	passed  int          // messages given to the library; Open reads the first two with its lock held

	mu       sync.Mutex
	phase    phase
	interval time.Duration // of the heart
	due      time.Time     // when something must have come
	end      *ending
	leaving  bool
	release  func() bool // lets go of the context that the connection is bound to
}

type phase int

const (
	handshake phase = iota
	refused         // the server did not switch protocols: the bytes go through as they are
	starting
	live
)

func newGuard(c net.Conn, opening time.Duration, now func() time.Time, sink func(string, json.RawMessage)) *guard {
	return &guard{Conn: c, sink: sink, opening: opening, now: now, in: bufio.NewReader(c), due: now().Add(opening)}
}

// Read gives the library its next bytes.
func (g *guard) Read(p []byte) (int, error) {
	for g.out.Len() == 0 {
		if err := g.next(); err != nil {
			return 0, g.finish(err)
		}
	}
	return g.out.Read(p)
}

// Write sends the library's bytes. Once the connection has ended it pretends to. A close frame of the library's own, which
// would tell Discord to forget the session, only ends the connection, unless the bot is leaving.
func (g *guard) Write(p []byte) (int, error) {
	g.mu.Lock()
	ended, closing := g.end != nil, g.phase >= starting && !g.leaving && len(p) > 0 && p[0] == 0x80|frameClose
	g.mu.Unlock()
	switch {
	case ended:
	case closing:
		g.finish(errors.New("the library missed the gateway's acknowledgements"))
	default:
		if _, err := g.Conn.Write(p); err != nil {
			g.finish(fmt.Errorf("write to the gateway: %w", err))
		}
	}
	return len(p), nil
}

// ending is why the connection ended, or nil while it has not.
func (g *guard) ending() *ending {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.end
}

// finish ends the connection; the first reason holds. A close code other than 1000 and 1001 leaves the session resumable.
func (g *guard) finish(err error) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.end == nil {
		e, ok := errors.AsType[*ending](err)
		if !ok {
			e = &ending{err: err}
		}
		g.end = e
		if g.phase >= starting {
			_ = g.Conn.SetWriteDeadline(time.Now().Add(time.Second))
			_, _ = g.Conn.Write(closeFrame(4000)) // best effort: the peer may be gone
		}
		_ = g.Conn.Close()
		if g.release != nil {
			g.release()
		}
	}
	return g.end
}

// bind ends the opening of the connection when ctx does.
func (g *guard) bind(ctx context.Context) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.release = context.AfterFunc(ctx, g.stopOpening)
}

// leave lets the library close the connection in order.
func (g *guard) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.leaving = true
}

// stopOpening ends a connection that is not live yet; a live one is closed by the library in its own way.
func (g *guard) stopOpening() {
	g.mu.Lock()
	isLive := g.phase == live
	g.mu.Unlock()
	if !isLive {
		g.finish(errStopped)
	}
}

// wasLive says whether READY or RESUMED came.
func (g *guard) wasLive() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.phase == live
}

// next reads until there is something for the library.
func (g *guard) next() error {
	g.mu.Lock()
	due, ph := g.due, g.phase
	g.mu.Unlock()
	if err := g.Conn.SetReadDeadline(due); err != nil {
		return fmt.Errorf("read the gateway: %w", err)
	}
	var err error
	switch ph {
	case handshake:
		err = g.readHandshake()
	case refused:
		_, err = io.CopyN(&g.out, g.in, 1)
	default:
		err = g.readFrame()
	}
	if ne, ok := errors.AsType[net.Error](err); ok && ne.Timeout() {
		return errSilent
	}
	return err
}

// readHandshake hands on the answer to the websocket's upgrade request.
func (g *guard) readHandshake() error {
	status := ""
	for {
		line, err := g.in.ReadString('\n')
		if err != nil {
			return fmt.Errorf("gateway handshake: %w", err)
		}
		if g.out.Len()+len(line) > 64<<10 {
			return errors.New("gateway handshake: the answer's head is too long")
		}
		g.out.WriteString(line)
		if status == "" {
			status = line
		}
		if line == "\r\n" || line == "\n" {
			break
		}
	}
	ph := refused
	if strings.Contains(status, " 101") {
		ph = starting
	}
	g.mu.Lock()
	g.phase = ph
	g.mu.Unlock()
	return nil
}

// readFrame reads one frame and acts on the message that it completes.
func (g *guard) readFrame() error {
	var head [2]byte
	if _, err := io.ReadFull(g.in, head[:]); err != nil {
		return fmt.Errorf("read the gateway: %w", err)
	}
	final, kind, size := head[0]&0x80 != 0, head[0]&0x0f, uint64(head[1]&0x7f)
	if head[0]&0x70 != 0 || head[1]&0x80 != 0 {
		return errors.New("read the gateway: a frame with flags that were not agreed on")
	}
	if n := map[uint64]int{126: 2, 127: 8}[size]; n > 0 {
		var ext [8]byte
		if _, err := io.ReadFull(g.in, ext[8-n:]); err != nil {
			return fmt.Errorf("read the gateway: %w", err)
		}
		size = binary.BigEndian.Uint64(ext[:])
	}
	if size > maxMessage || len(g.partial)+int(size) > maxMessage {
		return errors.New("read the gateway: a message is too long")
	}
	payload := make([]byte, size)
	if _, err := io.ReadFull(g.in, payload); err != nil {
		return fmt.Errorf("read the gateway: %w", err)
	}
	switch kind {
	case frameClose:
		return closedBy(payload)
	case framePing:
		g.out.Write(frame(framePing, payload[:min(len(payload), 125)])) // the library answers it
		return nil
	case framePong:
		return nil
	case frameContinuation, frameText:
		g.partial = append(g.partial, payload...)
		if !final {
			return nil
		}
		message := g.partial
		g.partial = nil
		return g.message(message)
	default:
		return errors.New("read the gateway: a kind of frame that was not agreed on")
	}
}

// message acts on one gateway message. One that can't be read is skipped: nothing in it can be meant for us.
func (g *guard) message(text []byte) error {
	var m struct {
		Op int             `json:"op"`
		S  int64           `json:"s"`
		T  string          `json:"t"`
		D  json.RawMessage `json:"d"`
	}
	if err := json.Unmarshal(text, &m); err != nil || !bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")) {
		return nil
	}
	switch m.Op {
	case opDispatch:
		return g.dispatch(m.T, m.S, m.D)
	case opHello:
		return g.hello(m.D)
	case opHeartbeat:
		g.pass(map[string]any{"op": opHeartbeat})
	case opHeartbeatAck:
		g.mu.Lock()
		if g.phase == live {
			g.due = g.now().Add(2 * g.interval)
		}
		g.mu.Unlock()
		if g.passed >= 2 {
			g.pass(map[string]any{"op": opHeartbeatAck})
		}
	case opReconnect:
		return &ending{reconnect: true, err: errors.New("discord asked for a new connection")}
	case opInvalidSession:
		resumable := string(bytes.TrimSpace(m.D)) == "true"
		return &ending{lost: !resumable, err: errors.New("discord calls the session invalid")}
	}
	return nil
}

func (g *guard) hello(data json.RawMessage) error {
	var h struct {
		Interval float64 `json:"heartbeat_interval"` // ms
	}
	if err := json.Unmarshal(data, &h); err != nil || h.Interval < 1 || h.Interval > 1e8 {
		return errors.New("the gateway's hello has no heartbeat interval")
	}
	g.mu.Lock()
	g.interval = time.Duration(h.Interval) * time.Millisecond
	g.due = g.now().Add(g.opening)
	g.mu.Unlock()
	g.pass(map[string]any{"op": opHello, "d": map[string]any{"heartbeat_interval": int64(h.Interval)}})
	return nil
}

// dispatch gives an event to the sink and its number to the library, which needs it for heartbeats and for resuming.
func (g *guard) dispatch(event string, seq int64, data json.RawMessage) error {
	forLibrary := map[string]any{"op": opDispatch, "s": seq}
	switch event {
	case "READY":
		var r struct {
			Session string `json:"session_id"`
			Resume  string `json:"resume_gateway_url"`
			User    *user  `json:"user"`
		}
		if err := json.Unmarshal(data, &r); err != nil || r.User == nil || r.Session == "" {
			return &ending{lost: true, err: errors.New("the gateway's READY has no session")}
		}
		if r.Resume != "" && !strings.HasSuffix(r.Resume, "/") {
			r.Resume += "/"
		}
		forLibrary["d"] = map[string]any{"session_id": r.Session, "resume_gateway_url": r.Resume}
		forLibrary["t"] = event
		g.goLive()
	case "RESUMED":
		forLibrary["d"] = map[string]any{}
		forLibrary["t"] = event
		g.goLive()
	}
	g.sink(event, data)
	g.pass(forLibrary)
	return nil
}

func (g *guard) goLive() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.phase = live
	g.due = g.now().Add(2 * g.interval)
}

// pass gives the library a message.
func (g *guard) pass(message map[string]any) {
	text, err := json.Marshal(message)
	if err != nil {
		return // can't be: numbers and strings only
	}
	g.passed++
	g.out.Write(frame(frameText, text))
}

// frame is a whole frame as servers send it, without a mask.
func frame(kind byte, payload []byte) []byte {
	f := []byte{0x80 | kind}
	switch n := len(payload); {
	case n < 126:
		f = append(f, byte(n))
	case n < 1<<16:
		f = binary.BigEndian.AppendUint16(append(f, 126), uint16(n))
	default:
		f = binary.BigEndian.AppendUint64(append(f, 127), uint64(n))
	}
	return append(f, payload...)
}

// closeFrame is a close frame as clients send it. Its mask is zero, so that the code stands in it as it is.
func closeFrame(code uint16) []byte {
	return binary.BigEndian.AppendUint16([]byte{0x80 | frameClose, 0x80 | 2, 0, 0, 0, 0}, code)
}

// closedBy reads the payload of a close frame.
func closedBy(payload []byte) *ending {
	e := &ending{code: websocket.CloseNoStatusReceived}
	text := ""
	if len(payload) >= 2 {
		e.code, text = int(binary.BigEndian.Uint16(payload)), strings.ToValidUTF8(string(payload[2:]), "")
	}
	// After these codes Discord has forgotten the session: going away in order, a wrong number in RESUME, a session too old.
	e.lost = e.code == websocket.CloseNormalClosure || e.code == websocket.CloseGoingAway || e.code == 4007 || e.code == 4009
	e.err = fmt.Errorf("discord closed the gateway with code %d (%s)", e.code, text)
	return e
}

var (
	errSilent  = errors.New("the gateway has gone silent")
	errStopped = errors.New("stopped")
)
